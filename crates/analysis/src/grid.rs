//! A regular grid in metres over a study area, with a mask.
//!
//! Cells that lie outside the area (the lake, the next town) are not cells with zero incidents: they do not exist. A grid
//! without a mask inflates every local statistic near the edge of the area.

use crate::error::positive;
use crate::neighbours::Neighbours;
use crate::{AnalysisError, Result};

/// A place in metres: `[east, north]` on the agency's local projection.
pub type Point = [f64; 2];

const OUTSIDE: u32 = u32::MAX;
const MOST_CELLS: usize = 100_000_000;

/// A bounding box in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The south-west corner.
    pub low: Point,
    /// The north-east corner.
    pub high: Point,
}

impl Bounds {
    /// The smallest box around the points.
    ///
    /// # Errors
    /// `TooFew` without points, `NotANumber` for a coordinate that is none.
    pub fn around(points: &[Point]) -> Result<Self> {
        check_points(points)?;
        let first = points.first().ok_or(AnalysisError::TooFew { what: "points", needed: 1, given: 0 })?;
        let (mut low, mut high) = (*first, *first);
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        Ok(Self { low, high })
    }
}

/// How many points fell into each cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Points of each cell, in the grid's order.
    pub counts: Vec<u32>,
    /// Points outside the box or in a cell outside the mask.
    pub outside: usize,
}

/// Square cells over a box; only cells inside the mask exist. They are numbered from 0, row by row from the south-west.
///
/// A cell holds its west and south edges (`[a, b)`); the easternmost and northernmost also hold the box's far edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    bounds: Bounds,
    cell: f64,
    columns: usize,
    rows: usize,
    number: Vec<u32>,
    cells: Vec<u32>,
}

impl Grid {
    /// A grid of square cells of `cell` metres, of which those exist whose centre is `inside`. The last column and row
    /// may reach beyond the box when its sides are no multiple of the cell.
    ///
    /// # Errors
    /// `ZeroArea` for a box without width or height or a mask that leaves no cell, `NotANumber` for a bad corner,
    /// `OutOfRange` for a cell size not above 0, `TooMany` for more than a hundred million cells.
    pub fn new(bounds: Bounds, cell: f64, inside: impl Fn(Point) -> bool) -> Result<Self> {
        let (columns, rows) = shape(bounds, cell)?;
        let centre = |full: usize| centre_of(bounds, cell, full % columns, full / columns);
        Self::keep(bounds, cell, columns, rows, |full| inside(centre(full)))
    }

    /// As [`Grid::new`] without a mask.
    ///
    /// # Errors
    /// As [`Grid::new`].
    pub fn whole(bounds: Bounds, cell: f64) -> Result<Self> {
        Self::new(bounds, cell, |_| true)
    }

    /// As [`Grid::new`], with the cells that exist listed as `(column, row)` from the south-west. Naming one twice is
    /// the same as once.
    ///
    /// # Errors
    /// As [`Grid::new`], and `PastTheEnd` for a column or row outside the box.
    pub fn with_cells(bounds: Bounds, cell: f64, listed: &[(usize, usize)]) -> Result<Self> {
        let (columns, rows) = shape(bounds, cell)?;
        let mut inside = vec![false; columns * rows];
        for &(column, row) in listed {
            if column >= columns {
                return Err(AnalysisError::PastTheEnd { what: "columns", index: column, length: columns });
            }
            if row >= rows {
                return Err(AnalysisError::PastTheEnd { what: "rows", index: row, length: rows });
            }
            inside[row * columns + column] = true;
        }
        Self::keep(bounds, cell, columns, rows, |full| inside[full])
    }

    fn keep(
        bounds: Bounds,
        cell: f64,
        columns: usize,
        rows: usize,
        inside: impl Fn(usize) -> bool,
    ) -> Result<Self> {
        let mut number = vec![OUTSIDE; columns * rows];
        let mut cells = Vec::new();
        for (full, slot) in number.iter_mut().enumerate() {
            if inside(full) {
                *slot = cells.len() as u32;
                cells.push(full as u32);
            }
        }
        if cells.is_empty() {
            return Err(AnalysisError::ZeroArea);
        }
        Ok(Self { bounds, cell, columns, rows, number, cells })
    }

    /// How many cells exist.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Never true: a grid has at least one cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The side of a cell in metres.
    #[must_use]
    pub fn cell_size(&self) -> f64 {
        self.cell
    }

