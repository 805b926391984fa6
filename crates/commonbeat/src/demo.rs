//! The demonstration: a made-up town with a past, made once through the use cases, and what is shown only there.

mod conduct;
mod field_training;
pub mod folder;
pub mod make;
mod map;
pub mod pages;
mod people;
mod personnel;
pub mod ready;
mod records;
mod stage;
mod story;

use std::net::SocketAddr;

use commonbeat_carriers::testing::Sink;
use commonbeat_simulate::Size;
use jiff::civil::Date;

use crate::config::{Config, Encryption, Feeds, LogFormat, Mail};
use crate::exit::{Failure, Result};
use folder::Folder;

/// Which town is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// How large.
    pub size: Size,
    /// Every draw comes from this.
    pub seed: u64,
    /// The day on which it stands; the machine's when it is not said.
    pub today: Option<Date>,
}

/// A mail server of the demo's own, which delivers nowhere.
pub async fn mail_sink() -> Result<Sink> {
    Sink::start().await.map_err(|e| Failure::broken("starting the demo's own mail server", e))
}

/// The settings under which the demo is served. Nothing of the machine's own settings but the log is used, so that a
/// demo can never write to a real database or mail real people.
pub fn settings(own: &Config, folder: &Folder, at: SocketAddr, mail: &Sink) -> Config {
    Config {
        import: crate::config::Import::default(),
        database: folder.database_url(),
        public_url: format!("http://{at}"),
        listen: at,
        trusted_origins: Vec::new(),
        key_file: Some(folder.key()),
        uploads: None,
        // Its people were made in a story of years, and nobody signs in but whoever looks around.
        unused_days: 0,
        log: own.log.clone(),
        log_format: LogFormat::Text,
        worker: own.worker.clone(),
        mail: mail_settings(mail),
        sms: crate::config::Sms::default(),
        feeds: Feeds::default(),
    }
}

/// Mail goes to the demo's own server.
pub fn mail_settings(sink: &Sink) -> Mail {
    Mail {
        host: Some(sink.addr().ip().to_string()),
        port: Some(sink.addr().port()),
        encryption: Encryption::None,
        from: "Millbrook Police <no-reply@millbrook.example>".to_owned(),
        ..Mail::default()
    }
}
