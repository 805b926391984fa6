//! What proves who people are: password hashes, one-time code secrets, recovery codes. Apart from [`crate::people`],
//! so that no list, export or page of people can ever carry it.
//!
//! Password hashes and secrets of one-time codes are sealed with the installation's key, each bound to its place;
//! recovery codes are digests of 80 random bits, which tell nothing.

use commonbeat_auth::vault::{self, Unopened, Vault};
use commonbeat_domain::ids::{AgencyId, PersonId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QuerySelect};
use secrecy::ExposeSecret;

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Backend, Result, Session, Write};

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

impl Secrets {
    /// The row with what is sealed in it opened.
    pub(crate) fn open(row: entity::Model, vault: Option<&Vault>) -> Result<Secrets> {
        let digest = |text: &String| hex::decode(text).ok()?.try_into().ok();
        let place = Place(row.agency_id.0, row.person_id.0);
        Ok(Secrets {
            password: place.open(vault, PASSWORD, row.password)?,
            totp: place.open(vault, TOTP, row.totp)?,
            totp_step: row.totp_step.and_then(|step| u64::try_from(step).ok()),
            recovery: row.recovery.0.iter().filter_map(digest).collect(),
        })
    }
}

const PASSWORD: &str = "password";
const TOTP: &str = "totp";

/// Whose secrets they are; what is sealed is bound to it.
#[derive(Clone, Copy)]
struct Place(AgencyId, PersonId);

impl Place {
    fn column(self, column: &str) -> String {
        format!("person_secrets/{}/{}/{column}", self.0, self.1)
    }

    /// Plain text from before there was a key is given as it is.
    fn open(self, vault: Option<&Vault>, column: &str, stored: Option<String>) -> Result<Option<String>> {
        let Some(sealed) = stored.as_deref().filter(|text| vault::is_sealed(text)) else { return Ok(stored) };
        let plain = vault.ok_or(Unopened::NoKey)?.open(&self.column(column), sealed)?;
        Ok(Some(plain.expose_secret().to_owned()))
    }

    fn seal(self, vault: Option<&Vault>, column: &str, plain: Option<&str>) -> Result<Option<String>> {
        match (vault, plain) {
            (Some(vault), Some(plain)) => Ok(Some(vault.seal(&self.column(column), plain)?)),
            _ => Ok(plain.map(str::to_owned)),
        }
    }
}

/// The person's secrets, locked to the end of the write, so that nothing is accepted twice.
pub async fn lock(write: &mut Write, person: PersonId) -> Result<Secrets> {
    let mut query = entity::Entity::find_by_id((agency(write), Col(person)));
    if write.backend() == Backend::Postgres {
        query = query.lock_exclusive();
    }
    match query.one(conn(write)).await? {
        Some(row) => Secrets::open(row, write.vault()),
        None => Ok(Secrets::default()),
    }
}

/// How many recovery codes of a person are unused.
pub async fn recovery_left(session: &impl Session, person: PersonId) -> Result<usize> {
    let row = entity::Entity::find_by_id((agency(session), Col(person))).one(conn(session)).await?;
    Ok(row.map_or(0, |row| row.recovery.0.len()))
}

/// Replaces the person's secrets.
pub async fn save(write: &mut Write, person: PersonId, secrets: &Secrets) -> Result<()> {
    use entity::Column as C;
    let (place, vault) = (Place(write.agency(), person), write.vault());
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        person_id: Set(Col(person)),
        password: Set(place.seal(vault, PASSWORD, secrets.password.as_deref())?),
        totp: Set(place.seal(vault, TOTP, secrets.totp.as_deref())?),
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

/// People of the agency whose secrets are plain or sealed with an older key.
pub async fn to_seal(session: &impl Session, vault: &Vault) -> Result<Vec<PersonId>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .all(conn(session))
        .await?;
    let mut found = Vec::new();
    for row in rows {
        for stored in [row.password.as_deref(), row.totp.as_deref()].into_iter().flatten() {
            if !vault.is_current(stored)? {
                found.push(row.person_id.0);
                break;
            }
        }
    }
    Ok(found)
}

/// How many people of the agency have secrets that are sealed with the key of this name.
pub async fn sealed_with(session: &impl Session, key: &str) -> Result<u64> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .all(conn(session))
        .await?;
    let uses = |stored: &Option<String>| stored.as_deref().and_then(vault::key_of) == Some(key);
    Ok(rows.iter().filter(|row| uses(&row.password) || uses(&row.totp)).count() as u64)
}
