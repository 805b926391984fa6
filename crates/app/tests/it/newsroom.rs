//! The newsroom: an embargo that ends while nothing runs, the block list, corrections.

use commonbeat_app::{App, Error, Settings, keys};
use commonbeat_auth::vault;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::newsroom::blocks::{BlockKind, NewBlock};
use commonbeat_domain::information::newsroom::inquiries::NewInquiry;
use commonbeat_domain::information::newsroom::{Correction, Press, PressKind, PressState, PressWords};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::partnerships::organizations::{OrganizationKind, PartnerRecord};
use commonbeat_domain::{Key, Refusal};
use commonbeat_store::audit::{Entry, Filter};
use commonbeat_store::people;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, id, on_both};
use jiff::SignedDuration;
use sea_orm::{ConnectionTrait, Statement};

use crate::problems::{person, staffed};

struct Ground {
    app: App,
    clock: FixedClock,
    officer: Actor,
    desk: Actor,
    commander: Actor,
}

async fn ground(db: &Database) -> Ground {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let desk = person(agency.id, 3, Role::Information, &[]);
    let commander = person(agency.id, 4, Role::Commander, &[]);
    Ground { app, clock, officer, desk, commander }
}

fn words(body: &str, hours: Option<i64>) -> PressWords {
    PressWords {
        kind: PressKind::Release,
        title: "Lamps on Canal Street".into(),
        body: body.into(),
        title_es: String::new(),
        body_es: String::new(),
        contact: "Media desk, 555-0100".into(),
        embargo: hours.map(|h| NOON + SignedDuration::from_hours(h)),
        case_owner: id(101),
        problem: None,
    }
}

fn block(kind: BlockKind, words: &str) -> NewBlock {
    NewBlock { kind, label: "Case 7".into(), words: words.into(), until: None }
}

impl Ground {
    async fn checked(&self, words: PressWords) -> Press {
        let draft = self.app.draft_press(&self.desk, words, None, "").await.unwrap();
        self.app.check_press(&self.officer, draft.id, draft.version).await.unwrap()
    }

    async fn public(&self) -> usize {
        self.app.public_press(self.desk.agency).await.unwrap().len()
    }
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error>, why: &'static str) {
    match done {
        Err(Error::Refused(refusal)) => assert_eq!(refusal, Refusal::not_now(why)),
        other => panic!("{why}: {other:?}"),
    }
}

