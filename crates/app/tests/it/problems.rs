//! Problems, from opening to closing.

use commonbeat_app::problems::AssessmentWords;
use commonbeat_app::{App, Error};
use commonbeat_domain::authority::{Actor, Role, Who};
use commonbeat_domain::ids::{AgencyId, AreaId, OrganizationId, PersonId};
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::analysis::{
    Analysis, DataSource, Hypothesis, HypothesisStatus, Node, NodeNotes,
};
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Displacement, Plan};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::gates::{Move, Unmet};
use commonbeat_domain::problems::problem::{Header, NewProblem, Pass, PublicNote, Stage, Status, Tier};
use commonbeat_domain::problems::response::{Objective, Response, ResponseOption};
use commonbeat_domain::problems::scanning::{BroadGoal, CheersAnswer, Scanning};
use commonbeat_domain::problems::sheets::Sheet;
use commonbeat_domain::problems::tasks::{NewTask, TaskState};
use commonbeat_domain::text::Language;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::{self, Entry};
use commonbeat_store::problems::ProblemFilter;
use commonbeat_store::{agreements, organizations, people, problems as rows, tasks as task_rows};
use commonbeat_testkit::{Database, NOON, agency, agreement, app, id, on_both};
use jiff::civil::date;
use serde_json::json;

/// A person with a role; beats by number.
pub fn person(agency: AgencyId, n: u128, role: Role, beats: &[u128]) -> Actor {
    Actor {
        agency,
        who: Who::Person {
            person: id::<PersonId>(100 + n),
            roles: [role].into(),
            beats: beats.iter().map(|b| id::<AreaId>(*b)).collect(),
            organization: None,
        },
    }
}

/// A member of partner organization `n`.
pub fn partner(agency: AgencyId, n: u128) -> Actor {
    let Actor { agency, who } = person(agency, 50 + n, Role::Partner, &[]);
    match who {
        Who::Person { person, roles, beats, .. } => {
            let organization = Some(id::<OrganizationId>(n));
            Actor { agency, who: Who::Person { person, roles, beats, organization } }
        }
        other => Actor { agency, who: other },
    }
}

/// What it takes to open a problem in beat 1, led by person 1.
pub fn new_problem(title: &str) -> NewProblem {
    NewProblem {
        title: title.into(),
        tier: Tier::Quick,
        lead: id(101),
        beat: Some(id(1)),
        neighborhood: Some(id(2)),
        offenses: vec![],
        shape: None,
        chosen_in: None,
        statement: "Cars parked overnight are broken into.".into(),
    }
}

/// Puts officers 101 and 102, partner organizations 7 and 8, and 157 who works for 7 into the database.
pub async fn staffed(db: &Database, agency: AgencyId) {
    let mut write = db.store.write(&Actor::operator(agency), NOON).await.unwrap();
    for n in [7, 8] {
        let partner = Organization::new(id(n), &format!("Partner {n}"), OrganizationKind::Business);
        organizations::insert(&mut write, &partner).await.unwrap();
        agreements::insert(&mut write, &agreement(n), &jiff::tz::TimeZone::UTC).await.unwrap();
    }
    for (n, role, organization) in
        [(101, Role::Officer, None), (102, Role::Officer, None), (157, Role::Partner, Some(id(7)))]
    {
        let officer = Person {
            id: id(n),
            agency,
            email: format!("p{n}@millbrook.test").parse().unwrap(),
            name: format!("Person {n}"),
            title: String::new(),
            roles: [role].into(),
            beats: [].into(),
            organization,
            standing: Standing::Active,
            language: Language::En,
            speaks: vec![],
            on_beat_since: None,
            public: false,
            created_at: NOON,
            version: 1,
        };
        people::insert(&mut write, &officer).await.unwrap();
    }
    write.record(Entry::new("test.staff", agency));
    write.commit().await.unwrap();
}

async fn opened(db: &Database) -> (App, Actor, Problem) {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, _) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let problem = app.open_problem(&officer, new_problem("Night break-ins"), "first").await.unwrap();
    (app, officer, problem)
}

