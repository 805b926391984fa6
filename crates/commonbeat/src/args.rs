//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands as c;

/// Community policing that listens, solves problems and tells people what came of it.
#[derive(Parser)]
#[command(name = "commonbeat", version, about, long_about = None, propagate_version = true)]
#[command(after_help = "Exit codes: 0 done, 1 done with refusals, 2 wrong use or unfit input, 3 broken.\n\
    Every setting is described in docs/operations.md. Try `commonbeat demo --dir demo-data` first.")]
pub struct Cli {
    /// Which settings to use.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Default)]
pub struct Common {
    /// File with the settings [default: ./commonbeat.toml if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Database to use instead of the one in the settings: sqlite:///path/file.db or postgres://USER@HOST/NAME
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
}

/// For which agency, and as whom.
#[derive(Args, Clone, Default)]
pub struct Acting {
    /// Code of the agency; needed when the installation has several
    #[arg(long, value_name = "CODE")]
    pub agency: Option<String>,
    /// Act as this person [default: the operator, recorded as such]
    #[arg(long = "as", value_name = "EMAIL")]
    pub person: Option<String>,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Add an agency with its map, and make the database when it is missing
    Init(c::init::Init),
    /// Make a simulated town once, and serve it to look around
    Demo(c::demo::Demo),
    /// Serve the pages, and do background work
    Serve(c::serve::Serve),
    /// Do background work only
    Work(c::work::Work),
    /// Bring the database up to date
    Migrate(c::migrate::Migrate),
    /// Write a made-up town as files, with the truth about its planted problems
    Simulate(c::simulate::Simulate),
    /// Import a file of incidents or calls
    Import(c::import::Import),
    /// Look for problems in what was imported, and list what was found
    Candidates(c::candidates::Candidates),
    /// Show rhythm, concentration and hot places of a class of incidents, or carry out a METHOD on files
    Analyze(c::analyze::Analyze),
    /// Load an index of harm that the agency may use
    Harm(c::harm::Harm),
    /// Copy the whole database into one file, while others go on writing
    Backup(c::backup::Backup),
    /// Put a copy back in place
    Restore(c::restore::Restore),
    /// List the keys that seal secrets and copies, or begin a new one
    Key(c::key::Key),
    /// Take in one letter from standard input, as a mail server hands it over
    MailIn(c::mail_in::MailIn),
    /// Verify and read the audit trail
    Audit(c::audit::Audit),
    /// Invite, unlock and list people with an account
    Person(c::person::Person),
    /// List every address of the pages and who may use it
    Routes(c::routes::Routes),
    /// Say in plain words what is wrong with this installation
    Doctor(c::doctor::Doctor),
}
