//! Finding: what scanning shows of a town, and what each of it truly is.

use std::collections::BTreeMap;

use anyhow::Result;
use commonbeat_app::scanning::{Finding, Ground, look_over};
use commonbeat_simulate::{Spec, Town};
use serde::{Deserialize, Serialize};

use crate::ground::Records;
use crate::label::{Label, Labels};

/// So many of the list are looked at.
pub const SHOWN: usize = 10;

/// What a scan of one town gave.
#[derive(Debug, Serialize, Deserialize)]
pub struct Found {
    /// Candidates in the order of the list.
    pub candidates: Vec<Shown>,
    /// Rank of the first candidate that is each plant, from 1; none where none is.
    pub plants: BTreeMap<String, Option<usize>>,
}

/// A candidate, and what it truly is.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Its kind.
    pub kind: String,
    /// Its class.
    pub offense: String,
    /// Its place.
    pub place: String,
    /// Harm above the usual.
    pub harm: f64,
    /// Observed and expected.
    pub counts: (u64, f64),
    /// Lowest adjusted p.
    pub q: Option<f64>,
    /// What it truly is.
    pub label: Label,
}

/// Scans a town as the product does. Places of past responses are problems already: what lies there is not shown anew.
pub fn run(spec: Spec) -> Result<Found> {
    let town = Town::build(spec)?;
    let records = Records::of(&town)?;
    let labels = Labels::of(&town, &records)?;
    let today = town.spec().today;
    let ground = Ground::new(records.points.clone(), records.concerns.clone(), records.areas.clone(), today);
    let found: Vec<Finding> =
        look_over(&ground)?.into_iter().filter(|finding| !labels.known_problem(finding)).collect();
    let candidates: Vec<Shown> = found.iter().map(|finding| shown(finding, labels.label(finding))).collect();
    let rank = |id: &str| {
        let whole = candidates.iter().position(|c| matches!(&c.label, Label::Plant(of) if of == id));
        let parts = labels.covered(id, &found);
        whole.into_iter().chain(parts).min().map(|at| at + 1)
    };
    let plants = town.truth().plants.iter().map(|p| (p.id.clone(), rank(&p.id))).collect();
    Ok(Found { candidates, plants })
}

fn shown(finding: &Finding, label: Label) -> Shown {
    Shown {
        kind: finding.kind.name().to_owned(),
        offense: finding.offense.as_ref().map(ToString::to_string).unwrap_or_default(),
        place: finding.place.clone(),
        harm: finding.harm,
        counts: (finding.evidence.observed, finding.evidence.expected),
        q: finding.evidence.q,
        label,
    }
}
