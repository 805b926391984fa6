//! One claimed job: run it, keep its lease, settle how it ended.

use super::{Clock, Settings};
use crate::registry::Handler;
use crate::{Attempt, Claim, Claimed, JobError, Queue, Registry, backoff};
use jiff::{SignedDuration, Timestamp};
use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::{debug, error, warn};

/// How often settling is tried before the lease is left to end; the job is then run again.
const SETTLE_TRIES: u32 = 4;

/// Everything needed to run one job.
pub(super) struct Effort<'a, Q, Cx> {
    pub queue: &'a Q,
    pub registry: &'a Registry<Cx>,
    pub cx: &'a Arc<Cx>,
    pub clock: &'a Clock,
    pub settings: &'a Settings,
}

/// How a claimed job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Completed,
    Retried,
    Failed,
    /// Given back, or lost to another worker.
    LetGo,
}

/// How its running ended.
enum Ran {
    Ended(Result<(), JobError>),
    /// Its lease was lost: somebody else has it.
    Lost,
    /// The worker stops and the grace is over.
    Stopped,
}

impl<Q: Queue, Cx: Send + Sync + 'static> Effort<'_, Q, Cx> {
    pub async fn perform(&self, claimed: Claimed, stopped: watch::Receiver<bool>) -> Ending {
        let Some(handler) = self.registry.handler(&claimed.name) else {
            error!(job.id = %claimed.claim.id, job.name = claimed.name, "The queue gave out a job that was not asked for");
            self.settle(&claimed, |now| self.queue.give_back(&claimed.claim, now)).await;
            return Ending::LetGo;
        };
        if claimed.is_exhausted() {
            return self.give_up(&*handler, &claimed, "each attempt ended its worker").await;
        }
        match self.run(&*handler, &claimed, stopped).await {
            Ran::Ended(Ok(())) => self.complete(&claimed).await,
            Ran::Ended(Err(error)) => self.end_badly(&*handler, &claimed, error).await,
            Ran::Stopped => {
                self.settle(&claimed, |now| self.queue.give_back(&claimed.claim, now)).await;
                Ending::LetGo
            }
            Ran::Lost => {
                warn!(job.id = %claimed.claim.id, job.name = claimed.name, "A job's lease was lost while it ran");
                Ending::LetGo
            }
        }
    }

    /// In a task of its own, so that a panic ends only it and a busy job does not hold up its own lease.
    async fn run(&self, handler: &dyn Handler<Cx>, claimed: &Claimed, stopped: watch::Receiver<bool>) -> Ran {
        let job = handler.run(claimed.payload.clone(), Arc::clone(self.cx), self.attempt(claimed));
        let mut task = Aborting(tokio::spawn(job));
        let over = grace_over(stopped, self.settings.grace);
        tokio::pin!(over);
        loop {
            tokio::select! {
                // A job that has ended is settled as such, even in the instant in which its grace is over.
                biased;
                ended = &mut task.0 => return Ran::Ended(ended.unwrap_or_else(|error| Err(panicked(error)))),
                () = &mut over => return Ran::Stopped,
                () = tokio::time::sleep(self.settings.lease / 3) => {
                    if !self.still_held(&claimed.claim).await {
                        return Ran::Lost;
                    }
                }
            }
        }
    }

    async fn still_held(&self, claim: &Claim) -> bool {
        let until = later((self.clock)(), self.settings.lease);
        match self.queue.extend(claim, until).await {
            Ok(held) => held,
            Err(error) => {
                // The store may be back before the lease ends; two thirds of it are left.
                warn!(job.id = %claim.id, error = &error as &dyn std::error::Error, "A lease could not be extended");
                true
            }
        }
    }

    async fn complete(&self, claimed: &Claimed) -> Ending {
        debug!(job.id = %claimed.claim.id, job.name = claimed.name, attempt = claimed.claim.attempt, "Job done");
        match self.settle(claimed, |now| self.queue.complete(&claimed.claim, now)).await {
            true => Ending::Completed,
            false => Ending::LetGo,
        }
    }

