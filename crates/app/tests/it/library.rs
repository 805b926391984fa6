//! The library of what worked, and the file in which its cases travel.

use commonbeat_app::Error;
use commonbeat_app::library::Wanted;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::{AreaResult, Conclusion, Outcome, Plan, Reading};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::problem::Status;
use commonbeat_domain::problems::response::ResponseOption;
use commonbeat_store::audit::Entry;
use commonbeat_store::problems as rows;
use commonbeat_testkit::{Database, NOON, agency, app, on_both};
use jiff::civil::date;

use crate::problems::{new_problem, partner, person, staffed};

/// What was measured: a ratio with its interval.
fn outcome(ratio: f64, interval: (f64, f64)) -> Outcome {
    Outcome {
        areas: vec![AreaResult {
            name: "Lots".into(),
            before: 90,
            after: 60,
            ratio: Some(ratio),
            interval: Some(interval),
            reading: Reading::Fell,
        }],
        controls: (900, 880),
        dispersion: 1.2,
        method: "t, 84 df".into(),
        wdd: None,
        series: vec![],
        follow_up: Window { from: date(2025, 8, 1), until: date(2026, 2, 1) },
        complete: true,
        at: NOON,
    }
}

/// Closes a problem as its pages would have, with a technique and what was measured.
async fn close(
    db: &Database,
    who: &Actor,
    problem: Problem,
    technique: u8,
    conclusion: Conclusion,
    measured: Option<Outcome>,
    plan: &Plan,
) {
    let mut write = db.store.write(who, NOON).await.unwrap();
    let mut problem = rows::get(&write, &problem.reference).await.unwrap();
    problem.status = Status::Closed;
    problem.closed_at = Some(NOON);
    problem.response.options =
        vec![ResponseOption { chosen: Some(true), techniques: vec![technique], ..Default::default() }];
    problem.assessment.conclusion = Some(conclusion);
    problem.assessment.plan = measured.is_some().then(|| plan.clone());
    problem.assessment.outcome = measured;
    problem.public.shown = true;
    problem.public.did = "Lamps were mended.".into();
    rows::save(&mut write, problem, "problem.close", "").await.unwrap();
    write.record(Entry::new("problem.close", "test"));
    write.commit().await.unwrap();
}

/// A plan with comparison areas and two years before.
fn plan() -> Plan {
    let shape = commonbeat_domain::place::Shape::around(commonbeat_testkit::ground::center(), 100.0);
    serde_json::from_value(serde_json::json!({
        "offenses": ["burglary"],
        "treated": shape,
        "rings": [],
        "controls": [{ "name": "Elsewhere", "shape": shape, "why": "" }],
        "baseline": { "from": "2023-08-01", "until": "2025-08-01" },
        "follow_up": { "from": "2025-08-01", "until": "2026-02-01" },
    }))
    .unwrap()
}

#[tokio::test]
async fn closed_cases_are_told_together_by_technique_and_travel_to_another_agency() {
    on_both(|db| async move {
        let (one, _) = agency(&db.store, 1).await;
        let (two, _) = agency(&db.store, 2).await;
        staffed(&db, one.id).await;
        let (app, _) = app(&db);
        let officer = person(one.id, 1, Role::Officer, &[1]);
        let plan = plan();
        let cases = [
            (7, Conclusion::Worked, Some(outcome(0.6, (0.45, 0.8)))),
            (7, Conclusion::Worked, Some(outcome(0.7, (0.5, 0.98)))),
            (7, Conclusion::Unclear, None),
            (2, Conclusion::No, Some(outcome(1.0, (0.7, 1.4)))),
        ];
        for (k, (technique, conclusion, measured)) in cases.into_iter().enumerate() {
            let problem = app.open_problem(&officer, new_problem(&format!("Case {k}")), "").await.unwrap();
            close(&db, &officer, problem, technique, conclusion, measured, &plan).await;
        }
        app.open_problem(&officer, new_problem("Still open"), "").await.unwrap();

        let library = app.library(&officer, &Wanted::default()).await.unwrap();
        assert_eq!(library.cases.len(), 4);
        assert_eq!((library.all.conclusions, library.all.pooled_cases), ([2, 0, 1, 1], 3));
        let lamps = &library.groups[0];
        assert_eq!((lamps.technique, lamps.conclusions, lamps.pooled_cases), (Some(7), [2, 0, 0, 1], 2));
        let mean = lamps.pooled.as_ref().unwrap().mean.value.exp();
        assert!((0.6..0.7).contains(&mean), "{mean}");
        assert_eq!(library.groups[1].pooled, None, "one case says nothing together");
        let only = Wanted { technique: Some(2), ..Wanted::default() };
        assert_eq!(app.library(&officer, &only).await.unwrap().cases.len(), 1);

        let file = app.export_library(&officer).await.unwrap();
        let text = serde_json::to_string(&file).unwrap();
        assert!(
            text.contains("Lamps were mended.") && !text.contains("Case 0") && !text.contains("coordinates"),
            "{text}"
        );
        let analyst = person(two.id, 1, Role::Analyst, &[]);
        // The two agencies of the test have one name.
        let own_text = text.clone();
        let text = text.replace(&file.agency, "Riverton Police");
        let file =
            commonbeat_domain::problems::library::Exchange { agency: "Riverton Police".into(), ..file };
        for _ in 0..2 {
            let taken = app.import_library(&analyst, text.as_bytes()).await.unwrap();
            assert_eq!(taken, (file.agency.clone(), 4));
        }
        let there = app.library(&analyst, &Wanted::default()).await.unwrap();
        assert_eq!((there.cases.len(), there.all.conclusions), (4, [2, 0, 1, 1]));
        assert!(there.cases.iter().all(|one| one.own.is_none() && one.agency == file.agency));
        // What came from elsewhere is not sent on.
        assert_eq!(app.export_library(&analyst).await.unwrap().cases, []);
        assert_eq!(there.senders, [(file.agency.clone(), 4)].into());
        let refused = app.import_library(&officer, text.as_bytes()).await;
        assert!(matches!(refused, Err(Error::Missing(_))), "{refused:?}");
        let own = app.import_library(&person(one.id, 9, Role::Analyst, &[]), own_text.as_bytes()).await;
        assert!(matches!(own, Err(Error::Refused(_))), "the agency's own file: {own:?}");
        assert!(matches!(app.take_out_of_library(&officer, &file.agency).await, Err(Error::Missing(_))));
        assert_eq!(app.take_out_of_library(&analyst, &file.agency).await.unwrap(), 4);
        assert_eq!(app.library(&analyst, &Wanted::default()).await.unwrap().cases, []);
        assert!(matches!(app.take_out_of_library(&analyst, &file.agency).await, Err(Error::Missing(_))));
        let gone = app.library(&partner(one.id, 7), &Wanted::default()).await;
        assert!(matches!(gone, Err(Error::Missing(_))), "{gone:?}");
    })
    .await;
}
