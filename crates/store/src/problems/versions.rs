//! Every version of a problem, whole, so that two can be laid side by side.

use commonbeat_domain::ids::{AgencyId, PersonId, ProblemId};
use commonbeat_domain::problems::Problem;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, FromQueryResult, QueryOrder, QuerySelect};

use crate::audit::actor_name;
use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "problem_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem: Col<ProblemId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i64,
        pub at: At,
        pub by: String,
        pub person: Option<Col<PersonId>>,
        pub act: String,
        pub note: String,
        pub doc: Doc<Problem>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One line of a problem's history.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The version it made.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// By whom, as the trail names it.
    pub by: String,
    /// The person, where a person did it.
    pub person: Option<PersonId>,
    /// What was done, as in the trail.
    pub act: String,
    /// The reason given; empty where none was asked.
    pub note: String,
}

#[derive(FromQueryResult)]
struct Line {
    version: i64,
    at: At,
    by: String,
    person: Option<Col<PersonId>>,
    act: String,
    note: String,
}

/// Keeps the problem as it is now.
pub(super) async fn keep(write: &mut Write, problem: &Problem, act: &str, note: &str) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        problem: Set(Col(problem.id)),
        version: Set(problem.version),
        at: Set(At(write.now())),
        by: Set(actor_name(write.actor())),
        person: Set(write.actor().person().map(Col)),
        act: Set(act.to_owned()),
        note: Set(note.trim().to_owned()),
        doc: Set(Doc(problem.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// A problem's history, newest first, of a problem that was fetched before (which checks the right to it).
pub async fn history(session: &impl Session, problem: &Problem, limit: u64) -> Result<Vec<Change>> {
    let lines = entity::Entity::find()
        .select_only()
        .columns([
            entity::Column::Version,
            entity::Column::At,
            entity::Column::By,
            entity::Column::Person,
            entity::Column::Act,
            entity::Column::Note,
        ])
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Problem.eq(Col(problem.id)))
        .order_by_desc(entity::Column::Version)
        .limit(limit)
        .into_model::<Line>()
        .all(conn(session))
        .await?;
    let change = |line: Line| Change {
        version: line.version,
        at: line.at.0,
        by: line.by,
        person: line.person.map(|p| p.0),
        act: line.act,
        note: line.note,
    };
    Ok(lines.into_iter().map(change).collect())
}

/// The problem as it was in one version, of a problem that was fetched before.
pub async fn version(session: &impl Session, problem: &Problem, version: i64) -> Result<Problem> {
    let row =
        entity::Entity::find_by_id((agency(session), Col(problem.id), version)).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("version"))
}
