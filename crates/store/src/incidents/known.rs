//! What is known of the rows that count: by source and day, by batch, by flag.

use std::collections::BTreeMap;

use commonbeat_domain::ids::{BatchId, IncidentId};
use commonbeat_domain::information::quality::Known;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect, Select};

use super::{entity, visible};
use crate::columns::{Col, Day, Doc};
use crate::session::conn;
use crate::{Result, Session};

/// Rows that count by batch, with what is known of them.
pub async fn known_by_batch(session: &impl Session) -> Result<BTreeMap<BatchId, Known>> {
    let counted = |query: Select<entity::Entity>| {
        query
            .select_only()
            .column(entity::Column::BatchId)
            .column_as(Expr::col(Asterisk).count(), "n")
            .column_as(Expr::col(entity::Column::Lon).count(), "place")
            .column_as(Expr::col(entity::Column::Hour).count(), "hour")
            .group_by(entity::Column::BatchId)
            .into_tuple::<(Col<BatchId>, i64, i64, i64)>()
    };
    let all = counted(visible(session).await?).all(conn(session)).await?;
    let other = visible(session).await?.filter(entity::Column::Offense.eq("other"));
    let other: BTreeMap<BatchId, u64> =
        counted(other).all(conn(session)).await?.into_iter().map(|(id, n, ..)| (id.0, whole(n))).collect();
    let known = |(id, n, place, hour): (Col<BatchId>, i64, i64, i64)| {
        let class = whole(n) - other.get(&id.0).copied().unwrap_or_default();
        (id.0, Known { rows: whole(n), place: whole(place), hour: whole(hour), class })
    };
    Ok(all.into_iter().map(known).collect())
}

/// Rows that count by batch and day.
pub async fn days_by_batch(session: &impl Session) -> Result<Vec<(BatchId, Date, u64)>> {
    let rows = visible(session)
        .await?
        .select_only()
        .column(entity::Column::BatchId)
        .column(entity::Column::Day)
        .column_as(Expr::col(Asterisk).count(), "n")
        .group_by(entity::Column::BatchId)
        .group_by(entity::Column::Day)
        .into_tuple::<(Col<BatchId>, Day, i64)>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|(batch, day, n)| (batch.0, day.0, whole(n))).collect())
}

/// Flags of the rows that count, by kind; a row may have several.
pub async fn flagged(session: &impl Session) -> Result<BTreeMap<String, u64>> {
    let rows = visible(session)
        .await?
        .select_only()
        .column(entity::Column::Flags)
        .column_as(Expr::col(Asterisk).count(), "n")
        .group_by(entity::Column::Flags)
        .into_tuple::<(Doc<Vec<String>>, i64)>()
        .all(conn(session))
        .await?;
    let mut kinds = BTreeMap::new();
    for (flags, n) in rows {
        for flag in flags.0 {
            *kinds.entry(flag).or_default() += whole(n);
        }
    }
    Ok(kinds)
}

/// Rows of some batches that count, of the days from one to another, both included: id and key, in the order of ids,
/// after one; at most `limit`.
pub async fn keys_between(
    session: &impl Session,
    batches: &[BatchId],
    days: (Date, Date),
    after: Option<IncidentId>,
    limit: u64,
) -> Result<Vec<(IncidentId, String)>> {
    let mut query = visible(session)
        .await?
        .select_only()
        .column(entity::Column::Id)
        .column(entity::Column::SourceKey)
        .filter(entity::Column::Day.between(Day(days.0), Day(days.1)))
        .filter(entity::Column::BatchId.is_in(batches.iter().map(|id| Col(*id))));
    if let Some(after) = after {
        query = query.filter(entity::Column::Id.gt(Col(after)));
    }
    let rows = query
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .into_tuple::<(Col<IncidentId>, String)>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|(id, key)| (id.0, key)).collect())
}

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}
