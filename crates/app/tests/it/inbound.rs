//! What comes in by mail and text message, on both databases: a real SMTP server and a gateway on loopback. Each test is
//! named after its row of the requirements of two-way communication.

use std::time::Duration;

use commonbeat_app::inbound::{SeenTo, Signed, Taken, sign};
use commonbeat_app::{App, Encryption, Error, Settings, SmsSettings, SmtpSettings};
use commonbeat_auth::token::Token;
use commonbeat_carriers::sms::Text;
use commonbeat_carriers::testing::{Gateway, Letter, Sink};
use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::ids::{AgencyId, ConcernId};
use commonbeat_domain::partnerships::concerns::{Channel, DeliveryState, NewConcern};
use commonbeat_domain::partnerships::inbound::{Class, Inbound};
use commonbeat_domain::partnerships::ledger::Helped;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, on_both};
use jiff::SignedDuration;

use crate::concerns::{map, told};
use crate::problems::person;

const KEY: &str = "a key of at least thirty-two characters";
const ROBIN: &str = "+15550100199";

struct Post {
    app: App,
    clock: FixedClock,
    sink: Sink,
    gateway: Gateway,
    agency: AgencyId,
    officer: Actor,
}

impl Post {
    async fn new(db: &Database) -> Post {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let clock = FixedClock::at(NOON);
        let (sink, gateway) = (Sink::start().await.unwrap(), Gateway::start("token").await.unwrap());
        let from = "no-reply@millbrook.example";
        let mail = SmtpSettings {
            timeout: Duration::from_secs(5),
            ..SmtpSettings::new("127.0.0.1", sink.addr().port(), Encryption::None, from)
        };
        let sms = SmsSettings {
            url: gateway.url(),
            token: "token".into(),
            from: "+15550100100".into(),
            secret: KEY.into(),
            timeout: Duration::from_secs(2),
        };
        let settings = Settings {
            mail: Some(mail),
            mail_in: Some("answers@millbrook.example".into()),
            sms: Some(sms),
            ..Settings::default()
        };
        let app = App::new(db.store.clone(), clock.reader(), settings);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        Post { app, clock, sink, gateway, agency: agency.id, officer }
    }

    async fn work(&self) {
        self.app.worker(Default::default()).run_until_empty().await.unwrap();
    }

    async fn letters(&self) -> Vec<Letter> {
        self.work().await;
        self.sink.messages()
    }

    async fn texts(&self) -> Vec<Text> {
        self.work().await;
        self.gateway.texts()
    }

    async fn mail(&self, raw: &str) -> Taken {
        self.app.take_mail(self.agency, raw.as_bytes().to_vec(), None).await.unwrap()
    }

    /// An answer to an address of ours, with a header of its own.
    async fn reply(&self, to: &str, header: &str, words: &str) -> Taken {
        self.mail(&format!("From: Robin <robin@example.org>\r\nTo: {to}\r\n{header}\r\n\r\n{words}\r\n"))
            .await
    }

    async fn aside(&self, class: Class) -> Vec<Inbound> {
        let page = self.app.aside(&self.officer, class, None).await.unwrap();
        page.came.into_iter().map(|came| came.inbound).collect()
    }

    async fn text(&self, id: &str, from: &str, words: &str) -> Taken {
        let body = serde_json::json!({ "id": id, "from": from, "to": "+15550100100", "text": words });
        self.hand(&body.to_string()).await.unwrap()
    }

    async fn hand(&self, body: &str) -> Result<Taken, Error> {
        let time = self.clock.now().as_second();
        let signature = sign(KEY, time, body.as_bytes());
        let signed = Signed { time: &time.to_string(), signature: &signature };
        self.app.text_came("A1", signed, body.as_bytes()).await
    }

    async fn raise(&self, words: &str) -> Token {
        let new = NewConcern { email: Some("robin@example.org".parse().unwrap()), ..told(words) };
        self.app.raise_concern(&Actor::nobody(self.agency), new, "").await.unwrap().link
    }

    async fn answer(&self, reference: Reference, words: &str) {
        let version = self.app.concern(&self.officer, reference).await.unwrap().concern.version;
        self.app.answer_concern(&self.officer, reference, words, None, version, "").await.unwrap();
    }

    /// The words on a thread with how they came, oldest first.
    async fn said(&self, n: u32) -> Vec<(String, Option<Channel>)> {
        let view = self.app.concern(&self.officer, reference(n)).await.unwrap();
        view.thread.into_iter().map(|s| (s.message.words, s.message.channel)).collect()
    }

