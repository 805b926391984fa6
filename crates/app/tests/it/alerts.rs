//! Alerts on both databases, through a real SMTP server on loopback.

use std::time::Duration;

use commonbeat_app::alerts::Way;
use commonbeat_app::{App, Encryption, Error, Settings, SmtpSettings};
use commonbeat_auth::token::{TEXT_LENGTH, Token};
use commonbeat_carriers::testing::{Letter, Sink};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::AlertId;
use commonbeat_domain::partnerships::alerts::{AlertText, NewAlert, Urgency};
use commonbeat_domain::partnerships::quiet::QuietHours;
use commonbeat_domain::partnerships::subscriptions::{Consent, Topic, Wishes};
use commonbeat_domain::text::Language;
use commonbeat_store::alerts::{self, Copied};
use commonbeat_store::audit::Entry;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, on_both};
use jiff::SignedDuration;

use crate::problems::person;

struct Desk {
    app: App,
    clock: FixedClock,
    sink: Sink,
    nobody: Actor,
    writer: Actor,
    second: Actor,
}

impl Desk {
    async fn new(db: &Database) -> Desk {
        let (agency, _) = agency(&db.store, 1).await;
        // Ten in the morning where the agency is: nobody is asleep.
        let (clock, sink) =
            (FixedClock::at(NOON + SignedDuration::from_hours(4)), Sink::start().await.unwrap());
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
        Desk {
            app: App::new(db.store.clone(), clock.reader(), settings),
            clock,
            sink,
            nobody: Actor::nobody(agency.id),
            writer: person(agency.id, 1, Role::Information, &[]),
            second: person(agency.id, 2, Role::Supervisor, &[]),
        }
    }

    async fn letters(&self) -> Vec<Letter> {
        self.app.worker(Default::default()).run_until_empty().await.unwrap();
        self.sink.messages()
    }

    async fn ask(&self, email: &str, language: Language) {
        let wishes = Wishes {
            topics: [Topic::Safety].into(),
            areas: Default::default(),
            language,
            quiet: QuietHours::default(),
            zone: String::new(),
        };
        self.app.ask_for_alerts(&self.nobody, email.parse().unwrap(), wishes).await.unwrap();
    }

    /// Asks, reads the letter, and says yes; gives the link.
    async fn subscribe(&self, email: &str, language: Language) -> Token {
        self.ask(email, language).await;
        let link = link_in(self.letters().await.last().unwrap());
        self.app.confirm_alerts(&link).await.unwrap();
        link
    }

    async fn write(&self, urgency: Urgency, corrects: Option<AlertId>) -> AlertId {
        let text = |title: &str, words: &str| AlertText { title: title.into(), words: words.into() };
        let new = NewAlert {
            topic: Topic::Safety,
            areas: Default::default(),
            urgency,
            reason: "Gas leaks on Mill Road.".into(),
            en: text("Sheds broken into", "Lock your sheds."),
            es: text("Robos en cobertizos", "Cierre su cobertizo."),
            corrects,
        };
        self.app.write_alert(&self.writer, new, "").await.unwrap()
    }

    async fn send(&self, urgency: Urgency, corrects: Option<AlertId>) -> AlertId {
        let id = self.write(urgency, corrects).await;
        self.app.release_alert(&self.second, id, 1).await.unwrap();
        id
    }

    async fn count(&self, id: AlertId, state: Copied) -> u64 {
        self.app.alert(&self.writer, id).await.unwrap().log[state.name()]
    }
}

fn link_in(letter: &Letter) -> Token {
    let text = letter.raw.replace("=\r\n", "");
    let (_, after) = text.split_once("/alerts/s/").expect("a link");
    Token::parse(&after[..TEXT_LENGTH]).unwrap()
}

