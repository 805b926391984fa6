//! A class of incidents looked at from three sides: when, at how few places, and where there is more than chance allows.

use std::collections::BTreeMap;

use commonbeat_analysis::repeat_places::{Concentration, concentration};
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::{self, Point, Span};
use commonbeat_store::{agencies, areas};
use jiff::ToSpan;

use crate::scanning::{Finding, Ground, hot_places_of, rhythm_of};
use crate::{App, Error, Result};

/// A class of incidents over some days.
#[derive(Clone, Debug)]
pub struct Analyzed {
    /// The days looked at; nothing where there is no incident at all.
    pub window: Option<Window>,
    /// Incidents of the class in them.
    pub incidents: u64,
    /// Of these, how many have a place on the map.
    pub located: u64,
    /// Incidents by weekday (Monday first) and hour, where both are known.
    pub rhythm: Vec<[u32; 24]>,
    /// Incidents whose hour is not known.
    pub unknown_hour: u32,
    /// How few places hold how much; of all places that ever had a row. Nothing where no place is known.
    pub concentration: Option<Concentration>,
    /// Where there is more than chance allows.
    pub hot_places: Vec<Finding>,
}

impl App {
    /// Looks at a class of incidents over the last `days` days of the data.
    pub async fn analyze(&self, who: &Actor, offense: &Offense, days: u16) -> Result<Analyzed> {
        who.reach(Action::RunScanning).ok_or(Error::Missing("analysis"))?;
        let now = self.now();
        let read = self.store().read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let points = incidents::points(&read, &Span::default()).await?;
        let areas = areas::list(&read, None).await?;
        let mut ground = Ground::new(points, Vec::new(), areas, now.to_zoned(zone).date());
        ground.window = ground
            .window
            .map(|w| Window { from: w.until.saturating_sub(i64::from(days).days()), until: w.until });
        let offense = offense.clone();
        tokio::task::spawn_blocking(move || look(&ground, &offense)).await.map_err(Error::broken)?
    }
}

fn look(ground: &Ground, offense: &Offense) -> Result<Analyzed> {
    let from = ground.window.map(|w| w.from);
    let rows: Vec<&Point> =
        ground.points.iter().filter(|p| Some(p.day) >= from && p.offense == offense.as_str()).collect();
    let (rhythm, unknown_hour) = rhythm_of(rows.iter().copied());
    let hot_places = hot_places_of(ground, offense).map_err(Error::broken)?;
    Ok(Analyzed {
        window: ground.window,
        incidents: rows.len() as u64,
        located: rows.iter().filter(|p| p.at.is_some()).count() as u64,
        rhythm,
        unknown_hour,
        concentration: concentrated(ground, &rows)?,
        hot_places,
    })
}

fn concentrated(ground: &Ground, rows: &[&Point]) -> Result<Option<Concentration>> {
    let mut places: Vec<&str> = ground.points.iter().filter_map(|p| p.place_key.as_deref()).collect();
    places.sort_unstable();
    places.dedup();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for key in rows.iter().filter_map(|p| p.place_key.as_deref()) {
        *counts.entry(key).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(None);
    }
    let counts: Vec<u32> = counts.into_values().collect();
    concentration(&counts, places.len()).map(Some).map_err(Error::broken)
}
