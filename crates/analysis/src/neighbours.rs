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

    /// The queen neighbours (sides and corners) of square cells of `side` metres, given by their centres.
    ///
    /// Cells that are not given do not exist: only those inside the study area should be.
    ///
    /// # Errors
    /// As [`Neighbours::within`]; `OffTheGrid` for a centre that is not a whole number of cells (to a tenth of one) away
    /// from the first, or at which another one lies.
    pub fn queen(centres: &[Point], side: f64) -> Result<Self> {
        at_least("cells", 1, centres.len())?;
        positive("the cell size", side)?;
        check_points(centres)?;
        for (at, centre) in centres.iter().enumerate() {
            let off = |axis: usize| {
                let cells = (centre[axis] - centres[0][axis]) / side;
                (cells - cells.round()).abs() > 0.1
            };
            if off(0) || off(1) {
                return Err(AnalysisError::OffTheGrid { at });
            }
        }
        // A corner is at the square root of two, the next cell but one at two.
        let near = Self::within(centres, 1.7 * side)?;
        let twice = |unit: usize| {
            near.of(unit).iter().any(|&other| {
                let (own, other) = (centres[unit], centres[other as usize]);
                (own[0] - other[0]).abs().max((own[1] - other[1]).abs()) < 0.5 * side
            })
        };
        match (0..near.len()).find(|&unit| twice(unit)) {
            Some(at) => Err(AnalysisError::OffTheGrid { at }),
            None => Ok(near),
        }
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
    fn cells_given_by_their_centres_have_the_queen_neighbours_of_the_grid() {
        let grid = crate::grid::Grid::new(
            crate::grid::Bounds { low: [1e6, -3e5], high: [1e6 + 700.0, -3e5 + 500.0] },
            100.0,
            |[x, y]| (x - 1e6 - 350.0).hypot(y + 3e5 - 250.0) > 90.0,
        )
        .unwrap();
        let centres: Vec<Point> = (0..grid.len()).filter_map(|cell| grid.centre(cell)).collect();
        assert_eq!(Neighbours::queen(&centres, 100.0).unwrap(), grid.neighbours());
        let off = [[0.0, 0.0], [100.0, 0.0], [150.0, 0.0]];
        assert_eq!(Neighbours::queen(&off, 100.0), Err(AnalysisError::OffTheGrid { at: 2 }));
        let twice = [[0.0, 0.0], [100.0, 0.0], [100.0, 0.0]];
        assert_eq!(Neighbours::queen(&twice, 100.0), Err(AnalysisError::OffTheGrid { at: 1 }));
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
