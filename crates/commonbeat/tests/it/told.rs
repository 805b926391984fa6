//! What the executable says of itself, and how a first day goes.

use super::house::{House, STREET_FILE};

const COMMANDS: [&str; 15] = [
    "init",
    "demo",
    "serve",
    "work",
    "migrate",
    "simulate",
    "import",
    "candidates",
    "analyze",
    "backup",
    "restore",
    "audit",
    "person",
    "routes",
    "doctor",
];

#[test]
fn every_command_explains_itself() {
    let house = House::empty();
    let all = house.run(&["--help"]).ends(0).out;
    for command in COMMANDS {
        assert!(all.contains(command), "{command} is not in the list");
        let help = house.run(&[command, "--help"]).ends(0).out;
        assert!(help.contains("Usage: commonbeat") && help.lines().count() > 5, "{help}");
        // Everything that can be typed is explained.
        for line in help.lines().filter(|l| l.trim_start().starts_with("--")) {
            let explained = line.split_whitespace().count() > 2 || line.contains(']');
            assert!(
                explained || help.contains(&format!("{}\n          ", line.trim_end())),
                "{command}: {line}"
            );
        }
    }
}

#[test]
fn a_word_that_is_no_command_is_wrong_use() {
    let house = House::empty();
    house.run(&["improt"]).ends(2).says(&["improt", "import"]);
    house.run(&["import"]).ends(2);
}

#[test]
fn routes_say_who_may_use_them() {
    let routes = House::empty().run(&["routes", "--json"]).ends(0).json();
    let rows = routes.as_array().unwrap();
    let of = |path: &str| rows.iter().find(|r| r["path"] == path).unwrap_or_else(|| panic!("{path}"));
    assert_eq!((&of("/")["method"], &of("/")["public"]), (&"GET".into(), &true.into()));
    assert_eq!(of("/permissions")["public"], false);
    assert!(of("/permissions")["roles"].as_array().unwrap().contains(&"administrator".into()));
}

#[test]
fn from_an_empty_folder_to_candidates_and_a_whole_trail() {
    let house = House::with_agency();
    let again = house.run(&["init", "--agency", "CLP", "--name", "Other", "--zone", "Europe/London"]).ends(2);
    again.says(&["agency"]);

    let import = ["import", STREET_FILE, "--profile", "police-uk-street", "--json"];
    let dry = house.run(&[&import[..], &["--dry-run"]].concat());
    let first = house.run(&import);
    let tally = first.json();
    assert_eq!(dry.json()["rows"], tally["rows"]);
    assert_eq!(dry.json()["batch"], serde_json::Value::Null);
    let n = |key: &str| tally[key].as_u64().unwrap();
    let refused: u64 = tally["refused"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert!(n("accepted") > 0);
    assert_eq!(n("rows"), n("accepted") + n("updated") + n("unchanged") + refused);
    assert_eq!(first.code, i32::from(refused > 0));
    let second = house.run(&import).json();
    assert_eq!(second["accepted"], 0, "the same file again brings nothing new");

    let found = house.run(&["candidates", "--json"]).ends(0).json();
    for (at, candidate) in found.as_array().unwrap().iter().enumerate() {
        assert_eq!(candidate["rank"], at + 1);
        assert_eq!(candidate["geometry"]["type"], "MultiPolygon");
    }
    house.run(&["analyze", "--offense", "burglary"]).ends(0);
    house.run(&["analyze", "--offense", "burglary", "--json"]).ends(0).json();

    let head = house.run(&["audit", "head"]).ends(0).out;
    assert_eq!(head.trim().split(':').count(), 4, "signed: {head}");
    let verdict = house.run(&["audit", "verify", "--head", head.trim(), "--json"]).ends(0).json();
    assert_eq!((&verdict["agency"], &verdict["ok"]), (&"CLP".into(), &true.into()));
    assert!(verdict["rows"].as_i64().unwrap() > 5);
    let rows = house.run(&["audit", "list", "--act", "import.", "--json"]).ends(0).out;
    assert_eq!(rows.lines().count(), 4, "two imports begin and end: {rows}");
}

#[test]
fn people_are_invited_listed_and_act_under_their_own_name() {
    let house = House::with_agency();
    let invite = ["person", "invite", "ana@city.example", "--name", "Ana Lee", "--role", "analyst", "--json"];
    let invited = house.run(&invite).ends(0).json();
    assert!(invited["link"].as_str().unwrap().contains("/invitations/"));
    house.run(&invite).ends(2).says(&["email"]);
    let all = house.run(&["person", "list", "--json"]).ends(0).json();
    assert_eq!((&all[0]["email"], &all[0]["standing"]), (&"ana@city.example".into(), &"invited".into()));
    house.run(&["candidates", "--as", "ana@city.example"]).ends(0);
    let rows = house.run(&["audit", "list", "--act", "scan.", "--json"]).ends(0).out;
    assert!(rows.contains("person:"), "{rows}");
    house.run(&["candidates", "--as", "nobody@city.example"]).ends(2);
    house
        .run(&["person", "invite", "x@y.example", "--name", "X", "--role", "wizard"])
        .ends(2)
        .says(&["wizard"]);
    house.run(&["person", "unlock", "ana@city.example"]).ends(0);
}

#[test]
fn with_two_agencies_one_must_be_named() {
    let house = House::with_agency();
    house.run(&["init", "--agency", "RPD", "--name", "Riverton", "--zone", "America/Chicago"]).ends(0);
    house.run(&["candidates"]).ends(2).says(&["CLP", "RPD"]);
    house.run(&["candidates", "--agency", "rpd"]).ends(0);
    house.run(&["candidates", "--agency", "XYZ"]).ends(2).says(&["XYZ", "CLP"]);
}

#[test]
fn the_doctor_says_what_is_missing() {
    let empty = House::empty();
    let sick = empty.run(&["doctor"]).ends(3);
    assert!(sick.out.contains("commonbeat init"), "{}", sick.out);

    let house = House::with_agency();
    let told = house.run(&["doctor", "--deep", "--json"]).ends(3).json();
    let state = |check: &str| {
        let found = told.as_array().unwrap().iter().find(|f| f["check"] == check);
        found.map(|f| f["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(state("administrators").as_deref(), Some("wrong"), "nobody can let others in: {told}");
    for fine in ["database", "version", "damage", "write-ahead log", "trail", "zone", "key"] {
        assert_eq!(state(fine).as_deref(), Some("fine"), "{fine}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::with_agency();
    let key = house.path("commonbeat.key");
    let mode = |key: &std::path::Path| key.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&key), 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(house.run(&["doctor"]).ends(3).out.contains("chmod 600"));
}
