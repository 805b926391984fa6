//! Convolving with the kernel by FFT.

use std::sync::Arc;

use rayon::prelude::*;
use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use rustfft::{Fft, FftPlanner};

use super::{Field, KdeOptions, Kernel};
use crate::Point;

/// Nodes per bandwidth, at least.
const FINE: f64 = 16.0;
/// The most nodes of a grid: half a gigabyte for values and their transforms.
const MOST_NODES: f64 = 16e6;
/// Bandwidths beyond which the Gaussian is left off: at 6 it is a seventy-millionth of its peak.
const GAUSSIAN_REACH: f64 = 6.0;

/// Nodes per cell and axis; `None` when there would be too many.
pub(super) fn nodes_per_cell(field: &Field, options: KdeOptions) -> Option<usize> {
    let nodes = (FINE * field.cell / options.bandwidth).ceil().max(1.0);
    let frame = 2.0 * (reach(options) * nodes / field.cell + 3.0);
    let all = (field.rows as f64 * nodes + frame) * (field.columns as f64 * nodes + frame);
    (all <= MOST_NODES).then_some(nodes as usize)
}

fn reach(options: KdeOptions) -> f64 {
    match options.kernel {
        Kernel::Quartic => options.bandwidth,
        Kernel::Gaussian => GAUSSIAN_REACH * options.bandwidth,
    }
}

/// Nodes around the cells: as many more on each side as the kernel reaches, so that what the circular convolution wraps
/// around never comes to a cell.
struct Nodes {
    step: f64,
    frame: usize,
    rows: usize,
    columns: usize,
}

impl Nodes {
    fn new(field: &Field, options: KdeOptions, per_cell: usize) -> Self {
        let step = field.cell / per_cell as f64;
        let frame = (reach(options) / step).ceil() as usize + 2;
        let along = |cells: usize| smooth((cells - 1) * per_cell + 1 + 2 * frame);
        Self { step, frame, rows: along(field.rows), columns: along(field.columns) }
    }
}

/// The next length that is a product of 2, 3 and 5: those are quick.
fn smooth(length: usize) -> usize {
    let quick = |mut n: usize| {
        for factor in [2, 3, 5] {
            while n.is_multiple_of(factor) {
                n /= factor;
            }
        }
        n == 1
    };
    (length.max(2)..).find(|&n| n.is_multiple_of(2) && quick(n)).unwrap_or(length)
}

/// The density at each cell, in the order of the field.
pub(super) fn density(
    sources: &[(Point, f64)],
    field: &Field,
    options: KdeOptions,
    per_cell: usize,
) -> Vec<f64> {
    let nodes = Nodes::new(field, options, per_cell);
    let transform = Transform::new(&nodes);
    let mut spectrum = transform.forward(spread(sources, field, &nodes));
    let kernel = transform.forward(kernel(&nodes, options));
    spectrum.par_iter_mut().zip(&kernel).for_each(|(value, kernel)| *value *= kernel);
    let found = transform.back(spectrum);
    let scale = options.kernel.scale(options.bandwidth) / (nodes.rows * nodes.columns) as f64;
    let cell = |at: usize| {
        let (row, column) = (at / field.columns, at % field.columns);
        let (row, column) = (nodes.frame + row * per_cell, nodes.frame + column * per_cell);
        // Rounding, and the small negative weights of the interpolation, may leave a little less than nothing.
        (found[row * nodes.columns + column] * scale).max(0.0)
    };
    (0..field.rows * field.columns).into_par_iter().map(cell).collect()
}

/// Puts each point on its sixteen nearest nodes.
fn spread(sources: &[(Point, f64)], field: &Field, nodes: &Nodes) -> Vec<f64> {
    let mut values = vec![0.0; nodes.rows * nodes.columns];
    let first = [field.x(0), field.y(0)];
    for (point, weight) in sources {
        let at = |axis: usize| (point[axis] - first[axis]) / nodes.step + nodes.frame as f64;
        let (x, y) = (at(0), at(1));
        // Out of the reach of every cell.
        if !(1.0..=nodes.columns as f64 - 3.0).contains(&x) || !(1.0..=nodes.rows as f64 - 3.0).contains(&y) {
            continue;
        }
        let (column, row) = (x.floor(), y.floor());
        let (across, up) = (cubic(x - column), cubic(y - row));
        for (r, up) in up.iter().enumerate() {
            let from = (row as usize + r - 1) * nodes.columns + column as usize - 1;
            for (value, across) in values[from..from + 4].iter_mut().zip(&across) {
                *value += weight * up * across;
            }
        }
    }
    values
}

