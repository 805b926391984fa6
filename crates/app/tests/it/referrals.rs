//! Referrals: consent taken back while one is open, an agreement that ends meanwhile, and who may know who it is.

use commonbeat_app::referrals::Reply;
use commonbeat_app::{App, Error, Settings, keys};
use commonbeat_auth::vault;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::partnerships::referrals::{
    ConsentWay, DeclineReason, HandOver, Need, NewConsent, NewReferral, Outcome, ReferralState, Signer,
    ToReach,
};
use commonbeat_store::audit::Filter;
use commonbeat_testkit::{Database, FixedClock, NOON, agency, app, id, on_both};
use jiff::SignedDuration;
use jiff::civil::date;
use sea_orm::{ConnectionTrait, Statement};

use crate::problems::{partner, person, staffed};

/// A bed for somebody who signed for it, with partner 7, until Saturday 2026-02-28.
pub fn new() -> NewReferral {
    NewReferral {
        organization: id(7),
        need: Need::Housing,
        hand_over: HandOver::Warm,
        consent: NewConsent {
            scope: "First name, telephone, that a bed is wanted.".into(),
            purpose: "A bed.".into(),
            way: ConsentWay::Paper,
            signer: Signer::Person,
            language: "Spanish".into(),
            witness: String::new(),
            signed_on: date(2026, 2, 16),
            until: date(2026, 2, 28),
            told: true,
        },
        person: ToReach {
            name: "Ana Secreto".into(),
            reach: "555-0142, mornings".into(),
            meet: "At the desk, Tuesday at ten.".into(),
        },
    }
}

/// Who was referred, as it lies in the database.
async fn stored(db: &Database) -> Vec<Option<String>> {
    let conn = sea_orm::Database::connect(&db.url).await.unwrap();
    let sql = "SELECT person FROM referrals ORDER BY id";
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let all = rows.iter().map(|row| row.try_get::<Option<String>>("", "person").unwrap()).collect();
    conn.close().await.unwrap();
    all
}

fn missing<T>(done: Result<T, Error>) -> bool {
    matches!(done, Err(Error::Missing(_)))
}

struct Ground {
    app: App,
    clock: FixedClock,
    officer: Actor,
    supervisor: Actor,
    own: Actor,
}

async fn ground(db: &Database) -> Ground {
    let (agency, _) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, clock) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let supervisor = person(agency.id, 2, Role::Supervisor, &[]);
    Ground { app, clock, officer, supervisor, own: partner(agency.id, 7) }
}

#[tokio::test]
async fn a_consent_taken_back_closes_the_referral_at_that_instant_and_erases_who_it_was() {
    on_both(|db| async move {
        let Ground { app, clock, officer, supervisor, own } = ground(&db).await;
        let made = app.make_referral(&officer, new(), "once-r").await.unwrap();
        assert_eq!(
            app.make_referral(&officer, new(), "once-r").await.unwrap(),
            made,
            "sent twice, made once"
        );
        let accepted = app.answer_referral(&own, made.id, 1, Reply::Accept).await.unwrap();
        let who = app.referral_person(&own, made.id).await.unwrap().unwrap();
        assert_eq!(who.name, "Ana Secreto");
        // A supervisor learns how it stands, and not who it is; another officer learns nothing.
        assert!(!app.referral(&supervisor, made.id).await.unwrap().person);
        assert!(missing(app.referral_person(&supervisor, made.id).await));
        let colleague = person(officer.agency, 3, Role::Officer, &[1]);
        assert!(missing(app.referral(&colleague, made.id).await));

        clock.advance(SignedDuration::from_secs(1));
        let back = app.withdraw_consent(&officer, made.id).await.unwrap();
        assert_eq!(back.state, ReferralState::Withdrawn);
        assert!(
            missing(app.referral(&own, made.id).await) && missing(app.referral_person(&own, made.id).await)
        );
        let late = app.answer_referral(&own, made.id, accepted.version, Reply::Met).await;
        assert!(missing(late), "a form sent a second later finds nothing");
        assert_eq!(stored(&db).await, [None], "erased in the same write");
        assert!(missing(app.referral_person(&officer, made.id).await));
        // The service learns that it may not go on, and nothing else.
        let told = app.referrals_taken_back(&own).await.unwrap();
        assert_eq!(told, [(made.token(), clock.now())]);
        assert!(app.referrals_taken_back(&partner(officer.agency, 8)).await.unwrap().is_empty());
        let twice = app.withdraw_consent(&officer, made.id).await;
        assert!(matches!(twice, Err(Error::Refused(Refusal::NotNow { why: "consent-revoked" }))));
    })
    .await;
}

