//! Tests that stay honest when counts are small.

use crate::chance::{bisect, ln_choose};
use crate::error::{positive, proper_fraction};
use crate::{AnalysisError, Result};

/// The ratio of two changes, judged exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactRatio {
    /// `(T1 / T0) / (C1 / C0)`; `None` when it has no value (nothing before, or no control incident after).
    pub ratio: Option<f64>,
    /// Two-sided interval; the upper end may be infinite.
    pub interval: (f64, f64),
    /// Two-sided p-value: twice the smaller tail, at most 1, so that it agrees with the interval.
    pub p: f64,
}

/// The exact conditional test of a ratio of ratios for Poisson counts: given the four margins, the treated count after is
/// hypergeometric (Fisher 1935), under a ratio `psi` noncentral hypergeometric (Cornfield 1956). Tails hold the count
/// itself, so the test errs on the safe side: its false alarms are at most `alpha`.
///
/// # Errors
/// `OutOfRange` for a bad `alpha`, `TooMany` above ten million incidents in all.
pub fn exact_ratio(treated: (u64, u64), control: (u64, u64), alpha: f64) -> Result<ExactRatio> {
    proper_fraction("alpha", alpha)?;
    let all =
        [treated.0, treated.1, control.0, control.1].iter().fold(0_u64, |sum, n| sum.saturating_add(*n));
    if all > 10_000_000 {
        return Err(AnalysisError::TooMany { what: "incidents", most: 10_000_000, given: all as usize });
    }
    let table = Hypergeometric::new(treated, control);
    let seen = treated.1;
    let p = (2.0 * table.at_most(seen, 0.0).min(table.at_least(seen, 0.0))).min(1.0);
    // 700 is as far as the exponential reaches: a ratio of e^700 is no limit at all.
    let low = if seen == table.lowest {
        0.0
    } else {
        bisect(-700.0, 700.0, |ln| table.at_least(seen, ln) < 0.5 * alpha).exp()
    };
    let high = if seen == table.highest() {
        f64::INFINITY
    } else {
        bisect(-700.0, 700.0, |ln| table.at_most(seen, ln) > 0.5 * alpha).exp()
    };
    let ratio = (treated.0 > 0 && control.1 > 0)
        .then(|| treated.1 as f64 * control.0 as f64 / (treated.0 as f64 * control.1 as f64));
    Ok(ExactRatio { ratio, interval: (low, high), p })
}

/// `P(T1 = x)` given the margins, up to the ratio: log weights over the possible counts.
struct Hypergeometric {
    lowest: u64,
    weights: Vec<f64>,
}

impl Hypergeometric {
    fn new(treated: (u64, u64), control: (u64, u64)) -> Self {
        let (rows, others, after) = (treated.0 + treated.1, control.0 + control.1, treated.1 + control.1);
        let lowest = after.saturating_sub(others);
        let highest = rows.min(after);
        let weight = |x: u64| ln_choose(rows as f64, x as f64) + ln_choose(others as f64, (after - x) as f64);
        Self { lowest, weights: (lowest..=highest).map(weight).collect() }
    }

    fn highest(&self) -> u64 {
        self.lowest + self.weights.len() as u64 - 1
    }

    fn share(&self, part: std::ops::Range<usize>, ln_ratio: f64) -> f64 {
        let term = |i: usize| self.weights[i] + ln_ratio * i as f64;
        let peak = (0..self.weights.len()).map(term).fold(f64::NEG_INFINITY, f64::max);
        let sum = |range: std::ops::Range<usize>| range.map(|i| (term(i) - peak).exp()).sum::<f64>();
        (sum(part) / sum(0..self.weights.len())).min(1.0)
    }

    fn at_most(&self, x: u64, ln_ratio: f64) -> f64 {
        self.share(0..(x - self.lowest) as usize + 1, ln_ratio)
    }

    fn at_least(&self, x: u64, ln_ratio: f64) -> f64 {
        self.share((x - self.lowest) as usize..self.weights.len(), ln_ratio)
    }
}

/// Which standard error the E-test divides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ETestForm {
    /// Unpooled, `sqrt(x1 / n1^2 + x2 / n2^2)`: the published form.
    #[default]
    Published,
    /// Pooled under the null. The same for equal exposures; common software uses it for unequal ones too.
    Score,
}

/// The E-test of two Poisson counts (Krishnamoorthy and Thomson 2004, J. Stat. Plan. Inference 119:23): the two-sided
/// p-value of equal rates, by adding up all pairs of counts that are at least as far apart.
///
/// `first` and `second` are (count, exposure). `None` when both counts are 0: nothing can be said.
///
/// # Errors
/// `OutOfRange` for an exposure not above 0, `TooMany` when both counts together exceed 100,000 (use
/// [`crate::effect`] there).
pub fn e_test(first: (u64, f64), second: (u64, f64), form: ETestForm) -> Result<Option<f64>> {
    positive("the first exposure", first.1)?;
    positive("the second exposure", second.1)?;
    let sum = first.0.saturating_add(second.0);
    if sum > 100_000 {
        return Err(AnalysisError::TooMany { what: "incidents", most: 100_000, given: sum as usize });
    }
    if sum == 0 {
        return Ok(None);
    }
    let (n1, n2) = (first.1, second.1);
    let apart = |x1: f64, x2: f64| {
        let variance = match form {
            ETestForm::Published => x1 / (n1 * n1) + x2 / (n2 * n2),
            ETestForm::Score => (x1 + x2) / (n1 + n2) * (1.0 / n1 + 1.0 / n2),
        };
        if variance > 0.0 { (x1 / n1 - x2 / n2).abs() / variance.sqrt() } else { 0.0 }
    };
    let seen = apart(first.0 as f64, second.0 as f64) * (1.0 - 1e-12);
    let rate = sum as f64 / (n1 + n2);
    let (ours, theirs) = (likely_counts(rate * n1), likely_counts(rate * n2));
    let p: f64 = ours
        .iter()
        .map(|&(x1, chance)| {
            chance
                * theirs
                    .iter()
                    .filter(|(x2, _)| apart(x1, *x2) >= seen)
                    .map(|(_, chance)| chance)
                    .sum::<f64>()
        })
        .sum();
    Ok(Some(p.min(1.0)))
}

