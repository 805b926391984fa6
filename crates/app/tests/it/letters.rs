//! Letters to residents, through a real SMTP server on loopback.

use std::time::Duration;

use commonbeat_app::{App, Encryption, Settings, SmtpSettings};
use commonbeat_auth::token::Token;
use commonbeat_carriers::testing::{Letter, Sink};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::partnerships::concerns::{DeliveryState, NewConcern};
use commonbeat_domain::text::Language;
use commonbeat_jobs::Tally;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, on_both};
use jiff::SignedDuration;

use crate::concerns::{map, told};
use crate::problems::person;

struct Post {
    app: App,
    clock: FixedClock,
    sink: Sink,
    nobody: Actor,
    officer: Actor,
}

impl Post {
    async fn with_port(db: &Database, sink: Sink, port: Option<u16>) -> Post {
        let (agency, operator) = agency(&db.store, 1).await;
        map(&db.store, &operator).await;
        let clock = FixedClock::at(NOON);
        let from = "no-reply@millbrook.example";
        let mail = port.map(|port| SmtpSettings {
            timeout: Duration::from_secs(5),
            ..SmtpSettings::new("127.0.0.1", port, Encryption::None, from)
        });
        let public_url = "https://police.example".to_owned();
        let settings = Settings { public_url, mail, ..Settings::default() };
        let app = App::new(db.store.clone(), clock.reader(), settings);
        let officer = person(agency.id, 1, Role::Officer, &[1]);
        Post { app, clock, sink, nobody: Actor::nobody(agency.id), officer }
    }

    async fn new(db: &Database) -> Post {
        let sink = Sink::start().await.unwrap();
        let port = sink.addr().port();
        Post::with_port(db, sink, Some(port)).await
    }

    async fn raise(&self, email: &str, language: Language) -> Token {
        let email = Some(email.parse().unwrap());
        let new = NewConcern { email, language, ..told("Cars race.\nEvery day.") };
        self.app.raise_concern(&self.nobody, new, "").await.unwrap().link
    }

    async fn work(&self) -> Tally {
        self.app.worker(Default::default()).run_until_empty().await.unwrap()
    }

    async fn letters(&self) -> Vec<Letter> {
        self.work().await;
        self.sink.messages()
    }

    async fn states(&self, link: &Token) -> Vec<(DeliveryState, Option<String>)> {
        let thread = self.app.concern_by_link(link).await.unwrap();
        thread.deliveries.into_iter().map(|d| (d.state, d.problem)).collect()
    }

    async fn answer(&self, link: &Token, words: &str) {
        let concern = self.app.concern_by_link(link).await.unwrap().concern;
        let (reference, version) = (concern.reference, concern.version);
        self.app.answer_concern(&self.officer, reference, words, None, version, "").await.unwrap();
    }
}

#[tokio::test]
async fn the_receipt_and_the_answer_arrive_with_the_link_in_the_language_of_the_resident() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let link = post.raise("asha@example.org", Language::Es).await;
        let letters = post.letters().await;
        let [receipt] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(receipt.to, ["asha@example.org"]);
        assert_eq!(receipt.header("subject").unwrap(), "Recibimos lo que nos contó (C-2026-0001)");
        let address = format!("https://police.example/c/{}", link.reveal());
        let text = receipt.text();
        for part in ["Hola:", "en 7 días", address.as_str(), "Llame al 911"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        // Whoever typed the address may not be who reads it: nothing else that was typed goes there.
        assert!(!text.contains("Asha") && !text.contains("Every day."), "{text}");
        assert_eq!(receipt.header("Auto-Submitted").unwrap(), "auto-replied");
        post.answer(&link, "Contamos los carros esta semana.").await;
        let letters = post.letters().await;
        assert!(letters[1].text().contains("Contamos los carros esta semana."));
        assert!(letters[1].text().contains("Hola, Asha:"));
        assert!(letters[1].text().contains(&address));
        assert_eq!(letters[0].header("References"), letters[1].header("References"));
        assert_eq!(post.states(&link).await, [(DeliveryState::Sent, None), (DeliveryState::Sent, None)]);
    })
    .await;
}

#[tokio::test]
async fn without_an_address_nothing_is_sent_and_the_answer_stands_on_the_page() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let link = post.app.raise_concern(&post.nobody, told("Noise."), "").await.unwrap().link;
        post.answer(&link, "Thank you.").await;
        assert_eq!(post.letters().await, []);
        assert_eq!(post.states(&link).await, []);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_shown_as_failed_and_not_tried_again() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let link = post.raise("nobody@example.org", Language::En).await;
        assert_eq!(post.work().await, Tally { completed: 1, ..Tally::default() });
        let states = post.states(&link).await;
        let (DeliveryState::Failed, Some(why)) = &states[0] else { panic!("{states:?}") };
        assert!(why.starts_with("refused: ") && why.contains("there is no such person"), "{why}");
        post.answer(&link, "Thank you.").await;
        post.work().await;
        assert_eq!(post.states(&link).await.len(), 2, "each message gets its try");
    })
    .await;
}

#[tokio::test]
async fn a_server_away_for_a_day_loses_nothing_and_a_letter_keeps_its_id() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let link = post.raise("lost@example.org", Language::En).await;
        for _ in 0..10 {
            post.work().await;
            post.clock.advance(SignedDuration::from_hours(3));
        }
        assert_eq!(post.states(&link).await, [(DeliveryState::Waiting, None)]);
        let ids: std::collections::BTreeSet<_> =
            post.sink.messages().iter().map(|l| l.header("Message-ID").unwrap().to_owned()).collect();
        assert!(post.sink.messages().len() > 1 && ids.len() == 1, "{ids:?}");
        for _ in 0..10 {
            post.clock.advance(SignedDuration::from_hours(7));
            post.work().await;
        }
        let states = post.states(&link).await;
        assert!(
            matches!(&states[0], (DeliveryState::Failed, Some(why)) if why.starts_with("gave-up: ")),
            "{states:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_mail_server_the_letter_is_shown_as_not_sent() {
    on_both(|db| async move {
        let post = Post::with_port(&db, Sink::start().await.unwrap(), None).await;
        let link = post.raise("asha@example.org", Language::En).await;
        post.work().await;
        assert_eq!(post.states(&link).await, [(DeliveryState::Failed, Some("no-server: ".into()))]);
    })
    .await;
}

#[tokio::test]
async fn the_worker_of_a_process_is_woken_by_its_own_commits() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let app = post.app.clone();
        let working = tokio::spawn(async move {
            app.work(Default::default(), async { stopped.await.unwrap_or(()) }).await;
        });
        post.raise("asha@example.org", Language::En).await;
        tokio::time::timeout(Duration::from_secs(20), post.sink.wait_for(1)).await.unwrap();
        stop.send(()).unwrap();
        working.await.unwrap();
    })
    .await;
}
