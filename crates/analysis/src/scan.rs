//! Is something beginning right now, and where? The prospective space-time permutation scan statistic of Kulldorff,
//! Heffernan, Hartman, Assuncao and Mostashari (2005, PLoS Med. 2:e59). It needs the incidents alone, no population.
//!
//! Cylinders are looked at that end on the last day: a circle around the place of an incident, up to a largest radius
//! (`d <= r`), over the last 1 to `longest` days. If places and days have nothing to do with each other, a circle with
//! `n_s` of all `N` incidents and days with `n_t` of them hold `mu = n_s n_t / N`; with `c > mu` observed,
//! `LLR = c ln(c / mu) + (N - c) ln((N - c) / (N - mu))`. Its chance comes from permutations of the days over the places, of
//! which the *largest* LLR anywhere counts: `p = (b + 1) / (R + 1)`, so all circles and lengths are allowed for. Looked at
//! once a day, a cluster as strong as one with `p` comes up by chance once in `1 / p` days: the recurrence interval.

use rayon::prelude::*;

use crate::buckets::Buckets;
use crate::error::{all_finite, at_least, positive, same_length};
use crate::grid::check_points;
use crate::near_repeat::MOST_PERMUTATIONS;
use crate::{AnalysisError, Point, Result, Seed};

mod cylinders;

use cylinders::{Best, Places, Scratch};

/// How clusters are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScanOptions {
    /// The largest radius in metres.
    pub largest_radius: f64,
    /// The longest stretch of days.
    pub longest: usize,
    /// How often the days are permuted over the places; without, there are no p-values.
    pub permutations: usize,
    /// What the permutations come from.
    pub seed: Seed,
    /// How many clusters are told, at most.
    pub most: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// The options used.
    pub options: ScanOptions,
    /// How many incidents.
    pub n: usize,
    /// The last day, on which every cluster ends: the whole day of the latest time given.
    pub last: f64,
    /// The strongest clusters first; no two have a place in common.
    pub clusters: Vec<Cluster>,
}

/// A cylinder with more incidents than places and days by themselves would give.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The middle of the circle: the place of an incident.
    pub centre: Point,
    /// Metres to the farthest place in it.
    pub radius: f64,
    /// How many days long, the last one included.
    pub days: usize,
    /// Incidents in it.
    pub observed: u64,
    /// What places and days by themselves would give.
    pub expected: f64,
    /// The log likelihood ratio.
    pub llr: f64,
    /// The chance of one as strong anywhere; `None` without permutations.
    pub p: Option<f64>,
}

impl Cluster {
    /// Days between two as strong by chance, when looked at once a day.
    #[must_use]
    pub fn recurrence_days(&self) -> Option<f64> {
        self.p.map(|p| 1.0 / p)
    }
}

/// The longest stretch of days that is looked at.
const LONGEST: usize = 366;
/// The most pairs of places within the largest radius: 800 MB.
const MOST_PAIRS: usize = 200_000_000;

/// Looks for clusters that are there on the last day.
///
/// `points` are metres, `days` the time of each; only the whole day counts. Incidents at the very same coordinates are one
/// place.
///
/// # Errors
/// `TooFew` below 2 incidents or 1 day, `TooMany` beyond 366 days or a million permutations or when too many places lie
/// within the radius of each other, `UnequalLengths`, `NotANumber`, `OutOfRange` for a radius not above 0.
pub fn scan(points: &[Point], days: &[f64], options: ScanOptions) -> Result<Scan> {
    check(points, days, options)?;
    let last = days.iter().map(|day| day.floor()).fold(f64::MIN, f64::max);
    let ages: Vec<u32> = days.iter().map(|day| (last - day.floor()).min(LONGEST as f64) as u32).collect();
    let places = Places::new(points, options)?;
    let scratch = |ages: &[u32]| {
        let mut scratch = Scratch::new(&places, &ages_of(ages, options.longest));
        scratch.fill(&places, ages);
        scratch
    };
    let now = scratch(&ages);
    let candidates: Vec<Best> =
        (0..places.len()).into_par_iter().filter_map(|centre| now.best(&places, centre)).collect();
    let chosen = apart(candidates, &places, options.most);
    let largest: Vec<f64> = if chosen.is_empty() {
        Vec::new()
    } else {
        (0..options.permutations)
            .into_par_iter()
            .map_init(
                || now.clone(),
                |scratch, run| scratch.permuted(&places, &ages, options.seed.stream(run as u64)),
            )
            .collect()
    };
    let p = |llr: f64| {
        let as_large = largest.iter().filter(|&&one| one >= llr).count();
        (options.permutations > 0).then(|| (as_large as f64 + 1.0) / (options.permutations as f64 + 1.0))
    };
    let cluster = |best: Best| Cluster {
        centre: places.at(best.centre),
        radius: places.radius(best.centre, best.within),
        days: best.days,
        observed: best.observed,
        expected: best.expected,
        llr: best.llr,
        p: p(best.llr),
    };
    Ok(Scan { options, n: points.len(), last, clusters: chosen.into_iter().map(cluster).collect() })
}

