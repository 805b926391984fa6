//! `analyze scan`.

use commonbeat_analysis::scan::{Cluster, ScanOptions, cell_for, on_cells, scan};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::Serialize;

use crate::{Clock, Files, Method, PointFile, Result};

/// The options of the scan.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Kulldorff and others (2005). Circles around the places of incidents, over the last 1 to --max-days days: those \
    that hold more than places and days by themselves would give, on the last day of the file. p allows for all circles and \
    lengths; recurrence_days = 1 / p is how often one as strong comes up by chance, when looked at once a day."
)]
pub struct Scan {
    #[command(flatten)]
    #[serde(flatten)]
    file: PointFile,
    /// Column of the times: ISO dates or days as numbers; only the whole day counts
    #[arg(long, value_name = "COLUMN")]
    time: String,
    /// The largest radius in metres (d <= radius)
    #[arg(long, value_name = "METRES")]
    max_radius: f64,
    /// The longest stretch of days
    #[arg(long, value_name = "DAYS")]
    max_days: usize,
    /// How often the days are permuted over the places; with 0 there is no p
    #[arg(long, value_name = "R", default_value_t = 999)]
    permutations: usize,
    /// Side of square cells on which places are put together, in metres; 0 for none. When it is not given, an eighth of the
    /// radius is taken where more than ten million pairs of places lie within it
    #[arg(long, value_name = "METRES")]
    cell: Option<f64>,
    #[command(flatten)]
    #[serde(flatten)]
    seed: crate::Seed,
    /// How many clusters are told, at most; no two have a place in common
    #[arg(long, value_name = "N", default_value_t = 10)]
    most: usize,
}

/// What the scan answers, the strongest cluster first.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    /// Side of the cells that places were put together on; none where they were not.
    cell: Option<f64>,
    clusters: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    x: f64,
    y: f64,
    radius: f64,
    from: Day,
    to: Day,
    observed: u64,
    expected: f64,
    llr: f64,
    p: Option<f64>,
    recurrence_days: Option<f64>,
}

/// A day as the file has it: a date where it has dates.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Day {
    Number(f64),
    Date(Date),
}

impl Method for Scan {
    const NAME: &'static str = "scan";
    type Answer = Found;

    fn seed(&self) -> Option<u64> {
        (self.permutations > 0).then_some(self.seed.seed)
    }

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.file.points)?;
        let points = table.points(&self.file.x, &self.file.y)?;
        let moments = table.moments(&self.time)?;
        let dated = moments.first().is_some_and(|moment| moment.clock != Clock::Days);
        let days: Vec<f64> = moments.into_iter().map(|moment| moment.days).collect();
        let options = ScanOptions {
            largest_radius: self.max_radius,
            longest: self.max_days,
            permutations: self.permutations,
            seed: commonbeat_analysis::Seed(self.seed.seed),
            most: self.most,
        };
        let cell = match self.cell {
            None => cell_for(&points, self.max_radius)?,
            Some(side) => Some(side).filter(|side| *side != 0.0),
        };
        let points = if let Some(side) = cell { on_cells(&points, side)? } else { points };
        let found = scan(&points, &days, options)?;
        let last = found.last;
        let one = |cluster: &Cluster| One {
            x: cluster.centre[0],
            y: cluster.centre[1],
            radius: cluster.radius,
            from: day(last - cluster.days as f64 + 1.0, dated),
            to: day(last, dated),
            observed: cluster.observed,
            expected: cluster.expected,
            llr: cluster.llr,
            p: cluster.p,
            recurrence_days: cluster.recurrence_days(),
        };
        Ok(Found { n: found.n, cell, clusters: found.clusters.iter().map(one).collect() })
    }
}

fn day(number: f64, dated: bool) -> Day {
    let date = dated.then(|| date(1970, 1, 1).checked_add((number as i64).days()).ok()).flatten();
    date.map_or(Day::Number(number), Day::Date)
}
