//! Cells or areas with a value, and who is next to whom: what Gi* and Moran's I share.

use std::path::PathBuf;

use commonbeat_analysis::neighbours::Neighbours;
use serde::Serialize;

use crate::{Correction, Error, Files, Result};

/// A file of cells or areas, and how their neighbours are found.
#[derive(Debug, clap::Args, Serialize)]
pub struct Cells {
    /// CSV file with one cell or area a row; those outside the study area should not be in it
    #[arg(long, value_name = "FILE")]
    cells: PathBuf,
    /// Column of the metres east of its centre
    #[arg(long, value_name = "COLUMN")]
    x: String,
    /// Column of the metres north of its centre
    #[arg(long, value_name = "COLUMN")]
    y: String,
    /// Column of its value: a count, a rate or harm
    #[arg(long, value_name = "COLUMN")]
    value: String,
    /// Neighbours are those whose centres are at most this far apart, in metres (d <= distance)
    #[arg(long, value_name = "METRES", conflicts_with = "queen", required_unless_present = "queen")]
    distance: Option<f64>,
    /// Neighbours are the up to eight cells that share a side or a corner
    #[arg(long, requires = "cell_size")]
    queen: bool,
    /// The side of a cell in metres, for --queen
    #[arg(long, value_name = "METRES", requires = "queen")]
    cell_size: Option<f64>,
}

/// How many permutations, from what, and which discoveries count.
#[derive(Debug, clap::Args, Serialize)]
pub struct Testing {
    /// How often the values are permuted over the places; 0 for analytic values
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub permutations: usize,
    #[command(flatten)]
    #[serde(flatten)]
    pub seed: crate::Seed,
    /// How many places at once are allowed for
    #[arg(long, value_enum, default_value_t)]
    pub correction: Correction,
    /// The false discovery rate
    #[arg(long, default_value_t = 0.05)]
    pub alpha: f64,
}

impl Testing {
    /// The seed, when anything is drawn.
    pub fn seed(&self) -> Option<u64> {
        (self.permutations > 0).then_some(self.seed.seed)
    }

    /// What should be said about permutations that are too few to find anything after the correction.
    pub fn warning(&self, places: usize, most: usize) -> Option<String> {
        let smallest = 1.0 / (most as f64 + 1.0);
        let all_of_them = self.alpha;
        let one_of_them = self.alpha / places as f64;
        let corrected = self.correction != Correction::None;
        if self.permutations == 0 || !corrected || smallest <= one_of_them {
            return None;
        }
        let needed = (places as f64 * smallest / all_of_them).ceil();
        Some(format!(
            "no p can be below {smallest:.2e}: after the correction, nothing is significant unless {needed} of {places} \
             places reach it; use more permutations"
        ))
    }
}

impl Cells {
    /// Reads values and neighbours, in the order of the file.
    pub fn read(&self, files: &mut Files) -> Result<(Vec<f64>, Neighbours)> {
        let table = files.table(&self.cells)?;
        let values = table.numbers(&self.value)?;
        let centres = table.points(&self.x, &self.y)?;
        let neighbours = match (self.distance, self.cell_size) {
            (Some(distance), _) => Neighbours::within(&centres, distance)?,
            (None, Some(side)) => Neighbours::queen(&centres, side)?,
            (None, None) => {
                return Err(Error::option("distance", "it is needed, or --queen with --cell-size"));
            }
        };
        Ok((values, neighbours))
    }
}
