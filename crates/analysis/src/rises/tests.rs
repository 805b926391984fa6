use super::*;
use crate::Seed;
use crate::draw::{dispersed, normal};
use proptest::prelude::*;

const FIVE_YEARS: usize = 261;

/// Weekly counts with a summer season, a level of its own every year, and overdispersed weeks.
fn seasonal(run: u64, mean: f64, dispersion: f64, yearly: f64, risen: f64) -> Vec<u32> {
    let mut generator = Seed(31).stream(run);
    let levels: Vec<f64> = (0..6).map(|_| (yearly * normal(&mut generator)).exp()).collect();
    (0..FIVE_YEARS)
        .map(|week| {
            let season = 1.0 + 0.5 * (std::f64::consts::TAU * week as f64 / WEEKS_A_YEAR).sin();
            let level = levels[(FIVE_YEARS - 1 - week) / 52];
            let lift = if week >= FIVE_YEARS - 6 { risen } else { 1.0 };
            dispersed(&mut generator, mean * season * level * lift, dispersion)
        })
        .collect()
}

fn share_below_five_percent(mean: f64, dispersion: f64, yearly: f64) -> f64 {
    let series: Vec<Vec<u32>> = (0..2_000).map(|run| seasonal(run, mean, dispersion, yearly, 1.0)).collect();
    let found = rises(&series, RisesOptions::default()).unwrap();
    assert!(found.iter().filter(|rise| rise.rose).count() <= 6, "after correction hardly any series rises");
    found.iter().filter(|rise| rise.p <= 0.05).count() as f64 / series.len() as f64
}

#[test]
fn seasonal_noise_does_not_cry_wolf() {
    for (mean, dispersion, yearly) in [
        (0.5, 1.0, 0.0),
        (5.0, 1.0, 0.0),
        (5.0, 2.0, 0.0),
        (0.7, 2.0, 0.0),
        (20.0, 3.0, 0.0),
        (5.0, 1.5, 0.1),
    ] {
        let share = share_below_five_percent(mean, dispersion, yearly);
        assert!(share <= 0.065, "{share} of series at mean {mean}, dispersion {dispersion}, yearly {yearly}");
    }
}

#[test]
fn a_doubling_in_the_last_six_weeks_is_seen_among_hundreds_of_quiet_series() {
    let mut series: Vec<Vec<u32>> = (0..300).map(|run| seasonal(run, 5.0, 1.3, 0.0, 1.0)).collect();
    series.extend((300..320).map(|run| seasonal(run, 5.0, 1.3, 0.0, 2.5)));
    let found = rises(&series, RisesOptions::default()).unwrap();
    let seen = found[300..].iter().filter(|rise| rise.rose).count();
    let wrong = found[..300].iter().filter(|rise| rise.rose).count();
    assert!(seen >= 18, "{seen} of 20 planted rises seen");
    assert!(wrong <= 3, "{wrong} of 300 quiet series called a rise");
}

#[test]
fn the_windows_are_the_same_weeks_of_earlier_years() {
    let mut series = vec![0; 52 * 3];
    let end = series.len();
    series[end - 1] = 4;
    series[end - 1 - 52] = 2;
    series[end - 1 - 104] = 6;
    let options = RisesOptions { recent_weeks: 1, ..Default::default() };
    let found = &rises(&[series], options).unwrap()[0];
    assert_eq!((found.recent, found.earlier.as_slice()), (4, &[2, 6][..]));
    assert_eq!((found.expected, found.ratio), (4.0, Some(1.0)));
    let (low, high) = found.interval.unwrap();
    assert!(low < 1.0 && 1.0 < high && !found.rose);
}

#[test]
fn a_series_that_never_had_an_incident_before_has_no_ratio_but_a_p_value() {
    let mut series = vec![0; 200];
    series[194..].fill(2);
    let found = &rises(&[series, vec![0; 200]], RisesOptions::default()).unwrap();
    assert_eq!((found[0].ratio, found[0].interval), (None, None));
    assert!(found[0].rose && found[0].p < 1e-5);
    assert_eq!((found[1].p, found[1].rose), (1.0, false));
}

#[test]
fn short_or_unequal_histories_are_refused() {
    let options = RisesOptions::default();
    assert!(matches!(
        rises(&[vec![1; 57]], options),
        Err(AnalysisError::TooFew { needed: 58, given: 57, .. })
    ));
    assert!(matches!(rises(&[vec![1; 58], vec![1; 60]], options), Err(AnalysisError::UnequalLengths { .. })));
    assert!(rises(&[vec![1; 99]], RisesOptions { recent_weeks: 0, ..options }).is_err());
    assert!(rises::<Vec<u32>>(&[], options).unwrap().is_empty());
    assert_eq!(rises(&[vec![1; 58]], options).unwrap()[0].ratio, Some(1.0));
}

proptest! {
    #[test]
    fn more_recent_incidents_never_make_a_rise_less_likely(
        counts in prop::collection::vec(0u32..12, 160), more in 1u32..30,
    ) {
        let mut lifted = counts.clone();
        *lifted.last_mut().unwrap() += more;
        let found = rises(&[counts, lifted], RisesOptions::default()).unwrap();
        prop_assert!(found[1].p <= found[0].p + 1e-12);
        prop_assert!(found.iter().all(|rise| (0.0..=1.0).contains(&rise.p) && rise.dispersion >= 1.0));
    }
}
