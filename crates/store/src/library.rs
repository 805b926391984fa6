//! Cases of other agencies on the shelf of what worked.

use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::problems::library::Case;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "library_cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub source: String,
        pub doc: Doc<Case>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Every case with the name of the agency that sent it.
pub async fn list(session: &impl Session) -> Result<Vec<(String, Case)>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| (row.source, row.doc.0)).collect())
}

/// Takes out the cases that an agency sent; gives how many.
pub async fn take_out(write: &mut Write, source: &str) -> Result<u64> {
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Source.eq(source))
        .exec(conn(write))
        .await?;
    Ok(gone.rows_affected)
}

/// Adds a case, or gives the one that is there its new form.
pub async fn put(write: &mut Write, source: &str, case: &Case) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(case.id),
        source: Set(source.to_owned()),
        doc: Set(Doc(case.clone())),
    };
    let keys = [entity::Column::AgencyId, entity::Column::Id];
    let columns = [entity::Column::Source, entity::Column::Doc];
    entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(keys).update_columns(columns).to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
