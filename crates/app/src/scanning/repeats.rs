//! Repeat places: one address again and again.

use std::collections::BTreeMap;

use commonbeat_analysis::AnalysisError;
use commonbeat_analysis::repeat_places::{PlaceCount, RepeatOptions, RepeatPlace, repeat_places};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::candidates::{CandidateKind, Evidence};
use commonbeat_store::incidents::Point;

use super::find::{Finding, Ground, rhythm, title_case};

/// A place needs at least so many rows of one class in the window.
const FEWEST: u32 = 6;
/// Metres around the middle of the place's points.
const RADIUS: f64 = 60.0;
/// At most so many places of one class in one scan; those with the most first.
const MOST: usize = 10;

/// Looks for repeat places of every class. All addresses that ever had a row count as places at risk.
pub fn places(ground: &Ground) -> Result<Vec<Finding>, AnalysisError> {
    let mut keys: Vec<&str> = ground.points.iter().filter_map(|p| p.place_key.as_deref()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut by_class: BTreeMap<&str, BTreeMap<usize, Vec<&Point>>> = BTreeMap::new();
    for point in ground.recent(None) {
        let Some(key) = point.place_key.as_deref() else { continue };
        let Ok(number) = keys.binary_search(&key) else { continue };
        by_class.entry(&point.offense).or_default().entry(number).or_default().push(point);
    }
    let mut findings = Vec::new();
    for (class, places) in by_class {
        let Ok(offense) = class.parse::<Offense>() else { continue };
        if keys.len() >= 2 {
            findings.extend(of_class(ground, &offense, &keys, &places)?);
        }
    }
    Ok(findings)
}

fn of_class(
    ground: &Ground,
    offense: &Offense,
    keys: &[&str],
    places: &BTreeMap<usize, Vec<&Point>>,
) -> Result<Vec<Finding>, AnalysisError> {
    let counts: Vec<PlaceCount> = places
        .iter()
        .map(|(number, rows)| PlaceCount { place: *number as u64, kind: 0, count: rows.len() as u32 })
        .collect();
    let options = RepeatOptions { fewest: FEWEST, ..RepeatOptions::default() };
    let tested = repeat_places(&counts, &[(0, keys.len())], options)?;
    let mut repeats: Vec<RepeatPlace> = tested.into_iter().filter(|p| p.repeat).collect();
    repeats.sort_by(|a, b| b.place.count.cmp(&a.place.count).then(a.place.place.cmp(&b.place.place)));
    let total: usize = places.values().map(Vec::len).sum();
    let finding = |place: &RepeatPlace| {
        let number = usize::try_from(place.place.place).ok()?;
        finding(ground, offense, keys[number], &places[&number], place, total)
    };
    Ok(repeats.iter().take(MOST).filter_map(finding).collect())
}

fn finding(
    ground: &Ground,
    offense: &Offense,
    key: &str,
    rows: &[&Point],
    place: &RepeatPlace,
    total: usize,
) -> Option<Finding> {
    let at: Vec<[f64; 2]> = rows.iter().filter_map(|p| p.at).collect();
    let mean = |i: usize| at.iter().map(|p| p[i]).sum::<f64>() / at.len() as f64;
    let shape = Shape::around(LonLat::new(mean(0), mean(1)).ok()?, RADIUS);
    let (table, unknown_hour) = rhythm(rows.iter().copied());
    let share = 100.0 * rows.len() as f64 / total.max(1) as f64;
    Some(Finding {
        kind: CandidateKind::RepeatPlace,
        offense: Some(offense.clone()),
        place: title_case(key),
        window: ground.window?,
        beat: ground.beat(&shape),
        harm: (rows.len() as f64 - place.expected).max(0.0) * ground.weights.get(offense),
        evidence: Evidence {
            observed: rows.len() as u64,
            expected: place.expected,
            statistic: "share_percent".into(),
            value: share,
            q: Some(place.q),
            choices: vec![
                ("places_at_risk".into(), "every address with a record".into()),
                ("fewest".into(), FEWEST.to_string()),
            ],
            rhythm: table,
            unknown_hour,
        },
        shape,
    })
}
