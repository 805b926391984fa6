//! Fresh databases for tests: migrated once for each test binary, then copied.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use commonbeat_store::Store;
use sea_orm::{ConnectionTrait, Database as Server, DatabaseConnection};
use tempfile::TempDir;

/// A database of one test. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Database {
    /// The open store, migrated.
    pub store: Store,
    /// Its address.
    pub url: String,
    folder: Option<Arc<TempDir>>,
}

impl Database {
    /// A fresh SQLite file.
    pub async fn sqlite() -> Database {
        let template = sqlite_template().await;
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join("test.db");
        std::fs::copy(template, &file).expect("a copy of the template");
        let url = format!("sqlite://{}", file.display());
        Database { store: open(&url).await, url, folder: Some(Arc::new(folder)) }
    }

    /// A fresh PostgreSQL database, where `COMMONBEAT_TEST_POSTGRES` names a server.
    pub async fn postgres() -> Option<Database> {
        let server = std::env::var("COMMONBEAT_TEST_POSTGRES").ok()?;
        let template = postgres_template(&server).await;
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = with_database(&server, &name);
        Some(Database { store: open(&url).await, url, folder: None })
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|f| f.path().to_owned())
    }

    pub(crate) async fn drop_postgres(self) {
        let (Ok(server), Some(name)) =
            (std::env::var("COMMONBEAT_TEST_POSTGRES"), self.url.rsplit('/').next())
        else {
            return;
        };
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    }
}

impl Drop for Database {
    /// Nothing to do by hand; but a type with a drop is captured whole by an async block, so the folder lives as long
    /// as the test that only names `db.store`.
    fn drop(&mut self) {}
}

async fn open(url: &str) -> Store {
    Store::open(url).await.expect("an open database")
}

/// The same for every test of one build of one test binary.
fn build() -> String {
    let exe = std::env::current_exe().expect("the test binary");
    let meta = exe.metadata().expect("its metadata");
    let built =
        meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).map_or(0, |d| d.as_nanos());
    format!("{built:x}_{:x}", meta.len())
}

async fn sqlite_template() -> PathBuf {
    let folder = std::env::temp_dir().join("commonbeat-test-templates");
    std::fs::create_dir_all(&folder).expect("a folder for templates");
    let template = folder.join(format!("{}.db", build()));
    if !template.exists() {
        let making = folder.join(format!("{}.making", uuid::Uuid::now_v7().simple()));
        let url = format!("sqlite://{}", making.display());
        let store = open(&url).await;
        store.migrate().await.expect("the schema");
        store.copy_to(&making.with_extension("copy")).await.expect("a copy without its log");
        drop(store);
        std::fs::rename(making.with_extension("copy"), &template).expect("the template in its place");
        for end in ["making", "making-wal", "making-shm"] {
            std::fs::remove_file(making.with_extension(end)).ok();
        }
    }
    template
}

async fn postgres_template(server: &str) -> String {
    let name = format!("template_{}", build());
    let admin = connect(server).await;
    let lock = "SELECT pg_advisory_lock(4242)";
    admin.execute_unprepared(lock).await.expect("the lock");
    let made = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let backend = admin.get_database_backend();
    let known = admin.query_one_raw(sea_orm::Statement::from_string(backend, made)).await.expect("an answer");
    if known.is_none() {
        let making = format!("{name}_making");
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {making}")).await.expect("no leftovers");
        admin.execute_unprepared(&format!("CREATE DATABASE {making}")).await.expect("a database");
        let store = open(&with_database(server, &making)).await;
        store.migrate().await.expect("the schema");
        store.close().await;
        admin
            .execute_unprepared(&format!("ALTER DATABASE {making} RENAME TO {name}"))
            .await
            .expect("its name");
    }
    admin.execute_unprepared("SELECT pg_advisory_unlock(4242)").await.expect("the lock given back");
    admin.close().await.ok();
    name
}

async fn connect(server: &str) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(server.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Server::connect(options).await.expect("the server of COMMONBEAT_TEST_POSTGRES")
}

async fn run(server: &str, statement: &str) {
    let admin = connect(server).await;
    admin.execute_unprepared(statement).await.expect("a statement of the server");
    admin.close().await.ok();
}

fn with_database(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("an address that ends with a database");
    format!("{base}/{name}")
}
