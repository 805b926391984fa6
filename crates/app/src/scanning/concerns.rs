//! Clusters of concerns: several residents, close together, about the same.

use std::collections::BTreeMap;

use commonbeat_analysis::AnalysisError;
use commonbeat_analysis::clusters::{Reach, clusters as by_density};
use commonbeat_domain::partnerships::concerns::{Concern, ConcernKind};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::candidates::{CandidateKind, Evidence, Window};
use jiff::ToSpan;

use super::find::{Finding, Ground};

/// Within reach of each other, in metres, and how many make a cluster.
const REACH: Reach = Reach { metres: 300.0, fewest: 3 };
/// So many concerns of one kind about one neighborhood make a finding where no point was given.
const FEWEST_IN_AREA: usize = 4;
/// Days that are looked at.
const DAYS: i64 = 182;
/// Harm of one concern: more than a nuisance, since somebody took the trouble to say it.
const HARM: f64 = 2.0;

/// Looks for concerns about the same close together; then for several about one neighborhood.
pub fn clusters(ground: &Ground) -> Result<Vec<Finding>, AnalysisError> {
    let mut findings = Vec::new();
    for kind in ConcernKind::ALL {
        let (placed, placeless): (Vec<&Concern>, Vec<&Concern>) =
            ground.concerns.iter().filter(|c| c.kind == kind).partition(|c| c.at.is_some());
        findings.extend(near_each_other(ground, kind, &placed)?);
        findings.extend(of_one_area(ground, kind, &placeless));
    }
    Ok(findings)
}

fn near_each_other(
    ground: &Ground,
    kind: ConcernKind,
    placed: &[&Concern],
) -> Result<Vec<Finding>, AnalysisError> {
    let flat: Vec<[f64; 2]> =
        placed.iter().filter_map(|c| c.at.map(|at| ground.metres.project(at))).collect();
    let found = by_density(&flat, REACH)?;
    let finding = |cluster: &commonbeat_analysis::clusters::Cluster| {
        let [lon, lat] = ground.metres.unproject(cluster.centre);
        let shape = Shape::around(LonLat::new(lon, lat).ok()?, cluster.radius.max(60.0) + 40.0);
        let members: Vec<&Concern> = cluster.members.iter().map(|i| placed[*i]).collect();
        Some(finding(ground, kind, shape, &members, ("reach_m", REACH.metres.to_string())))
    };
    Ok(found.clusters.iter().filter_map(finding).collect())
}

fn of_one_area(ground: &Ground, kind: ConcernKind, placeless: &[&Concern]) -> Vec<Finding> {
    let mut by_area: BTreeMap<_, Vec<&Concern>> = BTreeMap::new();
    for concern in placeless {
        if let Some(area) = concern.area {
            by_area.entry(area).or_default().push(concern);
        }
    }
    let finding = |(area, members): (_, Vec<&Concern>)| {
        let area = ground.areas.iter().find(|a| a.id == area)?;
        let enough = members.len() >= FEWEST_IN_AREA;
        enough
            .then(|| finding(ground, kind, area.shape.clone(), &members, ("neighborhood", area.name.clone())))
    };
    by_area.into_iter().filter_map(finding).collect()
}

fn finding(
    ground: &Ground,
    kind: ConcernKind,
    shape: Shape,
    members: &[&Concern],
    choice: (&str, String),
) -> Finding {
    let until = ground.today.saturating_add(1.day());
    let mut words = BTreeMap::new();
    for place in members.iter().map(|c| c.place_text.trim()).filter(|p| !p.is_empty()) {
        *words.entry(place).or_insert(0_u32) += 1;
    }
    let named = words.into_iter().max_by_key(|(_, n)| *n).map(|(place, _)| place.to_owned());
    let place = named.or_else(|| ground.neighborhood(&shape).map(str::to_owned)).unwrap_or_default();
    Finding {
        kind: CandidateKind::ConcernCluster,
        offense: None,
        place,
        window: Window { from: until.saturating_sub(DAYS.days()), until },
        beat: ground.beat(&shape),
        shape,
        harm: HARM * members.len() as f64,
        evidence: Evidence {
            observed: members.len() as u64,
            expected: 0.0,
            statistic: format!("concerns_{}", kind.name()),
            value: members.len() as f64,
            q: None,
            choices: vec![(choice.0.into(), choice.1)],
            rhythm: Vec::new(),
            unknown_hour: 0,
        },
    }
}
