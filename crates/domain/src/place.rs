//! Where something is: WGS 84 longitude and latitude, shapes, and H3 cells as indexes.

use geo::{Area, BooleanOps, BoundingRect, Contains, CoordsIter};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A point on the globe, degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; 2]", into = "[f64; 2]")]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// A point; refuses what is not on the globe.
    pub fn new(lon: f64, lat: f64) -> Result<LonLat, Refusal> {
        let on_globe = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        if on_globe { Ok(LonLat { lon, lat }) } else { Err(Refusal::malformed("place")) }
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The H3 cell at a resolution (7: about 5 km², 10: about 1.5 ha).
    pub fn cell(self, resolution: h3o::Resolution) -> u64 {
        h3o::LatLng::new(self.lat, self.lon).map_or(0, |at| u64::from(at.to_cell(resolution)))
    }
}

impl TryFrom<[f64; 2]> for LonLat {
    type Error = Refusal;
    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, Refusal> {
        LonLat::new(lon, lat)
    }
}

impl From<LonLat> for [f64; 2] {
    fn from(at: LonLat) -> [f64; 2] {
        [at.lon, at.lat]
    }
}

/// One or more polygons: an area on the map. As JSON: the `coordinates` of a GeoJSON `MultiPolygon`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Coordinates", into = "Coordinates")]
pub struct Shape(geo::MultiPolygon<f64>);

type Coordinates = Vec<Vec<Vec<[f64; 2]>>>;

impl Shape {
    /// A shape of polygons already known to be sound.
    pub fn new(polygons: geo::MultiPolygon<f64>) -> Shape {
        Shape(polygons)
    }

    /// A regular polygon of 24 corners around a point, `metres` from centre to corner.
    pub fn around(center: LonLat, metres: f64) -> Shape {
        let local = Metres::around(center);
        let ring: Vec<_> = (0..24)
            .map(|i| {
                let angle = f64::from(i) * std::f64::consts::TAU / 24.0;
                let at = local.unproject([metres * angle.cos(), metres * angle.sin()]);
                geo::coord! { x: at[0], y: at[1] }
            })
            .collect();
        Shape(geo::MultiPolygon(vec![geo::Polygon::new(geo::LineString(ring), vec![])]))
    }

    /// Whether a point lies inside.
    pub fn contains(&self, at: LonLat) -> bool {
        self.0.contains(&geo::point! { x: at.lon, y: at.lat })
    }

    /// Share of this shape's ground that lies in another, from 0 to 1; 0 for a shape without ground.
    pub fn share_within(&self, other: &Shape) -> f64 {
        let apart = match (self.0.bounding_rect(), other.0.bounding_rect()) {
            (Some(a), Some(b)) => {
                a.max().x < b.min().x
                    || b.max().x < a.min().x
                    || a.max().y < b.min().y
                    || b.max().y < a.min().y
            }
            _ => true,
        };
        let own = self.0.unsigned_area();
        if apart || own <= 0.0 { 0.0 } else { self.0.intersection(&other.0).unsigned_area() / own }
    }

    /// West, south, east, north in degrees; nothing for an empty shape.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.0.bounding_rect().map(|r| [r.min().x, r.min().y, r.max().x, r.max().y])
    }

    /// Middle of the bounding box.
    pub fn center(&self) -> Option<LonLat> {
        self.bounds().and_then(|[w, s, e, n]| LonLat::new((w + e) / 2.0, (s + n) / 2.0).ok())
    }

    /// The polygons themselves.
    pub fn polygons(&self) -> &geo::MultiPolygon<f64> {
        &self.0
    }

    /// How many corners it has; a measure of its weight on a page.
    pub fn corners(&self) -> usize {
        self.0.coords_count()
    }
}

