use commonbeat_app::{App, Browser, Error, IDLE, Proof, SignIn, SignedIn};
use commonbeat_auth::attempts;
use commonbeat_auth::passkey::encoded;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_store::audit::Filter;
use commonbeat_store::passkeys::Passkey;
use commonbeat_testkit::{Member, PASSWORD, agency, app, member, on_both};
use jiff::SignedDuration;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const ATTESTED: u8 = 64;

/// A device that makes one passkey, as the standard says.
struct Device {
    pair: EcdsaKeyPair,
    id: [u8; 16],
}

impl Device {
    fn new(n: u8) -> Device {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pair.as_ref(), &random).unwrap();
        Device { pair, id: [n; 16] }
    }

    fn client(kind: &str, options: &Json) -> Vec<u8> {
        json!({
            "type": kind, "challenge": options["challenge"], "origin": "http://localhost:8080",
            "crossOrigin": false,
        })
        .to_string()
        .into_bytes()
    }

    fn data(flags: u8, counter: u32) -> Vec<u8> {
        [&Sha256::digest("localhost")[..], &[flags], &counter.to_be_bytes()].concat()
    }

    fn make(&self, options: &Json) -> String {
        let point = self.pair.public_key().as_ref();
        let head = hex::decode("a5010203262001215820").unwrap();
        let key = [&head[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat();
        let data = [&Device::data(PRESENT | VERIFIED | ATTESTED, 0)[..], &[0; 16], &[0, 16], &self.id, &key]
            .concat();
        let object = hex::decode("a363666d74646e6f6e656761747453746d74a0686175746844617461").unwrap();
        let object = [&object[..], &[0x58, u8::try_from(data.len()).unwrap()], &data].concat();
        let client = Device::client("webauthn.create", options);
        let response = json!({ "clientDataJSON": encoded(&client), "attestationObject": encoded(&object) });
        json!({ "id": encoded(&self.id), "type": "public-key", "response": response }).to_string()
    }

    fn answer(&self, options: &Json, flags: u8, counter: u32) -> String {
        let (client, data) = (Device::client("webauthn.get", options), Device::data(flags, counter));
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": encoded(&client), "authenticatorData": encoded(&data),
            "signature": encoded(signature.as_ref()),
        });
        json!({ "id": encoded(&self.id), "type": "public-key", "response": response }).to_string()
    }
}

async fn add(app: &App, signed_in: &SignedIn, device: &Device, name: &str) -> Passkey {
    let options = app.ask_to_add(signed_in).await.unwrap().unwrap();
    app.add_passkey(signed_in, name, &device.make(&options)).await.unwrap()
}

fn asked(app: &App) -> Json {
    app.ask_to_sign_in().unwrap().unwrap()
}

async fn enter(app: &App, answer: &str) -> Result<SignedIn, Refusal> {
    match app.sign_in_with_passkey(answer, &Browser::default()).await {
        Ok(entered) => Ok(entered.signed_in),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

async fn acts(app: &App, who: &Actor, act: &str) -> usize {
    let filter = Filter { act: Some(act.into()), ..Filter::default() };
    app.audit_rows(who, &filter, 100).await.unwrap().len()
}

async fn lock_out(app: &App, clock: &commonbeat_testkit::FixedClock, member: &Member) {
    for n in 0..attempts::LIMIT {
        let wrong = SignIn { password: "not this".into(), ..member.form(app.now()) };
        assert!(app.sign_in(&wrong, &Browser::default()).await.is_err());
        clock.advance(SignedDuration::from_secs(1 << n));
    }
}

#[tokio::test]
async fn a_passkey_that_checked_its_owner_opens_the_account_alone_and_each_answer_once() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let entered = dana.sign_in(&app).await;
        let other = {
            clock.advance(MINUTE);
            dana.sign_in(&app).await
        };
        let device = Device::new(1);
        let passkey = add(&app, &entered.signed_in, &device, "Work phone").await;
        assert!(app.session(&other.token).await.unwrap().is_none(), "other sessions end");
        let answer = device.answer(&asked(&app), PRESENT | VERIFIED, 1);
        let signed_in = enter(&app, &answer).await.unwrap();
        assert_eq!(signed_in.person.id, dana.person.id);
        assert_eq!(enter(&app, &answer).await.unwrap_err(), Refusal::not_now("sign-in"));
        let listed = app.passkeys(&dana.actor).await.unwrap();
        assert_eq!((listed[0].id, listed[0].counter, listed[0].used_at), (passkey.id, 1, Some(app.now())));
        let late = asked(&app);
        clock.advance(MINUTE * 6);
        assert!(enter(&app, &device.answer(&late, PRESENT | VERIFIED, 2)).await.is_err(), "five minutes");
        assert!(enter(&app, "{}").await.is_err());
        assert!(enter(&app, &Device::new(2).answer(&asked(&app), PRESENT | VERIFIED, 1)).await.is_err());
        assert_eq!(acts(&app, &operator, "passkey.add").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_went_backwards_is_refused_in_the_trail_and_told_to_the_owner() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let entered = dana.sign_in(&app).await;
        let device = Device::new(1);
        add(&app, &entered.signed_in, &device, "Key").await;
        enter(&app, &device.answer(&asked(&app), PRESENT | VERIFIED, 5)).await.unwrap();
        for counter in [5, 4, 0] {
            let answer = device.answer(&asked(&app), PRESENT | VERIFIED, counter);
            assert_eq!(enter(&app, &answer).await.unwrap_err(), Refusal::not_now("sign-in"));
        }
        assert_eq!(acts(&app, &operator, "passkey.copied").await, 3);
        enter(&app, &device.answer(&asked(&app), PRESENT | VERIFIED, 6)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_password_path_and_a_passkey_still_opens_the_door() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let device = Device::new(1);
        add(&app, &dana.sign_in(&app).await.signed_in, &device, "Key").await;
        clock.advance(MINUTE);
        lock_out(&app, &clock, &dana).await;
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err());
        enter(&app, &device.answer(&asked(&app), PRESENT | VERIFIED, 1)).await.unwrap();
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err(), "still locked");
        app.invite_again(&operator, dana.person.id, 2).await.unwrap();
        assert!(enter(&app, &device.answer(&asked(&app), PRESENT | VERIFIED, 2)).await.is_err());
        assert!(app.passkeys(&dana.actor).await.unwrap().is_empty(), "a new invitation begins anew");
    })
    .await;
}

