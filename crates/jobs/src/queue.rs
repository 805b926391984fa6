//! What a store of jobs must be able to do.

use commonbeat_domain::ids::JobId;
use jiff::{SignedDuration, Timestamp};
use std::error::Error;
use std::future::Future;

/// A store of jobs that any number of workers share.
///
/// Enqueuing is not here, since it belongs into the caller's own transaction. A claim is a lease: whoever does not
/// finish or extend in time loses it. Every outcome names the claim it belongs to and returns whether that claim
/// still held; when it did not, nothing was changed, because somebody else has the job. Prove an implementation
/// with [`crate::contract`].
pub trait Queue: Send + Sync + 'static {
    /// The store refused or was away.
    type Error: Error + Send + Sync + 'static;

    /// Takes the job that has been due longest (by run time, then id), or none. Counts the attempt.
    fn claim(
        &self,
        request: Request<'_>,
    ) -> impl Future<Output = Result<Option<Claimed>, Self::Error>> + Send;

    /// The job is done.
    fn complete(
        &self,
        claim: &Claim,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The job is to be tried again from `at` on; `why` is kept for people to read.
    fn retry_at(
        &self,
        claim: &Claim,
        now: Timestamp,
        at: Timestamp,
        why: &str,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The job is given up; `why` is kept for people to read.
    fn fail(
        &self,
        claim: &Claim,
        now: Timestamp,
        why: &str,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The job goes back as if it had not been claimed, since this worker stops; the attempt does not count.
    fn give_back(
        &self,
        claim: &Claim,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// The claim holds until then.
    fn extend(
        &self,
        claim: &Claim,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Puts every job back whose lease has ended at `now`, to be claimed again at once (the attempt counts);
    /// returns how many.
    fn recover(&self, now: Timestamp) -> impl Future<Output = Result<u64, Self::Error>> + Send;
}

/// Who asks for a job.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The present instant.
    pub now: Timestamp,
    /// The asking worker's name; no two that live at once share one.
    pub worker: &'a str,
    /// How long the claim holds unless extended.
    pub lease: SignedDuration,
    /// The jobs this worker can run. Others are left for those who can, as when two versions run side by side.
    pub names: &'a [&'static str],
}

/// Which claim an outcome belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The job.
    pub id: JobId,
    /// Who claimed it.
    pub worker: String,
    /// At which attempt, counted from 1.
    pub attempt: u32,
}

/// A job in somebody's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The claim itself.
    pub claim: Claim,
    /// The job's name.
    pub name: String,
    /// The job as JSON.
    pub payload: String,
    /// How often it may be tried.
    pub max_attempts: u32,
}

impl Claimed {
    /// Whether its attempts were used up before: every one of them took its worker down with it. It is not run
    /// again but given up.
    pub fn is_exhausted(&self) -> bool {
        self.claim.attempt > self.max_attempts
    }
}

/// Where a job stands, as people and the contract see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It waits.
    Waiting {
        /// To be run from then on.
        run_at: Timestamp,
        /// How often it was tried.
        attempts: u32,
    },
    /// Somebody has it.
    Claimed {
        /// Who.
        worker: String,
        /// Until when, unless extended.
        until: Timestamp,
    },
    /// It is done.
    Done,
    /// It was given up.
    Failed {
        /// Why.
        why: String,
    },
}
