//! How long the nightly scan takes, on a town of any size. Peak memory is for the system to tell (`/usr/bin/time -v`); the
//! town itself is given back before the scan begins.

use std::io::Write;
use std::time::Instant;

use anyhow::Result;
use commonbeat_app::scanning::{Ground, look_over};
use commonbeat_simulate::{Plants, Size, Spec, Town};

use crate::ground::Records;

/// Builds a town, brings it in, scans it, and prints what that took.
pub fn run(size: Size, seed: u64) -> Result<()> {
    let town = Town::build(Spec { plants: Plants::Every, ..Spec::demo(size, seed) })?;
    let today = town.spec().today;
    let begun = Instant::now();
    let records = Records::of(&town)?;
    drop(town);
    let read = begun.elapsed().as_secs_f64();
    let ground = Ground::new(records.points, records.concerns, records.areas, today);
    let begun = Instant::now();
    let found = look_over(&ground)?;
    let line = format!(
        "{size:?}: {} incidents read in {read:.1} s, looked over in {:.1} s, {} candidates\n",
        ground.points.len(),
        begun.elapsed().as_secs_f64(),
        found.len()
    );
    Ok(std::io::stdout().lock().write_all(line.as_bytes())?)
}
