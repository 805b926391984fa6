//! Commendations and complaints as pages: told by anybody, read by the body, followed by a link.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::Town;

/// A town with one body: the supervisor.
async fn town() -> Town {
    let town = Town::new().await;
    town.sign_in(Role::Supervisor).await;
    let mut chief = town.sign_in(Role::Commander).await;
    let page = chief.visit("/conduct/bodies/new").await.ok();
    let fields = [
        ("body_name", "Panel"),
        ("body_takes", "manner"),
        ("body_takes", "thanks"),
        ("body_members", "supervisor@millbrook.test"),
    ];
    let empty = chief.fill_and_submit(&page, "/conduct/bodies/new", &[("body_name", "Panel")]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let done = chief.fill_and_submit(&page, "/conduct/bodies/new", &fields).await;
    let list = chief.follow(done).await.ok();
    assert!(list.says("Panel") && list.says("Robin supervisor"), "{}", list.text());
    town
}

#[tokio::test]
async fn a_resident_complains_without_a_name_and_reads_on_the_own_page_what_came_of_it() {
    let town = town().await;
    let mut visitor = town.visitor();
    let form = visitor.visit("/conduct/new").await.ok();
    let page = visitor.fill_and_submit(&form, "/conduct/new", &[("conduct_topic", "manner")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let words = [("conduct_words", "He shouted at my <son>.")];
    let sent = visitor.fill_and_submit(&page, "/conduct/new", &words).await;
    let own = visitor.follow(sent).await.ok();
    assert!(own.says("He shouted at my <son>.") && own.says("You get a first answer by"));
    let link = own.path().to_owned();
    let mut body = town.sign_in(Role::Supervisor).await;
    let one = body.visit("/conduct").await.ok().link("How somebody spoke or behaved");
    assert!(body.visit(&one).await.ok().says("anonymous"));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Supervisor) {
        let page = town.sign_in(role).await.get(&one).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{role}");
    }
    let at = format!("{one}/decide");
    let form = body.visit(&at).await.ok();
    assert!(!form.says("Passed on"), "a complaint is not passed on");
    let found = [("conduct_finding", "sustained"), ("finding_words", "We talked with him. We are sorry.")];
    let done = body.fill_and_submit(&form, &at, &found).await;
    body.follow(done).await.ok();
    let own = visitor.visit(&link).await.ok();
    assert!(own.says("It happened, and it was not right.") && own.says("We are sorry."));
    assert!(!own.says("Robin supervisor"), "the body answers, not a person");
    assert_eq!(visitor.get("/said/0000000000000000000000").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_no_body_takes_waits_without_a_word_of_it_and_thanks_reach_their_officer() {
    let town = town().await;
    let mut visitor = town.visitor();
    for (topic, words) in [("force", "He hit me"), ("thanks", "She came back twice")] {
        let form = visitor.visit("/conduct/new").await.ok();
        let fields = [("conduct_topic", topic), ("conduct_words", words)];
        let sent = visitor.fill_and_submit(&form, "/conduct/new", &fields).await;
        visitor.follow(sent).await.ok();
    }
    let waiting = town.sign_in(Role::Commander).await.visit("/conduct/bodies").await.ok();
    assert!(waiting.says("A complaint") && !waiting.says("He hit me"));
    let mut officer = town.sign_in(Role::Officer).await;
    let mut body = town.sign_in(Role::Supervisor).await;
    let one = body.visit("/conduct").await.ok().link("Thanks: something was done well");
    let name = format!("{one}/name");
    let form = body.visit(&name).await.ok();
    let named = [("conduct_named", "officer@millbrook.test")];
    let done = body.fill_and_submit(&form, &name, &named).await;
    body.follow(done).await.ok();
    let decide = format!("{one}/decide");
    let form = body.visit(&decide).await.ok();
    let found = [("conduct_finding", "passed-on"), ("finding_words", "It reached her.")];
    let done = body.fill_and_submit(&form, &decide, &found).await;
    body.follow(done).await.ok();
    let own = officer.visit("/conduct/thanks").await.ok();
    assert!(own.says("She came back twice"), "{}", own.text());
    assert!(
        !town.sign_in(Role::Analyst).await.visit("/conduct/thanks").await.ok().says("She came back twice")
    );
}
