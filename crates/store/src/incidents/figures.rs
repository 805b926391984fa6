//! Figures over the rows that count: lean points for the statistics, counts by month for publishing.

use commonbeat_domain::ids::{AreaId, IncidentId};
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect};

use super::{entity, visible};
use crate::columns::{Col, Day};
use crate::session::conn;
use crate::{Result, Session, StoreError};

/// Which rows: an empty list or nothing means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Span {
    /// Incident or call.
    pub kind: Option<RecordKind>,
    /// Classes.
    pub offenses: Vec<Offense>,
    /// First day.
    pub from: Option<Date>,
    /// Day after the last.
    pub until: Option<Date>,
    /// West, south, east, north in degrees.
    pub bounds: Option<[f64; 4]>,
}

/// A row as the statistics need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The incident.
    pub id: IncidentId,
    /// Its class.
    pub offense: String,
    /// Local day.
    pub day: Date,
    /// Local hour, if known.
    pub hour: Option<u8>,
    /// Longitude and latitude.
    pub at: Option<[f64; 2]>,
    /// The same for equal places.
    pub place_key: Option<String>,
    /// The beat.
    pub beat: Option<AreaId>,
}

type Lean = (
    Col<IncidentId>,
    String,
    Day,
    Option<i32>,
    Option<f64>,
    Option<f64>,
    Option<String>,
    Option<Col<AreaId>>,
);

/// Rows of a span, in the order of days.
pub async fn points(session: &impl Session, span: &Span) -> Result<Vec<Point>> {
    use entity::Column::{BeatId, Day as DayOf, Hour, Id, Lat, Lon, Offense as Class, PlaceKey};
    let rows = filtered(visible(session).await?, span)
        .select_only()
        .columns([Id, Class, DayOf, Hour, Lon, Lat, PlaceKey, BeatId])
        .into_tuple::<Lean>()
        .all(conn(session))
        .await?;
    let point = |(id, offense, day, hour, lon, lat, place_key, beat): Lean| Point {
        id: id.0,
        offense,
        day: day.0,
        hour: hour.and_then(|h| u8::try_from(h).ok()),
        at: lon.zip(lat).map(|(lon, lat)| [lon, lat]),
        place_key,
        beat: beat.map(|b| b.0),
    };
    let mut points: Vec<Point> = rows.into_iter().map(point).collect();
    // Put in order here: asked to do it, SQLite walks all days instead of the class.
    points.sort_unstable_by_key(|point| (point.day, point.id));
    Ok(points)
}

/// A row with a place, as a count around many places needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Longitude and latitude.
    pub at: [f64; 2],
    /// Local day.
    pub day: Date,
    /// Incident or call.
    pub kind: RecordKind,
    /// Its class: the place of it in [`Events::classes`].
    pub class: u16,
}

/// Rows with a place, from west to east.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events {
    /// The rows.
    pub rows: Vec<Event>,
    /// Classes that occur.
    pub classes: Vec<Offense>,
}

/// The rows with a place of the days from `from` up to, not with, `until`.
pub async fn events(session: &impl Session, from: Date, until: Date) -> Result<Events> {
    use entity::Column::{Day as DayOf, Kind, Lat, Lon, Offense as Class};
    let span = Span { from: Some(from), until: Some(until), ..Span::default() };
    let rows = filtered(visible(session).await?, &span)
        .filter(Lon.is_not_null())
        .filter(Lat.is_not_null())
        .select_only()
        .columns([Lon, Lat, DayOf, Kind, Class])
        .into_tuple::<(f64, f64, Day, String, String)>()
        .all(conn(session))
        .await?;
    let mut events = Events { rows: Vec::with_capacity(rows.len()), classes: Vec::new() };
    for (lon, lat, day, kind, class) in rows {
        let unreadable = |_| StoreError::Unreadable("incident");
        let known = events.classes.iter().position(|known| known.as_str() == class);
        let class = match known {
            Some(place) => place,
            None => {
                events.classes.push(class.parse().map_err(unreadable)?);
                events.classes.len() - 1
            }
        };
        let class = u16::try_from(class).map_err(|_| StoreError::Unreadable("incident"))?;
        let kind = if kind == RecordKind::Call.name() { RecordKind::Call } else { RecordKind::Incident };
        events.rows.push(Event { at: [lon, lat], day: day.0, kind, class });
    }
    events.rows.sort_unstable_by(|a, b| a.at[0].total_cmp(&b.at[0]));
    Ok(events)
}

