//! Kernel density: how many incidents there are per square metre around each cell of a grid.
//!
//! `density(u) = sum_i w_i k(u - x_i)` at the centre `u` of each cell, with the whole kernel `k` holding 1, so that the sum over
//! the plane is the number of incidents (it is not divided by n).
//!
//! - Quartic: `k = 3 / (pi h^2) (1 - d^2 / h^2)^2` within the bandwidth `h`, 0 beyond.
//! - Gaussian: `k = exp(-d^2 / (2 h^2)) / (2 pi h^2)`, with `h` its standard deviation; left off beyond 9 h (6 h by FFT).
//!
//! **Exact** adds the kernels up. By **FFT** (Silverman 1982, Appl. Stat. 31:93) the points are first put on a grid at least
//! sixteen times finer than the bandwidth, each on sixteen nodes by cubic interpolation, and the grid is convolved with
//! the kernel: the work no longer depends on the number of points or the bandwidth.

use std::f64::consts::PI;

use crate::error::{all_finite, positive, same_length};
use crate::grid::{Bounds, check_points};
use crate::{AnalysisError, Point, Result};

mod edge;
mod exact;
mod fft;

/// The shape of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kernel {
    /// Bounded by the bandwidth.
    #[default]
    Quartic,
    /// The bandwidth is its standard deviation.
    Gaussian,
}

/// How densities are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Path {
    /// By FFT, unless adding up is hardly any work or the grid would be too fine to hold.
    #[default]
    Fast,
    /// Adding up.
    Exact,
}

/// How a density is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KdeOptions {
    /// The shape of the kernel.
    pub kernel: Kernel,
    /// Its bandwidth in metres.
    pub bandwidth: f64,
    /// Whether a density is divided by the part of the kernel that lies within the bounds. Incidents outside them are
    /// then left out; without it they count as far as their kernel reaches.
    pub edge: bool,
    /// How densities are added up.
    pub path: Path,
}

/// A density on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Density {
    /// The options used.
    pub options: KdeOptions,
    /// Rows of cells, from the south.
    pub rows: usize,
    /// Columns of cells, from the west.
    pub columns: usize,
    /// Incidents (or their weights) per square metre at the centre of each cell, row by row from the south-west.
    pub values: Vec<f64>,
    /// Nodes per cell and axis of the FFT; `None` when added up exactly.
    pub nodes_per_cell: Option<usize>,
    /// Points left out because they lie outside the bounds.
    pub outside: usize,
}

/// The most cells of a grid.
const MOST_CELLS: f64 = 1e8;
/// Kernel values that are added up exactly without asking: a few milliseconds.
const HARDLY_ANY: f64 = 2e6;

/// Where the cells lie.
#[derive(Debug, Clone, Copy)]
struct Field {
    bounds: Bounds,
    cell: f64,
    rows: usize,
    columns: usize,
}

impl Field {
    fn new(bounds: Bounds, cell: f64) -> Result<Self> {
        check_points(&[bounds.low, bounds.high])?;
        positive("the cell size", cell)?;
        let side = |axis: usize| bounds.high[axis] - bounds.low[axis];
        if !(side(0) > 0.0 && side(1) > 0.0) {
            return Err(AnalysisError::ZeroArea);
        }
        // The last cell may reach beyond the bounds; what only rounding puts there is none.
        let steps = |axis: usize| (side(axis) / cell * (1.0 - 1e-12)).ceil().max(1.0);
        if steps(0) * steps(1) > MOST_CELLS {
            let given = (steps(0) * steps(1)) as usize;
            return Err(AnalysisError::TooMany { what: "grid cells", most: MOST_CELLS as usize, given });
        }
        Ok(Self { bounds, cell, rows: steps(1) as usize, columns: steps(0) as usize })
    }

    fn x(&self, column: usize) -> f64 {
        self.bounds.low[0] + (column as f64 + 0.5) * self.cell
    }

    fn y(&self, row: usize) -> f64 {
        self.bounds.low[1] + (row as f64 + 0.5) * self.cell
    }
}

impl Kernel {
    /// The factor before the bracket.
    fn scale(self, bandwidth: f64) -> f64 {
        match self {
            Kernel::Quartic => 3.0 / (PI * bandwidth * bandwidth),
            Kernel::Gaussian => 1.0 / (2.0 * PI * bandwidth * bandwidth),
        }
    }

    /// The bracket, at a squared distance in bandwidths.
    fn shape(self, squared: f64) -> f64 {
        match self {
            Kernel::Quartic => (1.0 - squared).max(0.0).powi(2),
            Kernel::Gaussian => (-0.5 * squared).exp(),
        }
    }

    /// Bandwidths beyond which it is nothing, or next to nothing.
    fn reach(self) -> f64 {
        match self {
            Kernel::Quartic => 1.0,
            Kernel::Gaussian => 9.0,
        }
    }
}

/// The density of points, each counting `weights` (1 each without them), at the centres of square cells over `bounds`.
///
/// # Errors
/// `NotANumber`, `UnequalLengths`, `OutOfRange` for a bandwidth or cell not above 0, `ZeroArea`, `TooMany` beyond a hundred
/// million cells. Without points the density is 0 everywhere.
pub fn kde(
    points: &[Point],
    weights: Option<&[f64]>,
    bounds: Bounds,
    cell: f64,
    options: KdeOptions,
) -> Result<Density> {
    check_points(points)?;
    positive("the bandwidth", options.bandwidth)?;
    let field = Field::new(bounds, cell)?;
    if let Some(weights) = weights {
        same_length("points and weights", points.len(), weights.len())?;
        all_finite("weights", weights)?;
    }
    let inside =
        |point: &Point| (0..2).all(|axis| (bounds.low[axis]..=bounds.high[axis]).contains(&point[axis]));
    let mut sources: Vec<(Point, f64)> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| !options.edge || inside(point))
        .map(|(at, point)| (*point, weights.map_or(1.0, |weights| weights[at])))
        .collect();
    let outside = points.len() - sources.len();
    // An order of their own, so that the order of the input has no say in the last digit of a sum.
    sources.sort_unstable_by(|(a, v), (b, w)| {
        a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0])).then(v.total_cmp(w))
    });
    let (mut values, nodes_per_cell) = match plan(sources.len(), &field, options) {
        Some(nodes) => (fft::density(&sources, &field, options, nodes), Some(nodes)),
        None => (exact::density(&sources, &field, options), None),
    };
    if options.edge {
        edge::correct(&mut values, &field, options);
    }
    Ok(Density { options, rows: field.rows, columns: field.columns, values, nodes_per_cell, outside })
}

/// Nodes per cell for the FFT, or `None` for adding up.
fn plan(points: usize, field: &Field, options: KdeOptions) -> Option<usize> {
    let reach = 2.0 * options.kernel.reach() * options.bandwidth / field.cell + 1.0;
    let work = points as f64 * reach.min(field.rows as f64) * reach.min(field.columns as f64);
    if options.path == Path::Exact || work <= HARDLY_ANY {
        return None;
    }
    fft::nodes_per_cell(field, options)
}

#[cfg(test)]
mod tests;
