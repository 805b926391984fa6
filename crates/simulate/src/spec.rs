//! What to build: size, seed, day and zone.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How large the made-up place is. Figures are those Commonbeat is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 30,000 people, 25,000 incidents in five years, 40 staff.
    Town,
    /// 300,000 people, 250,000 incidents in five years, 500 staff.
    City,
    /// 3,000,000 people, 2,500,000 incidents in five years, 6,000 staff.
    Metro,
}

impl Size {
    /// How many times larger than a town this is.
    pub const fn times(self) -> usize {
        match self {
            Self::Town => 1,
            Self::City => 10,
            Self::Metro => 100,
        }
    }

    /// Residents.
    pub const fn people(self) -> usize {
        30_000 * self.times()
    }

    /// Incidents in five years.
    pub const fn incidents(self) -> usize {
        25_000 * self.times()
    }

    /// Calls for service in five years.
    pub const fn calls(self) -> usize {
        60_000 * self.times()
    }

    /// People who work for the agency.
    pub const fn staff(self) -> usize {
        match self {
            Self::Town => 40,
            Self::City => 500,
            Self::Metro => 6_000,
        }
    }

    /// Columns and rows of blocks in the street lattice.
    pub(crate) const fn lattice(self) -> (usize, usize) {
        match self {
            Self::Town => (30, 36),
            Self::City => (96, 114),
            Self::Metro => (300, 360),
        }
    }

    /// Neighborhoods, and beats in each.
    pub(crate) const fn regions(self) -> (usize, usize) {
        match self {
            Self::Town => (8, 1),
            Self::City => (24, 2),
            Self::Metro => (96, 2),
        }
    }

    /// How many residents' concerns are on file.
    pub(crate) const fn concerns(self) -> usize {
        match self {
            Self::Town => 46,
            Self::City => 400,
            Self::Metro => 4_000,
        }
    }
}

impl std::str::FromStr for Size {
    type Err = SimulateError;

    fn from_str(text: &str) -> Result<Self, SimulateError> {
        match text {
            "town" => Ok(Self::Town),
            "city" => Ok(Self::City),
            "metro" => Ok(Self::Metro),
            other => Err(SimulateError::Size(other.to_owned())),
        }
    }
}

/// What is planted among everyday incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plants {
    /// What the demo's story is about: five problems and two past responses.
    #[default]
    Story,
    /// Every kind of problem and past response, strengths drawn from the seed; no story.
    Every,
    /// As [`Plants::Every`] with the same draws, but no response ever began: what would have happened.
    EveryUnanswered,
    /// Only the places of past responses.
    Responses,
    /// As [`Plants::Responses`] with the same draws, but no response ever began.
    ResponsesUnanswered,
    /// Nothing: places differ as they do everywhere, and that is all.
    Nothing,
}

impl Plants {
    pub(crate) fn told(self) -> bool {
        self == Self::Story
    }

    /// Whether responses act.
    pub(crate) fn answered(self) -> bool {
        !matches!(self, Self::EveryUnanswered | Self::ResponsesUnanswered)
    }
}

/// The whole request: equal specs give equal bytes on every machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// How large.
    pub size: Size,
    /// Every draw comes from this.
    pub seed: u64,
    /// The day the town stands at; the last whole day of data is the one before.
    pub today: Date,
    /// IANA zone in which the town's clocks run, such as `America/Chicago`.
    pub zone: String,
    /// Incidents to make instead of [`Size::incidents`]; calls follow in proportion.
    pub incidents: Option<usize>,
    /// Years of data before `today`, 1 to 20.
    pub years: i16,
    /// What is planted.
    #[serde(default)]
    pub plants: Plants,
}

impl Spec {
    /// A town as the demo shows it: five years up to 16 February 2026 in Chicago's zone.
    pub fn demo(size: Size, seed: u64) -> Self {
        let today = jiff::civil::date(2026, 2, 16);
        Self {
            size,
            seed,
            today,
            zone: "America/Chicago".to_owned(),
            incidents: None,
            years: 5,
            plants: Plants::Story,
        }
    }

    /// Incidents to make.
    pub fn incident_count(&self) -> usize {
        self.incidents.unwrap_or(self.size.incidents())
    }

    /// Calls to make.
    pub fn call_count(&self) -> usize {
        self.incident_count() * self.size.calls() / self.size.incidents()
    }
}

/// Why a town could not be built or written.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Not one of the three sizes.
    #[error("{0:?} is no size: use town, city or metro")]
    Size(String),
    /// Too long or too short a past.
    #[error("{0} years of data: 1 to 20 are possible")]
    Years(i16),
    /// More than the numbering of incidents can hold.
    #[error("{0} incidents: at most 50,000,000 are possible")]
    Incidents(usize),
    /// The zone is not in the time zone database, or the day lies outside of it.
    #[error("the zone or the day cannot be used")]
    Time(#[from] jiff::Error),
    /// Writing failed.
    #[error("a file could not be written")]
    Io(#[from] std::io::Error),
    /// Writing a table failed.
    #[error("a table could not be written")]
    Csv(#[from] csv::Error),
    /// Writing JSON failed.
    #[error("a document could not be written")]
    Json(#[from] serde_json::Error),
}
