//! Concerns of residents, their threads, and what became of each message that was sent.

mod inbox;
mod promises;
mod threads;

use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Who};
use commonbeat_domain::ids::{AgencyId, AreaId, ConcernId, PersonId, ProblemId};
use commonbeat_domain::partnerships::concerns::{Concern, ConcernKind};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

pub use inbox::{Owed, in_danger, late, owed_counts, to_act_on};
pub use promises::{insert_promise, promise, promises_of, save_promise};
pub use threads::{
    Delivery, deliveries, delivery, insert_delivery, insert_message, messages, outcome_told, settle_delivery,
    waiting,
};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, Store, StoreError, Write, search};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "concerns")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ConcernId>,
        pub reference: String,
        pub kind: String,
        pub area_id: Option<Col<AreaId>>,
        pub beat_id: Option<Col<AreaId>>,
        pub problem_id: Option<Col<ProblemId>>,
        pub link_digest: Vec<u8>,
        pub raised_at: At,
        pub due_at: At,
        pub answered_at: Option<At>,
        pub next_due: Option<At>,
        pub owner_id: Option<Col<PersonId>>,
        pub act_by: Option<At>,
        pub escalated_at: Option<At>,
        pub danger_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Concern>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<entity::Model> for Concern {
    fn from(row: entity::Model) -> Concern {
        Concern { version: row.version, ..row.doc.0 }
    }
}

/// Which concerns: nothing means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// The neighborhood.
    pub area: Option<AreaId>,
    /// The beat.
    pub beat: Option<AreaId>,
    /// What it is about.
    pub kind: Option<ConcernKind>,
    /// Only those to whom an answer is owed, or not.
    pub owed: Option<bool>,
    /// Those that this person answers for.
    pub owner: Option<PersonId>,
    /// Those that became part of a problem.
    pub problem: Option<ProblemId>,
    /// Raised at or after.
    pub since: Option<Timestamp>,
    /// Only those whose next answer was due before; for what is late.
    pub due_by: Option<Timestamp>,
    /// Only those past this one in the order of the list; for the next page.
    pub past: Option<(Timestamp, ConcernId)>,
}

/// Concerns within reach to which an answer is owed, the next due first. [`Filter::past`] holds the due time and id
/// of the last one before.
pub async fn owed(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Concern>> {
    use entity::Column::{Id, NextDue};
    let mut query = filtered(reachable(session, Action::ReadConcerns)?, filter).filter(NextDue.is_not_null());
    if let Some((due, id)) = filter.past {
        let same = Condition::all().add(NextDue.eq(At(due))).add(Id.gt(Col(id)));
        query = query.filter(Condition::any().add(NextDue.gt(At(due))).add(same));
    }
    let rows = query.order_by_asc(NextDue).order_by_asc(Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Concerns within reach, the newest first. [`Filter::past`] holds the time of raising and id of the last one before.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Concern>> {
    use entity::Column::{Id, RaisedAt};
    let mut query = filtered(reachable(session, Action::ReadConcerns)?, filter);
    if let Some((raised, id)) = filter.past {
        let same = Condition::all().add(RaisedAt.eq(At(raised))).add(Id.lt(Col(id)));
        query = query.filter(Condition::any().add(RaisedAt.lt(At(raised))).add(same));
    }
    let rows = query.order_by_desc(RaisedAt).order_by_desc(Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// How many concerns there are within reach.
pub async fn count(session: &impl Session, filter: &Filter) -> Result<u64> {
    Ok(filtered(reachable(session, Action::ReadConcerns)?, filter).count(conn(session)).await?)
}

/// One concern by its reference.
pub async fn by_reference(session: &impl Session, action: Action, reference: Reference) -> Result<Concern> {
    let row = reachable(session, action)?
        .filter(entity::Column::Reference.eq(reference.to_string()))
        .one(conn(session))
        .await?;
    row.map(Concern::from).ok_or(StoreError::Missing("concern"))
}

/// One concern for an action: lookup and permission in one step.
pub async fn fetch_for(session: &impl Session, action: Action, id: ConcernId) -> Result<Concern> {
    let row = reachable(session, action)?.filter(entity::Column::Id.eq(Col(id))).one(conn(session)).await?;
    row.map(Concern::from).ok_or(StoreError::Missing("concern"))
}

/// Concerns of a problem that wait for word of what came of it.
pub async fn unanswered(session: &impl Session, problem: ProblemId) -> Result<Vec<Concern>> {
    let told = outcome_told(session, problem).await?;
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::ProblemId.eq(Col(problem)))
        .order_by_asc(entity::Column::RaisedAt)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Concern::from).filter(|c| !told.contains(&c.id)).collect())
}

/// Figures of answers for a public page: raised, answered, and the days to the first answer of each answered one.
pub async fn answer_figures(
    session: &impl Session,
    area: Option<AreaId>,
    since: Timestamp,
) -> Result<AnswerFigures> {
    let filter = Filter { area, since: Some(since), ..Filter::default() };
    let base = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    let rows = filtered(base, &filter)
        .select_only()
        .columns([entity::Column::RaisedAt, entity::Column::DueAt, entity::Column::AnsweredAt])
        .into_tuple::<(At, At, Option<At>)>()
        .all(conn(session))
        .await?;
    Ok(AnswerFigures { times: rows.into_iter().map(|(r, d, a)| (r.0, d.0, a.map(|a| a.0))).collect() })
}

/// Times of concerns: raised, due, answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerFigures {
    /// Raised, due, answered.
    pub times: Vec<(Timestamp, Timestamp, Option<Timestamp>)>,
}

fn filtered(mut query: Select<entity::Entity>, filter: &Filter) -> Select<entity::Entity> {
    use entity::Column::{AreaId, BeatId, Kind, NextDue, OwnerId, ProblemId, RaisedAt};
    if let Some(area) = filter.area {
        query = query.filter(AreaId.eq(Col(area)));
    }
    if let Some(beat) = filter.beat {
        query = query.filter(BeatId.eq(Col(beat)));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Kind.eq(kind.name()));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(OwnerId.eq(Col(owner)));
    }
    match filter.owed {
        Some(true) => query = query.filter(NextDue.is_not_null()),
        Some(false) => query = query.filter(NextDue.is_null()),
        None => {}
    }
    if let Some(problem) = filter.problem {
        query = query.filter(ProblemId.eq(Col(problem)));
    }
    if let Some(since) = filter.since {
        query = query.filter(RaisedAt.gte(At(since)));
    }
    if let Some(due) = filter.due_by {
        query = query.filter(NextDue.lt(At(due)));
    }
    query
}

