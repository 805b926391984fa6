//! An alarm for a week that holds too many: the improved Farrington method.
//!
//! Each week is compared with a quasi-Poisson regression on the years before it, with a trend and seasons, in which past
//! outbreaks count for less (Farrington et al. 1996, J. R. Stat. Soc. A 159:547; Noufaily et al. 2013, Stat. Med. 32:1206). The
//! bound is the quantile of a negative binomial with the fitted mean and dispersion. It takes both as known; what that,
//! and whole numbers, make of the nominal rate is told by [`false_alarms_per_year`].

use rayon::prelude::*;

use crate::draw::dispersed;
use crate::error::{at_least, positive, proper_fraction};
use crate::{AnalysisError, Result, Seed};

mod baseline;
mod bound;
use baseline::Baseline;

/// Mean weeks of a calendar year.
pub(crate) const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

/// How a week is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlarmOptions {
    /// Years of history.
    pub years: usize,
    /// Weeks on either side of the same week of an earlier year that count as its own season.
    pub half_window: usize,
    /// Seasons the year is cut into, that one among them; with 1 only the weeks of that season are looked at.
    pub seasons: usize,
    /// The last weeks before the one judged, which an outbreak under way may have spoilt: not looked at.
    pub leave_out: usize,
    /// Past weeks whose standardized Anscombe residual is above this count for less, by its square.
    pub discount_above: f64,
    /// The chance that a quiet week lies above its bound.
    pub alpha: f64,
    /// No alarm with fewer incidents than this in the week and the three before it.
    pub fewest: u64,
}

impl Default for AlarmOptions {
    /// As Noufaily et al. recommend: 5 years, 10 seasons, half a year left out; one false alarm in four years.
    fn default() -> Self {
        Self {
            years: 5,
            half_window: 3,
            seasons: 10,
            leave_out: 26,
            discount_above: 2.58,
            alpha: 0.005,
            fewest: 5,
        }
    }
}

/// A judged week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// Its number in the series.
    pub week: usize,
    /// Its incidents.
    pub observed: u32,
    /// What was expected of it.
    pub expected: f64,
    /// The largest count that is not above the bound.
    pub bound: u32,
    /// Variance over mean, at least 1.
    pub dispersion: f64,
    /// Whether the trend was kept: significant at 5 %, and not beyond anything seen.
    pub trend: bool,
    /// The chance of as many or more.
    pub p: f64,
    /// How far towards the bound and beyond: 0 as expected, 1 at the bound.
    pub exceedance: f64,
    /// Above the bound, with enough incidents in the last four weeks.
    pub alarm: bool,
}

/// Judges the weeks `weeks` of a series of weekly counts (oldest first).
///
/// # Errors
/// `TooFew` when history does not reach back far enough before the first week, `PastTheEnd` for a week past the series,
/// `OutOfRange` for bad options; `Collinear` or `NoConvergence` when a baseline says too little.
pub fn weekly_alarms(
    counts: &[u32],
    weeks: std::ops::Range<usize>,
    options: AlarmOptions,
) -> Result<Vec<Week>> {
    check(options)?;
    if weeks.end > counts.len() {
        let (what, index, length) = ("weeks", weeks.end.saturating_sub(1), counts.len());
        return Err(AnalysisError::PastTheEnd { what, index, length });
    }
    at_least("weeks of history", options.history(), weeks.start)?;
    weeks.into_par_iter().map(|week| judge(counts, week, options)).collect()
}

impl AlarmOptions {
    /// Weeks of history that a week needs.
    #[must_use]
    pub fn history(&self) -> usize {
        (WEEKS_A_YEAR * self.years as f64).round() as usize + self.half_window
    }
}

fn check(options: AlarmOptions) -> Result<()> {
    proper_fraction("alpha", options.alpha)?;
    positive("the residual from which weeks are discounted", options.discount_above)?;
    at_least("years of history", 2, options.years)?;
    let within = |what, rule, value: usize, most: usize| {
        if (1..=most).contains(&value) {
            Ok(())
        } else {
            Err(AnalysisError::OutOfRange { what, rule, value: value as f64 })
        }
    };
    within("the half window", "from 1 to 12 weeks", options.half_window, 12)?;
    within("the number of seasons", "from 1 to 20", options.seasons, 20)?;
    within("the years of history", "from 2 to 50", options.years, 50)?;
    within("the weeks left out, and one,", "from 1 to 52", options.leave_out + 1, 52)
}

fn judge(counts: &[u32], week: usize, options: AlarmOptions) -> Result<Week> {
    let observed = counts[week];
    let forecast = Baseline::of(counts, week, options).forecast(options)?;
    let bound = bound::quantile(forecast.expected, forecast.dispersion, options.alpha);
    let last_four: u64 = counts[week.saturating_sub(3)..=week].iter().map(|&count| u64::from(count)).sum();
    let room = f64::from(bound) - forecast.expected;
    Ok(Week {
        week,
        observed,
        expected: forecast.expected,
        bound,
        dispersion: forecast.dispersion,
        trend: forecast.trend,
        p: bound::at_least(observed, forecast.expected, forecast.dispersion),
        exceedance: if room > 0.0 { (f64::from(observed) - forecast.expected) / room } else { 0.0 },
        alarm: observed > bound && last_four >= options.fewest,
    })
}

/// False alarms to be expected in a year of a quiet place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FalseAlarms {
    /// By the level asked for: `alpha` times the weeks of a year.
    pub nominal: f64,
    /// Drawn: alarms a year over `years` quiet years.
    pub drawn: f64,
    /// How many years were drawn.
    pub years: usize,
}

/// Draws quiet places (weekly counts of the given mean and dispersion, no trend, no season) and counts their alarms in the
/// year after their history. An estimate: with few years drawn, few alarms are seen.
///
/// # Errors
/// As [`weekly_alarms`]; `TooFew` without a year, `OutOfRange` for a mean not above 0 or a dispersion below 1. Years whose
/// history says too little to be judged count as years without an alarm.
pub fn false_alarms_per_year(
    mean: f64,
    dispersion: f64,
    years: usize,
    options: AlarmOptions,
    seed: Seed,
) -> Result<FalseAlarms> {
    check(options)?;
    at_least("years", 1, years)?;
    positive("the mean of a week", mean)?;
    if !(dispersion.is_finite() && dispersion >= 1.0) {
        let (what, rule) = ("the dispersion", "1 or more");
        return Err(AnalysisError::OutOfRange { what, rule, value: dispersion });
    }
    let history = options.history();
    let alarms: usize = (0..years as u64)
        .into_par_iter()
        .map(|year| {
            let mut generator = seed.stream(year);
            let counts: Vec<u32> =
                (0..history + 52).map(|_| dispersed(&mut generator, mean, dispersion)).collect();
            (history..counts.len())
                .filter(|&week| judge(&counts, week, options).is_ok_and(|week| week.alarm))
                .count()
        })
        .sum();
    let drawn = alarms as f64 / years as f64 * WEEKS_A_YEAR / 52.0;
    Ok(FalseAlarms { nominal: options.alpha * WEEKS_A_YEAR, drawn, years })
}

#[cfg(test)]
mod tests;
