//! What residents see: the first page, a neighborhood, the form, their own thread.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::problem::{NewProblem, PublicNote, Tier};
use commonbeat_domain::text::Language;
use commonbeat_store::areas;
use commonbeat_store::audit::Entry;
use commonbeat_testkit::id;
use commonbeat_town::{Browser, Page, Town};
use jiff::SignedDuration;
use jiff::civil::date;

/// A town with Beat 1, and in it Riverside and Old Town.
pub async fn town() -> Town {
    let town = Town::new().await;
    let square = |east: f64| -> Shape {
        let (west, east) = (-93.0 + east, -92.99 + east);
        let ring = [[west, 41.0], [east, 41.0], [east, 41.01], [west, 41.01], [west, 41.0]];
        serde_json::from_value(serde_json::json!([[ring]])).unwrap()
    };
    let area = |n: u128, kind, name: &str, shape| Area {
        id: id(n),
        kind,
        name: name.into(),
        slug: commonbeat_domain::text::slug(name),
        shape,
    };
    let mut write = town.app.store().write(&town.operator, town.clock.now()).await.unwrap();
    for one in [
        area(1, AreaKind::Beat, "Beat 1", square(0.0)),
        area(2, AreaKind::Neighborhood, "Riverside", square(0.0)),
        area(3, AreaKind::Neighborhood, "Old Town", square(0.1)),
    ] {
        areas::insert(&mut write, &one).await.unwrap();
    }
    write.record(Entry::new("area.load", "test"));
    write.commit().await.unwrap();
    town
}

/// The officer of Beat 1, Dana Ruiz.
pub fn dana(town: &Town) -> Person {
    Person {
        name: "Dana Ruiz".into(),
        title: "Ofc.".into(),
        beats: [id(1)].into(),
        public: true,
        speaks: vec![Language::En, Language::Es],
        on_beat_since: Some(date(2023, 5, 1)),
        ..town.person(Role::Officer)
    }
}

const TOLD: &[(&str, &str)] =
    &[("kind", "traffic"), ("words", "Cars race past when school lets out."), ("where", "Mill Road")];

/// Tells a concern on the public form and ends on the own page.
pub async fn tell(browser: &mut Browser, more: &[(&str, &str)]) -> Page {
    let form = browser.visit("/concerns/new").await.ok();
    let usual = TOLD.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = usual.chain(more).copied().collect();
    browser.fill_and_submit(&form, "/concerns/new", &fields).await.ok()
}

#[tokio::test]
async fn the_first_page_leads_to_every_neighborhood_and_to_the_form() {
    let town = town().await;
    let mut visitor = town.visitor();
    let page = visitor.visit("/").await.ok();
    assert_eq!(page.link("Riverside"), "/areas/riverside");
    assert_eq!(page.link("Old Town"), "/areas/old-town");
    assert!(page.html().contains("In danger now? Call 911"));
    let form = visitor.visit(&page.link("Tell us what worries you")).await.ok();
    assert!(form.says("You get an answer within 7 days."));
}

