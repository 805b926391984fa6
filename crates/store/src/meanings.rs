//! What categories mean, the history of those decisions, and weights of harm.

use commonbeat_domain::ids::{AgencyId, ChangeId};
use commonbeat_domain::information::meanings::{Change, Decided, Weights};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "category_meanings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub label: String,
        pub decided_at: At,
        pub version: i64,
        pub doc: Doc<Decided>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod changes {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "category_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ChangeId>,
        pub label: String,
        pub decided_at: At,
        pub doc: Doc<Change>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod weights_entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "harm_weights")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        pub version: i64,
        pub doc: Doc<Weights>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Every category that somebody decided on.
pub async fn all(session: &impl Session) -> Result<Vec<Decided>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_asc(entity::Column::Label)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// What was decided on a category, if anything was.
pub async fn get(session: &impl Session, label: &str) -> Result<Option<Decided>> {
    let found = entity::Entity::find_by_id((agency(session), label.to_owned())).one(conn(session)).await?;
    Ok(found.map(|row| row.doc.0))
}

/// Keeps a decision. Its version must be one more than the one that was read (from 0); otherwise `Stale`.
pub async fn decide(write: &mut Write, decided: &Decided) -> Result<()> {
    if decided.version == 1 {
        let row = entity::ActiveModel {
            agency_id: Set(agency(write)),
            label: Set(decided.label.clone()),
            decided_at: Set(At(decided.at)),
            version: Set(1),
            doc: Set(Doc(decided.clone())),
        };
        let keys = [entity::Column::AgencyId, entity::Column::Label];
        let insert = entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(keys).do_nothing().to_owned())
            .exec_without_returning(conn(write))
            .await;
        return match insert {
            Ok(1) => Ok(()),
            Ok(_) | Err(DbErr::RecordNotInserted) => Err(StoreError::Stale("category")),
            Err(other) => Err(other.into()),
        };
    }
    let changed = entity::Entity::update_many()
        .col_expr(entity::Column::DecidedAt, Expr::value(At(decided.at)))
        .col_expr(entity::Column::Version, Expr::value(decided.version))
        .col_expr(entity::Column::Doc, Expr::value(Doc(decided.clone())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Label.eq(decided.label.as_str()))
        .filter(entity::Column::Version.eq(decided.version - 1))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("category")) }
}

/// Notes a decision in the history.
pub async fn insert_change(write: &mut Write, id: ChangeId, change: &Change) -> Result<()> {
    let row = changes::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(id)),
        label: Set(change.label.clone()),
        decided_at: Set(At(change.at)),
        doc: Set(Doc(change.clone())),
    };
    changes::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// One decision of the history.
pub async fn change(session: &impl Session, id: ChangeId) -> Result<Change> {
    let row = changes::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("category"))
}

/// Notes what became of a decision.
pub async fn update_change(write: &mut Write, id: ChangeId, change: &Change) -> Result<()> {
    changes::Entity::update_many()
        .col_expr(changes::Column::Doc, Expr::value(Doc(change.clone())))
        .filter(changes::Column::AgencyId.eq(agency(write)))
        .filter(changes::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Decisions on a category, or on all, newest first.
pub async fn history(
    session: &impl Session,
    label: Option<&str>,
    limit: u64,
) -> Result<Vec<(ChangeId, Change)>> {
    let mut query = changes::Entity::find().filter(changes::Column::AgencyId.eq(agency(session)));
    if let Some(label) = label {
        query = query.filter(changes::Column::Label.eq(label));
    }
    let rows = query
        .order_by_desc(changes::Column::DecidedAt)
        .order_by_desc(changes::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.id.0, row.doc.0)).collect())
}

/// The agency's weights of harm with their version; none set: version 0.
pub async fn weights(session: &impl Session) -> Result<(Weights, i64)> {
    let row = weights_entity::Entity::find_by_id(agency(session)).one(conn(session)).await?;
    Ok(row.map_or_else(|| (Weights::default(), 0), |row| (row.doc.0, row.version)))
}

/// Keeps weights, if they are still those that were read.
pub async fn put_weights(write: &mut Write, weights: &Weights, read: i64) -> Result<()> {
    if self::weights(write).await?.1 != read {
        return Err(StoreError::Stale("weights"));
    }
    let row = weights_entity::ActiveModel {
        agency_id: Set(agency(write)),
        version: Set(read + 1),
        doc: Set(Doc(weights.clone())),
    };
    weights_entity::Entity::insert(row)
        .on_conflict(
            OnConflict::column(weights_entity::Column::AgencyId)
                .update_columns([weights_entity::Column::Version, weights_entity::Column::Doc])
                .to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
