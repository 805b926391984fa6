use super::*;
use crate::AnalysisError;
use crate::Seed;
use crate::draw::{dispersed, normal};
use proptest::prelude::*;

type Months = (Vec<u32>, Vec<u32>);

fn series(months: &Months) -> Series<'_> {
    Series { before: &months.0, after: &months.1 }
}

fn judge(treated: &Months, controls: &[Months], options: EffectOptions) -> Effect {
    let controls: Vec<Series<'_>> = controls.iter().map(series).collect();
    effect(series(treated), &controls, options).unwrap()
}

fn given(dispersion: f64) -> EffectOptions {
    EffectOptions { dispersion: Dispersion::Given(dispersion), ..Default::default() }
}

/// One made-up assessment: months with a shared season, areas that drift on their own.
struct World {
    mean: f64,
    dispersion: f64,
    season: f64,
    drift: f64,
    months: usize,
    controls: usize,
    true_ratio: f64,
}

impl World {
    fn plain(mean: f64) -> Self {
        Self { mean, dispersion: 1.0, season: 0.0, drift: 0.0, months: 12, controls: 1, true_ratio: 1.0 }
    }

    fn run(&self, run: u64, options: EffectOptions) -> Effect {
        let mut generator = Seed(2_024).stream(run);
        let mut area = |ratio: f64| -> Months {
            let drift = (self.drift * normal(&mut generator)).exp();
            let mut half = |level: f64| {
                (0..self.months)
                    .map(|month| {
                        let season = 1.0 + self.season * (std::f64::consts::TAU * month as f64 / 12.0).sin();
                        dispersed(&mut generator, self.mean * season * level, self.dispersion)
                    })
                    .collect()
            };
            (half(1.0), half(ratio * drift))
        };
        let treated = area(self.true_ratio);
        let controls: Vec<Months> = (0..self.controls).map(|_| area(1.0)).collect();
        judge(&treated, &controls, options)
    }

    /// Share of runs rejected at 5 %, share of intervals that hold the truth.
    fn shares(&self, runs: u64, options: EffectOptions) -> (f64, f64) {
        let found: Vec<Effect> = (0..runs).map(|run| self.run(run, options)).collect();
        let rejected = found.iter().filter(|effect| effect.p < 0.05).count() as f64;
        let held = |effect: &&Effect| {
            effect.interval.is_none_or(|(low, high)| low <= self.true_ratio && self.true_ratio <= high)
        };
        (rejected / runs as f64, found.iter().filter(held).count() as f64 / runs as f64)
    }
}

#[test]
fn the_relative_effect_matches_the_published_figures() {
    let found = relative_effect((207, 110), (308, 318), 1.0, 0.05).unwrap();
    for (got, expected) in [
        (found.estimate, 1.942_916_173),
        (found.estimate.ln(), 0.664_190_027),
        (found.se, 0.142_524_504),
        (found.z, 4.660_181_286),
        (found.interval.0, 1.469_390),
        (found.interval.1, 2.569_042),
    ] {
        assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
    }
    let same = judge(&(vec![207], vec![110]), &[(vec![308], vec![318])], given(1.0));
    assert!((same.ratio.unwrap() * found.estimate - 1.0).abs() < 1e-12);
    assert!((same.interval.unwrap().0 * found.interval.1 - 1.0).abs() < 1e-9);
    assert_eq!((same.reading, same.method), (Reading::Fell, Method::LogRatio));
    assert!(relative_effect((0, 1), (1, 1), 1.0, 0.05).is_err());
}

#[test]
fn false_alarms_stay_near_five_percent_whatever_the_dispersion_and_season() {
    for (mean, dispersion, season) in [
        (2.0, 1.0, 0.0),
        (10.0, 1.0, 0.5),
        (30.0, 1.0, 0.0),
        (5.0, 2.0, 0.0),
        (30.0, 2.0, 0.5),
        (10.0, 3.0, 0.3),
    ] {
        let world = World { dispersion, season, ..World::plain(mean) };
        let (rejected, _) = world.shares(4_000, EffectOptions::default());
        assert!((0.02..=0.07).contains(&rejected), "{rejected} rejected at {mean}, {dispersion}, {season}");
    }
}

