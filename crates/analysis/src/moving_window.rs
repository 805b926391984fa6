//! A cluster in time: how surprising is it that *some* stretch of a week held so many?
//!
//! Looking back, the worst week of four years always looks bad. The scan statistic asks for the chance that the fullest
//! of all windows of one length, wherever it begins, holds as many (Naus 1982, J. Am. Stat. Assoc. 77:177), for incidents
//! that come evenly and independently. Seasons and trends make windows fuller than it allows for.

use statrs::function::gamma::{gamma_ur, ln_gamma};

use crate::error::{all_finite, at_least, positive};
use crate::{AnalysisError, Result};

/// The fullest window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FullestWindow {
    /// Where it begins: at the first of its incidents.
    pub from: f64,
    /// Incidents in `[from, from + length]`.
    pub count: u64,
    /// What a window would hold on average.
    pub expected: f64,
    /// The chance that some window holds as many or more.
    pub p: f64,
}

/// Finds the fullest window of the given length among incidents at `times` in `[from, to]`, both ends of a window included;
/// of equally full ones the first.
///
/// # Errors
/// `TooFew` without an incident, `NotANumber`, `OutOfRange` for a time outside the period, or a window that is not above 0
/// or longer than half the period.
pub fn fullest_window(times: &[f64], from: f64, to: f64, length: f64) -> Result<FullestWindow> {
    at_least("incidents", 1, times.len())?;
    all_finite("times", times)?;
    positive("the length of the window", length)?;
    positive("the length of the period", to - from)?;
    if let Some(&value) = times.iter().find(|time| !(from..=to).contains(time)) {
        return Err(AnalysisError::OutOfRange { what: "a time", rule: "within the period", value });
    }
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (mut first, mut best) = (0, (0, 0));
    for last in 0..sorted.len() {
        while sorted[last] - sorted[first] > length {
            first += 1;
        }
        if last + 1 - first > best.1 {
            best = (first, last + 1 - first);
        }
    }
    let windows = (to - from) / length;
    let expected = times.len() as f64 / windows;
    let p = some_window_holds(best.1 as u64, expected, windows)?;
    Ok(FullestWindow { from: sorted[best.0], count: best.1 as u64, expected, p })
}

/// The chance that some window, wherever it begins, holds at least `count` incidents, when a window holds `expected` on
/// average and the period is `windows` windows long: `1 - Q2 (Q3 / Q2)^(windows - 2)`, `Q2` and `Q3` being exact for
/// periods of two and three windows.
///
/// # Errors
/// `OutOfRange` for an expected count not above 0 or a period of less than two windows, `TooMany` beyond 100,000 incidents.
pub fn some_window_holds(count: u64, expected: f64, windows: f64) -> Result<f64> {
    positive("the expected count", expected)?;
    if !(windows.is_finite() && windows >= 2.0) {
        let (what, rule) = ("the length of the period in windows", "at least 2");
        return Err(AnalysisError::OutOfRange { what, rule, value: windows });
    }
    if count > 100_000 {
        let (what, most) = ("incidents of a window", 100_000);
        return Err(AnalysisError::TooMany {
            what,
            most,
            given: usize::try_from(count).unwrap_or(usize::MAX),
        });
    }
    let naus = Naus { mean: expected, count: count as i64 };
    match count {
        0 => Ok(1.0),
        1 => Ok(-(-expected * windows).exp_m1()),
        _ => {
            let (two, three) = (naus.two_windows(), naus.three_windows(naus.count - 1));
            let quiet = two * (three / two).powf(windows - 2.0);
            Ok(if two > 0.0 && quiet.is_finite() { (1.0 - quiet).clamp(0.0, 1.0) } else { 1.0 })
        }
    }
}

/// Poisson probabilities of one window's count.
struct Naus {
    mean: f64,
    count: i64,
}

impl Naus {
    fn exactly(&self, k: i64) -> f64 {
        if k < 0 {
            return 0.0;
        }
        (k as f64 * self.mean.ln() - self.mean - ln_gamma(k as f64 + 1.0)).exp()
    }

    fn at_most(&self, k: i64) -> f64 {
        if k < 0 { 0.0 } else { gamma_ur(k as f64 + 1.0, self.mean) }
    }

    /// No window of a period of two holds as many.
    fn two_windows(&self) -> f64 {
        let (k, mean, n) = (self.count, self.mean, self.count as f64);
        self.at_most(k - 1).powi(2)
            - (n - 1.0) * self.exactly(k) * self.exactly(k - 2)
            - (n - 1.0 - mean) * self.exactly(k) * self.at_most(k - 3)
    }

