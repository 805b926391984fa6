//! Settings: one TOML file, and the environment over it. Every key is described in `docs/operations.md`.

mod mail;
mod sms;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::{Path, PathBuf};

use commonbeat_formats::Limits;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use crate::args::Common;
use crate::exit::{Failure, Result};

pub use mail::{Encryption, Mail};
pub use sms::Sms;

/// Every key, as it is written in the file with dots and in the environment as `COMMONBEAT_` and `__` for a dot.
pub const KEYS: [&str; 36] = [
    "database",
    "public_url",
    "listen",
    "trusted_origins",
    "key_file",
    "uploads",
    "unused_days",
    "log",
    "log_format",
    "import.record_bytes",
    "import.unpacked_bytes",
    "import.ratio",
    "worker.slots",
    "worker.poll_seconds",
    "worker.grace_seconds",
    "mail.host",
    "mail.port",
    "mail.encryption",
    "mail.user",
    "mail.password",
    "mail.password_file",
    "mail.from",
    "mail.timeout_seconds",
    "mail.extra_root_file",
    "mail.answers",
    "sms.url",
    "sms.token",
    "sms.token_file",
    "sms.from",
    "sms.secret",
    "sms.secret_file",
    "sms.timeout_seconds",
    "feeds.folder",
    "feeds.credentials",
    "feeds.allowed_hosts",
    "feeds.extra_root_file",
];

/// What is logged unless somebody says otherwise; `migrate` tells its steps itself.
pub const LOG: &str = "info,sea_orm_migration=warn";

/// Where the settings are looked for when nobody says where.
const FILE: &str = "commonbeat.toml";

/// The settings of an installation. Not `Debug`: it holds secrets.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `sqlite:///path/file.db` or `postgres://...`.
    pub database: String,
    /// Address under which people reach the pages.
    pub public_url: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Further origins from which forms may come.
    pub trusted_origins: Vec<String>,
    /// The key with which heads of the trail are signed.
    pub key_file: Option<PathBuf>,
    /// Folder in which an uploaded file waits between being looked at and being imported.
    pub uploads: Option<PathBuf>,
    /// Days after which an account that nobody used is locked; 0 locks none.
    pub unused_days: u16,
    /// What to log.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// How much a file may ask for.
    pub import: Import,
    /// How background work is done.
    pub worker: Worker,
    /// How mail leaves.
    pub mail: Mail,
    /// How text messages leave and come in.
    pub sms: Sms,
    /// Where feeds may look.
    pub feeds: Feeds,
}

/// Where feeds may look.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feeds {
    /// Folder in which files are watched; each agency has one of its own in it, named by its code.
    pub folder: Option<PathBuf>,
    /// Folder of files with credentials, with one for each agency likewise.
    pub credentials: Option<PathBuf>,
    /// Hosts inside, as `host` or `host:port`, that may be asked all the same.
    pub allowed_hosts: Vec<String>,
    /// A PEM file with certificates of authorities that are trusted beside the system's.
    pub extra_root_file: Option<PathBuf>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs, one object a line.
    Json,
}

/// How much a file may ask for that is imported. Every number is at least 1.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Import {
    /// Most bytes of one record.
    pub record_bytes: NonZeroU32,
    /// Most bytes of a whole file, unpacked.
    pub unpacked_bytes: NonZeroU64,
    /// Most unpacked bytes for each packed one.
    pub ratio: NonZeroU64,
}

impl Import {
    /// The limits, as the reader takes them.
    pub fn limits(&self) -> Limits {
        Limits {
            record_bytes: usize::try_from(self.record_bytes.get()).unwrap_or(usize::MAX),
            unpacked_bytes: self.unpacked_bytes.get(),
            ratio: self.ratio.get(),
            ..Limits::default()
        }
    }
}

impl Default for Import {
    fn default() -> Import {
        let usual = Limits::default();
        Import {
            record_bytes: u32::try_from(usual.record_bytes)
                .ok()
                .and_then(NonZeroU32::new)
                .unwrap_or(NonZeroU32::MAX),
            unpacked_bytes: NonZeroU64::new(usual.unpacked_bytes).unwrap_or(NonZeroU64::MAX),
            ratio: NonZeroU64::new(usual.ratio).unwrap_or(NonZeroU64::MAX),
        }
    }
}

/// How background work is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Worker {
    /// Jobs at once in one process.
    pub slots: usize,
    /// Seconds between looks for work that another process enqueued.
    pub poll_seconds: u64,
    /// Seconds that running jobs and requests get to end when a stop was asked for.
    pub grace_seconds: u64,
}

