use super::*;
use crate::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use crate::problems::gates::Unmet;
use crate::problems::scanning::{BroadGoal, CheersAnswer};
use crate::{Key, Series};

const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

fn person(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

fn problem(tier: Tier) -> Problem {
    let new = NewProblem {
        title: "Night break-ins".into(),
        tier,
        lead: person(1),
        beat: None,
        neighborhood: None,
        offenses: vec!["theft-from-vehicle".parse().unwrap()],
        shape: None,
        chosen_in: None,
        statement: "Cars parked overnight are broken into.".into(),
    };
    let reference = Reference { series: Series::Problem, year: 2026, number: 1 };
    Problem::open(
        new,
        ProblemId::from_uuid(uuid::Uuid::from_u128(9)),
        reference,
        NOW,
        Date::constant(2026, 2, 16),
    )
    .unwrap()
}

fn scanned(mut problem: Problem) -> Problem {
    problem.scanning.cheers =
        std::array::from_fn(|_| CheersAnswer { holds: Some(true), words: "yes".into() });
    problem.scanning.goal = Some(BroadGoal::Reduce);
    problem.scanning.baseline_source = "Records 2021 to 2025".into();
    problem.assessment.decision_needed = Some(DecisionNeeded::Stop);
    problem
}

#[test]
fn a_new_problem_says_what_is_missing_before_analysis() {
    let mut p = problem(Tier::Quick);
    let refused = p.advance(&[], Pass::Met, person(1), NOW, Date::constant(2026, 2, 16)).unwrap_err();
    assert_eq!(
        refused,
        Refusal::Gate(vec![Unmet::Cheers, Unmet::Goal, Unmet::BaselineSource, Unmet::DecisionNeeded])
    );
    assert_eq!(p.stage, Stage::Scanning);
}

#[test]
fn a_gate_is_passed_when_met_or_with_a_reason_that_stays_on_record() {
    let mut p = scanned(problem(Tier::Quick));
    p.advance(&[], Pass::Met, person(1), NOW, Date::constant(2026, 2, 16)).unwrap();
    assert_eq!((p.stage, p.overrides.len()), (Stage::Analysis, 0));
    let pass = Pass::Override { reason: "  ".into() };
    assert_eq!(
        p.advance(&[], pass, person(2), NOW, Date::constant(2026, 2, 16)),
        Err(Refusal::required("reason"))
    );
    let pass = Pass::Override { reason: "The lot closes next week.".into() };
    p.advance(&[], pass, person(2), NOW, Date::constant(2026, 2, 16)).unwrap();
    assert_eq!(p.stage, Stage::Response);
    assert_eq!(p.overrides[0].by, person(2));
}

#[test]
fn an_officer_reaches_the_own_beat_and_what_the_officer_leads() {
    let beat = AreaId::from_uuid(uuid::Uuid::from_u128(5));
    let officer = |n, beats: &[AreaId]| Actor {
        agency: crate::ids::AgencyId::from_uuid(uuid::Uuid::from_u128(1)),
        who: crate::authority::Who::Person {
            person: person(n),
            roles: [crate::authority::Role::Officer].into(),
            beats: beats.iter().copied().collect(),
            organization: None,
        },
    };
    let mut p = problem(Tier::Quick);
    assert!(p.within(&officer(1, &[]), Action::WorkProblem));
    assert!(!p.within(&officer(2, &[beat]), Action::WorkProblem));
    p.beat = Some(beat);
    assert!(p.within(&officer(2, &[beat]), Action::WorkProblem));
    assert!(!p.within(&officer(1, &[]), Action::SignGate));
    assert!(!p.within(&Actor::nobody(officer(1, &[]).agency), Action::ReadProblems));
}

#[test]
fn what_the_public_page_shows_needs_words() {
    let mut p = problem(Tier::Quick);
    let note = PublicNote { shown: true, said: "Too dark".into(), ..PublicNote::default() };
    assert_eq!(p.set_public(note.clone(), NOW), Err(Refusal::required("did")));
    p.set_public(PublicNote { did: "New lamps".into(), ..note }, NOW).unwrap();
    assert_eq!(p.public.updated_at, Some(NOW));
}

#[test]
fn nobody_overrides_the_answers_owed_to_people() {
    let mut p = scanned(problem(Tier::Quick));
    p.stage = Stage::Assessment;
    let pass = Pass::Override { reason: "We are late.".into() };
    let refused = p.close(2, pass, person(1), NOW).unwrap_err();
    assert!(matches!(refused, Refusal::Gate(unmet) if unmet.contains(&Unmet::Answers)));
}

#[test]
fn a_formal_problem_is_not_closed_by_its_lead() {
    let mut p = scanned(problem(Tier::Formal));
    p.stage = Stage::Assessment;
    p.assessment.displacement = Some(Displacement::NoneSeen);
    p.assessment.views = "Two residents".into();
    p.assessment.conclusion = Some(Conclusion::Unclear);
    let pass = || Pass::Override { reason: "Counts too small to measure.".into() };
    assert!(p.close(0, pass(), person(1), NOW).is_err());
    p.close(0, pass(), person(2), NOW).unwrap();
    assert_eq!(p.status, Status::Closed);
    assert!(p.editable().is_err());
    p.reopen("It came back.", NOW, Date::constant(2026, 5, 1)).unwrap();
    assert_eq!((p.status, p.stage), (Status::Open, Stage::Analysis));
}

#[test]
fn a_problem_may_go_back_and_keeps_what_was_entered() {
    let mut p = scanned(problem(Tier::Quick));
    p.stage = Stage::Response;
    p.go_back(Stage::Analysis, "The lights were not the cause.", NOW, Date::constant(2026, 2, 16)).unwrap();
    assert_eq!(p.stage, Stage::Analysis);
    assert_eq!(p.scanning.goal, Some(BroadGoal::Reduce));
    assert!(p.go_back(Stage::Response, "x", NOW, Date::constant(2026, 2, 16)).is_err());
}