    /// No window of a period of three holds as many; the last sum runs to `last`.
    fn three_windows(&self, last: i64) -> f64 {
        let (k, mean, n) = (self.count, self.mean, self.count as f64);
        let full = self.exactly(k);
        let first =
            2.0 * full * self.at_most(k - 1) * ((n - 1.0) * self.at_most(k - 2) - mean * self.at_most(k - 3));
        let second = 0.5
            * full
            * full
            * ((n - 1.0) * (n - 2.0) * self.at_most(k - 3) - 2.0 * (n - 2.0) * mean * self.at_most(k - 4)
                + mean * mean * self.at_most(k - 5));
        let third: f64 = (1..k).map(|r| self.exactly(2 * k - r) * self.at_most(r - 1).powi(2)).sum();
        let fourth: f64 = (2..=last)
            .map(|r| {
                let inner = (r - 1) as f64 * self.at_most(r - 2) - mean * self.at_most(r - 3);
                self.exactly(2 * k - r) * self.exactly(r) * inner
            })
            .sum();
        self.at_most(k - 1).powi(3) - first + second + third - fourth
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::{poisson, uniform};
    use proptest::prelude::*;

    #[test]
    fn a_peers_figures_come_out_with_its_two_departures_from_the_paper() {
        // It leaves the last term of the last sum out, and raises to the power of periods less periods in a window.
        for (periods, in_window, mean, count, figure) in
            [(208.0, 2.0, 0.6, 6, 0.039_022_375_488_628_86), (260.0, 1.0, 1.0, 6, 0.486_814_003_973_300_77)]
        {
            let naus = Naus { mean, count };
            let (two, three) = (naus.two_windows(), naus.three_windows(count - 2));
            let p = 1.0 - two * (three / two).powf(periods - in_window);
            assert!((p - figure).abs() < 1e-9, "{p} is not {figure}");
            let ours = some_window_holds(count as u64, mean, periods).unwrap();
            assert!((ours - figure).abs() < 0.002, "{ours}");
        }
    }

    #[test]
    fn the_chance_is_what_a_simulation_of_three_windows_gives() {
        let runs = 400_000;
        let mut generator = Seed(51).stream(0);
        let full = (0..runs)
            .filter(|_| {
                let mut times: Vec<f64> =
                    (0..poisson(&mut generator, 6.0)).map(|_| 3.0 * uniform(&mut generator)).collect();
                times.sort_by(f64::total_cmp);
                times.windows(3).any(|three| three[2] - three[0] <= 1.0)
            })
            .count() as f64
            / f64::from(runs);
        let p = some_window_holds(3, 2.0, 3.0).unwrap();
        // Without the last term it would be off by 0.0033, more than four standard errors.
        assert!((p - full).abs() < 0.002, "{p}, simulated {full}");
    }

    #[test]
    fn the_fullest_window_is_found_with_both_its_ends() {
        let times = [1.0, 40.0, 41.0, 47.0, 90.0, 91.0, 3.0];
        let found = fullest_window(&times, 0.0, 100.0, 7.0).unwrap();
        assert_eq!((found.from, found.count), (40.0, 3));
        assert!((found.expected - 0.49).abs() < 1e-12);
        assert!(found.p > 0.05 && found.p < 1.0);
        assert!(fullest_window(&[], 0.0, 1.0, 0.1).is_err());
        assert!(fullest_window(&[2.0], 0.0, 1.0, 0.1).is_err());
        assert!(fullest_window(&[0.5], 0.0, 1.0, 0.6).is_err());
        assert!(fullest_window(&[f64::NAN], 0.0, 1.0, 0.1).is_err());
        assert!(some_window_holds(3, 0.0, 10.0).is_err());
        assert_eq!(some_window_holds(0, 1.0, 10.0).unwrap(), 1.0);
    }

    #[test]
    fn quiet_streets_raise_an_alarm_at_the_nominal_rate() {
        let runs = 1_500;
        let alarms = (0..runs)
            .filter(|&run| {
                let mut generator = Seed(52).stream(run);
                let n = poisson(&mut generator, 60.0).max(1);
                let times: Vec<f64> = (0..n).map(|_| 365.0 * uniform(&mut generator)).collect();
                fullest_window(&times, 0.0, 365.0, 14.0).unwrap().p < 0.05
            })
            .count() as f64
            / runs as f64;
        assert!((0.01..=0.065).contains(&alarms), "{alarms}");
    }

    proptest! {
        #[test]
        fn more_incidents_are_rarer_and_longer_periods_commoner(
            count in 1u64..40, expected in 0.05f64..8.0, windows in 2.0f64..500.0,
        ) {
            let p = some_window_holds(count, expected, windows).unwrap();
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!(some_window_holds(count + 1, expected, windows).unwrap() <= p + 1e-9);
            prop_assert!(some_window_holds(count, expected, windows * 1.5).unwrap() >= p - 1e-9);
        }
    }
}
