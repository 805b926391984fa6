//! How far and how long the risk is raised after an incident.

use super::{Bands, Counted};
use crate::chance::normal_quantile_upper;

/// The part of the table, from the nearest and soonest cell on, in which every cell is significant over the whole table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskWindow {
    /// Up to this distance (the upper edge of its last band).
    pub metres: f64,
    /// Up to this many days.
    pub days: f64,
    /// Pairs in it.
    pub observed: u64,
    /// Their exact mean over all permutations of the times.
    pub expected: f64,
    /// Observed over expected: how many times the usual.
    pub ratio: f64,
    /// 90 % interval of the ratio, on the log scale. Its spread is Poisson's, or that of the permutations if that is larger.
    pub interval: (f64, f64),
}

const LEVEL: f64 = 0.05;

/// Of all rectangles from the first cell on in which every cell is significant, the one with the most pairs above
/// expectation. Unbounded bands are left out.
pub(super) fn of(
    found: &Counted,
    expected: &[f64],
    p: &[f64],
    space: &Bands,
    time: &Bands,
) -> Option<RiskWindow> {
    let columns = time.len();
    let bounded = |bands: &Bands| bands.edges()[1..].iter().filter(|edge| edge.is_finite()).count();
    let significant = |row: usize, column: usize| p[row * columns + column] <= LEVEL;
    let mut best: Option<(f64, usize, usize)> = None;
    let mut widest = bounded(time);
    for row in 0..bounded(space) {
        widest = (0..widest).take_while(|&column| significant(row, column)).count();
        for width in 1..=widest {
            let sum = |table: &dyn Fn(usize) -> f64| -> f64 {
                (0..=row).flat_map(|r| (0..width).map(move |c| r * columns + c)).map(table).sum()
            };
            let excess = sum(&|cell| found.observed[cell] as f64) - sum(&|cell| expected[cell]);
            if best.is_none_or(|(most, ..)| excess > most) {
                best = Some((excess, row, width));
            }
        }
    }
    let (_, row, width) = best?;
    let cells: Vec<usize> = (0..=row).flat_map(|r| (0..width).map(move |c| r * columns + c)).collect();
    let observed: u64 = cells.iter().map(|&cell| found.observed[cell]).sum();
    let mean: f64 = cells.iter().map(|&cell| expected[cell]).sum();
    let runs = found.simulated.len() as f64;
    let squares: f64 = found
        .simulated
        .iter()
        .map(|table| (cells.iter().map(|&cell| table[cell] as f64).sum::<f64>() - mean).powi(2))
        .sum();
    let dispersion = if runs > 0.0 && mean > 0.0 { (squares / runs / mean).max(1.0) } else { 1.0 };
    let ratio = observed as f64 / mean;
    let reach = (normal_quantile_upper(0.05) * (dispersion / observed as f64).sqrt()).exp();
    Some(RiskWindow {
        metres: space.edges()[row + 1],
        days: time.edges()[width],
        observed,
        expected: mean,
        ratio,
        interval: (ratio / reach, ratio * reach),
    })
}
