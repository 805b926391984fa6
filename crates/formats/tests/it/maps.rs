//! Areas, streets and addresses: real ones, and broken ones.

use commonbeat_formats::areas::{self, MapError};
use commonbeat_formats::{Limits, addresses, streets};

use crate::shelf;

fn areas_of(path: &str) -> Option<areas::Areas> {
    Some(areas::read(shelf::file(path)?, None, Limits::default()).unwrap_or_else(|e| panic!("{path}: {e}")))
}

/// File, how many areas, the property that names them, how many features have no polygon.
const REAL: [(&str, usize, Option<&str>, usize); 7] = [
    ("boundaries/chicago_community_areas.geojson.gz", 77, Some("community"), 0),
    ("boundaries/seattle_police_beats.geojson.gz", 55, Some("beat"), 0),
    ("boundaries/denver_statistical_neighborhoods.geojson.gz", 78, Some("NBHD_NAME"), 0),
    ("boundaries/milwaukee_neighborhoods.geojson.gz", 190, Some("name"), 0),
    ("boundaries/stlouis_neighborhoods.geojson.gz", 88, Some("neighborhood_name"), 1),
    ("boundaries/manchester_wards.geojson.gz", 32, Some("name"), 0),
    ("boundaries/manchester_city_centre_lsoas.geojson", 13, Some("name"), 0),
];

#[test]
fn real_areas_are_read_with_their_names_and_a_null_geometry_is_told() {
    for (path, n, name, skipped) in REAL {
        let Some(found) = areas_of(path) else { return };
        assert_eq!(found.areas.len(), n, "{path}");
        assert_eq!(found.name_property.as_deref(), name, "{path}");
        assert_eq!(found.skipped.len(), skipped, "{path}");
        assert!(found.areas.iter().all(|a| !a.name.is_empty()), "{path}");
    }
}

#[test]
fn manchester_in_the_british_grid_lands_in_manchester() {
    let Some(found) = areas_of("boundaries/manchester_wards.geojson.gz") else { return };
    for area in found.areas {
        let at = area.shape.center().unwrap();
        assert!(
            (-2.35..-2.1).contains(&at.lon()) && (53.3..53.6).contains(&at.lat()),
            "{} {at:?}",
            area.name
        );
    }
}

#[test]
fn real_streets_and_points_are_read() {
    let Some(file) = shelf::file("street-network/roxel_osm_roads.geojson") else { return };
    let found = streets::read(file, Limits::default()).unwrap();
    assert_eq!(found.streets.len(), 851);
    assert_eq!(found.streets[0].name.as_deref(), Some("Havixbecker Strasse"));
    assert_eq!(found.streets[0].class.as_deref(), Some("residential"));
    let Some(file) = shelf::file("street-network/trafford_road_nodes.geojson.gz") else { return };
    assert!(matches!(streets::read(file, Limits::default()), Err(MapError::Nothing { features: 9_115, .. })));
}

#[test]
fn a_ring_that_crosses_itself_in_a_small_loop_is_mended_and_told() {
    let Some(found) = areas_of("memphis-robberies/memphis_precincts.geojson.gz") else { return };
    assert_eq!(found.areas.len(), 9);
    let told: Vec<_> = found.mended.iter().map(|m| (m.name.as_deref(), m.why.as_str())).collect();
    eprintln!("{told:?}");
    assert_eq!(told.len(), 1);
    // The mended area is the one that the nine fill together: no ground is lost and none is counted twice.
    let area = areas::read(one(LOOP).as_bytes(), None, Limits::default()).unwrap();
    assert!(area.mended[0].why.contains("crosses itself near"), "{:?}", area.mended);
    let shape = &area.areas[1].shape;
    for (lon, lat, inside) in [(5.0, 5.0, true), (9.9, 9.9, true), (10.5, 5.0, false), (-1.0, 5.0, false)] {
        let at = commonbeat_domain::place::LonLat::new(lon, lat).unwrap();
        assert_eq!(shape.contains(at), inside, "{lon} {lat}");
    }
}

/// A square whose last corner was drawn a little too far, so that two sides cross.
const LOOP: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0.01,10],[-0.01,9.99],[0.01,9.98],[0,9.995],[0,0]]]}"#;

fn one(geometry: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[
        {{"type":"Feature","properties":{{"name":"Good"}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}}},
        {{"type":"Feature","properties":{{"name":"Riverside"}},"geometry":{geometry}}}]}}"#
    )
}

#[test]
fn a_broken_ring_is_told_by_feature_name_and_fault() {
    for (geometry, fault) in [
        (r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#, "not closed"),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
            "3 points, and a ring needs at least 4",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"#,
            "crosses itself near 0.500000, 0.500000 (after point 1)",
        ),
        (r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,0],[0,0],[0,0]]]}"#, "all the same"),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[50,0],[50,95],[0,0]]]}"#,
            "out of range: are longitude and latitude swapped",
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[381000,390000],[381000,390001],[381001,390001],[381000,390000]]]}"#,
            "these are no degrees",
        ),
        (r#"{"type":"Polygon","coordinates":[]}"#, "no ring"),
        (
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5]]]]}"#,
            "part 2: ring 1: it has 1 points",
        ),
    ] {
        let error = areas::read(one(geometry).as_bytes(), None, Limits::default()).unwrap_err().to_string();
        assert!(
            error.starts_with("feature 2 (\u{201c}Riverside\u{201d}): ") && error.contains(fault),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_geojson_is_said_to_be_none() {
    for text in ["", "{", "[]", "{\"type\":\"Nonsense\"}", "NaN", "a,b\n1,2\n", "\u{0}"] {
        assert!(areas::read(text.as_bytes(), None, Limits::default()).is_err(), "{text}");
    }
    let no_number = one(r#"{"type":"Polygon","coordinates":[[[0,0],[NaN,0],[1,1],[0,0]]]}"#);
    let error = areas::read(no_number.as_bytes(), None, Limits::default()).unwrap_err().to_string();
    assert!(error.contains("not GeoJSON") && error.contains("line 3"), "{error}");
}

#[test]
fn a_name_that_no_feature_has_is_answered_with_those_there_are() {
    let text = one("null");
    let error = areas::read(text.as_bytes(), Some("beat"), Limits::default()).unwrap_err();
    assert_eq!(error, MapError::NoProperty { wanted: "beat".into(), found: vec!["name".into()] });
    assert_eq!(areas::read(text.as_bytes(), Some("name"), Limits::default()).unwrap().skipped[0].feature, 2);
}

#[test]
fn addresses_come_as_a_table_or_as_points() {
    let table = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n\
                 -87.91,43.04,749,W State St,,Milwaukee,,,,,\n,,1,Nowhere,,,,,,,\n-87.9,43.0,,,,,,,,,\n";
    let found = addresses::read(table.as_bytes(), Limits::default()).unwrap();
    assert_eq!((found.points.len(), found.skipped.len()), (1, 2));
    assert!(found.book().find("749 W State St", "749 W STATE ST").is_some());
    let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"number":"749","street":"W State St"},
        "geometry":{"type":"Point","coordinates":[-87.91,43.04]}}]}"#;
    assert_eq!(
        addresses::read(points.as_bytes(), Limits::default()).unwrap().points[0].text,
        "749 W State St"
    );
    let error = addresses::read(&b"a,b\n1,2\n"[..], Limits::default()).unwrap_err().to_string();
    assert!(error.contains("LON, LAT, NUMBER and STREET") && error.contains("a, b"), "{error}");
}
