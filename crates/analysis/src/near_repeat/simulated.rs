//! Counting the table, as observed and for all permutations of the times.

use rand::seq::SliceRandom;
use rayon::prelude::*;

use super::lanes::{Lane, Times, in_steps, under};
use super::pairs::{Close, Strips};
use super::{Bands, Counted, NearRepeatOptions};
use crate::{Point, Seed};

/// Positions whose pairs are found together.
const BLOCK: usize = 64;
/// Pairs that are held at once, of 4 bytes each; if there are more, they are found again for each group of permutations.
const MOST_PAIRS: usize = 128 << 20;
/// Bytes of permuted times that are held at once when pairs must be found again.
const MOST_TIMES: usize = 256 << 20;

/// What is counted: for each table, for each band of distance but the unbounded one, the pairs under each limit of days.
struct Plan<'a> {
    strips: &'a Strips,
    blocks: Vec<Vec<usize>>,
    tables: usize,
    seed: Seed,
}

pub(super) fn count(
    points: &[Point],
    days: &[f64],
    space: &Bands,
    time: &Bands,
    options: NearRepeatOptions,
) -> Counted {
    let near = bounded(space);
    let strips = Strips::new(points, &near, options.metric);
    let ordered: Vec<f64> = strips.order.iter().map(|&at| days[at as usize]).collect();
    let limits: Vec<f64> = time.edges().iter().copied().filter(|e| e.is_finite() && *e > 0.0).collect();
    let (step, times) = in_steps(&ordered, &limits);
    let blocks: Vec<Vec<usize>> = blocks_of(points.len()).into_par_iter().map(|r| strips.count(r)).collect();
    let plan = Plan { strips: &strips, blocks, tables: options.permutations + 1, seed: options.seed };
    let (tables, everywhere) = match times {
        Times::Short { times, limits } => {
            (plan.tables::<i16, 32>(&times, &limits), all_under(&times, &limits))
        }
        Times::Long { times, limits } => {
            (plan.tables::<i32, 16>(&times, &limits), all_under(&times, &limits))
        }
        Times::Real { times, limits } => (plan.tables::<f64, 8>(&times, &limits), all_under(&times, &limits)),
    };
    let n = points.len() as u64;
    let shape = Shape { space, time, limits: limits.len(), all: n * (n - 1) / 2, everywhere };
    let mut pairs = vec![0; strips.bands()];
    for block in &plan.blocks {
        for (sum, count) in pairs.iter_mut().zip(block) {
            *sum += *count as u64;
        }
    }
    let mut cells = tables.into_iter().map(|table| shape.cells(&pairs, &table));
    let observed = cells.next().unwrap_or_default();
    Counted {
        step,
        observed,
        simulated: cells.collect(),
        by_space: shape.by_space(&pairs),
        by_time: shape.by_time(&shape.everywhere, shape.all),
    }
}

/// The finite edges; from 0 on when there is an unbounded band, whose pairs are all but those of the others.
fn bounded(space: &Bands) -> Vec<f64> {
    let edges = space.edges();
    let unbounded = edges.last().is_some_and(|last| last.is_infinite());
    let hidden = (unbounded && edges[0] > 0.0).then_some(0.0);
    hidden.into_iter().chain(edges.iter().copied().filter(|edge| edge.is_finite())).collect()
}

fn blocks_of(n: usize) -> Vec<std::ops::Range<usize>> {
    (0..n).step_by(BLOCK).map(|from| from..(from + BLOCK).min(n)).collect()
}

/// Pairs of all incidents, near and far, with times under each limit apart. No permutation changes it.
fn all_under<T: Lane>(times: &[T], limits: &[T]) -> Vec<u64> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let count = |&limit: &T| {
        let mut from = 0;
        let mut sum = 0;
        for at in 0..sorted.len() {
            while from < at && sorted[at].apart(sorted[from]) >= limit {
                from += 1;
            }
            sum += (at - from) as u64;
        }
        sum
    };
    limits.iter().map(count).collect()
}