#[test]
fn taking_overdispersed_counts_as_poisson_cries_wolf_as_reported() {
    let world = World { dispersion: 2.0, ..World::plain(100.0 / 12.0) };
    let (rejected, _) = world.shares(4_000, given(1.0));
    assert!((0.14..=0.19).contains(&rejected), "{rejected}; 16.6 % were reported");
}

#[test]
fn intervals_cover_a_true_fall_also_when_areas_drift_on_their_own() {
    for (drift, controls) in [(0.0, 1), (0.0, 5), (0.1, 5), (0.2, 8)] {
        let world =
            World { dispersion: 1.5, drift, controls, season: 0.3, true_ratio: 0.7, ..World::plain(20.0) };
        let (_, held) = world.shares(3_000, EffectOptions::default());
        assert!((0.925..=0.98).contains(&held), "{held} held at drift {drift}, {controls} controls");
    }
}

#[test]
fn a_design_sees_its_smallest_reduction_four_times_in_five() {
    for yearly in [50.0, 100.0, 400.0] {
        let design = Design { scale: Scale::Ratio, ..Design::plain(yearly) };
        let reduction = minimum_detectable_reduction(&design).unwrap().unwrap();
        let world = World { true_ratio: 1.0 - reduction, ..World::plain(yearly / 12.0) };
        let (seen, _) = world.shares(2_000, EffectOptions::default());
        assert!((0.7..=0.87).contains(&seen), "{seen} seen at {yearly} incidents");
    }
}

#[test]
fn small_counts_are_judged_exactly_and_say_so() {
    let few = judge(&(vec![4, 5, 3], vec![1, 0, 1]), &[(vec![4, 4, 5], vec![4, 5, 4])], given(1.0));
    assert_eq!(few.method, Method::Exact);
    assert!(few.notes.contains(&Note::SmallCounts));
    assert_eq!(few.reading, Reading::TooFewToTell);
    let stopped =
        judge(&(vec![20, 25], vec![0, 0]), &[(vec![30, 30], vec![31, 29])], EffectOptions::default());
    assert_eq!((stopped.reading, stopped.ratio), (Reading::Fell, Some(0.0)));
    assert_eq!(stopped.interval.unwrap().0, 0.0);
    let worse =
        judge(&(vec![20; 12], vec![40; 12]), &[(vec![30; 12], vec![30; 12])], EffectOptions::default());
    assert_eq!(worse.reading, Reading::Rose);
    assert!(worse.notes.contains(&Note::DispersionRaisedToOne));
}

#[test]
fn without_a_baseline_or_control_incidents_nothing_can_be_told() {
    let nothing = judge(&(vec![0], vec![5]), &[(vec![9], vec![9])], EffectOptions::default());
    assert_eq!((nothing.ratio, nothing.reading, nothing.method), (None, Reading::TooFewToTell, Method::None));
    assert!(
        nothing.notes.contains(&Note::NothingBefore) && nothing.notes.contains(&Note::DispersionNotEstimated)
    );
    let alone = judge(&(vec![9], vec![5]), &[(vec![0], vec![9])], EffectOptions::default());
    assert_eq!((alone.ratio, alone.expected_after, alone.difference), (None, None, None));
    assert!(alone.notes.contains(&Note::NothingInControls));
}

#[test]
fn the_difference_is_the_count_against_what_the_controls_lead_one_to_expect() {
    let found = judge(&(vec![100], vec![60]), &[(vec![200], vec![180])], given(1.0));
    assert_eq!(found.expected_after, Some(90.0));
    let difference = found.difference.unwrap();
    assert_eq!(difference.estimate, -30.0);
    let variance: f64 = 60.0 + 90.0 * 90.0 * (1.0 / 100.0 + 1.0 / 200.0 + 1.0 / 180.0);
    assert!((difference.se - variance.sqrt()).abs() < 1e-12);
}

