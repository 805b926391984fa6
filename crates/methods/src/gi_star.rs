//! `analyze gi-star`.

use commonbeat_analysis::Seed;
use commonbeat_analysis::hot_places::{Approximation, Tail, gi_star, gi_star_adaptive, gi_star_p};
use commonbeat_analysis::many::discoveries;
use serde::Serialize;

use crate::cells::{Cells, Testing};
use crate::{Error, Files, Method, Result};

/// The options of Gi*.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Getis and Ord (1992), Ord and Getis (1995). The cell itself counts among its neighbours; the deviation is \
    that of all cells, divided by n. p is two-sided. With --permutations the value of the cell itself stays fixed and \
    p = (b + 1) / (R + 1), with b the permutations at least as far from the mean."
)]
pub struct GiStar {
    #[command(flatten)]
    #[serde(flatten)]
    cells: Cells,
    /// How neighbours are weighed; Gi* is the same either way, because scaling all weights of a cell scales nothing else
    #[arg(long, value_enum, default_value_t)]
    weights: Weights,
    /// How z becomes p without permutations
    #[arg(long, value_enum, default_value_t)]
    approximation: Analytic,
    #[command(flatten)]
    #[serde(flatten)]
    testing: Testing,
    /// Leading cells get more permutations, up to this many, until the correction can tell: for harm and rare counts
    #[arg(long, value_name = "R")]
    up_to: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Weights {
    /// Each neighbour counts 1
    #[default]
    Binary,
    /// The neighbours of a cell count 1 together
    Row,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Analytic {
    /// The normal distribution, as published
    #[default]
    Normal,
    /// With the exact skewness of a sum of as many values: for rare counts
    Skewed,
}

/// What Gi* answers, in the order of the file.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    z: Vec<f64>,
    p: Vec<f64>,
    q: Vec<f64>,
    significant: Vec<bool>,
    cut: Option<f64>,
    permutations_each: Option<Vec<usize>>,
    warning: Option<String>,
}

impl Method for GiStar {
    const NAME: &'static str = "gi-star";
    type Answer = Found;

    fn seed(&self) -> Option<u64> {
        self.testing.seed()
    }

    fn run(&self, files: &mut Files) -> Result<Found> {
        if self.up_to.is_some() && self.testing.permutations == 0 {
            return Err(Error::option("up-to", "--permutations must be above 0, such as 999"));
        }
        let (values, neighbours) = self.cells.read(files)?;
        let z = gi_star(&values, &neighbours)?;
        let Testing { permutations, ref seed, correction, alpha } = self.testing;
        let approximation = match self.approximation {
            Analytic::Normal => Approximation::Normal,
            Analytic::Skewed => Approximation::Skewed,
        };
        let most = self.up_to.unwrap_or(permutations).max(permutations);
        let (p, each) = if permutations == 0 {
            (gi_star_p(&z, &values, &neighbours, Tail::TwoSided, approximation)?, Vec::new())
        } else {
            let seed = Seed(seed.seed);
            gi_star_adaptive(&values, &neighbours, permutations, most, Tail::TwoSided, seed)?.into_iter().unzip()
        };
        let many = discoveries(&p, alpha, correction.into())?;
        Ok(Found {
            n: values.len(),
            warning: self.testing.warning(values.len(), most),
            permutations_each: (most > permutations).then_some(each),
            cut: many.cut,
            q: many.q,
            significant: many.significant,
            z,
            p,
        })
    }
}
