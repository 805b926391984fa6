//! What somebody could try, with everything that an agency publishes, to win back a home or a victim. Each try is a
//! test that fails when it succeeds; how near it came is told in `docs/publishing.md`.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_store::incidents::{NewIncident, SENSITIVE};
use commonbeat_testkit::{ground, id};
use commonbeat_town::{Browser, Town};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const WEST: u128 = 2;
const EAST: u128 = 3;
const MONTHS: [&str; 3] = ["2025-10", "2025-11", "2025-12"];

/// A record to plant: class, day, neighborhood, which of its houses.
#[derive(Clone, Copy)]
struct Plant {
    offense: &'static str,
    day: Date,
    area: u128,
    house: usize,
    marked: bool,
}

fn plant(offense: &'static str, day: Date, area: u128, house: usize) -> Plant {
    Plant { offense, day, area, house, marked: false }
}

fn square(west: f64) -> Shape {
    let corners =
        [[west, -500.0], [west + 1_000.0, -500.0], [west + 1_000.0, 500.0], [west, 500.0], [west, -500.0]];
    let ring: Vec<LonLat> = corners.into_iter().map(ground::at).collect();
    serde_json::from_value(json!([[ring]])).expect("as made here")
}

/// 400 houses of a neighborhood, in 20 streets of 20.
fn house(area: u128, n: usize) -> LonLat {
    let west = if area == WEST { -1_000.0 } else { 0.0 };
    ground::at([west + 40.0 + (n % 20) as f64 * 47.0, -460.0 + (n / 20) as f64 * 47.0])
}

