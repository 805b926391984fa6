//! The loop that claims jobs, runs them, and settles how they ended.

mod effort;
#[cfg(test)]
mod tests;

use crate::{Claimed, Queue, Registry, Request};
use effort::{Effort, Ending};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tracing::{error, info, warn};

/// The present instant, as the process sees it.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The worker's name; no two that live at once share one (host and process id do).
    pub name: String,
    /// How many jobs it runs at once; at least one.
    pub slots: usize,
    /// How often it looks for jobs when nobody wakes it.
    pub poll: Duration,
    /// How long a claim holds; it is extended at every third of that while the job runs.
    pub lease: Duration,
    /// How long running jobs may take to end after a stop was asked for; then they are given back.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            name: "worker".to_owned(),
            slots: 2,
            poll: Duration::from_secs(2),
            lease: Duration::from_secs(120),
            grace: Duration::from_secs(20),
        }
    }
}

/// Tells a worker in the same process that a job was enqueued, so that it need not wait for its next look.
#[derive(Debug, Clone, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// A signal that no worker listens to yet.
    pub fn new() -> Wake {
        Wake::default()
    }

    /// Look now. Call it after the commit, or the worker looks too early.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

/// How many jobs ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Done.
    pub completed: u64,
    /// To be tried again later.
    pub retried: u64,
    /// Given up.
    pub failed: u64,
    /// Given back or lost to another worker.
    pub let_go: u64,
}

/// Runs the jobs of a queue.
pub struct Worker<Q, Cx> {
    queue: Arc<Q>,
    registry: Arc<Registry<Cx>>,
    cx: Arc<Cx>,
    clock: Clock,
    settings: Settings,
    wake: Wake,
}

impl<Q: Queue, Cx: Send + Sync + 'static> Worker<Q, Cx> {
    /// A worker with [`Settings::default`]. `clock` gives the present instant.
    pub fn new(
        queue: Arc<Q>,
        registry: Registry<Cx>,
        cx: Arc<Cx>,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Worker<Q, Cx> {
        let (registry, clock) = (Arc::new(registry), Arc::new(clock));
        Worker { queue, registry, cx, clock, settings: Settings::default(), wake: Wake::new() }
    }

    /// The same worker with other settings.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Worker<Q, Cx> {
        Worker { settings, ..self }
    }

    /// The same worker listening to this signal.
    #[must_use]
    pub fn woken_by(self, wake: Wake) -> Worker<Q, Cx> {
        Worker { wake, ..self }
    }

    /// Runs jobs until `shutdown` resolves; then takes no more, lets running ones end within
    /// [`Settings::grace`], gives back the rest, and returns. A store that is away is waited for.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let worker = Arc::new(self);
        let (stop, stopped) = watch::channel(false);
        let mut slots = JoinSet::new();
        for slot in 0..worker.settings.slots.max(1) {
            slots.spawn(
                Arc::clone(&worker).keep_running(format!("{}#{slot}", worker.settings.name), stopped.clone()),
            );
        }
        slots.spawn(Arc::clone(&worker).keep_recovering(stopped));
        info!(worker = worker.settings.name, "Worker started");
        shutdown.await;
        // Every slot holds a receiver, so this only fails when all have ended already.
        let _ = stop.send(true);
        while let Some(ended) = slots.join_next().await {
            if let Err(error) = ended {
                error!(%error, "A worker's slot broke");
            }
        }
        info!(worker = worker.settings.name, "Worker stopped");
    }

    /// Runs every job that is due at the clock's present instant, one after another, until none is: for tests and
    /// for the command line. A job that is to be tried later stays.
    ///
    /// # Errors
    /// What the queue says when it cannot be asked.
    pub async fn run_until_empty(&self) -> Result<Tally, Q::Error> {
        let (_keep, stopped) = watch::channel(false);
        let mut tally = Tally::default();
        self.queue.recover((self.clock)()).await?;
        while let Some(claimed) = self.claim(&self.settings.name).await? {
            tally.count(self.effort().perform(claimed, stopped.clone()).await);
        }
        Ok(tally)
    }

    async fn claim(&self, name: &str) -> Result<Option<Claimed>, Q::Error> {
        let names = self.registry.names();
        let lease = SignedDuration::try_from(self.settings.lease).unwrap_or(SignedDuration::MAX);
        self.queue.claim(Request { now: (self.clock)(), worker: name, lease, names: &names }).await
    }

    fn effort(&self) -> Effort<'_, Q, Cx> {
        Effort {
            queue: &*self.queue,
            registry: &self.registry,
            cx: &self.cx,
            clock: &self.clock,
            settings: &self.settings,
        }
    }

    /// One slot: a job, the next one, a rest when there is none.
    async fn keep_running(self: Arc<Self>, name: String, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            match self.claim(&name).await {
                Ok(Some(claimed)) => {
                    // Where one job was, there may be more: let another slot look too.
                    self.wake.now();
                    self.effort().perform(claimed, stopped.clone()).await;
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    warn!(error = &error as &dyn std::error::Error, "The queue cannot be asked for jobs")
                }
            }
            tokio::select! {
                () = self.wake.0.notified() => {}
                () = tokio::time::sleep(self.settings.poll) => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// Puts back, now and then, what workers that died have left behind.
    async fn keep_recovering(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            match self.queue.recover((self.clock)()).await {
                Ok(0) => {}
                Ok(count) => {
                    warn!(count, "Put back jobs whose worker ended");
                    self.wake.now();
                }
                Err(error) => {
                    warn!(error = &error as &dyn std::error::Error, "The queue cannot be recovered")
                }
            }
            tokio::select! {
                () = tokio::time::sleep(self.settings.lease / 2) => {}
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        }
    }
}

impl Tally {
    fn count(&mut self, ending: Ending) {
        match ending {
            Ending::Completed => self.completed += 1,
            Ending::Retried => self.retried += 1,
            Ending::Failed => self.failed += 1,
            Ending::LetGo => self.let_go += 1,
        }
    }
}

impl<Q, Cx> fmt::Debug for Worker<Q, Cx> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("settings", &self.settings).finish_non_exhaustive()
    }
}
