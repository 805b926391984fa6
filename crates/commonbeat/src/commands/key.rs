//! `commonbeat key`.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::{house, out};

/// List the keys that seal secrets and copies, or begin a new one.
#[derive(Args)]
#[command(
    after_help = "Keys stand in the key file. The first line signs the heads of the trail and makes residents' links; it \
    is never replaced. Each line `seal` seals one-time code secrets, password hashes and copies of the database. Keep a \
    copy of the key file apart from copies of the database: without it they cannot be opened."
)]
pub struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the sealing keys by name, newest first, and how many people's secrets each seals
    List {
        /// Print JSON: `[{key, people}]`
        #[arg(long)]
        json: bool,
    },
    /// Begin a new sealing key and seal everything in the database with it
    #[command(
        after_help = "Safe while others serve. Killed halfway, the next start of `serve` or `work` ends it. The older keys \
        stay in the file for earlier copies. Then keep a copy of the key file as it is now."
    )]
    Rotate,
}

#[derive(Serialize)]
struct KeyJson {
    key: String,
    people: u64,
}

impl Key {
    /// Does what was asked.
    pub async fn run(self, config: Config) -> Result {
        let app = house::open_with_key(&config).await?;
        match self.what {
            What::Rotate => {
                let (id, people) = app.rotate_sealing_key().await?;
                out::line(format!(
                    "The new key is {id}; the secrets of {people} people are sealed with it."
                ))?;
                out::note(format!("Keep a copy of {} as it is now.", config.key_file().display()));
            }
            What::List { json } => {
                let keys = app.sealing_keys().await?;
                if json {
                    let rows = keys.into_iter().map(|(key, people)| KeyJson { key, people });
                    out::json(&rows.collect::<Vec<_>>())?;
                } else {
                    let rows = keys.into_iter().map(|(key, people)| vec![key, people.to_string()]);
                    out::table(&["key", "people"], &rows.collect::<Vec<_>>())?;
                }
            }
        }
        app.store().close().await;
        Ok(Outcome::Done)
    }
}
