//! What the weighted displacement difference answers.

use commonbeat_analysis::effect::{self, Effect};
use commonbeat_analysis::wdd::Difference;
use serde::Serialize;

use super::series::Spread;

/// The differences, the ratio, and the dispersion they rest on.
#[derive(Debug, Serialize)]
pub struct Found {
    #[serde(flatten)]
    pub(super) total: Figures,
    pub(super) local: Figures,
    pub(super) displacement: Option<Figures>,
    pub(super) ratio: Option<Ratio>,
    pub(super) dispersion: Spread,
    /// With harm weights, each offense for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offenses: Option<Vec<Offense>>,
}

/// A difference with its uncertainty.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Figures {
    estimate: f64,
    se: f64,
    z: f64,
    p: f64,
    ci: (f64, f64),
}

impl From<Difference> for Figures {
    fn from(found: Difference) -> Self {
        let Difference { estimate, se, z, p, interval } = found;
        Self { estimate, se, z, p, ci: interval }
    }
}

/// One row of the harm file.
#[derive(Debug, Serialize)]
pub(super) struct Offense {
    pub(super) weight: f64,
    #[serde(flatten)]
    pub(super) figures: Figures,
}

/// The ratio of ratios; null where a divisor is 0.
#[derive(Debug, Serialize)]
pub(super) struct Ratio {
    estimate: Option<f64>,
    /// The upper end is null where it has none.
    ci: Option<(f64, Option<f64>)>,
    p: f64,
    judged_by: &'static str,
}

impl From<&Effect> for Ratio {
    fn from(found: &Effect) -> Self {
        let judged_by = match found.method {
            effect::Method::LogRatio => "log ratio",
            effect::Method::Exact => "exact conditional test",
            effect::Method::MoreCautiousOfBoth => "more cautious of log ratio and exact conditional test",
            effect::Method::None => "nothing",
        };
        let ci = found.interval.map(|(low, high)| (low, high.is_finite().then_some(high)));
        Self { estimate: found.ratio, ci, p: found.p, judged_by }
    }
}
