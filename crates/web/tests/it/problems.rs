//! Problems, as people who browse meet them.

use axum::http::StatusCode;
use commonbeat_domain::authority::Role;
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_store::{agreements, areas, audit, organizations};
use commonbeat_testkit::{agreement, id};
use commonbeat_town::walk::{Parameters, walk_as_stranger};
use commonbeat_town::{Browser, Page, Town};
use commonbeat_web::routes;

/// A town with a beat, a partner, and Dana, who is assigned to the beat.
async fn town() -> (Town, Person) {
    let town = Town::new().await;
    let mut write = town.app.store().write(&town.operator, town.clock.now()).await.unwrap();
    let shape = Shape::around(LonLat::new(-93.6, 41.6).unwrap(), 500.0);
    for (n, kind, name) in [(1, AreaKind::Beat, "Beat 4"), (2, AreaKind::Neighborhood, "Riverside")] {
        let slug = name.to_lowercase().replace(' ', "-");
        let area = Area { id: id::<AreaId>(n), kind, name: name.into(), slug, shape: shape.clone() };
        areas::insert(&mut write, &area).await.unwrap();
    }
    let partner = Organization::new(id(7), "Public Works", OrganizationKind::Government);
    organizations::insert(&mut write, &partner).await.unwrap();
    agreements::insert(&mut write, &agreement(7), &jiff::tz::TimeZone::UTC).await.unwrap();
    write.record(audit::Entry::new("area.add", "beat-4"));
    write.commit().await.unwrap();
    let dana = Person {
        name: "Dana Ruiz".into(),
        title: "Ofc.".into(),
        beats: [id(1)].into(),
        ..town.person(Role::Officer)
    };
    (town, dana)
}

async fn opened(browser: &mut Browser) -> Page {
    let page = browser.visit("/problems/new").await.ok();
    let typed = [
        ("title", "Night break-ins in the Alder Street lots"),
        ("statement", "Cars parked overnight are broken into."),
        ("neighborhood", &id::<AreaId>(2).to_string()),
    ];
    browser.fill_and_submit(&page, "/problems/new", &typed).await.ok()
}

const AT: &str = "/problems/P-2026-0001";

#[tokio::test]
async fn an_officer_opens_a_problem_on_one_screen_and_is_led_to_what_comes_next() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    let page = opened(&mut dana).await;
    assert!(page.has_heading("Night break-ins in the Alder Street lots"));
    assert!(page.says("P-2026-0001 · Quick · Beat 4 · lead Ofc. Dana Ruiz"), "{}", page.text());
    assert!(page.says("Problem P-2026-0001 is open."));
    assert_eq!(page.texts(".cb-primary a"), ["Answer the six questions"]);
    assert_eq!(page.link("Answer the six questions"), format!("{AT}/sheets/scanning#cheers"));
    assert_eq!(page.texts("[aria-current=step]"), ["Scanning"]);
    let list = dana.visit("/problems").await.ok();
    assert_eq!(list.link("Night break-ins in the Alder Street lots"), AT);
    let today = dana.visit("/today").await.ok();
    assert!(today.has_link("Night break-ins in the Alder Street lots"));
}

#[tokio::test]
async fn an_empty_form_says_what_is_missing_and_keeps_what_was_typed() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    let page = dana.visit("/problems/new").await.ok();
    let page = dana.fill_and_submit(&page, "/problems/new", &[("title", "Loud engines")]).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors().len(), 1);
    assert!(page.error("statement").is_some());
    assert_eq!(page.field("title"), "Loud engines");
    // Nothing is preset in the six questions.
    let page = opened(&mut dana).await;
    let scanning = dana.visit(&page.link("Answer the six questions")).await.ok();
    assert!(scanning.attributes("[name=cheers-harm-holds][checked]", "value").is_empty());
}