impl TryFrom<Coordinates> for Shape {
    type Error = Refusal;
    fn try_from(polygons: Coordinates) -> Result<Self, Refusal> {
        let ring = |points: &Vec<[f64; 2]>| -> Result<geo::LineString<f64>, Refusal> {
            if points.len() < 4 || points.first() != points.last() {
                return Err(Refusal::malformed("shape"));
            }
            points
                .iter()
                .map(|&at| LonLat::try_from(at).map(|at| geo::coord! { x: at.lon, y: at.lat }))
                .collect::<Result<Vec<_>, _>>()
                .map(geo::LineString)
        };
        let polygon = |rings: &Vec<Vec<[f64; 2]>>| -> Result<geo::Polygon<f64>, Refusal> {
            let mut rings = rings.iter().map(ring).collect::<Result<Vec<_>, _>>()?.into_iter();
            let outer = rings.next().ok_or(Refusal::malformed("shape"))?;
            Ok(geo::Polygon::new(outer, rings.collect()))
        };
        polygons.iter().map(polygon).collect::<Result<Vec<_>, _>>().map(|p| Shape(geo::MultiPolygon(p)))
    }
}

impl From<Shape> for Coordinates {
    fn from(shape: Shape) -> Coordinates {
        let ring = |line: &geo::LineString<f64>| line.0.iter().map(|c| [c.x, c.y]).collect();
        let polygon =
            |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect();
        shape.0.iter().map(polygon).collect()
    }
}

/// A local flat map in metres around a point: x east, y north. Good to about 0.1 % within 50 km.
#[derive(Clone, Copy, Debug)]
pub struct Metres {
    origin: LonLat,
    per_lon: f64,
    per_lat: f64,
}

impl Metres {
    /// The local map around a point (equirectangular, WGS 84 radii at its latitude).
    pub fn around(origin: LonLat) -> Metres {
        let phi = origin.lat.to_radians();
        let per_lat = 111_132.954 - 559.822 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
        let per_lon = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos() + 0.118 * (5.0 * phi).cos();
        Metres { origin, per_lon, per_lat }
    }

    /// Degrees to metres.
    pub fn project(&self, at: LonLat) -> [f64; 2] {
        [(at.lon - self.origin.lon) * self.per_lon, (at.lat - self.origin.lat) * self.per_lat]
    }

    /// Metres to degrees: longitude, latitude.
    pub fn unproject(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.origin.lon + x / self.per_lon, self.origin.lat + y / self.per_lat]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_holds_its_centre_and_not_what_is_twice_as_far() {
        let center = LonLat::new(-93.6, 41.6).unwrap();
        let shape = Shape::around(center, 200.0);
        let far = Metres::around(center).unproject([400.0, 0.0]);
        assert!(shape.contains(center));
        assert!(!shape.contains(LonLat::new(far[0], far[1]).unwrap()));
        let json = serde_json::to_string(&shape).unwrap();
        assert_eq!(serde_json::from_str::<Shape>(&json).unwrap(), shape);
    }

    #[test]
    fn neighbors_that_share_only_a_border_share_no_ground() {
        let square = |west: f64| -> Shape {
            let east = west + 0.01;
            let ring = [[west, 41.0], [east, 41.0], [east, 41.01], [west, 41.01], [west, 41.0]];
            serde_json::from_value(serde_json::json!([[ring]])).unwrap()
        };
        let (one, next, half) = (square(-93.0), square(-92.99), square(-92.995));
        assert!(one.share_within(&next) < 1e-6);
        assert!((one.share_within(&half) - 0.5).abs() < 1e-6);
        assert!((one.share_within(&one) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_point_off_the_globe_is_refused() {
        assert!(LonLat::new(181.0, 0.0).is_err());
        assert!(LonLat::new(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn a_ring_that_does_not_close_is_refused() {
        assert!(serde_json::from_str::<Shape>("[[[[0,0],[1,0],[1,1]]]]").is_err());
        assert!(serde_json::from_str::<Shape>("[[[[0,0],[1,0],[1,1],[0,1]]]]").is_err());
    }
}
