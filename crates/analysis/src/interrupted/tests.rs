use super::*;
use crate::Seed;
use crate::draw::{dispersed, normal, poisson};
use proptest::prelude::*;

/// Hospital admissions for acute coronary events in Sicily, 59 months from January 2002; a smoking ban from month 37
/// (the tables of the paper's own data file).
const EVENTS: [u32; 59] = [
    728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765,
    831, 879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758,
    767, 738, 781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912,
];
const POPULATION: [f64; 59] = [
    3798.753, 3764.955, 3770.408, 3771.164, 3773.834, 3741.131, 3795.133, 3762.955, 3746.532, 3784.856,
    3759.555, 3783.497, 3767.624, 3790.323, 3793.604, 3761.620, 3779.724, 3818.307, 3798.886, 3808.722,
    3809.669, 3812.404, 3821.049, 3818.027, 3816.563, 3836.800, 3835.042, 3864.629, 3837.831, 3808.368,
    3834.830, 3809.062, 3829.268, 3840.524, 3844.496, 3834.284, 3881.532, 3883.732, 3864.701, 3860.332,
    3836.864, 3855.093, 3859.019, 3865.166, 3884.365, 3832.552, 3901.487, 3858.749, 3916.136, 3917.504,
    3940.056, 3913.649, 3916.646, 3890.223, 3918.785, 3885.753, 3929.890, 3900.188, 3907.123,
];

fn months(n: usize) -> Vec<f64> {
    (1..=n).map(|month| month as f64).collect()
}

fn sicily(options: Options) -> Interrupted {
    let series = Counts { times: &months(59), counts: &EVENTS, exposures: Some(&POPULATION) };
    interrupted(series, options).unwrap()
}

fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() < tolerance, "{got} is not {expected}");
}

/// The figures were made by a program that stops once the deviance moves by less than 1e-8 of itself: standard errors and
/// dispersions, which it takes from the round before, agree to that extent.
#[test]
fn the_published_poisson_and_quasi_poisson_figures_come_out() {
    let poisson = sicily(Options { family: Family::Poisson, ..Options::from(37.0) });
    near(poisson.level.estimate, -0.111_628_44, 1e-7);
    near(poisson.level.se, 0.017_224_77, 1e-7);
    near(poisson.deviance, 197.309_613, 1e-6);
    assert_eq!(poisson.dispersion, 1.0);
    for (got, expected) in
        [(poisson.ratio, 0.894_38), (poisson.interval.0, 0.864_69), (poisson.interval.1, 0.925_09)]
    {
        near(got, expected, 5e-6);
    }
    let quasi = sicily(Options::from(37.0));
    near(quasi.level.se, 0.032_495_95, 1e-7);
    near(quasi.dispersion, 3.559_195, 1e-5);
    near(quasi.trend.estimate, 0.004_944_99, 1e-7);
    near(quasi.interval.0, 0.839_19, 5e-6);
    near(quasi.interval.1, 0.953_19, 5e-6);
}

#[test]
fn the_published_seasonal_model_and_its_residuals_come_out() {
    let found = sicily(Options { harmonics: 2, ..Options::from(37.0) });
    near(found.level.estimate, -0.122_086_79, 1e-7);
    near(found.level.se, 0.027_031_11, 1e-7);
    near(found.dispersion, 2.262_186, 1e-5);
    near(found.deviance, 117.266_120, 1e-6);
    near(found.trend.estimate, 0.005_389_22, 1e-7);
    for (got, expected) in [
        (found.ratio, 0.885_07),
        (found.interval.0, 0.839_40),
        (found.interval.1, 0.933_23),
        (found.autocorrelation[0], -0.214_68),
        (found.autocorrelation[1], 0.312_52),
        (found.autocorrelation[2], -0.041_56),
    ] {
        near(got, expected, 5e-6);
    }
    assert_eq!((found.periods, found.df), ((36, 23), 52.0));
    near(found.observed_after as f64 / found.expected_after, found.ratio, 1e-9);
}

#[test]
fn the_published_change_of_trend_comes_out_counted_from_time_zero() {
    let found = sicily(Options { harmonics: 2, trend_from: Some(0.0), ..Options::from(37.0) });
    near(found.level.estimate, -0.185_219_38, 1e-7);
    near(found.level.se, 0.083_560_95, 1e-7);
    near(found.dispersion, 2.274_563, 1e-5);
    near(found.deviance, 115.813_148, 1e-6);
    let bend = found.trend_change.unwrap();
    near(bend.estimate, 0.001_482_23, 1e-7);
    near(bend.se, 0.001_854_63, 1e-7);
    // Counted from the change itself, the same fit gives the effect at the change.
    let there = sicily(Options { harmonics: 2, trend_from: Some(37.0), ..Options::from(37.0) });
    near(there.level.estimate, found.level.estimate + 37.0 * bend.estimate, 1e-9);
    near(there.expected_after, found.expected_after, 1e-6);
}

#[test]
fn students_t_is_wider_than_the_normal_and_the_robust_error_says_its_lag() {
    let (normal, t) = (sicily(Options::from(37.0)), sicily(Options { student: true, ..Options::from(37.0) }));
    assert!(t.interval.0 < normal.interval.0 && t.p > normal.p);
    let robust = sicily(Options { errors: Errors::NeweyWest { lag: None }, ..Options::from(37.0) });
    assert_eq!((robust.lag, normal.lag), (Some(3), None));
    assert_eq!(robust.ratio, normal.ratio);
}

