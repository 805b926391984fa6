//! Where is counted: the treated area, rings around it, and same-size places that might be compared with it. Pure.

use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::{LonLat, Metres, Shape};
use commonbeat_domain::problems::Problem;
use geo::{
    BooleanOps, BoundingRect, Buffer, Contains, Intersects, MapCoords, MultiPolygon, Simplify, Translate,
};

/// Edges of the rings, in metres from the treated area.
pub const RINGS: [(f64, f64); 2] = [(0.0, 200.0), (200.0, 400.0)];
/// Copies of the treated area to each side, at most.
const TO_EACH_SIDE: i32 = 25;
/// Copies are looked for at least this far, in metres.
const AT_LEAST: f64 = 3_000.0;

/// What the treated area is, and with that, what it can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A place of its own: compared with copies of its outline.
    Place,
    /// A beat or neighborhood: compared with the others.
    Area(AreaKind),
}

/// The treated area of a problem: its shape, else its neighborhood, else its beat.
pub fn treated(problem: &Problem, areas: &[Area]) -> Option<(Shape, Unit)> {
    let by_id = |id| areas.iter().find(|a| Some(a.id) == id).map(|a| (a.shape.clone(), Unit::Area(a.kind)));
    let own = problem.shape.clone().map(|shape| match areas.iter().find(|a| a.shape == shape) {
        Some(area) if area.kind != AreaKind::Boundary => (shape, Unit::Area(area.kind)),
        _ => (shape, Unit::Place),
    });
    own.or_else(|| by_id(problem.neighborhood)).or_else(|| by_id(problem.beat))
}

/// A flat map around the treated area, with the treated area on it.
#[derive(Clone, Debug)]
pub struct Flat {
    metres: Metres,
    treated: MultiPolygon<f64>,
}

/// A place that might be compared with the treated one.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its name in forms; the same as long as the treated area and the areas are.
    pub key: String,
    /// Where.
    pub shape: Shape,
    /// Its own name, if it has one.
    pub name: Option<String>,
}

impl Flat {
    /// The flat map around a shape; nothing for an empty one.
    pub fn around(treated: &Shape) -> Option<Flat> {
        let metres = Metres::around(treated.center()?);
        let flat = Flat { metres, treated: MultiPolygon(vec![]) };
        let treated = flat.down(treated);
        Some(Flat { treated, ..flat })
    }

    fn down(&self, shape: &Shape) -> MultiPolygon<f64> {
        shape.polygons().map_coords(|c| match LonLat::new(c.x, c.y) {
            Ok(at) => {
                let [x, y] = self.metres.project(at);
                geo::coord! { x: x, y: y }
            }
            Err(_) => c,
        })
    }

    fn up(&self, flat: &MultiPolygon<f64>) -> Shape {
        Shape::new(flat.map_coords(|c| {
            let [lon, lat] = self.metres.unproject([c.x, c.y]);
            // A centimetre is enough, and short figures come back from storage as they went in.
            geo::coord! { x: (lon * 1e7).round() / 1e7, y: (lat * 1e7).round() / 1e7 }
        }))
    }

    /// The treated area with corners to the centimetre, so that its hash is the same after storing.
    pub fn treated(&self) -> Shape {
        self.up(&self.treated)
    }

    /// The rings around the treated area, as names such as "0–200 m" with their outlines.
    pub fn rings(&self) -> Vec<(String, Shape)> {
        let within = |metres: f64| {
            if metres > 0.0 { self.treated.buffer(metres).simplify(2.0) } else { self.treated.clone() }
        };
        let ring = |(inner, outer): (f64, f64)| {
            (format!("{inner:.0}–{outer:.0} m"), self.up(&within(outer).difference(&within(inner))))
        };
        RINGS.into_iter().map(ring).collect()
    }

    /// Everything that may take up what is displaced, the treated area with it.
    fn reach(&self) -> MultiPolygon<f64> {
        let outermost = RINGS.iter().map(|(_, outer)| *outer).fold(0.0, f64::max);
        self.treated.buffer(outermost).simplify(2.0)
    }

    /// The other beats or neighborhoods that lie clear of the rings.
    pub fn others(&self, areas: &[Area], kind: AreaKind) -> Vec<Place> {
        let reach = self.reach();
        areas
            .iter()
            .filter(|a| a.kind == kind && !self.down(&a.shape).intersects(&reach))
            .map(|a| Place {
                key: format!("a:{}", a.id),
                shape: self.up(&self.down(&a.shape)),
                name: Some(a.name.clone()),
            })
            .collect()
    }

    /// Everything around that lies outside the rings: as far as copies are looked for, within the boundary.
    pub fn rest(&self, areas: &[Area], lattice: &Lattice) -> Option<Place> {
        let reach = lattice.reach();
        let square = geo::Rect::new([-reach[0], -reach[1]], reach).to_polygon();
        let around = MultiPolygon(vec![square]).difference(&self.reach());
        let boundary = areas.iter().find(|a| a.kind == AreaKind::Boundary);
        let rest = boundary.map_or(around.clone(), |b| around.intersection(&self.down(&b.shape)));
        let named = Some(boundary.map(|b| b.name.clone()).unwrap_or_default());
        (!rest.0.is_empty()).then(|| Place { key: "rest".into(), shape: self.up(&rest), name: named })
    }