/// Weights of the nodes at -1, 0, 1 and 2 for a place between 0 and 1: exact for every polynomial up to the third degree.
fn cubic(t: f64) -> [f64; 4] {
    [
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    ]
}

/// The kernel around node 0, wrapped around.
fn kernel(nodes: &Nodes, options: KdeOptions) -> Vec<f64> {
    let limit = (reach(options) / options.bandwidth).powi(2);
    let away = |at: usize, length: usize| at.min(length - at) as f64 * nodes.step / options.bandwidth;
    let value = |at: usize| {
        let (up, across) = (away(at / nodes.columns, nodes.rows), away(at % nodes.columns, nodes.columns));
        let squared = up * up + across * across;
        if squared <= limit { options.kernel.shape(squared) } else { 0.0 }
    };
    (0..nodes.rows * nodes.columns).into_par_iter().with_min_len(1 << 14).map(value).collect()
}

/// Transforms of two dimensions: along the rows, which are real, then along the columns.
struct Transform {
    rows: usize,
    columns: usize,
    /// Frequencies of a row; the others mirror them.
    half: usize,
    real: Arc<dyn RealToComplex<f64>>,
    real_back: Arc<dyn ComplexToReal<f64>>,
    complex: Arc<dyn Fft<f64>>,
    complex_back: Arc<dyn Fft<f64>>,
}

type Frequency = Complex<f64>;

impl Transform {
    fn new(nodes: &Nodes) -> Self {
        let mut real = RealFftPlanner::new();
        let mut complex = FftPlanner::new();
        Self {
            rows: nodes.rows,
            columns: nodes.columns,
            half: nodes.columns / 2 + 1,
            real: real.plan_fft_forward(nodes.columns),
            real_back: real.plan_fft_inverse(nodes.columns),
            complex: complex.plan_fft_forward(nodes.rows),
            complex_back: complex.plan_fft_inverse(nodes.rows),
        }
    }

    /// Column by column: the frequencies of a column lie end to end.
    fn forward(&self, mut values: Vec<f64>) -> Vec<Frequency> {
        let mut along = vec![Frequency::default(); self.rows * self.half];
        values.par_chunks_exact_mut(self.columns).zip(along.par_chunks_exact_mut(self.half)).for_each(
            |(row, frequencies)| {
                // The lengths are those that were planned for, which is all that can be wrong.
                let _ = self.real.process(row, frequencies);
            },
        );
        let mut spectrum = turned(&along, self.rows, self.half);
        spectrum.par_chunks_exact_mut(self.rows).for_each(|column| self.complex.process(column));
        spectrum
    }

    /// Back to the nodes, row by row; not divided by their number.
    fn back(&self, mut spectrum: Vec<Frequency>) -> Vec<f64> {
        spectrum.par_chunks_exact_mut(self.rows).for_each(|column| self.complex_back.process(column));
        let mut along = turned(&spectrum, self.half, self.rows);
        let mut values = vec![0.0; self.rows * self.columns];
        along.par_chunks_exact_mut(self.half).zip(values.par_chunks_exact_mut(self.columns)).for_each(
            |(frequencies, row)| {
                // Of a real row the first and, the length being even, the last are real but for rounding.
                frequencies[0].im = 0.0;
                frequencies[self.half - 1].im = 0.0;
                let _ = self.real_back.process(frequencies, row);
            },
        );
        values
    }
}

/// Rows become columns.
fn turned(values: &[Frequency], rows: usize, columns: usize) -> Vec<Frequency> {
    let mut turned = vec![Frequency::default(); values.len()];
    turned.par_chunks_mut(rows * 8).enumerate().for_each(|(block, turned)| {
        let first = block * 8;
        for row in 0..rows {
            for (at, column) in turned.chunks_exact_mut(rows).enumerate() {
                column[row] = values[row * columns + first + at];
            }
        }
    });
    turned
}
