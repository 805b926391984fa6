//! The town as files, in layouts that real agencies publish.

mod geojson;
mod tables;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use crate::SimulateError;
use crate::town::Town;

pub use geojson::Layer;

/// Names of all files that [`Town::write_to`] makes.
pub const FILES: [&str; 15] = [
    "incidents.csv",
    "calls.csv",
    "boundary.geojson",
    "beats.geojson",
    "neighborhoods.geojson",
    "streets.geojson",
    "addresses.geojson",
    "places.geojson",
    "river.geojson",
    "truth.json",
    "staff.json",
    "organizations.json",
    "concerns.json",
    "script.json",
    "incidents-full.csv",
];

impl Town {
    /// Writes every file of [`FILES`] into a folder, which is made when it is missing.
    ///
    /// # Errors
    /// [`SimulateError::Io`] and its kin when the disk refuses.
    pub fn write_to(&self, dir: &Path) -> Result<(), SimulateError> {
        std::fs::create_dir_all(dir)?;
        let file = |name: &str| File::create(dir.join(name)).map(|f| BufWriter::with_capacity(1 << 18, f));
        self.write_incidents(file("incidents.csv")?)?;
        self.write_incidents_full(file("incidents-full.csv")?)?;
        self.write_calls(file("calls.csv")?)?;
        for layer in Layer::ALL {
            self.write_layer(layer, file(&format!("{}.geojson", layer.name()))?)?;
        }
        json(file("truth.json")?, self.truth())?;
        json(file("staff.json")?, &self.staff())?;
        json(file("organizations.json")?, &self.organizations())?;
        json(file("concerns.json")?, &self.concerns())?;
        json(file("script.json")?, &self.script())?;
        Ok(())
    }
}

/// Pretty JSON with a line end.
fn json(mut to: impl Write, value: &impl Serialize) -> Result<(), SimulateError> {
    serde_json::to_writer_pretty(&mut to, value)?;
    to.write_all(b"\n")?;
    to.flush()?;
    Ok(())
}
