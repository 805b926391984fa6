//! Handovers of beats.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AreaId, HandoverId, PersonId};
use commonbeat_domain::organization::handovers::Handover;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "handovers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<HandoverId>,
        pub beat: Col<AreaId>,
        pub from_person: Col<PersonId>,
        pub to_person: Col<PersonId>,
        pub done_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Handover>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Handovers of a beat, or of all; the one begun last in front. `running`: only those that are not done.
pub async fn list(
    session: &impl Session,
    beat: Option<AreaId>,
    running: bool,
    limit: u64,
) -> Result<Vec<Handover>> {
    session.reach(Action::ReadBeats, "handover")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .apply_if(beat, |q, beat| q.filter(C::Beat.eq(Col(beat))))
        .apply_if(running.then_some(()), |q, ()| q.filter(C::DoneAt.is_null()))
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One handover.
pub async fn get(session: &impl Session, id: HandoverId) -> Result<Handover> {
    session.reach(Action::ReadBeats, "handover")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("handover"))
}

/// Adds a handover.
pub async fn insert(write: &mut Write, handover: &Handover) -> Result<()> {
    entity::Entity::insert(row(write, handover)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed handover; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut handover: Handover) -> Result<Handover> {
    let read = handover.version;
    handover.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &handover))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(handover.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(handover) } else { Err(StoreError::Stale("handover")) }
}

fn row(write: &Write, h: &Handover) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(h.id)),
        beat: Set(Col(h.beat)),
        from_person: Set(Col(h.from)),
        to_person: Set(Col(h.to)),
        done_at: Set(h.done_at.map(At)),
        version: Set(h.version),
        doc: Set(Doc(h.clone())),
    }
}
