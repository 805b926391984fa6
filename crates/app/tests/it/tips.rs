//! Anonymous tips: both ways by the code alone, the same work for every wrong code, sealed words, an end.

use commonbeat_app::tips::IN_LINE;
use commonbeat_app::{App, Error, Settings, keys};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::TipState;
use commonbeat_domain::text::Language;
use commonbeat_domain::{Key as _, Refusal};
use commonbeat_store::audit::{self, Filter};
use commonbeat_store::people;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, id, on_both};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use crate::problems::{new_problem, person, staffed};

const WORDS: &str = "They cut copper behind the old mill on Tuesday nights.";

struct Ground {
    app: App,
    clock: FixedClock,
    visitor: Actor,
    operator: Actor,
    officer: Actor,
    sergeant: Actor,
}

async fn ground(db: &Database) -> Ground {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let (officer, sergeant) =
        (person(agency.id, 1, Role::Officer, &[1]), person(agency.id, 2, Role::Supervisor, &[]));
    Ground { app, clock, visitor: Actor::nobody(agency.id), operator, officer, sergeant }
}

impl Ground {
    async fn give(&self, once: &str) -> String {
        self.app.give_tip(&self.visitor, WORDS, Language::En, once).await.unwrap().code.reveal()
    }

    async fn acts(&self) -> Vec<(String, String)> {
        let read = self.app.store().read(&self.operator).await.unwrap();
        let rows = audit::list(&read, &Filter::default(), 200).await.unwrap();
        rows.into_iter()
            .rev()
            .map(|row| (row.actor, row.act))
            .filter(|(_, act)| act.starts_with("tip."))
            .collect()
    }
}

