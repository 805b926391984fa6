//! Areas: boundary, beats, neighborhoods, from GeoJSON polygons.

use std::io::Read;

use commonbeat_domain::place::Shape;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geojson::{Feature, GeometryValue, Position};

use crate::Limits;
use crate::crs::Crs;
use crate::features::{Features, place, property};

pub use crate::features::{MapError, Skipped};

/// An area as an agency draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedShape {
    /// Its name.
    pub name: String,
    /// Where it lies, WGS 84.
    pub shape: Shape,
}

/// All areas of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Areas {
    /// In the file's order.
    pub areas: Vec<NamedShape>,
    /// The property that gave the names; nothing where there is none and numbers were given.
    pub name_property: Option<String>,
    /// Features without a polygon.
    pub skipped: Vec<Skipped>,
}

/// Reads polygons. `name` is the property that names them; without it the usual ones are tried.
pub fn read<R: Read>(reader: R, name: Option<&str>, limits: Limits) -> Result<Areas, MapError> {
    let file = Features::read(reader, limits)?;
    let name_property = file.name_property(name)?;
    let mut all = Areas { areas: Vec::new(), name_property, skipped: Vec::new() };
    for (i, feature) in file.features.iter().enumerate() {
        let own = all.name_property.as_deref().and_then(|key| property(feature, key));
        match shape(feature, &file.crs) {
            Ok(Some(shape)) => {
                all.areas.push(NamedShape { name: own.unwrap_or_else(|| format!("Area {}", i + 1)), shape });
            }
            Ok(None) => all.skipped.push(Skipped { feature: i + 1, name: own, why: why_none(feature) }),
            Err(what) => return Err(MapError::Feature { feature: i + 1, name: own, what }),
        }
    }
    if all.areas.is_empty() {
        return Err(MapError::Nothing { features: file.features.len(), wanted: "polygon" });
    }
    Ok(all)
}

fn why_none(feature: &Feature) -> String {
    match &feature.geometry {
        None => "it has no geometry".into(),
        Some(geometry) => format!("it is a {}, not a polygon", geometry.value.type_name()),
    }
}

/// The feature's polygons; nothing if it has none.
fn shape(feature: &Feature, crs: &Crs) -> Result<Option<Shape>, String> {
    let polygons = match feature.geometry.as_ref().map(|g| &g.value) {
        Some(GeometryValue::Polygon { coordinates }) => vec![polygon(coordinates, crs)?],
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            let part = |(i, rings): (usize, &Vec<Vec<Position>>)| {
                polygon(rings, crs)
                    .map_err(|e| if coordinates.len() > 1 { format!("part {}: {e}", i + 1) } else { e })
            };
            coordinates.iter().enumerate().map(part).collect::<Result<Vec<_>, _>>()?
        }
        _ => return Ok(None),
    };
    Ok((!polygons.is_empty()).then(|| Shape::new(geo::MultiPolygon(polygons))))
}

fn polygon(rings: &[Vec<Position>], crs: &Crs) -> Result<geo::Polygon<f64>, String> {
    let read =
        |(i, points): (usize, &Vec<Position>)| ring(points, crs).map_err(|e| format!("ring {}: {e}", i + 1));
    let mut rings = rings.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or("the polygon has no ring")?;
    Ok(geo::Polygon::new(outer, rings.collect()))
}

fn ring(points: &[Position], crs: &Crs) -> Result<geo::LineString<f64>, String> {
    if points.len() < 4 {
        return Err(format!("it has {} points, and a ring needs at least 4", points.len()));
    }
    let ends = |p: &Position| [p.as_slice().first().copied(), p.as_slice().get(1).copied()];
    if ends(&points[0]) != ends(&points[points.len() - 1]) {
        return Err("it is not closed: the last point must be the first again".into());
    }
    let at = |(i, p): (usize, &Position)| {
        place(crs, p.as_slice())
            .map(|[x, y]| geo::coord! { x: x, y: y })
            .map_err(|e| format!("point {}: {e}", i + 1))
    };
    let mut line = points.iter().enumerate().map(at).collect::<Result<Vec<_>, _>>()?;
    line.dedup();
    if line.len() < 4 {
        return Err("its points are all the same but for fewer than three".into());
    }
    let line = geo::LineString(line);
    match crossing(&line) {
        Some((i, at)) => {
            Err(format!("it crosses itself near {:.6}, {:.6} (after point {})", at.x, at.y, i + 1))
        }
        None => Ok(line),
    }
}

/// Where two sides of a ring cross, if any do: the number of the first side, and about where. Sides that only touch
/// are let pass: agencies' files have many, and what lies inside stays clear.
fn crossing(ring: &geo::LineString<f64>) -> Option<(usize, geo::Coord<f64>)> {
    let west = |l: &geo::Line<f64>| l.start.x.min(l.end.x);
    let mut sides: Vec<(usize, geo::Line<f64>)> = ring.lines().enumerate().collect();
    sides.sort_by(|a, b| west(&a.1).total_cmp(&west(&b.1)));
    sides.iter().enumerate().find_map(|(k, (i, a))| {
        let east = a.start.x.max(a.end.x);
        let beside = sides[k + 1..].iter().take_while(|(_, b)| west(b) <= east);
        beside.filter(|(_, b)| cross(a, b)).map(|(j, b)| (*i.min(j), meeting(a, b))).next()
    })
}

fn cross(a: &geo::Line<f64>, b: &geo::Line<f64>) -> bool {
    let apart = |p: [f64; 2], q: [f64; 2]| p[0].max(p[1]) < q[0].min(q[1]) || q[0].max(q[1]) < p[0].min(p[1]);
    if apart([a.start.y, a.end.y], [b.start.y, b.end.y]) {
        return false;
    }
    let side = |l: &geo::Line<f64>, at| match RobustKernel::orient2d(l.start, l.end, at) {
        Orientation::CounterClockwise => 1,
        Orientation::Clockwise => -1,
        Orientation::Collinear => 0,
    };
    side(a, b.start) * side(a, b.end) < 0 && side(b, a.start) * side(b, a.end) < 0
}

/// Where two lines that cross meet.
fn meeting(a: &geo::Line<f64>, b: &geo::Line<f64>) -> geo::Coord<f64> {
    let (u, v, w) = (a.delta(), b.delta(), b.start - a.start);
    let t = (w.x * v.y - w.y * v.x) / (u.x * v.y - u.y * v.x);
    geo::coord! { x: a.start.x + t * u.x, y: a.start.y + t * u.y }
}
