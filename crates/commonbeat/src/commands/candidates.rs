//! `commonbeat candidates`.

use clap::Args;
use commonbeat_app::scanning::Filter;
use commonbeat_domain::problems::candidates::{Candidate, Evidence, Window};
use serde::Serialize;

use crate::args::Acting;
use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::geometry::Geometry;
use crate::{house, out};

/// Look for problems in what was imported, and list what was found: hot places, repeat places, rises against the same
/// weeks of earlier years, clusters of concerns. Most harm first.
#[derive(Args)]
pub struct Candidates {
    #[command(flatten)]
    acting: Acting,
    /// Only list what the last scan found
    #[arg(long)]
    no_scan: bool,
    /// How many
    #[arg(long, default_value_t = 200)]
    limit: u64,
    /// Print JSON: `[{id, rank, kind, offense, window, geometry, incidents, evidence}]`
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct CandidateJson<'a> {
    id: String,
    rank: usize,
    kind: &'static str,
    offense: Option<&'a str>,
    window: Window,
    geometry: Geometry<'a>,
    incidents: u64,
    evidence: &'a Evidence,
}

impl Candidates {
    /// Scans and lists.
    pub async fn run(self, config: Config) -> Result {
        let (app, _, who) = house::enter(&config, &self.acting).await?;
        if !self.no_scan {
            let scan = app.scan_now(&who).await?;
            out::note(format!("{} incidents looked at, {} findings", scan.looked_at, scan.found));
        }
        let found = app.candidates(&who, &Filter::default(), self.limit).await?.candidates;
        if self.json {
            let rows = found.iter().enumerate().map(|(at, c)| json(at + 1, c));
            out::json(&rows.collect::<Vec<_>>())?;
        } else {
            let rows: Vec<_> = found.iter().enumerate().map(|(at, c)| cells(at + 1, c)).collect();
            out::table(&["rank", "kind", "offense", "place", "incidents", "usual", "harm"], &rows)?;
        }
        Ok(Outcome::Done)
    }
}

fn json(rank: usize, c: &Candidate) -> CandidateJson<'_> {
    CandidateJson {
        id: c.id.to_string(),
        rank,
        kind: c.kind.name(),
        offense: c.offense.as_ref().map(|o| o.as_str()),
        window: c.window,
        geometry: Geometry::of(&c.shape),
        incidents: c.evidence.observed,
        evidence: &c.evidence,
    }
}

fn cells(rank: usize, c: &Candidate) -> Vec<String> {
    vec![
        rank.to_string(),
        c.kind.name().replace('_', " "),
        c.offense.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
        c.place.clone(),
        c.evidence.observed.to_string(),
        format!("{:.1}", c.evidence.expected),
        format!("{:.0}", c.harm),
    ]
}
