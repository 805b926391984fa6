//! Evaluations: from real evidence, seen by three people, through every signature.

use commonbeat_app::evaluations::{Act, NewEvaluation};
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::EvaluationId;
use commonbeat_domain::organization::contacts::{MetAs, NewContact};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::evaluations::{EvidenceKind, Growth, Part, Rated, Step};
use commonbeat_store::audit::{self, Entry};
use commonbeat_store::people;
use commonbeat_testkit::ground::{area, load_areas, square};
use commonbeat_testkit::{Database, agency, app, id, on_both};
use jiff::civil::{Date, date};

use crate::problems::{new_problem, person, staffed};

struct Here {
    app: App,
    /// The officer, who is 101.
    dana: Actor,
    /// Rates: 102.
    rater: Actor,
    /// Reviews: 110.
    reviewer: Actor,
    keeper: Actor,
    id: EvaluationId,
}

const TODAY: Date = date(2026, 2, 16);

async fn here(db: &Database) -> Here {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    for n in [110, 111] {
        let mut write = db.store.write(&operator, commonbeat_testkit::NOON).await.unwrap();
        let like = people::by_id(&write, id(101)).await.unwrap();
        let email = format!("p{n}@millbrook.test").parse().unwrap();
        people::insert(&mut write, &Person { id: id(n), email, ..like }).await.unwrap();
        write.record(Entry::new("test.staff", n));
        write.commit().await.unwrap();
    }
    let beat = area(1, commonbeat_domain::organization::areas::AreaKind::Beat, "Beat 1", square(900.0));
    load_areas(&db.store, &operator, &[beat]).await;
    let (app, _) = app(db);
    let dana = person(agency.id, 1, Role::Officer, &[1]);
    let keeper = person(agency.id, 8, Role::Personnel, &[]);
    app.open_problem(&dana, new_problem("Night break-ins"), "first").await.unwrap();
    let met = NewContact {
        beat: id(1),
        place: "Corner store".into(),
        met_as: MetAs::Business,
        whom: "The owner".into(),
        named: false,
        heard: "Deliveries block the ramp.".into(),
        minutes: None,
        promise: Some(("Ask about the loading zone".into(), TODAY)),
    };
    let contact = app.log_contact(&dana, met, None, "").await.unwrap();
    app.settle_promise(&dana, contact.id, contact.version, true, "The zone is painted.").await.unwrap();
    let new = NewEvaluation {
        person: "P101@millbrook.test".into(),
        rater: "p102@millbrook.test".into(),
        reviewer: "p110@millbrook.test".into(),
        period: (date(2025, 2, 16), TODAY),
    };
    let id = app.open_evaluation(&keeper, new, "").await.unwrap();
    let rater = person(agency.id, 2, Role::Supervisor, &[]);
    let reviewer = person(agency.id, 10, Role::Commander, &[]);
    Here { app, dana, rater, reviewer, keeper, id }
}

