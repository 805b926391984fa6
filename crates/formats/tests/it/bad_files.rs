//! Files that are broken in every way we know: each fault is told by line, column, value and reason.

use std::io::Write;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{
    Profile, Reader, Refused, RefusedCsv, Row, RowOutcome, Settings, shipped,
};
use commonbeat_formats::{Limits, Unfit};
use jiff::tz::TimeZone;

const TOML: &str = "
name = 'town'
title = 'A town'
kind = 'incidents'
[table]
missing = ['NA']
[identity]
id = 'id'
[time.occurred]
columns = ['day', 'time']
formats = ['%Y-%m-%d %H:%M', '%Y-%m-%d']
[time.until]
columns = 'end'
formats = ['%Y-%m-%d %H:%M']
[place]
lon = 'lon'
lat = 'lat'
text = 'where'
[category]
label = 'what'
otherwise = 'other'
";

const HEADER: &str = "id,day,time,end,lon,lat,where,what\n";

fn settings() -> Settings {
    Settings::new(TimeZone::get("America/Chicago").unwrap())
}

fn open<'a>(bytes: &'a [u8], toml: &str) -> Result<Reader<&'a [u8]>, Unfit> {
    Reader::new(bytes, Profile::parse(toml).unwrap(), &settings())
}

fn read(bytes: &[u8], toml: &str) -> (Tally, Vec<RowOutcome>) {
    let mut tally = Tally::default();
    let all = open(bytes, toml).unwrap().map(|o| o.unwrap()).inspect(|o| o.count(&mut tally)).collect();
    (tally, all)
}

fn refused(outcomes: &[RowOutcome]) -> Vec<&Refused> {
    outcomes.iter().filter_map(|o| if let RowOutcome::Refused(r) = o { Some(r) } else { None }).collect()
}

fn row(outcome: &RowOutcome) -> &Row {
    match outcome {
        RowOutcome::Accepted(row, _) => row,
        other => panic!("{other:?}"),
    }
}

