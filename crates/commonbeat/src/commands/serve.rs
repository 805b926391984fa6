//! `commonbeat serve`.

use std::net::SocketAddr;

use clap::Args;
use tracing::info;

use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::{house, server};

/// Serve the pages, and do background work.
#[derive(Args)]
#[command(
    after_help = "GET /healthz says whether the process answers, GET /readyz whether its database does. Ctrl+C or \
    SIGTERM stops it; requests under way may end. Put a reverse proxy with TLS in front: docs/operations.md."
)]
pub struct Serve {
    /// Address to listen on [default: `listen` of the settings, 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Leave background work to `commonbeat work`
    #[arg(long)]
    no_work: bool,
}

impl Serve {
    /// Serves until asked to stop.
    pub async fn run(self, config: Config) -> Result {
        let app = house::open_with_key(&config).await?;
        let site = server::site(&app, &config)?;
        let listener = server::listen(self.listen.unwrap_or(config.listen)).await?;
        if let Ok(at) = listener.local_addr() {
            info!("Serving on http://{at}, reached as {}", config.public_url);
        }
        server::serve(app, &config, site, listener, !self.no_work, server::asked_to_stop()).await?;
        Ok(Outcome::Done)
    }
}
