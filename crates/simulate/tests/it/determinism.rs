use std::fs;

use commonbeat_simulate::{FILES, SimulateError, Size, Spec, Town};

fn written(spec: Spec) -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    Town::build(spec).expect("a sound spec").write_to(dir.path()).expect("the folder can be written");
    FILES.iter().map(|name| fs::read(dir.path().join(name)).expect("every file was written")).collect()
}

fn small(seed: u64) -> Spec {
    Spec { incidents: Some(3_000), ..Spec::demo(Size::Town, seed) }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, again, other) = (written(small(1)), written(small(1)), written(small(2)));
    for (n, name) in FILES.iter().enumerate() {
        assert!(first[n] == again[n], "{name} differs between two runs of one seed");
        // Partner organizations are the same everywhere.
        assert!(first[n] != other[n] || *name == "organizations.json", "{name} is the same for two seeds");
        assert!(!first[n].is_empty(), "{name} is empty");
    }
}

#[test]
fn as_many_incidents_and_calls_are_made_as_were_asked_for() {
    for count in [0, 1, 37, 3_000] {
        let town = Town::build(Spec { incidents: Some(count), ..Spec::demo(Size::Town, 3) }).unwrap();
        assert_eq!(town.incidents().len(), count);
        let mut calls = 0;
        town.for_each_call(|_| {
            calls += 1;
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(calls, count * 60_000 / 25_000);
    }
}

#[test]
fn a_spec_that_cannot_be_is_refused_in_words() {
    let years = Town::build(Spec { years: 0, ..small(1) }).err().unwrap();
    assert_eq!(years.to_string(), "0 years of data: 1 to 20 are possible");
    let zone = Town::build(Spec { zone: "Mars/Olympus".into(), ..small(1) }).err().unwrap();
    assert!(matches!(zone, SimulateError::Time(_)), "{zone}");
    assert_eq!(
        "village".parse::<Size>().err().unwrap().to_string(),
        "\"village\" is no size: use town, city or metro"
    );
}

#[test]
fn a_town_can_stand_at_any_day_and_in_any_zone() {
    let spec =
        Spec { today: jiff::civil::date(2024, 2, 29), zone: "Europe/Madrid".into(), years: 1, ..small(5) };
    let town = Town::build(spec).unwrap();
    assert_eq!(town.first_day(), jiff::civil::date(2023, 2, 28));
}
