//! Whether a point is near the agency's area, answered at once for millions of points.

use commonbeat_domain::place::{LonLat, Metres, Shape};

/// Cells along each side of the grid.
const SIDE: usize = 256;

/// The agency's area with a margin, as a grid: near or far, exact to about one 250th of the area's width.
#[derive(Clone, Debug)]
pub struct Boundary {
    west: f64,
    south: f64,
    cell: [f64; 2],
    near: Vec<bool>,
}

impl Boundary {
    /// All points inside shapes or within `margin` metres of them. Nothing for an empty area.
    pub fn of_shapes<'a>(shapes: impl IntoIterator<Item = &'a Shape>, margin: f64) -> Option<Boundary> {
        let shapes: Vec<&Shape> = shapes.into_iter().collect();
        let bounds = shapes.iter().filter_map(|s| s.bounds()).reduce(union)?;
        let mut grid = Boundary::empty(bounds, margin)?;
        for ring in shapes
            .iter()
            .flat_map(|s| s.polygons())
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        {
            ring.lines().for_each(|line| grid.trace([line.start.x, line.start.y], [line.end.x, line.end.y]));
        }
        for shape in &shapes {
            grid.fill_inside(shape);
        }
        grid.spread(bounds, margin);
        Some(grid)
    }

    /// All points of a box `[west, south, east, north]` in degrees, or within `margin` metres of it.
    pub fn of_box([west, south, east, north]: [f64; 4], margin: f64) -> Option<Boundary> {
        let mut grid = Boundary::empty([west, south, east, north], margin)?;
        grid.near.fill(true);
        Some(grid)
    }

    /// Whether a point is inside or near.
    pub fn near(&self, lon: f64, lat: f64) -> bool {
        self.index(lon, lat).is_some_and(|i| self.near[i])
    }

    fn empty(bounds: [f64; 4], margin: f64) -> Option<Boundary> {
        let [west, south, east, north] = bounds;
        let center = LonLat::new((west + east) / 2.0, (south + north) / 2.0).ok()?;
        let wide = Metres::around(center).unproject([margin, margin]);
        let [dx, dy] = [wide[0] - center.lon(), wide[1] - center.lat()];
        let cell = [(east - west + 2.0 * dx) / SIDE as f64, (north - south + 2.0 * dy) / SIDE as f64];
        let usable = cell.iter().all(|c| c.is_finite() && *c > 0.0);
        usable.then(|| Boundary { west: west - dx, south: south - dy, cell, near: vec![false; SIDE * SIDE] })
    }

    fn index(&self, lon: f64, lat: f64) -> Option<usize> {
        let column = (lon - self.west) / self.cell[0];
        let row = (lat - self.south) / self.cell[1];
        let inside = |v: f64| (0.0..=SIDE as f64).contains(&v);
        let at = |v: f64| (v as usize).min(SIDE - 1);
        (inside(column) && inside(row)).then(|| at(row) * SIDE + at(column))
    }

    /// Marks the cells that a line passes.
    fn trace(&mut self, from: [f64; 2], to: [f64; 2]) {
        let across = ((to[0] - from[0]) / self.cell[0]).abs().max(((to[1] - from[1]) / self.cell[1]).abs());
        let steps = (across * 2.0).ceil().clamp(1.0, 4.0 * SIDE as f64) as usize;
        for step in 0..=steps {
            let t = step as f64 / steps as f64;
            let at = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
            if let Some(i) = self.index(at[0], at[1]) {
                self.near[i] = true;
            }
        }
    }

    /// Marks the cells whose middle is inside, one row of cells at a time, by where the row crosses the rings.
    fn fill_inside(&mut self, shape: &Shape) {
        let polygons = shape.polygons();
        for row in 0..SIDE {
            let y = self.south + (row as f64 + 0.5) * self.cell[1];
            for polygon in polygons {
                let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                let mut crossings: Vec<f64> = rings
                    .flat_map(|ring| ring.lines())
                    .filter(|l| (l.start.y > y) != (l.end.y > y))
                    .map(|l| l.start.x + (y - l.start.y) / (l.end.y - l.start.y) * (l.end.x - l.start.x))
                    .collect();
                crossings.sort_by(f64::total_cmp);
                for pair in crossings.chunks_exact(2) {
                    self.mark_between(row, pair[0], pair[1]);
                }
            }
        }
    }

    fn mark_between(&mut self, row: usize, from: f64, to: f64) {
        let column = |x: f64| ((x - self.west) / self.cell[0] - 0.5).clamp(0.0, SIDE as f64);
        let (first, last) = (column(from).ceil() as usize, column(to).floor() as usize);
        if first <= last {
            self.near[row * SIDE + first.min(SIDE - 1)..=row * SIDE + last.min(SIDE - 1)].fill(true);
        }
    }

    /// Widens what is marked by the margin, across and then along.
    fn spread(&mut self, [west, south, east, north]: [f64; 4], margin: f64) {
        let Ok(center) = LonLat::new((west + east) / 2.0, (south + north) / 2.0) else { return };
        let wide = Metres::around(center).unproject([margin, margin]);
        let reach = [(wide[0] - center.lon()) / self.cell[0], (wide[1] - center.lat()) / self.cell[1]];
        let marked = self.near.clone();
        let (across, along) = (reach[0].ceil() as isize, reach[1].ceil() as isize);
        let rows: Vec<usize> = (0..SIDE).collect();
        let mut wide_rows = vec![false; SIDE * SIDE];
        for &row in &rows {
            for column in 0..SIDE {
                if marked[row * SIDE + column] {
                    let from = column.saturating_add_signed(-across);
                    let to = column.saturating_add_signed(across).min(SIDE - 1);
                    wide_rows[row * SIDE + from..=row * SIDE + to].fill(true);
                }
            }
        }
        for row in rows {
            let from = row.saturating_add_signed(-along);
            let to = row.saturating_add_signed(along).min(SIDE - 1);
            for column in 0..SIDE {
                self.near[row * SIDE + column] = (from..=to).any(|r| wide_rows[r * SIDE + column]);
            }
        }
    }
}

fn union(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_inside_or_within_the_margin_and_the_rest_is_far() {
        // An L: the square 0..0.2 without its north-east quarter; a degree is about 111 km here.
        let shape: Shape =
            serde_json::from_str("[[[[0,0],[0.2,0],[0.2,0.1],[0.1,0.1],[0.1,0.2],[0,0.2],[0,0]]]]").unwrap();
        let boundary = Boundary::of_shapes([&shape], 2_000.0).unwrap();
        for (lon, lat) in [(0.05, 0.05), (0.05, 0.19), (0.19, 0.05), (-0.01, 0.1), (0.11, 0.11), (0.2, 0.0)] {
            assert!(boundary.near(lon, lat), "{lon} {lat}");
        }
        for (lon, lat) in [(0.16, 0.16), (0.25, 0.05), (-0.03, 0.0), (40.0, 3.0), (f64::NAN, 0.0)] {
            assert!(!boundary.near(lon, lat), "{lon} {lat}");
        }
    }

    #[test]
    fn an_area_without_extent_is_none() {
        assert!(Boundary::of_shapes([], 100.0).is_none());
        assert!(Boundary::of_box([0.0, 0.0, 0.0, 0.0], 0.0).is_none());
        assert!(Boundary::of_box([f64::NAN, 0.0, 0.0, 0.0], 10.0).is_none());
    }
}
