//! People who browse: for tests of the pages.
//!
//! ```ignore
//! let town = Town::new().await;
//! let mut dana = town.sign_in(Role::Officer).await;
//! let page = dana.visit("/problems").await.ok();
//! let page = dana.fill_and_submit(&page, "/problems", &[("title", "Night break-ins")]).await;
//! assert!(page.has_heading("Night break-ins"));
//! ```

mod browser;
mod page;
mod people;
pub mod walk;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use commonbeat_app::App;
use commonbeat_domain::Key;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_testkit::{Database, FixedClock, id};
use commonbeat_web::Settings;
use commonbeat_web::table::Table;

pub use browser::Browser;
pub use page::{FormOnPage, Page};

/// A site over a fresh database with one agency, on a clock that the test moves.
#[derive(Clone, Debug)]
pub struct Town {
    /// The use cases, for what a test prepares without browsing.
    pub app: App,
    /// The clock.
    pub clock: FixedClock,
    /// The agency.
    pub agency: Agency,
    /// Its operator.
    pub operator: Actor,
    /// The site.
    pub site: Router,
    made: Arc<AtomicU64>,
    database: Database,
}

impl Town {
    /// A town with nothing in it yet.
    pub async fn new() -> Town {
        Town::with_routes(commonbeat_web::routes::table()).await
    }

    /// A town whose site has other rows.
    pub async fn with_routes(table: Table) -> Town {
        let database = Database::sqlite().await;
        let (app, clock) = commonbeat_testkit::app(&database);
        let (agency, operator) = commonbeat_testkit::agency(&database.store, 1).await;
        let uploads = database.folder().map(|f| f.join("uploads"));
        let settings = Settings { uploads: uploads.expect("a folder of its own"), ..Settings::default() };
        let site = commonbeat_web::site(app.clone(), settings, table);
        Town { app, clock, agency, operator, site: site.expect("a site"), made: Arc::default(), database }
    }

    /// Somebody without an account.
    pub fn visitor(&self) -> Browser {
        Browser::over(self.site.clone(), self.database.clone())
    }

    /// An id that nothing else of the town has.
    pub(crate) fn next_id<K: Key>(&self) -> K {
        id(50_000 + u128::from(self.made.fetch_add(1, Ordering::Relaxed)))
    }
}
