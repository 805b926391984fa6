//! Loading rows into a batch that does not count yet.

use std::collections::HashMap;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AreaId, BatchId, IncidentId};
use commonbeat_domain::information::imports::Tally;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::place::LonLat;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QuerySelect};

use super::{counting, entity};
use crate::columns::{At, Col, Day, Doc};
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
    pub at: Option<LonLat>,
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

/// What became of a chunk of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Loaded {
    accepted: u64,
    updated: u64,
    unchanged: u64,
}

impl Store {
    /// Adds a chunk of rows, and of refused ones, to a loading batch in a transaction of its own. Keys must differ within one call.
    pub async fn load_chunk(
        &self,
        who: &Actor,
        now: Timestamp,
        batch: BatchId,
        rows: Vec<NewIncident>,
        refused: &[batches::RefusedRow],
        tally: &Tally,
    ) -> Result<Tally> {
        let mut write = self.write(who, now).await?;
        let loaded = load(&mut write, batch, rows).await?;
        batches::insert_refusals(&mut write, batch, refused).await?;
        let mut tally = tally.clone();
        tally.accepted += loaded.accepted;
        tally.updated += loaded.updated;
        tally.unchanged += loaded.unchanged;
        batches::touch(&mut write, batch, &tally).await?;
        write.commit_unseen().await?;
        Ok(tally)
    }
}

/// Rows in one statement; 23 columns each stay under both databases' limits of parameters.
const CHUNK: usize = 400;

/// Adds rows to a loading batch. Rows known with the same content are left out; for rows known with other content
/// the earlier form is marked as replaced once the batch counts. Keys must differ within one call.
async fn load(write: &mut Write, batch: BatchId, rows: Vec<NewIncident>) -> Result<Loaded> {
    let active = batches::active(write).await?;
    let mut loaded = Loaded::default();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<NewIncident> = rows.by_ref().take(CHUNK).collect();
        let known = known(write, &active, batch, &part).await?;
        let mut replaced = Vec::new();
        let mut new = Vec::new();
        for row in part {
            match known.get(&row.source_key) {
                Some((_, digest)) if *digest == row.digest => loaded.unchanged += 1,
                Some((id, _)) => {
                    loaded.updated += 1;
                    replaced.push(*id);
                    new.push(model(write, batch, row));
                }
                None => {
                    loaded.accepted += 1;
                    new.push(model(write, batch, row));
                }
            }
        }
        mark_replaced(write, batch, replaced).await?;
        if !new.is_empty() {
            entity::Entity::insert_many(new).exec_without_returning(conn(write)).await?;
        }
    }
    Ok(loaded)
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

fn model(write: &Write, batch: BatchId, row: NewIncident) -> entity::ActiveModel {
    let cell = |resolution| row.at.map(|at| at.cell(resolution).cast_signed());
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(row.id)),
        batch_id: Set(Col(batch)),
        replaced_by: Set(None),
        kind: Set(row.kind.name().to_owned()),
        source_key: Set(row.source_key),
        source_id: Set(row.source_id),
        digest: Set(row.digest),
        offense: Set(row.offense.to_string()),
        label: Set(row.label),
        day: Set(Day(row.day)),
        hour: Set(row.hour.map(i32::from)),
        from_at: Set(At(row.from)),
        until_at: Set(row.until.map(At)),
        lon: Set(row.at.map(LonLat::lon)),
        lat: Set(row.at.map(LonLat::lat)),
        cell7: Set(cell(h3o::Resolution::Seven)),
        cell10: Set(cell(h3o::Resolution::Ten)),
        place_text: Set(row.place_text),
        place_key: Set(row.place_key),
        beat_id: Set(row.beat.map(Col)),
        neighborhood_id: Set(row.neighborhood.map(Col)),
        flags: Set(Doc(row.flags)),
    }
}