/// Another code of the same shape: the symbol at a place moved on, and the check symbol that then belongs to it.
fn other_code(code: &str, at: usize) -> String {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut symbols: Vec<char> = code.chars().filter(|c| *c != '-').collect();
    let moved = (SYMBOLS.find(symbols[at]).unwrap() + 1) % 32;
    symbols[at] = SYMBOLS.chars().nth(moved).unwrap();
    let fits = |last: char| {
        let mut whole = symbols.clone();
        whole[19] = last;
        let text: String = whole.into_iter().collect();
        commonbeat_auth::tip_code::TipCode::parse(&text).is_ok().then_some(text)
    };
    SYMBOLS.chars().find_map(fits).unwrap()
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error>) -> Refusal {
    match done {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_person_without_a_name_and_the_agency_write_to_each_other_by_the_code_alone() {
    on_both(|db| async move {
        let g = ground(&db).await;
        let code = g.give("form-1").await;
        let desk = g.app.tips(&g.sergeant).await.unwrap();
        assert_eq!(desk.waiting.len(), 1);
        let tip = desk.waiting[0].id;
        let read = g.app.tip(&g.sergeant, tip).await.unwrap();
        assert_eq!(read.messages[0].words, WORDS);
        g.clock.advance(SignedDuration::from_hours(20));
        g.app.answer_tip(&g.sergeant, tip, "Which gate do they use?", "answer-1").await.unwrap();
        g.app.answer_tip(&g.sergeant, tip, "Which gate do they use?", "answer-1").await.unwrap();

        let own = g.app.open_tip(&g.visitor, &code.to_lowercase().replace('-', " ")).await.unwrap();
        let said: Vec<_> = own.messages.iter().map(|m| (m.speaker, m.words.as_str())).collect();
        assert_eq!(said, [(Speaker::Resident, WORDS), (Speaker::Agency, "Which gate do they use?")]);
        assert_eq!(own.ends_at, NOON + SignedDuration::from_hours(20 + 90 * 24));
        g.app.close_tip(&g.sergeant, tip).await.unwrap();
        let own = g.app.write_on_tip(&g.visitor, &code, "The one by the river.", "more-1").await.unwrap();
        let again = g.app.write_on_tip(&g.visitor, &code, "The one by the river.", "more-1").await.unwrap();
        assert_eq!((own.messages.len(), again.messages.len()), (3, 3), "a form sent twice is done once");
        assert_eq!(
            g.app.tip(&g.sergeant, tip).await.unwrap().tip.state,
            TipState::Waiting,
            "words open it again"
        );

        let acts = g.acts().await;
        let names: Vec<&str> = acts.iter().map(|(_, act)| act.as_str()).collect();
        assert_eq!(names, ["tip.give", "tip.read", "tip.answer", "tip.close", "tip.write", "tip.read"]);
        for (actor, act) in &acts {
            let theirs = ["tip.give", "tip.write"].contains(&act.as_str());
            assert_eq!(theirs, actor == "nobody", "{act} by {actor}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_code_has_the_same_answer_and_costs_the_same_hash_whether_its_selector_exists_or_not() {
    on_both(|db| async move {
        let g = ground(&db).await;
        let code = g.give("form-1").await;
        assert_eq!(g.app.tip_codes_hashed(), 1, "giving a tip hashes once");
        let mut answers = Vec::new();
        // Another secret under the same selector, another selector with the same secret, and the right code.
        for (typed, hashed) in [(other_code(&code, 9), 2), (other_code(&code, 2), 3), (code.clone(), 4)] {
            answers.push(g.app.open_tip(&g.visitor, &typed).await);
            assert_eq!(g.app.tip_codes_hashed(), hashed, "one hash for each code, right or wrong");
        }
        assert!(answers.pop().unwrap().is_ok());
        let told: Vec<Refusal> = answers.into_iter().map(refused).collect();
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0], Refusal::unfit("tip_code", "tip-code-wrong"));
        let more = g.app.write_on_tip(&g.visitor, &other_code(&code, 9), "More", "more-1").await;
        assert_eq!(refused(more), told[0]);
        // What no code can be is told without looking anything up.
        assert_eq!(refused(g.app.open_tip(&g.visitor, "").await), Refusal::malformed("tip_code"));
        assert_eq!(g.app.tip_codes_hashed(), 5);
        assert_eq!(g.acts().await.len(), 1, "wrong codes and looks leave nothing");
    })
    .await;
}

#[tokio::test]
async fn more_codes_at_once_than_the_line_holds_are_asked_to_come_again_and_the_rest_are_served() {
    let db = Database::sqlite().await;
    let g = ground(&db).await;
    let code = g.give("form-1").await;
    let many = (0..IN_LINE + 8).map(|_| g.app.open_tip(&g.visitor, &code));
    let done = futures::future::join_all(many).await;
    let (served, turned): (Vec<_>, Vec<_>) = done.into_iter().partition(Result::is_ok);
    assert_eq!((served.len(), turned.len()), (IN_LINE, 8));
    for one in turned {
        assert_eq!(refused(one), Refusal::not_now("tips-busy"));
    }
    assert!(g.app.open_tip(&g.visitor, &code).await.is_ok(), "and then there is room again");
}

#[tokio::test]
async fn only_those_with_the_right_to_read_tips_know_of_them() {
    on_both(|db| async move {
        let g = ground(&db).await;
        g.give("form-1").await;
        let tip = g.app.tips(&g.sergeant).await.unwrap().waiting[0].id;
        for who in
            [&g.officer, &g.visitor, &g.operator, &person(g.visitor.agency, 3, Role::Administrator, &[])]
        {
            assert!(matches!(g.app.tips(who).await, Err(Error::Missing(_))), "{who:?}");
            assert!(matches!(g.app.tip(who, tip).await, Err(Error::Missing(_))), "{who:?}");
            assert!(matches!(g.app.answer_tip(who, tip, "Hello", "a").await, Err(Error::Missing(_))));
        }
        let (other, _) = agency(&db.store, 2).await;
        let stranger = person(other.id, 2, Role::Supervisor, &[]);
        assert!(matches!(g.app.tip(&stranger, tip).await, Err(Error::Missing(_))));
        assert_eq!(g.acts().await.len(), 1, "whoever may not know of it leaves no row about it");
    })
    .await;
}

#[tokio::test]
async fn words_of_danger_raise_the_supervisors_without_a_word_of_the_tip_and_wait_until_somebody_saw_to_them()
{
    on_both(|db| async move {
        let g = ground(&db).await;
        supervise(&db, &g).await;
        let words = "He has a gun and he is outside my door right now";
        let given = g.app.give_tip(&g.visitor, words, Language::En, "form-1").await.unwrap();
        assert!(given.danger);
        let desk = g.app.tips(&g.sergeant).await.unwrap();
        assert_eq!((desk.danger.len(), desk.waiting.len()), (1, 0));
        let tip = desk.danger[0].id;
        let jobs = dump(&db, "SELECT payload AS text FROM jobs").await;
        assert!(jobs.iter().any(|job| job.contains("danger") && job.contains(&tip.to_string())), "{jobs:?}");
        assert!(jobs.iter().all(|job| !job.contains("gun")), "{jobs:?}");
        assert_eq!(refused(g.app.close_tip(&g.sergeant, tip).await), Refusal::not_now("tip-danger-first"));
        g.app.see_to_tip_danger(&g.sergeant, tip, "A car is there.").await.unwrap();
        assert!(g.app.tips(&g.sergeant).await.unwrap().danger.is_empty());
        g.app.close_tip(&g.sergeant, tip).await.unwrap();
    })
    .await;
}

/// A supervisor who gets letters.
async fn supervise(db: &Database, g: &Ground) {
    let mut write = db.store.write(&g.operator, NOON).await.unwrap();
    let officer = people::by_id(&write, id(102)).await.unwrap();
    let email = "sergeant@millbrook.test".parse().unwrap();
    let sergeant = Person { id: id(103), email, roles: [Role::Supervisor].into(), ..officer };
    people::insert(&mut write, &sergeant).await.unwrap();
    write.record(audit::Entry::new("test.staff", "sergeant"));
    write.commit().await.unwrap();
}

/// One column of text of every row.
async fn dump(db: &Database, sql: &str) -> Vec<String> {
    let conn = sea_orm::Database::connect(&db.url).await.unwrap();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let all = rows.iter().map(|row| row.try_get::<String>("", "text").unwrap()).collect();
    conn.close().await.unwrap();
    all
}

#[tokio::test]
async fn neither_words_nor_code_lie_in_the_database_and_a_new_key_seals_them_anew() {
    on_both(|db| async move {
        let g = ground(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("commonbeat.key");
        keys::make_key(&file).unwrap();
        let settings = Settings { key_file: Some(file), ..Settings::default() };
        let app = App::new(db.store.clone(), g.clock.reader(), settings);
        let given = app.give_tip(&g.visitor, WORDS, Language::En, "form-1-with-a-token").await.unwrap();
        let code = given.code.reveal();
        let stored = || dump(&db, "SELECT words AS text FROM tip_messages");
        let before = stored().await;
        assert!(before.iter().all(|words| words.starts_with("sealed:")), "{before:?}");
        let mut all = before.clone();
        all.extend(dump(&db, "SELECT doc || secret AS text FROM tips").await);
        all.extend(dump(&db, "SELECT token || result AS text FROM once").await);
        all.extend(dump(&db, "SELECT COALESCE(payload, '') || object || actor AS text FROM audit").await);
        let plain = code.replace('-', "");
        for hidden in ["copper", "form-1-with-a-token", &code, &plain, &plain.to_lowercase()[4..19]] {
            assert!(all.iter().all(|text| !text.contains(hidden)), "{hidden} lies in the database");
        }
        let again = app.give_tip(&g.visitor, WORDS, Language::En, "form-1-with-a-token").await.unwrap();
        assert!(again.code.same(&given.code), "the same form gives the same code");
        let other =
            app.give_tip(&g.visitor, "Other words", Language::En, "form-1-with-a-token").await.unwrap();
        assert!(!other.code.same(&given.code), "and other words another");
        app.rotate_sealing_key().await.unwrap();
        let after = stored().await;
        assert!(after.iter().all(|words| words.starts_with("sealed:") && !before.contains(words)));
        assert_eq!(app.open_tip(&g.visitor, &code).await.unwrap().messages[0].words, WORDS);
    })
    .await;
}

#[tokio::test]
async fn a_tip_on_which_nobody_writes_is_erased_after_ninety_days_and_only_a_count_is_left() {
    on_both(|db| async move {
        let g = ground(&db).await;
        let (idle, alive) = (g.give("form-1").await, g.give("form-2").await);
        g.clock.advance(SignedDuration::from_hours(24 * 60));
        g.app.write_on_tip(&g.visitor, &alive, "Still there.", "more-1").await.unwrap();
        g.clock.advance(SignedDuration::from_hours(24 * 30) - SignedDuration::from_secs(1));
        let system = Actor::system(g.visitor.agency, "forget-tips");
        assert_eq!(g.app.forget_tips(&system).await.unwrap(), 0, "not a second before");
        g.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(g.app.forget_tips(&system).await.unwrap(), 1);
        assert_eq!(g.app.forget_tips(&system).await.unwrap(), 0);
        assert_eq!(
            refused(g.app.open_tip(&g.visitor, &idle).await),
            Refusal::unfit("tip_code", "tip-code-wrong")
        );
        assert_eq!(g.app.open_tip(&g.visitor, &alive).await.unwrap().messages.len(), 2);
        assert_eq!(g.app.tips(&g.sergeant).await.unwrap().erased, 1);
        assert_eq!(dump(&db, "SELECT words AS text FROM tip_messages").await.len(), 2);
        assert!(g.acts().await.contains(&("system:forget-tips".into(), "tip.erase".into())));
    })
    .await;
}

#[tokio::test]
async fn a_tip_is_tied_to_a_problem_without_a_word_of_it_and_found_from_there() {
    on_both(|db| async move {
        let g = ground(&db).await;
        g.give("form-1").await;
        let tip = g.app.tips(&g.sergeant).await.unwrap().waiting[0].id;
        let problem = g.app.open_problem(&g.officer, new_problem("Copper"), "").await.unwrap().reference;
        let unknown = "P-2026-0999".parse().unwrap();
        assert_eq!(
            refused(g.app.tie_tip(&g.sergeant, tip, unknown).await),
            Refusal::unfit("tip_tie", "tip-tie-unknown")
        );
        for _ in 0..2 {
            g.app.tie_tip(&g.sergeant, tip, problem).await.unwrap();
        }
        assert_eq!(g.app.tip(&g.sergeant, tip).await.unwrap().ties, [problem]);
        let found = g.app.tips_of(&g.sergeant, problem).await.unwrap();
        assert_eq!(found.iter().map(|found| found.id.uuid()).collect::<Vec<_>>(), [tip.uuid()]);
        assert!(
            g.app.tips_of(&g.officer, problem).await.unwrap().is_empty(),
            "an officer sees nothing of it"
        );
        g.app.untie_tip(&g.sergeant, tip, problem).await.unwrap();
        assert!(g.app.tips_of(&g.sergeant, problem).await.unwrap().is_empty());
    })
    .await;
}
