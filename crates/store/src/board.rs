//! The board of offers and needs.

use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, BoardEntryId, OrganizationId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::board::BoardEntry;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agreements};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<BoardEntryId>,
        pub organization: Option<Col<OrganizationId>>,
        pub until: Day,
        pub taken_down: bool,
        pub version: i64,
        pub doc: Doc<BoardEntry>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The rows the actor may see: people of the agency all, a partner's people all while an agreement in force covers the
/// board.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(entity::Column::AgencyId.eq(agency(session)));
    match (session.reach(Action::UseBoard, "board")?, &session.actor().who) {
        (Reach::Agency, _) => Ok(own),
        (Reach::Shared, Who::Person { organization: Some(organization), .. }) => {
            Ok(own.add(agreements::in_force(session, *organization, DataCategory::Board)))
        }
        _ => Err(StoreError::Missing("board")),
    }
}

/// Entries that stand on a day, the newest in front.
pub async fn standing(session: &impl Session, today: Date, limit: u64) -> Result<Vec<BoardEntry>> {
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::TakenDown.eq(false))
        .filter(entity::Column::Until.gte(Day(today)))
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Entries that were taken down with what came of them, the newest in front.
pub async fn settled(session: &impl Session, limit: u64) -> Result<Vec<BoardEntry>> {
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::TakenDown.eq(true))
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One entry.
pub async fn get(session: &impl Session, id: BoardEntryId) -> Result<BoardEntry> {
    let row = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Id.eq(Col(id)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("board"))
}

/// Adds an entry.
pub async fn insert(write: &mut Write, entry: &BoardEntry) -> Result<()> {
    entity::Entity::insert(row(write, entry)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed entry; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut entry: BoardEntry) -> Result<BoardEntry> {
    let read = entry.version;
    entry.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &entry))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(entry.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(entry) } else { Err(StoreError::Stale("board")) }
}

fn row(write: &Write, entry: &BoardEntry) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(entry.id)),
        organization: Set(entry.organization.map(Col)),
        until: Set(Day(entry.until)),
        taken_down: Set(entry.outcome.is_some()),
        version: Set(entry.version),
        doc: Set(Doc(entry.clone())),
    }
}
