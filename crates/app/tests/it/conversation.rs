//! The ledger of the loop on both databases: owners, promises, lateness, danger, whether it helped.

use std::time::Duration;

use commonbeat_app::concerns::{NewPromise, PromiseEnd, Waiting};
use commonbeat_app::{App, Encryption, Error, Settings, SmtpSettings};
use commonbeat_carriers::testing::Sink;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::people::NewPerson;
use commonbeat_domain::partnerships::concerns::{Channel, Concern, NewConcern};
use commonbeat_domain::partnerships::ledger::Helped;
use commonbeat_domain::partnerships::promises::PromiseState;
use commonbeat_testkit::{Database, FixedClock, Member, NOON, agency, id, member, on_both};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::concerns::{map, told};

/// An agency with a map, a supervisor, and an officer on Beat 1.
struct Desk {
    app: App,
    clock: FixedClock,
    sink: Sink,
    nobody: Actor,
    operator: Actor,
    officer: Member,
    supervisor: Member,
}

impl Desk {
    async fn new(db: &Database) -> Desk {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let (clock, sink) = (FixedClock::at(NOON), Sink::start().await.unwrap());
        let mail = SmtpSettings {
            timeout: Duration::from_secs(5),
            ..SmtpSettings::new(
                "127.0.0.1",
                sink.addr().port(),
                Encryption::None,
                "no-reply@millbrook.example",
            )
        };
        let settings = Settings { mail: Some(mail), ..Settings::default() };
        let app = App::new(db.store.clone(), clock.reader(), settings);
        let officer = member(&app, &clock, &operator, Role::Officer, 1).await;
        let supervisor = member(&app, &clock, &operator, Role::Supervisor, 2).await;
        let desk = Desk { app, clock, sink, nobody: Actor::nobody(agency.id), operator, officer, supervisor };
        desk.on_beat_one(&desk.officer).await;
        desk
    }

    async fn on_beat_one(&self, member: &Member) {
        let person = self.app.person(&self.operator, member.person.id).await.unwrap();
        let details = NewPerson { beats: [id(1)].into(), ..person.details() };
        self.app.change_person(&self.operator, person.id, person.version, details).await.unwrap();
    }

    async fn concern(&self, reference: commonbeat_domain::Reference) -> Concern {
        self.app.concern(&self.officer.actor, reference).await.unwrap().concern
    }

    async fn mine(&self, member: &Member) -> Vec<u32> {
        let inbox = self.app.inbox(&member.actor, Waiting::Mine, None, 50).await.unwrap();
        inbox.threads.iter().map(|c| c.reference.number).collect()
    }

    async fn letters_to(&self, member: &Member) -> Vec<String> {
        self.app.worker(Default::default()).run_until_empty().await.unwrap();
        let to = member.person.email.as_str();
        self.sink.messages().iter().filter(|l| l.to.iter().any(|t| t == to)).map(|l| l.raw.clone()).collect()
    }
}

