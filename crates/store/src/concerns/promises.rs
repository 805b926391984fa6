//! Promises to residents.

use commonbeat_domain::ids::{AgencyId, ConcernId, PromiseId};
use commonbeat_domain::partnerships::promises::Promise;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "promises")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<PromiseId>,
        pub concern_id: Col<ConcernId>,
        pub state: String,
        pub due_on: Day,
        pub due_at: At,
        pub doc: Doc<Promise>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Promises given on a thread, the first due in front. The caller has fetched the concern, and so proved its reach.
pub async fn promises_of(session: &impl Session, concern: ConcernId) -> Result<Vec<Promise>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::ConcernId.eq(Col(concern)))
        .order_by_asc(entity::Column::DueAt)
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One promise of a thread. The caller has fetched the concern, and so proved its reach.
pub async fn promise(session: &impl Session, concern: ConcernId, id: PromiseId) -> Result<Promise> {
    let row = entity::Entity::find_by_id((agency(session), Col(id)))
        .filter(entity::Column::ConcernId.eq(Col(concern)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("promise"))
}

/// Adds a promise.
pub async fn insert_promise(write: &mut Write, promise: &Promise) -> Result<()> {
    entity::Entity::insert(row(write, promise)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves what became of a promise. Its concern, saved in the same write, is what tells a stale edit.
pub async fn save_promise(write: &mut Write, promise: &Promise) -> Result<()> {
    entity::Entity::update(row(write, promise)).exec(conn(write)).await?;
    Ok(())
}

fn row(write: &Write, promise: &Promise) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(promise.id)),
        concern_id: Set(Col(promise.concern)),
        state: Set(promise.state.name().to_owned()),
        due_on: Set(Day(promise.due_on)),
        due_at: Set(At(promise.due_at)),
        doc: Set(Doc(promise.clone())),
    }
}
