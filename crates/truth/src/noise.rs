//! Noise: how often methods speak up where there is nothing to find. Each seed stands for a hundred made-up cases.

use std::collections::BTreeMap;

use anyhow::Result;
use commonbeat_analysis::Seed;
use commonbeat_analysis::effect::{EffectOptions, Series, effect};
use commonbeat_analysis::grid::{Bounds, Grid};
use commonbeat_analysis::hot_places::{HotPlacesOptions, hot_places};
use commonbeat_analysis::near_repeat::{Bands, NearRepeatOptions, near_repeat};
use commonbeat_analysis::rises::{RisesOptions, rises};
use commonbeat_analysis::scan::{ScanOptions, scan};
use commonbeat_analysis::small_counts::exact_ratio;

use crate::share::Share;

mod made;

use made::Made;

/// Cases of one seed.
const CASES: u64 = 100;
/// Cases of the methods that permute.
const PERMUTED: u64 = 10;
const ALPHA: f64 = 0.05;

/// Rejections by method.
pub type Rejections = BTreeMap<String, (usize, usize)>;

/// A hundred made-up cases of each method.
pub fn run(seed: u64) -> Result<Rejections> {
    let mut all = Rejections::new();
    let mut add = |name: String, share: Share| {
        all.insert(name, (share.k, share.n));
    };
    for (mean, dispersion) in [(5.0, 1.0), (15.0, 1.0), (15.0, 2.0), (30.0, 1.5)] {
        let rejected = shares(CASES, |case| assessment(seed, case, mean, dispersion))?;
        add(
            format!("assessment, {mean} a month, dispersion {dispersion}, 3 controls, 24 and 6 months"),
            rejected,
        );
    }
    for mean in [2.0, 6.0, 20.0] {
        let rejected = shares(CASES, |case| {
            let mut made = Made::new(seed, case);
            let mut count = || u64::from(made.count(mean, 1.0));
            let (treated, control) = ((count(), count()), (count(), count()));
            Ok(exact_ratio(treated, control, ALPHA).map(|found| found.p < ALPHA).unwrap_or(false))
        })?;
        add(format!("exact test, {mean} expected in each cell"), rejected);
    }
    add(
        "space-time permutation scan, 300 incidents of 90 days".into(),
        shares(PERMUTED, |c| scanned(seed, c))?,
    );
    add(
        "near repeat, familywise over 3 x 2 bands, 400 incidents".into(),
        shares(PERMUTED, |c| near(seed, c))?,
    );
    for mean in [0.3, 1.0, 5.0] {
        let name = format!("hot places, any of 1,600 cells, {mean} incidents a cell");
        add(name, shares(CASES / 5, |case| hot(seed, case, mean))?);
    }
    add("rises, any of 120 series, 4 incidents a week".into(), shares(CASES / 5, |case| rose(seed, case))?);
    Ok(all)
}

fn shares(cases: u64, one: impl Fn(u64) -> Result<bool>) -> Result<Share> {
    Ok(Share::of((0..cases).map(one).collect::<Result<Vec<bool>>>()?))
}

/// A treated area and three controls that share a season and nothing else, judged as the product judges.
fn assessment(seed: u64, case: u64, mean: f64, dispersion: f64) -> Result<bool> {
    let mut made = Made::new(seed, case);
    let mut months = |n: usize| -> Vec<u32> {
        let season = |m: usize| 1.0 + 0.3 * (std::f64::consts::TAU * m as f64 / 12.0).sin();
        (0..n).map(|m| made.count(mean * season(m), dispersion)).collect()
    };
    let areas: Vec<(Vec<u32>, Vec<u32>)> = (0..4).map(|_| (months(24), months(6))).collect();
    let series: Vec<Series<'_>> = areas.iter().map(|(b, a)| Series { before: b, after: a }).collect();
    Ok(effect(series[0], &series[1..], EffectOptions::default())?.p < ALPHA)
}

fn scanned(seed: u64, case: u64) -> Result<bool> {
    let (points, days) = Made::new(seed, case).scattered(300, 90.0);
    let options = ScanOptions {
        largest_radius: 500.0,
        longest: 28,
        permutations: 199,
        seed: Seed(seed * 1_000 + case),
        most: 1,
    };
    let found = scan(&points, &days, options)?;
    Ok(found.clusters.first().and_then(|c| c.p).is_some_and(|p| p <= ALPHA))
}

fn near(seed: u64, case: u64) -> Result<bool> {
    let (points, days) = Made::new(seed, case).scattered(400, 180.0);
    let seed = Seed(seed * 1_000 + case);
    let options = NearRepeatOptions { permutations: 199, seed, ..NearRepeatOptions::default() };
    let bands = |edges: &[f64]| Bands::new(edges);
    let found = near_repeat(
        &points,
        &days,
        &bands(&[0.0, 100.0, 200.0, 300.0])?,
        &bands(&[0.0, 7.0, 14.0])?,
        options,
    )?;
    Ok(found.p_familywise.iter().flatten().any(|p| *p <= ALPHA))
}

fn hot(seed: u64, case: u64, mean: f64) -> Result<bool> {
    let mut made = Made::new(seed, case);
    let bounds = Bounds { low: [0.0, 0.0], high: [8_000.0, 8_000.0] };
    let grid = Grid::new(bounds, 200.0, |_| true)?;
    let values: Vec<f64> = (0..1_600).map(|_| f64::from(made.count(mean, 1.0))).collect();
    let found = hot_places(&values, &grid.neighbours(), HotPlacesOptions::default())?;
    Ok(found.hot.iter().any(|hot| *hot))
}

fn rose(seed: u64, case: u64) -> Result<bool> {
    let mut made = Made::new(seed, case);
    let all: Vec<Vec<u32>> = (0..120).map(|_| (0..260).map(|_| made.count(4.0, 1.0)).collect()).collect();
    let weekly: Vec<&[u32]> = all.iter().map(Vec::as_slice).collect();
    Ok(rises(&weekly, RisesOptions { recent_weeks: 6, ..RisesOptions::default() })?.iter().any(|r| r.rose))
}
