//! Incidents and calls: rows of batches, and the queries that scanning, assessment and publishing need.
//!
//! A row counts while its batch is active and no active batch replaced it. A changed record is a new row; the earlier
//! form stays.

mod categories;
mod figures;
mod known;
mod load;
mod state;

use commonbeat_domain::ids::{AgencyId, AreaId, BatchId, IncidentId};
use commonbeat_domain::information::incidents::Incident;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Select};

pub use categories::{Category, categories, of_another_class, set_class};
pub use figures::{
    Event, Events, Point, SENSITIVE, Span, by_offense, events, monthly_by_area, places_by_area, points, span,
};
pub use known::{days_by_batch, flagged, keys_between, known_by_batch};
pub(crate) use load::Loader;
pub use load::{ByAddress, NewIncident, NewRows, Placed};
pub use state::{DataState, data_state};

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, batches};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "incidents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<IncidentId>,
        pub batch_id: Col<BatchId>,
        pub replaced_by: Option<Col<BatchId>>,
        pub kind: String,
        pub source_key: String,
        pub source_id: Option<String>,
        pub digest: Vec<u8>,
        pub offense: String,
        pub label: String,
        pub day: Day,
        pub hour: Option<i32>,
        pub from_at: At,
        pub until_at: Option<At>,
        pub lon: Option<f64>,
        pub lat: Option<f64>,
        pub cell7: Option<i64>,
        pub cell10: Option<i64>,
        pub address_how: Option<String>,
        pub address_score: Option<f64>,
        pub place_text: String,
        pub place_key: Option<String>,
        pub beat_id: Option<Col<AreaId>>,
        pub neighborhood_id: Option<Col<AreaId>>,
        pub flags: Doc<Vec<String>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The condition that makes rows count, given the active batches.
fn counting(active: &[Col<BatchId>]) -> Condition {
    let current = Condition::any()
        .add(entity::Column::ReplacedBy.is_null())
        .add(entity::Column::ReplacedBy.is_not_in(active.iter().copied()));
    Condition::all().add(entity::Column::BatchId.is_in(active.iter().copied())).add(current)
}

/// Rows of the agency that count.
pub(crate) async fn visible(session: &impl Session) -> Result<Select<entity::Entity>> {
    let active = batches::active(session).await?;
    Ok(entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session))).filter(counting(&active)))
}

impl TryFrom<entity::Model> for Incident {
    type Error = StoreError;
    fn try_from(row: entity::Model) -> Result<Incident> {
        use commonbeat_domain::information::incidents::RecordKind;
        let unreadable = StoreError::Unreadable("incident");
        let kind = if row.kind == RecordKind::Call.name() { RecordKind::Call } else { RecordKind::Incident };
        let at =
            row.lon.zip(row.lat).and_then(|(lon, lat)| commonbeat_domain::place::LonLat::new(lon, lat).ok());
        Ok(Incident {
            id: row.id.0,
            batch: row.batch_id.0,
            kind,
            source_id: row.source_id,
            offense: row.offense.parse().map_err(|_| unreadable)?,
            label: row.label,
            day: row.day.0,
            hour: row.hour.and_then(|h| u8::try_from(h).ok()),
            from: row.from_at.0,
            until: row.until_at.map(|at| at.0),
            at,
            place_text: row.place_text,
            place_key: row.place_key,
            beat: row.beat_id.map(|id| id.0),
            neighborhood: row.neighborhood_id.map(|id| id.0),
            flags: row.flags.0,
        })
    }
}

/// Newest incidents of a place, for the page of a candidate or problem.
pub async fn at_place(session: &impl Session, place_key: &str, limit: u64) -> Result<Vec<Incident>> {
    let rows = visible(session)
        .await?
        .filter(entity::Column::PlaceKey.eq(place_key))
        .order_by_desc(entity::Column::Day)
        .limit(limit)
        .all(conn(session))
        .await?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// How many rows count.
pub async fn count(session: &impl Session) -> Result<u64> {
    Ok(visible(session).await?.count(conn(session)).await?)
}
