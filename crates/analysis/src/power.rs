//! What could be seen: power and the smallest reduction that an assessment can tell from chance, before it starts.
//!
//! For a treated area that would have `t` incidents in the follow-up, a baseline `k` times as long, and controls that
//! together hold `m` times as many, the difference after a reduction `r` is seen when
//! `t r = (z_(alpha/2) + z_(1-power)) sqrt(phi (t/k + t (1-r) + (t + t/k) / m))`,
//! the weighted displacement difference on counts brought to equal size. On the ratio scale of [`crate::effect`] it is
//! seen when `-ln(1-r) = (z_(alpha/2) + z_(1-power)) sqrt(phi (1/(t (1-r)) + 1/(k t) + (1 + 1/k) / (m t)))`, which needs
//! smaller reductions where counts are small.

use crate::Result;
use crate::chance::{bisect, normal_quantile_upper, normal_upper};
use crate::error::{positive, proper_fraction};

/// Which measure of the effect is to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// The weighted displacement difference, the field's usual test.
    #[default]
    Difference,
    /// The ratio of ratios, by which [`crate::effect::effect`] judges.
    Ratio,
}

/// An assessment as it is planned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design {
    /// Incidents expected in the treated area during the follow-up if nothing is done.
    pub expected: f64,
    /// Length of the baseline over length of the follow-up.
    pub baseline_ratio: f64,
    /// Incidents of all controls together over those of the treated area, in the same time: the number of controls when
    /// each is as large as the treated area.
    pub control_ratio: f64,
    /// Variance over mean of the counts, 1 when Poisson.
    pub dispersion: f64,
    /// Two-sided false alarm rate.
    pub alpha: f64,
    /// The chance of seeing the reduction, conventionally 0.8.
    pub power: f64,
    /// The measure of the effect.
    pub scale: Scale,
}

impl Design {
    /// A design with one control of equal size, a baseline as long as the follow-up, Poisson counts, 5 % and 80 %, on the
    /// scale of differences.
    #[must_use]
    pub fn plain(expected: f64) -> Self {
        Self {
            expected,
            baseline_ratio: 1.0,
            control_ratio: 1.0,
            dispersion: 1.0,
            alpha: 0.05,
            power: 0.8,
            scale: Scale::Difference,
        }
    }

    fn check(&self) -> Result<()> {
        positive("the expected count", self.expected)?;
        positive("the baseline ratio", self.baseline_ratio)?;
        positive("the control ratio", self.control_ratio)?;
        positive("the dispersion", self.dispersion)?;
        proper_fraction("alpha", self.alpha)?;
        proper_fraction("the power", self.power)
    }

    /// How many standard errors a reduction is away from none.
    fn distance(&self, reduction: f64) -> f64 {
        let (t, k, m) = (self.expected, self.baseline_ratio, self.control_ratio);
        match self.scale {
            Scale::Difference => {
                let control = (t + t / k) / m;
                t * reduction / (self.dispersion * (t / k + t * (1.0 - reduction) + control)).sqrt()
            }
            Scale::Ratio => {
                let left = (1.0 - reduction).max(f64::MIN_POSITIVE);
                let control = (1.0 + 1.0 / k) / (m * t);
                -left.ln() / (self.dispersion * (1.0 / (t * left) + 1.0 / (k * t) + control)).sqrt()
            }
        }
    }
}

/// The smallest reduction (0.38 is 38 %) that the design sees with the chance asked for; `None` when not even a total
/// stop would be.
///
/// # Errors
/// `OutOfRange` for a setting that is not above 0, or not a proper fraction where one is needed.
pub fn minimum_detectable_reduction(design: &Design) -> Result<Option<f64>> {
    design.check()?;
    let needed = normal_quantile_upper(0.5 * design.alpha) + normal_quantile_upper(1.0 - design.power);
    let short = |reduction: f64| design.distance(reduction) < needed;
    // On the ratio scale the distance falls again near a total stop, where the logarithm says little; the first step
    // that is far enough counts.
    let steps = 1000;
    let step = |i: usize| i as f64 / f64::from(steps);
    let first = (1..=steps as usize).find(|&i| !short(step(i)));
    Ok(first.map(|i| bisect(step(i - 1), step(i), short)))
}

/// The chance that the design sees a reduction of the given size as a significant fall.
///
/// # Errors
/// As [`minimum_detectable_reduction`]; `OutOfRange` for a reduction above 1 (below 0 is a rise, hardly ever seen as a
/// fall).
pub fn power_to_see(design: &Design, reduction: f64) -> Result<f64> {
    design.check()?;
    if !(reduction.is_finite() && reduction <= 1.0) {
        let (what, rule) = ("the reduction", "at most 1");
        return Err(crate::AnalysisError::OutOfRange { what, rule, value: reduction });
    }
    let limit = normal_quantile_upper(0.5 * design.alpha);
    Ok(normal_upper(limit - design.distance(reduction)))
}

