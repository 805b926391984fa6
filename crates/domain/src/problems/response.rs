//! Response: what is done, by whom, and how that should change the cause.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::problems::analysis::Node;
use crate::problems::named::named;
use crate::problems::techniques::is_technique;

named! {
    /// How much of something: cost, risk.
    Degree, "options" {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

named! {
    /// What residents would think of it, as far as they were asked.
    Acceptability, "options" {
        /// They want it.
        Wanted = "wanted",
        /// They can live with it.
        Accepted = "accepted",
        /// They disagree among themselves.
        Divided = "divided",
        /// They do not want it.
        Unwanted = "unwanted",
        /// Nobody has asked.
        NotAsked = "not-asked",
    }
}

/// One way that was considered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResponseOption {
    /// What would be done.
    pub what: String,
    /// Techniques it uses, 1 to 25; none for enforcement alone.
    pub techniques: Vec<u8>,
    /// Side of the triangle it acts on.
    pub side: Option<Node>,
    /// Who could do it.
    pub owner: String,
    /// Cost, feasibility, legal and fairness risks, what residents think of it.
    pub weighing: String,
    /// Chosen, not chosen, or not decided yet.
    pub chosen: Option<bool>,
    /// Why.
    pub reason: String,
    /// Which hypothesis it answers, in words or by number.
    pub hypothesis: String,
    /// Whether the owner has the power and the means.
    pub owner_able: Option<bool>,
    /// What it costs.
    pub cost: Option<Degree>,
    /// How hard it is to carry out.
    pub effort: Option<Degree>,
    /// Legal and fairness risk.
    pub risk: Option<Degree>,
    /// What residents think of it.
    pub acceptability: Option<Acceptability>,
    /// What is known of its effect elsewhere.
    pub evidence: String,
}

/// A group on which the response falls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Burden {
    /// The group, by what it does there; or the place.
    pub group: String,
    /// What is expected for it.
    pub effect: String,
    /// How that is kept fair.
    pub mitigation: String,
}

/// Somebody who is told something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
    /// When.
    pub day: Option<Date>,
    /// Whether it was done.
    pub done: bool,
}

/// An agreement with a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agreed {
    /// Who.
    pub parties: String,
    /// When it was signed.
    pub day: Option<Date>,
    /// When it ends.
    pub until: Option<Date>,
    /// Where it stands.
    pub link: String,
}

/// Why a response of enforcement alone is right here: a supervisor's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Justified {
    /// Why.
    pub reason: String,
    /// The supervisor.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Something to be reached that can be measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Objective {
    /// What is counted.
    pub measure: String,
    /// What it is now.
    pub baseline: String,
    /// What it shall be.
    pub target: String,
    /// By when.
    pub by: Option<Date>,
    /// Where the figure comes from.
    pub source: String,
}

/// The response stage of a problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Response {
    /// What was considered.
    pub options: Vec<ResponseOption>,
    /// How the chosen options change the cause.
    pub mechanism: String,
    /// What shall be reached.
    pub objectives: Vec<Objective>,
    /// Who bears the burden, and how that is kept fair.
    pub fairness: String,
    /// First day on which the response acts.
    pub starts_on: Option<Date>,
    /// Who bears what.
    pub burdens: Vec<Burden>,
    /// Who reviewed fairness.
    pub fairness_reviewer: String,
    /// Hours planned.
    pub hours_planned: Option<u32>,
    /// Hours used.
    pub hours_used: Option<u32>,
    /// Money planned, in whole units of the currency.
    pub money_planned: Option<u32>,
    /// Money used.
    pub money_used: Option<u32>,
    /// Volunteers.
    pub volunteers: Option<u32>,
    /// Who approved the money.
    pub budget_approval: String,
    /// Whether a partner commits to something.
    pub commits_partner: bool,
    /// Whether the media are part of it.
    pub uses_media: bool,
    /// Agreements.
    pub agreements: Vec<Agreed>,
    /// Who is told what, when.
    pub notices: Vec<Notice>,
    /// Why enforcement alone is right, where that is all.
    pub justified: Option<Justified>,
}

impl Response {
    /// The chosen options.
    pub fn chosen(&self) -> impl Iterator<Item = &ResponseOption> {
        self.options.iter().filter(|o| o.chosen == Some(true))
    }

    /// Whether everything chosen is arrests or patrol alone: no technique changes the place, target or routine.
    pub fn enforcement_only(&self) -> bool {
        let mut chosen = self.chosen().peekable();
        chosen.peek().is_some() && chosen.all(|o| !o.techniques.iter().copied().any(is_technique))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patrol_alone_is_called_enforcement_only() {
        let chosen =
            |techniques| ResponseOption { chosen: Some(true), techniques, ..ResponseOption::default() };
        let of = |options| Response { options, ..Response::default() };
        assert!(!of(vec![]).enforcement_only());
        assert!(of(vec![chosen(vec![])]).enforcement_only());
        assert!(!of(vec![chosen(vec![]), chosen(vec![7])]).enforcement_only());
    }
}
