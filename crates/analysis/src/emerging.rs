//! Emerging hot spots: which cells are hot in which periods, and where it is getting hotter.
//!
//! `Gi*` over all cells and periods at once: around a cell in a period lie its neighbours in the same period and all of
//! them, itself included, in the period before. Discoveries are corrected over cells **and** periods together. The trend of
//! a cell is that of its `Gi*` (Mann 1945; Kendall 1975: two-sided, corrected for ties, with continuity), corrected over
//! cells. The names are those of the field; programs apply different rules under them (ArcGIS and sfdep do not agree), so
//! ours are written at each of them.

use rayon::prelude::*;

use crate::Result;
use crate::chance::normal_two_sided;
use crate::error::{all_finite, at_least, same_length};
use crate::hot_places::{Approximation, HotPlacesOptions, Tail, gi_star, gi_star_p};
use crate::many::{Correction, discoveries};
use crate::neighbours::Neighbours;

/// Whether values rise or fall over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub s: f64,
    /// Its variance without a trend, ties allowed for.
    pub variance: f64,
    /// The standard deviate, with continuity.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
}

/// The Mann-Kendall test of values in order of time.
///
/// # Errors
/// `TooFew` below 3 values, `NotANumber`.
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall> {
    at_least("periods", 3, values.len())?;
    all_finite("values", values)?;
    let mut s = 0.0;
    for (at, value) in values.iter().enumerate() {
        for later in &values[at + 1..] {
            s += f64::from(u8::from(later > value)) - f64::from(u8::from(later < value));
        }
    }
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|tied| term(tied.len() as f64)).sum();
    let variance = (term(values.len() as f64) - ties) / 18.0;
    let z = if s == 0.0 || variance <= 0.0 { 0.0 } else { (s - s.signum()) / variance.sqrt() };
    Ok(MannKendall { s, variance, z, p: normal_two_sided(z) })
}

/// What a cell has been. *Hot* is significant and above the mean; `n` is the number of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Hot in the last period and never before.
    New,
    /// Hot in the last two periods or more without a break, never before, and in fewer than nine tenths of all.
    Consecutive,
    /// Hot in nine tenths of the periods, the last one included, and rising.
    Intensifying,
    /// Hot in nine tenths of the periods, without a trend.
    Persistent,
    /// Hot in nine tenths of the periods, the last one included, and falling.
    Diminishing,
    /// Hot in the last period and on and off before, in fewer than nine tenths of all, and never cold.
    Sporadic,
    /// As sporadic, but cold before.
    Oscillating,
    /// Hot in nine tenths of the periods, but not in the last.
    Historical,
    /// None of these.
    None,
}

/// One cell over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Emerging {
    /// `Gi*` in each period.
    pub z: Vec<f64>,
    /// Whether it was hot in each period.
    pub hot: Vec<bool>,
    /// Its trend.
    pub trend: MannKendall,
    /// The q-value of the trend among all cells.
    pub trend_q: f64,
    /// What it has been.
    pub pattern: Pattern,
}

/// How emerging hot spots are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergingOptions {
    /// The false discovery rate, of cells and periods and of trends.
    pub alpha: f64,
    /// How a `Gi*` becomes a p-value.
    pub approximation: Approximation,
    /// How many tests at once are allowed for.
    pub correction: Correction,
}

impl Default for EmergingOptions {
    fn default() -> Self {
        let HotPlacesOptions { alpha, approximation, correction, .. } = HotPlacesOptions::default();
        Self { alpha, approximation, correction }
    }
}

/// Each cell over time. `periods` holds the values of all cells (counts or harm) for each period, the oldest first.
///
/// # Errors
/// `TooFew` below 3 periods or cells, `UnequalLengths`, `NotANumber`, `NoVariation`, `OutOfRange` for a bad `alpha`.
pub fn emerging<V: AsRef<[f64]>>(
    periods: &[V],
    neighbours: &Neighbours,
    options: EmergingOptions,
) -> Result<Vec<Emerging>> {
    at_least("periods", 3, periods.len())?;
    let cells = neighbours.len();
    for values in periods {
        same_length("values of a period and cells", values.as_ref().len(), cells)?;
    }
    let values: Vec<f64> = periods.iter().flat_map(|values| values.as_ref().iter().copied()).collect();
    let around = over_time(neighbours, periods.len());
    let z = gi_star(&values, &around)?;
    let p = gi_star_p(&z, &values, &around, Tail::TwoSided, options.approximation)?;
    let found = discoveries(&p, options.alpha, options.correction)?;
    let count = periods.len();
    let of = |cell: usize| (0..count).map(move |period| period * cells + cell);
    let trends: Vec<MannKendall> = (0..cells)
        .into_par_iter()
        .map(|cell| mann_kendall(&of(cell).map(|at| z[at]).collect::<Vec<_>>()))
        .collect::<Result<_>>()?;
    let trend_p: Vec<f64> = trends.iter().map(|trend| trend.p).collect();
    let rising = discoveries(&trend_p, options.alpha, options.correction)?;
    let one = |cell: usize| {
        let hot: Vec<bool> = of(cell).map(|at| found.significant[at] && z[at] > 0.0).collect();
        let cold = of(cell).any(|at| found.significant[at] && z[at] < 0.0);
        let direction = if rising.significant[cell] { trends[cell].s.signum() } else { 0.0 };
        Emerging {
            z: of(cell).map(|at| z[at]).collect(),
            pattern: pattern(&hot, cold, direction),
            hot,
            trend: trends[cell],
            trend_q: rising.q[cell],
        }
    };
    Ok((0..cells).map(one).collect())
}