    /// Columns and rows of the whole box, cells outside the mask included.
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// The cell that holds a point; `None` outside the box or the mask, or when a coordinate is no number.
    #[must_use]
    pub fn cell_of(&self, point: Point) -> Option<usize> {
        let column = self.step(0, point[0], self.columns)?;
        let row = self.step(1, point[1], self.rows)?;
        self.at(column, row)
    }

    fn step(&self, axis: usize, value: f64, steps: usize) -> Option<usize> {
        let far = self.bounds.high[axis].max(self.bounds.low[axis] + steps as f64 * self.cell);
        if value >= self.bounds.low[axis] && value <= far {
            Some((((value - self.bounds.low[axis]) / self.cell) as usize).min(steps - 1))
        } else {
            None
        }
    }

    /// The cell at a column and row from the south-west; `None` outside the box or the mask.
    #[must_use]
    pub fn at(&self, column: usize, row: usize) -> Option<usize> {
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let number = self.number[row * self.columns + column];
        (number != OUTSIDE).then_some(number as usize)
    }

    /// Column and row of a cell; `None` for a cell that does not exist.
    #[must_use]
    pub fn column_row(&self, cell: usize) -> Option<(usize, usize)> {
        let full = *self.cells.get(cell)? as usize;
        Some((full % self.columns, full / self.columns))
    }

    /// The centre of a cell in metres; `None` for a cell that does not exist.
    #[must_use]
    pub fn centre(&self, cell: usize) -> Option<Point> {
        let (column, row) = self.column_row(cell)?;
        Some(centre_of(self.bounds, self.cell, column, row))
    }

    /// The corners of a cell in metres; `None` for a cell that does not exist.
    #[must_use]
    pub fn bounds_of(&self, cell: usize) -> Option<Bounds> {
        let [x, y] = self.centre(cell)?;
        let half = 0.5 * self.cell;
        Some(Bounds { low: [x - half, y - half], high: [x + half, y + half] })
    }

    /// The queen neighbours (up to eight: sides and corners) of every cell, of those that exist.
    #[must_use]
    pub fn neighbours(&self) -> Neighbours {
        let lists = (0..self.len())
            .map(|cell| {
                let full = self.cells[cell] as usize;
                self.queen(full % self.columns, full / self.columns)
            })
            .collect();
        Neighbours::join(lists)
    }

    fn queen(&self, column: usize, row: usize) -> Vec<u32> {
        let mut around = Vec::with_capacity(8);
        for r in row.saturating_sub(1)..=(row + 1).min(self.rows - 1) {
            for c in column.saturating_sub(1)..=(column + 1).min(self.columns - 1) {
                let number = self.number[r * self.columns + c];
                if number != OUTSIDE && (c, r) != (column, row) {
                    around.push(number);
                }
            }
        }
        around
    }

    /// Counts points per cell. Points outside are counted apart, never silently dropped.
    ///
    /// # Errors
    /// `NotANumber` for a coordinate that is none.
    pub fn count(&self, points: &[Point]) -> Result<Counted> {
        check_points(points)?;
        let mut counts = vec![0; self.len()];
        let mut outside = 0;
        for &point in points {
            match self.cell_of(point) {
                Some(cell) => counts[cell] += 1,
                None => outside += 1,
            }
        }
        Ok(Counted { counts, outside })
    }
}

fn centre_of(bounds: Bounds, cell: f64, column: usize, row: usize) -> Point {
    [bounds.low[0] + (column as f64 + 0.5) * cell, bounds.low[1] + (row as f64 + 0.5) * cell]
}

fn shape(bounds: Bounds, cell: f64) -> Result<(usize, usize)> {
    check_points(&[bounds.low, bounds.high])?;
    positive("the cell size", cell)?;
    let (width, height) = (bounds.high[0] - bounds.low[0], bounds.high[1] - bounds.low[1]);
    if !(width > 0.0 && height > 0.0) {
        return Err(AnalysisError::ZeroArea);
    }
    let (columns, rows) = ((width / cell).ceil().max(1.0), (height / cell).ceil().max(1.0));
    if columns * rows > MOST_CELLS as f64 {
        let given = (columns * rows) as usize;
        return Err(AnalysisError::TooMany { what: "grid cells", most: MOST_CELLS, given });
    }
    Ok((columns as usize, rows as usize))
}

/// Fails at the first point with a coordinate that is not finite.
pub(crate) fn check_points(points: &[Point]) -> Result<()> {
    match points.iter().position(|point| !(point[0].is_finite() && point[1].is_finite())) {
        Some(at) => Err(AnalysisError::NotANumber { what: "points", at }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
