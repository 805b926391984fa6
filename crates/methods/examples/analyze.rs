//! The methods without the rest of the executable, for timing them: what is typed after `commonbeat analyze`.
//!
//! `cargo run --release -p commonbeat-methods --example analyze -- near-repeat --points points.csv ...`

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use commonbeat_methods::{Methods, plain};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    method: Methods,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let start = Instant::now();
    let told = match cli.method.run() {
        Ok(answer) if cli.method.json() => serde_json::to_writer(io::stdout().lock(), &answer).is_ok(),
        Ok(answer) => plain(&answer).iter().all(|line| writeln!(io::stdout().lock(), "{line}").is_ok()),
        Err(error) => return complain(&error.to_string()),
    };
    let seconds = start.elapsed().as_secs_f64();
    if told && writeln!(io::stderr(), "{seconds:.3} s with reading the file").is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    }
}

fn complain(text: &str) -> ExitCode {
    // Nobody can be told where standard error is gone.
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::from(2)
}