    async fn states(&self, n: u32) -> Vec<DeliveryState> {
        let view = self.app.concern(&self.officer, reference(n)).await.unwrap();
        view.thread.into_iter().flat_map(|s| s.deliveries).map(|d| d.state).collect()
    }
}

fn reference(n: u32) -> Reference {
    format!("C-2026-{n:04}").parse().unwrap()
}

fn class(taken: Taken) -> Class {
    match taken {
        Taken::As(class, _) => class,
        other => panic!("{other:?}"),
    }
}

fn thread(taken: Taken) -> ConcernId {
    match taken {
        Taken::As(_, Some(concern)) => concern,
        other => panic!("{other:?}"),
    }
}

fn report(status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: TO\r\nContent-Type: multipart/report; report-type=delivery-status; \
         boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: \
         message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\nStatus: {status}\r\n\r\n\
         --b--\r\n"
    )
}

#[tokio::test]
async fn thread_a_text_that_rates_and_one_on_a_case_within_a_minute_both_land_right() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let first = post.text("g1", ROBIN, "The light at Mill Road is out.").await;
        assert_eq!(class(first), Class::New);
        let texts = post.texts().await;
        assert!(texts[0].text.contains("C-2026-0001") && texts[0].text.contains("STOP"), "{texts:?}");
        post.answer(reference(1), "The city mends it on Friday.").await;
        let texts = post.texts().await;
        assert_eq!((texts.len(), texts[1].to.as_str()), (2, ROBIN));
        assert!(texts[1].text.contains("The city mends it on Friday.") && texts[1].text.contains("YES"));
        let rated = post.text("g2", ROBIN, "YES").await;
        let reply = post.text("g3", ROBIN, "Now the one beside it is out, too.").await;
        assert_eq!((class(rated), class(reply)), (Class::SurveyAnswer, Class::Reply));
        assert_eq!((thread(rated), thread(reply)), (thread(first), thread(first)));
        let view = post.app.concern(&post.officer, reference(1)).await.unwrap();
        assert_eq!(view.concern.rating.unwrap().helped, Helped::Yes);
        assert!(view.concern.next_due.is_some(), "an answer is owed again");
        assert_eq!(post.said(1).await[2], ("Now the one beside it is out, too.".into(), Some(Channel::Sms)));
    })
    .await;
}

#[tokio::test]
async fn thread_staff_see_every_thread_of_a_contact_and_a_reference_chooses_among_them() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.text("g1", ROBIN, "The light at Mill Road is out.").await;
        post.clock.advance(SignedDuration::from_hours(24 * 31));
        assert_eq!(class(post.text("g2", ROBIN, "Loud music at night.").await), Class::New, "a month later");
        let view = post.app.concern(&post.officer, reference(2)).await.unwrap();
        assert_eq!(view.others.iter().map(|c| c.reference).collect::<Vec<_>>(), [reference(1)]);
        assert_eq!(class(post.text("g3", ROBIN, "c-2026-0001 it works again").await), Class::Reply);
        assert_eq!(post.said(1).await.len(), 2);
        let other = post.text("g4", "+15550100222", "C-2026-0001 what of it?").await;
        assert_eq!(class(other), Class::New, "another number's reference leads nowhere");
        assert_eq!(post.said(1).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn email_in_an_answer_to_a_letter_lands_on_its_thread_and_the_officers_goes_back_by_mail() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let link = post.raise("Cars race.").await;
        let letters = post.letters().await;
        let to = letters[0].header("Reply-To").unwrap();
        assert!(
            to.starts_with("answers+c") && letters[0].from.starts_with("answers+d"),
            "{to} {}",
            letters[0].from
        );
        assert!(letters[0].text().contains("##"));
        let words = "It is worst at nine.\r\n\r\nOn Mon, Mar 2, 2026 Millbrook wrote:\r\n> Cars race.";
        let taken = post.reply(&to, "Message-ID: <1@example.org>", words).await;
        assert_eq!(class(taken), Class::Reply);
        assert_eq!(post.reply(&to, "Message-ID: <1@example.org>", words).await, Taken::Again);
        assert_eq!(post.said(1).await[1], ("It is worst at nine.".into(), Some(Channel::Email)));
        post.answer(reference(1), "We come at nine.").await;
        let letters = post.letters().await;
        assert_eq!((letters.len(), letters[1].to[0].as_str()), (2, "robin@example.org"));
        assert_eq!(
            class(post.reply(&to, "Message-ID: <2@example.org>", "Partly.").await),
            Class::SurveyAnswer
        );
        let rating = post.app.concern_by_link(&link).await.unwrap().concern.rating;
        assert_eq!(rating.unwrap().helped, Helped::Partly);
        let forged = to.replacen("answers+c", "answers+d", 1);
        assert_eq!(class(post.reply(&forged, "Message-ID: <3@example.org>", "Let me in.").await), Class::New);
    })
    .await;
}

