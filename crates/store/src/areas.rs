//! Areas: boundary, beats, neighborhoods.

use commonbeat_domain::ids::{AgencyId, AreaId};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::place::Shape;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "areas")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<AreaId>,
        pub kind: String,
        pub name: String,
        pub slug: String,
        pub shape: Doc<Shape>,
        pub west: f64,
        pub south: f64,
        pub east: f64,
        pub north: f64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<entity::Model> for Area {
    type Error = StoreError;
    fn try_from(row: entity::Model) -> Result<Area> {
        let kind = row.kind.parse().map_err(|_| StoreError::Unreadable("area"))?;
        Ok(Area { id: row.id.0, kind, name: row.name, slug: row.slug, shape: row.shape.0 })
    }
}

/// The agency's areas of a kind, or all of them, by name. Areas are public.
pub async fn list(session: &impl Session, kind: Option<AreaKind>) -> Result<Vec<Area>> {
    let mut query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    if let Some(kind) = kind {
        query = query.filter(entity::Column::Kind.eq(kind.name()));
    }
    let rows = query.order_by_asc(entity::Column::Name).all(conn(session)).await?;
    rows.into_iter().map(Area::try_from).collect()
}

/// The area of a kind with this name in the address bar.
pub async fn by_slug(session: &impl Session, kind: AreaKind, slug: &str) -> Result<Area> {
    let row = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Kind.eq(kind.name()))
        .filter(entity::Column::Slug.eq(slug))
        .one(conn(session))
        .await?;
    row.ok_or(StoreError::Missing("area"))?.try_into()
}

/// Adds an area.
pub async fn insert(write: &mut Write, area: &Area) -> Result<()> {
    entity::Entity::insert(row(write, area)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed area.
pub async fn update(write: &mut Write, area: &Area) -> Result<()> {
    entity::Entity::update(row(write, area)).exec(conn(write)).await?;
    Ok(())
}

fn row(write: &Write, area: &Area) -> entity::ActiveModel {
    let [west, south, east, north] = area.shape.bounds().unwrap_or_default();
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(area.id)),
        kind: Set(area.kind.name().to_owned()),
        name: Set(area.name.clone()),
        slug: Set(area.slug.clone()),
        shape: Set(Doc(area.shape.clone())),
        west: Set(west),
        south: Set(south),
        east: Set(east),
        north: Set(north),
    }
}
