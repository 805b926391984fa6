use std::collections::BTreeSet;

use commonbeat_app::scanning::{Acceptance, Filter};
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role, Who};
use commonbeat_domain::ids::{AreaId, PersonId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::problems::candidates::{Candidate, CandidateKind, Decision};
use commonbeat_domain::problems::problem::{NewProblem, Tier};
use commonbeat_store::Store;
use commonbeat_store::incidents::NewIncident;
use commonbeat_testkit::{Database, agency, app, ground, id, on_both};
use jiff::ToSpan;
use jiff::civil::Date;

const LAST: Date = Date::constant(2026, 2, 15);

/// The `n`-th row: a class, metres east and north of the centre, days before the last day, an hour, an address.
fn row(n: u128, offense: &str, place: [f64; 2], back: i64, hour: u8, address: &str) -> NewIncident {
    NewIncident {
        hour: Some(hour),
        at: Some(ground::at(place).into()),
        place_text: address.into(),
        place_key: Some(address.into()),
        ..ground::incident(n, offense, LAST.saturating_sub(back.days()))
    }
}

/// Thefts spread evenly over the square, one address each, and a plant of thefts in one spot at night.
fn rows() -> Vec<NewIncident> {
    let even = (0..300_u128).map(|n| {
        let place = [(n % 20) as f64 * 200.0 - 1_900.0, (n / 20) as f64 * 260.0 - 1_900.0];
        row(n, "theft", place, (n % 180) as i64, 14, &format!("{n} OAK ST"))
    });
    let plant = (0..40_u128).map(|n| {
        let place = [700.0 + (n % 8) as f64 * 15.0, 500.0 + (n / 8) as f64 * 15.0];
        row(1_000 + n, "theft", place, (n * 4) as i64, 23, &format!("{} ALDER ST", 10 + n % 12))
    });
    even.chain(plant).collect()
}

async fn load(store: &Store, who: &Actor, rows: Vec<NewIncident>) {
    let town = ground::area(1, AreaKind::Boundary, "Millbrook", ground::square(4_200.0));
    let beat = ground::area(2, AreaKind::Beat, "Beat", ground::square(4_200.0));
    ground::load_areas(store, who, &[town, beat]).await;
    ground::load_incidents(store, who, 1, rows).await;
}

/// An agency with these thefts, looked over once.
async fn scanned(db: &Database) -> (Actor, App) {
    let (_, operator) = agency(&db.store, 1).await;
    load(&db.store, &operator, rows()).await;
    let (app, _) = app(db);
    app.scan_now(&operator).await.unwrap();
    (operator, app)
}

fn person(operator: &Actor, role: Role) -> Actor {
    let beats = BTreeSet::from([id::<AreaId>(2)]);
    let roles = BTreeSet::from([role]);
    Actor {
        agency: operator.agency,
        who: Who::Person { person: id::<PersonId>(5), roles, beats, organization: None },
    }
}

async fn open(app: &App, who: &Actor) -> Vec<Candidate> {
    let filter = Filter { decision: Some("open".into()), ..Filter::default() };
    app.candidates(who, &filter, 50).await.unwrap().candidates
}

#[tokio::test]
async fn a_planted_hot_place_is_found_and_nothing_is_found_where_nothing_is() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        load(&db.store, &operator, rows()).await;
        let (app, _) = app(&db);
        let scan = app.scan_now(&operator).await.unwrap();
        let found = open(&app, &operator).await;
        assert_eq!(scan.found as usize, found.len());
        let hot: Vec<_> = found.iter().filter(|c| c.kind == CandidateKind::HotPlace).collect();
        assert_eq!(hot.len(), 1, "{found:#?}");
        assert!(hot[0].shape.contains(ground::at([750.0, 530.0])));
        assert!(hot[0].place.starts_with("Alder St"), "{}", hot[0].place);
        assert!(hot[0].evidence.observed >= 40 && hot[0].evidence.expected < 10.0);
        let at_eleven: u32 = hot[0].evidence.rhythm.iter().map(|day| day[23]).sum();
        assert_eq!(at_eleven, 40);
    })
    .await;
}

#[tokio::test]
async fn a_dismissed_candidate_stays_dismissed_until_it_has_grown_by_half() {
    on_both(|db| async move {
        let (operator, app) = scanned(&db).await;
        let officer = person(&operator, Role::Officer);
        let hot = open(&app, &officer).await.into_iter().find(|c| c.kind == CandidateKind::HotPlace).unwrap();

        let stale = app.dismiss_candidate(&officer, hot.id, hot.version + 1, "The lot is closed.").await;
        assert!(matches!(stale, Err(Error::Stale("candidate"))));
        let dismissed =
            app.dismiss_candidate(&officer, hot.id, hot.version, "The lot is closed.").await.unwrap();
        assert!(matches!(dismissed.decision, Decision::Dismissed { .. }));

        let again = app.scan_now(&operator).await.unwrap();
        assert_eq!(again.respected, 1);
        assert!(!open(&app, &officer).await.iter().any(|c| c.kind == CandidateKind::HotPlace));
    })
    .await;
}