#[tokio::test]
async fn a_key_that_did_not_check_its_owner_needs_the_password_of_the_same_account() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let omar = member(&app, &clock, &operator, Role::Analyst, 2).await;
        let device = Device::new(1);
        add(&app, &dana.sign_in(&app).await.signed_in, &device, "Key").await;
        clock.advance(MINUTE);
        let answer = device.answer(&asked(&app), PRESENT, 1);
        assert_eq!(enter(&app, &answer).await.unwrap_err(), Refusal::not_now("passkey-password"));
        let with = |member: &Member| SignIn {
            code: String::new(),
            passkey: Some(answer.clone()),
            ..member.form(app.now())
        };
        assert!(app.sign_in(&with(&omar), &Browser::default()).await.is_err(), "somebody else's key");
        let wrong = SignIn { password: "not this".into(), ..with(&dana) };
        assert!(app.sign_in(&wrong, &Browser::default()).await.is_err());
        clock.advance(MINUTE);
        app.sign_in(&with(&dana), &Browser::default()).await.unwrap();
        clock.advance(MINUTE);
        assert!(app.sign_in(&with(&dana), &Browser::default()).await.is_err(), "each answer once");
    })
    .await;
}

#[tokio::test]
async fn a_session_grows_stale_and_a_code_or_a_passkey_proves_it_anew() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let entered = dana.sign_in(&app).await;
        let device = Device::new(1);
        add(&app, &entered.signed_in, &device, "Key").await;
        let now = async || app.session(&entered.token).await.unwrap().unwrap();
        assert!(app.is_fresh(&now().await));
        clock.advance(MINUTE * 16);
        let stale = now().await;
        assert!(!app.is_fresh(&stale));
        let prove = async |proof| app.prove_again(&stale, &proof, &Browser::default()).await;
        assert!(prove(Proof::Code("000000".into())).await.is_err());
        clock.advance(MINUTE);
        let code = dana.code(app.now());
        prove(Proof::Code(code.clone())).await.unwrap();
        assert!(app.is_fresh(&now().await));
        assert!(prove(Proof::Code(code)).await.is_err(), "a code proves once");
        clock.advance(MINUTE * 16);
        let other = device.answer(&asked(&app), PRESENT | VERIFIED, 1);
        assert!(prove(Proof::Passkey(other)).await.is_err(), "made to come in, not for this session");
        let options = app.ask_to_prove(&stale).unwrap().unwrap();
        prove(Proof::Passkey(device.answer(&options, PRESENT, 2))).await.unwrap();
        assert!(app.is_fresh(&now().await));
        assert_eq!(acts(&app, &operator, "session.prove").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_locked_session_opens_with_a_passkey_of_its_owner_alone() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let omar = member(&app, &clock, &operator, Role::Analyst, 2).await;
        let (own, others) = (Device::new(1), Device::new(2));
        let entered = dana.sign_in(&app).await;
        add(&app, &entered.signed_in, &own, "Key").await;
        add(&app, &omar.sign_in(&app).await.signed_in, &others, "Key").await;
        clock.advance(IDLE + MINUTE);
        assert!(app.session(&entered.token).await.unwrap().unwrap().locked);
        let answer = others.answer(&asked(&app), PRESENT | VERIFIED, 1);
        assert!(app.unlock_with_passkey(&entered.token, &answer, &Browser::default()).await.is_err());
        let answer = own.answer(&asked(&app), PRESENT | VERIFIED, 1);
        let opened = app.unlock_with_passkey(&entered.token, &answer, &Browser::default()).await.unwrap();
        assert!(!app.session(&opened.token).await.unwrap().unwrap().locked);
        assert!(app.session(&entered.token).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn password_phone_and_codes_are_changed_by_oneself_and_other_sessions_end() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let dana = member(&app, &clock, &operator, Role::Officer, 1).await;
        let here = dana.sign_in(&app).await.signed_in;
        clock.advance(MINUTE);
        let away = dana.sign_in(&app).await;
        assert!(app.change_password(&here, &"password1234".into()).await.is_err());
        app.change_password(&here, &"four grey owls sing".into()).await.unwrap();
        assert!(app.session(&away.token).await.unwrap().is_none());
        clock.advance(MINUTE);
        assert!(app.sign_in(&dana.form(app.now()), &Browser::default()).await.is_err(), "{PASSWORD} is gone");
        clock.advance(MINUTE);
        let phone = app.new_phone(&here);
        let secret = secrecy::ExposeSecret::expose_secret(&phone.secret).to_owned();
        let new = Member { totp_secret: secret.clone(), ..dana.clone() };
        assert!(app.change_phone(&here, &secret, "000000").await.is_err());
        app.change_phone(&here, &secret, &new.code(app.now())).await.unwrap();
        clock.advance(MINUTE);
        let form =
            |member: &Member| SignIn { password: "four grey owls sing".into(), ..member.form(app.now()) };
        assert!(app.sign_in(&form(&dana), &Browser::default()).await.is_err(), "the old phone");
        clock.advance(MINUTE);
        app.sign_in(&form(&new), &Browser::default()).await.unwrap();
        let codes = app.new_recovery_codes(&here).await.unwrap();
        assert_eq!(app.recovery_codes_left(&here).await.unwrap(), 10);
        let code = secrecy::ExposeSecret::expose_secret(&codes[0]).to_owned();
        let by_code = SignIn { code, ..form(&new) };
        app.sign_in(&by_code, &Browser::default()).await.unwrap();
        assert_eq!(app.recovery_codes_left(&here).await.unwrap(), 9);
        clock.advance(MINUTE);
        assert!(app.sign_in(&by_code, &Browser::default()).await.is_err(), "each code once");
        for act in ["person.password", "person.phone", "person.codes"] {
            assert_eq!(acts(&app, &operator, act).await, 1, "{act}");
        }
    })
    .await;
}

