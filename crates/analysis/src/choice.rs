//! Which of several maps to trust: by what they catch of incidents that came *after* the data they were made of.
//!
//! A map says where to go; looks say nothing about that. Rank the units (cells, street segments) by what the map predicts,
//! go down the ranks, and count. `PAI = (c / C) / (a / A)` (Chainey, Tompson and Uhlig 2008, Secur. J. 21:4): hits' share
//! over area's share, 1 is no better than walking at random. `PEI` is PAI over the best PAI possible at the same area (Hunt
//! 2016). `RRI = sum predicted / sum observed` of the units taken (the recapture rate index of Levine 2008, as peers
//! compute it now): above 1 the map promised more than came.

use statrs::function::beta::beta_reg;

use crate::chance::{binomial_at_least, bisect};
use crate::error::{all_finite, at_least, positive, proper_fraction, same_length};
use crate::{AnalysisError, Result};

/// What came, in each unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Came<'a> {
    /// Incidents of the test period.
    pub incidents: &'a [u32],
    /// Sizes in one unit (square metres, metres of street); `None` when all are alike.
    pub areas: Option<&'a [f64]>,
}

/// A map taken as far as some share of the area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Units taken.
    pub units: usize,
    /// Their share of the whole area.
    pub area_share: f64,
    /// Incidents in them.
    pub hits: u64,
    /// Their share of all incidents.
    pub hit_share: f64,
    /// Predictive accuracy index.
    pub pai: f64,
    /// Predictive efficiency index; `None` when nothing could have been caught.
    pub pei: Option<f64>,
    /// Predicted over observed in the units taken; `None` without a hit.
    pub rri: Option<f64>,
}

/// The whole way down the ranks, one line for each unit more. Of units with the same prediction those with fewer incidents
/// to their area come first: a map gets no credit for what it did not tell apart.
///
/// # Errors
/// `TooFew` without a unit or an incident, `UnequalLengths`, `NotANumber`, `OutOfRange` for an area not above 0.
pub fn accuracy_curve(came: Came<'_>, predicted: &[f64]) -> Result<Vec<Accuracy>> {
    let order = order(came, predicted)?;
    let all = came.all();
    let whole: f64 = (0..order.len()).map(|unit| came.area(unit)).sum();
    let best = Best::of(came);
    let (mut area, mut hits, mut promised) = (0.0, 0_u64, 0.0);
    let lines = order.iter().enumerate().map(|(rank, &unit)| {
        area += came.area(unit);
        hits += u64::from(came.incidents[unit]);
        promised += predicted[unit];
        let (area_share, hit_share) = (area / whole, hits as f64 / all);
        let possible = best.at(area);
        Accuracy {
            units: rank + 1,
            area_share,
            hits,
            hit_share,
            pai: hit_share / area_share,
            pei: (possible > 0.0).then(|| hits as f64 / possible),
            rri: (hits > 0).then(|| promised / hits as f64),
        }
    });
    Ok(lines.collect())
}

/// A map at one share of the area, with the interval of its PAI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The figures.
    pub at: Accuracy,
    /// Two-sided interval of the PAI: Clopper and Pearson's of the hits' share. It takes incidents as independent of each
    /// other, which those of one series are not.
    pub interval: (f64, f64),
}

/// Takes a map as far as whole units fit into `share` of the area, one at least.
///
/// # Errors
/// As [`accuracy_curve`]; `OutOfRange` for a share or an `alpha` outside `(0, 1)`.
pub fn score(came: Came<'_>, predicted: &[f64], share: f64, alpha: f64) -> Result<Scored> {
    proper_fraction("the share of the area", share)?;
    proper_fraction("alpha", alpha)?;
    let curve = accuracy_curve(came, predicted)?;
    let fits = curve.iter().take_while(|line| line.area_share <= share * (1.0 + 1e-12)).count();
    let at = curve[fits.max(1) - 1];
    let (low, high) = clopper_pearson(at.hits, came.all() as u64, alpha);
    Ok(Scored { at, interval: (low / at.area_share, high / at.area_share) })
}

/// One map against another at the same share of the area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duel {
    /// Incidents that only the first caught.
    pub only_first: u64,
    /// Incidents that only the second caught.
    pub only_second: u64,
    /// Two-sided p-value of equally good maps: McNemar's test in its exact form.
    pub p: f64,
}

