//! Analysis: why here, why now, and who could change it.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::problems::named::named;

/// The six nodes of the crime triangle. Offender and handler hold groups, roles and counts, never a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// Who does it, as a group or role.
    Offender,
    /// Who could influence them.
    Handler,
    /// Who or what is harmed.
    Target,
    /// Who could protect the target.
    Guardian,
    /// Where it happens.
    Place,
    /// Who answers for the place.
    Manager,
}

impl Node {
    /// The six, each side's inner node before its controller.
    pub const ALL: [Node; 6] =
        [Node::Offender, Node::Handler, Node::Target, Node::Guardian, Node::Place, Node::Manager];

    /// Its name in data, forms and, with `triangle-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Node::Offender => "offender",
            Node::Handler => "handler",
            Node::Target => "target",
            Node::Guardian => "guardian",
            Node::Place => "place",
            Node::Manager => "manager",
        }
    }

    /// Whether it is one of the three controllers.
    pub fn controls(self) -> bool {
        matches!(self, Node::Handler | Node::Guardian | Node::Manager)
    }
}

/// How well a controller works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// There and effective.
    Effective,
    /// There, with little effect.
    Ineffective,
    /// Not there.
    Absent,
}

impl Presence {
    /// Every value.
    pub const ALL: [Presence; 3] = [Presence::Effective, Presence::Ineffective, Presence::Absent];

    /// Its name in data and, with `presence-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Presence::Effective => "effective",
            Presence::Ineffective => "ineffective",
            Presence::Absent => "absent",
        }
    }
}

impl FromStr for Presence {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Presence::ALL.into_iter().find(|p| p.name() == text).ok_or(Refusal::malformed("presence"))
    }
}

/// What is known of one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NodeNotes {
    /// What there is.
    pub words: String,
    /// How well it works; for controllers.
    pub presence: Option<Presence>,
    /// What makes it easy, or hard.
    pub vulnerability: String,
    /// What shows it: a figure, a record, a visit.
    pub evidence: String,
    /// What could move it: a rule, a lease, a license, a habit.
    pub lever: String,
    /// The technique that would pull it, 1 to 25.
    pub techniques: Vec<u8>,
}

/// What the evidence says of a hypothesis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HypothesisStatus {
    /// Not tested yet.
    #[default]
    Untested,
    /// The evidence speaks for it.
    Supported,
    /// The evidence speaks against it; it stays visible.
    Rejected,
}

impl HypothesisStatus {
    /// Every value.
    pub const ALL: [HypothesisStatus; 3] =
        [HypothesisStatus::Untested, HypothesisStatus::Supported, HypothesisStatus::Rejected];

    /// Its name in data and, with `hypothesis-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            HypothesisStatus::Untested => "untested",
            HypothesisStatus::Supported => "supported",
            HypothesisStatus::Rejected => "rejected",
        }
    }
}

impl FromStr for HypothesisStatus {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        HypothesisStatus::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("status"))
    }
}

/// Why it happens, as something that could turn out wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hypothesis {
    /// What is supposed.
    pub statement: String,
    /// What speaks for it.
    pub evidence_for: String,
    /// What speaks against it.
    pub evidence_against: String,
    /// What would show that it is wrong.
    pub falsified_by: String,
    /// What the evidence says.
    pub status: HypothesisStatus,
    /// The figure that tested it: an address or reference.
    pub tested_by: String,
}

named! {
    /// What kind of data.
    SourceKind, "sources" {
        /// Calls for service.
        Cad = "cad",
        /// Records of incidents.
        Rms = "rms",
        /// The city's service requests.
        City = "311",
        /// Licenses.
        License = "license",
        /// Code enforcement.
        Code = "code",
        /// A survey.
        Survey = "survey",
        /// An interview.
        Interview = "interview",
        /// Seen there.
        Observation = "observation",
        /// A partner's data.
        Partner = "partner",
    }
}

named! {
    /// What makes it easier for those who do it.
    FacilitatorKind, "facilitators" {
        /// Things: tools, darkness, an unlocked gate.
        Physical = "physical",
        /// People: a crowd, peers.
        Social = "social",
        /// Alcohol, drugs.
        Chemical = "chemical",
    }
}

named! {
    /// Where knowledge of this type of problem stands.
    ResearchKind, "research" {
        /// A problem-specific guide.
        Guide = "guide",
        /// Another agency's case.
        Case = "case",
        /// A study.
        Study = "study",
    }
}

named! {
    /// How somebody with a stake was heard.
    HearingKind, "stakeholders" {
        /// In an interview.
        Interview = "interview",
        /// At a meeting.
        Meeting = "meeting",
        /// In writing.
        Letter = "letter",
    }
}

/// A condition that makes it easier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facilitator {
    /// What kind.
    pub kind: Option<FacilitatorKind>,
    /// What.
    pub words: String,
}

