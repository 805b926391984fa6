//! Sessions: the only ways to a connection, each with its actor.

use commonbeat_auth::vault::Vault;
use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::AgencyId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use crate::audit::{self, Entry};
use crate::columns::Col;
use crate::{Result, Store, StoreError};

pub(crate) mod sealed {
    use sea_orm::ConnectionTrait;

    /// The connection itself, which stays inside the store.
    pub trait Conn: Send + Sync {
        type Connection: ConnectionTrait;
        fn conn(&self) -> &Self::Connection;
    }
}

/// Something that queries can run on: a [`Read`] or a [`Write`].
pub trait Session: sealed::Conn {
    /// Who asks.
    fn actor(&self) -> &Actor;

    /// The moment for which rows are seen: what an agreement shares is shared at moments. Nothing where no clock was given;
    /// then nothing is shared.
    fn moment(&self) -> Option<Timestamp>;

    /// The agency whose rows are seen.
    fn agency(&self) -> AgencyId {
        self.actor().agency
    }

    /// How far the actor's right to an action goes; *missing* where there is none, so that what somebody may not
    /// know of cannot be told from what is not there.
    fn reach(&self, action: Action, noun: &'static str) -> Result<Reach> {
        self.actor().reach(action).ok_or(StoreError::Missing(noun))
    }
}

/// The agency of a session as a column value.
pub(crate) fn agency(session: &impl Session) -> Col<AgencyId> {
    Col(session.agency())
}

/// A session that reads.
#[derive(Debug)]
pub struct Read {
    conn: DatabaseConnection,
    actor: Actor,
    moment: Option<Timestamp>,
}

impl Read {
    pub(crate) fn new(conn: DatabaseConnection, actor: Actor, moment: Option<Timestamp>) -> Read {
        Read { conn, actor, moment }
    }
}

impl sealed::Conn for Read {
    type Connection = DatabaseConnection;
    fn conn(&self) -> &DatabaseConnection {
        &self.conn
    }
}

impl Session for Read {
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn moment(&self) -> Option<Timestamp> {
        self.moment
    }
}

/// A session that writes, in one transaction; dropped without [`Write::commit`], nothing happened.
#[derive(Debug)]
pub struct Write {
    store: Store,
    tx: DatabaseTransaction,
    actor: Actor,
    now: Timestamp,
    entries: Vec<Entry>,
    woken: bool,
}

impl Write {
    pub(crate) fn new(store: Store, tx: DatabaseTransaction, actor: Actor, now: Timestamp) -> Write {
        Write { store, tx, actor, now, entries: Vec::new(), woken: false }
    }

    /// The moment of this write.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Which database it is, for the few statements that differ.
    pub(crate) fn backend(&self) -> crate::Backend {
        self.store.backend()
    }

    /// The keys with which secrets are sealed.
    pub(crate) fn vault(&self) -> Option<&Vault> {
        self.store.vault()
    }

    /// Notes what is done, for the trail. At least one is needed before [`Write::commit`].
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Closes the connection that loads rows, if one is open.
    pub(crate) fn loaded(&self) {
        self.store.put_loader(None);
    }

    /// Notes that work was enqueued, so that workers wake after the commit.
    pub(crate) fn enqueued(&mut self) {
        self.woken = true;
    }

    /// Keeps rows that no query sees yet, such as those of a loading batch, without a row in the trail: the write that
    /// makes them visible leaves it.
    pub(crate) async fn commit_unseen(self) -> Result<()> {
        if !self.entries.is_empty() {
            return Err(StoreError::Untrailed);
        }
        Ok(self.tx.commit().await?)
    }

    /// Writes the trail and makes everything visible at once.
    pub async fn commit(self) -> Result<()> {
        if self.entries.is_empty() {
            return Err(StoreError::Untrailed);
        }
        let kept = async {
            audit::append(&self.tx, self.store.backend(), &self.actor, self.now, &self.entries).await?;
            Ok(self.tx.commit().await?)
        };
        // Without its row nothing is done; that it could not be kept is told within the hour.
        kept.await.inspect_err(|_: &StoreError| self.store.trail_failed())?;
        if self.woken {
            self.store.wake();
        }
        Ok(())
    }
}

impl sealed::Conn for Write {
    type Connection = DatabaseTransaction;
    fn conn(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl Session for Write {
    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn moment(&self) -> Option<Timestamp> {
        Some(self.now)
    }
}

/// Shorthand for queries: the connection of a session.
pub(crate) fn conn<S: Session>(session: &S) -> &impl ConnectionTrait {
    session.conn()
}
