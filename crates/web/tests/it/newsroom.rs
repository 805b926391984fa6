//! The newsroom: as people who browse meet it.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_town::{Browser, Page, Town};

/// Fills in nothing and sends the one form of a page of the desk.
async fn press(who: &mut Browser, at: &str) -> Page {
    let form = who.visit(at).await.ok();
    who.fill_and_submit(&form, at, &[]).await
}

#[tokio::test]
async fn a_release_is_checked_cleared_stopped_by_the_block_list_corrected_and_stands_in_the_feed() {
    let town = Town::new().await;
    let mut desk = town.sign_in(Role::Information).await;
    let mut officer = town.sign_in(Role::Officer).await;
    let form = desk.visit("/newsroom/new").await.ok();
    let owner = town.person(Role::Officer).id.to_string();
    let typed = [
        ("press_kind", "release"),
        ("press_title", "Lamps on Canal Street"),
        ("press_body", "Forty lamps were mended. Kim Lowell helped."),
        ("press_title_es", "Lámparas en la calle Canal"),
        ("press_contact", "Media desk, 555-0110"),
        ("press_case_owner", owner.as_str()),
    ];
    let page = desk.fill_and_submit(&form, "/newsroom/new", &typed).await;
    assert!(page.error("press_body_es").is_some(), "a headline in Spanish needs its text");
    let mended = [("press_title_es", "")];
    desk.fill_and_submit(&page, "/newsroom/new", &mended).await.ok();
    let at = desk.visit("/newsroom").await.ok().link("Lamps on Canal Street");
    let early = press(&mut desk, &format!("{at}/clear")).await;
    assert!(early.says("Whoever knows the case has to find it right first."));
    press(&mut officer, &format!("{at}/check")).await.ok();

    let form = desk.visit("/newsroom/blocks/new").await.ok();
    let typed = [("block_kind", "juvenile"), ("block_label", "Case 7"), ("block_words", "kim lowell")];
    let list = desk.fill_and_submit(&form, "/newsroom/blocks/new", &typed).await.ok();
    assert!(list.says("Case 7") && !list.says("kim lowell"));
    let stopped = press(&mut desk, &format!("{at}/clear")).await;
    assert!(stopped.says("It names somebody under age. This is never set aside."));
    assert_eq!(officer.get("/newsroom/blocks").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(officer.get(&format!("{at}/edit")).await.status(), StatusCode::NOT_FOUND);

    let edit = format!("{at}/edit");
    let form = desk.visit(&edit).await.ok();
    desk.fill_and_submit(&form, &edit, &[("press_body", "Forty lamps & more were mended.")]).await.ok();
    press(&mut officer, &format!("{at}/check")).await.ok();
    let mut visitor = town.visitor();
    assert!(!visitor.visit("/news").await.ok().says("Lamps on Canal Street"));
    press(&mut desk, &format!("{at}/clear")).await.ok();
    let public = visitor.visit("/news").await.ok().link("Lamps on Canal Street");

    let correct = format!("{at}/correct");
    let form = desk.visit(&correct).await.ok();
    let typed =
        [("press_body", "Forty-two lamps were mended."), ("correction_note", "The number was wrong.")];
    desk.fill_and_submit(&form, &correct, &typed).await.ok();
    let page = visitor.visit(&public).await.ok();
    assert!(page.says("Forty-two lamps were mended.") && page.says("The number was wrong."));
    assert!(page.says("Before: Lamps on Canal Street. Forty lamps & more were mended."));
    let hide = format!("{at}/withhold/0");
    assert_eq!(officer.get(&hide).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(officer.get(&format!("{at}/clear")).await.status(), StatusCode::NOT_FOUND);
    press(&mut desk, &hide).await.ok();
    assert!(!visitor.visit(&public).await.ok().says("Forty lamps & more"));
    let feed = visitor.get("/news.atom").await;
    assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert!(feed.html().contains("<published>") && feed.html().contains("The number was wrong."));

    let retract = format!("{at}/retract");
    let form = desk.visit(&retract).await.ok();
    desk.fill_and_submit(&form, &retract, &[("retract_reason", "It was another street.")]).await.ok();
    let page = visitor.visit(&public).await.ok();
    assert!(page.says("It was another street.") && !page.says("Forty-two lamps"));
}

#[tokio::test]
async fn an_hour_that_the_clocks_skip_is_asked_again_and_both_languages_are_corrected() {
    let town = Town::new().await;
    let mut desk = town.sign_in(Role::Information).await;
    let mut officer = town.sign_in(Role::Officer).await;
    let form = desk.visit("/newsroom/new").await.ok();
    let owner = town.person(Role::Officer).id.to_string();
    let typed = [
        ("press_kind", "release"),
        ("press_title", "Lamps on Canal Street"),
        ("press_body", "Forty lamps were mended."),
        ("press_title_es", "Lámparas en la calle Canal"),
        ("press_body_es", "Se arreglaron cuarenta lámparas."),
        ("press_contact", "Media desk, 555-0110"),
        ("press_case_owner", owner.as_str()),
        ("press_embargo", "2027-03-14T02:30"),
    ];
    let page = desk.fill_and_submit(&form, "/newsroom/new", &typed).await;
    let skipped = "On that day the clocks skip this hour. Please choose another one.";
    assert_eq!(page.error("press_embargo").as_deref(), Some(skipped));
    desk.fill_and_submit(&page, "/newsroom/new", &[("press_embargo", "")]).await.ok();
    let at = desk.visit("/newsroom").await.ok().link("Lamps on Canal Street");
    assert!(desk.visit(&at).await.ok().html().contains(r#"<p lang="es">Lámparas en la calle Canal</p>"#));
    press(&mut officer, &format!("{at}/check")).await.ok();
    press(&mut desk, &format!("{at}/clear")).await.ok();

    let correct = format!("{at}/correct");
    let form = desk.visit(&correct).await.ok();
    let typed = [
        ("press_body", "Forty-two lamps were mended."),
        ("correction_note", "It was 42."),
        ("correction_note_es", "Eran 42."),
    ];
    let asked = desk.fill_and_submit(&form, &correct, &typed).await;
    assert!(asked.error("correction_other_stands").is_some());
    let typed = [("press_body_es", "Se arreglaron cuarenta y dos lámparas.")];
    desk.fill_and_submit(&asked, &correct, &typed).await.ok();
    let mut visitor = town.visitor();
    let public = visitor.visit("/news").await.ok().link("Lamps on Canal Street");
    let spanish = visitor.visit(&format!("{public}?lang=es")).await.ok();
    assert!(spanish.says("Eran 42.") && !spanish.says("It was 42."));
}

#[tokio::test]
async fn a_question_of_media_is_taken_in_answered_and_late_when_its_hour_has_passed() {
    let town = Town::new().await;
    let mut desk = town.sign_in(Role::Information).await;
    let new = "/newsroom/inquiries/new";
    let form = desk.visit(new).await.ok();
    let typed = [
        ("inquiry_asker", "J. Sorensen, Courier"),
        ("inquiry_topic", "How many lamps?"),
        ("inquiry_deadline", "2020-01-01T10:00"),
    ];
    let page = desk.fill_and_submit(&form, new, &typed).await;
    assert_eq!(page.error("inquiry_deadline").as_deref(), Some("That day has passed."));
    let list = desk.fill_and_submit(&page, new, &[("inquiry_deadline", "2030-01-01T10:00")]).await.ok();
    let at = list.link("J. Sorensen, Courier");
    let answer = format!("{at}/answer");
    let form = desk.visit(&answer).await.ok();
    desk.fill_and_submit(&form, &answer, &[("inquiry_reply", "Forty-two.")]).await.ok();
    assert!(desk.visit(&at).await.ok().says("Forty-two."));
}

#[tokio::test]
async fn a_survey_goes_item_by_item_to_the_owner_and_to_the_second_look() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let form = officer.visit("/surveys/new").await.ok();
    let typed = [("site_name", "Corner Grocery"), ("site_address", "200 Canal Street")];
    let mut page = officer.fill_and_submit(&form, "/surveys/new", &typed).await.ok();
    let survey = officer.visit("/surveys").await.ok().link("Corner Grocery");
    let first = page.attributes("main form", "action")[0].to_owned();
    let wrong = officer.fill_and_submit(&page, &first, &[("survey_found", "weak")]).await;
    assert!(wrong.error("survey_advice").is_some() && wrong.error("survey_weight").is_some());
    let typed = [("survey_advice", "A lamp over the back door."), ("survey_weight", "high")];
    page = officer.fill_and_submit(&wrong, &first, &typed).await.ok();
    for _ in 1..15 {
        let action = page.attributes("main form", "action")[0].to_owned();
        page = officer.fill_and_submit(&page, &action, &[("survey_found", "good")]).await.ok();
    }
    assert!(page.says("A lamp over the back door.") && page.says("nobody can promise"));
    let give = format!("{survey}/give");
    let form = officer.visit(&give).await.ok();
    officer.fill_and_submit(&form, &give, &[("again_on", "2030-05-01")]).await.ok();
    let answer = format!("{survey}/answer/lighting");
    let form = officer.visit(&answer).await.ok();
    officer.fill_and_submit(&form, &answer, &[("owner_says", "done")]).await.ok();
    let again = format!("{survey}/again/lighting");
    let form = officer.visit(&again).await.ok();
    let page = officer.fill_and_submit(&form, &again, &[("survey_found", "good")]).await.ok();
    assert!(page.says("good now"));
    assert_eq!(officer.get(&format!("{survey}/look/nothing")).await.status(), StatusCode::NOT_FOUND);
    let mut desk = town.sign_in(Role::Information).await;
    assert_eq!(desk.get(&survey).await.status(), StatusCode::NOT_FOUND, "a survey is confidential");
}
