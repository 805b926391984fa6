//! Opening the installation: its database, its use cases, and who acts.

use std::path::Path;

use commonbeat_app::{App, FeedSettings, FetchRules, Settings};
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_store::{Backend, Store};

use crate::args::Acting;
use crate::clock;
use crate::config::Config;
use crate::exit::{Failure, Result};

/// What the use cases need to know of the settings.
pub fn settings(config: &Config) -> Result<Settings> {
    Ok(Settings {
        public_url: config.public_url.clone(),
        key_file: Some(config.key_file()).filter(|file| file.exists()),
        mail: config.mail.smtp()?,
        mail_in: config.mail.answers.clone(),
        sms: config.sms.settings()?,
        limits: config.import.limits(),
        unused_days: config.unused_days,
        feeds: feeds(config),
    })
}

fn feeds(config: &Config) -> FeedSettings {
    let feeds = &config.feeds;
    FeedSettings {
        folder: feeds.folder.clone(),
        credentials: feeds.credentials.clone(),
        scratch: config.uploads(),
        rules: FetchRules {
            allowed_hosts: feeds.allowed_hosts.iter().cloned().collect(),
            extra_roots: feeds.extra_root_file.clone(),
            ..FetchRules::default()
        },
    }
}

/// The database as it is, which must be there.
///
/// # Errors
/// Says what to do where it is missing or cannot be reached.
pub async fn open_store(config: &Config) -> Result<Store> {
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        let file = file.display();
        return Err(Failure::unfit(format!(
            "there is no database {file}; make one with `commonbeat init`, or name another with --database"
        )));
    }
    open_or_make(config).await
}

/// The database; an SQLite file is made when it is missing.
pub async fn open_or_make(config: &Config) -> Result<Store> {
    let shown = config.database_shown();
    if let Some(file) = config.sqlite_file() {
        make_private(&file)?;
    }
    let store = Store::open(&config.database).await.map_err(|error| match error {
        commonbeat_store::StoreError::Address(text) => Failure::unfit(text),
        other => Failure::broken(format!("cannot open the database {shown}"), other),
    })?;
    if store.backend() == Backend::Sqlite
        && let Err(error) = store.ping().await
    {
        return Err(Failure::broken(format!("cannot read the database {shown}"), error));
    }
    Ok(store)
}

/// Makes an empty file for a new database, open to this user alone; SQLite gives its log files the same rights.
fn make_private(file: &Path) -> Result<()> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::unfit(format!("cannot make the folder {}: {e}", folder.display())))?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(Failure::unfit(format!("cannot make the database {}: {e}", file.display()))),
    }
}

/// The use cases over the database, which must be up to date.
pub async fn open(config: &Config) -> Result<App> {
    let store = open_store(config).await?;
    let pending = store
        .pending_migrations()
        .await
        .map_err(|e| Failure::broken(format!("cannot read the database {}", config.database_shown()), e))?;
    if !pending.is_empty() {
        return Err(Failure::unfit(format!(
            "the database is of an earlier version ({} steps behind); make a backup, then run `commonbeat migrate`",
            pending.len()
        )));
    }
    app(config, store)
}

/// The same for processes that serve or send mail: residents' links are made with the key, so it must be there. What
/// is secret in the database and not sealed with the newest key yet, is sealed first.
pub async fn open_with_key(config: &Config) -> Result<App> {
    let app = open(config).await?;
    let key = config.key_file();
    if key.is_file() {
        match app.seal_secrets().await? {
            0 => {}
            people => tracing::info!("The secrets of {people} people are sealed with the newest key"),
        }
        return Ok(app);
    }
    Err(Failure::unfit(format!(
        "there is no key file {}: put back its copy, or, where it is lost, make another with `commonbeat init --agency \
         CODE --map-only`",
        key.display()
    )))
}

/// The use cases over a store, on the machine's clock.
pub fn app(config: &Config, store: Store) -> Result<App> {
    Ok(App::new(store, clock::real(), settings(config)?))
}

/// The use cases, the agency and who acts for it.
pub async fn enter(config: &Config, acting: &Acting) -> Result<(App, Agency, Actor)> {
    let app = open(config).await?;
    let agency = app.agency_named(acting.agency.as_deref()).await?;
    let who = app.acting(agency.id, acting.person.as_deref()).await?;
    Ok((app, agency, who))
}

/// Reads a file that somebody named.
pub fn read_file(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| Failure::unfit(format!("cannot read {}: {e}", file.display())))
}
