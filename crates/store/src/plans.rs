//! Development plans: each person reaches the own one, and there is no way to another's.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, PersonId};
use commonbeat_domain::personnel::plans::Plan;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "development_plans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: Col<PersonId>,
        pub version: i64,
        pub doc: Doc<Plan>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

fn who(session: &impl Session) -> Result<PersonId> {
    session.reach(Action::UseAccount, "plan")?;
    session.actor().person().ok_or(StoreError::Missing("plan"))
}

/// The actor's own plan; empty where nothing was written yet.
pub async fn own(session: &impl Session) -> Result<Plan> {
    let row = entity::Entity::find_by_id((agency(session), Col(who(session)?))).one(conn(session)).await?;
    Ok(row.map(|row| row.doc.0).unwrap_or_default())
}

/// Saves the actor's own plan; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut plan: Plan) -> Result<Plan> {
    let person = who(write)?;
    let read = plan.version;
    plan.version += 1;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        person: Set(Col(person)),
        version: Set(plan.version),
        doc: Set(Doc(plan.clone())),
    };
    if read == 0 {
        let done = entity::Entity::insert(row).exec_without_returning(conn(write)).await;
        return match done.map_err(StoreError::from) {
            Ok(_) => Ok(plan),
            Err(error) if error.is_conflict() => Err(StoreError::Stale("plan")),
            Err(other) => Err(other),
        };
    }
    let done = entity::Entity::update_many()
        .set(row)
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Person.eq(Col(person)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(plan) } else { Err(StoreError::Stale("plan")) }
}
