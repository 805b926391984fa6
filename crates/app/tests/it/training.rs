//! Training: rosters, requirements, what is due, and who sees it.

use commonbeat_app::postings::NewPosting;
use commonbeat_app::training::Wrong;
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::postings::{Post, Where};
use commonbeat_domain::personnel::training::{Excuse, ExcuseKind, State};
use commonbeat_store::audit;
use commonbeat_testkit::{Database, agency, app, id, on_both};
use jiff::civil::{Date, date};

use crate::problems::{person, staffed};

struct Here {
    app: App,
    dana: Actor,
    sergeant: Actor,
    keeper: Actor,
    auditor: Actor,
}

const TODAY: Date = date(2026, 2, 16);

async fn here(db: &Database) -> Here {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, _) = app(db);
    let keeper = person(agency.id, 8, Role::Personnel, &[]);
    app.take_pack(&keeper, "california").await.expect("a pack");
    Here {
        app,
        keeper,
        dana: person(agency.id, 1, Role::Officer, &[]),
        sergeant: person(agency.id, 2, Role::Supervisor, &[]),
        auditor: person(agency.id, 7, Role::Auditor, &[]),
    }
}

const ROSTER: &str = "\
email,course,date,hours,topics,result
p101@millbrook.test,Use of force,2026-02-02,4,use-of-force,pass
P101@Millbrook.test,First aid,2026-02-03,8,first-aid,card 7
ghost@millbrook.test,First aid,2026-02-03,8,first-aid,
not-an-address,First aid,2026-02-03,8,first-aid,
p157@millbrook.test,First aid,2026-02-03,8,first-aid,
p102@millbrook.test,First aid,2026-03-03,8,first-aid,
p102@millbrook.test,First aid,03.02.2026,8,first-aid,
p102@millbrook.test,First aid,2026-02-03,lots,first-aid,
p102@millbrook.test,,2026-02-03,8,first-aid,
";

#[tokio::test]
async fn a_roster_with_wrong_ids_is_taken_line_by_line_and_nothing_comes_twice() {
    on_both(|db| async move {
        let Here { app, dana, keeper, .. } = here(&db).await;
        let roster = app.import_roster(&keeper, ROSTER).await.unwrap();
        assert_eq!((roster.taken, roster.known), (2, 0));
        let told: Vec<(u64, &str)> =
            roster.wrong.iter().map(|Wrong { line, why, .. }| (*line, *why)).collect();
        assert_eq!(
            told,
            [
                (4, "roster-nobody"),
                (5, "roster-nobody"),
                (6, "roster-partner"),
                (7, "roster-date"),
                (8, "roster-date"),
                (9, "roster-hours"),
                (10, "roster-course")
            ]
        );
        let again = app.import_roster(&keeper, ROSTER).await.unwrap();
        assert_eq!((again.taken, again.known, again.wrong.len()), (0, 2, 7));
        let view = app.training_of(&dana, id(101)).await.unwrap();
        assert_eq!(view.attended.len(), 2);
        let first_aid = view.due.iter().find(|l| l.key == "ca-first-aid").unwrap();
        assert_eq!(first_aid.due.on, Some(date(2028, 2, 16)), "two years from the first day of work");
        assert_eq!(first_aid.due.state(TODAY), State::Later);
        let unfit = app.import_roster(&keeper, "name,course\n").await;
        assert!(matches!(unfit, Err(Error::Refused(r)) if r == Refusal::unfit("roster", "roster-columns")));
        assert!(matches!(app.import_roster(&dana, ROSTER).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn a_record_is_seen_by_its_person_who_keeps_it_and_who_leads_the_person_and_by_nobody_else() {
    on_both(|db| async move {
        let Here { app, dana, keeper, sergeant, auditor } = here(&db).await;
        app.import_roster(&keeper, ROSTER).await.unwrap();
        assert!(app.training_of(&keeper, id(101)).await.is_ok());
        // Not led yet: no such record, and nothing in the list.
        assert!(matches!(app.training_of(&sergeant, id(101)).await, Err(Error::Missing("training"))));
        let listed = app.training_due(&sergeant, None, None, 50).await.unwrap();
        assert!(listed.rows.iter().all(|l| l.person == id(102)));
        let unit = app.set_unit(&sergeant, None, "Patrol", None).await.unwrap();
        for (who, post) in [(102, Post::Lead), (101, Post::Member)] {
            let at = Where::Unit(unit.id);
            let new = NewPosting { person: id(who), at, post, since: date(2026, 1, 1), until: None };
            app.post_person(&sergeant, new).await.unwrap();
        }
        let view = app.training_of(&sergeant, id(101)).await.unwrap();
        assert!(view.attended.len() == 2 && !view.keep);
        // Neither the colleague who is led nor an auditor gets at anybody else's.
        for who in [&dana, &auditor] {
            assert!(matches!(app.training_of(who, id(102)).await, Err(Error::Missing("training"))));
        }
        let missing = app.training_of(&dana, id(999)).await;
        assert!(matches!(missing, Err(Error::Missing("training"))), "as one that is not there");
        let read = db.store.read(&auditor).await.unwrap();
        let since = jiff::Timestamp::UNIX_EPOCH;
        let counted = audit::count_acts(&read, &["access.refuse", "training.read"], since).await.unwrap();
        assert_eq!((counted["access.refuse"], counted["training.read"]), (4, 2));
    })
    .await;
}

fn leave(key: &str, until: Date) -> Excuse {
    Excuse { key: key.into(), kind: ExcuseKind::Leave, until, reason: "Leave".into() }
}

#[tokio::test]
async fn an_excuse_has_a_requirement_a_day_to_come_and_a_reason_and_a_stale_edit_is_told() {
    on_both(|db| async move {
        let Here { app, dana, keeper, .. } = here(&db).await;
        app.set_began(&keeper, id(101), 0, date(2023, 3, 1)).await.unwrap();
        let due = |view: &commonbeat_app::training::TrainingView| {
            view.due.iter().find(|l| l.key == "ca-first-aid").and_then(|l| l.due.on)
        };
        let before = app.training_of(&dana, id(101)).await.unwrap();
        assert_eq!(due(&before), Some(date(2025, 3, 1)));
        let until = date(2026, 6, 30);
        let stale = app.excuse_training(&keeper, id(101), 0, leave("ca-first-aid", until)).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        let unknown = app.excuse_training(&keeper, id(101), 1, leave("no-such", until)).await;
        assert!(matches!(unknown, Err(Error::Refused(r)) if r == Refusal::malformed("rule")));
        app.excuse_training(&keeper, id(101), 1, leave("ca-first-aid", until)).await.unwrap();
        let after = app.training_of(&dana, id(101)).await.unwrap();
        assert_eq!(due(&after), Some(until));
        let own = app.excuse_training(&dana, id(101), 2, leave("ca-first-aid", until)).await;
        assert!(matches!(own, Err(Error::Missing(_))));
    })
    .await;
}
