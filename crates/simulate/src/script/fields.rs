//! The fields of the first three stages.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::script::assessments::DecisionNeeded;

/// The four stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Is there a problem, and whose?
    Scanning,
    /// Why?
    Analysis,
    /// What is done?
    Response,
    /// Did it work?
    Assessment,
}

/// Yes or no with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YesNo {
    /// Whether it holds; nothing while nobody has said.
    pub holds: Option<bool>,
    /// Why.
    pub words: String,
}

/// The six questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cheers {
    /// Who in the community is touched?
    pub community: YesNo,
    /// What harm is done?
    pub harm: YesNo,
    /// Do people expect the police to do something?
    pub expectation: YesNo,
    /// Are there separate events?
    pub events: YesNo,
    /// Do they come back?
    pub recurrence: YesNo,
    /// What have they in common?
    pub similarity: YesNo,
}

/// The broad goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BroadGoal {
    /// End it.
    Eliminate,
    /// Fewer.
    Reduce,
    /// Less serious.
    LessSerious,
    /// Less fear.
    LessFear,
    /// Handle it better.
    HandleBetter,
    /// Hand it to a body better placed.
    HandOver,
}

/// First stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanning {
    /// Who is harmed by what behavior, where, when, since when.
    pub statement: String,
    /// The six questions.
    pub cheers: Cheers,
    /// What is wanted, broadly; nothing while it is not settled.
    pub goal: Option<BroadGoal>,
    /// Where the figure to start from comes from.
    pub baseline_source: String,
    /// How residents were asked whether it is their problem.
    pub community_check: String,
    /// Which decision the assessment will serve; nothing while it is not settled.
    pub decision_needed: Option<DecisionNeeded>,
}

/// A source of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSource {
    /// What it is, with its dates.
    pub name: String,
    /// Whether it comes from outside the police.
    pub non_police: bool,
    /// What it cannot tell.
    pub flaws: String,
}

/// The six nodes of the problem triangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// Who does it: always a group, a role or a count.
    Offender,
    /// Who could hold them back.
    Handler,
    /// Who or what is harmed.
    Target,
    /// Who could protect them.
    Guardian,
    /// Where.
    Place,
    /// Who runs the place.
    Manager,
}

/// Whether a controller is there and does it well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// There, and it helps.
    Effective,
    /// There, and it does not help.
    Ineffective,
    /// Not there.
    Absent,
}

/// One node, described.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriangleNode {
    /// Which.
    pub node: Node,
    /// What is known.
    pub words: String,
    /// For handler, guardian and manager.
    pub presence: Option<Presence>,
}

/// How far a hypothesis has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HypothesisStatus {
    /// Nobody has looked.
    Untested,
    /// The facts speak for it.
    Supported,
    /// The facts speak against it.
    Rejected,
}

/// Why it happens, perhaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// The thought.
    pub statement: String,
    /// What speaks for it.
    pub evidence_for: String,
    /// What speaks against it.
    pub evidence_against: String,
    /// What would show it wrong.
    pub falsified_by: String,
    /// How far it has come.
    pub status: HypothesisStatus,
}

/// Second stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Where the facts come from.
    pub sources: Vec<DataSource>,
    /// What, where, when, who, why, how.
    pub account: String,
    /// The six nodes.
    pub triangle: Vec<TriangleNode>,
    /// Why it happens, perhaps.
    pub hypotheses: Vec<Hypothesis>,
    /// What is done about it now, with its limits.
    pub current_response: String,
}

/// One way that was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseOption {
    /// What would be done.
    pub what: String,
    /// Techniques of situational prevention it uses, 1 to 25; none for enforcement alone.
    pub techniques: Vec<u8>,
    /// Side of the triangle it acts on.
    pub side: Node,
    /// Who could do it.
    pub owner: String,
    /// Cost, feasibility, fairness, what residents think.
    pub weighing: String,
    /// Whether it was chosen; nothing while undecided.
    pub chosen: Option<bool>,
    /// Why.
    pub reason: String,
}

/// Something to be reached that can be measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// What is counted.
    pub measure: String,
    /// What it is now.
    pub baseline: String,
    /// What it shall be.
    pub target: String,
    /// By when.
    pub by: Date,
    /// Where the figure comes from.
    pub source: String,
}

/// Third stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// What was considered.
    pub options: Vec<ResponseOption>,
    /// How the chosen options change the cause.
    pub mechanism: String,
    /// What shall be reached.
    pub objectives: Vec<Objective>,
    /// Who bears the burden, and how that is kept fair.
    pub fairness: String,
    /// First day on which it acts.
    pub starts_on: Option<Date>,
}

/// Words for the public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNote {
    /// What people said.
    pub said: String,
    /// What is being done, or was.
    pub did: String,
    /// When there will be more to say.
    pub next_word_by: Option<Date>,
}
