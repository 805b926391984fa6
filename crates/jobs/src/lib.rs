//! Work that happens later: what a job is, how it is claimed, run, tried again and given up.
//!
//! Knows no particular job and no SQL. A job is enqueued by whoever owns the database, inside the transaction that
//! made it necessary; here is everything after that.
//!
//! - [`Job`] and [`Run`]: data with a name, and what to do with it; [`JobError`] says whether to try again
//! - [`Queue`]: what a store of jobs must be able to do, with [`contract`] to prove that it does
//! - [`Registry`]: which names this process can run
//! - [`Worker`]: claims, runs, keeps the lease, settles, stops gracefully
//! - [`schedule`]: cron lines in an agency's zone, and the timetable of recurring jobs
//!
//! A job runs **at least once**: a worker may die after the work and before saying so. Whatever must not happen
//! twice carries the job's id as its idempotency key.

pub mod contract;
mod job;
mod memory;
mod queue;
mod registry;
pub mod schedule;
mod worker;

pub use job::{Attempt, Job, JobError, NewJob, Run, Unwritable, backoff};
pub use memory::{InMemoryQueue, NeverFails};
pub use queue::{Claim, Claimed, Queue, Request, State};
pub use registry::Registry;
pub use worker::{Settings, Tally, Wake, Worker};
