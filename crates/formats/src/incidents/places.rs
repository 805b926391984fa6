//! Where: coordinates as published, checked, and words.

use std::borrow::Cow;
use std::sync::Arc;

use commonbeat_domain::place::LonLat;

use super::columns::Columns;
use super::outcome::{Flag, Flags};
use super::text::Cells;
use super::{Boundary, PointOrder, Profile, Settings};
use crate::address;
use crate::addresses::{AddressBook, Matched};
use crate::crs::Crs;

/// The place of one row.
#[derive(Debug)]
pub(super) struct RowPlace {
    pub at: Option<LonLat>,
    pub by_address: Option<Matched>,
    pub text: String,
    pub key: Option<String>,
}

/// Reads the place of each row.
pub(super) struct Places {
    lon_lat: Option<(usize, usize)>,
    point: Option<usize>,
    order: PointOrder,
    decimal: Option<char>,
    crs: Crs,
    thousands: Option<char>,
    zero: Vec<[f64; 2]>,
    /// How close to a zero point counts as it, in the file's own units.
    close: f64,
    text: Vec<usize>,
    endings: Vec<String>,
    boundary: Option<Arc<Boundary>>,
    addresses: Option<Arc<AddressBook>>,
}

impl Places {
    pub fn new(profile: &Profile, columns: &Columns, settings: &Settings) -> Places {
        let spec = &profile.place;
        let crs = spec.crs.system();
        let mut zero = spec.zero.clone();
        zero.push([0.0, 0.0]);
        Places {
            lon_lat: spec.lon.as_ref().zip(spec.lat.as_ref()).map(|(x, y)| (columns.at(x), columns.at(y))),
            point: spec.point.as_ref().map(|c| columns.at(c)),
            order: spec.point_order,
            decimal: spec.decimal,
            close: if crs.is_wgs84() { 1e-4 } else { 1.0 },
            crs,
            thousands: spec.thousands,
            zero,
            text: spec.text.iter().map(|c| columns.at(c)).collect(),
            endings: spec.drop_endings.clone(),
            boundary: settings.boundary.clone(),
            addresses: settings.addresses.clone(),
        }
    }

    /// The place; where a coordinate is no number, the index of its column.
    pub fn of(&self, cells: &Cells<'_>, flags: &mut Flags) -> Result<RowPlace, usize> {
        let text = self.words(cells);
        let key = address::key(&text, &self.endings);
        let mut at = self.point(cells, flags)?;
        let mut by_address = None;
        if at.is_none()
            && flags.has(Flag::NoPlace)
            && let Some(book) = &self.addresses
        {
            by_address = key.as_deref().and_then(|k| book.find(&text, k));
            at = by_address.map(|m| m.at);
            if by_address.is_none() {
                flags.add(Flag::AddressUnmatched);
            }
        }
        Ok(RowPlace { at, by_address, text, key })
    }

    fn words(&self, cells: &Cells<'_>) -> String {
        let mut text = String::new();
        for part in self.text.iter().map(|&i| cells.get(i)).filter(|p| !p.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(part);
        }
        text
    }

    fn point(&self, cells: &Cells<'_>, flags: &mut Flags) -> Result<Option<LonLat>, usize> {
        let Some((x, y)) = self.given(cells)? else {
            flags.add(Flag::NoPlace);
            return Ok(None);
        };
        if self.zero.iter().any(|z| (z[0] - x).abs() < self.close && (z[1] - y).abs() < self.close) {
            flags.add(Flag::ZeroPlace);
            return Ok(None);
        }
        let point = |x, y| self.crs.to_lon_lat(x, y).and_then(|[lon, lat]| LonLat::new(lon, lat).ok());
        let near = |at: LonLat| self.boundary.as_ref().is_none_or(|b| b.near(at.lon(), at.lat()));
        let as_given = point(x, y);
        if let Some(at) = as_given.filter(|at| near(*at)) {
            return Ok(Some(at));
        }
        if let Some(at) = point(y, x).filter(|at| near(*at)) {
            flags.add(Flag::Swapped);
            return Ok(Some(at));
        }
        flags.add(Flag::FarOutside);
        Ok(as_given)
    }