#[tokio::test]
async fn what_comes_in_belongs_to_the_officer_of_the_beat_with_the_least_to_do() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let second = member(&desk.app, &desk.clock, &desk.operator, Role::Officer, 3).await;
        desk.on_beat_one(&second).await;
        for words in ["One.", "Two.", "Three.", "Four."] {
            desk.app.raise_concern(&desk.nobody, told(words), "").await.unwrap();
        }
        assert_eq!((desk.mine(&desk.officer).await.len(), desk.mine(&second).await.len()), (2, 2));
        let elsewhere = NewConcern { area: Some(id(4)), ..told("Five.") };
        desk.app.raise_concern(&desk.nobody, elsewhere, "").await.unwrap();
        let inbox = desk.app.inbox(&desk.officer.actor, Waiting::Nobodys, None, 50).await.unwrap();
        assert_eq!(inbox.threads.len(), 1, "no officer is on that beat");
        let counts: Vec<u64> = inbox.piles.iter().map(|(_, n)| *n).collect();
        assert_eq!(counts, [2, 1, 0, 5]);
        let one = inbox.threads[0].clone();
        let take = |owner, version| desk.app.own_thread(&second.actor, one.reference, owner, version);
        assert!(matches!(take(id(999), 1).await, Err(Error::Refused(Refusal::Malformed { field: "owner" }))));
        take(second.person.id, one.version).await.unwrap();
        assert!(matches!(take(second.person.id, one.version).await, Err(Error::Stale(_))));
        assert_eq!(desk.mine(&second).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_promise_is_owed_after_the_answer_until_it_is_kept_and_the_resident_reads_each_step() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let raised = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        let officer = &desk.officer.actor;
        let new = NewPromise { words: "I count the cars for a week.".into(), due_on: date(2026, 2, 20) };
        let made = |version, once| desk.app.promise(officer, raised.reference, &new, version, once);
        made(1, "p").await.unwrap();
        made(1, "p").await.unwrap();
        let thread = desk.app.concern_by_link(&raised.link).await.unwrap();
        assert_eq!((thread.promises.len(), thread.messages.len()), (1, 2), "a form sent twice promises once");
        let said = &thread.messages[1].words;
        assert!(said.starts_with("I count the cars") && said.ends_with("by February 20, 2026."), "{said}");
        assert!(thread.concern.next_due.is_none(), "a promise is an answer");
        assert_eq!(desk.mine(&desk.officer).await, [1], "and still owed");
        let promise = thread.promises[0].id;
        let end = PromiseEnd { kept: true, words: "214 cars; 31 of them too fast.".into() };
        let kept = |once| desk.app.end_promise(officer, raised.reference, promise, &end, once);
        kept("e").await.unwrap();
        kept("e").await.unwrap();
        assert!(matches!(kept("again").await, Err(Error::Refused(Refusal::NotNow { why: "promise-ended" }))));
        let thread = desk.app.concern_by_link(&raised.link).await.unwrap();
        assert_eq!((thread.promises[0].state, thread.messages.len()), (PromiseState::Kept, 3));
        assert_eq!(desk.mine(&desk.officer).await, [0; 0]);
        let other = desk.app.raise_concern(&desk.nobody, told("Noise."), "").await.unwrap();
        let wrong = desk.app.end_promise(officer, other.reference, promise, &end, "x").await;
        assert!(matches!(wrong, Err(Error::Missing(_))), "a promise of another thread is not there");
    })
    .await;
}

#[tokio::test]
async fn a_timer_for_no_answer_in_n_days_goes_to_the_supervisor_once() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let raised = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        desk.app.raise_concern(&desk.nobody, told("Noise."), "").await.unwrap();
        let system = Actor::system(desk.nobody.agency, "test");
        assert_eq!(desk.app.look_after_threads(&system).await.unwrap(), 0);
        desk.clock.advance(SignedDuration::from_hours(24 * 8));
        assert_eq!(desk.app.look_after_threads(&system).await.unwrap(), 2);
        assert_eq!(desk.app.look_after_threads(&system).await.unwrap(), 0);
        let letters = desk.letters_to(&desk.supervisor).await;
        assert_eq!(
            letters.iter().filter(|l| l.contains("pile=3Dlate") || l.contains("pile=late")).count(),
            1
        );
        let inbox = desk.app.inbox(&desk.supervisor.actor, Waiting::Late, None, 50).await.unwrap();
        assert_eq!(inbox.threads.len(), 2);
        let version = desk.concern(raised.reference).await.version;
        let words = "I am sorry that this took so long.";
        desk.app
            .answer_concern(&desk.officer.actor, raised.reference, words, None, version, "")
            .await
            .unwrap();
        let inbox = desk.app.inbox(&desk.supervisor.actor, Waiting::Late, None, 50).await.unwrap();
        assert_eq!(inbox.threads.len(), 1, "what is answered is late no more");
    })
    .await;
}

#[tokio::test]
async fn not_for_emergencies_words_of_danger_raise_a_human_at_once() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let officer = &desk.officer.actor;
        let calm = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        assert!(!desk.concern(calm.reference).await.danger_waits());
        assert_eq!(desk.letters_to(&desk.supervisor).await.len(), 0);
        let words = "He says he is going to kill me.";
        desk.app.write_on_own_thread(&calm.link, words, "w").await.unwrap();
        let inbox = desk.app.inbox(officer, Waiting::Nobodys, None, 50).await.unwrap();
        assert_eq!(inbox.danger.len(), 1, "on top of every pile");
        let letters = desk.letters_to(&desk.supervisor).await;
        assert_eq!(letters.len(), 1);
        assert!(!letters[0].contains("kill"), "the letter leads there and repeats nothing");
        desk.app.see_to_danger(officer, calm.reference, "Called her; a car is there.").await.unwrap();
        assert_eq!(desk.app.inbox(officer, Waiting::Mine, None, 50).await.unwrap().danger.len(), 0);
        let written_down = NewConcern { channel: Channel::Phone, ..told("She has a knife.") };
        let heard = desk.app.raise_concern(officer, written_down, "").await.unwrap();
        assert!(!desk.concern(heard.reference).await.danger_waits(), "whoever wrote it down knows already");
    })
    .await;
}

