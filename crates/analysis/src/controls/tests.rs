use super::*;
use crate::Seed;
use crate::draw::poisson;
use proptest::prelude::*;

fn drawn(stream: u64, level: f64, growth: f64) -> Vec<u32> {
    let mut generator = Seed(12).stream(stream);
    (0..24)
        .map(|month| {
            let season = 1.0 + 0.5 * (std::f64::consts::TAU * f64::from(month) / 12.0).sin();
            poisson(&mut generator, level * season * (growth * f64::from(month)).exp())
        })
        .collect()
}

fn candidate(area: u64, baseline: &[u32]) -> Candidate<'_> {
    Candidate { area, baseline, exclusion: None }
}

#[test]
fn like_areas_are_chosen_and_every_other_has_its_reason() {
    let treated = drawn(0, 20.0, 0.0);
    let alike: Vec<Vec<u32>> = (1..=7).map(|stream| drawn(stream, 18.0, 0.0)).collect();
    let (growing, tiny, huge) = (drawn(8, 15.0, 0.05), vec![0; 24], drawn(9, 200.0, 0.0));
    let mut candidates: Vec<Candidate<'_>> =
        alike.iter().enumerate().map(|(area, baseline)| candidate(area as u64, baseline)).collect();
    candidates[3].exclusion = Some(Exclusion::Ring);
    candidates.extend([candidate(20, &growing), candidate(21, &tiny), candidate(22, &huge)]);
    let choice =
        choose_controls(&treated, &candidates, ControlRule { most: 4, ..Default::default() }).unwrap();
    assert_eq!(choice.chosen.len(), 4);
    assert!(choice.chosen.iter().all(|(area, _)| *area < 7 && *area != 3));
    assert!(choice.chosen.windows(2).all(|pair| pair[0].1.distance <= pair[1].1.distance));
    let reason = |area: u64| choice.left_out.iter().find(|line| line.0 == area).map(|line| line.2);
    assert_eq!(reason(3), Some(LeftOut::Excluded(Exclusion::Ring)));
    assert_eq!(reason(20), Some(LeftOut::Trend));
    assert_eq!(reason(21), Some(LeftOut::TooFew));
    assert_eq!(reason(22), Some(LeftOut::Level));
    assert_eq!(choice.chosen.len() + choice.left_out.len(), candidates.len());
    let pooled = choice.pooled.unwrap();
    assert!(
        (pooled.level_ratio.unwrap() - 0.9).abs() < 0.1 && pooled.trend.unwrap().over_baseline.abs() < 0.3
    );
}

#[test]
fn a_trend_is_measured_against_the_treated_area_and_a_shared_season_falls_out() {
    let (flat, growing) = (drawn(0, 200.0, 0.0), drawn(1, 200.0, 0.02));
    let found = trend_difference(&flat, &growing).unwrap();
    assert!((found.per_period - 0.02).abs() < 3.0 * found.se, "{found:?}");
    assert!(found.se < 0.004);
    let back = trend_difference(&growing, &flat).unwrap();
    assert!((found.per_period + back.per_period).abs() < 1e-9);
    let doubled: Vec<u32> = flat.iter().map(|count| 2 * count).collect();
    assert!(trend_difference(&flat, &doubled).unwrap().per_period.abs() < 1e-9);
    assert_eq!(trend_difference(&flat, &[0; 24]), None);
    assert_eq!(trend_difference(&[1, 2], &[1, 2]), None);
}

#[test]
fn the_test_of_trends_is_wrong_about_one_time_in_twenty() {
    let limit = t_quantile_upper(0.025, 22.0);
    let wrong = (0..2_000)
        .filter(|run| {
            let found =
                trend_difference(&drawn(2 * run + 100, 10.0, 0.0), &drawn(2 * run + 101, 10.0, 0.0)).unwrap();
            found.per_period.abs() > limit * found.se
        })
        .count();
    assert!((40..=120).contains(&wrong), "{wrong} of 2000");
}

#[test]
fn bad_input_is_refused_and_no_fit_is_no_error() {
    let rule = ControlRule::default();
    assert!(choose_controls(&[1, 2], &[], rule).is_err());
    assert!(matches!(
        choose_controls(&[1, 2, 3], &[candidate(1, &[1, 2])], rule),
        Err(AnalysisError::UnequalLengths { .. })
    ));
    let twice = [candidate(1, &[9, 9, 9]), candidate(1, &[9, 9, 9])];
    assert!(matches!(choose_controls(&[9, 9, 9], &twice, rule), Err(AnalysisError::Twice { key: 1, .. })));
    assert!(choose_controls(&[9, 9, 9], &[], ControlRule { level_factor: 1.0, ..rule }).is_err());
    let none = choose_controls(&[9, 9, 9], &[], rule).unwrap();
    assert!(none.chosen.is_empty() && none.pooled.is_none());
    let silent = choose_controls(&[0, 0, 0], &[candidate(1, &[9, 9, 9])], rule).unwrap();
    assert_eq!(silent.left_out[0].2, LeftOut::TooFew);
}

proptest! {
    #[test]
    fn the_order_of_candidates_does_not_matter(
        counts in prop::collection::vec(prop::collection::vec(0u32..30, 6), 2..20), turn in 0usize..20,
    ) {
        let treated = &counts[0];
        let mut candidates: Vec<Candidate<'_>> =
            counts[1..].iter().enumerate().map(|(area, baseline)| candidate(area as u64, baseline)).collect();
        let straight = choose_controls(treated, &candidates, ControlRule::default()).unwrap();
        let turn = turn % candidates.len();
        candidates.rotate_left(turn);
        let turned = choose_controls(treated, &candidates, ControlRule::default()).unwrap();
        prop_assert_eq!(straight.chosen, turned.chosen);
        prop_assert_eq!(straight.pooled, turned.pooled);
        prop_assert_eq!(straight.left_out.len(), turned.left_out.len());
    }
}
