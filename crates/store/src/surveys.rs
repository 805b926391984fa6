//! Surveys of premises.

use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, OrganizationId, SurveyId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::surveys::Survey;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agreements};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "surveys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<SurveyId>,
        pub organization: Option<Col<OrganizationId>>,
        pub version: i64,
        pub doc: Doc<Survey>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// The rows the actor may see: people of the agency who look at premises all, a partner's people those of their own place
/// while an agreement in force covers surveys.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(C::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadSurveys, "survey")?, &session.actor().who) {
        (Reach::Agency, _) => Ok(own),
        (Reach::Shared, Who::Person { organization: Some(organization), .. }) => Ok(own
            .add(C::Organization.eq(Col(*organization)))
            .add(agreements::in_force(session, *organization, DataCategory::Surveys))),
        _ => Err(StoreError::Missing("survey")),
    }
}

/// Surveys the actor may see, the newest in front.
pub async fn list(session: &impl Session, limit: u64) -> Result<Vec<Survey>> {
    let query = entity::Entity::find().filter(visible(session)?).order_by_desc(C::Id).limit(limit);
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One survey.
pub async fn get(session: &impl Session, id: SurveyId) -> Result<Survey> {
    let query = entity::Entity::find().filter(visible(session)?).filter(C::Id.eq(Col(id)));
    query.one(conn(session)).await?.map(|row| row.doc.0).ok_or(StoreError::Missing("survey"))
}

/// Adds a survey.
pub async fn insert(write: &mut Write, survey: &Survey) -> Result<()> {
    entity::Entity::insert(row(write, survey)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed survey; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut survey: Survey) -> Result<Survey> {
    let read = survey.version;
    survey.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &survey))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(survey.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(survey) } else { Err(StoreError::Stale("survey")) }
}

fn row(write: &Write, survey: &Survey) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(survey.id)),
        organization: Set(survey.site.organization.map(Col)),
        version: Set(survey.version),
        doc: Set(Doc(survey.clone())),
    }
}