async fn version(app: &App, who: &Actor, id: EvaluationId) -> i64 {
    app.evaluation(who, id).await.unwrap().evaluation.version
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Rates all eight from the two pieces of evidence named.
async fn rate(app: &App, who: &Actor, id: EvaluationId, picked: &[String]) {
    for competency in Competency::ALL {
        let read = version(app, who, id).await;
        let said = (Rated::At(4), "Asked the city before the ramp was blocked again.");
        app.mark(who, (id, read), *competency, said, picked).await.unwrap();
    }
}

#[tokio::test]
async fn an_evaluation_is_built_from_what_the_officer_really_did_and_signed_by_all_three() {
    on_both(|db| async move {
        let Here { app, dana, rater, reviewer, id, .. } = here(&db).await;
        let found = app.evaluation_evidence(&rater, id).await.unwrap();
        let kinds: Vec<EvidenceKind> = found.iter().map(|e| e.kind).collect();
        for kind in [EvidenceKind::Problem, EvidenceKind::Contact, EvidenceKind::Promise] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
        let picked: Vec<String> = found.iter().take(2).map(|e| e.key()).collect();
        let made_up = vec!["problem:P-2026-9999".to_owned()];
        let unknown = app.mark(&rater, (id, 1), Competency::Tasks, (Rated::At(5), "Well"), &made_up).await;
        assert_eq!(refused(unknown), Refusal::unfit("evidence", "evidence-unknown"));
        let early = app.step_evaluation(&rater, id, 1, Act::Sign).await;
        assert!(matches!(refused(early), Refusal::Many(all) if all.len() == 8));
        let counted = Growth { goals: "20 citations a week".into(), ..Growth::default() };
        let quota = app.set_growth(&rater, id, 1, &counted).await;
        assert_eq!(refused(quota), Refusal::unfit("growth_goals", "no-quota"));
        // The officer looks at the own work; the rater sees it once it is handed in.
        app.mark(&dana, (id, 1), Competency::Tasks, (Rated::At(3), "I lost one."), &[]).await.unwrap();
        let hidden = app.evaluation(&rater, id).await.unwrap().evaluation;
        assert_eq!(hidden.own.of(Competency::Tasks).rated, Rated::Open);
        app.step_evaluation(&dana, id, 2, Act::HandIn).await.unwrap();
        let shown = app.evaluation(&rater, id).await.unwrap().evaluation;
        assert_eq!(shown.own.of(Competency::Tasks).rated, Rated::At(3));
        rate(&app, &rater, id, &picked).await;
        let before = app.evaluation(&dana, id).await.unwrap().evaluation;
        assert_eq!(before.marks.of(Competency::Tasks).rated, Rated::Open, "not before the reviewer signed");
        let read = version(&app, &rater, id).await;
        app.step_evaluation(&rater, id, read, Act::Sign).await.unwrap();
        let review = Act::Review { back: false, words: "Fits together.".into() };
        app.step_evaluation(&reviewer, id, read + 1, review).await.unwrap();
        let open = app.evaluation(&dana, id).await.unwrap();
        assert_eq!(open.evaluation.marks.of(Competency::Tasks).rated, Rated::At(4));
        let appeal = Act::Appeal { words: "The depot is missing.".into() };
        app.step_evaluation(&dana, id, read + 2, appeal).await.unwrap();
        let answer = Act::Answer { back: false, words: "It lies before the period.".into() };
        app.step_evaluation(&reviewer, id, read + 3, answer).await.unwrap();
        let stale = app.step_evaluation(&dana, id, read, Act::Read { comment: String::new() }).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        app.step_evaluation(&dana, id, read + 4, Act::Read { comment: "Read.".into() }).await.unwrap();
        assert_eq!(app.evaluation(&dana, id).await.unwrap().evaluation.step, Step::Closed);
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_three_finds_an_evaluation_and_every_attempt_stands_in_the_trail() {
    on_both(|db| async move {
        let Here { app, dana, rater, keeper, id, .. } = here(&db).await;
        let agency = dana.agency;
        let mut outside = vec![keeper.clone()];
        for (n, role) in Role::ALL.into_iter().enumerate() {
            outside.push(person(agency, 30 + n as u128, role, &[]));
        }
        for who in &outside {
            assert!(matches!(app.evaluation(who, id).await, Err(Error::Missing(_))), "{who:?}");
            assert!(matches!(app.evaluation_evidence(who, id).await, Err(Error::Missing(_))));
            let sign = app.step_evaluation(who, id, 1, Act::Sign).await;
            assert!(matches!(sign, Err(Error::Missing(_))));
            assert!(
                app.evaluations(who).await.is_ok_and(|all| all.is_empty())
                    || !who.may(commonbeat_domain::authority::Action::ReadEvaluations)
            );
        }
        // A part does not take another's step.
        assert!(matches!(app.step_evaluation(&dana, id, 1, Act::Sign).await, Err(Error::Missing(_))));
        let growth = app.set_growth(&dana, id, 1, &Growth::default()).await;
        assert!(matches!(growth, Err(Error::Missing(_))));
        app.mark(&rater, (id, 1), Competency::Tasks, (Rated::At(2), "Secret words"), &[]).await.unwrap();
        let auditor = person(agency, 40, Role::Auditor, &[]);
        let read = db.store.read(&auditor).await.unwrap();
        let rows = audit::list(&read, &audit::Filter::default(), 200).await.unwrap();
        let refused = rows.iter().filter(|row| row.act == "access.refuse").count();
        assert_eq!(refused, 2 * outside.len());
        assert!(!format!("{rows:?}").contains("Secret words"), "the trail holds that, not what");
        // Who begins evaluations sees who and when.
        let statuses = app.evaluation_statuses(&keeper).await.unwrap();
        assert_eq!((statuses.len(), statuses[0].status.step), (1, Step::Rating));
        assert!(matches!(app.evaluation_statuses(&rater).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn an_evaluation_whose_rater_left_is_told_and_goes_on_with_another() {
    on_both(|db| async move {
        let Here { app, rater, keeper, id: evaluation, .. } = here(&db).await;
        app.mark(&rater, (evaluation, 1), Competency::Tasks, (Rated::At(2), "Half done"), &[]).await.unwrap();
        let mut write = db.store.write(&keeper, commonbeat_testkit::NOON).await.unwrap();
        let gone = people::by_id(&write, id(102)).await.unwrap();
        people::update(&mut write, Person { standing: Standing::Left, ..gone }).await.unwrap();
        write.record(Entry::new("test.left", 102));
        write.commit().await.unwrap();
        let told = app.evaluation_statuses(&keeper).await.unwrap();
        assert_eq!(told[0].left, [Part::Rater]);
        let oneself = app.hand_over_evaluation(&keeper, evaluation, 2, (Part::Rater, "p101@millbrook.test"));
        assert_eq!(refused(oneself.await), Refusal::unfit("rater", "rates-oneself"));
        let left = app.hand_over_evaluation(&keeper, evaluation, 2, (Part::Rater, "p102@millbrook.test"));
        assert_eq!(refused(left.await), Refusal::unfit("rater", "nobody-here"));
        let mut write = db.store.write(&keeper, commonbeat_testkit::NOON).await.unwrap();
        let like = people::by_id(&write, id(110)).await.unwrap();
        let (email, roles) =
            ("p108@millbrook.test".parse().unwrap(), [Role::Personnel, Role::Commander].into());
        people::insert(&mut write, &Person { id: id(108), email, roles, ..like }).await.unwrap();
        write.record(Entry::new("test.staff", 108));
        write.commit().await.unwrap();
        for part in [Part::Rater, Part::Reviewer] {
            let field = if part == Part::Rater { "rater" } else { "reviewer" };
            let keepers = app.hand_over_evaluation(&keeper, evaluation, 2, (part, "p108@millbrook.test"));
            assert_eq!(refused(keepers.await), Refusal::unfit(field, "opens-evaluations"));
        }
        app.hand_over_evaluation(&keeper, evaluation, 2, (Part::Rater, "p111@millbrook.test")).await.unwrap();
        assert!(matches!(app.evaluation(&rater, evaluation).await, Err(Error::Missing(_))));
        let next = person(keeper.agency, 11, Role::Supervisor, &[]);
        let view = app.evaluation(&next, evaluation).await.unwrap();
        assert_eq!((view.part, view.evaluation.earlier.len()), (Part::Rater, 1));
        assert!(app.evaluation_statuses(&keeper).await.unwrap()[0].left.is_empty());
        let drift = app.rater_drift(&keeper).await.unwrap();
        assert_eq!((drift.people, drift.mean), (0, None));
        assert!(matches!(app.rater_drift(&next).await, Err(Error::Missing(_))));
    })
    .await;
}
