//! aoristic and concentration.

use super::{Desk, ask};
use serde_json::Value;

fn weeks(rows: &str) -> Value {
    let desk = Desk::new();
    let file = desk.file("events.csv", &format!("from,to\n{rows}\n"));
    ask(&["aoristic", "--events", &file, "--from", "from", "--to", "to"]).expect("an answer")
}

/// The hours of the week that hold something.
fn hours(found: &Value) -> Vec<(usize, f64)> {
    let hours = found["week_hours"].as_array().expect("a list");
    assert_eq!(hours.len(), 168);
    let hour = |(at, value): (usize, &Value)| (at, (value.as_f64().expect("a number") * 1e6).round() / 1e6);
    hours.iter().enumerate().map(hour).filter(|hour| hour.1 != 0.0).collect()
}

#[test]
fn published_ranges_fall_on_their_hours() {
    let of = |rows: &str| hours(&weeks(rows));
    assert_eq!(of("2024-01-01 01:00,2024-01-01 02:30"), [(1, 0.666_667), (2, 0.333_333)]);
    assert_eq!(of("2024-01-01T01:50,2024-01-01T02:10"), [(1, 0.5), (2, 0.5)]);
    assert_eq!(of("2024-01-01 23:30,2024-01-02 01:15"), [(23, 0.285_714), (24, 0.571_429), (25, 0.142_857)]);
    assert_eq!(of("2024-01-07 22:00,2024-01-08 02:00"), [(0, 0.25), (1, 0.25), (166, 0.25), (167, 0.25)]);
    assert_eq!(of("2024-01-01 01:00,2024-01-01 01:00"), [(1, 1.0)]);
    let day = of("2024-01-01 10:00,2024-01-02 11:00");
    assert_eq!((day.len(), day[0]), (25, (10, 0.04)));
    let long = of("2024-01-01 10:00,2024-01-09 11:00");
    assert_eq!((long.len(), long[0].1), (168, 0.005_952));
}

#[test]
fn no_end_is_the_hour_of_the_start_and_an_end_before_it_is_unknown_and_told() {
    let found = weeks("2024-01-02 05:40,\n2024-01-01 03:00,2024-01-01 02:00\n,2024-01-01 02:00");
    assert_eq!(hours(&found), [(29, 1.0)]);
    assert_eq!((&found["known"], &found["unknown"], &found["reversed"]), (&1.into(), &2.into(), &1.into()));
}

#[test]
fn offsets_keep_their_wall_clock_and_dates_alone_are_whole_days() {
    assert_eq!(hours(&weeks("2024-01-01T23:00:00-06:00,2024-01-01T23:30:00-06:00")), [(23, 1.0)]);
    // An hour is lost to summer time: half past one to half past three is one hour long.
    let spring = hours(&weeks("2024-03-10T01:30:00-06:00,2024-03-10T03:30:00-05:00"));
    assert_eq!(spring, [(145, 0.5), (146, 0.5)]);
    let day = hours(&weeks("2024-01-03,2024-01-03"));
    assert_eq!((day.len(), day[0], day[23].0), (24, (48, 0.041_667), 71));
    // Day 4 since 1970-01-01, a Thursday, is a Monday.
    assert_eq!(hours(&weeks("4.25,4.25")), [(6, 1.0)]);
}

#[test]
fn what_is_no_time_is_told_with_its_place() {
    let desk = Desk::new();
    let file = desk.file("events.csv", "from,to\n2024-01-01,yesterday\n");
    let error =
        ask(&["aoristic", "--events", &file, "--from", "from", "--to", "to"]).unwrap_err().to_string();
    assert!(error.contains("line 2, column to"), "{error}");
}

#[test]
fn gini_coefficients_come_out_as_published_also_with_places_left_out() {
    let desk = Desk::new();
    let of = |counts: &str, places: &str| {
        let file = desk.file("counts.csv", &format!("n\n{}\n", counts.replace(' ', "\n")));
        let found = ask(&["concentration", "--counts", &file, "--value", "n", "--places", places]).unwrap();
        let value = |key: &str| (found[key].as_f64().unwrap() * 1e9).round() / 1e9;
        (value("gini"), value("generalized_gini"), value("share_top_20"))
    };
    assert_eq!(of("12 7 5 3 1 1 1 0 0 0", "10"), (0.626_666_667, 0.626_666_667, 0.633_333_333));
    assert_eq!(of("10 8 2", "10"), (0.78, 0.78, 0.9));
    assert_eq!(of("5 2 1", "10"), (0.8, 0.75, 0.875));
    assert_eq!(of("3 1 1", "20"), (0.89, 0.56, 1.0));
}

#[test]
fn concentration_against_chance_draws_from_the_seed() {
    let desk = Desk::new();
    let file = desk.file("counts.csv", "n\n12\n7\n5\n3\n1\n1\n1\n0\n0\n0\n");
    let words = ["concentration", "--counts", &file, "--value", "n", "--permutations", "99", "--seed", "3"];
    let found = ask(&words).unwrap();
    assert_eq!((&found["seed"], &found["places"]), (&3.into(), &10.into()));
    assert_eq!(found["by_chance"]["p"], 0.01);
    assert_eq!(found, ask(&words).unwrap());
    assert_eq!(found["lorenz"].as_array().unwrap().len(), 7);
    let none = ask(&["concentration", "--counts", &file, "--value", "n", "--places", "3"]).unwrap_err();
    assert_eq!(none.to_string(), "places: at least 10 are needed, 3 given");
}