/// Everything that the first gate asks for.
fn scanned() -> Vec<(&'static str, &'static str)> {
    let mut typed = vec![
        ("goal", "reduce"),
        ("baseline_source", "Reports 2021 to 2025"),
        ("decision_needed", "stop"),
        ("cheers-harm-words", "Broken windows, lost tools."),
    ];
    for name in ["community", "harm", "expectation", "events", "recurrence", "similarity"] {
        typed.push((Box::leak(format!("cheers-{name}-holds").into_boxed_str()), "yes"));
    }
    typed
}

/// Fills in the form of a sheet.
async fn fill(browser: &mut Browser, sheet: &str, typed: &[(&str, &str)]) -> Page {
    let form = browser.visit(&format!("{AT}/sheets/{sheet}")).await.ok();
    browser.fill_and_submit(&form, "", typed).await.ok()
}

/// Time-scale, objective, supervisor.
async fn headed(browser: &mut Browser) -> Page {
    let page = browser.visit(&format!("{AT}/sheets/people")).await.ok();
    let me = page.attributes("#supervisor option", "value").into_iter().find(|v| !v.is_empty()).unwrap();
    let typed =
        [("level", "short"), ("objective", "Half as many break-ins by fall"), ("supervisor", me.as_str())];
    browser.fill_and_submit(&page, "", &typed).await.ok()
}

/// The supervisor signs the step ahead.
async fn signed(sergeant: &mut Browser) -> Page {
    let page = sergeant.visit(&format!("{AT}/move")).await.ok();
    let first = |name: &str| page.attributes(&format!("[name={name}]"), "value").remove(0);
    let (what, read) = (first("move"), first("read"));
    let page = sergeant.post(&format!("{AT}/move"), &[("move", &what), ("read", &read)]).await;
    sergeant.follow(page).await.ok()
}

#[tokio::test]
async fn a_problem_is_carried_from_stage_to_stage_by_its_sheets() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    opened(&mut dana).await;
    let page = fill(&mut dana, "scanning", &scanned()).await;
    assert_eq!(page.texts(".cb-primary a"), ["Choose the time-scale"], "{}", page.text());
    let page = headed(&mut dana).await;
    assert_eq!(page.texts(".cb-primary a"), ["Ask for the signature"], "{}", page.text());
    let page = dana.visit(&format!("{AT}/move")).await.ok();
    assert!(page.says("Signed by: supervisor, or higher."), "{}", page.text());
    let ask = [("move", "ask"), ("read", "3"), ("words", "Please look.")];
    let page = dana.post(&format!("{AT}/move"), &ask).await;
    assert!(dana.follow(page).await.ok().says("Asked. The clock runs"));
    let page = signed(&mut sergeant).await;
    assert_eq!(page.texts("[aria-current=step]"), ["Analysis"]);
    assert!(page.says("signed: On to analysis"), "{}", page.text());

    // One empty block more, without script: save, and the form comes back with another.
    let page = fill(&mut dana, "analysis", &[("sources-0-name", "Reports")]).await;
    assert!(page.says("Fewer than two sources"), "{}", page.text());
    let form = dana.visit(&format!("{AT}/sheets/analysis")).await.ok();
    assert_eq!(form.field("sources-0-name"), "Reports");
    dana.fill_and_submit(&form, "", &[("sources-1-name", "A walk at night")]).await.ok();
    fill(&mut dana, "account", &[("account", "After midnight, in the dark corner.")]).await;
    let nodes = ["offender", "handler", "target", "guardian", "place", "manager"];
    let keys: Vec<String> = nodes.iter().map(|n| format!("triangle-{n}-words")).collect();
    let mut typed: Vec<(&str, &str)> = keys.iter().map(|k| (k.as_str(), "Seen at night.")).collect();
    typed.push(("triangle-manager-presence", "absent"));
    let page = fill(&mut dana, "triangle", &typed).await;
    assert!(page.says("Weakest side: Place (Place manager absent)"), "{}", page.text());
    fill(
        &mut dana,
        "hypotheses",
        &[("hypotheses-0-statement", "No light."), ("hypotheses-0-status", "supported")],
    )
    .await;
    let page = signed(&mut sergeant).await;
    assert_eq!(page.texts("[aria-current=step]"), ["Response"]);

    let form = dana.visit(&format!("{AT}/sheets/response")).await.ok();
    assert_eq!(form.texts("[name=options-0-techniques]").len(), 25);
    let typed = [
        ("options-0-what", "Light the lot"),
        ("options-0-techniques", "7"),
        ("options-0-chosen", "yes"),
        ("options-0-cost", "low"),
        ("mechanism", "Light makes people visible."),
    ];
    let page = dana.fill_and_submit(&form, "", &typed).await.ok();
    assert!(page.says("7 Help people see"));
    assert!(!page.says("Everything chosen is patrol"));
    // Removing a block takes it away.
    let page = fill(&mut dana, "response", &[("options-0-remove", "yes")]).await;
    assert!(!page.says("Light the lot"));
}

