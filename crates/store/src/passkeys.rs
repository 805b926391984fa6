//! Passkeys of people: the public halves, which are no secret, with the counters of their devices.

use commonbeat_domain::ids::{AgencyId, PasskeyId, PersonId};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Backend, Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkeys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<PasskeyId>,
        pub person_id: Col<PersonId>,
        pub credential: Vec<u8>,
        pub public_key: Vec<u8>,
        pub counter: i64,
        pub backed_up: bool,
        pub name: String,
        pub created_at: At,
        pub used_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Our id.
    pub id: PasskeyId,
    /// The agency of the account.
    pub agency: AgencyId,
    /// Whose it is.
    pub person: PersonId,
    /// The device's id for it.
    pub credential: Vec<u8>,
    /// The public key, as the device wrote it (COSE).
    pub public_key: Vec<u8>,
    /// The device's counter at the last use; 0 on devices that do not count.
    pub counter: u32,
    /// Whether it is kept by an account of the device's maker and so is on several devices.
    pub backed_up: bool,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

impl From<entity::Model> for Passkey {
    fn from(row: entity::Model) -> Passkey {
        Passkey {
            id: row.id.0,
            agency: row.agency_id.0,
            person: row.person_id.0,
            credential: row.credential,
            public_key: row.public_key,
            counter: u32::try_from(row.counter).unwrap_or(u32::MAX),
            backed_up: row.backed_up,
            name: row.name,
            created_at: row.created_at.0,
            used_at: row.used_at.map(|at| at.0),
        }
    }
}

/// Passkeys of a person, the oldest first.
pub async fn of(session: &impl Session, person: PersonId) -> Result<Vec<Passkey>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .order_by_asc(entity::Column::Id)
        .limit(100)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Passkey::from).collect())
}

/// A passkey of a person, locked to the end of the write, so that its counter is judged once.
pub async fn lock(write: &mut Write, person: PersonId, id: PasskeyId) -> Result<Passkey> {
    let mut query =
        entity::Entity::find_by_id((agency(write), Col(id))).filter(entity::Column::PersonId.eq(Col(person)));
    if write.backend() == Backend::Postgres {
        query = query.lock_exclusive();
    }
    query.one(conn(write)).await?.map(Passkey::from).ok_or(StoreError::Missing("passkey"))
}

/// Adds a passkey; a conflict where some account has it already.
pub async fn insert(write: &mut Write, passkey: &Passkey) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(passkey.id)),
        person_id: Set(Col(passkey.person)),
        credential: Set(passkey.credential.clone()),
        public_key: Set(passkey.public_key.clone()),
        counter: Set(i64::from(passkey.counter)),
        backed_up: Set(passkey.backed_up),
        name: Set(passkey.name.clone()),
        created_at: Set(At(passkey.created_at)),
        used_at: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Keeps the counter of a passkey that was used now.
pub async fn used(write: &mut Write, id: PasskeyId, counter: u32, backed_up: bool) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Counter, Expr::value(i64::from(counter)))
        .col_expr(entity::Column::BackedUp, Expr::value(backed_up))
        .col_expr(entity::Column::UsedAt, Expr::value(Some(At(write.now()))))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Takes away a passkey of a person.
pub async fn remove(write: &mut Write, person: PersonId, id: PasskeyId) -> Result<()> {
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    if gone.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("passkey")) }
}

/// Takes away every passkey of a person; gives their number.
pub async fn remove_all(write: &mut Write, person: PersonId) -> Result<u64> {
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)));
    Ok(gone.exec(conn(write)).await?.rows_affected)
}

pub(crate) mod answered {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "answered_challenges")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: Vec<u8>,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes that a challenge was answered; a conflict where it was answered before.
pub async fn answer(write: &mut Write, digest: &[u8; 32]) -> Result<()> {
    let row = answered::ActiveModel { digest: Set(digest.to_vec()), at: Set(At(write.now())) };
    answered::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}
