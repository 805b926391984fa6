//! Loading rows into a batch that does not count yet.
//!
//! Rows go in by the database's own fastest way, beside the entities: [`loader`] for SQLite, [`copy`] for PostgreSQL. What
//! has to be looked up or marked in rows that are there already is done first, in a transaction of its own. Nothing
//! depends on the two together: whatever a batch wrote or marked counts only once the batch does.

mod copy;
mod loader;

use std::collections::HashMap;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AreaId, BatchId, IncidentId};
use commonbeat_domain::information::imports::Tally;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::place::LonLat;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QuerySelect};

pub(crate) use loader::Loader;

use super::{counting, entity};
use crate::columns::Col;
use crate::open::Backend;
use crate::session::{agency, conn};
use crate::{Result, Store, Write, batches};

/// A row of a file, as it goes in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewIncident {
    /// Its id, if it turns out to be new or changed.
    pub id: IncidentId,
    /// Incident or call.
    pub kind: RecordKind,
    /// What tells it apart in its source: the id with its kind, or content and number of occurrence where there is no id.
    pub source_key: String,
    /// The id in the source.
    pub source_id: Option<String>,
    /// SHA-256 over its fields; tells whether it changed.
    pub digest: Vec<u8>,
    /// The class.
    pub offense: Offense,
    /// The source's words for the class.
    pub label: String,
    /// Local day.
    pub day: Date,
    /// Local hour, if known.
    pub hour: Option<u8>,
    /// Earliest moment.
    pub from: Timestamp,
    /// Latest moment.
    pub until: Option<Timestamp>,
    /// Where.
    pub at: Option<Placed>,
    /// How the place was found, where it was matched with one of the agency's addresses.
    pub by_address: Option<ByAddress>,
    /// The place as written.
    pub place_text: String,
    /// The same for equal places.
    pub place_key: Option<String>,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood it lies in.
    pub neighborhood: Option<AreaId>,
    /// What import noticed.
    pub flags: Vec<String>,
}

/// A point with its H3 cells, which take as long to find as the database takes for the row: whoever reads finds them, not
/// whoever writes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    at: LonLat,
    /// The coarse cell (resolution 7) and the fine one (10).
    cells: [i64; 2],
}

impl From<LonLat> for Placed {
    fn from(at: LonLat) -> Placed {
        let both = [h3o::Resolution::Seven, h3o::Resolution::Ten];
        Placed { at, cells: both.map(|resolution| at.cell(resolution).cast_signed()) }
    }
}

/// How a place was found among the agency's addresses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ByAddress {
    /// `exact`, `normalized` or `close`.
    pub how: &'static str,
    /// How sure that is, from 0 to 1.
    pub score: f64,
}

/// Rows of a file as they go in together. Their keys differ.
#[derive(Clone, Debug, Default)]
pub struct NewRows {
    /// The rows.
    pub rows: Vec<NewIncident>,
    /// Whether the reader knows that none of them came earlier in the same file. Then, while the agency has no earlier
    /// rows of this profile, nothing needs to be looked up.
    pub first_in_file: bool,
}

impl From<Vec<NewIncident>> for NewRows {
    fn from(rows: Vec<NewIncident>) -> NewRows {
        NewRows { rows, first_in_file: false }
    }
}

impl Store {
    /// Adds rows, and refused ones, to a loading batch in short transactions of their own.
    pub async fn load_chunk(
        &self,
        who: &Actor,
        now: Timestamp,
        batch: BatchId,
        rows: impl Into<NewRows> + Send,
        refused: &[batches::RefusedRow],
        tally: &Tally,
    ) -> Result<Tally> {
        let NewRows { rows, first_in_file } = rows.into();
        let mut tally = tally.clone();
        let unknown = first_in_file && !batches::has_active_like(&self.read(who).await?, batch).await?;
        let new = if unknown && refused.is_empty() {
            tally.accepted += rows.len() as u64;
            rows
        } else {
            let mut write = self.write(who, now).await?;
            let new = if unknown {
                tally.accepted += rows.len() as u64;
                rows
            } else {
                sift(&mut write, batch, rows, &mut tally).await?
            };
            batches::insert_refusals(&mut write, batch, refused).await?;
            write.commit_unseen().await?;
            new
        };
        let touched = batches::Touch::new(who.agency, batch, now, &tally);
        match self.backend() {
            Backend::Sqlite => loader::insert(self, touched, new).await?,
            Backend::Postgres => copy::insert(self, &touched, new).await?,
        }
        Ok(tally)
    }
}

/// Rows that are looked up with one statement; stays under both databases' limits of parameters.
const LOOKED_UP: usize = 1_000;

/// Leaves out rows known with the same content; for rows known with other content the earlier form is marked as
/// replaced once the batch counts. Gives what is new or changed.
async fn sift(
    write: &mut Write,
    batch: BatchId,
    rows: Vec<NewIncident>,
    tally: &mut Tally,
) -> Result<Vec<NewIncident>> {
    let active = batches::active(write).await?;
    let mut new = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<NewIncident> = rows.by_ref().take(LOOKED_UP).collect();
        let known = known(write, &active, batch, &part).await?;
        let mut replaced = Vec::new();
        for row in part {
            match known.get(&row.source_key) {
                Some((_, digest)) if *digest == row.digest => tally.unchanged += 1,
                Some((id, _)) => {
                    tally.updated += 1;
                    replaced.push(*id);
                    new.push(row);
                }
                None => {
                    tally.accepted += 1;
                    new.push(row);
                }
            }
        }
        mark_replaced(write, batch, replaced).await?;
    }
    Ok(new)
}

type Known = HashMap<String, (Col<IncidentId>, Vec<u8>)>;

/// What is known of these rows: the form that counts, or an earlier row of this same file, whichever is newer.
async fn known(
    write: &Write,
    active: &[Col<BatchId>],
    batch: BatchId,
    rows: &[NewIncident],
) -> Result<Known> {
    let of_this_file = Condition::all()
        .add(entity::Column::BatchId.eq(Col(batch)))
        .add(entity::Column::ReplacedBy.is_null());
    let not_replaced_here = Condition::any()
        .add(entity::Column::ReplacedBy.is_null())
        .add(entity::Column::ReplacedBy.ne(Col(batch)));
    let before = counting(active).add(not_replaced_here);
    let found = entity::Entity::find()
        .select_only()
        .columns([entity::Column::SourceKey, entity::Column::Id, entity::Column::Digest])
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::SourceKey.is_in(rows.iter().map(|r| r.source_key.as_str())))
        .filter(Condition::any().add(of_this_file).add(before))
        .into_tuple::<(String, Col<IncidentId>, Vec<u8>)>()
        .all(conn(write))
        .await?;
    Ok(found.into_iter().map(|(key, id, digest)| (key, (id, digest))).collect())
}

async fn mark_replaced(write: &Write, batch: BatchId, ids: Vec<Col<IncidentId>>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    entity::Entity::update_many()
        .col_expr(entity::Column::ReplacedBy, Expr::value(Col(batch)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.is_in(ids))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// The columns that a new row fills, in the order in which [`loader`] and [`copy`] write them. `replaced_by` is not among them.
const COLUMNS: &str = "agency_id, batch_id, id, kind, source_key, source_id, digest, offense, label, day, hour, \
    from_at, until_at, lon, lat, cell7, cell10, address_how, address_score, place_text, place_key, beat_id, \
    neighborhood_id, flags";

/// What import noticed, as the column holds it.
fn flags(row: &NewIncident) -> String {
    if row.flags.is_empty() {
        return "[]".to_owned();
    }
    serde_json::to_string(&row.flags).unwrap_or_default()
}
