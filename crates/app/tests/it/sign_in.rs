use commonbeat_app::{App, Browser, Error, IDLE, LONGEST, SignIn};
use commonbeat_auth::attempts;
use commonbeat_auth::token::Token;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_store::audit::Filter;
use commonbeat_testkit::{FixedClock, Member, agency, app, member, on_both};
use jiff::SignedDuration;

const SECOND: SignedDuration = SignedDuration::from_secs(1);

fn wrong_password(member: &Member, app: &App) -> SignIn {
    SignIn { password: "tractor 9 lamp".into(), ..member.form(app.now()) }
}

async fn refused(app: &App, typed: &SignIn) -> Refusal {
    match app.sign_in(typed, &Browser { network: "192.0.2.7".into(), agent: String::new() }).await {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {:?}", other.map(|e| e.signed_in.person.email)),
    }
}

async fn acts(app: &App, who: &Actor, act: &str) -> Vec<(String, String)> {
    let filter = Filter { act: Some(act.into()), ..Filter::default() };
    let rows = app.audit_rows(who, &filter, 100).await.unwrap();
    let why = |row: &commonbeat_store::audit::Row| {
        row.payload.as_ref().and_then(|p| p["why"].as_str()).unwrap_or_default().to_owned()
    };
    rows.iter().map(|row| (row.object.clone(), why(row))).collect()
}

/// Fails until the password path is locked, waiting as long as the rule asks between two tries.
async fn lock_out(app: &App, clock: &FixedClock, member: &Member) {
    for n in 0..attempts::LIMIT {
        assert_eq!(refused(app, &wrong_password(member, app)).await, Refusal::not_now("sign-in"));
        clock.advance(SECOND * (1 << n));
    }
}

#[tokio::test]
async fn a_person_signs_in_with_password_and_code_and_the_token_is_theirs() {
    on_both(|db| async move {
        let (agency, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let entered = dana.sign_in(&app).await;
        let found = app.session(&entered.token).await.unwrap().unwrap();
        assert_eq!((found.person.id, found.agency.id, found.locked), (dana.person.id, agency.id, false));
        assert!(found.actor.may(Action::WorkProblem));
        assert!(app.session(&Token::generate()).await.unwrap().is_none());
        let listed = app.people(&operator, &Default::default(), 10).await.unwrap();
        assert_eq!(listed[0].signed_in_at, Some(app.now()));

        app.sign_out(&entered.token).await.unwrap();
        assert!(app.session(&entered.token).await.unwrap().is_none());
        assert_eq!(acts(&app, &operator, "session.end").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same_and_the_trail_knows_why() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let right = dana.form(app.now());
        let id = dana.person.id.to_string();
        let tries = [
            (SignIn { email: "nobody@example.org".into(), ..right.clone() }, "unknown", "unknown"),
            (SignIn { email: "my secret password".into(), ..right.clone() }, "unknown", "unknown"),
            (wrong_password(&dana, &app), "password", id.as_str()),
            (SignIn { code: "000000".into(), ..right.clone() }, "too-soon", id.as_str()),
        ];
        for (typed, why, object) in tries {
            assert_eq!(refused(&app, &typed).await, Refusal::not_now("sign-in"));
            assert_eq!(acts(&app, &operator, "sign_in.refuse").await[0], (object.to_owned(), why.to_owned()));
        }
        clock.advance(SECOND * 60);
        let wrong_code = SignIn { code: "000000".into(), ..right };
        assert_eq!(refused(&app, &wrong_code).await, Refusal::not_now("sign-in"));
        assert_eq!(acts(&app, &operator, "sign_in.refuse").await[0].1, "code");
        let trail = app.audit_rows(&operator, &Filter::default(), 100).await.unwrap();
        assert!(!format!("{trail:?}").contains("my secret password"));
    })
    .await;
}

#[tokio::test]
async fn a_code_that_was_used_opens_nothing_a_second_time() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let form = dana.form(app.now());
        app.sign_in(&form, &Browser::default()).await.unwrap();
        assert_eq!(refused(&app, &form).await, Refusal::not_now("sign-in"));
        clock.advance(SECOND * 30);
        app.sign_in(&dana.form(app.now()), &Browser::default()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn one_code_sent_twice_at_the_same_time_opens_one_session() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let (form, browser) = (dana.form(app.now()), Browser::default());
        let (one, two) = tokio::join!(app.sign_in(&form, &browser), app.sign_in(&form, &browser));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_quarter_of_an_hour_even_against_the_right_one() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        lock_out(&app, &clock, &dana).await;
        assert_eq!(
            acts(&app, &operator, "sign_in.lock").await,
            [(dana.person.id.to_string(), String::new())]
        );
        assert_eq!(refused(&app, &dana.form(app.now())).await, Refusal::not_now("sign-in"));
        assert_eq!(acts(&app, &operator, "sign_in.refuse").await[0].1, "locked");
        clock.advance(attempts::FIRST_LOCK);
        dana.sign_in(&app).await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_opens_a_locked_account_at_once() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        lock_out(&app, &clock, &dana).await;
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err());
        assert!(matches!(
            app.unlock_person(&dana.actor, &dana.person.email).await,
            Err(Error::Missing("person"))
        ));
        app.unlock_person(&operator, &dana.person.email).await.unwrap();
        dana.sign_in(&app).await;
    })
    .await;
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_one_after_the_other() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let wrong = wrong_password(&dana, &app);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (app, wrong) = (app.clone(), wrong.clone());
            tasks.spawn(async move { app.sign_in(&wrong, &Browser::default()).await.is_err() });
        }
        assert!(tasks.join_all().await.into_iter().all(|refused| refused));
        let rows = acts(&app, &operator, "sign_in.refuse").await;
        assert_eq!(rows.iter().filter(|(_, why)| why == "password").count(), 1);
        assert_eq!(rows.len(), 12);
    })
    .await;
}

