use proptest::prelude::*;

use super::*;
use crate::Key;

fn square(n: u128, west: f64) -> Area {
    let east = west + 0.01;
    let ring = [[west, 41.0], [east, 41.0], [east, 41.01], [west, 41.01], [west, 41.0]];
    Area {
        id: AreaId::from_uuid(uuid::Uuid::from_u128(n)),
        kind: AreaKind::Neighborhood,
        name: format!("Area {n}"),
        slug: format!("area-{n}"),
        shape: serde_json::from_value(serde_json::json!([[ring]])).unwrap(),
    }
}

fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(-93.0 + x / 1_000_000.0, 41.0 + y / 1_000_000.0).unwrap()
}

fn houses(n: usize) -> Vec<LonLat> {
    // A grid of 40 columns, 200 millionths of a degree apart.
    (0..n).map(|i| at(100.0 + (i % 40) as f64 * 200.0, 100.0 + (i / 40) as f64 * 200.0)).collect()
}

fn sizes(made: &Catchments, area: AreaId, addresses: &[LonLat]) -> BTreeMap<u32, usize> {
    let mut sizes = BTreeMap::new();
    for address in addresses {
        *sizes.entry(made.find(area, *address).unwrap().number).or_default() += 1;
    }
    sizes
}

#[test]
fn every_catchment_has_at_least_eight_addresses_and_fewer_than_sixteen_on_even_ground() {
    let (area, addresses) = (square(1, -93.0), houses(1_000));
    let made = Catchments::cut(
        LEAST,
        Ground { areas: std::slice::from_ref(&area), addresses: &addresses, streets: &[] },
    );
    let sizes = sizes(&made, area.id, &addresses);
    assert!(sizes.values().all(|n| (8..16).contains(n)), "{sizes:?}");
    for (_, point) in made.points() {
        assert_eq!(point.addresses as usize, sizes[&point.number]);
        assert!(area.shape.contains(point.at));
        assert_eq!(made.find(area.id, point.at).unwrap().number, point.number);
        assert!(!addresses.contains(&point.at), "no point stands on a house");
    }
}

#[test]
fn a_neighborhood_with_fewer_addresses_shows_no_point_at_all() {
    let (area, addresses) = (square(1, -93.0), houses(7));
    let made = Catchments::cut(
        LEAST,
        Ground { areas: std::slice::from_ref(&area), addresses: &addresses, streets: &[] },
    );
    assert_eq!(made.find(area.id, addresses[0]), None);
}

#[test]
fn flats_at_one_place_are_never_parted() {
    let area = square(1, -93.0);
    let mut addresses = vec![at(5_000.0, 5_000.0); 30];
    addresses.extend(houses(20));
    let made = Catchments::cut(
        LEAST,
        Ground { areas: std::slice::from_ref(&area), addresses: &addresses, streets: &[] },
    );
    assert!(sizes(&made, area.id, &addresses).values().all(|n| *n >= 8));
}

#[test]
fn a_point_stands_on_a_street_of_its_catchment_where_there_is_one() {
    let (area, addresses) = (square(1, -93.0), houses(15));
    let street = (at(1_500.0, 150.0), Some("Mill Road".to_owned()));
    let ground = Ground {
        areas: std::slice::from_ref(&area),
        addresses: &addresses,
        streets: std::slice::from_ref(&street),
    };
    let made = Catchments::cut(LEAST, ground);
    let point = made.points()[0].1;
    assert_eq!((point.at, &point.street), (street.0, &street.1));
}

#[test]
fn an_incident_is_shown_inside_its_own_neighborhood() {
    let areas = [square(1, -93.0), square(2, -92.99)];
    let mut addresses = houses(400);
    addresses.extend(houses(400).iter().map(|a| LonLat::new(a.lon() + 0.01, a.lat()).unwrap()));
    let made = Catchments::cut(LEAST, Ground { areas: &areas, addresses: &addresses, streets: &[] });
    for area in &areas {
        let mine = made.points().into_iter().filter(|(id, _)| *id == area.id);
        assert!(mine.map(|(_, p)| p).all(|p| area.shape.contains(p.at)));
        let ground: f64 = made.outlines(area).iter().map(|one| one.get().1.share_within(&area.shape)).sum();
        // Every outline lies in the neighborhood.
        assert!((ground - made.outlines(area).len() as f64).abs() < 1e-6);
    }
}

#[test]
fn catchments_only_grow_together_when_houses_are_pulled_down() {
    let (area, addresses) = (square(1, -93.0), houses(400));
    let areas = std::slice::from_ref(&area);
    let before = Catchments::cut(LEAST, Ground { areas, addresses: &addresses, streets: &[] });
    assert_eq!(before.renewed(Ground { areas, addresses: &addresses, streets: &[] }), before);
    let gone = before.find(area.id, addresses[0]).unwrap().number;
    let left: Vec<LonLat> =
        addresses.iter().copied().filter(|a| before.find(area.id, *a).unwrap().number != gone).collect();
    let after = before.renewed(Ground { areas, addresses: &left, streets: &[] });
    // Laid over each other, the two cut no catchment of before into pieces.
    let mut now_of: BTreeMap<u32, u32> = BTreeMap::new();
    for address in &left {
        let (old, new) = (before.find(area.id, *address).unwrap(), after.find(area.id, *address).unwrap());
        assert_eq!(*now_of.entry(old.number).or_insert(new.number), new.number);
        assert!(new.addresses >= 8);
    }
    assert!(after.points().len() < before.points().len());
}

#[test]
fn points_survive_being_written_down() {
    let (area, addresses) = (square(1, -93.0), houses(300));
    let made = Catchments::cut(
        LEAST,
        Ground { areas: std::slice::from_ref(&area), addresses: &addresses, streets: &[] },
    );
    let text = serde_json::to_string(&made).unwrap();
    assert_eq!(serde_json::from_str::<Catchments>(&text).unwrap(), made);
}

proptest! {
    #[test]
    fn wherever_houses_stand_no_catchment_has_fewer_than_the_least(
        spots in proptest::collection::vec((0u32..60, 0u32..60), 0..200), least in 2usize..12
    ) {
        let area = square(1, -93.0);
        let addresses: Vec<LonLat> =
            spots.iter().map(|(x, y)| at(50.0 + f64::from(*x) * 150.0, 50.0 + f64::from(*y) * 150.0)).collect();
        let ground = Ground { areas: std::slice::from_ref(&area), addresses: &addresses, streets: &[] };
        let made = Catchments::cut(least, ground);
        if addresses.len() < least {
            prop_assert!(made.points().is_empty());
        } else {
            let sizes = sizes(&made, area.id, &addresses);
            prop_assert!(sizes.values().all(|n| *n >= least));
            prop_assert_eq!(made.points().len(), sizes.len());
        }
    }
}
