//! What stands around the ratings: the work, what comes next, appeals, and what an earlier rater wrote.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Marks, names_a_quota};
use crate::ids::PersonId;
use crate::{Refusal, text};

/// The work around the work, in words: what was asked of the person in this time, so that nothing is compared raw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Growth {
    /// Call load, changes of assignment, leave.
    pub context: String,
    /// What the person is good at.
    pub strengths: String,
    /// Goals for the next period.
    pub goals: String,
    /// Training for them.
    pub training: String,
    /// When to talk again.
    pub next_on: Option<Date>,
}

impl Growth {
    pub(super) fn tidy(&self) -> Result<Growth, Refusal> {
        let keep = |field: &'static str, words: &str| {
            let words = text::draft(field, words)?;
            if names_a_quota(&words) { Err(Refusal::unfit(field, "no-quota")) } else { Ok(words) }
        };
        Ok(Growth {
            context: keep("growth_context", &self.context)?,
            strengths: keep("growth_strengths", &self.strengths)?,
            goals: keep("growth_goals", &self.goals)?,
            training: keep("growth_training", &self.training)?,
            next_on: self.next_on,
        })
    }
}

/// An appeal, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// What the person says.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// The reviewer's answer, whether it goes back to the rater, and when.
    pub answer: Option<(String, bool, Timestamp)>,
}

/// What a rater wrote who was relieved before signing: it stays under that name, and counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Who.
    pub rater: PersonId,
    /// What had been rated.
    pub marks: Marks,
    /// Until when.
    pub until: Timestamp,
}
