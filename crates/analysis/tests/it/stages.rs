//! Scanning, Analysis, Response, Assessment on one made-up town.

use commonbeat_analysis::controls::{Candidate, ControlRule, Exclusion, choose_controls};
use commonbeat_analysis::displacement::{Zone, ZoneReading, by_zone};
use commonbeat_analysis::effect::{EffectOptions, Reading, Series, effect};
use commonbeat_analysis::grid::{Bounds, Grid};
use commonbeat_analysis::guard::{Window, check_baseline, fair_baseline};
use commonbeat_analysis::hot_places::{HotPlacesOptions, hot_places};
use commonbeat_analysis::power::{Design, minimum_detectable_reduction};
use commonbeat_analysis::{AnalysisError, Point, Seed};
use rand::RngExt;

const MONTHS: usize = 48;
/// Months 30 to 35 choose the problem, the response starts at 36 and works.
const CHOICE: Window = Window { from: 30, to: 36 };

/// Points of each month: an even spread, and a strip that is hot until the response.
fn town() -> Vec<Vec<Point>> {
    let mut generator = Seed(1).stream(0);
    let mut place = |low: Point, high: Point| -> Point {
        std::array::from_fn(|axis| low[axis] + (high[axis] - low[axis]) * generator.random::<f64>())
    };
    (0..MONTHS)
        .map(|month| {
            let mut points: Vec<Point> = (0..800).map(|_| place([0.0, 0.0], [4_000.0, 4_000.0])).collect();
            let strip = if month < 36 { 40 } else { 12 };
            points.extend((0..strip).map(|_| place([1_000.0, 2_000.0], [1_600.0, 2_200.0])));
            points
        })
        .collect()
}

/// Counts of the months in a box.
fn counts(months: &[Vec<Point>], low: Point, high: Point) -> Vec<u32> {
    let inside = |point: &&Point| (0..2).all(|axis| low[axis] <= point[axis] && point[axis] < high[axis]);
    months.iter().map(|points| points.iter().filter(inside).count() as u32).collect()
}

fn split(counts: &[u32], baseline: Window) -> Series<'_> {
    Series { before: &counts[baseline.from as usize..baseline.to as usize], after: &counts[36..] }
}

#[test]
fn a_hot_strip_is_found_treated_and_judged() {
    let months = town();
    let grid = Grid::whole(Bounds { low: [0.0, 0.0], high: [4_000.0, 4_000.0] }, 200.0).unwrap();
    let chosen: Vec<Point> = months[30..36].concat();
    let values: Vec<f64> =
        grid.count(&chosen).unwrap().counts.iter().map(|&count| f64::from(count)).collect();
    let found = hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()).unwrap();
    let [x, y] = grid.centre(found.patches[0].peak).unwrap();
    assert!((1_000.0..1_600.0).contains(&x) && (1_800.0..2_400.0).contains(&y), "peak at {x}, {y}");

    let wrong = check_baseline(CHOICE, Window { from: 24, to: 36 }, 36);
    assert_eq!(wrong, Err(AnalysisError::BaselineChoseThePlace { periods: 6 }));
    let baseline = fair_baseline(CHOICE, 0, 36, 24).unwrap();
    assert_eq!(baseline, Window { from: 6, to: 30 });

    let treated = counts(&months, [1_000.0, 2_000.0], [1_600.0, 2_200.0]);
    let tiles: Vec<Vec<u32>> = (0..16)
        .map(|i| {
            let low = [1_000.0 * f64::from(i % 4), 1_000.0 * f64::from(i / 4)];
            counts(&months, low, [low[0] + 1_000.0, low[1] + 1_000.0])
        })
        .collect();
    let fair = baseline.from as usize..baseline.to as usize;
    let candidates: Vec<Candidate<'_>> = tiles
        .iter()
        .enumerate()
        .map(|(area, counts)| Candidate {
            area: area as u64,
            baseline: &counts[fair.clone()],
            exclusion: (area == 9).then_some(Exclusion::Ring),
        })
        .collect();
    let choice = choose_controls(&treated[fair], &candidates, ControlRule::default()).unwrap();
    assert_eq!(choice.chosen.len(), 5);
    assert!(choice.chosen.iter().all(|(area, _)| *area != 9));

    let design =
        Design { baseline_ratio: 2.0, control_ratio: 5.0, ..Design::plain(12.0 * choice.treated_level) };
    assert!(minimum_detectable_reduction(&design).unwrap().is_some_and(|reduction| reduction < 0.25));

    let controls: Vec<Series<'_>> =
        choice.chosen.iter().map(|(area, _)| split(&tiles[*area as usize], baseline)).collect();
    let result = effect(split(&treated, baseline), &controls, EffectOptions::default()).unwrap();
    assert_eq!(result.reading, Reading::Fell);
    // 46 a month before, 18 after.
    let (low, high) = result.interval.unwrap();
    assert!(low < 18.0 / 46.0 && 18.0 / 46.0 < high, "{low} to {high}");

    let ring = counts(&months, [1_000.0, 2_200.0], [1_600.0, 2_600.0]);
    let zones = [Zone { name: "north side", series: split(&ring, baseline) }];
    let table = by_zone(&zones, &controls, EffectOptions::default()).unwrap();
    assert_eq!(table[0].reading, ZoneReading::CouldBeChance);
}
