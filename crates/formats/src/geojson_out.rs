//! GeoJSON that goes out: one `FeatureCollection`, written feature by feature.

use std::io::{self, Write};

use commonbeat_domain::place::{LonLat, Shape};
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry<'a> {
    Point([f64; 2]),
    MultiPolygon(&'a Value),
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    properties: &'a Map<String, Value>,
    geometry: Geometry<'a>,
}

/// Writes a `FeatureCollection` (RFC 7946), coordinates rounded to about a centimetre.
pub struct GeoJsonOut<W: Write> {
    out: W,
    first: bool,
}

impl<W: Write> GeoJsonOut<W> {
    /// Begins the collection.
    pub fn new(mut out: W) -> io::Result<GeoJsonOut<W>> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(GeoJsonOut { out, first: true })
    }

    /// A point.
    pub fn point(&mut self, at: LonLat, properties: &Map<String, Value>) -> io::Result<()> {
        self.feature(properties, Geometry::Point([rounded(at.lon()), rounded(at.lat())]))
    }

    /// An area; outer rings run counterclockwise and holes clockwise, as the standard asks.
    pub fn area(&mut self, shape: &Shape, properties: &Map<String, Value>) -> io::Result<()> {
        let polygon = |p: &geo::Polygon<f64>| -> Value {
            let outer = ring(p.exterior(), true);
            std::iter::once(outer).chain(p.interiors().iter().map(|r| ring(r, false))).collect()
        };
        let coordinates: Value = shape.polygons().iter().map(polygon).collect();
        self.feature(properties, Geometry::MultiPolygon(&coordinates))
    }

    /// Ends the collection; the writer below.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"]}")?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn feature(&mut self, properties: &Map<String, Value>, geometry: Geometry<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut self.out, &Feature { r#type: "Feature", properties, geometry })?;
        Ok(())
    }
}

fn ring(line: &geo::LineString<f64>, counterclockwise: bool) -> Value {
    let doubled_area: f64 = line.lines().map(|l| l.start.x * l.end.y - l.end.x * l.start.y).sum();
    let mut points: Vec<[f64; 2]> = line.coords().map(|c| [rounded(c.x), rounded(c.y)]).collect();
    if (doubled_area > 0.0) != counterclockwise {
        points.reverse();
    }
    points.into_iter().map(|p| Value::from(p.to_vec())).collect()
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back_the_same() {
        let shape: Shape = serde_json::from_str("[[[[0,0],[0,2],[2,2],[2,0],[0,0]]]]").unwrap();
        let mut named = Map::new();
        named.insert("name".into(), "North \"End\"".into());
        let mut out = GeoJsonOut::new(Vec::new()).unwrap();
        out.area(&shape, &named).unwrap();
        out.point(LonLat::new(-1.5, 51.25).unwrap(), &named).unwrap();
        let text = String::from_utf8(out.finish().unwrap()).unwrap();
        let back = crate::areas::read(text.as_bytes(), None, crate::Limits::default()).unwrap();
        assert_eq!(back.areas[0].name, "North \"End\"");
        assert_eq!(back.areas[0].shape.bounds(), shape.bounds());
        assert_eq!(back.skipped.len(), 1);
        assert!(text.contains("[[[[0.0,0.0],[2.0,0.0],[2.0,2.0],[0.0,2.0],[0.0,0.0]]]]"), "{text}");
    }

    #[test]
    fn nothing_at_all_is_still_a_collection() {
        let text = GeoJsonOut::new(Vec::new()).unwrap().finish().unwrap();
        assert_eq!(text, b"{\"type\":\"FeatureCollection\",\"features\":[]}");
    }
}
