//! What stands beside a field training: the trainee's journal, observed days, the agency's own items.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, FieldTrainingId, JournalId};
use commonbeat_domain::personnel::field_training::{Day as Observed, FieldTraining, Item, Part};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::get;
use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

/// An entry of the trainee's journal. It is never scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: JournalId,
    /// The day it is about.
    pub day: Date,
    /// When it was written.
    pub at: Timestamp,
    /// What the trainee writes.
    pub words: String,
    /// Whether the training officer may read it.
    #[serde(skip)]
    pub shared: bool,
}

pub(crate) mod notes {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_journal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<JournalId>,
        pub training: Col<FieldTrainingId>,
        pub day: Day,
        pub shared: bool,
        pub doc: Doc<Note>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod observed {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_days")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub training: Col<FieldTrainingId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Day,
        pub doc: Doc<Observed>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod own_items {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        pub version: i64,
        pub doc: Doc<Vec<Item>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Most entries of a journal that are shown, the newest first.
const NOTES: u64 = 400;

/// The journal of a field training: whole for the trainee, what is shared for the training officer; there is none for anybody
/// else.
pub async fn journal(
    session: &impl Session,
    id: FieldTrainingId,
) -> Result<(FieldTraining, Part, Vec<Note>)> {
    let (training, part) = get(session, id).await?;
    let mut query = notes::Entity::find()
        .filter(notes::Column::AgencyId.eq(agency(session)))
        .filter(notes::Column::Training.eq(Col(id)));
    query = match part {
        Part::Trainee => query,
        Part::Trainer => query.filter(notes::Column::Shared.eq(true)),
        Part::Evaluator | Part::Coordinator => return Err(StoreError::Missing("journal")),
    };
    let rows = query
        .order_by_desc(notes::Column::Day)
        .order_by_desc(notes::Column::Id)
        .limit(NOTES)
        .all(conn(session))
        .await?;
    let note = |row: notes::Model| Note { shared: row.shared, ..row.doc.0 };
    Ok((training, part, rows.into_iter().map(note).collect()))
}

/// The journal is written by the trainee alone.
async fn own(session: &impl Session, id: FieldTrainingId) -> Result<()> {
    match get(session, id).await? {
        (_, Part::Trainee) => Ok(()),
        _ => Err(StoreError::Missing("journal")),
    }
}

/// Adds an entry.
pub async fn add_note(write: &mut Write, id: FieldTrainingId, note: &Note) -> Result<()> {
    own(write, id).await?;
    let row = notes::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(note.id)),
        training: Set(Col(id)),
        day: Set(Day(note.day)),
        shared: Set(note.shared),
        doc: Set(Doc(note.clone())),
    };
    notes::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Shares an entry with the training officer, or takes that back.
pub async fn share_note(write: &mut Write, id: FieldTrainingId, note: JournalId, shared: bool) -> Result<()> {
    own(write, id).await?;
    let done = notes::Entity::update_many()
        .col_expr(notes::Column::Shared, Expr::value(shared))
        .filter(notes::Column::AgencyId.eq(agency(write)))
        .filter(notes::Column::Training.eq(Col(id)))
        .filter(notes::Column::Id.eq(Col(note)))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("journal")) }
}

/// Takes an entry out for good.
pub async fn remove_note(write: &mut Write, id: FieldTrainingId, note: JournalId) -> Result<()> {
    own(write, id).await?;
    let done = notes::Entity::delete_many()
        .filter(notes::Column::AgencyId.eq(agency(write)))
        .filter(notes::Column::Training.eq(Col(id)))
        .filter(notes::Column::Id.eq(Col(note)))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("journal")) }
}

/// Erases a whole journal, of a trainee who goes; by the coordinator, who never sees it.
pub async fn erase_journal(write: &mut Write, id: FieldTrainingId) -> Result<u64> {
    match get(write, id).await? {
        (_, Part::Coordinator) => {}
        _ => return Err(StoreError::Missing("journal")),
    }
    let done = notes::Entity::delete_many()
        .filter(notes::Column::AgencyId.eq(agency(write)))
        .filter(notes::Column::Training.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(done.rows_affected)
}

/// Observed days, the last one first. Who judges comes without them.
pub async fn days(session: &impl Session, id: FieldTrainingId) -> Result<Vec<Observed>> {
    if let (_, Part::Evaluator) = get(session, id).await? {
        return Ok(Vec::new());
    }
    let rows = observed::Entity::find()
        .filter(observed::Column::AgencyId.eq(agency(session)))
        .filter(observed::Column::Training.eq(Col(id)))
        .order_by_desc(observed::Column::Day)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One observed day; none where nothing was written.
pub async fn day(session: &impl Session, id: FieldTrainingId, day: Date) -> Result<Option<Observed>> {
    if let (_, Part::Evaluator) = get(session, id).await? {
        return Ok(None);
    }
    let row = observed::Entity::find_by_id((agency(session), Col(id), Day(day))).one(conn(session)).await?;
    Ok(row.map(|row| row.doc.0))
}

/// Keeps an observed day in place of what stood there.
pub async fn save_day(write: &mut Write, id: FieldTrainingId, day: &Observed) -> Result<()> {
    get(write, id).await?;
    let row = observed::ActiveModel {
        agency_id: Set(agency(write)),
        training: Set(Col(id)),
        day: Set(Day(day.day)),
        doc: Set(Doc(day.clone())),
    };
    let again =
        OnConflict::columns([observed::Column::AgencyId, observed::Column::Training, observed::Column::Day])
            .update_column(observed::Column::Doc)
            .to_owned();
    observed::Entity::insert(row).on_conflict(again).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// The agency's own items of the daily observation with their version; those that come with the house and 0 where it has none.
pub async fn items(session: &impl Session) -> Result<(Vec<Item>, i64)> {
    session.reach(Action::OpenFieldTraining, "field training")?;
    let row = own_items::Entity::find_by_id(agency(session)).one(conn(session)).await?;
    Ok(row.map_or_else(|| (Item::shipped(), 0), |row| (row.doc.0, row.version)))
}

/// Saves the agency's own items; stale if they are no longer of the version that was read.
pub async fn save_items(write: &mut Write, items: Vec<Item>, read: i64) -> Result<i64> {
    write.reach(Action::OpenFieldTraining, "field training")?;
    let row = own_items::ActiveModel {
        agency_id: Set(agency(write)),
        version: Set(read + 1),
        doc: Set(Doc(items)),
    };
    if read == 0 {
        return match own_items::Entity::insert(row)
            .exec_without_returning(conn(write))
            .await
            .map_err(StoreError::from)
        {
            Ok(_) => Ok(1),
            Err(error) if error.is_conflict() => Err(StoreError::Stale("field items")),
            Err(other) => Err(other),
        };
    }
    let done = own_items::Entity::update_many()
        .set(row)
        .filter(own_items::Column::AgencyId.eq(agency(write)))
        .filter(own_items::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(read + 1) } else { Err(StoreError::Stale("field items")) }
}
