//! Letters to people with an account, and the alarm, through a real SMTP server on loopback.

use std::time::Duration;

use commonbeat_app::{App, Browser, Encryption, Settings, SignIn, SmtpSettings, Watch};
use commonbeat_auth::attempts;
use commonbeat_carriers::testing::{Letter, Sink};
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::text::Language;
use commonbeat_testkit::{Database, FixedClock, Member, NOON, agency, member, on_both};
use jiff::SignedDuration;
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

struct Post {
    app: App,
    clock: FixedClock,
    sink: Sink,
    operator: Actor,
}

impl Post {
    async fn new(db: &Database) -> Post {
        let (_, operator) = agency(&db.store, 1).await;
        let (clock, sink) = (FixedClock::at(NOON), Sink::start().await.unwrap());
        let from = "no-reply@millbrook.example";
        let mail = SmtpSettings {
            timeout: Duration::from_secs(5),
            ..SmtpSettings::new("127.0.0.1", sink.addr().port(), Encryption::None, from)
        };
        let settings = Settings { mail: Some(mail), ..Settings::default() };
        let app = App::new(db.store.clone(), clock.reader(), settings);
        Post { app, clock, sink, operator }
    }

    async fn member(&self, role: Role, n: usize) -> Member {
        member(&self.app, &self.clock, &self.operator, role, n).await
    }

    async fn letters(&self) -> Vec<Letter> {
        self.app.worker(Default::default()).run_until_empty().await.unwrap();
        self.sink.messages()
    }

    async fn lock_out(&self, member: &Member) {
        for n in 0..attempts::LIMIT {
            let wrong = SignIn { password: "not this".into(), ..member.form(self.app.now()) };
            assert!(self.app.sign_in(&wrong, &Browser::default()).await.is_err());
            self.clock.advance(SignedDuration::from_secs(1 << n));
        }
    }
}

#[tokio::test]
async fn whoever_an_account_belongs_to_hears_what_was_done_to_it_in_their_language() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let dana = post.member(Role::Officer, 1).await;
        let here = dana.sign_in(&post.app).await.signed_in;
        post.app.change_own_language(&dana.actor, Language::Es).await.unwrap();
        let codes = post.app.new_recovery_codes(&here).await.unwrap();
        let code = codes[0].expose_secret().to_owned();
        let by_code = SignIn { code: code.clone(), ..dana.form(post.app.now()) };
        let from = Browser { network: "192.0.2.7".into(), agent: String::new() };
        post.app.sign_in(&by_code, &from).await.unwrap();
        let letters = post.letters().await;
        let [made, used] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(used.to, [dana.person.email.as_str()]);
        assert_eq!(used.header("subject").unwrap(), "Algo cambió en su cuenta");
        assert_eq!(used.header("Auto-Submitted").unwrap(), "auto-generated");
        assert!(made.text().contains("Los anteriores ya no funcionan."));
        let text = used.text();
        for part in ["Hola, Person 1", "desde 192.0.2.7", "Si no fue usted", "2026-02-16 06:0"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!letters.iter().any(|l| l.raw.contains(&code) || l.raw.contains(&dana.totp_secret)));
    })
    .await;
}

#[tokio::test]
async fn administrators_are_told_when_none_of_them_can_come_in() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let (one, two) =
            (post.member(Role::Administrator, 1).await, post.member(Role::Administrator, 2).await);
        let officer = post.member(Role::Officer, 3).await;
        post.lock_out(&officer).await;
        post.lock_out(&one).await;
        assert!(post.letters().await.is_empty(), "another administrator can still help");
        post.lock_out(&two).await;
        let letters = post.letters().await;
        let mut to: Vec<&str> = letters.iter().flat_map(|l| &l.to).map(String::as_str).collect();
        to.sort_unstable();
        assert_eq!(to, [one.person.email.as_str(), two.person.email.as_str()]);
        assert!(letters[0].text().contains("commonbeat person unlock EMAIL"));
    })
    .await;
}

#[tokio::test]
async fn the_head_of_the_trail_is_mailed_to_the_auditor_and_verifies_later() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        post.member(Role::Administrator, 1).await;
        let auditor = post.member(Role::Auditor, 2).await;
        post.app.mail_head(&Actor::system(post.operator.agency, "mail-head")).await.unwrap();
        let letters = post.letters().await;
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!(letter.to, [auditor.person.email.as_str()]);
        let text = letter.text();
        let head = text.lines().map(str::trim).find(|line| line.split(':').count() >= 3).unwrap();
        let check = post.app.verify_trail(&auditor.actor, Some(head)).await.unwrap();
        assert_eq!(check.verified.broken, None);
    })
    .await;
}

#[tokio::test]
async fn when_the_trail_cannot_be_written_nothing_is_done_and_an_alarm_leaves_once_an_hour() {
    on_both(|db| async move {
        let post = Post::new(&db).await;
        let auditor = post.member(Role::Auditor, 1).await;
        let dana = post.member(Role::Officer, 2).await;
        let mut watch = Watch::default();
        assert_eq!(post.app.look_at_trail(&mut watch).await, 0);
        let direct = sea_orm::Database::connect(db.url.clone()).await.unwrap();
        let (stop, mend) = match direct.get_database_backend() {
            sea_orm::DbBackend::Postgres => (
                "ALTER TABLE audit ADD CONSTRAINT stop CHECK (seq < 0) NOT VALID",
                "ALTER TABLE audit DROP CONSTRAINT stop",
            ),
            _ => (
                "CREATE TRIGGER stop BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END",
                "DROP TRIGGER stop",
            ),
        };
        direct.execute_unprepared(stop).await.unwrap();
        assert!(post.app.sign_in(&dana.form(post.app.now()), &Browser::default()).await.is_err());
        let changed = post.app.change_own_language(&dana.actor, Language::Es).await;
        assert!(changed.is_err());
        assert!(
            post.app.audit_rows(&auditor.actor, &Default::default(), 1).await.is_err(),
            "a sensitive read"
        );
        assert_eq!(post.app.look_at_trail(&mut watch).await, 1);
        assert_eq!(post.app.look_at_trail(&mut watch).await, 0, "told already");
        assert!(post.app.change_own_language(&dana.actor, Language::Es).await.is_err());
        assert_eq!(post.app.look_at_trail(&mut watch).await, 0, "within the hour");
        post.clock.advance(MINUTE * 60);
        assert_eq!(post.app.look_at_trail(&mut watch).await, 1);
        let letters = post.sink.messages();
        assert_eq!(letters[0].to, [auditor.person.email.as_str()]);
        assert!(letters[0].header("subject").unwrap().contains("cannot be written"));
        direct.execute_unprepared(mend).await.unwrap();
        direct.close().await.unwrap();
        let person = post.app.person(&dana.actor, dana.person.id).await.unwrap();
        assert_eq!(person.language, Language::En, "nothing was done");
        post.app.change_own_language(&dana.actor, Language::Es).await.unwrap();
    })
    .await;
}