/// One point of the curve over durations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DurationPoint {
    /// Periods of follow-up.
    pub periods: u32,
    /// Incidents expected in them if nothing is done.
    pub expected: f64,
    /// The smallest reduction that can be seen; `None` when none can.
    pub reduction: Option<f64>,
}

/// The smallest reduction that can be seen after each number of periods (months) of follow-up.
///
/// `per_period` is the treated area's count per period in the baseline, `baseline_periods` its length; the rest is taken
/// from `design`, whose own `expected` and `baseline_ratio` are not used.
///
/// # Errors
/// As [`minimum_detectable_reduction`]; `OutOfRange` for a duration of 0.
pub fn over_durations(
    per_period: f64,
    baseline_periods: u32,
    follow_ups: &[u32],
    design: &Design,
) -> Result<Vec<DurationPoint>> {
    follow_ups
        .iter()
        .map(|&periods| {
            let length = f64::from(periods);
            positive("the follow-up", length)?;
            let expected = per_period * length;
            let here = Design { expected, baseline_ratio: f64::from(baseline_periods) / length, ..*design };
            Ok(DurationPoint { periods, expected, reduction: minimum_detectable_reduction(&here)? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::poisson;
    use crate::wdd::{BeforeAfter, WddOptions, wdd};

    const PUBLISHED: [(f64, f64); 5] =
        [(30.0, 0.90), (50.0, 0.72), (100.0, 0.52), (200.0, 0.38), (400.0, 0.27)];

    #[test]
    fn the_smallest_reductions_match_the_simulated_table() {
        for (expected, reduction) in PUBLISHED {
            let found = minimum_detectable_reduction(&Design::plain(expected)).unwrap().unwrap();
            assert!((found - reduction).abs() < 0.006, "{found} at {expected} incidents");
        }
        assert_eq!(minimum_detectable_reduction(&Design::plain(20.0)).unwrap(), None);
    }

    #[test]
    fn five_controls_and_a_longer_baseline_see_smaller_reductions() {
        for (expected, reduction) in [(30.0, 0.53), (50.0, 0.43), (100.0, 0.32)] {
            let design = Design { baseline_ratio: 3.0, control_ratio: 5.0, ..Design::plain(expected) };
            let found = minimum_detectable_reduction(&design).unwrap().unwrap();
            assert!((found - reduction).abs() < 0.006, "{found} at {expected} incidents");
        }
    }

    #[test]
    fn simulated_differences_are_seen_as_often_as_promised() {
        for (row, (expected, _)) in PUBLISHED.into_iter().enumerate() {
            let design = Design::plain(expected);
            let reduction = minimum_detectable_reduction(&design).unwrap().unwrap();
            let mut generator = Seed(77).stream(row as u64);
            let mut draw = |mean: f64| u64::from(poisson(&mut generator, mean));
            let runs = 4_000;
            let seen = (0..runs)
                .filter(|_| {
                    let treated = BeforeAfter::new(draw(expected), draw(expected * (1.0 - reduction)));
                    let control = BeforeAfter::new(draw(expected), draw(expected));
                    let found = wdd(treated, &[control], None, WddOptions::default()).unwrap().local;
                    found.interval.1 < 0.0
                })
                .count() as f64;
            let power = seen / f64::from(runs);
            assert!((power - 0.8).abs() < 0.025, "power {power} at {expected} incidents");
            assert!((power_to_see(&design, reduction).unwrap() - 0.8).abs() < 1e-9);
        }
    }

    #[test]
    fn ratios_need_smaller_reductions_where_counts_are_small() {
        for (expected, reduction) in [(20.0, 0.88), (30.0, 0.74), (50.0, 0.61), (400.0, 0.26)] {
            let design = Design { scale: Scale::Ratio, ..Design::plain(expected) };
            let found = minimum_detectable_reduction(&design).unwrap().unwrap();
            assert!((found - reduction).abs() < 0.01, "{found} at {expected} incidents");
        }
    }

    #[test]
    fn longer_follow_ups_see_smaller_reductions() {
        let curve = over_durations(5.0, 24, &[1, 3, 6, 12, 24], &Design::plain(1.0)).unwrap();
        assert_eq!(curve[0].reduction, None);
        let seen: Vec<f64> = curve.iter().filter_map(|point| point.reduction).collect();
        assert!(seen.windows(2).all(|pair| pair[1] < pair[0]));
        assert!(over_durations(5.0, 24, &[0], &Design::plain(1.0)).is_err());
        assert!(minimum_detectable_reduction(&Design::plain(f64::NAN)).is_err());
        assert!(power_to_see(&Design::plain(10.0), 1.5).is_err());
    }
}
