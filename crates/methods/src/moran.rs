//! `analyze moran`.

use commonbeat_analysis::Seed;
use commonbeat_analysis::moran::{LocalMoran, MoranOptions, Weighting, moran};
use serde::Serialize;

use crate::cells::{Cells, Testing};
use crate::{Files, Method, Result};

/// The options of Moran's I.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Moran (1950), Anselin (1995). variance, z and p are under randomization; those under normality stand beside \
    them. The local I divides by sum z^2 / (n - 1), and is compared with permutations that keep the value of its own cell \
    fixed. p is two-sided; with --permutations it is (b + 1) / (R + 1)."
)]
pub struct Moran {
    #[command(flatten)]
    #[serde(flatten)]
    cells: Cells,
    /// How neighbours are weighed
    #[arg(long, value_enum, default_value_t)]
    weights: Weights,
    #[command(flatten)]
    #[serde(flatten)]
    testing: Testing,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Weights {
    /// Each neighbour counts 1
    Binary,
    /// The neighbours of a cell count 1 together
    #[default]
    Row,
}

/// What Moran's I answers; lists are in the order of the file.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    i: f64,
    expected: f64,
    variance: f64,
    z: f64,
    p: f64,
    variance_normality: f64,
    z_normality: f64,
    p_normality: f64,
    local: Vec<f64>,
    local_z: Vec<f64>,
    local_p: Vec<f64>,
    local_q: Vec<f64>,
    local_significant: Vec<bool>,
    local_kind: Vec<&'static str>,
    warning: Option<String>,
}

impl Method for Moran {
    const NAME: &'static str = "moran";
    type Answer = Found;

    fn seed(&self) -> Option<u64> {
        self.testing.seed()
    }

    fn run(&self, files: &mut Files) -> Result<Found> {
        let (values, neighbours) = self.cells.read(files)?;
        let options = MoranOptions {
            weighting: match self.weights {
                Weights::Binary => Weighting::Binary,
                Weights::Row => Weighting::Row,
            },
            permutations: self.testing.permutations,
            seed: Seed(self.testing.seed.seed),
            alpha: self.testing.alpha,
            correction: self.testing.correction.into(),
        };
        let found = moran(&values, &neighbours, options)?;
        let each = |of: fn(&LocalMoran) -> f64| found.local.iter().map(of).collect::<Vec<f64>>();
        Ok(Found {
            n: values.len(),
            i: found.i,
            expected: found.expected,
            variance: found.randomization.variance,
            z: found.randomization.z,
            p: found.p,
            variance_normality: found.normality.variance,
            z_normality: found.normality.z,
            p_normality: found.normality.p,
            local: each(|one| one.i),
            local_z: each(|one| one.z),
            local_p: each(|one| one.p),
            local_q: each(|one| one.q),
            local_significant: found.local.iter().map(|one| one.significant).collect(),
            local_kind: found.local.iter().map(|one| one.kind.name()).collect(),
            warning: self.testing.warning(values.len(), self.testing.permutations),
        })
    }
}
