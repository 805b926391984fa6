//! How much more than Poisson counts vary.

use super::Series;
use crate::error::{at_least, positive};
use crate::{AnalysisError, Result};

/// How the dispersion (variance over mean) of an assessment is had.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Dispersion {
    /// From how the areas' shares of each period's sum vary around their share of all periods, before and after apart:
    /// [`dispersion_between_areas`]. A season or trend that all areas share does not inflate it.
    #[default]
    SharedPeriods,
    /// From how each series varies around its own mean, before and after apart: [`dispersion_within`]. A season counts as
    /// variation, which makes wide intervals.
    WithinSeries,
    /// Given (1 is Poisson); Student's t becomes the normal.
    Given(f64),
    /// Estimated elsewhere, with its degrees of freedom for Student's t.
    Estimated {
        /// Variance over mean.
        value: f64,
        /// Degrees of freedom, above 0.
        df: f64,
    },
}

/// A dispersion and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DispersionFound {
    /// The value used, at least 1 unless it was given.
    pub value: f64,
    /// What was estimated before the floor; the value itself when given or assumed.
    pub estimated: f64,
    /// Degrees of freedom; infinite when given or assumed.
    pub df: f64,
    /// Too few periods to estimate it: 1 was assumed.
    pub assumed: bool,
    /// The estimate lay below 1 and was raised to it.
    pub raised: bool,
}

impl DispersionFound {
    fn from(statistic: f64, df: f64) -> Self {
        if df <= 0.0 {
            return Self { value: 1.0, estimated: 1.0, df: f64::INFINITY, assumed: true, raised: false };
        }
        let estimated = statistic / df;
        Self { value: estimated.max(1.0), estimated, df, assumed: false, raised: estimated < 1.0 }
    }
}

