//! What every [`Queue`] must do, as tests that any implementation runs against itself.
//!
//! In the implementation's tests write `commonbeat_jobs::queue_contract!(fresh_queue().await);` with an expression
//! that makes an empty queue; it becomes one `#[tokio::test]` per rule.

use crate::{Claim, Claimed, NewJob, Queue, Request, State};
use commonbeat_domain::ids::JobId;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

/// A queue with what the contract needs beside: putting jobs in and looking at them.
pub trait Subject: Queue {
    /// Takes in a job in a transaction of its own; `false` when its key was there before.
    fn add(&self, job: NewJob) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Where a job stands; `None` or [`State::Done`] when it is done.
    fn state(&self, id: JobId) -> impl Future<Output = Result<Option<State>, Self::Error>> + Send;
}

const NAMES: &[&str] = &["sweep"];
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// One `#[tokio::test]` per rule of the contract; the argument is an expression that makes an empty queue.
#[macro_export]
macro_rules! queue_contract {
    ($fresh:expr) => {
        $crate::queue_contract!(@tests $fresh;
            a_job_is_claimed_by_one_of_many, jobs_come_in_the_order_they_fell_due, a_job_is_not_run_before_its_time,
            jobs_this_worker_cannot_run_are_left, a_done_job_stays_done, a_retried_job_waits_and_counts_its_attempts,
            a_retried_job_holds_nobody_up, an_ended_lease_gives_the_job_to_another,
            a_lost_claim_changes_nothing, an_extended_lease_is_not_taken, a_job_that_kills_its_workers_is_exhausted,
            a_failed_job_stays_failed, a_job_given_back_costs_no_attempt, a_key_is_taken_once_for_ever
        );
    };
    (@tests $fresh:expr; $($name:ident),+) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            $crate::contract::$name($fresh).await;
        }
    )+};
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_000_000 + second).expect("an instant of our time")
}

fn id(number: u64) -> JobId {
    format!("01890000-0000-7000-8000-{number:012x}").parse().expect("a well-formed id")
}

fn job(number: u64, run_at: Timestamp) -> NewJob {
    let payload = format!("{{\"number\":{number}}}");
    NewJob { id: id(number), name: "sweep".to_owned(), payload, max_attempts: 3, run_at, key: None }
}

async fn filled<S: Subject>(queue: S, jobs: impl IntoIterator<Item = NewJob>) -> S {
    for job in jobs {
        assert!(queue.add(job).await.expect("the queue takes a job"));
    }
    queue
}

async fn claim<S: Subject>(queue: &S, worker: &str, now: Timestamp) -> Option<Claimed> {
    queue.claim(Request { now, worker, lease: LEASE, names: NAMES }).await.expect("the queue answers")
}

async fn must_claim<S: Subject>(queue: &S, worker: &str, now: Timestamp) -> Claim {
    claim(queue, worker, now).await.expect("a job is due").claim
}

async fn state<S: Subject>(queue: &S, number: u64) -> Option<State> {
    queue.state(id(number)).await.expect("the queue answers")
}

async fn assert_done<S: Subject>(queue: &S, number: u64) {
    let state = state(queue, number).await;
    assert!(matches!(state, None | Some(State::Done)), "{state:?}");
}

/// Eight workers at once over sixty jobs: each job goes to exactly one of them.
pub async fn a_job_is_claimed_by_one_of_many<S: Subject>(queue: S) {
    let queue = Arc::new(filled(queue, (0..60).map(|number| job(number, at(0)))).await);
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let queue = Arc::clone(&queue);
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(claimed) = claim(&*queue, &format!("worker-{worker}"), at(1)).await {
                    assert_eq!(claimed.claim.attempt, 1);
                    mine.push(claimed.claim.id);
                    tokio::task::yield_now().await;
                }
                mine
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.expect("the worker ends"));
    }
    assert_eq!(all.len(), 60, "a job was claimed twice or never");
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>().len(), 60);
}

