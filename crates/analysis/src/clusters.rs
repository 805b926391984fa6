//! Clusters of points by density: DBSCAN (Ester, Kriegel, Sander and Xu 1996, KDD-96), in space or in space and time.
//!
//! A point is *core* when at least `fewest` points (itself counted) lie within reach; core points within reach of each
//! other are one cluster; a point within reach of a core point, but not core itself, belongs to the nearest one (a choice
//! the paper leaves open; others take the first found, which depends on the order of the input). The rest is noise.

use rayon::prelude::*;

use crate::buckets::Buckets;
use crate::error::{all_finite, at_least, positive, same_length};
use crate::grid::{Point, check_points};
use crate::{AnalysisError, Result};

mod cells;
use cells::Cells;

/// What counts as within reach, and how many make a core.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Metres; two points at exactly this distance are within reach (`d <= metres`).
    pub metres: f64,
    /// The fewest points within reach of a core point, itself counted.
    pub fewest: usize,
}

/// The clusters among some points.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The cluster of each point, in the order given; `None` is noise.
    pub labels: Vec<Option<usize>>,
    /// Each cluster, numbered by its first core point in the order given.
    pub clusters: Vec<Cluster>,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Its points, in rising order.
    pub members: Vec<usize>,
    /// The mean of its points.
    pub centre: Point,
    /// Metres from the centre to its farthest point.
    pub radius: f64,
}

/// Clusters of points in space.
///
/// # Errors
/// `NotANumber` for a bad coordinate, `OutOfRange` for metres not above 0, `TooFew` when `fewest` is 0.
/// No points give no clusters.
pub fn clusters(points: &[Point], reach: Reach) -> Result<Clusters> {
    check(points, reach)?;
    let cells = Cells::new(points, reach);
    let by_position = cells.core();
    let leaders = cells.leaders(&by_position);
    let mut core = vec![false; points.len()];
    let mut leader = vec![0; points.len()];
    for (position, &number) in cells.numbers.iter().enumerate() {
        core[number as usize] = by_position[position];
        leader[number as usize] = leaders[position];
    }
    // Numbered by their first core point in the order given.
    let mut number_of = vec![None; points.len()];
    let mut found = 0;
    let mut labels = vec![None; points.len()];
    for unit in (0..points.len()).filter(|&unit| core[unit]) {
        labels[unit] = Some(*number_of[leader[unit] as usize].get_or_insert_with(|| {
            found += 1;
            found - 1
        }));
    }
    Ok(with_borders(points, labels, found, cells.borders(&by_position)))
}

fn check(points: &[Point], reach: Reach) -> Result<()> {
    check_points(points)?;
    positive("the reach in metres", reach.metres)?;
    at_least("points of a core", 1, reach.fewest)?;
    if u32::try_from(points.len()).is_err() {
        return Err(AnalysisError::TooMany { what: "points", most: u32::MAX as usize, given: points.len() });
    }
    Ok(())
}

/// Gives each border point, which comes with its nearest core, the label of that.
fn with_borders(
    points: &[Point],
    mut labels: Vec<Option<usize>>,
    found: usize,
    borders: Vec<(usize, usize)>,
) -> Clusters {
    for (unit, core) in borders {
        labels[unit] = labels[core];
    }
    Clusters { clusters: describe(points, &labels, found), labels }
}

/// Clusters in space and time: two points are within reach when they are close in space **and** at most `days` apart
/// (`|t - u| <= days`). `times` are days as numbers.
///
/// # Errors
/// As [`clusters`]; `UnequalLengths` when there is not one time per point, `OutOfRange` for days below 0.
pub fn clusters_in_time(points: &[Point], times: &[f64], reach: Reach, days: f64) -> Result<Clusters> {
    same_length("points and times", points.len(), times.len())?;
    all_finite("times", times)?;
    if !(days.is_finite() && days >= 0.0) {
        return Err(AnalysisError::OutOfRange { what: "days", rule: "0 or more", value: days });
    }
    cluster(points, reach, |a, b| (times[a] - times[b]).abs() <= days)
}