/// What is known of the type of problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Research {
    /// Where it stands.
    pub kind: Option<ResearchKind>,
    /// Title or address.
    pub link: String,
    /// What to take from it.
    pub takeaway: String,
}

/// Somebody with a stake who was heard, also those who cause it where that is lawful. A role, never a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stakeholder {
    /// Who, as a role or group.
    pub who: String,
    /// How.
    pub kind: Option<HearingKind>,
    /// When.
    pub day: Option<Date>,
    /// Whether they agreed that it stands here.
    pub consent: bool,
    /// Whether they belong to those who cause it.
    pub causes: bool,
    /// What they said.
    pub words: String,
}

/// Where knowledge came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataSource {
    /// Its name, with the dates it covers.
    pub name: String,
    /// Whether it is from outside the police: a survey, partner, interview, observation with residents.
    pub non_police: bool,
    /// What it does not show, or shows wrongly.
    pub flaws: String,
    /// What kind.
    pub kind: Option<SourceKind>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// The analysis stage of a problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Analysis {
    /// Where the knowledge came from.
    pub sources: Vec<DataSource>,
    /// What, where, when, who, why, how; and where, when and to whom it does not happen.
    pub account: String,
    /// The six nodes, in the order of [`Node::ALL`].
    pub triangle: [NodeNotes; 6],
    /// Suppositions and how they fared.
    pub hypotheses: Vec<Hypothesis>,
    /// What is done about it at present, and what that does not reach.
    pub current_response: String,
    /// Hours that takes a month.
    pub current_hours: Option<u32>,
    /// Money that takes a month.
    pub current_cost: Option<u32>,
    /// What it does well.
    pub current_strengths: String,
    /// What it does not reach.
    pub current_limits: String,
    /// What happens.
    pub what: String,
    /// Where.
    pub where_at: String,
    /// When.
    pub when_at: String,
    /// Who is involved, as groups.
    pub who: String,
    /// Why.
    pub why: String,
    /// How, step by step.
    pub how: String,
    /// Where it does not happen, though it could.
    pub not_where: String,
    /// When it does not happen.
    pub not_when: String,
    /// Who is not harmed.
    pub not_whom: String,
    /// What prevents it there.
    pub prevents: String,
    /// Hours and days.
    pub hours: String,
    /// Addresses with more than one event.
    pub repeat_places: Option<u32>,
    /// People harmed more than once, as a count.
    pub repeat_victims: Option<u32>,
    /// People who did it more than once, as a count.
    pub repeat_offenders: Option<u32>,
    /// Share of events at the worst fifth of places, in percent.
    pub worst_fifth: Option<u32>,
    /// The map or candidate that shows the hot spot.
    pub hot_spot: String,
    /// What the rate is counted against: households, visitors, parking bays.
    pub rate_basis: String,
    /// How many of them.
    pub rate_count: Option<u32>,
    /// Where that number comes from.
    pub rate_source: String,
    /// Conditions that contribute.
    pub conditions: String,
    /// What makes it easier.
    pub facilitators: Vec<Facilitator>,
    /// What is known of the type.
    pub research: Vec<Research>,
    /// Who was heard.
    pub stakeholders: Vec<Stakeholder>,
    /// Whether the analysis changed what the problem is.
    pub redefined: Option<bool>,
    /// What it is now.
    pub redefinition: String,
    /// The analyst's comment before the response.
    pub analyst_comment: String,
}

/// Most blocks of one kind (hypotheses, sources, options, objectives) in one problem.
pub const BLOCKS: usize = 40;

impl Analysis {
    /// Notes on one node.
    pub fn node(&self, node: Node) -> &NodeNotes {
        &self.triangle[node as usize]
    }

    /// The controller that works worst; the place manager before the guardian before the handler when equal,
    /// since places are changed more easily than people.
    pub fn weakest(&self) -> Option<Node> {
        [Node::Manager, Node::Guardian, Node::Handler]
            .into_iter()
            .filter_map(|n| self.node(n).presence.map(|p| (p, n)))
            .filter(|(p, _)| *p > Presence::Effective)
            .fold(None, |worst: Option<(Presence, Node)>, this| match worst {
                Some(worst) if worst.0 >= this.0 => Some(worst),
                _ => Some(this),
            })
            .map(|(_, n)| n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weakest_side_is_the_controller_that_is_missing() {
        let mut analysis = Analysis::default();
        assert_eq!(analysis.weakest(), None);
        analysis.triangle[Node::Guardian as usize].presence = Some(Presence::Ineffective);
        analysis.triangle[Node::Manager as usize].presence = Some(Presence::Ineffective);
        assert_eq!(analysis.weakest(), Some(Node::Manager));
        analysis.triangle[Node::Handler as usize].presence = Some(Presence::Absent);
        assert_eq!(analysis.weakest(), Some(Node::Handler));
    }
}
