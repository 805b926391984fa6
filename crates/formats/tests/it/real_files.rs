//! What became of every row of real files, counted, and why.

use std::io::Read;
use std::sync::Arc;

use commonbeat_domain::information::imports::Tally;
use commonbeat_formats::incidents::{
    Boundary, Flag, Identity, Reader, RefusedCsv, Row, RowOutcome, Settings, When, preview, shipped,
};
use commonbeat_formats::{Limits, areas};
use jiff::tz::TimeZone;

use crate::shelf;

fn settings(zone: &str) -> Settings {
    Settings::new(TimeZone::get(zone).unwrap())
}

/// As an agency with these areas and 5 km around them.
fn with_areas(zone: &str, path: &str) -> Option<Settings> {
    let areas = areas::read(shelf::file(path)?, None, Limits::default()).unwrap();
    let boundary = Boundary::of_shapes(areas.areas.iter().map(|a| &a.shape), 5_000.0).unwrap();
    Some(Settings { boundary: Some(Arc::new(boundary)), ..settings(zone) })
}

fn outcomes(file: impl Read, profile: &str, settings: &Settings) -> (Tally, Vec<RowOutcome>) {
    let mut tally = Tally::default();
    let reader = Reader::new(file, shipped(profile).unwrap(), settings).unwrap();
    let outcomes: Vec<RowOutcome> = reader.map(|o| o.unwrap()).inspect(|o| o.count(&mut tally)).collect();
    assert!(tally.adds_up());
    (tally, outcomes)
}

fn kept(outcomes: &[RowOutcome]) -> impl Iterator<Item = &Row> {
    outcomes.iter().filter_map(|o| match o {
        RowOutcome::Accepted(row, _) => Some(&**row),
        _ => None,
    })
}

fn counts<const N: usize>(of: [(&str, u64); N]) -> std::collections::BTreeMap<String, u64> {
    of.into_iter().map(|(name, n)| (name.to_owned(), n)).collect()
}

/// 512 rows; 15 have no coordinates; 7 tell the second outcome of a crime that stands above (same id, same place).
#[test]
fn a_month_of_the_city_of_london_is_read_to_the_last_row() {
    let file = shelf::fixture("police-uk/2014-09-city-of-london-street.csv");
    let (tally, outcomes) = outcomes(file, "police-uk-street", &settings("Europe/London"));
    assert_eq!((tally.rows, tally.accepted, tally.updated, tally.unchanged), (512, 505, 0, 0));
    assert_eq!(tally.flagged, counts([("no_place", 15)]));
    assert_eq!(tally.refused, counts([("duplicate_id", 7)]));
    let row = kept(&outcomes).next().unwrap();
    assert!(matches!(row.occurred, When::Month { .. }));
    assert_eq!(row.day, Some(jiff::civil::date(2014, 9, 1)));
    assert_eq!(row.hour, None);
    assert_eq!(row.occurred.from().unwrap().to_string(), "2014-08-31T23:00:00Z");
    assert_eq!(row.occurred.until().unwrap().to_string(), "2014-09-30T23:00:00Z");
    assert_eq!(row.place_text, "On or near Pedestrian Subway");
    assert_eq!(row.at.map(|at| [at.lon(), at.lat()]), Some([-0.111497, 51.518226]));
}

/// Blank ids are anti-social behaviour: 75 rows, all kept although 12 of them are equal to another one.
#[test]
fn equal_rows_without_an_id_are_separate_incidents_and_have_keys_of_their_own() {
    let file = shelf::fixture("police-uk/2014-09-city-of-london-street.csv");
    let (_, outcomes) = outcomes(file, "police-uk-street", &settings("Europe/London"));
    let without: Vec<&Row> = kept(&outcomes).filter(|r| r.source_id().is_none()).collect();
    assert_eq!(without.len(), 75);
    let again = without.iter().filter(|r| matches!(r.identity, Identity::Content { nth: 1.., .. })).count();
    assert!(again > 0);
    let mut keys: Vec<String> = kept(&outcomes).map(|r| r.identity.key()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 505);
}

/// Of 13,171 rows 585 have no coordinates and 66 repeat an id with another outcome.
#[test]
fn two_years_of_the_city_of_london_lose_nothing() {
    let mut sum = Tally::default();
    for (year, months) in [(2014, 9..=12), (2015, 1..=12), (2016, 1..=9)] {
        for month in months {
            let path = format!("police-uk-street/{year}-{month:02}-city-of-london-street.csv.gz");
            let Some(file) = shelf::file(&path) else { return };
            let (tally, _) = outcomes(file, "police-uk-street", &settings("Europe/London"));
            sum.rows += tally.rows;
            sum.accepted += tally.accepted;
            for (name, n) in tally.flagged {
                *sum.flagged.entry(name).or_default() += n;
            }
            for (name, n) in tally.refused {
                *sum.refused.entry(name).or_default() += n;
            }
        }
    }
    assert_eq!((sum.rows, sum.accepted), (13_171, 13_105));
    assert_eq!(sum.flagged, counts([("no_place", 585)]));
    assert_eq!(sum.refused, counts([("duplicate_id", 66)]));
}

