use super::*;
use proptest::prelude::*;

/// A range from day, hour, minute over so many minutes.
fn range(day: u32, hour: u32, minute: u32, minutes: f64) -> When {
    When::Between { start: f64::from(day * 1440 + hour * 60 + minute), minutes }
}

fn cells(when: When) -> Vec<(usize, usize, f64)> {
    let table = rhythm(&[when]).unwrap();
    let mut found = Vec::new();
    for (day, hours) in table.hours.iter().enumerate() {
        for (hour, &weight) in hours.iter().enumerate() {
            if weight > 0.0 {
                found.push((day, hour, (weight * 1e6).round() / 1e6));
            }
        }
    }
    found
}

#[test]
fn aoristic_weights_match_the_published_cases() {
    assert_eq!(cells(range(0, 1, 0, 0.0)), [(0, 1, 1.0)]);
    assert_eq!(cells(range(0, 1, 0, 90.0)), [(0, 1, 0.666_667), (0, 2, 0.333_333)]);
    assert_eq!(cells(range(0, 1, 50, 20.0)), [(0, 1, 0.5), (0, 2, 0.5)]);
    assert_eq!(cells(range(0, 23, 30, 105.0)), [(0, 23, 0.285_714), (1, 0, 0.571_429), (1, 1, 0.142_857)]);
    assert_eq!(cells(range(6, 22, 0, 240.0)), [(0, 0, 0.25), (0, 1, 0.25), (6, 22, 0.25), (6, 23, 0.25)]);
    let day_and_hour = cells(range(0, 10, 0, 1500.0));
    assert_eq!(day_and_hour.len(), 25);
    assert!(day_and_hour.iter().all(|cell| cell.2 == 0.04));
    let too_long = rhythm(&[range(2, 0, 0, 10_081.0)]).unwrap();
    assert!(too_long.hours.iter().flatten().all(|hour| *hour == 1.0 / 168.0));
}

#[test]
fn an_end_before_its_start_is_unknown_and_told() {
    let table = rhythm(&[range(1, 1, 0, -5.0), When::Unknown, When::Hour { weekday: 6, hour: 23 }]).unwrap();
    assert_eq!((table.known, table.unknown, table.reversed), (1, 2, 1));
    assert_eq!(table.hours[6][23], 1.0);
}

#[test]
fn the_busiest_hours_may_run_over_midnight() {
    let mut incidents = vec![When::Hour { weekday: 4, hour: 23 }; 40];
    incidents.extend(vec![When::Hour { weekday: 5, hour: 0 }; 40]);
    incidents.extend((0..24).map(|hour| When::Hour { weekday: hour % 4, hour }));
    let table = rhythm(&incidents).unwrap();
    let busiest = table.busiest_hours(0.5).unwrap().unwrap();
    assert_eq!((busiest.start, busiest.hours, busiest.end()), (23, 2, 1));
    assert!((busiest.share - 82.0 / 104.0).abs() < 1e-12);
    let days = table.busiest_days(0.05).unwrap();
    assert_eq!(days.map(|day| day.busy), [false, false, false, false, true, true, false]);
}

#[test]
fn evenly_spread_incidents_have_no_busy_day_and_need_twelve_hours() {
    let incidents: Vec<When> =
        (0..7).flat_map(|weekday| (0..24).map(move |hour| When::Hour { weekday, hour })).collect();
    let table = rhythm(&incidents).unwrap();
    let busiest = table.busiest_hours(0.5).unwrap().unwrap();
    assert_eq!((busiest.start, busiest.hours), (0, 12));
    assert!(table.busiest_days(0.05).unwrap().iter().all(|day| !day.busy));
}

#[test]
fn nothing_known_gives_no_window_and_bad_times_are_named() {
    let table = rhythm(&[When::Unknown]).unwrap();
    assert_eq!(table.busiest_hours(0.5).unwrap(), None);
    assert!(table.busiest_days(0.05).unwrap().iter().all(|day| !day.busy && day.share == 0.0));
    assert!(rhythm(&[When::Hour { weekday: 7, hour: 0 }]).is_err());
    assert!(rhythm(&[When::Hour { weekday: 0, hour: 24 }]).is_err());
    assert!(rhythm(&[range(7, 0, 0, 1.0)]).is_err());
    assert!(rhythm(&[When::Between { start: f64::NAN, minutes: 0.0 }]).is_err());
}

proptest! {
    #[test]
    fn every_known_incident_weighs_one(
        ranges in prop::collection::vec((0.0f64..10_079.9, 0.0f64..12_000.0), 1..40),
    ) {
        let incidents: Vec<When> =
            ranges.iter().map(|&(start, minutes)| When::Between { start, minutes }).collect();
        let table = rhythm(&incidents).unwrap();
        let sum: f64 = table.hours.iter().flatten().sum();
        prop_assert!((sum - table.known as f64).abs() < 1e-9);
        let busiest = table.busiest_hours(0.5).unwrap().unwrap();
        prop_assert!(busiest.share >= 0.5 - 1e-9);
    }

    #[test]
    fn a_week_later_is_the_same_hour(start in 0u32..1440, minutes in 1u32..1440, day in 0u32..6) {
        let here = rhythm(&[When::Between { start: f64::from(start), minutes: f64::from(minutes) }]).unwrap();
        let later = rhythm(&[When::Between { start: f64::from(start + day * 1440), minutes: f64::from(minutes) }]).unwrap();
        for (a, b) in here.by_hour().iter().zip(later.by_hour()) {
            prop_assert!((a - b).abs() < 1e-9);
        }
    }
}