/// Share of null series at 5 %, whose months hang together with the given correlation.
fn false_alarms(correlation: f64, options: Options) -> f64 {
    let runs = 600;
    let times = months(96);
    let rejected = (0..runs)
        .filter(|&run| {
            let mut generator = Seed(31).stream(run);
            let mut state = 0.0;
            let counts: Vec<u32> = (0..96)
                .map(|_| {
                    let fresh = normal(&mut generator) * (1.0 - correlation * correlation).sqrt();
                    state = correlation * state + fresh;
                    poisson(&mut generator, 40.0 * (0.25 * state).exp())
                })
                .collect();
            let series = Counts { times: &times, counts: &counts, exposures: None };
            interrupted(series, options).unwrap().p < 0.05
        })
        .count();
    rejected as f64 / runs as f64
}

#[test]
fn robust_errors_cut_the_false_alarms_that_months_which_hang_together_raise() {
    let plain = Options { student: true, ..Options::from(49.0) };
    let robust = Options { errors: Errors::NeweyWest { lag: Some(6) }, ..plain };
    let (alone, together, mended) =
        (false_alarms(0.0, plain), false_alarms(0.5, plain), false_alarms(0.5, robust));
    assert!((0.03..=0.07).contains(&alone), "{alone}");
    assert!(together > 0.15, "{together}");
    assert!(mended < 0.75 * together, "{mended} of {together}");
}

#[test]
fn a_negative_binomial_series_covers_its_true_effect() {
    let times = months(60);
    let runs = 500;
    let options = Options { family: Family::NegativeBinomial, student: true, ..Options::from(31.0) };
    let held = (0..runs)
        .filter(|&run| {
            let mut generator = Seed(32).stream(run);
            let counts: Vec<u32> = times
                .iter()
                .map(|&time| dispersed(&mut generator, if time < 31.0 { 30.0 } else { 21.0 }, 2.0))
                .collect();
            let found =
                interrupted(Counts { times: &times, counts: &counts, exposures: None }, options).unwrap();
            found.interval.0 < 0.7 && 0.7 < found.interval.1
        })
        .count() as f64
        / runs as f64;
    assert!((0.92..=0.98).contains(&held), "{held}");
}

#[test]
fn a_change_that_the_control_shares_is_no_effect() {
    let mut generator = Seed(33).stream(0);
    let times = months(72);
    let mut series = |level: f64, fall: f64| -> Vec<u32> {
        let mean = |time: f64| level * if time < 37.0 { 1.0 } else { fall };
        times.iter().map(|&time| poisson(&mut generator, mean(time))).collect()
    };
    let (treated, control, helped) = (series(60.0, 0.6), series(200.0, 0.6), series(60.0, 0.36));
    let of = |counts| Counts { times: &times, counts, exposures: None };
    let options = Options::from(37.0);
    assert!(interrupted(of(&treated), options).unwrap().p < 0.001);
    assert!(controlled(of(&treated), of(&control), options).unwrap().p > 0.05);
    let helped = controlled(of(&helped), of(&control), options).unwrap();
    assert!(helped.interval.0 < 0.6 && 0.6 < helped.interval.1 && helped.p < 0.001, "{helped:?}");
}

#[test]
fn input_that_cannot_be_judged_is_refused() {
    let times = months(6);
    let of = |counts| Counts { times: &times, counts, exposures: None };
    let counts = [4, 5, 6, 3, 2, 4];
    let options = Options::from(4.0);
    assert!(interrupted(of(&counts), options).is_ok());
    assert!(interrupted(of(&counts), Options::from(2.0)).is_err());
    assert!(interrupted(of(&counts), Options::from(7.0)).is_err());
    assert!(interrupted(of(&counts), Options { harmonics: 6, ..options }).is_err());
    assert!(interrupted(of(&counts), Options { harmonics: 2, ..options }).is_err());
    assert!(interrupted(of(&counts), Options { alpha: 0.0, ..options }).is_err());
    assert!(interrupted(of(&counts[..5]), options).is_err());
    assert!(interrupted(of(&[0, 0, 0, 3, 2, 4]), options).is_err());
    assert!(interrupted(of(&[1, 2, 3, 0, 0, 0]), options).is_err());
    let back = [1.0, 2.0, 2.0, 4.0, 5.0, 6.0];
    assert!(interrupted(Counts { times: &back, ..of(&counts) }, options).is_err());
    let none = [0.0; 6];
    assert!(interrupted(Counts { exposures: Some(&none), ..of(&counts) }, options).is_err());
    assert!(interrupted(Counts { times: &[f64::NAN; 6], ..of(&counts) }, options).is_err());
    let shifted: Vec<f64> = times.iter().map(|time| time + 0.5).collect();
    assert!(controlled(of(&counts), Counts { times: &shifted, ..of(&counts) }, options).is_err());
}

proptest! {
    #[test]
    fn moving_time_and_scaling_exposure_changes_nothing(
        counts in prop::collection::vec(1u32..60, 12..40), shift in -500.0f64..500.0, factor in 0.01f64..100.0,
    ) {
        let times = months(counts.len());
        let change = counts.len() as f64 / 2.0;
        let one = interrupted(Counts { times: &times, counts: &counts, exposures: None }, Options::from(change)).unwrap();
        let moved: Vec<f64> = times.iter().map(|time| time + shift).collect();
        let exposures = vec![factor; counts.len()];
        let series = Counts { times: &moved, counts: &counts, exposures: Some(&exposures) };
        let two = interrupted(series, Options::from(change + shift)).unwrap();
        prop_assert!((one.ratio - two.ratio).abs() < 1e-6 * one.ratio);
        prop_assert!((one.z - two.z).abs() < 1e-5);
        prop_assert!((one.deviance - two.deviance).abs() < 1e-6 * one.deviance.max(1.0));
    }
}