#[tokio::test]
async fn email_in_what_is_attached_is_answered_and_machines_are_not() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let big = "A".repeat(76) + "\r\n";
        let raw = format!(
            "From: Kim <kim@example.org>\r\nTo: answers@millbrook.example\r\nSubject: Graffiti\r\nMessage-ID: \
             <9@example.org>\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain\r\n\r\n\
             Again at the school.\r\n--o\r\nContent-Type: application/zip; name=p.zip\r\nContent-Disposition: attachment; \
             filename=p.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{}--o--\r\n",
            big.repeat(540_000)
        );
        assert!(raw.len() > 40_000_000, "30 MB as they travel");
        assert_eq!(class(post.mail(&raw).await), Class::New);
        assert_eq!(post.said(1).await[0].0, "Graffiti\n\nAgain at the school.");
        let letters = post.letters().await;
        assert_eq!(letters.len(), 2, "a receipt, and what was not taken");
        assert!(letters[1].text().contains("p.zip (30 MB)"), "{}", letters[1].text());
        let to = letters[0].header("Reply-To").unwrap();
        for (n, header) in ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>"].iter().enumerate() {
            let header = format!("{header}\r\nMessage-ID: <auto-{n}@example.org>");
            assert_eq!(class(post.reply(&to, &header, "I am away.").await), Class::AutoReply);
        }
        let own = "From: answers+x@millbrook.example\r\nTo: answers@millbrook.example\r\n\r\nround and round";
        assert_eq!(class(post.mail(own).await), Class::AutoReply, "a loop ends");
        let broken = class(post.mail("\u{0}\u{1}broken").await);
        assert!(matches!(broken, Class::AutoReply | Class::SetAside), "{broken:?}");
        assert_eq!(post.letters().await.len(), 2, "nothing was answered");
        assert_eq!(post.aside(Class::AutoReply).await.len() + post.aside(Class::SetAside).await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn email_in_what_a_list_passes_on_is_kept_and_an_answer_behind_one_reaches_its_thread() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.mail("From: kim@example.org\r\nTo: answers@millbrook.example\r\n\r\nThe lamp is dark.").await;
        let to = post.letters().await[0].header("Reply-To").unwrap();
        let listed = "List-Id: <family.example.org>\r\nMessage-ID: <l1@example.org>";
        assert_eq!(class(post.reply(&to, listed, "It is still dark.").await), Class::Reply);
        let stranger = "From: a@b.example\r\nTo: answers@millbrook.example\r\nList-Id: <x.example>\r\n\r\nCars race at night.";
        assert_eq!(class(post.mail(stranger).await), Class::AutoReply);
        assert_eq!(post.aside(Class::AutoReply).await[0].words, "Cars race at night.");
        let danger = "From: a@b.example\r\nTo: answers@millbrook.example\r\nList-Id: <x.example>\r\n\r\nHe has a gun right now.";
        assert_eq!(class(post.mail(danger).await), Class::New, "a person is called");
    })
    .await;
}

#[tokio::test]
async fn email_in_many_letters_of_machines_hide_nothing_that_a_person_has_to_look_at() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let raw = |header: &str, n: usize, words: &str| {
            format!("From: not an address\r\nTo: answers@millbrook.example\r\nMessage-ID: <{n}@x.example>\r\n{header}\r\n{words}")
        };
        post.mail(&raw("", 0, &"Long. ".repeat(40_000))).await;
        for n in 1..=60 {
            post.mail(&raw("Auto-Submitted: auto-replied\r\n", n, "Away.")).await;
        }
        let look = post.aside(Class::SetAside).await;
        assert_eq!(look.len(), 1);
        assert!(look[0].words.chars().count() <= 8_000);
        let first = post.app.aside(&post.officer, Class::AutoReply, None).await.unwrap();
        let rest = post.app.aside(&post.officer, Class::AutoReply, first.next).await.unwrap();
        assert_eq!((first.came.len(), rest.came.len(), rest.next), (50, 10, None));
    })
    .await;
}

