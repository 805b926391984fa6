//! What the data say of each side of the crime triangle: counts, places, hours; never a person.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::{self, Point, Span};
use commonbeat_store::{Session, organizations, problems};
use jiff::civil::Date;

use crate::assessment::counts;
use crate::{App, Error, Result};

/// Years that are looked at.
const YEARS: i32 = 2;
/// Addresses that are named.
const PLACES: usize = 8;

/// What the data say around a problem.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggested {
    /// The days looked at.
    pub window: Option<Window>,
    /// Events in them, in the problem's place and classes.
    pub events: u32,
    /// Addresses with more than one event, the one with most in front; none for matters whose places are not shown.
    pub places: Vec<(String, u32)>,
    /// How many addresses have more than one event.
    pub repeat_places: u32,
    /// Share of events at the worst fifth of all addresses, in percent.
    pub worst_fifth: Option<u32>,
    /// Events by hour of day, where the hour is known.
    pub hours: [u32; 24],
    /// Events by weekday, Monday first.
    pub weekdays: [u32; 7],
    /// Partner organizations, who may answer for places.
    pub partners: Vec<String>,
}

impl Suggested {
    /// The run of hours, four long, that holds most events, with how many; nothing without known hours.
    pub fn busy(&self) -> Option<(usize, u32)> {
        let run = |start: usize| -> u32 { (0..4).map(|k| self.hours[(start + k) % 24]).sum() };
        let best = (0..24).max_by_key(|start| (run(*start), 23 - start))?;
        (run(best) > 0).then(|| (best, run(best)))
    }

    /// Events whose hour is known.
    pub fn known_hours(&self) -> u32 {
        self.hours.iter().sum()
    }
}

impl App {
    /// What the data say around a problem, for its triangle.
    pub async fn triangle_data(&self, who: &Actor, problem: &Problem, today: Date) -> Result<Suggested> {
        let read = self.store.read(who).await?;
        problems::get(&read, &problem.reference).await?;
        let mut said = Suggested::default();
        read.reach(Action::WorkProblem, "problem").map_err(|_| Error::Missing("problem"))?;
        said.partners = organizations::list(&read).await?.into_iter().map(|o| o.name).collect();
        let Some(shape) = &problem.shape else { return Ok(said) };
        if problem.offenses.is_empty() || !who.may(Action::ReadIncidents) {
            return Ok(said);
        }
        let until = counts::data(&read).await?.map_or(today, |data| data.until);
        let from = until.saturating_sub(jiff::Span::new().years(YEARS));
        let span = Span {
            kind: None,
            offenses: problem.offenses.clone(),
            from: Some(from),
            until: Some(until),
            bounds: counts::around([shape].into_iter()),
        };
        let points = incidents::points(&read, &span).await?;
        let inside: Vec<&Point> = counts::inside(&points, shape).collect();
        said.window = Some(Window { from, until });
        fill(&mut said, &inside, problem.offenses.iter().any(|o| o.sensitive()));
        Ok(said)
    }
}

fn fill(said: &mut Suggested, inside: &[&Point], sensitive: bool) {
    said.events = u32::try_from(inside.len()).unwrap_or(u32::MAX);
    let mut places = BTreeMap::<&str, u32>::new();
    for point in inside {
        if let Some(hour) = point.hour.filter(|h| *h < 24) {
            said.hours[usize::from(hour)] += 1;
        }
        let weekday = point.day.weekday().to_monday_zero_offset();
        said.weekdays[usize::from(weekday.unsigned_abs())] += 1;
        if let Some(key) = &point.place_key {
            *places.entry(key).or_default() += 1;
        }
    }
    let mut ranked: Vec<(&str, u32)> = places.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let all: u32 = ranked.iter().map(|(_, n)| n).sum();
    let fifth = ranked.len().div_ceil(5);
    if ranked.len() >= 5 && all > 0 {
        let worst: u32 = ranked.iter().take(fifth).map(|(_, n)| n).sum();
        said.worst_fifth = Some(100 * worst / all);
    }
    said.repeat_places = u32::try_from(ranked.iter().filter(|(_, n)| *n > 1).count()).unwrap_or(u32::MAX);
    if !sensitive {
        let named = ranked.into_iter().filter(|(_, n)| *n > 1).take(PLACES);
        said.places = named.map(|(name, n)| (crate::scanning::title_case(name), n)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(place: &str, hour: u8) -> Point {
        Point {
            id: commonbeat_domain::Key::from_uuid(uuid::Uuid::from_u128(1)),
            offense: "burglary".into(),
            day: Date::constant(2026, 2, 16),
            hour: Some(hour),
            at: None,
            place_key: Some(place.into()),
            beat: None,
        }
    }

    #[test]
    fn repeat_places_and_busy_hours_are_counted_and_places_of_sensitive_matters_stay_unsaid() {
        let all: Vec<Point> =
            [("A", 23), ("A", 0), ("A", 1), ("B", 22), ("B", 9), ("C", 1), ("D", 1), ("E", 1)]
                .map(|(place, hour)| point(place, hour))
                .into();
        let all: Vec<&Point> = all.iter().collect();
        let mut said = Suggested::default();
        fill(&mut said, &all, false);
        assert_eq!((said.events, said.repeat_places, said.worst_fifth), (8, 2, Some(37)));
        assert_eq!(said.places, [("A".to_owned(), 3), ("B".to_owned(), 2)]);
        assert_eq!(said.busy(), Some((22, 7)));
        assert_eq!(said.weekdays[0], 8);
        let mut hidden = Suggested::default();
        fill(&mut hidden, &all, true);
        assert!(hidden.places.is_empty() && hidden.repeat_places == 2);
    }
}
