//! A file with every fault that agencies' files are known for, row by row, and what must become of each row.

use std::io::{self, Write};

/// The profile that reads it.
pub const PROFILE: &str = r#"
name = "faults"
title = "Every fault"
kind = "incidents"
[table]
missing = ["NA"]
[identity]
id = "id"
[time]
zone = "America/Chicago"
[time.occurred]
columns = "day"
clock = "clock"
formats = ["%m/%d/%Y", "%m/%d/%y"]
[time.until]
columns = "end day"
clock = "end clock"
formats = ["%m/%d/%Y"]
[place]
lon = "lon"
lat = "lat"
zero = [[-91.686565684, 36.619446395]]
text = "where"
[category]
label = "what"
split = " | "
otherwise = "other"
"#;

/// West, south, east and north of the town.
pub const TOWN: [f64; 4] = [-87.95, 41.6, -87.5, 42.05];

const HEADER: &str = "id,day,clock,end day,end clock,lon,lat,where,what,note";

/// What must become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Kept, with this flag or none.
    Kept(Option<&'static str>),
    /// The same as an earlier row.
    Repeated,
    /// Refused for this reason.
    Refused(&'static str),
}

use Fate::{Kept, Refused, Repeated};

/// One kind of row: its fate, and how its cells differ from those of a plain row.
type Kind = (Fate, &'static [(usize, &'static str)]);

const KINDS: &[Kind] = &[
    (Kept(None), &[]),
    (Refused("missing"), &[(0, "")]),
    (Kept(Some("no_place")), &[(5, ""), (6, "")]),
    (Kept(Some("no_place")), &[(6, "NA")]),
    (Kept(Some("zero_place")), &[(5, "0"), (6, "0.0")]),
    (Kept(Some("zero_place")), &[(5, "-91.686565684"), (6, "36.619446395")]),
    (Kept(Some("far_outside")), &[(5, "-74.0"), (6, "40.73")]),
    (Kept(Some("swapped")), &[(5, "41.85"), (6, "-87.65")]),
    (Kept(Some("nonexistent_hour")), &[(1, "03/09/2014"), (2, "02:30")]),
    (Kept(Some("ambiguous_hour")), &[(1, "11/02/2014"), (2, "130")]),
    (Kept(Some("midnight")), &[(2, "12:00:00 AM")]),
    (Kept(Some("end_before_start")), &[(3, "05/01/2012"), (4, "1000")]),
    (Kept(None), &[(3, "06/03/2014"), (4, "NA")]),
    (Kept(None), &[(3, ""), (4, "745")]),
    (Kept(None), &[(1, "5/2/14"), (2, "5")]),
    (Kept(None), &[(2, "2410")]),
    (Kept(None), &[(2, "")]),
    (Kept(None), &[(7, "\"1 MAIN ST\nCHICAGO, IL\nUSA\"")]),
    (Kept(None), &[(7, "\"1 MAIN ST\r\nCHICAGO\"")]),
    (Kept(None), &[(9, "\"seen\rtwice\"")]),
    (Kept(None), &[(9, "\"{'address': \"\"1 MAIN\"\", 'x': \"\"\"\"}\"")]),
    (Kept(None), &[(9, "\"<b>Occurred:</b> 5/1/2014, &amp; more<br>\"")]),
    (Kept(None), &[(7, "  1   W  MAIN                 ST ")]),
    (Kept(None), &[(8, "THEFT | THEFT | BATTERY")]),
    (Kept(None), &[(9, "=HYPERLINK(1)")]),
    (Kept(None), &[(7, "CAF\u{c9} \u{1f3e0}")]),
    (Kept(None), &[(9, ", ,")]),
    (Refused("columns"), &[(7, "\"1 MAIN ST")]),
    (Refused("columns"), &[(9, "a,b")]),
    (Refused("bad_date"), &[(1, "13/45/2014")]),
    (Refused("bad_date"), &[(1, "05/01/0020")]),
    (Refused("bad_date"), &[(2, "0160")]),
    (Refused("missing"), &[(1, "")]),
    (Refused("missing"), &[(8, "NA")]),
    (Refused("bad_number"), &[(5, "west")]),
    (Refused("bad_number"), &[(6, "inf")]),
    (Refused("encoding"), &[(7, "A\0B")]),
    (Repeated, &[]),
    (Refused("duplicate_id"), &[(9, "something else")]),
    (Refused("encoding"), &[]),
    (Refused("columns"), &[]),
];

/// Kinds at the end of the list that are more than other cells.
const LAST: usize = KINDS.len();
const REPEATED: usize = LAST - 4;
const DUPLICATE: usize = LAST - 3;
const BYTES: usize = LAST - 2;
const NARROW: usize = LAST - 1;

/// Rows that are longer than a record may be, one in this many.
const LONG: u64 = 400_000;

/// Writes `rows` rows; tells each one's physical line and fate.
pub fn write(rows: u64, mut out: impl Write, mut tell: impl FnMut(u64, Fate)) -> io::Result<()> {
    out.write_all(b"\xef\xbb\xbf")?;
    write!(out, "{HEADER}\r\n")?;
    let mut line = 2;
    for i in 0..rows {
        if i > 0 && i % LONG == 0 {
            tell(line, Refused("too_long"));
            let long = "x".repeat(1_200_000);
            writeln!(out, "{i},05/01/2014,10:00,,,-87.6,41.8,{long},THEFT,")?;
            line += 1;
            continue;
        }
        // Plain rows in between, so that faults stand among good rows as they do in life.
        let kind = if i % 2 == 0 { 0 } else { (i / 2 % LAST as u64) as usize };
        tell(line, KINDS[kind].0);
        let bytes = row(i, kind);
        out.write_all(&bytes)?;
        line += breaks(&bytes);
        // Line ends of three kinds, and a blank line now and then.
        let ends: [&[u8]; 4] = [b"\n", b"\r\n", b"\r", b"\n\n"];
        out.write_all(ends[(i % 4) as usize])?;
        line += if i % 4 == 3 { 2 } else { 1 };
    }
    out.flush()
}

fn row(i: u64, kind: usize) -> Vec<u8> {
    // Repeats are of the plain row before.
    let of = if kind == REPEATED || kind == DUPLICATE { i - 1 } else { i };
    let mut cells: Vec<String> = vec![
        format!("C{of:08}"),
        format!("05/{:02}/2014", 1 + of % 28),
        format!("{:02}{:02}", 1 + of % 23, of % 60),
        String::new(),
        String::new(),
        format!("{:.6}", -87.9 + (of % 1_000) as f64 * 0.0003),
        format!("{:.6}", 41.65 + (of % 777) as f64 * 0.0004),
        format!("{} MAIN ST", 1 + of % 5_000),
        "THEFT".into(),
        String::new(),
    ];
    for (at, text) in KINDS[kind].1 {
        cells[*at] = (*text).into();
    }
    if kind == NARROW {
        cells.truncate(4);
    }
    let mut bytes = cells.join(",").into_bytes();
    if kind == BYTES {
        bytes.push(0xe9);
    }
    bytes
}

/// Line breaks within a row.
fn breaks(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    text.matches(['\n', '\r']).count() as u64
}
