//! Watching a place: the cumulative sum of what it had beyond what was expected.
//!
//! `S_t = max(0, S_(t-1) + x_t ln r - e_t (r - 1))`, the log likelihood ratio of Poisson counts with a rate `r` times the
//! expected one against the expected one (Page 1954; Lucas 1985, Technometrics 27:129). It raises an alarm when `S` reaches a
//! limit, and is begun anew. A CUSUM sees a small lasting rise sooner than any single week would show it; `r` below 1
//! watches for a fall.
//!
//! The limit is set by how seldom a quiet place may raise an alarm: the mean number of periods between false alarms, found
//! by solving for the mean run length (Brook and Evans 1972, Biometrika 59:539) at the mean expected count. Counts that
//! vary more than Poisson counts raise more false alarms than asked for; [`Cusum::in_control`] is for Poisson counts only.

use statrs::function::gamma::ln_gamma;

use crate::error::{at_least, positive, same_length};
use crate::least_squares::Square;
use crate::{AnalysisError, Result};

/// What is watched for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CusumOptions {
    /// The rate ratio to be seen soon: 1.5 is half as many again, 0.5 half as many.
    pub ratio: f64,
    /// Mean number of periods between false alarms.
    pub between_false_alarms: f64,
}

/// A watched series.
#[derive(Debug, Clone, PartialEq)]
pub struct Cusum {
    /// The options used.
    pub options: CusumOptions,
    /// The limit of the sum.
    pub limit: f64,
    /// Mean number of periods until a false alarm with that limit: at least what was asked for.
    pub in_control: f64,
    /// Mean number of periods until a change of the given ratio raises an alarm, from a sum of 0.
    pub until_seen: f64,
    /// The sum after each period.
    pub sums: Vec<f64>,
    /// The periods that raised an alarm, each with the period in which the sum last left 0: where the change may have
    /// begun.
    pub alarms: Vec<Alarm>,
}

/// An alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarm {
    /// The period that raised it.
    pub at: usize,
    /// The first period that counted towards it.
    pub since: usize,
}

/// Watches a series of counts against what was expected in each period.
///
/// # Errors
/// `TooFew` without a period, `UnequalLengths`, `OutOfRange` for an expected count not above 0, a ratio that is 1 or not above
/// 0, or a mean time between false alarms outside 2 to 100,000; `NoConvergence` when no limit gives it.
pub fn cusum(counts: &[u32], expected: &[f64], options: CusumOptions) -> Result<Cusum> {
    at_least("periods", 1, counts.len())?;
    same_length("counts and expected counts", counts.len(), expected.len())?;
    expected.iter().try_for_each(|&mean| positive("an expected count", mean))?;
    let mean = expected.iter().sum::<f64>() / expected.len() as f64;
    let (limit, in_control) = limit(mean, options)?;
    let mut watched = Cusum {
        options,
        limit,
        in_control,
        until_seen: run_length(mean, mean * options.ratio, options.ratio, limit)?,
        sums: Vec::with_capacity(counts.len()),
        alarms: Vec::new(),
    };
    let (mut sum, mut since) = (0.0, 0);
    for (at, (&count, &mean)) in counts.iter().zip(expected).enumerate() {
        if sum <= 0.0 {
            since = at;
        }
        sum = (sum + step(f64::from(count), mean, options.ratio)).max(0.0);
        watched.sums.push(sum);
        if sum >= limit {
            watched.alarms.push(Alarm { at, since });
            sum = 0.0;
        }
    }
    Ok(watched)
}

fn step(count: f64, mean: f64, ratio: f64) -> f64 {
    count * ratio.ln() - mean * (ratio - 1.0)
}

/// The lowest limit whose mean run length is at least what was asked for, with that run length.
fn limit(mean: f64, options: CusumOptions) -> Result<(f64, f64)> {
    positive("the ratio to be seen", options.ratio)?;
    if options.ratio == 1.0 {
        let (what, rule) = ("the ratio to be seen", "other than 1");
        return Err(AnalysisError::OutOfRange { what, rule, value: 1.0 });
    }
    let wanted = options.between_false_alarms;
    if !(2.0..=100_000.0).contains(&wanted) {
        let (what, rule) = ("the mean time between false alarms", "from 2 to 100000 periods");
        return Err(AnalysisError::OutOfRange { what, rule, value: wanted });
    }
    // The run length is at least e^limit (Wald), so the limit is at most its logarithm and a step more.
    let (mut low, mut high) = (0.0, wanted.ln() + 0.1);
    let mut found = run_length(mean, mean, options.ratio, high)?;
    for _ in 0..10 {
        if found >= wanted {
            break;
        }
        high += 1.0;
        found = run_length(mean, mean, options.ratio, high)?;
    }
    if found < wanted {
        return Err(AnalysisError::NoConvergence { what: "the limit of the cumulative sum" });
    }
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        let length = run_length(mean, mean, options.ratio, middle)?;
        if length < wanted {
            low = middle;
        } else {
            (high, found) = (middle, length);
        }
    }
    Ok((high, found))
}