fn scanned() -> Scanning {
    Scanning {
        statement: "Cars parked overnight are broken into.".into(),
        cheers: std::array::from_fn(|_| CheersAnswer { holds: Some(true), words: "Yes.".into() }),
        goal: Some(BroadGoal::Reduce),
        baseline_source: "Records 2021 to 2025".into(),
        ..Scanning::default()
    }
}

fn analysed() -> Analysis {
    let source = |name: &str| DataSource { name: name.into(), ..DataSource::default() };
    Analysis {
        sources: vec![source("Records"), source("Walk at night")],
        triangle: std::array::from_fn(|_| NodeNotes { words: "Seen.".into(), ..NodeNotes::default() }),
        hypotheses: vec![Hypothesis {
            statement: "No light".into(),
            status: HypothesisStatus::Supported,
            ..Hypothesis::default()
        }],
        account: "After midnight, where nobody looks.".into(),
        ..Analysis::default()
    }
}

fn answered() -> Response {
    Response {
        options: vec![ResponseOption {
            what: "Light the lot".into(),
            techniques: vec![7],
            chosen: Some(true),
            side: Some(Node::Place),
            weighing: "Cheap.".into(),
            ..ResponseOption::default()
        }],
        mechanism: "Light makes people visible.".into(),
        objectives: vec![Objective {
            measure: "Break-ins a month".into(),
            target: "4".into(),
            ..Objective::default()
        }],
        starts_on: Some(date(2026, 3, 1)),
        ..Response::default()
    }
}

fn plan() -> Plan {
    let months = |from, until| Window { from, until };
    Plan {
        offenses: vec!["theft-from-vehicle".parse().unwrap()],
        treated: Shape::around(LonLat::new(-93.6, 41.6).unwrap(), 300.0),
        controls: vec![],
        rings: vec![],
        baseline: months(date(2024, 3, 1), date(2025, 3, 1)),
        follow_up: months(date(2026, 3, 1), date(2027, 3, 1)),
        chosen_in: None,
        detectable: None,
    }
}

/// Puts a plan there as the assessment's own page would.
async fn planned(db: &Database, who: &Actor, at: &Reference) {
    let mut write = db.store.write(who, NOON).await.unwrap();
    let mut problem = rows::get(&write, at).await.unwrap();
    problem.assessment.plan = Some(plan());
    rows::save(&mut write, problem, "problem.plan", "").await.unwrap();
    write.record(Entry::new("problem.plan", at));
    write.commit().await.unwrap();
}

async fn version(app: &App, who: &Actor, at: &Reference) -> i64 {
    Box::pin(app.problem(who, at)).await.unwrap().problem.version
}

async fn sheet(
    app: &App,
    who: &Actor,
    at: &Reference,
    name: &str,
    typed: serde_json::Value,
) -> Result<Problem, Error> {
    let read = version(app, who, at).await;
    let typed = typed.as_object().unwrap().clone();
    Box::pin(app.save_sheet(who, at, read, Sheet::named(name).unwrap(), typed, false)).await
}

/// Time-scale, objective and supervisor.
async fn headed(app: &App, who: &Actor, at: &Reference) {
    let typed = json!({
        "level": "short", "objective": "Half as many break-ins by fall",
        "supervisor": id::<PersonId>(102).to_string(),
    });
    sheet(app, who, at, "people", typed).await.unwrap();
}

/// Signs the step ahead as it stands.
async fn signed(app: &App, who: &Actor, at: &Reference) {
    let read = version(app, who, at).await;
    Box::pin(app.advance(who, at, read, Pass::Met)).await.unwrap();
}

#[tokio::test]
async fn a_form_sent_twice_opens_one_problem() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        assert_eq!(problem.reference.to_string(), "P-2026-0001");
        let again = app.open_problem(&officer, new_problem("Night break-ins"), "first").await.unwrap();
        assert_eq!(again, problem);
        let other = app.open_problem(&officer, new_problem("Loud engines"), "second").await.unwrap();
        assert_eq!(other.reference.number, 2);
        let page = app.problems(&officer, &ProblemFilter::default(), 50).await.unwrap();
        assert_eq!((page.rows.len(), page.total, page.next), (2, 2, None));
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_many_times_at_once_opens_one_problem() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (app, officer) = (app.clone(), officer.clone());
            all.spawn(
                async move { app.open_problem(&officer, new_problem("Night"), "same").await.unwrap().id },
            );
        }
        let mut ids = all.join_all().await;
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(app.problems(&officer, &ProblemFilter::default(), 50).await.unwrap().total, 1);
    })
    .await;
}