    /// Both coordinates as numbers; nothing where either is not given.
    fn given(&self, cells: &Cells<'_>) -> Result<Option<(f64, f64)>, usize> {
        if let Some(i) = self.point {
            let text = cells.get(i);
            let pair = if text.is_empty() { None } else { Some(pair(text).ok_or(i)?) };
            let Some((first, second, x_first)) = pair else { return Ok(None) };
            // A pair of blanks, such as "(, )", is no place.
            if first.is_empty() && second.is_empty() {
                return Ok(None);
            }
            let first = self.number(first).ok_or(i)?;
            let second = self.number(second).ok_or(i)?;
            let in_order = x_first.unwrap_or(self.order == PointOrder::LonLat);
            return Ok(Some(if in_order { (first, second) } else { (second, first) }));
        }
        let Some((xi, yi)) = self.lon_lat else { return Ok(None) };
        let (x, y) = (cells.get(xi), cells.get(yi));
        if x.is_empty() || y.is_empty() {
            return Ok(None);
        }
        Ok(Some((self.number(x).ok_or(xi)?, self.number(y).ok_or(yi)?)))
    }

    fn number(&self, text: &str) -> Option<f64> {
        let text = match self.thousands {
            Some(mark) if text.contains(mark) => Cow::Owned(text.replace(mark, "")),
            _ => Cow::Borrowed(text),
        };
        let text = match self.decimal {
            Some(mark) if text.contains(mark) => Cow::Owned(text.replace(mark, ".")),
            _ => text,
        };
        // Rust would take "inf" and "nan" for numbers.
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        text.parse().ok().filter(|n: &f64| digits && n.is_finite())
    }
}

/// The two numbers of a point in one column, as text, and whether x is known to come first.
pub(super) fn pair(text: &str) -> Option<(&str, &str, Option<bool>)> {
    let lower = text.to_ascii_lowercase();
    if let (Some(lon), Some(lat)) = (lower.find("longitude"), lower.find("latitude")) {
        return Some((
            number_after(text, lon + "longitude".len()),
            number_after(text, lat + "latitude".len()),
            Some(true),
        ));
    }
    let x_first = lower.trim_start().starts_with("point").then_some(true);
    let inner = match text.rfind('(') {
        Some(open) => text[open + 1..].split(')').next()?,
        None if x_first.is_some() => return None,
        None => text,
    };
    let marks: &[char] = if inner.contains(';') { &[';'] } else { &[',', ' ', '\t'] };
    let mut parts = inner
        .trim()
        .splitn(2, marks)
        .map(|p| p.trim_matches(|c: char| marks.contains(&c) || c.is_whitespace()));
    Some((parts.next()?, parts.next()?, x_first))
}

/// The number that comes next in a text, without the quotes and marks before it.
fn number_after(text: &str, from: usize) -> &str {
    let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.');
    let rest = text[from..].trim_start_matches(['"', '\'', ':', '=', ' ']);
    &rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_one_column_is_read_in_the_ways_portals_write_it() {
        for (text, first, second, x_first) in [
            ("(37.73, -122.43)", "37.73", "-122.43", None),
            ("POINT (-122.43 37.73)", "-122.43", "37.73", Some(true)),
            ("1 MAIN ST\nCITY, IL\n(41.8, -87.6)", "41.8", "-87.6", None),
            (
                "{'latitude': '41.90', 'needs_recoding': False, 'longitude': '-87.72'}",
                "-87.72",
                "41.90",
                Some(true),
            ),
            ("41.8,-87.6", "41.8", "-87.6", None),
            ("41,8; -87,6", "41,8", "-87,6", None),
            ("(, )", "", "", None),
        ] {
            assert_eq!(pair(text), Some((first, second, x_first)), "{text}");
        }
        assert_eq!(pair("nowhere"), None);
        assert_eq!(pair("POINT EMPTY"), None);
    }
}
