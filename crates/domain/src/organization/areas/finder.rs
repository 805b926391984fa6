//! Which area holds a point, answered for millions of points.

use super::{Area, AreaKind};
use crate::ids::AreaId;
use crate::place::LonLat;

/// Cells along each side of the grid.
const SIDE: usize = 256;
/// Share of a cell by which borders are drawn wider, so that no rounding puts a point on the wrong side of one.
const WIDER: f64 = 1e-6;

/// What is known of a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// No border passes, and nobody asked yet.
    Clear,
    /// No border passes: all its points have this answer.
    Same(Option<AreaId>),
    /// A border passes: each point is looked at.
    Crossed,
}

/// The first area of a kind that holds a point, as [`super::holding`] says it, from a grid: where no border passes a
/// cell, one answer holds for all of it.
pub struct AreaFinder<'a> {
    areas: Vec<(&'a Area, [f64; 4])>,
    west: f64,
    south: f64,
    cell: [f64; 2],
    cells: Vec<Cell>,
}

impl<'a> AreaFinder<'a> {
    /// A finder among the areas of one kind.
    pub fn new(areas: &'a [Area], kind: AreaKind) -> AreaFinder<'a> {
        let of_kind = areas.iter().filter(|a| a.kind == kind);
        let areas: Vec<_> = of_kind.filter_map(|a| Some((a, a.shape.bounds()?))).collect();
        let all = areas.iter().map(|(_, bounds)| *bounds).reduce(union).unwrap_or([0.0; 4]);
        let [west, south, east, north] = all;
        let cell = [(east - west) / SIDE as f64, (north - south) / SIDE as f64];
        let usable = cell.iter().all(|side| *side > 0.0);
        let mut finder = AreaFinder { areas, west, south, cell, cells: Vec::new() };
        if usable {
            finder.cells = vec![Cell::Clear; SIDE * SIDE];
            finder.draw_borders();
        }
        finder
    }

    /// The first area that holds a point.
    pub fn holding(&mut self, at: LonLat) -> Option<AreaId> {
        let [column, row] = self.position(at.lon(), at.lat());
        let inside = |v: f64| (0.0..SIDE as f64).contains(&v);
        if self.cells.is_empty() || !inside(column) || !inside(row) {
            return self.look(at);
        }
        let index = row as usize * SIDE + column as usize;
        match self.cells[index] {
            Cell::Same(area) => area,
            Cell::Crossed => self.look(at),
            Cell::Clear => {
                let found = self.look(at);
                self.cells[index] = Cell::Same(found);
                found
            }
        }
    }

    fn look(&self, at: LonLat) -> Option<AreaId> {
        let (lon, lat) = (at.lon(), at.lat());
        let near = |[west, south, east, north]: &[f64; 4]| {
            (*west..=*east).contains(&lon) && (*south..=*north).contains(&lat)
        };
        self.areas
            .iter()
            .find(|(area, bounds)| near(bounds) && area.shape.contains(at))
            .map(|(area, _)| area.id)
    }

    /// Column and row of a point, as numbers with a fraction.
    fn position(&self, lon: f64, lat: f64) -> [f64; 2] {
        [(lon - self.west) / self.cell[0], (lat - self.south) / self.cell[1]]
    }

    fn draw_borders(&mut self) {
        let shapes: Vec<_> = self.areas.iter().map(|(area, _)| &area.shape).collect();
        for polygon in shapes.into_iter().flat_map(|shape| shape.polygons()) {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                for side in ring.lines() {
                    let from = self.position(side.start.x, side.start.y);
                    let to = self.position(side.end.x, side.end.y);
                    self.draw(from, to);
                }
            }
        }
    }

    /// Marks every cell that a line touches: row of cells by row, those between where it comes in and where it leaves.
    fn draw(&mut self, from: [f64; 2], to: [f64; 2]) {
        let [low, high] = if from[1] <= to[1] { [from, to] } else { [to, from] };
        let last = SIDE - 1;
        let whole = |v: f64| (v.max(0.0) as usize).min(last);
        for row in whole(low[1] - WIDER)..=whole(high[1] + WIDER) {
            let across = |y: f64| {
                let y = y.clamp(low[1], high[1]);
                let share = if high[1] > low[1] { (y - low[1]) / (high[1] - low[1]) } else { 0.0 };
                low[0] + share * (high[0] - low[0])
            };
            let ends = [across(row as f64 - WIDER), across(row as f64 + 1.0 + WIDER)];
            let level = high[1] - low[1] <= WIDER;
            let [first, second] = if level { [low[0], high[0]] } else { ends };
            let (left, right) = (whole(first.min(second) - WIDER), whole(first.max(second) + WIDER));
            self.cells[row * SIDE + left..=row * SIDE + right].fill(Cell::Crossed);
        }
    }
}

fn union(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Key;
    use crate::organization::areas::holding;

    fn area(n: u128, kind: AreaKind, shape: &str) -> Area {
        let id = AreaId::from_uuid(Uuid::from_u128(n));
        Area {
            id,
            kind,
            name: n.to_string(),
            slug: n.to_string(),
            shape: serde_json::from_str(shape).unwrap(),
        }
    }

    #[test]
    fn the_grid_gives_the_same_area_as_looking_at_each() {
        let areas = [
            area(1, AreaKind::Beat, "[[[[0,0],[1,0],[1,1],[0.5,0.3],[0,1],[0,0]]]]"),
            // Overlaps the first, with a hole and a second part far away.
            area(
                2,
                AreaKind::Beat,
                "[[[[0.4,0.1],[1.7,0.2],[1.2,1.5],[0.4,0.1]],[[1,0.4],[1.2,0.4],[1.1,0.6],[1,0.4]]],[[[3,3],[3.2,3],[3.1,3.5],[3,3]]]]",
            ),
            area(3, AreaKind::Neighborhood, "[[[[-5,-5],[5,-5],[5,5],[-5,5],[-5,-5]]]]"),
            // A sliver along a cell's border.
            area(4, AreaKind::Beat, "[[[[1.5,2],[1.5,2.9],[1.500001,2.9],[1.500001,2],[1.5,2]]]]"),
        ];
        for kind in [AreaKind::Beat, AreaKind::Neighborhood, AreaKind::Boundary] {
            let mut finder = AreaFinder::new(&areas, kind);
            let mut n = 0;
            for i in -40..400 {
                for j in -40..400 {
                    let at = LonLat::new(f64::from(i) * 0.0101, f64::from(j) * 0.0103).unwrap();
                    let found = finder.holding(at);
                    assert_eq!(found, holding(&areas, kind, at).map(|a| a.id), "{at:?}");
                    n += usize::from(found.is_some());
                }
            }
            assert_eq!(n > 5_000, kind != AreaKind::Boundary, "{n}");
        }
    }

    #[test]
    fn areas_without_extent_hold_nothing() {
        let areas = [area(1, AreaKind::Beat, "[]")];
        let at = LonLat::new(0.0, 0.0).unwrap();
        assert_eq!(AreaFinder::new(&areas, AreaKind::Beat).holding(at), None);
    }
}