#[tokio::test]
async fn a_second_scan_refreshes_what_is_open_and_makes_no_double() {
    on_both(|db| async move {
        let (operator, app) = scanned(&db).await;
        let first = open(&app, &operator).await;
        let scan = app.scan_now(&operator).await.unwrap();
        assert_eq!(scan.found, 0);
        let ids = |list: &[Candidate]| list.iter().map(|c| c.id).collect::<BTreeSet<_>>();
        assert_eq!(ids(&first), ids(&open(&app, &operator).await));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_scan_or_decide_finds_nothing_there() {
    on_both(|db| async move {
        let (operator, app) = scanned(&db).await;
        let (_, stranger) = agency(&db.store, 2).await;
        let one = open(&app, &operator).await.remove(0);
        for role in [Role::Partner, Role::Administrator, Role::Auditor, Role::Personnel, Role::Information] {
            let who = person(&operator, role);
            assert!(
                matches!(app.candidates(&who, &Filter::default(), 9).await, Err(Error::Missing(_))),
                "{role}"
            );
            assert!(matches!(app.begin_scan(&who).await, Err(Error::Missing(_))), "{role}");
            assert!(
                matches!(app.dismiss_candidate(&who, one.id, 1, "x").await, Err(Error::Missing(_))),
                "{role}"
            );
        }
        let foreign = person(&stranger, Role::Analyst);
        assert!(matches!(app.candidate(&foreign, one.id).await, Err(Error::Missing(_))));
        assert!(open(&app, &foreign).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_agency_without_data_is_scanned_without_a_finding() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, _) = app(&db);
        let scan = app.scan_now(&operator).await.unwrap();
        assert_eq!((scan.found, scan.looked_at, scan.window), (0, 0, None));
    })
    .await;
}

#[tokio::test]
async fn a_candidate_becomes_one_problem_however_often_the_form_is_sent() {
    on_both(|db| async move {
        let (operator, app) = scanned(&db).await;
        let officer = person(&operator, Role::Officer);
        let hot = open(&app, &officer).await.into_iter().find(|c| c.kind == CandidateKind::HotPlace).unwrap();
        let how =
            |title: &str| Acceptance { title: title.into(), tier: Tier::Quick, statement: String::new() };
        let accept = |title, version, once| {
            let (app, officer) = (app.clone(), officer.clone());
            async move { app.accept_candidate(&officer, hot.id, version, how(title), once).await }
        };
        let wordless = accept(" ", hot.version, "").await;
        assert!(matches!(wordless, Err(Error::Refused(_))));
        let stale = accept("Thefts", hot.version + 1, "").await;
        assert!(matches!(stale, Err(Error::Stale("candidate"))));
        let problem = accept("Thefts on Alder Street", hot.version, "one token of a form").await.unwrap();
        let again = accept("Thefts on Alder Street", hot.version, "one token of a form").await.unwrap();
        assert_eq!(problem, again);
        let late = accept("Once more", hot.version + 1, "").await;
        assert!(
            matches!(late, Err(Error::Refused(Refusal::NotNow { why: "candidate-decided" }))),
            "{late:?}"
        );

        assert_eq!(problem.chosen_in, Some(hot.window));
        assert_eq!((problem.shape.as_ref(), problem.beat), (Some(&hot.shape), hot.beat));
        assert_eq!(problem.offenses, ["theft".parse().unwrap()]);
        assert!(problem.scanning.statement.contains("incidents of theft at Alder St"));
        let view = app.problem(&officer, &problem.reference).await.unwrap();
        assert_eq!(view.candidates[0].id, hot.id);
        let decided = app.candidate(&officer, hot.id).await.unwrap().decision;
        assert!(matches!(decided, Decision::Accepted { problem: of, .. } if of == problem.id));
    })
    .await;
}

#[tokio::test]
async fn a_candidate_joins_a_problem_that_stands_and_no_other_agency_sees_it() {
    on_both(|db| async move {
        let (operator, app) = scanned(&db).await;
        let (_, stranger) = agency(&db.store, 2).await;
        let officer = person(&operator, Role::Officer);
        let hot = open(&app, &officer).await.into_iter().find(|c| c.kind == CandidateKind::HotPlace).unwrap();
        let new = NewProblem { lead: id(5), beat: Some(id(2)), ..crate::problems::new_problem("Thefts") };
        let problem = app.open_problem(&officer, new, "").await.unwrap();
        let foreign = person(&stranger, Role::Analyst);
        let refused = app.join_candidate(&foreign, hot.id, hot.version, &problem.reference).await;
        assert!(matches!(refused, Err(Error::Missing("candidate"))));
        let nowhere =
            app.join_candidate(&officer, hot.id, hot.version, &"P-2026-0099".parse().unwrap()).await;
        assert!(matches!(nowhere, Err(Error::Missing("problem"))));
        app.join_candidate(&officer, hot.id, hot.version, &problem.reference).await.unwrap();
        let decided = app.candidate(&officer, hot.id).await.unwrap().decision;
        assert!(matches!(decided, Decision::Joined { problem: to, .. } if to == problem.id));
        assert_eq!(app.problem(&officer, &problem.reference).await.unwrap().candidates.len(), 1);
    })
    .await;
}
