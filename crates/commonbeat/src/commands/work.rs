//! `commonbeat work`.

use clap::Args;

use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::{house, server, worker};

/// Do background work only: scans, mail, monthly figures. Any number of these may run beside `commonbeat serve --no-work`.
#[derive(Args)]
pub struct Work {
    /// End when nothing is due any more instead of waiting for work
    #[arg(long)]
    once: bool,
}

impl Work {
    /// Works until asked to stop.
    pub async fn run(self, config: Config) -> Result {
        let app = house::open_with_key(&config).await?;
        if self.once {
            let tally = app.worker(worker::settings(&config)).run_until_empty().await?;
            crate::out::note(format!(
                "{} done, {} to be tried again, {} given up",
                tally.completed, tally.retried, tally.failed
            ));
        } else {
            app.work(worker::settings(&config), server::asked_to_stop()).await;
        }
        app.store().close().await;
        Ok(Outcome::Done)
    }
}
