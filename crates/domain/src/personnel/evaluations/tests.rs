use proptest::prelude::*;

use super::*;
use crate::Key;
use crate::personnel::competencies::Competency;

const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

fn id<K: Key>(n: u128) -> K {
    K::from_uuid(uuid::Uuid::from_u128(n))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn begun() -> Evaluation {
    let period = (day("2025-01-01"), day("2025-12-31"));
    Evaluation::begin(id(9), [id(1), id(2), id(3)], period, day("2026-01-10")).unwrap()
}

fn piece(record: &str, on: &str) -> Evidence {
    Evidence {
        kind: EvidenceKind::Problem,
        record: record.into(),
        on: day(on),
        title: "Night break-ins".into(),
        href: String::new(),
    }
}

fn whole(marks: &mut Marks, rating: u8) {
    for competency in Competency::ALL {
        marks.rate(*competency, Rated::At(rating), "Weighed both sides at the depot.").unwrap();
        for (record, on) in [("P-1", "2025-02-01"), ("P-2", "2025-12-31")] {
            if marks.of(*competency).evidence.len() < NEEDED {
                marks.add(*competency, piece(record, on)).unwrap();
            }
        }
    }
}

#[test]
fn nobody_rates_or_reviews_themselves_and_a_period_has_begun() {
    let (period, today) = ((day("2025-01-01"), day("2025-12-31")), day("2026-01-10"));
    let begin = |who: [u128; 3], period| Evaluation::begin(id(9), who.map(id), period, today).map(|_| ());
    assert_eq!(begin([1, 1, 3], period), Err(Refusal::unfit("rater", "rates-oneself")));
    assert_eq!(begin([1, 2, 1], period), Err(Refusal::unfit("reviewer", "reviews-oneself")));
    assert_eq!(begin([1, 2, 2], period), Err(Refusal::unfit("reviewer", "reviews-oneself")));
    let ahead = (day("2026-02-01"), day("2026-12-31"));
    assert_eq!(begin([1, 2, 3], ahead), Err(Refusal::unfit("period_from", "period-unsound")));
    let back = (day("2025-12-31"), day("2025-01-01"));
    assert_eq!(begin([1, 2, 3], back), Err(Refusal::unfit("period_until", "ends-before-it-begins")));
}

#[test]
fn a_rating_takes_words_and_two_dated_pieces_of_evidence_of_the_period() {
    let mut e = begun();
    let Err(Refusal::Many(all)) = e.sign_as_rater(day("2026-01-10"), NOW) else { panic!("signed") };
    assert_eq!(all.len(), 8);
    whole(&mut e.marks, 4);
    e.marks.drop(Competency::Empathy, EvidenceKind::Problem, "P-2");
    e.marks.add(Competency::Empathy, piece("P-3", "2026-01-02")).unwrap();
    let late = e.sign_as_rater(day("2026-01-10"), NOW);
    assert_eq!(late, Err(Refusal::unfit("empathy", "mark-evidence")), "one lies after the period");
    e.marks.rate(Competency::Empathy, Rated::NotObserved, "").unwrap();
    assert_eq!(e.sign_as_rater(day("2025-12-30"), NOW), Err(Refusal::not_now("period-runs")));
    assert_eq!(e.sign_as_rater(day("2026-01-10"), NOW), Ok(()));
    assert_eq!((e.step, e.rated), (Step::Reviewing, Some((id(2), NOW))));
    let twice = e.marks.add(Competency::Courage, piece("P-1", "2025-02-01"));
    assert_eq!(twice, Err(Refusal::unfit("evidence", "evidence-twice")));
}

#[test]
fn an_evaluation_in_which_nothing_was_observed_is_none() {
    let mut e = begun();
    for competency in Competency::ALL {
        e.marks.rate(*competency, Rated::NotObserved, "").unwrap();
    }
    assert_eq!(e.sign_as_rater(day("2026-01-10"), NOW), Err(Refusal::not_now("nothing-observed")));
}

#[test]
fn no_number_of_arrests_stops_or_citations_is_a_reason_or_a_goal() {
    for text in [
        "Made 40 arrests",
        "at least three traffic stops a shift",
        "More citations, please",
        "Quota: tickets",
        "Hizo 12 detenciones",
        "más multas cada mes",
        "Make twelve arrests a month",
        "Twelve\nstops",
        "Double the arrests",
        "Raise traffic stops by half",
        "haga doce arrestos",
        "Escriba veinticinco multas",
        "Detenga a 30 personas",
    ] {
        assert!(names_a_quota(text), "{text}");
    }
    for text in [
        "Found another way than an arrest",
        "Break-ins stopped after 12 weeks",
        "Two of 3 promises kept. Stops to talk with people",
        "Warned instead of citing",
        "Stop by the ten shops",
        "Ten people wait at the bus stop",
        "Met 12 owners\nArrests were not needed",
        "",
    ] {
        assert!(!names_a_quota(text), "{text}");
    }
    let mut e = begun();
    let goals = Growth { goals: "10 arrests a month".into(), ..Growth::default() };
    assert_eq!(e.set_growth(&goals), Err(Refusal::unfit("growth_goals", "no-quota")));
    let marked = e.marks.rate(Competency::Tasks, Rated::At(5), "30 citations in June");
    assert_eq!(marked, Err(Refusal::unfit("mark_words", "no-quota")));
}

fn reviewed() -> Evaluation {
    let mut e = begun();
    whole(&mut e.marks, 3);
    e.sign_as_rater(day("2026-01-10"), NOW).unwrap();
    e.review(false, "", NOW).unwrap();
    e
}

#[test]
fn the_person_reads_it_after_the_reviewer_signed_and_the_rater_the_own_view_after_it_was_handed_in() {
    let mut e = begun();
    whole(&mut e.marks, 3);
    whole(&mut e.own, 5);
    assert_eq!(e.clone().seen_by(Part::Person).marks, Marks::default());
    assert_eq!(e.clone().seen_by(Part::Rater).own, Marks::default());
    assert_eq!(e.clone().seen_by(Part::Reviewer).marks, Marks::default());
    e.hand_in(NOW).unwrap();
    assert_eq!(e.hand_in(NOW), Err(Refusal::not_now("evaluation-step")));
    assert_eq!(e.clone().seen_by(Part::Rater).own, e.own);
    e.sign_as_rater(day("2026-01-10"), NOW).unwrap();
    assert_eq!(e.clone().seen_by(Part::Reviewer).marks, e.marks);
    assert_eq!(e.clone().seen_by(Part::Person).marks, Marks::default());
    e.review(false, "", NOW).unwrap();
    assert_eq!(e.clone().seen_by(Part::Person).marks, e.marks);
    assert_eq!(
        [1, 2, 3, 4].map(|n| e.part(id(n))),
        [Some(Part::Person), Some(Part::Rater), Some(Part::Reviewer), None]
    );
}

#[test]
fn an_appeal_is_answered_with_words_and_may_go_back_and_it_ends() {
    let mut e = reviewed();
    assert_eq!(e.appeal(" ", NOW), Err(Refusal::required("appeal_words")));
    e.appeal("The depot is missing.", NOW).unwrap();
    assert_eq!(e.sign_as_person("", NOW), Err(Refusal::not_now("evaluation-step")));
    e.answer_appeal(true, "It is. Back to the rater.", NOW).unwrap();
    assert_eq!((e.step, e.rated), (Step::Rating, None));
    e.sign_as_rater(day("2026-01-20"), NOW).unwrap();
    e.review(false, "Now it is there.", NOW).unwrap();
    e.appeal("Still.", NOW).unwrap();
    e.answer_appeal(false, "It stands.", NOW).unwrap();
    assert_eq!(e.appeal("Again.", NOW), Err(Refusal::not_now("appeals-used")));
    e.sign_as_person("Read. I see it otherwise.", NOW).unwrap();
    assert_eq!((e.step, e.signed), (Step::Closed, Some(NOW)));
}

#[test]
fn a_rater_who_left_keeps_the_name_under_what_was_written_and_the_next_signs_for_all_of_it() {
    let mut e = begun();
    whole(&mut e.marks, 2);
    assert_eq!(e.hand_over(Part::Rater, id(1), NOW), Err(Refusal::unfit("rater", "rates-oneself")));
    assert_eq!(e.hand_over(Part::Rater, id(3), NOW), Err(Refusal::unfit("reviewer", "reviews-oneself")));
    e.hand_over(Part::Rater, id(4), NOW).unwrap();
    assert_eq!((e.earlier.len(), e.earlier[0].rater), (1, id(2)));
    assert_eq!((e.part(id(2)), e.part(id(4))), (None, Some(Part::Rater)));
    e.sign_as_rater(day("2026-01-10"), NOW).unwrap();
    assert_eq!(e.rated, Some((id(4), NOW)));
    // Signed before the rater left: it stands under that name.
    e.hand_over(Part::Rater, id(5), NOW).unwrap();
    assert_eq!((e.rated, e.earlier.len()), (Some((id(4), NOW)), 1));
    assert!(e.clone().seen_by(Part::Person).earlier.is_empty());
}

/// Evaluations closed one after the other: raters with so many people each, in turns.
fn closed(raters: &[(u128, u8)]) -> Vec<Evaluation> {
    let mut all = Vec::new();
    let most = raters.iter().map(|(people, _)| *people).max().unwrap_or(0);
    for person in 0..most {
        for (n, (_, rating)) in raters.iter().enumerate().filter(|(_, (people, _))| person < *people) {
            let mut e = begun();
            e.person = id(1_000 * (n as u128 + 1) + person);
            whole(&mut e.marks, *rating);
            e.rated = Some((id(n as u128 + 1), NOW));
            e.step = Step::Closed;
            e.signed = Some(NOW + jiff::SignedDuration::from_secs(all.len() as i64));
            all.push(e);
        }
    }
    all
}

#[test]
fn drift_shows_raters_of_enough_people_and_counts_nothing_else() {
    let shown = drift(&closed(&[(6, 3), (8, 5), (5, 2), (10, 4)]));
    let people: Vec<_> = shown.raters.iter().map(|r| r.people).collect();
    assert_eq!((people, shown.hidden, shown.people), (vec![10, 5, 5, 5], 0, 25));
    assert_eq!((shown.raters[0].mean, shown.raters[0].spread), (4.0, 0.0));
    let one = drift(&closed(&[(6, 3), (8, 5), (1, 2)]));
    assert_eq!((one.raters.len(), one.hidden, one.people, one.mean), (2, 1, 10, Some(4.0)));
    let few = drift(&closed(&[(4, 3), (4, 5)]));
    assert_eq!((few.raters.len(), few.mean, few.people), (0, None, 0));
}

#[test]
fn drift_counts_only_what_is_closed() {
    let mut all = closed(&[(5, 3)]);
    all[2].step = Step::Answering;
    assert_eq!(drift(&all).people, 0);
}

proptest! {
    #[test]
    fn one_more_evaluation_moves_no_figure_of_drift_unless_four_others_come_with_it(
        raters in prop::collection::vec((0u128..14, 1u8..=5), 1..6),
        unseen in 0usize..8,
    ) {
        let mut all = closed(&raters);
        for e in all.iter_mut().skip(unseen).step_by(3) {
            e.marks = Marks::default();
            e.marks.rate(Competency::Tasks, Rated::At(4), "Weighed both sides.").unwrap();
        }
        let mut before = drift(&all[..0]);
        for n in 1..=all.len() {
            let after = drift(&all[..n]);
            let grown = after.people - before.people;
            prop_assert!(grown == 0 || grown >= FEWEST, "{grown}");
            if grown == 0 {
                prop_assert_eq!((after.mean, after.spread, &after.competencies), (before.mean, before.spread, &before.competencies));
                prop_assert_eq!(&after.raters, &before.raters);
            }
            for rater in &after.raters {
                let earlier = before.raters.iter().find(|r| r.rater == rater.rater).map_or(0, |r| r.people);
                prop_assert!(rater.people == earlier || rater.people - earlier >= FEWEST);
            }
            before = after;
        }
    }
}