#[tokio::test]
async fn an_officer_opens_problems_only_on_the_own_beat_or_as_lead() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, _) = app(&db);
        let stranger = person(agency.id, 2, Role::Officer, &[9]);
        let refused = app.open_problem(&stranger, new_problem("Not mine"), "").await;
        assert!(matches!(refused, Err(Error::Missing("problem"))), "{refused:?}");
        let led = NewProblem { lead: id(102), ..new_problem("Mine to lead") };
        app.open_problem(&stranger, led, "").await.unwrap();
        let nobodys = NewProblem { lead: id(999), ..new_problem("Led by nobody") };
        let refused = app.open_problem(&stranger, nobodys, "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Malformed { field: "lead" }))));
        let wordless = NewProblem { title: " ".into(), ..new_problem("") };
        let refused = app.open_problem(&person(agency.id, 1, Role::Officer, &[1]), wordless, "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Required { field: "title" }))));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_know_of_a_problem_finds_nothing() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let (other, _) = agency(&db.store, 2).await;
        let here = officer.agency;
        let blind = [
            person(here, 3, Role::Administrator, &[]),
            person(here, 4, Role::Auditor, &[]),
            person(here, 5, Role::Personnel, &[]),
            person(other.id, 1, Role::Officer, &[1]),
            partner(here, 7),
            Actor::nobody(here),
        ];
        for who in &blind {
            let found = app.problem(who, &problem.reference).await;
            assert!(matches!(found, Err(Error::Missing("problem"))), "{who:?}");
            let edit = app.save_analysis(who, &problem.reference, 1, analysed()).await;
            assert!(matches!(edit, Err(Error::Missing(_))), "{who:?}");
        }
        let reader = person(here, 6, Role::Information, &[]);
        let view = app.problem(&reader, &problem.reference).await.unwrap();
        assert!(!view.may.work && view.may.publish && view.may.read_all);
        for who in [&reader, &person(here, 2, Role::Officer, &[9])] {
            let edit = app.save_analysis(who, &problem.reference, 1, analysed()).await;
            assert!(matches!(edit, Err(Error::Missing("problem"))), "{who:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_partner_sees_the_shared_part_of_a_problem_with_an_own_task() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        app.save_scanning(&officer, &at, 1, scanned(), None).await.unwrap();
        app.save_analysis(&officer, &at, 2, analysed()).await.unwrap();
        app.save_response(&officer, &at, 3, answered()).await.unwrap();
        let task = NewTask {
            what: "Mend lamps".into(),
            where_when: String::new(),
            planned: String::new(),
            owner: None,
            organization: Some(id(7)),
            due: Some(date(2026, 3, 1)),
            dose: None,
            dose_planned: None,
        };
        app.add_task(&officer, &at, task, "").await.unwrap();

        let view = app.problem(&partner(officer.agency, 7), &at).await.unwrap();
        assert_eq!(view.problem.scanning.statement, scanned().statement);
        assert_eq!(view.problem.response.options[0].what, "Light the lot");
        assert_eq!(view.problem.response.options[0].weighing, "");
        assert_eq!(view.problem.analysis, Analysis::default());
        assert_eq!(view.problem.scanning.cheers, <[CheersAnswer; 6]>::default());
        assert!(view.history.is_empty() && view.gate.is_none() && !view.may.read_all);
        assert_eq!(view.tasks.len(), 1);
        let list = app.problems(&partner(officer.agency, 7), &ProblemFilter::default(), 9).await.unwrap();
        assert_eq!(list.total, 1);
        let history = app.problem_history(&partner(officer.agency, 7), &at).await;
        assert!(matches!(history, Err(Error::Missing("problem"))));
    })
    .await;
}

#[tokio::test]
async fn two_people_edit_different_parts_but_not_the_same_one_unseen() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        let analyst = person(officer.agency, 8, Role::Analyst, &[]);
        let one = app.save_scanning(&officer, &at, 1, scanned(), None).await.unwrap();
        assert_eq!(one.version, 2);
        // Another part, read before: no harm.
        let two = app.save_analysis(&analyst, &at, 1, analysed()).await.unwrap();
        assert_eq!((two.version, two.scanning.goal), (3, Some(BroadGoal::Reduce)));
        // The same part, read before.
        let late = Scanning { statement: "Mine".into(), ..Scanning::default() };
        let stale = app.save_scanning(&analyst, &at, 1, late, None).await;
        assert!(matches!(stale, Err(Error::Stale("problem"))), "{stale:?}");
        // A version that never was.
        let stale = app.save_analysis(&analyst, &at, 99, analysed()).await;
        assert!(matches!(stale, Err(Error::Stale("problem"))));
        // The same content again is no change.
        assert_eq!(app.save_analysis(&analyst, &at, 3, analysed()).await.unwrap().version, 3);
        // A move sees everything, so any change in between makes it stale.
        let stale = app.advance(&officer, &at, 2, Pass::Met).await;
        assert!(matches!(stale, Err(Error::Stale("problem"))));
    })
    .await;
}

