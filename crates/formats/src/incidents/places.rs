//! Where: coordinates as published, checked, and words.

use std::borrow::Cow;
use std::sync::Arc;

use commonbeat_domain::place::LonLat;

use super::columns::Columns;
use super::outcome::{Flag, Flags};
use super::text::Cells;
use super::{Boundary, Profile, Settings};
use crate::address;
use crate::addresses::AddressBook;
use crate::crs::Crs;

/// The place of one row.
#[derive(Debug)]
pub(super) struct RowPlace {
    pub at: Option<LonLat>,
    pub by_address: bool,
    pub text: String,
    pub key: Option<String>,
}

/// Reads the place of each row.
pub(super) struct Places {
    lon_lat: Option<(usize, usize)>,
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
        let mut by_address = false;
        if at.is_none()
            && flags.has(Flag::NoPlace)
            && let Some(book) = &self.addresses
        {
            at = key.as_deref().and_then(|k| book.find(k));
            by_address = at.is_some();
            if !by_address {
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
        let given = self.lon_lat.map(|(x, y)| ((x, cells.get(x)), (y, cells.get(y))));
        let Some(((xi, x), (yi, y))) = given.filter(|((_, x), (_, y))| !x.is_empty() && !y.is_empty()) else {
            flags.add(Flag::NoPlace);
            return Ok(None);
        };
        let x = self.number(x).ok_or(xi)?;
        let y = self.number(y).ok_or(yi)?;
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

    fn number(&self, text: &str) -> Option<f64> {
        let text = match self.thousands {
            Some(mark) if text.contains(mark) => Cow::Owned(text.replace(mark, "")),
            _ => Cow::Borrowed(text),
        };
        // Rust would take "inf" and "nan" for numbers.
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        text.parse().ok().filter(|n: &f64| digits && n.is_finite())
    }
}
