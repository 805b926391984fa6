//! The fields of the fourth stage, planned early and filled in late.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::geometry::Geometry;

/// `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
}

/// Which decision the assessment serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecisionNeeded {
    /// Whether to go on here.
    Stop,
    /// Whether to do it elsewhere.
    Reuse,
}

/// A comparison area, or a ring around the treated one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountedArea {
    /// What it is called.
    pub name: String,
    /// Its outline.
    pub area: Geometry,
    /// Why it is like the treated area, or what is looked for in it.
    pub why: String,
}

/// How the result will be measured; fixed when the response starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssessmentPlan {
    /// Which decision it serves.
    pub decision_needed: DecisionNeeded,
    /// Primary types that are counted, as in the incidents' file.
    pub offenses: Vec<String>,
    /// Where the response acts.
    pub treated: Geometry,
    /// Comparison areas.
    pub controls: Vec<CountedArea>,
    /// Where displacement or diffusion of benefits is looked for.
    pub rings: Vec<CountedArea>,
    /// Months before.
    pub baseline: Days,
    /// Months after the start.
    pub follow_up: Days,
}

/// Where it may have moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Displacement {
    /// Looked for and not seen.
    NoneSeen,
    /// Seen.
    Seen,
    /// Better nearby, too.
    Diffusion,
    /// Not looked for.
    NotExamined,
}

/// What was concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conclusion {
    /// It worked.
    Worked,
    /// In part.
    Partly,
    /// It did not.
    No,
    /// Nobody can tell.
    Unclear,
}

/// What was measured and how it was read. The figures are counts of located incidents in the treated area; product
/// and story count the same file, so both must agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// In the months before.
    pub before: usize,
    /// In the months after.
    pub after: usize,
    /// Whether it moved.
    pub displacement: Displacement,
    /// What speaks for that.
    pub displacement_words: String,
    /// Views of residents, businesses, officers.
    pub views: String,
    /// What else could explain it.
    pub rivals: String,
    /// What was concluded.
    pub conclusion: Conclusion,
    /// What follows.
    pub next_step: String,
}
