//! Areas: boundary, beats, neighborhoods, from GeoJSON polygons.

use std::io::Read;

use commonbeat_domain::place::Shape;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Area, BooleanOps};
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
    /// Features of which a ring crossed itself and could be mended, and where.
    pub mended: Vec<Skipped>,
}

/// Reads polygons. `name` is the property that names them; without it the usual ones are tried.
pub fn read<R: Read>(reader: R, name: Option<&str>, limits: Limits) -> Result<Areas, MapError> {
    let file = Features::read(reader, limits)?;
    let name_property = file.name_property(name)?;
    let mut all = Areas { areas: Vec::new(), name_property, skipped: Vec::new(), mended: Vec::new() };
    for (i, feature) in file.features.iter().enumerate() {
        let own = all.name_property.as_deref().and_then(|key| property(feature, key));
        match shape(feature, &file.crs) {
            Ok(Some((shape, mended))) => {
                let note = |why| Skipped { feature: i + 1, name: own.clone(), why };
                all.mended.extend(mended.into_iter().map(note));
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

/// The feature's polygons with what was mended in them; nothing if it has none.
fn shape(feature: &Feature, crs: &Crs) -> Result<Option<(Shape, Vec<String>)>, String> {
    let (mut polygons, mut mended) = (Vec::new(), Vec::new());
    let mut take = |rings: &Vec<Vec<Position>>| {
        let (sound, note) = polygon(rings, crs)?;
        polygons.extend(sound);
        mended.extend(note);
        Ok::<(), String>(())
    };
    match feature.geometry.as_ref().map(|g| &g.value) {
        Some(GeometryValue::Polygon { coordinates }) => take(coordinates)?,
        Some(GeometryValue::MultiPolygon { coordinates }) => {
            for (i, rings) in coordinates.iter().enumerate() {
                take(rings)
                    .map_err(|e| if coordinates.len() > 1 { format!("part {}: {e}", i + 1) } else { e })?;
            }
        }
        _ => return Ok(None),
    }
    Ok((!polygons.is_empty()).then(|| (Shape::new(geo::MultiPolygon(polygons)), mended)))
}

/// A polygon; where a ring crosses itself, the parts it makes, and a word on it.
fn polygon(rings: &[Vec<Position>], crs: &Crs) -> Result<(geo::MultiPolygon<f64>, Option<String>), String> {
    let read =
        |(i, points): (usize, &Vec<Position>)| ring(points, crs).map_err(|e| format!("ring {}: {e}", i + 1));
    let rings = rings.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    let crosses = rings.iter().enumerate().find_map(|(i, ring)| {
        let (after, at) = crossing(ring)?;
        Some(format!(
            "ring {}: it crosses itself near {:.6}, {:.6} (after point {})",
            i + 1,
            at.x,
            at.y,
            after + 1
        ))
    });
    let mut rings = rings.into_iter();
    let outer = rings.next().ok_or("the polygon has no ring")?;
    let polygon = geo::Polygon::new(outer, rings.collect());
    let Some(crosses) = crosses else { return Ok((geo::MultiPolygon(vec![polygon]), None)) };
    match mended(&polygon) {
        Some((sound, changed)) => Ok((
            sound,
            Some(format!("{crosses}; mended, with {:.4} % of its ground in question", changed * 100.0)),
        )),
        None => Err(crosses),
    }
}

/// Most of a polygon's ground, as a share, that may be in question where a ring crosses itself. What lies in the small
/// loop behind a crossing is inside by one reading and outside by another.
const IN_QUESTION: f64 = 0.001;

/// A polygon whose rings cross themselves as sound ones, split at the crossings, and how much of its ground is in
/// question; nothing where that is too much to decide, as in a figure of eight.
fn mended(polygon: &geo::Polygon<f64>) -> Option<(geo::MultiPolygon<f64>, f64)> {
    let sound = polygon.union(&geo::MultiPolygon::<f64>(Vec::new()));
    // Behind a crossing a ring runs the other way round, so that the loop counts against the rest here, and with it there.
    let drawn = polygon.unsigned_area();
    let changed = (sound.unsigned_area() - drawn).abs() / drawn;
    (changed <= IN_QUESTION && !sound.0.is_empty()).then_some((sound, changed))
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
    Ok(geo::LineString(line))
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
