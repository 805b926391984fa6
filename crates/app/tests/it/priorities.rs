//! The order of problems, and the board.

use commonbeat_app::Error;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::priority::{Part, Weights};
use commonbeat_domain::problems::problem::{NewProblem, Stage};
use commonbeat_store::incidents::NewIncident;
use commonbeat_store::problems::ProblemFilter;
use commonbeat_testkit::{agency, app, ground, on_both};
use jiff::civil::date;

use crate::problems::{new_problem, partner, person, staffed};

fn at(title: &str, metres: [f64; 2]) -> NewProblem {
    NewProblem {
        offenses: vec!["burglary".parse().unwrap()],
        shape: Some(Shape::around(ground::at(metres), 200.0)),
        ..new_problem(title)
    }
}

/// `n` records of a kind and class at a place in a month of 2025.
fn many(
    first: u128,
    n: u128,
    kind: RecordKind,
    class: &str,
    month: i8,
    metres: [f64; 2],
) -> Vec<NewIncident> {
    let one = |k: u128| NewIncident {
        kind,
        at: Some(ground::at(metres).into()),
        ..ground::incident(first + k, class, date(2025, month, i8::try_from(1 + k % 28).unwrap()))
    };
    (0..n).map(one).collect()
}

#[tokio::test]
async fn the_problem_with_more_harm_and_a_rise_comes_first_and_the_figures_behind_it_are_told() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let quiet = app.open_problem(&officer, at("Quiet", [-900.0, 0.0]), "").await.unwrap();
        let loud = app.open_problem(&officer, at("Loud", [900.0, 0.0]), "").await.unwrap();
        let bare = app.open_problem(&officer, new_problem("Without a place"), "").await.unwrap();
        let rows = [
            many(0, 2, RecordKind::Incident, "burglary", 11, [-900.0, 0.0]),
            many(100, 40, RecordKind::Incident, "burglary", 11, [900.0, 0.0]),
            many(200, 9, RecordKind::Call, "burglary", 11, [900.0, 0.0]),
            // Other classes and other places do not count.
            many(300, 30, RecordKind::Incident, "theft", 11, [-900.0, 0.0]),
            many(400, 30, RecordKind::Incident, "burglary", 11, [-900.0, 600.0]),
        ];
        ground::load_incidents(&db.store, &operator, 1, rows.concat()).await;

        let order = app.priorities(&officer, &ProblemFilter::default(), 0).await.unwrap();
        let titles: Vec<&str> = order.rows.iter().map(|row| row.problem.title.as_str()).collect();
        assert_eq!(titles, ["Loud", "Quiet", "Without a place"]);
        let first = &order.rows[0];
        let events = first.facts.events.unwrap();
        assert_eq!((events.year, events.before, events.calls), (40, 0, Some(9)));
        assert_eq!(first.score.parts[Part::Trend as usize].points, Some(100));
        assert_eq!(order.rows[1].facts.events.unwrap().year, 2);
        assert_eq!(order.rows[2].facts.events, None);
        assert!(first.next.is_some(), "what is to be done next is said");
        let one = app.priority(&officer, &loud.reference).await.unwrap();
        assert_eq!(one.score, first.score);

        // New rows count at once.
        let more = many(500, 200, RecordKind::Incident, "burglary", 11, [-900.0, 0.0]);
        ground::load_incidents(&db.store, &operator, 2, more).await;
        let order = app.priorities(&officer, &ProblemFilter::default(), 0).await.unwrap();
        assert_eq!(order.rows[0].problem.reference, quiet.reference);
        let later = app.priorities(&officer, &ProblemFilter::default(), 2).await.unwrap();
        assert_eq!((later.rows.len(), later.total), (1, 3));
        assert_eq!(later.rows[0].problem.reference, bare.reference);
    })
    .await;
}

#[tokio::test]
async fn a_place_set_by_hand_needs_a_reason_holds_and_can_be_taken_back() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let first = app.open_problem(&officer, new_problem("First"), "").await.unwrap();
        let second = app.open_problem(&officer, new_problem("Second"), "").await.unwrap();
        let at = &second.reference;
        let none = app.overrule_priority(&officer, at, 1, Some(99), " ").await;
        assert!(matches!(none, Err(Error::Refused(ref r)) if *r == Refusal::required("because")), "{none:?}");
        app.overrule_priority(&officer, at, 1, Some(99), "School starts in a week").await.unwrap();
        let stale = app.overrule_priority(&officer, at, 1, Some(1), "x").await;
        assert!(matches!(stale, Err(Error::Stale(_))), "{stale:?}");
        let order = async || {
            let order = app.priorities(&officer, &ProblemFilter::default(), 0).await.unwrap();
            order.rows.into_iter().map(|row| row.problem.reference).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [second.reference, first.reference]);
        app.overrule_priority(&officer, at, 2, None, "").await.unwrap();
        assert_eq!(order().await, [first.reference, second.reference]);

        let elsewhere = person(agency.id, 2, Role::Officer, &[9]);
        let refused = app.overrule_priority(&elsewhere, at, 3, Some(1), "x").await;
        assert!(matches!(refused, Err(Error::Missing(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn the_agency_weighs_the_parts_and_partners_see_neither_order_nor_board() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let commander = person(agency.id, 1, Role::Commander, &[]);
        let problem = app.open_problem(&officer, new_problem("One"), "").await.unwrap();
        let weights = Weights::new([0, 0, 0, 100, 0, 0]).unwrap();
        let refused = app.set_priority_weights(&officer, weights, 0).await;
        assert!(matches!(refused, Err(Error::Missing(_))), "{refused:?}");
        app.set_priority_weights(&commander, weights, 0).await.unwrap();
        assert!(matches!(app.set_priority_weights(&commander, weights, 0).await, Err(Error::Stale(_))));
        assert_eq!(app.priority_weights(&officer).await.unwrap(), (weights, 1));
        assert_eq!(app.priority(&officer, &problem.reference).await.unwrap().score.computed, 0);

        let board = app.problem_board(&officer, &ProblemFilter::default()).await.unwrap();
        let counted: Vec<(Stage, u64, u64)> = board.iter().map(|c| (c.stage, c.total, c.late)).collect();
        assert_eq!(counted[0], (Stage::Scanning, 1, 0));
        assert_eq!(counted.len(), 4);
        let partner: Actor = partner(agency.id, 7);
        for gone in [
            app.priorities(&partner, &ProblemFilter::default(), 0).await.err(),
            app.problem_board(&partner, &ProblemFilter::default()).await.err(),
            app.priority(&partner, &problem.reference).await.err(),
        ] {
            assert!(matches!(gone, Some(Error::Missing(_))), "{gone:?}");
        }
    })
    .await;
}
