//! What a method is.

use serde::Serialize;

use crate::{Files, Result};

/// The options of one method, and how it is carried out.
pub trait Method: Serialize {
    /// What it is called on the command line and in its answer.
    const NAME: &'static str;

    /// What comes out: an object whose keys stand in the answer beside method, version, seed and options.
    type Answer: Serialize;

    /// What every random draw comes from; `None` for a method that draws nothing.
    fn seed(&self) -> Option<u64> {
        None
    }

    /// Reads its tables from `files` and carries it out.
    ///
    /// # Errors
    /// Files or options that are unfit.
    fn run(&self, files: &mut Files) -> Result<Self::Answer>;
}

/// A method as it was asked for.
#[derive(Debug, clap::Args)]
pub struct Asked<M: clap::Args> {
    /// The method with its options.
    #[command(flatten)]
    pub method: M,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}
