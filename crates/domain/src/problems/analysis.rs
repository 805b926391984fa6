//! Analysis: why here, why now, and who could change it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Refusal, text};

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
}

/// Most blocks of one kind (hypotheses, sources, options, objectives) in one problem.
pub const BLOCKS: usize = 40;

impl Hypothesis {
    fn tidy(self) -> Result<Hypothesis, Refusal> {
        Ok(Hypothesis {
            statement: text::draft("hypotheses", &self.statement)?,
            evidence_for: text::draft("hypotheses", &self.evidence_for)?,
            evidence_against: text::draft("hypotheses", &self.evidence_against)?,
            falsified_by: text::draft("hypotheses", &self.falsified_by)?,
            status: self.status,
        })
    }

    fn says_nothing(&self) -> bool {
        *self == Hypothesis { status: self.status, ..Hypothesis::default() }
    }
}

impl DataSource {
    fn tidy(self) -> Result<DataSource, Refusal> {
        Ok(DataSource {
            name: text::draft("sources", &self.name)?,
            non_police: self.non_police,
            flaws: text::draft("sources", &self.flaws)?,
        })
    }
}

/// Tidies each block, drops those that say nothing, refuses too many.
pub(crate) fn blocks<T>(
    field: &'static str,
    all: Vec<T>,
    tidy: impl Fn(T) -> Result<T, Refusal>,
    empty: impl Fn(&T) -> bool,
) -> Result<Vec<T>, Refusal> {
    let mut kept = all.into_iter().map(tidy).collect::<Result<Vec<T>, Refusal>>()?;
    kept.retain(|block| !empty(block));
    if kept.len() > BLOCKS { Err(Refusal::TooLong { field, limit: BLOCKS }) } else { Ok(kept) }
}

impl Analysis {
    /// Trims a draft, drops empty blocks, refuses what is too long.
    pub fn tidy(self) -> Result<Analysis, Refusal> {
        let mut triangle = self.triangle;
        for (node, notes) in Node::ALL.into_iter().zip(&mut triangle) {
            notes.words = text::draft("triangle", &notes.words)?;
            // Only a controller can be there and still not work.
            notes.presence = notes.presence.filter(|_| node.controls());
        }
        let nothing = |s: &DataSource| s.name.is_empty() && s.flaws.is_empty();
        Ok(Analysis {
            sources: blocks("sources", self.sources, DataSource::tidy, nothing)?,
            account: text::draft("account", &self.account)?,
            triangle,
            hypotheses: blocks("hypotheses", self.hypotheses, Hypothesis::tidy, Hypothesis::says_nothing)?,
            current_response: text::draft("current_response", &self.current_response)?,
        })
    }

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
    fn a_draft_loses_empty_blocks_and_keeps_its_words() {
        let analysis = Analysis {
            hypotheses: vec![
                Hypothesis { status: HypothesisStatus::Supported, ..Hypothesis::default() },
                Hypothesis { statement: " No light after ten. ".into(), ..Hypothesis::default() },
            ],
            sources: vec![DataSource { non_police: true, ..DataSource::default() }],
            ..Analysis::default()
        };
        let tidy = analysis.tidy().unwrap();
        assert_eq!((tidy.hypotheses.len(), tidy.sources.len()), (1, 0));
        assert_eq!(tidy.hypotheses[0].statement, "No light after ten.");
    }

    #[test]
    fn a_draft_with_endless_blocks_or_words_is_refused() {
        let block = Hypothesis { statement: "x".into(), ..Hypothesis::default() };
        let many = Analysis { hypotheses: vec![block; BLOCKS + 1], ..Analysis::default() };
        assert!(matches!(many.tidy(), Err(Refusal::TooLong { field: "hypotheses", .. })));
        let long = Analysis { account: "x".repeat(text::PROSE + 1), ..Analysis::default() };
        assert!(matches!(long.tidy(), Err(Refusal::TooLong { field: "account", .. })));
    }

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
