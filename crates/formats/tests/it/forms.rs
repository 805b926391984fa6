//! One table in every form of file: packed, in other characters, with other line ends.

use std::io::{Cursor, Write};

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{Profile, Reader, RowOutcome, Settings};
use commonbeat_formats::{Limits, Unfit, parquet_text};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use jiff::tz::TimeZone;

const TOML: &str = "
name = 'town'
title = 'A town'
kind = 'incidents'
identity.id = 'id'
time.occurred = { columns = 'when', formats = ['%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M:%S%.f', '%Y-%m-%d'] }
place = { lon = 'lon', lat = 'lat', text = 'where' }
category = { label = 'what', otherwise = 'other' }
";

const TABLE: &str = "id,when,lon,lat,where,what\n1,2020-05-01 10:00,-87.6,41.8,\"CAFÉ\nRUE, 1\",theft\n2,2020-05-02 11:00,,,B,theft\n";

fn read(bytes: &[u8], toml: &str) -> Result<(Tally, Vec<String>), Unfit> {
    let settings = Settings::new(TimeZone::get("America/Chicago").unwrap());
    let (mut tally, mut places) = (Tally::default(), Vec::new());
    for outcome in Reader::new(bytes, Profile::parse(toml).unwrap(), &settings)? {
        let outcome = outcome?;
        outcome.count(&mut tally);
        if let RowOutcome::Accepted(row, _) = outcome {
            places.push(row.place_text);
        }
    }
    Ok((tally, places))
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A zip archive of these files, packed, with sizes before the data or behind it.
fn zip(files: &[(&str, &[u8])], behind: bool) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in files {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        let packed = packed.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let sums = [crc.sum(), packed.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
        archive.extend_from_slice(b"PK\x03\x04\x14\0");
        archive.extend_from_slice(if behind { b"\x08\0\x08\0" } else { b"\0\0\x08\0" });
        archive.extend_from_slice(&[0; 4]);
        archive.extend_from_slice(if behind { &[0; 12] } else { &sums });
        archive.extend_from_slice(&[name.len() as u8, 0, 0, 0]);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(&packed);
        if behind {
            archive.extend_from_slice(b"PK\x07\x08");
            archive.extend_from_slice(&sums);
        }
    }
    archive.extend_from_slice(b"PK\x01\x02 and so on, to the end");
    archive
}

#[test]
fn one_table_reads_the_same_in_every_form() {
    let utf8 = TABLE.as_bytes().to_vec();
    let with = |from: &str, to: &str| TABLE.replace(from, to).into_bytes();
    let xz = lzma(&utf8);
    for (form, bytes) in [
        ("plain", utf8.clone()),
        ("marked", [b"\xef\xbb\xbf", &utf8[..]].concat()),
        ("CRLF", with("\n", "\r\n")),
        ("CR", with("\n", "\r")),
        ("tabs", with("RUE, 1", "RUE; 1").iter().map(|&b| if b == b',' { b'\t' } else { b }).collect()),
        ("gz", gz(&utf8)),
        ("xz", xz),
        ("zip", zip(&[("a/", b""), ("__MACOSX/._t.csv", b"note"), ("a/t.csv", &utf8)], false)),
        ("zip with sizes behind", zip(&[("t.csv", &utf8), ("__MACOSX/._t.csv", b"note")], true)),
    ] {
        let (tally, places) = read(&bytes, TOML).unwrap_or_else(|e| panic!("{form}: {e}"));
        assert_eq!((tally.rows, tally.accepted), (2, 2), "{form}");
        assert!(places[0].starts_with("CAFÉ") && places[0].contains("RUE"), "{form}: {places:?}");
    }
}

/// The table as xz, made by `xz -9` of the XZ utilities 5.4.
fn lzma(bytes: &[u8]) -> Vec<u8> {
    let packed = include_bytes!("../fixtures/forms/table.csv.xz").to_vec();
    let mut text = Vec::new();
    let mut unpacked = commonbeat_formats::unpack::Unpacked::new(&packed[..], Limits::default()).unwrap();
    std::io::Read::read_to_end(&mut unpacked, &mut text).unwrap();
    assert_eq!(text, bytes);
    packed
}

#[test]
fn windows_1252_is_read_where_the_profile_says_so_and_refused_row_by_row_where_not() {
    let bytes: Vec<u8> = TABLE.chars().map(|c| if c == 'É' { 0xc9 } else { c as u8 }).collect();
    let said = format!("{TOML}\n[table]\nencoding = 'windows-1252'\n");
    assert!(read(&bytes, &said).unwrap().1[0].starts_with("CAFÉ"));
    let (tally, _) = read(&bytes, TOML).unwrap();
    assert_eq!((tally.accepted, tally.refused["encoding"]), (1, 1));
}

#[test]
fn an_archive_that_is_no_single_table_says_what_it_is() {
    let table = TABLE.as_bytes();
    let mut broken = zip(&[("t.csv", table)], false);
    broken[14] ^= 1;
    let cut = zip(&[("t.csv", table)], true);
    let mut locked = zip(&[("t.csv", table)], false);
    locked[6] |= 1;
    for (bytes, words) in [
        (zip(&[("a.csv", table), ("b.csv", table)], false), "several files"),
        (zip(&[("[Content_Types].xml", b"<x/>")], true), "a spreadsheet"),
        (zip(&[("a/", b"")], false), "no file in it"),
        (broken, "checksum"),
        (cut[..60].to_vec(), "cut off"),
        (locked, "password"),
        (gz(&gz(table)), "packed twice"),
        (gz(&zip(&[("t.csv", table)], false)), "packed twice"),
    ] {
        let error = read(&bytes, TOML).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
    }
}

/// Written by pyarrow, packed with zstd: a number, a moment in nanoseconds, coordinates, words, a dictionary, missing values.
#[test]
fn a_parquet_file_reads_as_the_table_it_holds() {
    let bytes = include_bytes!("../fixtures/forms/table.parquet");
    let text = parquet_text::text(Cursor::new(&bytes[..]), Limits::default()).unwrap();
    let text = std::io::read_to_string(text).unwrap();
    assert!(text.starts_with("id,when,lon,lat,where,what\n"), "{text}");
    let (tally, places) = read(text.as_bytes(), TOML).unwrap();
    assert_eq!((tally.rows, tally.accepted, tally.flagged["no_place"]), (2, 2, 1));
    assert_eq!(places[0], "CAFÉ\nRUE, 1");
    let plain = parquet_text::text(Cursor::new(TABLE.as_bytes()), Limits::default()).unwrap();
    assert_eq!(std::io::read_to_string(plain).unwrap(), TABLE);
}

#[test]
fn a_broken_parquet_file_is_unfit_and_stops_nothing() {
    let whole = include_bytes!("../fixtures/forms/table.parquet");
    let told = |bytes: Vec<u8>| match parquet_text::text(Cursor::new(bytes), Limits::default()) {
        Err(error) => error.to_string(),
        Ok(text) => std::io::read_to_string(text).map_or_else(|e| e.to_string(), |_| String::new()),
    };
    assert!(told(whole[..whole.len() / 2].to_vec()).contains("the Parquet file cannot be read after 0 rows"));
    for at in (4..whole.len()).step_by(7) {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0x55;
        told(bytes);
    }
}
