//! Arbitrary bytes: never a panic, and every account adds up.

use std::io::{Cursor, Read};

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{
    Profile, Reader, RowOutcome, Settings, propose, propose_anew, shipped, shipped_names, shipped_text,
};
use commonbeat_formats::{Limits, addresses, areas, parquet_text, streets};
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn read_all(bytes: &[u8], profile: Profile) {
    let limits = Limits { record_bytes: 200, ..Limits::default() };
    let settings = Settings { limits, ..zoned() };
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

fn zoned() -> Settings {
    Settings::new(TimeZone::get("America/Chicago").unwrap())
}

fn some_name(which: &prop::sample::Index) -> &'static str {
    let names: Vec<&str> = shipped_names().collect();
    names[which.index(names.len())]
}

/// Small files of every packed form.
const FORMS: [&[u8]; 4] = [
    include_bytes!("../fixtures/forms/table.csv.xz"),
    include_bytes!("../fixtures/forms/table.parquet"),
    include_bytes!("../fixtures/forms/table.csv.zip"),
    include_bytes!("../fixtures/forms/table.csv.gz"),
];

const GEOJSON: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}},
"features":[{"type":"Feature","properties":{"name":"A","number":"1","street":"HIGH ST"},"geometry":{"type":"Polygon","coordinates":
[[[381000,390000],[382000,390000],[382000,391000],[381000,390000]]]}},{"type":"Feature","properties":null,"geometry":null},
{"type":"Feature","properties":{"name":"B"},"geometry":{"type":"LineString","coordinates":[[381000,390000],[382000,390500]]}},
{"type":"Feature","properties":{"number":"1","street":"HIGH ST"},"geometry":{"type":"Point","coordinates":[381000,390000]}}]}"#;

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
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), which: prop::sample::Index) {
        read_all(&bytes, shipped(some_name(&which)).unwrap());
        let _ = propose(&bytes[..], &zoned(), "some.csv");
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
    fn a_proposal_for_a_table_of_wild_cells_never_panics(cells in proptest::collection::vec(0..ALPHABET.len(), 0..400)) {
        let mut bytes = b"id,when,what,lon,lat\n".to_vec();
        cells.iter().for_each(|&i| bytes.extend_from_slice(ALPHABET[i]));
        let _ = propose_anew(&bytes[..], &zoned(), "calls \u{e9}.csv");
    }

    #[test]
    fn a_shipped_profile_with_pieces_changed_never_panics(
        which: prop::sample::Index,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[ -~\n\u{e9}]{0,6}"), 1..6),
    ) {
        let mut toml = shipped_text(some_name(&which)).unwrap().to_owned();
        for (at, piece) in changes {
            let starts: Vec<usize> = toml.char_indices().map(|(i, _)| i).collect();
            if !starts.is_empty() {
                let at = *at.get(&starts);
                let end = toml[at..].chars().take(piece.chars().count()).map(char::len_utf8).sum::<usize>() + at;
                toml.replace_range(at..end, &piece);
            }
        }
        if let Ok(profile) = Profile::parse(&toml) {
            let names: Vec<String> = profile.columns().iter().map(ToString::to_string).collect();
            let text = format!("{}\n{}\n", names.join(","), vec!["03/09/2014 02:30"; names.len()].join(","));
            read_all(text.as_bytes(), profile);
        }
    }

    #[test]
    fn dates_of_any_shape_never_panic_and_what_is_kept_lies_in_1900_to_2100(
        day in "[0-9]{0,5}[-/. T]?[0-9]{0,3}[-/. ]?[0-9]{0,5}|[ -~]{0,20}|\\PC{0,12}",
        clock in "[0-9]{0,7}|[0-9]{0,3}[:.][0-9]{0,3}([:.][0-9]{0,4})? ?([AaPp][Mm])?|\\PC{0,9}",
    ) {
        let toml = "name = 'x'\ntitle = 'x'\nkind = 'incidents'\ntime.zone = 'America/Chicago'\n\
            time.occurred = { columns = 1, clock = 2, formats = ['%m/%d/%Y', '%Y-%m-%d', '%m/%d/%y', '%d.%m.%Y', '%Y%m%d'] }\n\
            time.until = { columns = 1, formats = ['%m/%d/%Y %H:%M', '%Y-%m-%dT%H:%M:%S%:z', '%s', '%Y-%m'] }\n\
            category = { label = 3, otherwise = 'other' }\ntable.header = false\n";
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let text = format!("{},{},x\n", cell(&day), cell(&clock));
        for outcome in Reader::new(text.as_bytes(), Profile::parse(toml).unwrap(), &zoned()).into_iter().flatten() {
            if let Ok(RowOutcome::Accepted(row, _)) = outcome {
                let year = row.day.unwrap().year();
                prop_assert!((1899..=2101).contains(&year), "{year}");
                prop_assert!(row.occurred.until().is_none_or(|until| row.occurred.from().unwrap() <= until));
            }
        }
    }

    #[test]
    fn packed_files_with_bytes_changed_never_panic(
        form in 0..FORMS.len(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut: Option<prop::sample::Index>,
    ) {
        let mut bytes = FORMS[form].to_vec();
        changes.iter().for_each(|(at, byte)| *at.get_mut(&mut bytes) = *byte);
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(mut text) = parquet_text::text(Cursor::new(bytes), Limits { unpacked_bytes: 1 << 20, ..Limits::default() }) {
            let mut unpacked = Vec::new();
            if text.by_ref().take(1 << 20).read_to_end(&mut unpacked).is_ok() {
                read_all(&unpacked, shipped("chicago-22col").unwrap());
            }
        }
    }

    #[test]
    fn geojson_with_pieces_changed_never_panics(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[ -~]{0,5}"), 1..6),
    ) {
        let mut text = GEOJSON.to_owned();
        for (at, piece) in changes {
            let at = at.index(text.len());
            text.replace_range(at..(at + piece.len()).min(text.len()), &piece);
        }
        let _ = areas::read(text.as_bytes(), None, Limits::default());
        let _ = areas::read(text.as_bytes(), Some("name"), Limits::default());
        let _ = streets::read(text.as_bytes(), Limits::default());
        let _ = addresses::read(text.as_bytes(), Limits::default());
    }

    #[test]
    fn wild_geometry_never_panics(points in proptest::collection::vec((-200f64..200.0, -100f64..100.0), 0..12)) {
        let mut ring: Vec<String> = points.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        ring.extend(ring.first().cloned());
        let text = format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","));
        let _ = areas::read(text.as_bytes(), None, Limits::default());
    }
}
