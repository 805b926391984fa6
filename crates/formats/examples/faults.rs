//! Writes a file with every fault that agencies' files are known for, its profile beside it, and prints as JSON what must
//! become of its rows: `faults ROWS OUT.csv OUT.toml`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

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
    let [west, south, east, north] = faults::TOWN;
    let told = serde_json::json!({
        "accepted": kept, "unchanged": repeated, "flagged": flagged, "refused": refused,
        "town": [west, south, east, north],
    });
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}
