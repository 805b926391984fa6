//! The queue's contract, on both databases.

use commonbeat_domain::ids::JobId;
use commonbeat_jobs::contract::Subject;
use commonbeat_jobs::{Claim, Claimed, NewJob, Queue, Request, State};
use commonbeat_store::{Store, StoreError};
use commonbeat_testkit::{Database, NOON};
use jiff::Timestamp;

/// The queue of a database that lives as long as it.
struct Held(Database);

impl Held {
    fn store(&self) -> &Store {
        &self.0.store
    }
}

impl Subject for Held {
    async fn add(&self, job: NewJob) -> Result<bool, StoreError> {
        self.store().enqueue(job, NOON).await
    }

    async fn state(&self, id: JobId) -> Result<Option<State>, StoreError> {
        self.store().job_state(id).await
    }
}

impl Queue for Held {
    type Error = StoreError;

    async fn claim(&self, request: Request<'_>) -> Result<Option<Claimed>, StoreError> {
        self.store().claim(request).await
    }
    async fn complete(&self, claim: &Claim, now: Timestamp) -> Result<bool, StoreError> {
        self.store().complete(claim, now).await
    }
    async fn retry_at(
        &self,
        claim: &Claim,
        now: Timestamp,
        at: Timestamp,
        why: &str,
    ) -> Result<bool, StoreError> {
        self.store().retry_at(claim, now, at, why).await
    }
    async fn fail(&self, claim: &Claim, now: Timestamp, why: &str) -> Result<bool, StoreError> {
        self.store().fail(claim, now, why).await
    }
    async fn give_back(&self, claim: &Claim, now: Timestamp) -> Result<bool, StoreError> {
        self.store().give_back(claim, now).await
    }
    async fn extend(&self, claim: &Claim, until: Timestamp) -> Result<bool, StoreError> {
        self.store().extend(claim, until).await
    }
    async fn recover(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.store().recover(now).await
    }
}

mod on_sqlite {
    use super::{Database, Held};
    commonbeat_jobs::queue_contract!(Held(Database::sqlite().await));
}

mod on_postgres {
    use super::{Database, Held};

    macro_rules! where_there_is_one {
        ($($name:ident),+ $(,)?) => {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                match Database::postgres().await {
                    Some(db) => commonbeat_jobs::contract::$name(Held(db)).await,
                    None => eprintln!("COMMONBEAT_TEST_POSTGRES is not set: not run on PostgreSQL"),
                }
            }
        )+};
    }

    where_there_is_one!(
        a_job_is_claimed_by_one_of_many,
        jobs_come_in_the_order_they_fell_due,
        a_job_is_not_run_before_its_time,
        jobs_this_worker_cannot_run_are_left,
        a_done_job_stays_done,
        a_retried_job_waits_and_counts_its_attempts,
        a_retried_job_holds_nobody_up,
        an_ended_lease_gives_the_job_to_another,
        a_lost_claim_changes_nothing,
        an_extended_lease_is_not_taken,
        a_job_that_kills_its_workers_is_exhausted,
        a_failed_job_stays_failed,
        a_job_given_back_costs_no_attempt,
        a_key_is_taken_once_for_ever,
    );
}
