use super::*;
use crate::draw::poisson;

fn quick() -> AlarmOptions {
    AlarmOptions { seasons: 1, ..AlarmOptions::default() }
}

/// Weeks with a summer peak, oldest first.
fn seasonal(weeks: usize, mean: f64, seed: u64) -> Vec<u32> {
    let mut generator = Seed(seed).stream(0);
    (0..weeks)
        .map(|week| {
            let wave = 1.0 + 0.6 * (std::f64::consts::TAU * week as f64 / WEEKS_A_YEAR).sin();
            poisson(&mut generator, mean * wave)
        })
        .collect()
}

#[test]
fn an_outbreak_is_seen_and_the_same_summer_every_year_is_not() {
    let mut counts = seasonal(330, 12.0, 7);
    let quiet = weekly_alarms(&counts, 270..330, AlarmOptions::default()).unwrap();
    assert!(quiet.iter().filter(|week| week.alarm).count() <= 2);
    counts[329] += 25;
    let found = weekly_alarms(&counts, 329..330, AlarmOptions::default()).unwrap()[0];
    assert!(found.alarm && found.p < 0.001 && found.exceedance > 1.0, "{found:?}");
    assert!(found.bound as f64 > found.expected);
}

#[test]
fn a_past_outbreak_counts_for_less() {
    let mut counts = seasonal(330, 12.0, 8);
    let before = weekly_alarms(&counts, 329..330, quick()).unwrap()[0];
    (276..278).for_each(|week| counts[week] += 80);
    let discounted = weekly_alarms(&counts, 329..330, quick()).unwrap()[0];
    let taken = weekly_alarms(&counts, 329..330, AlarmOptions { discount_above: 1e6, ..quick() }).unwrap()[0];
    assert!(discounted.bound < taken.bound, "{discounted:?} {taken:?}");
    assert!(discounted.expected < 1.25 * before.expected, "{discounted:?} {before:?}");
}

#[test]
fn false_alarms_are_told_by_the_level_and_by_drawing() {
    let options = AlarmOptions { alpha: 0.02, ..quick() };
    let found = false_alarms_per_year(8.0, 1.5, 60, options, Seed(9)).unwrap();
    assert!((found.nominal - 1.0436).abs() < 1e-3);
    // The plug-in takes mean and dispersion as known: somewhat more than nominal.
    assert!((0.6..=3.0).contains(&found.drawn), "{found:?}");
    assert_eq!(found, false_alarms_per_year(8.0, 1.5, 60, options, Seed(9)).unwrap());
}

#[test]
fn places_without_a_past_have_a_bound_of_none_and_need_five_incidents() {
    let mut counts = vec![0; 300];
    counts[299] = 4;
    let found = weekly_alarms(&counts, 299..300, quick()).unwrap()[0];
    assert_eq!((found.bound, found.alarm, found.expected), (0, false, 0.0));
    counts[299] = 5;
    assert!(weekly_alarms(&counts, 299..300, quick()).unwrap()[0].alarm);
}

#[test]
fn a_season_that_never_had_an_incident_expects_next_to_none() {
    let counts: Vec<u32> = (0..330_u32)
        .map(|week| {
            let back = f64::from(329 - week) % WEEKS_A_YEAR;
            if back <= 4.0 || back >= WEEKS_A_YEAR - 4.0 { 0 } else { 6 + week % 5 }
        })
        .collect();
    let found = weekly_alarms(&counts, 329..330, AlarmOptions::default()).unwrap()[0];
    assert!(found.expected < 0.01 && found.bound == 0, "{found:?}");
}

#[test]
fn too_short_a_past_and_bad_options_are_refused() {
    let counts = vec![3; 300];
    assert!(matches!(weekly_alarms(&counts, 200..201, quick()), Err(AnalysisError::TooFew { .. })));
    assert!(matches!(weekly_alarms(&counts, 299..301, quick()), Err(AnalysisError::PastTheEnd { .. })));
    for bad in [
        AlarmOptions { alpha: 0.0, ..quick() },
        AlarmOptions { years: 1, ..quick() },
        AlarmOptions { seasons: 0, ..quick() },
        AlarmOptions { half_window: 0, ..quick() },
        AlarmOptions { leave_out: 60, ..quick() },
    ] {
        assert!(weekly_alarms(&counts, 299..300, bad).is_err(), "{bad:?}");
    }
    assert!(false_alarms_per_year(0.0, 1.0, 1, quick(), Seed(1)).is_err());
    assert!(false_alarms_per_year(1.0, 0.5, 1, quick(), Seed(1)).is_err());
}
