//! Rises: more than in the same weeks of earlier years, by class, in each beat and in the whole area.

use commonbeat_analysis::AnalysisError;
use commonbeat_analysis::rises::{Rise, RisesOptions, rises};
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::problems::candidates::{CandidateKind, Evidence, Window};
use commonbeat_store::incidents::Point;
use jiff::ToSpan;
use jiff::civil::Date;

use super::find::{Finding, Ground, rhythm};

/// Weeks that are compared with the same weeks of earlier years.
const RECENT: usize = 6;
/// Without so many weeks of history there is no earlier year to compare with.
const HISTORY: usize = 60;

/// One series: a class in a beat, or in the whole area.
struct Series<'a> {
    offense: Offense,
    area: &'a Area,
    weekly: Vec<u32>,
}

/// Looks for rises of every class.
pub fn series(ground: &Ground) -> Result<Vec<Finding>, AnalysisError> {
    let Some(window) = ground.window else { return Ok(Vec::new()) };
    let weeks = ground.points.first().map_or(0, |p| weeks_before(window.until, p.day));
    if weeks < HISTORY {
        return Ok(Vec::new());
    }
    let all = gather(ground, window.until, weeks);
    let weekly: Vec<&[u32]> = all.iter().map(|s| s.weekly.as_slice()).collect();
    let found = rises(&weekly, RisesOptions { recent_weeks: RECENT, ..RisesOptions::default() })?;
    let recent =
        Window { from: window.until.saturating_sub((7 * RECENT as i64).days()), until: window.until };
    let rose = all.iter().zip(&found).filter(|(_, rise)| rise.rose);
    Ok(rose.map(|(series, rise)| finding(ground, series, rise, recent)).collect())
}

/// Whole weeks that end with the data and begin no earlier than the first row.
fn weeks_before(until: Date, first: Date) -> usize {
    usize::try_from((until - first).get_days() / 7).unwrap_or(0)
}

fn gather(ground: &Ground, until: Date, weeks: usize) -> Vec<Series<'_>> {
    let boundary = ground.areas.iter().find(|a| a.kind == AreaKind::Boundary);
    let beats = ground.areas.iter().filter(|a| a.kind == AreaKind::Beat);
    let areas: Vec<&Area> = boundary.into_iter().chain(beats).collect();
    let classes: Vec<(&str, usize)> = ground.classes();
    let mut counts = vec![vec![vec![0_u32; weeks]; classes.len()]; areas.len()];
    let row_of = |id: AreaId| areas.iter().position(|a| a.id == id);
    for point in &ground.points {
        let back = usize::try_from((until - point.day).get_days() - 1).unwrap_or(usize::MAX) / 7;
        let Some(week) = weeks.checked_sub(back + 1) else { continue };
        let Ok(class) = classes.binary_search_by_key(&point.offense.as_str(), |(c, _)| c) else { continue };
        if boundary.is_some() {
            counts[0][class][week] += 1;
        }
        if let Some(row) = point.beat.and_then(row_of) {
            counts[row][class][week] += 1;
        }
    }
    let mut all = Vec::new();
    for (area, by_class) in areas.iter().zip(counts) {
        for ((class, _), weekly) in classes.iter().zip(by_class) {
            if let Ok(offense) = class.parse() {
                all.push(Series { offense, area, weekly });
            }
        }
    }
    all
}

fn finding(ground: &Ground, series: &Series<'_>, rise: &Rise, window: Window) -> Finding {
    let whole = series.area.kind == AreaKind::Boundary;
    let inside = |p: &&Point| {
        p.day >= window.from
            && p.offense == series.offense.as_str()
            && (whole || p.beat == Some(series.area.id))
    };
    let (table, unknown_hour) = rhythm(ground.points.iter().filter(inside));
    let mut choices = vec![
        ("weeks".into(), RECENT.to_string()),
        ("earlier_years".into(), rise.earlier.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ("dispersion".into(), format!("{:.2}", rise.dispersion)),
    ];
    if let Some((low, high)) = rise.interval {
        choices.push(("interval_95".into(), format!("{low:.2} to {high:.2}")));
    }
    Finding {
        kind: CandidateKind::Rise,
        offense: Some(series.offense.clone()),
        place: series.area.name.clone(),
        window,
        shape: series.area.shape.clone(),
        beat: (!whole).then_some(series.area.id),
        harm: (rise.recent as f64 - rise.expected).max(0.0) * ground.weights.get(&series.offense),
        evidence: Evidence {
            observed: rise.recent,
            expected: rise.expected,
            statistic: "rate_ratio".into(),
            value: rise.ratio.unwrap_or(rise.recent as f64),
            q: Some(rise.q),
            choices,
            rhythm: table,
            unknown_hour,
        },
    }
}