fn filtered(mut query: sea_orm::Select<entity::Entity>, span: &Span) -> sea_orm::Select<entity::Entity> {
    if let Some(kind) = span.kind {
        query = query.filter(entity::Column::Kind.eq(kind.name()));
    }
    if !span.offenses.is_empty() {
        query = query.filter(entity::Column::Offense.is_in(span.offenses.iter().map(Offense::as_str)));
    }
    if let Some(from) = span.from {
        query = query.filter(entity::Column::Day.gte(Day(from)));
    }
    if let Some(until) = span.until {
        query = query.filter(entity::Column::Day.lt(Day(until)));
    }
    if let Some([west, south, east, north]) = span.bounds {
        query = query
            .filter(entity::Column::Lon.between(west, east))
            .filter(entity::Column::Lat.between(south, north));
    }
    query
}

/// First and last day of the rows that count, of a kind.
pub async fn span(session: &impl Session, kind: Option<RecordKind>) -> Result<Option<(Date, Date)>> {
    // The ends of an index; the least and the greatest of all rows would read them all.
    let of_kind = Span { kind, ..Span::default() };
    let days = filtered(visible(session).await?, &of_kind).select_only().column(entity::Column::Day);
    let first = days.clone().order_by_asc(entity::Column::Day).into_tuple::<Day>().one(conn(session)).await?;
    let last = days.order_by_desc(entity::Column::Day).into_tuple::<Day>().one(conn(session)).await?;
    Ok(first.zip(last).map(|(first, last)| (first.0, last.0)))
}

/// How many rows of a span there are of each class, most first.
pub async fn by_offense(session: &impl Session, span: &Span) -> Result<Vec<(Offense, u64)>> {
    let rows = filtered(visible(session).await?, span)
        .select_only()
        .column(entity::Column::Offense)
        .column_as(Expr::col(Asterisk).count(), "n")
        .group_by(entity::Column::Offense)
        .order_by_desc(Expr::col("n"))
        .order_by_asc(entity::Column::Offense)
        .into_tuple::<(String, i64)>()
        .all(conn(session))
        .await?;
    let class = |(offense, n): (String, i64)| {
        let offense = offense.parse().map_err(|_| StoreError::Unreadable("incident"))?;
        Ok((offense, u64::try_from(n).unwrap_or_default()))
    };
    rows.into_iter().map(class).collect()
}

/// Name of the flag of a record that the agency's own categories mark as sensitive, whatever its class.
pub const SENSITIVE: &str = "sensitive";

/// Counts by neighborhood and class of the days from `from` up to, not with, `until`. Records flagged as sensitive
/// are counted under the class of that name.
pub async fn monthly_by_area(
    session: &impl Session,
    from: Date,
    until: Date,
) -> Result<Vec<(AreaId, Offense, u32)>> {
    let mut lines = Vec::new();
    for marked in [false, true] {
        let rows = of_neighborhoods(session, from, until, marked)
            .await?
            .select_only()
            .column(entity::Column::NeighborhoodId)
            .column(entity::Column::Offense)
            .column_as(entity::Column::Id.count(), "n")
            .group_by(entity::Column::NeighborhoodId)
            .group_by(entity::Column::Offense)
            .into_tuple::<(Col<AreaId>, String, i64)>()
            .all(conn(session))
            .await?;
        for (area, offense, n) in rows {
            let class = if marked { SENSITIVE } else { &offense };
            let offense = class.parse().map_err(|_| StoreError::Unreadable("incident"))?;
            lines.push((area.0, offense, u32::try_from(n).unwrap_or(u32::MAX)));
        }
    }
    Ok(lines)
}

/// Neighborhood, class, longitude and latitude of the records of these days that have a place and are not flagged as
/// sensitive.
pub async fn places_by_area(
    session: &impl Session,
    from: Date,
    until: Date,
) -> Result<Vec<(AreaId, Offense, [f64; 2])>> {
    use entity::Column::{Lat, Lon, NeighborhoodId, Offense as Class};
    let rows = of_neighborhoods(session, from, until, false)
        .await?
        .filter(Lon.is_not_null())
        .filter(Lat.is_not_null())
        .select_only()
        .columns([NeighborhoodId, Class, Lon, Lat])
        .into_tuple::<(Col<AreaId>, String, f64, f64)>()
        .all(conn(session))
        .await?;
    let place = |(area, offense, lon, lat): (Col<AreaId>, String, f64, f64)| {
        let offense = offense.parse().map_err(|_| StoreError::Unreadable("incident"))?;
        Ok((area.0, offense, [lon, lat]))
    };
    rows.into_iter().map(place).collect()
}

async fn of_neighborhoods(
    session: &impl Session,
    from: Date,
    until: Date,
    marked: bool,
) -> Result<sea_orm::Select<entity::Entity>> {
    let kind = Some(RecordKind::Incident);
    let span = Span { kind, from: Some(from), until: Some(until), ..Span::default() };
    let flag = format!("%\"{SENSITIVE}\"%");
    let flags = Expr::col(entity::Column::Flags);
    let is_marked = if marked { flags.like(flag) } else { flags.not_like(flag) };
    Ok(filtered(visible(session).await?, &span)
        .filter(entity::Column::NeighborhoodId.is_not_null())
        .filter(is_marked))
}