#[tokio::test]
async fn did_it_help_is_recorded_and_a_resident_may_reopen() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let raised = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        let early = desk.app.rate_own_thread(&raised.link, Helped::Yes).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::NotNow { why: "not-answered-yet" }))));
        let version = desk.concern(raised.reference).await.version;
        let answer = "We looked and saw nothing.";
        desk.app
            .answer_concern(&desk.officer.actor, raised.reference, answer, None, version, "")
            .await
            .unwrap();
        desk.app.rate_own_thread(&raised.link, Helped::No).await.unwrap();
        let again = |once| desk.app.reopen_own_thread(&raised.link, "It goes on every Friday.", once);
        again("r").await.unwrap();
        again("r").await.unwrap();
        let concern = desk.concern(raised.reference).await;
        assert_eq!((concern.reopened, concern.rating.unwrap().helped), (1, Helped::No));
        assert_eq!(desk.mine(&desk.officer).await, [1]);
    })
    .await;
}

#[tokio::test]
async fn telephone_paper_and_talk_stand_under_the_same_reference() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let officer = &desk.officer.actor;
        let raised = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        let answer = "I look into it.";
        desk.app.answer_concern(officer, raised.reference, answer, None, 1, "").await.unwrap();
        let write = |channel, once| {
            desk.app.write_down_contact(officer, raised.reference, channel, "Worst on Fridays.", once)
        };
        for (channel, once) in [(Channel::Phone, "1"), (Channel::Paper, "2"), (Channel::Person, "3")] {
            write(channel, once).await.unwrap();
            write(channel, once).await.unwrap();
        }
        let pretended = write(Channel::Web, "4").await;
        assert!(matches!(pretended, Err(Error::Refused(Refusal::Malformed { field: "channel" }))));
        let thread = desk.app.concern_by_link(&raised.link).await.unwrap();
        let ways: Vec<_> = thread.messages.iter().map(|m| m.channel).collect();
        assert_eq!(ways, [None, None, Some(Channel::Phone), Some(Channel::Paper), Some(Channel::Person)]);
        assert!(thread.concern.next_due.is_some(), "an answer is owed as for words on the page");
    })
    .await;
}

#[tokio::test]
async fn the_inbox_is_walked_by_key_and_nothing_stands_twice_or_is_left_out() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        for n in 0..7 {
            desk.app.raise_concern(&desk.nobody, told(&format!("Concern {n}.")), "").await.unwrap();
        }
        let (mut seen, mut past) = (Vec::new(), None);
        loop {
            let page = desk.app.inbox(&desk.officer.actor, Waiting::All, past, 2).await.unwrap();
            seen.extend(page.threads.iter().map(|c| c.reference.number));
            past = page.next;
            if past.is_none() {
                break;
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7], "due at the same moment, in the order of coming in");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_answer_neither_promises_nor_writes_down() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let raised = desk.app.raise_concern(&desk.nobody, told("Cars race."), "").await.unwrap();
        let analyst = crate::problems::person(desk.nobody.agency, 9, Role::Analyst, &[]);
        let new = NewPromise { words: "x".into(), due_on: date(2026, 2, 20) };
        let promised = desk.app.promise(&analyst, raised.reference, &new, 1, "").await;
        assert!(matches!(promised, Err(Error::Missing(_))));
        let wrote = desk.app.write_down_contact(&analyst, raised.reference, Channel::Phone, "x", "").await;
        assert!(matches!(wrote, Err(Error::Missing(_))));
        let inbox = desk.app.inbox(&analyst, Waiting::All, None, 50).await.unwrap();
        assert_eq!(inbox.piles.len(), 3, "who answers nobody has no pile of their own");
        let auditor = crate::problems::person(desk.nobody.agency, 10, Role::Auditor, &[]);
        assert!(matches!(desk.app.inbox(&auditor, Waiting::All, None, 50).await, Err(Error::Missing(_))));
    })
    .await;
}
