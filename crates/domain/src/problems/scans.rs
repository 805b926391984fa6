//! Scans: runs of the scanning methods.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::ScanId;
use crate::problems::candidates::Window;

/// How far a scan has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum ScanState {
    /// In the queue or at work.
    Running,
    /// Done.
    Done,
    /// Given up; the reason is for people.
    Failed {
        /// Why.
        why: String,
    },
}

impl ScanState {
    /// Its name in data and, with `scan-` in front, in `locales/`.
    pub fn name(&self) -> &'static str {
        match self {
            ScanState::Running => "running",
            ScanState::Done => "done",
            ScanState::Failed { .. } => "failed",
        }
    }
}

/// One run of the scanning methods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// Its id.
    pub id: ScanId,
    /// How far it has come.
    #[serde(flatten)]
    pub state: ScanState,
    /// The days looked at; nothing before it is known.
    pub window: Option<Window>,
    /// Incidents that were looked at.
    pub looked_at: u64,
    /// Candidates that are new.
    pub found: u64,
    /// Findings left out because a person had dismissed them.
    pub respected: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}
