//! Near repeats: are incidents that are close in space also close in time more often than chance would have it?
//!
//! Knox (1964, Appl. Stat. 13:25) counts the pairs of incidents that are close in both. Here they are counted in a table
//! of bands of distance and bands of days, both `[a, b)`: two incidents exactly 200 m apart are in the band that *begins*
//! at 200. A first band such as `[0, 0.1)` keeps repeats at the same place apart, and `[0, 1)` days those of the same day.
//!
//! - **Expected**: `N_s N_t / (n (n - 1) / 2)`, with `N_s` and `N_t` all pairs of the band of distance and of days. This
//!   is the exact mean over all permutations of the times, so the ratio needs no simulation.
//! - **p**: upper tail, `(b + 1) / (R + 1)` with `b` the permutations of the times over the places that have as many pairs
//!   or more. Without permutations it is the Poisson chance of as many or more (the count itself included; some programs
//!   print the chance of *more*).
//! - **Familywise p**: `(b + 1) / (R + 1)` with `b` the permutations whose *largest* standardized cell reaches that of the
//!   cell (Westfall and Young 1993, single step). Without permutations, Holm's.

use crate::chance::poisson_at_least;
use crate::error::{all_finite, at_least, same_length};
use crate::grid::check_points;
use crate::{AnalysisError, Point, Result, Seed};

mod bands;
mod chains;
mod lanes;
mod pairs;
mod simulated;
mod window;

pub use bands::Bands;
pub use chains::{Chain, Chains, Role, chains};
pub use lanes::TimeStep;
pub use window::RiskWindow;

/// How far apart two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Metric {
    /// As the crow flies.
    #[default]
    Euclidean,
    /// East-west plus north-south: along a grid of streets.
    Manhattan,
}

/// How near repeats are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearRepeatOptions {
    /// How far apart two places are.
    pub metric: Metric,
    /// How often the times are permuted over the places; 0 for analytic p-values.
    pub permutations: usize,
    /// What the permutations come from.
    pub seed: Seed,
}

impl Default for NearRepeatOptions {
    fn default() -> Self {
        Self { metric: Metric::default(), permutations: 999, seed: Seed(1) }
    }
}

/// The table of near repeats: a row for each band of distance, a column for each band of days.
#[derive(Debug, Clone, PartialEq)]
pub struct NearRepeat {
    /// The options used.
    pub options: NearRepeatOptions,
    /// How many incidents.
    pub n: usize,
    /// Bands of distance in metres.
    pub space: Bands,
    /// Bands of days.
    pub days: Bands,
    /// The unit in which differences of time were compared, chosen so that nothing is lost.
    pub step: TimeStep,
    /// Pairs of incidents in each cell.
    pub observed: Vec<Vec<u64>>,
    /// Their exact mean over all permutations of the times.
    pub expected: Vec<Vec<f64>>,
    /// Observed over expected; `None` where nothing is expected.
    pub ratio: Vec<Vec<Option<f64>>>,
    /// Chance of as many pairs or more (upper tail).
    pub p: Vec<Vec<f64>>,
    /// The same with the whole table allowed for.
    pub p_familywise: Vec<Vec<f64>>,
    /// How far and how long the risk is raised, at a familywise level of 0.05; `None` when it is not.
    pub window: Option<RiskWindow>,
}

/// The most permutations that are carried out.
pub const MOST_PERMUTATIONS: usize = 1_000_000;

/// Counts pairs of incidents by distance and days, and compares them with permutations of the times.
///
/// `points` are metres, `days` the time of each in days (fractions allowed). Work grows with the pairs closer than the
/// largest finite edge of `space`; memory stays under about a gigabyte however many there are.
///
/// # Errors
/// `TooFew` below 2 incidents, `TooMany` beyond 2^32 incidents or a million permutations, `UnequalLengths`, `NotANumber`.
pub fn near_repeat(
    points: &[Point],
    days: &[f64],
    space: &Bands,
    time: &Bands,
    options: NearRepeatOptions,
) -> Result<NearRepeat> {
    at_least("incidents", 2, points.len())?;
    same_length("incidents and times", points.len(), days.len())?;
    check_points(points)?;
    all_finite("times", days)?;
    for (what, most, given) in [
        ("incidents", u32::MAX as usize - 1, points.len()),
        ("permutations", MOST_PERMUTATIONS, options.permutations),
    ] {
        if given > most {
            return Err(AnalysisError::TooMany { what, most, given });
        }
    }
    let counted = simulated::count(points, days, space, time, options);
    Ok(judge(counted, points.len(), space, time, options))
}

