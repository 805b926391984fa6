//! Known flaws of the data, as analysts write them down.

use commonbeat_domain::ids::{AgencyId, NoteId};
use commonbeat_domain::information::quality::DataNote;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "data_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<NoteId>,
        pub written_at: At,
        pub withdrawn_at: Option<At>,
        pub doc: Doc<DataNote>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes that hold, newest first.
pub async fn standing(session: &impl Session) -> Result<Vec<DataNote>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::WithdrawnAt.is_null())
        .order_by_desc(entity::Column::WrittenAt)
        .order_by_desc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Keeps a new note.
pub async fn insert(write: &mut Write, note: &DataNote) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(note.id)),
        written_at: Set(At(note.at)),
        withdrawn_at: Set(None),
        doc: Set(Doc(note.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Takes a note back; it stays in the database and in the trail. `Stale` where it was taken back already.
pub async fn withdraw(write: &mut Write, id: NoteId) -> Result<()> {
    let row = entity::Entity::find_by_id((agency(write), Col(id))).one(conn(write)).await?;
    let row = row.ok_or(StoreError::Missing("note"))?;
    if row.withdrawn_at.is_some() {
        return Err(StoreError::Stale("note"));
    }
    let note = DataNote { withdrawn: Some(write.now()), ..row.doc.0 };
    entity::Entity::update_many()
        .col_expr(entity::Column::WithdrawnAt, Expr::value(Some(At(write.now()))))
        .col_expr(entity::Column::Doc, Expr::value(Doc(note)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}
