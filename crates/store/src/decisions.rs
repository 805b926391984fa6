//! The delegation matrix and the decision log.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, DecisionId, GrantId, PersonId, ProblemId};
use commonbeat_domain::organization::decisions::{Decision, State};
use commonbeat_domain::organization::delegation::{Grant, Matrix};
use commonbeat_domain::organization::ranks::Rank;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<DecisionId>,
        pub problem: Option<Col<ProblemId>>,
        pub subject: String,
        pub state: String,
        pub rank: String,
        pub asked_by: Col<PersonId>,
        pub asked_at: At,
        pub due_at: Option<At>,
        pub decided_by: Option<Col<PersonId>>,
        pub decided_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Decision>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod grants {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "delegations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<GrantId>,
        pub kind: String,
        pub doc: Doc<Grant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which entries of the log to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of one problem.
    pub problem: Option<ProblemId>,
    /// In this state.
    pub state: Option<State>,
    /// Asked of this level or a lower one.
    pub rank_until: Option<Rank>,
    /// Brought by this person.
    pub asked_by: Option<PersonId>,
    /// Decided by this person.
    pub decided_by: Option<PersonId>,
    /// Asked at or after this moment.
    pub since: Option<Timestamp>,
    /// To be answered before this moment.
    pub due_before: Option<Timestamp>,
    /// Asked before this one; for the next page.
    pub before: Option<DecisionId>,
}

/// The agency's own matrix in the order in which it was set; empty where none was.
pub async fn matrix(session: &impl Session) -> Result<Matrix> {
    let rows = grants::Entity::find()
        .filter(grants::Column::AgencyId.eq(agency(session)))
        .order_by_asc(grants::Column::Id)
        .all(conn(session))
        .await?;
    Ok(Matrix { grants: rows.into_iter().map(|row| row.doc.0).collect() })
}

/// Adds a row of the matrix.
pub async fn insert_grant(write: &mut Write, grant: &Grant) -> Result<()> {
    let row = grant_row(write, grant);
    grants::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed row of the matrix.
pub async fn save_grant(write: &mut Write, grant: &Grant) -> Result<()> {
    let done = grants::Entity::update_many()
        .set(grant_row(write, grant))
        .filter(grants::Column::AgencyId.eq(agency(write)))
        .filter(grants::Column::Id.eq(Col(grant.id)))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("grant")) }
}

fn grant_row(write: &Write, grant: &Grant) -> grants::ActiveModel {
    grants::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(grant.id)),
        kind: Set(grant.kind.name().to_owned()),
        doc: Set(Doc(grant.clone())),
    }
}

/// Entries that match, the one asked last in front.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Decision>> {
    session.reach(Action::ReadDecisions, "decision")?;
    let mut query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    if let Some(problem) = filter.problem {
        query = query.filter(entity::Column::Problem.eq(Col(problem)));
    }
    if let Some(state) = filter.state {
        query = query.filter(entity::Column::State.eq(state.name()));
    }
    if let Some(rank) = filter.rank_until {
        let ranks = Rank::ALL.into_iter().filter(|r| *r <= rank).map(Rank::name);
        query = query.filter(entity::Column::Rank.is_in(ranks));
    }
    if let Some(person) = filter.asked_by {
        query = query.filter(entity::Column::AskedBy.eq(Col(person)));
    }
    if let Some(person) = filter.decided_by {
        query = query.filter(entity::Column::DecidedBy.eq(Col(person)));
    }
    if let Some(since) = filter.since {
        query = query.filter(entity::Column::AskedAt.gte(At(since)));
    }
    if let Some(before) = filter.due_before {
        query = query.filter(entity::Column::DueAt.lt(At(before)));
    }
    if let Some(before) = filter.before {
        query = query.filter(entity::Column::Id.lt(Col(before)));
    }
    let rows = query.order_by_desc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One entry.
pub async fn get(session: &impl Session, id: DecisionId) -> Result<Decision> {
    session.reach(Action::ReadDecisions, "decision")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("decision"))
}

/// Adds an entry.
pub async fn insert(write: &mut Write, decision: &Decision) -> Result<()> {
    entity::Entity::insert(row(write, decision)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves an answer or a review; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut decision: Decision) -> Result<Decision> {
    let read = decision.version;
    decision.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &decision))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(decision.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(decision) } else { Err(StoreError::Stale("decision")) }
}

fn row(write: &Write, d: &Decision) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(d.id)),
        problem: Set(d.problem.map(Col)),
        subject: Set(d.subject.name()),
        state: Set(d.state.name().to_owned()),
        rank: Set(d.rank.name().to_owned()),
        asked_by: Set(Col(d.asked_by)),
        asked_at: Set(At(d.asked_at)),
        due_at: Set(d.due_at.map(At)),
        decided_by: Set(d.decided_by.map(Col)),
        decided_at: Set(d.decided_at.map(At)),
        version: Set(d.version),
        doc: Set(Doc(d.clone())),
    }
}
