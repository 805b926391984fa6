use std::fs;
use std::path::Path;

use commonbeat_simulate::{Concern, FILES, Layer, Organization, Size, Spec, StaffMember, Town, Truth};

fn written() -> (tempfile::TempDir, Town) {
    let town =
        Town::build(Spec { incidents: Some(4_000), ..Spec::demo(Size::Town, 9) }).expect("a sound spec");
    let dir = tempfile::tempdir().expect("a temporary folder");
    town.write_to(dir.path()).expect("the folder can be written");
    (dir, town)
}

fn rows(dir: &Path, name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(dir.join(name)).expect("a table");
    reader.records().map(|row| row.expect("rows of equal length")).collect()
}

#[test]
fn exactly_the_promised_files_are_written() {
    let (dir, _) = written();
    let mut found: Vec<String> = fs::read_dir(dir.path())
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut promised = FILES.map(String::from);
    promised.sort();
    assert_eq!(found, promised);
}

#[test]
fn incidents_have_the_22_columns_of_chicagos_export() {
    let (dir, town) = written();
    let rows = rows(dir.path(), "incidents.csv");
    let header = "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,\
        District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location";
    assert_eq!(rows[0].iter().collect::<Vec<_>>().join(","), header);
    assert_eq!(rows.len(), 4_001);
    for (row, incident) in rows[1..].iter().zip(town.incidents()) {
        assert_eq!(row[0], incident.id.to_string());
        let read =
            jiff::civil::DateTime::strptime("%m/%d/%Y %I:%M:%S %p", &row[2]).expect("Chicago's way of dates");
        assert_eq!(read, incident.occurred(town.first_day()));
        assert_eq!(&row[5], incident.primary());
        match incident.position(town.plan()) {
            Some([lon, lat]) => {
                assert_eq!(row[19].parse::<f64>(), Ok(lat));
                assert_eq!(row[20].parse::<f64>(), Ok(lon));
            }
            None => assert_eq!((&row[19], &row[20], &row[21]), ("", "", "")),
        }
    }
}

#[test]
fn calls_are_in_order_and_have_the_columns_of_milwaukees_log() {
    let (dir, _) = written();
    let rows = rows(dir.path(), "calls.csv");
    assert_eq!(
        rows[0].iter().collect::<Vec<_>>().join(","),
        "id,time,location,latitude,longitude,district,nature,status"
    );
    assert_eq!(rows.len(), 4_000 * 60_000 / 25_000 + 1);
    assert!(rows[1..].is_sorted_by_key(|row| row[1].to_owned()));
    assert!(rows[1..].is_sorted_by(|a, b| a[0].parse::<u32>().ok() < b[0].parse::<u32>().ok()));
}

#[test]
fn the_map_is_geojson_with_names() {
    let (dir, town) = written();
    for (layer, count) in [
        (Layer::Boundary, 1),
        (Layer::Beats, 8),
        (Layer::Neighborhoods, 8),
        (Layer::Streets, town.plan().segments.len()),
        (Layer::Addresses, town.plan().addresses.len()),
        (Layer::Places, town.plan().places.len()),
    ] {
        let text = fs::read(dir.path().join(format!("{}.geojson", layer.name()))).expect("a layer");
        let value: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(value["type"], "FeatureCollection");
        let features = value["features"].as_array().expect("features");
        assert_eq!(features.len(), count, "{layer:?}");
        assert!(features.iter().all(|f| f["type"] == "Feature" && f["geometry"]["type"].is_string()));
    }
}

#[test]
fn people_and_truth_read_again() {
    let (dir, town) = written();
    let read = |name: &str| fs::read(dir.path().join(name)).expect("a document");
    let truth: Truth = serde_json::from_slice(&read("truth.json")).expect("the truth");
    assert_eq!(&truth, town.truth());
    let staff: Vec<StaffMember> = serde_json::from_slice(&read("staff.json")).expect("the staff");
    assert_eq!(staff, town.staff());
    let concerns: Vec<Concern> = serde_json::from_slice(&read("concerns.json")).expect("the concerns");
    assert_eq!(concerns, town.concerns());
    let organizations: Vec<Organization> =
        serde_json::from_slice(&read("organizations.json")).expect("partners");
    assert_eq!(organizations, town.organizations());
}
