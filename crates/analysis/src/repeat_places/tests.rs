use super::*;
use crate::Seed;
use crate::draw::{gamma, poisson};
use proptest::prelude::*;

fn near(left: Option<f64>, right: f64) {
    let left = left.expect("a figure");
    assert!((left - right).abs() < 1e-9, "{left} is not {right}");
}

fn at(place: u64, count: u32) -> PlaceCount {
    PlaceCount { place, kind: 0, count }
}

#[test]
fn gini_coefficients_match_the_published_tables() {
    let first = concentration(&[12, 7, 5, 3, 1, 1, 1, 0, 0, 0], 10).unwrap();
    near(first.gini, 0.626_666_666_666_667);
    let second = concentration(&[10, 8, 2], 10).unwrap();
    near(second.gini, 0.78);
    near(second.generalized_gini, 0.78);
    let third = concentration(&[5, 2, 1], 10).unwrap();
    near(third.gini, 0.80);
    near(third.generalized_gini, 0.75);
    let fourth = concentration(&[10], 10).unwrap();
    near(fourth.gini, 0.9);
    near(fourth.unbiased_gini, 1.0);
    let fifth = concentration(&[3, 1, 1], 20).unwrap();
    near(fifth.gini, 0.89);
    near(fifth.generalized_gini, 0.56);
}

#[test]
fn the_lorenz_curve_has_a_corner_for_each_count_and_spans_the_gini() {
    let counts = [12, 7, 5, 3, 1, 1, 1];
    let corners = lorenz(&counts, 10).unwrap();
    let expected =
        [(0.0, 0.0), (0.3, 0.0), (0.6, 0.1), (0.7, 0.2), (0.8, 11.0 / 30.0), (0.9, 0.6), (1.0, 1.0)];
    assert_eq!(corners.len(), expected.len());
    for (got, want) in corners.iter().zip(expected) {
        assert!((got.0 - want.0).abs() < 1e-12 && (got.1 - want.1).abs() < 1e-12, "{corners:?}");
    }
    assert_eq!(lorenz(&[12, 7, 5, 3, 1, 1, 1, 0, 0, 0], 10).unwrap(), corners);
    let area: f64 = corners.windows(2).map(|c| (c[1].0 - c[0].0) * (c[0].1 + c[1].1)).sum();
    assert!((1.0 - area - 0.626_666_667).abs() < 1e-9);
    assert_eq!(lorenz(&[], 4).unwrap(), [(0.0, 0.0), (1.0, 1.0)]);
    assert_eq!(lorenz(&[2, 2], 2).unwrap(), [(0.0, 0.0), (1.0, 1.0)]);
    assert!(lorenz(&[1, 2], 1).is_err());
}

#[test]
fn few_incidents_at_many_places_are_no_more_concentrated_than_chance_makes_them() {
    let mut counts = vec![1_u32; 40];
    counts.extend([2; 3]);
    let quiet = gini_by_chance(&counts, 500, 199, Seed(1)).unwrap().unwrap();
    assert!(quiet.gini > 0.88 && quiet.p > 0.2, "{quiet:?}");
    let loud = gini_by_chance(&[20, 10, 5, 1, 1, 1], 500, 199, Seed(1)).unwrap().unwrap();
    assert_eq!(loud.p, 1.0 / 200.0);
    assert_eq!(gini_by_chance(&[], 5, 9, Seed(1)).unwrap(), None);
    assert!(gini_by_chance(&[1], 5, 0, Seed(1)).is_err());
}

#[test]
fn the_worst_fifth_of_ten_places_is_two_places() {
    let top = share_of_top(&[12, 7, 5, 3, 1, 1, 1], 10, 0.2).unwrap();
    assert_eq!((top.places, top.incidents), (2, 19));
    assert!((top.share_of_incidents - 19.0 / 30.0).abs() < 1e-12);
    assert!(share_of_top(&[1, 2], 1, 0.2).is_err());
    let nothing = concentration(&[], 4).unwrap();
    assert_eq!((nothing.gini, nothing.top[3].share_of_incidents), (None, 0.0));
}

