//! Skills for everybody, and the plan that only its owner sees.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::people::Person;
use commonbeat_testkit::id;
use commonbeat_town::Town;

#[tokio::test]
async fn anybody_looks_at_themselves_and_nothing_is_kept() {
    let town = Town::new().await;
    let mut visitor = town.visitor();
    let page = visitor.visit("/skills").await.ok();
    assert_eq!(page.texts("main h2").len(), 8);
    assert_eq!(page.texts("dt")[..3], ["Not there yet", "Good", "Others learn from it"]);
    let before = town.app.data_version(town.agency.id).await.unwrap();
    let mut typed: Vec<(String, &str)> = Vec::new();
    for name in
        ["judgment", "empathy", "courage", "resourcefulness", "assertiveness", "integrity", "teamwork"]
    {
        typed.extend([(format!("{name}-1"), "5"), (format!("{name}-2"), "4")]);
    }
    typed.extend([("tasks-1".to_owned(), "2"), ("tasks-2".to_owned(), "2")]);
    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let page = visitor.post("/skills/look", &fields).await.ok();
    assert!(page.says("Keeping many things in order") && page.says("Keep a list of every promise"));
    assert!(!page.has_link("Set a goal in my plan"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert_eq!(town.app.data_version(town.agency.id).await.unwrap(), before, "nothing was written");
    let page = visitor.post("/skills/look", &[("tasks-1", "99"), ("empathy-1", "<b>")]).await.ok();
    assert!(page.says("8 are open because a sentence was left out."));
}

#[tokio::test]
async fn a_plan_is_its_owners_alone() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let page = officer.visit("/plan?competency=tasks").await.ok();
    assert_eq!(page.field("competency"), "tasks");
    let page = officer
        .fill_and_submit(&page, "/plan", &[("goal_what", "A list of promises"), ("goal_by", "2026-01-02")])
        .await
        .ok();
    assert!(page.says("Only you see it.") && page.says("A list of promises") && page.says("late"));
    let empty = officer.post("/plan", &[("read", "1"), ("competency", "tasks")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let stale = officer.post("/plan", &[("read", "0"), ("competency", "tasks"), ("goal_what", "x")]).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    // Whoever else opens the page, with whatever role, sees the own one.
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Officer) {
        let page = town.sign_in(role).await.visit("/plan").await.ok();
        assert!(!page.says("A list of promises"), "{role}");
    }
    let twin =
        Person { id: id(777), email: "twin@millbrook.test".parse().unwrap(), ..town.person(Role::Officer) };
    assert!(!town.sign_in_as(&twin).await.visit("/plan").await.ok().says("A list of promises"));
    let done = [("read", "1"), ("goal", "1"), ("do", "finish"), ("goal_outcome", "Two slipped.")];
    let page = officer.post("/plan", &done).await;
    assert!(officer.follow(page).await.ok().says("Two slipped."));
    // The trail says that it changed, and not what stands in it.
    let mut auditor = town.sign_in(Role::Auditor).await;
    let trail = auditor.visit("/audit").await.ok();
    assert!(trail.html().contains("plan.change") && !trail.html().contains("A list of promises"));
}
