//! How much each part counts in the order of problems, as the agency set it.

use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::problems::priority::Weights;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "priority_weights")]
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

/// The weights with the count of their edits; the usual ones and 0 where the agency set none.
pub async fn weights(session: &impl Session) -> Result<(Weights, i64)> {
    let row = entity::Entity::find_by_id(agency(session)).one(conn(session)).await?;
    Ok(row.map(|row| (row.doc.0, row.version)).unwrap_or_default())
}

/// Sets the weights; stale if they were changed since they were read as `read`.
pub async fn set_weights(write: &mut Write, weights: Weights, read: i64) -> Result<()> {
    if self::weights(write).await?.1 != read {
        return Err(StoreError::Stale("weights"));
    }
    let row =
        entity::ActiveModel { agency_id: Set(agency(write)), version: Set(read + 1), doc: Set(Doc(weights)) };
    let columns = [entity::Column::Version, entity::Column::Doc];
    entity::Entity::insert(row)
        .on_conflict(OnConflict::column(entity::Column::AgencyId).update_columns(columns).to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
