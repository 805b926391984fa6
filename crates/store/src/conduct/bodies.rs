//! Bodies that take commendations and complaints.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, BodyId};
use commonbeat_domain::personnel::conduct::Body;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "conduct_bodies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<BodyId>,
        pub version: i64,
        pub doc: Doc<Body>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Every body, in the order in which they were set up.
pub(super) async fn all(session: &impl Session) -> Result<Vec<Body>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// The bodies, in the order in which they are asked: for whoever tells something, handles it, or sets bodies up.
pub async fn bodies(session: &impl Session) -> Result<Vec<Body>> {
    let may = [Action::RaiseConcern, Action::KeepBodies, Action::HandleConduct];
    if !may.into_iter().any(|action| session.actor().may(action)) {
        return Err(StoreError::Missing("body"));
    }
    all(session).await
}

/// The bodies of which the actor is a member.
pub async fn own_bodies(session: &impl Session) -> Result<Vec<Body>> {
    let Some(who) = session.actor().person() else { return Ok(Vec::new()) };
    Ok(all(session).await?.into_iter().filter(|b| b.members.contains(&who)).collect())
}

/// Adds a body, or saves one of the version that was read (0: a new one).
pub async fn save_body(write: &mut Write, mut body: Body) -> Result<Body> {
    write.reach(Action::KeepBodies, "body")?;
    let read = body.version;
    body.version += 1;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(body.id)),
        version: Set(body.version),
        doc: Set(Doc(body.clone())),
    };
    if read == 0 {
        entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
        return Ok(body);
    }
    let done = entity::Entity::update_many()
        .set(row)
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(body.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(body) } else { Err(StoreError::Stale("body")) }
}
