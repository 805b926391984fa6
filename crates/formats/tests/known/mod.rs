//! The list `known.toml`: agencies' files, and what becomes of their rows.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Boundary, Reader, Settings, shipped};
use commonbeat_formats::{Limits, areas};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// One profile with its files.
#[derive(Clone, Debug, Deserialize)]
pub struct Known {
    pub profile: String,
    pub what: String,
    path: String,
    zone: String,
    near: Option<Near>,
    pub rows: u64,
    pub accepted: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub flagged: BTreeMap<String, u64>,
    pub refused: BTreeMap<String, u64>,
    pub why: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Near {
    Areas(String),
    Box([f64; 4]),
}

#[derive(Deserialize)]
struct List {
    file: Vec<Known>,
}

/// The whole list.
pub fn list() -> Vec<Known> {
    toml::from_str::<List>(include_str!("../known.toml")).unwrap().file
}

/// The folder of agencies' files.
pub fn shelf() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("COMMONBEAT_SHELF").map_or_else(default, PathBuf::from).join("data")
}

impl Known {
    /// Its files in order of their names; none without the shelf.
    pub fn paths(&self) -> Vec<PathBuf> {
        let pattern = shelf().join(&self.path);
        let (folder, name) = (pattern.parent().unwrap(), pattern.file_name().unwrap().to_string_lossy());
        let (start, end) = name.split_once('*').unwrap();
        let Ok(folder) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = folder.map(|f| f.unwrap().path()).collect();
        paths.retain(|p| {
            let name = p.file_name().unwrap().to_string_lossy();
            name.starts_with(start) && name.ends_with(end)
        });
        paths.sort();
        paths
    }

    /// As an agency that the file is about.
    pub fn settings(&self) -> Settings {
        let boundary = match &self.near {
            None => None,
            Some(Near::Box(corners)) => Boundary::of_box(*corners, 5_000.0),
            Some(Near::Areas(path)) => {
                let file = File::open(shelf().join(path)).unwrap();
                let areas = areas::read(file, None, Limits::default()).unwrap();
                Boundary::of_shapes(areas.areas.iter().map(|a| &a.shape), 5_000.0)
            }
        };
        Settings { boundary: boundary.map(Arc::new), ..Settings::new(TimeZone::get(&self.zone).unwrap()) }
    }

    /// What becomes of the rows of all its files.
    pub fn tally(&self) -> Tally {
        let settings = self.settings();
        let mut sum = Tally::default();
        for path in self.paths() {
            let file = File::open(&path).unwrap();
            let reader = Reader::new(file, shipped(&self.profile).unwrap(), &settings);
            let reader = reader.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            reader.for_each(|outcome| outcome.unwrap().count(&mut sum));
        }
        sum
    }
}
