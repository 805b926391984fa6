//! Hot places: neighboring cells with more than chance allows.

use commonbeat_analysis::AnalysisError;
use commonbeat_analysis::grid::{Bounds, Grid};
use commonbeat_analysis::hot_places::{HotPlaces, HotPlacesOptions, Patch, hot_places};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::candidates::{CandidateKind, Evidence};
use commonbeat_store::incidents::Point;
use geo::unary_union;

use super::find::{Finding, Ground, rhythm, streets, title_case};

/// A class with fewer rows in the window is not looked at on a grid.
const FEWEST: usize = 30;
/// A patch with fewer rows is left out: too little to build a problem on.
const FEWEST_IN_PATCH: f64 = 8.0;
/// Cells are between these, in metres: a block's length, and what an officer can still walk.
const CELLS: (f64, f64) = (150.0, 500.0);

/// Looks for hot places of every class.
pub fn places(ground: &Ground) -> Result<Vec<Finding>, AnalysisError> {
    let mut findings = Vec::new();
    for (class, count) in ground.classes() {
        let Ok(offense) = class.parse::<Offense>() else { continue };
        if count >= FEWEST {
            findings.extend(of_class(ground, &offense)?);
        }
    }
    Ok(findings)
}

/// Looks for hot places of one class.
pub fn of_class(ground: &Ground, offense: &Offense) -> Result<Vec<Finding>, AnalysisError> {
    let rows: Vec<&Point> = ground.recent(Some(offense.as_str())).collect();
    let flat: Vec<[f64; 2]> = rows.iter().filter_map(|p| ground.flat(p.at?)).collect();
    let Some(grid) = grid(ground, &flat)? else { return Ok(Vec::new()) };
    let counted = grid.count(&flat)?;
    let values: Vec<f64> = counted.counts.iter().map(|n| f64::from(*n)).collect();
    let found = match hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()) {
        Ok(found) => found,
        // Nothing stands out where all cells are alike or there are hardly any.
        Err(AnalysisError::NoVariation { .. } | AnalysisError::TooFew { .. }) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let enough = |patch: &&Patch| patch.observed >= FEWEST_IN_PATCH;
    Ok(found
        .patches
        .iter()
        .filter(enough)
        .filter_map(|p| finding(ground, offense, &rows, &grid, &found, p))
        .collect())
}

/// Square cells over the agency's boundary, sized so that a cell holds about one row; without a boundary, over the
/// middle 98 % of the points.
fn grid(ground: &Ground, flat: &[[f64; 2]]) -> Result<Option<Grid>, AnalysisError> {
    let boundary = ground.areas.iter().find(|a| a.kind == AreaKind::Boundary);
    let corners: Vec<[f64; 2]> = match boundary.and_then(|b| b.shape.bounds()) {
        Some([west, south, east, north]) => {
            [[west, south], [east, north]].into_iter().filter_map(|at| ground.flat(at)).collect()
        }
        None => middle(flat),
    };
    if corners.len() < 2 {
        return Ok(None);
    }
    let bounds = Bounds::around(&corners)?;
    let area = (bounds.high[0] - bounds.low[0]) * (bounds.high[1] - bounds.low[1]);
    let cell = (area / flat.len().max(1) as f64).sqrt().clamp(CELLS.0, CELLS.1);
    let inside = |at: [f64; 2]| {
        let [lon, lat] = ground.metres.unproject(at);
        let place = commonbeat_domain::place::LonLat::new(lon, lat).ok();
        boundary.is_none_or(|b| place.is_some_and(|at| b.shape.contains(at)))
    };
    match Grid::new(bounds, cell, inside) {
        Ok(grid) => Ok(Some(grid)),
        Err(AnalysisError::ZeroArea) => Ok(None),
        Err(other) => Err(other),
    }
}

fn middle(flat: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let axis = |i: usize| {
        let mut values: Vec<f64> = flat.iter().map(|p| p[i]).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share) as usize).copied();
        at(0.01).zip(at(0.99))
    };
    match axis(0).zip(axis(1)) {
        Some(((west, east), (south, north))) => vec![[west, south], [east, north]],
        None => Vec::new(),
    }
}

fn finding(
    ground: &Ground,
    offense: &Offense,
    rows: &[&Point],
    grid: &Grid,
    found: &HotPlaces,
    patch: &Patch,
) -> Option<Finding> {
    let cells: std::collections::BTreeSet<usize> = patch.cells.iter().copied().collect();
    let inside =
        |p: &&&Point| p.at.and_then(|at| grid.cell_of(ground.flat(at)?)).is_some_and(|c| cells.contains(&c));
    let members: Vec<&Point> = rows.iter().filter(inside).copied().collect();
    let shape = outline(ground, grid, &patch.cells)?;
    let (table, unknown_hour) = rhythm(members.iter().copied());
    let beat = ground.beat(&shape);
    let near = ground.neighborhood(&shape).map(title_case);
    let place = match (streets(members.iter().copied()), near) {
        (Some(streets), Some(near)) => format!("{streets}, {near}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    };
    let window = ground.window?;
    Some(Finding {
        kind: CandidateKind::HotPlace,
        offense: Some(offense.clone()),
        place,
        window,
        beat,
        harm: (patch.observed - patch.expected).max(0.0) * ground.weights.get(offense),
        evidence: Evidence {
            observed: members.len() as u64,
            expected: patch.expected,
            statistic: "gi_star_z".into(),
            value: patch.max_z,
            q: Some(patch.min_q),
            choices: vec![
                ("cell_m".into(), format!("{:.0}", grid.cell_size())),
                ("cells".into(), format!("{} of {}", patch.cells.len(), found.z.len())),
                ("false_discovery_rate".into(), found.options.alpha.to_string()),
            ],
            rhythm: table,
            unknown_hour,
        },
        shape,
    })
}

/// The cells of a patch as one outline.
fn outline(ground: &Ground, grid: &Grid, cells: &[usize]) -> Option<Shape> {
    let square = |cell: &usize| {
        let b = grid.bounds_of(*cell)?;
        let corner = |x: f64, y: f64| {
            let [lon, lat] = ground.metres.unproject([x, y]);
            // Rounded to a centimetre, so that shared edges of neighbors are equal to the last digit.
            geo::coord! { x: (lon * 1e7).round() / 1e7, y: (lat * 1e7).round() / 1e7 }
        };
        let ring = vec![
            corner(b.low[0], b.low[1]),
            corner(b.high[0], b.low[1]),
            corner(b.high[0], b.high[1]),
            corner(b.low[0], b.high[1]),
            corner(b.low[0], b.low[1]),
        ];
        Some(geo::Polygon::new(geo::LineString(ring), vec![]))
    };
    let squares: Vec<geo::Polygon<f64>> = cells.iter().filter_map(square).collect();
    let joined = unary_union(&squares);
    (!joined.0.is_empty()).then(|| Shape::new(joined))
}
