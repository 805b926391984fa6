//! Commendations and complaints. A row is found by the members of the body where it lies, without those whom it is or may be
//! about; who sets bodies up sees what waits for one, without the words. A commendation that was passed on is found by whom it is for.

mod bodies;

use std::collections::BTreeSet;

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, BodyId, ConductId, PersonId};
use commonbeat_domain::personnel::conduct::Conduct;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, Store, StoreError, Write};

pub use bodies::{bodies, own_bodies, save_body};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "conduct")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ConductId>,
        pub link_digest: Vec<u8>,
        pub body: Option<Col<BodyId>>,
        pub decided: bool,
        pub commends: bool,
        pub keep_until: Option<Day>,
        pub version: i64,
        pub doc: Doc<Conduct>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod barred {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "conduct_barred")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub conduct: Col<ConductId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: Col<PersonId>,
        pub named: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// What waits for a body: when it came in, and until when somebody must have answered; not a word of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: ConductId,
    /// Whether it is a commendation.
    pub commends: bool,
    /// When it came in.
    pub at: Timestamp,
    /// Until when somebody must have answered.
    pub due: Timestamp,
    /// Counts edits.
    pub version: i64,
}

/// Rows that are not, and may not be, about somebody.
fn not_about(session: &impl Session, who: PersonId) -> Condition {
    let about = Query::select()
        .column(barred::Column::Conduct)
        .from(barred::Entity)
        .and_where(barred::Column::AgencyId.eq(agency(session)))
        .and_where(barred::Column::Person.eq(Col(who)))
        .to_owned();
    Condition::all().add(C::Id.not_in_subquery(about))
}

/// What makes a row the actor's: it lies with a body of which the actor is a member, and is not about the actor.
async fn own(session: &impl Session) -> Result<Condition> {
    session.reach(Action::HandleConduct, "conduct")?;
    let who = session.actor().person().ok_or(StoreError::Missing("conduct"))?;
    let bodies: Vec<Col<BodyId>> = own_bodies(session).await?.into_iter().map(|b| Col(b.id)).collect();
    Ok(not_about(session, who).add(C::Body.is_in(bodies)))
}

/// What lies with the actor's bodies, open or decided, the earliest open one and the latest decided one in front.
pub async fn list(session: &impl Session, decided: bool, limit: u64) -> Result<Vec<Conduct>> {
    let query = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(own(session).await?)
        .filter(C::Decided.eq(decided))
        .limit(limit);
    let query = if decided { query.order_by_desc(C::Id) } else { query.order_by_asc(C::Id) };
    Ok(query.all(conn(session)).await?.into_iter().map(|row| row.doc.0).collect())
}

/// One that lies with one of the actor's bodies.
pub async fn get(session: &impl Session, id: ConductId) -> Result<Conduct> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).filter(own(session).await?);
    Ok(row.one(conn(session)).await?.ok_or(StoreError::Missing("conduct"))?.doc.0)
}

/// What no body may have, the earliest in front; for whoever sets bodies up, without what is about that person.
pub async fn waiting(session: &impl Session, limit: u64) -> Result<Vec<Waiting>> {
    session.reach(Action::KeepBodies, "conduct")?;
    let who = session.actor().person().ok_or(StoreError::Missing("conduct"))?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Body.is_null())
        .filter(C::Decided.eq(false))
        .filter(not_about(session, who))
        .order_by_asc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    let line = |row: entity::Model| Waiting {
        id: row.id.0,
        commends: row.doc.0.topic.commends(),
        at: row.doc.0.at,
        due: row.doc.0.first_due,
        version: row.version,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Open ones without a body, to be laid with one when bodies change.
pub async fn unrouted(write: &Write) -> Result<Vec<Conduct>> {
    write.reach(Action::KeepBodies, "conduct")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Body.is_null())
        .filter(C::Decided.eq(false))
        .all(conn(write))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Commendations that were passed on to somebody, the last first: what an evaluation may pick from. Complaints are none of them,
/// whatever came of them.
pub async fn commendations_of(session: &impl Session, who: PersonId, limit: u64) -> Result<Vec<Conduct>> {
    session.reach(Action::ReadEvaluations, "commendation")?;
    let about = Query::select()
        .column(barred::Column::Conduct)
        .from(barred::Entity)
        .and_where(barred::Column::AgencyId.eq(agency(session)))
        .and_where(barred::Column::Person.eq(Col(who)))
        .and_where(barred::Column::Named.eq(true))
        .to_owned();
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Commends.eq(true))
        .filter(C::Decided.eq(true))
        .filter(C::Id.in_subquery(about))
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).filter(|c| c.commends(who)).collect())
}

