//! The ground that is looked over, and what is found on it. Pure: no database, no clock.

use commonbeat_analysis::AnalysisError;
use commonbeat_domain::ids::{AreaId, CandidateId};
use commonbeat_domain::information::meanings::ClassWeights;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::{Area, AreaKind, holding};
use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::place::{LonLat, Metres, Shape};
use commonbeat_domain::problems::candidates::{Candidate, CandidateKind, Decision, Evidence, Window};
use commonbeat_store::incidents::Point;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{concerns, hot, repeats, rising};
use crate::{Error, Result};

/// Days that are looked at for places: half a year, so that every weekday weighs alike.
const DAYS: i64 = 182;

/// What is looked over.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Incidents and calls of all years.
    pub points: Vec<Point>,
    /// Concerns of the last half year that are not part of a problem.
    pub concerns: Vec<Concern>,
    /// The agency's areas.
    pub areas: Vec<Area>,
    /// The last half year of the data; nothing where there is no incident.
    pub window: Option<Window>,
    /// The local day.
    pub today: Date,
    /// The flat map in metres.
    pub metres: Metres,
    /// Relative harm of each class.
    pub weights: ClassWeights,
}

impl Ground {
    /// The ground, with its window ending at the last day of the data.
    pub fn new(points: Vec<Point>, concerns: Vec<Concern>, areas: Vec<Area>, today: Date) -> Ground {
        let last = points.last().map(|p| p.day);
        let window = last.map(|last| {
            let until = last.saturating_add(1.day());
            Window { from: until.saturating_sub(DAYS.days()), until }
        });
        let metres = Metres::around(middle(&areas, &points));
        Ground { points, concerns, areas, window, today, metres, weights: ClassWeights::default() }
    }

    /// Rows of the window with a place on the map, of one class or of all.
    pub fn recent<'a>(&'a self, offense: Option<&'a str>) -> impl Iterator<Item = &'a Point> {
        let from = self.window.map(|w| w.from);
        self.points
            .iter()
            .filter(move |p| Some(p.day) >= from && p.at.is_some() && offense.is_none_or(|o| p.offense == o))
    }

    /// Classes with their number of rows in the window.
    pub fn classes(&self) -> Vec<(&str, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for point in self.recent(None) {
            *counts.entry(point.offense.as_str()).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }

    /// A point of the data on the flat map.
    pub fn flat(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        LonLat::new(at[0], at[1]).ok().map(|at| self.metres.project(at))
    }

    /// The beat that holds the centre of a shape.
    pub fn beat(&self, shape: &Shape) -> Option<AreaId> {
        shape.center().and_then(|at| holding(&self.areas, AreaKind::Beat, at)).map(|beat| beat.id)
    }

    /// The neighborhood's name at the centre of a shape.
    pub fn neighborhood(&self, shape: &Shape) -> Option<&str> {
        let at = shape.center()?;
        holding(&self.areas, AreaKind::Neighborhood, at).map(|area| area.name.as_str())
    }
}

fn middle(areas: &[Area], points: &[Point]) -> LonLat {
    let of_boundary = areas.iter().find(|a| a.kind == AreaKind::Boundary).and_then(|a| a.shape.center());
    let of_areas = || areas.first().and_then(|a| a.shape.center());
    // The median, since a few points far outside would pull a mean into the sea.
    let of_points = || {
        let mut lons: Vec<f64> = points.iter().filter_map(|p| p.at.map(|at| at[0])).collect();
        let mut lats: Vec<f64> = points.iter().filter_map(|p| p.at.map(|at| at[1])).collect();
        lons.sort_by(f64::total_cmp);
        lats.sort_by(f64::total_cmp);
        LonLat::new(*lons.get(lons.len() / 2)?, *lats.get(lats.len() / 2)?).ok()
    };
    let found = of_boundary.or_else(of_areas).or_else(of_points);
    found.or_else(|| LonLat::new(0.0, 0.0).ok()).expect("the origin is on the globe")
}

/// Something that may be a problem, before it is compared with what is known.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind of finding.
    pub kind: CandidateKind,
    /// Its class.
    pub offense: Option<Offense>,
    /// A name for the place.
    pub place: String,
    /// The days looked at.
    pub window: Window,
    /// Where.
    pub shape: Shape,
    /// The beat.
    pub beat: Option<AreaId>,
    /// Harm above the usual.
    pub harm: f64,
    /// The figures.
    pub evidence: Evidence,
}

impl Finding {
    /// The finding as a new candidate.
    pub fn into_candidate(self, id: CandidateId, now: Timestamp) -> Candidate {
        Candidate {
            id,
            // A finding that is known keeps the mark of its first appearance.
            fingerprint: id.to_string(),
            kind: self.kind,
            offense: self.offense,
            place: self.place,
            window: self.window,
            shape: self.shape,
            beat: self.beat,
            harm: self.harm,
            evidence: self.evidence,
            decision: Decision::Open,
            found_at: now,
            version: 1,
        }
    }

    /// A known candidate with the figures of today.
    pub fn refresh(self, old: &Candidate) -> Candidate {
        Candidate {
            place: self.place,
            window: self.window,
            shape: self.shape,
            beat: self.beat,
            harm: self.harm,
            evidence: self.evidence,
            decision: Decision::Open,
            ..old.clone()
        }
    }
}

/// Looks with every method; most harm first.
pub fn all(ground: &Ground) -> Result<Vec<Finding>> {
    let methods = [hot::places, repeats::places, rising::series, concerns::clusters];
    let mut findings = Vec::new();
    for method in methods {
        findings.extend(method(ground).map_err(explain)?);
    }
    findings.sort_by(|a, b| b.harm.total_cmp(&a.harm).then_with(|| a.place.cmp(&b.place)));
    Ok(findings)
}

fn explain(error: AnalysisError) -> Error {
    Error::broken(error)
}

/// Rows by weekday (Monday first) and hour, and how many have no known hour.
pub fn rhythm<'a>(points: impl Iterator<Item = &'a Point>) -> (Vec<[u32; 24]>, u32) {
    let mut table = vec![[0; 24]; 7];
    let mut unknown = 0;
    for point in points {
        let weekday = usize::try_from(point.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        match point.hour.filter(|h| *h < 24) {
            Some(hour) => table[weekday][usize::from(hour)] += 1,
            None => unknown += 1,
        }
    }
    (table, unknown)
}

/// The streets that most rows name, without house numbers; at most two.
pub fn streets<'a>(points: impl Iterator<Item = &'a Point>) -> Option<String> {
    let mut counts = std::collections::BTreeMap::new();
    for key in points.filter_map(|p| p.place_key.as_deref()) {
        let street = key.trim_start_matches(|c: char| c.is_ascii_digit() || c == 'X' || c == '-' || c == ' ');
        *counts.entry(if street.is_empty() { key } else { street }).or_insert(0_u32) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most = counts.first()?.1;
    let names: Vec<String> =
        counts.iter().take(2).filter(|(_, n)| 2 * n >= most).map(|(street, _)| title_case(street)).collect();
    Some(names.join(" / "))
}

/// `ALDER ST` as people write it: `Alder St`.
pub fn title_case(text: &str) -> String {
    let word = |w: &str| {
        let mut letters = w.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
        })
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}
