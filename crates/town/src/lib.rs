//! People who browse: for tests of the pages.
//!
//! ```ignore
//! let town = Town::new().await;
//! let mut dana = town.sign_in(Role::Officer);
//! let page = dana.visit("/problems").await.ok();
//! let page = dana.fill_and_submit(&page, "/problems", &[("title", "Night break-ins")]).await;
//! assert!(page.has_heading("Night break-ins"));
//! ```

mod browser;
mod page;
pub mod walk;

use axum::Router;
use commonbeat_app::App;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AgencyId, PersonId, SessionId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::text::Language;
use commonbeat_testkit::{Database, FixedClock, NOON, id};
use commonbeat_web::session::SignedIn;
use commonbeat_web::table::Table;
use commonbeat_web::{Sessions, Settings};

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
    sessions: Sessions,
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
        let sessions = Sessions::default();
        let uploads = database.folder().map(|f| f.join("uploads"));
        let settings = Settings { uploads: uploads.expect("a folder of its own"), ..Settings::default() };
        let site = commonbeat_web::site(app.clone(), sessions.clone(), settings, table);
        Town { app, clock, agency, operator, site: site.expect("a site"), sessions, database }
    }

    /// Somebody without an account.
    pub fn visitor(&self) -> Browser {
        Browser::over(self.site.clone(), self.database.clone())
    }

    /// A person of the agency in one role, signed in.
    pub fn sign_in(&self, role: Role) -> Browser {
        self.sign_in_as(&self.person(role))
    }

    /// A person in one role, who is not in the database.
    pub fn person(&self, role: Role) -> Person {
        let number = 100 + Role::ALL.iter().position(|r| *r == role).unwrap_or(0) as u128;
        Person {
            id: id::<PersonId>(number),
            agency: self.agency.id,
            email: format!("{role}@millbrook.test").parse().expect("an address"),
            name: format!("Robin {role}"),
            title: String::new(),
            roles: [role].into(),
            beats: Default::default(),
            organization: None,
            standing: Standing::Active,
            language: Language::En,
            speaks: vec![Language::En],
            on_beat_since: None,
            public: false,
            created_at: NOON,
            version: 1,
        }
    }

    /// Any person, signed in; a stranger's agency is one of its own.
    pub fn sign_in_as(&self, person: &Person) -> Browser {
        let agency =
            if person.agency == self.agency.id { self.agency.clone() } else { other_agency(person.agency) };
        let session = id::<SessionId>(9_000);
        let signed_in =
            SignedIn { actor: person.actor(), person: person.clone(), agency, session, locked: false };
        let token = self.sessions.start(signed_in).expect("a session");
        self.visitor().with_cookie("session", &token.reveal())
    }

    /// A person in one role of another agency, signed in.
    pub fn stranger(&self, role: Role) -> Browser {
        self.sign_in_as(&Person { agency: id::<AgencyId>(77), ..self.person(role) })
    }
}

fn other_agency(agency: AgencyId) -> Agency {
    Agency::new(agency, "OTHER", "Elsewhere Police", "America/New_York").expect("a sound agency")
}
