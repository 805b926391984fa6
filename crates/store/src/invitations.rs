//! Invitations: secret links by which people come to their password and second factor.

use commonbeat_domain::ids::{AgencyId, PersonId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: Vec<u8>,
        pub person_id: Col<PersonId>,
        pub created_at: At,
        pub expires_at: At,
        pub ended_at: Option<At>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An invitation as it is stored; the token itself is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Agency of the person.
    pub agency: AgencyId,
    /// Whom it invites.
    pub person: PersonId,
    /// Last moment at which it opens anything.
    pub expires_at: Timestamp,
    /// When it was used or replaced.
    pub ended_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it still opens the door.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now <= self.expires_at
    }
}

impl From<entity::Model> for Invitation {
    fn from(row: entity::Model) -> Invitation {
        Invitation {
            agency: row.agency_id.0,
            person: row.person_id.0,
            expires_at: row.expires_at.0,
            ended_at: row.ended_at.map(|at| at.0),
        }
    }
}

/// Adds an invitation and ends every earlier one of the person.
pub async fn insert(
    write: &mut Write,
    person: PersonId,
    digest: &[u8; 32],
    expires_at: Timestamp,
) -> Result<()> {
    end_all(write, person).await?;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        digest: Set(digest.to_vec()),
        person_id: Set(Col(person)),
        created_at: Set(At(write.now())),
        expires_at: Set(At(expires_at)),
        ended_at: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Uses an invitation up; *missing* where it is unknown, used or run out, so that only one of two who hold it
/// comes through.
pub async fn redeem(write: &mut Write, digest: &[u8; 32]) -> Result<()> {
    let now = At(write.now());
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::EndedAt, Expr::value(Some(now)))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Digest.eq(digest.to_vec()))
        .filter(entity::Column::EndedAt.is_null())
        .filter(entity::Column::ExpiresAt.gte(now))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Missing("invitation")) }
}

/// Ends every open invitation of a person.
pub async fn end_all(write: &mut Write, person: PersonId) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::EndedAt, Expr::value(Some(At(write.now()))))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::PersonId.eq(Col(person)))
        .filter(entity::Column::EndedAt.is_null())
        .exec(conn(write))
        .await?;
    Ok(())
}