fn cluster(
    points: &[Point],
    reach: Reach,
    together: impl Fn(usize, usize) -> bool + Sync,
) -> Result<Clusters> {
    check(points, reach)?;
    let buckets = Buckets::new(points, reach.metres);
    let together = &together;
    let around = |unit: usize| {
        buckets.around(points[unit]).filter(move |&other| other == unit || together(unit, other))
    };
    let core: Vec<bool> = (0..points.len())
        .into_par_iter()
        .map(|unit| around(unit).take(reach.fewest).count() == reach.fewest)
        .collect();
    let (labels, found) = join_cores(&core, around);
    let borders: Vec<(usize, usize)> = (0..points.len())
        .into_par_iter()
        .filter(|&unit| !core[unit])
        .filter_map(|unit| {
            Some((unit, nearest_core(points, unit, around(unit).filter(|&other| core[other]))?))
        })
        .collect();
    Ok(with_borders(points, labels, found, borders))
}

/// Labels core points that reach each other, directly or over others; returns the labels and how many clusters.
fn join_cores<I: Iterator<Item = usize>>(
    core: &[bool],
    around: impl Fn(usize) -> I,
) -> (Vec<Option<usize>>, usize) {
    let mut labels: Vec<Option<usize>> = vec![None; core.len()];
    let mut found = 0;
    for start in 0..core.len() {
        if !core[start] || labels[start].is_some() {
            continue;
        }
        labels[start] = Some(found);
        let mut waiting = vec![start];
        while let Some(unit) = waiting.pop() {
            for other in around(unit) {
                if core[other] && labels[other].is_none() {
                    labels[other] = Some(found);
                    waiting.push(other);
                }
            }
        }
        found += 1;
    }
    (labels, found)
}

/// The nearest core point; of equally near ones the south-westernmost, so that the order of the input has no say.
fn nearest_core(points: &[Point], unit: usize, cores: impl Iterator<Item = usize>) -> Option<usize> {
    let distance = |core: usize| {
        let (dx, dy) = (points[core][0] - points[unit][0], points[core][1] - points[unit][1]);
        dx * dx + dy * dy
    };
    cores.min_by(|&a, &b| {
        let place = |i: usize| points[i];
        distance(a)
            .total_cmp(&distance(b))
            .then(place(a)[0].total_cmp(&place(b)[0]))
            .then(place(a)[1].total_cmp(&place(b)[1]))
            .then(a.cmp(&b))
    })
}

