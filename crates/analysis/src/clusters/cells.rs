//! Clusters in space by cells so small that all points of one are within reach of each other (after Gunawan 2013): a cell
//! with enough points needs no distances to know that they are core, and one pair joins two cells.

use std::ops::Range;

use rayon::prelude::*;

use super::Reach;
use crate::Point;

/// Points by cell. *Position* below is the place of a point in this order.
pub(super) struct Cells<'a> {
    reach: Reach,
    /// The number of the point at each position.
    pub(super) numbers: Vec<u32>,
    points: Vec<Point>,
    cells: Vec<Cell>,
    given: &'a [Point],
}

struct Cell {
    key: (i64, i64),
    positions: Range<usize>,
    low: Point,
    high: Point,
    /// Whether all of its points are within reach of each other.
    tight: bool,
}

impl<'a> Cells<'a> {
    /// The points are finite and fewer than 2^32, the reach is above 0.
    pub(super) fn new(given: &'a [Point], reach: Reach) -> Self {
        // A little less than the diagonal needs, for what rounding does.
        let side = reach.metres * std::f64::consts::FRAC_1_SQRT_2 * (1.0 - 1e-9);
        // The cast stops at the ends of the numbers: absurd coordinates share a cell, which is slow but right.
        let key = |point: &Point| ((point[1] / side).floor() as i64, (point[0] / side).floor() as i64);
        let mut order: Vec<((i64, i64), u32)> =
            given.iter().enumerate().map(|(number, point)| (key(point), number as u32)).collect();
        order.par_sort_unstable();
        let numbers: Vec<u32> = order.iter().map(|one| one.1).collect();
        let points: Vec<Point> = numbers.iter().map(|&number| given[number as usize]).collect();
        let mut cells = Vec::new();
        let mut from = 0;
        for until in 1..=order.len() {
            if until == order.len() || order[until].0 != order[from].0 {
                cells.push(Cell::new(order[from].0, from..until, &points, reach.metres));
                from = until;
            }
        }
        Self { reach, numbers, points, cells, given }
    }

    /// Which positions are core.
    pub(super) fn core(&self) -> Vec<bool> {
        let of_cell = |at: usize| {
            let cell = &self.cells[at];
            if cell.tight && cell.positions.len() >= self.reach.fewest {
                return vec![true; cell.positions.len()];
            }
            let around = self.around(at);
            cell.positions.clone().map(|position| self.has_enough(position, cell, &around)).collect()
        };
        (0..self.cells.len()).into_par_iter().flat_map_iter(of_cell).collect()
    }

    fn has_enough(&self, position: usize, cell: &Cell, around: &[Range<usize>]) -> bool {
        let mut count = if cell.tight { cell.positions.len() } else { 0 };
        for other in around.iter().flat_map(|range| &self.cells[range.clone()]) {
            if cell.tight && other.key == cell.key || !other.near(self.points[position], self.reach.metres) {
                continue;
            }
            for &point in &self.points[other.positions.clone()] {
                count += usize::from(self.close(self.points[position], point));
            }
            if count >= self.reach.fewest {
                return true;
            }
        }
        count >= self.reach.fewest
    }

    /// A leader for each position that is core: the same for those of one cluster.
    pub(super) fn leaders(&self, core: &[bool]) -> Vec<u32> {
        let mut groups = Groups((0..self.points.len() as u32).collect());
        for at in 0..self.cells.len() {
            let own: Vec<usize> = self.cores(at, core);
            let Some(&first) = own.first() else { continue };
            let tight = self.cells[at].tight;
            if tight {
                own.iter().for_each(|&other| groups.join(first, other));
            }
            for other in self.around(at).into_iter().flatten().filter(|&other| other >= at) {
                if other == at && tight {
                    continue;
                }
                let once = tight && self.cells[other].tight;
                self.join(&own, other, core, once, &mut groups);
            }
        }
        (0..self.points.len()).map(|position| groups.leader(position) as u32).collect()
    }

