//! Success stories, from a closed problem to everybody and back.

use commonbeat_app::stories::StorySearch;
use commonbeat_app::{App, Error};
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Actor, Role};
use commonbeat_domain::information::stories::{
    Claim, StoryPartner, StoryState, StoryVoice, StoryWords, Telling,
};
use commonbeat_domain::partnerships::organizations::OrganizationKind;
use commonbeat_domain::problems::about::Behavior;
use commonbeat_domain::problems::assessment::{AreaResult, Conclusion, Outcome, Reading};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::{Problem, Status};
use commonbeat_domain::text::Language;
use commonbeat_store::audit::Entry;
use commonbeat_store::problems as rows;
use commonbeat_testkit::{Database, NOON, agency, app, on_both};
use jiff::civil::date;

use crate::problems::{new_problem, partner, person, staffed};

struct Told {
    app: App,
    officer: Actor,
    desk: Actor,
    problem: Problem,
}

/// A closed problem whose figure fell; an officer of its beat, and the media desk.
async fn told(db: &Database) -> Told {
    let (agency, operator) = agency(&db.store, 1).await;
    staffed(db, agency.id).await;
    let (app, _) = app(db);
    let officer = person(agency.id, 1, Role::Officer, &[1]);
    let desk = person(agency.id, 3, Role::Information, &[]);
    let opened = app.open_problem(&officer, new_problem("Night break-ins"), "first").await.unwrap();
    let mut write = db.store.write(&Actor::system(operator.agency, "test"), NOON).await.unwrap();
    let mut closed = rows::get(&write, &opened.reference).await.unwrap();
    (closed.status, closed.closed_at) = (Status::Closed, Some(NOON));
    closed.public.said = "Cars are broken into at night.".into();
    closed.assessment.conclusion = Some(Conclusion::Worked);
    closed.assessment.outcome = Some(outcome());
    let problem = rows::save(&mut write, closed, "problem.close", "").await.unwrap();
    write.record(Entry::new("problem.close", problem.reference));
    write.commit().await.unwrap();
    Told { app, officer, desk, problem }
}

fn outcome() -> Outcome {
    let area = AreaResult {
        name: "Lots".into(),
        before: 96,
        after: 61,
        ratio: Some(0.62),
        interval: Some((0.44, 0.88)),
        reading: Reading::Fell,
    };
    let follow_up = Window { from: date(2025, 9, 1), until: date(2026, 2, 1) };
    Outcome {
        areas: vec![area],
        controls: (402, 411),
        dispersion: 1.0,
        method: "exact".into(),
        wdd: None,
        series: vec![],
        follow_up,
        complete: true,
        at: NOON,
    }
}