/// The counts of a Poisson variable that matter, each with its probability.
fn likely_counts(mean: f64) -> Vec<(f64, f64)> {
    let reach = 10.0 * mean.sqrt() + 30.0;
    let (low, high) = ((mean - reach).max(0.0) as u64, (mean + reach) as u64);
    let chance = |x: u64| {
        let x = x as f64;
        (x, (x * mean.ln() - mean - statrs::function::gamma::ln_gamma(x + 1.0)).exp())
    };
    (low..=high).map(chance).collect()
}

/// `2 (sqrt(after) - sqrt(before))`: a quick z for one Poisson count against an expected one, without a control. It takes
/// `before` as known; when that too is a count of an equal period, divide by the square root of 2, or 15 of 100 quiet
/// places will look changed.
#[must_use]
pub fn poisson_z(before: u64, after: u64) -> f64 {
    2.0 * ((after as f64).sqrt() - (before as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(left: f64, right: f64, tolerance: f64) {
        assert!((left - right).abs() <= tolerance, "{left} is not {right}");
    }

    #[test]
    fn e_tests_match_the_printed_values() {
        for ((a, b), expected) in [
            ((3, 0), 0.088_379_009_454_835),
            ((6, 2), 0.174_874_820_943_708),
            ((20, 10), 0.068_831_782_108_109),
            ((25, 16), 0.164_796_318),
            ((100, 130), 0.047_969_539_708_779),
        ] {
            for form in [ETestForm::Published, ETestForm::Score] {
                near(e_test((a, 1.0), (b, 1.0), form).unwrap().unwrap(), expected, 1e-9);
            }
        }
        assert_eq!(e_test((0, 1.0), (0, 1.0), ETestForm::Published).unwrap(), None);
    }

    #[test]
    fn the_two_forms_part_when_exposures_differ() {
        near(e_test((30, 2.0), (10, 1.0), ETestForm::Score).unwrap().unwrap(), 0.265_002_654_136_5, 1e-9);
        near(e_test((30, 2.0), (10, 1.0), ETestForm::Published).unwrap().unwrap(), 0.234_366_683_376_2, 1e-9);
        near(e_test((20, 4.0), (10, 2.0), ETestForm::Score).unwrap().unwrap(), 1.0, 1e-9);
    }

    #[test]
    fn the_quick_z_is_two_for_sixteen_to_twenty_five() {
        assert_eq!(poisson_z(16, 25), 2.0);
    }

    #[test]
    fn the_exact_ratio_matches_fishers_tea_tasting() {
        // 3 of 4 cups right: one tail is 17/70.
        let found = exact_ratio((1, 3), (3, 1), 0.05).unwrap();
        near(found.p, 34.0 / 70.0, 1e-12);
        near(found.ratio.unwrap(), 9.0, 1e-12);
        near(found.interval.0, 0.211_732_9, 1e-5);
        // The upper end solves psi^4 / (1 + 16 psi + 36 psi^2 + 16 psi^3 + psi^4) = .975.
        near(found.interval.1, 626.243_530_6, 1e-6);
    }

    #[test]
    fn empty_corners_give_open_ends_not_panics() {
        let stopped = exact_ratio((20, 0), (20, 20), 0.05).unwrap();
        assert_eq!((stopped.ratio, stopped.interval.0), (Some(0.0), 0.0));
        assert!(stopped.interval.1 < 0.4 && stopped.p < 0.001);
        let nothing = exact_ratio((0, 0), (0, 0), 0.05).unwrap();
        assert_eq!((nothing.ratio, nothing.interval, nothing.p), (None, (0.0, f64::INFINITY), 1.0));
        assert_eq!(exact_ratio((0, 5), (10, 10), 0.05).unwrap().interval.1, f64::INFINITY);
        assert!(exact_ratio((1, 1), (1, 1), 1.0).is_err());
        assert!(e_test((1, 0.0), (1, 1.0), ETestForm::Score).is_err());
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_ratio_and_agrees_with_p(
            t0 in 1u64..60, t1 in 0u64..60, c0 in 1u64..60, c1 in 1u64..60,
        ) {
            let found = exact_ratio((t0, t1), (c0, c1), 0.05).unwrap();
            let ratio = found.ratio.unwrap();
            prop_assert!(found.interval.0 <= ratio * (1.0 + 1e-9) && ratio <= found.interval.1 * (1.0 + 1e-9));
            let outside = found.interval.0 > 1.0 || found.interval.1 < 1.0;
            prop_assert_eq!(outside, found.p < 0.05);
            let swapped = exact_ratio((c0, c1), (t0, t1.max(1)), 0.05).unwrap();
            let straight = exact_ratio((t0, t1.max(1)), (c0, c1), 0.05).unwrap();
            prop_assert!((swapped.p - straight.p).abs() < 1e-9);
        }
    }
}
