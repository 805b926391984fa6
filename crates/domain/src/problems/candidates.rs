//! Candidates: what scanning found, before anybody decided on it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, CandidateId, PersonId, ProblemId};
use crate::information::offenses::Offense;
use crate::place::Shape;
use crate::{Refusal, text};

/// What kind of finding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CandidateKind {
    /// Neighboring grid cells with more than chance allows (Gi*).
    HotPlace,
    /// One address or place again and again.
    RepeatPlace,
    /// More than in the same weeks of earlier years.
    Rise,
    /// Concerns of residents close together.
    ConcernCluster,
}

impl CandidateKind {
    /// Every kind.
    pub const ALL: [CandidateKind; 4] = [
        CandidateKind::HotPlace,
        CandidateKind::RepeatPlace,
        CandidateKind::Rise,
        CandidateKind::ConcernCluster,
    ];

    /// Its name in data and, with `candidate-kind-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            CandidateKind::HotPlace => "hot_place",
            CandidateKind::RepeatPlace => "repeat_place",
            CandidateKind::Rise => "rise",
            CandidateKind::ConcernCluster => "concern_cluster",
        }
    }
}

/// The days in which the finding was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First day.
    pub from: Date,
    /// Day after the last.
    pub until: Date,
}

impl Window {
    /// Whether two windows share a day.
    pub fn overlaps(self, other: Window) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// The figures behind a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Incidents, or concerns, that make it.
    pub observed: u64,
    /// How many would be usual.
    pub expected: f64,
    /// The statistic's name, such as `gi_star_z` or `rate_ratio`.
    pub statistic: String,
    /// Its value.
    pub value: f64,
    /// Lowest adjusted p (Benjamini-Hochberg over all tests of its kind in the scan); none where nothing was tested.
    pub q: Option<f64>,
    /// Cell size, bandwidth, years: choices made, as name and value.
    pub choices: Vec<(String, String)>,
    /// Incidents by weekday (Monday first) and hour, where both are known.
    pub rhythm: Vec<[u32; 24]>,
    /// Incidents whose hour is not known.
    pub unknown_hour: u32,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Decision {
    /// Nobody decided yet.
    Open,
    /// Made into a problem.
    Accepted {
        /// The problem.
        problem: ProblemId,
        /// Who decided.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Joined to a problem that stood already.
    Joined {
        /// The problem.
        problem: ProblemId,
        /// Who decided.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Set aside; later runs do not bring the same finding up again unless it grows by half.
    Dismissed {
        /// Why.
        reason: String,
        /// Who decided.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A later run no longer found it.
    Gone,
}

impl Decision {
    /// Its name in data and, with `decision-` in front, in `locales/`.
    pub fn name(&self) -> &'static str {
        match self {
            Decision::Open => "open",
            Decision::Accepted { .. } => "accepted",
            Decision::Joined { .. } => "joined",
            Decision::Dismissed { .. } => "dismissed",
            Decision::Gone => "gone",
        }
    }
}

/// Something scanning found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its id.
    pub id: CandidateId,
    /// The same for the same finding in later runs: kind, class and place.
    pub fingerprint: String,
    /// What kind of finding.
    pub kind: CandidateKind,
    /// Class of incidents; none for concerns.
    pub offense: Option<Offense>,
    /// A name for the place: an address, or the nearest streets or area.
    pub place: String,
    /// The days looked at.
    pub window: Window,
    /// Where.
    pub shape: Shape,
    /// The beat that holds its centre.
    pub beat: Option<AreaId>,
    /// Sum of harm weights of what is above the usual; candidates are ranked by it.
    pub harm: f64,
    /// The figures.
    pub evidence: Evidence,
    /// What became of it.
    pub decision: Decision,
    /// When a scan first found it.
    pub found_at: Timestamp,
    /// Counts edits.
    pub version: i64,
}

impl Candidate {
    /// Sets it aside with a reason.
    pub fn dismiss(mut self, reason: &str, by: PersonId, at: Timestamp) -> Result<Candidate, Refusal> {
        self.still_open()?;
        self.decision = Decision::Dismissed { reason: text::prose("reason", reason)?, by, at };
        Ok(self)
    }

    /// Notes that it became a problem of its own.
    pub fn accept(mut self, problem: ProblemId, by: PersonId, at: Timestamp) -> Result<Candidate, Refusal> {
        self.still_open()?;
        self.decision = Decision::Accepted { problem, by, at };
        Ok(self)
    }

    /// Notes that it belongs to a problem that stood already.
    pub fn join(mut self, problem: ProblemId, by: PersonId, at: Timestamp) -> Result<Candidate, Refusal> {
        self.still_open()?;
        self.decision = Decision::Joined { problem, by, at };
        Ok(self)
    }

    /// Whether so many in a later finding are enough to bring it up again after it was set aside: half as many more.
    pub fn outgrown_by(&self, observed: u64) -> bool {
        observed as f64 >= 1.5 * self.evidence.observed as f64
    }

    fn still_open(&self) -> Result<(), Refusal> {
        match self.decision {
            Decision::Open => Ok(()),
            _ => Err(Refusal::not_now("candidate-decided")),
        }
    }
}
