//! Use cases: the one door for page, API, command line and mail.
//!
//! Each use case is a method of [`App`] in the module of its noun, always in the same order: check authority, fetch,
//! act (the rule lives in the domain), save, record, enqueue, commit.

mod agencies;
pub mod agreements;
pub mod alerts;
pub mod analyses;
pub mod area_pages;
pub mod area_quarters;
pub mod areas;
pub mod assessment;
mod backup;
pub mod beats;
pub mod board;
pub mod concerns;
pub mod conduct;
mod contacts;
mod credentials;
pub mod decisions;
pub mod deliveries;
mod error;
pub mod evaluations;
pub mod feeds;
pub mod field_training;
mod handovers;
mod idle;
pub mod imports;
pub mod inbound;
pub mod initiatives;
mod invitations;
mod kept;
pub mod keys;
pub mod library;
mod links;
pub mod meanings;
pub mod newsroom;
mod notices;
mod organizations;
pub mod partners;
mod passkeys;
mod people;
pub mod plans;
pub mod postings;
pub mod problems;
mod public_points;
pub mod quality;
pub mod referrals;
mod releases;
pub mod scanning;
pub mod search;
mod sessions;
mod settings;
mod sign_in;
pub mod stories;
pub mod surveys;
pub mod tasks;
mod texts;
pub mod tips;
pub mod today;
mod trail;
mod trail_watch;
pub mod training;
mod work;

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, OnceLock};

use commonbeat_auth::vault::Vault;
use commonbeat_carriers::sms::Texter;
use commonbeat_carriers::smtp::Mailer;
use commonbeat_domain::Key;
use commonbeat_store::Store;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::Semaphore;
use uuid::ContextV7;

pub use commonbeat_carriers::fetch::Rules as FetchRules;
pub use commonbeat_carriers::sms::SmsSettings;
pub use commonbeat_carriers::smtp::{Encryption, SmtpSettings};
pub use credentials::{FRESH, NewPhone, Proof};
pub use error::{Error, Result};
pub use invitations::{Accepted, Invitation, Invited};
pub use sessions::{IDLE, LONGEST, SignedIn};
pub use settings::{FeedSettings, Settings};
pub use sign_in::{Browser, Entered, SignIn};
pub use trail::{SignedHead, TrailCheck, TrailWeek};
pub use trail_watch::Watch;

/// The use cases over one database. Cheap to clone.
#[derive(Clone)]
pub struct App {
    store: Store,
    clock: Clock,
    settings: Arc<Settings>,
    hashing: Arc<Semaphore>,
    mailer: Arc<OnceLock<Result<Option<Mailer>, String>>>,
    texter: Arc<OnceLock<Result<Option<Texter>, String>>>,
    /// Counts on within a millisecond, so that what was made later has the greater id.
    order: Arc<Mutex<AssertUnwindSafe<ContextV7>>>,
    kept: Arc<kept::Keeps>,
    tip_turns: Arc<tips::Turns>,
}

/// Passwords checked at the same time, at 19 MiB each; more wait in line.
const HASHES_AT_ONCE: usize = 8;

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

impl App {
    /// The use cases over a store, with a clock and settings.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> App {
        let hashing = Arc::new(Semaphore::new(HASHES_AT_ONCE));
        let order = Arc::new(Mutex::new(AssertUnwindSafe(ContextV7::new())));
        if let Some(file) = settings.key_file.clone() {
            let load = move || keys::sealing_keys(&file).map_err(|error| error.to_string());
            store.use_vault(Arc::new(Vault::new(load)));
        }
        App {
            store: store.with_clock(clock.clone()),
            clock,
            settings: Arc::new(settings),
            hashing,
            mailer: Arc::default(),
            texter: Arc::default(),
            order,
            kept: Arc::default(),
            tip_turns: Arc::default(),
        }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The local day of a zone.
    pub fn today(&self, zone: &jiff::tz::TimeZone) -> Date {
        self.now().to_zoned(zone.clone()).date()
    }

    /// What the operator set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The database, for what is not a use case: health, copies, workers.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// A new typed id, in the order in which they are asked for.
    pub(crate) fn id<K: Key>(&self) -> K {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        K::from_uuid(uuid::Uuid::new_v7(uuid::Timestamp::from_unix(&*self.order, seconds, nanos)))
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("store", &self.store).finish_non_exhaustive()
    }
}
