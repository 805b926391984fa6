//! Points sorted into square buckets, so that those within a fixed distance are found by looking at nine buckets.
//!
//! For one fixed distance over many points this beats a tree: the points of three buckets in a row lie end to end in
//! memory.

use std::ops::Range;

use crate::grid::Point;

/// Points by bucket, row by row.
pub(crate) struct Buckets {
    side: f64,
    keys: Vec<(i64, i64)>,
    points: Vec<Point>,
    numbers: Vec<u32>,
}

impl Buckets {
    /// Buckets for searches within `distance`. The points are finite, the distance above 0, and there are fewer than 2^32.
    pub(crate) fn new(points: &[Point], distance: f64) -> Self {
        let mut order: Vec<((i64, i64), u32)> =
            points.iter().enumerate().map(|(number, point)| (key(*point, distance), number as u32)).collect();
        order.sort_unstable();
        Self {
            side: distance,
            keys: order.iter().map(|(key, _)| *key).collect(),
            points: order.iter().map(|(_, number)| points[*number as usize]).collect(),
            numbers: order.into_iter().map(|(_, number)| number).collect(),
        }
    }

    /// The numbers of the points at most the distance away (`d <= distance`), one at the place itself included.
    pub(crate) fn around(&self, place: Point) -> impl Iterator<Item = usize> + '_ {
        let (row, column) = key(place, self.side);
        let limit = self.side * self.side;
        let rows = row.saturating_sub(1)..=row.saturating_add(1);
        rows.flat_map(move |row| self.slots(row, column))
            .filter(move |&slot| {
                let (dx, dy) = (self.points[slot][0] - place[0], self.points[slot][1] - place[1]);
                dx * dx + dy * dy <= limit
            })
            .map(|slot| self.numbers[slot] as usize)
    }

    /// Where the points of a bucket and its two neighbours in the row lie.
    fn slots(&self, row: i64, column: i64) -> Range<usize> {
        let from = self.keys.partition_point(|key| *key < (row, column.saturating_sub(1)));
        let to = self.keys.partition_point(|key| *key <= (row, column.saturating_add(1)));
        from..to
    }
}

fn key(point: Point, side: f64) -> (i64, i64) {
    // The cast stops at the ends of the numbers: absurd coordinates share a bucket, which is slow but right.
    ((point[1] / side).floor() as i64, (point[0] / side).floor() as i64)
}