fn reachable(session: &impl Session, action: Action) -> Result<Select<entity::Entity>> {
    let query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    match &session.actor().who {
        Who::SecretLink { concern } => {
            session.reach(Action::UseOwnThread, "concern")?;
            Ok(query.filter(entity::Column::Id.eq(Col(*concern))))
        }
        _ => {
            session.reach(action, "concern")?;
            Ok(query)
        }
    }
}

/// Adds a concern; `link_digest` is the digest of its secret link.
pub async fn insert(write: &mut Write, concern: &Concern, link_digest: [u8; 32]) -> Result<()> {
    let mut row = row(write, concern, concern.version);
    row.link_digest = Set(link_digest.to_vec());
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    search::put(write, search::Kind::Concern, concern.id, search::words::of_concern(concern)).await
}

/// Concerns within reach that hold every word of a question, the newest first.
pub async fn found(session: &impl Session, question: &search::Question, limit: u64) -> Result<Vec<Concern>> {
    let query = reachable(session, Action::ReadConcerns)?;
    let ids: Vec<ConcernId> = search::find(session, search::Kind::Concern, question, limit).await?;
    let query = query.filter(entity::Column::Id.is_in(ids.into_iter().map(Col)));
    let rows = query.order_by_desc(entity::Column::Id).all(conn(session)).await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Saves a changed concern; `Stale` if it changed since it was read.
pub async fn update(write: &mut Write, concern: &Concern) -> Result<()> {
    let changed = entity::Entity::update_many()
        .set(row(write, concern, concern.version + 1))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(concern.id)))
        .filter(entity::Column::Version.eq(concern.version))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("concern")) }
}

fn row(write: &Write, concern: &Concern, version: i64) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(concern.id)),
        reference: Set(concern.reference.to_string()),
        kind: Set(concern.kind.name().to_owned()),
        area_id: Set(concern.area.map(Col)),
        beat_id: Set(concern.beat.map(Col)),
        problem_id: Set(concern.problem.map(Col)),
        link_digest: sea_orm::ActiveValue::NotSet,
        raised_at: Set(At(concern.raised_at)),
        due_at: Set(At(concern.due_at)),
        answered_at: Set(concern.answered_at.map(At)),
        next_due: Set(concern.next_due.map(At)),
        owner_id: Set(concern.owner.map(Col)),
        act_by: Set(concern.act_by().map(At)),
        escalated_at: Set(concern.escalated_at.map(At)),
        danger_at: Set(concern.danger.as_ref().filter(|_| concern.danger_waits()).map(|d| At(d.at))),
        version: Set(version),
        doc: Set(Doc(concern.clone())),
    }
}

impl Store {
    /// The agency and concern that a secret link opens, by the link's digest. Asked before there is an actor.
    pub async fn concern_of_link(&self, link_digest: [u8; 32]) -> Result<Option<(AgencyId, ConcernId)>> {
        let row = entity::Entity::find()
            .filter(entity::Column::LinkDigest.eq(link_digest.to_vec()))
            .one(self.bare_read())
            .await?;
        Ok(row.map(|row| (row.agency_id.0, row.id.0)))
    }
}

/// How many concerns became part of each of these problems; public figures are made of it.
pub async fn counts_of_problems(
    session: &impl Session,
    problems: &[ProblemId],
) -> Result<std::collections::BTreeMap<ProblemId, u32>> {
    let rows = entity::Entity::find()
        .select_only()
        .column(entity::Column::ProblemId)
        .column_as(entity::Column::Id.count(), "n")
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::ProblemId.is_in(problems.iter().copied().map(Col)))
        .group_by(entity::Column::ProblemId)
        .into_tuple::<(Col<ProblemId>, i64)>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|(id, n)| (id.0, u32::try_from(n).unwrap_or(u32::MAX))).collect())
}
