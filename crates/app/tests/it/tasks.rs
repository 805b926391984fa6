//! Tasks: who may give, change and report on them; what is due.

use commonbeat_app::tasks::Report;
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::tasks::{NewTask, TaskState};
use commonbeat_testkit::{Database, FixedClock, agency, app, id, on_both};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::problems::{new_problem, partner, person, staffed};

fn task(what: &str) -> NewTask {
    NewTask {
        what: what.into(),
        where_when: "Lot 4, in March".into(),
        planned: "34 lamps".into(),
        owner: Some(id(101)),
        organization: None,
        due: Some(date(2026, 2, 20)),
        dose: None,
        dose_planned: None,
    }
}

fn done(state: TaskState) -> Report {
    Report { state, done: "30 lamps".into(), deviation: String::new() }
}

async fn opened(db: &Database) -> (App, FixedClock, Actor, Problem) {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let problem = app.open_problem(&officer, new_problem("Night break-ins"), "").await.unwrap();
    (app, clock, officer, problem)
}

#[tokio::test]
async fn a_task_is_given_once_and_waits_on_its_owners_day() {
    on_both(|db| async move {
        let (app, clock, officer, problem) = opened(&db).await;
        let one = app.add_task(&officer, &problem.reference, task("Mend lamps"), "t1").await.unwrap();
        let again = app.add_task(&officer, &problem.reference, task("Mend lamps"), "t1").await.unwrap();
        assert_eq!(one, again);
        let later = NewTask { due: Some(date(2026, 2, 18)), ..task("Ask the shops") };
        app.add_task(&officer, &problem.reference, later, "t2").await.unwrap();

        let mine = app.my_tasks(&officer, 50).await.unwrap();
        let names: Vec<_> = mine.iter().map(|line| line.task.what.as_str()).collect();
        assert_eq!(names, ["Ask the shops", "Mend lamps"]);
        assert_eq!(mine[0].problem.reference, problem.reference);
        assert!(app.overdue_tasks(&officer, 50).await.unwrap().is_empty());
        clock.advance(SignedDuration::from_hours(24 * 3));
        let late = app.overdue_tasks(&officer, 50).await.unwrap();
        assert_eq!((late.len(), late[0].overdue), (1, true));
    })
    .await;
}

#[tokio::test]
async fn a_task_without_a_day_or_an_owner_is_refused_field_by_field() {
    on_both(|db| async move {
        let (app, _, officer, problem) = opened(&db).await;
        let empty = NewTask { owner: None, due: None, ..task("Mend lamps") };
        let refused = app.add_task(&officer, &problem.reference, empty, "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Many(all))) if all.len() == 2));
    })
    .await;
}

#[tokio::test]
async fn a_task_of_a_partners_member_is_the_partners_and_one_of_nobody_is_refused() {
    on_both(|db| async move {
        let (app, _, officer, problem) = opened(&db).await;
        let given = NewTask { owner: Some(id(157)), ..task("Mend lamps") };
        let given = app.add_task(&officer, &problem.reference, given, "").await.unwrap();
        assert_eq!(given.organization, Some(id(7)));
        assert_eq!(app.my_tasks(&partner(officer.agency, 7), 9).await.unwrap().len(), 1);
        for (owner, organization, field) in [(Some(999), None, "owner"), (None, Some(999), "organization")] {
            let wrong = NewTask { owner: owner.map(id), organization: organization.map(id), ..task("Mend") };
            let refused = app.add_task(&officer, &problem.reference, wrong, "").await;
            assert!(
                matches!(&refused, Err(Error::Refused(Refusal::Malformed { field: f })) if *f == field),
                "{refused:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_task_changed_meanwhile_is_stale() {
    on_both(|db| async move {
        let (app, _, officer, problem) = opened(&db).await;
        let given = app.add_task(&officer, &problem.reference, task("Mend lamps"), "").await.unwrap();
        let changed = app.change_task(&officer, given.id, 1, task("Mend all lamps")).await.unwrap();
        assert_eq!(changed.version, 2);
        let stale = app.change_task(&officer, given.id, 1, task("Other")).await;
        assert!(matches!(stale, Err(Error::Stale("task"))));
        let stale = app.report_task(&officer, given.id, 1, done(TaskState::Done)).await;
        assert!(matches!(stale, Err(Error::Stale("task"))));
        let dropped = app.report_task(&officer, given.id, 2, done(TaskState::Dropped)).await;
        assert!(matches!(dropped, Err(Error::Refused(Refusal::Required { field: "deviation" }))));
        let report = app.report_task(&officer, given.id, 2, done(TaskState::Done)).await.unwrap();
        assert_eq!((report.state, report.version), (TaskState::Done, 3));
        assert!(app.my_tasks(&officer, 9).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_partner_reports_on_tasks_of_the_own_organization_and_sees_no_other() {
    on_both(|db| async move {
        let (app, _, officer, problem) = opened(&db).await;
        let theirs = NewTask { owner: None, organization: Some(id(7)), ..task("Mend lamps") };
        let theirs = app.add_task(&officer, &problem.reference, theirs, "").await.unwrap();
        let ours = app.add_task(&officer, &problem.reference, task("Walk at night"), "").await.unwrap();

        let works = partner(officer.agency, 7);
        assert_eq!(app.my_tasks(&works, 9).await.unwrap().len(), 1);
        assert!(matches!(app.task(&works, ours.id).await, Err(Error::Missing("task"))));
        let wrong = app.report_task(&works, ours.id, 1, done(TaskState::Done)).await;
        assert!(matches!(wrong, Err(Error::Missing("task"))));
        let wrong = app.change_task(&works, theirs.id, 1, task("Less")).await;
        assert!(matches!(wrong, Err(Error::Missing("problem"))), "{wrong:?}");
        app.report_task(&works, theirs.id, 1, done(TaskState::Done)).await.unwrap();

        let others = partner(officer.agency, 8);
        let wrong = app.report_task(&others, theirs.id, 2, done(TaskState::Open)).await;
        assert!(matches!(wrong, Err(Error::Missing("task"))));
        let far = person(officer.agency, 2, Role::Officer, &[9]);
        let wrong = app.report_task(&far, ours.id, 1, done(TaskState::Done)).await;
        assert!(matches!(wrong, Err(Error::Missing("task"))));
    })
    .await;
}