#[tokio::test]
async fn a_gate_is_overridden_only_one_level_up_and_with_a_reason() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let pushed = [("move", "advance"), ("override", "yes"), ("read", "1"), ("reason", "No time.")];
    for browser in [&mut dana, &mut town.sign_in(Role::Supervisor).await] {
        let page = browser.visit(&format!("{AT}/move")).await.ok();
        assert!(!page.has_heading("Pass it all the same"));
        let page = browser.post(&format!("{AT}/move"), &pushed).await;
        assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut chief = town.sign_in(Role::Commander).await;
    let page = chief.visit(&format!("{AT}/move")).await.ok();
    assert!(page.has_heading("Pass it all the same"));
    let empty = [("move", "advance"), ("override", "yes"), ("read", "1"), ("reason", " ")];
    let page = chief.post(&format!("{AT}/move"), &empty).await;
    assert_eq!(page.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let given = [("move", "advance"), ("override", "yes"), ("read", "1"), ("reason", "The lot closes.")];
    let page = chief.post(&format!("{AT}/move"), &given).await;
    let page = chief.follow(page).await.ok();
    assert!(page.says("Reason: The lot closes."), "{}", page.text());
    assert_eq!(page.texts("[aria-current=step]"), ["Analysis"]);
    // The same button pressed on an old page says so and changes nothing.
    let page = chief.post(&format!("{AT}/move"), &given).await;
    assert!(chief.follow(page).await.ok().says("Somebody changed this problem a moment ago."));
}

#[tokio::test]
async fn every_sheet_opens_and_keeps_what_was_typed_in_both_languages() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    for sheet in commonbeat_domain::problems::sheets::SHEETS {
        for language in ["en", "es"] {
            let page = dana.visit(&format!("{AT}/sheets/{}?lang={language}", sheet.name)).await.ok();
            for stray in ["sheet-", "field-", "part-"] {
                let lost = page.text().split_whitespace().any(|word| word.starts_with(stray));
                assert!(!lost, "{} in {language}: {}", sheet.name, page.text());
            }
        }
    }
    assert_eq!(dana.get(&format!("{AT}/sheets/nothing")).await.status(), StatusCode::NOT_FOUND);
    dana.visit(&format!("{AT}/sheets/people?lang=en")).await.ok();
    fill(&mut dana, "harm", &[("harms-0-kind", "fear"), ("harms-0-severity", "3"), ("events", "41")]).await;
    let page = dana.visit(&format!("{AT}/sheets/harm")).await.ok();
    assert_eq!((page.field("harms-0-severity").as_str(), page.field("events").as_str()), ("3", "41"));
    let bad = dana.fill_and_submit(&page, "", &[("events", "many")]).await;
    assert_eq!(bad.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.field("events"), "many");
}