#[tokio::test]
async fn consent_is_proved_and_nothing_is_sent_before_the_reader_of_the_address_says_yes() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        desk.ask("robin@example.org", Language::Es).await;
        desk.ask("robin@example.org", Language::Es).await;
        assert_eq!(desk.letters().await.len(), 1, "one letter an hour, however often it is typed");
        let unasked = desk.send(Urgency::Normal, None).await;
        assert_eq!((desk.letters().await.len(), desk.count(unasked, Copied::Sent).await), (1, 0));
        let link = link_in(&desk.letters().await[0]);
        desk.app.confirm_alerts(&link).await.unwrap();
        desk.app.confirm_alerts(&link).await.unwrap();
        let own = desk.app.own_subscription(&link).await.unwrap();
        let acts: Vec<_> = own.proofs.iter().map(|p| (p.act.as_str(), p.wording.as_str())).collect();
        assert_eq!(acts, [("asked", "2026-11/es"), ("asked", "2026-11/es"), ("given", "2026-11/es")]);
        let id = desk.send(Urgency::Normal, None).await;
        let letters = desk.letters().await;
        assert_eq!((letters.len(), desk.count(id, Copied::Sent).await), (2, 1));
        assert_eq!(letters[1].header("Subject").as_deref(), Some("Robos en cobertizos"));
        assert!(desk.app.own_subscription(&Token::generate()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn email_out_one_click_stops_and_a_stop_between_queueing_and_sending_holds() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let robin = desk.subscribe("robin@example.org", Language::En).await;
        let kim = desk.subscribe("kim@example.org", Language::En).await;
        let first = desk.send(Urgency::Normal, None).await;
        let letters = desk.letters().await;
        let alert = letters.last().unwrap();
        assert!(alert.header("List-Unsubscribe").unwrap().contains("/alerts/s/"));
        assert_eq!(alert.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(desk.count(first, Copied::Sent).await, 2);
        let second = desk.send(Urgency::Normal, None).await;
        let (a, b) = tokio::join!(
            desk.app.stop_alerts(&robin, Way::OneClick),
            desk.app.stop_alerts(&robin, Way::Page)
        );
        a.unwrap();
        b.unwrap();
        desk.letters().await;
        assert_eq!(desk.count(second, Copied::Sent).await, 1, "only Kim");
        let own = desk.app.own_subscription(&robin).await.unwrap();
        assert_eq!(own.subscriber.consent, Consent::Stopped);
        assert_eq!(own.proofs.iter().filter(|p| p.act == "stopped").count(), 1, "two stops at once are one");
        // Laid ready, stopped before its turn.
        let third = desk.send(Urgency::Normal, None).await;
        let system = Actor::system(desk.nobody.agency, "test");
        let own = desk.app.own_subscription(&kim).await.unwrap();
        let mut write = db.store.write(&system, desk.clock.now()).await.unwrap();
        alerts::lay_ready(&mut write, third, &[own.subscriber.id]).await.unwrap();
        write.record(Entry::new("alert.lay", third));
        write.commit().await.unwrap();
        desk.app.stop_alerts(&kim, Way::Page).await.unwrap();
        let before = desk.sink.messages().len();
        assert_eq!(desk.letters().await.len(), before);
        assert_eq!(
            (desk.count(third, Copied::Unwanted).await, desk.count(third, Copied::Sent).await),
            (1, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn quiet_hours_hold_a_copy_until_the_morning_and_danger_goes_at_once() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        desk.subscribe("robin@example.org", Language::En).await;
        // On to two in the morning where the agency is.
        let zone =
            desk.app.own_subscription(&link_in(&desk.sink.messages()[0])).await.unwrap().agency.time_zone();
        while desk.clock.now().to_zoned(zone.clone()).hour() != 2 {
            desk.clock.advance(SignedDuration::from_hours(1));
        }
        let normal = desk.send(Urgency::Normal, None).await;
        let danger = desk.send(Urgency::Danger, None).await;
        desk.letters().await;
        assert_eq!(
            (desk.count(normal, Copied::Waiting).await, desk.count(danger, Copied::Sent).await),
            (1, 1)
        );
        desk.clock.advance(SignedDuration::from_hours(7));
        desk.letters().await;
        assert_eq!(desk.count(normal, Copied::Sent).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_correction_is_linked_to_the_first_and_a_second_person_reads_before_anything_goes() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        desk.subscribe("robin@example.org", Language::En).await;
        let id = desk.write(Urgency::Normal, None).await;
        let own = person(desk.nobody.agency, 1, Role::Supervisor, &[]);
        let alone = desk.app.release_alert(&own, id, 1).await;
        assert!(matches!(alone, Err(Error::Refused(Refusal::NotNow { why: "second-pair-of-eyes" }))));
        let officer = person(desk.nobody.agency, 3, Role::Officer, &[]);
        assert!(matches!(desk.app.release_alert(&officer, id, 1).await, Err(Error::Missing(_))));
        desk.app.release_alert(&desk.second, id, 1).await.unwrap();
        assert!(matches!(desk.app.release_alert(&desk.second, id, 1).await, Err(Error::Stale(_))));
        desk.send(Urgency::Normal, Some(id)).await;
        let letters = desk.letters().await;
        let [.., first, correction] = letters.as_slice() else { panic!("two letters") };
        assert_eq!(correction.header("Subject").as_deref(), Some("Correction: Sheds broken into"));
        assert_eq!(correction.header("In-Reply-To"), first.header("Message-ID"));
    })
    .await;
}

#[tokio::test]
async fn after_a_crash_a_copy_of_which_nobody_knows_goes_again_under_the_same_id() {
    on_both(|db| async move {
        let desk = Desk::new(&db).await;
        let link = desk.subscribe("robin@example.org", Language::En).await;
        let id = desk.send(Urgency::Normal, None).await;
        let subscriber = desk.app.own_subscription(&link).await.unwrap().subscriber.id;
        let system = Actor::system(desk.nobody.agency, "test");
        // As a process leaves it that was killed while it handed the copy over.
        let mut write = db.store.write(&system, desk.clock.now()).await.unwrap();
        alerts::lay_ready(&mut write, id, &[subscriber]).await.unwrap();
        alerts::settle(&mut write, id, subscriber, Copied::Sending, None, None).await.unwrap();
        write.record(Entry::new("alert.send", id));
        write.commit().await.unwrap();
        let letters = desk.letters().await;
        let expected = format!("<{id}.{subscriber}@millbrook.example>");
        assert_eq!(letters.last().unwrap().header("Message-ID"), Some(expected));
        assert_eq!(desk.count(id, Copied::Sent).await, 1);
    })
    .await;
}
