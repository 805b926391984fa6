//! Commendations and complaints: told without an account, never read by whom they are about, followed by a link.

use commonbeat_app::conduct::{Act, NewBody};
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::personnel::conduct::{Finding, NewConduct, State, Topic};
use commonbeat_domain::text::Language;
use commonbeat_store::audit::{self, Entry};
use commonbeat_store::people;
use commonbeat_testkit::{Database, agency, app, id, on_both};

use crate::problems::{person, staffed};

struct Here {
    app: App,
    /// Sets bodies up.
    chief: Actor,
    /// A member of the first body: 110, "Ana Ortiz".
    ortiz: Actor,
    /// A member of the second body: 111, "Ben Lee".
    lee: Actor,
    nobody: Actor,
}

async fn here(db: &Database) -> Here {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    for (n, name) in [(110, "Ana Ortiz"), (111, "Ben Lee")] {
        let mut write = db.store.write(&operator, commonbeat_testkit::NOON).await.unwrap();
        let like = people::by_id(&write, id(101)).await.unwrap();
        let email = format!("p{n}@millbrook.test").parse().unwrap();
        let roles = [Role::Supervisor].into();
        people::insert(&mut write, &Person { id: id(n), email, name: name.into(), roles, ..like })
            .await
            .unwrap();
        write.record(Entry::new("test.staff", n));
        write.commit().await.unwrap();
    }
    let (app, _) = app(db);
    let chief = person(agency.id, 20, Role::Commander, &[]);
    for (n, name) in [(110, "Panel"), (111, "Office of standards")] {
        let new = NewBody {
            name: name.into(),
            takes: Topic::ALL.iter().copied().collect(),
            members: format!("p{n}@millbrook.test"),
            first_days: 2,
            decide_days: 30,
            keep_years: 3,
        };
        app.set_body(&chief, None, new, "").await.unwrap();
    }
    Here {
        app,
        chief,
        ortiz: person(agency.id, 10, Role::Supervisor, &[]),
        lee: person(agency.id, 11, Role::Supervisor, &[]),
        nobody: Actor::nobody(agency.id),
    }
}

