//! How a problem moves through its stages: forward through gates, back with a reason, to its end and on again.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Problem, Stage, Status, review_day};
use crate::ids::PersonId;
use crate::problems::gates::{self, Override, Unmet};
use crate::problems::tasks::Task;
use crate::{Refusal, text};

/// How a gate is to be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// With every condition met.
    Met,
    /// Although some are not, with a reason, by somebody who may sign.
    Override {
        /// Why.
        reason: String,
    },
}

impl Problem {
    /// Moves on to the next stage.
    pub fn advance(
        &mut self,
        tasks: &[Task],
        pass: Pass,
        by: PersonId,
        now: Timestamp,
        today: Date,
    ) -> Result<(), Refusal> {
        self.editable()?;
        let next = self.stage.next().ok_or(Refusal::not_now("last-stage"))?;
        self.pass(gates::unmet(self, tasks), pass, next, by, now)?;
        self.enter(next, now, today);
        Ok(())
    }

    /// Goes back to an earlier stage, with a reason; nothing entered is lost.
    pub fn go_back(&mut self, to: Stage, reason: &str, now: Timestamp, today: Date) -> Result<(), Refusal> {
        self.editable()?;
        text::prose("reason", reason)?;
        if to >= self.stage {
            return Err(Refusal::not_now("not-backward"));
        }
        self.enter(to, now, today);
        Ok(())
    }

    /// Starts the response: the plan of the assessment is locked.
    pub fn start_response(
        &mut self,
        tasks: &[Task],
        pass: Pass,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Response {
            return Err(Refusal::not_now("not-in-response"));
        }
        if self.assessment.lock.is_some() {
            return Err(Refusal::not_now("already-started"));
        }
        self.pass(gates::unmet_for_start(self, tasks), pass, Stage::Response, by, now)?;
        self.assessment.lock_plan(now)
    }

    /// Closes it. `unanswered`: people who raised it and have no answer on their thread yet.
    pub fn close(
        &mut self,
        unanswered: usize,
        pass: Pass,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Assessment {
            return Err(Refusal::not_now("not-in-assessment"));
        }
        let unmet = gates::unmet_for_closing(self, unanswered, Some(by));
        self.pass(unmet, pass, Stage::Assessment, by, now)?;
        self.status = Status::Closed;
        self.closed_at = Some(now);
        Ok(())
    }

    /// Opens it again; its history stays.
    pub fn reopen(&mut self, reason: &str, now: Timestamp, today: Date) -> Result<(), Refusal> {
        if self.status != Status::Closed {
            return Err(Refusal::not_now("problem-open"));
        }
        text::prose("reason", reason)?;
        self.status = Status::Open;
        self.closed_at = None;
        self.enter(Stage::Analysis, now, today);
        Ok(())
    }

    fn pass(
        &mut self,
        unmet: Vec<Unmet>,
        pass: Pass,
        into: Stage,
        by: PersonId,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        if unmet.is_empty() {
            return Ok(());
        }
        match pass {
            Pass::Override { reason } if !unmet.iter().any(|u| u.firm()) => {
                let reason = text::prose("reason", &reason)?;
                self.overrides.push(Override { into, unmet, reason, by, at });
                Ok(())
            }
            _ => Err(Refusal::Gate(unmet)),
        }
    }

    fn enter(&mut self, stage: Stage, now: Timestamp, today: Date) {
        self.stage = stage;
        self.stage_at = now;
        self.review_on = review_day(today, self.tier);
    }
}