    /// The lattice of copies of the treated area.
    pub fn lattice(&self) -> Option<Lattice> {
        let bounds = self.treated.bounding_rect()?;
        let step = |size: f64| size.max(AT_LEAST / f64::from(TO_EACH_SIDE)).ceil();
        Some(Lattice { flat: self.clone(), step: [step(bounds.width()), step(bounds.height())] })
    }
}

/// Copies of the treated area, side by side, as many as fit.
#[derive(Clone, Debug)]
pub struct Lattice {
    flat: Flat,
    step: [f64; 2],
}

/// Steps east and north of the treated area.
pub type Spot = [i32; 2];

impl Lattice {
    /// How far the copies go to each side, in metres.
    fn reach(&self) -> [f64; 2] {
        self.step.map(|step| step * (f64::from(TO_EACH_SIDE) + 0.5))
    }

    /// West, south, east, north of all copies, in degrees.
    pub fn bounds(&self) -> [f64; 4] {
        let reach = self.reach();
        let [west, south] = self.flat.metres.unproject([-reach[0], -reach[1]]);
        let [east, north] = self.flat.metres.unproject(reach);
        [west, south, east, north]
    }

    /// The copy that holds a point.
    pub fn spot_of(&self, at: [f64; 2]) -> Option<Spot> {
        let [x, y] = self.flat.metres.project(LonLat::try_from(at).ok()?);
        let steps = [x / self.step[0], y / self.step[1]].map(f64::round);
        if steps.iter().any(|s| s.abs() > f64::from(TO_EACH_SIDE)) {
            return None;
        }
        let local = geo::point! { x: x - steps[0] * self.step[0], y: y - steps[1] * self.step[1] };
        self.flat.treated.contains(&local).then(|| steps.map(|s| s as i32))
    }

    /// The copies that lie within the boundary and clear of the rings.
    pub fn clear(&self, areas: &[Area]) -> Vec<Spot> {
        let boundary = areas.iter().find(|a| a.kind == AreaKind::Boundary).map(|a| self.flat.down(&a.shape));
        let reach = self.flat.reach();
        let fits = |spot: &Spot| {
            let copy = self.copy(*spot);
            let inside = boundary.as_ref().is_none_or(|b| b.contains(&copy));
            inside && !copy.intersects(&reach)
        };
        let side = -TO_EACH_SIDE..=TO_EACH_SIDE;
        side.clone().flat_map(|y| side.clone().map(move |x| [x, y])).filter(fits).collect()
    }

    fn copy(&self, [x, y]: Spot) -> MultiPolygon<f64> {
        self.flat.treated.translate(f64::from(x) * self.step[0], f64::from(y) * self.step[1])
    }

    /// A copy as a place.
    pub fn place(&self, spot: Spot) -> Place {
        Place { key: format!("g:{}:{}", spot[0], spot[1]), shape: self.flat.up(&self.copy(spot)), name: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn center() -> LonLat {
        LonLat::new(-93.6, 41.6).unwrap()
    }

    fn flat() -> Flat {
        Flat::around(&Shape::around(center(), 150.0)).unwrap()
    }

    fn at(east: f64, north: f64) -> LonLat {
        LonLat::try_from(Metres::around(center()).unproject([east, north])).unwrap()
    }

    #[test]
    fn rings_lie_around_the_treated_area_and_hold_none_of_it() {
        let rings = flat().rings();
        assert_eq!(rings.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), ["0–200 m", "200–400 m"]);
        for (ring, inside, outside) in [(0, 250.0, 400.0), (1, 450.0, 600.0)] {
            let shape = &rings[ring].1;
            assert!(shape.contains(at(inside, 0.0)) && shape.contains(at(0.0, -inside)));
            assert!(!shape.contains(at(outside, 0.0)) && !shape.contains(center()));
        }
    }

    #[test]
    fn copies_are_of_the_same_size_and_clear_of_the_rings() {
        let lattice = flat().lattice().unwrap();
        let clear = lattice.clear(&[]);
        assert!(clear.len() > 2_000 && !clear.contains(&[0, 0]) && !clear.contains(&[1, 1]));
        let copy = lattice.place([4, -3]);
        assert_eq!(copy.key, "g:4:-3");
        let middle = copy.shape.center().unwrap();
        assert_eq!(lattice.spot_of([middle.lon(), middle.lat()]), Some([4, -3]));
        let far = Metres::around(center()).unproject([90_000.0, 0.0]);
        assert_eq!(lattice.spot_of(far), None);
    }

    #[test]
    fn copies_stay_within_the_boundary() {
        let boundary = Area {
            id: commonbeat_domain::Key::from_uuid(uuid::Uuid::nil()),
            kind: AreaKind::Boundary,
            name: "Millbrook".into(),
            slug: "millbrook".into(),
            shape: Shape::around(center(), 2_000.0),
        };
        let all = [boundary];
        let clear = flat().lattice().unwrap().clear(&all);
        assert!((20..150).contains(&clear.len()), "{}", clear.len());
        let rest = flat().rest(&all, &flat().lattice().unwrap()).unwrap();
        assert!(rest.shape.contains(at(1_000.0, 0.0)) && !rest.shape.contains(at(300.0, 0.0)));
    }

    #[test]
    fn outlines_come_back_from_storage_as_they_went_in() {
        let shapes = [flat().treated(), flat().rings()[1].1.clone()];
        for shape in shapes {
            let json = serde_json::to_string(&shape).unwrap();
            let back: Shape = serde_json::from_str(&json).unwrap();
            assert_eq!(back, shape);
        }
    }
}
