//! Counts what would become of a file's rows: `tally FILE PROFILE ZONE [BOUNDARY.geojson]`.

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Boundary, Reader, Settings, shipped};
use commonbeat_formats::{Limits, areas};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let mut settings = Settings::new(jiff::tz::TimeZone::get(&args[3])?);
    if let Some(path) = args.get(4) {
        let all = areas::read(File::open(path)?, None, Limits::default())?;
        settings.boundary = Boundary::of_shapes(all.areas.iter().map(|a| &a.shape), 5_000.0).map(Arc::new);
    }
    let begin = Instant::now();
    let mut tally = Tally::default();
    for outcome in Reader::new(File::open(&args[1])?, shipped(&args[2])?, &settings)? {
        outcome?.count(&mut tally);
    }
    let seconds = begin.elapsed().as_secs_f64();
    let line = serde_json::to_string(&tally)?;
    writeln!(std::io::stdout(), "{line}\n{seconds:.3} s, {:.0} rows/s", tally.rows as f64 / seconds)?;
    Ok(())
}
