//! Field training: four people, a portfolio that becomes the beat's profile, a journal that stays the trainee's.

use std::collections::BTreeMap;

use commonbeat_app::field_training::{Act, NewFieldTraining};
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::FieldTrainingId;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::organization::people::{Person, Standing};
use commonbeat_domain::personnel::field_training::{
    Day, End, Form, Mark, Origin, Outcome, Part, Phase, Report, Score, Skill, Words,
};
use commonbeat_store::audit::{self, Entry};
use commonbeat_store::people;
use commonbeat_testkit::ground::{area, load_areas, square};
use commonbeat_testkit::{Database, agency, app, id, on_both};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::problems::{person, staffed};

const TODAY: Date = date(2026, 2, 16);

struct Here {
    app: App,
    /// Is trained: 101.
    trainee: Actor,
    /// Trains: 102.
    trainer: Actor,
    /// Evaluates: 110.
    evaluator: Actor,
    /// Coordinates: 111.
    coordinator: Actor,
    keeper: Actor,
    id: FieldTrainingId,
}

fn new(form: Form) -> NewFieldTraining {
    let four = [101, 102, 110, 111].map(|n| format!("p{n}@millbrook.test"));
    // In its sixteenth week today, so that every week has begun.
    NewFieldTraining { four, beat: id(1), form, from: TODAY.saturating_sub((7 * 15).days()) }
}