/// With more pairs of places within the largest radius than this, looking at every place for each permutation takes
/// minutes.
const PAIRS_AT_EASE: usize = 10_000_000;
/// Cells to the largest radius when places are put together.
const CELLS_TO_RADIUS: f64 = 8.0;

/// The side of square cells on which so many incidents are looked at in good time: an eighth of the largest radius; `None`
/// where places need not be put together.
///
/// # Errors
/// `NotANumber` for a point that is none, `OutOfRange` for a radius not above 0.
pub fn cell_for(points: &[Point], largest_radius: f64) -> Result<Option<f64>> {
    check_points(points)?;
    positive("the largest radius", largest_radius)?;
    let mut places: Vec<[u64; 2]> = points.iter().map(|p| p.map(|value| (value + 0.0).to_bits())).collect();
    places.sort_unstable();
    places.dedup();
    let places: Vec<Point> = places.into_iter().map(|place| place.map(f64::from_bits)).collect();
    let buckets = Buckets::new(&places, largest_radius);
    let pairs: usize = places.par_iter().map(|place| buckets.around(*place).count()).sum();
    Ok((pairs > PAIRS_AT_EASE).then_some(largest_radius / CELLS_TO_RADIUS))
}

/// Each point moved to the middle of its square cell; cells begin at the origin.
///
/// # Errors
/// `OutOfRange` for a side not above 0, `NotANumber` for a point that is none.
pub fn on_cells(points: &[Point], side: f64) -> Result<Vec<Point>> {
    check_points(points)?;
    positive("the side of a cell", side)?;
    Ok(points.iter().map(|p| p.map(|value| ((value / side).floor() + 0.5) * side)).collect())
}

fn check(points: &[Point], days: &[f64], options: ScanOptions) -> Result<()> {
    at_least("incidents", 2, points.len())?;
    same_length("incidents and times", points.len(), days.len())?;
    check_points(points)?;
    all_finite("times", days)?;
    positive("the largest radius", options.largest_radius)?;
    at_least("days of a cluster", 1, options.longest)?;
    for (what, most, given) in [
        ("incidents", u32::MAX as usize, points.len()),
        ("days of a cluster", LONGEST, options.longest),
        ("permutations", MOST_PERMUTATIONS, options.permutations),
    ] {
        if given > most {
            return Err(AnalysisError::TooMany { what, most, given });
        }
    }
    Ok(())
}

/// How many incidents are of the last 1, 2, ... days.
fn ages_of(ages: &[u32], longest: usize) -> Vec<u64> {
    let mut within = vec![0; longest];
    for &age in ages.iter().filter(|age| (**age as usize) < longest) {
        within[age as usize] += 1;
    }
    let mut sum = 0;
    for count in &mut within {
        sum += *count;
        *count = sum;
    }
    within
}

/// The strongest first, of those that have no place in common with a stronger one.
fn apart(mut candidates: Vec<Best>, places: &Places, most: usize) -> Vec<Best> {
    candidates.sort_by(|a, b| {
        let [left, right] = [a, b].map(|one| places.at(one.centre));
        let radius = |one: &Best| places.radius(one.centre, one.within);
        b.llr
            .total_cmp(&a.llr)
            .then(radius(a).total_cmp(&radius(b)))
            .then(left[0].total_cmp(&right[0]))
            .then(left[1].total_cmp(&right[1]))
    });
    let mut taken = vec![false; places.len()];
    let mut chosen = Vec::new();
    for best in candidates {
        if chosen.len() == most {
            break;
        }
        let inside = places.around(best.centre, best.within);
        if inside.iter().all(|&place| !taken[place as usize]) {
            inside.iter().for_each(|&place| taken[place as usize] = true);
            chosen.push(best);
        }
    }
    chosen
}

#[cfg(test)]
mod tests;
