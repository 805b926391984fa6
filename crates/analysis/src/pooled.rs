//! What several assessments say together: a random-effects mean, the spread between cases, and each case drawn towards
//! the others as far as its own uncertainty allows (partial pooling).
//!
//! Effects are logarithms of rate ratios with standard errors. The spread between cases is estimated by the method of
//! moments (DerSimonian and Laird 1986); the interval of the mean is that of Hartung and Knapp (2001) and Sidik and
//! Jonkman (2002), with Student's t, never narrower than the plain one, because cases are few; the range in which the
//! next case may fall is that of Higgins, Thompson and Spiegelhalter (2009).

use crate::chance::{normal_quantile_upper, t_quantile_upper};
use crate::error::proper_fraction;
use crate::{AnalysisError, Result};

/// One assessed case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Natural logarithm of the rate ratio; below 0 is a fall.
    pub effect: f64,
    /// Its standard error, above 0.
    pub error: f64,
}

/// A value with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What the cases say together, as logarithms of rate ratios.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// The mean over such cases.
    pub mean: Between,
    /// Where the next case of the kind may fall; none below three cases.
    pub next: Option<Between>,
    /// Standard deviation between cases, beyond what chance within them makes.
    pub spread: f64,
    /// Share of all variation that lies between cases (I-squared), 0 to 1.
    pub between: f64,
    /// Each case drawn towards the mean, in the order given, with an interval from its own error and the spread.
    pub drawn: Vec<Between>,
}

/// Fewest cases that say anything together.
pub const FEWEST: usize = 2;

/// Pools cases; `alpha` is one minus the level of the intervals.
///
/// # Errors
/// `TooFew` below two cases, `NotANumber` for an effect or error that is no finite number, `OutOfRange` for an error that is
/// not above 0 or a bad `alpha`.
pub fn pool(cases: &[Case], alpha: f64) -> Result<Pooled> {
    proper_fraction("alpha", alpha)?;
    if cases.len() < FEWEST {
        return Err(AnalysisError::TooFew { what: "cases", needed: FEWEST, given: cases.len() });
    }
    for (at, case) in cases.iter().enumerate() {
        if !(case.effect.is_finite() && case.error.is_finite()) {
            return Err(AnalysisError::NotANumber { what: "cases", at });
        }
        if case.error <= 0.0 {
            return Err(AnalysisError::OutOfRange { what: "error", rule: "above 0", value: case.error });
        }
    }
    let count = cases.len() as f64;
    let fixed = Weighed::of(cases, 0.0);
    let q = fixed.scatter(cases);
    let scale = fixed.sum - fixed.sum_of_squares / fixed.sum;
    let variance = ((q - (count - 1.0)) / scale).max(0.0);
    let random = Weighed::of(cases, variance);
    let plain = 1.0 / random.sum;
    let adjusted = random.scatter(cases) / ((count - 1.0) * random.sum);
    let t = t_quantile_upper(0.5 * alpha, count - 1.0);
    let half = (t * adjusted.sqrt()).max(normal_quantile_upper(0.5 * alpha) * plain.sqrt());
    let next = (cases.len() > FEWEST).then(|| {
        let wide = t_quantile_upper(0.5 * alpha, count - 2.0) * (variance + plain.max(adjusted)).sqrt();
        around(random.mean, wide)
    });
    Ok(Pooled {
        mean: around(random.mean, half),
        next,
        spread: variance.sqrt(),
        between: if q > 0.0 { ((q - (count - 1.0)) / q).max(0.0) } else { 0.0 },
        drawn: cases.iter().map(|case| drawn(case, random.mean, plain, variance, alpha)).collect(),
    })
}

fn around(value: f64, half: f64) -> Between {
    Between { value, low: value - half, high: value + half }
}

/// A case drawn towards the mean by the share of its variance that chance within it makes.
fn drawn(case: &Case, mean: f64, of_mean: f64, variance: f64, alpha: f64) -> Between {
    let own = case.error * case.error;
    let keep = variance / (variance + own);
    let value = keep * case.effect + (1.0 - keep) * mean;
    let spread = keep * own + (1.0 - keep) * (1.0 - keep) * of_mean;
    around(value, normal_quantile_upper(0.5 * alpha) * spread.sqrt())
}

