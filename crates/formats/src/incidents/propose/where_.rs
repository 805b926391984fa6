//! Where: coordinates and words.

use super::Part;
use super::sample::{Col, Sample};
use crate::crs::Crs;
use crate::incidents::Settings;
use crate::incidents::places::pair;

/// Share of the values that must be numbers.
const MOST: f64 = 0.97;

/// Systems that agencies use, beside the UTM zones of the place: state planes in feet and metres, national grids, web maps.
const SYSTEMS: [std::ops::RangeInclusive<u16>; 9] = [
    2222..=2289,
    3435..=3438,
    2225..=2230,
    27700..=27700,
    3857..=3857,
    2056..=2056,
    28992..=28992,
    25831..=25833,
    3338..=3338,
];

/// The section on places.
pub(super) fn place(sample: &Sample, settings: &Settings) -> Part {
    let mut part = Part::default();
    part.line("[place]");
    if let Some((x, y)) = degrees(sample) {
        part.because(
            "degrees",
            format!("{} and {} are longitude and latitude.", x.named(), y.named()),
            [("x", x.named()), ("y", y.named())],
        );
        part.line(format!("lon = {}\nlat = {}", x.named(), y.named()));
    } else if let Some(point) = sample.columns.iter().find(|c| is_point(c)) {
        part.because(
            "point",
            format!("{} holds both coordinates.", point.named()),
            [("column", point.named())],
        );
        part.line(format!("point = {}", point.named()));
    } else if let Some((x, y)) = projected(sample) {
        plane(&mut part, x, y, settings);
    } else {
        part.because(
            "no-point",
            "No columns look like coordinates: places are known by their words alone.",
            [],
        );
    }
    if let Some(words) =
        sample.columns.iter().filter(|c| score(c) > 0).max_by_key(|c| (score(c), std::cmp::Reverse(c.at)))
    {
        part.because(
            "place",
            format!("{} says the place in words.", words.named()),
            [("column", words.named())],
        );
        part.line(format!("text = {}", words.named()));
    }
    part
}

fn number(value: &str) -> Option<f64> {
    value.replace(',', "").parse().ok().filter(|n: &f64| n.is_finite())
}

fn within(column: &Col, most: f64) -> bool {
    !column.values.is_empty()
        && column.share(|v| v.contains('.') || v == "0") >= 0.8
        && column.share(|v| number(v).is_some_and(|n| n.abs() <= most)) >= MOST
}

/// Columns of degrees by their names.
fn degrees(sample: &Sample) -> Option<(&Col, &Col)> {
    let find = |names: &[&str], most| sample.columns.iter().find(|c| c.called(names) && within(c, most));
    let lon = find(&["lon", "long", "lng", "longitude"], 180.0).or_else(|| find(&["x"], 180.0))?;
    let lat = find(&["lat", "latitude"], 90.0).or_else(|| find(&["y"], 90.0))?;
    Some((lon, lat))
}

fn is_point(column: &Col) -> bool {
    let both = |v: &str| {
        pair(v).is_some_and(|(a, b, _)| {
            let on_globe = |n: f64| n.abs() <= 180.0;
            v.contains('.') && number(a).is_some_and(on_globe) && number(b).is_some_and(on_globe)
        })
    };
    !column.values.is_empty() && column.share(both) >= 0.8
}

/// Columns of metres or feet by their names.
fn projected(sample: &Sample) -> Option<(&Col, &Col)> {
    let large = |c: &&Col| c.share(|v| number(v).is_some_and(|n| n.abs() > 180.0 || n == 0.0)) >= MOST;
    let find = |names: &[&str]| {
        sample.columns.iter().filter(large).find(|c| !c.values.is_empty() && c.called(names))
    };
    Some((find(&["x", "easting", "east", "xcoord"])?, find(&["y", "northing", "north", "ycoord"])?))
}

/// Coordinates in a plane: the system that puts most of them into the agency's area.
fn plane(part: &mut Part, x: &Col, y: &Col, settings: &Settings) {
    let thousands = x.share(|v| v.contains(',')) > 0.5;
    match system(x, y, settings) {
        Some(code) => {
            part.because(
                "plane",
                format!("{} and {} are in EPSG:{code}, which puts them into the agency's area.", x.named(), y.named()),
                [("x", x.named()), ("y", y.named()), ("code", code.to_string())],
            );
            part.line(format!("lon = {}\nlat = {}\ncrs = \"EPSG:{code}\"", x.named(), y.named()));
            if thousands {
                part.line("thousands = \",\"");
            }
        }
        None => part.because(
            "no-plane",
            format!(
                "{} and {} are coordinates in metres or feet, of which system cannot be seen: add lon, lat and crs = \"EPSG:...\".",
                x.named(),
                y.named()
            ),
            [("x", x.named()), ("y", y.named())],
        ),
    }
}

fn system(x: &Col, y: &Col, settings: &Settings) -> Option<u16> {
    let boundary = settings.boundary.as_ref()?;
    let points: Vec<(f64, f64)> = x
        .values
        .iter()
        .zip(&y.values)
        .filter_map(|(x, y)| Some((number(x)?, number(y)?)))
        .filter(|(x, y)| *x != 0.0 && *y != 0.0)
        .take(200)
        .collect();
    let utm = (1..=60).map(|zone| 32_600 + zone);
    let codes = utm.chain(SYSTEMS.into_iter().flatten());
    let near = |code: u16| {
        let crs = Crs::named(&format!("EPSG:{code}")).ok()?;
        let hits = points
            .iter()
            .filter_map(|(x, y)| crs.to_lon_lat(*x, *y))
            .filter(|at| boundary.near(at[0], at[1]));
        Some((hits.count(), code))
    };
    let (hits, code) = codes.filter_map(near).max_by_key(|(hits, code)| (*hits, std::cmp::Reverse(*code)))?;
    (hits * 10 >= points.len() * 8 && hits > 0).then_some(code)
}

/// How much a column looks like the words for a place.
fn score(column: &Col) -> i32 {
    let wordy = column.share(|v| v.chars().any(char::is_alphabetic)) > 0.8;
    if !wordy
        || column.distinct < 2
        || is_point(column)
        || column.called(&["type", "desc*", "premise*", "category", "city", "state", "zip", "code"])
    {
        return 0;
    }
    let numbered =
        2 * i32::from(column.share(|v| v.chars().next().is_some_and(|c| c.is_ascii_digit())) > 0.3);
    let named = 6 * i32::from(column.called(&["address", "addr"]))
        + 5 * i32::from(column.called(&["location", "block", "intersection"]))
        + 4 * i32::from(column.called(&["street", "place", "road"]))
        + 2 * i32::from(column.called(&["building", "site", "premises"]));
    // Without a header, house numbers and corners speak for themselves.
    let bare = column.name.is_empty() && column.share(|v| v.contains(' ')) > 0.8 && numbered > 0;
    if named > 0 { named + numbered } else { i32::from(bare) }
}
