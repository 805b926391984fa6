//! `analyze dbscan`.

use commonbeat_analysis::clusters::{Reach, clusters};
use serde::Serialize;

use crate::{Files, Method, PointFile, Result};

/// The options of DBSCAN.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Ester, Kriegel, Sander and Xu 1996. A point with at least --min-points points within reach (d <= eps, \
    itself counted) is core; core points within reach of each other are one cluster, numbered from 0 by their first core \
    point in the file; any other point within reach of a core point belongs to the nearest one; the rest is noise, -1."
)]
pub struct Dbscan {
    #[command(flatten)]
    #[serde(flatten)]
    file: PointFile,
    /// Metres within which a point is within reach (d <= eps)
    #[arg(long, value_name = "METRES")]
    eps: f64,
    /// Fewest points within reach of a core point, itself counted
    #[arg(long, value_name = "N")]
    min_points: usize,
}

/// What DBSCAN answers.
#[derive(Debug, Serialize)]
pub struct Found {
    /// How many points there are.
    n: usize,
    /// The cluster of each point in the order of the file; -1 is noise.
    labels: Vec<i64>,
    /// Each cluster.
    clusters: Vec<Cluster>,
    /// How many points are noise.
    noise: usize,
}

#[derive(Debug, Serialize)]
struct Cluster {
    label: usize,
    points: usize,
    x: f64,
    y: f64,
    radius: f64,
}

impl Method for Dbscan {
    const NAME: &'static str = "dbscan";
    type Answer = Found;

    fn run(&self, files: &mut Files) -> Result<Found> {
        let points = files.table(&self.file.points)?.points(&self.file.x, &self.file.y)?;
        let found = clusters(&points, Reach { metres: self.eps, fewest: self.min_points })?;
        let labels: Vec<i64> = found.labels.iter().map(|label| label.map_or(-1, |label| label as i64)).collect();
        let cluster = |(label, one): (usize, &commonbeat_analysis::clusters::Cluster)| Cluster {
            label,
            points: one.members.len(),
            x: one.centre[0],
            y: one.centre[1],
            radius: one.radius,
        };
        Ok(Found {
            n: points.len(),
            noise: labels.iter().filter(|&&label| label < 0).count(),
            clusters: found.clusters.iter().enumerate().map(cluster).collect(),
            labels,
        })
    }
}
