//! What happens before an actor is known: looking up who a token or an address belongs to, and counting tries.
//!
//! Everything that reaches the database without an actor on behalf of a visitor stands in this file, each as one
//! narrow question, so that a review can see it whole.

use commonbeat_domain::ids::{AgencyId, PersonId, SessionId};
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::text::Email;
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, Statement};

use crate::columns::{At, Col};
use crate::invitations::{self, Invitation};
use crate::passkeys::{self, Passkey};
use crate::patience::patiently;
use crate::secrets::{self, Secrets};
use crate::sessions::{self, Session};
use crate::{Backend, Result, Store, Write, agencies, people};

mod attempts {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Vec<u8>,
        pub network: String,
        pub at: At,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An account that an address belongs to.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its agency.
    pub agency: Agency,
    /// The person.
    pub person: Person,
    /// What proves who the person is.
    pub secrets: Secrets,
}

/// Tries to sign in, as counted before the next one is let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tries {
    /// When tries for this account failed, since the last success.
    pub account: Vec<Timestamp>,
    /// How many tries from this network failed.
    pub network: u64,
}

/// Questions without an actor; see [`Store::unauthenticated`].
#[derive(Clone, Copy, Debug)]
pub struct Unauthenticated<'a>(&'a Store);

impl Store {
    /// The few questions that are asked before it is known who asks.
    pub fn unauthenticated(&self) -> Unauthenticated<'_> {
        Unauthenticated(self)
    }
}

