//! The weighted displacement difference (Wheeler and Ratcliffe 2018, Crime Science 7:11): how many incidents fewer (or
//! more) there were than the controls lead one to expect.
//!
//! `WDD = (T1 - T0) - (C1 - C0)`, plus the same for a displacement area and its control when there is one. Each count is
//! divided by the weight of its time and its area; the variance is `phi` times the sum of `count / weight^2`. With
//! several controls their mean change is taken. A fall is negative. It is a difference of counts, so a control must be of
//! like size, or carry an area weight that makes it so; the ratio scale ([`crate::effect`]) needs no such care.

use crate::Result;
use crate::chance::{t_quantile_upper, t_two_sided};
use crate::error::{all_finite, at_least, positive, proper_fraction};

/// The counts of one area before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAfter {
    /// Incidents before the response.
    pub before: u64,
    /// Incidents after its start.
    pub after: u64,
    /// The size of the area against the treated one's unit; 1 when areas are taken as they are.
    pub area_weight: f64,
}

impl BeforeAfter {
    /// An area of weight 1.
    #[must_use]
    pub fn new(before: u64, after: u64) -> Self {
        Self { before, after, area_weight: 1.0 }
    }
}

/// How a difference is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WddOptions {
    /// One minus the confidence of the interval (two-sided).
    pub alpha: f64,
    /// Variance over mean of the counts; 1 is Poisson, as published. See [`crate::effect::dispersion_within`].
    pub dispersion: f64,
    /// Degrees of freedom of the dispersion; infinite (the normal) when it is given, not estimated.
    pub df: f64,
    /// Lengths of the periods before and after, in any one unit.
    pub time_weights: (f64, f64),
}

impl Default for WddOptions {
    fn default() -> Self {
        Self { alpha: 0.05, dispersion: 1.0, df: f64::INFINITY, time_weights: (1.0, 1.0) }
    }
}

/// A difference with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Incidents (per unit of the weights); below 0 is a fall.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Estimate over standard error; 0 when both are 0.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Two-sided interval.
    pub interval: (f64, f64),
}

impl Difference {
    /// Judges an estimate by Student's t (the normal for infinite `df`).
    pub(crate) fn judge(estimate: f64, se: f64, alpha: f64, df: f64) -> Self {
        let z = if se > 0.0 { estimate / se } else { 0.0 };
        let reach = if se > 0.0 { t_quantile_upper(0.5 * alpha, df) * se } else { 0.0 };
        Self { estimate, se, z, p: t_two_sided(z, df), interval: (estimate - reach, estimate + reach) }
    }
}

/// The difference in the treated area, in the displacement area, and in both together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wdd {
    /// The options used.
    pub options: WddOptions,
    /// Treated against its controls.
    pub local: Difference,
    /// Displacement area against its controls; below 0 is a diffusion of benefits, above 0 displacement.
    pub displacement: Option<Difference>,
    /// Both together.
    pub total: Difference,
}

/// The weighted displacement difference of a treated area against one or several controls.
///
/// `displacement` is the ring that might take up what was displaced, with its own controls (none: its change stands as
/// it is, as the published form allows).
///
/// # Errors
/// `TooFew` without a control, `OutOfRange` for a weight or dispersion not above 0 or a bad `alpha`.
pub fn wdd(
    treated: BeforeAfter,
    controls: &[BeforeAfter],
    displacement: Option<(BeforeAfter, &[BeforeAfter])>,
    options: WddOptions,
) -> Result<Wdd> {
    at_least("control areas", 1, controls.len())?;
    proper_fraction("alpha", options.alpha)?;
    positive("the dispersion", options.dispersion)?;
    if !options.df.is_infinite() {
        positive("the degrees of freedom", options.df)?;
    }
    positive("the time weight before", options.time_weights.0)?;
    positive("the time weight after", options.time_weights.1)?;
    let judge = |(estimate, variance): (f64, f64)| {
        Difference::judge(estimate, (options.dispersion * variance).sqrt(), options.alpha, options.df)
    };
    let local = against(treated, controls, options)?;
    let ring = displacement.map(|(ring, controls)| against(ring, controls, options)).transpose()?;
    let both = ring.map_or(local, |ring| (local.0 + ring.0, local.1 + ring.1));
    Ok(Wdd { options, local: judge(local), displacement: ring.map(judge), total: judge(both) })
}

fn against(area: BeforeAfter, controls: &[BeforeAfter], options: WddOptions) -> Result<(f64, f64)> {
    let (mut estimate, mut variance) = change(area, options)?;
    let share = 1.0 / controls.len().max(1) as f64;
    for &control in controls {
        let (moved, its_variance) = change(control, options)?;
        estimate -= share * moved;
        variance += share * share * its_variance;
    }
    Ok((estimate, variance))
}

fn change(area: BeforeAfter, options: WddOptions) -> Result<(f64, f64)> {
    positive("an area weight", area.area_weight)?;
    let before = area.area_weight * options.time_weights.0;
    let after = area.area_weight * options.time_weights.1;
    let (b, a) = (area.before as f64, area.after as f64);
    Ok((a / after - b / before, b / (before * before) + a / (after * after)))
}

/// Adds the differences of several offenses by their harm (sentence days, a survey's weights): `sum w d`, with variance
/// `sum w^2 se^2`. The offenses are taken as independent.
///
/// # Errors
/// `TooFew` without a part, `NotANumber` for a bad weight, `OutOfRange` for a bad `alpha`.
pub fn wdd_harm(parts: &[(Difference, f64)], alpha: f64) -> Result<Difference> {
    at_least("offenses", 1, parts.len())?;
    proper_fraction("alpha", alpha)?;
    all_finite("harm weights", &parts.iter().map(|part| part.1).collect::<Vec<_>>())?;
    let estimate = parts.iter().map(|(difference, weight)| weight * difference.estimate).sum();
    let variance: f64 = parts.iter().map(|(difference, weight)| (weight * difference.se).powi(2)).sum();
    Ok(Difference::judge(estimate, variance.sqrt(), alpha, f64::INFINITY))
}

#[cfg(test)]
mod tests;