/// Adds one; `link_digest` is the digest of the secret link of whoever told it.
pub async fn insert(write: &mut Write, told: &Conduct, link_digest: [u8; 32]) -> Result<()> {
    if !write.actor().may(Action::RaiseConcern) {
        write.reach(Action::HandleConduct, "conduct")?;
    }
    let mut row = row(write, told);
    row.link_digest = Set(link_digest.to_vec());
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    keep_barred(write, told).await
}

/// Saves one that was read; stale if it is no longer of that version.
pub async fn save(write: &mut Write, mut told: Conduct) -> Result<Conduct> {
    let read = told.version;
    told.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &told))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(told.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale("conduct"));
    }
    keep_barred(write, &told).await?;
    Ok(told)
}

/// From whom it is kept.
async fn keep_barred(write: &mut Write, told: &Conduct) -> Result<()> {
    barred::Entity::delete_many()
        .filter(barred::Column::AgencyId.eq(agency(write)))
        .filter(barred::Column::Conduct.eq(Col(told.id)))
        .exec(conn(write))
        .await?;
    let row = |person: &PersonId| barred::ActiveModel {
        agency_id: Set(agency(write)),
        conduct: Set(Col(told.id)),
        person: Set(Col(*person)),
        named: Set(told.named.contains(person)),
    };
    let rows: Vec<barred::ActiveModel> = told.barred().iter().map(row).collect();
    if !rows.is_empty() {
        barred::Entity::insert_many(rows).exec_without_returning(conn(write)).await?;
    }
    Ok(())
}

/// Erases what need not be kept any more; gives how many.
pub async fn forget(write: &mut Write, today: Date) -> Result<u64> {
    write.reach(Action::KeepBodies, "conduct")?;
    let old = Query::select()
        .column(C::Id)
        .from(entity::Entity)
        .and_where(C::AgencyId.eq(agency(write)))
        .and_where(C::KeepUntil.lt(Day(today)))
        .to_owned();
    barred::Entity::delete_many()
        .filter(barred::Column::AgencyId.eq(agency(write)))
        .filter(barred::Column::Conduct.in_subquery(old))
        .exec(conn(write))
        .await?;
    let done = entity::Entity::delete_many()
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::KeepUntil.lt(Day(today)))
        .exec(conn(write))
        .await?;
    Ok(done.rows_affected)
}

/// The one that a secret link opens, for its holder: the use case found the id by the link's digest.
pub async fn of_link(session: &impl Session, id: ConductId, digest: [u8; 32]) -> Result<Conduct> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    let row = row.filter(|row| row.link_digest == digest).ok_or(StoreError::Missing("conduct"))?;
    Ok(row.doc.0)
}

/// Ids of everybody from whom it may have to be kept: members of bodies.
pub async fn members(session: &impl Session) -> Result<BTreeSet<PersonId>> {
    Ok(bodies::all(session).await?.into_iter().flat_map(|b| b.members).collect())
}

impl Store {
    /// The agency and the commendation or complaint that a link belongs to, by its digest. Asked before there is an actor.
    pub async fn conduct_of_link(&self, digest: [u8; 32]) -> Result<Option<(AgencyId, ConductId)>> {
        let row =
            entity::Entity::find().filter(C::LinkDigest.eq(digest.to_vec())).one(self.bare_read()).await?;
        Ok(row.map(|row| (row.agency_id.0, row.id.0)))
    }
}

fn row(write: &Write, told: &Conduct) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(told.id)),
        link_digest: sea_orm::ActiveValue::NotSet,
        body: Set(told.body.map(Col)),
        decided: Set(told.decided.is_some()),
        commends: Set(told.topic.commends()),
        keep_until: Set(told.keep_until.map(Day)),
        version: Set(told.version),
        doc: Set(Doc(told.clone())),
    }
}
