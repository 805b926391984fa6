//! Questions of media.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, InquiryId};
use commonbeat_domain::information::newsroom::inquiries::Inquiry;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "press_inquiries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<InquiryId>,
        pub answered: bool,
        pub deadline: At,
        pub version: i64,
        pub doc: Doc<Inquiry>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Questions that wait, the one due first in front; or those that were answered, the last in front.
pub async fn list(session: &impl Session, answered: bool, limit: u64) -> Result<Vec<Inquiry>> {
    session.reach(Action::AnswerMedia, "inquiry")?;
    let query = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Answered.eq(answered))
        .limit(limit);
    let query = if answered { query.order_by_desc(C::Deadline) } else { query.order_by_asc(C::Deadline) };
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One question.
pub async fn get(session: &impl Session, id: InquiryId) -> Result<Inquiry> {
    session.reach(Action::AnswerMedia, "inquiry")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("inquiry"))
}

/// Adds a question.
pub async fn insert(write: &mut Write, inquiry: &Inquiry) -> Result<()> {
    entity::Entity::insert(row(write, inquiry)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed question; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut inquiry: Inquiry) -> Result<Inquiry> {
    let read = inquiry.version;
    inquiry.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &inquiry))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(inquiry.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(inquiry) } else { Err(StoreError::Stale("inquiry")) }
}

fn row(write: &Write, inquiry: &Inquiry) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(inquiry.id)),
        answered: Set(inquiry.reply.is_some()),
        deadline: Set(At(inquiry.asked.deadline)),
        version: Set(inquiry.version),
        doc: Set(Doc(inquiry.clone())),
    }
}
