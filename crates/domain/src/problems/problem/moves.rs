//! How a problem moves through its stages: forward through gates that are signed, back with a reason, to its end and on
//! again.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use sha2::{Digest, Sha256};

use super::{Ending, Problem, Reopening, Stage, Standing, Status, Tier, review_day};
use crate::ids::PersonId;
use crate::organization::ranks::Rank;
use crate::problems::gates::{self, OVERRIDE_DAYS, Override, Unmet};
use crate::problems::response::Justified;
use crate::problems::scanning::Route;
use crate::problems::signs::{Asked, Sign, Step, Verdict};
use crate::problems::tasks::Task;
use crate::{Reference, Refusal, text};

/// How a gate is to be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pass {
    /// With every condition met.
    Met,
    /// Although some are not: with a reason, for some days, by the level above the one that signs.
    Override {
        /// Why.
        reason: String,
        /// Last day on which it holds; 30 days on where it is not said.
        until: Option<Date>,
    },
}

/// Who signs, at which level, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub by: PersonId,
    /// At which level.
    pub rank: Rank,
    /// The moment.
    pub now: Timestamp,
    /// The agency's day.
    pub today: Date,
    /// What is said with it.
    pub words: String,
}

/// Days for which a gate passed with a reason stays passed, where nothing else was said.
const USUAL_OVERRIDE: i32 = 30;

impl Problem {
    /// How it stands for people.
    pub fn standing(&self, today: Date, zone: &jiff::tz::TimeZone) -> Standing {
        match self.status {
            Status::Open if self.reopened.is_empty() => Standing::Open,
            Status::Open => Standing::Reopened,
            Status::Declined => Standing::Declined,
            Status::Merged => Standing::Merged,
            Status::Closed => {
                let closed = self.closed_at.map(|at| at.to_zoned(zone.clone()).date());
                let until = closed.and_then(|day| self.assessment.examined.watched_until(day));
                if until.is_some_and(|until| today <= until) {
                    Standing::Monitoring
                } else {
                    Standing::Closed
                }
            }
        }
    }

    /// Whether the opening of a formal problem was signed.
    pub fn opening_signed(&self) -> bool {
        self.signs.iter().any(|sign| sign.step == Step::Open && sign.verdict == Verdict::Approve)
    }

    /// Moves on to the next stage.
    pub fn advance(&mut self, tasks: &[Task], pass: Pass, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        let next = self.stage.next().ok_or(Refusal::not_now("last-stage"))?;
        let step = Step::of(gates::Move::Advance(next));
        let mut unmet = gates::unmet(self, tasks);
        unmet.extend(
            gates::run_out(self, tasks, signer.today)
                .into_iter()
                .filter(|u| !unmet.contains(u))
                .collect::<Vec<_>>(),
        );
        self.pass(unmet, pass, (next, step), step.rank(self.tier), signer)?;
        self.enter(next, signer.now, signer.today);
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

    /// Starts the response: the plan of the assessment is locked. `needed`: the level that the delegation matrix names.
    pub fn start_response(
        &mut self,
        tasks: &[Task],
        pass: Pass,
        signer: &Signer,
        needed: Rank,
    ) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Response {
            return Err(Refusal::not_now("not-in-response"));
        }
        if self.assessment.lock.is_some() {
            return Err(Refusal::not_now("already-started"));
        }
        let unmet = gates::unmet_for_start(self, tasks);
        self.pass(unmet, pass, (Stage::Response, Step::Start), needed, signer)?;
        self.assessment.lock_plan(signer.now)
    }

    /// Closes it. `unanswered`: people who raised it and have no answer on their thread yet.
    pub fn close(&mut self, unanswered: usize, pass: Pass, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        if self.stage != Stage::Assessment {
            return Err(Refusal::not_now("not-in-assessment"));
        }
        let unmet = gates::unmet_for_closing(self, unanswered, Some(signer.by));
        let needed = Step::Close.rank(self.tier);
        self.pass(unmet, pass, (Stage::Assessment, Step::Close), needed, signer)?;
        self.status = Status::Closed;
        self.closed_at = Some(signer.now);
        self.escalated = None;
        Ok(())
    }

    /// Signs that a formal problem is opened.
    pub fn sign_opening(&mut self, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        if self.tier == Tier::Quick || self.opening_signed() {
            return Err(Refusal::not_now("nothing-to-sign"));
        }
        let needed = Step::Open.rank(self.tier);
        self.pass(Vec::new(), Pass::Met, (Stage::Scanning, Step::Open), needed, signer)
    }

    /// Notes that a signature is asked for. What is missing is named first.
    pub fn ask(&mut self, asked: Asked, unmet: Vec<Unmet>) -> Result<(), Refusal> {
        self.editable()?;
        if self.asked.is_some() {
            return Err(Refusal::not_now("asked-already"));
        }
        if !unmet.is_empty() {
            return Err(Refusal::Gate(unmet));
        }
        self.asked = Some(asked);
        Ok(())
    }

    /// Gives it back to who asked for a signature, with a reason.
    pub fn give_back(&mut self, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        let asked = self.asked.clone().ok_or(Refusal::not_now("nothing-to-sign"))?;
        if signer.rank < asked.rank {
            return Err(Refusal::not_now("needs-signature"));
        }
        let words = text::prose("reason", &signer.words)?;
        self.note(asked.step, Verdict::Return, &Signer { words, ..signer.clone() }, false);
        Ok(())
    }