impl Unauthenticated<'_> {
    /// Accounts with an address, one for each agency that has one, by the agency's code.
    pub async fn accounts(&self, email: &Email) -> Result<Vec<Account>> {
        let conn = self.0.bare_read();
        let rows = people::entity::Entity::find()
            .filter(people::entity::Column::Email.eq(email.as_str()))
            .all(conn)
            .await?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in rows {
            let key = (row.agency_id, row.id);
            let secrets = secrets::entity::Entity::find_by_id(key).one(conn).await?;
            if let Some(agency) = self.agency(row.agency_id.0).await? {
                let secrets = self.opened(secrets)?;
                accounts.push(Account { agency, person: row.doc.0, secrets });
            }
        }
        accounts.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
        Ok(accounts)
    }

    /// The passkey with this id of its device, with the account that it belongs to.
    pub async fn passkey(&self, credential: &[u8]) -> Result<Option<(Passkey, Account)>> {
        let conn = self.0.bare_read();
        let row = passkeys::entity::Entity::find()
            .filter(passkeys::entity::Column::Credential.eq(credential.to_vec()))
            .one(conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let secrets = secrets::entity::Entity::find_by_id((row.agency_id, row.person_id)).one(conn).await?;
        let secrets = self.opened(secrets)?;
        let person = self.person(row.agency_id.0, row.person_id.0).await?;
        let agency = self.agency(row.agency_id.0).await?;
        let account = person.zip(agency).map(|(person, agency)| Account { agency, person, secrets });
        Ok(account.map(|account| (Passkey::from(row), account)))
    }

    /// Forgets answered challenges that are older than a moment; gives their number.
    pub async fn forget_challenges_before(&self, moment: Timestamp) -> Result<u64> {
        use passkeys::answered;
        let old = answered::Entity::delete_many().filter(answered::Column::At.lt(At(moment)));
        Ok(patiently(|| old.clone().exec(self.0.bare_write())).await?.rows_affected)
    }

    /// The session with this digest, whatever became of it, with its person and agency as they are now.
    pub async fn session(&self, digest: &[u8; 32]) -> Result<Option<(Session, Person, Agency)>> {
        let conn = self.0.bare_read();
        let row = sessions::entity::Entity::find()
            .filter(sessions::entity::Column::Digest.eq(digest.to_vec()))
            .one(conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let person = self.person(row.agency_id.0, row.person_id.0).await?;
        let agency = self.agency(row.agency_id.0).await?;
        Ok(person.zip(agency).map(|(person, agency)| (Session::from(row), person, agency)))
    }

    /// The invitation with this digest, whatever became of it.
    pub async fn invitation(&self, digest: &[u8; 32]) -> Result<Option<(Invitation, Account)>> {
        let conn = self.0.bare_read();
        let row = invitations::entity::Entity::find()
            .filter(invitations::entity::Column::Digest.eq(digest.to_vec()))
            .one(conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let person = self.person(row.agency_id.0, row.person_id.0).await?;
        let agency = self.agency(row.agency_id.0).await?;
        let Some((person, agency)) = person.zip(agency) else { return Ok(None) };
        let secrets = secrets::entity::Entity::find_by_id((row.agency_id, row.person_id)).one(conn).await?;
        let secrets = self.opened(secrets)?;
        Ok(Some((Invitation::from(row), Account { agency, person, secrets })))
    }

    /// Notes that a session is in use; nothing if that was noted since `before`. Leaves no row in the trail: it
    /// says nothing but that a page was looked at.
    pub async fn seen(
        &self,
        agency: AgencyId,
        session: SessionId,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        use sessions::entity::Column as C;
        let seen = sessions::entity::Entity::update_many()
            .col_expr(C::SeenAt, Expr::value(At(now)))
            .filter(C::AgencyId.eq(Col(agency)))
            .filter(C::Id.eq(Col(session)))
            .filter(C::SeenAt.lt(At(before)))
            .filter(C::EndedAt.is_null());
        patiently(|| seen.clone().exec(self.0.bare_write())).await?;
        Ok(())
    }

    /// Writes a try down before it is checked, unless `refuse` gives a reason for the tries since a moment. Gives those
    /// tries, and the reason. Tries for the same
    /// account wait for each other, so that many at once are counted one after the other.
    pub async fn attempt<T>(
        &self,
        attempt: Attempt<'_>,
        since: Timestamp,
        refuse: impl FnOnce(&Tries) -> Option<T> + Send,
    ) -> Result<(Tries, Option<T>)> {
        let tx = self.0.begin_bare().await?;
        if self.0.backend() == Backend::Postgres {
            let number = i64::from_be_bytes(attempt.account[..8].try_into().unwrap_or_default());
            let sql = "SELECT pg_advisory_xact_lock($1)";
            let lock = Statement::from_sql_and_values(tx.get_database_backend(), sql, [number.into()]);
            tx.query_one_raw(lock).await?;
        }
        let account = attempts::Entity::find()
            .filter(attempts::Column::Account.eq(attempt.account.to_vec()))
            .filter(attempts::Column::At.gte(At(since)))
            .order_by_asc(attempts::Column::At)
            .limit(1_000)
            .all(&tx)
            .await?;
        let network = attempts::Entity::find()
            .filter(attempts::Column::Network.eq(attempt.network))
            .filter(attempts::Column::At.gte(At(attempt.network_since)))
            .count(&tx)
            .await?;
        let tries = Tries { account: account.into_iter().map(|a| a.at.0).collect(), network };
        if let Some(no) = refuse(&tries) {
            return Ok((tries, Some(no)));
        }
        let row = attempts::ActiveModel {
            id: Set(attempt.id),
            account: Set(attempt.account.to_vec()),
            network: Set(attempt.network.to_owned()),
            at: Set(At(attempt.now)),
        };
        attempts::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok((tries, None))
    }

    /// Forgets tries that are older than a moment; gives their number.
    pub async fn forget_attempts_before(&self, moment: Timestamp) -> Result<u64> {
        let old = attempts::Entity::delete_many().filter(attempts::Column::At.lt(At(moment)));
        Ok(patiently(|| old.clone().exec(self.0.bare_write())).await?.rows_affected)
    }

    /// The secrets of a row; none where there is no row.
    fn opened(&self, row: Option<secrets::entity::Model>) -> Result<Secrets> {
        row.map_or(Ok(Secrets::default()), |row| Secrets::open(row, self.0.vault()))
    }

    async fn person(&self, agency: AgencyId, person: PersonId) -> Result<Option<Person>> {
        let row =
            people::entity::Entity::find_by_id((Col(agency), Col(person))).one(self.0.bare_read()).await?;
        Ok(row.map(|row| row.doc.0))
    }

    async fn agency(&self, id: AgencyId) -> Result<Option<Agency>> {
        let row = agencies::entity::Entity::find_by_id(Col(id)).one(self.0.bare_read()).await?;
        Ok(row.map(|row| row.doc.0))
    }
}

/// One try to sign in.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Its id.
    pub id: Uuid,
    /// Digest of the address that was typed, whether an account has it or not.
    pub account: &'a [u8; 32],
    /// Where it came from.
    pub network: &'a str,
    /// From when on tries of the network count.
    pub network_since: Timestamp,
    /// The moment.
    pub now: Timestamp,
}

/// When tries for an account failed since a moment.
pub async fn failures(
    session: &impl crate::Session,
    account: &[u8; 32],
    since: Timestamp,
) -> Result<Vec<Timestamp>> {
    let rows = attempts::Entity::find()
        .filter(attempts::Column::Account.eq(account.to_vec()))
        .filter(attempts::Column::At.gte(At(since)))
        .limit(1_000)
        .all(crate::session::conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.at.0).collect())
}

/// Forgets the failed tries for an account: after a success, or when an administrator unlocks it.
pub async fn forget_attempts(write: &mut Write, account: &[u8; 32]) -> Result<u64> {
    let own = attempts::Entity::delete_many().filter(attempts::Column::Account.eq(account.to_vec()));
    Ok(own.exec(crate::session::conn(write)).await?.rows_affected)
}
