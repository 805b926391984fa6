//! `commonbeat demo`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use commonbeat_simulate::Size;
use jiff::civil::Date;

use crate::clock::Stopwatch;
use crate::config::{Config, LOG};
use crate::demo::{self, Order, folder::Folder, ready};
use crate::exit::{Failure, Outcome, Result};
use crate::{house, out, server};

/// Make a simulated town once, and serve it to look around.
///
/// The town has a past: five years of incidents, residents who spoke up, problems that were solved or not. There is one
/// ready account for each role. Nothing of it is real, and no mail leaves the machine.
#[derive(Args)]
#[command(
    after_help = "A folder that this command made is used again; delete it to begin anew. /demo shows the current \
    one-time codes, /demo/mail the mail that residents got."
)]
pub struct Demo {
    /// Folder for the town; made when it is missing
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    dir: PathBuf,
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// How large: town, city or metro
    #[arg(long, default_value = "town")]
    size: Size,
    /// Every draw of the town comes from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day on which the town stands when it is made [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// Print one line of JSON when ready: `{url, people: [{role, name, email, password, totp_secret}]}`
    #[arg(long)]
    json: bool,
    /// Serve on an address that others can reach, although anybody can sign in with the accounts shown
    #[arg(long)]
    exposed_demo: bool,
    /// Make the town and end
    #[arg(long)]
    make_only: bool,
}

/// The terminal shows how to sign in; lines of the log would push that away.
pub fn quiet(config: Config) -> Config {
    let log = if config.log == LOG { "warn".to_owned() } else { config.log.clone() };
    Config { log, ..config }
}

impl Demo {
    /// Makes the town where it is missing and serves it.
    pub async fn run(self, config: Config) -> Result {
        if !self.listen.ip().is_loopback() && !self.exposed_demo {
            return Err(Failure::unfit(format!(
                "{} can be reached by others, and everybody who reaches the demo can sign in; use 127.0.0.1, or say \
                 --exposed-demo",
                self.listen
            )));
        }
        let folder = Folder::new(self.dir.clone());
        let order = Order { size: self.size, seed: self.seed, today: self.today };
        // Taken first, so that a port in use is told before the town is made.
        let listener = if self.make_only { None } else { Some(server::listen(self.listen).await?) };
        let town = match folder.read(&order)? {
            Some(town) => town,
            None => {
                let watch = Stopwatch::start();
                let town = demo::make::make(&folder, &order).await?;
                out::note(format!("The town is made, in {:.1} s.", watch.seconds()));
                town
            }
        };
        let Some(listener) = listener else { return Ok(Outcome::Done) };
        let at = listener.local_addr().map_err(|e| Failure::broken("listening", e))?;
        let mail = demo::mail_sink().await?;
        let config = demo::settings(&config, &folder, at, &mail);
        let app = house::open(&config).await?;
        let pages = demo::pages::router(&town, std::sync::Arc::new(mail));
        let site = pages.merge(server::site(&app, &config)?);
        let url = config.public_url.clone();
        let (stop, json) = (server::asked_to_stop(), self.json);
        // The socket listens already: whoever reads the line may connect at once.
        ready::tell(&url, &town, json)?;
        server::serve(app, &config, site, listener, true, stop).await?;
        Ok(Outcome::Done)
    }
}