#[tokio::test]
async fn every_version_is_kept_and_two_can_be_compared() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        app.save_scanning(&officer, &at, 1, scanned(), None).await.unwrap();
        let header = Header {
            title: "Break-ins at night".into(),
            tier: Tier::Formal,
            lead: problem.lead,
            beat: problem.beat,
            neighborhood: None,
            review_on: date(2026, 4, 1),
        };
        app.save_header(&officer, &at, 2, header).await.unwrap();
        let (_, history) = app.problem_history(&officer, &at).await.unwrap();
        let acts: Vec<_> = history.iter().map(|c| (c.version, c.act.as_str())).collect();
        assert_eq!(acts, [(3, "problem.header"), (2, "problem.scanning"), (1, "problem.open")]);
        assert!(history.iter().all(|c| c.person == officer.person()));
        let both = app.compare_versions(&officer, &at, 3, 1).await.unwrap();
        assert_eq!(
            (both.earlier.title.as_str(), both.later.title.as_str()),
            ("Night break-ins", "Break-ins at night")
        );
        assert!(matches!(app.compare_versions(&officer, &at, 1, 9).await, Err(Error::Missing("version"))));
        let trail = db.store.read(&Actor::operator(officer.agency)).await.unwrap();
        let filter = audit::Filter { object: Some(at.to_string()), ..audit::Filter::default() };
        assert_eq!(audit::list(&trail, &filter, 50).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_problem_goes_from_scanning_to_closed_through_its_gates() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        let gate = Box::pin(app.problem(&officer, &at)).await.unwrap().gate.unwrap();
        assert_eq!(gate.next, Move::Advance(Stage::Analysis));
        assert!(gate.unmet.contains(&Unmet::Cheers));
        let refused = Box::pin(app.advance(&officer, &at, 1, Pass::Met)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Gate(_)))));

        Box::pin(app.save_scanning(&officer, &at, 1, scanned(), Some(DecisionNeeded::Stop))).await.unwrap();
        headed(&app, &officer, &at).await;
        let sergeant = person(officer.agency, 9, Role::Supervisor, &[]);
        let chief = person(officer.agency, 10, Role::Commander, &[]);
        // An officer does not sign: it is asked for, and once.
        let v = version(&app, &officer, &at).await;
        let unsigned = Box::pin(app.advance(&officer, &at, v, Pass::Met)).await;
        assert!(matches!(unsigned, Err(Error::Refused(Refusal::NotNow { why: "needs-signature" }))));
        Box::pin(app.ask_signature(&officer, &at, v, "Please look.")).await.unwrap();
        let waits = Box::pin(app.decisions_waiting(&sergeant, 10)).await.unwrap();
        assert_eq!(waits.len(), 1);
        signed(&app, &sergeant, &at).await;
        assert!(Box::pin(app.decisions_waiting(&sergeant, 10)).await.unwrap().is_empty());
        let v = version(&app, &officer, &at).await;
        Box::pin(app.save_analysis(&officer, &at, v, analysed())).await.unwrap();
        signed(&app, &sergeant, &at).await;
        let v = version(&app, &officer, &at).await;
        Box::pin(app.save_response(&officer, &at, v, answered())).await.unwrap();
        let task = NewTask {
            what: "Mend lamps".into(),
            where_when: String::new(),
            planned: "34 lamps".into(),
            owner: officer.person(),
            organization: None,
            due: Some(date(2026, 3, 1)),
            dose: None,
            dose_planned: None,
        };
        let task = Box::pin(app.add_task(&officer, &at, task, "")).await.unwrap();
        planned(&db, &officer, &at).await;
        // Within the matrix the officer starts the response at once.
        let v = version(&app, &officer, &at).await;
        let started = Box::pin(app.start_response(&officer, &at, v, Pass::Met)).await.unwrap();
        assert_eq!(started.assessment.lock.unwrap().hash, plan().hash());
        let v = started.version;
        assert!(matches!(Box::pin(app.advance(&sergeant, &at, v, Pass::Met)).await, Err(Error::Refused(_))));
        let report = commonbeat_app::tasks::Report {
            state: TaskState::Done,
            done: "34 lamps".into(),
            deviation: String::new(),
        };
        Box::pin(app.report_task(&officer, task.id, 1, report)).await.unwrap();
        signed(&app, &sergeant, &at).await;
        let words = AssessmentWords {
            displacement: Some(Displacement::NoneSeen),
            views: "Two shop owners".into(),
            conclusion: Some(Conclusion::Unclear),
            ..AssessmentWords::default()
        };
        let v = version(&app, &officer, &at).await;
        Box::pin(app.save_assessment_words(&officer, &at, v, words)).await.unwrap();
        let row = json!([{ "objective": "Break-ins a month: 4", "attained": "unknown" }]);
        sheet(&app, &officer, &at, "effects", json!({ "attainment": row })).await.unwrap();
        let v = version(&app, &officer, &at).await;
        let refused = Box::pin(app.close(&chief, &at, v, Pass::Met)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Gate(unmet))) if unmet == [Unmet::Result]));
        let reason = || Pass::Override { reason: "Counts too small.".into(), until: None };
        // Only the level above the one that signs passes a gate with a reason.
        assert!(matches!(Box::pin(app.close(&officer, &at, v, reason())).await, Err(Error::Missing("gate"))));
        let low = Box::pin(app.close(&sergeant, &at, v, reason())).await;
        assert!(matches!(low, Err(Error::Refused(Refusal::NotNow { why: "needs-higher-signature" }))));
        let closed = Box::pin(app.close(&chief, &at, v, reason())).await.unwrap();
        assert_eq!((closed.status, closed.overrides.len(), closed.signs.len()), (Status::Closed, 1, 5));
        assert!(closed.overrides[0].until.is_some());
        // Each signature is an entry of the log with its authority; none was lost.
        let log = Box::pin(app.decisions(&officer, &Default::default(), 50)).await.unwrap().rows;
        assert_eq!(log.len(), 5, "{log:?}");

        let v = closed.version;
        let refused = Box::pin(app.save_scanning(&officer, &at, v, Scanning::default(), None)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::NotNow { why: "problem-closed" }))));
        let note =
            PublicNote { shown: true, said: "Too dark".into(), did: "Lamps".into(), ..PublicNote::default() };
        Box::pin(app.save_public(&officer, &at, v, note)).await.unwrap();
        let open = Box::pin(app.reopen(&officer, &at, v + 1, "It came back.")).await.unwrap();
        assert_eq!((open.status, open.stage), (Status::Open, Stage::Analysis));
        let (_, history) = Box::pin(app.problem_history(&officer, &at)).await.unwrap();
        assert_eq!(history[0].note, "It came back.");
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_by_key() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, clock) = app(&db);
        let chief = person(agency.id, 9, Role::Commander, &[]);
        for n in 0..7 {
            clock.advance(jiff::SignedDuration::from_mins(1));
            let title = if n == 3 { "Ärger at 100% Main_St" } else { "Noise" };
            let new = NewProblem { beat: Some(id(n % 2)), ..new_problem(title) };
            app.open_problem(&chief, new, "").await.unwrap();
        }
        let mut seen = Vec::new();
        let mut filter = ProblemFilter::default();
        loop {
            let page = app.problems(&chief, &filter, 3).await.unwrap();
            assert_eq!(page.total, 7);
            seen.extend(page.rows.iter().map(|row| row.reference.number));
            match page.next {
                Some(next) => filter.before = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
        let found = |filter: ProblemFilter| {
            let (app, chief) = (app.clone(), chief.clone());
            async move { app.problems(&chief, &filter, 50).await.unwrap().total }
        };
        let words = |w: &str| ProblemFilter { words: Some(w.into()), ..ProblemFilter::default() };
        assert_eq!(found(words("ÄRGER")).await, 1);
        assert_eq!(found(words("0% main_")).await, 1);
        assert_eq!(found(words("%")).await, 1);
        assert_eq!(found(words("p-2026-0005")).await, 1);
        assert_eq!(found(ProblemFilter { beat: Some(id(1)), ..Default::default() }).await, 3);
        assert_eq!(found(ProblemFilter { lead: Some(id(101)), ..Default::default() }).await, 7);
        assert_eq!(found(ProblemFilter { status: Some(Status::Closed), ..Default::default() }).await, 0);
        let due = ProblemFilter { review_until: Some(date(2026, 3, 17)), ..Default::default() };
        assert_eq!(found(due).await, 0);
        let due = ProblemFilter { review_until: Some(date(2026, 3, 18)), ..Default::default() };
        assert_eq!(found(due).await, 7);
    })
    .await;
}