impl Plan<'_> {
    /// Table 0 is as observed, the others are permutations.
    fn tables<T: Lane, const L: usize>(&self, times: &[T], limits: &[T]) -> Vec<Vec<Vec<u64>>> {
        let bands = self.strips.bands();
        let mut tables = vec![vec![vec![0; limits.len()]; bands]; self.tables];
        let slabs = self.slabs();
        let once = slabs.len() <= 1;
        let batch_bytes = times.len() * size_of::<[T; L]>();
        let group = if once { 1 } else { (MOST_TIMES / batch_bytes.max(1)).max(1) };
        let held = once.then(|| self.pairs(0..self.blocks.len()));
        let batches: Vec<usize> = (0..self.tables).step_by(L).collect();
        for group in batches.chunks(group) {
            let rows: Vec<Vec<[T; L]>> = group.iter().map(|&first| self.rows(times, first)).collect();
            for slab in &slabs {
                let found = if once { None } else { Some(self.pairs(slab.clone())) };
                let pairs = held.as_ref().or(found.as_ref());
                for (&first, rows) in group.iter().zip(&rows) {
                    let sums = pairs.map(|pairs| tally(rows, pairs, bands, limits)).unwrap_or_default();
                    put(&mut tables[first..], &sums);
                }
            }
        }
        tables
    }

    /// Runs of blocks whose pairs can be held at once.
    fn slabs(&self) -> Vec<std::ops::Range<usize>> {
        let mut slabs = Vec::new();
        let (mut from, mut held) = (0, 0);
        for (at, block) in self.blocks.iter().enumerate() {
            let pairs: usize = block.iter().sum();
            if held + pairs > MOST_PAIRS && at > from {
                slabs.push(from..at);
                (from, held) = (at, 0);
            }
            held += pairs;
        }
        slabs.push(from..self.blocks.len());
        slabs
    }

    fn pairs(&self, blocks: std::ops::Range<usize>) -> Vec<Vec<Close>> {
        let n = self.strips.order.len();
        let one = |at: usize| {
            let positions = at * BLOCK..((at + 1) * BLOCK).min(n);
            self.strips.close(positions, &self.blocks[at])
        };
        blocks.into_par_iter().map(one).collect()
    }

    /// The times of each incident in `L` tables side by side, beginning with table `first`.
    fn rows<T: Lane, const L: usize>(&self, times: &[T], first: usize) -> Vec<[T; L]> {
        let lane = |lane: usize| {
            let table = first + lane;
            let mut times = times.to_vec();
            if table > 0 && table < self.tables {
                times.shuffle(&mut self.seed.stream(table as u64));
            }
            times
        };
        let lanes: Vec<Vec<T>> = (0..L).into_par_iter().map(lane).collect();
        let mut rows = vec![[T::IDLE; L]; times.len()];
        rows.par_chunks_mut(1024).enumerate().for_each(|(chunk, rows)| {
            for (number, lane) in lanes.iter().enumerate() {
                for (row, time) in rows.iter_mut().zip(&lane[chunk * 1024..]) {
                    row[number] = *time;
                }
            }
        });
        rows
    }
}

/// For each band and limit, the pairs under it in each lane.
fn tally<T: Lane, const L: usize>(
    rows: &[[T; L]],
    pairs: &[Vec<Close>],
    bands: usize,
    limits: &[T],
) -> Vec<Vec<[u64; L]>> {
    let nothing = || vec![vec![[0; L]; limits.len()]; bands];
    let add = |mut left: Vec<Vec<[u64; L]>>, right: Vec<Vec<[u64; L]>>| {
        for (left, right) in left.iter_mut().flatten().zip(right.iter().flatten()) {
            for (left, right) in left.iter_mut().zip(right) {
                *left += *right;
            }
        }
        left
    };
    let one = |block: &Vec<Close>| block.iter().map(|close| under(rows, close, limits)).collect();
    pairs.par_iter().map(one).reduce(nothing, add)
}

/// Adds the lanes to the tables they stand for.
fn put<const L: usize>(tables: &mut [Vec<Vec<u64>>], sums: &[Vec<[u64; L]>]) {
    for (lane, table) in tables.iter_mut().take(L).enumerate() {
        for (row, sums) in table.iter_mut().zip(sums) {
            for (cell, sum) in row.iter_mut().zip(sums) {
                *cell += sum[lane];
            }
        }
    }
}

/// How counts under limits become cells of the table that was asked for.
struct Shape<'a> {
    space: &'a Bands,
    time: &'a Bands,
    limits: usize,
    /// All pairs there are, and those under each limit.
    all: u64,
    everywhere: Vec<u64>,
}

impl Shape<'_> {
    fn cells(&self, pairs: &[u64], table: &[Vec<u64>]) -> Vec<u64> {
        let near: Vec<Vec<u64>> =
            table.iter().zip(pairs).map(|(under, &pairs)| self.by_time(under, pairs)).collect();
        let mut rows = near;
        if self.unbounded() {
            let rest: Vec<u64> = (0..self.limits)
                .map(|limit| self.everywhere[limit] - table.iter().map(|row| row[limit]).sum::<u64>())
                .collect();
            rows.push(self.by_time(&rest, self.all - pairs.iter().sum::<u64>()));
        }
        rows.drain(..rows.len() - self.space.len());
        rows.concat()
    }

    fn by_space(&self, pairs: &[u64]) -> Vec<u64> {
        let mut rows = pairs.to_vec();
        if self.unbounded() {
            rows.push(self.all - pairs.iter().sum::<u64>());
        }
        rows.split_off(rows.len() - self.space.len())
    }

    fn unbounded(&self) -> bool {
        self.space.edges().last().is_some_and(|last| last.is_infinite())
    }

    /// The bands of days, from how many of `pairs` are under each limit.
    fn by_time(&self, under: &[u64], pairs: u64) -> Vec<u64> {
        let mut limits = under.iter();
        let up_to: Vec<u64> = self
            .time
            .edges()
            .iter()
            .map(|&edge| match edge {
                0.0 => 0,
                edge if edge.is_infinite() => pairs,
                _ => limits.next().copied().unwrap_or(pairs),
            })
            .collect();
        up_to.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}
