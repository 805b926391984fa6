//! What tests of the store and the use cases stand on: both databases, a clock that stands still, an agency.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_concern_gets_a_number_of_its_own() {
//!     on_both(|db| async move { ... }).await;
//! }
//! ```

mod clock;
mod databases;
pub mod ground;
mod members;
mod partners;

use std::future::Future;

use commonbeat_app::{App, Settings};
use commonbeat_domain::Key;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_store::{Store, agencies, audit};

pub use clock::FixedClock;
pub use databases::Database;
pub use members::{Member, PASSWORD, member};
pub use partners::{agreement, terms};

/// Runs a test on SQLite and, where `COMMONBEAT_TEST_POSTGRES` names a server, on PostgreSQL.
pub async fn on_both<F, Fut>(test: F)
where
    F: Fn(Database) -> Fut,
    Fut: Future<Output = ()>,
{
    test(Database::sqlite().await).await;
    match Database::postgres().await {
        Some(db) => {
            let name = db.clone();
            test(db).await;
            name.drop_postgres().await;
        }
        None => eprintln!("COMMONBEAT_TEST_POSTGRES is not set: not run on PostgreSQL"),
    }
}

/// A moment that tests start from: Monday 2026-02-16, 12:00 UTC.
pub const NOON: jiff::Timestamp = jiff::Timestamp::constant(1_771_243_200, 0);

/// A typed id that is the same in every run.
pub fn id<K: Key>(n: u128) -> K {
    K::from_uuid(uuid::Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + n))
}

/// An agency of a test, already in the store, and its operator.
pub async fn agency(store: &Store, n: u128) -> (Agency, Actor) {
    let agency = Agency::new(id::<AgencyId>(n), &format!("A{n}"), "Millbrook Police", "America/Chicago")
        .expect("a sound agency");
    let operator = Actor::operator(agency.id);
    let mut write = store.write(&operator, NOON).await.expect("a write");
    agencies::insert(&mut write, &agency).await.expect("an agency");
    write.record(audit::Entry::new("agency.add", &agency.code));
    write.commit().await.expect("a commit");
    (agency, operator)
}

/// The use cases over a test database, on a clock that the test moves.
pub fn app(db: &Database) -> (App, FixedClock) {
    let clock = FixedClock::at(NOON);
    (App::new(db.store.clone(), clock.reader(), Settings::default()), clock)
}