fn flags(outcome: &RowOutcome) -> Vec<String> {
    match outcome {
        RowOutcome::Accepted(_, flags) => flags.names(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_refusal_names_line_column_value_and_reason() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(
        b"1,2020-05-01,10:00,,-87.6,41.8,A,theft\n\
          ,2020-05-01,10:00,,-87.6,41.8,A,theft\n\
          3,2020-13-01,10:00,,-87.6,41.8,A,theft\n\
          4,2020-05-01,10:00,,west,41.8,A,theft\n\
          5,2020-05-01,10:00\n\
          6,2020-05-01,10:00,,-87.6,41.8,\xff,theft\n\
          1,2020-05-02,10:00,,-87.6,41.8,A,theft\n\
          7,2020-05-01,10:00,,-87.6,41.8,A,NA\n\
          8,NA,,,-87.6,41.8,A,theft\n\
          9,0020-05-01,10:00,,-87.6,41.8,A,theft\n",
    );
    let (tally, all) = read(&bytes, TOML);
    assert_eq!((tally.rows, tally.accepted), (10, 1));
    let found: Vec<_> = refused(&all)
        .into_iter()
        .map(|r| (r.line, r.column.as_deref().unwrap_or(""), r.value.as_str(), r.reason.name()))
        .collect();
    assert_eq!(
        found,
        [
            (3, "id", "", "missing"),
            (4, "day", "2020-13-01 10:00", "bad_date"),
            (5, "lon", "west", "bad_number"),
            (6, "", "", "columns"),
            (7, "where", "\u{fffd}", "encoding"),
            (8, "id", "1", "duplicate_id"),
            (9, "what", "NA", "missing"),
            (10, "day", "", "missing"),
            (11, "day", "0020-05-01 10:00", "bad_date"),
        ]
    );
    assert!(refused(&all).iter().all(|r| !r.detail.is_empty() && !r.raw.is_empty()));
}

#[test]
fn an_identical_repeat_is_unchanged_and_an_update_is_told_where_the_profile_says_so() {
    let text = format!(
        "{HEADER}1,2020-05-01,10:00,,,,A,theft\n1,2020-05-01,10:00,,,,A,theft\n1,2020-05-01,10:00,,,,B,theft\n"
    );
    let (tally, _) = read(text.as_bytes(), TOML);
    assert_eq!(
        (tally.rows, tally.accepted, tally.updated, tally.unchanged, tally.refused_total()),
        (3, 1, 0, 1, 1)
    );
    let update = TOML.replace("id = 'id'", "id = 'id'\nrepeat = 'update'");
    let (tally, all) = read(text.as_bytes(), &update);
    assert_eq!(
        (tally.rows, tally.accepted, tally.updated, tally.unchanged, tally.refused_total()),
        (3, 1, 1, 1, 0)
    );
    assert!(row(&all[2]).supersedes);
    // A row code makes rows of one id separate records.
    let code = TOML.replace("id = 'id'", "id = 'id'\ncode = 'where'");
    let (tally, all) = read(text.as_bytes(), &code);
    assert_eq!((tally.accepted, tally.unchanged), (2, 1));
    assert_eq!((row(&all[2]).source_id(), row(&all[2]).row_code()), (Some("1"), Some("B")));
}

#[test]
fn a_digest_changes_with_content_and_not_with_the_order_of_columns_or_what_is_volatile() {
    let toml = TOML.replace("id = 'id'", "id = 'id'\nvolatile = ['where']");
    let digest = |text: &str| row(&read(text.as_bytes(), &toml).1[0]).digest;
    let one = digest("id,day,time,end,lon,lat,where,what\n1,2020-05-01,10:00,,,,A,theft\n");
    assert_eq!(one, digest("what,where,id,day,time,end,lon,lat\ntheft,B,1,2020-05-01,10:00,,,\n"));
    assert_ne!(one, digest("id,day,time,end,lon,lat,where,what\n1,2020-05-01,10:01,,,,A,theft\n"));
    // Fields are told apart, not only what they give one after another.
    let split = |lon_lat: &str| digest(&format!("{HEADER}1,2020-05-01,10:00,,{lon_lat},A,theft\n"));
    assert_ne!(split("12,3"), split("1,23"));
}

#[test]
fn times_keep_what_was_written_and_flag_what_cannot_be() {
    let text = format!(
        "{HEADER}1,2014-03-09,02:30,,,,,x\n2,2014-11-02,01:30,,,,,x\n3,2014-05-01,00:00,,,,,x\n\
         4,2014-05-01,10:00,2014-05-01 09:00,,,,x\n5,2014-05-01,,,,,,x\n6,2014-05-01,10:00,2014-05-02 09:00,,,,x\n"
    );
    let (_, all) = read(text.as_bytes(), TOML);
    let told: Vec<_> = all
        .iter()
        .map(|o| (row(o).hour, flags(o).join(" ").replace("no_place", "").trim().to_owned()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(2), "nonexistent_hour".into()),
            (Some(1), "ambiguous_hour".into()),
            (None, "midnight".into()),
            (Some(10), "end_before_start".into()),
            (None, String::new()),
            (Some(10), String::new()),
        ]
    );
    assert_eq!(row(&all[0]).occurred.text(), "2014-03-09 02:30");
    assert_eq!(row(&all[4]).occurred.until().unwrap().to_string(), "2014-05-02T05:00:00Z");
    assert_eq!(row(&all[5]).occurred.until().unwrap().to_string(), "2014-05-02T14:00:00Z");
}

#[test]
fn places_are_flagged_zero_far_swapped_or_absent() {
    let boundary =
        commonbeat_formats::incidents::Boundary::of_box([-87.9, 41.6, -87.5, 42.1], 1_000.0).unwrap();
    let settings = Settings { boundary: Some(std::sync::Arc::new(boundary)), ..settings() };
    let text = format!(
        "{HEADER}1,2014-05-01,10:00,,-87.6,41.8,,x\n2,2014-05-01,10:00,,0.0,0,,x\n3,2014-05-01,10:00,,41.8,-87.6,,x\n\
         4,2014-05-01,10:00,,12.1,47.8,,x\n5,2014-05-01,10:00,,,41.8,,x\n6,2014-05-01,10:00,,500,900,,x\n7,2014-05-01,10:00,,NA,NA,,x\n"
    );
    let reader = Reader::new(text.as_bytes(), Profile::parse(TOML).unwrap(), &settings).unwrap();
    let all: Vec<_> = reader.map(|o| o.unwrap()).collect();
    let told: Vec<_> = all.iter().map(|o| (row(o).at.is_some(), flags(o).join(" "))).collect();
    let want = [
        (true, ""),
        (false, "zero_place"),
        (true, "swapped"),
        (true, "far_outside"),
        (false, "no_place"),
        (false, "far_outside"),
        (false, "no_place"),
    ];
    assert_eq!(told, want.map(|(at, f)| (at, f.to_owned())));
}

#[test]
fn rows_without_coordinates_are_found_by_the_agencys_addresses() {
    let at = commonbeat_domain::place::LonLat::new(-87.9, 43.0).unwrap();
    let book = commonbeat_formats::addresses::AddressBook::new([("12 Main St", at)]);
    let settings = Settings { addresses: Some(std::sync::Arc::new(book)), ..settings() };
    let text = format!("{HEADER}1,2014-05-01,10:00,,,,12  MAIN ST,x\n2,2014-05-01,10:00,,,,13 Main St,x\n");
    let reader = Reader::new(text.as_bytes(), Profile::parse(TOML).unwrap(), &settings).unwrap();
    let all: Vec<_> = reader.map(|o| o.unwrap()).collect();
    assert_eq!((row(&all[0]).at, row(&all[0]).by_address.map(|m| m.score)), (Some(at), Some(1.0)));
    assert_eq!(flags(&all[1]), ["no_place", "address_unmatched"]);
}

#[test]
fn line_ends_quotes_and_marks_of_all_kinds_read_the_same() {
    let plain = format!("{HEADER}1,2020-05-01,10:00,,,,\"a, \"\"b\"\"\nc\",x\n2,2020-05-01,11:00,,,,d,x\n");
    let want = read(plain.as_bytes(), TOML).1;
    assert_eq!(row(&want[0]).place_text, "a, \"b\"\nc");
    assert_eq!(row(&want[1]).line, 4);
    let tabs = "id\tday\ttime\tend\tlon\tlat\twhere\twhat\n1\t2020-05-01\t10:00\t\t\t\t\"a, \"\"b\"\"\nc\"\tx\n2\t2020-05-01\t11:00\t\t\t\td\tx\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(plain.as_bytes()).unwrap();
    for (what, bytes) in [
        ("a mark", [b"\xef\xbb\xbf", plain.as_bytes()].concat()),
        ("no last break", plain.trim_end().as_bytes().to_vec()),
        ("blank lines at the end", format!("{plain}\n\n").into_bytes()),
        ("tabs", tabs.as_bytes().to_vec()),
        ("semicolons", plain.replace(',', ";").replace("a; ", "a, ").into_bytes()),
        ("gzip", packed.finish().unwrap()),
        ("blanks in the header", plain.replacen("id,day", " ID , Day ", 1).into_bytes()),
        ("surplus blank columns", plain.replace(",x\n", ",x,,\n").into_bytes()),
    ] {
        let found = read(&bytes, TOML).1;
        assert_eq!(found.len(), 2, "{what}");
        for (a, b) in found.iter().zip(&want) {
            assert_eq!(
                (row(a).line, &row(a).place_text, &row(a).occurred),
                (row(b).line, &row(b).place_text, &row(b).occurred),
                "{what}"
            );
        }
    }
    for end in ["\r\n", "\r"] {
        let found = read(plain.replace('\n', end).as_bytes(), TOML).1;
        assert_eq!((found.len(), row(&found[1]).line), (2, 4), "{end:?}");
    }
}

#[test]
fn windows_1252_is_read_where_the_profile_says_so() {
    let bytes = [HEADER.as_bytes(), b"1,2020-05-01,10:00,,,,Caf\xe9 \x93X\x94,x\n"].concat();
    assert_eq!(refused(&read(&bytes, TOML).1)[0].reason.name(), "encoding");
    let toml = TOML.replace("[table]", "[table]\nencoding = 'windows-1252'");
    assert_eq!(row(&read(&bytes, &toml).1[0]).place_text, "Caf\u{e9} \u{201c}X\u{201d}");
}

#[test]
fn a_quote_that_never_closes_costs_one_line() {
    let good: String = (2..500).map(|i| format!("{i},2020-05-01,10:00,,,,A,x\n")).collect();
    let text = format!("{HEADER}1,2020-05-01,10:00,,,,\"A,x\n{good}");
    let (tally, all) = read(text.as_bytes(), TOML);
    assert_eq!((tally.rows, tally.accepted), (499, 498));
    assert_eq!((refused(&all)[0].line, refused(&all)[0].reason.name()), (2, "columns"));
}

#[test]
fn a_record_too_long_is_passed_over_and_the_next_is_read() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    let settings = Settings { limits, ..settings() };
    let long = "y".repeat(3_000_000);
    for text in [
        format!("{HEADER}1,2020-05-01,10:00,,,,{long},x\n2,2020-05-01,10:00,,,,A,x\n"),
        format!("{HEADER}1,2020-05-01,10:00,,,,{long},x\r\n2,2020-05-01,10:00,,,,A,x"),
    ] {
        let reader = Reader::new(text.as_bytes(), Profile::parse(TOML).unwrap(), &settings).unwrap();
        let all: Vec<_> = reader.map(|o| o.unwrap()).collect();
        assert_eq!(all.len(), 2);
        assert_eq!((refused(&all)[0].line, refused(&all)[0].reason.name()), (2, "too_long"));
        assert_eq!((row(&all[1]).line, row(&all[1]).source_id()), (3, Some("2")));
    }
}

