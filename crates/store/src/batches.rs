//! Batches: one import of a file each. Rows of a batch count only while the batch is active, so making one visible,
//! or undoing it, is the change of one row.

use commonbeat_domain::Key;
use commonbeat_domain::ids::{AgencyId, BatchId};
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_domain::information::incidents::RecordKind;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, incidents};

/// After this long without a sign of life, a loading batch counts as given up.
pub const SILENCE: SignedDuration = SignedDuration::from_mins(2);

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "batches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<BatchId>,
        pub kind: String,
        pub profile: String,
        pub file_name: String,
        pub digest: String,
        pub state: String,
        pub tally: Doc<Tally>,
        pub header: Doc<Vec<String>>,
        pub error: Option<String>,
        pub started_at: At,
        pub touched_at: At,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod refusals {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "batch_refusals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub batch_id: Col<BatchId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub line: i64,
        pub column_name: String,
        pub value: String,
        pub reason: String,
        pub raw: Doc<Vec<String>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A row that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// Name of the column it is about.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Why it was not kept: one of the refusals of `docs/import.md`.
    pub reason: String,
    /// The whole row.
    pub raw: Vec<String>,
}

impl TryFrom<entity::Model> for Batch {
    type Error = StoreError;
    fn try_from(row: entity::Model) -> Result<Batch> {
        let state = match row.state.as_str() {
            "loading" => BatchState::Loading,
            "active" => BatchState::Active,
            "failed" => BatchState::Failed,
            "undone" => BatchState::Undone,
            _ => return Err(StoreError::Unreadable("batch")),
        };
        Ok(Batch {
            id: row.id.0,
            profile: row.profile,
            file_name: row.file_name,
            digest: row.digest,
            state,
            tally: row.tally.0,
            started_at: row.started_at.0,
            ended_at: row.ended_at.map(|at| at.0),
        })
    }
}

/// The agency's batches, newest first.
pub async fn list(session: &impl Session, limit: u64) -> Result<Vec<Batch>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_desc(entity::Column::StartedAt)
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// One batch.
pub async fn get(session: &impl Session, id: BatchId) -> Result<Batch> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.ok_or(StoreError::Missing("batch"))?.try_into()
}

/// Begins a batch. `Stale` while another one is loading: two imports of one agency would not see each other's rows.
pub async fn begin(write: &mut Write, batch: &Batch, kind: RecordKind, header: &[String]) -> Result<()> {
    let silent = At(write.now() - SILENCE);
    let loading = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::State.eq(BatchState::Loading.name()))
        .filter(entity::Column::TouchedAt.gte(silent))
        .count(conn(write))
        .await?;
    if loading > 0 {
        return Err(StoreError::Stale("import"));
    }
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(batch.id)),
        kind: Set(kind.name().to_owned()),
        profile: Set(batch.profile.clone()),
        file_name: Set(batch.file_name.clone()),
        digest: Set(batch.digest.clone()),
        state: Set(batch.state.name().to_owned()),
        tally: Set(Doc(batch.tally.clone())),
        header: Set(Doc(header.to_vec())),
        error: Set(None),
        started_at: Set(At(batch.started_at)),
        touched_at: Set(At(write.now())),
        ended_at: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// How far a loading batch has come, and a sign of life, to be noted beside its rows.
pub(crate) struct Touch {
    pub tally: String,
    pub moment: i64,
    pub agency: [u8; 16],
    pub batch: [u8; 16],
}

/// Notes a [`Touch`]; its values in the order of its fields. They stand in that order in the text too: SQLite numbers
/// names such as `$2` as it meets them.
pub(crate) const TOUCH: &str = "UPDATE batches SET tally = $1, touched_at = $2 \
    WHERE agency_id = $3 AND id = $4 AND state = 'loading'";

impl Touch {
    pub fn new(agency: AgencyId, batch: BatchId, now: Timestamp, tally: &Tally) -> Touch {
        Touch {
            tally: serde_json::to_string(tally).unwrap_or_default(),
            moment: now.as_microsecond(),
            agency: *agency.uuid().as_bytes(),
            batch: *batch.uuid().as_bytes(),
        }
    }

    /// Says whether the batch was still loading.
    pub fn found(&self, rows: u64) -> Result<()> {
        if rows == 1 { Ok(()) } else { Err(StoreError::Stale("import")) }
    }
}

/// Whether rows of an earlier batch under the same profile count: only those can be earlier forms of a batch's rows.
pub(crate) async fn has_active_like(session: &impl Session, id: BatchId) -> Result<bool> {
    let profile = Query::select()
        .column(entity::Column::Profile)
        .from(entity::Entity)
        .and_where(entity::Column::AgencyId.eq(agency(session)))
        .and_where(entity::Column::Id.eq(Col(id)))
        .to_owned();
    let found = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::State.eq(BatchState::Active.name()))
        .filter(entity::Column::Profile.in_subquery(profile))
        .count(conn(session))
        .await?;
    Ok(found > 0)
}