#[tokio::test]
async fn the_public_page_finds_only_what_is_shown() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let read = db.store.read(&Actor::nobody(officer.agency)).await.unwrap();
        assert!(rows::shown(&read, Some(id(2)), 9).await.unwrap().is_empty());
        let note =
            PublicNote { shown: true, said: "Too dark".into(), did: "Lamps".into(), ..PublicNote::default() };
        app.save_public(&officer, &problem.reference, 1, note).await.unwrap();
        assert_eq!(rows::shown(&read, Some(id(2)), 9).await.unwrap().len(), 1);
        assert!(rows::shown(&read, Some(id(3)), 9).await.unwrap().is_empty());
        let none = task_rows::list(&read, &task_rows::TaskFilter::default(), 9).await;
        assert!(none.is_err());
    })
    .await;
}

#[tokio::test]
async fn two_edits_of_one_sheet_are_joined_on_request_and_lose_nothing() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        let analyst = person(officer.agency, 3, Role::Analyst, &[]);
        sheet(
            &app,
            &analyst,
            &at,
            "account",
            json!({ "what": "Tools are taken.", "how": "By the back gate." }),
        )
        .await
        .unwrap();
        let late = json!({ "what": "Windows are broken.", "where_at": "Lots 2 and 4" });
        let late = late.as_object().unwrap().clone();
        let one = Sheet::named("account").unwrap();
        let stale = app.save_sheet(&officer, &at, 1, one, late.clone(), false).await;
        assert!(matches!(stale, Err(Error::Stale("problem"))));
        let both = app.save_sheet(&officer, &at, 1, one, late, true).await.unwrap();
        assert_eq!(both.analysis.what, "Tools are taken.\n\nWindows are broken.");
        assert_eq!(
            (both.analysis.how.as_str(), both.analysis.where_at.as_str()),
            ("By the back gate.", "Lots 2 and 4")
        );
    })
    .await;
}

