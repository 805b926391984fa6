//! Beats, as officers and sergeants meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::Person;
use commonbeat_testkit::ground::{area, load_areas, square};
use commonbeat_testkit::id;
use commonbeat_town::Town;
use commonbeat_town::walk::{Parameters, walk_as_stranger};
use commonbeat_web::routes;

async fn town() -> (Town, String) {
    let town = Town::new().await;
    load_areas(town.app.store(), &town.operator, &[area(1, AreaKind::Beat, "Beat 4", square(900.0))]).await;
    let beat = format!("/beats/{}", id::<AreaId>(1));
    (town, beat)
}

#[tokio::test]
async fn an_officer_logs_a_contact_on_one_screen_and_keeps_the_promise() {
    let (town, beat) = town().await;
    let mut officer = town.sign_in_as(&Person { beats: [id(1)].into(), ..town.person(Role::Officer) }).await;
    let page = officer.visit("/contacts/new").await.ok();
    assert_eq!(page.field("beat"), id::<AreaId>(1).to_string());
    let typed = [
        ("met_at", "Corner store"),
        ("met_as", "business"),
        ("heard", "Deliveries block the <ramp>."),
        ("promised", "Ask about the loading zone"),
        ("promised_until", "2026-02-20"),
        ("whom", "The owner"),
        ("profile_kind", "leader"),
    ];
    let page = officer.fill_and_submit(&page, "/contacts/new", &typed).await.ok();
    assert!(page.says("Logged.") && page.says("Deliveries block the <ramp>."), "{}", page.text());
    assert!(page.says("Somebody people listen to") && page.says("The owner"));
    assert!(officer.visit("/today").await.ok().says("Ask about the loading zone"));
    let action = page.attributes("form[action^='/contacts/']", "action").remove(0);
    let done = [("read", "1"), ("outcome_words", "The zone is painted."), ("do", "keep")];
    let page = officer.post(&action, &done).await;
    let page = officer.follow(page).await.ok();
    assert!(
        page.says("Promised and kept: Ask about the loading zone. The zone is painted."),
        "{}",
        page.text()
    );
    assert!(officer.visit("/beats").await.ok().says("1 of 1"));
    assert!(officer.visit(&beat).await.ok().says("No promise is open."));
}

#[tokio::test]
async fn half_a_promise_and_a_name_without_consent_are_said_at_the_field() {
    let (town, _) = town().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let page = officer.visit("/contacts/new").await.ok();
    let typed = [
        ("beat", &*id::<AreaId>(1).to_string()),
        ("met_at", "Park"),
        ("met_as", "youth"),
        ("heard", "A light is out."),
        ("promised", "Call"),
    ];
    let page = officer.fill_and_submit(&page, "/contacts/new", &typed).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error("promised_until").is_some());
    assert_eq!(page.field("heard"), "A light is out.");
    let typed = [("promised_until", "2026-02-20"), ("whom", "Kim"), ("named", "yes")];
    let page = officer.fill_and_submit(&page, "/contacts/new", &typed).await;
    assert!(page.error("whom").unwrap().contains("young person"));
}

#[tokio::test]
async fn a_sergeant_posts_people_and_a_beat_is_handed_over() {
    let (town, beat) = town().await;
    let dana = Person { name: "Dana Ruiz".into(), ..town.person(Role::Officer) };
    let sam = Person {
        id: id(501),
        email: "sam@millbrook.test".parse().unwrap(),
        name: "Sam Lee".into(),
        ..town.person(Role::Officer)
    };
    town.add_person(&dana).await;
    town.add_person(&sam).await;
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let posts = format!("{beat}/posts");
    let (dana_id, sam_id) = (dana.id.to_string(), sam.id.to_string());
    let first = [("person", &*dana_id), ("post", "primary"), ("posted_since", "2025-12-01")];
    let page = sergeant.post(&posts, &first).await;
    assert!(sergeant.follow(page).await.ok().says("Dana Ruiz"));
    let second = [("person", &*sam_id), ("post", "primary"), ("posted_since", "2026-02-01")];
    let page = sergeant.post(&posts, &second).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error("post").unwrap().contains("Somebody else is this here"));
    sergeant.post(&format!("{beat}/known"), &[("profile_kind", "group"), ("known_name", "Block Club")]).await;
    let page = sergeant.post(&format!("{beat}/handover"), &[("next_officer", &sam_id)]).await;
    let page = sergeant.follow(page).await.ok();
    assert!(page.says("1 left to decide") && page.says("Block Club"), "{}", page.text());
    let at = page.path().to_owned();
    let half = sergeant.post(&at, &[("read", "1"), ("matter", "contact:1"), ("settled", "kept")]).await;
    assert_eq!(half.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = sergeant.post(&at, &[("read", "1"), ("matter", "contact:1"), ("settled", "taken-on")]).await;
    let page = sergeant.follow(page).await.ok();
    let page = sergeant.fill_and_submit(&page, &format!("{at}/finish"), &[]).await.ok();
    assert!(page.says("The beat is handed over."), "{}", page.text());
    assert!(sergeant.visit(&beat).await.ok().says("Dec 1, 2025 to Feb 15, 2026"));
    // Sam is let in to the beat's records by the posting itself, and a stranger sees none of it.
    let handover = at.rsplit('/').next().unwrap().to_owned();
    let parameters = Parameters::from([("beat", id::<AreaId>(1).to_string()), ("handover", handover)]);
    let stranger = town.stranger(Role::Commander).await;
    let wrong = walk_as_stranger(&stranger, &routes::table().rows, &parameters).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn units_form_a_tree_and_a_circle_is_refused() {
    let (town, _) = town().await;
    let mut chief = town.sign_in(Role::Commander).await;
    let page = chief.visit("/units").await.ok();
    assert!(page.says("No units yet"));
    let page = chief.fill_and_submit(&page, "/units", &[("unit_name", "Patrol")]).await.ok();
    let unit = page.attributes("input[name=unit]", "value").remove(0);
    let page = chief
        .post("/units", &[("unit", &unit), ("read", "1"), ("unit_name", "Patrol"), ("above", &unit)])
        .await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.errors().iter().any(|e| e.contains("lead back to itself")), "{:?}", page.errors());
}
