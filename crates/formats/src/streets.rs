//! Streets from GeoJSON lines.

use std::io::Read;

use commonbeat_domain::place::LonLat;
use geojson::{Feature, GeometryValue, Position};

use crate::Limits;
use crate::areas::{MapError, Skipped};
use crate::crs::Crs;
use crate::features::{Features, place, property};

/// A street, or a piece of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Street {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its kind in the file's own words, such as `residential`.
    pub class: Option<String>,
    /// Its line.
    pub line: Vec<LonLat>,
}

/// All streets of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Streets {
    /// In the file's order; a feature of several lines gives several.
    pub streets: Vec<Street>,
    /// Features without a line.
    pub skipped: Vec<Skipped>,
}

/// Reads lines.
pub fn read<R: Read>(reader: R, limits: Limits) -> Result<Streets, MapError> {
    const CLASS: [&str; 6] = ["highway", "class", "road_class", "roadClassification", "type", "formOfWay"];
    let file = Features::read(reader, limits)?;
    let named = file.name_property(None)?;
    let mut all = Streets { streets: Vec::new(), skipped: Vec::new() };
    for (i, feature) in file.features.iter().enumerate() {
        let name = named.as_deref().and_then(|key| property(feature, key));
        let class = CLASS.iter().find_map(|key| property(feature, key));
        let parts = lines(feature);
        if parts.is_empty() {
            all.skipped.push(Skipped { feature: i + 1, name, why: "it has no line".into() });
            continue;
        }
        for part in parts {
            let line = line(part, &file.crs).map_err(|what| MapError::Feature {
                feature: i + 1,
                name: name.clone(),
                what,
            })?;
            all.streets.push(Street { name: name.clone(), class: class.clone(), line });
        }
    }
    if all.streets.is_empty() {
        return Err(MapError::Nothing { features: file.features.len(), wanted: "line" });
    }
    Ok(all)
}

fn lines(feature: &Feature) -> Vec<&[Position]> {
    match feature.geometry.as_ref().map(|g| &g.value) {
        Some(GeometryValue::LineString { coordinates }) => vec![coordinates],
        Some(GeometryValue::MultiLineString { coordinates }) => {
            coordinates.iter().map(Vec::as_slice).collect()
        }
        _ => Vec::new(),
    }
}

fn line(points: &[Position], crs: &Crs) -> Result<Vec<LonLat>, String> {
    if points.len() < 2 {
        return Err(format!("the line has {} points, and needs at least 2", points.len()));
    }
    let at = |(i, p): (usize, &Position)| {
        let [lon, lat] = place(crs, p.as_slice()).map_err(|e| format!("point {}: {e}", i + 1))?;
        LonLat::new(lon, lat).map_err(|e| e.to_string())
    };
    points.iter().enumerate().map(at).collect()
}
