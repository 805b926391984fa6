//! How often one network may send a form without an account: enough for a family behind one address, too little to
//! flood an agency.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use commonbeat_app::App;
use commonbeat_auth::token::Token;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// So many forms at once from one network ...
const BURST: NonZeroU32 = NonZeroU32::new(10).expect("ten is more than none");
/// ... and then so many a minute.
const EACH_MINUTE: NonZeroU32 = NonZeroU32::new(2).expect("two is more than none");
/// Networks that have been quiet long enough are forgotten after so many forms.
const TIDY: u32 = 1_000;
/// How long it is remembered that somebody sent a tip.
const TIPS: SignedDuration = SignedDuration::from_mins(10);

/// Counts public forms by network, in the memory of this process.
pub struct Limits {
    forms: RateLimiter<String, DashMapStateStore<String>, AppClock, NoOpMiddleware<Nanos>>,
    counted: AtomicU32,
    tips: Mutex<Option<Passing>>,
    app: App,
}

/// Forms of tips by a keyed digest of the network. Key and digests live in this process for ten minutes and are then
/// forgotten together, so that nothing is left by which an address could be tried.
struct Passing {
    until: Timestamp,
    key: Token,
    forms: RateLimiter<[u8; 16], DashMapStateStore<[u8; 16]>, AppClock, NoOpMiddleware<Nanos>>,
}

impl Passing {
    fn new(app: &App) -> Passing {
        let forms = RateLimiter::dashmap_with_clock(quota(), AppClock(app.clone()));
        Passing { until: app.now() + TIPS, key: Token::generate(), forms }
    }

    fn digest(&self, network: &str) -> [u8; 16] {
        let whole = Sha256::new().chain_update(self.key.reveal()).chain_update(network).finalize();
        std::array::from_fn(|at| whole[at])
    }
}

fn quota() -> Quota {
    Quota::per_minute(EACH_MINUTE).allow_burst(BURST)
}

impl Limits {
    /// Nothing was sent yet. Time is the app's.
    pub fn new(app: App) -> Limits {
        let forms = RateLimiter::dashmap_with_clock(quota(), AppClock(app.clone()));
        Limits { forms, counted: AtomicU32::new(0), tips: Mutex::default(), app }
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

    /// Counts a form of a tip from a network, without keeping the network.
    ///
    /// # Errors
    /// [`Error::TooMany`] when it has to wait.
    pub fn tip(&self, network: &str) -> Result<()> {
        let mut tips = self.tips.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.app.now();
        let passing = match tips.take().filter(|passing| now < passing.until && now >= passing.until - TIPS) {
            Some(passing) => passing,
            None => Passing::new(&self.app),
        };
        let counted = passing.forms.check_key(&passing.digest(network)).map_err(|_| Error::TooMany);
        *tips = Some(passing);
        counted
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