/// Ends a batch: its rows count from now on, or never did.
pub async fn finish(write: &mut Write, batch: &Batch, error: Option<&str>) -> Result<()> {
    let changed = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(batch.state.name()))
        .col_expr(entity::Column::Tally, Expr::value(Doc(batch.tally.clone())))
        .col_expr(entity::Column::Digest, Expr::value(batch.digest.clone()))
        .col_expr(entity::Column::Error, Expr::value(error.map(str::to_owned)))
        .col_expr(entity::Column::EndedAt, Expr::value(batch.ended_at.map(At)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(batch.id)))
        .filter(entity::Column::State.eq(BatchState::Loading.name()))
        .exec(conn(write))
        .await?;
    write.loaded();
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("import")) }
}

/// Names of the columns of a batch's file, and why it failed, in words for people.
pub async fn header_and_error(session: &impl Session, id: BatchId) -> Result<(Vec<String>, Option<String>)> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    let row = row.ok_or(StoreError::Missing("batch"))?;
    Ok((row.header.0, row.error))
}

/// Declares loading batches failed that gave no sign of life for [`SILENCE`]; gives their ids.
pub async fn give_up_silent(write: &mut Write) -> Result<Vec<BatchId>> {
    let silent = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::State.eq(BatchState::Loading.name()))
        .filter(entity::Column::TouchedAt.lt(At(write.now() - SILENCE)))
        .all(conn(write))
        .await?;
    let ids: Vec<Col<BatchId>> = silent.into_iter().map(|b| b.id).collect();
    if !ids.is_empty() {
        entity::Entity::update_many()
            .col_expr(entity::Column::State, Expr::value(BatchState::Failed.name()))
            .col_expr(entity::Column::EndedAt, Expr::value(At(write.now())))
            .filter(entity::Column::AgencyId.eq(agency(write)))
            .filter(entity::Column::Id.is_in(ids.clone()))
            .exec(conn(write))
            .await?;
    }
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Undoes an active batch: what it brought is gone, what it changed is as before. Where a later batch changed the
/// same rows again, the later form stays.
pub async fn undo(write: &mut Write, id: BatchId, now: Timestamp) -> Result<()> {
    let changed = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(BatchState::Undone.name()))
        .col_expr(entity::Column::EndedAt, Expr::value(At(now)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .filter(entity::Column::State.eq(BatchState::Active.name()))
        .exec(conn(write))
        .await?;
    if changed.rows_affected != 1 {
        return Err(StoreError::Stale("import"));
    }
    hand_on_replacements(write, id).await
}

/// Rows that the undone batch replaced point to whoever replaced its own form of them.
async fn hand_on_replacements(write: &mut Write, id: BatchId) -> Result<()> {
    use incidents::entity::{Column, Entity};
    let newer = Alias::new("newer");
    let successor = |what: Column| {
        Query::select()
            .column((newer.clone(), what))
            .from_as(Entity, newer.clone())
            .and_where(Expr::col((newer.clone(), Column::AgencyId)).eq(agency(write)))
            .and_where(Expr::col((newer.clone(), Column::BatchId)).eq(Col(id)))
            .and_where(Expr::col((newer.clone(), Column::SourceKey)).equals((Entity, Column::SourceKey)))
            .and_where(Expr::col((newer.clone(), Column::ReplacedBy)).is_not_null())
            .limit(1)
            .to_owned()
    };
    Entity::update_many()
        .col_expr(Column::ReplacedBy, Expr::SubQuery(None, Box::new(successor(Column::ReplacedBy).into())))
        .filter(Column::AgencyId.eq(agency(write)))
        .filter(Column::ReplacedBy.eq(Col(id)))
        .filter(Expr::exists(successor(Column::Id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Keeps refused rows for the report.
pub async fn insert_refusals(write: &mut Write, id: BatchId, rows: &[RefusedRow]) -> Result<()> {
    for part in rows.chunks(500) {
        let rows = part.iter().map(|row| refusals::ActiveModel {
            agency_id: Set(agency(write)),
            batch_id: Set(Col(id)),
            line: Set(i64::try_from(row.line).unwrap_or(i64::MAX)),
            column_name: Set(row.column.clone()),
            value: Set(row.value.clone()),
            reason: Set(row.reason.clone()),
            raw: Set(Doc(row.raw.clone())),
        });
        refusals::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(conn(write)).await?;
    }
    Ok(())
}

/// Refused rows after a line, in the file's order.
pub async fn refusals(
    session: &impl Session,
    id: BatchId,
    after: u64,
    limit: u64,
) -> Result<Vec<RefusedRow>> {
    let rows = refusals::Entity::find()
        .filter(refusals::Column::AgencyId.eq(agency(session)))
        .filter(refusals::Column::BatchId.eq(Col(id)))
        .filter(refusals::Column::Line.gt(i64::try_from(after).unwrap_or(i64::MAX)))
        .order_by_asc(refusals::Column::Line)
        .limit(limit)
        .all(conn(session))
        .await?;
    let refused = |row: refusals::Model| RefusedRow {
        line: u64::try_from(row.line).unwrap_or_default(),
        column: row.column_name,
        value: row.value,
        reason: row.reason,
        raw: row.raw.0,
    };
    Ok(rows.into_iter().map(refused).collect())
}

/// Ids of batches whose rows count.
pub(crate) async fn active(session: &impl Session) -> Result<Vec<Col<BatchId>>> {
    let rows = entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::State.eq(BatchState::Active.name()))
        .into_tuple::<Col<BatchId>>()
        .all(conn(session))
        .await?;
    Ok(rows)
}
