//! What is known of a copy of a database: how large, which digest, and how far each agency's trail goes.

pub mod sealed;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use commonbeat_app::App;
use commonbeat_store::audit::Verified;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::exit::{Failure, Result};

/// What is written beside a copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The copy.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// How far each agency's trail goes in it.
    pub trails: Vec<TrailEnd>,
}

/// How far an agency's trail goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailEnd {
    /// Code of the agency.
    pub agency: String,
    /// Rows.
    pub rows: i64,
    /// The newest link.
    pub head: String,
}

/// The ends of all trails in a database.
///
/// # Errors
/// Names the agency whose trail is broken, and where.
pub async fn trail_ends(app: &App) -> Result<Vec<TrailEnd>> {
    let mut ends = Vec::new();
    for (agency, Verified { rows, broken, head }) in app.check_trails().await? {
        if let Some((row, kind)) = broken {
            let text = format!("the trail of {} is broken at row {row} ({})", agency.code, kind.name());
            return Err(Failure::Broken(anyhow::anyhow!(text)));
        }
        ends.push(TrailEnd { agency: agency.code, rows, head: head.to_string() });
    }
    Ok(ends)
}

/// SHA-256 of a file, hex, and its size.
pub fn digest(file: &Path) -> Result<(String, u64)> {
    let broken = |e| Failure::broken(format!("reading {}", file.display()), e);
    let mut from = File::open(file).map_err(broken)?;
    let (mut hash, mut size, mut part) = (Sha256::new(), 0_u64, vec![0; 1 << 20]);
    loop {
        let n = from.read(&mut part).map_err(broken)?;
        if n == 0 {
            return Ok((hex::encode(hash.finalize()), size));
        }
        hash.update(&part[..n]);
        size += n as u64;
    }
}

/// Takes away what SQLite leaves beside a database that was opened and closed: an empty log and its index.
pub fn tidy(copy: &Path) {
    let log = beside(copy, "-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() == 0) {
        for left in [log, beside(copy, "-shm")] {
            let _ = std::fs::remove_file(left);
        }
    }
}

/// Where the account of a copy stands: beside it.
pub fn account_file(copy: &Path) -> PathBuf {
    let mut name = copy.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}

/// Writes the account beside the copy, and both to the disk for good.
pub fn keep(account: &Account) -> Result<()> {
    let file = account_file(&account.file);
    let write = || -> std::io::Result<()> {
        let mut out = File::create(&file)?;
        out.write_all(&serde_json::to_vec_pretty(account)?)?;
        out.sync_all()?;
        File::open(&account.file)?.sync_all()?;
        sync_folder(&file)
    };
    write().map_err(|e| Failure::broken(format!("writing {}", file.display()), e))
}

/// Makes the names in a file's folder last.
pub fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// A file's name with something behind it.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