#[tokio::test]
async fn email_in_a_person_settles_what_was_set_aside_and_only_once() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let from = "From: not an address\r\nTo: answers@millbrook.example\r\n\r\nCars race at night.";
        post.mail(from).await;
        post.mail("From: kim@example.org\r\nTo: answers@millbrook.example\r\n\r\nSTOP").await;
        let waiting = post.aside(Class::SetAside).await;
        let [stop, cars] = &waiting[..] else { panic!("{waiting:?}") };
        let begun = post.app.see_to(&post.officer, cars.id, SeenTo::Thread).await.unwrap().unwrap();
        assert_eq!(post.said(1).await[0].0, "Cars race at night.");
        assert_eq!(begun, reference(1));
        assert!(post.app.see_to(&post.officer, cars.id, SeenTo::Nothing).await.is_err());
        assert_eq!(post.app.see_to(&post.officer, stop.id, SeenTo::Stop).await.unwrap(), None);
        assert!(post.aside(Class::SetAside).await.is_empty());
        assert_eq!(post.aside(Class::SeenTo).await.len(), 2);
        post.mail("From: kim@example.org\r\nTo: answers@millbrook.example\r\n\r\nThe lamp is dark.").await;
        let to_kim = post.letters().await.into_iter().filter(|l| l.text().contains("dark"));
        assert_eq!(to_kim.count(), 0, "they hear nothing more");
    })
    .await;
}

#[tokio::test]
async fn bounce_only_a_report_to_an_address_that_we_made_is_believed() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.raise("Cars race.").await;
        let letters = post.letters().await;
        let (thread, letter) = (letters[0].header("Reply-To").unwrap(), letters[0].from.clone());
        let forged = format!("{}a@millbrook.example", &letter[..letter.find('@').unwrap() - 1]);
        for to in ["answers@millbrook.example", thread.as_str(), forged.as_str()] {
            let raw = report("5.1.1").replace("TO", to).replace("Sorry", to);
            if to == letter {
                continue;
            }
            assert_eq!(class(post.mail(&raw).await), Class::Bounce);
            assert_eq!(post.states(1).await, [DeliveryState::Sent], "{to}");
        }
        post.mail(&report("5.2.2").replace("TO", &letter)).await;
        assert_eq!(post.states(1).await, [DeliveryState::Sent], "a full mailbox is not for good");
        post.mail(&report("5.1.1").replace("TO", &letter).replace("Sorry", "Gone")).await;
        assert_eq!(post.states(1).await, [DeliveryState::Failed]);
    })
    .await;
}

#[tokio::test]
async fn us_law_tcpa_a_stop_in_free_words_holds_at_once_also_for_what_waits() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.text("g1", ROBIN, "Hay mucho ruido en la calle por la noche.").await;
        post.answer(reference(1), "Vamos el viernes.").await;
        assert_eq!(
            class(post.text("g2", ROBIN, "Por favor dejen de mandarme mensajes").await),
            Class::Keyword
        );
        let texts = post.texts().await;
        assert_eq!(texts.len(), 1, "the confirmation and nothing that waited: {texts:?}");
        assert!(texts[0].text.contains("ya no recibirá"), "{texts:?}");
        assert_eq!(class(post.text("g3", ROBIN, "STOP").await), Class::Keyword);
        assert_eq!(post.texts().await.len(), 1, "one confirmation only");
        assert!(post.said(1).await.iter().any(|(w, _)| w.contains("dejen")), "a person reads free words");
        assert!(post.app.concern(&post.officer, reference(1)).await.unwrap().stopped);
        post.text("g4", ROBIN, "INICIAR").await;
        post.answer(reference(1), "Fuimos el viernes.").await;
        let texts = post.texts().await;
        assert!(texts.iter().any(|t| t.text.contains("Fuimos")), "{texts:?}");
    })
    .await;
}

#[tokio::test]
async fn us_law_a_stop_by_mail_needs_an_address_of_ours_so_that_nobody_silences_another() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.raise("Cars race.").await;
        let to = post.letters().await[0].header("Reply-To").unwrap();
        let forged = post.reply("answers@millbrook.example", "Message-ID: <1@x.example>", "STOP").await;
        assert_eq!(class(forged), Class::SetAside);
        assert!(!post.app.concern(&post.officer, reference(1)).await.unwrap().stopped);
        assert_eq!(class(post.reply(&to, "Message-ID: <2@x.example>", "Stop.").await), Class::Keyword);
        assert!(post.app.concern(&post.officer, reference(1)).await.unwrap().stopped);
        post.answer(reference(1), "We come at nine.").await;
        assert_eq!(post.letters().await.len(), 2, "receipt and confirmation");
        assert_eq!(post.states(1).await, [DeliveryState::Sent, DeliveryState::Failed]);
    })
    .await;
}