#[test]
fn mismatched_series_are_refused() {
    let (a, b) = (Series { before: &[1, 2], after: &[1] }, Series { before: &[1], after: &[1] });
    let options = EffectOptions::default();
    assert!(matches!(effect(a, &[b], options), Err(AnalysisError::UnequalLengths { .. })));
    assert!(matches!(effect(a, &[], options), Err(AnalysisError::TooFew { .. })));
    assert!(effect(Series { before: &[], after: &[1] }, &[b], options).is_err());
    assert!(effect(b, &[b], EffectOptions { alpha: 0.0, ..options }).is_err());
    assert!(effect(b, &[b], given(f64::NAN)).is_err());
    assert!(Dispersion::try_from(2.0).is_ok() && Dispersion::try_from(-1.0).is_err());
}

proptest! {
    #[test]
    fn the_order_of_controls_and_of_months_does_not_matter(
        months in prop::collection::vec((1u32..40, 1u32..40, 1u32..40, 1u32..40), 3..15), turn in 0usize..15,
    ) {
        let turn = turn % months.len();
        let build = |turn: usize| {
            let mut months = months.clone();
            months.rotate_left(turn);
            let treated: Months = (months.iter().map(|m| m.0).collect(), months.iter().map(|m| m.1).collect());
            let control: Months = (months.iter().map(|m| m.2).collect(), months.iter().map(|m| m.3).collect());
            (treated, control)
        };
        let ((t, c), (turned_t, turned_c)) = (build(0), build(turn));
        let swapped: Months = (c.1.clone(), c.0.clone());
        let one = judge(&t, &[c.clone(), swapped.clone()], EffectOptions::default());
        let two = judge(&turned_t, &[(swapped.0[turn..].iter().chain(&swapped.0[..turn]).copied().collect(),
            swapped.1[turn..].iter().chain(&swapped.1[..turn]).copied().collect()), turned_c], EffectOptions::default());
        prop_assert!((one.p - two.p).abs() < 1e-9);
        prop_assert!((one.ratio.unwrap() - two.ratio.unwrap()).abs() < 1e-12);
        prop_assert!((one.dispersion.value - two.dispersion.value).abs() < 1e-9);
    }

    #[test]
    fn the_interval_holds_the_ratio_and_agrees_with_the_reading(
        t in (0u32..80, 0u32..80), c in (0u32..200, 0u32..200), dispersion in 1.0f64..4.0,
    ) {
        let found = judge(&(vec![t.0], vec![t.1]), &[(vec![c.0], vec![c.1])], given(dispersion));
        if let (Some(ratio), Some((low, high))) = (found.ratio, found.interval) {
            prop_assert!(low <= ratio * (1.0 + 1e-9) && ratio <= high * (1.0 + 1e-9));
            match found.reading {
                Reading::Fell => prop_assert!(high < 1.0),
                Reading::Rose => prop_assert!(low > 1.0),
                _ => prop_assert!(low <= 1.0 + 1e-9 && high >= 1.0 - 1e-9),
            }
        } else {
            prop_assert_eq!(found.reading, Reading::TooFewToTell);
        }
    }
}

#[test]
fn the_published_dispersion_keeps_its_promise_with_one_control() {
    let options = EffectOptions { dispersion: Dispersion::WithinSeries, ..Default::default() };
    for (mean, dispersion) in [(2.0, 2.0), (10.0, 3.0), (30.0, 2.0)] {
        let (rejected, _) = World { dispersion, ..World::plain(mean) }.shares(4_000, options);
        assert!(
            (0.04..=0.062).contains(&rejected),
            "{rejected} rejected at mean {mean}, dispersion {dispersion}"
        );
    }
}
