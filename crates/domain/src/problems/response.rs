//! Response: what is done, by whom, and how that should change the cause.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::problems::analysis::{Node, blocks};
use crate::problems::techniques::is_technique;
use crate::{Refusal, text};

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

impl ResponseOption {
    fn tidy(mut self) -> Result<ResponseOption, Refusal> {
        if !self.techniques.iter().copied().all(is_technique) {
            return Err(Refusal::malformed("techniques"));
        }
        self.techniques.sort_unstable();
        self.techniques.dedup();
        for words in [&mut self.what, &mut self.owner, &mut self.weighing, &mut self.reason] {
            *words = text::draft("options", words)?;
        }
        Ok(self)
    }

    fn says_nothing(&self) -> bool {
        let words = [&self.what, &self.owner, &self.weighing, &self.reason];
        words.iter().all(|w| w.is_empty()) && self.techniques.is_empty()
    }
}

impl Objective {
    fn tidy(mut self) -> Result<Objective, Refusal> {
        for words in [&mut self.measure, &mut self.baseline, &mut self.target, &mut self.source] {
            *words = text::draft("objectives", words)?;
        }
        Ok(self)
    }

    fn says_nothing(&self) -> bool {
        *self == Objective::default()
    }
}

impl Response {
    /// Trims a draft, drops empty blocks, refuses what is too long or no technique.
    pub fn tidy(self) -> Result<Response, Refusal> {
        Ok(Response {
            options: blocks("options", self.options, ResponseOption::tidy, ResponseOption::says_nothing)?,
            mechanism: text::draft("mechanism", &self.mechanism)?,
            objectives: blocks("objectives", self.objectives, Objective::tidy, Objective::says_nothing)?,
            fairness: text::draft("fairness", &self.fairness)?,
            starts_on: self.starts_on,
        })
    }

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

    fn option(techniques: Vec<u8>) -> ResponseOption {
        ResponseOption { what: "Light the lot".into(), techniques, ..ResponseOption::default() }
    }

    #[test]
    fn an_option_keeps_each_technique_once_and_none_that_does_not_exist() {
        let kept = Response { options: vec![option(vec![7, 2, 7])], ..Response::default() }.tidy().unwrap();
        assert_eq!(kept.options[0].techniques, [2, 7]);
        for wrong in [0, 26] {
            let response = Response { options: vec![option(vec![wrong])], ..Response::default() };
            assert_eq!(response.tidy(), Err(Refusal::malformed("techniques")));
        }
    }

    #[test]
    fn patrol_alone_is_called_enforcement_only() {
        let chosen = |techniques| ResponseOption { chosen: Some(true), ..option(techniques) };
        let of = |options| Response { options, ..Response::default() };
        assert!(!of(vec![]).enforcement_only());
        assert!(of(vec![chosen(vec![])]).enforcement_only());
        assert!(!of(vec![chosen(vec![]), chosen(vec![7])]).enforcement_only());
    }
}