/// Compares two maps by the incidents that one caught and the other did not.
///
/// # Errors
/// As [`score`], for either map.
pub fn duel(came: Came<'_>, first: &[f64], second: &[f64], share: f64) -> Result<Duel> {
    let taken = |predicted: &[f64]| -> Result<Vec<bool>> {
        let units = score(came, predicted, share, 0.05)?.at.units;
        let mut taken = vec![false; predicted.len()];
        order(came, predicted)?.into_iter().take(units).for_each(|unit| taken[unit] = true);
        Ok(taken)
    };
    let (first, second) = (taken(first)?, taken(second)?);
    let only = |a: &[bool], b: &[bool]| -> u64 {
        let caught = came.incidents.iter().zip(a.iter().zip(b)).filter(|(_, (a, b))| **a && !**b);
        caught.map(|(&count, _)| u64::from(count)).sum()
    };
    let (only_first, only_second) = (only(&first, &second), only(&second, &first));
    let more = only_first.max(only_second);
    let p = (2.0 * binomial_at_least(more, only_first + only_second, 0.5)).min(1.0);
    Ok(Duel { only_first, only_second, p })
}

impl Came<'_> {
    fn area(&self, unit: usize) -> f64 {
        self.areas.map_or(1.0, |areas| areas[unit])
    }

    fn all(&self) -> f64 {
        self.incidents.iter().map(|&count| f64::from(count)).sum()
    }

    fn density(&self, unit: usize) -> f64 {
        f64::from(self.incidents[unit]) / self.area(unit)
    }
}

/// Units from the highest prediction to the lowest.
fn order(came: Came<'_>, predicted: &[f64]) -> Result<Vec<usize>> {
    at_least("units", 1, predicted.len())?;
    same_length("units observed and predicted", came.incidents.len(), predicted.len())?;
    all_finite("predictions", predicted)?;
    if let Some(areas) = came.areas {
        same_length("units and areas", came.incidents.len(), areas.len())?;
        areas.iter().try_for_each(|&area| positive("an area", area))?;
    }
    if came.all() <= 0.0 {
        return Err(AnalysisError::TooFew { what: "incidents", needed: 1, given: 0 });
    }
    let mut order: Vec<usize> = (0..predicted.len()).collect();
    order.sort_by(|&a, &b| {
        let by_map = predicted[b].total_cmp(&predicted[a]);
        by_map.then(came.density(a).total_cmp(&came.density(b))).then(a.cmp(&b))
    });
    Ok(order)
}

/// The most incidents that a given area could have held: densest units first, the last one in part.
struct Best {
    /// Areas and incidents so far.
    corners: Vec<(f64, f64)>,
}

impl Best {
    fn of(came: Came<'_>) -> Self {
        let mut order: Vec<usize> = (0..came.incidents.len()).collect();
        order.sort_by(|&a, &b| came.density(b).total_cmp(&came.density(a)));
        let mut corners = vec![(0.0, 0.0)];
        let mut sums = (0.0, 0.0);
        for unit in order {
            sums = (sums.0 + came.area(unit), sums.1 + f64::from(came.incidents[unit]));
            corners.push(sums);
        }
        Self { corners }
    }

    fn at(&self, area: f64) -> f64 {
        let next = self.corners.partition_point(|corner| corner.0 < area * (1.0 - 1e-12));
        match (next.checked_sub(1).map(|before| self.corners[before]), self.corners.get(next)) {
            (Some(before), Some(after)) => {
                let part = ((area - before.0) / (after.0 - before.0)).min(1.0);
                before.1 + part * (after.1 - before.1)
            }
            (None, Some(first)) => first.1,
            (_, None) => self.corners.last().map_or(0.0, |last| last.1),
        }
    }
}

