//! The queue of background work, in the same database as what the work is about.
//!
//! Jobs are taken in inside the caller's own transaction ([`enqueue`]), so that work exists exactly when what it is
//! about was committed.

use commonbeat_domain::ids::{AgencyId, JobId};
use commonbeat_jobs::{Claim, Claimed, NewJob, Queue, Request};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query};
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

use crate::columns::{At, Col};
use crate::patience::patiently;
use crate::session::{agency, conn};
use crate::{Backend, Result, Store, Write};

const WAITING: &str = "waiting";
const CLAIMED: &str = "claimed";
const DONE: &str = "done";
const FAILED: &str = "failed";

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "jobs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<JobId>,
        pub agency_id: Option<Col<AgencyId>>,
        pub name: String,
        pub payload: String,
        pub key: Option<String>,
        pub state: String,
        pub attempt: i32,
        pub max_attempts: i32,
        pub run_at: At,
        pub lease_until: Option<At>,
        pub worker: Option<String>,
        pub error: Option<String>,
        pub created_at: At,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::{Column, Entity};

/// Takes in a job within a write; `false` when its key was there before. Workers wake after the commit.
pub async fn enqueue(write: &mut Write, job: NewJob) -> Result<bool> {
    let owner = agency(write);
    let taken = add(conn(write), Some(owner), job, write.now()).await?;
    write.enqueued();
    Ok(taken)
}

async fn add(
    db: &impl ConnectionTrait,
    owner: Option<Col<AgencyId>>,
    job: NewJob,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let row = entity::ActiveModel {
        id: Set(Col(job.id)),
        agency_id: Set(owner),
        name: Set(job.name),
        payload: Set(job.payload),
        key: Set(job.key),
        state: Set(WAITING.to_owned()),
        attempt: Set(0),
        max_attempts: Set(i32::try_from(job.max_attempts).unwrap_or(i32::MAX)),
        run_at: Set(At(job.run_at)),
        lease_until: Set(None),
        worker: Set(None),
        error: Set(None),
        created_at: Set(At(now)),
        ended_at: Set(None),
    };
    let added = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(added == 1)
}

impl Store {
    /// Takes in a job that belongs to no agency; `false` when its key was there before.
    pub async fn enqueue(&self, job: NewJob, now: Timestamp) -> Result<bool> {
        let taken = patiently(|| add(self.bare_write(), None, job.clone(), now)).await?;
        self.wake();
        Ok(taken)
    }

    /// Jobs that were given up, newest first: id, name and why.
    pub async fn failed_jobs(&self, limit: u64) -> Result<Vec<(JobId, String, String)>> {
        let rows = Entity::find()
            .filter(Column::State.eq(FAILED))
            .order_by_desc(Column::EndedAt)
            .limit(limit)
            .all(self.bare_read())
            .await?;
        Ok(rows.into_iter().map(|row| (row.id.0, row.name, row.error.unwrap_or_default())).collect())
    }

    /// Where a job stands, for tests and for people.
    pub async fn job_state(&self, id: JobId) -> Result<Option<commonbeat_jobs::State>> {
        use commonbeat_jobs::State;
        let row = Entity::find_by_id(Col(id)).one(self.bare_read()).await?;
        Ok(row.map(|row| match row.state.as_str() {
            DONE => State::Done,
            FAILED => State::Failed { why: row.error.unwrap_or_default() },
            CLAIMED => State::Claimed {
                worker: row.worker.unwrap_or_default(),
                until: row.lease_until.map_or(row.run_at.0, |at| at.0),
            },
            _ => State::Waiting { run_at: row.run_at.0, attempts: u32::try_from(row.attempt).unwrap_or(0) },
        }))
    }

