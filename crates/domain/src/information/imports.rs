//! Imports: one batch per file, and the account of every row.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::BatchId;

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchState {
    /// Rows are coming in; no query sees them.
    Loading,
    /// Its rows are in force.
    Active,
    /// Given up or found unfit; its rows are not seen.
    Failed,
    /// Undone by a person.
    Undone,
}

impl BatchState {
    /// Its name in data and, with `batch-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            BatchState::Loading => "loading",
            BatchState::Active => "active",
            BatchState::Failed => "failed",
            BatchState::Undone => "undone",
        }
    }
}

/// What became of each row of a file: `rows = accepted + updated + unchanged + all refused`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records in the file.
    pub rows: u64,
    /// New here.
    pub accepted: u64,
    /// Known, and different now.
    pub updated: u64,
    /// Known, and the same.
    pub unchanged: u64,
    /// Rows kept with a remark, by kind; a row may have several.
    pub flagged: BTreeMap<String, u64>,
    /// Rows not kept, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Rows without coordinates whose address was found, by how: `exact`, `normalized`, `close`.
    #[serde(default)]
    pub addresses: BTreeMap<String, Found>,
    /// First and last day of the rows kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<(Date, Date)>,
    /// Records of these days that earlier files of the same profile brought and that this one no longer has. They still
    /// count. Nothing where there was no earlier file, or where this one holds only what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<u64>,
}

/// Rows whose address was found in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many.
    pub rows: u64,
    /// The least score, in percent.
    pub least: u8,
    /// The greatest score, in percent.
    pub most: u8,
}

impl Tally {
    /// All refused rows.
    pub fn refused_total(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Counts a row whose address was found, with a score from 0 to 1.
    pub fn count_address(&mut self, how: &str, score: f64) {
        let percent = (score.clamp(0.0, 1.0) * 100.0).round() as u8;
        let one = Found { rows: 0, least: percent, most: percent };
        let found = match self.addresses.get_mut(how) {
            Some(found) => found,
            None => self.addresses.entry(how.to_owned()).or_insert(one),
        };
        found.rows += 1;
        found.least = found.least.min(percent);
        found.most = found.most.max(percent);
    }

    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.rows == self.accepted + self.updated + self.unchanged + self.refused_total()
    }
}

/// One import of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The profile that read it.
    pub profile: String,
    /// The file's name as given.
    pub file_name: String,
    /// SHA-256 of the file's bytes, hex.
    pub digest: String,
    /// How far it has come.
    pub state: BatchState,
    /// The account of its rows.
    pub tally: Tally,
    /// When it began.
    pub started_at: Timestamp,
    /// When it became active or failed.
    pub ended_at: Option<Timestamp>,
}
