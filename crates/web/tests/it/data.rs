//! Categories, quality and feeds, as an analyst uses them on the pages.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::Town;

use crate::imports::send;

const FIXTURE: &str =
    include_str!("../../../formats/tests/fixtures/police-uk/2014-09-city-of-london-street.csv");

#[tokio::test]
async fn an_analyst_decides_what_a_category_means_and_sees_who_did() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    assert!(analyst.visit("/categories").await.ok().text().contains("No categories yet"));
    let look = send(&mut analyst, "september.csv", FIXTURE, "police-uk-street").await.ok();
    let started = analyst.fill_and_submit(&look, "/import/run", &[]).await;
    let mut page = analyst.follow(started).await.ok();
    let address = page.path().to_owned();
    while !page.text().contains("count now") {
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        page = analyst.visit(&address).await.ok();
    }
    assert!(page.text().contains("With a place on the map"), "{}", page.text());

    let list = analyst.visit("/categories").await.ok();
    assert!(list.text().contains("Shoplifting") && list.text().contains("23C"), "{}", list.text());
    let one = analyst.visit("/categories/one?label=Shoplifting").await.ok();
    assert!(one.has_heading("Shoplifting") && one.text().contains("Nobody decided on it yet"));
    let wrong = [("offense", "no-such-class"), ("nibrs", "23C")];
    let again = analyst.fill_and_submit(&one, "/categories/one", &wrong).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("offense", "theft"), ("nibrs", "23C")];
    let saved = analyst.fill_and_submit(&one, "/categories/one", &right).await;
    assert!(analyst.follow(saved).await.ok().text().contains("The category was decided on"));
    let one = analyst.visit("/categories/one?label=Shoplifting").await.ok();
    assert!(one.text().contains("as in the profile") && one.text().contains("Theft"), "{}", one.text());
    let missing = analyst.visit("/categories/one?label=Nothing").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_index_is_loaded_or_refused_with_its_line() {
    let town = Town::new().await;
    let mut administrator = town.sign_in(Role::Administrator).await;
    let page = administrator.visit("/harm").await.ok();
    let index = |text: &'static str| [("source", "County"), ("license", "contract"), ("index", text)];
    let unfit = administrator.fill_and_submit(&page, "/harm/load", &index("13A,1\n13A,2")).await;
    assert_eq!(unfit.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unfit.text().contains("line 2"), "{}", unfit.text());
    let loaded = administrator.fill_and_submit(&page, "/harm/load", &index("code,weight\n13A,120")).await;
    let page = administrator.follow(loaded).await.ok();
    assert!(page.text().contains("County") && page.text().contains("Aggravated Assault"), "{}", page.text());
    let reset = administrator.fill_and_submit(&page, "/harm/reset", &[]).await;
    assert!(administrator.follow(reset).await.ok().text().contains("The defaults hold again"));
}

#[tokio::test]
async fn a_known_flaw_is_written_down_and_taken_back_and_an_officer_may_neither() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    let page = analyst.visit("/quality").await.ok();
    let empty = analyst.fill_and_submit(&page, "/quality/notes", &[("flaw", "")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let note = [("flaw", "June lacks the night shift."), ("from", "2025-06-01"), ("through", "2025-06-30")];
    let kept = analyst.fill_and_submit(&page, "/quality/notes", &note).await;
    let page = analyst.follow(kept).await.ok();
    assert!(page.text().contains("June lacks the night shift."), "{}", page.text());
    let form = page.texts("#notes form button");
    assert!(form.iter().any(|t| t.starts_with("It was mended")), "{form:?}");
    let mut officer = town.sign_in(Role::Officer).await;
    assert_eq!(officer.visit("/quality").await.status(), StatusCode::NOT_FOUND);
    assert_ne!(officer.post("/quality/notes", &note).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_feed_is_set_up_on_the_page_and_what_is_wrong_with_it_is_told_at_the_field() {
    let town = Town::new().await;
    let mut analyst = town.sign_in(Role::Analyst).await;
    assert!(analyst.visit("/feeds").await.ok().text().contains("No feed yet"));
    let page = analyst.visit("/feeds/new").await.ok();
    let fields = |address: &'static str| {
        [("name", "Calls"), ("source_kind", "web"), ("address", address), ("profile", "milwaukee-cad")]
    };
    let wrong = analyst.fill_and_submit(&page, "/feeds/new", &fields("nowhere")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.error("address").is_some());
    let good = fields("https://data.example.gov/calls.csv?key=s3cret");
    let made = analyst.fill_and_submit(&page, "/feeds/new", &good).await;
    let page = analyst.follow(made).await.ok();
    assert!(page.has_heading("Calls") && page.text().contains("It has not run yet"));
    assert!(!page.text().contains("s3cret"), "a key is not shown");
    let address = page.path().to_owned();
    let paused = analyst.fill_and_submit(&page, &format!("{address}/pause"), &[]).await;
    assert!(analyst.follow(paused).await.ok().text().contains("Go on"));
    assert!(analyst.visit("/feeds").await.ok().text().contains("paused"));
    let again = analyst.fill_and_submit(&page, &format!("{address}/pause"), &[]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
}
