use super::*;
use crate::problems::about::Level;
use crate::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use crate::problems::gates::Unmet;
use crate::problems::scanning::{BroadGoal, CheersAnswer};
use crate::{Key, Series};

const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

pub(crate) fn person(n: u128) -> PersonId {
    PersonId::from_uuid(uuid::Uuid::from_u128(n))
}

pub(crate) fn problem(tier: Tier) -> Problem {
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
    problem.about.level = Some(Level::Short);
    problem.about.objective = "Half as many break-ins by fall".into();
    problem.about.supervisor = Some(person(2));
    problem
}

const DAY: Date = Date::constant(2026, 2, 16);

fn signer(n: u128, rank: Rank) -> Signer {
    Signer { by: person(n), rank, now: NOW, today: DAY, words: String::new() }
}

fn over(reason: &str) -> Pass {
    Pass::Override { reason: reason.into(), until: None }
}

#[test]
fn a_new_problem_says_what_is_missing_before_analysis() {
    let mut p = problem(Tier::Quick);
    let refused = p.advance(&[], Pass::Met, &signer(1, Rank::Officer)).unwrap_err();
    assert_eq!(
        refused,
        Refusal::Gate(vec![
            Unmet::Cheers,
            Unmet::Goal,
            Unmet::Level,
            Unmet::Outcome,
            Unmet::Supervisor,
            Unmet::BaselineSource,
            Unmet::DecisionNeeded
        ])
    );
    assert_eq!(p.stage, Stage::Scanning);
}

#[test]
fn a_gate_is_signed_by_the_level_that_may_and_each_signature_stays() {
    let mut p = scanned(problem(Tier::Quick));
    let officer = p.advance(&[], Pass::Met, &signer(1, Rank::Officer));
    assert_eq!(officer, Err(Refusal::not_now("needs-signature")));
    p.advance(&[], Pass::Met, &signer(2, Rank::Supervisor)).unwrap();
    assert_eq!((p.stage, p.overrides.len(), p.signs.len()), (Stage::Analysis, 0, 1));
    assert_eq!((p.signs[0].by, p.signs[0].version, p.signs[0].hash.len()), (person(2), 1, 64));
}

#[test]
fn a_gate_is_passed_with_a_reason_only_one_level_up_and_for_some_days() {
    let mut p = scanned(problem(Tier::Quick));
    p.stage = Stage::Analysis;
    for rank in [Rank::Officer, Rank::Supervisor] {
        let refused = p.advance(&[], over("No time."), &signer(2, rank));
        assert_eq!(refused, Err(Refusal::not_now("needs-higher-signature")), "{rank:?}");
    }
    let chief = signer(3, Rank::Commander);
    assert_eq!(p.advance(&[], over("  "), &chief), Err(Refusal::required("reason")));
    let year = Pass::Override { reason: "x".into(), until: Some(Date::constant(2027, 2, 16)) };
    assert_eq!(p.advance(&[], year, &chief), Err(Refusal::unfit("until", "override-days")));
    p.advance(&[], over("The lot closes next week."), &chief).unwrap();
    assert_eq!((p.stage, p.overrides[0].by), (Stage::Response, person(3)));
    let until = p.overrides[0].until.unwrap();
    assert_eq!(until, Date::constant(2026, 3, 18));
    // When it has run out, what is missing still stands in the way again.
    assert!(crate::problems::gates::run_out(&p, &[], until).is_empty());
    let out = crate::problems::gates::run_out(&p, &[], until.tomorrow().unwrap());
    assert!(out.contains(&Unmet::Triangle) && out.contains(&Unmet::Sources));
}

#[test]
fn the_opening_of_a_formal_problem_is_signed_before_it_moves() {
    let mut p = scanned(problem(Tier::Formal));
    p.scanning.community_check = "Thirty neighbors at the May meeting".into();
    let sergeant = signer(2, Rank::Supervisor);
    let refused = p.advance(&[], Pass::Met, &sergeant).unwrap_err();
    assert_eq!(refused, Refusal::Gate(vec![Unmet::Opening]));
    assert!(p.sign_opening(&signer(1, Rank::Officer)).is_err());
    p.sign_opening(&sergeant).unwrap();
    assert!(p.sign_opening(&sergeant).is_err());
    p.advance(&[], Pass::Met, &sergeant).unwrap();
}

#[test]
fn a_signature_is_asked_for_once_all_is_there_and_given_back_with_a_reason() {
    let mut p = scanned(problem(Tier::Quick));
    let asked = Asked {
        step: crate::problems::signs::Step::Analysis,
        by: person(1),
        at: NOW,
        rank: Rank::Supervisor,
        decision: crate::ids::DecisionId::from_uuid(uuid::Uuid::from_u128(1)),
    };
    assert!(matches!(p.clone().ask(asked.clone(), vec![Unmet::Cheers]), Err(Refusal::Gate(_))));
    p.ask(asked.clone(), vec![]).unwrap();
    assert_eq!(p.ask(asked, vec![]), Err(Refusal::not_now("asked-already")));
    assert!(p.give_back(&signer(4, Rank::Officer)).is_err());
    assert_eq!(p.give_back(&signer(2, Rank::Supervisor)), Err(Refusal::required("reason")));
    let words = "Say which lots.".to_owned();
    p.give_back(&Signer { words, ..signer(2, Rank::Supervisor) }).unwrap();
    assert_eq!((p.asked, p.signs.len()), (None, 1));
}

