//! Fixed public points: where an incident may be shown.
//!
//! The address points of each neighborhood are cut in halves, and those in halves again, for as long as both sides
//! keep enough addresses. Each piece is a catchment with one public point, and everything that happens in the
//! catchment is shown at that point: no reading, however often repeated, says more than "one of these addresses".
//! Once cut, the borders stay. When addresses or neighborhoods change, catchments only grow together, never smaller,
//! so that two releases laid over each other cut nothing finer than one of them.

use std::collections::BTreeMap;

use geo::{BooleanOps, Contains, InteriorPoint};
use serde::{Deserialize, Serialize};

use super::Cleared;
use crate::ids::AreaId;
use crate::organization::areas::{Area, AreaKind};
use crate::place::{LonLat, Metres, Shape};

/// Fewest addresses of a catchment unless the agency asks for more.
pub const LEAST: usize = 8;

/// The public points of an agency, neighborhood by neighborhood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catchments {
    /// Fewest addresses of each.
    least: usize,
    /// The number that the next new point gets.
    next: u32,
    areas: BTreeMap<AreaId, Piece>,
}

/// A catchment's public point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicPoint {
    /// Its number, for good.
    pub number: u32,
    /// Where it is drawn: on a street of the catchment where one is known.
    pub at: LonLat,
    /// Name of the street it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// How many addresses the catchment has; never fewer than the least.
    pub addresses: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Piece {
    Cut { axis: Axis, at: f64, sides: Box<[Piece; 2]> },
    Catchment(PublicPoint),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Axis {
    Lon,
    Lat,
}

impl Axis {
    fn of(self, at: LonLat) -> f64 {
        match self {
            Axis::Lon => at.lon(),
            Axis::Lat => at.lat(),
        }
    }
}

/// What points are made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The agency's areas; only neighborhoods count.
    pub areas: &'a [Area],
    /// One point for each address.
    pub addresses: &'a [LonLat],
    /// Points on streets, corners and middles, with the street's name.
    pub streets: &'a [(LonLat, Option<String>)],
}

impl Catchments {
    /// Cuts catchments of at least `least` addresses. A neighborhood with fewer gets none, and nothing in it is ever
    /// shown as a point.
    pub fn cut(least: usize, ground: Ground<'_>) -> Catchments {
        Catchments { least: least.max(1), ..Catchments::default() }.renewed(ground)
    }

    /// The same catchments over changed ground: what has too few addresses now is joined with its other half; a
    /// neighborhood that had none is cut afresh.
    pub fn renewed(&self, ground: Ground<'_>) -> Catchments {
        let addresses = by_area(ground, ground.addresses, |at| *at);
        let streets = by_area(ground, ground.streets, |(at, _)| *at);
        let mut made = Catchments { least: self.least, next: self.next, areas: BTreeMap::new() };
        for area in ground.areas.iter().filter(|a| a.kind == AreaKind::Neighborhood) {
            let Some(here) = addresses.get(&area.id) else { continue };
            let mut work = Work {
                least: self.least,
                next: &mut made.next,
                shape: &area.shape,
                streets: streets.get(&area.id).map_or(&[][..], Vec::as_slice),
            };
            let piece = match self.areas.get(&area.id) {
                Some(known) => work.keep(known, here, &Frame::default()),
                None => {
                    Some(work.split(here.clone(), &Frame::default())).filter(|_| here.len() >= self.least)
                }
            };
            made.areas.extend(piece.map(|piece| (area.id, piece)));
        }
        made
    }

    /// Fewest addresses of each catchment.
    pub fn least(&self) -> usize {
        self.least
    }

    /// The public point of a place in a neighborhood.
    pub fn find(&self, area: AreaId, at: LonLat) -> Option<&PublicPoint> {
        let mut piece = self.areas.get(&area)?;
        loop {
            match piece {
                Piece::Catchment(point) => return Some(point),
                Piece::Cut { axis, at: border, sides } => piece = &sides[usize::from(axis.of(at) >= *border)],
            }
        }
    }

    /// The catchments of a neighborhood, each with its outline cut to the neighborhood's.
    pub fn outlines(&self, area: &Area) -> Vec<Cleared<(PublicPoint, Shape)>> {
        let Some(piece) = self.areas.get(&area.id) else { return Vec::new() };
        let Some([west, south, east, north]) = area.shape.bounds() else { return Vec::new() };
        let mut found = Vec::new();
        piece.each(&Frame::default(), &mut |point, frame| {
            let (low, high) = (frame.low, frame.high);
            let corner = |x: f64, y: f64| geo::coord! { x: x, y: y };
            let cell = geo::Rect::new(
                corner(low[0].max(west), low[1].max(south)),
                corner(high[0].min(east), high[1].min(north)),
            );
            let cut = area.shape.polygons().intersection(&geo::MultiPolygon::from(cell.to_polygon()));
            found.push(Cleared((point.clone(), Shape::new(cut))));
        });
        found
    }

