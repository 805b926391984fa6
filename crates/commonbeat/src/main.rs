//! The one executable. A file per command stands in `commands/`; [`args`] says what can be typed, [`config`] what can be
//! set, [`exit`] how it ends.

mod args;
mod clock;
mod commands;
mod config;
mod copies;
mod demo;
mod doctor;
mod exit;
mod geometry;
mod house;
mod out;
mod progress;
mod server;
mod worker;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(cli) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            out::complain(&failure);
            failure.into()
        }
    }
}
