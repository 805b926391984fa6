//! The folder of a demo: the database, and a note that says that the demo made it, with the accounts.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Order;
use crate::exit::{Failure, Result};

/// The folder of a demo.
pub struct Folder(PathBuf);

/// What the note says.
#[derive(Clone, Serialize, Deserialize)]
pub struct Made {
    /// Counts changes of what the demo makes; a town of another version is made anew by hand.
    pub version: u32,
    /// How large.
    pub size: commonbeat_simulate::Size,
    /// The seed.
    pub seed: u64,
    /// The day on which it was made to stand.
    pub today: Date,
    /// One ready account for each role, two of partners and two of officers.
    pub people: Vec<Ready>,
}

/// A ready account, with everything that is needed to sign in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ready {
    /// Name of the role.
    pub role: String,
    /// Who it is.
    pub name: String,
    /// Address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// Base 32, for an authenticator app.
    pub totp_secret: String,
}

/// Of what the demo makes.
pub const VERSION: u32 = 4;

impl Folder {
    /// A folder that may be there or not.
    pub fn new(path: PathBuf) -> Folder {
        Folder(path)
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.0.join("commonbeat.db")
    }

    /// The database's address.
    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.database().display())
    }

    /// The key of the demo's trail.
    pub fn key(&self) -> PathBuf {
        self.0.join("commonbeat.key")
    }

    /// Where the town is put together; it gets its name when it is whole.
    pub fn workshop(&self) -> PathBuf {
        self.0.join("making")
    }

    fn note(&self) -> PathBuf {
        self.0.join("demo.json")
    }

    /// The town that stands here; nothing where there is none yet.
    ///
    /// # Errors
    /// Refuses a database that the demo did not make, and a town other than the one wanted.
    pub fn read(&self, order: &Order) -> Result<Option<Made>> {
        let here = self.0.display();
        let text = match std::fs::read_to_string(self.note()) {
            Ok(text) => text,
            Err(_) if self.database().exists() => {
                return Err(Failure::unfit(format!(
                    "{} was not made by the demo, so the demo does not touch it; choose another folder with --dir",
                    self.database().display()
                )));
            }
            Err(_) => return Ok(None),
        };
        let made: Made = serde_json::from_str(&text)
            .map_err(|e| Failure::unfit(format!("{} cannot be read: {e}", self.note().display())))?;
        if made.version != VERSION {
            return Err(Failure::unfit(format!(
                "the town in {here} is of another version; delete the folder"
            )));
        }
        let other_day = order.today.is_some_and(|today| today != made.today);
        if (made.size, made.seed) != (order.size, order.seed) || other_day {
            return Err(Failure::unfit(format!(
                "in {here} stands a town of size {:?}, seed {}, of {}; delete the folder or choose another with --dir",
                made.size, made.seed, made.today
            )
            .to_lowercase()));
        }
        Ok(Some(made))
    }

    /// Makes the folder and an empty workshop in it, open to this user alone.
    pub fn prepare(&self) -> Result<()> {
        let workshop = self.workshop();
        if workshop.exists() {
            // Left by a demo that was stopped while it made the town.
            std::fs::remove_dir_all(&workshop).map_err(|e| self.unfit(e))?;
        }
        std::fs::create_dir_all(&workshop).map_err(|e| self.unfit(e))
    }

    /// Puts a town that is whole in its place; the note comes last.
    pub fn finish(&self, made: &Made) -> Result<()> {
        let from = self.workshop();
        for (name, to) in [("commonbeat.db", self.database()), ("commonbeat.key", self.key())] {
            std::fs::rename(from.join(name), to).map_err(|e| self.unfit(e))?;
        }
        std::fs::remove_dir_all(&from).map_err(|e| self.unfit(e))?;
        let text =
            serde_json::to_string_pretty(made).map_err(|e| Failure::broken("writing the accounts", e))?;
        private(&self.note(), text.as_bytes()).map_err(|e| self.unfit(e))
    }

    fn unfit(&self, error: std::io::Error) -> Failure {
        Failure::unfit(format!("cannot write into {}: {error}", self.0.display()))
    }
}

/// Writes a file that only this user can read, whole or not at all.
fn private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = file.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&part)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    std::fs::rename(part, file)
}
