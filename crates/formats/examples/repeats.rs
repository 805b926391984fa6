//! The ten places that come most often in a file, as they are written and in one form: `repeats FILE PROFILE ZONE`.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::Write;

use commonbeat_formats::incidents::{Reader, RowOutcome, Settings, shipped};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, file, profile, zone] = &args[..] else { return Err("repeats FILE PROFILE ZONE".into()) };
    let settings = Settings::new(jiff::tz::TimeZone::get(zone)?);
    let (mut written, mut keys) = (HashMap::<String, u64>::new(), HashMap::<String, u64>::new());
    for outcome in Reader::new(File::open(file)?, shipped(profile)?, &settings)? {
        if let RowOutcome::Accepted(row, _) = outcome? {
            *keys.entry(row.place_key.unwrap_or_default()).or_default() += 1;
            *written.entry(row.place_text).or_default() += 1;
        }
    }
    let mut out = std::io::stdout();
    writeln!(out, "{} places as written, {} in one form", written.len(), keys.len())?;
    for ((a, n), (b, m)) in first(written).into_iter().zip(first(keys)) {
        writeln!(out, "| {a} | {n} | {b} | {m} |")?;
    }
    Ok(())
}

fn first(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(10);
    all
}