#[test]
fn keys_are_counted_in_a_fixed_order() {
    assert_eq!(count_keys(&[7, 3, 7, 1, 3, 9]), [(3, 2), (7, 2), (1, 1), (9, 1)]);
}

#[test]
fn one_store_with_a_third_of_all_shoplifting_stands_out_alone() {
    let mut generator = Seed(4).stream(0);
    let mut places: Vec<PlaceCount> = (1..40)
        .map(|key| {
            let rate = gamma(&mut generator, 1.5, 8.0);
            at(key, poisson(&mut generator, rate))
        })
        .collect();
    let others: u32 = places.iter().map(|place| place.count).sum();
    places.push(at(99, others / 2));
    let found = repeat_places(&places, &[(0, 40)], RepeatOptions::default()).unwrap();
    assert_eq!(found[0].place.place, 99);
    assert_eq!(found.iter().filter(|place| place.repeat).count(), 1);
}

#[test]
fn equal_rates_and_varied_rates_without_a_planted_place_give_few_alarms() {
    let mut flagged = 0;
    for run in 0..40 {
        let mut generator = Seed(17).stream(run);
        let places: Vec<PlaceCount> = (0..500)
            .map(|key| {
                let rate = if run % 2 == 0 { 2.0 } else { gamma(&mut generator, 1.0, 2.0) };
                at(key, poisson(&mut generator, rate))
            })
            .filter(|place| place.count > 0)
            .collect();
        let found = repeat_places(&places, &[(0, 500)], RepeatOptions::default()).unwrap();
        flagged += usize::from(found.iter().any(|place| place.repeat));
    }
    assert!(flagged <= 5, "{flagged} of 40 towns without a repeat place had one");
}

#[test]
fn places_are_compared_within_their_kind() {
    let store = |place, count| PlaceCount { place, kind: 1, count };
    let mut places: Vec<PlaceCount> = (0..50).map(|key| store(key, 20)).collect();
    places.extend((100..104).map(|key| at(key, 1)));
    places.push(at(110, 15));
    let found = repeat_places(&places, &[(0, 400), (1, 50)], RepeatOptions::default()).unwrap();
    let repeats: Vec<u64> =
        found.iter().filter(|place| place.repeat).map(|place| place.place.place).collect();
    assert_eq!(repeats, [110]);
    assert!((found[0].expected - 4.0 / 399.0).abs() < 1e-12);
}

#[test]
fn inconsistent_input_is_refused() {
    let options = RepeatOptions::default();
    assert!(matches!(
        repeat_places(&[at(1, 2), at(1, 3)], &[(0, 9)], options),
        Err(AnalysisError::Twice { .. })
    ));
    assert!(matches!(repeat_places(&[at(1, 2)], &[], options), Err(AnalysisError::TooFew { .. })));
    assert!(repeat_places(&[at(1, 2), at(2, 2), at(3, 1)], &[(0, 2)], options).is_err());
    assert!(repeat_places(&[at(1, 2)], &[(0, 9), (0, 9)], options).is_err());
    assert!(repeat_places(&[], &[(0, 9)], options).unwrap().is_empty());
}

proptest! {
    #[test]
    fn the_order_of_places_does_not_matter(counts in prop::collection::vec(0u32..30, 2..60), turn in 0usize..60) {
        let places: Vec<PlaceCount> = counts.iter().enumerate().map(|(key, &count)| at(key as u64, count)).collect();
        let mut turned = places.clone();
        turned.rotate_left(turn % places.len());
        let at_risk = [(0, places.len() + 5)];
        prop_assert_eq!(
            repeat_places(&places, &at_risk, RepeatOptions::default()).unwrap(),
            repeat_places(&turned, &at_risk, RepeatOptions::default()).unwrap()
        );
    }

    #[test]
    fn gini_stays_between_its_ends(counts in prop::collection::vec(0u32..1000, 1..80)) {
        let found = concentration(&counts, counts.len()).unwrap();
        if let Some(gini) = found.gini {
            prop_assert!((-1e-12..1.0).contains(&gini));
            let more: Vec<u32> = counts.iter().map(|count| count * 3).collect();
            prop_assert!((concentration(&more, more.len()).unwrap().gini.unwrap() - gini).abs() < 1e-12);
        }
    }
}
