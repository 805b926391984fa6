//! Beats: who is posted there, what is known and promised, how they are handed over.

use commonbeat_app::postings::NewPosting;
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::organization::contacts::{Contact, MetAs, NewContact, Outcome};
use commonbeat_domain::organization::handovers::{Matter, Settled};
use commonbeat_domain::organization::postings::{Post, Where};
use commonbeat_testkit::ground::{area, load_areas, square};
use commonbeat_testkit::{Database, agency, app, id, on_both};
use jiff::civil::{Date, date};

use crate::problems::{new_problem, partner, person, staffed};

struct Here {
    app: App,
    dana: Actor,
    sergeant: Actor,
}

const TODAY: Date = date(2026, 2, 16);

/// An agency with beat 1; officers 101 and 102; a sergeant.
async fn here(db: &Database) -> Here {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let beat = area(1, AreaKind::Beat, "Beat 1", square(900.0));
    load_areas(&db.store, &operator, &[beat, area(2, AreaKind::Neighborhood, "Riverside", square(900.0))])
        .await;
    let (app, _) = app(db);
    Here {
        app,
        dana: person(agency.id, 1, Role::Officer, &[1]),
        sergeant: person(agency.id, 9, Role::Supervisor, &[]),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn primary(person: u128, since: Date) -> NewPosting {
    NewPosting { person: id(person), at: Where::Beat(id(1)), post: Post::Primary, since, until: None }
}

fn met(whom: &str) -> NewContact {
    NewContact {
        beat: id(1),
        place: "Corner store".into(),
        met_as: MetAs::Business,
        whom: whom.into(),
        named: false,
        heard: "Deliveries block the ramp.".into(),
        minutes: Some(30),
        promise: Some(("Ask about the loading zone".into(), date(2026, 2, 20))),
    }
}

#[tokio::test]
async fn a_beat_has_one_primary_and_its_records_follow_the_posting() {
    on_both(|db| async move {
        let Here { app, dana, sergeant } = here(&db).await;
        assert!(matches!(app.post_person(&dana, primary(101, TODAY)).await, Err(Error::Missing(_))));
        let first = app.post_person(&sergeant, primary(101, date(2025, 12, 1))).await.unwrap();
        let person = app.person(&sergeant, id(101)).await.unwrap();
        assert!(person.beats.contains(&id(1)) && person.on_beat_since == Some(date(2025, 12, 1)));
        let two = app.post_person(&sergeant, primary(102, TODAY)).await;
        assert_eq!(refused(two), Refusal::unfit("post", "two-primaries"));
        let ahead = app.post_person(&sergeant, primary(102, TODAY.tomorrow().unwrap())).await;
        assert_eq!(refused(ahead), Refusal::unfit("posted_since", "posting-ahead"));
        let guest = app.post_person(&sergeant, primary(157, TODAY)).await;
        assert_eq!(refused(guest), Refusal::malformed("person"), "a partner is no officer");
        app.end_posting(&sergeant, first.id, date(2026, 2, 15)).await.unwrap();
        assert!(app.person(&sergeant, id(101)).await.unwrap().beats.is_empty());
        app.post_person(&sergeant, primary(102, TODAY)).await.unwrap();
        let view = app.beat(&sergeant, id(1), None, 9).await.unwrap();
        assert_eq!((view.postings.len(), view.line.officers.len()), (2, 1));
        assert_eq!(view.line.months, Some(0));
    })
    .await;
}

#[tokio::test]
async fn two_primaries_posted_at_the_same_moment_are_one() {
    on_both(|db| async move {
        let Here { app, sergeant, .. } = here(&db).await;
        let one = app.post_person(&sergeant, primary(101, TODAY));
        let two = app.post_person(&sergeant, primary(102, TODAY));
        let (one, two) = tokio::join!(one, two);
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(app.beat(&sergeant, id(1), None, 9).await.unwrap().line.officers.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_logged_once_and_the_profile_grows_from_it() {
    on_both(|db| async move {
        let Here { app, dana, sergeant } = here(&db).await;
        let keep = Some(ProfileKind::Leader);
        let one = app.log_contact(&dana, met("The owner"), keep, "t1").await.unwrap();
        let again = app.log_contact(&dana, met("The owner"), keep, "t1").await.unwrap();
        assert_eq!(one.id, again.id);
        let view = app.beat(&dana, id(1), None, 9).await.unwrap();
        assert_eq!((view.log.len(), view.profile.contacts(), view.promises.len()), (1, 1, 1));
        assert_eq!(view.profile.entries[0].from, Some(one.id));
        let nameless = app.log_contact(&dana, met(" "), keep, "").await;
        assert_eq!(refused(nameless), Refusal::required("whom"));
        let nowhere = NewContact { beat: id(77), ..met("Somebody") };
        assert_eq!(refused(app.log_contact(&dana, nowhere, None, "").await), Refusal::malformed("beat"));
        // Somebody of another beat logs here, and does not write the profile.
        let other = person(dana.agency, 2, Role::Officer, &[8]);
        app.log_contact(&other, met("A parent"), None, "").await.unwrap();
        let written = app.add_known(&other, id(1), ProfileKind::Asset, "Library", "").await;
        assert!(matches!(written, Err(Error::Missing(_))));
        app.add_known(&dana, id(1), ProfileKind::Asset, "Library", "Open late").await.unwrap();
        assert_eq!(app.remove_known(&sergeant, id(1), 2).await.unwrap().entries.len(), 1);
        let lines = app.beat_lines(&sergeant).await.unwrap();
        assert_eq!((lines[0].tally.lately, lines[0].known, lines[0].tally.open), (2, 1, 2));
    })
    .await;
}

#[tokio::test]
async fn a_promise_is_settled_by_who_gave_it_and_late_ones_show() {
    on_both(|db| async move {
        let Here { dana, sergeant, .. } = here(&db).await;
        let (app, clock) = commonbeat_testkit::app(&db);
        let one: Contact = app.log_contact(&dana, met("The owner"), None, "").await.unwrap();
        let other = person(dana.agency, 2, Role::Officer, &[1]);
        let foreign = app.settle_promise(&other, one.id, 1, true, "Done").await;
        assert!(matches!(foreign, Err(Error::Missing(_))));
        assert_eq!(app.promises_owed(&dana).await.unwrap().len(), 1);
        clock.advance(jiff::SignedDuration::from_hours(24 * 6));
        assert_eq!(app.beat_lines(&sergeant).await.unwrap()[0].tally.late, 1);
        assert_eq!(
            refused(app.settle_promise(&dana, one.id, 1, true, " ").await),
            Refusal::required("outcome_words")
        );
        let kept = app.settle_promise(&dana, one.id, 1, true, "The zone is painted.").await.unwrap();
        assert!(matches!(kept.promise.unwrap().outcome, Outcome::Kept { .. }));
        assert!(matches!(app.settle_promise(&dana, one.id, 1, true, "x").await, Err(Error::Stale(_))));
        assert!(app.promises_owed(&dana).await.unwrap().is_empty());
        let line = app.beat_lines(&sergeant).await.unwrap().remove(0);
        assert_eq!((line.tally.kept, line.tally.late, line.tally.open), (1, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_beat_is_handed_over_with_nobody_forgotten() {
    on_both(|db| async move {
        let Here { app, dana, sergeant } = here(&db).await;
        let nobody = app.begin_handover(&sergeant, id(1), id(102)).await;
        assert_eq!(refused(nobody), Refusal::not_now("no-primary"));
        app.post_person(&sergeant, primary(101, date(2025, 12, 1))).await.unwrap();
        let promise = app.log_contact(&dana, met("The owner"), Some(ProfileKind::Leader), "").await.unwrap();
        let problem = app.open_problem(&dana, new_problem("Night break-ins"), "").await.unwrap();
        let begun = app.begin_handover(&sergeant, id(1), id(102)).await.unwrap();
        let matters: Vec<Matter> = begun.items.iter().map(|i| i.matter).collect();
        assert_eq!(matters, [Matter::Promise(promise.id), Matter::Problem(problem.id), Matter::Contact(1)]);
        assert_eq!(
            refused(app.begin_handover(&sergeant, id(1), id(102)).await),
            Refusal::not_now("handover-runs")
        );
        let mut version = begun.version;
        for matter in matters {
            let done =
                app.settle_matter(&dana, begun.id, version, (matter, Settled::TakenOn, "")).await.unwrap();
            version = done.version;
        }
        // What comes up while it runs is a matter too.
        let late = app.log_contact(&dana, met("A teacher"), None, "").await.unwrap();
        let early = app.finish_handover(&sergeant, begun.id, version).await;
        assert_eq!(refused(early), Refusal::not_now("handover-open"));
        let (shown, ..) = app.handover(&sergeant, begun.id).await.unwrap();
        assert_eq!(shown.open(), 1);
        let kept = (Matter::Promise(late.id), Settled::Kept, "I call her tomorrow.");
        version = app.settle_matter(&dana, begun.id, version, kept).await.unwrap().version;
        assert!(matches!(app.finish_handover(&dana, begun.id, version).await, Err(Error::Missing(_))));
        app.finish_handover(&sergeant, begun.id, version).await.unwrap();
        let view = app.beat(&sergeant, id(1), None, 9).await.unwrap();
        assert_eq!(view.line.officers[0].person, id(102));
        assert_eq!(view.problems[0].lead, id(102));
        let owners: Vec<_> = view.promises.iter().map(|c| c.promise.as_ref().unwrap().owner).collect();
        assert!(owners.contains(&id(102)) && owners.contains(&id(101)));
        assert!(app.person(&sergeant, id(101)).await.unwrap().beats.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_circular_chain_of_command_is_refused_and_a_unit_has_one_lead() {
    on_both(|db| async move {
        let Here { app, dana, sergeant } = here(&db).await;
        assert!(matches!(app.set_unit(&dana, None, "Patrol", None).await, Err(Error::Missing(_))));
        let top = app.set_unit(&sergeant, None, "Patrol", None).await.unwrap();
        let north = app.set_unit(&sergeant, None, "North", Some(top.id)).await.unwrap();
        let round = app.set_unit(&sergeant, Some((top.id, 1)), "Patrol", Some(north.id)).await;
        assert_eq!(refused(round), Refusal::unfit("above", "circular-command"));
        let lead = |person: u128| NewPosting {
            at: Where::Unit(north.id),
            post: Post::Lead,
            ..primary(person, TODAY)
        };
        app.post_person(&sergeant, lead(101)).await.unwrap();
        assert_eq!(
            refused(app.post_person(&sergeant, lead(102)).await),
            Refusal::unfit("post", "two-primaries")
        );
        let units = app.units(&dana).await.unwrap();
        let told: Vec<_> = units.iter().map(|u| (u.level, u.unit.name.as_str(), u.people.len())).collect();
        assert_eq!(told, [(0, "Patrol", 0), (1, "North", 1)]);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_know_of_a_beats_log_finds_nothing() {
    on_both(|db| async move {
        let Here { app, dana, sergeant } = here(&db).await;
        app.post_person(&sergeant, primary(101, date(2025, 12, 1))).await.unwrap();
        let one = app.log_contact(&dana, met("The owner"), None, "").await.unwrap();
        let begun = app.begin_handover(&sergeant, id(1), id(102)).await.unwrap();
        let (elsewhere, _) = agency(&db.store, 2).await;
        let strangers = [
            Actor::nobody(dana.agency),
            partner(dana.agency, 7),
            person(dana.agency, 4, Role::Personnel, &[]),
            person(dana.agency, 5, Role::Administrator, &[]),
            person(dana.agency, 6, Role::Analyst, &[]),
            person(elsewhere.id, 7, Role::Commander, &[]),
        ];
        for who in strangers {
            assert!(app.beat(&who, id(1), None, 9).await.is_err(), "{who:?}");
            assert!(matches!(app.handover(&who, begun.id).await, Err(Error::Missing(_))), "{who:?}");
            assert!(
                matches!(app.settle_promise(&who, one.id, 1, true, "x").await, Err(Error::Missing(_))),
                "{who:?}"
            );
        }
        // An officer who neither goes nor comes reads the handover and decides nothing in it.
        let third = person(dana.agency, 3, Role::Officer, &[]);
        let decided = (Matter::Promise(one.id), Settled::TakenOn, "");
        assert!(matches!(app.settle_matter(&third, begun.id, 1, decided).await, Err(Error::Missing(_))));
    })
    .await;
}
