//! Opening the database and handing out sessions.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use commonbeat_auth::vault::Vault;
use commonbeat_domain::authority::Actor;
use jiff::Timestamp;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Notify;

use crate::audit::Entry;
use crate::incidents::Loader;
use crate::migration::Migrator;
use crate::patience::{LONG, SHORT, patiently};
use crate::{Read, Result, StoreError, Write};

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// An embedded file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    clock: Option<Arc<dyn Fn() -> Timestamp + Send + Sync>>,
}

struct Shared {
    backend: Backend,
    url: String,
    read: DatabaseConnection,
    write: DatabaseConnection,
    work: Notify,
    vault: OnceLock<Arc<Vault>>,
    trail_failures: AtomicU64,
    loader: Mutex<Option<Loader>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("backend", &self.shared.backend).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite:///path/file.db` or `postgres://...`. An SQLite file is made if it is missing.
    ///
    /// SQLite has one writer that begins IMMEDIATE, and several readers that cannot write; WAL with
    /// `synchronous=FULL`, so that what was acknowledged survives a power cut.
    pub async fn open(url: &str) -> Result<Store> {
        let backend = match url {
            u if u.starts_with("sqlite:") => Backend::Sqlite,
            u if u.starts_with("postgres://") || u.starts_with("postgresql://") => Backend::Postgres,
            _ => {
                let text = "the database's address must begin with sqlite:// or postgres://";
                return Err(StoreError::Address(text.into()));
            }
        };
        let (read, write) = match backend {
            Backend::Sqlite => open_sqlite(url).await?,
            Backend::Postgres => {
                let pool = Database::connect(postgres(url)).await?;
                (pool.clone(), pool)
            }
        };
        Ok(Store {
            shared: Arc::new(Shared {
                backend,
                url: url.to_owned(),
                read,
                write,
                work: Notify::new(),
                vault: OnceLock::new(),
                trail_failures: AtomicU64::new(0),
                loader: Mutex::new(None),
            }),
            clock: None,
        })
    }

