//! A made-up town as files.

use super::house::House;

#[test]
fn a_simulated_file_is_imported_whole_and_its_plants_are_written_down() {
    let house = House::empty();
    let simulate =
        ["simulate", "--incidents", "3000", "--seed", "5", "--format", "chicago-22col", "--out", "town"];
    house.run(&simulate).ends(0);
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(house.path("town/truth.json")).unwrap()).unwrap();
    assert_eq!(truth["seed"], 5);
    assert!(
        truth["plants"].as_array().unwrap().len() >= 3 && !truth["responses"].as_array().unwrap().is_empty()
    );

    let map = ["boundary", "beats", "neighborhoods", "streets", "addresses"];
    let files: Vec<String> =
        map.iter().flat_map(|m| [format!("--{m}"), format!("town/{m}.geojson")]).collect();
    let mut init = vec!["init", "--agency", "MPD", "--name", "Millbrook", "--zone", "America/Chicago"];
    init.extend(files.iter().map(String::as_str));
    house.run(&init).ends(0);
    let import =
        ["import", "town/incidents.csv", "--profile", "chicago-22col", "--json", "--refused", "no.csv"];
    let tally = house.run(&import).ends(0).json();
    assert_eq!((&tally["rows"], &tally["accepted"]), (&3000.into(), &3000.into()));
    assert!(std::fs::read_to_string(house.path("no.csv")).unwrap().lines().count() == 1, "only its header");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let house = House::empty();
    let bytes = |dir: &str| {
        house.run(&["simulate", "--incidents", "500", "--seed", "9", "--out", dir]).ends(0);
        std::fs::read(house.path(dir).join("incidents.csv")).unwrap()
    };
    assert!(bytes("a") == bytes("b"));
    house.run(&["simulate", "--size", "village", "--out", "c"]).ends(2).says(&["village"]);
    house.run(&["simulate", "--years", "0", "--out", "c"]).ends(2);
}