#[test]
fn an_unfit_file_says_what_and_where() {
    let packed = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    for (bytes, words) in [
        (b"".to_vec(), "the file is empty"),
        (packed(b""), "the file is empty"),
        (b"\n\n\r\n".to_vec(), "nothing in it but blank lines"),
        (b"id,when,what\x00,x".to_vec(), "this is not a text table: byte 0 at position 13"),
        (b"GIF89a\n\x00\x00".to_vec(), "this is not a text table: byte 0 at position 8"),
        (b"id,\x01".to_vec(), "this is not a text table: byte 1 at position 4"),
        (b"PK\x03\x04....".to_vec(), "the zip archive is cut off"),
        (b"\xff\xfei\x00d\x00".to_vec(), "UTF-16"),
        (b"<!DOCTYPE html><html>".to_vec(), "web page"),
        (b"a,b\n1,2\n".to_vec(), "it needs \u{201c}id\u{201d}, \u{201c}day\u{201d}"),
        (b"id,id,day,time,end,lon,lat,where,what\n".to_vec(), "the column id more than once"),
        (b"id,caf\xe9\n".to_vec(), "byte 233 at position 7"),
    ] {
        let error = open(&bytes, TOML).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(words), "{words}: {error}");
    }
    assert_eq!(read(HEADER.as_bytes(), TOML).0.rows, 0);
}

