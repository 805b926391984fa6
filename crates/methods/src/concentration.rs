//! `analyze concentration`.

use std::path::PathBuf;

use commonbeat_analysis::repeat_places::{self, gini_by_chance, lorenz, share_of_top};
use serde::Serialize;

use crate::{Files, Method, Result, Seed};

/// The options of concentration.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "G = 2 sum i x(i) / (n S) - (n + 1)/n, x in rising order; generalized (Bernasco and Steenbeek 2017) \
    max(1, n/S) (G - 1) + 1. lorenz: corners of the curve [share of places, share of incidents], fewest first. The top \
    20 % are whole places, rounded up."
)]
pub struct Concentration {
    /// CSV file with one place a row
    #[arg(long, value_name = "FILE")]
    counts: PathBuf,
    /// Column of its incidents
    #[arg(long, value_name = "COLUMN")]
    value: String,
    /// All places there are, those without an incident included; the rows of the file when left out
    #[arg(long, value_name = "N")]
    places: Option<usize>,
    /// Draws that say how concentrated chance alone would make them; 0 is none
    #[arg(long, value_name = "N", default_value_t = 0)]
    permutations: usize,
    #[command(flatten)]
    #[serde(flatten)]
    seed: Seed,
}

/// What concentration answers.
#[derive(Debug, Serialize)]
pub struct Found {
    places: usize,
    incidents: u64,
    gini: Option<f64>,
    generalized_gini: Option<f64>,
    unbiased_gini: Option<f64>,
    share_top_20: f64,
    top: Vec<Top>,
    lorenz: Vec<(f64, f64)>,
    by_chance: Option<ByChance>,
}

#[derive(Debug, Serialize)]
struct Top {
    share_of_places: f64,
    places: usize,
    incidents: u64,
    share_of_incidents: f64,
}

#[derive(Debug, Serialize)]
struct ByChance {
    gini: f64,
    p: f64,
}

impl Method for Concentration {
    const NAME: &'static str = "concentration";
    type Answer = Found;

    fn seed(&self) -> Option<u64> {
        (self.permutations > 0).then_some(self.seed.seed)
    }

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.counts)?;
        let counts = table.counts(&self.value)?;
        let places = self.places.unwrap_or_else(|| table.rows());
        let found = repeat_places::concentration(&counts, places)?;
        let by_chance = if self.permutations > 0 {
            gini_by_chance(&counts, places, self.permutations, commonbeat_analysis::Seed(self.seed.seed))?
        } else {
            None
        };
        let top = |top: &repeat_places::ShareAtTop| Top {
            share_of_places: top.share_of_places,
            places: top.places,
            incidents: top.incidents,
            share_of_incidents: top.share_of_incidents,
        };
        Ok(Found {
            places,
            incidents: found.incidents,
            gini: found.gini,
            generalized_gini: found.generalized_gini,
            unbiased_gini: found.unbiased_gini,
            share_top_20: share_of_top(&counts, places, 0.2)?.share_of_incidents,
            top: found.top.iter().map(top).collect(),
            lorenz: lorenz(&counts, places)?,
            by_chance: by_chance.map(|chance| ByChance { gini: chance.gini, p: chance.p }),
        })
    }
}
