//! The lattice of blocks: unevenly spaced lines, gently bent, with a river and a rounded outline.

use crate::dice::{Dice, Stream};
use crate::geometry::Metres;
use crate::spec::Spec;

/// What stands on a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Outside of the town.
    Outside,
    /// Houses, shops, offices.
    Built,
    /// The river runs through.
    River,
    /// Park, campus or large site without inner streets; equal numbers belong together.
    Open(u16),
}

pub(crate) struct Lattice {
    pub columns: usize,
    pub rows: usize,
    points: Vec<Metres>,
    pub uses: Vec<Use>,
    /// Lowest river row of each column: what lies below is the south bank.
    pub bank: Vec<usize>,
    /// The rows at which the river enters and leaves each column; it passes all between them.
    reach: Vec<(usize, usize)>,
}

impl Lattice {
    pub fn new(spec: &Spec) -> Self {
        let (columns, rows) = spec.size.lattice();
        let mut dice = Dice::new(spec.seed, Stream::Lattice);
        let points = points(columns, rows, &mut dice);
        let reach = river(columns, rows, &mut dice);
        let bank = reach.iter().map(|(enters, leaves)| *enters.min(leaves)).collect();
        let mut lattice = Self { columns, rows, points, uses: Vec::new(), bank, reach };
        lattice.uses = (0..columns * rows).map(|cell| lattice.first_use(cell)).collect();
        lattice.open_sites(&mut dice);
        lattice
    }

    /// The corner where column line `i` meets row line `j`.
    pub fn corner(&self, i: usize, j: usize) -> Metres {
        self.points[j * (self.columns + 1) + i]
    }

    pub fn cell(&self, column: usize, row: usize) -> usize {
        row * self.columns + column
    }

    pub fn column_row(&self, cell: usize) -> (usize, usize) {
        (cell % self.columns, cell / self.columns)
    }

    pub fn inside(&self, cell: usize) -> bool {
        self.uses[cell] != Use::Outside
    }

    /// The block, when it exists and lies in the town.
    pub fn inner(&self, column: Option<usize>, row: Option<usize>) -> Option<usize> {
        let (column, row) = (column.filter(|c| *c < self.columns)?, row.filter(|r| *r < self.rows)?);
        let cell = self.cell(column, row);
        self.inside(cell).then_some(cell)
    }

    /// The column and row lines that cross in the town's middle.
    pub fn middle(&self) -> (usize, usize) {
        (self.columns / 2, self.rows / 2)
    }

    /// Neighbours by edge: west, east, south, north.
    pub fn neighbours(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        let (c, r) = self.column_row(cell);
        [
            (c.checked_sub(1), Some(r)),
            (Some(c + 1), Some(r)),
            (Some(c), r.checked_sub(1)),
            (Some(c), Some(r + 1)),
        ]
        .into_iter()
        .filter_map(|(c, r)| self.inner(c, r))
    }

    /// The river as a line from west to east.
    pub fn river_line(&self) -> Vec<Metres> {
        let mut line = Vec::new();
        for (column, (enters, leaves)) in self.reach.iter().enumerate() {
            let rows = if enters == leaves { vec![*enters] } else { vec![*enters, *leaves] };
            for row in rows {
                line.push(self.corner(column, row).towards(self.corner(column + 1, row + 1), 0.5));
            }
        }
        line
    }

    fn first_use(&self, cell: usize) -> Use {
        let (column, row) = self.column_row(cell);
        let part = |at: usize, of: usize| ((at as f64 + 0.5) / of as f64 - 0.5) * 2.0;
        let (x, y) = (part(column, self.columns), part(row, self.rows));
        if x * x * x * x + y * y * y * y > 1.05 {
            return Use::Outside;
        }
        let (enters, leaves) = self.reach[column];
        if (enters.min(leaves)..=enters.max(leaves)).contains(&row) { Use::River } else { Use::Built }
    }

    /// Clears rectangles of 2 x 2 blocks for parks and campuses, away from the middle and from the river.
    fn open_sites(&mut self, dice: &mut Dice) {
        let wanted = self.columns * self.rows / 72;
        let (mid_column, mid_row) = self.middle();
        let mut number = 0;
        for _ in 0..wanted * 8 {
            if usize::from(number) == wanted {
                break;
            }
            let (c, r) = (dice.below(self.columns - 1), dice.below(self.rows - 1));
            let site = [(c, r), (c + 1, r), (c, r + 1), (c + 1, r + 1)].map(|(c, r)| self.cell(c, r));
            let central = c.abs_diff(mid_column) < 5 && r.abs_diff(mid_row) < 5;
            let on_diagonal = (c as i64 - r as i64 - (mid_column as i64 - mid_row as i64)).abs() < 3;
            let free = |lattice: &Self, cell: usize| {
                lattice.uses[cell] == Use::Built
                    && lattice.neighbours(cell).all(|n| !matches!(lattice.uses[n], Use::Open(_)))
            };
            if !central && !on_diagonal && site.iter().all(|cell| free(self, *cell)) {
                site.iter().for_each(|cell| self.uses[*cell] = Use::Open(number));
                number += 1;
            }
        }
    }
}

/// Line spacings drawn one by one, then the whole bent by a smooth field of up to 60 metres.
fn points(columns: usize, rows: usize, dice: &mut Dice) -> Vec<Metres> {
    let mut lines = |n: usize, low: f64, high: f64| {
        let mut at = vec![0.0];
        for _ in 0..n {
            let last = at[at.len() - 1];
            at.push(last + dice.between(low, high));
        }
        let shift = at[n / 2];
        at.iter_mut().for_each(|v| *v -= shift);
        at
    };
    let (xs, ys) = (lines(columns, 125.0, 175.0), lines(rows, 95.0, 130.0));
    let mut knots = |_: ()| (0..64 * 64).map(|_| dice.between(-60.0, 60.0)).collect::<Vec<f64>>();
    let (bend_x, bend_y) = (knots(()), knots(()));
    let mut points = Vec::with_capacity((columns + 1) * (rows + 1));
    for (j, y) in ys.iter().enumerate() {
        for (i, x) in xs.iter().enumerate() {
            let (u, v) = (i as f64 / 9.0, j as f64 / 11.0);
            points.push(Metres { x: x + smooth(&bend_x, u, v), y: y + smooth(&bend_y, u, v) });
        }
    }
    points
}

/// Bilinear reading of a 64 x 64 field.
fn smooth(field: &[f64], u: f64, v: f64) -> f64 {
    let (i, j) = (u as usize, v as usize);
    let (fu, fv) = (u - i as f64, v - j as f64);
    let at = |i: usize, j: usize| field[(j % 64) * 64 + i % 64];
    let low = at(i, j) * (1.0 - fu) + at(i + 1, j) * fu;
    let high = at(i, j + 1) * (1.0 - fu) + at(i + 1, j + 1) * fu;
    low * (1.0 - fv) + high * fv
}

/// A walk from west to east, a little north of the middle, that never leaves the middle third.
fn river(columns: usize, rows: usize, dice: &mut Dice) -> Vec<(usize, usize)> {
    let home = rows * 11 / 20 + 2;
    let mut row = home;
    let mut reach = Vec::with_capacity(columns);
    for _ in 0..columns {
        let back = if row > home + 2 {
            0.2
        } else if row + 2 < home {
            0.6
        } else {
            0.4
        };
        let next = match dice.unit() {
            u if u < 0.45 => row,
            u if u < 0.45 + 0.55 * back * 1.25 => row + 1,
            _ => row - 1,
        };
        reach.push((row, next));
        row = next;
    }
    reach
}
