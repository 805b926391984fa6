//! Interrupted time series: did the level (and the trend) of a series of counts change when the response began?
//!
//! Segmented regression with a logarithmic link (Bernal, Cummins and Gasparrini 2017, Int. J. Epidemiol. 46:348):
//! `ln E(count) = ln exposure + a + b time + c [time >= change] (+ d (time - origin) [time >= change]) + harmonics`.
//! The effect is `exp(c)`: the count after the change over what the level, trend and season before it lead one to expect.
//! With a control series ([`controlled`]) the effect is the change of the treated series over the change of the control's
//! (Lopez Bernal, Cummins and Gasparrini 2018, Int. J. Epidemiol. 47:2082).
//!
//! Intervals are normal on the log scale, as in those papers; [`Options::student`] takes Student's t with `n - terms`
//! degrees of freedom instead, which is wider and safer below some 50 periods. A dispersion below 1 is used as it is.

use crate::count_model::{Fit, Model};
use crate::error::{all_finite, at_least, positive, proper_fraction, same_length};
use crate::{AnalysisError, Result};

mod terms;
mod verdict;
use terms::Terms;

/// How counts vary around what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// Variance equal to the mean.
    Poisson,
    /// Variance a multiple of the mean, estimated by Pearson's statistic.
    #[default]
    QuasiPoisson,
    /// Variance `mean + mean^2 / size`, size by maximum likelihood.
    NegativeBinomial,
}

/// Where standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// The model: periods are independent once level, trend and season are taken out.
    #[default]
    Model,
    /// Newey and West (1987): neighbouring periods may be alike, up to `lag` periods apart; `None` takes
    /// `floor(4 (n / 100)^(2/9))`, their rule of thumb.
    NeweyWest {
        /// The lag in periods.
        lag: Option<usize>,
    },
}

/// How a series is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The first time that counts as after, in the unit of the times.
    pub change: f64,
    /// Whether the trend may change too, and from which time on the change of trend is counted: then the effect is that
    /// at this very time. The change itself is the usual choice; some papers take time 0.
    pub trend_from: Option<f64>,
    /// Pairs of sine and cosine for the season.
    pub harmonics: usize,
    /// Length of the season in the unit of the times: 12 for months.
    pub period: f64,
    /// How counts vary.
    pub family: Family,
    /// Where standard errors come from.
    pub errors: Errors,
    /// Student's t instead of the normal.
    pub student: bool,
    /// One minus the confidence of the interval (two-sided).
    pub alpha: f64,
}

impl Options {
    /// Quasi-Poisson, a change of level, no season, normal 95 % interval.
    #[must_use]
    pub fn from(change: f64) -> Self {
        Self {
            change,
            trend_from: None,
            harmonics: 0,
            period: 12.0,
            family: Family::default(),
            errors: Errors::default(),
            student: false,
            alpha: 0.05,
        }
    }
}

/// A coefficient on the log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Its estimate.
    pub estimate: f64,
    /// Its standard error, the dispersion included.
    pub se: f64,
}

/// What a series says.
#[derive(Debug, Clone, PartialEq)]
pub struct Interrupted {
    /// The options used.
    pub options: Options,
    /// Periods before the change and after.
    pub periods: (usize, usize),
    /// The effect as a rate ratio; below 1 is a fall.
    pub ratio: f64,
    /// Its two-sided interval.
    pub interval: (f64, f64),
    /// Log ratio over its standard error.
    pub z: f64,
    /// Two-sided p-value of no effect.
    pub p: f64,
    /// The log ratio.
    pub level: Coefficient,
    /// Change of the log count per unit of time, before.
    pub trend: Coefficient,
    /// By how much that changed, when it was allowed to.
    pub trend_change: Option<Coefficient>,
    /// Pearson's statistic over its degrees of freedom; 1 for the Poisson family, by definition.
    pub dispersion: f64,
    /// Size of the negative binomial; `None` for other families and when counts vary no more than Poisson counts.
    pub size: Option<f64>,
    /// Deviance of the fit.
    pub deviance: f64,
    /// Periods less terms.
    pub df: f64,
    /// The lag used for the standard errors, when neighbouring periods were allowed to be alike.
    pub lag: Option<usize>,
    /// Autocorrelation of the deviance residuals (of the treated series) at lags 1, 2, ...
    pub autocorrelation: Vec<f64>,
    /// p-value of no autocorrelation up to those lags (Ljung and Box 1978, chi-squared on as many degrees of freedom;
    /// a guide only, for residuals of counts).
    pub autocorrelation_p: f64,
    /// Incidents of the treated series after the change.
    pub observed_after: u64,
    /// What it would have had without the change, by the model.
    pub expected_after: f64,
}