#[tokio::test]
async fn the_sixty_steps_say_what_was_looked_at_and_what_is_written() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    let problem = opened(&mut dana).await;
    let page = dana.visit(&problem.link("The 60 steps")).await.ok();
    assert!(page.says("0 of 60 looked at"), "{}", page.text());
    assert_eq!(page.texts(".cb-list__main b").len(), 60);
    fill(&mut dana, "steps", &[("steps_scan", "14")]).await;
    let page = dana.visit(&format!("{AT}/steps")).await.ok();
    assert!(page.says("1 of 60 looked at") && page.says("1 of 5 looked at"), "{}", page.text());
    fill(&mut dana, "type", &[("behavior", "predatory")]).await;
    let page = dana.visit(&format!("{AT}/steps?lang=es")).await.ok();
    let states = page.texts(".cb-list__side");
    assert_eq!(states[13], "visto");
    assert_eq!(states[14], "escrito en su hoja");
    let mut partner = town.sign_in(Role::Partner).await;
    assert_eq!(partner.get(&format!("{AT}/steps")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_decision_within_the_limits_is_made_at_once_and_a_larger_one_is_asked_for() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let form = dana.visit("/decisions/new?problem=P-2026-0001").await.ok();
    let typed = [("title", "Paint"), ("kind", "money"), ("reason", "It lasts."), ("money", "900")];
    let page = dana.fill_and_submit(&form, "/decisions/new", &typed).await.ok();
    assert!(page.says("Asked of who may decide."), "{}", page.text());
    let mut sergeant = town.sign_in(Role::Supervisor).await;
    let log = sergeant.visit("/decisions").await.ok();
    let page = sergeant.visit(&log.link("Paint")).await.ok();
    let read = page.attributes("[name=read]", "value").remove(0);
    let answer = [("read", read.as_str()), ("reason", "Do it."), ("do", "approve")];
    let page = sergeant.post(&log.link("Paint"), &answer).await;
    let page = sergeant.follow(page).await.ok();
    assert!(page.says("decided"), "{}", page.text());
    assert!(dana.visit("/delegation").await.ok().has_heading("Who may decide what"));
}

#[tokio::test]
async fn an_edit_that_came_too_late_shows_both_versions_and_loses_nothing() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let form = dana.visit(&format!("{AT}/sheets/scanning")).await.ok();
    let mut analyst = town.sign_in(Role::Analyst).await;
    let theirs = analyst.visit(&format!("{AT}/sheets/scanning")).await.ok();
    analyst.fill_and_submit(&theirs, "", &[("statement", "Theirs: tools are taken.")]).await.ok();
    let page = dana.fill_and_submit(&form, "", &[("statement", "Mine: windows are broken.")]).await;
    assert_eq!(page.status(), StatusCode::CONFLICT);
    assert!(
        page.says("Mine: windows are broken.") && page.says("Theirs: tools are taken."),
        "{}",
        page.text()
    );
    // Both may stand: the page offers it, and the words of both follow each other.
    let sent: Vec<(&str, &str)> =
        vec![("read", "1"), ("join", "yes"), ("statement", "Mine: windows are broken.")];
    let joined = dana.post(&format!("{AT}/sheets/scanning"), &sent).await;
    let joined = dana.follow(joined).await.ok();
    assert!(
        joined.says("Mine: windows are broken.") && joined.says("Theirs: tools are taken."),
        "{}",
        joined.text()
    );
    // Another part may be saved all the while.
    let form = dana.visit(&format!("{AT}/header")).await.ok();
    dana.fill_and_submit(&form, "", &[("title", "Break-ins at night")]).await.ok();
    let page = dana.visit(&format!("{AT}/history?a=1&b=4")).await.ok();
    assert!(page.says("Break-ins at night") && page.says("Theirs: tools are taken."), "{}", page.text());
    assert!(page.says("Ofc. Dana Ruiz changed title, owner or place"));
}