/// 47 rows have no coordinates; 11 stand at 02:xx on 2014-03-09, an hour that did not exist; 47 at exactly midnight.
#[test]
fn eleven_days_of_chicago_are_kept_whole_and_flagged() {
    let Some(settings) = with_areas("America/Chicago", "boundaries/chicago_community_areas.geojson.gz")
    else {
        return;
    };
    let Some(file) = shelf::file("chicago-22col/chicago_2014-02-28_2014-03-11.csv.gz") else { return };
    let (tally, outcomes) = outcomes(file, "chicago-22col", &settings);
    assert_eq!((tally.rows, tally.accepted), (4_832, 4_832));
    assert_eq!(tally.flagged, counts([("midnight", 47), ("no_place", 47), ("nonexistent_hour", 11)]));
    assert_eq!(tally.refused, counts([]));
    let gap = outcomes.iter().find_map(|o| match o {
        RowOutcome::Accepted(row, flags) if flags.has(Flag::NonexistentHour) => Some(row),
        _ => None,
    });
    let gap = gap.unwrap();
    assert_eq!((gap.hour, gap.day), (Some(2), Some(jiff::civil::date(2014, 3, 9))));
    assert!(gap.occurred.text().starts_with("03/09/2014 02:"), "{}", gap.occurred.text());
    let shoplifting = kept(&outcomes).filter(|r| r.category.offense.as_str() == "shoplifting").count();
    assert!(shoplifting > 50, "{shoplifting}");
    assert!(
        kept(&outcomes)
            .filter(|r| r.category.offense.as_str() == "domestic-violence")
            .all(|r| r.category.sensitive)
    );
}

/// 53 rows stand at state-plane 0, 0 turned into a point in Missouri; 2 have no coordinates; 5 are at exactly
/// midnight; 3 in the hour that came twice.
#[test]
fn twelve_years_of_chicago_homicides_leave_missouri_out() {
    let Some(settings) = with_areas("America/Chicago", "boundaries/chicago_community_areas.geojson.gz")
    else {
        return;
    };
    let Some(file) = shelf::file("chicago-homicides-22col/chicago_homicides_2001_2012.csv.gz") else {
        return;
    };
    let (tally, outcomes) = outcomes(file, "chicago-22col", &settings);
    assert_eq!((tally.rows, tally.accepted), (6_111, 6_111));
    assert_eq!(
        tally.flagged,
        counts([("ambiguous_hour", 3), ("midnight", 5), ("no_place", 2), ("zero_place", 53)])
    );
    assert_eq!(kept(&outcomes).filter(|r| r.at.is_none()).count(), 55);
    assert!(kept(&outcomes).all(|r| r.category.sensitive));
}

/// 4 rows have no coordinates; the far ones were geocoded elsewhere, some to other countries.
#[test]
fn eleven_days_of_milwaukee_calls_find_the_repeat_places() {
    let Some(settings) = with_areas("America/Chicago", "boundaries/milwaukee_neighborhoods.geojson.gz")
    else {
        return;
    };
    let Some(file) = shelf::file("milwaukee-cad/mpd_calls_2018-05-01_11.csv.gz") else { return };
    let (tally, outcomes) = outcomes(file, "milwaukee-cad", &settings);
    assert_eq!((tally.rows, tally.accepted), (19_121, 19_121));
    assert_eq!(tally.flagged, counts([("far_outside", 294), ("no_place", 4)]));
    assert_eq!(tally.refused, counts([]));
    let mut places = std::collections::HashMap::<&str, u64>::new();
    for row in kept(&outcomes) {
        *places.entry(row.place_key.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let top = places.iter().max_by_key(|(_, n)| **n).unwrap();
    assert_eq!(*top.0, "749 W STATE ST");
    assert!(*top.1 >= 442, "{top:?}");
    assert!(
        kept(&outcomes)
            .filter(|r| r.place_key.as_deref() == Some("749 W STATE ST"))
            .all(|r| r.set_aside.is_some())
    );
}

#[test]
fn a_preview_shows_the_first_rows_as_they_stand_and_what_would_become_of_them() {
    let file = shelf::fixture("police-uk/2014-09-city-of-london-street.csv");
    let profile = shipped("police-uk-street").unwrap();
    let preview = preview(file, profile, &settings("Europe/London"), 5).unwrap();
    assert_eq!(preview.header.len(), 12);
    assert_eq!(preview.rows.len(), 5);
    assert!(preview.more);
    assert_eq!(preview.rows[0].fields[1], "2014-09");
    assert!(preview.rows.iter().all(|r| matches!(r.outcome, RowOutcome::Accepted(..))));
}

#[test]
fn a_report_of_refused_rows_can_be_mended_and_imported_alone() {
    let settings = settings("Europe/London");
    let file = shelf::fixture("police-uk/2014-09-city-of-london-street.csv");
    let reader = Reader::new(file, shipped("police-uk-street").unwrap(), &settings).unwrap();
    let mut report = RefusedCsv::new(Vec::new(), reader.header()).unwrap();
    for outcome in reader {
        if let RowOutcome::Refused(refused) = outcome.unwrap() {
            report.add(&refused).unwrap();
        }
    }
    assert_eq!(report.rows(), 7);
    let report = report.finish().unwrap();
    let (tally, again) = outcomes(&report[..], "police-uk-street", &settings);
    assert_eq!((tally.rows, tally.accepted), (7, 7));
    // The same content, so the store can tell a mended row from an unchanged one.
    let file = shelf::fixture("police-uk/2014-09-city-of-london-street.csv");
    let mut profile = shipped("police-uk-street").unwrap();
    profile.identity.repeat = commonbeat_formats::incidents::RepeatedId::Update;
    let newer: Vec<_> = Reader::new(file, profile, &settings)
        .unwrap()
        .filter_map(|o| match o.unwrap() {
            RowOutcome::Accepted(row, _) if row.supersedes => Some(row.digest),
            _ => None,
        })
        .collect();
    assert_eq!(kept(&again).map(|r| r.digest).collect::<Vec<_>>(), newer);
}