    /// All points of all neighborhoods.
    pub fn points(&self) -> Vec<(AreaId, &PublicPoint)> {
        let mut all = Vec::new();
        for (area, piece) in &self.areas {
            piece.each(&Frame::default(), &mut |point, _| all.push((*area, point)));
        }
        all
    }
}

impl Piece {
    fn each<'a>(&'a self, frame: &Frame, visit: &mut impl FnMut(&'a PublicPoint, &Frame)) {
        match self {
            Piece::Catchment(point) => visit(point, frame),
            Piece::Cut { axis, at, sides } => {
                for (side, half) in sides.iter().zip(frame.halves(*axis, *at)) {
                    side.each(&half, visit);
                }
            }
        }
    }
}

/// The rectangle that cuts have left: west and south, east and north.
#[derive(Clone, Copy, Debug)]
struct Frame {
    low: [f64; 2],
    high: [f64; 2],
}

impl Default for Frame {
    fn default() -> Frame {
        Frame { low: [-180.0, -90.0], high: [180.0, 90.0] }
    }
}

impl Frame {
    fn halves(&self, axis: Axis, at: f64) -> [Frame; 2] {
        let (mut below, mut above) = (*self, *self);
        below.high[axis as usize] = at;
        above.low[axis as usize] = at;
        [below, above]
    }

    fn around(shape: &Shape) -> Option<Frame> {
        shape.bounds().map(|[west, south, east, north]| Frame { low: [west, south], high: [east, north] })
    }

    fn may_hold(&self, at: LonLat) -> bool {
        let inside =
            |axis: Axis| self.low[axis as usize] <= axis.of(at) && axis.of(at) <= self.high[axis as usize];
        inside(Axis::Lon) && inside(Axis::Lat)
    }

    fn holds(&self, at: LonLat) -> bool {
        let inside =
            |axis: Axis| self.low[axis as usize] <= axis.of(at) && axis.of(at) < self.high[axis as usize];
        inside(Axis::Lon) && inside(Axis::Lat)
    }
}

/// Cutting one neighborhood.
struct Work<'a> {
    least: usize,
    next: &'a mut u32,
    shape: &'a Shape,
    streets: &'a [(LonLat, Option<String>)],
}

impl Work<'_> {
    fn split(&mut self, addresses: Vec<LonLat>, frame: &Frame) -> Piece {
        let Some((axis, at)) = border(&addresses, self.least) else { return self.whole(&addresses, frame) };
        let (above, below): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|a| axis.of(*a) >= at);
        let [low, high] = frame.halves(axis, at);
        let sides = Box::new([self.split(below, &low), self.split(above, &high)]);
        Piece::Cut { axis, at, sides }
    }

    /// The piece as it was cut before, joined where a side has too few addresses now. Nothing where all have.
    fn keep(&mut self, known: &Piece, addresses: &[LonLat], frame: &Frame) -> Option<Piece> {
        if addresses.len() < self.least {
            return None;
        }
        match known {
            Piece::Catchment(point) => {
                let addresses = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
                Some(Piece::Catchment(PublicPoint { addresses, ..point.clone() }))
            }
            Piece::Cut { axis, at, sides } => {
                let (above, below): (Vec<_>, Vec<_>) = addresses.iter().partition(|a| axis.of(**a) >= *at);
                let [low, high] = frame.halves(*axis, *at);
                let kept = (self.keep(&sides[0], &below, &low), self.keep(&sides[1], &above, &high));
                Some(match kept {
                    (Some(low), Some(high)) => {
                        Piece::Cut { axis: *axis, at: *at, sides: Box::new([low, high]) }
                    }
                    // A side alone may not keep its cuts: what was seen beside it would be told apart from it.
                    _ => self.whole(addresses, frame),
                })
            }
        }
    }

    fn whole(&mut self, addresses: &[LonLat], frame: &Frame) -> Piece {
        let number = *self.next;
        *self.next += 1;
        let (at, street) = self.place(addresses, frame);
        let addresses = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        Piece::Catchment(PublicPoint { number, at, street, addresses })
    }

    /// The point on a street of the catchment that is nearest to the middle of its addresses; else one between two
    /// addresses near the middle, or anywhere inside the catchment where that lies outside the neighborhood.
    fn place(&self, addresses: &[LonLat], frame: &Frame) -> (LonLat, Option<String>) {
        let middle = mean(addresses);
        let local = Metres::around(middle);
        let far = |at: LonLat| local.project(at).iter().map(|m| m * m).sum::<f64>();
        let on_street = self.streets.iter().filter(|(at, _)| frame.holds(*at));
        let nearest = on_street.min_by(|a, b| far(a.0).total_cmp(&far(b.0))).cloned();
        nearest.unwrap_or_else(|| (self.inside(between(addresses, far).unwrap_or(middle), frame), None))
    }

    fn inside(&self, middle: LonLat, frame: &Frame) -> LonLat {
        let point = geo::point! { x: middle.lon(), y: middle.lat() };
        if self.shape.polygons().contains(&point) {
            return middle;
        }
        let (low, high) = (frame.low, frame.high);
        let cell = geo::Rect::new(low, high).to_polygon();
        let cut = self.shape.polygons().intersection(&geo::MultiPolygon::from(cell));
        let within = cut.interior_point().and_then(|p| LonLat::new(p.x(), p.y()).ok());
        within.unwrap_or(middle)
    }
}

