//! GeoJSON as it comes: features, their names, their coordinate system, and what is wrong with them.

use std::io::Read;

use geojson::{Feature, GeoJson, JsonObject};

use crate::crs::{Crs, UnknownCrs};
use crate::{Limits, Unfit};

/// A map that cannot be used. Features count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MapError {
    /// The file cannot be read at all.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Not JSON, or no GeoJSON.
    #[error("this is not GeoJSON: {0}")]
    NotGeoJson(String),
    /// The coordinate system is not known.
    #[error(transparent)]
    Crs(#[from] UnknownCrs),
    /// No property has the name asked for, in any feature.
    #[error("no feature has the property {wanted}; there are {}", .found.join(", "))]
    NoProperty {
        /// The name asked for.
        wanted: String,
        /// Names there are.
        found: Vec<String>,
    },
    /// A feature is broken.
    #[error("feature {feature}{}: {what}", called(.name))]
    Feature {
        /// Its number, from 1.
        feature: usize,
        /// Its name, as far as it has one.
        name: Option<String>,
        /// What is wrong.
        what: String,
    },
    /// There is nothing in it of the kind wanted.
    #[error("the file has {features} features, and no {wanted} among them")]
    Nothing {
        /// How many features it has.
        features: usize,
        /// What was wanted, such as "polygon".
        wanted: &'static str,
    },
    /// A table of addresses that lacks columns.
    #[error("this is no table of addresses: it needs a column of each of {}, and the header has {}", .missing.join(", "), .found.join(", "))]
    Columns {
        /// What is not there.
        missing: Vec<String>,
        /// What is there.
        found: Vec<String>,
    },
}

fn called(name: &Option<String>) -> String {
    name.as_ref().map(|n| format!(" (\u{201c}{n}\u{201d})")).unwrap_or_default()
}

/// A feature that was passed over, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its number, from 1.
    pub feature: usize,
    /// Its name, as far as it has one.
    pub name: Option<String>,
    /// Why.
    pub why: String,
}

/// All features of a file and its coordinate system.
pub(crate) struct Features {
    pub features: Vec<Feature>,
    pub crs: Crs,
}

impl Features {
    pub fn read<R: Read>(reader: R, limits: Limits) -> Result<Features, MapError> {
        let bytes = crate::unpack::all(reader, limits)?;
        Features::parse(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes))
    }

    pub fn parse(bytes: &[u8]) -> Result<Features, MapError> {
        if let Some(at) = bytes.iter().position(|&b| b == 0) {
            return Err(Unfit::Binary { byte: 0, position: at as u64 + 1 }.into());
        }
        let text = std::str::from_utf8(bytes).map_err(|e| MapError::NotGeoJson(e.to_string()))?;
        let parsed: GeoJson =
            text.parse().map_err(|e: geojson::Error| MapError::NotGeoJson(e.to_string()))?;
        let (features, members) = match parsed {
            GeoJson::FeatureCollection(all) => (all.features, all.foreign_members),
            GeoJson::Feature(one) => (vec![one], None),
            GeoJson::Geometry(geometry) => {
                (vec![Feature { geometry: Some(geometry), ..Feature::default() }], None)
            }
        };
        Ok(Features { crs: system(members.as_ref())?, features })
    }

    /// The property that best names features: the one asked for, or the first usual one that most features fill.
    pub fn name_property(&self, wanted: Option<&str>) -> Result<Option<String>, MapError> {
        const USUAL: [&str; 14] = [
            "name",
            "label",
            "neighborhood",
            "neighbourhood",
            "neighborhood_name",
            "nbhd_name",
            "community",
            "beat",
            "beat_num",
            "district",
            "ward",
            "area",
            "title",
            "id",
        ];
        let keys = self.keys();
        if let Some(wanted) = wanted {
            return match keys.iter().find(|k| k.as_str() == wanted) {
                Some(key) => Ok(Some(key.clone())),
                None => Err(MapError::NoProperty { wanted: wanted.to_owned(), found: keys }),
            };
        }
        let filled = |key: &&String| {
            let named = self.features.iter().filter(|f| property(f, key).is_some()).count();
            named * 2 > self.features.len()
        };
        let usual = USUAL.iter().find_map(|u| keys.iter().filter(filled).find(|k| k.eq_ignore_ascii_case(u)));
        let like = || keys.iter().filter(filled).find(|k| k.to_ascii_lowercase().contains("name"));
        let coded = || keys.iter().filter(filled).find(|k| k.ends_with("nm"));
        Ok(usual.or_else(like).or_else(coded).cloned())
    }

    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for properties in self.features.iter().filter_map(|f| f.properties.as_ref()) {
            for key in properties.keys().filter(|k| !k.is_empty()) {
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
        keys
    }
}

/// A property as text; nothing where it is absent, null or blank.
pub(crate) fn property(feature: &Feature, key: &str) -> Option<String> {
    match feature.properties.as_ref()?.get(key)? {
        serde_json::Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The coordinate system that the old `crs` member names.
fn system(members: Option<&JsonObject>) -> Result<Crs, UnknownCrs> {
    let crs = members.and_then(|m| m.get("crs")).filter(|c| !c.is_null());
    match crs {
        None => Ok(Crs::wgs84()),
        Some(crs) => match crs.pointer("/properties/name").and_then(|n| n.as_str()) {
            Some(name) => Crs::named(name),
            None => Err(UnknownCrs(crs.to_string())),
        },
    }
}

/// Longitude and latitude of a position, or what is wrong with it.
pub(crate) fn place(crs: &Crs, position: &[f64]) -> Result<[f64; 2], String> {
    let [x, y] =
        position.get(..2).and_then(|p| p.try_into().ok()).ok_or("a position has fewer than two numbers")?;
    let at = crs.to_lon_lat(x, y).ok_or_else(|| format!("the point {x}, {y} is not in {}", crs.name()))?;
    let on_globe = at[0].abs() <= 180.0 && at[1].abs() <= 90.0;
    let swapped = at[0].abs() <= 90.0 && at[1].abs() <= 180.0;
    match (on_globe, swapped && crs.is_wgs84(), crs.is_wgs84()) {
        (true, ..) => Ok(at),
        (false, true, _) => {
            Err(format!("the point {x}, {y} is out of range: are longitude and latitude swapped?"))
        }
        (false, false, true) => Err(format!(
            "the point {x}, {y} is out of range: these are no degrees; the file must say its system in a crs member"
        )),
        (false, false, false) => Err(format!("the point {x}, {y} is out of range in {}", crs.name())),
    }
}
