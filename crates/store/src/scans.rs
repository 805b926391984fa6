//! Scans: runs of the scanning methods over the agency's data.

use commonbeat_domain::ids::{AgencyId, ScanId};
use commonbeat_domain::problems::scans::{Scan, ScanState};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "scans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ScanId>,
        pub state: String,
        pub doc: Doc<Scan>,
        pub error: Option<String>,
        pub started_at: At,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The newest scan, if there was one.
pub async fn latest(session: &impl Session) -> Result<Option<Scan>> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_desc(entity::Column::StartedAt)
        .order_by_desc(entity::Column::Id)
        .one(conn(session))
        .await?;
    Ok(row.map(|row| row.doc.0))
}

/// One scan.
pub async fn get(session: &impl Session, id: ScanId) -> Result<Scan> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("scan"))
}

/// Adds a scan, or saves how far it has come.
pub async fn save(write: &mut Write, scan: &Scan) -> Result<()> {
    use sea_orm::sea_query::OnConflict;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(scan.id)),
        state: Set(scan.state.name().to_owned()),
        doc: Set(Doc(scan.clone())),
        error: Set(match &scan.state {
            ScanState::Failed { why } => Some(why.clone()),
            _ => None,
        }),
        started_at: Set(At(scan.started_at)),
        ended_at: Set(scan.ended_at.map(At)),
    };
    entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([entity::Column::AgencyId, entity::Column::Id])
                .update_columns([
                    entity::Column::State,
                    entity::Column::Doc,
                    entity::Column::Error,
                    entity::Column::EndedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
