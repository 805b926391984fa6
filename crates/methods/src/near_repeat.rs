//! `analyze near-repeat`.

use commonbeat_analysis::near_repeat::{self as engine, Bands, NearRepeatOptions, near_repeat};
use serde::Serialize;

use crate::{Edges, Files, Method, PointFile, Result};

/// The options of near repeats.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Knox (1964). Pairs of incidents by distance and days, both in bands [a, b): a pair exactly 200 m apart is in \
    the band that begins at 200. Expected is the exact mean over all permutations of the times; p is the upper tail, \
    (b + 1) / (R + 1); p_familywise allows for the whole table by the largest standardized cell. With --permutations 0, p is \
    the Poisson chance of as many pairs or more, and p_familywise Holm's."
)]
pub struct NearRepeat {
    #[command(flatten)]
    #[serde(flatten)]
    file: PointFile,
    /// Column of the times: ISO dates or days as numbers
    #[arg(long, value_name = "COLUMN")]
    time: String,
    /// Edges of the bands of distance in metres, such as 0,0.1,100,200,inf
    #[arg(long, value_name = "EDGES")]
    space: Edges,
    /// Edges of the bands of days, such as 0,1,7,14,inf
    #[arg(long, value_name = "EDGES")]
    days: Edges,
    /// How distance is measured
    #[arg(long, value_enum, default_value_t)]
    metric: Metric,
    /// How often the times are permuted over the places; 0 for analytic values
    #[arg(long, value_name = "R", default_value_t = 999)]
    permutations: usize,
    #[command(flatten)]
    #[serde(flatten)]
    seed: crate::Seed,
}

/// How distance is measured.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Metric {
    /// As the crow flies
    #[default]
    Euclidean,
    /// East-west plus north-south
    Manhattan,
}

/// What near repeats answer; rows are bands of distance, columns bands of days.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    space_edges: Edges,
    day_edges: Edges,
    observed: Vec<Vec<u64>>,
    expected: Vec<Vec<f64>>,
    ratio: Vec<Vec<Option<f64>>>,
    p: Vec<Vec<f64>>,
    p_familywise: Vec<Vec<f64>>,
    risk_window: Option<Window>,
    intervals: &'static str,
    compared_in: &'static str,
    p_from: &'static str,
    familywise_from: &'static str,
}

/// How far and how long the risk is raised: from the first bands on, every cell of it significant over the whole table.
#[derive(Debug, Serialize)]
struct Window {
    metres: f64,
    days: f64,
    observed: u64,
    expected: f64,
    ratio: f64,
    ci: (f64, f64),
    confidence: f64,
}

impl Method for NearRepeat {
    const NAME: &'static str = "near-repeat";
    type Answer = Found;

    fn seed(&self) -> Option<u64> {
        (self.permutations > 0).then_some(self.seed.seed)
    }

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.file.points)?;
        let points = table.points(&self.file.x, &self.file.y)?;
        let days = table.days(&self.time)?;
        drop(table);
        let options = NearRepeatOptions {
            metric: match self.metric {
                Metric::Euclidean => engine::Metric::Euclidean,
                Metric::Manhattan => engine::Metric::Manhattan,
            },
            permutations: self.permutations,
            seed: commonbeat_analysis::Seed(self.seed.seed),
        };
        let found = near_repeat(&points, &days, &Bands::new(&self.space.0)?, &Bands::new(&self.days.0)?, options)?;
        let permuted = self.permutations > 0;
        Ok(Found {
            n: found.n,
            space_edges: self.space.clone(),
            day_edges: self.days.clone(),
            observed: found.observed,
            expected: found.expected,
            ratio: found.ratio,
            p: found.p,
            p_familywise: found.p_familywise,
            risk_window: found.window.map(|one| Window {
                metres: one.metres,
                days: one.days,
                observed: one.observed,
                expected: one.expected,
                ratio: one.ratio,
                ci: one.interval,
                confidence: 0.9,
            }),
            intervals: "[a, b)",
            compared_in: found.step.name(),
            p_from: if permuted { "permutations" } else { "poisson" },
            familywise_from: if permuted { "maximum" } else { "holm" },
        })
    }
}
