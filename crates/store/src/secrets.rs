//! What proves who people are: password hashes, one-time code secrets, recovery codes. Apart from [`crate::people`],
//! so that no list, export or page of people can ever carry it.

use commonbeat_domain::ids::{AgencyId, PersonId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Backend, Result, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_secrets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Col<PersonId>,
        pub password: Option<String>,
        pub totp: Option<String>,
        pub totp_step: Option<i64>,
        pub recovery: Doc<Vec<String>>,
        pub changed_at: At,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Secrets").field("person_id", &self.person_id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What proves who one person is. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    /// The password's hash in PHC form; none before the invitation was accepted.
    pub password: Option<String>,
    /// Secret of the one-time codes, base 32.
    pub totp: Option<String>,
    /// Step of the last code that was accepted.
    pub totp_step: Option<u64>,
    /// Digests of unused recovery codes.
    pub recovery: Vec<[u8; 32]>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

impl From<entity::Model> for Secrets {
    fn from(row: entity::Model) -> Secrets {
        let digest = |text: &String| hex::decode(text).ok()?.try_into().ok();
        Secrets {
            password: row.password,
            totp: row.totp,
            totp_step: row.totp_step.and_then(|step| u64::try_from(step).ok()),
            recovery: row.recovery.0.iter().filter_map(digest).collect(),
        }
    }
}

/// The person's secrets, locked to the end of the write, so that nothing is accepted twice.
pub async fn lock(write: &mut Write, person: PersonId) -> Result<Secrets> {
    let mut query = entity::Entity::find_by_id((agency(write), Col(person)));
    if write.backend() == Backend::Postgres {
        query = query.lock_exclusive();
    }
    Ok(query.one(conn(write)).await?.map(Secrets::from).unwrap_or_default())
}

/// Replaces the person's secrets.
pub async fn save(write: &mut Write, person: PersonId, secrets: &Secrets) -> Result<()> {
    use entity::Column as C;
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        person_id: Set(Col(person)),
        password: Set(secrets.password.clone()),
        totp: Set(secrets.totp.clone()),
        totp_step: Set(secrets.totp_step.and_then(|step| i64::try_from(step).ok())),
        recovery: Set(Doc(secrets.recovery.iter().map(hex::encode).collect())),
        changed_at: Set(At(write.now())),
    };
    entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([C::AgencyId, C::PersonId])
                .update_columns([C::Password, C::Totp, C::TotpStep, C::Recovery, C::ChangedAt])
                .to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}
