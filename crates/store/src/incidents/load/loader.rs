//! New rows into SQLite: one prepared statement on a connection that does nothing else.
//!
//! The pool hands each statement to a thread of its own and each value in a box; with two dozen values a row that costs
//! more than the database does. The rules of the pool hold here too: one writer of this process at a time, `BEGIN
//! IMMEDIATE`.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use commonbeat_domain::Key;
use rusqlite::{Connection, OpenFlags, Statement, TransactionBehavior, params};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::{COLUMNS, NewIncident, flags};
use crate::columns::Day;
use crate::error::from_sqlx;
use crate::patience::GAP;
use crate::{Result, Store, StoreError, batches};

/// Values of a row; see [`COLUMNS`].
const VALUES: usize = 24;

/// So many pages may wait in the write-ahead log: a page that many rows touch is carried over once for all of them.
const PAGES_AHEAD: u32 = 4_000;

static STATEMENT: LazyLock<String> =
    LazyLock::new(|| format!("INSERT INTO incidents ({COLUMNS}) VALUES ({})", ["?"; VALUES].join(",")));

/// A connection that loads rows. It is kept from one transaction of an import to the next, for the pages it remembers.
pub(crate) struct Loader {
    connection: Connection,
    /// When others may have had their turn.
    free: Instant,
}

/// Adds rows and notes how far the batch has come, in one transaction.
pub(super) async fn insert(store: &Store, touch: batches::Touch, rows: Vec<NewIncident>) -> Result<()> {
    let (loader, file) = (store.take_loader(), store.file());
    if let Some(loader) = &loader {
        sleep_until(loader.free).await;
    }
    // Whoever holds the pool's only connection writes; nothing is asked of it.
    let turn = store.bare_write().get_sqlite_connection_pool().acquire().await.map_err(from_sqlx)?;
    let load = move || {
        let mut loader = loader.map_or_else(|| Loader::open(file.as_deref()), Ok)?;
        loader.load(&touch, rows)?;
        drop(turn);
        Ok::<_, StoreError>(loader)
    };
    let loader = tokio::task::spawn_blocking(load).await.map_err(|_| StoreError::Stale("import"))??;
    store.put_loader(Some(loader));
    Ok(())
}

impl Loader {
    fn open(file: Option<&Path>) -> Result<Loader> {
        let file = file.ok_or_else(|| StoreError::Address("not an SQLite address".into()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        // The rows count only by a later write through the pool, which puts all that came before it on disk.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "wal_autocheckpoint", PAGES_AHEAD)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.busy_handler(Some(wait))?;
        Ok(Loader { connection, free: Instant::now() })
    }

    fn load(&mut self, touch: &batches::Touch, rows: Vec<NewIncident>) -> Result<()> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut statement = tx.prepare(&STATEMENT)?;
        for row in &rows {
            add(&mut statement, touch, row)?;
        }
        drop(statement);
        let noted =
            tx.execute(batches::TOUCH, params![touch.tally, touch.moment, touch.agency, touch.batch])?;
        touch.found(noted as u64)?;
        tx.commit()?;
        self.free = Instant::now() + GAP;
        Ok(())
    }
}

/// Asks every millisecond whether another process is done, for 15 seconds.
fn wait(times: i32) -> bool {
    std::thread::sleep(Duration::from_millis(1));
    times < 15_000
}

fn add(statement: &mut Statement<'_>, touch: &batches::Touch, row: &NewIncident) -> rusqlite::Result<usize> {
    let [id, beat, neighborhood] =
        [Some(row.id.uuid()), row.beat.map(|id| id.uuid()), row.neighborhood.map(|id| id.uuid())];
    let bytes = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
    statement.execute(params![
        touch.agency,
        touch.batch,
        bytes(&id),
        row.kind.name(),
        row.source_key,
        row.source_id,
        row.digest,
        row.offense.as_str(),
        row.label,
        Day(row.day).number(),
        row.hour,
        row.from.as_microsecond(),
        row.until.map(|until| until.as_microsecond()),
        row.at.map(|placed| placed.at.lon()),
        row.at.map(|placed| placed.at.lat()),
        row.at.map(|placed| placed.cells[0]),
        row.at.map(|placed| placed.cells[1]),
        row.by_address.map(|found| found.how),
        row.by_address.map(|found| found.score),
        row.place_text,
        row.place_key,
        bytes(&beat),
        bytes(&neighborhood),
        flags(row),
    ])
}