#[tokio::test]
async fn an_embargo_that_ends_while_nothing_runs_is_issued_once_as_soon_as_something_does() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, clock, desk, officer, .. } = &ground;
        let checked = ground.checked(words("Forty lamps were mended.", Some(2))).await;
        assert!(matches!(
            app.clear_press(officer, checked.id, checked.version).await,
            Err(Error::Missing(_))
        ));
        let cleared = app.clear_press(desk, checked.id, checked.version).await.unwrap();
        assert_eq!((cleared.state, ground.public().await), (PressState::Cleared, 0));
        // The worker looks early, then is away from before the hour until long after it.
        app.worker(Default::default()).run_until_empty().await.unwrap();
        assert_eq!(ground.public().await, 0);
        clock.advance(SignedDuration::from_hours(7));
        let named = |name: &str| commonbeat_jobs::Settings { name: name.into(), ..Default::default() };
        let (one, other) = (app.worker(named("one")), app.worker(named("other")));
        let (a, b) = tokio::join!(one.run_until_empty(), other.run_until_empty());
        a.and(b).unwrap();
        assert_eq!(ground.public().await, 1);
        let out = app.press(desk, checked.id).await.unwrap().press;
        assert_eq!(out.issued_at, Some(clock.now()));
        app.issue_press(desk, checked.id).await.unwrap();
        let rows = app.audit_rows(&Actor::operator(desk.agency), &Filter::default(), 100).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.act == "press.issue").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_embargo_that_was_moved_is_kept_and_what_was_blocked_meanwhile_stays_in() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, clock, desk, officer, .. } = &ground;
        let first = ground.checked(words("Forty lamps were mended.", Some(2))).await;
        let first = app.clear_press(desk, first.id, first.version).await.unwrap();
        let later = words("Forty lamps were mended.", Some(5));
        let moved = app.write_press(desk, first.id, first.version, later, None).await.unwrap();
        let moved = app.check_press(officer, moved.id, moved.version).await.unwrap();
        app.clear_press(desk, moved.id, moved.version).await.unwrap();
        let named = ground.checked(words("Kim Lowell mended them.", Some(2))).await;
        app.clear_press(desk, named.id, named.version).await.unwrap();
        app.add_block(desk, block(BlockKind::Juvenile, "Kim Lowell")).await.unwrap();

        clock.set(NOON + SignedDuration::from_hours(3));
        app.worker(Default::default()).run_until_empty().await.unwrap();
        assert_eq!(ground.public().await, 0, "one was moved, one is held back");
        let held = app.press(desk, named.id).await.unwrap();
        assert_eq!((held.press.state, held.hits.len()), (PressState::Draft, 1));
        clock.set(NOON + SignedDuration::from_hours(5));
        app.worker(Default::default()).run_until_empty().await.unwrap();
        assert_eq!(ground.public().await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_guard_knows_the_list_and_the_protected_addresses_of_partners() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, desk, commander, officer, .. } = &ground;
        let record = PartnerRecord {
            address: "12 Hidden Lane".into(),
            address_protected: true,
            ..PartnerRecord::default()
        };
        app.add_partner(desk, "Lantern House", OrganizationKind::Nonprofit, record).await.unwrap();
        let lane = ground.checked(words("Beds at 12 hidden lane.", None)).await;
        refused(app.clear_press(desk, lane.id, lane.version).await, "names-an-address");

        let entry = app.add_block(desk, block(BlockKind::Investigation, "red sedan")).await.unwrap();
        let sedan = ground.checked(words("Who saw a red sedan?", None)).await;
        refused(app.clear_press(desk, sedan.id, sedan.version).await, "names-an-investigation");
        let reason = "We need witnesses.";
        let by_desk = app.set_block_aside(desk, sedan.id, sedan.version, entry.id, reason).await;
        assert!(matches!(by_desk, Err(Error::Missing(_))), "only a commander");
        let aside = app.set_block_aside(commander, sedan.id, sedan.version, entry.id, reason).await.unwrap();
        let out = app.clear_press(desk, aside.id, aside.version).await.unwrap();
        assert_eq!(out.state, PressState::Issued);

        // An officer sees what waits for the officer's word, another officer nothing, and neither the list.
        assert_eq!(app.press_desk(officer).await.unwrap().len(), 2);
        let colleague = person(desk.agency, 2, Role::Officer, &[1]);
        assert!(app.press_desk(&colleague).await.unwrap().is_empty());
        assert!(matches!(app.press(&colleague, out.id).await, Err(Error::Missing(_))));
        assert!(matches!(app.block_list(officer).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn an_old_address_leads_on_unless_it_names_somebody_and_answers_pass_the_guard() {
    on_both(|db| async move {
        let ground = ground(&db).await;
        let Ground { app, desk, .. } = &ground;
        let titled = PressWords { title: "Kim Lowell opens the fair".into(), ..words("At ten.", None) };
        let checked = ground.checked(titled.clone()).await;
        let out = app.clear_press(desk, checked.id, checked.version).await.unwrap();
        let at = async |slug: &str| app.public_press_by(desk.agency, slug).await.map(|p| p.into_inner().slug);
        assert_eq!(at(&out.slug).await.unwrap(), out.slug);
        let bare = out.id.uuid().simple().to_string();
        assert_eq!(at(&bare).await.unwrap(), out.slug, "the bare id leads on");
        let entry = app.add_block(desk, block(BlockKind::Juvenile, "Kim Lowell")).await.unwrap();
        assert!(at(&out.slug).await.is_err());
        assert_eq!(at(&bare).await.unwrap(), bare);
        let words = PressWords { title: "The fair opens".into(), ..titled };
        let note = "Nobody is to be named.".to_owned();
        let new = Correction { words, note, note_es: String::new(), other_stands: false };
        let fixed = app.correct_press(desk, out.id, out.version, new).await.unwrap();
        assert_eq!(at(&bare).await.unwrap(), fixed.slug);
        assert!(at(&out.slug).await.is_err() && at("x\"%").await.is_err() && at("kim").await.is_err());
        assert!(app.press(desk, out.id).await.unwrap().earlier_hits.is_empty(), "withheld by itself");

        let mut write = db.store.write(desk, NOON).await.unwrap();
        let like = people::by_id(&write, id(101)).await.unwrap();
        let (email, roles) = ("p103@millbrook.test".parse().unwrap(), [Role::Information].into());
        people::insert(&mut write, &Person { id: id(103), email, roles, ..like }).await.unwrap();
        write.record(Entry::new("test.staff", 103));
        write.commit().await.unwrap();
        let asked = NewInquiry {
            organization: None,
            asker: "J. Sorensen, Courier".into(),
            topic: "Who was it?".into(),
            deadline: NOON + SignedDuration::from_hours(2),
            owner: id(103),
        };
        let question = app.take_inquiry(desk, asked, "").await.unwrap();
        let answer = app.answer_inquiry(desk, question.id, question.version, "Lowell, Kim.").await;
        refused(answer, "names-a-juvenile");
        app.lift_block(desk, entry.id, "The court said so.").await.unwrap();
        assert_eq!(at(&out.slug).await.unwrap(), fixed.slug, "it leads on again");
    })
    .await;
}

#[tokio::test]
async fn the_words_of_the_list_are_sealed_stay_out_of_the_trail_and_are_erased_when_lifted() {
    on_both(|db| async move {
        let Ground { desk, .. } = ground(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        keys::make_key(&file).unwrap();
        let settings = Settings { key_file: Some(file), ..Settings::default() };
        let app = App::new(db.store.clone(), FixedClock::at(NOON).reader(), settings);
        let entry = app.add_block(&desk, block(BlockKind::Victim, "Ann Field")).await.unwrap();
        let stored = || async {
            let conn = sea_orm::Database::connect(&db.url).await.unwrap();
            let ask = Statement::from_string(conn.get_database_backend(), "SELECT words FROM press_blocks");
            let row = conn.query_one_raw(ask).await.unwrap().unwrap();
            conn.close().await.unwrap();
            row.try_get::<String>("", "words").unwrap()
        };
        let before = stored().await;
        app.rotate_sealing_key().await.unwrap();
        let after = stored().await;
        assert!(vault::is_sealed(&after) && vault::key_of(&after) != vault::key_of(&before));
        app.lift_block(&desk, entry.id, "She spoke to the press herself.").await.unwrap();
        refused(app.lift_block(&desk, entry.id, "Again.").await, "block-lifted");
        assert_eq!(stored().await, "");
        let rows = app.audit_rows(&Actor::operator(desk.agency), &Filter::default(), 100).await.unwrap();
        assert!(!format!("{rows:?}").contains("Field"));
    })
    .await;
}

#[tokio::test]
async fn a_question_has_an_owner_and_a_deadline_that_is_still_to_come() {
    on_both(|db| async move {
        let Ground { app, clock, officer, desk, .. } = ground(&db).await;
        let asked = NewInquiry {
            organization: None,
            asker: "J. Sorensen, Courier".into(),
            topic: "How many lamps?".into(),
            deadline: NOON + SignedDuration::from_hours(2),
            owner: id(101),
        };
        let unfit = app.take_inquiry(&desk, asked.clone(), "").await;
        assert!(
            matches!(unfit, Err(Error::Refused(Refusal::Malformed { field: "inquiry_owner" }))),
            "an officer does not answer media"
        );
        assert!(matches!(app.inquiries(&officer).await, Err(Error::Missing(_))));
        clock.advance(SignedDuration::from_hours(3));
    })
    .await;
}