#[tokio::test]
async fn a_network_that_guesses_for_many_addresses_is_not_heard_for_a_while() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let network = Browser { network: "192.0.2.7".into(), agent: String::new() };
        for n in 0..60 {
            let typed = SignIn { email: format!("p{n}@example.org"), ..dana.form(app.now()) };
            app.sign_in(&typed, &network).await.unwrap_err();
        }
        assert!(app.sign_in(&dana.form(app.now()), &network).await.is_err());
        dana.sign_in(&app).await;
        clock.advance(attempts::WINDOW + SECOND);
        app.sign_in(&dana.form(app.now()), &network).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_idle_session_hides_until_password_and_code_are_given_again() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let token = dana.sign_in(&app).await.token;
        for _ in 0..3 {
            clock.advance(IDLE);
            assert!(!app.session(&token).await.unwrap().unwrap().locked);
        }
        clock.advance(IDLE + SECOND);
        assert!(app.session(&token).await.unwrap().unwrap().locked);
        assert!(app.session(&token).await.unwrap().unwrap().locked, "looking at it does not open it");

        let wrong = app.unlock_session(&token, &"wrong".into(), "000000", &Browser::default()).await;
        assert!(matches!(wrong, Err(Error::Refused(_))));
        clock.advance(SECOND * 30);
        let (password, code) = (dana.form(app.now()).password, dana.code(app.now()));
        let opened = app.unlock_session(&token, &password, &code, &Browser::default()).await.unwrap();
        assert!(!app.session(&opened.token).await.unwrap().unwrap().locked);
        assert!(app.session(&token).await.unwrap().is_none(), "the old token is dead");
    })
    .await;
}

#[tokio::test]
async fn a_session_locked_by_hand_waits_and_one_of_twelve_hours_ends() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let entered = dana.sign_in(&app).await;
        app.lock_session(&entered.signed_in).await.unwrap();
        assert!(app.session(&entered.token).await.unwrap().unwrap().locked);

        clock.advance(SECOND * 30);
        let token = dana.sign_in(&app).await.token;
        let end = app.now() + LONGEST;
        while app.now() + IDLE <= end {
            assert!(app.session(&token).await.unwrap().is_some());
            clock.advance(IDLE);
        }
        clock.advance(SECOND);
        assert!(app.session(&token).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_only() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let rob = member(&app, &clock, &operator, Role::Officer, 2).await;
        let first = dana.sign_in(&app).await;
        clock.advance(SECOND * 30);
        let second = dana.sign_in(&app).await;
        // The one of the invitation, and two more.
        assert_eq!(app.sessions(&dana.actor).await.unwrap().len(), 3);
        let stolen = app.end_session(&rob.actor, first.signed_in.session).await;
        assert!(matches!(stolen, Err(Error::Missing("session"))));
        app.end_session(&dana.actor, first.signed_in.session).await.unwrap();
        assert!(app.session(&first.token).await.unwrap().is_none());
        assert_eq!(app.end_other_sessions(&second.signed_in).await.unwrap(), 1);
        assert!(app.session(&second.token).await.unwrap().is_some());
        assert_eq!(app.end_sessions_of(&operator, dana.person.id).await.unwrap(), 1);
        assert!(app.session(&second.token).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn tries_that_no_longer_count_are_forgotten_at_night_and_those_that_count_are_not() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        refused(&app, &wrong_password(&dana, &app)).await;
        let night = async |from| {
            app.plan_work(from).await.unwrap();
            app.worker(Default::default()).run_until_empty().await.unwrap()
        };
        let begun = app.now();
        clock.advance(SignedDuration::from_hours(24));
        night(begun).await;
        clock.advance(SignedDuration::from_hours(25));
        assert_eq!(app.prune_attempts().await.unwrap(), 1, "after one night it still counted");

        refused(&app, &wrong_password(&dana, &app)).await;
        clock.advance(SignedDuration::from_hours(49));
        night(app.now() - SignedDuration::from_hours(24)).await;
        assert_eq!(app.prune_attempts().await.unwrap(), 0, "the night's work has forgotten it");
    })
    .await;
}