impl Default for Worker {
    fn default() -> Worker {
        Worker { slots: 2, poll_seconds: 2, grace_seconds: 20 }
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            database: "sqlite://commonbeat.db".to_owned(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            trusted_origins: Vec::new(),
            key_file: None,
            uploads: None,
            unused_days: 90,
            log: LOG.to_owned(),
            log_format: LogFormat::Text,
            import: Import::default(),
            worker: Worker::default(),
            mail: Mail::default(),
            sms: Sms::default(),
            feeds: Feeds::default(),
        }
    }
}

impl Config {
    /// The settings that hold: built-in, then the file, then the environment, then what was typed.
    ///
    /// # Errors
    /// Names the file or the variable, the key and what is wrong with it.
    pub fn load(common: &Common) -> Result<Config> {
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        let file = match &common.config {
            Some(file) if !file.is_file() => {
                return Err(Failure::unfit(format!("there is no settings file {}", file.display())));
            }
            Some(file) => Some(file.as_path()),
            None => Some(Path::new(FILE)).filter(|file| file.is_file()),
        };
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(environment());
        let mut config: Config = figment
            .extract()
            .map_err(|e| Failure::unfit(format!("the settings cannot be used: {}", told(e))))?;
        if let Some(database) = &common.database {
            config.database.clone_from(database);
        }
        config.check()?;
        Ok(config)
    }

    fn check(&mut self) -> Result<()> {
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        if !self.public_url.starts_with("https://") && !self.public_url.starts_with("http://") {
            return Err(Failure::unfit("public_url must begin with https:// or http://"));
        }
        self.mail.check()?;
        self.sms.check()
    }

    /// Whether people reach the pages over TLS.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Where the key file is: as set, else beside an SQLite database, else in the folder where the command runs.
    pub fn key_file(&self) -> PathBuf {
        let beside = || Some(self.sqlite_file()?.with_extension("key"));
        self.key_file.clone().or_else(beside).unwrap_or_else(|| PathBuf::from("commonbeat.key"))
    }

    /// Where uploaded files wait: as set, else beside an SQLite database, else where the machine keeps what passes.
    pub fn uploads(&self) -> PathBuf {
        let beside = || Some(self.sqlite_file()?.with_extension("uploads"));
        self.uploads
            .clone()
            .or_else(beside)
            .unwrap_or_else(|| std::env::temp_dir().join("commonbeat-uploads"))
    }

    /// The file of an SQLite database.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.database.strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
    }

    /// The database's address without its password.
    pub fn database_shown(&self) -> String {
        match (self.database.split_once("://"), self.database.rsplit_once('@')) {
            (Some((scheme, _)), Some((before, host))) => {
                let user = before.rsplit('/').next().unwrap_or_default();
                let user = user.split(':').next().unwrap_or_default();
                format!("{scheme}://{user}@{host}")
            }
            _ => self.database.clone(),
        }
    }

    /// Starts the log on standard error.
    pub fn start_log(&self) -> Result<()> {
        // The last word stays ours: at its finest, one layer would write the addresses of residents' own threads.
        let filter = EnvFilter::try_new(format!("{},{}", self.log, commonbeat_web::edge::LOG_AT_MOST))
            .map_err(|e| Failure::unfit(format!("log = \"{}\" cannot be read: {e}", self.log)))?;
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        // Started twice only in tests; the first one stays.
        let _ = match self.log_format {
            LogFormat::Text => lines.with_target(false).with_ansi(false).try_init(),
            LogFormat::Json => lines.json().flatten_event(true).try_init(),
        };
        Ok(())
    }
}

/// The variables that are keys; others that begin alike belong to somebody else, such as the tests.
fn environment() -> Env {
    let known = |name: &str| KEYS.contains(&name.replace("__", ".").as_str());
    Env::prefixed("COMMONBEAT_").filter(move |name| known(&name.as_str().to_ascii_lowercase())).split("__")
}

/// An error of the settings, with the key and where it was written.
fn told(error: figment::Error) -> String {
    let one = |e: figment::Error| {
        let key = e.path.join(".");
        let place = e.metadata.as_ref().map(|m| match &m.source {
            Some(source) => format!(" in {source}"),
            None => format!(" in {}", m.name),
        });
        let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
        format!("{key}{}{}", e.kind, place.unwrap_or_default())
    };
    error.into_iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
