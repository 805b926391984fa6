//! `commonbeat migrate`.

use clap::Args;

use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out};

/// Bring the database up to date. Safe to run at any time and by several processes at once; make a backup first.
#[derive(Args)]
pub struct Migrate {
    /// Only list what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    /// Runs what is pending.
    pub async fn run(self, config: Config) -> Result {
        let store = house::open_or_make(&config).await?;
        let broken = |e| Failure::broken(format!("cannot migrate {}", config.database_shown()), e);
        let pending = store.pending_migrations().await.map_err(broken)?;
        for name in &pending {
            out::line(name)?;
        }
        if pending.is_empty() {
            out::note("The database is up to date.");
        } else if !self.dry_run {
            store.migrate().await.map_err(broken)?;
            out::note(format!("{} steps done; the database is up to date.", pending.len()));
        }
        store.close().await;
        Ok(Outcome::Done)
    }
}
