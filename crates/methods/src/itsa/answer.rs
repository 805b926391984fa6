//! What an interrupted time series answers.

use commonbeat_analysis::interrupted::{Coefficient, Interrupted};
use serde::Serialize;

use super::timeline::Timeline;

/// The effect, the fit it comes from, and whether its residuals hang together.
#[derive(Debug, Serialize)]
pub struct Found {
    rr: f64,
    ci: (f64, f64),
    z: f64,
    p: f64,
    dispersion: f64,
    /// Size of the negative binomial; null otherwise, and when counts vary no more than Poisson counts.
    size: Option<f64>,
    deviance: f64,
    df: f64,
    n_before: usize,
    n_after: usize,
    time_unit: &'static str,
    level: Term,
    trend: Term,
    trend_change: Option<Term>,
    /// Lag of the robust standard errors; null when they are the model's own.
    lag: Option<usize>,
    residual_acf: Vec<f64>,
    residual_p: f64,
    observed_after: u64,
    expected_after: f64,
}

/// A coefficient on the log scale, per unit of time for trends.
#[derive(Debug, Serialize)]
struct Term {
    estimate: f64,
    se: f64,
}

impl From<Coefficient> for Term {
    fn from(of: Coefficient) -> Self {
        Self { estimate: of.estimate, se: of.se }
    }
}

impl Found {
    pub(super) fn of(found: &Interrupted, line: &Timeline) -> Self {
        Self {
            rr: found.ratio,
            ci: found.interval,
            z: found.z,
            p: found.p,
            dispersion: found.dispersion,
            size: found.size,
            deviance: found.deviance,
            df: found.df,
            n_before: found.periods.0,
            n_after: found.periods.1,
            time_unit: line.unit,
            level: found.level.into(),
            trend: found.trend.into(),
            trend_change: found.trend_change.map(Term::from),
            lag: found.lag,
            residual_acf: found.autocorrelation.clone(),
            residual_p: found.autocorrelation_p,
            observed_after: found.observed_after,
            expected_after: found.expected_after,
        }
    }
}
