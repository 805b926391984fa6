//! Signatures at the gates: what was asked of whom, what was signed; each stays as it was made.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DecisionId, PersonId};
use crate::organization::ranks::Rank;
use crate::problems::gates::Move;
use crate::problems::named::named;
use crate::problems::problem::{Stage, Tier};

named! {
    /// A step that is signed.
    Step, "step" {
        /// The problem is opened.
        Open = "open",
        /// On to analysis.
        Analysis = "analysis",
        /// On to response.
        Response = "response",
        /// The response starts.
        Start = "start",
        /// On to assessment.
        Assessment = "assessment",
        /// It is closed.
        Close = "close",
    }
}

impl Step {
    /// The step of a move.
    pub fn of(next: Move) -> Step {
        match next {
            Move::Advance(Stage::Assessment) => Step::Assessment,
            Move::Advance(Stage::Response) => Step::Response,
            Move::Advance(_) => Step::Analysis,
            Move::Start => Step::Start,
            Move::Close => Step::Close,
        }
    }

    /// The level that signs it. The start of a response is signed by whom the delegation matrix names.
    pub fn rank(self, tier: Tier) -> Rank {
        match (self, tier) {
            (Step::Open, Tier::Quick) | (Step::Start, _) => Rank::Officer,
            (Step::Close, Tier::Formal) => Rank::Commander,
            _ => Rank::Supervisor,
        }
    }
}

named! {
    /// What was signed.
    Verdict, "verdict" {
        /// Go on.
        Approve = "approve",
        /// Back to who asked, with a reason.
        Return = "return",
        /// Not taken on, with a reason.
        Decline = "decline",
    }
}

/// A signature. Once made it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The step.
    pub step: Step,
    /// What was signed.
    pub verdict: Verdict,
    /// By whom.
    pub by: PersonId,
    /// At which level.
    pub rank: Rank,
    /// When.
    pub at: Timestamp,
    /// The version that was signed.
    pub version: i64,
    /// SHA-256 of that version's document, hex.
    pub hash: String,
    /// What was said with it.
    pub words: String,
    /// Whether conditions were not met.
    pub overriding: bool,
}

/// A signature that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The step.
    pub step: Step,
    /// Who asks.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The level that signs.
    pub rank: Rank,
    /// The entry of the decision log that holds the clock.
    pub decision: DecisionId,
}
