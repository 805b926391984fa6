//! Releases and fact sheets: drafts for those who write and check them, issued ones for everybody.

use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{AgencyId, PersonId, PressId};
use commonbeat_domain::information::newsroom::{Press, PressState};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub mod blocks;
pub mod inquiries;

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "press")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<PressId>,
        pub slug: String,
        pub state: String,
        pub case_owner: Col<PersonId>,
        pub issued_at: Option<At>,
        pub version: i64,
        pub doc: Doc<Press>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// The rows the actor may see: the media desk all, an officer those that wait for, or were checked by, the officer.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(C::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadNewsroom, "press")?, session.actor().person()) {
        (Reach::Agency, _) => Ok(own),
        (Reach::Own, Some(person)) => Ok(own.add(C::CaseOwner.eq(Col(person)))),
        _ => Err(StoreError::Missing("press")),
    }
}

/// Releases the actor may see, the one begun last in front.
pub async fn list(session: &impl Session, limit: u64) -> Result<Vec<Press>> {
    let query = entity::Entity::find().filter(visible(session)?).order_by_desc(C::Id).limit(limit);
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One release.
pub async fn get(session: &impl Session, id: PressId) -> Result<Press> {
    let query = entity::Entity::find().filter(visible(session)?).filter(C::Id.eq(Col(id)));
    query.one(conn(session)).await?.map(|row| row.doc.0).ok_or(StoreError::Missing("press"))
}

fn public_rows(session: &impl Session) -> Result<Condition> {
    session.reach(Action::ReadPublic, "press")?;
    let states = [PressState::Issued, PressState::Retracted].map(PressState::name);
    Ok(Condition::all().add(C::AgencyId.eq(agency(session))).add(C::State.is_in(states)))
}

/// What is out, the newest in front. What is shown of it, the publishing rules decide.
pub async fn public(session: &impl Session, limit: u64) -> Result<Vec<Press>> {
    let query = entity::Entity::find().filter(public_rows(session)?).order_by_desc(C::IssuedAt).limit(limit);
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// What is out under this address, or was under it, or has it as its bare id.
pub async fn public_by_slug(session: &impl Session, slug: &str) -> Result<Press> {
    let rows = || Ok::<_, StoreError>(entity::Entity::find().filter(public_rows(session)?));
    let query = rows()?.filter(C::Slug.eq(slug));
    if let Some(row) = query.one(conn(session)).await? {
        return Ok(row.doc.0);
    }
    if let Ok(id) = slug.parse::<PressId>() {
        let found = rows()?.filter(C::Id.eq(Col(id))).one(conn(session)).await?;
        return found.map(|row| row.doc.0).ok_or(StoreError::Missing("press"));
    }
    // Seldom asked: an address that was given up. Only letters that an address can have reach the pattern.
    if !slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(StoreError::Missing("press"));
    }
    let query = rows()?.filter(C::Doc.contains(format!("\"{slug}\"")));
    let mut all = query.all(conn(session)).await?.into_iter().map(|row| row.doc.0);
    all.find(|press| press.goes_by(slug)).ok_or(StoreError::Missing("press"))
}

/// Adds a draft.
pub async fn insert(write: &mut Write, press: &Press) -> Result<()> {
    entity::Entity::insert(row(write, press)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed release; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut press: Press) -> Result<Press> {
    let read = press.version;
    press.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &press))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(press.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(press) } else { Err(StoreError::Stale("press")) }
}

fn row(write: &Write, press: &Press) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(press.id)),
        slug: Set(press.slug.clone()),
        state: Set(press.state.name().to_owned()),
        case_owner: Set(Col(press.words.case_owner)),
        issued_at: Set(press.issued_at.map(At)),
        version: Set(press.version),
        doc: Set(Doc(press.clone())),
    }
}