#[tokio::test]
async fn sms_a_forged_an_old_and_a_replayed_webhook_do_nothing() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let body = serde_json::json!({ "id": "g1", "from": ROBIN, "to": "x", "text": "Noise." }).to_string();
        let time = post.clock.now().as_second();
        let right = sign(KEY, time, body.as_bytes());
        let hand = async |time: i64, signature: &str, body: &str| {
            let signed = Signed { time: &time.to_string(), signature };
            post.app.text_came("A1", signed, body.as_bytes()).await
        };
        assert_eq!(
            hand(time, &sign("another key", time, body.as_bytes()), &body).await.unwrap(),
            Taken::Refused
        );
        assert_eq!(hand(time, &right, &body.replace("Noise", "Other")).await.unwrap(), Taken::Refused);
        assert_eq!(class(hand(time, &right, &body).await.unwrap()), Class::New);
        assert_eq!(hand(time, &right, &body).await.unwrap(), Taken::Again, "an id is taken once");
        post.clock.advance(SignedDuration::from_mins(6));
        assert_eq!(hand(time, &right, &body).await.unwrap(), Taken::Refused, "and a sign grows old");
        assert!(post.hand("{\"id\": 7}").await.is_err());
        assert_eq!(class(post.text("g2", "BANK", "You won!").await), Class::SetAside);
        for n in 0..12 {
            let mail = format!("From: k@example.org\r\nTo: answers@millbrook.example\r\n\r\nNumber {n}");
            let taken = class(post.mail(&mail).await);
            assert_eq!(taken, if n < 10 { Class::New } else { Class::SetAside });
        }
    })
    .await;
}

#[tokio::test]
async fn sms_a_gateway_away_for_a_day_loses_nothing_and_keeps_the_order() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.gateway.set_away(true);
        post.text("g1", ROBIN, "The light at Mill Road is out.").await;
        for n in 1..=3 {
            post.answer(reference(1), &format!("Answer {n}.")).await;
            post.work().await;
            post.clock.advance(SignedDuration::from_hours(8));
        }
        assert_eq!(post.texts().await, []);
        post.gateway.set_away(false);
        post.clock.advance(SignedDuration::from_hours(6));
        post.work().await;
        post.clock.advance(SignedDuration::from_hours(6));
        let texts = post.texts().await;
        let order: Vec<_> = texts.iter().map(|t| t.text.lines().next().unwrap_or_default()).collect();
        assert_eq!(
            (order.len(), &order[1..]),
            (4, &["Answer 1.", "Answer 2.", "Answer 3."][..]),
            "{order:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn sms_receipts_of_the_gateway_are_shown_and_taken_once() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.text("g1", ROBIN, "The light at Mill Road is out.").await;
        let id = post.texts().await[0].id.clone();
        let tell = async |receipt: &str, state: &str| {
            let body = serde_json::json!({ "id": receipt, "message": id, "state": state, "why": "gone" })
                .to_string();
            let time = post.clock.now().as_second();
            let signature = sign(KEY, time, body.as_bytes());
            let signed = Signed { time: &time.to_string(), signature: &signature };
            post.app.text_told("A1", signed, body.as_bytes()).await
        };
        tell("r1", "delivered").await.unwrap();
        assert_eq!(post.states(1).await, [DeliveryState::Delivered]);
        assert_eq!(tell("r1", "failed").await.unwrap(), Taken::Again);
        assert!(tell("r2", "lost").await.is_err());
        tell("r3", "failed").await.unwrap();
        assert_eq!(post.states(1).await, [DeliveryState::Failed]);
    })
    .await;
}

#[tokio::test]
async fn not_for_emergencies_words_of_danger_by_text_raise_a_human() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.text("g1", ROBIN, "He has a gun and is breaking into my house right now, please hurry").await;
        let view = post.app.concern(&post.officer, reference(1)).await.unwrap();
        assert!(view.concern.danger_waits());
        assert!(post.texts().await[0].text.contains("911"));
    })
    .await;
}