#[tokio::test]
async fn a_partner_works_on_a_shared_task_and_sees_no_more_than_is_shared() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let form = dana.visit(&format!("{AT}/tasks/new")).await.ok();
    let action = format!("{AT}/tasks/new");
    let page = dana.fill_and_submit(&form, &action, &[("what", "Mend the lamps")]).await;
    assert_eq!(page.errors().len(), 1, "the lead stands as owner, the day is missing");
    let works = id::<commonbeat_domain::ids::OrganizationId>(7).to_string();
    let typed = [("organization", works.as_str()), ("due", "2026-02-20"), ("planned", "34 lamps")];
    let page = dana.fill_and_submit(&page, &action, &typed).await.ok();
    assert!(page.says("Public Works"));

    let mut other = town.sign_in(Role::Partner).await;
    assert_eq!(other.get(AT).await.status(), StatusCode::NOT_FOUND);
    let person = Person {
        organization: Some(id(7)),
        id: id(777),
        email: "w@works.test".parse().unwrap(),
        ..town.person(Role::Partner)
    };
    let mut partner = town.sign_in_as(&person).await;
    let shared = partner.visit(AT).await.ok();
    assert!(shared.says("Cars parked overnight") && !shared.has_heading("History"), "{}", shared.text());
    let mine = partner.visit("/tasks").await.ok();
    let here = mine.link("Mend the lamps");
    let task = partner.visit(&here).await.ok();
    assert!(task.has_heading("Will your organization take this on?"));
    let page = partner.fill_and_submit(&task, &here, &[("state", "dropped")]).await;
    assert_eq!(page.error("deviation").as_deref(), Some("Say in a few words why it is dropped."));
    let page = partner.fill_and_submit(&page, &here, &[("state", "done"), ("done", "34 lamps")]).await.ok();
    assert!(page.says("Thank you. Your report is saved.") && page.says("Nothing to do here"));
    assert!(dana.visit(AT).await.ok().says("34 lamps"));
}

#[tokio::test]
async fn the_list_is_filtered_and_comes_as_a_file() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    assert!(dana.visit("/problems").await.ok().has_heading("No open problems yet"));
    opened(&mut dana).await;
    let none = dana.visit("/problems?q=zebra").await.ok();
    assert!(none.has_heading("Nothing matches"));
    let mine = dana.visit("/problems?whose=mine&stage=scanning&q=alder").await.ok();
    assert!(mine.says("one problem"));
    let file = dana.get(&mine.link("Download as CSV")).await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(
        file.html().contains("\"P-2026-0001\",\"Night break-ins in the Alder Street lots\",\"Scanning\"")
    );
    let stage = dana.visit("/problems?stage=response").await.ok();
    assert!(stage.has_heading("Nothing matches"));
    // What the address does not say right means any.
    dana.visit("/problems?stage=x&beat=y&before=z&status=w").await.ok();
}