    /// Declines it: not a problem, or not for the police. Who raised it reads the reason.
    pub fn decline(&mut self, route: Route, body: &str, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        if matches!(route, Route::Unanswered | Route::Problem) {
            return Err(Refusal::not_now("cheers-all-yes"));
        }
        if signer.rank < Rank::Supervisor && self.tier == Tier::Formal && self.opening_signed() {
            return Err(Refusal::not_now("needs-signature"));
        }
        let reason = text::prose("reason", &signer.words)?;
        let body = text::draft("body", body)?;
        if route == Route::OtherBody && body.is_empty() {
            return Err(Refusal::required("body"));
        }
        self.note(Step::Open, Verdict::Decline, signer, false);
        let (by, at) = (signer.by, signer.now);
        self.ending = Some(Ending { route: Some(route), reason, body, into: None, by, at });
        self.status = Status::Declined;
        self.closed_at = Some(at);
        Ok(())
    }

    /// Goes on as part of another problem.
    pub fn merge_into(&mut self, into: Reference, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        if into == self.reference {
            return Err(Refusal::malformed("into"));
        }
        let reason = text::prose("reason", &signer.words)?;
        let (by, at) = (signer.by, signer.now);
        self.ending = Some(Ending { route: None, reason, body: String::new(), into: Some(into), by, at });
        self.status = Status::Merged;
        self.closed_at = Some(at);
        self.asked = None;
        Ok(())
    }

    /// A supervisor says why enforcement alone is right here.
    pub fn justify(&mut self, signer: &Signer) -> Result<(), Refusal> {
        self.editable()?;
        if signer.rank < Rank::Supervisor || signer.by == self.lead {
            return Err(Refusal::not_now("needs-signature"));
        }
        let reason = text::prose("reason", &signer.words)?;
        self.response.justified = Some(Justified { reason, by: signer.by, at: signer.now });
        Ok(())
    }

    /// Opens it again; its history stays. `by` is none where its own trigger did it.
    pub fn reopen(
        &mut self,
        reason: &str,
        by: Option<PersonId>,
        now: Timestamp,
        today: Date,
    ) -> Result<(), Refusal> {
        if self.status == Status::Open {
            return Err(Refusal::not_now("problem-open"));
        }
        let reason = text::prose("reason", reason)?;
        let to = if self.status == Status::Closed { Stage::Analysis } else { self.stage };
        self.status = Status::Open;
        self.closed_at = None;
        self.ending = None;
        self.reopened.push(Reopening { reason, by, at: now });
        self.enter(to, now, today);
        Ok(())
    }

    /// Notes a review: looked at, next one set by the tier and the time-scale.
    pub fn reviewed(&mut self, today: Date) -> Result<(), Refusal> {
        self.editable()?;
        self.review_on = review_day(today, self.tier, self.about.level);
        self.escalated = None;
        Ok(())
    }

    /// Sends a late review one level up: to the supervisor, and after another two weeks to the commander. Says whether
    /// that is new.
    pub fn escalate(&mut self, today: Date) -> bool {
        const PATIENCE: i32 = 14;
        if self.status != Status::Open || self.review_on >= today {
            return false;
        }
        let late = self.review_on.until(today).map_or(0, |span| span.get_days());
        let to = if late > PATIENCE { Rank::Commander } else { Rank::Supervisor };
        if self.escalated >= Some(to) {
            return false;
        }
        self.escalated = Some(to);
        true
    }

    fn pass(
        &mut self,
        unmet: Vec<Unmet>,
        pass: Pass,
        (into, step): (Stage, Step),
        needed: Rank,
        signer: &Signer,
    ) -> Result<(), Refusal> {
        if unmet.is_empty() {
            if signer.rank < needed {
                return Err(Refusal::not_now("needs-signature"));
            }
            self.note(step, Verdict::Approve, signer, false);
            return Ok(());
        }
        match pass {
            Pass::Override { reason, until } if !unmet.iter().any(|u| u.firm()) => {
                if signer.rank < needed.above() {
                    return Err(Refusal::not_now("needs-higher-signature"));
                }
                let reason = text::prose("reason", &reason)?;
                let until = Some(override_until(until, signer.today)?);
                let (by, at) = (signer.by, signer.now);
                let words = reason.clone();
                self.note(step, Verdict::Approve, &Signer { words, ..signer.clone() }, true);
                self.overrides.push(Override { into, unmet, reason, by, at, until });
                Ok(())
            }
            _ => Err(Refusal::Gate(unmet)),
        }
    }

    fn note(&mut self, step: Step, verdict: Verdict, signer: &Signer, overriding: bool) {
        self.signs.push(Sign {
            step,
            verdict,
            by: signer.by,
            rank: signer.rank,
            at: signer.now,
            version: self.version,
            hash: self.hash(),
            words: signer.words.trim().to_owned(),
            overriding,
        });
        self.asked = None;
    }

    /// SHA-256 of its document, hex: what a signature stands for.
    pub fn hash(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(json).iter().map(|b| format!("{b:02x}")).collect()
    }

    fn enter(&mut self, stage: Stage, now: Timestamp, today: Date) {
        self.stage = stage;
        self.stage_at = now;
        self.review_on = review_day(today, self.tier, self.about.level);
        self.escalated = None;
        self.asked = None;
    }
}

fn override_until(asked: Option<Date>, today: Date) -> Result<Date, Refusal> {
    let after = |days: i32| today.saturating_add(Span::new().days(days));
    let until = asked.unwrap_or_else(|| after(USUAL_OVERRIDE));
    if until < today || until > after(OVERRIDE_DAYS) {
        Err(Refusal::unfit("until", "override-days"))
    } else {
        Ok(until)
    }
}
