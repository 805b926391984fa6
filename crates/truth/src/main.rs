//! Runs the product's own rules of scanning and assessment on towns whose truth is known, and says how often they are right.
//!
//! `commonbeat-truth finding|judging|paired|noise --out FOLDER --seeds 1..101` appends a line of JSON for each seed to a file
//! of the folder; seeds that stand there already are left out, so a run may be stopped and taken up again.
//! `commonbeat-truth tables --out FOLDER` prints the tables of `docs/truth.md`. The rules never see the truth: they get incidents,
//! concerns and areas in the form in which the import leaves them.

mod finding;
mod ground;
mod judging;
mod label;
mod nightly;
mod noise;
mod runs;
mod share;
mod tables;

use std::ops::Range;
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use clap::{Parser, ValueEnum};
use commonbeat_simulate::{Plants, Size, Spec};

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Work {
    /// Scanning on towns with every plant.
    Finding,
    /// Scanning on towns without plants.
    Nothing,
    /// Assessment of past responses.
    Judging,
    /// What the responses truly did: the same seeds with and without them.
    Paired,
    /// Rejections where there is nothing to find.
    Noise,
    /// Scanning as the product runs it every night, on one town of `--size`: seconds and what was found.
    Nightly,
    /// The tables of what has been run.
    Tables,
}

#[derive(Parser)]
struct Args {
    work: Work,
    /// Folder of the results; made when it is missing.
    #[arg(long)]
    out: PathBuf,
    /// First seed, and the one after the last: `1..101`.
    #[arg(long, default_value = "1..101", value_parser = seeds)]
    seeds: Range<u64>,
    /// `town`, `city` or `metro`, for `nightly`.
    #[arg(long, default_value = "town")]
    size: Size,
}

fn seeds(text: &str) -> Result<Range<u64>> {
    let (from, to) = text.split_once("..").ok_or_else(|| anyhow!("seeds are written 1..101"))?;
    Ok(from.parse()?..to.parse()?)
}

/// A town of that seed, as the demo has it but for what is planted.
fn spec(seed: u64, plants: Plants) -> Spec {
    Spec { plants, ..Spec::demo(Size::Town, seed) }
}

fn main() -> Result<()> {
    let args = Args::parse();
    let (out, seeds) = (&args.out, args.seeds);
    match args.work {
        Work::Finding => runs::each(out, "finding", seeds, |seed| finding::run(spec(seed, Plants::Every))),
        Work::Nothing => runs::each(out, "nothing", seeds, |seed| finding::run(spec(seed, Plants::Nothing))),
        Work::Judging => {
            runs::each(out, "judging", seeds, |seed| judging::run(spec(seed, Plants::Responses)))
        }
        Work::Paired => runs::each(out, "paired", seeds, judging::paired),
        Work::Noise => runs::each(out, "noise", seeds, noise::run),
        Work::Nightly => nightly::run(args.size, seeds.start),
        Work::Tables => tables::print(out),
    }
}
