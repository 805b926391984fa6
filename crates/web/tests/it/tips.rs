//! Anonymous tips as people who browse meet them: nothing is set, kept or told, and the code alone opens what was said.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::{Browser, Page, Town};

const WORDS: &str = "They cut copper behind the old mill on Tuesday nights.";

/// What every page of tips is like, whoever looks.
fn leaves_nothing(page: &Page) {
    assert_eq!(page.header("set-cookie"), None, "{} sets a cookie", page.path());
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.texts("title"), ["Information · Millbrook Police"], "the window's title tells nothing");
    assert_eq!(page.attributes("a[data-leave]", "href"), ["https://www.weather.gov/"]);
    assert!(page.texts("footer p").concat().contains("In danger now? Call"), "{:?}", page.texts("footer p"));
    assert!(!page.html().contains("/sign-in"), "{} shows the way to staff pages", page.path());
}

/// Gives a tip and types the code back; gives the code.
async fn give(person: &mut Browser) -> String {
    let page = person.visit("/tips").await.ok();
    leaves_nothing(&page);
    assert!(page.has_heading("Not for emergencies") && page.says("It is erased 90 days after the last word"));
    let empty = person.fill_and_submit(&page, "/tips", &[]).await;
    assert!(empty.error("tip_words").is_some());
    let shown = person.fill_and_submit(&empty, "/tips", &[("tip_words", WORDS)]).await.ok();
    leaves_nothing(&shown);
    let code = shown.texts("#code")[0].clone();
    let sheet = shown.texts(".cb-print-only p");
    assert_eq!(sheet, [code.as_str(), "http://127.0.0.1:8080/tips"], "the sheet holds no word of the tip");
    let wrong = person.fill_and_submit(&shown, "/tips/kept", &[("tip_code", "7K2M")]).await;
    assert_eq!(
        wrong.error("tip_code").as_deref(),
        Some("This is not the code above. Please type it as it stands there.")
    );
    assert_eq!(wrong.texts("#code"), [code.as_str()]);
    let own = person.fill_and_submit(&wrong, "/tips/kept", &[("tip_code", &code.to_lowercase())]).await.ok();
    leaves_nothing(&own);
    assert!(own.says("The code works.") && own.says(WORDS) && own.says("Nobody has answered yet."));
    code
}

#[tokio::test]
async fn a_tip_goes_both_ways_by_its_code_and_nothing_is_set_in_the_browser() {
    let town = Town::new().await;
    let mut person = town.visitor();
    let code = give(&mut person).await;

    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let list = sergeant.visit("/tips/desk").await.ok();
    assert!(!list.says("copper"), "the list holds no word of it");
    let at = list.attributes("main a[href^='/tips/desk/']", "href")[0].to_owned();
    let tip = sergeant.visit(&at).await.ok();
    assert!(tip.says(WORDS));
    let answer = format!("{at}/answer");
    let tip = sergeant.fill_and_submit(&tip, &answer, &[("tip_answer", "Which gate?")]).await.ok();
    assert!(tip.says("The answer waits for whoever has the code."));
    let tie = format!("{at}/tie");
    let unknown = sergeant.fill_and_submit(&tip, &tie, &[("tip_tie", "P-2026-0001")]).await;
    assert!(unknown.error("tip_tie").is_some());

    let mut later = town.visitor();
    let page = later.visit("/tips").await.ok();
    let own = later.fill_and_submit(&page, "/tips/open", &[("tip_code", &code)]).await.ok();
    leaves_nothing(&own);
    assert!(own.says("Which gate?") && !own.says("Supervisor"), "who answered is not shown");
    let more =
        later.fill_and_submit(&own, "/tips/write", &[("tip_more", "The one by the river.")]).await.ok();
    leaves_nothing(&more);
    assert!(more.says("We have it.") && more.says("The one by the river."));
    assert!(sergeant.visit(&at).await.ok().says("The one by the river."));
    let mut officer = town.sign_in(Role::Officer).await;
    assert_eq!(officer.get(&at).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(officer.get("/tips/desk").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_code_is_told_the_same_words_and_shows_no_way_to_staff_pages() {
    let town = Town::new().await;
    let mut person = town.visitor();
    let code = give(&mut person).await;
    let page = person.visit("/tips").await.ok();
    let other = if code.ends_with('0') { '1' } else { '0' };
    let slip = format!("{}{other}", &code[..23]);
    for (typed, said) in [
        (slip.as_str(), "There is a slip in it"),
        ("abc", "A code has five groups of four letters and digits."),
        ("0000-0000-0000-0000-0000", "This code opens nothing."),
    ] {
        let wrong = person.fill_and_submit(&page, "/tips/open", &[("tip_code", typed)]).await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.error("tip_code").is_some_and(|told| told.starts_with(said)), "{typed}");
        leaves_nothing(&wrong);
    }
}

#[tokio::test]
async fn spanish_stays_without_a_cookie_and_a_signed_in_browser_is_nobody_here() {
    let town = Town::new().await;
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let page = sergeant.visit("/tips?lang=es").await.ok();
    assert_eq!(page.attributes("html", "lang"), ["es"]);
    assert_eq!(page.header("set-cookie"), None);
    assert!(page.attributes(".idle-lock, .cb-areas", "class").is_empty(), "no staff page");
    let form = page.attributes("main form", "action");
    assert_eq!(form, ["/tips?lang=es", "/tips/open?lang=es"]);
    let shown = sergeant.fill_and_submit(&page, "/tips?lang=es", &[("tip_words", "Algo pasa")]).await.ok();
    assert_eq!(shown.attributes("html", "lang"), ["es"]);
    assert_eq!(shown.header("set-cookie"), None);
    assert_eq!(sergeant.cookie("lang"), None);
}

#[tokio::test]
async fn a_flood_from_one_network_has_to_wait_and_its_address_is_kept_nowhere() {
    let town = Town::new().await;
    let mut person = town.visitor();
    let mut last = StatusCode::OK;
    for _ in 0..12 {
        last = person.post("/tips/open", &[("tip_code", "abc")]).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    town.clock.advance(jiff::SignedDuration::from_mins(11));
    let later = person.post("/tips/open", &[("tip_code", "abc")]).await;
    assert_eq!(later.status(), StatusCode::UNPROCESSABLE_ENTITY);
    leaves_nothing(&later);
}

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
async fn neither_a_tip_nor_who_gave_it_stands_in_the_log() {
    let log = Log::default();
    let kept = log.clone();
    // What operators set at most; at the finest level the database's own driver writes statements with their values.
    let filter = "debug,sqlx=info,sea_orm=info";
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(format!("{filter},{}", commonbeat_web::edge::LOG_AT_MOST))
        .with_writer(move || kept.clone())
        .finish();
    let watching = tracing::subscriber::set_default(subscriber);
    let town = Town::new().await;
    let mut person = town.visitor();
    let code = give(&mut person).await;
    person.visit("/events").await.ok();
    drop(watching);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/events"), "other requests are logged: {logged}");
    for hidden in ["/tips", "copper", code.as_str()] {
        let told = logged.lines().find(|line| line.contains(hidden));
        assert_eq!(told, None, "{hidden} was logged");
    }
}
