//! Writes a file with every fault that agencies' files are known for, its profile beside it, prints what must become of its
//! rows, reads it, and prints what does: `faults ROWS OUT.csv OUT.toml`. Ends in failure where the two differ.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Boundary, Profile, Reader, Settings};

#[path = "../tests/faults/mod.rs"]
mod faults;

use faults::Fate;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, rows, table, profile] = &args[..] else { return Err("faults ROWS OUT.csv OUT.toml".into()) };
    let (mut kept, mut repeated) = (0u64, 0u64);
    let (mut flagged, mut refused) = (BTreeMap::<&str, u64>::new(), BTreeMap::<&str, u64>::new());
    faults::write(rows.parse()?, BufWriter::new(File::create(table)?), |_, fate| match fate {
        Fate::Kept(flag) => {
            kept += 1;
            flag.into_iter().for_each(|f| *flagged.entry(f).or_default() += 1);
        }
        Fate::Repeated => repeated += 1,
        Fate::Refused(reason) => *refused.entry(reason).or_default() += 1,
    })?;
    std::fs::write(profile, faults::PROFILE)?;
    let told = serde_json::json!({ "accepted": kept, "unchanged": repeated, "flagged": flagged, "refused": refused });
    let mut out = std::io::stdout();
    writeln!(out, "meant {told}")?;
    let boundary = Boundary::of_box(faults::TOWN, 5_000.0).map(Arc::new);
    let settings = Settings { boundary, ..Settings::new(jiff::tz::TimeZone::get("America/Chicago")?) };
    let begin = Instant::now();
    let mut tally = Tally::default();
    for outcome in Reader::new(File::open(table)?, Profile::parse(faults::PROFILE)?, &settings)? {
        outcome?.count(&mut tally);
    }
    writeln!(out, "found {}\n{:.2} s", serde_json::to_string(&tally)?, begin.elapsed().as_secs_f64())?;
    let same = (tally.accepted, tally.unchanged) == (kept, repeated)
        && tally.flagged.iter().map(|(k, n)| (k.as_str(), *n)).eq(flagged)
        && tally.refused.iter().map(|(k, n)| (k.as_str(), *n)).eq(refused);
    if same { Ok(()) } else { Err("what was found is not what was meant".into()) }
}