    fn cores(&self, cell: usize, core: &[bool]) -> Vec<usize> {
        self.cells[cell].positions.clone().filter(|&position| core[position]).collect()
    }

    /// Joins core points with those of another cell; `once` says that one pair joins all of them.
    fn join(&self, own: &[usize], other: usize, core: &[bool], once: bool, groups: &mut Groups) {
        let there = self.cores(other, core);
        let Some(&first) = there.first() else { return };
        if once && groups.leader(own[0]) == groups.leader(first) {
            return;
        }
        for &a in own.iter().filter(|&&a| self.cells[other].near(self.points[a], self.reach.metres)) {
            for &b in &there {
                if self.close(self.points[a], self.points[b]) {
                    groups.join(a, b);
                    if once {
                        return;
                    }
                }
            }
        }
    }

    /// For each position that is not core but within reach of a core one, the nearest such.
    pub(super) fn borders(&self, core: &[bool]) -> Vec<(usize, usize)> {
        let of_cell = |at: usize| {
            let mut found = Vec::new();
            let positions = self.cells[at].positions.clone();
            if positions.clone().all(|position| core[position]) {
                return found;
            }
            let around = self.around(at);
            for position in positions.filter(|&position| !core[position]) {
                let place = self.points[position];
                let cores = around
                    .iter()
                    .flat_map(|range| &self.cells[range.clone()])
                    .filter(|cell| cell.near(place, self.reach.metres))
                    .flat_map(|cell| cell.positions.clone())
                    .filter(|&other| core[other] && self.close(place, self.points[other]))
                    .map(|other| self.numbers[other] as usize);
                let number = self.numbers[position] as usize;
                if let Some(nearest) = super::nearest_core(self.given, number, cores) {
                    found.push((number, nearest));
                }
            }
            found
        };
        (0..self.cells.len()).into_par_iter().flat_map_iter(of_cell).collect()
    }

    /// The cells that may hold a point within reach of one of the cell, itself included: a run in each of five rows.
    fn around(&self, cell: usize) -> Vec<Range<usize>> {
        let (row, column) = self.cells[cell].key;
        (-2..=2)
            .map(|step| {
                let row = row.saturating_add(step);
                let from = self.cells.partition_point(|one| one.key < (row, column.saturating_sub(2)));
                let run = &self.cells[from..];
                let until = run.iter().take_while(|one| one.key <= (row, column.saturating_add(2))).count();
                from..from + until
            })
            .collect()
    }

    fn close(&self, a: Point, b: Point) -> bool {
        let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
        dx * dx + dy * dy <= self.reach.metres * self.reach.metres
    }
}

impl Cell {
    fn new(key: (i64, i64), positions: Range<usize>, points: &[Point], metres: f64) -> Self {
        let (mut low, mut high) = (points[positions.start], points[positions.start]);
        for point in &points[positions.clone()] {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let (dx, dy) = (high[0] - low[0], high[1] - low[1]);
        let tight = dx * dx + dy * dy <= metres * metres;
        Self { key, positions, low, high, tight }
    }

    /// Whether any of its points may be within reach of a place.
    fn near(&self, place: Point, metres: f64) -> bool {
        let away = |axis: usize| (self.low[axis] - place[axis]).max(place[axis] - self.high[axis]).max(0.0);
        let (dx, dy) = (away(0), away(1));
        dx * dx + dy * dy <= metres * metres
    }
}

/// Groups that are joined; each position leads to its leader, the first of its group.
struct Groups(Vec<u32>);

impl Groups {
    fn leader(&mut self, mut of: usize) -> usize {
        while self.0[of] as usize != of {
            // Shortens the way for the next one.
            self.0[of] = self.0[self.0[of] as usize];
            of = self.0[of] as usize;
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.leader(a), self.leader(b));
        self.0[a.max(b)] = a.min(b) as u32;
    }
}
