//! The audit trail: one row for every write and every sensitive read, each chained to the one before.
//!
//! A row's payload is digested with a salt of its own, and the chain covers the digest: the payload can be erased
//! alone and the chain still verifies. The link is taken last, under the agency's lock, held to the commit.

mod chain;
mod verify;

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Actor, Who};
use commonbeat_domain::ids::AgencyId;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, QueryOrder, QuerySelect};
use serde::Serialize;
use serde_json::{Value as Json, json};

pub use chain::Head;
pub use verify::{Broken, Verified, verify};

use crate::columns::{At, Col};
use crate::session::{Session, agency, conn};
use crate::{Backend, Result, StoreError};

/// What is to be noted of one act.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What was done: `noun.verb`, such as `problem.open`.
    pub act: &'static str,
    /// Id or reference of the record it was done to.
    pub object: String,
    /// What changed; never a secret.
    pub payload: Json,
}

impl Entry {
    /// An act on a record, with nothing further to say.
    pub fn new(act: &'static str, object: impl ToString) -> Entry {
        Entry { act, object: object.to_string(), payload: json!({}) }
    }

    /// The same with details.
    pub fn with(mut self, payload: impl Serialize) -> Entry {
        self.payload = serde_json::to_value(payload).unwrap_or(Json::Null);
        self
    }
}

/// One row of the trail, as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// 1, 2, 3 ... within the agency.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as `person:ID`, `secret-link:ID`, `nobody`, `system:JOB`, `operator`.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To what.
    pub object: String,
    /// What changed; nothing where it was erased.
    pub payload: Option<Json>,
}

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: At,
        pub actor: String,
        pub act: String,
        pub object: String,
        pub salt: Vec<u8>,
        pub payload: Option<String>,
        pub digest: Vec<u8>,
        pub link: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod heads {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        pub seq: i64,
        pub link: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The actor as the trail names it.
pub fn actor_name(actor: &Actor) -> String {
    match &actor.who {
        Who::Person { person, .. } => format!("person:{person}"),
        Who::SecretLink { concern } => format!("secret-link:{concern}"),
        Who::Nobody => "nobody".into(),
        Who::System { job } => format!("system:{job}"),
        Who::Operator => "operator".into(),
    }
}

/// Writes the rows of one transaction, chained; called last before its commit.
pub(crate) async fn append(
    tx: &DatabaseTransaction,
    backend: Backend,
    actor: &Actor,
    now: Timestamp,
    entries: &[Entry],
) -> Result<()> {
    let mut head = lock_head(tx, backend, actor.agency).await?;
    let name = actor_name(actor);
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let row = chain::next(&head, actor.agency, now, &name, entry);
        head = Head { seq: row.seq, link: row.link.clone() };
        rows.push(entity::ActiveModel::from(row).reset_all());
    }
    for part in rows.chunks(200) {
        entity::Entity::insert_many(part.to_vec()).exec_without_returning(tx).await?;
    }
    heads::Entity::update_many()
        .col_expr(heads::Column::Seq, Expr::value(head.seq))
        .col_expr(heads::Column::Link, Expr::value(head.link))
        .filter(heads::Column::AgencyId.eq(Col(actor.agency)))
        .exec(tx)
        .await?;
    Ok(())
}

async fn lock_head(tx: &DatabaseTransaction, backend: Backend, agency: AgencyId) -> Result<Head> {
    let first = heads::ActiveModel { agency_id: Set(Col(agency)), seq: Set(0), link: Set(vec![0; 32]) };
    heads::Entity::insert(first)
        .on_conflict(OnConflict::column(heads::Column::AgencyId).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let mut query = heads::Entity::find_by_id(Col(agency));
    if backend == Backend::Postgres {
        query = query.lock_exclusive();
    }
    let row = query.one(tx).await?.ok_or(StoreError::Missing("audit head"))?;
    Ok(Head { seq: row.seq, link: row.link })
}

/// The newest link of the agency's trail.
pub async fn head(session: &impl Session) -> Result<Head> {
    let row = heads::Entity::find_by_id(agency(session)).one(conn(session)).await?;
    Ok(row.map_or_else(Head::default, |row| Head { seq: row.seq, link: row.link }))
}

/// Which rows to list, newest first.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only rows before this number; for paging.
    pub before: Option<i64>,
    /// Only acts that begin with this, such as `problem.`.
    pub act: Option<String>,
    /// Only rows about this record.
    pub object: Option<String>,
    /// Only rows of this actor, as the trail names it.
    pub actor: Option<String>,
    /// Only rows from this moment on.
    pub since: Option<Timestamp>,
    /// Only rows before this moment.
    pub until: Option<Timestamp>,
}

/// How many rows there are of each of these acts since a moment; acts without a row are not in the result.
pub async fn count_acts(
    session: &impl Session,
    acts: &[&'static str],
    since: Timestamp,
) -> Result<BTreeMap<String, u64>> {
    let rows: Vec<(String, i64)> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Act)
        .column_as(entity::Column::Seq.count(), "rows")
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Act.is_in(acts.iter().copied()))
        .filter(entity::Column::At.gte(At(since)))
        .group_by(entity::Column::Act)
        .into_tuple()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|(act, n)| (act, u64::try_from(n).unwrap_or(0))).collect())
}

/// Rows of the agency's trail, newest first.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Row>> {
    let mut query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    if let Some(before) = filter.before {
        query = query.filter(entity::Column::Seq.lt(before));
    }
    if let Some(act) = &filter.act {
        query = query.filter(entity::Column::Act.starts_with(act));
    }
    if let Some(object) = &filter.object {
        query = query.filter(entity::Column::Object.eq(object));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(entity::Column::Actor.eq(actor));
    }
    if let Some(since) = filter.since {
        query = query.filter(entity::Column::At.gte(At(since)));
    }
    if let Some(until) = filter.until {
        query = query.filter(entity::Column::At.lt(At(until)));
    }
    let rows = query.order_by_desc(entity::Column::Seq).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(Row::from).collect())
}

impl From<entity::Model> for Row {
    fn from(row: entity::Model) -> Row {
        Row {
            seq: row.seq,
            at: row.at.0,
            actor: row.actor,
            act: row.act,
            object: row.object,
            payload: row.payload.and_then(|text| serde_json::from_str(&text).ok()),
        }
    }
}
