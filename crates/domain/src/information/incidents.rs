//! Incidents and calls: copies of what the agency's records system holds, with provenance.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, BatchId, IncidentId};
use crate::information::offenses::Offense;
use crate::place::LonLat;

/// Which of the two kinds of records a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// A recorded incident.
    Incident,
    /// A call for service.
    Call,
}

impl RecordKind {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            RecordKind::Incident => "incident",
            RecordKind::Call => "call",
        }
    }
}

/// One incident or call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its id here.
    pub id: IncidentId,
    /// The batch that brought its present form.
    pub batch: BatchId,
    /// Incident or call.
    pub kind: RecordKind,
    /// The id in the source, if it has one.
    pub source_id: Option<String>,
    /// The class.
    pub offense: Offense,
    /// The source's own words for the class.
    pub label: String,
    /// Local day on which it happened, or began; the first of the month where only the month is known.
    pub day: Date,
    /// Local hour of the day, where it is known and not just midnight by default.
    pub hour: Option<u8>,
    /// Earliest moment.
    pub from: Timestamp,
    /// Latest moment, where the source gives a range.
    pub until: Option<Timestamp>,
    /// Where; absent where the source gives none or one that cannot be.
    pub at: Option<LonLat>,
    /// The place as the source writes it.
    pub place_text: String,
    /// The same for equal places: upper case, blanks collapsed.
    pub place_key: Option<String>,
    /// The beat it lies in.
    pub beat: Option<AreaId>,
    /// The neighborhood it lies in.
    pub neighborhood: Option<AreaId>,
    /// What import noticed about it.
    pub flags: Vec<String>,
}
