//! Evaluations and classes as pages: who finds what, forms that keep what was typed, names beside no content.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::{Browser, Town};

/// An evaluation of the officer, rated by the supervisor and reviewed by the commander; its path.
async fn begun(town: &Town) -> String {
    for role in [Role::Officer, Role::Supervisor, Role::Commander] {
        town.sign_in(role).await;
    }
    let mut keeper = town.sign_in(Role::Personnel).await;
    let page = keeper.visit("/evaluations/new").await.ok();
    let email = |role: Role| town.person(role).email.to_string();
    let fields = [
        ("evaluated", email(Role::Officer)),
        ("rater", email(Role::Supervisor)),
        ("reviewer", email(Role::Commander)),
        ("period_from", "2025-01-01".to_owned()),
        ("period_until", "2025-12-31".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let done = keeper.fill_and_submit(&page, "/evaluations/new", &fields).await;
    assert!(keeper.follow(done).await.ok().says("Robin officer"));
    let list = town.sign_in(Role::Officer).await.visit("/evaluations").await.ok();
    list.link("Robin officer")
}

#[tokio::test]
async fn an_evaluation_is_found_by_its_three_people_and_by_nobody_else_on_any_of_its_pages() {
    let town = Town::new().await;
    let path = begun(&town).await;
    for role in Role::ALL {
        let mut browser: Browser = town.sign_in(role).await;
        let page = browser.get(&path).await;
        let part = matches!(role, Role::Officer | Role::Supervisor | Role::Commander);
        assert_eq!(page.status() == StatusCode::OK, part, "{role}");
        if part {
            continue;
        }
        for below in ["marks/tasks", "growth", "sign", "review", "read", "appeal", "answer", "hand-in"] {
            let page = browser.get(&format!("{path}/{below}")).await;
            assert_eq!(page.status(), StatusCode::NOT_FOUND, "{role} {below}");
            let page = browser.post(&format!("{path}/{below}"), &[("read", "1"), ("rating", "1")]).await;
            assert!(page.status().is_client_error(), "{role} {below}: {}", page.status());
        }
        let page = browser.get("/evaluations/all").await;
        assert_eq!(page.status() == StatusCode::OK, role == Role::Personnel, "{role}");
    }
    let trail = town.sign_in(Role::Auditor).await.visit("/audit?act=access.refuse").await.ok();
    assert!(trail.html().contains("evaluation"));
}

#[tokio::test]
async fn a_rating_keeps_what_was_typed_refuses_a_quota_and_is_not_signed_without_evidence() {
    let town = Town::new().await;
    let path = begun(&town).await;
    let mut rater = town.sign_in(Role::Supervisor).await;
    let form = rater.visit(&format!("{path}/marks/tasks")).await.ok();
    assert!(form.says("Nothing of this period is on record"));
    let counted = [("rating", "5"), ("mark_words", "40 arrests")];
    let page = rater.fill_and_submit(&form, &format!("{path}/marks/tasks"), &counted).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("A number of arrests, stops or citations is no measure here."));
    let fields = [("rating", "4"), ("mark_words", "Rang back every shop")];
    let done = rater.fill_and_submit(&page, &format!("{path}/marks/tasks"), &fields).await;
    let page = rater.follow(done).await.ok();
    assert!(page.says("4 of 5") && page.says("Rang back every shop"));
    // Not for the person yet, nor for the reviewer.
    for role in [Role::Officer, Role::Commander] {
        let page = town.sign_in(role).await.visit(&path).await.ok();
        assert!(!page.says("Rang back every shop"), "{role}");
    }
    let sign = rater.visit(&format!("{path}/sign")).await.ok();
    let page = rater.fill_and_submit(&sign, &format!("{path}/sign"), &[]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Keeping many things in order: two pieces of evidence"));
    let stale = rater.post(&format!("{path}/growth"), &[("read", "1"), ("growth_goals", "More time")]).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let made_up = [("read", "2"), ("rating", "4"), ("evidence", "problem:P-2026-0001")];
    let page = rater.post(&format!("{path}/marks/tasks"), &made_up).await;
    assert!(page.says("This is not among what the person did in the period."));
    let drift = town.sign_in(Role::Commander).await.visit("/evaluations/drift").await.ok();
    assert!(drift.says("too few to show"));
}

#[tokio::test]
async fn a_class_is_planned_a_seat_taken_and_who_came_gets_the_course() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let mut keeper = town.sign_in(Role::Personnel).await;
    let page = keeper.visit("/training/classes/new").await.ok();
    let today = town.clock.now().to_zoned(town.agency.time_zone()).date();
    let (tomorrow, before) = (today.tomorrow().unwrap().to_string(), today.yesterday().unwrap().to_string());
    let fields = [
        ("course", "First aid"),
        ("class_topics", "first-aid"),
        ("class_hours", "8"),
        ("class_method", "room"),
        ("class_begins", &tomorrow),
        ("class_ends", &before),
        ("class_place", "Station 1, 8 am"),
        ("class_seats", "1"),
    ];
    let page = keeper.fill_and_submit(&page, "/training/classes/new", &fields).await;
    assert_eq!((page.status(), page.field("course")), (StatusCode::UNPROCESSABLE_ENTITY, "First aid".into()));
    let done = keeper.fill_and_submit(&page, "/training/classes/new", &[("class_ends", &tomorrow)]).await;
    let shown = keeper.follow(done).await.ok();
    assert!(shown.says("Nobody has a seat yet."));
    let list = officer.visit("/training/classes").await.ok();
    assert!(list.says("one seat left"));
    let path = list.link("First aid");
    assert_eq!(officer.get(&format!("{path}/hold")).await.status(), StatusCode::NOT_FOUND);
    let off = officer.post(&path, &[("do", "call-off")]).await;
    assert_eq!(off.status(), StatusCode::NOT_FOUND);
    let done = officer.post(&path, &[("do", "take")]).await;
    assert!(officer.follow(done).await.ok().says("Give the seat back"));
    // Another officer sees that no seat is left, and not who has it.
    let other = town.sign_in(Role::Analyst).await.visit(&path).await.ok();
    assert!(!other.says("Robin officer") && !other.says("Take a seat"));
    town.clock.advance(jiff::SignedDuration::from_hours(48));
    let mut keeper = town.sign_in(Role::Personnel).await;
    let hold = keeper.visit(&format!("{path}/hold")).await.ok();
    let seat = town.person(Role::Officer).id;
    let (hours, result) = (format!("hours-{seat}"), format!("result-{seat}"));
    let wrong = [(hours.as_str(), "lots"), (result.as_str(), "pass")];
    let page = keeper.fill_and_submit(&hold, &format!("{path}/hold"), &wrong).await;
    assert_eq!((page.status(), page.field(&result)), (StatusCode::UNPROCESSABLE_ENTITY, "pass".into()));
    let done = keeper.fill_and_submit(&page, &format!("{path}/hold"), &[(hours.as_str(), "8")]).await;
    assert!(keeper.follow(done).await.ok().says("held"));
    let mut officer = town.sign_in(Role::Officer).await;
    let own = officer.visit("/training/mine").await.ok();
    assert!(own.says("First aid") && own.says("8.0 h"));
    let form = officer.visit(&own.link("Note where you used it: First aid")).await.ok();
    assert!(form.says("What you learnt counts when it is used."));
}