struct Weighed {
    weights: Vec<f64>,
    sum: f64,
    sum_of_squares: f64,
    mean: f64,
}

impl Weighed {
    fn of(cases: &[Case], variance: f64) -> Weighed {
        let weights: Vec<f64> = cases.iter().map(|c| 1.0 / (c.error * c.error + variance)).collect();
        let sum: f64 = weights.iter().sum();
        let mean = weights.iter().zip(cases).map(|(w, c)| w * c.effect).sum::<f64>() / sum;
        Weighed { sum_of_squares: weights.iter().map(|w| w * w).sum(), weights, sum, mean }
    }

    /// Weighted squared distance from the mean.
    fn scatter(&self, cases: &[Case]) -> f64 {
        let squares = self.weights.iter().zip(cases).map(|(w, c)| w * (c.effect - self.mean).powi(2));
        squares.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirteen trials of the BCG vaccine (Colditz and others 1994): log risk ratios and their variances.
    const BCG: [(f64, f64); 13] = [
        (-0.8893, 0.3256),
        (-1.5854, 0.1946),
        (-1.3481, 0.4154),
        (-1.4416, 0.0200),
        (-0.2175, 0.0512),
        (-0.7861, 0.0069),
        (-1.6209, 0.2230),
        (0.0120, 0.0040),
        (-0.4694, 0.0564),
        (-1.3713, 0.0730),
        (-0.3394, 0.0124),
        (0.4459, 0.5325),
        (-0.0173, 0.0714),
    ];

    fn bcg() -> Vec<Case> {
        BCG.iter().map(|(effect, variance)| Case { effect: *effect, error: variance.sqrt() }).collect()
    }

    #[test]
    fn the_published_trials_of_a_vaccine_give_the_published_mean_and_spread() {
        let pooled = pool(&bcg(), 0.05).unwrap();
        assert!((pooled.mean.value - -0.7141).abs() < 5e-4, "{}", pooled.mean.value);
        assert!((pooled.spread.powi(2) - 0.3088).abs() < 2e-3, "{}", pooled.spread.powi(2));
        assert!((pooled.between - 0.9212).abs() < 1e-3, "{}", pooled.between);
        // The interval of Hartung and Knapp is wider than the plain one, -1.0644 to -0.3638.
        assert!(pooled.mean.low < -1.0644 && pooled.mean.high > -0.3638, "{:?}", pooled.mean);
    }

    #[test]
    fn cases_that_agree_have_no_spread_and_are_drawn_wholly_to_the_mean() {
        let cases = [0.1, 0.2, 0.4].map(|error| Case { effect: -0.5, error });
        let pooled = pool(&cases, 0.05).unwrap();
        assert_eq!((pooled.spread, pooled.between), (0.0, 0.0));
        assert!(pooled.drawn.iter().all(|one| (one.value + 0.5).abs() < 1e-12));
        assert!(pooled.mean.low < -0.5 && pooled.mean.high > -0.5, "agreement of three is no certainty");
    }

    #[test]
    fn an_uncertain_case_is_drawn_further_than_a_certain_one() {
        let mut cases = bcg();
        cases.push(Case { effect: 2.0, error: 0.05 });
        cases.push(Case { effect: 2.0, error: 1.5 });
        let pooled = pool(&cases, 0.05).unwrap();
        let [sure, vague] = pooled.drawn[13..] else { panic!() };
        assert!(sure.value > 1.9 && vague.value < 0.8, "{sure:?} {vague:?}");
    }

    #[test]
    fn too_few_cases_and_bad_errors_are_refused() {
        let one = Case { effect: 0.0, error: 0.1 };
        assert!(matches!(pool(&[one], 0.05), Err(AnalysisError::TooFew { .. })));
        let bad = |error| pool(&[one, Case { effect: 0.0, error }], 0.05);
        assert!(matches!(bad(0.0), Err(AnalysisError::OutOfRange { .. })));
        assert!(matches!(bad(f64::NAN), Err(AnalysisError::NotANumber { .. })));
        assert_eq!(pool(&[one, one], 0.05).unwrap().next, None);
    }
}