#[test]
fn damage_in_the_middle_of_a_packed_file_ends_the_reading_with_an_error() {
    let text: String =
        (0..50_000).map(|i| format!("{i},2020-05-01,10:00,,,,{},x\n", i * 7919 % 10007)).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("{HEADER}{text}").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let mut reader = open(&packed[..packed.len() / 2], TOML).unwrap();
    let error = reader.by_ref().find_map(Result::err).unwrap();
    assert!(matches!(error, Unfit::Damaged { .. }), "{error}");
    assert!(reader.next().is_none());
}

#[test]
fn a_file_without_header_is_read_by_position() {
    let toml = "name = 'p'\ntitle = 'p'\nkind = 'calls'\ntable.header = false\nidentity.id = 1\n\
        time.occurred = { columns = [2, 3], formats = ['%m%d%Y %H%M%S'] }\nplace.text = 4\n\
        category = { label = 5, otherwise = 'other', rules = [{ offense = 'noise', when = { '#5' = ['LOUD*'] } }] }\n";
    let (tally, all) =
        read(b"77,10012011,093000,12 MAIN ST,Loud party\n78,10012011,094500,12 MAIN ST,OTHER\n", toml);
    assert_eq!(tally.accepted, 2);
    assert_eq!((row(&all[0]).hour, row(&all[0]).category.offense.as_str()), (Some(9), "noise"));
    let error = open(b"1,2\n", toml).err().unwrap().to_string();
    assert!(error.contains("uses column 3") && error.contains("has 2 columns"), "{error}");
}