#[tokio::test]
async fn a_late_review_and_a_request_that_nobody_answers_go_one_level_up() {
    on_both(|db| async move {
        let (agency, _) = agency(&db.store, 1).await;
        staffed(&db, agency.id).await;
        let (app, clock) = app(&db);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        let system = Actor::system(agency.id, "look-after-problems");
        let at = app.open_problem(&officer, new_problem("Night"), "").await.unwrap().reference;
        app.save_scanning(&officer, &at, 1, scanned(), Some(DecisionNeeded::Stop)).await.unwrap();
        headed(&app, &officer, &at).await;
        let v = version(&app, &officer, &at).await;
        app.ask_signature(&officer, &at, v, "").await.unwrap();
        assert_eq!(app.look_after_problems(&system).await.unwrap(), Default::default());
        clock.advance(jiff::SignedDuration::from_hours(24 * 4));
        let night = app.look_after_problems(&system).await.unwrap();
        assert_eq!((night.requests, night.reviews), (1, 0));
        clock.advance(jiff::SignedDuration::from_hours(24 * 28));
        let night = app.look_after_problems(&system).await.unwrap();
        assert_eq!((night.requests, night.reviews), (0, 1));
        assert_eq!(app.look_after_problems(&system).await.unwrap(), Default::default());
        let escalated = app.problem(&officer, &at).await.unwrap().problem;
        assert_eq!(escalated.escalated.map(|r| r.name()), Some("supervisor"));
        // It is reviewed where it went, not by who let it lie.
        let own = app.reviewed(&officer, &at, escalated.version, "").await;
        assert!(matches!(own, Err(Error::Refused(Refusal::NotNow { why: "review-escalated" }))));
        let sergeant = person(agency.id, 9, Role::Supervisor, &[]);
        let reviewed = app.reviewed(&sergeant, &at, escalated.version, "Seen.").await.unwrap();
        assert_eq!(reviewed.escalated, None);
        // Who was asked first may still sign.
        app.advance(&sergeant, &at, reviewed.version, Pass::Met).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_closed_is_looked_at_again_on_its_days() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        let mut write = db.store.write(&officer, NOON).await.unwrap();
        let mut closed = rows::get(&write, &at).await.unwrap();
        closed.status = Status::Closed;
        closed.closed_at = Some(NOON - jiff::SignedDuration::from_hours(24 * 31));
        closed.assessment.examined.watch_days = vec![30, 90];
        closed.assessment.examined.trigger_count = Some(1);
        rows::save(&mut write, closed, "problem.close", "").await.unwrap();
        write.record(Entry::new("problem.close", at));
        write.commit().await.unwrap();
        let system = Actor::system(officer.agency, "look-after-problems");
        let night = app.look_after_problems(&system).await.unwrap();
        assert_eq!((night.watched, night.reopened), (1, 0), "nothing was imported, so nothing came back");
        assert_eq!(app.look_after_problems(&system).await.unwrap().watched, 0);
        let seen = app.problem(&officer, &at).await.unwrap();
        assert_eq!(seen.problem.assessment.examined.watched[0].days, 30);
        assert_eq!(seen.standing.name(), "monitoring");
    })
    .await;
}