fn describe(points: &[Point], labels: &[Option<usize>], found: usize) -> Vec<Cluster> {
    let mut members = vec![Vec::new(); found];
    for (unit, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            members[*label].push(unit);
        }
    }
    members
        .into_iter()
        .map(|members| {
            let n = members.len() as f64;
            let mean = |axis: usize| members.iter().map(|&unit| points[unit][axis]).sum::<f64>() / n;
            let centre = [mean(0), mean(1)];
            let away = |unit: &usize| (points[*unit][0] - centre[0]).hypot(points[*unit][1] - centre[1]);
            let radius = members.iter().map(away).fold(0.0, f64::max);
            Cluster { members, centre, radius }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn line(xs: &[f64]) -> Vec<Point> {
        xs.iter().map(|&x| [x, 0.0]).collect()
    }

    #[test]
    fn the_point_itself_and_the_limit_itself_count() {
        let found = clusters(&line(&[0.0, 1.0, 2.0, 9.0]), Reach { metres: 1.0, fewest: 3 }).unwrap();
        assert_eq!(found.labels, [Some(0), Some(0), Some(0), None]);
        assert_eq!((found.clusters[0].centre, found.clusters[0].radius), ([1.0, 0.0], 1.0));
        let none = clusters(&line(&[0.0, 1.0, 2.1]), Reach { metres: 1.0, fewest: 3 }).unwrap();
        assert_eq!(none.labels, [None; 3]);
    }

    #[test]
    fn a_border_point_joins_its_nearest_core_and_does_not_bridge() {
        let xs = [0.0, 0.5, 1.0, 1.9, 2.9, 3.4, 3.9];
        let found = clusters(&line(&xs), Reach { metres: 1.0, fewest: 4 }).unwrap();
        assert_eq!(found.clusters.len(), 2);
        assert_eq!(found.labels[3], found.labels[2]);
    }

    #[test]
    fn strings_in_time_match_the_published_near_repeat_strings() {
        // x = 1..5, t = 0,0,0,4,4, strictly under 2 and under 1: here closed, so a little less.
        let points = line(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        let times = [0.0, 0.0, 0.0, 4.0, 4.0];
        let found = clusters_in_time(&points, &times, Reach { metres: 1.999, fewest: 1 }, 0.999).unwrap();
        assert_eq!(found.labels, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        let times: Vec<f64> = ten.iter().map(|x| 3.0 * x).collect();
        let tight = clusters_in_time(&line(&ten), &times, Reach { metres: 0.999, fewest: 1 }, 0.999).unwrap();
        assert_eq!(tight.clusters.len(), 10);
        let loose = clusters_in_time(&line(&ten), &times, Reach { metres: 1.999, fewest: 1 }, 5.999).unwrap();
        assert_eq!(loose.clusters.len(), 1);
    }

    #[test]
    fn bad_input_is_named() {
        let reach = Reach { metres: 10.0, fewest: 2 };
        assert!(clusters(&[], reach).unwrap().labels.is_empty());
        assert!(clusters(&[[f64::INFINITY, 0.0]], reach).is_err());
        assert!(clusters(&[[0.0, 0.0]], Reach { metres: -1.0, ..reach }).is_err());
        assert!(clusters(&[[0.0, 0.0]], Reach { fewest: 0, ..reach }).is_err());
        assert!(clusters_in_time(&[[0.0, 0.0]], &[], reach, 1.0).is_err());
        assert!(clusters_in_time(&[[0.0, 0.0]], &[1.0], reach, f64::NAN).is_err());
    }

    /// DBSCAN in the plainest form: core points by all pairs, clusters by spreading labels until nothing changes.
    fn plainly(points: &[Point], reach: Reach) -> (usize, usize) {
        let close = |a: usize, b: usize| {
            (points[a][0] - points[b][0]).powi(2) + (points[a][1] - points[b][1]).powi(2)
                <= reach.metres * reach.metres
        };
        let n = points.len();
        let core: Vec<bool> =
            (0..n).map(|a| (0..n).filter(|&b| close(a, b)).count() >= reach.fewest).collect();
        let mut label: Vec<usize> = (0..n).collect();
        for _ in 0..n {
            for a in 0..n {
                for b in 0..n {
                    if core[a] && core[b] && close(a, b) {
                        label[a] = label[a].min(label[b]);
                    }
                }
            }
        }
        let groups: BTreeSet<usize> = (0..n).filter(|&a| core[a]).map(|a| label[a]).collect();
        let noise = (0..n).filter(|&a| !core[a] && !(0..n).any(|b| core[b] && close(a, b))).count();
        (groups.len(), noise)
    }

    proptest! {
        #[test]
        fn the_buckets_agree_with_all_pairs_and_moving_or_turning_the_input_changes_nothing(
            points in prop::collection::vec((0i32..40, 0i32..40), 1..50), turn in 0usize..50, fewest in 1usize..6,
        ) {
            let points: Vec<Point> = points.into_iter().map(|(x, y)| [f64::from(x), f64::from(y)]).collect();
            let reach = Reach { metres: 5.0, fewest };
            let found = clusters(&points, reach).unwrap();
            let noise = found.labels.iter().filter(|label| label.is_none()).count();
            prop_assert_eq!((found.clusters.len(), noise), plainly(&points, reach));

            let turn = turn % points.len();
            let mut turned = points.clone();
            turned.rotate_left(turn);
            let groups = |found: &Clusters, shift: usize| -> BTreeSet<BTreeSet<usize>> {
                found.clusters.iter()
                    .map(|one| one.members.iter().map(|&unit| (unit + shift) % points.len()).collect())
                    .collect()
            };
            let again = clusters(&turned, reach).unwrap();
            if points.iter().collect::<Vec<_>>().len() == points.iter().map(|p| (p[0] as i32, p[1] as i32)).collect::<BTreeSet<_>>().len() {
                prop_assert_eq!(groups(&again, turn), groups(&found, 0));
            }
            // The other way, which clusters in space and time take.
            let same_day = vec![0.0; points.len()];
            prop_assert_eq!(&clusters_in_time(&points, &same_day, reach, 1.0).unwrap(), &found);
            let moved: Vec<Point> = points.iter().map(|p| [p[0] + 1024.0, p[1] - 512.0]).collect();
            prop_assert_eq!(clusters(&moved, reach).unwrap().labels, found.labels);
        }
    }
}