    /// The same database with a clock: sessions that read see what agreements share at the moment they begin.
    pub fn with_clock(self, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Store {
        Store { clock: Some(clock), ..self }
    }

    /// Brings the schema up to date. Safe to run by several processes at once.
    pub async fn migrate(&self) -> Result<()> {
        self.wait_for(LONG).await?;
        let done = Migrator::up(&self.shared.write, None).await;
        self.wait_for(SHORT).await?;
        Ok(done?)
    }

    /// How long a statement of the writing connection waits for another process before it fails.
    async fn wait_for(&self, milliseconds: &str) -> Result<()> {
        if self.backend() == Backend::Sqlite {
            let sql = format!("PRAGMA busy_timeout = {milliseconds}");
            self.shared.write.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// Migrations that have not been applied yet, by name.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let pending = patiently(|| Migrator::get_pending_migrations(&self.shared.write)).await?;
        Ok(pending.iter().map(|m| m.name().to_owned()).collect())
    }

    /// Seals what is secret from now on with the keys of this vault. The first one given stays.
    pub fn use_vault(&self, vault: Arc<Vault>) {
        // A second one would be the same key file, read by another part of the same process.
        let _ = self.shared.vault.set(vault);
    }

    /// The keys with which secrets are sealed; none where no key file is set.
    pub fn vault(&self) -> Option<&Vault> {
        self.shared.vault.get().map(Arc::as_ref)
    }

    /// How many writes of this process were not done because their rows could not be put into the trail.
    pub fn trail_failures(&self) -> u64 {
        self.shared.trail_failures.load(Ordering::Relaxed)
    }

    pub(crate) fn trail_failed(&self) {
        self.shared.trail_failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.shared.backend
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> Option<PathBuf> {
        sqlite_path(&self.shared.url)
    }

    /// Answers if the database does.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.shared.read.ping().await?)
    }

    /// A session that reads as an actor.
    pub async fn read(&self, actor: &Actor) -> Result<Read> {
        Ok(Read::new(self.shared.read.clone(), actor.clone(), self.clock.as_ref().map(|clock| clock())))
    }

    /// A session that reads something sensitive: the trail gets its row first.
    pub async fn read_recorded(&self, actor: &Actor, now: Timestamp, entry: Entry) -> Result<Read> {
        let mut write = self.write(actor, now).await?;
        write.record(entry);
        write.commit().await?;
        self.read(actor).await
    }

    /// A session that writes as an actor, in one transaction. Nothing is kept without [`Write::commit`].
    pub async fn write(&self, actor: &Actor, now: Timestamp) -> Result<Write> {
        Ok(Write::new(self.clone(), self.begin_bare().await?, actor.clone(), now))
    }

    /// A transaction without an actor; see [`Store::bare_write`].
    pub(crate) async fn begin_bare(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (self.backend() == Backend::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(patiently(|| self.shared.write.begin_with_options(options)).await?)
    }

    /// Writes a whole copy of an SQLite database into a new file, while others go on writing.
    pub async fn copy_to(&self, file: &std::path::Path) -> Result<()> {
        if self.backend() != Backend::Sqlite {
            return Err(StoreError::Address("only an SQLite database is copied into a file".into()));
        }
        let copy = Statement::from_sql_and_values(
            self.shared.write.get_database_backend(),
            "VACUUM INTO ?",
            [file.display().to_string().into()],
        );
        self.shared.write.execute_raw(copy).await?;
        Ok(())
    }

    /// Reads an SQLite database from end to end and gives what is damaged, in SQLite's words; nothing for a sound one,
    /// and for PostgreSQL, which has tools of its own.
    pub async fn damage(&self) -> Result<Vec<String>> {
        if self.backend() != Backend::Sqlite {
            return Ok(Vec::new());
        }
        let check =
            Statement::from_string(self.shared.read.get_database_backend(), "PRAGMA integrity_check(20)");
        let rows = self.shared.read.query_all_raw(check).await?;
        let texts: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(texts.into_iter().filter(|text| text != "ok").collect())
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.put_loader(None);
        self.shared.read.close_by_ref().await.ok();
        self.shared.write.close_by_ref().await.ok();
    }

    /// The connection that loads rows, if one is open and not in use.
    pub(crate) fn take_loader(&self) -> Option<Loader> {
        self.shared.loader.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Keeps a connection that loads rows for the next ones, or closes it.
    pub(crate) fn put_loader(&self, loader: Option<Loader>) {
        *self.shared.loader.lock().unwrap_or_else(PoisonError::into_inner) = loader;
    }

    /// Wakes workers in this process; called after work was committed.
    pub(crate) fn wake(&self) {
        self.shared.work.notify_waiters();
    }

    /// Waits until work was committed by this process.
    pub async fn work_committed(&self) {
        self.shared.work.notified().await;
    }

    /// The writing connection without an actor, for what belongs to no agency: the queue, sign-in before an account
    /// is known, copies of the whole database.
    pub(crate) fn bare_write(&self) -> &DatabaseConnection {
        &self.shared.write
    }

    /// The reading connection without an actor; see [`Store::bare_write`].
    pub(crate) fn bare_read(&self) -> &DatabaseConnection {
        &self.shared.read
    }
}

fn sqlite_path(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
}

async fn open_sqlite(url: &str) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let path = sqlite_path(url).ok_or_else(|| StoreError::Address("not an SQLite address".into()))?;
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| StoreError::Address(format!("cannot make the folder {}: {e}", folder.display())))?;
    }
    let base = format!("sqlite://{}", path.display());
    let mut write = quiet(format!("{base}?mode=rwc"));
    write.max_connections(1).map_sqlx_sqlite_opts(|o| {
        // Of a new file only; a wide row with its indexes goes in a third faster than with the usual 4,096.
        o.page_size(8_192)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", SHORT)
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY")
    });
    let write = Database::connect(write).await?;
    let mut read = quiet(format!("{base}?mode=ro"));
    read.max_connections(8).map_sqlx_sqlite_opts(|o| {
        o.pragma("query_only", "ON")
            .pragma("busy_timeout", "15000")
            .pragma("cache_size", "-65536")
            .pragma("mmap_size", "1073741824")
            .pragma("temp_store", "MEMORY")
    });
    Ok((Database::connect(read).await?, write))
}

fn postgres(url: &str) -> ConnectOptions {
    let mut options = quiet(url.to_owned());
    options.max_connections(16).min_connections(1).max_lifetime(Duration::from_secs(1800));
    options
}

fn quiet(url: String) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(30))
        .connect_timeout(Duration::from_secs(10));
    options
}
