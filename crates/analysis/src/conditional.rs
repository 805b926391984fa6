//! Conditional permutation for local statistics: the value of a unit stays where it is, all others are permuted over the
//! other places (Anselin 1995, Geogr. Anal. 27:93). Keeping it fixed or not is a choice that programs make differently.
//!
//! One permutation of the whole map serves every unit: if the unit's own value has landed elsewhere, it changes places
//! with the value that landed on the unit. That is a fair draw among all permutations that keep the unit's value fixed.

use rand::seq::SliceRandom;
use rayon::prelude::*;

use crate::Seed;
use crate::neighbours::Neighbours;

/// Permutations that are looked at side by side.
const LANES: usize = 8;
/// Units that one task looks at.
const TASK: usize = 512;
/// Sums of fractions that are equal may differ by rounding; they count as equal within this part of the spread.
const ROUNDED: f64 = 1e-9;

/// How many permutations were at least as extreme as what is observed, for each unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extremes {
    /// Sums at least as large.
    pub(crate) above: u32,
    /// Sums at least as far from their mean, on either side.
    pub(crate) beyond: u32,
}

impl Extremes {
    /// `(b + 1) / (R + 1)`, on both sides or only the upper.
    pub(crate) fn p(self, permutations: usize, upper: bool) -> f64 {
        let as_extreme = if upper { self.above } else { self.beyond };
        (f64::from(as_extreme) + 1.0) / (permutations as f64 + 1.0)
    }
}

/// A unit with this many permutations as extreme is known well enough.
const KNOWN: u32 = 20;

/// As [`extremes`], with more permutations, up to `most`, for the units that fewer than 20 of the first `permutations` are
/// as extreme as (sequential Monte Carlo, Besag and Clifford 1991, Biometrika 78:301). Each answer comes with its number of
/// permutations.
pub(crate) fn adaptive(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: usize,
    most: usize,
    upper: bool,
    seed: Seed,
) -> Vec<(Extremes, usize)> {
    let first = extremes(values, neighbours, permutations, seed);
    let observed = observed(values, neighbours);
    let one = |(unit, so_far): (usize, Extremes)| {
        let around = neighbours.of(unit).len();
        let enough = |found: &Extremes| if upper { found.above >= KNOWN } else { found.beyond >= KNOWN };
        let (mut found, mut done) = (so_far, permutations);
        if enough(&found) {
            return (found, done);
        }
        let mut others: Vec<u32> = (0..values.len() as u32).filter(|&other| other as usize != unit).collect();
        // Far from the streams of whole maps.
        let mut generator = seed.stream((1 << 40) + unit as u64);
        while done < most && !enough(&found) {
            // The first places of a shuffle that goes on from the last one are a fair draw without repetition.
            let (chosen, _) = others.partial_shuffle(&mut generator, around);
            let sum: f64 = chosen.iter().map(|&other| values[other as usize]).sum();
            found.add(&observed[unit], &[sum]);
            done += 1;
        }
        (found, done)
    };
    first.into_par_iter().enumerate().with_max_len(8).map(one).collect()
}

/// What a unit is compared with.
struct Observed {
    sum: f64,
    mean: f64,
    rounded: f64,
}

/// Compares the sum over the neighbours of each unit with permutations of the other values. The input is checked.
pub(crate) fn extremes(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: usize,
    seed: Seed,
) -> Vec<Extremes> {
    let observed = observed(values, neighbours);
    let mut found = vec![Extremes::default(); values.len()];
    let batches = (0..permutations).step_by(LANES);
    for first in batches {
        let used = LANES.min(permutations - first);
        let maps: Vec<Map> =
            (first..first + used).into_par_iter().map(|run| Map::draw(values.len(), seed, run)).collect();
        let rows = side_by_side(values, &maps);
        found.par_chunks_mut(TASK).enumerate().for_each(|(task, found)| {
            for (at, extremes) in found.iter_mut().enumerate() {
                let unit = task * TASK + at;
                let sums = sums(unit, neighbours, &rows, &maps);
                extremes.add(&observed[unit], &sums[..used]);
            }
        });
    }
    found
}

