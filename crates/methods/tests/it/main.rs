//! The methods as they are asked for on the command line, on small files whose answers are known.

mod dbscan;
mod effects;
mod kde;
mod local;
mod near_repeat;
mod rhythm;
mod scan;
mod tables;

use std::path::PathBuf;

use clap::Parser;
use commonbeat_methods::{Error, Methods};
use serde_json::Value;
use tempfile::TempDir;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    method: Methods,
}

/// A folder for the files of one test.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(TempDir::new().expect("a folder"))
    }

    /// Writes a file and returns its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }
}

/// Carries out what is typed after `commonbeat analyze`.
fn ask(words: &[&str]) -> Result<Value, Error> {
    let cli = Cli::try_parse_from([&["analyze"], words].concat()).unwrap_or_else(|e| panic!("{e}"));
    cli.method.run().map(|answer| serde_json::to_value(answer).expect("JSON"))
}

/// Why what is typed cannot be read.
fn misspelt(words: &[&str]) -> String {
    match Cli::try_parse_from([&["analyze"], words].concat()) {
        Ok(_) => panic!("it can be read"),
        Err(error) => error.to_string(),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|n| n.as_f64().expect("a number")).collect()
}

fn all_near(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (at, (a, b)) in left.iter().zip(right).enumerate() {
        assert!((a - b).abs() <= tolerance, "at {at}: {a} is not {b}");
    }
}
