//! The line before the slow hash of codes: a few at a time, a few more in line, and nobody beyond that. A flood of codes
//! costs the installation two cores and some megabytes, never its life, and never keeps people from signing in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use commonbeat_domain::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Result};

/// Codes that are hashed at the same time, at 19 MiB each.
pub const AT_ONCE: usize = 2;
/// Codes that wait or are hashed; whoever comes then is asked to come again.
pub const IN_LINE: usize = 32;

/// The line.
#[derive(Debug)]
pub(crate) struct Turns {
    line: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    hashed: AtomicU64,
}

impl Default for Turns {
    fn default() -> Turns {
        let (line, turns) = (Arc::new(Semaphore::new(IN_LINE)), Arc::new(Semaphore::new(AT_ONCE)));
        Turns { line, turns, hashed: AtomicU64::new(0) }
    }
}

impl Turns {
    /// A place in line; refused when it is full.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit> {
        self.line.clone().try_acquire_owned().map_err(|_| Refusal::not_now("tips-busy").into())
    }

    /// Does the slow work of one code when its turn comes. The place is given back when the work is done, also where nobody
    /// waits for it any more.
    pub(crate) async fn take<T: Send + 'static>(
        &self,
        place: OwnedSemaphorePermit,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await.map_err(Error::broken)?;
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let hold = (place, turn);
        let work = move || {
            let done = work();
            drop(hold);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::broken)
    }

    /// How many codes were hashed since the start.
    pub(crate) fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }
}
