//! The agency's own map: streets as drawn, and address points to match rows with.

use commonbeat_domain::ids::AgencyId;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

/// What a layer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Lines, as GeoJSON.
    Streets,
    /// Address points: JSON of `[words, longitude, latitude]`.
    Addresses,
    /// Public points with their catchments, as the domain writes them.
    Catchments,
}

impl Layer {
    fn name(self) -> &'static str {
        match self {
            Layer::Streets => "streets",
            Layer::Addresses => "addresses",
            Layer::Catchments => "catchments",
        }
    }
}

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "map_layers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub loaded_at: At,
        pub doc: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A layer's text, if it was loaded. Layers are public.
pub async fn get(session: &impl Session, layer: Layer) -> Result<Option<String>> {
    let row =
        entity::Entity::find_by_id((agency(session), layer.name().to_owned())).one(conn(session)).await?;
    Ok(row.map(|row| row.doc))
}

/// Loads a layer, in place of what was there.
pub async fn put(write: &mut Write, layer: Layer, doc: String) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        kind: Set(layer.name().to_owned()),
        loaded_at: Set(At(write.now())),
        doc: Set(doc),
    };
    entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([entity::Column::AgencyId, entity::Column::Kind])
                .update_columns([entity::Column::LoadedAt, entity::Column::Doc])
                .to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
