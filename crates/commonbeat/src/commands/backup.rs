//! `commonbeat backup`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use clap::Args;
use commonbeat_app::App;
use commonbeat_auth::vault::Vault;
use commonbeat_store::{Backend, Store};

use crate::clock::Stopwatch;
use crate::config::Config;
use crate::copies::{self, Account, TrailEnd, beside};
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out};

/// Copy the whole database into one file, while others go on writing.
#[derive(Args)]
#[command(
    after_help = "The copy is read again and every agency's trail in it verified. Beside it, OUT.json holds its size, \
    its SHA-256 and the heads of the trails: keep that on another machine. The copy is sealed with \
    the newest key of the key file, without which nobody opens it; keep that file apart.\n\n\
    PostgreSQL: pg_dump makes the copy if it is installed. For continuous protection use pg_basebackup and archived WAL."
)]
pub struct Backup {
    /// File to write; it must not be there yet
    #[arg(long, value_name = "OUT")]
    to: PathBuf,
    /// Do not seal the copy: whoever has the file reads it
    #[arg(long)]
    plain: bool,
    /// Print JSON: `{file, bytes, sha256, trails: [{agency, rows, head}]}`
    #[arg(long)]
    json: bool,
}

impl Backup {
    /// Copies and verifies.
    pub async fn run(self, config: Config) -> Result {
        let watch = Stopwatch::start();
        if self.to.exists() {
            return Err(Failure::unfit(format!("{} is there already", self.to.display())));
        }
        let app = house::open(&config).await?;
        let vault = copies::sealed::vault(&config).filter(|_| !self.plain);
        if vault.is_none() && !self.plain {
            out::note("There is no key file, so the copy is not sealed.");
        }
        // What is sealed is made plain beside it first, for this user alone.
        let made = if vault.is_some() { beside(&self.to, ".plain") } else { self.to.clone() };
        let trails = match app.store().backend() {
            Backend::Sqlite => copy_sqlite(&app, &made).await,
            Backend::Postgres => dump(&app, &config, &made).await,
        };
        app.store().close().await;
        let account = trails.and_then(|trails| self.sealed(vault.as_ref(), &made, trails));
        let account = account.inspect_err(|_| {
            // Half a copy is worse than none.
            let _ = std::fs::remove_file(&self.to);
            let _ = std::fs::remove_file(&made);
        })?;
        copies::keep(&account)?;
        if self.json {
            out::json(&account)?;
        } else {
            out::line(format!("{}: {} bytes, SHA-256 {}", self.to.display(), account.bytes, account.sha256))?;
            for end in &account.trails {
                out::line(format!("  trail of {}: {} rows, head {}", end.agency, end.rows, end.head))?;
            }
            out::note(format!("Copied and verified in {:.1} s.", watch.seconds()));
        }
        Ok(Outcome::Done)
    }

    /// Seals what was made, if there is a key, and gives the account of the copy.
    fn sealed(&self, vault: Option<&Vault>, made: &Path, trails: Vec<TrailEnd>) -> Result<Account> {
        if let Some(vault) = vault {
            copies::sealed::seal(vault, made, &self.to)?;
            std::fs::remove_file(made)
                .map_err(|e| Failure::broken(format!("taking away {}", made.display()), e))?;
        }
        let (sha256, bytes) = copies::digest(&self.to)?;
        Ok(Account { file: self.to.clone(), bytes, sha256, trails })
    }
}

async fn copy_sqlite(app: &App, to: &Path) -> Result<Vec<TrailEnd>> {
    app.copy_whole(to).await?;
    private(to)?;
    let copy = Store::open(&format!("sqlite://{}", to.display())).await?;
    let looked = async {
        let damage = copy.damage().await?;
        if let Some(first) = damage.first() {
            return Err(Failure::Broken(anyhow::anyhow!("the copy is damaged: {first}")));
        }
        copies::trail_ends(&App::new(copy.clone(), crate::clock::real(), Default::default())).await
    };
    let looked = looked.await;
    copy.close().await;
    copies::tidy(to);
    looked
}

/// A copy by PostgreSQL's own tool, which sees one moment of the database.
async fn dump(app: &App, config: &Config, to: &Path) -> Result<Vec<TrailEnd>> {
    app.note_copy(to).await?;
    let trails = copies::trail_ends(app).await?;
    let (address, password) = without_password(&config.database);
    let mut run = tokio::process::Command::new("pg_dump");
    run.args(["--format=custom", "--no-owner", "--file"]).arg(to).arg(format!("--dbname={address}"));
    if let Some(password) = password {
        // In the environment, since the list of processes shows arguments.
        run.env("PGPASSWORD", password);
    }
    let run = run.stdin(Stdio::null()).status().await;
    match run {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(Failure::Broken(anyhow::anyhow!("pg_dump ended with {status}"))),
        Err(_) => {
            return Err(Failure::unfit(
                "pg_dump is not installed on this machine. Install PostgreSQL's client tools, or protect the server with \
                 pg_basebackup and archived WAL, as docs/operations.md tells",
            ));
        }
    }
    private(to)?;
    Ok(trails)
}

/// The address without its password, and the password.
fn without_password(address: &str) -> (String, Option<String>) {
    let split = || {
        let (scheme, rest) = address.split_once("://")?;
        let (user, host) = rest.split_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{host}"), decoded(password)))
    };
    split().map_or_else(|| (address.to_owned(), None), |(address, password)| (address, Some(password)))
}

/// Text with `%41` read as `A`.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, more @ ..] = rest {
        let byte = (*first == b'%')
            .then(|| more.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()));
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &more[2..] } else { more };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A copy holds what the database holds: only this user may read it.
fn private(file: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
            .map_err(|e| Failure::broken(format!("closing {} to others", file.display()), e))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_stand_in_the_arguments_of_another_program() {
        let (address, password) =
            without_password("postgres://beat:a%40b%2@db.example:5433/cb?sslmode=require");
        assert_eq!(address, "postgres://beat@db.example:5433/cb?sslmode=require");
        assert_eq!(password.as_deref(), Some("a@b%2"));
        assert_eq!(without_password("postgres://beat@/cb"), ("postgres://beat@/cb".to_owned(), None));
    }
}
