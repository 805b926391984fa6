//! Alerts, and what became of each copy of one.

use std::collections::BTreeMap;

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AlertId, SubscriberId};
use commonbeat_domain::partnerships::alerts::Alert;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "alerts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<AlertId>,
        pub corrects: Option<Col<AlertId>>,
        pub written_at: At,
        pub released_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Alert>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod sends {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_sends")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub alert_id: Col<AlertId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subscriber_id: Col<SubscriberId>,
        pub state: String,
        pub not_before: At,
        pub problem: Option<String>,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of one copy of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Copied {
    /// To be sent.
    Waiting,
    /// Handed to the mail server now; found so after a crash, nobody knows whether it was taken.
    Sending,
    /// Taken by the mail server.
    Sent,
    /// Refused for good.
    Failed,
    /// Not sent: the week had had its share.
    HeldBack,
    /// Not sent: stopped or changed before its turn came.
    Unwanted,
}

impl Copied {
    /// Every state, in the order of the log.
    pub const ALL: [Copied; 6] =
        [Copied::Sent, Copied::Waiting, Copied::Sending, Copied::Failed, Copied::HeldBack, Copied::Unwanted];

    /// Its name in data and, with `copied-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Copied::Waiting => "waiting",
            Copied::Sending => "sending",
            Copied::Sent => "sent",
            Copied::Failed => "failed",
            Copied::HeldBack => "held-back",
            Copied::Unwanted => "unwanted",
        }
    }
}

impl From<entity::Model> for Alert {
    fn from(row: entity::Model) -> Alert {
        Alert { version: row.version, ..row.doc.0 }
    }
}

/// One alert.
pub async fn by_id(session: &impl Session, id: AlertId) -> Result<Alert> {
    session.reach(Action::ReadAlerts, "alert")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(Alert::from).ok_or(StoreError::Missing("alert"))
}

/// Alerts, the newest first.
pub async fn list(session: &impl Session, limit: u64) -> Result<Vec<Alert>> {
    session.reach(Action::ReadAlerts, "alert")?;
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_desc(entity::Column::WrittenAt)
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Alert::from).collect())
}

/// Adds an alert.
pub async fn insert(write: &mut Write, alert: &Alert) -> Result<()> {
    entity::Entity::insert(row(write, alert, alert.version)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed alert; `Stale` if it changed since it was read.
pub async fn update(write: &mut Write, alert: &Alert) -> Result<()> {
    let changed = entity::Entity::update_many()
        .set(row(write, alert, alert.version + 1))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(alert.id)))
        .filter(entity::Column::Version.eq(alert.version))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("alert")) }
}

fn row(write: &Write, alert: &Alert, version: i64) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(alert.id)),
        corrects: Set(alert.corrects.map(Col)),
        written_at: Set(At(alert.written_at)),
        released_at: Set(alert.released_at.map(At)),
        version: Set(version),
        doc: Set(Doc(alert.clone())),
    }
}

/// Lays copies of an alert ready, one for each subscriber; those that lie there already stay as they are.
pub async fn lay_ready(write: &mut Write, alert: AlertId, subscribers: &[SubscriberId]) -> Result<()> {
    if subscribers.is_empty() {
        return Ok(());
    }
    let rows = subscribers.iter().map(|subscriber| sends::ActiveModel {
        agency_id: Set(agency(write)),
        alert_id: Set(Col(alert)),
        subscriber_id: Set(Col(*subscriber)),
        state: Set(Copied::Waiting.name().to_owned()),
        not_before: Set(At(write.now())),
        problem: Set(None),
        ended_at: Set(None),
    });
    let known = [sends::Column::AgencyId, sends::Column::AlertId, sends::Column::SubscriberId];
    sends::Entity::insert_many(rows.collect::<Vec<_>>())
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}

/// Subscribers whose copies may go now, those of which nobody knows whether they went included.
pub async fn to_send(
    session: &impl Session,
    alert: AlertId,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(SubscriberId, bool)>> {
    let rows = sends::Entity::find()
        .filter(sends::Column::AgencyId.eq(agency(session)))
        .filter(sends::Column::AlertId.eq(Col(alert)))
        .filter(sends::Column::State.is_in([Copied::Waiting.name(), Copied::Sending.name()]))
        .filter(sends::Column::NotBefore.lte(At(now)))
        .order_by_asc(sends::Column::SubscriberId)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|r| (r.subscriber_id.0, r.state == Copied::Sending.name())).collect())
}

/// When the next copy that waits may go; none where no copy waits.
pub async fn next_send(session: &impl Session, alert: AlertId) -> Result<Option<Timestamp>> {
    let row = sends::Entity::find()
        .filter(sends::Column::AgencyId.eq(agency(session)))
        .filter(sends::Column::AlertId.eq(Col(alert)))
        .filter(sends::Column::State.is_in([Copied::Waiting.name(), Copied::Sending.name()]))
        .order_by_asc(sends::Column::NotBefore)
        .one(conn(session))
        .await?;
    Ok(row.map(|row| row.not_before.0))
}

/// Notes what became of a copy. `not_before` is kept for one that goes on waiting.
pub async fn settle(
    write: &mut Write,
    alert: AlertId,
    subscriber: SubscriberId,
    state: Copied,
    not_before: Option<Timestamp>,
    problem: Option<&str>,
) -> Result<()> {
    let ended = !matches!(state, Copied::Waiting | Copied::Sending);
    let mut update = sends::Entity::update_many()
        .col_expr(sends::Column::State, Expr::value(state.name()))
        .col_expr(sends::Column::Problem, Expr::value(problem.map(str::to_owned)))
        .col_expr(sends::Column::EndedAt, Expr::value(ended.then(|| At(write.now()))));
    if let Some(at) = not_before {
        update = update.col_expr(sends::Column::NotBefore, Expr::value(At(at)));
    }
    update
        .filter(sends::Column::AgencyId.eq(agency(write)))
        .filter(sends::Column::AlertId.eq(Col(alert)))
        .filter(sends::Column::SubscriberId.eq(Col(subscriber)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// How many alerts a subscriber got since a moment.
pub async fn sent_since(session: &impl Session, subscriber: SubscriberId, since: Timestamp) -> Result<u32> {
    let count = sends::Entity::find()
        .filter(sends::Column::AgencyId.eq(agency(session)))
        .filter(sends::Column::SubscriberId.eq(Col(subscriber)))
        .filter(sends::Column::State.eq(Copied::Sent.name()))
        .filter(sends::Column::EndedAt.gte(At(since)))
        .count(conn(session))
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How many copies of an alert stand in each state.
pub async fn log(session: &impl Session, alert: AlertId) -> Result<BTreeMap<&'static str, u64>> {
    session.reach(Action::ReadAlerts, "alert")?;
    let rows = sends::Entity::find()
        .select_only()
        .column(sends::Column::State)
        .column_as(sends::Column::SubscriberId.count(), "n")
        .filter(sends::Column::AgencyId.eq(agency(session)))
        .filter(sends::Column::AlertId.eq(Col(alert)))
        .group_by(sends::Column::State)
        .into_tuple::<(String, i64)>()
        .all(conn(session))
        .await?;
    let of = |state: Copied| rows.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, n)| *n);
    Ok(Copied::ALL.map(|s| (s.name(), u64::try_from(of(s)).unwrap_or(0))).into())
}
