//! `commonbeat harm`.

use std::path::PathBuf;

use clap::Args;

use crate::args::Acting;
use crate::config::Config;
use crate::exit::{Outcome, Result};
use crate::{house, out};

/// Load an index of harm that the agency may use, in place of its own weights: CSV with an offense code, class or
/// category, and a weight.
#[derive(Args)]
pub struct Harm {
    #[command(flatten)]
    acting: Acting,
    /// The index
    file: PathBuf,
    /// What the agency calls it
    #[arg(long)]
    name: String,
    /// Under which license or agreement the agency may use it
    #[arg(long)]
    license: String,
}

impl Harm {
    /// Loads it.
    pub async fn run(self, config: Config) -> Result<Outcome> {
        let (app, _, who) = house::enter(&config, &self.acting).await?;
        let text = house::read_file(&self.file)?;
        let version = app.harm(&who).await?.version;
        let count = app.load_weights(&who, version, &text, &self.name, &self.license).await?;
        out::line(format!("{count} weights are in force"))?;
        Ok(Outcome::Done)
    }
}
