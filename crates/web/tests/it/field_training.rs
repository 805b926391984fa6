//! Field training as pages: who finds what, a portfolio that becomes the beat's profile, a day that is observed.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::people::Person;
use commonbeat_testkit::ground::{area, load_areas, square};
use commonbeat_testkit::id;
use commonbeat_town::{Browser, Town};

struct Here {
    town: Town,
    trainer: Person,
    path: String,
}

/// A training of the officer: trained by another officer, evaluated by the commander, coordinated by the supervisor.
async fn begun(form: &str) -> Here {
    let town = Town::new().await;
    load_areas(town.app.store(), &town.operator, &[area(1, AreaKind::Beat, "Beat 4", square(900.0))]).await;
    for role in [Role::Officer, Role::Supervisor, Role::Commander] {
        town.sign_in(role).await;
    }
    let like = town.person(Role::Officer);
    let trainer = Person {
        id: id(77),
        email: "trainer@millbrook.test".parse().unwrap(),
        name: "Alex trainer".into(),
        ..like
    };
    town.sign_in_as(&trainer).await;
    let mut keeper = town.sign_in(Role::Personnel).await;
    let page = keeper.visit("/field-training/new").await.ok();
    let email = |role: Role| town.person(role).email.to_string();
    let today = town.clock.now().to_zoned(town.agency.time_zone()).date();
    let mut fields = [
        ("field_trainee", email(Role::Officer)),
        ("field_trainer", trainer.email.to_string()),
        ("field_evaluator", trainer.email.to_string()),
        ("field_coordinator", email(Role::Supervisor)),
        ("field_beat", id::<AreaId>(1).to_string()),
        ("field_form", form.to_owned()),
        ("field_from", today.to_string()),
    ];
    let typed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let refused = keeper.fill_and_submit(&page, "/field-training/new", &typed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("ever trained, this trainee does not evaluate"), "{}", refused.text());
    fields[2].1 = email(Role::Commander);
    let typed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let done = keeper.fill_and_submit(&refused, "/field-training/new", &typed).await;
    let list = keeper.follow(done).await.ok();
    assert!(list.says("Robin officer") && list.says("Alex trainer"), "{}", list.text());
    let mine = town.sign_in(Role::Officer).await.visit("/field-training").await.ok();
    let path = mine.link("Robin officer");
    Here { town, trainer, path }
}

impl Here {
    async fn fill(&self, browser: &mut Browser, act: &str, fields: &[(&str, &str)]) -> String {
        let at = format!("{}/{act}", self.path);
        let form = browser.visit(&at).await.ok();
        let sent = browser.fill_and_submit(&form, &at, fields).await;
        browser.follow(sent).await.ok().text()
    }
}

#[tokio::test]
async fn a_field_training_is_found_by_its_four_people_and_by_nobody_else_on_any_of_its_pages() {
    let here = begun("reno").await;
    let below = [
        "portfolio",
        "journal",
        "journal/new",
        "days/2026-02-16",
        "hand-over",
        "report/0",
        "judge/midterm",
        "end/0",
        "find/0",
    ];
    for role in Role::ALL {
        let mut browser = here.town.sign_in(role).await;
        let part = matches!(role, Role::Officer | Role::Supervisor | Role::Commander);
        assert_eq!(browser.get(&here.path).await.status() == StatusCode::OK, part, "{role}");
        if part {
            continue;
        }
        for below in below {
            // Personnel puts others in place of who left, and reads nothing there.
            let page = browser.get(&format!("{}/{below}", here.path)).await;
            if (role, below) == (Role::Personnel, "hand-over") {
                assert!(page.ok().says("What was written stays under its name."));
                continue;
            }
            assert_eq!(page.status(), StatusCode::NOT_FOUND, "{role} {below}");
            let page = browser.post(&format!("{}/{below}", here.path), &[("read", "1")]).await;
            assert!(page.status().is_client_error(), "{role} {below}: {}", page.status());
        }
    }
    let trail = here.town.sign_in(Role::Auditor).await.visit("/audit?act=access.refuse").await.ok();
    assert!(trail.html().contains("field training"));
}

