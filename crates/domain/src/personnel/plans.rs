//! The development plan of a person: own goals, who helps, what is done by when. It belongs to the person alone; no
//! supervisor, personnel officer or administrator reads it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::competencies::Competency;
use crate::{Refusal, text};

/// Most goals in one plan.
pub const MOST_GOALS: usize = 50;

/// A goal of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Its number in the plan; never given twice.
    pub number: u32,
    /// The competency it is for.
    pub competency: Competency,
    /// What I will do.
    pub what: String,
    /// Who helps: a mentor, a colleague, a course.
    pub with: String,
    /// By when.
    pub by: Option<Date>,
    /// When it was done, and what came of it.
    pub done: Option<(Date, String)>,
}

/// A development plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Goals, in the order in which they were set.
    pub goals: Vec<Goal>,
    /// How many were ever set.
    pub given: u32,
    /// When it was last changed.
    pub changed_at: Option<Timestamp>,
    /// Counts edits; 0 where nothing was written yet.
    pub version: i64,
}

impl Plan {
    /// Sets a goal.
    pub fn add(
        &mut self,
        competency: Competency,
        what: &str,
        with: &str,
        by: Option<Date>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.goals.len() >= MOST_GOALS {
            return Err(Refusal::not_now("plan-full"));
        }
        let what = text::line("goal_what", what)?;
        let with = if with.trim().is_empty() { String::new() } else { text::line("goal_with", with)? };
        self.given += 1;
        self.goals.push(Goal { number: self.given, competency, what, with, by, done: None });
        self.changed_at = Some(now);
        Ok(())
    }

    /// Notes that a goal was reached, with what came of it.
    pub fn finish(&mut self, number: u32, words: &str, today: Date, now: Timestamp) -> Result<(), Refusal> {
        let words = text::draft("goal_outcome", words)?;
        let goal = self.goals.iter_mut().find(|g| g.number == number);
        let goal = goal.ok_or(Refusal::malformed("goal_what"))?;
        if goal.done.is_some() {
            return Err(Refusal::not_now("goal-done"));
        }
        goal.done = Some((today, words));
        self.changed_at = Some(now);
        Ok(())
    }

    /// Takes a goal out; it is gone.
    pub fn drop_goal(&mut self, number: u32, now: Timestamp) -> Result<(), Refusal> {
        let at = self.goals.iter().position(|g| g.number == number);
        self.goals.remove(at.ok_or(Refusal::malformed("goal_what"))?);
        self.changed_at = Some(now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);
    const TODAY: Date = Date::constant(2026, 2, 16);

    #[test]
    fn a_goal_is_set_reached_once_and_can_be_dropped() {
        let mut plan = Plan::default();
        let blank = plan.add(Competency::Tasks, " ", "", None, NOW);
        assert_eq!(blank, Err(Refusal::required("goal_what")));
        plan.add(Competency::Tasks, "A list of promises", "Sgt. Lee", Some(TODAY), NOW).unwrap();
        plan.add(Competency::Empathy, "Say back what I heard", "", None, NOW).unwrap();
        plan.finish(1, "Two slipped; I rang them.", TODAY, NOW).unwrap();
        assert_eq!(plan.finish(1, "", TODAY, NOW), Err(Refusal::not_now("goal-done")));
        plan.drop_goal(2, NOW).unwrap();
        assert_eq!(plan.drop_goal(2, NOW), Err(Refusal::malformed("goal_what")));
        plan.add(Competency::Empathy, "Listen", "", None, NOW).unwrap();
        assert_eq!(plan.goals.last().map(|g| g.number), Some(3));
    }
}
