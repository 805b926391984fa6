//! Which problems and concerns a tip is tied to. Nothing of its words goes along.

use commonbeat_domain::Reference;
use commonbeat_domain::ids::{AgencyId, TipId};
use commonbeat_domain::partnerships::tips::Tip;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use super::{get, visible};
use crate::columns::Col;
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tip_ties")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tip: Col<TipId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reference: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// References of the records that a tip is tied to.
pub async fn ties_of(session: &impl Session, id: TipId) -> Result<Vec<Reference>> {
    get(session, id).await?;
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Tip.eq(Col(id)))
        .order_by_asc(entity::Column::Reference)
        .all(conn(session))
        .await?;
    rows.iter().map(|row| row.reference.parse().map_err(|_| StoreError::Unreadable("tip"))).collect()
}

/// Tips that are tied to a record, without their words.
pub async fn tied_to(session: &impl Session, reference: Reference) -> Result<Vec<Tip>> {
    let visible = visible(session)?;
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Reference.eq(reference.to_string()))
        .limit(100)
        .all(conn(session))
        .await?;
    let ids: Vec<Col<TipId>> = rows.into_iter().map(|row| row.tip).collect();
    let query = super::entity::Entity::find()
        .filter(visible)
        .filter(super::C::Id.is_in(ids))
        .order_by_asc(super::C::Id);
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// Ties a tip to a record by its reference.
pub async fn tie(write: &mut Write, id: TipId, reference: Reference) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        tip: Set(Col(id)),
        reference: Set(reference.to_string()),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Takes a tie away; whether there was one.
pub async fn untie(write: &mut Write, id: TipId, reference: Reference) -> Result<bool> {
    let done = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Tip.eq(Col(id)))
        .filter(entity::Column::Reference.eq(reference.to_string()))
        .exec(conn(write))
        .await?;
    Ok(done.rows_affected > 0)
}

/// Takes the ties of tips away.
pub(super) async fn erase(write: &mut Write, tips: &[Col<TipId>]) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Tip.is_in(tips.to_vec()))
        .exec(conn(write))
        .await?;
    Ok(())
}
