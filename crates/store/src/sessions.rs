//! Signed-in browsers. Only the digest of a session's token is stored.

use commonbeat_domain::ids::{AgencyId, PersonId, SessionId};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session as _, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<SessionId>,
        pub digest: Vec<u8>,
        pub person_id: Col<PersonId>,
        pub created_at: At,
        pub seen_at: At,
        pub factor: String,
        pub network: String,
        pub agent: String,
        pub locked_at: Option<At>,
        pub ended_at: Option<At>,
        pub proved_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The agency of the account.
    pub agency: AgencyId,
    /// Who is signed in.
    pub person: PersonId,
    /// When the person proved who they are.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// What the person proved it with: `passkey`, `password+totp`, `password+recovery`, `password+passkey`.
    pub factor: String,
    /// Network address it began from.
    pub network: String,
    /// The browser as it names itself, cut to 200 characters.
    pub agent: String,
    /// When it was locked by hand.
    pub locked_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When the person last proved again who they are; at first, when it began.
    pub proved_at: Timestamp,
}

impl From<entity::Model> for Session {
    fn from(row: entity::Model) -> Session {
        Session {
            id: row.id.0,
            agency: row.agency_id.0,
            person: row.person_id.0,
            created_at: row.created_at.0,
            seen_at: row.seen_at.0,
            factor: row.factor,
            network: row.network,
            agent: row.agent,
            locked_at: row.locked_at.map(|at| at.0),
            ended_at: row.ended_at.map(|at| at.0),
            proved_at: row.proved_at.unwrap_or(row.created_at).0,
        }
    }
}

/// Sessions of a person that have not ended and began after a moment, newest first.
pub async fn open_of(
    session: &impl crate::Session,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Session>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::EndedAt.is_null())
        .filter(entity::Column::CreatedAt.gt(At(since)))
        .order_by_desc(entity::Column::SeenAt)
        .limit(200)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Adds a session under the digest of its token.
pub async fn insert(write: &mut Write, session: &Session, digest: &[u8; 32]) -> Result<()> {
    if session.agency != write.agency() {
        return Err(StoreError::Missing("agency"));
    }
    let row = entity::ActiveModel {
        agency_id: Set(Col(session.agency)),
        id: Set(Col(session.id)),
        digest: Set(digest.to_vec()),
        person_id: Set(Col(session.person)),
        created_at: Set(At(session.created_at)),
        seen_at: Set(At(session.seen_at)),
        factor: Set(session.factor.clone()),
        network: Set(session.network.clone()),
        agent: Set(session.agent.clone()),
        locked_at: Set(session.locked_at.map(At)),
        ended_at: Set(None),
        proved_at: Set(Some(At(session.proved_at))),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Locks a session of a person until the password is given again.
pub async fn lock(write: &mut Write, person: PersonId, id: SessionId) -> Result<()> {
    let now = At(write.now());
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::LockedAt, Expr::value(Some(now)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::Id.eq(Col(id)))
        .filter(entity::Column::EndedAt.is_null())
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("session")) }
}

/// Notes that the person of a session proved again who they are.
pub async fn proved(write: &mut Write, person: PersonId, id: SessionId) -> Result<()> {
    let now = At(write.now());
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::ProvedAt, Expr::value(Some(now)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::Id.eq(Col(id)))
        .filter(entity::Column::EndedAt.is_null())
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("session")) }
}

/// Ends open sessions of a person: the one named, or all but the one kept. Gives their number.
pub async fn end(write: &mut Write, person: PersonId, which: Which) -> Result<u64> {
    let now = At(write.now());
    let mut query = entity::Entity::update_many()
        .col_expr(entity::Column::EndedAt, Expr::value(Some(now)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::EndedAt.is_null());
    query = match which {
        Which::All => query,
        Which::One(id) => query.filter(entity::Column::Id.eq(Col(id))),
        Which::AllBut(id) => query.filter(entity::Column::Id.ne(Col(id))),
    };
    Ok(query.exec(conn(write)).await?.rows_affected)
}

/// Which sessions of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every one.
    All,
    /// This one.
    One(SessionId),
    /// Every one but this.
    AllBut(SessionId),
}
