use std::collections::BTreeSet;

use commonbeat_simulate::{Geometry, PlaceKind, Size, Spec, Town};

use crate::town;

/// Rings in whole millionths of a degree.
fn rings(geometry: &Geometry) -> Vec<Vec<(i64, i64)>> {
    let whole = |ring: &Vec<[f64; 2]>| {
        ring.iter().map(|[x, y]| ((x * 1e6).round() as i64, (y * 1e6).round() as i64)).collect()
    };
    match geometry {
        Geometry::Polygon(rings) => rings.iter().map(whole).collect(),
        other => panic!("an area in one part was expected: {other:?}"),
    }
}

/// Twice the area, positive when counter-clockwise.
fn area(ring: &[(i64, i64)]) -> i128 {
    let (ox, oy) = ring[0];
    ring.windows(2)
        .map(|p| {
            i128::from(p[0].0 - ox) * i128::from(p[1].1 - oy)
                - i128::from(p[1].0 - ox) * i128::from(p[0].1 - oy)
        })
        .sum()
}

fn assert_tiles_the_boundary(town: &Town, areas: &[commonbeat_simulate::Area], what: &str) {
    let boundary = rings(&town.plan().boundary);
    assert_eq!(boundary.len(), 1, "the boundary has no hole");
    let mut sum = 0;
    let mut sides = BTreeSet::new();
    for part in areas {
        let rings = rings(&part.geometry);
        assert_eq!(rings.len(), 1, "{what} {} has a hole", part.name);
        let ring = &rings[0];
        assert_eq!(ring.first(), ring.last(), "{what} {} is not closed", part.name);
        let corners: BTreeSet<_> = ring[1..].iter().collect();
        assert_eq!(corners.len(), ring.len() - 1, "{what} {} touches itself", part.name);
        assert!(area(ring) > 0, "{what} {} runs clockwise", part.name);
        sum += area(ring);
        for side in ring.windows(2) {
            // A side walked twice the same way would be an overlap.
            assert!(sides.insert((side[0], side[1])), "{what} {} overlaps another", part.name);
        }
    }
    assert_eq!(sum, area(&boundary[0]), "{what}: gaps or overlaps");
}

#[test]
fn neighborhoods_and_beats_cover_the_town_without_gap_or_overlap() {
    for seed in [7, 1, 2, 3, 11, 12] {
        let town = Town::build(Spec { incidents: Some(0), ..Spec::demo(Size::Town, seed) }).unwrap();
        assert_tiles_the_boundary(&town, &town.plan().neighborhoods, "neighborhood");
        assert_tiles_the_boundary(&town, &town.plan().beats, "beat");
    }
    let city = Town::build(Spec { incidents: Some(0), ..Spec::demo(Size::City, 4) }).unwrap();
    assert_tiles_the_boundary(&city, &city.plan().neighborhoods, "neighborhood");
    assert_tiles_the_boundary(&city, &city.plan().beats, "beat");
}

#[test]
fn every_address_lies_in_its_own_neighborhood_and_no_house_number_comes_twice() {
    let plan = town().plan();
    let mut lines = BTreeSet::new();
    for n in 0..plan.addresses.len() {
        assert!(lines.insert(plan.address_line(n)), "{} twice", plan.address_line(n));
        if n % 17 == 0 {
            let at = plan.neighborhood_at(plan.addresses[n].at);
            assert_eq!(at, Some(plan.neighborhood_of(n)), "{}", plan.address_line(n));
        }
    }
    assert!(plan.addresses.len() > 9_000, "{}", plan.addresses.len());
}

#[test]
fn a_town_has_every_kind_of_place_and_every_name_once() {
    let plan = town().plan();
    let kinds: BTreeSet<PlaceKind> = plan.places.iter().map(|p| p.kind).collect();
    assert_eq!(kinds.len(), 16);
    let names: BTreeSet<&str> = plan.places.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names.len(), plan.places.len());
    let of = |kind| plan.places.iter().filter(|p| p.kind == kind).count();
    assert!(of(PlaceKind::Bar) >= 12 && of(PlaceKind::School) >= 7 && of(PlaceKind::ParkingLot) >= 12);
}

#[test]
fn the_river_is_crossed_by_bridges_only() {
    let plan = town().plan();
    let bridges = plan.segments.iter().filter(|s| s.class == commonbeat_simulate::Class::Bridge).count();
    assert!((3..40).contains(&bridges), "{bridges}");
    assert_eq!(plan.neighborhoods[0].name, "Downtown");
    assert_eq!(plan.neighborhoods[1].name, "Riverside");
}
