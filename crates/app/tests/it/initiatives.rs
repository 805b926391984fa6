//! Joint initiatives: planned, moved, held; what people raised and what everybody is answered.

use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::partnerships::initiatives::{Held, InitiativeKind, Plan, Watch};
use commonbeat_testkit::{Database, FixedClock, agency, app, id, on_both};
use jiff::civil::{date, datetime};

use crate::problems::{new_problem, partner, person, staffed};

fn plan(title: &str, shown: bool) -> Plan {
    Plan {
        kind: InitiativeKind::Meeting,
        title: title.into(),
        goal: "What worries you, and what we do about it.".into(),
        neighborhood: None,
        problem: None,
        begins: datetime(2026, 3, 5, 19, 0, 0, 0),
        ends: datetime(2026, 3, 5, 21, 0, 0, 0),
        place: "Library".into(),
        access: "Ramp at the side door.".into(),
        spoken: "English, Spanish".into(),
        agenda: String::new(),
        roles: "Public Works brings the plan of lamps.".into(),
        shown,
    }
}

async fn ground(db: &Database) -> (App, FixedClock, Actor) {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    (app, clock, officer)
}

#[tokio::test]
async fn what_was_raised_at_a_meeting_comes_back_answered_to_everybody_and_nothing_else_does() {
    on_both(|db| async move {
        let (app, clock, officer) = ground(&db).await;
        let nobody = Actor::nobody(officer.agency);
        let problem = app.open_problem(&officer, new_problem("Night break-ins"), "").await.unwrap().reference;
        let held =
            app.plan_initiative(&officer, plan("March meeting", true), Some(&problem), "t").await.unwrap();
        let again =
            app.plan_initiative(&officer, plan("March meeting", true), Some(&problem), "t").await.unwrap();
        assert_eq!(held, again);
        app.plan_initiative(&officer, plan("Staff only", false), None, "").await.unwrap();
        let early = Held { people: 3, minutes: "x".into(), cost: 0 };
        let early = app.hold_initiative(&officer, held.id, 1, early).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::NotNow { why: "not-begun" }))));
        clock.set("2026-03-06T03:00:00Z".parse().unwrap());
        let minutes = "Mrs. Rahimi asked for a counter.".to_owned();
        let now =
            app.hold_initiative(&officer, held.id, 1, Held { people: 23, minutes, cost: 40 }).await.unwrap();
        let raise = |words| (words, id(101), date(2026, 3, 20));
        let now = app.raise_at(&officer, held.id, now.version, raise("Cars at the crossing")).await.unwrap();
        let now = app.raise_at(&officer, held.id, now.version, raise("Loud music")).await.unwrap();
        let stale = app.answer_raised(&officer, held.id, 1, 0, "x").await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        app.answer_raised(&officer, held.id, now.version, 0, "The counter hangs since Tuesday.")
            .await
            .unwrap();
        let public = app.public_initiatives(&nobody, None).await.unwrap();
        assert_eq!(public.len(), 1, "what is not for the public is not there");
        let shown = public[0].get();
        assert_eq!((shown.answered.len(), shown.waiting), (1, 1));
        let text = serde_json::to_string(&public).unwrap();
        for inside in ["Rahimi", "Loud music", "Public Works", &problem.to_string()] {
            assert!(!text.contains(inside), "{inside}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_meeting_moved_across_the_change_of_clocks_stays_at_seven_and_one_called_off_says_so() {
    on_both(|db| async move {
        let (app, _, officer) = ground(&db).await;
        let nobody = Actor::nobody(officer.agency);
        let first = app.plan_initiative(&officer, plan("March meeting", true), None, "").await.unwrap();
        let begins = |all: &[commonbeat_domain::information::publishing::Cleared<
            commonbeat_domain::information::publishing::PublicInitiative,
        >]| all[0].get().begins.to_string();
        let public = app.public_initiatives(&nobody, None).await.unwrap();
        assert_eq!(begins(&public), "2026-03-06T01:00:00Z");
        let later = Plan {
            begins: datetime(2026, 3, 12, 19, 0, 0, 0),
            ends: datetime(2026, 3, 12, 21, 0, 0, 0),
            ..plan("March meeting", true)
        };
        app.change_initiative(&officer, first.id, 1, later, None).await.unwrap();
        let public = app.public_initiatives(&nobody, None).await.unwrap();
        assert_eq!(begins(&public), "2026-03-13T00:00:00Z");
        app.call_off(&officer, first.id, 2, "Snow").await.unwrap();
        let public = app.public_initiatives(&nobody, None).await.unwrap();
        assert_eq!(public[0].get().called_off.as_deref(), Some("Snow"));
        let after = app.change_initiative(&officer, first.id, 3, plan("March meeting", true), None).await;
        assert!(matches!(after, Err(Error::Refused(Refusal::NotNow { .. }))));
    })
    .await;
}

#[tokio::test]
async fn a_watch_group_rests_when_it_did_not_meet_for_a_year() {
    on_both(|db| async move {
        let (app, clock, officer) = ground(&db).await;
        let group = Plan {
            kind: InitiativeKind::Watch,
            ends: datetime(2030, 1, 1, 0, 0, 0, 0),
            ..plan("Larkspur watch", true)
        };
        let group = app.plan_initiative(&officer, group, None, "").await.unwrap();
        let watch = Watch {
            captain: "Helen Mbeki".into(),
            alternate: "Farid Rahimi".into(),
            households: 31,
            roster_on: Some(date(2026, 2, 1)),
            met_on: Some(date(2026, 2, 10)),
        };
        let ahead = Watch { met_on: Some(date(2026, 2, 17)), ..watch.clone() };
        let refused = app.keep_watch(&officer, group.id, 1, ahead).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "a meeting of tomorrow was not held");
        app.keep_watch(&officer, group.id, 1, watch).await.unwrap();
        let view = app.initiative(&officer, group.id).await.unwrap();
        assert!(view.initiative.watch.active(view.today));
        clock.set("2027-02-12T18:00:00Z".parse().unwrap());
        let view = app.initiative(&officer, group.id).await.unwrap();
        assert!(!view.initiative.watch.active(view.today));
    })
    .await;
}

#[tokio::test]
async fn partners_and_other_agencies_do_not_reach_what_is_planned() {
    on_both(|db| async move {
        let (app, _, officer) = ground(&db).await;
        let first = app.plan_initiative(&officer, plan("March meeting", true), None, "").await.unwrap();
        let stranger = Actor { agency: id(2), ..officer.clone() };
        let analyst = person(officer.agency, 4, Role::Analyst, &[]);
        for who in [&partner(officer.agency, 7), &stranger] {
            assert!(matches!(app.initiative(who, first.id).await, Err(Error::Missing(_))));
        }
        assert!(app.initiative(&analyst, first.id).await.is_ok());
        assert!(matches!(app.call_off(&analyst, first.id, 1, "Snow").await, Err(Error::Missing(_))));
        let gone = app.public_initiatives(&Actor::nobody(officer.agency), Some("nowhere")).await;
        assert!(matches!(gone, Err(Error::Missing(_))));
    })
    .await;
}