#[tokio::test]
async fn a_concern_told_leads_to_the_own_page_with_reference_and_link() {
    let town = town().await;
    let mut visitor = town.visitor();
    let page = tell(&mut visitor, &[("email", "asha@example.org"), ("called", "Asha")]).await;
    assert!(page.says("Thank you. We have it."));
    assert_eq!(page.texts("#ref"), ["C-2026-0001"]);
    let link = page.texts("#link").remove(0);
    assert!(link.ends_with(page.path()), "{link}");
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert!(page.says("Cars race past when school lets out."));
    let again = visitor.visit(page.path()).await.ok();
    assert!(!again.says("Thank you. We have it."), "said once");
    let stranger = town.visitor().get(&page.path().replace(char::is_numeric, "a")).await;
    assert_eq!(stranger.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_sent_twice_takes_the_concern_in_once() {
    let town = town().await;
    let mut visitor = town.visitor();
    let form = visitor.visit("/concerns/new?area=riverside").await.ok();
    let once = form.field("once");
    let fields = [TOLD, &[("once", &once), ("language", "en")]].concat();
    let first = visitor.post("/concerns/new", &fields).await;
    let second = visitor.post("/concerns/new", &fields).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(second.header("referrer-policy"), Some("no-referrer"));
    assert!(visitor.follow(second).await.ok().says("We had this already"));
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost() {
    let town = town().await;
    let mut visitor = town.visitor().in_language("es");
    let form = visitor.visit("/concerns/new").await.ok();
    let page = visitor
        .fill_and_submit(&form, "/concerns/new", &[("words", "Ruido de noche."), ("email", "asha@")])
        .await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors().len(), 3);
    assert_eq!((page.field("words"), page.field("email")), ("Ruido de noche.".into(), "asha@".into()));
    assert!(page.error("where").unwrap().starts_with("Diga dónde es"));
    assert!(page.error("email").unwrap().contains("nombre@example.org"));
}

#[tokio::test]
async fn a_program_that_fills_every_field_is_asked_to_look_again() {
    let town = town().await;
    let mut visitor = town.visitor();
    let form = visitor.visit("/concerns/new").await.ok();
    let fields = [TOLD, &[("website", "https://spam.example")]].concat();
    let page = visitor.fill_and_submit(&form, "/concerns/new", &fields).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.field("website"), "", "a person whose browser filled it in gets through the next time");
    let page = visitor.fill_and_submit(&page, "/concerns/new", &[]).await;
    assert_eq!(page.texts("#ref"), ["C-2026-0001"]);
}

#[tokio::test]
async fn one_network_cannot_flood_the_form_and_waits_only_for_a_while() {
    let town = town().await;
    let mut visitor = town.visitor();
    for _ in 0..10 {
        assert_eq!(visitor.post("/concerns/new", &[]).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = visitor.post("/concerns/new", &[]).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(page.has_heading("Too many tries in a short time"));
    town.clock.advance(SignedDuration::from_secs(31));
    tell(&mut visitor, &[]).await;
}

#[tokio::test]
async fn a_resident_finds_the_page_again_by_pasting_the_link_and_writes_back() {
    let town = town().await;
    let mut visitor = town.visitor();
    let link = tell(&mut visitor, &[]).await.texts("#link").remove(0);
    let mut later = town.visitor();
    let front = later.visit("/").await.ok();
    for pasted in [link.as_str(), link.rsplit('/').next().unwrap()] {
        let page = later.fill_and_submit(&front, "/c", &[("link", pasted)]).await.ok();
        assert!(page.says("We promised you an answer by Feb 23, 2026."), "{}", page.text());
    }
    let wrong = later.fill_and_submit(&front, "/c", &[("link", "C-2026-0001")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = later.get(&link[link.find("/c/").unwrap()..]).await;
    let action = page.path().to_owned();
    let empty = later.fill_and_submit(&page, &action, &[("words", "  ")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = later.fill_and_submit(&page, &action, &[("words", "It is worst on Fridays.")]).await.ok();
    assert_eq!(page.texts(".cb-talk li").len(), 2);
    assert!(page.says("Thank you. It is on your page"));
}

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_secret_of_a_link_stands_in_no_log_and_no_trail() {
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(format!("trace,{}", commonbeat_web::edge::LOG_AT_MOST))
        .with_writer(move || kept.clone())
        .finish();
    let watching = tracing::subscriber::set_default(subscriber);
    let town = town().await;
    let mut visitor = town.visitor();
    let page = tell(&mut visitor, &[("email", "asha@example.org")]).await;
    let secret = page.path().rsplit('/').next().unwrap().to_owned();
    visitor.visit(page.path()).await.ok();
    visitor.post(page.path(), &[("words", "More."), ("once", &"o".repeat(32))]).await;
    visitor.visit(&format!("/c/{}", secret.replace(char::is_numeric, "b"))).await;
    town.app.worker(Default::default()).run_until_empty().await.unwrap();
    drop(watching);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/c/{token}"), "the requests were logged: {logged}");
    let told = logged.lines().find(|line| line.contains(&secret));
    assert_eq!(told, None, "the secret was logged");
    let auditor = commonbeat_store::audit::Filter::default();
    let read = town.app.store().read(&town.operator).await.unwrap();
    let rows = commonbeat_store::audit::list(&read, &auditor, 100).await.unwrap();
    assert!(rows.len() > 3 && rows.iter().all(|row| !format!("{row:?}").contains(&secret)));
    assert!(rows.iter().all(|row| !format!("{row:?}").contains("asha@")));
}

async fn show_a_problem(town: &Town) {
    let dana = dana(town);
    town.add_person(&dana).await;
    let new = NewProblem {
        title: "Internal title".into(),
        tier: Tier::Quick,
        lead: dana.id,
        beat: Some(id(1)),
        neighborhood: Some(id(2)),
        offenses: vec![],
        shape: None,
        chosen_in: None,
        statement: "Internal words.".into(),
    };
    let problem = town.app.open_problem(&dana.actor(), new, "").await.unwrap();
    let note = PublicNote {
        shown: true,
        said: "Cars speed past the school on Mill Road.".into(),
        did: "We counted: 1 in 5 drives over 30.".into(),
        next_word_by: Some(date(2026, 3, 20)),
        updated_at: None,
    };
    town.app.save_public(&dana.actor(), &problem.reference, problem.version, note).await.unwrap();
}

#[tokio::test]
async fn a_neighborhoods_page_names_officers_and_what_is_done_and_nothing_internal() {
    let town = town().await;
    show_a_problem(&town).await;
    let page = town.visitor().visit("/areas/riverside").await.ok();
    assert!(page.says("Ofc. Dana Ruiz, English and Spanish"));
    assert!(page.says("here since May 2023"));
    assert!(page.says("Cars speed past the school on Mill Road."));
    assert!(page.says("next word by Mar 20, 2026"));
    assert!(!page.html().contains("Internal"));
    assert!(page.bytes().len() < 60_000, "{} bytes", page.bytes().len());
    let spanish = town.visitor().in_language("es").visit("/areas/riverside").await.ok();
    assert!(spanish.says("aquí desde mayo de 2023"));
    assert_eq!(town.visitor().get("/areas/nowhere").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_report_of_a_quarter_tells_what_was_worked_on_then_and_by_whom_and_nothing_internal() {
    let town = town().await;
    show_a_problem(&town).await;
    let area = town.visitor().visit("/areas/riverside").await.ok();
    let mut visitor = town.visitor();
    let page = visitor.visit(&area.link("What we did in Riverside these three months")).await.ok();
    assert!(page.says("January to March 2026") && page.says("so far"), "{}", page.text());
    assert!(page.says("Cars speed past the school on Mill Road."));
    assert!(page.says("No step was finished in these months."));
    assert!(!page.html().contains("Internal"));
    assert_eq!(page.texts("nav a[aria-current=page]"), ["January to March 2026"]);
    town.clock.advance(SignedDuration::from_hours(24 * 60));
    let later = visitor.visit("/areas/riverside/quarter").await.ok();
    assert!(later.says("April to June 2026") && later.says("Cars speed past"), "it is still open");
    assert_eq!(later.link("January to March 2026"), "/areas/riverside/quarter/2026-q1");
    let before = visitor.visit("/areas/riverside/quarter/2025-q4").await.ok();
    assert!(before.says("No problem that we have told about here"));
    assert!(
        visitor
            .in_language("es")
            .visit("/areas/riverside/quarter/2026-q1")
            .await
            .ok()
            .says("enero a marzo de 2026")
    );
    for wrong in ["2026-q3", "2026-q5", "2026", "9999-q1", "2026-Q1"] {
        let at = format!("/areas/riverside/quarter/{wrong}");
        assert_eq!(town.visitor().get(&at).await.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_kept_page_is_the_same_until_something_changes() {
    let town = town().await;
    let mut visitor = town.visitor();
    let first = visitor.visit("/areas/riverside").await.ok();
    let second = visitor.visit("/areas/riverside").await.ok();
    assert_eq!((first.header("etag"), first.html()), (second.header("etag"), second.html()));
    show_a_problem(&town).await;
    let third = visitor.visit("/areas/riverside").await.ok();
    assert!(third.says("Cars speed past the school on Mill Road."));
    assert_ne!(first.header("etag"), third.header("etag"));
    let mut officer = town.sign_in_as(&dana(&town)).await;
    let own = officer.visit("/areas/riverside").await.ok();
    assert_eq!(own.header("cache-control"), Some("private, no-store"));
}

#[tokio::test]
async fn a_public_form_speaks_for_a_resident_whoever_is_signed_in() {
    let town = town().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    tell(&mut analyst, &[]).await;
    let nobody = Actor::nobody(town.agency.id);
    let read = town.app.store().read(&town.operator).await.unwrap();
    let filter = commonbeat_store::audit::Filter { act: Some("concern.raise".into()), ..Default::default() };
    let rows = commonbeat_store::audit::list(&read, &filter, 5).await.unwrap();
    assert_eq!(rows[0].actor, commonbeat_store::audit::actor_name(&nobody));
}