#[tokio::test]
async fn what_a_trainee_finds_is_signed_off_and_stands_in_the_beats_profile() {
    let here = begun("reno").await;
    let mut trainee = here.town.sign_in(Role::Officer).await;
    let mut coordinator = here.town.sign_in(Role::Supervisor).await;
    let area = [
        ("area_boundaries", "From the canal to the tracks"),
        ("area_history", "Mills"),
        ("area_people", "Families"),
        ("area_sources", "Forty talks"),
    ];
    here.fill(&mut trainee, "neighborhood/0", &area).await;
    let at = format!("{}/find/0", here.path);
    let form = trainee.visit(&at).await.ok();
    let leader = [("found_kind", "leader"), ("found_name", "Ms. <Ortiz>")];
    let page = trainee.fill_and_submit(&form, &at, &leader).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("only if they agreed") && page.field("found_name") == "Ms. <Ortiz>");
    let agreed = [("found_agreed", "yes")];
    let sent = trainee.fill_and_submit(&page, &at, &agreed).await;
    assert!(trainee.follow(sent).await.ok().says("Ms. <Ortiz>"));
    let beat = format!("/beats/{}", id::<AreaId>(1));
    assert!(!trainee.visit(&beat).await.ok().says("Ms. <Ortiz>"));
    let form = coordinator.visit(&format!("{}/sign-off/0", here.path)).await.ok();
    let early = coordinator.fill_and_submit(&form, &format!("{}/sign-off/0", here.path), &[]).await;
    assert!(early.says("The portfolio was not presented yet."));
    let today = here.town.clock.now().to_zoned(here.town.agency.time_zone()).date().to_string();
    let panel = [("presented_on", today.as_str()), ("panel_words", "Come back in spring")];
    here.fill(&mut coordinator, "present/0", &panel).await;
    let said = here.fill(&mut coordinator, "sign-off/0", &[]).await;
    assert!(said.contains("Signed off"), "{said}");
    assert!(trainee.visit(&beat).await.ok().says("Ms. <Ortiz>"));
    // It stands now: nothing is offered that changes it.
    let after = trainee.visit(&format!("{}/portfolio", here.path)).await.ok();
    assert!(!after.says("Take out") && after.says("Come back in spring"));
}

#[tokio::test]
async fn a_week_is_reported_read_and_hidden_from_who_evaluates_and_the_journal_is_the_trainees() {
    let here = begun("reno").await;
    let mut trainer = here.town.sign_in_as(&here.trainer).await;
    let mut trainee = here.town.sign_in(Role::Officer).await;
    let report = [
        ("report_done", "Four calls"),
        ("report_learned", "Asks before deciding"),
        ("skills_practiced", "conflict"),
    ];
    let said = here.fill(&mut trainer, "report/0", &report).await;
    assert!(said.contains("Asks before deciding") && said.contains("Resolving conflicts"), "{said}");
    here.fill(&mut trainee, "read-report/0", &[("report_answer", "It was five")]).await;
    let seen = here.town.sign_in(Role::Supervisor).await.visit(&here.path).await.ok();
    assert!(seen.says("It was five"));
    let evaluator = here.town.sign_in(Role::Commander).await.visit(&here.path).await.ok();
    assert!(!evaluator.says("Asks before deciding"));
    let form = trainee.visit(&format!("{}/journal/new", here.path)).await.ok();
    let note = [("journal_words", "I was afraid of the dog")];
    let sent = trainee.fill_and_submit(&form, &format!("{}/journal/new", here.path), &note).await;
    assert!(trainee.follow(sent).await.ok().says("I was afraid of the dog"));
    let shared = trainer.visit(&format!("{}/journal", here.path)).await.ok();
    assert!(shared.says("Nothing is shared with you."));
    for role in [Role::Supervisor, Role::Commander] {
        let page = here.town.sign_in(role).await.get(&format!("{}/journal", here.path)).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{role}");
    }
    let own = trainee.visit(&format!("{}/journal", here.path)).await.ok();
    let action = own.attributes("form[action*='/journal/']", "action").remove(0);
    trainee.post(&action, &[("do", "share")]).await;
    assert!(trainer.visit(&format!("{}/journal", here.path)).await.ok().says("I was afraid of the dog"));
    assert_eq!(trainer.post(&action, &[("do", "forget")]).await.status(), StatusCode::NOT_FOUND);
    let stale = trainer.post(&format!("{}/report/0", here.path), &[("read", "1")]).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_day_keeps_what_was_typed_and_asks_for_words_at_the_ends_of_the_scale() {
    let here = begun("san-jose").await;
    let mut trainer = here.town.sign_in_as(&here.trainer).await;
    let today = here.town.clock.now().to_zoned(here.town.agency.time_zone()).date();
    let at = format!("{}/days/{today}", here.path);
    let form = trainer.visit(&at).await.ok();
    let day = [("score-0", "7"), ("minutes-0", "15"), ("day_most", "Calm"), ("day_least", "Reports")];
    let page = trainer.fill_and_submit(&form, &at, &day).await;
    assert_eq!((page.status(), page.field("minutes-0")), (StatusCode::UNPROCESSABLE_ENTITY, "15".into()));
    assert!(page.error("words-0").is_some_and(|said| said.contains("need words")));
    let sent = trainer.fill_and_submit(&page, &at, &[("words-0", "Ready half an hour early")]).await;
    assert!(trainer.follow(sent).await.ok().says("15 minutes of remedial training"));
    let mut trainee = here.town.sign_in(Role::Officer).await;
    let seen = trainee.visit(&at).await.ok();
    assert!(seen.says("Ready half an hour early") && seen.says("7 of 7"));
    let read = format!("{at}/read");
    let form = trainee.visit(&read).await.ok();
    let sent = trainee.fill_and_submit(&form, &read, &[("report_answer", "Thank you")]).await;
    trainee.follow(sent).await.ok();
    let closed = trainer.visit(&at).await.ok();
    assert!(closed.says("Thank you") && !closed.says("Keep the day"));
    let evaluator = here.town.sign_in(Role::Commander).await.get(&at).await;
    assert_eq!(evaluator.status(), StatusCode::NOT_FOUND);
}
