//! `commonbeat simulate`.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use commonbeat_simulate::{Layer, SimulateError, Size, Spec, Town};
use jiff::civil::Date;

use crate::clock::Stopwatch;
use crate::exit::{Failure, Outcome, Result};
use crate::out;

/// Write a made-up town as files, with the truth about its planted problems.
#[derive(Args)]
#[command(
    after_help = "Equal sizes, seeds and days give equal bytes on every machine. truth.json tells which problems were \
    planted and what a past response really did: what scanning and assessment should find."
)]
pub struct Simulate {
    /// How large: town (25,000 incidents in five years), city (250,000) or metro (2,500,000)
    #[arg(long, default_value = "town")]
    size: Size,
    /// As many incidents instead; calls follow in proportion
    #[arg(long, value_name = "N")]
    incidents: Option<usize>,
    /// Every draw comes from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this file of data, in the layout of the profile of that name, beside the map and the truth [default: all]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Folder to write into; made when it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The day on which the town stands; the last whole day of data is the one before [default: 2026-02-16]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Years of data, 1 to 20
    #[arg(long, default_value_t = 5)]
    years: i16,
    /// Zone in which the town's clocks run
    #[arg(long, default_value = "America/Chicago")]
    zone: String,
}

/// A layout that agencies publish.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Incidents as Chicago publishes them: incidents.csv
    #[value(name = "chicago-22col")]
    Chicago,
    /// Calls for service as Milwaukee publishes them: calls.csv
    #[value(name = "milwaukee-cad")]
    Milwaukee,
}

impl Simulate {
    /// Builds the town and writes it.
    pub fn run(self) -> Result {
        let watch = Stopwatch::start();
        let usual = Spec::demo(self.size, self.seed);
        let spec = Spec {
            incidents: self.incidents,
            today: self.today.unwrap_or(usual.today),
            years: self.years,
            zone: self.zone,
            ..usual
        };
        let town = Town::build(spec).map_err(failure)?;
        let written = match self.format {
            None => town.write_to(&self.out),
            Some(format) => write_part(&town, format, &self.out),
        };
        written.map_err(|error| match error {
            SimulateError::Io(e) => Failure::unfit(format!("cannot write into {}: {e}", self.out.display())),
            other => failure(other),
        })?;
        out::note(format!(
            "{} incidents, {} planted problems, written to {} in {:.1} s",
            town.incidents().len(),
            town.truth().plants.len(),
            self.out.display(),
            watch.seconds()
        ));
        Ok(Outcome::Done)
    }
}

/// One file of data with the map and the truth.
fn write_part(town: &Town, format: Format, dir: &Path) -> Result<(), SimulateError> {
    std::fs::create_dir_all(dir)?;
    let file = |name: &str| File::create(dir.join(name)).map(|f| BufWriter::with_capacity(1 << 18, f));
    match format {
        Format::Chicago => town.write_incidents(file("incidents.csv")?)?,
        Format::Milwaukee => town.write_calls(file("calls.csv")?)?,
    }
    for layer in Layer::ALL {
        town.write_layer(layer, file(&format!("{}.geojson", layer.name()))?)?;
    }
    let mut truth = file("truth.json")?;
    serde_json::to_writer_pretty(&mut truth, town.truth())?;
    Ok(std::io::Write::flush(&mut truth)?)
}

fn failure(error: SimulateError) -> Failure {
    match error {
        SimulateError::Io(_) | SimulateError::Csv(_) | SimulateError::Json(_) => {
            Failure::broken("writing the town", error)
        }
        SimulateError::Time(e) => Failure::unfit(format!("the zone or the day cannot be used: {e}")),
        other => Failure::unfit(other.to_string()),
    }
}
