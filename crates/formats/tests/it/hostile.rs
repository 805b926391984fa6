//! Arbitrary bytes: never a panic, and every account adds up.

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Profile, Reader, Settings, shipped, shipped_names};
use commonbeat_formats::{Limits, addresses, areas, streets};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn read_all(bytes: &[u8], profile: Profile) {
    let limits = Limits { record_bytes: 200, ..Limits::default() };
    let settings = Settings { limits, ..Settings::new(TimeZone::get("America/Chicago").unwrap()) };
    let mut tally = Tally::default();
    if let Ok(reader) = Reader::new(bytes, profile, &settings) {
        let mut last = 0;
        for outcome in reader.map_while(Result::ok) {
            outcome.count(&mut tally);
            assert!(outcome.line() > last, "lines go up");
            last = outcome.line();
        }
    }
    assert!(tally.adds_up());
}

const ALPHABET: &[&[u8]] = &[
    b",",
    b"\"",
    b"\n",
    b"\r",
    b"\r\n",
    b"1",
    b"-87.6",
    b"41.8",
    b"03/09/2014 02:30:00 AM",
    b"11/02/2014 01:30:00 AM",
    b"THEFT",
    b"\xff",
    b"\x00",
    b"\xc3",
    b"\xa9",
    b"999999999",
    b" ",
    b"''",
    b"=1",
];

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for name in shipped_names() {
            read_all(&bytes, shipped(name).unwrap());
        }
        let _ = areas::read(&bytes[..], None, Limits::default());
        let _ = streets::read(&bytes[..], Limits::default());
        let _ = addresses::read(&bytes[..], Limits::default());
        let _ = Profile::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_table_of_wild_cells_never_panics(cells in proptest::collection::vec(0..ALPHABET.len(), 0..400)) {
        let mut bytes = b"id,when,what,lon,lat\n".to_vec();
        cells.iter().for_each(|&i| bytes.extend_from_slice(ALPHABET[i]));
        let toml = "name = 'x'\ntitle = 'x'\nkind = 'incidents'\nidentity.id = 'id'\n\
            time.occurred = { columns = 'when', formats = ['%m/%d/%Y %I:%M:%S %p', '%Y'] }\n\
            place = { lon = 'lon', lat = 'lat' }\ncategory = { label = 'what', otherwise = 'other' }\n";
        let toml = toml.replace(", '%Y'", "");
        read_all(&bytes, Profile::parse(&toml).unwrap());
    }

    #[test]
    fn wild_geometry_never_panics(points in proptest::collection::vec((-200f64..200.0, -100f64..100.0), 0..12)) {
        let mut ring: Vec<String> = points.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        ring.extend(ring.first().cloned());
        let text = format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","));
        let _ = areas::read(text.as_bytes(), None, Limits::default());
    }
}
