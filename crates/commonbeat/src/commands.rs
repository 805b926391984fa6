//! The commands, a file each.

pub mod analyze;
pub mod audit;
pub mod backup;
pub mod candidates;
pub mod demo;
pub mod doctor;
pub mod harm;
pub mod import;
pub mod init;
pub mod key;
pub mod mail_in;
pub mod migrate;
pub mod person;
pub mod restore;
pub mod routes;
pub mod serve;
pub mod simulate;
pub mod work;

use crate::args::{Cli, Command};
use crate::config::Config;
use crate::exit::{Failure, Outcome, Result};

/// Carries out what was typed.
pub fn run(cli: Cli) -> Result {
    let common = cli.common;
    let config = || Config::load(&common);
    match cli.command {
        // These two need neither settings nor a database.
        Command::Routes(args) => args.run(),
        Command::Simulate(args) => args.run(),
        Command::Init(args) => within(config()?, async |config| args.run(config).await),
        Command::Demo(args) => within(demo::quiet(config()?), async |config| args.run(config).await),
        Command::Serve(args) => within(config()?, async |config| args.run(config).await),
        Command::Work(args) => within(config()?, async |config| args.run(config).await),
        Command::Migrate(args) => within(config()?, async |config| args.run(config).await),
        Command::Import(args) => within(config()?, async |config| args.run(config).await),
        Command::Candidates(args) => within(config()?, async |config| args.run(config).await),
        Command::Analyze(args) => match args.method {
            // On files; no installation is needed.
            Some(method) => analyze::on_files(&method),
            None => within(config()?, async |config| args.of_incidents.run(config).await),
        },
        Command::Harm(args) => within(config()?, async |config| args.run(config).await),
        Command::Backup(args) => within(config()?, async |config| args.run(config).await),
        Command::Restore(args) => within(config()?, async |config| args.run(config).await),
        Command::Key(args) => within(config()?, async |config| args.run(config).await),
        Command::MailIn(args) => within(config()?, async |config| args.run(config).await),
        Command::Audit(args) => within(config()?, async |config| args.run(config).await),
        Command::Person(args) => within(config()?, async |config| args.run(config).await),
        Command::Doctor(args) => within(config()?, async |config| args.run(config).await),
    }
}

/// Starts the log and the runtime, and does it.
fn within(config: Config, work: impl AsyncFnOnce(Config) -> Result<Outcome>) -> Result {
    config.start_log()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::broken("starting", e))?;
    runtime.block_on(work(config))
}
