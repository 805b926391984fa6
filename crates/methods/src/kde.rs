//! `analyze kde`.

use commonbeat_analysis::grid;
use commonbeat_analysis::kde::{self as engine, KdeOptions, Path, kde};
use serde::Serialize;

use crate::{Bounds, Files, Method, PointFile, Result};

/// The options of a kernel density.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "The density at the centre of each cell, row by row from the south-west, as incidents per square metre: the \
    kernels are added up and not divided by n. By FFT unless --exact or hardly any work; the answer says which."
)]
pub struct Kde {
    #[command(flatten)]
    #[serde(flatten)]
    file: PointFile,
    /// Bandwidth in metres: where the quartic ends, or the standard deviation of the Gaussian
    #[arg(long, value_name = "METRES")]
    bandwidth: f64,
    /// Shape of the kernel
    #[arg(long, value_enum, default_value_t)]
    kernel: Kernel,
    /// The side of a cell in metres
    #[arg(long, value_name = "METRES")]
    cell: f64,
    /// The box to cover, in metres
    #[arg(long, value_name = "WEST,SOUTH,EAST,NORTH", allow_hyphen_values = true)]
    bounds: Bounds,
    /// Whether to divide by the part of the kernel within the box
    #[arg(long, value_enum, default_value_t)]
    edge: Edge,
    /// Column of what each point counts, such as harm [default: 1 each]
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// Add the kernels up one by one
    #[arg(long)]
    exact: bool,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kernel {
    /// 3 / (pi h^2) (1 - d^2 / h^2)^2 within h
    #[default]
    Quartic,
    /// exp(-d^2 / (2 h^2)) / (2 pi h^2)
    Gaussian,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Edge {
    /// No correction; points outside the box count as far as their kernel reaches
    #[default]
    None,
    /// Divided by the part of the kernel within the box; points outside it are left out
    Correct,
}

/// What a kernel density answers.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    rows: usize,
    cols: usize,
    density: Vec<f64>,
    path: &'static str,
    nodes_per_cell: Option<usize>,
    outside: usize,
}

impl Method for Kde {
    const NAME: &'static str = "kde";
    type Answer = Found;

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.file.points)?;
        let points = table.points(&self.file.x, &self.file.y)?;
        let weights = self.weight.as_ref().map(|column| table.numbers(column)).transpose()?;
        let [west, south, east, north] = self.bounds.0;
        let options = KdeOptions {
            kernel: match self.kernel {
                Kernel::Quartic => engine::Kernel::Quartic,
                Kernel::Gaussian => engine::Kernel::Gaussian,
            },
            bandwidth: self.bandwidth,
            edge: self.edge == Edge::Correct,
            path: if self.exact { Path::Exact } else { Path::Fast },
        };
        let bounds = grid::Bounds { low: [west, south], high: [east, north] };
        let found = kde(&points, weights.as_deref(), bounds, self.cell, options)?;
        Ok(Found {
            n: points.len(),
            rows: found.rows,
            cols: found.columns,
            path: if found.nodes_per_cell.is_some() { "fft" } else { "exact" },
            nodes_per_cell: found.nodes_per_cell,
            outside: found.outside,
            density: found.values,
        })
    }
}
