//! Rises: the last weeks against the same weeks of earlier years.
//!
//! Comparing with the same weeks of earlier years takes the season out. What is left swings more than a Poisson count
//! would, from week to week and from year to year; the dispersion of the series is therefore measured on its own past:
//! the year is cut into blocks as long as the recent window, and the counts of one block in different years are compared
//! by Pearson's statistic. Given the sum of all windows, a recent count among `J` earlier ones is then beta-binomial
//! (negative binomial windows of variance `phi` times the mean), and binomial when `phi` is 1.

use rayon::prelude::*;

use crate::chance::{beta_binomial_at_least, binomial_at_least, t_quantile_upper, t_upper};
use crate::error::{at_least, proper_fraction, same_length};
use crate::many::{Correction, discoveries};
use crate::{AnalysisError, Result};

/// Mean weeks of a calendar year (365.25 / 7); earlier windows are set back by the nearest whole number of weeks.
const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

/// How rises are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RisesOptions {
    /// The recent window in weeks, 1 to 26.
    pub recent_weeks: usize,
    /// The false discovery rate over all series, and one minus the confidence of the intervals.
    pub alpha: f64,
    /// How many series at once are allowed for.
    pub correction: Correction,
    /// A series with fewer recent incidents is never called a rise.
    pub fewest: u64,
}

impl Default for RisesOptions {
    fn default() -> Self {
        Self { recent_weeks: 6, alpha: 0.05, correction: Correction::default(), fewest: 5 }
    }
}

/// One series against its own earlier years.
#[derive(Debug, Clone, PartialEq)]
pub struct Rise {
    /// Incidents in the recent window.
    pub recent: u64,
    /// Incidents in the same weeks of earlier years, last year first.
    pub earlier: Vec<u64>,
    /// The mean of the earlier windows.
    pub expected: f64,
    /// Recent over expected; `None` when there was nothing in any earlier window.
    pub ratio: Option<f64>,
    /// Two-sided interval of the ratio at confidence `1 - alpha`, for this series alone; `None` where there is no ratio
    /// or no recent incident.
    pub interval: Option<(f64, f64)>,
    /// Variance over mean of a window, at least 1.
    pub dispersion: f64,
    /// Degrees of freedom the dispersion rests on.
    pub df: usize,
    /// Upper p-value: the chance of as many or more recent incidents.
    pub p: f64,
    /// Its q-value among all series whose windows hold the fewest incidents asked for; its p-value for the others.
    pub q: f64,
    /// Significant at the false discovery rate, with at least the fewest incidents asked for.
    pub rose: bool,
}

/// Tests each series of weekly counts (oldest first, the last week last, all of equal length) for a rise. The answer is
/// in the order given.
///
/// The p-value is upper: it asks for rises, not for changes. With a dispersion above 1 it is the larger (more cautious)
/// of the beta-binomial tail and Student's t on the log ratio.
///
/// # Errors
/// `OutOfRange` for a window outside 1 to 26 weeks or a bad `alpha`, `TooFew` when the series do not reach back one
/// whole year before the window, `UnequalLengths` when they differ in length.
pub fn rises<S: AsRef<[u32]> + Sync>(series: &[S], options: RisesOptions) -> Result<Vec<Rise>> {
    proper_fraction("alpha", options.alpha)?;
    let weeks = options.recent_weeks;
    if !(1..=26).contains(&weeks) {
        let value = weeks as f64;
        return Err(AnalysisError::OutOfRange {
            what: "the recent window",
            rule: "from 1 to 26 weeks",
            value,
        });
    }
    if let Some(first) = series.first() {
        let length = first.as_ref().len();
        at_least("weeks of history", back(1) + weeks, length)?;
        for other in series {
            same_length("weeks of two series", length, other.as_ref().len())?;
        }
    }
    let mut found: Vec<Rise> = series.par_iter().map(|one| rise(one.as_ref(), options)).collect();
    // Series that could never be called a rise are no part of the family. That depends on the sum of all windows, which
    // the test takes as given, so it leaves the p-values of the others as they are (Bourgon, Gentleman and Huber 2010).
    let in_family = |rise: &Rise| rise.recent + rise.earlier.iter().sum::<u64>() >= options.fewest;
    let family: Vec<usize> = (0..found.len()).filter(|index| in_family(&found[*index])).collect();
    let p: Vec<f64> = family.iter().map(|index| found[*index].p).collect();
    let many = discoveries(&p, options.alpha, options.correction)?;
    for (place, index) in family.into_iter().enumerate() {
        let rise = &mut found[index];
        rise.q = many.q[place];
        rise.rose = many.significant[place] && rise.recent >= options.fewest;
    }
    Ok(found)
}