#[tokio::test]
async fn a_person_of_another_agency_finds_none_of_it() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let parameters = Parameters::from([("reference", "P-2026-0001".to_owned())]);
    for role in [Role::Officer, Role::Commander] {
        let stranger = town.stranger(role).await;
        let wrong = walk_as_stranger(&stranger, &routes::table().rows, &parameters).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn everybody_with_an_account_has_a_start_page_in_both_languages() {
    let (town, _) = town().await;
    for role in Role::ALL {
        let mut browser = town.sign_in(role).await;
        browser.visit("/today").await.ok();
        browser.visit("/today?lang=es").await.ok();
    }
}

#[tokio::test]
async fn every_page_that_more_leads_to_has_a_name_in_both_languages() {
    let (town, _) = town().await;
    for role in Role::ALL {
        let mut browser = town.sign_in(role).await;
        for language in ["en", "es"] {
            let more = browser.visit(&format!("/more?lang={language}")).await.ok();
            let names = more.texts(".cb-few a");
            assert!(!names.is_empty(), "{role}: {}", more.text());
            let keys: Vec<_> = names.iter().filter(|name| name.contains("page-")).collect();
            assert!(keys.is_empty(), "{role} reads keys instead of names: {keys:?}");
        }
    }
}

#[tokio::test]
async fn the_order_tells_what_a_score_is_made_of_and_a_place_set_by_hand_says_why() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let page = dana.visit("/problems/priorities").await.ok();
    assert!(page.says("Night break-ins in the Alder Street lots"));
    assert!(page.says("No incidents have been imported"), "{}", page.text());
    assert!(!page.says("What counts how much: ,"));
    let at = format!("{AT}/priority");
    let page = dana.visit(&at).await.ok();
    let wrong = dana.fill_and_submit(&page, &at, &[("score", "101"), ("because", "School")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("The score is a whole number from 0 to 100."), "{}", wrong.text());
    let page = dana.fill_and_submit(&wrong, &at, &[("score", "95")]).await.ok();
    assert!(page.says("set by hand"), "{}", page.text());
    assert!(page.says("School"));
    let board = dana.visit("/problems/board").await.ok();
    assert!(board.says("Scanning 1"), "{}", board.text());
    let order = dana.visit("/problems/priorities?whose=unit").await.ok();
    assert!(order.says("There is no open problem here."));
    let weights = dana.visit("/problems/weights").await;
    assert_eq!(weights.status(), StatusCode::NOT_FOUND);
    let mut commander = town.sign_in(Role::Commander).await;
    let page = commander.visit("/problems/weights").await.ok();
    let none = [
        ("harm", "0"),
        ("frequency", "0"),
        ("trend", "0"),
        ("concern", "0"),
        ("solvability", "0"),
        ("demand", "0"),
    ];
    let refused = commander.fill_and_submit(&page, "/problems/weights", &none).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    commander.fill_and_submit(&refused, "/problems/weights", &[("concern", "50")]).await.ok();
}

#[tokio::test]
async fn search_finds_by_words_by_type_and_says_what_to_do_where_nothing_is_found() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let page = dana.visit("/search?q=alder+overnight").await.ok();
    assert!(page.has_heading("Problems 1"), "{}", page.text());
    assert_eq!(page.link("Night break-ins in the Alder Street lots"), AT);
    let page = dana.visit("/search?q=%3Cb%3Ezebra").await.ok();
    assert!(page.says("Nothing holds all of \"<b>zebra\""), "{}", page.text());
    let form = dana.visit(&format!("{AT}/sheets/type")).await.ok();
    dana.fill_and_submit(&form, "", &[("behavior", "predatory")]).await.ok();
    let page = dana.visit("/search?q=Predatory").await.ok();
    assert!(page.says("Night break-ins"), "{}", page.text());
}

#[tokio::test]
async fn what_worked_says_how_to_start_and_refuses_a_file_that_is_none() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    let page = dana.visit("/library").await.ok();
    assert!(page.has_heading("No case fits"), "{}", page.text());
    assert!(!page.says("Take them up"), "officers take no files up");
    let file = dana.visit("/library.json").await.ok();
    assert_eq!(file.json()["format"], "commonbeat-library/1");
    let mut analyst = town.sign_in(Role::Analyst).await;
    assert!(analyst.visit("/library").await.ok().says("Take them up"));
}

#[tokio::test]
async fn the_map_lists_what_it_shows_and_what_has_no_place() {
    let (town, dana) = town().await;
    let mut dana = town.sign_in_as(&dana).await;
    opened(&mut dana).await;
    let page = dana.visit("/problems/map").await.ok();
    assert!(page.says("Without a place on the map"), "{}", page.text());
    assert_eq!(page.link("Night break-ins in the Alder Street lots"), AT);
    assert!(!page.html().contains("<beat-map"), "nothing is on it yet");
    let mine = dana.visit("/problems/map?whose=unit&lang=es").await.ok();
    assert!(mine.says("Aquí no hay problemas abiertos"));
}
