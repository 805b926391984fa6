//! A town in the form in which the import leaves it: incidents read from its own file under the shipped profile.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, anyhow};
use commonbeat_domain::Key;
use commonbeat_domain::ids::{AreaId, ConcernId, IncidentId};
use commonbeat_domain::organization::areas::{Area, AreaKind, holding};
use commonbeat_domain::partnerships::concerns::{Channel, Concern, NewConcern};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::{Reference, Series};
use commonbeat_formats::incidents::{Reader, RowOutcome, Settings, shipped};
use commonbeat_formats::{Limits, areas as area_files};
use commonbeat_simulate::{Geometry, Layer, Town};
use commonbeat_store::incidents::Point;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// What an agency has in hand.
pub struct Records {
    /// Incidents in the order of days.
    pub points: Vec<Point>,
    /// Boundary, beats, neighborhoods.
    pub areas: Vec<Area>,
    /// Concerns of the last half year.
    pub concerns: Vec<Concern>,
    /// Which resident's concern is about which plant: the truth's, not the agency's.
    pub about: BTreeMap<ConcernId, String>,
    /// How often each row of the town's table of offenses came to be each class.
    pub classes: BTreeMap<usize, BTreeMap<String, u32>>,
}

/// The id that the agency gives to an incident of the town.
pub fn id_of(number: u32) -> IncidentId {
    IncidentId::from_uuid(Uuid::from_u128(u128::from(number)))
}

impl Records {
    /// Brings a town in.
    pub fn of(town: &Town) -> Result<Records> {
        let areas = areas(town)?;
        let mut csv = Vec::new();
        town.write_incidents(&mut csv)?;
        let zone = TimeZone::get(&town.spec().zone)?;
        let reader = Reader::new(csv.as_slice(), shipped("chicago-22col")?, &Settings::new(zone))
            .map_err(|e| anyhow!("{e}"))?;
        let rows: HashMap<u32, usize> = town.incidents().iter().map(|i| (i.id, i.row())).collect();
        let mut classes: BTreeMap<usize, BTreeMap<String, u32>> = BTreeMap::new();
        let beats = Beats::of(&areas);
        let mut points = Vec::new();
        for outcome in reader {
            let RowOutcome::Accepted(row, _) = outcome.map_err(|e| anyhow!("{e}"))? else { continue };
            let number: u32 = row.source_id().context("an id")?.parse()?;
            let offense = row.category.offense.as_str().to_owned();
            let kind = rows.get(&number).context("an incident of the town")?;
            *classes.entry(*kind).or_default().entry(offense.clone()).or_default() += 1;
            let Some(day) = row.day else { continue };
            points.push(Point {
                id: id_of(number),
                offense,
                day,
                hour: row.hour,
                at: row.at.map(|at| [at.lon(), at.lat()]),
                place_key: row.place_key.filter(|_| row.set_aside.is_none()),
                beat: row.at.and_then(|at| beats.holding(at)),
            });
        }
        points.sort_by_key(|p| (p.day, p.id));
        let (concerns, about) = concerns(town, &areas)?;
        Ok(Records { points, areas, concerns, about, classes })
    }
}

/// Beats with their bounds, which most points can be turned away at.
struct Beats<'a>(Vec<(&'a Area, [f64; 4])>);

impl Beats<'_> {
    fn of(areas: &[Area]) -> Beats<'_> {
        let beats = areas.iter().filter(|a| a.kind == AreaKind::Beat);
        Beats(beats.filter_map(|a| Some((a, a.shape.bounds()?))).collect())
    }

    fn holding(&self, at: LonLat) -> Option<AreaId> {
        let near = |[west, south, east, north]: [f64; 4]| {
            (west..=east).contains(&at.lon()) && (south..=north).contains(&at.lat())
        };
        self.0.iter().find(|(beat, bounds)| near(*bounds) && beat.shape.contains(at)).map(|(beat, _)| beat.id)
    }
}

fn areas(town: &Town) -> Result<Vec<Area>> {
    let mut all = Vec::new();
    for (kind, layer) in [
        (AreaKind::Boundary, Layer::Boundary),
        (AreaKind::Beat, Layer::Beats),
        (AreaKind::Neighborhood, Layer::Neighborhoods),
    ] {
        let mut bytes = Vec::new();
        town.write_layer(layer, &mut bytes)?;
        for named in area_files::read(bytes.as_slice(), Some("name"), Limits::default())?.areas {
            let id = AreaId::from_uuid(Uuid::from_u128(all.len() as u128 + 1));
            all.push(Area { id, kind, slug: named.name.clone(), name: named.name, shape: named.shape });
        }
    }
    Ok(all)
}

/// The shape of a polygon of the town.
pub fn shape_of(geometry: &Geometry) -> Result<Shape> {
    let feature = serde_json::json!({"type": "Feature", "properties": {"name": "it"}, "geometry": geometry});
    let file = serde_json::json!({"type": "FeatureCollection", "features": [feature]}).to_string();
    let read = area_files::read(file.as_bytes(), Some("name"), Limits::default())?;
    read.areas.into_iter().next().map(|area| area.shape).context("a polygon")
}

fn concerns(town: &Town, areas: &[Area]) -> Result<(Vec<Concern>, BTreeMap<ConcernId, String>)> {
    let zone = TimeZone::get(&town.spec().zone)?;
    let since = town.spec().today.to_zoned(zone)?.timestamp() - SignedDuration::from_hours(24 * 183);
    let mut about = BTreeMap::new();
    let mut all = Vec::new();
    for (n, told) in town.concerns().iter().enumerate().filter(|(_, c)| c.received >= since) {
        let id = ConcernId::from_uuid(Uuid::from_u128(n as u128 + 1));
        if let Some(plant) = &told.about {
            about.insert(id, plant.clone());
        }
        let at = LonLat::try_from(told.at)?;
        let new = NewConcern {
            kind: serde_json::from_value(serde_json::to_value(told.kind)?)?,
            words: told.words.clone(),
            place_text: told.place_text.clone(),
            at: Some(at),
            area: holding(areas, AreaKind::Neighborhood, at).map(|a| a.id),
            channel: Channel::Web,
            email: None,
            called: String::new(),
            language: "en".parse()?,
        };
        let reference =
            Reference { series: Series::Concern, year: town.spec().today.year(), number: n as u32 + 1 };
        let beat = holding(areas, AreaKind::Beat, at).map(|a| a.id);
        all.push(new.received(id, reference, beat, told.received, 7));
    }
    Ok((all, about))
}
