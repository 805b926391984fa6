//! Success stories, as those who write them and those who read them meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::{Browser, Page, Town};

const NEW: &str = "/story-desk/new";

async fn drafted(officer: &mut Browser, title: &str) -> Page {
    let page = officer.visit(NEW).await.ok();
    let typed = [
        ("title", title),
        ("story_place", "Canal Street"),
        ("problem_words", "Nobody knew the new neighbors."),
        ("done_words", "We walked the street together & painted the wall <gray>."),
        ("lesson", "Ask the school first."),
        ("partner_name", "Hill School"),
        ("partner_kind", "government"),
    ];
    officer.fill_and_submit(&page, NEW, &typed).await
}

#[tokio::test]
async fn a_story_is_drafted_cleared_read_followed_and_taken_back() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let draft = drafted(&mut officer, "A wall & a walk").await.ok();
    assert!(draft.says("What was done; not measured"), "{}", draft.text());
    let at = draft.path().to_owned();
    let mut visitor = town.visitor();
    assert!(visitor.visit("/stories").await.ok().says("No stories yet"));
    let mut desk = town.sign_in(Role::Information).await;
    let page = desk.visit(&at).await.ok();
    let page = desk.fill_and_submit(&page, &format!("{at}/clear"), &[]).await.ok();
    let public = page.link("Open the public page");
    let story = visitor.visit(&public).await.ok();
    assert!(story.has_heading("A wall & a walk") && story.says("Hill School (Government agency)"));
    assert!(story.says("painted the wall <gray>") && !story.html().contains("<gray>"));
    assert!(story.says("Whether it changed anything was not measured"));
    let spanish = town.visitor().in_language("es").visit(&public).await.ok();
    assert!(spanish.says("Qué se hizo; no se midió"));
    assert_eq!(spanish.attributes("main [lang]", "lang")[0], "en");
    let feed = visitor.get("/stories.atom").await.ok();
    assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    let xml = String::from_utf8(feed.bytes().to_vec()).unwrap();
    assert!(xml.contains("A wall &#38; a walk") || xml.contains("A wall &amp; a walk"), "{xml}");
    assert!(visitor.visit("/stories?technique=9&behavior=nonsense").await.ok().says("No story matches"));
    let page = desk.visit(&at).await.ok();
    let page =
        desk.fill_and_submit(&page, &format!("{at}/retire"), &[("reason", "A name stood in it.")]).await;
    assert!(page.ok().says("Taken back"));
    assert_eq!(visitor.get(&public).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_that_claim_more_are_shown_with_what_was_typed() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let page = drafted(&mut officer, "Thefts fell by a third").await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error("title").unwrap().contains("the assessment does not"));
    assert_eq!(page.field("lesson"), "Ask the school first.");
    assert_eq!(page.field("partner_name"), "Hill School");
}

#[tokio::test]
async fn who_wrote_a_story_does_not_clear_it() {
    let town = Town::new().await;
    let mut chief = town.sign_in(Role::Commander).await;
    let page = drafted(&mut chief, "A walk").await.ok();
    assert!(page.says("You wrote it, so somebody else has to clear it."));
    let done = chief.post(&format!("{}/clear", page.path()), &[("read", "1")]).await;
    assert_eq!(done.status(), StatusCode::UNPROCESSABLE_ENTITY);
}
