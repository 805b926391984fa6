//! Adding kernels up.

use rayon::prelude::*;

use super::{Field, KdeOptions, Kernel};
use crate::Point;

/// Rows that one task fills: what depends on the column only is computed once for them.
const TILE: usize = 16;

/// The density at each cell; `sources` are sorted by their y.
pub(super) fn density(sources: &[(Point, f64)], field: &Field, options: KdeOptions) -> Vec<f64> {
    let mut values = vec![0.0; field.rows * field.columns];
    values.par_chunks_mut(TILE * field.columns).enumerate().for_each(|(tile, values)| {
        fill(values, tile * TILE, sources, field, options);
    });
    let scale = options.kernel.scale(options.bandwidth);
    values.par_iter_mut().for_each(|value| *value *= scale);
    values
}

fn fill(values: &mut [f64], first: usize, sources: &[(Point, f64)], field: &Field, options: KdeOptions) {
    let reach = options.kernel.reach() * options.bandwidth;
    let rows = values.len() / field.columns;
    let (south, north) = (field.y(first) - reach, field.y(first + rows - 1) + reach);
    let from = sources.partition_point(|(point, _)| point[1] < south);
    let mut across = vec![0.0; field.columns];
    for (point, weight) in sources[from..].iter().take_while(|(point, _)| point[1] <= north) {
        let Some((low, high)) = span(field, point[0], reach) else { continue };
        for (column, value) in (low..=high).zip(&mut across) {
            let away = (field.x(column) - point[0]) / options.bandwidth;
            *value = match options.kernel {
                Kernel::Quartic => 1.0 - away * away,
                Kernel::Gaussian => (-0.5 * away * away).exp(),
            };
        }
        let across = &across[..=high - low];
        for (at, row) in values.chunks_exact_mut(field.columns).enumerate() {
            let away = (field.y(first + at) - point[1]) / options.bandwidth;
            add(&mut row[low..=high], across, away * away, *weight, options.kernel);
        }
    }
}

/// Columns whose centres are within reach.
fn span(field: &Field, x: f64, reach: f64) -> Option<(usize, usize)> {
    let column = |x: f64| (x - field.bounds.low[0]) / field.cell - 0.5;
    let (low, high) = (column(x - reach).ceil().max(0.0), column(x + reach).floor());
    let high = high.min(field.columns as f64 - 1.0);
    (low <= high).then_some((low as usize, high as usize))
}

/// Adds one kernel to a part of one row; `away` is the squared distance north or south in bandwidths.
fn add(row: &mut [f64], across: &[f64], away: f64, weight: f64, kernel: Kernel) {
    match kernel {
        Kernel::Quartic if away >= 1.0 => {}
        Kernel::Quartic => {
            for (value, across) in row.iter_mut().zip(across) {
                let bracket = (across - away).max(0.0);
                *value += weight * (bracket * bracket);
            }
        }
        Kernel::Gaussian => {
            let down = weight * (-0.5 * away).exp();
            for (value, across) in row.iter_mut().zip(across) {
                *value += down * across;
            }
        }
    }
}
