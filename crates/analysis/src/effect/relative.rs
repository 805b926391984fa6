//! The relative effect as the evaluation literature prints it.

use crate::chance::t_quantile_upper;
use crate::error::{positive, proper_fraction};
use crate::{AnalysisError, Result};

/// The relative effect of Farrington and Welsh, `T0 C1 / (T1 C0)` (above 1 is a fall), from four sums: estimate, its
/// standard error on the log scale, and the normal interval. For comparing with published evaluations; [`super::effect`] judges.
///
/// # Errors
/// `TooFew` when a sum is 0, `OutOfRange` for a dispersion not above 0 or a bad `alpha`.
pub fn relative_effect(
    treated: (u64, u64),
    control: (u64, u64),
    dispersion: f64,
    alpha: f64,
) -> Result<RelativeEffect> {
    positive("the dispersion", dispersion)?;
    proper_fraction("alpha", alpha)?;
    let sums = [treated.0, treated.1, control.0, control.1];
    if sums.contains(&0) {
        return Err(AnalysisError::TooFew { what: "incidents of each sum", needed: 1, given: 0 });
    }
    let [t0, t1, c0, c1] = sums.map(|sum| sum as f64);
    let estimate = t0 * c1 / (t1 * c0);
    let se = (dispersion * (1.0 / t0 + 1.0 / t1 + 1.0 / c0 + 1.0 / c1)).sqrt();
    let reach = (t_quantile_upper(0.5 * alpha, f64::INFINITY) * se).exp();
    Ok(RelativeEffect { estimate, se, z: estimate.ln() / se, interval: (estimate / reach, estimate * reach) })
}

/// A relative effect with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelativeEffect {
    /// `T0 C1 / (T1 C0)`.
    pub estimate: f64,
    /// Standard error of its logarithm.
    pub se: f64,
    /// Logarithm over standard error.
    pub z: f64,
    /// Interval of the estimate.
    pub interval: (f64, f64),
}