#[tokio::test]
async fn inside_the_matrix_an_officer_decides_and_beyond_it_somebody_else_answers() {
    on_both(|db| async move {
        use commonbeat_app::decisions::Matter;
        use commonbeat_domain::organization::decisions::{Review, State};
        use commonbeat_domain::organization::delegation::{DecisionKind, Takes};
        let (app, officer, problem) = opened(&db).await;
        let sergeant = person(officer.agency, 9, Role::Supervisor, &[]);
        let chief = person(officer.agency, 10, Role::Commander, &[]);
        let matter = |money| Matter {
            kind: DecisionKind::Money,
            problem: Some(problem.reference),
            title: "Paint for the underpass".into(),
            options: "Paint, or wash each week".into(),
            reason: "It lasts longer.".into(),
            community: "Parents will paint.".into(),
            takes: Takes { money, ..Takes::default() },
        };
        let small = app.decide(&officer, matter(400), "one").await.unwrap();
        assert_eq!(small.state, State::Approved);
        assert_eq!(
            app.decide(&officer, matter(400), "one").await.unwrap().id,
            small.id,
            "sent twice, done once"
        );
        let large = app.decide(&officer, matter(900), "two").await.unwrap();
        assert_eq!((large.state, large.due_at.is_some()), (State::Asked, true));
        let own = app.answer_decision(&officer, large.id, 1, true, "").await;
        assert!(matches!(own, Err(Error::Refused(Refusal::NotNow { .. }))), "{own:?}");
        let bare = app.answer_decision(&sergeant, large.id, 1, false, " ").await;
        assert!(matches!(bare, Err(Error::Refused(Refusal::Required { field: "reason" }))));
        let no =
            app.answer_decision(&sergeant, large.id, 1, false, "The wall comes down in May.").await.unwrap();
        assert_eq!(no.state, State::Refused);
        let again = app.answer_decision(&sergeant, large.id, 1, true, "").await;
        assert!(matches!(again, Err(Error::Stale("decision"))));
        app.review_decision(&chief, large.id, 2, Review::Reversed, "It stays until fall.").await.unwrap();
        let answering = app.answering(&officer).await.unwrap();
        assert_eq!((answering.all.answered, answering.all.refused, answering.all.reversed), (1, 1, 1));
        assert_eq!(answering.each[0].0, sergeant.person().unwrap());
        // The commander narrows the matrix: what was the officer's own is asked for from now on.
        assert!(app.revoke_grant(&sergeant, 0).await.is_err());
        let (matrix, own) = app.matrix(&officer).await.unwrap();
        assert!(!own);
        let place = matrix.grants.iter().position(|g| g.kind == DecisionKind::Money).unwrap();
        for n in 0..3 {
            app.revoke_grant(&chief, place + n).await.unwrap();
        }
        let asked = app.decide(&officer, matter(1), "three").await.unwrap();
        assert_eq!((asked.state, asked.rank.name()), (State::Asked, "commander"));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_problem_is_declined_and_a_problem_is_merged_into_another() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let at = problem.reference;
        let early = app.decline(&officer, &at, 1, "", "One car, once.").await;
        assert!(matches!(early, Err(Error::Refused(Refusal::NotNow { why: "cheers-all-yes" }))));
        let mut once = scanned();
        once.cheers[4].holds = Some(false);
        app.save_scanning(&officer, &at, 1, once, None).await.unwrap();
        let stranger = person(officer.agency, 2, Role::Officer, &[9]);
        assert!(matches!(app.decline(&stranger, &at, 2, "", "No.").await, Err(Error::Missing("problem"))));
        let declined =
            app.decline(&officer, &at, 2, "", "It happened once; we wrote the report.").await.unwrap();
        assert_eq!(declined.status, Status::Declined);
        assert_eq!(
            app.problems(&officer, &ProblemFilter { status: Some(Status::Open), ..Default::default() }, 9)
                .await
                .unwrap()
                .total,
            0
        );
        let one = app.open_problem(&officer, new_problem("One"), "1").await.unwrap().reference;
        let two = app.open_problem(&officer, new_problem("Two"), "2").await.unwrap().reference;
        let itself = app.merge_problem(&officer, &one, 1, &one, "Same.").await;
        assert!(matches!(itself, Err(Error::Refused(Refusal::Malformed { field: "into" }))));
        let merged = app.merge_problem(&officer, &one, 1, &two, "The same lots.").await.unwrap();
        assert_eq!((merged.status, merged.ending.unwrap().into), (Status::Merged, Some(two)));
    })
    .await;
}