    async fn end_badly(&self, handler: &dyn Handler<Cx>, claimed: &Claimed, error: JobError) -> Ending {
        let why = error.reason();
        let wait = match error {
            JobError::Retry { after, .. } if claimed.claim.attempt < claimed.max_attempts => {
                after.unwrap_or_else(|| backoff(claimed.claim.attempt))
            }
            JobError::Retry { .. } | JobError::Fail { .. } => {
                return self.give_up(handler, claimed, &why).await;
            }
        };
        warn!(job.id = %claimed.claim.id, job.name = claimed.name, attempt = claimed.claim.attempt, why, "Job will be tried again");
        let retry = |now: Timestamp| {
            let at = now.checked_add(wait.max(SignedDuration::ZERO)).unwrap_or(Timestamp::MAX);
            self.queue.retry_at(&claimed.claim, now, at, &why)
        };
        match self.settle(claimed, retry).await {
            true => Ending::Retried,
            false => Ending::LetGo,
        }
    }

    async fn give_up(&self, handler: &dyn Handler<Cx>, claimed: &Claimed, why: &str) -> Ending {
        error!(job.id = %claimed.claim.id, job.name = claimed.name, attempt = claimed.claim.attempt, why, "Job given up");
        let cx = Arc::clone(self.cx);
        let told = handler.gave_up(claimed.payload.clone(), cx, self.attempt(claimed), why.to_owned());
        match Aborting(tokio::spawn(told)).ended().await {
            Ok(()) => {}
            Err(error) => {
                error!(job.id = %claimed.claim.id, why = error.reason(), "Giving up could not be told")
            }
        }
        match self.settle(claimed, |now| self.queue.fail(&claimed.claim, now, why)).await {
            true => Ending::Failed,
            false => Ending::LetGo,
        }
    }

    fn attempt(&self, claimed: &Claimed) -> Attempt {
        Attempt {
            id: claimed.claim.id,
            number: claimed.claim.attempt,
            is_last: claimed.claim.attempt >= claimed.max_attempts,
            now: (self.clock)(),
        }
    }

    /// Writes an outcome down, a few times if the store is away; `false` when it could not be or the claim was lost.
    async fn settle<F>(&self, claimed: &Claimed, write: impl Fn(Timestamp) -> F) -> bool
    where
        F: Future<Output = Result<bool, Q::Error>>,
    {
        for attempt in 1..=SETTLE_TRIES {
            match write((self.clock)()).await {
                Ok(held) => return held,
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    warn!(job.id = %claimed.claim.id, error, "A job's outcome could not be written");
                }
            }
            if attempt < SETTLE_TRIES {
                tokio::time::sleep(Duration::from_millis(100) * 4_u32.pow(attempt)).await;
            }
        }
        false
    }
}

/// A task that does not outlive whoever waits for it.
struct Aborting(JoinHandle<Result<(), JobError>>);

impl Aborting {
    async fn ended(mut self) -> Result<(), JobError> {
        (&mut self.0).await.unwrap_or_else(|error| Err(panicked(error)))
    }
}

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A panic is worth another try: it may come from something that passes.
fn panicked(error: tokio::task::JoinError) -> JobError {
    let what = match error.try_into_panic() {
        Ok(panic) => message(&*panic).to_owned(),
        Err(error) => error.to_string(),
    };
    JobError::retry(format!("the job panicked: {what}"))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

/// Resolves when a stop was asked for and its grace is over; never before.
async fn grace_over(mut stopped: watch::Receiver<bool>, grace: Duration) {
    let asked = stopped.wait_for(|stop| *stop).await.is_ok();
    if asked {
        tokio::time::sleep(grace).await;
    } else {
        // Nobody is left who could ask for a stop.
        std::future::pending::<()>().await;
    }
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}