#[tokio::test]
async fn an_agreement_that_ends_meanwhile_takes_the_referral_from_the_service_and_says_so_to_the_agency() {
    on_both(|db| async move {
        let Ground { app, clock, officer, own, .. } = ground(&db).await;
        let made = app.make_referral(&officer, new(), "").await.unwrap();
        assert!(app.referral(&own, made.id).await.is_ok());
        let commander = person(officer.agency, 2, Role::Commander, &[]);
        let paper = app.agreement(&commander, id(907)).await.unwrap().agreement;
        clock.advance(SignedDuration::from_secs(1));
        app.end_agreement(&commander, id(907), paper.version, "The shelter closed.").await.unwrap();
        assert!(missing(app.referral(&own, made.id).await));
        assert!(app.referrals(&own).await.unwrap().is_empty());
        assert!(missing(app.answer_referral(&own, made.id, 1, Reply::Accept).await));
        let view = app.referral(&officer, made.id).await.unwrap();
        assert!(view.cut_off && view.referral.state == ReferralState::Sent);
        assert!(app.referral_services(&officer).await.unwrap().iter().all(|o| o.id != id(7)));
        let refused = app.make_referral(&officer, new(), "").await;
        let why = Refusal::unfit("referral_service", "no-agreement-referrals");
        assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal == why));
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_runs_out_closes_to_the_second_and_is_forgotten_by_the_next_morning() {
    on_both(|db| async move {
        let Ground { app, clock, officer, own, .. } = ground(&db).await;
        let made = app.make_referral(&officer, new(), "").await.unwrap();
        // Midnight in Chicago after February 28 is six o'clock UTC.
        clock.set("2026-03-01T05:59:59Z".parse().unwrap());
        assert!(app.referral_person(&own, made.id).await.unwrap().is_some());
        let system = Actor::system(officer.agency, "forget-referred");
        assert_eq!(app.forget_referred(&system).await.unwrap(), 0);
        clock.set("2026-03-01T06:00:00Z".parse().unwrap());
        assert!(
            missing(app.referral(&own, made.id).await) && missing(app.referral_person(&own, made.id).await)
        );
        assert!(app.referral(&officer, made.id).await.unwrap().lapsed);
        assert_eq!(app.forget_referred(&system).await.unwrap(), 1);
        assert_eq!(stored(&db).await, [None]);
    })
    .await;
}

#[tokio::test]
async fn declined_or_closed_the_agency_learns_which_and_who_it_was_is_erased() {
    on_both(|db| async move {
        let Ground { app, officer, own, .. } = ground(&db).await;
        let full = app.make_referral(&officer, new(), "").await.unwrap();
        let reply = Reply::Decline(DeclineReason::Full);
        app.answer_referral(&own, full.id, 1, reply).await.unwrap();
        let other = app.make_referral(&officer, new(), "").await.unwrap();
        assert!(
            missing(app.answer_referral(&officer, other.id, 1, Reply::Accept).await),
            "not the agency's answer"
        );
        app.answer_referral(&own, other.id, 1, Reply::Accept).await.unwrap();
        let stale = app.answer_referral(&own, other.id, 1, Reply::Met).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        app.answer_referral(&own, other.id, 2, Reply::Close(Outcome::Served)).await.unwrap();
        assert_eq!(stored(&db).await, [None, None]);
        let states: Vec<_> =
            app.referrals(&officer).await.unwrap().iter().map(|v| v.referral.state).collect();
        assert_eq!(states, [ReferralState::Closed, ReferralState::Declined]);
    })
    .await;
}

#[tokio::test]
async fn who_was_referred_is_sealed_and_never_in_the_trail_and_each_look_is() {
    on_both(|db| async move {
        let Ground { officer, own, .. } = ground(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        keys::make_key(&file).unwrap();
        let clock = FixedClock::at(NOON);
        let settings = Settings { key_file: Some(file), ..Settings::default() };
        let app = App::new(db.store.clone(), clock.reader(), settings);
        let made = app.make_referral(&officer, new(), "").await.unwrap();
        let before = stored(&db).await[0].clone().unwrap();
        assert!(vault::is_sealed(&before));
        app.rotate_sealing_key().await.unwrap();
        let after = stored(&db).await[0].clone().unwrap();
        assert!(vault::is_sealed(&after) && vault::key_of(&after) != vault::key_of(&before));
        assert_eq!(app.referral_person(&own, made.id).await.unwrap().unwrap().reach, "555-0142, mornings");
        let rows = app.audit_rows(&Actor::operator(officer.agency), &Filter::default(), 100).await.unwrap();
        assert!(rows.iter().any(|row| row.act == "referral.look"));
        assert!(!format!("{rows:?}").contains("Secreto"));
    })
    .await;
}