async fn here(db: &Database, form: Form) -> Here {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    for (n, role) in [(110, Role::Officer), (111, Role::Supervisor), (112, Role::Officer)] {
        let mut write = db.store.write(&operator, commonbeat_testkit::NOON).await.unwrap();
        let like = people::by_id(&write, id(101)).await.unwrap();
        let email = format!("p{n}@millbrook.test").parse().unwrap();
        people::insert(&mut write, &Person { id: id(n), email, roles: [role].into(), ..like }).await.unwrap();
        write.record(Entry::new("test.staff", n));
        write.commit().await.unwrap();
    }
    load_areas(&db.store, &operator, &[area(1, AreaKind::Beat, "Beat 1", square(900.0))]).await;
    let (app, _) = app(db);
    let keeper = person(agency.id, 8, Role::Personnel, &[]);
    let id = app.open_field_training(&keeper, new(form), "a-token-of-the-form").await.unwrap();
    let again = app.open_field_training(&keeper, new(form), "a-token-of-the-form").await.unwrap();
    assert_eq!(id, again);
    Here {
        trainee: person(agency.id, 1, Role::Officer, &[1]),
        trainer: person(agency.id, 2, Role::Officer, &[1]),
        evaluator: person(agency.id, 10, Role::Officer, &[]),
        coordinator: person(agency.id, 11, Role::Supervisor, &[]),
        app,
        keeper,
        id,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

impl Here {
    async fn act(&self, who: &Actor, act: Act) -> Result<(), Error> {
        let read = self.app.field_training(who, self.id).await?.training.version;
        self.app.act_in_field(who, self.id, read, act).await
    }

    async fn judge(&self, phase: Phase) {
        let skills = [vec![Skill::Communication], Vec::new()];
        let judged = Act::Judge(phase, skills, "Seen on three shifts".into(), Outcome::GoOn);
        self.act(&self.evaluator, judged).await.unwrap();
    }

    async fn learn(&self) {
        for week in (0..14).filter(|n| *n != 7) {
            let report = Report { done: "Calls".into(), learned: "Asks first".into(), ..Report::default() };
            self.act(&self.trainer, Act::Report(week, report)).await.unwrap();
        }
        for (n, phase) in [Phase::A, Phase::B, Phase::C, Phase::D].into_iter().enumerate() {
            let set = Act::SetExercise(phase, "Noise".into(), "A bar and its neighbors".into());
            self.act(&self.trainer, set).await.unwrap();
            self.act(&self.trainee, Act::WorkExercise(n, "Ask both".into())).await.unwrap();
            self.act(&self.trainer, Act::FeedBack(n, "Good".into())).await.unwrap();
        }
    }

    async fn write_portfolio(&self) {
        let said = |text: &str| text.to_owned();
        let words = Words {
            boundaries: said("From the canal to the tracks"),
            history: said("Mills, then nothing, then bars"),
            people: said("Families in the back, students in front"),
            sources: said("Forty talks, the library"),
        };
        self.act(&self.trainee, Act::WritePortfolio(words)).await.unwrap();
        for (kind, name) in [
            (ProfileKind::Asset, "Canal library"),
            (ProfileKind::Group, "Canal Block Club"),
            (ProfileKind::Leader, "Ms. Ortiz"),
            (ProfileKind::Language, "Spanish"),
            (ProfileKind::Trouble, "Dark underpass"),
        ] {
            self.act(&self.trainee, Act::Find(kind, name.into(), String::new(), true)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_portfolio_that_is_signed_off_becomes_part_of_the_beats_profile() {
    on_both(|db| async move {
        let here = here(&db, Form::Reno).await;
        let Here { app, trainee, trainer, coordinator, .. } = &here;
        app.add_known(coordinator, id(1), ProfileKind::Group, "canal block club", "Mondays").await.unwrap();
        here.write_portfolio().await;
        let early = here.act(coordinator, Act::SignPortfolio).await;
        assert_eq!(refused(early), Refusal::not_now("field-not-presented"));
        assert_eq!(app.beat(trainee, id(1), None, 10).await.unwrap().profile.entries.len(), 1);
        here.act(coordinator, Act::Present(TODAY, "The club wants to come along".into())).await.unwrap();
        for who in [trainee, trainer, &here.evaluator] {
            let sign = here.act(who, Act::SignPortfolio).await;
            assert!(matches!(sign, Err(Error::Missing(_))), "{who:?}");
        }
        here.act(coordinator, Act::SignPortfolio).await.unwrap();
        let profile = app.beat(trainer, id(1), None, 10).await.unwrap().profile;
        // What was known already is one entry; the rest came from the trainee.
        assert_eq!(profile.entries.len(), 5);
        assert_eq!(profile.entries[0].note, "Mondays");
        let by: Vec<_> = profile.entries[1..].iter().map(|k| k.by).collect();
        assert_eq!(by, vec![id(101); 4]);
        let late = here.act(trainee, Act::TakeOut(1)).await;
        assert_eq!(refused(late), Refusal::not_now("field-portfolio-signed"));
    })
    .await;
}

#[tokio::test]
async fn a_trainee_goes_through_every_week_and_is_completed_when_nothing_is_lacking() {
    on_both(|db| async move {
        let here = here(&db, Form::Reno).await;
        let Here { app, keeper, coordinator, trainee, .. } = &here;
        let early = here.act(coordinator, Act::End(End::Completed, String::new())).await;
        assert!(matches!(refused(early), Refusal::Many(all) if all.len() == 5));
        here.learn().await;
        here.judge(Phase::Midterm).await;
        here.judge(Phase::Final).await;
        here.write_portfolio().await;
        here.act(coordinator, Act::Present(TODAY, "Good".into())).await.unwrap();
        here.act(coordinator, Act::SignPortfolio).await.unwrap();
        assert!(app.field_training(coordinator, here.id).await.unwrap().lacks.is_empty());
        let second = app.open_field_training(keeper, new(Form::Reno), "another-token-here").await;
        assert_eq!(refused(second), Refusal::unfit("field_trainee", "field-runs-already"));
        here.act(coordinator, Act::End(End::Completed, String::new())).await.unwrap();
        let more = Act::Extend(Phase::Final, Origin::Extended, 1, "More".into());
        assert_eq!(refused(here.act(coordinator, more).await), Refusal::not_now("field-ended"));
        let status = &app.field_statuses(keeper).await.unwrap()[0].status;
        assert_eq!(status.ended.as_ref().map(|e| e.how), Some(End::Completed));
        // The next one may begin.
        app.open_field_training(keeper, new(Form::Reno), "another-token-here").await.unwrap();
        assert_eq!(app.field_trainings(trainee).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_four_finds_a_field_training_and_every_attempt_stands_in_the_trail() {
    on_both(|db| async move {
        let here = here(&db, Form::Reno).await;
        let Here { app, keeper, trainee, evaluator, coordinator, .. } = &here;
        let note = (TODAY, "I was afraid", false);
        app.write_journal(trainee, here.id, note, "").await.unwrap();
        let mut outside = vec![keeper.clone()];
        for (n, role) in Role::ALL.into_iter().enumerate() {
            outside.push(person(keeper.agency, 30 + n as u128, role, &[]));
        }
        for who in &outside {
            assert!(matches!(app.field_training(who, here.id).await, Err(Error::Missing(_))), "{who:?}");
            assert!(matches!(app.field_journal(who, here.id).await, Err(Error::Missing(_))));
            let end = app.act_in_field(who, here.id, 1, Act::End(End::Released, "x".into())).await;
            assert!(matches!(end, Err(Error::Missing(_))));
        }
        // The journal is nobody's but the trainee's.
        for who in [evaluator, coordinator] {
            assert!(matches!(app.field_journal(who, here.id).await, Err(Error::Missing(_))), "{who:?}");
        }
        let auditor = person(keeper.agency, 40, Role::Auditor, &[]);
        let read = db.store.read(&auditor).await.unwrap();
        let rows = audit::list(&read, &audit::Filter::default(), 300).await.unwrap();
        let refused = rows.iter().filter(|row| row.act == "access.refuse").count();
        assert_eq!(refused, 3 * outside.len() + 2);
        assert!(!format!("{rows:?}").contains("afraid"), "the trail holds that, not what");
    })
    .await;
}

#[tokio::test]
async fn a_journal_is_read_by_the_training_officer_only_where_the_trainee_shares_it() {
    on_both(|db| async move {
        let here = here(&db, Form::Reno).await;
        let Here { app, trainee, trainer, coordinator, .. } = &here;
        for (words, shared) in [("Mine alone", false), ("For us both", true)] {
            app.write_journal(trainee, here.id, (TODAY, words, shared), "").await.unwrap();
        }
        let own = app.field_journal(trainee, here.id).await.unwrap().notes;
        assert_eq!(own.len(), 2);
        let seen = app.field_journal(trainer, here.id).await.unwrap().notes;
        assert_eq!(seen.iter().map(|n| n.words.as_str()).collect::<Vec<_>>(), ["For us both"]);
        app.share_journal(trainee, here.id, seen[0].id, false).await.unwrap();
        assert!(app.field_journal(trainer, here.id).await.unwrap().notes.is_empty());
        for act in [true, false] {
            let tried = match act {
                true => app.share_journal(trainer, here.id, seen[0].id, true).await,
                false => app.forget_journal(trainer, here.id, seen[0].id).await,
            };
            assert!(matches!(tried, Err(Error::Missing(_))));
        }
        let writes = app.write_journal(trainer, here.id, (TODAY, "Not mine", true), "").await;
        assert!(matches!(writes, Err(Error::Missing(_))));
        // Whoever resigns takes it along.
        here.act(coordinator, Act::End(End::Resigned, "Moves away".into())).await.unwrap();
        assert!(app.field_journal(trainee, here.id).await.unwrap().notes.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_training_officer_who_left_is_told_and_another_goes_on_but_never_the_evaluator() {
    on_both(|db| async move {
        let here = here(&db, Form::Reno).await;
        let Here { app, trainer, keeper, coordinator, .. } = &here;
        let report = Report { done: "Calls".into(), learned: "Asks".into(), ..Report::default() };
        here.act(trainer, Act::Report(0, report)).await.unwrap();
        let mut write = db.store.write(keeper, commonbeat_testkit::NOON).await.unwrap();
        let gone = people::by_id(&write, id(102)).await.unwrap();
        people::update(&mut write, Person { standing: Standing::Left, ..gone }).await.unwrap();
        write.record(Entry::new("test.left", 102));
        write.commit().await.unwrap();
        assert_eq!(app.field_statuses(keeper).await.unwrap()[0].left, [Part::Trainer]);
        let to = |email: &'static str| app.hand_over_field(keeper, here.id, 2, (Part::Trainer, email));
        let evaluator = refused(to("p110@millbrook.test").await);
        assert_eq!(evaluator, Refusal::unfit("field_evaluator", "field-evaluator-trains"));
        assert_eq!(refused(to("p102@millbrook.test").await), Refusal::unfit("handed_on", "nobody-here"));
        let mut write = db.store.write(keeper, commonbeat_testkit::NOON).await.unwrap();
        let like = people::by_id(&write, id(112)).await.unwrap();
        let opens = [Role::Supervisor, Role::Personnel].into();
        let email = "p113@millbrook.test".parse().unwrap();
        people::insert(&mut write, &Person { id: id(113), email, roles: opens, ..like }).await.unwrap();
        write.record(Entry::new("test.staff", 113));
        write.commit().await.unwrap();
        let opener = app.hand_over_field(keeper, here.id, 2, (Part::Coordinator, "p113@millbrook.test"));
        assert_eq!(refused(opener.await), Refusal::unfit("handed_on", "field-opens"));
        app.hand_over_field(coordinator, here.id, 2, (Part::Trainer, "p112@millbrook.test")).await.unwrap();
        assert!(matches!(app.field_training(trainer, here.id).await, Err(Error::Missing(_))));
        let next = person(keeper.agency, 12, Role::Officer, &[]);
        let view = app.field_training(&next, here.id).await.unwrap();
        assert_eq!((view.part, view.training.reports.len()), (Part::Trainer, 1));
        assert!(app.field_statuses(keeper).await.unwrap()[0].left.is_empty());
        let stale = app.act_in_field(&next, here.id, 1, Act::Miss(1, "Flu".into())).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
    })
    .await;
}

#[tokio::test]
async fn days_are_observed_on_the_agencys_own_items_and_the_evaluator_reads_none() {
    on_both(|db| async move {
        let here = here(&db, Form::SanJose).await;
        let Here { app, keeper, trainer, trainee, evaluator, .. } = &here;
        let (shipped, version) = app.field_items(keeper).await.unwrap();
        assert!(version == 0 && shipped.len() > 10);
        app.set_field_items(keeper, 0, "Manner: Greets people").await.unwrap();
        assert!(matches!(app.set_field_items(keeper, 0, "Other").await, Err(Error::Stale(_))));
        assert!(app.set_field_items(trainer, 1, "Other").await.is_err());
        // The training that runs keeps the items with which it began.
        let on = TODAY.saturating_sub(20.days());
        let day = |score, words: &str| Day {
            day: on,
            by: id(1),
            at: commonbeat_testkit::NOON,
            marks: BTreeMap::from([(
                shipped[0].name.clone(),
                Mark { score, words: words.to_owned(), minutes: 15 },
            )]),
            most: "Calm".into(),
            least: "Reports".into(),
            answer: None,
        };
        let bare = app.observe_day(trainer, here.id, day(Score::At(7), "")).await;
        assert_eq!(refused(bare), Refusal::unfit("day_words", "field-words-at-ends"));
        app.observe_day(trainer, here.id, day(Score::At(4), "")).await.unwrap();
        app.observe_day(trainer, here.id, day(Score::At(5), "")).await.unwrap();
        let tried = app.observe_day(trainee, here.id, day(Score::At(7), "Perfect")).await;
        assert!(matches!(tried, Err(Error::Missing(_))));
        let seen = app.field_training(trainee, here.id).await.unwrap().days;
        assert_eq!((seen.len(), seen[0].by, seen[0].remedial()), (1, id(102), 15));
        assert!(app.field_training(evaluator, here.id).await.unwrap().days.is_empty());
        app.answer_day(trainee, here.id, on, "Yes").await.unwrap();
        let late = app.observe_day(trainer, here.id, day(Score::At(1), "No")).await;
        assert_eq!(refused(late), Refusal::not_now("field-report-read"));
    })
    .await;
}
