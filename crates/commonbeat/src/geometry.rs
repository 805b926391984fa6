//! Shapes as GeoJSON geometries (RFC 7946).

use commonbeat_domain::place::Shape;
use serde::Serialize;

/// A geometry of type `MultiPolygon`; a shape's own JSON is its coordinates.
#[derive(Serialize)]
pub struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    coordinates: &'a Shape,
}

impl<'a> Geometry<'a> {
    /// The geometry of a shape.
    pub fn of(shape: &'a Shape) -> Geometry<'a> {
        Geometry { kind: "MultiPolygon", coordinates: shape }
    }
}