/// The exact two-sided interval of a binomial share.
fn clopper_pearson(hits: u64, n: u64, alpha: f64) -> (f64, f64) {
    let (x, n) = (hits as f64, n as f64);
    // P(X >= x) = I_p(x, n - x + 1) rises with p.
    let low = if x > 0.0 { bisect(0.0, 1.0, |p| beta_reg(x, n - x + 1.0, p) < 0.5 * alpha) } else { 0.0 };
    let high =
        if x < n { bisect(0.0, 1.0, |p| beta_reg(x + 1.0, n - x, p) < 1.0 - 0.5 * alpha) } else { 1.0 };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CAME: Came<'_> = Came { incidents: &[6, 7, 3, 2, 1, 0], areas: None };
    const MAP: [f64; 6] = [8.0, 4.0, 4.0, 2.0, 1.0, 0.0];

    #[test]
    fn the_published_curve_comes_out_ties_taken_against_the_map() {
        let curve = accuracy_curve(CAME, &MAP).unwrap();
        let pai = [1.894_737, 1.421_053, 1.684_211, 1.421_053, 1.2, 1.0];
        let pei = [0.857_143, 0.692_308, 1.0, 1.0, 1.0, 1.0];
        let rri = [1.333_333, 1.333_333, 1.0, 1.0, 1.0, 1.0];
        for (at, line) in curve.iter().enumerate() {
            assert!((line.pai - pai[at]).abs() < 1e-6, "{line:?}");
            assert!((line.pei.unwrap() - pei[at]).abs() < 1e-6, "{line:?}");
            assert!((line.rri.unwrap() - rri[at]).abs() < 1e-6, "{line:?}");
        }
    }

    #[test]
    fn a_map_is_scored_by_whole_units_that_fit_with_the_exact_interval() {
        let found = score(CAME, &MAP, 0.5, 0.05).unwrap();
        assert_eq!((found.at.units, found.at.hits), (3, 16));
        assert!(found.interval.0 < found.at.pai && found.at.pai < found.interval.1);
        // Clopper and Pearson for 16 of 19: .6042 to .9662.
        assert!(
            (found.interval.0 * 0.5 - 0.604_2).abs() < 1e-4
                && (found.interval.1 * 0.5 - 0.966_2).abs() < 1e-4
        );
        assert_eq!(score(CAME, &MAP, 0.01, 0.05).unwrap().at.units, 1);
    }

    #[test]
    fn unequal_areas_count_by_their_size() {
        let came = Came { incidents: &[10, 10], areas: Some(&[1.0, 4.0]) };
        let curve = accuracy_curve(came, &[1.0, 2.0]).unwrap();
        assert!((curve[0].area_share - 0.8).abs() < 1e-12 && (curve[0].pai - 0.625).abs() < 1e-12);
        // The best use of four fifths: all of the small unit, three quarters of the large one.
        assert!((curve[0].pei.unwrap() - 10.0 / 17.5).abs() < 1e-12);
    }

    #[test]
    fn two_maps_are_told_apart_by_what_only_one_of_them_caught() {
        let came = Came { incidents: &[20, 4, 1, 1], areas: None };
        let found = duel(came, &[4.0, 3.0, 2.0, 1.0], &[3.0, 4.0, 2.0, 1.0], 0.25).unwrap();
        assert_eq!((found.only_first, found.only_second), (20, 4));
        assert!(found.p < 0.01);
        let same = duel(came, &MAP[..4], &MAP[..4], 0.5).unwrap();
        assert_eq!((same.only_first, same.p), (0, 1.0));
    }

    #[test]
    fn maps_that_cannot_be_scored_are_refused() {
        assert!(accuracy_curve(Came { incidents: &[], areas: None }, &[]).is_err());
        assert!(accuracy_curve(Came { incidents: &[0, 0], areas: None }, &[1.0, 2.0]).is_err());
        assert!(accuracy_curve(CAME, &MAP[..5]).is_err());
        assert!(accuracy_curve(Came { incidents: &[1], areas: None }, &[f64::NAN]).is_err());
        assert!(accuracy_curve(Came { incidents: &[1], areas: Some(&[0.0]) }, &[1.0]).is_err());
        assert!(score(CAME, &MAP, 1.0, 0.05).is_err());
    }

    proptest! {
        #[test]
        fn no_map_beats_the_best_and_all_of_the_area_holds_all(
            units in prop::collection::vec((0u32..20, 0.0f64..9.0, 0.1f64..5.0), 1..40),
        ) {
            let incidents: Vec<u32> = units.iter().map(|unit| unit.0).collect();
            prop_assume!(incidents.iter().any(|count| *count > 0));
            let predicted: Vec<f64> = units.iter().map(|unit| unit.1).collect();
            let areas: Vec<f64> = units.iter().map(|unit| unit.2).collect();
            let curve = accuracy_curve(Came { incidents: &incidents, areas: Some(&areas) }, &predicted).unwrap();
            for line in &curve {
                prop_assert!(line.pei.is_none_or(|pei| pei <= 1.0 + 1e-9));
            }
            let last = curve.last().unwrap();
            prop_assert!((last.pai - 1.0).abs() < 1e-9 && (last.pei.unwrap() - 1.0).abs() < 1e-9);
        }
    }
}