#[test]
fn a_mistake_in_a_profile_is_told_with_key_and_line() {
    for (from, to, words) in [
        ("id = 'id'", "idd = 'id'", &["line 8", "unknown field `idd`"][..]),
        ("kind = 'incidents'", "kind = 'crimes'", &["line 4", "crimes"]),
        ("'%Y-%m-%d %H:%M', ", "'%Q-%!', ", &["line 11", "date format"]),
        ("lon = 'lon'", "lon = 0", &["line 16", "count from 1"]),
        ("lon = 'lon'", "lon = true", &["line 16", "a column: its name in quotes"]),
        ("lon = 'lon'\n", "", &["place", "lon and lat are needed together"]),
        ("text = 'where'", "text = 'where'\ncrs = 'EPSG:1'", &["line 19", "EPSG:1"]),
        ("otherwise = 'other'", "otherwise = 'Other!'", &["line 21", "offense"]),
        ("[time.occurred]", "[time]\nzone = 'Mars/Base'\n[time.occurred]", &["line 10", "Mars/Base"]),
        ("title = 'A town'", "", &["missing field `title`"]),
        ("[identity]", "[identity", &["line 7"]),
    ] {
        let error = Profile::parse(&TOML.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(words.iter().all(|w| error.contains(w)), "{words:?}: {error}");
    }
    let error = shipped("chicago").unwrap_err().to_string();
    assert!(error.contains("chicago-22col"), "{error}");
}

#[test]
fn a_report_is_known_whatever_delimiter_header_or_encoding_the_profile_has() {
    let toml = TOML.replace("[table]", "[table]\nencoding = 'windows-1252'\ndelimiter = ';'");
    let semicolons = HEADER.replace(',', ";");
    let bytes = [semicolons.as_bytes(), b"1;2020-99-01;10:00;;;;Caf\xe9;=x\n2;2020-05-01;10:00;;;;A\x00;x\n"]
        .concat();
    let reader = open(&bytes, &toml).unwrap();
    let mut report = RefusedCsv::new(Vec::new(), reader.header()).unwrap();
    let all: Vec<_> = reader.map(|o| o.unwrap()).collect();
    assert_eq!(refused(&all).iter().map(|r| r.reason.name()).collect::<Vec<_>>(), ["bad_date", "encoding"]);
    report.add(refused(&all)[0]).unwrap();
    let text = String::from_utf8(report.finish().unwrap()).unwrap();
    assert!(text.contains("Caf\u{e9},'=x\r\n"), "{text}");
    let mended = text.replace("2020-99-01,10:00,,", "2020-09-01,10:00,,");
    let (tally, all) = read(mended.as_bytes(), &toml);
    assert_eq!((tally.rows, tally.accepted), (1, 1));
    assert_eq!((row(&all[0]).place_text.as_str(), row(&all[0]).category.label.as_str()), ("Caf\u{e9}", "=x"));
    // A spreadsheet may save it with other delimiters.
    let saved = mended.replace(',', ";");
    assert_eq!(read(saved.as_bytes(), &toml).0.accepted, 1);
    // Without a header in the agency's file, the report still has one.
    let toml = "name = 'p'\ntitle = 'p'\nkind = 'calls'\ntable.header = false\nidentity.id = 1\n\
        time.occurred = { columns = 2, formats = ['%Y-%m-%d'] }\ncategory = { label = 3, otherwise = 'other' }\n";
    let text = b"line,column,value,reason,column 1,column 2,column 3\r\n9,column 2,x,bad_date,77,2020-05-01,LOUD\r\n";
    let (tally, all) = read(text, toml);
    assert_eq!(
        (tally.rows, row(&all[0]).source_id(), row(&all[0]).category.label.as_str()),
        (1, Some("77"), "LOUD")
    );
}

#[test]
fn a_place_is_set_aside_in_whatever_form_it_is_written() {
    let toml = format!("{TOML}\n[[set_aside]]\nwhy = 'the station'\nplaces = ['1 West Main Street']\n");
    let text = format!("{HEADER}1,2014-05-01,10:00,,,,1 W Main St.,x\n2,2014-05-01,10:00,,,,2 W Main St,x\n");
    let (_, all) = read(text.as_bytes(), &toml);
    assert_eq!(row(&all[0]).set_aside.as_deref(), Some("the station"));
    assert_eq!(row(&all[1]).set_aside, None);
    let error = Profile::parse(&format!("{TOML}\n[[set_aside]]\nwhy = 'x'\n")).unwrap_err().to_string();
    assert!(error.contains("either when or places"), "{error}");
}

#[test]
fn midnight_is_the_one_that_is_written_but_of_a_utc_moment_the_agencys_own() {
    let text = format!("{HEADER}1,2014-05-01,00:00,,,,,x\n2,2014-05-01,05:00,,,,,x\n");
    let flagged = |zone: &str| {
        let toml = TOML.replace("[time.occurred]", &format!("[time]\nzone = '{zone}'\n[time.occurred]"));
        let (_, all) = read(text.as_bytes(), &toml);
        all.iter().map(|o| flags(o).contains(&"midnight".to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(flagged("America/New_York"), [true, false]);
    assert_eq!(flagged("UTC"), [false, true]);
}
