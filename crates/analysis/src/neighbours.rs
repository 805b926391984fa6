//! Who is next to whom: neighbour lists for the local statistics.

use rayon::prelude::*;

use crate::buckets::Buckets;
use crate::error::{at_least, positive};
use crate::grid::{Point, check_points};
use crate::{AnalysisError, Result};

/// Binary neighbour lists of `n` units, each without the unit itself, stored end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Neighbours {
    /// From one list per unit. A unit in its own list is left out (methods that count it say so); the order within a
    /// list does not matter, and lists need not be mutual.
    ///
    /// # Errors
    /// `PastTheEnd` for an index without a unit, `Twice` for a neighbour named twice by one unit, `TooMany` beyond 2^32.
    pub fn from_lists<L: AsRef<[usize]>>(lists: &[L]) -> Result<Self> {
        let length = lists.len();
        if u32::try_from(length).is_err() {
            return Err(AnalysisError::TooMany { what: "units", most: u32::MAX as usize, given: length });
        }
        let mut sorted = Vec::with_capacity(length);
        for (unit, list) in lists.iter().enumerate() {
            let mut members = Vec::with_capacity(list.as_ref().len());
            for &index in list.as_ref().iter().filter(|&&index| index != unit) {
                if index >= length {
                    return Err(AnalysisError::PastTheEnd { what: "neighbour lists", index, length });
                }
                members.push(index as u32);
            }
            members.sort_unstable();
            if let Some(pair) = members.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(AnalysisError::Twice { what: "neighbour lists", key: u64::from(pair[0]) });
            }
            sorted.push(members);
        }
        Ok(Self::join(sorted))
    }

    /// All pairs of points at most `distance` metres apart (`d <= distance`, so the limit itself is in).
    ///
    /// # Errors
    /// `TooFew` without points, `NotANumber` for a coordinate that is none, `OutOfRange` for a distance not above 0.
    pub fn within(points: &[Point], distance: f64) -> Result<Self> {
        at_least("points", 1, points.len())?;
        positive("the distance", distance)?;
        check_points(points)?;
        if u32::try_from(points.len()).is_err() {
            return Err(AnalysisError::TooMany {
                what: "points",
                most: u32::MAX as usize,
                given: points.len(),
            });
        }
        let buckets = Buckets::new(points, distance);
        let lists: Vec<Vec<u32>> = points
            .par_iter()
            .enumerate()
            .map(|(unit, point)| {
                let mut members: Vec<u32> =
                    buckets.around(*point).filter(|&other| other != unit).map(|other| other as u32).collect();
                members.sort_unstable();
                members
            })
            .collect();
        Ok(Self::join(lists))
    }

    /// Joins lists that are known to be sorted, without doubles and in range.
    pub(crate) fn join(lists: Vec<Vec<u32>>) -> Self {
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let mut members = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        starts.push(0);
        for list in lists {
            members.extend(list);
            starts.push(members.len());
        }
        Self { starts, members }
    }

    /// How many units there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of a unit, in rising order, without itself; nothing for a unit that does not exist.
    #[must_use]
    pub fn of(&self, unit: usize) -> &[u32] {
        match (self.starts.get(unit), self.starts.get(unit + 1)) {
            (Some(&from), Some(&to)) => &self.members[from..to],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_never_its_own_neighbour() {
        let lists = Neighbours::from_lists(&[vec![0, 1], vec![0], vec![]]).unwrap();
        assert_eq!(
            (lists.of(0), lists.of(1), lists.of(2), lists.of(9)),
            (&[1][..], &[0][..], &[][..], &[][..])
        );
    }

    #[test]
    fn the_limit_itself_counts_as_within() {
        let near = Neighbours::within(&[[0.0, 0.0], [0.0, 100.0], [0.0, 200.001]], 100.0).unwrap();
        assert_eq!((near.of(0), near.of(1), near.of(2)), (&[1][..], &[0][..], &[][..]));
    }

    #[test]
    fn broken_lists_are_refused() {
        assert!(matches!(
            Neighbours::from_lists(&[vec![7]]),
            Err(AnalysisError::PastTheEnd { index: 7, .. })
        ));
        assert!(matches!(
            Neighbours::from_lists(&[vec![1, 1], vec![]]),
            Err(AnalysisError::Twice { key: 1, .. })
        ));
        assert!(Neighbours::within(&[[f64::NAN, 0.0]], 1.0).is_err());
    }
}
