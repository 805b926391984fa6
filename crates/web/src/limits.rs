//! How often one network may send a form without an account: enough for a family behind one address, too little to
//! flood an agency.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use commonbeat_app::App;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::error::{Error, Result};

/// So many forms at once from one network ...
const BURST: NonZeroU32 = NonZeroU32::new(10).expect("ten is more than none");
/// ... and then so many a minute.
const EACH_MINUTE: NonZeroU32 = NonZeroU32::new(2).expect("two is more than none");
/// Networks that have been quiet long enough are forgotten after so many forms.
const TIDY: u32 = 1_000;

/// Counts public forms by network, in the memory of this process.
pub struct Limits {
    forms: RateLimiter<String, DashMapStateStore<String>, AppClock, NoOpMiddleware<Nanos>>,
    counted: AtomicU32,
}

impl Limits {
    /// Nothing was sent yet. Time is the app's.
    pub fn new(app: App) -> Limits {
        let quota = Quota::per_minute(EACH_MINUTE).allow_burst(BURST);
        Limits { forms: RateLimiter::dashmap_with_clock(quota, AppClock(app)), counted: AtomicU32::new(0) }
    }

    /// Counts a public form from a network.
    ///
    /// # Errors
    /// [`Error::TooMany`] when it has to wait.
    pub fn form(&self, network: &str) -> Result<()> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % TIDY == TIDY - 1 {
            self.forms.retain_recent();
        }
        self.forms.check_key(&network.to_owned()).map_err(|_| Error::TooMany)
    }
}

/// The app's clock as the limiter reads it.
#[derive(Clone, Debug)]
struct AppClock(App);

impl Clock for AppClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_1970 = self.0.now().as_nanosecond();
        Nanos::from(u64::try_from(since_1970).unwrap_or(0))
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("networks", &self.forms.len()).finish()
    }
}
