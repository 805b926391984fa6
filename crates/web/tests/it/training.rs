//! Training as pages: who sees what, rosters, what is refused.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::Town;

#[tokio::test]
async fn requirements_are_taken_over_a_roster_comes_in_and_its_person_sees_what_is_due() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let mut keeper = town.sign_in(Role::Personnel).await;
    let empty = keeper.visit("/training").await.ok();
    assert!(empty.says("No requirement is set"));
    let done = keeper.post("/training/packs", &[("pack", "california")]).await;
    assert!(keeper.follow(done).await.ok().says("Continued professional training"));
    let email = town.person(Role::Officer).email;
    let roster = format!(
        "email,course,date,hours,topics\n{email},First aid,2026-01-05,8,first-aid\nghost@x.test,First aid,2026-01-05,8,first-aid\n"
    );
    let page = keeper.visit("/training/keep").await.ok();
    let page = keeper.fill_and_submit(&page, "/training/keep", &[("roster", &roster)]).await.ok();
    assert!(page.says("1 taken, 0 on record already, 1 not taken."));
    assert!(page.says("ghost@x.test") && page.says("Nobody here has this address"));
    let page = keeper.fill_and_submit(&page, "/training/keep", &[("roster", "what is this")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("The first line must name email, course, date and hours."));
    let own = officer.visit("/training/mine").await.ok();
    assert!(own.says("First aid") && own.says("8.0 h") && own.says("First aid and CPR update"));
    let list = keeper.visit("/training?rule=ca-cpt").await.ok();
    assert!(list.has_heading("Training: what is due"));
}

#[tokio::test]
async fn another_ones_record_is_not_found_for_every_role_that_does_not_keep_it_and_stands_in_the_trail() {
    let town = Town::new().await;
    let officer = town.person(Role::Officer);
    town.sign_in(Role::Officer).await;
    let path = format!("/training/people/{}", officer.id);
    for role in Role::ALL {
        let mut browser = town.sign_in(role).await;
        let page = browser.get(&path).await;
        let open = matches!(role, Role::Officer | Role::Personnel);
        assert_eq!(page.status() == StatusCode::OK, open, "{role}");
        let change = browser.post(&path, &[("do", "began"), ("read", "0"), ("began", "2020-01-01")]).await;
        assert_eq!(change.status() == StatusCode::NOT_FOUND, role != Role::Personnel, "{role}");
    }
    let trail = town.sign_in(Role::Auditor).await.visit("/audit?act=access.refuse").await.ok();
    assert!(trail.html().contains("training record"));
}

#[tokio::test]
async fn an_excuse_is_given_with_a_reason_and_a_form_that_lacks_something_keeps_what_was_typed() {
    let town = Town::new().await;
    town.sign_in(Role::Officer).await;
    let mut keeper = town.sign_in(Role::Personnel).await;
    keeper.post("/training/packs", &[("pack", "minnesota")]).await;
    let path = format!("/training/people/{}", town.person(Role::Officer).id);
    let fields = [
        ("do", "excuse"),
        ("read", "0"),
        ("rule", "mn-continuing-education"),
        ("excuse_kind", "waiver"),
        ("excused_until", "2030-01-31"),
    ];
    let page = keeper.post(&path, &fields).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.field("excused_until"), "2030-01-31");
    let done = keeper.post(&path, &[&fields[..], &[("excuse_reason", "The board's letter")]].concat()).await;
    let page = keeper.follow(done).await.ok();
    assert!(page.says("Continuing education: waiver of the board until"));
    let stale = keeper.post(&path, &[&fields[..], &[("excuse_reason", "Again")]].concat()).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
}