pub(super) fn find(choice: Dispersion, areas: &[Series<'_>]) -> Result<DispersionFound> {
    match choice {
        Dispersion::SharedPeriods => Ok(dispersion_between_areas(areas)),
        Dispersion::WithinSeries => {
            let halves: Vec<&[u32]> = areas.iter().flat_map(|area| [area.before, area.after]).collect();
            dispersion_within(&halves)
        }
        Dispersion::Given(value) => {
            positive("the dispersion", value)?;
            Ok(DispersionFound { value, estimated: value, df: f64::INFINITY, assumed: false, raised: false })
        }
        Dispersion::Estimated { value, df } => {
            positive("the dispersion", value)?;
            positive("the degrees of freedom", df)?;
            Ok(DispersionFound { value, estimated: value, df, assumed: false, raised: false })
        }
    }
}

/// The dispersion of several series, each around its own mean: the mean over the series of
/// `sum((y - mean)^2 / mean) / (m - 1)`, weighted by `m - 1`, floored at 1, with `sum(m - 1)` degrees of freedom.
///
/// Give the treated and control series before and after as four (or more) slices. Simulated with four series of 12
/// independent months, a nominal 5 % stays at 4.8 to 5.9 % for dispersions 1 to 3 and 2 to 30 incidents a month. Series of
/// one period or without an incident say nothing; when none says anything, 1 is assumed.
///
/// # Errors
/// `TooFew` without a series.
pub fn dispersion_within(series: &[&[u32]]) -> Result<DispersionFound> {
    at_least("series", 1, series.len())?;
    let (mut statistic, mut df) = (0.0, 0.0);
    for counts in series {
        let sum: f64 = counts.iter().map(|&count| f64::from(count)).sum();
        if counts.len() < 2 || sum == 0.0 {
            continue;
        }
        let mean = sum / counts.len() as f64;
        statistic += counts.iter().map(|&count| (f64::from(count) - mean).powi(2) / mean).sum::<f64>();
        df += counts.len() as f64 - 1.0;
    }
    Ok(DispersionFound::from(statistic, df))
}

/// The dispersion of areas against each other: Pearson's statistic of the table areas x periods, before and after apart,
/// over `(areas - 1) (periods - 1)` degrees of freedom each, floored at 1. Rows and columns without an incident are left
/// out. All areas must have the same periods ([`super::effect`] checks it); surplus periods are not looked at.
#[must_use]
pub fn dispersion_between_areas(areas: &[Series<'_>]) -> DispersionFound {
    let before: Vec<&[u32]> = areas.iter().map(|area| area.before).collect();
    let after: Vec<&[u32]> = areas.iter().map(|area| area.after).collect();
    let (a, b) = (pearson(&before), pearson(&after));
    DispersionFound::from(a.0 + b.0, a.1 + b.1)
}

/// Pearson's statistic of a table and its degrees of freedom.
fn pearson(rows: &[&[u32]]) -> (f64, f64) {
    let periods = rows.iter().map(|row| row.len()).min().unwrap_or(0);
    let value = |row: &[u32], period: usize| f64::from(row[period]);
    let columns: Vec<f64> =
        (0..periods).map(|period| rows.iter().map(|row| value(row, period)).sum()).collect();
    let sums: Vec<f64> = rows.iter().map(|row| (0..periods).map(|period| value(row, period)).sum()).collect();
    let all: f64 = columns.iter().sum();
    let counted = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count() as f64;
    let (live_rows, live_columns) = (counted(&sums), counted(&columns));
    if live_rows < 2.0 || live_columns < 2.0 {
        return (0.0, 0.0);
    }
    let mut statistic = 0.0;
    for (row, sum) in rows.iter().zip(&sums) {
        for (period, column) in columns.iter().enumerate() {
            let expected = sum * column / all;
            if expected > 0.0 {
                statistic += (value(row, period) - expected).powi(2) / expected;
            }
        }
    }
    (statistic, (live_rows - 1.0) * (live_columns - 1.0))
}

/// What controls differ in their log change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BetweenControls {
    /// `tau^2`: beyond what the dispersion explains.
    pub(super) variance: f64,
    /// The mean variance of a control's log change that the dispersion explains.
    pub(super) explained: f64,
}

/// `tau^2` of the controls' log changes by DerSimonian and Laird's moments; 0 with under three controls that had
/// incidents, or when they differ no more than the dispersion explains.
pub(super) fn between_controls(controls: &[Series<'_>], dispersion: f64) -> BetweenControls {
    let changes: Vec<(f64, f64)> = controls
        .iter()
        .map(Series::totals)
        .filter(|(before, after)| before + after > 0)
        .map(|(before, after)| {
            let (before, after) = (before as f64 + 0.5, after as f64 + 0.5);
            ((after / before).ln(), 1.0 / (dispersion * (1.0 / before + 1.0 / after)))
        })
        .collect();
    if changes.len() < 3 {
        return BetweenControls { variance: 0.0, explained: 0.0 };
    }
    let number = changes.len() as f64;
    let weights: f64 = changes.iter().map(|(_, weight)| weight).sum();
    let squares: f64 = changes.iter().map(|(_, weight)| weight * weight).sum();
    let mean = changes.iter().map(|(change, weight)| change * weight).sum::<f64>() / weights;
    let q: f64 = changes.iter().map(|(change, weight)| weight * (change - mean).powi(2)).sum();
    let excess = (q - (number - 1.0)) / (weights - squares / weights);
    let explained = changes.iter().map(|(_, weight)| 1.0 / weight).sum::<f64>() / number;
    BetweenControls { variance: excess.max(0.0), explained }
}

/// The standard error of the log ratio and its degrees of freedom.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogError {
    pub(super) se: f64,
    pub(super) df: f64,
}

impl LogError {
    /// Half an incident is added to each sum when one is 0 (Haldane 1956).
    pub(super) fn new(
        t: (u64, u64),
        c: (u64, u64),
        controls: &[Series<'_>],
        dispersion: DispersionFound,
        between: BetweenControls,
    ) -> Self {
        let sums = [t.0, t.1, c.0, c.1];
        let half = if sums.contains(&0) { 0.5 } else { 0.0 };
        let counted = dispersion.value * sums.iter().map(|&sum| 1.0 / (sum as f64 + half)).sum::<f64>();
        if between.variance <= 0.0 {
            return Self { se: counted.sqrt(), df: dispersion.df };
        }
        let all = c.0.max(1) as f64;
        let shares: f64 = controls.iter().map(|control| (control.totals().0 as f64 / all).powi(2)).sum();
        let wandered = between.variance * (1.0 + shares);
        // Satterthwaite: the sum of two estimated variances. tau^2 is a difference of two, so it is less sure than its
        // own size says.
        let unsure = (between.variance + between.explained) * (1.0 + shares);
        let parts = counted * counted / dispersion.df + unsure * unsure / (controls.len() - 1) as f64;
        Self { se: (counted + wandered).sqrt(), df: (counted + wandered).powi(2) / parts }
    }
}

/// Refuses what no dispersion can be.
impl TryFrom<f64> for Dispersion {
    type Error = AnalysisError;

    fn try_from(value: f64) -> Result<Self> {
        positive("the dispersion", value)?;
        Ok(Self::Given(value))
    }
}
