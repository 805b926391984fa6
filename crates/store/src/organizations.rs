//! Partner organizations.

use commonbeat_domain::ids::{AgencyId, OrganizationId};
use commonbeat_domain::partnerships::organizations::Organization;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organizations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<OrganizationId>,
        pub name: String,
        pub kind: String,
        pub version: i64,
        pub doc: Doc<Organization>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The agency's partner organizations, by name.
pub async fn list(session: &impl Session) -> Result<Vec<Organization>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_asc(entity::Column::Name)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The organization of a row. What was kept before there were versions has none in its document; the column counts.
fn read(row: entity::Model) -> Organization {
    Organization { version: row.version, ..row.doc.0 }
}

/// One organization of the agency.
pub async fn by_id(session: &impl Session, id: OrganizationId) -> Result<Organization> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(read).ok_or(StoreError::Missing("organization"))
}

/// Adds an organization; a conflict where the agency has one of that name.
pub async fn insert(write: &mut Write, organization: &Organization) -> Result<()> {
    entity::Entity::insert(row(write, organization)).exec_without_returning(conn(write)).await?;
    Ok(())
}

fn row(write: &Write, organization: &Organization) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(organization.id)),
        name: Set(organization.name.clone()),
        kind: Set(organization.kind.name().to_owned()),
        version: Set(organization.version),
        doc: Set(Doc(organization.clone())),
    }
}

/// Saves a changed organization; stale if it is no longer the version that was read, a conflict where another has the
/// name.
pub async fn save(write: &mut Write, mut organization: Organization) -> Result<Organization> {
    let read = organization.version;
    organization.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &organization))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(organization.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(organization) } else { Err(StoreError::Stale("organization")) }
}
