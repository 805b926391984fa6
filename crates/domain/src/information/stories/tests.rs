use super::*;
use crate::Key;
use crate::information::publishing::clear_story;
use crate::problems::assessment::{AreaResult, Outcome};
use crate::problems::candidates::Window;
use crate::problems::problem::{NewProblem, Tier};

const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);
const TODAY: Date = Date::constant(2026, 2, 16);

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

fn problem(conclusion: Option<Conclusion>, reading: Option<Reading>) -> Problem {
    let new = NewProblem {
        title: "Night break-ins".into(),
        tier: Tier::Quick,
        lead: person(1),
        beat: None,
        neighborhood: None,
        offenses: vec![],
        shape: None,
        chosen_in: None,
        statement: "Cars are broken into.".into(),
    };
    let id = ProblemId::from_uuid(uuid::Uuid::from_u128(5));
    let mut problem = Problem::open(new, id, "P-2026-0001".parse().unwrap(), NOW, TODAY).unwrap();
    problem.status = Status::Closed;
    problem.closed_at = Some(NOW);
    problem.assessment.conclusion = conclusion;
    problem.assessment.outcome = reading.map(|reading| Outcome {
        areas: vec![AreaResult {
            name: "Lots".into(),
            before: 96,
            after: 61,
            ratio: Some(0.62),
            interval: Some((0.44, 0.88)),
            reading,
        }],
        controls: (402, 411),
        dispersion: 1.0,
        method: "exact".into(),
        wdd: None,
        series: vec![],
        follow_up: Window { from: TODAY, until: TODAY },
        complete: true,
        at: NOW,
    });
    problem
}

fn telling(title: &str) -> Telling {
    Telling {
        language: Language::En,
        title: title.into(),
        place: "Alder Street lots".into(),
        problem: "Cars were broken into at night.".into(),
        done: "Lamps were mended and the lots are locked.".into(),
        lesson: "Ask the night staff first.".into(),
    }
}

fn words(title: &str) -> StoryWords {
    StoryWords { tellings: vec![telling(title)], ..StoryWords::default() }
}

fn draft(about: Option<&Problem>, words: StoryWords) -> Result<Story, Refusal> {
    Story::draft(StoryId::from_uuid(uuid::Uuid::from_u128(9)), about, words, person(1), NOW)
}

#[test]
fn worked_takes_a_conclusion_and_a_figure_that_fell_by_more_than_chance() {
    use Conclusion as C;
    let claims = [
        (Some(C::Worked), Some(Reading::Fell), Claim::Worked),
        (Some(C::Worked), Some(Reading::CouldBeChance), Claim::Unclear),
        (Some(C::Worked), None, Claim::NotAssessed),
        (Some(C::Partly), Some(Reading::Fell), Claim::Partly),
        (Some(C::No), Some(Reading::Rose), Claim::DidNotWork),
        (Some(C::Unclear), Some(Reading::Fell), Claim::Unclear),
        (None, Some(Reading::Fell), Claim::NotAssessed),
    ];
    for (conclusion, reading, claim) in claims {
        assert_eq!(Claim::of(&problem(conclusion, reading)), claim, "{conclusion:?} {reading:?}");
    }
    let mut early = problem(Some(C::Worked), Some(Reading::Fell));
    early.assessment.outcome.as_mut().unwrap().complete = false;
    assert_eq!(Claim::of(&early), Claim::NotAssessed);
}

#[test]
fn words_that_claim_more_than_the_assessment_are_refused() {
    let chance = problem(Some(Conclusion::Worked), Some(Reading::CouldBeChance));
    let refused = Err(Refusal::unfit("title", "story-claims-more"));
    assert_eq!(draft(Some(&chance), words("Break-ins fell by a third")), refused);
    assert_eq!(draft(None, words("Break-ins fell by a third")), refused);
    let fell = problem(Some(Conclusion::Worked), Some(Reading::Fell));
    assert!(draft(Some(&fell), words("Break-ins fell by a third")).is_ok());
}

#[test]
fn a_story_of_an_open_problem_cannot_begin() {
    let mut open = problem(None, None);
    open.status = Status::Open;
    assert_eq!(draft(Some(&open), words("Lots")), Err(Refusal::not_now("story-problem-open")));
}

#[test]
fn a_story_without_words_says_which_are_missing() {
    let bare = Telling { problem: " ".into(), lesson: String::new(), ..telling("Lots") };
    let refused = draft(None, StoryWords { tellings: vec![bare], ..StoryWords::default() }).unwrap_err();
    let Refusal::Many(all) = refused else { panic!("one refusal alone") };
    assert!(all.contains(&Refusal::required("problem_words")) && all.contains(&Refusal::required("lesson")));
    assert_eq!(draft(None, StoryWords::default()), Err(Refusal::required("title")));
}

#[test]
fn nobody_clears_what_they_wrote_and_no_words_stand_without_consent() {
    let fell = problem(Some(Conclusion::Worked), Some(Reading::Fell));
    let voice = StoryVoice { words: "I park there again.".into(), who: "A nurse".into(), agreed_on: None };
    let mut story = draft(Some(&fell), StoryWords { voices: vec![voice], ..words("Lots") }).unwrap();
    assert_eq!(story.clear(Some(&fell), 5, person(1), (NOW, TODAY)), Err(Refusal::not_now("story-own")));
    assert_eq!(story.clear(Some(&fell), 5, person(2), (NOW, TODAY)), Err(Refusal::not_now("story-consent")));
    story.voices[0].agreed_on = Some(TODAY);
    story.clear(Some(&fell), 5, person(2), (NOW, TODAY)).unwrap();
    let public = clear_story(&story, true, TODAY).unwrap().into_inner();
    assert_eq!((public.claim, public.voices.len()), (Claim::Worked, 1));
    assert_eq!(public.evidence.unwrap().outcome.ratio, Some((0.62, 0.44, 0.88)));
}

#[test]
fn what_came_back_is_no_longer_told() {
    let fell = problem(Some(Conclusion::Worked), Some(Reading::Fell));
    let mut story = draft(Some(&fell), words("Lots")).unwrap();
    assert!(clear_story(&story, true, TODAY).is_none(), "a draft");
    story.clear(Some(&fell), 5, person(2), (NOW, TODAY)).unwrap();
    assert!(clear_story(&story, true, TODAY).is_some());
    assert!(clear_story(&story, false, TODAY).is_none(), "its problem is open again");
    story.retire("", None, NOW).unwrap();
    assert_eq!(story.state, StoryState::Retired);
    assert_eq!(story.retire("again", Some(person(2)), NOW), Err(Refusal::not_now("story-retired")));
}

#[test]
fn a_story_past_its_last_day_is_not_shown() {
    let mut story = draft(None, StoryWords { until: Some(TODAY), ..words("A paint day") }).unwrap();
    story.clear(None, 5, person(2), (NOW, TODAY)).unwrap();
    let public = clear_story(&story, true, TODAY).unwrap().into_inner();
    assert_eq!((public.claim, public.evidence), (Claim::NotAssessed, None));
    assert!(clear_story(&story, true, TODAY.tomorrow().unwrap()).is_none());
}

#[test]
fn its_address_is_short_and_its_own() {
    let story = draft(None, words(&"very long title ".repeat(12))).unwrap();
    assert!(story.slug.len() <= 67 && story.slug.starts_with("very-long-title-"), "{}", story.slug);
}
