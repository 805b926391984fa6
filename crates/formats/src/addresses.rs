//! Address points from GeoJSON or a table in the columns of OpenAddresses.

use std::io::Read;

use commonbeat_domain::place::LonLat;
use geojson::{Feature, GeometryValue};

use crate::areas::{MapError, Skipped};
use crate::crs::Crs;
use crate::features::{Features, place, property};
use crate::records::{Fields, Found, Records};
use crate::{Limits, Unfit};

pub use crate::address_book::{AddressBook, How, Matched};

/// An address and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct AddressPoint {
    /// House number and street, and the unit where there is one.
    pub text: String,
    /// City, where it is given.
    pub city: Option<String>,
    /// Where.
    pub at: LonLat,
}

/// All addresses of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Addresses {
    /// In the file's order.
    pub points: Vec<AddressPoint>,
    /// Features or lines without a usable address.
    pub skipped: Vec<Skipped>,
}

const NUMBER: [&str; 4] = ["number", "housenumber", "house_number", "addr:housenumber"];
const STREET: [&str; 4] = ["street", "street_name", "addr:street", "road"];
const UNIT: [&str; 2] = ["unit", "addr:unit"];
const CITY: [&str; 3] = ["city", "addr:city", "town"];
const WHOLE: [&str; 4] = ["address", "full_address", "addr:full", "text"];
const LON: [&str; 4] = ["lon", "longitude", "lng", "x"];
const LAT: [&str; 3] = ["lat", "latitude", "y"];

/// Reads address points; GeoJSON or a table is told by the first character.
pub fn read<R: Read>(reader: R, limits: Limits) -> Result<Addresses, MapError> {
    let bytes = crate::unpack::all(reader, limits)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let all = if text.trim_ascii_start().starts_with(b"{") { points(text)? } else { table(text, limits)? };
    if all.points.is_empty() {
        return Err(MapError::Nothing { features: all.skipped.len(), wanted: "address" });
    }
    Ok(all)
}

fn points(bytes: &[u8]) -> Result<Addresses, MapError> {
    let file = Features::parse(bytes)?;
    let mut all = Addresses { points: Vec::new(), skipped: Vec::new() };
    for (i, feature) in file.features.iter().enumerate() {
        let any = |keys: &[&str]| {
            keys.iter().find_map(|k| property(feature, k).or_else(|| property(feature, &k.to_uppercase())))
        };
        let text = words(any);
        let at = point(feature, &file.crs).map_err(|what| MapError::Feature {
            feature: i + 1,
            name: text.clone(),
            what,
        })?;
        all.keep(i + 1, text, any(&CITY), at);
    }
    Ok(all)
}

fn point(feature: &Feature, crs: &Crs) -> Result<Option<LonLat>, String> {
    match feature.geometry.as_ref().map(|g| &g.value) {
        Some(GeometryValue::Point { coordinates }) => {
            let [lon, lat] = place(crs, coordinates.as_slice())?;
            LonLat::new(lon, lat).map(Some).map_err(|e| e.to_string())
        }
        _ => Ok(None),
    }
}

fn table(bytes: &[u8], limits: Limits) -> Result<Addresses, MapError> {
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(Unfit::Binary { byte: 0, position: at as u64 + 1 }.into());
    }
    let mut records = Records::new(bytes, b',', limits.record_bytes);
    let mut fields = Fields::default();
    if records.next(&mut fields)? != Found::Record {
        return Err(Unfit::Blank.into());
    }
    let text = |fields: &Fields, i: usize| String::from_utf8_lossy(fields.get(i)).trim().to_owned();
    let header: Vec<String> = (0..fields.len()).map(|i| text(&fields, i).to_lowercase()).collect();
    check_header(&header)?;
    let mut all = Addresses { points: Vec::new(), skipped: Vec::new() };
    loop {
        match records.next(&mut fields)? {
            Found::End => return Ok(all),
            Found::TooLong { line, .. } => all.skip(line as usize, None, "it is too long"),
            Found::Unclosed { line, .. } => all.skip(line as usize, None, "a quote in it never closes"),
            Found::Record => {
                let any = |keys: &[&str]| {
                    let found = keys
                        .iter()
                        .filter_map(|k| header.iter().position(|h| h == k))
                        .map(|i| text(&fields, i));
                    found.into_iter().find(|t| !t.is_empty())
                };
                let number = |keys: &[&str]| any(keys)?.parse::<f64>().ok();
                let at = number(&LON).zip(number(&LAT)).and_then(|(lon, lat)| LonLat::new(lon, lat).ok());
                all.keep(fields.line as usize, words(any), any(&CITY), at);
            }
        }
    }
}

fn check_header(header: &[String]) -> Result<(), MapError> {
    let has = |keys: &[&str]| keys.iter().any(|k| header.iter().any(|h| h == k));
    let mut missing = Vec::new();
    for (what, keys) in [("LON", &LON[..]), ("LAT", &LAT[..])] {
        if !has(keys) {
            missing.push(what.to_owned());
        }
    }
    let in_parts = has(&NUMBER) && has(&STREET);
    if !(in_parts || has(&WHOLE)) {
        missing.push("NUMBER and STREET".to_owned());
    }
    if missing.is_empty() { Ok(()) } else { Err(MapError::Columns { missing, found: header.to_vec() }) }
}

/// House number, street and unit; or the whole address where it is one property.
fn words(any: impl Fn(&[&str]) -> Option<String>) -> Option<String> {
    let Some(street) = any(&STREET) else { return any(&WHOLE) };
    let parts = [any(&NUMBER), Some(street), any(&UNIT)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

impl Addresses {
    fn keep(&mut self, feature: usize, text: Option<String>, city: Option<String>, at: Option<LonLat>) {
        match (text, at) {
            (Some(text), Some(at)) => self.points.push(AddressPoint { text, city, at }),
            (None, _) => self.skip(feature, None, "it has no street"),
            (text, None) => self.skip(feature, text, "it has no point"),
        }
    }

    fn skip(&mut self, feature: usize, name: Option<String>, why: &str) {
        self.skipped.push(Skipped { feature, name, why: why.to_owned() });
    }

    /// A book to match rows with.
    pub fn book(&self) -> AddressBook {
        AddressBook::new(self.points.iter().map(|p| (p.text.as_str(), p.at)))
    }
}