/// Neighbours in the same period, and they and the cell itself in the one before.
fn over_time(neighbours: &Neighbours, periods: usize) -> Neighbours {
    let cells = neighbours.len();
    let list = |at: usize| {
        let (period, cell) = (at / cells, at % cells);
        let here = neighbours.of(cell).iter().map(move |&other| (period * cells) as u32 + other);
        let mut all: Vec<u32> = match period.checked_sub(1) {
            Some(before) => {
                let shift = (before * cells) as u32;
                let earlier = neighbours.of(cell).iter().copied().chain([cell as u32]);
                earlier.map(|other| shift + other).chain(here).collect()
            }
            None => here.collect(),
        };
        all.sort_unstable();
        all
    };
    Neighbours::join((0..cells * periods).map(list).collect())
}

fn pattern(hot: &[bool], cold: bool, direction: f64) -> Pattern {
    let count = hot.iter().filter(|hot| **hot).count();
    let mostly = count * 10 >= hot.len() * 9;
    let run = hot.iter().rev().take_while(|hot| **hot).count();
    match (run, mostly) {
        (0, true) => Pattern::Historical,
        (0, false) => Pattern::None,
        (_, true) if direction > 0.0 => Pattern::Intensifying,
        (_, true) if direction < 0.0 => Pattern::Diminishing,
        (_, true) => Pattern::Persistent,
        (1, false) if count == 1 => Pattern::New,
        (_, false) if count == run => Pattern::Consecutive,
        (_, false) if cold => Pattern::Oscillating,
        (_, false) => Pattern::Sporadic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::draw::poisson;
    use crate::grid::{Bounds, Grid};

    #[test]
    fn the_trend_test_matches_the_reference_values() {
        let found = mann_kendall(&[3.0, 5.0, 4.0, 6.0, 8.0, 7.0, 9.0, 9.0]).unwrap();
        assert_eq!(found.s, 23.0);
        assert!((found.variance - 64.333_333).abs() < 1e-6 && (found.z - 2.742_866).abs() < 1e-6);
        let falling = mann_kendall(&[9.0, 9.0, 7.0, 8.0, 6.0, 4.0, 5.0, 3.0]).unwrap();
        assert_eq!((falling.s, falling.z, falling.p), (-23.0, -found.z, found.p));
        let flat = mann_kendall(&[2.0; 5]).unwrap();
        assert_eq!((flat.s, flat.z, flat.p), (0.0, 0.0, 1.0));
        assert!(mann_kendall(&[1.0, 2.0]).is_err());
    }

    #[test]
    fn each_name_has_its_rule() {
        let of = |text: &str, cold, direction| {
            pattern(&text.chars().map(|c| c == 'h').collect::<Vec<_>>(), cold, direction)
        };
        assert_eq!(of(".........h", false, 0.0), Pattern::New);
        assert_eq!(of("......hhhh", false, 1.0), Pattern::Consecutive);
        assert_eq!(of(".hhhhhhhhh", false, 1.0), Pattern::Intensifying);
        assert_eq!(of("hhhhhhhhhh", false, 0.0), Pattern::Persistent);
        assert_eq!(of("hhhh.hhhhh", false, -1.0), Pattern::Diminishing);
        assert_eq!(of(".h..h..h.h", false, 0.0), Pattern::Sporadic);
        assert_eq!(of(".h..h..h.h", true, 0.0), Pattern::Oscillating);
        assert_eq!(of("hhhhhhhhh.", false, 0.0), Pattern::Historical);
        assert_eq!(of("hhhhh.....", false, 0.0), Pattern::None);
    }

    #[test]
    fn a_patch_that_only_began_is_new_or_consecutive_and_noise_is_nothing() {
        let grid = Grid::whole(Bounds { low: [0.0, 0.0], high: [2_000.0, 2_000.0] }, 100.0).unwrap();
        let mut draw = Seed(8).stream(0);
        let patch = [210, 211, 212, 230, 231, 232, 250, 251, 252];
        let periods: Vec<Vec<f64>> = (0..10)
            .map(|period| {
                let mean = |cell: usize| if period >= 8 && patch.contains(&cell) { 8.0 } else { 1.0 };
                (0..400).map(|cell| f64::from(poisson(&mut draw, mean(cell)))).collect()
            })
            .collect();
        let found = emerging(&periods, &grid.neighbours(), EmergingOptions::default()).unwrap();
        assert_eq!(found[231].pattern, Pattern::Consecutive);
        let named: Vec<usize> = (0..400).filter(|&cell| found[cell].pattern != Pattern::None).collect();
        let near = |cell: &usize| (9..=13).contains(&(cell / 20)) && (9..=13).contains(&(cell % 20));
        assert!(named.iter().all(near), "{named:?}");
        assert!(emerging(&periods[..2], &grid.neighbours(), EmergingOptions::default()).is_err());
        assert!(
            emerging(&periods[..5], &Neighbours::join(vec![vec![]; 3]), EmergingOptions::default()).is_err()
        );
    }
}