fn addresses(without: &BTreeSet<(u128, usize)>) -> Vec<u8> {
    let all = [WEST, EAST].into_iter().flat_map(|area| (0..400).map(move |n| (area, n)));
    let features: Vec<Value> = all
        .filter(|one| !without.contains(one))
        .map(|(area, n)| {
            json!({ "type": "Feature", "properties": { "number": n.to_string(), "street": format!("Secret Street {area}") },
                    "geometry": { "type": "Point", "coordinates": house(area, n) } })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string().into_bytes()
}

/// Ordinary months: enough theft and noise everywhere, and few burglaries in the west.
fn ordinary() -> Vec<Plant> {
    let mut all = Vec::new();
    for month in [10, 11, 12] {
        for n in 0..24_usize {
            let day = date(2025, month, 1 + i8::try_from(n).expect("as made here"));
            all.push(plant("theft", day, WEST, n * 13 % 400));
            all.push(plant("theft", day, EAST, n * 7 % 400));
            all.push(plant("noise", day, if n % 2 == 0 { WEST } else { EAST }, n * 31 % 400));
            all.push(plant("burglary", day, EAST, n * 17 % 400));
        }
        all.push(plant("burglary", date(2025, month, 9), WEST, 137));
        all.push(plant("burglary", date(2025, month, 11), WEST, 138));
        all.push(plant("domestic-violence", date(2025, month, 3), WEST, 201));
        all.push(Plant { marked: true, ..plant("assault", date(2025, month, 4), EAST, 77) });
    }
    all
}

async fn town(plants: &[Plant]) -> Town {
    let town = Town::new().await;
    let areas = [
        ground::area(1, AreaKind::Beat, "Beat 1", ground::square(2_000.0)),
        ground::area(WEST, AreaKind::Neighborhood, "West", square(-1_000.0)),
        ground::area(EAST, AreaKind::Neighborhood, "East", square(0.0)),
    ];
    ground::load_areas(town.app.store(), &town.operator, &areas).await;
    town.app.load_addresses(&town.operator, &addresses(&BTreeSet::new())).await.expect("as made here");
    let rows: Vec<NewIncident> = plants.iter().enumerate().map(|(n, p)| row(n, p)).collect();
    ground::load_incidents(town.app.store(), &town.operator, 1, rows).await;
    // A day after the last month, so that it is whole.
    let last = ground::incident(900_000, "theft", date(2026, 1, 2));
    ground::load_incidents(town.app.store(), &town.operator, 2, vec![last]).await;
    freeze(&town, &[10, 11, 12]).await;
    town
}

fn row(n: usize, p: &Plant) -> NewIncident {
    NewIncident {
        at: Some(house(p.area, p.house).into()),
        neighborhood: Some(id::<AreaId>(p.area)),
        place_text: format!("{} SECRET ST", p.house),
        place_key: Some(format!("{} SECRET ST", p.house)),
        flags: if p.marked { vec![SENSITIVE.to_owned()] } else { vec![] },
        ..ground::incident(n as u128, p.offense, p.day)
    }
}

async fn freeze(town: &Town, months: &[i8]) {
    let system = Actor::system(town.agency.id, "freeze-figures");
    for month in months {
        town.app.freeze_release(&system, date(2025, *month, 1)).await.expect("as made here");
    }
}

/// Every public address that could tell something of a month.
fn outputs() -> Vec<String> {
    let mut all: Vec<String> = ["/", "/api/v1/areas", "/map/neighborhoods.geojson"].map(str::to_owned).into();
    for area in ["west", "east"] {
        all.extend([
            format!("/areas/{area}"),
            format!("/areas/{area}/map"),
            format!("/areas/{area}/catchments.geojson"),
        ]);
        all.push(format!("/api/v1/areas/{area}"));
        for month in MONTHS {
            let of = |name: &str| format!("/areas/{area}/map/{month}{name}");
            all.extend(["", "/points.geojson", "/points.csv", "/figures.csv"].map(of));
        }
    }
    for month in MONTHS {
        // Des Moines: the four squares around the middle, and closer ones.
        for (zoom, x, y) in
            [(0, 0, 0), (8, 61, 95), (12, 982, 1525), (12, 983, 1525), (12, 982, 1526), (12, 983, 1526)]
        {
            all.push(format!("/tiles/{month}/{zoom}/{x}/{y}"));
        }
    }
    all
}

/// What an outsider reads: every public output, without what names the visit.
async fn read(browser: &mut Browser) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in outputs() {
        let page = browser.get(&path).await.ok();
        found.insert(path, page.bytes().to_vec());
    }
    found
}

async fn spots(browser: &mut Browser, area: &str, month: &str) -> Vec<Value> {
    let page = browser.get(&format!("/areas/{area}/map/{month}/points.geojson")).await.ok();
    page.json()["features"].as_array().expect("as made here").clone()
}

/// The houses that could be behind a point: those inside its published catchment.
async fn behind(
    browser: &mut Browser,
    name: &str,
    area: u128,
    gone: &BTreeSet<(u128, usize)>,
) -> BTreeMap<u64, BTreeSet<usize>> {
    let page = browser.get(&format!("/areas/{name}/catchments.geojson")).await.ok();
    let mut found = BTreeMap::new();
    for feature in page.json()["features"].as_array().expect("as made here") {
        let shape: Shape =
            serde_json::from_value(feature["geometry"]["coordinates"].clone()).expect("as made here");
        let inside = (0..400).filter(|n| !gone.contains(&(area, *n)) && shape.contains(house(area, *n)));
        found.insert(feature["properties"]["point"].as_u64().expect("as made here"), inside.collect());
    }
    found
}

#[tokio::test]
async fn no_output_changes_when_a_record_moves_within_its_month_and_catchment() {
    let plants = ordinary();
    let first = town(&plants).await;
    let groups = behind(&mut first.visitor(), "west", WEST, &BTreeSet::new()).await;
    let group = |n: usize| groups.values().find(|houses| houses.contains(&n)).unwrap();
    // The same month with every record of the west at the next house of its group, on another day, in another order.
    let mut moved: Vec<Plant> = plants
        .iter()
        .map(|p| {
            if p.area != WEST {
                return *p;
            }
            let houses: Vec<usize> = group(p.house).iter().copied().collect();
            let at = houses.iter().position(|n| *n == p.house).unwrap();
            let day = p.day.with().day(29 - p.day.day()).build().unwrap();
            Plant { house: houses[(at + 1) % houses.len()], day, ..*p }
        })
        .collect();
    moved.reverse();
    let second = town(&moved).await;
    let (one, two) = (read(&mut first.visitor()).await, read(&mut second.visitor()).await);
    for (path, bytes) in &one {
        assert!(bytes == &two[path], "{path} tells them apart");
    }
    eprintln!("{} outputs are the same to the byte", one.len());
}

#[tokio::test]
async fn a_sensitive_record_leaves_no_trace_of_its_place_in_any_output() {
    let plants = ordinary();
    let elsewhere: Vec<Plant> = plants
        .iter()
        .map(|p| {
            if p.marked || p.offense == "domestic-violence" {
                Plant { house: 399 - p.house, ..*p }
            } else {
                *p
            }
        })
        .collect();
    let (first, second) = (town(&plants).await, town(&elsewhere).await);
    let (one, two) = (read(&mut first.visitor()).await, read(&mut second.visitor()).await);
    assert!(one == two);
}

#[tokio::test]
async fn averaging_repeated_reads_gives_the_same_point_each_time() {
    let town = town(&ordinary()).await;
    let mut seen = BTreeSet::new();
    for _ in 0..100 {
        seen.insert(town.visitor().get("/areas/west/map/2025-12/points.geojson").await.ok().bytes().to_vec());
    }
    assert_eq!(seen.len(), 1);
}

#[tokio::test]
async fn no_house_and_no_address_stands_in_any_output() {
    let town = town(&ordinary()).await;
    let houses: Vec<[f64; 2]> =
        [WEST, EAST].into_iter().flat_map(|a| (0..400).map(move |n| house(a, n).into())).collect();
    for (path, bytes) in read(&mut town.visitor()).await {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.to_uppercase().contains("SECRET ST"), "{path}");
        for day in 1..=28 {
            for month in MONTHS {
                assert!(!text.contains(&format!("{month}-{day:02}")), "{path} tells a day");
            }
        }
    }
    let mut nearest = f64::MAX;
    for area in ["west", "east"] {
        for month in MONTHS {
            for spot in spots(&mut town.visitor(), area, month).await {
                let at: [f64; 2] =
                    serde_json::from_value(spot["geometry"]["coordinates"].clone()).expect("as made here");
                let far = |h: &[f64; 2]| ((h[0] - at[0]) * 83_000.0).hypot((h[1] - at[1]) * 111_000.0);
                nearest = nearest.min(houses.iter().map(far).fold(f64::MAX, f64::min));
            }
        }
    }
    eprintln!("the nearest that a point came to a house: {nearest:.1} m of 47 m between houses");
    // Halfway between two houses, which the reader cannot take for either.
    assert!(nearest > 10.0);
}

