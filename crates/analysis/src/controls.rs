//! Control areas: which untreated places the treated one is compared with, by a rule that anybody can check.
//!
//! A good control has a like number of incidents and moved alike before the response. Of all candidates those are left
//! out that are treated, lie in a ring, have too few incidents, differ too much in level, or moved differently by more
//! than chance; of the rest the closest are taken. Give counts of the *baseline* only: the window that chose the treated
//! area would make it look like nothing else, and what came after the start would choose the result.

use std::collections::HashSet;

use crate::chance::t_quantile_upper;
use crate::error::{at_least, positive, proper_fraction, same_length};
use crate::{AnalysisError, Result};

mod trend;
pub use trend::{TrendDifference, trend_difference};

/// Why an area can never be a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// It is treated itself.
    Treated,
    /// It lies in a ring that could take up displaced incidents.
    Ring,
    /// Another response runs or ran there.
    OtherResponse,
    /// The officer left it out.
    LeftOut,
}

/// An area that might serve as a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// The caller's key.
    pub area: u64,
    /// Counts over the periods of the treated area's baseline.
    pub baseline: &'a [u32],
    /// Why it can never be a control, if so.
    pub exclusion: Option<Exclusion>,
}

/// The rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlRule {
    /// How many controls at most.
    pub most: usize,
    /// An area with fewer incidents in the baseline is left out.
    pub fewest_incidents: u64,
    /// An area whose level is more than this many times the treated one's, or less than one part in it, is left out.
    pub level_factor: f64,
    /// Level of the test that it moved differently (two-sided).
    pub trend_alpha: f64,
}

impl Default for ControlRule {
    fn default() -> Self {
        Self { most: 5, fewest_incidents: 12, level_factor: 3.0, trend_alpha: 0.05 }
    }
}

/// Why an area was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It can never be a control.
    Excluded(Exclusion),
    /// Too few incidents in the baseline.
    TooFew,
    /// Its level is too far from the treated area's.
    Level,
    /// It moved differently before the response by more than chance.
    Trend,
    /// Others are closer.
    OthersCloser,
}

/// One line of the balance table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Its mean count per period.
    pub level: f64,
    /// Its level over the treated area's; `None` when the treated area had no incident.
    pub level_ratio: Option<f64>,
    /// How differently it moved; `None` when too few periods tell.
    pub trend: Option<TrendDifference>,
    /// Distance from the treated area: root of the sum of squares of the log level ratio and the log drift apart over the
    /// baseline. Smaller is closer.
    pub distance: Option<f64>,
}

/// The choice, with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChoice {
    /// The rule used.
    pub rule: ControlRule,
    /// The treated area's mean count per period.
    pub treated_level: f64,
    /// The controls, closest first.
    pub chosen: Vec<(u64, Balance)>,
    /// All others with the reason, in the order given.
    pub left_out: Vec<(u64, Balance, LeftOut)>,
    /// All chosen controls added up, against the treated area; `None` when none was chosen. Its level is that of the mean
    /// control.
    pub pooled: Option<Balance>,
}

/// Chooses controls by the rule. Ties go to the smaller key, so that the order of the candidates has no say.
///
/// The list may be shorter than asked for, or empty: then no fair control exists under the rule, and it is for a person
/// to widen it.
///
/// # Errors
/// `TooFew` below 3 baseline periods or when no control is asked for, `UnequalLengths` when a candidate has other
/// periods, `Twice` for a key given twice, `OutOfRange` for a level factor not above 1 or a bad `alpha`.
pub fn choose_controls(
    treated: &[u32],
    candidates: &[Candidate<'_>],
    rule: ControlRule,
) -> Result<ControlChoice> {
    check(treated, candidates, rule)?;
    let mut fit: Vec<(Candidate<'_>, Balance)> = Vec::new();
    let mut left_out = Vec::new();
    for &candidate in candidates {
        let line = balance(treated, candidate.baseline, 1.0);
        match reason(candidate, &line, treated.len(), rule) {
            Some(reason) => left_out.push((candidate.area, line, reason)),
            None => fit.push((candidate, line)),
        }
    }
    let far = |line: &Balance| line.distance.unwrap_or(f64::INFINITY);
    fit.sort_by(|a, b| far(&a.1).total_cmp(&far(&b.1)).then(a.0.area.cmp(&b.0.area)));
    let beyond = fit.split_off(fit.len().min(rule.most));
    left_out
        .extend(beyond.into_iter().map(|(candidate, line)| (candidate.area, line, LeftOut::OthersCloser)));
    let place = |area: u64| candidates.iter().position(|candidate| candidate.area == area);
    left_out.sort_by_cached_key(|(area, ..)| place(*area));
    let pooled = (!fit.is_empty()).then(|| {
        let mut sums = vec![0_u32; treated.len()];
        for (candidate, _) in &fit {
            sums.iter_mut()
                .zip(candidate.baseline)
                .for_each(|(sum, count)| *sum = sum.saturating_add(*count));
        }
        balance(treated, &sums, fit.len() as f64)
    });
    Ok(ControlChoice {
        rule,
        treated_level: level(treated),
        chosen: fit.into_iter().map(|(candidate, line)| (candidate.area, line)).collect(),
        left_out,
        pooled,
    })
}

fn check(treated: &[u32], candidates: &[Candidate<'_>], rule: ControlRule) -> Result<()> {
    at_least("baseline periods", 3, treated.len())?;
    at_least("controls asked for", 1, rule.most)?;
    positive("the level factor less 1", rule.level_factor - 1.0)?;
    proper_fraction("the trend's alpha", rule.trend_alpha)?;
    let mut seen = HashSet::with_capacity(candidates.len());
    for candidate in candidates {
        same_length("baseline periods of two areas", treated.len(), candidate.baseline.len())?;
        if !seen.insert(candidate.area) {
            return Err(AnalysisError::Twice { what: "candidates", key: candidate.area });
        }
    }
    Ok(())
}

fn level(counts: &[u32]) -> f64 {
    counts.iter().map(|&count| f64::from(count)).sum::<f64>() / counts.len() as f64
}

/// A candidate (or the sum of `areas` of them) against the treated area.
fn balance(treated: &[u32], counts: &[u32], areas: f64) -> Balance {
    let (ours, theirs) = (level(treated), level(counts) / areas);
    let level_ratio = (ours > 0.0).then(|| theirs / ours);
    let trend = trend_difference(treated, counts);
    let distance = match (level_ratio, trend) {
        (Some(ratio), Some(trend)) if ratio > 0.0 => Some(ratio.ln().hypot(trend.over_baseline)),
        _ => None,
    };
    Balance { level: theirs, level_ratio, trend, distance }
}

fn reason(candidate: Candidate<'_>, line: &Balance, periods: usize, rule: ControlRule) -> Option<LeftOut> {
    if let Some(exclusion) = candidate.exclusion {
        return Some(LeftOut::Excluded(exclusion));
    }
    let incidents: u64 = candidate.baseline.iter().map(|&count| u64::from(count)).sum();
    if incidents < rule.fewest_incidents {
        return Some(LeftOut::TooFew);
    }
    match (line.level_ratio, line.trend) {
        (Some(ratio), _) if ratio > rule.level_factor || ratio * rule.level_factor < 1.0 => {
            Some(LeftOut::Level)
        }
        (Some(_), Some(trend)) => {
            let limit = t_quantile_upper(0.5 * rule.trend_alpha, (periods - 2) as f64);
            (trend.per_period.abs() > limit * trend.se).then_some(LeftOut::Trend)
        }
        _ => Some(LeftOut::TooFew),
    }
}

#[cfg(test)]
mod tests;
