//! What a job is, and how it says that it failed.

use commonbeat_domain::ids::JobId;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::future::Future;

/// A piece of work as data: what is stored is its name and its JSON.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name it is stored under; never changed once jobs may be waiting under it.
    const NAME: &'static str;
    /// How often it is tried before it counts as failed. Eight tries with [`backoff`] span about two hours.
    const MAX_ATTEMPTS: u32 = 8;
}

/// What to do with a job, given the application's context.
pub trait Run<Cx>: Job {
    /// Does the work. It may have been done before by an attempt that died: see [`Attempt::id`].
    fn run(self, cx: &Cx, attempt: &Attempt) -> impl Future<Output = Result<(), JobError>> + Send;

    /// Called once when the job is given up, just before it is marked as failed, so that people can be shown what
    /// did not happen. An error here is logged and changes nothing.
    fn gave_up(
        self,
        cx: &Cx,
        attempt: &Attempt,
        why: &str,
    ) -> impl Future<Output = Result<(), JobError>> + Send {
        let _ = (cx, attempt, why);
        async { Ok(()) }
    }
}

/// Which try this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The job's id, the same at every try: the idempotency key for whatever must not happen twice.
    pub id: JobId,
    /// Counted from 1.
    pub number: u32,
    /// The last one before the job counts as failed.
    pub is_last: bool,
    /// When this try began.
    pub now: Timestamp,
}

/// Why a try failed, and whether another could help.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Worth trying again: a server was away, a lock was held.
    #[error("to be tried again")]
    Retry {
        /// When to try again at the earliest, from now; [`backoff`] when it is not said.
        after: Option<SignedDuration>,
        /// What went wrong.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Trying again cannot help: the address does not exist, the data is unfit.
    #[error("cannot succeed")]
    Fail {
        /// What went wrong.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl JobError {
    /// Worth trying again, after [`backoff`].
    pub fn retry(source: impl Into<Box<dyn Error + Send + Sync>>) -> JobError {
        JobError::Retry { after: None, source: source.into() }
    }

    /// Worth trying again after the time that somebody asked for.
    pub fn retry_after(after: SignedDuration, source: impl Into<Box<dyn Error + Send + Sync>>) -> JobError {
        JobError::Retry { after: Some(after), source: source.into() }
    }

    /// Trying again cannot help.
    pub fn fail(source: impl Into<Box<dyn Error + Send + Sync>>) -> JobError {
        JobError::Fail { source: source.into() }
    }

    /// What went wrong with all its causes, in at most 500 characters: what is stored beside the job.
    pub fn reason(&self) -> String {
        let mut reason = String::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            if !reason.is_empty() {
                reason.push_str(": ");
            }
            reason.push_str(&error.to_string());
            cause = error.source();
        }
        reason.chars().take(500).collect()
    }
}

/// How long to wait after the given failed attempt (counted from 1): 1, 2, 4 ... minutes, at most six hours.
pub fn backoff(attempt: u32) -> SignedDuration {
    const LONGEST: SignedDuration = SignedDuration::from_hours(6);
    let minutes = 1_i64 << attempt.saturating_sub(1).min(20);
    SignedDuration::from_mins(minutes).min(LONGEST)
}

/// A job as it is put into a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Given by whoever enqueues, as ids are random.
    pub id: JobId,
    /// [`Job::NAME`].
    pub name: String,
    /// The job as JSON.
    pub payload: String,
    /// [`Job::MAX_ATTEMPTS`] at the time of enqueuing.
    pub max_attempts: u32,
    /// Not to be run before this instant.
    pub run_at: Timestamp,
    /// No second job with the same key is ever taken in, not even after the first is done.
    pub key: Option<String>,
}

/// A job that cannot be written as JSON (for instance a map whose keys are not text).
#[derive(Debug, thiserror::Error)]
#[error("the job {name} cannot be written as JSON")]
pub struct Unwritable {
    name: &'static str,
    #[source]
    source: serde_json::Error,
}

impl NewJob {
    /// A job to be run from `run_at` on.
    ///
    /// # Errors
    /// [`Unwritable`] when it has no JSON form.
    pub fn of<J: Job>(job: &J, id: JobId, run_at: Timestamp) -> Result<NewJob, Unwritable> {
        let payload = serde_json::to_string(job).map_err(|source| Unwritable { name: J::NAME, source })?;
        Ok(NewJob { id, name: J::NAME.to_owned(), payload, max_attempts: J::MAX_ATTEMPTS, run_at, key: None })
    }

    /// The same job under a key: see [`NewJob::key`].
    pub fn keyed(self, key: impl Into<String>) -> NewJob {
        NewJob { key: Some(key.into()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_six_hours() {
        let minutes: Vec<i64> = (1..=11).map(|attempt| backoff(attempt).as_mins()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert_eq!(backoff(0).as_mins(), 1);
        assert_eq!(backoff(u32::MAX).as_mins(), 360);
    }

    #[test]
    fn a_reason_names_every_cause_and_stays_short() {
        let inner = std::io::Error::other("connection reset");
        let error = JobError::retry(std::io::Error::other(inner));
        assert!(error.reason().starts_with("connection reset"), "{}", error.reason());
        assert_eq!(JobError::fail("ü".repeat(10_000)).reason().chars().count(), 500);
    }
}