#[tokio::test]
async fn overlaying_months_and_changed_maps_leaves_at_least_eight_houses_behind_every_point() {
    let town = town(&ordinary()).await;
    let mut visitor = town.visitor();
    let before = behind(&mut visitor, "west", WEST, &BTreeSet::new()).await;
    let smallest = before.values().map(BTreeSet::len).min().expect("as made here");
    assert!(smallest >= 8);
    // Houses are pulled down, the map is loaded anew, and the next month is published over other catchments.
    let torn: BTreeSet<(u128, usize)> =
        before.values().next().unwrap().iter().skip(3).map(|n| (WEST, *n)).collect();
    town.app.load_addresses(&town.operator, &addresses(&torn)).await.unwrap();
    let after = behind(&mut visitor, "west", WEST, &torn).await;
    assert!(after.len() < before.len());
    let mut least = usize::MAX;
    for old in before.values() {
        for new in after.values() {
            let both: BTreeSet<_> = old.intersection(new).collect();
            let standing = old.iter().filter(|n| !torn.contains(&(WEST, **n))).count();
            // Either they have nothing in common, or the new one holds all of the old one that still stands.
            assert!(both.is_empty() || both.len() == standing);
            if !both.is_empty() {
                least = least.min(new.len());
            }
        }
    }
    eprintln!("fewest houses behind a point: {smallest} before, {least} after");
    assert!(least >= 8);
}

#[tokio::test]
async fn adding_up_points_tells_no_count_that_the_table_hides() {
    let town = town(&ordinary()).await;
    let mut visitor = town.visitor();
    for area in ["west", "east"] {
        for month in MONTHS {
            let mut sums: BTreeMap<String, u64> = BTreeMap::new();
            for spot in spots(&mut visitor, area, month).await {
                for (class, n) in spot["properties"]["counts"].as_object().expect("as made here") {
                    *sums.entry(class.clone()).or_default() += n.as_u64().unwrap();
                }
            }
            let table = visitor.get(&format!("/areas/{area}/map/{month}/figures.csv")).await.ok();
            let table = String::from_utf8(table.bytes().to_vec()).unwrap();
            for line in table.lines().skip(1).filter(|line| !line.is_empty()) {
                let cells: Vec<&str> = line.split(',').collect();
                match sums.remove(cells[1]) {
                    Some(sum) => assert_eq!(cells[2].parse::<u64>().unwrap(), sum, "{line}"),
                    None => {
                        assert!(cells[2].is_empty() || cells[2] == "0" || cells[1] == SENSITIVE, "{line}")
                    }
                }
            }
            assert!(sums.is_empty(), "{sums:?}");
            // Two burglaries in the west are few; the east's must not give them away through the agency's total.
            assert!(!table.contains("burglary,2,"), "{table}");
        }
    }
}

#[tokio::test]
async fn points_come_in_the_order_of_their_numbers_whatever_happened_first() {
    let town = town(&ordinary()).await;
    let spots = spots(&mut town.visitor(), "east", "2025-11").await;
    let numbers: Vec<u64> = spots.iter().map(|s| s["properties"]["point"].as_u64().unwrap()).collect();
    assert!(numbers.len() > 10 && numbers.is_sorted());
}

#[tokio::test]
async fn what_was_frozen_says_the_same_after_its_records_were_corrected() {
    let town = town(&ordinary()).await;
    let before = read(&mut town.visitor()).await;
    let more = plant("theft", date(2025, 11, 20), WEST, 5);
    ground::load_incidents(town.app.store(), &town.operator, 3, vec![row(500_000, &more)]).await;
    assert!(before == read(&mut town.visitor()).await, "the difference would be the record");
}
