//! Joint initiatives.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AreaId, InitiativeId, ProblemId};
use commonbeat_domain::partnerships::initiatives::{Initiative, InitiativeKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "initiatives")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<InitiativeId>,
        pub kind: String,
        pub neighborhood: Option<Col<AreaId>>,
        pub problem: Option<Col<ProblemId>>,
        pub begins: At,
        pub ends: At,
        pub shown: bool,
        pub version: i64,
        pub doc: Doc<Initiative>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which initiatives to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<InitiativeKind>,
    /// Serving this problem.
    pub problem: Option<ProblemId>,
    /// Ending after this moment.
    pub ends_after: Option<Timestamp>,
    /// Ended at or before this moment.
    pub ended_by: Option<Timestamp>,
}

/// The agency's initiatives: those to come with the next in front, else the last in front.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Initiative>> {
    session.reach(Action::ReadInitiatives, "initiative")?;
    let wanted = Condition::all()
        .add(entity::Column::AgencyId.eq(agency(session)))
        .add_option(filter.kind.map(|kind| entity::Column::Kind.eq(kind.name())))
        .add_option(filter.problem.map(|problem| entity::Column::Problem.eq(Col(problem))))
        .add_option(filter.ends_after.map(|at| entity::Column::Ends.gt(At(at))))
        .add_option(filter.ended_by.map(|at| entity::Column::Ends.lte(At(at))));
    let query = entity::Entity::find().filter(wanted);
    let query = match filter.ends_after {
        Some(_) => query.order_by_asc(entity::Column::Begins),
        None => query.order_by_desc(entity::Column::Begins),
    };
    let rows = query.order_by_asc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// What the public is shown: what ends after a moment, the next in front, of a neighborhood and of the whole agency. The
/// words that are for the public come from [`Initiative::plan`] and the answers; nothing else of it leaves the agency.
pub async fn shown(
    session: &impl Session,
    neighborhood: Option<AreaId>,
    ends_after: Timestamp,
    limit: u64,
) -> Result<Vec<Initiative>> {
    session.reach(Action::ReadPublic, "initiative")?;
    let near = neighborhood.map(|id| {
        let everywhere = entity::Column::Neighborhood.is_null();
        Condition::any().add(entity::Column::Neighborhood.eq(Col(id))).add(everywhere)
    });
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Shown.eq(true))
        .filter(entity::Column::Ends.gt(At(ends_after)))
        .filter(Condition::all().add_option(near))
        .order_by_asc(entity::Column::Begins)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One initiative of the agency.
pub async fn get(session: &impl Session, id: InitiativeId) -> Result<Initiative> {
    session.reach(Action::ReadInitiatives, "initiative")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("initiative"))
}

/// Adds an initiative.
pub async fn insert(write: &mut Write, initiative: &Initiative, zone: &TimeZone) -> Result<()> {
    let row = row(write, initiative, zone)?;
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed initiative; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut initiative: Initiative, zone: &TimeZone) -> Result<Initiative> {
    let read = initiative.version;
    initiative.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &initiative, zone)?)
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(initiative.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(initiative) } else { Err(StoreError::Stale("initiative")) }
}

fn row(write: &Write, initiative: &Initiative, zone: &TimeZone) -> Result<entity::ActiveModel> {
    let (begins, ends) = initiative.moments(zone).ok_or(StoreError::Unreadable("initiative"))?;
    Ok(entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(initiative.id)),
        kind: Set(initiative.plan.kind.name().to_owned()),
        neighborhood: Set(initiative.plan.neighborhood.map(Col)),
        problem: Set(initiative.plan.problem.map(Col)),
        begins: Set(At(begins)),
        ends: Set(At(ends)),
        shown: Set(initiative.plan.shown),
        version: Set(initiative.version),
        doc: Set(Doc(initiative.clone())),
    })
}