#[test]
fn what_is_no_problem_is_declined_with_a_reason() {
    let mut p = scanned(problem(Tier::Quick));
    let mut officer = signer(1, Rank::Officer);
    assert_eq!(p.decline(p.scanning.route(), "", &officer), Err(Refusal::not_now("cheers-all-yes")));
    p.scanning.cheers[2].holds = Some(false);
    officer.words = "The city mends the lamps.".into();
    assert_eq!(p.decline(p.scanning.route(), "", &officer), Err(Refusal::required("body")));
    p.decline(p.scanning.route(), "Public Works", &officer).unwrap();
    assert_eq!(p.status, Status::Declined);
    assert!(p.editable().is_err());
    p.reopen("It is ours after all.", Some(person(2)), NOW, DAY).unwrap();
    assert_eq!((p.status, p.stage, p.reopened.len()), (Status::Open, Stage::Scanning, 1));
}

#[test]
fn a_late_review_goes_one_level_up_and_then_another() {
    let mut p = problem(Tier::Quick);
    assert_eq!(p.review_on, Date::constant(2026, 3, 18));
    assert!(!p.escalate(Date::constant(2026, 3, 18)));
    assert!(p.escalate(Date::constant(2026, 3, 19)));
    assert_eq!(p.escalated, Some(Rank::Supervisor));
    assert!(!p.escalate(Date::constant(2026, 3, 25)));
    assert!(p.escalate(Date::constant(2026, 4, 2)));
    assert_eq!(p.escalated, Some(Rank::Commander));
    p.about.level = Some(Level::Long);
    p.tier = Tier::Formal;
    p.reviewed(Date::constant(2026, 4, 2)).unwrap();
    assert_eq!((p.review_on, p.escalated), (Date::constant(2026, 7, 1), None));
}

#[test]
fn enforcement_alone_is_justified_by_a_supervisor_who_does_not_lead_it() {
    let mut p = problem(Tier::Quick);
    p.response.options = vec![crate::problems::response::ResponseOption {
        what: "Patrol".into(),
        chosen: Some(true),
        ..Default::default()
    }];
    assert!(crate::problems::gates::unmet_for_start(&p, &[]).contains(&Unmet::Justification));
    let mut sergeant = signer(2, Rank::Supervisor);
    assert_eq!(p.justify(&sergeant), Err(Refusal::required("reason")));
    sergeant.words = "A court order ends in a week.".into();
    assert!(p.justify(&Signer { by: p.lead, ..sergeant.clone() }).is_err());
    assert!(p.justify(&Signer { rank: Rank::Officer, ..sergeant.clone() }).is_err());
    p.justify(&sergeant).unwrap();
    assert!(!crate::problems::gates::unmet_for_start(&p, &[]).contains(&Unmet::Justification));
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
    let refused = p.close(2, over("We are late."), &signer(3, Rank::Commander)).unwrap_err();
    assert!(matches!(refused, Refusal::Gate(unmet) if unmet.contains(&Unmet::Answers)));
}

#[test]
fn no_problem_is_closed_by_its_lead_alone_and_a_formal_one_by_a_commander() {
    for (tier, needed) in [(Tier::Quick, Rank::Supervisor), (Tier::Formal, Rank::Commander)] {
        let mut p = scanned(problem(tier));
        p.stage = Stage::Assessment;
        let a = &mut p.assessment;
        a.displacement = Some(Displacement::NoneSeen);
        a.views = "Two residents".into();
        a.conclusion = Some(Conclusion::Unclear);
        a.examined.equity_result = "Nobody more than others".into();
        for moved in &mut a.examined.moves_by_kind {
            moved.seen = Some(crate::problems::examined::Seen::NotExamined);
        }
        let low = Rank::ALL[needed as usize - 1];
        let over = || over("Counts too small to measure.");
        assert!(p.close(0, over(), &signer(1, Rank::Commander)).is_err(), "the lead");
        assert_eq!(p.close(0, over(), &signer(2, low)), Err(Refusal::not_now("needs-higher-signature")));
        p.close(0, over(), &signer(2, Rank::Commander)).unwrap();
        assert_eq!(p.status, Status::Closed);
        assert!(p.editable().is_err());
        p.reopen("It came back.", None, NOW, Date::constant(2026, 5, 1)).unwrap();
        assert_eq!((p.status, p.stage), (Status::Open, Stage::Analysis));
    }
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
