//! The guard against regression to the mean.
//!
//! A place is chosen because its last months were bad. Part of that was bad luck, which does not repeat: counts fall back
//! by themselves. Choosing the worst 20 of 2,000 cells and doing nothing, a comparison with the months that chose them
//! "works" significantly in 85 of 100 cases (a mean fall of 23 %); with a baseline that had no part in the choice in 5.
//! So the months that chose the problem are never its baseline.

use crate::error::at_least;
use crate::{AnalysisError, Result};

/// A run of periods (months, weeks or days by number), `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first period.
    pub from: i64,
    /// The period after the last.
    pub to: i64,
}

impl Window {
    /// How many periods it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        u64::try_from(self.to.saturating_sub(self.from)).unwrap_or(0)
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many periods both hold.
    #[must_use]
    pub fn shared(&self, other: &Window) -> u64 {
        Window { from: self.from.max(other.from), to: self.to.min(other.to) }.len()
    }
}

/// Refuses a baseline that shares a period with the window that chose the place, or that runs into the response.
///
/// # Errors
/// `BaselineChoseThePlace` with the number of shared periods, `TooFew` for an empty baseline, `PastTheEnd` when it
/// reaches past `response_start`, the first period of the response.
pub fn check_baseline(selection: Window, baseline: Window, response_start: i64) -> Result<()> {
    at_least("baseline periods", 1, usize::try_from(baseline.len()).unwrap_or(usize::MAX))?;
    if baseline.to > response_start {
        let over = usize::try_from(baseline.to.saturating_sub(response_start)).unwrap_or(usize::MAX);
        return Err(AnalysisError::PastTheEnd {
            what: "baseline before the response",
            index: over,
            length: 0,
        });
    }
    match selection.shared(&baseline) {
        0 => Ok(()),
        periods => Err(AnalysisError::BaselineChoseThePlace { periods }),
    }
}

/// The longest fair baseline between `earliest`, the first period with data, and the response: before the window that
/// chose the place or after it. Of equal ones the later. At most `most` periods, the latest of them. `None` when nothing
/// is left: then wait, or use [`shrunk_baseline`].
#[must_use]
pub fn fair_baseline(selection: Window, earliest: i64, response_start: i64, most: u64) -> Option<Window> {
    let after = Window { from: selection.to.max(earliest), to: response_start };
    let before = Window { from: earliest, to: selection.from.min(response_start) };
    let chosen = if selection.is_empty() {
        Window { from: earliest, to: response_start }
    } else if after.len() >= before.len() {
        after
    } else {
        before
    };
    let cut = i64::try_from(chosen.len().saturating_sub(most)).unwrap_or(i64::MAX);
    let kept = Window { from: chosen.from.saturating_add(cut), to: chosen.to };
    (!kept.is_empty()).then_some(kept)
}

/// What a chosen place would hold in a like window if nothing were done, from the window that chose it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShrunkBaseline {
    /// The expected count.
    pub expected: f64,
    /// The share of the place's own count that is lost to luck: `1 - expected / count`, the fall to be expected by itself
    /// (below 0 for a place below the mean; 0 for a count of 0).
    pub falls_by_itself: f64,
    /// The gamma shape of the places' rates; `None` when they vary no more than chance makes them, and then every place
    /// is expected at the mean.
    pub shape: Option<f64>,
}