/// A series of counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts<'a> {
    /// The time of each period, rising.
    pub times: &'a [f64],
    /// The count of each period.
    pub counts: &'a [u32],
    /// What the counts are proportional to in each period (days, residents); `None` when that is always the same.
    pub exposures: Option<&'a [f64]>,
}

/// Judges one series.
///
/// # Errors
/// `TooFew` with under two periods before the change, none after, no incident on a side, or no more periods than terms;
/// `UnequalLengths`, `NotANumber`; `OutOfRange` for times that do not rise, an exposure not above 0, more harmonics than
/// the season can tell apart, or a bad `alpha`; `Collinear` when the terms say the same (a season longer than the series).
pub fn interrupted(series: Counts<'_>, options: Options) -> Result<Interrupted> {
    check(series, options)?;
    judge(&Terms::of(&[series], options), series, options)
}

/// Judges a treated series against a control series over the same periods: level, trend and their change may differ, the
/// season is shared, and the effect is the treated series' change over the control's.
///
/// # Errors
/// As [`interrupted`], for either series; `UnequalLengths` when they differ in length, `OutOfRange` when their times do.
pub fn controlled(treated: Counts<'_>, control: Counts<'_>, options: Options) -> Result<Interrupted> {
    check(treated, options)?;
    check(control, options)?;
    same_length("periods of the treated and the control series", treated.times.len(), control.times.len())?;
    if let Some((_, &value)) = treated.times.iter().zip(control.times).find(|(a, b)| a != b) {
        let (what, rule) = ("a time of the control series", "a time of the treated one");
        return Err(AnalysisError::OutOfRange { what, rule, value });
    }
    judge(&Terms::of(&[treated, control], options), treated, options)
}

fn check(series: Counts<'_>, options: Options) -> Result<()> {
    proper_fraction("alpha", options.alpha)?;
    positive("the length of the season", options.period)?;
    all_finite("the change", &[options.change])?;
    all_finite("the time from which the trend changes", &[options.trend_from.unwrap_or(0.0)])?;
    if options.harmonics as f64 >= 0.5 * options.period {
        let (what, rule) = ("the number of harmonics", "less than half the season's length");
        return Err(AnalysisError::OutOfRange { what, rule, value: options.harmonics as f64 });
    }
    same_length("times and counts", series.times.len(), series.counts.len())?;
    all_finite("times", series.times)?;
    if let Some(pair) = series.times.windows(2).find(|pair| pair[0] >= pair[1]) {
        let (what, rule) = ("a time", "later than the one before");
        return Err(AnalysisError::OutOfRange { what, rule, value: pair[1] });
    }
    if let Some(exposures) = series.exposures {
        same_length("counts and exposures", series.counts.len(), exposures.len())?;
        exposures.iter().try_for_each(|&exposure| positive("an exposure", exposure))?;
    }
    let before = series.times.iter().filter(|time| **time < options.change).count();
    at_least("periods before the change", 2, before)?;
    at_least("periods after the change", 1, series.times.len() - before)?;
    let sum = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>().min(1) as usize;
    at_least("incidents before the change", 1, sum(&series.counts[..before]))?;
    at_least("incidents after the change", 1, sum(&series.counts[before..]))
}

fn judge(terms: &Terms, treated: Counts<'_>, options: Options) -> Result<Interrupted> {
    let weights = vec![1.0; terms.counts.len()];
    let model =
        Model { counts: &terms.counts, offset: &terms.offset, weights: &weights, columns: &terms.columns };
    let fit: Fit = match options.family {
        Family::NegativeBinomial => model.negative_binomial()?,
        Family::Poisson | Family::QuasiPoisson => model.poisson()?,
    };
    Ok(verdict::read(&fit, &model, terms, treated, options))
}

#[cfg(test)]
mod tests;
