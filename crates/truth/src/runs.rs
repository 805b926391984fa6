//! Runs that can be stopped and taken up again: a line of JSON for each seed.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What one seed gave.
#[derive(Debug, Serialize, Deserialize)]
pub struct Line<T> {
    /// The seed.
    pub seed: u64,
    /// What it gave.
    pub gave: T,
}

/// Every whole line of a file; none where there is no file. A line that a stopped run left unfinished is left out.
pub fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<Line<T>>> {
    let path = folder.join(format!("{name}.jsonl"));
    if !path.exists() {
        return Ok(Vec::new());
    }
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let lines: Vec<String> = BufReader::new(file).lines().collect::<std::io::Result<_>>()?;
    Ok(lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// Runs every seed that is not in the file yet, on all processors, and appends what it gives.
pub fn each<T: Serialize + Send>(
    folder: &Path,
    name: &str,
    seeds: Range<u64>,
    run: impl Fn(u64) -> Result<T> + Sync,
) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let done: BTreeSet<u64> =
        read::<serde_json::Value>(folder, name)?.into_iter().map(|line| line.seed).collect();
    let left: Vec<u64> = seeds.filter(|seed| !done.contains(seed)).collect();
    let path = folder.join(format!("{name}.jsonl"));
    let file = Mutex::new(OpenOptions::new().create(true).append(true).open(path)?);
    left.into_par_iter().try_for_each(|seed| {
        let line = Line { seed, gave: run(seed).with_context(|| format!("seed {seed}"))? };
        let text = format!("{}\n", serde_json::to_string(&line)?);
        file.lock().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes())?;
        Ok(())
    })
}
