//! Points in metres on a flat town, and the same as longitude and latitude.

use serde::{Deserialize, Serialize};

/// Where the town's origin lies (WGS 84), and metres per degree there (series for the WGS 84 ellipsoid at 41.6 N).
const ORIGIN: [f64; 2] = [-93.6, 41.6];
const METRES_PER_DEGREE: [f64; 2] = [83_367.6, 111_065.5];

/// Metres east and north of the town's origin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Metres {
    pub x: f64,
    pub y: f64,
}

impl Metres {
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }

    pub fn squared_distance(self, other: Self) -> f64 {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        dx * dx + dy * dy
    }

    pub fn distance(self, other: Self) -> f64 {
        self.squared_distance(other).sqrt()
    }

    /// `by` metres to the left of the way from `from` to `to` (to the right when negative).
    pub fn beside(self, from: Self, to: Self, by: f64) -> Self {
        let length = from.distance(to);
        Self { x: self.x - (to.y - from.y) / length * by, y: self.y + (to.x - from.x) / length * by }
    }

    pub fn lon_lat(self) -> LonLat {
        [round6(ORIGIN[0] + self.x / METRES_PER_DEGREE[0]), round6(ORIGIN[1] + self.y / METRES_PER_DEGREE[1])]
    }
}

/// Longitude and latitude in degrees (WGS 84), rounded to six decimals (about 0.1 m).
pub type LonLat = [f64; 2];

fn round6(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// A GeoJSON geometry (RFC 7946); rings are closed, outer ones run counter-clockwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    /// One place.
    Point(LonLat),
    /// Several places.
    MultiPoint(Vec<LonLat>),
    /// A street.
    LineString(Vec<LonLat>),
    /// An area; rings after the first are holes.
    Polygon(Vec<Vec<LonLat>>),
    /// An area in several parts.
    MultiPolygon(Vec<Vec<Vec<LonLat>>>),
}

impl Geometry {
    /// Whether the point lies inside (areas), or is one of the points (points).
    pub fn contains(&self, at: LonLat) -> bool {
        match self {
            Self::Point(point) => *point == at,
            Self::MultiPoint(points) => points.contains(&at),
            Self::LineString(_) => false,
            Self::Polygon(rings) => in_rings(rings, at),
            Self::MultiPolygon(parts) => parts.iter().any(|rings| in_rings(rings, at)),
        }
    }
}

/// Even-odd rule over all rings.
fn in_rings(rings: &[Vec<LonLat>], [x, y]: LonLat) -> bool {
    let mut inside = false;
    for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            inside = !inside;
        }
    }
    inside
}