fn words(title: &str) -> StoryWords {
    let telling = Telling {
        language: Language::En,
        title: title.into(),
        place: "Alder Street lots".into(),
        problem: "Cars were broken into at night.".into(),
        done: "Lamps were mended.".into(),
        lesson: "Ask the night staff first.".into(),
    };
    StoryWords {
        tellings: vec![telling],
        partners: vec![StoryPartner { name: "Public Works".into(), kind: OrganizationKind::Government }],
        techniques: vec![7],
        behavior: Some(Behavior::Predatory),
        ..StoryWords::default()
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_story_goes_from_a_closed_problem_through_another_persons_clearing_to_everybody() {
    on_both(|db| async move {
        let Told { app, officer, desk, problem } = told(&db).await;
        let at = problem.reference;
        let (_, seed) = app.story_seed(&officer, &at).await.unwrap();
        assert_eq!(seed.tellings[0].problem, "Cars are broken into at night.");
        let one = app.draft_story(&officer, Some(&at), words("Lamps for the lots"), "t1").await.unwrap();
        let again = app.draft_story(&officer, Some(&at), words("Lamps for the lots"), "t1").await.unwrap();
        assert_eq!((one.id, one.state), (again.id, StoryState::Draft));
        let search = StorySearch::default();
        assert_eq!(app.public_stories(officer.agency, &search, 9).await.unwrap().total, 0);
        assert!(matches!(app.clear_story(&officer, one.id, 1).await, Err(Error::Missing(_))));
        let public = app.clear_story(&desk, one.id, 1).await.unwrap();
        let shown = app.public_story(officer.agency, &public.slug).await.unwrap().into_inner();
        assert_eq!(shown.claim, Claim::Worked);
        assert_eq!(shown.evidence.unwrap().outcome.ratio, Some((0.62, 0.44, 0.88)));
        // Written anew, it has to be cleared anew.
        app.save_story(&officer, one.id, public.version, words("Lamps and locks")).await.unwrap();
        assert!(matches!(app.public_story(officer.agency, &public.slug).await, Err(Error::Missing(_))));
        let stale = app.save_story(&officer, one.id, public.version, words("Late")).await;
        assert!(matches!(stale, Err(Error::Stale("story"))));
    })
    .await;
}

#[tokio::test]
async fn a_story_is_taken_back_with_the_problem_that_is_opened_again() {
    on_both(|db| async move {
        let Told { app, officer, desk, problem } = told(&db).await;
        let at = problem.reference;
        let one = app.draft_story(&officer, Some(&at), words("Lamps"), "").await.unwrap();
        let public = app.clear_story(&desk, one.id, 1).await.unwrap();
        Box::pin(app.reopen(&officer, &at, problem.version, "It came back.")).await.unwrap();
        assert!(matches!(app.public_story(officer.agency, &public.slug).await, Err(Error::Missing(_))));
        let view = app.story(&desk, one.id).await.unwrap();
        assert_eq!(view.story.state, StoryState::Retired);
        assert_eq!(view.story.retired.unwrap().by, None);
        let again = app.draft_story(&officer, Some(&at), words("Lamps"), "").await;
        assert_eq!(refused(again), Refusal::not_now("story-problem-open"));
    })
    .await;
}

#[tokio::test]
async fn without_an_assessment_a_story_tells_what_was_done_and_no_words_stand_without_consent() {
    on_both(|db| async move {
        let Told { app, officer, desk, .. } = told(&db).await;
        let claims = app.draft_story(&officer, None, words("Thefts fell by a third"), "").await;
        assert_eq!(refused(claims), Refusal::unfit("title", "story-claims-more"));
        let voice =
            StoryVoice { words: "We met our officer.".into(), who: "A parent".into(), agreed_on: None };
        let with = StoryWords { voices: vec![voice.clone()], ..words("A paint day") };
        let one = app.draft_story(&officer, None, with, "").await.unwrap();
        assert_eq!(refused(app.clear_story(&desk, one.id, 1).await), Refusal::not_now("story-consent"));
        let agreed = StoryVoice { agreed_on: Some(date(2026, 2, 15)), ..voice };
        let with = StoryWords { voices: vec![agreed], ..words("A paint day") };
        let one = app.save_story(&officer, one.id, 1, with).await.unwrap();
        let public = app.clear_story(&desk, one.id, one.version).await.unwrap();
        let shown = app.public_story(officer.agency, &public.slug).await.unwrap().into_inner();
        assert_eq!((shown.claim, shown.evidence.is_none()), (Claim::NotAssessed, true));
        assert_eq!(
            refused(app.retire_story(&desk, one.id, public.version, " ").await),
            Refusal::required("reason")
        );
        app.retire_story(&desk, one.id, public.version, "A name stood in it.").await.unwrap();
        assert!(matches!(app.public_story(officer.agency, &public.slug).await, Err(Error::Missing(_))));
    })
    .await;
}

#[tokio::test]
async fn stories_are_found_by_problem_technique_and_partner_and_paged() {
    on_both(|db| async move {
        let Told { app, officer, desk, .. } = told(&db).await;
        for n in 0..3 {
            let one = app.draft_story(&officer, None, words(&format!("Day {n}")), "").await.unwrap();
            app.clear_story(&desk, one.id, 1).await.unwrap();
        }
        let find = |search: StorySearch| {
            let (app, agency) = (app.clone(), officer.agency);
            async move { app.public_stories(agency, &search, 2).await.unwrap() }
        };
        let first = find(StorySearch { behavior: Some(Behavior::Predatory), ..StorySearch::default() }).await;
        assert_eq!((first.rows.len(), first.total), (2, 3));
        let rest = find(StorySearch { after: first.next, ..StorySearch::default() }).await;
        assert_eq!((rest.rows.len(), rest.next), (1, None));
        let none = [
            StorySearch { behavior: Some(Behavior::Misuse), ..StorySearch::default() },
            StorySearch { technique: Some(8), ..StorySearch::default() },
            StorySearch { partner: Some(OrganizationKind::Media), ..StorySearch::default() },
        ];
        for search in none {
            assert_eq!(find(search).await.total, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn who_may_not_know_of_a_draft_finds_nothing() {
    on_both(|db| async move {
        let Told { app, officer, desk, problem } = told(&db).await;
        let one = app.draft_story(&officer, Some(&problem.reference), words("Lamps"), "").await.unwrap();
        let (elsewhere, _) = agency(&db.store, 2).await;
        let strangers = [
            Actor::nobody(officer.agency),
            partner(officer.agency, 7),
            person(officer.agency, 4, Role::Personnel, &[]),
            person(elsewhere.id, 5, Role::Commander, &[]),
        ];
        for who in strangers {
            assert!(matches!(app.story(&who, one.id).await, Err(Error::Missing(_))), "{who:?}");
            assert!(matches!(app.clear_story(&who, one.id, 1).await, Err(Error::Missing(_))), "{who:?}");
        }
        // An officer of another beat reads it and does not write it.
        let other = person(officer.agency, 2, Role::Officer, &[9]);
        assert!(!app.story(&other, one.id).await.unwrap().write);
        assert!(matches!(app.save_story(&other, one.id, 1, words("Mine")).await, Err(Error::Missing(_))));
        assert!(matches!(app.story_seed(&other, &problem.reference).await, Err(Error::Missing(_))));
        assert!(app.story(&desk, one.id).await.unwrap().clear);
    })
    .await;
}
