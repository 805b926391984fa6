//! The inbox: threads on which something is owed, the next due first. Every question here is one walk along an index.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{ConcernId, PersonId};
use commonbeat_domain::partnerships::concerns::Concern;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::entity::{Column as C, Entity};
use super::reachable;
use crate::columns::{At, Col};
use crate::session::conn;
use crate::{Result, Session};

/// Whose threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Everybody's.
    ByAnybody,
    /// Those that this person answers for.
    By(PersonId),
    /// Those that nobody answers for yet.
    ByNobody,
    /// Those that went to the supervisors because they are late.
    Late,
}

/// Threads within reach on which something is owed, the next due first; `past` holds due time and id of the last one
/// before.
pub async fn to_act_on(
    session: &impl Session,
    owed: Owed,
    past: Option<(Timestamp, ConcernId)>,
    limit: u64,
) -> Result<Vec<Concern>> {
    let mut query = chosen(session, owed)?;
    if let Some((due, id)) = past {
        let same = Condition::all().add(C::ActBy.eq(At(due))).add(C::Id.gt(Col(id)));
        // Said twice, so that the index is entered at the right place.
        query =
            query.filter(C::ActBy.gte(At(due))).filter(Condition::any().add(C::ActBy.gt(At(due))).add(same));
    }
    let rows = query.order_by_asc(C::ActBy).order_by_asc(C::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// How many threads of each pile there are, in the order asked for.
pub async fn owed_counts(session: &impl Session, piles: &[Owed]) -> Result<Vec<u64>> {
    let mut counts = Vec::with_capacity(piles.len());
    for pile in piles {
        counts.push(chosen(session, *pile)?.count(conn(session)).await?);
    }
    Ok(counts)
}

/// Threads with words that sound like present danger and that nobody has seen to, the longest waiting first.
pub async fn in_danger(session: &impl Session, limit: u64) -> Result<Vec<Concern>> {
    let rows = reachable(session, Action::ReadConcerns)?
        .filter(C::DangerAt.is_not_null())
        .order_by_asc(C::DangerAt)
        .order_by_asc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Threads that are late at a moment and did not go to the supervisors yet.
pub async fn late(session: &impl Session, now: Timestamp, limit: u64) -> Result<Vec<Concern>> {
    let rows = reachable(session, Action::ReadConcerns)?
        .filter(C::ActBy.lt(At(now)))
        .filter(C::EscalatedAt.is_null())
        .order_by_asc(C::ActBy)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

fn chosen(session: &impl Session, owed: Owed) -> Result<Select<Entity>> {
    let query = reachable(session, Action::ReadConcerns)?.filter(C::ActBy.is_not_null());
    Ok(match owed {
        Owed::ByAnybody => query,
        Owed::By(person) => query.filter(C::OwnerId.eq(Col(person))),
        Owed::ByNobody => query.filter(C::OwnerId.is_null()),
        Owed::Late => query.filter(C::EscalatedAt.is_not_null()),
    })
}
