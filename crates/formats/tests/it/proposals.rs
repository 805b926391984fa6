//! Profiles proposed for agencies' files: the shipped one where it fits, and one worked out as if none were shipped.

use std::fs::File;

use commonbeat_formats::incidents::{
    Column, NoProposal, Profile, Proposal, Settings, propose, propose_anew, shipped,
};
use jiff::tz::TimeZone;

use crate::known;

fn names(columns: &[Column]) -> String {
    columns.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
}

fn one(column: Option<&Column>) -> String {
    column.map(ToString::to_string).unwrap_or_default()
}

/// What a profile takes from where: time and clock, point, words, id and code, category.
fn summary(profile: &Profile) -> [String; 5] {
    let (time, place, identity) = (&profile.time.occurred, &profile.place, &profile.identity);
    let clock = time.clock.iter().map(|c| format!(" at {c}")).collect::<String>();
    let lon_lat = format!("{},{}", one(place.lon.as_ref()), one(place.lat.as_ref()));
    let code = identity.code.iter().map(|c| format!("+{c}")).collect::<String>();
    [
        format!("{}{clock}", names(&time.columns)),
        place.point.as_ref().map_or(lon_lat, ToString::to_string),
        names(&place.text),
        format!("{}{code}", one(identity.id.as_ref())),
        names(&profile.category.label),
    ]
}

#[test]
fn a_file_of_a_known_form_gets_the_profile_that_is_shipped_for_it() {
    for known in known::list() {
        let Some(path) = known.paths().into_iter().next() else {
            eprintln!("shelf absent: {} not run", known::list().len());
            return;
        };
        let found = propose(File::open(&path).unwrap(), &known.settings(), "some.csv").unwrap();
        // The homicides are cut from the same export, and calls and reports of Reno have the same form.
        let twins = [("chicago-homicides-22col", "chicago-22col"), ("reno-rms", "reno-cad")];
        let twin = twins.iter().find(|(a, _)| *a == known.profile).map(|(_, b)| *b);
        assert_eq!(found.shipped, Some(twin.unwrap_or(&known.profile)), "{}", path.display());
        assert_eq!(found.profile, shipped(found.shipped.unwrap()).unwrap());
        assert!(found.reasons.len() >= 2);
    }
}

/// What is worked out for each file as if no profile were shipped, in the order of `summary`.
const ANEW: &[(&str, [&str; 5])] = &[
    ("police-uk-street", ["Month", "Longitude,Latitude", "Location", "Crime ID", "Crime type"]),
    ("police-uk-reshaped", ["Month", "Longitude,Latitude", "", "", "Crime.type"]),
    ("police-uk-stop-search", ["Date", "Longitude,Latitude", "", "", "Object of search"]),
    ("chicago-22col", ["Date", "Longitude,Latitude", "Block", "ID", "Primary Type"]),
    ("chicago-homicides-22col", ["Date", "Longitude,Latitude", "Block", "ID", "Primary Type"]),
    ("chicago-soda-2012", ["date", "longitude,latitude", "block", "case_number", "primary_type"]),
    ("lapd-28col", ["DATE OCC at TIME OCC", "LON,LAT", "LOCATION", "DR_NO", "Crm Cd Desc"]),
    (
        "sfpd-26col",
        ["Incident Datetime", "Longitude,Latitude", "Intersection", "Row ID", "Incident Description"],
    ),
    (
        "nypd-complaint-35col",
        ["CMPLNT_FR_DT at CMPLNT_FR_TM", "Longitude,Latitude", "", "CMPLNT_NUM", "PD_DESC"],
    ),
    ("nypd-hate-crimes", ["Record Create Date", ",", "", "Full Complaint ID", "PD Code Description"]),
    (
        "denver-19col",
        ["FIRST_OCCURRENCE_DATE", "GEO_LON,GEO_LAT", "INCIDENT_ADDRESS", "OFFENSE_ID", "OFFENSE_TYPE_ID"],
    ),
    (
        "atlanta-cobra-18col",
        ["occur_date at occur_time", "long,lat", "location", "offense_id", "UC2_Literal"],
    ),
    (
        "atlanta-cobra-17col",
        ["occur_date at occur_time", "long,lat", "location", "offense_id+ibr_code", "UC2_Literal"],
    ),
    // That it happened earlier stands in HTML only.
    ("davis-rims-html", ["DateOpened", "Longitude,Latitude", "Location", "CaseNumber", "TabTitle"]),
    ("unl-police-log", ["Start Occurred", ",", "Location", "Case #", "Incident Code"]),
    ("houston-2010", ["time", "lon,lat", "address", "", "offense"]),
    ("vancouver-vpd-utm", ["YEAR+MONTH+DAY+HOUR+MINUTE", "X,Y", "HUNDRED_BLOCK", "", "TYPE"]),
    ("crime-open-database", ["date_single", "longitude,latitude", "address", "uid", "offense_type"]),
    ("memphis-robberies", ["date", "longitude,latitude", "", "uid", "offense_type"]),
    ("milwaukee-cad", ["time", "longitude,latitude", "location", "id", "nature"]),
    ("reno-cad", ["3 at 4", ",", "6", "1", "2"]),
    ("reno-rms", ["3 at 4", ",", "6", "1", "2"]),
    (
        "seattle-cad",
        [
            "Original Time Queued",
            "Blurred_Longitude,Blurred_Latitude",
            "",
            "CAD Event Number",
            "Initial Call Type",
        ],
    ),
    ("nopd-use-of-force", ["Date Occurred", ",", "", "PIB File Number", "Use of Force Type"]),
];

#[test]
fn a_profile_worked_out_anew_finds_time_place_id_and_category_and_keeps_the_rows() {
    let mut wrong = Vec::new();
    let mut seen = Vec::new();
    for known in known::list() {
        let Some(path) = known.paths().into_iter().next() else {
            eprintln!("shelf absent: {} not run", known::list().len());
            return;
        };
        if seen.contains(&known.profile) {
            continue;
        }
        seen.push(known.profile.clone());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found: Result<Proposal, NoProposal> =
            propose_anew(File::open(&path).unwrap(), &known.settings(), &name);
        let told = match &found {
            Ok(found) => {
                assert_eq!(Profile::parse(&found.toml).unwrap(), found.profile);
                let kept = found.tally.rows - found.tally.refused_total();
                if kept * 100 < found.tally.rows * 97 {
                    wrong.push(format!("{}: keeps {kept} of {}", known.profile, found.tally.rows));
                }
                summary(&found.profile)
            }
            Err(error) => [error.to_string(), String::new(), String::new(), String::new(), String::new()],
        };
        let wanted = ANEW.iter().find(|(name, _)| *name == known.profile).map(|(_, w)| *w);
        if wanted.is_none_or(|w| told != w) {
            wrong.push(format!("(\"{}\", {told:?}),", known.profile));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_in_which_nothing_is_a_date_is_answered_with_its_columns() {
    let settings = Settings::new(TimeZone::get("America/Chicago").unwrap());
    let error = propose(&b"name,kind\nA,theft\nB,theft\n"[..], &settings, "x.csv").unwrap_err().to_string();
    assert!(error.contains("no column looks like a date") && error.contains("\"kind\""), "{error}");
    assert!(propose(&b""[..], &settings, "x.csv").is_err());
    assert!(propose(&b"\x00\x01\x02"[..], &settings, "x.csv").is_err());
}