/// By run time, then by id; with their name and payload untouched.
pub async fn jobs_come_in_the_order_they_fell_due<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(30)), job(4, at(10)), job(2, at(20)), job(3, at(10))]).await;
    let mut order = Vec::new();
    while let Some(claimed) = claim(&queue, "worker", at(60)).await {
        assert_eq!((claimed.name.as_str(), claimed.max_attempts), ("sweep", 3));
        order.push(claimed.payload);
    }
    let expected: Vec<String> =
        [3, 4, 2, 1].iter().map(|number| format!("{{\"number\":{number}}}")).collect();
    assert_eq!(order, expected);
}

/// Not a second early, and at its very second.
pub async fn a_job_is_not_run_before_its_time<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(10))]).await;
    assert_eq!(claim(&queue, "worker", at(9)).await, None);
    assert!(claim(&queue, "worker", at(10)).await.is_some());
}

/// Names that were not asked for are left for a worker that knows them.
pub async fn jobs_this_worker_cannot_run_are_left<S: Subject>(queue: S) {
    let newer = NewJob { name: "of_a_newer_version".to_owned(), ..job(1, at(0)) };
    let queue = filled(queue, [newer, job(2, at(5))]).await;
    assert_eq!(must_claim(&queue, "worker", at(9)).await.id, id(2));
    assert_eq!(claim(&queue, "worker", at(9)).await, None);
    let nothing = Request { now: at(9), worker: "worker", lease: LEASE, names: &[] };
    assert_eq!(queue.claim(nothing).await.expect("the queue answers"), None);
}

/// Done is done: never claimed again, not even after the lease would have ended.
pub async fn a_done_job_stays_done<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let held = must_claim(&queue, "worker", at(0)).await;
    assert!(queue.complete(&held, at(1)).await.expect("the queue answers"));
    assert_done(&queue, 1).await;
    assert_eq!(queue.recover(at(9_999)).await.expect("the queue answers"), 0);
    assert_eq!(claim(&queue, "worker", at(9_999)).await, None);
    assert!(!queue.complete(&held, at(2)).await.expect("the queue answers"), "a claim is settled once");
}

/// A retried job comes back at its time with the next attempt number.
pub async fn a_retried_job_waits_and_counts_its_attempts<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let first = must_claim(&queue, "worker", at(0)).await;
    assert!(queue.retry_at(&first, at(1), at(60), "the server was away").await.expect("the queue answers"));
    assert_eq!(state(&queue, 1).await, Some(State::Waiting { run_at: at(60), attempts: 1 }));
    assert_eq!(claim(&queue, "worker", at(59)).await, None);
    assert_eq!(must_claim(&queue, "worker", at(60)).await.attempt, 2);
}

/// A retried job lets others go first, and goes before what falls due after it.
pub async fn a_retried_job_holds_nobody_up<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0)), job(2, at(1)), job(3, at(90))]).await;
    let first = must_claim(&queue, "worker", at(5)).await;
    assert_eq!(first.id, id(1));
    assert!(queue.retry_at(&first, at(5), at(60), "later").await.expect("the queue answers"));
    assert_eq!(must_claim(&queue, "worker", at(5)).await.id, id(2));
    assert_eq!(must_claim(&queue, "worker", at(100)).await.id, id(1));
    assert_eq!(must_claim(&queue, "worker", at(100)).await.id, id(3));
}

/// A worker that died loses its job to another, once, and only after its lease.
pub async fn an_ended_lease_gives_the_job_to_another<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let dead = must_claim(&queue, "dead", at(0)).await;
    let until = at(300);
    assert_eq!(state(&queue, 1).await, Some(State::Claimed { worker: dead.worker, until }));
    assert_eq!(queue.recover(at(299)).await.expect("the queue answers"), 0);
    assert_eq!(claim(&queue, "heir", at(299)).await, None);
    assert_eq!(queue.recover(until).await.expect("the queue answers"), 1);
    assert_eq!(queue.recover(until).await.expect("the queue answers"), 0);
    assert_eq!(must_claim(&queue, "heir", until).await.attempt, 2);
}