/// Empirical-Bayes baseline (Robbins 1956; Hauer 1997, for road sites): the place's own count, drawn towards the mean of
/// all places it was chosen from. With rates that vary as a gamma distribution of shape `k` and mean `m`, a count `c`
/// leads one to expect `(c + k) / (1 + k / m)`.
///
/// `counts` are the counts of **all** places in the window that chose, the chosen one included.
///
/// # Errors
/// `TooFew` below 10 places (the shape could not be known), or when no place had an incident.
pub fn shrunk_baseline(count: u32, counts: &[u32]) -> Result<ShrunkBaseline> {
    at_least("places it was chosen from", 10, counts.len())?;
    let n = counts.len() as f64;
    let mean = counts.iter().map(|&count| f64::from(count)).sum::<f64>() / n;
    if mean <= 0.0 {
        return Err(AnalysisError::TooFew { what: "incidents", needed: 1, given: 0 });
    }
    let variance = counts.iter().map(|&count| (f64::from(count) - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let shape = (variance > mean).then(|| mean * mean / (variance - mean));
    let own = f64::from(count);
    let expected = shape.map_or(mean, |k| (own + k) / (1.0 + k / mean));
    let falls_by_itself = if count == 0 { 0.0 } else { 1.0 - expected / own };
    Ok(ShrunkBaseline { expected, falls_by_itself, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::{gamma, poisson};
    use crate::wdd::{BeforeAfter, WddOptions, wdd};

    #[test]
    fn the_months_that_chose_the_problem_are_never_its_baseline() {
        let selection = Window { from: 12, to: 24 };
        let shared = check_baseline(selection, Window { from: 0, to: 14 }, 24);
        assert_eq!(shared, Err(AnalysisError::BaselineChoseThePlace { periods: 2 }));
        assert_eq!(check_baseline(selection, Window { from: 0, to: 12 }, 24), Ok(()));
        assert!(check_baseline(selection, Window { from: 24, to: 30 }, 28).is_err());
        assert!(check_baseline(selection, Window { from: 5, to: 5 }, 28).is_err());
    }

    #[test]
    fn the_longest_fair_baseline_is_found_on_either_side_of_the_choice() {
        let selection = Window { from: 24, to: 30 };
        assert_eq!(fair_baseline(selection, 0, 32, 12), Some(Window { from: 12, to: 24 }));
        assert_eq!(fair_baseline(selection, 0, 32, 99), Some(Window { from: 0, to: 24 }));
        assert_eq!(fair_baseline(selection, 23, 36, 12), Some(Window { from: 30, to: 36 }));
        assert_eq!(fair_baseline(selection, 24, 30, 12), None);
        let none = Window { from: 3, to: 3 };
        assert_eq!(fair_baseline(none, 0, 10, 99), Some(Window { from: 0, to: 10 }));
        let found = fair_baseline(selection, 0, 32, 12).unwrap();
        assert_eq!(check_baseline(selection, found, 32), Ok(()));
    }

    #[derive(Default)]
    struct Tally {
        uncontrolled: usize,
        change: f64,
        controlled: usize,
        fair: usize,
        fair_controlled: usize,
        shrunk: f64,
    }

    /// Two thousand cells, three like windows, nothing done: the worst 20 of the first window, against the next 20.
    fn tally(runs: u64) -> Tally {
        let mut tally = Tally::default();
        for run in 0..runs {
            let mut generator = Seed(404).stream(run);
            let mut cells: Vec<[u32; 3]> = (0..2_000)
                .map(|_| {
                    let rate = gamma(&mut generator, 0.5, 1.5);
                    [(); 3].map(|()| poisson(&mut generator, rate))
                })
                .collect();
            cells.sort_by_key(|cell| std::cmp::Reverse(cell[0]));
            let sum = |from: usize, window: usize| -> u64 {
                cells[from..from + 20].iter().map(|cell| u64::from(cell[window])).sum()
            };
            let chosen: [u64; 3] = std::array::from_fn(|window| sum(0, window));
            let next: [u64; 3] = std::array::from_fn(|window| sum(20, window));
            let differs = |before: usize| {
                let control = BeforeAfter::new(next[before], next[2]);
                let treated = BeforeAfter::new(chosen[before], chosen[2]);
                wdd(treated, &[control], None, WddOptions::default()).unwrap().local.p < 0.05
            };
            let changed = |before: usize| {
                let (before, after) = (chosen[before] as f64, chosen[2] as f64);
                (after - before).abs() > 1.96 * (after + before).sqrt()
            };
            tally.uncontrolled += usize::from(changed(0));
            tally.change += (chosen[2] as f64 / chosen[0] as f64 - 1.0) / runs as f64;
            tally.controlled += usize::from(differs(0));
            tally.fair += usize::from(changed(1));
            tally.fair_controlled += usize::from(differs(1));
            let all: Vec<u32> = cells.iter().map(|cell| cell[0]).collect();
            let expected: f64 =
                all[..20].iter().map(|&count| shrunk_baseline(count, &all).unwrap().expected).sum();
            tally.shrunk += (chosen[2] as f64 / expected - 1.0) / runs as f64;
        }
        tally
    }

    #[test]
    fn doing_nothing_at_the_worst_places_seems_to_work_until_the_windows_are_kept_apart() {
        let found = tally(1_000);
        let Tally { uncontrolled, controlled, fair, fair_controlled, .. } = found;
        assert!((800..=900).contains(&uncontrolled), "{uncontrolled} of 1000; 85 % were reported");
        assert!((found.change + 0.23).abs() < 0.02, "mean change {}", found.change);
        assert!((50..=110).contains(&controlled), "{controlled} of 1000; 8 % were reported");
        assert!((30..=70).contains(&fair), "{fair} of 1000; 5 % were reported");
        assert!((30..=70).contains(&fair_controlled), "{fair_controlled} of 1000");
        assert!(found.shrunk.abs() < 0.02, "the shrunk baseline is off by {}", found.shrunk);
    }

    #[test]
    fn a_shrunk_baseline_lies_between_the_place_and_the_mean() {
        let counts = [30, 0, 1, 2, 0, 3, 1, 0, 2, 1];
        let worst = shrunk_baseline(30, &counts).unwrap();
        assert!(worst.expected > 4.0 && worst.expected < 30.0 && worst.falls_by_itself > 0.0);
        let even = shrunk_baseline(2, &[2; 10]).unwrap();
        assert_eq!((even.expected, even.shape, even.falls_by_itself), (2.0, None, 0.0));
        assert!(shrunk_baseline(1, &[1; 9]).is_err() && shrunk_baseline(0, &[0; 12]).is_err());
    }
}