/// Where to cut: across the longer extent, as near to the middle as leaves enough addresses on both sides, and never
/// between two addresses at the same place.
fn border(addresses: &[LonLat], least: usize) -> Option<(Axis, f64)> {
    if addresses.len() < 2 * least {
        return None;
    }
    let local = Metres::around(*addresses.first()?);
    let projected: Vec<[f64; 2]> = addresses.iter().map(|a| local.project(*a)).collect();
    let extent = |i: usize| {
        let all = projected.iter().map(|p| p[i]);
        all.clone().fold(f64::MIN, f64::max) - all.fold(f64::MAX, f64::min)
    };
    let axes = if extent(0) >= extent(1) { [Axis::Lon, Axis::Lat] } else { [Axis::Lat, Axis::Lon] };
    axes.into_iter().find_map(|axis| {
        let mut values: Vec<f64> = addresses.iter().map(|a| axis.of(*a)).collect();
        values.sort_by(f64::total_cmp);
        let half = values.len() / 2;
        (least..=values.len() - least)
            .filter(|&i| values[i - 1] < values[i])
            .min_by_key(|&i| i.abs_diff(half))
            // Halfway between two neighbors can round down to the lower one, which then would fall on the wrong side.
            .map(|i| (axis, f64::midpoint(values[i - 1], values[i]).max(values[i - 1].next_up())))
    })
}

/// Halfway between the two addresses that are nearest by a measure, so that no point stands on a house; nothing where
/// all are at one place.
fn between(addresses: &[LonLat], far: impl Fn(LonLat) -> f64) -> Option<LonLat> {
    let nearest = |but: Option<LonLat>| {
        let others = addresses.iter().filter(|at| Some(**at) != but);
        others.min_by(|a, b| far(**a).total_cmp(&far(**b))).copied()
    };
    let first = nearest(None)?;
    let second = nearest(Some(first))?;
    LonLat::new(f64::midpoint(first.lon(), second.lon()), f64::midpoint(first.lat(), second.lat())).ok()
}

fn mean(addresses: &[LonLat]) -> LonLat {
    let n = addresses.len().max(1) as f64;
    let sum = |axis: Axis| addresses.iter().map(|a| axis.of(*a)).sum::<f64>() / n;
    // A mean of points on the globe is on the globe.
    LonLat::new(sum(Axis::Lon), sum(Axis::Lat)).unwrap_or(addresses[0])
}

fn by_area<T: Clone>(
    ground: Ground<'_>,
    points: &[T],
    place: impl Fn(&T) -> LonLat,
) -> BTreeMap<AreaId, Vec<T>> {
    let areas = ground.areas.iter().filter(|a| a.kind == AreaKind::Neighborhood);
    let framed: Vec<(Frame, &Area)> = areas.filter_map(|a| Some((Frame::around(&a.shape)?, a))).collect();
    let mut found: BTreeMap<AreaId, Vec<T>> = BTreeMap::new();
    for point in points {
        let at = place(point);
        // The first that holds it, as on import; its frame is asked first, since most are far away.
        let first = framed.iter().find(|(frame, area)| frame.may_hold(at) && area.shape.contains(at));
        if let Some((_, area)) = first {
            found.entry(area.id).or_default().push(point.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests;
