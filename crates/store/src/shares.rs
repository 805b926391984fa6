//! Problems opened to partners, and the log of what was shown or given to them.

use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, DisseminationId, OrganizationId, ProblemId};
use commonbeat_domain::partnerships::shares::{Dissemination, Passed, Share};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem_shares")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Col<OrganizationId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem: Col<ProblemId>,
        pub doc: Doc<Share>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod log {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "disseminations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<DisseminationId>,
        pub organization: Col<OrganizationId>,
        pub once: String,
        pub at: At,
        pub doc: Doc<Dissemination>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The problems that were opened to an organization, as a subquery.
pub(crate) fn opened_to(session: &impl Session, organization: OrganizationId) -> SelectStatement {
    entity::Entity::find()
        .select_only()
        .column(entity::Column::Problem)
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Organization.eq(Col(organization)))
        .into_query()
}

/// Whose rows the actor may see: people of the agency those of all partners, a partner's people their own.
fn whose(session: &impl Session) -> Result<Option<OrganizationId>> {
    match (session.reach(Action::ReadAgreements, "share")?, &session.actor().who) {
        (Reach::Agency, _) => Ok(None),
        (Reach::Own, Who::Person { organization: Some(organization), .. }) => Ok(Some(*organization)),
        _ => Err(StoreError::Missing("share")),
    }
}

/// Problems that were opened, to one partner or to all, and those to whom one problem was.
pub async fn list(
    session: &impl Session,
    organization: Option<OrganizationId>,
    problem: Option<ProblemId>,
    limit: u64,
) -> Result<Vec<Share>> {
    let own = whose(session)?;
    let mut query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    for organization in [own, organization].into_iter().flatten() {
        query = query.filter(entity::Column::Organization.eq(Col(organization)));
    }
    if let Some(problem) = problem {
        query = query.filter(entity::Column::Problem.eq(Col(problem)));
    }
    let rows = query.order_by_desc(entity::Column::Problem).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Opens a problem to a partner; once more changes nothing and gives `false`.
pub async fn open(write: &mut Write, share: &Share) -> Result<bool> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        organization: Set(Col(share.organization)),
        problem: Set(Col(share.problem)),
        doc: Set(Doc(share.clone())),
    };
    let key = [entity::Column::AgencyId, entity::Column::Organization, entity::Column::Problem];
    let added = entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(added == 1)
}

/// Takes a problem back from a partner; `false` if it was not open.
pub async fn close(write: &mut Write, organization: OrganizationId, problem: ProblemId) -> Result<bool> {
    let done = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Organization.eq(Col(organization)))
        .filter(entity::Column::Problem.eq(Col(problem)))
        .exec(conn(write))
        .await?;
    Ok(done.rows_affected == 1)
}

/// What keeps a line from being written twice: a look counts once for each person, thing and day (UTC).
fn once_key(line: &Dissemination) -> String {
    match line.how {
        Passed::Seen => {
            let day = line.at.to_zoned(jiff::tz::TimeZone::UTC).date();
            format!("{} {} {} {day}", line.category.name(), line.what, line.person)
        }
        Passed::Given | Passed::Withdrawn => line.id.to_string(),
    }
}

/// Whether a look like this one stands in the log already.
pub async fn noted(session: &impl Session, line: &Dissemination) -> Result<bool> {
    let row = log::Entity::find()
        .filter(log::Column::AgencyId.eq(agency(session)))
        .filter(log::Column::Organization.eq(Col(line.organization)))
        .filter(log::Column::Once.eq(once_key(line)))
        .one(conn(session))
        .await?;
    Ok(row.is_some())
}

/// Notes that something was shown or given.
pub async fn note(write: &mut Write, line: &Dissemination) -> Result<()> {
    let row = log::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(line.id)),
        organization: Set(Col(line.organization)),
        once: Set(once_key(line)),
        at: Set(At(line.at)),
        doc: Set(Doc(line.clone())),
    };
    let key = [log::Column::AgencyId, log::Column::Organization, log::Column::Once];
    log::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}

/// The log of one partner, the newest line in front; `before` for the next page.
pub async fn log_of(
    session: &impl Session,
    organization: OrganizationId,
    before: Option<DisseminationId>,
    limit: u64,
) -> Result<Vec<Dissemination>> {
    let own = whose(session)?;
    let mut wanted = Condition::all()
        .add(log::Column::AgencyId.eq(agency(session)))
        .add(log::Column::Organization.eq(Col(organization)));
    if let Some(own) = own {
        wanted = wanted.add(log::Column::Organization.eq(Col(own)));
    }
    if let Some(before) = before {
        wanted = wanted.add(log::Column::Id.lt(Col(before)));
    }
    let rows = log::Entity::find()
        .filter(wanted)
        .order_by_desc(log::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}