    /// Changes a job if the claim still holds.
    async fn settle(&self, claim: &Claim, changes: Vec<(Column, sea_orm::Value)>) -> Result<bool> {
        let mut update = Entity::update_many();
        for (column, value) in changes {
            update = update.col_expr(column, Expr::value(value));
        }
        let update = update
            .filter(Column::Id.eq(Col(claim.id)))
            .filter(Column::State.eq(CLAIMED))
            .filter(Column::Worker.eq(claim.worker.as_str()))
            .filter(Column::Attempt.eq(i32::try_from(claim.attempt).unwrap_or(i32::MAX)));
        let changed = patiently(|| update.clone().exec(self.bare_write())).await?;
        Ok(changed.rows_affected == 1)
    }
}

impl Queue for Store {
    type Error = crate::StoreError;

    async fn claim(&self, request: Request<'_>) -> Result<Option<Claimed>> {
        let mut due = Query::select()
            .column(Column::Id)
            .from(Entity)
            .and_where(Column::State.eq(WAITING))
            .and_where(Column::RunAt.lte(At(request.now)))
            .and_where(Column::Name.is_in(request.names.iter().copied()))
            .order_by(Column::RunAt, sea_orm::Order::Asc)
            .order_by(Column::Id, sea_orm::Order::Asc)
            .limit(1)
            .to_owned();
        if self.backend() == Backend::Postgres {
            due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        let claim = Entity::update_many()
            .col_expr(Column::State, Expr::value(CLAIMED))
            .col_expr(Column::Worker, Expr::value(request.worker))
            .col_expr(Column::LeaseUntil, Expr::value(At(request.now + request.lease)))
            .col_expr(Column::Attempt, ExprTrait::add(Expr::col(Column::Attempt), 1))
            // Equal to one value, not `IN`: PostgreSQL may run an `IN` query again for each row and so take several.
            .filter(ExprTrait::eq(Expr::col(Column::Id), Expr::SubQuery(None, Box::new(due.into()))))
            .filter(Column::State.eq(WAITING));
        let claimed = patiently(|| claim.clone().exec_with_returning(self.bare_write())).await?;
        Ok(claimed.into_iter().next().map(|row| Claimed {
            claim: Claim {
                id: row.id.0,
                worker: request.worker.to_owned(),
                attempt: u32::try_from(row.attempt).unwrap_or(0),
            },
            name: row.name,
            payload: row.payload,
            max_attempts: u32::try_from(row.max_attempts).unwrap_or(0),
        }))
    }

    async fn complete(&self, claim: &Claim, now: Timestamp) -> Result<bool> {
        self.settle(claim, vec![(Column::State, DONE.into()), (Column::EndedAt, At(now).into())]).await
    }

    async fn retry_at(&self, claim: &Claim, _: Timestamp, at: Timestamp, why: &str) -> Result<bool> {
        let changes = vec![
            (Column::State, WAITING.into()),
            (Column::RunAt, At(at).into()),
            (Column::Error, why.into()),
        ];
        self.settle(claim, changes).await
    }

    async fn fail(&self, claim: &Claim, now: Timestamp, why: &str) -> Result<bool> {
        let changes = vec![
            (Column::State, FAILED.into()),
            (Column::EndedAt, At(now).into()),
            (Column::Error, why.into()),
        ];
        self.settle(claim, changes).await
    }

    async fn give_back(&self, claim: &Claim, now: Timestamp) -> Result<bool> {
        let attempt = i32::try_from(claim.attempt).unwrap_or(1) - 1;
        let changes = vec![
            (Column::State, WAITING.into()),
            (Column::RunAt, At(now).into()),
            (Column::Attempt, attempt.into()),
        ];
        self.settle(claim, changes).await
    }

    async fn extend(&self, claim: &Claim, until: Timestamp) -> Result<bool> {
        self.settle(claim, vec![(Column::LeaseUntil, At(until).into())]).await
    }

    async fn recover(&self, now: Timestamp) -> Result<u64> {
        let free = Entity::update_many()
            .col_expr(Column::State, Expr::value(WAITING))
            .col_expr(Column::RunAt, Expr::value(At(now)))
            .filter(Column::State.eq(CLAIMED))
            .filter(Column::LeaseUntil.lte(At(now)));
        let freed = patiently(|| free.clone().exec(self.bare_write())).await?;
        Ok(freed.rows_affected)
    }
}