/// States between 0 and the limit.
const STATES: usize = 80;

/// Mean number of periods until the sum reaches the limit from 0, when counts have mean `rate` and `mean` is expected: the
/// mean run lengths from all states at once, those between two states in proportion.
fn run_length(mean: f64, rate: f64, ratio: f64, limit: f64) -> Result<f64> {
    let width = limit / STATES as f64;
    let chances = likely(rate);
    let mut system = Square::zero(STATES);
    for state in 0..STATES {
        system.add(state, state, 1.0);
        for &(count, chance) in &chances {
            let next = (state as f64 * width + step(count, mean, ratio)).max(0.0);
            if next >= limit {
                continue;
            }
            let (below, part) = ((next / width) as usize, (next / width).fract());
            let below = below.min(STATES - 1);
            system.add(state, below, -chance * (1.0 - part));
            // Beyond the last state lies the limit, where no run is left.
            if below + 1 < STATES {
                system.add(state, below + 1, -chance * part);
            }
        }
    }
    let lengths = system.solve(vec![1.0; STATES]);
    let length = lengths.as_ref().and_then(|lengths| lengths.first()).copied().unwrap_or(f64::NAN);
    if length.is_finite() && length >= 1.0 - 1e-9 {
        Ok(length)
    } else {
        Err(AnalysisError::NoConvergence { what: "the run length of the cumulative sum" })
    }
}

/// Poisson counts that matter, each with its probability.
fn likely(mean: f64) -> Vec<(f64, f64)> {
    let reach = 9.0 * mean.sqrt() + 20.0;
    let (low, high) = ((mean - reach).max(0.0) as u64, (mean + reach) as u64);
    let one = |count: u64| {
        let count = count as f64;
        (count, (count * mean.ln() - mean - ln_gamma(count + 1.0)).exp())
    };
    (low..=high).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::poisson;

    fn options(ratio: f64) -> CusumOptions {
        CusumOptions { ratio, between_false_alarms: 200.0 }
    }

    /// Mean periods until the first alarm, drawn.
    fn drawn(mean: f64, rate: f64, found: &Cusum) -> f64 {
        let runs = 2_000;
        let lengths = (0..runs).map(|run| {
            let mut generator = Seed(81).stream(run);
            let (mut sum, mut periods) = (0.0_f64, 0_u32);
            while sum < found.limit && periods < 100_000 {
                sum = (sum + step(f64::from(poisson(&mut generator, rate)), mean, found.options.ratio))
                    .max(0.0);
                periods += 1;
            }
            f64::from(periods)
        });
        lengths.sum::<f64>() / runs as f64
    }

    #[test]
    fn false_alarms_are_as_seldom_as_promised_and_changes_seen_as_soon() {
        for (mean, ratio) in [(2.0, 1.5), (20.0, 1.3), (8.0, 0.6)] {
            let found = cusum(&[1], &[mean], options(ratio)).unwrap();
            assert!(found.in_control >= 200.0 && found.in_control < 260.0, "{}", found.in_control);
            let (quiet, changed) = (drawn(mean, mean, &found), drawn(mean, mean * ratio, &found));
            assert!((quiet / found.in_control - 1.0).abs() < 0.1, "{quiet} for {}", found.in_control);
            assert!((changed / found.until_seen - 1.0).abs() < 0.1, "{changed} for {}", found.until_seen);
            assert!(found.until_seen < 0.2 * found.in_control);
        }
    }

    #[test]
    fn a_rise_raises_an_alarm_and_says_since_when() {
        let mut counts = vec![4, 5, 3, 4, 4, 5, 3, 4];
        counts.extend([9, 8, 10, 9]);
        let found = cusum(&counts, &[4.0; 12], options(1.5)).unwrap();
        let first = found.alarms[0];
        assert!(first.since == 8 && (9..=11).contains(&first.at), "{first:?}");
        assert_eq!(found.sums.len(), 12);
        assert!(found.sums.iter().all(|sum| *sum >= 0.0));
        let quiet = cusum(&[4; 12], &[4.0; 12], options(1.5)).unwrap();
        assert!(quiet.alarms.is_empty());
    }

    #[test]
    fn what_cannot_be_watched_is_refused() {
        assert!(cusum(&[], &[], options(1.5)).is_err());
        assert!(cusum(&[1], &[1.0, 2.0], options(1.5)).is_err());
        assert!(cusum(&[1], &[0.0], options(1.5)).is_err());
        assert!(cusum(&[1], &[1.0], options(1.0)).is_err());
        assert!(cusum(&[1], &[1.0], options(-1.0)).is_err());
        assert!(cusum(&[1], &[1.0], CusumOptions { ratio: 2.0, between_false_alarms: 1.0 }).is_err());
    }
}
