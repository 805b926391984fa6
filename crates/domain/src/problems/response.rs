//! Response: what is done, by whom, and how that should change the cause.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::problems::analysis::Node;
use crate::problems::techniques::is_technique;

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
