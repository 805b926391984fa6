//! What does not fit is refused with a message that names what and where, and nothing is lost or left behind.

use super::house::{House, STREET_FILE};

#[test]
fn an_empty_file_is_no_import() {
    let house = House::with_agency();
    let file = house.file("empty.csv", "");
    house.run(&["import", &file, "--profile", "chicago-22col"]).ends(2).says(&["empty.csv"]);
    house.run(&["import", &file, "--profile", "chicago-22col", "--dry-run"]).ends(2);
}

#[test]
fn a_binary_file_is_no_import() {
    let house = House::with_agency();
    let bytes: Vec<u8> = (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let file = house.file("picture.csv", bytes);
    house.run(&["import", &file, "--profile", "chicago-22col"]).ends(2).says(&["picture.csv"]);
}

#[test]
fn the_limits_of_a_file_are_settings() {
    let house = House::with_agency();
    let dry = ["import", STREET_FILE, "--profile", "police-uk-street", "--dry-run", "--json"];
    let refused = |env: (&str, &str), code| {
        let out = house.command(&dry).env(env.0, env.1).output().unwrap();
        super::house::Ran::of(out).ends(code)
    };
    refused(("COMMONBEAT_IMPORT__UNPACKED_BYTES", "5000"), 2).says(&["larger than 5000 bytes"]);
    refused(("COMMONBEAT_IMPORT__RATIO", "0"), 2).says(&["ratio"]);
    let short = refused(("COMMONBEAT_IMPORT__RECORD_BYTES", "150"), 1).json();
    assert!(short["refused"]["too_long"].as_u64().unwrap() > 0, "{short}");
    house.file("commonbeat.toml", "[import]\nunpacked_bytes = 5000\n");
    house.run(&dry).ends(2).says(&["larger than 5000 bytes"]);
}

#[test]
fn a_profile_that_fits_nothing_names_what_it_misses() {
    let house = House::with_agency();
    let run = house.run(&["import", STREET_FILE, "--profile", "chicago-22col"]).ends(2);
    run.says(&["2014-09-city-of-london-street.csv"]);
    let rows = house.run(&["candidates", "--json"]).ends(0).json();
    assert_eq!(rows.as_array().unwrap().len(), 0);
}

#[test]
fn a_profile_that_is_none_is_refused_before_anything() {
    let house = House::with_agency();
    let run = house.run(&["import", STREET_FILE, "--profile", "chicago"]).ends(2);
    run.says(&["chicago", "police-uk-street"]);
    let profile = house.file("own.toml", "name = \"own\"\nkind = 7\n");
    house.run(&["import", STREET_FILE, "--profile", &profile]).ends(2).says(&["own.toml"]);
    house.run(&["import", "nowhere.csv", "--profile", "chicago-22col"]).ends(2).says(&["nowhere.csv"]);
}

#[test]
fn a_map_with_a_broken_ring_makes_no_agency() {
    let house = House::empty();
    let ring = house.file(
        "beats.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Beat 1"},
           "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}}]}"#,
    );
    let init =
        ["init", "--agency", "RPD", "--name", "Riverton", "--zone", "America/Chicago", "--beats", &ring];
    house.run(&init).ends(2).says(&["beats.geojson"]);
    assert!(!house.path("commonbeat.db").exists(), "nothing was written");
}

#[test]
fn a_zone_that_does_not_exist_is_refused() {
    let house = House::empty();
    let init = ["init", "--agency", "RPD", "--name", "Riverton", "--zone", "America/Gotham"];
    house.run(&init).ends(2).says(&["zone"]);
}

#[test]
fn without_a_database_a_command_says_how_to_make_one() {
    let house = House::empty();
    house.run(&["candidates"]).ends(2).says(&["commonbeat.db", "commonbeat init"]);
    house.run(&["--database", "mysql://x", "candidates"]).ends(2).says(&["sqlite://"]);
    assert!(!house.path("commonbeat.db").exists());
}

#[test]
fn settings_that_cannot_be_read_are_refused_with_key_and_file() {
    let house = House::empty();
    house.file("commonbeat.toml", "listen = \"everywhere\"\n");
    house.run(&["doctor"]).ends(2).says(&["listen", "commonbeat.toml"]);
    house.file("commonbeat.toml", "lisen = \"127.0.0.1:1\"\n");
    house.run(&["doctor"]).ends(2).says(&["lisen"]);
    house.run(&["--config", "none.toml", "doctor"]).ends(2).says(&["none.toml"]);
}

#[test]
fn the_environment_goes_over_the_file() {
    let house = House::empty();
    house.file("commonbeat.toml", "database = \"sqlite://in-file.db\"\n");
    let env = house.command(&["migrate"]).env("COMMONBEAT_DATABASE", "sqlite://in-env.db").status().unwrap();
    assert!(env.success());
    assert!(house.path("in-env.db").exists() && !house.path("in-file.db").exists());
}

#[test]
fn a_kept_head_that_is_not_of_this_trail_is_found() {
    let house = House::with_agency();
    house.run(&["audit", "verify", "--head", "not a head"]).ends(2);
    let other = format!("3:{}", "ab".repeat(32));
    let verdict = house.run(&["audit", "verify", "--head", &other, "--json"]).ends(3).json();
    assert_eq!(verdict["ok"], false);
}

#[test]
fn without_its_key_the_server_does_not_start() {
    let house = House::with_agency();
    std::fs::remove_file(house.path("commonbeat.key")).unwrap();
    house.run(&["serve", "--listen", "127.0.0.1:0"]).ends(2).says(&["commonbeat.key"]);
    house.run(&["doctor"]).ends(3);
}