impl Extremes {
    fn add(&mut self, observed: &Observed, sums: &[f64]) {
        let far = (observed.sum - observed.mean).abs() - observed.rounded;
        for sum in sums {
            self.above += u32::from(*sum >= observed.sum - observed.rounded);
            self.beyond += u32::from((sum - observed.mean).abs() >= far);
        }
    }
}

fn observed(values: &[f64], neighbours: &Neighbours) -> Vec<Observed> {
    let n = values.len() as f64;
    let total: f64 = values.iter().sum();
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let one = |unit: usize| {
        let around = neighbours.of(unit);
        let sum: f64 = around.iter().map(|&j| values[j as usize]).sum();
        let mean = around.len() as f64 * (total - values[unit]) / (n - 1.0);
        Observed { sum, mean, rounded: ROUNDED * largest }
    };
    (0..values.len()).into_par_iter().map(one).collect()
}

/// A permutation: which value stands at each place, and where each value went.
struct Map {
    value_at: Vec<u32>,
    place_of: Vec<u32>,
}

impl Map {
    fn draw(n: usize, seed: Seed, run: usize) -> Self {
        let mut value_at: Vec<u32> = (0..n as u32).collect();
        value_at.shuffle(&mut seed.stream(run as u64));
        let mut place_of = vec![0; n];
        for (place, value) in value_at.iter().enumerate() {
            place_of[*value as usize] = place as u32;
        }
        Self { value_at, place_of }
    }
}

fn side_by_side(values: &[f64], maps: &[Map]) -> Vec<[f64; LANES]> {
    let row = |place: usize| {
        let mut row = [0.0; LANES];
        for (slot, map) in row.iter_mut().zip(maps) {
            *slot = values[map.value_at[place] as usize];
        }
        row
    };
    (0..values.len()).into_par_iter().with_min_len(TASK).map(row).collect()
}

/// The sum over the neighbours of a unit in each map, its own value kept out.
fn sums(unit: usize, neighbours: &Neighbours, rows: &[[f64; LANES]], maps: &[Map]) -> [f64; LANES] {
    let around = neighbours.of(unit);
    let mut sums = [0.0; LANES];
    for &place in around {
        for (sum, value) in sums.iter_mut().zip(&rows[place as usize]) {
            *sum += value;
        }
    }
    let (Some(&low), Some(&high)) = (around.first(), around.last()) else { return sums };
    for (lane, map) in maps.iter().enumerate() {
        let place = map.place_of[unit];
        if (low..=high).contains(&place) && around.binary_search(&place).is_ok() {
            // Its own value is among them: it changes places with what stands on the unit. Summed anew, not mended by
            // a difference, so that equal sums stay equal.
            let swapped = |&at: &u32| if at == place { rows[unit][lane] } else { rows[at as usize][lane] };
            sums[lane] = around.iter().map(swapped).sum();
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Bounds, Grid};

    #[test]
    fn a_small_map_gives_the_chances_of_all_its_permutations() {
        // Three in a row: the middle has both others around it, an end has the middle.
        let grid = Grid::whole(Bounds { low: [0.0, 0.0], high: [3.0, 1.0] }, 1.0).unwrap();
        let found = extremes(&[5.0, 1.0, 0.0], &grid.neighbours(), 4_000, Seed(9));
        // The middle's sum never changes.
        assert_eq!(found[1], Extremes { above: 4_000, beyond: 4_000 });
        // The west end has 1 beside it in half of the permutations and 0 in the other half; both are as far from .5.
        assert_eq!(found[0].beyond, 4_000);
        assert!((found[0].above as f64 - 2_000.0).abs() < 160.0, "{found:?}");
        // The east end has 1 beside it, or 5.
        assert_eq!(found[2].above, 4_000);
    }
}
