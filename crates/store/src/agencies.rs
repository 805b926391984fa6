//! Agencies: the owners of nearly every row.

use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::organization::agencies::Agency;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::columns::{Col, Doc};
use crate::session::conn;
use crate::{Result, Session, Store, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "agencies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<AgencyId>,
        pub code: String,
        pub name: String,
        pub doc: Doc<Agency>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// Every agency of this installation, by code. Which agencies there are is public.
    pub async fn agencies(&self) -> Result<Vec<Agency>> {
        let rows = entity::Entity::find().order_by_asc(entity::Column::Code).all(self.bare_read()).await?;
        Ok(rows.into_iter().map(|row| row.doc.0).collect())
    }
}

/// The session's own agency.
pub async fn own(session: &impl Session) -> Result<Agency> {
    let row = entity::Entity::find_by_id(Col(session.agency())).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("agency"))
}

/// Adds the session's own agency.
pub async fn insert(write: &mut Write, agency: &Agency) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(Col(agency.id)),
        code: Set(agency.code.clone()),
        name: Set(agency.name.clone()),
        doc: Set(Doc(agency.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves changed settings of the session's own agency.
pub async fn update(write: &mut Write, agency: &Agency) -> Result<()> {
    if agency.id != write.agency() {
        return Err(StoreError::Missing("agency"));
    }
    let row = entity::ActiveModel {
        id: Set(Col(agency.id)),
        code: Set(agency.code.clone()),
        name: Set(agency.name.clone()),
        doc: Set(Doc(agency.clone())),
    };
    entity::Entity::update(row).exec(conn(write)).await?;
    Ok(())
}
