//! Scanning, the plan and the result, as people who browse meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::Person;
use commonbeat_store::incidents::NewIncident;
use commonbeat_testkit::{ground, id};
use commonbeat_town::walk::{Parameters, walk_as_stranger};
use commonbeat_town::{Browser, Page, Town};
use commonbeat_web::routes;
use jiff::ToSpan;
use jiff::civil::Date;

const LAST: Date = Date::constant(2026, 2, 15);

/// Four years of thefts, strewn evenly, and in the last half year many more around one corner at night.
fn thefts() -> Vec<NewIncident> {
    let row = |n: u128, place: [f64; 2], back: i64, hour: u8, address: String| NewIncident {
        hour: Some(hour),
        at: Some(ground::at(place).into()),
        place_text: address.clone(),
        place_key: Some(address),
        ..ground::incident(n, "theft", LAST.saturating_sub(back.days()))
    };
    let even = (0..2_400_u128).map(|n| {
        let place = [(n % 20) as f64 * 200.0 - 1_900.0, (n / 20 % 15) as f64 * 260.0 - 1_900.0];
        row(n, place, (n * 7 % 1_400) as i64, 14, format!("{} OAK ST", n % 300))
    });
    let plant = (0..40_u128).map(|n| {
        let place = [700.0 + (n % 8) as f64 * 15.0, 500.0 + (n / 8) as f64 * 15.0];
        row(10_000 + n, place, (n * 4) as i64, 23, format!("{} ALDER ST", 10 + n % 12))
    });
    even.chain(plant).collect()
}

/// A town with these thefts, and the officer of its beat.
async fn town() -> (Town, Browser) {
    let town = Town::new().await;
    let store = town.app.store();
    let whole = || ground::square(4_200.0);
    let areas = [
        ground::area(1, AreaKind::Beat, "Beat 4", whole()),
        ground::area(2, AreaKind::Neighborhood, "Riverside", whole()),
        ground::area(3, AreaKind::Boundary, "Millbrook", whole()),
    ];
    ground::load_areas(store, &town.operator, &areas).await;
    ground::load_incidents(store, &town.operator, 1, thefts()).await;
    let dana = Person { beats: [id(1)].into(), ..town.person(Role::Officer) };
    let dana = town.sign_in_as(&dana).await;
    (town, dana)
}

/// The first candidate of the list, opened.
async fn first_candidate(browser: &mut Browser) -> Page {
    let list = browser.visit("/scanning").await.ok();
    let to = list.attributes("ol.cb-list h2 a", "href");
    browser.visit(to.first().expect("a candidate")).await.ok()
}

async fn scanned(town: &Town) {
    town.app.scan_now(&town.operator).await.unwrap();
}

#[tokio::test]
async fn before_the_first_look_the_page_says_what_would_be_here() {
    let (town, _) = town().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    let page = analyst.visit("/scanning").await.ok();
    assert!(!page.texts(".cb-empty").is_empty(), "{}", page.text());
    let running = analyst.fill_and_submit(&page, "/scanning", &[]).await.ok();
    assert_eq!(running.path(), "/scanning");
    town.app.worker(Default::default()).run_until_empty().await.unwrap();
    let after = analyst.visit("/scanning").await.ok();
    assert!(
        after.texts("ol.cb-list h2 a").iter().any(|title| title.contains("Alder St")),
        "{}",
        after.text()
    );
}

#[tokio::test]
async fn an_officer_makes_a_candidate_a_problem_and_a_second_press_makes_no_second_one() {
    let (town, mut dana) = town().await;
    scanned(&town).await;
    let page = first_candidate(&mut dana).await;
    let action = format!("{}/accept", page.path());
    let made = dana.fill_and_submit(&page, &action, &[("tier", "quick")]).await.ok();
    assert_eq!(made.path(), "/problems/P-2026-0001");
    let again = dana.fill_and_submit(&page, &action, &[("tier", "quick")]).await;
    assert!(again.status().is_success() || again.status() == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(dana.get("/problems/P-2026-0002").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_set_aside_needs_a_reason_and_leaves_the_list() {
    let (town, mut dana) = town().await;
    scanned(&town).await;
    let page = first_candidate(&mut dana).await;
    let (at, action) = (page.path().to_owned(), format!("{}/dismiss", page.path()));
    let silent = dana.fill_and_submit(&page, &action, &[("reason", " ")]).await;
    assert_eq!(silent.status(), StatusCode::UNPROCESSABLE_ENTITY);
    dana.fill_and_submit(&silent, &action, &[("reason", "The new bus stop; they move it in March.")])
        .await
        .ok();
    let list = dana.visit("/scanning").await.ok();
    assert!(!list.attributes("ol.cb-list h2 a", "href").contains(&at));
    let set_aside = dana.visit(&at).await.ok();
    assert!(set_aside.says("The new bus stop; they move it in March."), "{}", set_aside.text());
}

#[tokio::test]
async fn a_plan_is_offered_saved_and_says_what_it_could_see() {
    let (town, mut dana) = town().await;
    scanned(&town).await;
    let page = first_candidate(&mut dana).await;
    let action = format!("{}/accept", page.path());
    dana.fill_and_submit(&page, &action, &[("tier", "quick")]).await.ok();
    let plan = dana.visit("/problems/P-2026-0001/plan").await.ok();
    assert!(plan.says("What could be seen"), "{}", plan.text());
    let saved = dana.fill_and_submit(&plan, "", &[]).await.ok();
    assert!(saved.says("Plan of the assessment"), "{}", saved.text());
    let result = dana.visit("/problems/P-2026-0001/result").await.ok();
    assert!(result.texts("h1").iter().any(|h| h == "Result of the assessment"));
}

#[tokio::test]
async fn a_person_of_another_agency_finds_no_candidate_no_plan_and_no_result() {
    let (town, mut dana) = town().await;
    scanned(&town).await;
    let page = first_candidate(&mut dana).await;
    let candidate = page.path().rsplit('/').next().unwrap_or_default().to_owned();
    let action = format!("{}/accept", page.path());
    dana.fill_and_submit(&page, &action, &[("tier", "quick")]).await.ok();
    let parameters = Parameters::from([("candidate", candidate), ("reference", "P-2026-0001".to_owned())]);
    for role in [Role::Officer, Role::Analyst, Role::Commander] {
        let stranger = town.stranger(role).await;
        let wrong = walk_as_stranger(&stranger, &routes::table().rows, &parameters).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