#[tokio::test]
async fn accounts_that_nobody_used_for_ninety_days_are_locked_but_never_the_last_administrator() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let admin = member(&app, &clock, &operator, Role::Administrator, 1).await;
        let idle = member(&app, &clock, &operator, Role::Officer, 2).await;
        let busy = member(&app, &clock, &operator, Role::Officer, 3).await;
        clock.advance(MINUTE * 60 * 24 * 60);
        busy.sign_in(&app).await;
        clock.advance(MINUTE * 60 * 24 * 31);
        let system = Actor::system(operator.agency, "lock-idle");
        let locked = app.lock_idle(&system).await.unwrap();
        assert_eq!(locked.iter().map(|p| p.id).collect::<Vec<_>>(), [idle.person.id]);
        assert!(app.lock_idle(&system).await.unwrap().is_empty());
        busy.sign_in(&app).await;
        admin.sign_in(&app).await;
        assert!(app.sign_in(&idle.form(app.now()), &Browser::default()).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn every_account_is_looked_over_once_a_year_by_somebody_else() {
    on_both(|db| async move {
        let (_, operator) = agency(&db.store, 1).await;
        let (app, clock) = app(&db);
        let admin = member(&app, &clock, &operator, Role::Administrator, 1).await;
        let dana = member(&app, &clock, &operator, Role::Officer, 2).await;
        let due = async || app.access_review(&admin.actor).await.unwrap().iter().filter(|r| r.due).count();
        assert_eq!(due().await, 0);
        clock.advance(MINUTE * 60 * 24 * 366);
        assert_eq!(due().await, 2);
        let own = app.confirm_access(&admin.actor, &[admin.person.id]).await;
        assert!(matches!(own, Err(Error::Refused(_))));
        app.confirm_access(&admin.actor, &[dana.person.id, admin.person.id]).await.unwrap();
        assert_eq!(due().await, 1);
        assert!(app.access_review(&dana.actor).await.is_err());
        assert_eq!(acts(&app, &operator, "person.review").await, 1);
    })
    .await;
}
