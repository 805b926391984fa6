//! Partners, agreements, the workspace, joint initiatives: as people who browse meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::organization::people::Person;
use commonbeat_town::Town;

async fn partner_of(town: &Town, at: &str) -> Person {
    let organization = at.rsplit('/').next().unwrap().parse().unwrap();
    Person { organization: Some(organization), ..town.person(Role::Partner) }
}

#[tokio::test]
async fn an_agreement_is_drawn_up_signed_by_both_and_ended_and_the_workspace_follows() {
    let town = Town::new().await;
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let form = sergeant.visit("/partners/new").await.ok();
    let again = sergeant.fill_and_submit(&form, "/partners/new", &[("partner_email", "nobody")]).await;
    assert!(again.errors().len() >= 2, "no kind and no name: {:?}", again.errors());
    let typed = [
        ("partner_name", "River Shelter"),
        ("sector", "nonprofit"),
        ("partner_email", ""),
        ("partner_address", "12 Hidden Lane"),
        ("address_protected", "yes"),
    ];
    let page = sergeant.fill_and_submit(&again, "/partners/new", &typed).await.ok();
    assert!(page.has_heading("River Shelter") && page.says("Nothing is open to its people"));
    assert!(!page.html().contains("Hidden Lane") && page.says("It is shown to nobody."));
    let list = sergeant.visit("/partners").await.ok();
    let at = list.link("River Shelter");
    let person = partner_of(&town, &at).await;
    let mut partner = town.sign_in_as(&person).await;
    let start = partner.visit("/workspace").await.ok();
    assert!(start.says("Nothing is open to its people") && start.says("no agreement in force covers this"));
    assert_eq!(partner.get("/board").await.status(), StatusCode::OK);
    assert_eq!(partner.get("/partners").await.status(), StatusCode::NOT_FOUND);

    let new = format!("{at}/agreements/new");
    let form = sergeant.visit(&new).await.ok();
    let typed = [
        ("agreement_title", "Beds on cold nights"),
        ("agreement_kind", "sharing"),
        ("agreement_purpose", "Nobody sleeps outside below freezing."),
        ("agreement_authority", "City code 2-14"),
        ("contact_here", "Sgt. Delgado"),
        ("contact_there", "R. Flood"),
        ("agreement_security", "Own accounts."),
        ("agreement_retention", "One year."),
        ("agreement_onward", "Nobody."),
        ("agreement_from", "2026-01-01"),
        ("agreement_until", "2027-01-01"),
        ("agreement_review", "2027-06-01"),
    ];
    let page = sergeant.fill_and_submit(&form, &new, &typed).await;
    assert_eq!(
        page.error("agreement_review").as_deref(),
        Some("The day must be between the first and the last.")
    );
    assert!(page.error("data_categories").is_some());
    let mended = [("agreement_review", "2026-06-01"), ("data_categories", "board")];
    let page = sergeant.fill_and_submit(&page, &new, &mended).await.ok();
    assert!(page.says("Nothing is shared under this paper until both sides have signed."));
    let list = sergeant.visit(&at).await.ok();
    let paper = list.link("Beds on cold nights");

    let mut commander = town.sign_in(Role::Commander).await;
    let mut auditor = town.sign_in(Role::Auditor).await;
    assert_eq!(auditor.get(&paper).await.status(), StatusCode::NOT_FOUND);
    for who in [&mut commander, &mut partner] {
        let form = who.visit(&format!("{paper}/sign")).await.ok();
        let action = form.attributes("main form", "action")[0].to_owned();
        who.fill_and_submit(&form, &action, &[("signer", "R. Flood, director")]).await.ok();
    }
    let start = partner.visit("/workspace").await.ok();
    assert!(start.says("Open to its people now: the board of offers and needs."));
    let form = partner.visit("/board/new").await.ok();
    let typed = [
        ("board_kind", "offer"),
        ("board_sort", "resource"),
        ("board_title", "Six cots"),
        ("board_words", "Until May."),
        ("board_until", "2026-05-01"),
    ];
    partner.fill_and_submit(&form, "/board/new", &typed).await.ok();
    assert!(sergeant.visit("/board").await.ok().says("Six cots"));

    let end = format!("{paper}/end");
    let form = commander.visit(&end).await.ok();
    let page = commander.fill_and_submit(&form, &end, &[("end_reason", "")]).await;
    assert!(page.error("end_reason").is_some());
    commander.fill_and_submit(&page, &end, &[("end_reason", "The shelter closed.")]).await.ok();
    assert!(partner.visit("/workspace").await.ok().says("Nothing is open to its people"));
    assert!(!partner.visit("/board").await.says("Six cots"));
}

#[tokio::test]
async fn a_meeting_is_planned_held_and_what_was_raised_is_answered_on_the_public_page_and_in_the_calendar() {
    let town = Town::new().await;
    let mut officer = town.sign_in(Role::Officer).await;
    let form = officer.visit("/initiatives/new").await.ok();
    let typed = [
        ("initiative_kind", "meeting"),
        ("initiative_title", "Larkspur Park meeting"),
        ("initiative_goal", "The school crossing."),
        ("initiative_begins", "2026-03-12T19:00"),
        ("initiative_ends", "2026-03-12T18:00"),
        ("initiative_place", "Library"),
        ("initiative_roles", "Works brings a counter"),
    ];
    let page = officer.fill_and_submit(&form, "/initiatives/new", &typed).await;
    assert_eq!(page.error("initiative_ends").as_deref(), Some("The last day is before the first."));
    officer.fill_and_submit(&page, "/initiatives/new", &[("initiative_ends", "2026-03-12T21:00")]).await.ok();
    let at = officer.visit("/initiatives").await.ok().link("Larkspur Park meeting");

    let mut visitor = town.visitor();
    let public = visitor.visit("/events").await.ok();
    assert!(public.has_heading("Larkspur Park meeting") && public.says("Library"));
    assert!(!public.says("Works brings a counter"));
    let calendar = visitor.get("/events.ics").await;
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    // Seven in the evening in Chicago, after the clocks went forward.
    assert!(calendar.html().contains("DTSTART:20260313T000000Z\r\n"), "{}", calendar.html());
    assert_eq!(visitor.get("/areas/nowhere/events").await.status(), StatusCode::NOT_FOUND);

    let raise = format!("{at}/raise");
    let form = officer.visit(&raise).await.ok();
    let owner = form.attributes("#raised_owner option:nth-child(2)", "value")[0].to_owned();
    let typed = [
        ("raised_words", "Cars do not stop"),
        ("raised_owner", owner.as_str()),
        ("raised_due", "2026-03-30"),
    ];
    let page = officer.fill_and_submit(&form, &raise, &typed).await.ok();
    assert!(page.says("Cars do not stop"));
    assert!(!visitor.visit("/events").await.ok().says("Cars do not stop"), "only what is answered is public");
    let answer = format!("{at}/answer/0");
    let form = officer.visit(&answer).await.ok();
    officer.fill_and_submit(&form, &answer, &[("raised_answer", "A counter hangs there.")]).await.ok();
    let public = visitor.visit("/events").await.ok();
    assert!(public.says("Cars do not stop") && public.says("A counter hangs there."));

    let off = format!("{at}/call-off");
    let form = officer.visit(&off).await.ok();
    officer.fill_and_submit(&form, &off, &[("call_off_reason", "Snow")]).await.ok();
    assert!(visitor.get("/events.ics").await.html().contains("STATUS:CANCELLED"));
}