/// Weeks from a week to the same one `years` earlier.
fn back(years: usize) -> usize {
    (WEEKS_A_YEAR * years as f64).round() as usize
}

/// The sum of the `weeks` weeks that end `before_end` weeks before the end; `None` where history does not reach.
fn window(series: &[u32], before_end: usize, weeks: usize) -> Option<u64> {
    let end = series.len().checked_sub(before_end)?;
    let start = end.checked_sub(weeks)?;
    Some(series[start..end].iter().map(|&count| u64::from(count)).sum())
}

/// The windows of one block of the year, this year's first.
fn block(series: &[u32], before_end: usize, weeks: usize) -> Vec<u64> {
    (0..).map_while(|years| window(series, before_end + back(years), weeks)).collect()
}

fn rise(series: &[u32], options: RisesOptions) -> Rise {
    let weeks = options.recent_weeks;
    let all = block(series, 0, weeks);
    let (recent, earlier) = (all[0], all[1..].to_vec());
    let (dispersion, df) = dispersion(series, weeks);
    let years = earlier.len() as f64;
    let before: u64 = earlier.iter().sum();
    let expected = before as f64 / years;
    let ratio = (before > 0).then(|| recent as f64 / expected);
    let error = (dispersion * (1.0 / recent as f64 + 1.0 / before as f64)).sqrt();
    let interval = ratio.filter(|ratio| *ratio > 0.0).map(|ratio| {
        let reach = (t_quantile_upper(0.5 * options.alpha, df.max(1) as f64) * error).exp();
        (ratio / reach, ratio * reach)
    });
    let p = upper_p(recent, before, years, dispersion, df.max(1) as f64, error);
    Rise { recent, earlier, expected, ratio, interval, dispersion, df, p, q: p, rose: false }
}

fn upper_p(recent: u64, before: u64, years: f64, dispersion: f64, df: f64, error: f64) -> f64 {
    let sum = recent + before;
    if dispersion <= 1.0 {
        return binomial_at_least(recent, sum, 1.0 / (1.0 + years));
    }
    if recent == 0 {
        return 1.0;
    }
    let shape = sum as f64 / (1.0 + years) / (dispersion - 1.0);
    let counted = beta_binomial_at_least(recent, sum, shape, shape * years);
    if before == 0 {
        return counted;
    }
    let log_ratio = (recent as f64 * years / before as f64).ln();
    counted.max(t_upper(log_ratio / error, df))
}

/// Pearson dispersion between years of the blocks of the year, floored at 1, with its degrees of freedom. The recent
/// window itself has no say: a real rise would hide behind the dispersion it causes.
fn dispersion(series: &[u32], weeks: usize) -> (f64, usize) {
    let mut sum = Pearson::default();
    let recent = block(series, 0, weeks);
    sum.add(&recent[1..]);
    for step in (1..).map(|k| k * weeks).take_while(|step| step + weeks <= back(1)) {
        sum.add(&block(series, step, weeks));
    }
    if sum.df < 4 {
        // Too little history for years: fall back on the weeks within the windows themselves.
        for years in 0..recent.len() {
            let end = series.len() - back(years);
            let within: Vec<u64> = series[end - weeks..end].iter().map(|&count| u64::from(count)).collect();
            sum.add(&within);
        }
    }
    if sum.df == 0 { (1.0, 0) } else { ((sum.statistic / sum.df as f64).max(1.0), sum.df) }
}

#[derive(Default)]
struct Pearson {
    statistic: f64,
    df: usize,
}

impl Pearson {
    fn add(&mut self, counts: &[u64]) {
        let total: u64 = counts.iter().sum();
        if counts.len() < 2 || total == 0 {
            return;
        }
        let mean = total as f64 / counts.len() as f64;
        self.statistic += counts.iter().map(|&count| (count as f64 - mean).powi(2) / mean).sum::<f64>();
        self.df += counts.len() - 1;
    }
}

#[cfg(test)]
mod tests;