fn told(topic: Topic, about: &str) -> NewConduct {
    NewConduct {
        topic,
        words: "What a night".into(),
        when_where: "Tuesday, Canal Street".into(),
        about: about.into(),
        contact: String::new(),
        language: Language::En,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_complaint_is_told_anonymously_answered_decided_and_followed_by_its_link() {
    on_both(|db| async move {
        let Here { app, ortiz, lee, nobody, .. } = here(&db).await;
        let first = app.tell_conduct(&nobody, told(Topic::Manner, ""), "token-of-the-form").await.unwrap();
        let again = app.tell_conduct(&nobody, told(Topic::Manner, ""), "token-of-the-form").await.unwrap();
        assert!(again.again && again.link.reveal() == first.link.reveal());
        let (open, _) = app.conducts(&ortiz).await.unwrap();
        assert_eq!(open.len(), 1);
        assert!(app.conducts(&lee).await.unwrap().0.is_empty(), "it lies with the first body");
        let one = open[0].id;
        assert!(matches!(app.conduct(&lee, one).await, Err(Error::Missing(_))));
        app.act_on_conduct(&ortiz, one, 1, Act::Answer("We read it".into())).await.unwrap();
        app.add_to_conduct(&first.link, "It was the tall one", "a-token-of-adding").await.unwrap();
        app.add_to_conduct(&first.link, "It was the tall one", "a-token-of-adding").await.unwrap();
        let own = app.conduct_by_link(&first.link).await.unwrap();
        assert_eq!((own.told.said.len(), own.told.state(), own.body.as_str()), (2, State::Looking, "Panel"));
        let stale = app.act_on_conduct(&ortiz, one, 2, Act::Answer("Again".into())).await;
        assert!(matches!(stale, Err(Error::Stale(_))));
        let decide = Act::Decide(Finding::NotSustained, "Two people say two things".into());
        app.act_on_conduct(&ortiz, one, 3, decide).await.unwrap();
        let own = app.conduct_by_link(&first.link).await.unwrap();
        assert_eq!(own.told.decided.unwrap().words, "Two people say two things");
        assert!(own.told.named.is_empty() && own.told.body.is_none());
        let late = app.add_to_conduct(&first.link, "But", "another-token").await;
        assert_eq!(refused(late), Refusal::not_now("conduct-decided"));
        let strange = commonbeat_auth::token::Token::generate();
        assert!(matches!(app.conduct_by_link(&strange).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn nothing_comes_to_whom_it_is_about_and_every_attempt_stands_in_the_trail() {
    on_both(|db| async move {
        let Here { app, chief, ortiz, lee, nobody } = here(&db).await;
        // By the name in the words it goes past the first body.
        app.tell_conduct(&nobody, told(Topic::Force, "Officer ortiz, I think"), "").await.unwrap();
        assert!(app.conducts(&ortiz).await.unwrap().0.is_empty());
        let one = app.conducts(&lee).await.unwrap().0[0].id;
        assert!(matches!(app.conduct(&ortiz, one).await, Err(Error::Missing(_))));
        // Both named: officer and the one who would have had it. Nobody is left, so it waits, without a word of it.
        let both = "p110@millbrook.test\np111@millbrook.test".to_owned();
        assert!(!app.act_on_conduct(&lee, one, 1, Act::Name(both)).await.unwrap());
        for who in [&ortiz, &lee] {
            assert!(matches!(app.conduct(who, one).await, Err(Error::Missing(_))));
            assert!(app.conducts(who).await.unwrap().0.is_empty());
        }
        assert_eq!(app.conduct_waiting(&chief).await.unwrap().len(), 1);
        let body = app.conduct_bodies(&chief).await.unwrap()[0].0.clone();
        let more = NewBody {
            name: body.name,
            takes: body.takes,
            members: "p110@millbrook.test, p102@millbrook.test".into(),
            first_days: 2,
            decide_days: 30,
            keep_years: 3,
        };
        app.set_body(&chief, Some((body.id, body.version)), more, "").await.unwrap();
        assert!(app.conduct_waiting(&chief).await.unwrap().is_empty());
        let other = person(chief.agency, 2, Role::Officer, &[]);
        assert_eq!(app.conduct(&other, one).await.unwrap().told.named.len(), 2);
        assert!(matches!(app.conduct(&ortiz, one).await, Err(Error::Missing(_))));
        let auditor = person(chief.agency, 40, Role::Auditor, &[]);
        assert!(app.conducts(&auditor).await.is_err());
        let read = db.store.read(&auditor).await.unwrap();
        let rows = audit::list(&read, &audit::Filter::default(), 200).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.act == "access.refuse").count(), 4);
        assert!(!format!("{rows:?}").contains("What a night"), "the trail holds that, not what");
    })
    .await;
}

#[tokio::test]
async fn a_commendation_reaches_whom_it_is_for_and_a_complaint_is_none_whatever_came_of_it() {
    on_both(|db| async move {
        let Here { app, ortiz, nobody, chief, .. } = here(&db).await;
        let officer = person(chief.agency, 1, Role::Officer, &[]);
        let named = || Act::Name("p101@millbrook.test".into());
        app.tell_conduct(&nobody, told(Topic::Thanks, ""), "").await.unwrap();
        let thanks = app.conducts(&ortiz).await.unwrap().0[0].id;
        let pass_on = || Act::Decide(Finding::PassedOn, "It reached them".into());
        let early = app.act_on_conduct(&ortiz, thanks, 1, pass_on()).await;
        assert_eq!(refused(early), Refusal::unfit("conduct_finding", "conduct-nobody-named"));
        app.act_on_conduct(&ortiz, thanks, 1, named()).await.unwrap();
        assert!(app.own_commendations(&officer).await.unwrap().is_empty(), "not before it is passed on");
        app.act_on_conduct(&ortiz, thanks, 2, pass_on()).await.unwrap();
        for finding in [Finding::Sustained, Finding::Exonerated, Finding::Unfounded] {
            app.tell_conduct(&nobody, told(Topic::Duty, ""), "").await.unwrap();
            let one = app.conducts(&ortiz).await.unwrap().0[0].id;
            app.act_on_conduct(&ortiz, one, 1, named()).await.unwrap();
            app.act_on_conduct(&ortiz, one, 2, Act::Decide(finding, "Words".into())).await.unwrap();
        }
        assert_eq!(app.own_commendations(&officer).await.unwrap().len(), 1);
        let new = commonbeat_app::evaluations::NewEvaluation {
            person: "p101@millbrook.test".into(),
            rater: "p110@millbrook.test".into(),
            reviewer: "p111@millbrook.test".into(),
            period: (jiff::civil::date(2025, 2, 16), jiff::civil::date(2026, 2, 16)),
        };
        let keeper = person(chief.agency, 8, Role::Personnel, &[]);
        let evaluation = app.open_evaluation(&keeper, new, "").await.unwrap();
        let found = app.evaluation_evidence(&ortiz, evaluation).await.unwrap();
        let kinds: Vec<&str> = found.iter().map(|e| e.kind.name()).collect();
        assert_eq!(kinds, ["commendation"], "no complaint is evidence");
        let trail = app.conducts(&officer).await.unwrap();
        assert!(trail.0.is_empty() && trail.1.is_empty(), "whom it is about reads none of it");
    })
    .await;
}

#[tokio::test]
async fn what_is_decided_is_kept_for_its_years_and_then_erased() {
    on_both(|db| async move {
        let (app, clock) = commonbeat_testkit::app(&db);
        let Here { ortiz, nobody, .. } = here(&db).await;
        let link = app.tell_conduct(&nobody, told(Topic::Duty, ""), "").await.unwrap().link;
        let one = app.conducts(&ortiz).await.unwrap().0[0].id;
        app.act_on_conduct(&ortiz, one, 1, Act::Decide(Finding::Withdrawn, "By you".into())).await.unwrap();
        let system = Actor::system(nobody.agency, "forget-conduct");
        clock.advance(jiff::SignedDuration::from_hours(24 * 365 * 3));
        assert_eq!(app.forget_conduct(&system).await.unwrap(), 0);
        clock.advance(jiff::SignedDuration::from_hours(24 * 3));
        assert_eq!(app.forget_conduct(&system).await.unwrap(), 1);
        assert!(matches!(app.conduct_by_link(&link).await, Err(Error::Missing(_))));
    })
    .await;
}