/// Whoever lost a claim can settle nothing any more, even if the worker has the same name.
pub async fn a_lost_claim_changes_nothing<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let lost = must_claim(&queue, "worker", at(0)).await;
    queue.recover(at(300)).await.expect("the queue answers");
    let held = must_claim(&queue, "worker", at(301)).await;
    let before = state(&queue, 1).await;
    assert!(!queue.complete(&lost, at(302)).await.expect("the queue answers"));
    assert!(!queue.retry_at(&lost, at(302), at(302), "x").await.expect("the queue answers"));
    assert!(!queue.fail(&lost, at(302), "x").await.expect("the queue answers"));
    assert!(!queue.give_back(&lost, at(302)).await.expect("the queue answers"));
    assert!(!queue.extend(&lost, at(9_999)).await.expect("the queue answers"));
    assert_eq!(state(&queue, 1).await, before);
    let stranger = Claim { worker: "stranger".to_owned(), ..held.clone() };
    assert!(!queue.complete(&stranger, at(302)).await.expect("the queue answers"));
    let unknown = Claim { id: id(77), ..held.clone() };
    assert!(!queue.complete(&unknown, at(302)).await.expect("the queue answers"));
    assert!(queue.complete(&held, at(303)).await.expect("the queue answers"));
}

/// Long work that keeps extending is not given to another.
pub async fn an_extended_lease_is_not_taken<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let held = must_claim(&queue, "worker", at(0)).await;
    assert!(queue.extend(&held, at(900)).await.expect("the queue answers"));
    assert_eq!(queue.recover(at(899)).await.expect("the queue answers"), 0);
    assert_eq!(queue.recover(at(900)).await.expect("the queue answers"), 1);
}

/// A job whose every attempt took its worker down is handed out once more as exhausted, to be failed.
pub async fn a_job_that_kills_its_workers_is_exhausted<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    for attempt in 1..=3 {
        let now = at(i64::from(attempt) * 1_000);
        let claimed = claim(&queue, "doomed", now).await.expect("a job is due");
        assert!(!claimed.is_exhausted(), "attempt {attempt} of 3");
        assert_eq!(queue.recover(now + LEASE).await.expect("the queue answers"), 1);
    }
    let last = claim(&queue, "undertaker", at(9_000)).await.expect("a job is due");
    assert!(last.is_exhausted());
    assert!(
        queue.fail(&last.claim, at(9_001), "its worker ended each time").await.expect("the queue answers")
    );
    let why = "its worker ended each time".to_owned();
    assert_eq!(state(&queue, 1).await, Some(State::Failed { why }));
}

/// A failed job is kept to be looked at and never claimed.
pub async fn a_failed_job_stays_failed<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let held = must_claim(&queue, "worker", at(0)).await;
    assert!(queue.fail(&held, at(1), "no such address: ünknown'; --").await.expect("the queue answers"));
    let why = "no such address: ünknown'; --".to_owned();
    assert_eq!(state(&queue, 1).await, Some(State::Failed { why }));
    assert_eq!(queue.recover(at(9_999)).await.expect("the queue answers"), 0);
    assert_eq!(claim(&queue, "worker", at(9_999)).await, None);
}

/// A worker that stops gives its job back for somebody else to take at once.
pub async fn a_job_given_back_costs_no_attempt<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0))]).await;
    let held = must_claim(&queue, "leaving", at(10)).await;
    assert!(queue.give_back(&held, at(20)).await.expect("the queue answers"));
    assert_eq!(must_claim(&queue, "staying", at(20)).await.attempt, 1);
    assert!(!queue.complete(&held, at(21)).await.expect("the queue answers"));
}

/// A second job under the same key is not taken in, while the first waits and after it is done.
pub async fn a_key_is_taken_once_for_ever<S: Subject>(queue: S) {
    let queue = filled(queue, [job(1, at(0)).keyed("nightly@1")]).await;
    assert!(!queue.add(job(2, at(0)).keyed("nightly@1")).await.expect("the queue answers"));
    let held = must_claim(&queue, "worker", at(0)).await;
    assert!(queue.complete(&held, at(1)).await.expect("the queue answers"));
    assert!(!queue.add(job(3, at(2)).keyed("nightly@1")).await.expect("the queue answers"));
    assert!(queue.add(job(4, at(2)).keyed("nightly@2")).await.expect("the queue answers"));
    assert_eq!(must_claim(&queue, "worker", at(2)).await.id, id(4));
    assert_eq!(claim(&queue, "worker", at(2)).await, None);
}