#[tokio::test]
async fn a_partner_signs_for_its_task_and_nobody_else_does() {
    on_both(|db| async move {
        let (app, officer, problem) = opened(&db).await;
        let task = NewTask {
            what: "Mend lamps".into(),
            where_when: String::new(),
            planned: "34 lamps".into(),
            owner: None,
            organization: Some(id(7)),
            due: Some(date(2026, 3, 1)),
            dose: None,
            dose_planned: Some(34),
        };
        let task = app.add_task(&officer, &problem.reference, task, "").await.unwrap();
        for who in [&officer, &partner(officer.agency, 8)] {
            assert!(app.take_on_task(who, task.id, 1).await.is_err());
        }
        let signed = app.take_on_task(&partner(officer.agency, 7), task.id, 1).await.unwrap();
        assert!(signed.taken_on.is_some());
        let entry = commonbeat_domain::problems::tasks::Logged {
            day: date(2026, 2, 17),
            amount: 20,
            words: String::new(),
            by: id(157),
        };
        let logged = app.log_dose(&partner(officer.agency, 7), task.id, entry.clone(), "a").await.unwrap();
        app.log_dose(&partner(officer.agency, 7), task.id, entry, "a").await.unwrap();
        assert_eq!(logged.given(), 20);
    })
    .await;
}