/// The cells of the table row by row, observed and for each permutation, with the margins.
struct Counted {
    step: TimeStep,
    observed: Vec<u64>,
    simulated: Vec<Vec<u64>>,
    by_space: Vec<u64>,
    by_time: Vec<u64>,
}

fn judge(found: Counted, n: usize, space: &Bands, time: &Bands, options: NearRepeatOptions) -> NearRepeat {
    let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
    let expected: Vec<f64> = found
        .by_space
        .iter()
        .flat_map(|&s| found.by_time.iter().map(move |&t| s as f64 * (t as f64 / pairs)))
        .collect();
    let (p, p_familywise) = if options.permutations == 0 {
        let p: Vec<f64> = found
            .observed
            .iter()
            .zip(&expected)
            .map(|(&count, &mean)| poisson_at_least(count, mean))
            .collect();
        let all = holm(&p);
        (p, all)
    } else {
        (by_cell(&found), by_maximum(&found, &expected))
    };
    let ratio: Vec<Option<f64>> = found
        .observed
        .iter()
        .zip(&expected)
        .map(|(&count, &mean)| (mean > 0.0).then(|| count as f64 / mean))
        .collect();
    let columns = time.len();
    let window = window::of(&found, &expected, &p_familywise, space, time);
    NearRepeat {
        options,
        n,
        space: space.clone(),
        days: time.clone(),
        step: found.step,
        observed: rows(&found.observed, columns),
        expected: rows(&expected, columns),
        ratio: rows(&ratio, columns),
        p: rows(&p, columns),
        p_familywise: rows(&p_familywise, columns),
        window,
    }
}

fn rows<T: Copy>(cells: &[T], columns: usize) -> Vec<Vec<T>> {
    cells.chunks(columns).map(<[T]>::to_vec).collect()
}

fn by_cell(found: &Counted) -> Vec<f64> {
    let runs = found.simulated.len() as f64;
    let one = |(cell, &count): (usize, &u64)| {
        let as_many = found.simulated.iter().filter(|table| table[cell] >= count).count();
        (as_many as f64 + 1.0) / (runs + 1.0)
    };
    found.observed.iter().enumerate().map(one).collect()
}

/// The observed table is one of the `R + 1` equally likely ones, so it has its share in the spread of each cell.
fn by_maximum(found: &Counted, expected: &[f64]) -> Vec<f64> {
    let tables = || found.simulated.iter().chain([&found.observed]);
    let all = found.simulated.len() as f64 + 1.0;
    let spread: Vec<f64> = expected
        .iter()
        .enumerate()
        .map(|(cell, mean)| {
            (tables().map(|table| (table[cell] as f64 - mean).powi(2)).sum::<f64>() / all).sqrt()
        })
        .collect();
    let standardized = |table: &[u64], cell: usize| match spread[cell] {
        spread if spread > 0.0 => (table[cell] as f64 - expected[cell]) / spread,
        _ => 0.0,
    };
    let largest: Vec<f64> = found
        .simulated
        .iter()
        .map(|table| (0..expected.len()).map(|cell| standardized(table, cell)).fold(f64::MIN, f64::max))
        .collect();
    (0..expected.len())
        .map(|cell| {
            let own = standardized(&found.observed, cell);
            (largest.iter().filter(|&&one| one >= own).count() as f64 + 1.0) / all
        })
        .collect()
}

/// Holm (1979, Scand. J. Stat. 6:65): holds however the tests depend on each other.
fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &cell) in order.iter().enumerate() {
        largest = largest.max(p[cell] * (p.len() - rank) as f64).min(1.0);
        adjusted[cell] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests;
