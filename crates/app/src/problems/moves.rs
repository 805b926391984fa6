//! Moves of a problem: through the gates with a signature, back, closed, opened again, declined, merged.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{DecisionId, PersonId};
use commonbeat_domain::organization::decisions::{NewDecision, Subject};
use commonbeat_domain::organization::delegation::{Authority, DecisionKind, Takes};
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::gates::{self, Gate, Move, Unmet};
use commonbeat_domain::problems::problem::{Pass, Problem, Signer, Stage, Tier};
use commonbeat_domain::problems::signs::{Asked, Step};
use commonbeat_domain::problems::tasks::Task;
use commonbeat_domain::{Reference, Refusal, text};
use commonbeat_store::{Session, Write, agencies, decisions, problems, tasks};
use jiff::civil::Date;

use super::answers::unanswered;
use super::edit::{Edit, Part, fetch_for_edit, save};
use crate::{App, Error, Result};

/// A problem about to move, with all that gates look at.
struct Moving {
    write: Write,
    problem: Problem,
    tasks: Vec<Task>,
    by: PersonId,
    rank: Rank,
    today: Date,
}

/// What a response takes, as its own figures say.
pub(super) fn takes(problem: &Problem) -> Takes {
    let r = &problem.response;
    Takes {
        money: r.money_planned.unwrap_or(0),
        hours: r.hours_planned.unwrap_or(0),
        partner: r.commits_partner,
        media: r.uses_media,
    }
}

/// The level that signs the step ahead.
pub(super) fn needed(step: Step, problem: &Problem, start: &Authority) -> Rank {
    match step {
        Step::Start => start.rank,
        step => step.rank(problem.tier),
    }
}

impl App {
    /// Moves on to the next stage. Who may sign signs by it; passing a gate with a reason takes the level above.
    pub async fn advance(&self, who: &Actor, at: &Reference, read: i64, pass: Pass) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.advance", reason(&pass));
        let mut m = Box::pin(self.moving(who, at, edit, &pass)).await?;
        let signer = m.signer("");
        m.problem.advance(&m.tasks, pass.clone(), &signer)?;
        let step = m.problem.signs.last().map_or(Step::Analysis, |sign| sign.step);
        Box::pin(self.with_signature(m, edit, step, who)).await
    }

    /// Goes back to an earlier stage, with a reason; nothing entered is lost.
    pub async fn go_back(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        to: Stage,
        why: &str,
    ) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.back", why);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        m.problem.go_back(to, why, self.now(), m.today)?;
        Box::pin(m.done(edit)).await
    }

    /// Starts the response; the plan of the assessment is locked. Who may, the delegation matrix says.
    pub async fn start_response(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        pass: Pass,
    ) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.start", reason(&pass));
        let mut m = Box::pin(self.moving(who, at, edit, &pass)).await?;
        let signer = m.signer("");
        let needed = self.start_authority(&m.write, &m.problem, m.today).await?.rank;
        m.problem.start_response(&m.tasks, pass.clone(), &signer, needed)?;
        Box::pin(self.with_signature(m, edit, Step::Start, who)).await
    }

    /// Closes it, once everybody who raised it has an answer. Never by the lead alone.
    pub async fn close(&self, who: &Actor, at: &Reference, read: i64, pass: Pass) -> Result<Problem> {
        let edit = moving(read, Action::CloseProblem, "problem.close", reason(&pass));
        let mut m = Box::pin(self.moving(who, at, edit, &pass)).await?;
        let waiting = unanswered(&m.write, m.problem.id).await?.len();
        let signer = m.signer("");
        m.problem.close(waiting, pass.clone(), &signer)?;
        Box::pin(self.with_signature(m, edit, Step::Close, who)).await
    }

    /// Signs that a formal problem is opened.
    pub async fn sign_opening(&self, who: &Actor, at: &Reference, read: i64, words: &str) -> Result<Problem> {
        let edit = moving(read, Action::SignGate, "problem.sign", words);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let signer = m.signer(words);
        m.problem.sign_opening(&signer)?;
        Box::pin(self.with_signature(m, edit, Step::Open, who)).await
    }

    /// Asks for the signature that the step ahead takes; the entry of the decision log holds the clock.
    pub async fn ask_signature(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        words: &str,
    ) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.ask", words);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let waiting = unanswered(&m.write, m.problem.id).await?.len();
        let start = self.start_authority(&m.write, &m.problem, m.today).await?;
        let (step, unmet) =
            asked_step(&m.problem, &m.tasks, waiting, m.today).ok_or(Refusal::not_now("problem-closed"))?;
        let rank = needed(step, &m.problem, &start);
        let closing_own = step == Step::Close && m.by == m.problem.lead;
        if m.rank >= rank && !closing_own {
            return Err(Refusal::not_now("sign-yourself").into());
        }
        let said = text::draft("words", words)?;
        let reason = if said.is_empty() { m.problem.title.clone() } else { said };
        let decision = NewDecision {
            subject: Subject::Gate(step),
            problem: Some(m.problem.id),
            title: m.problem.title.clone(),
            options: String::new(),
            reason,
            community: String::new(),
            takes: takes(&m.problem),
        };
        let authority = Authority { rank, grant: start.grant.filter(|_| step == Step::Start) };
        // Asked even where the own level would do: nobody closes alone.
        let below = if closing_own { Rank::Officer } else { m.rank };
        let decision = decision.of(self.id::<DecisionId>(), &authority, m.by, below, self.now())?;
        let asked = Asked { step, by: m.by, at: self.now(), rank, decision: decision.id };
        m.problem.ask(asked, unmet)?;
        decisions::insert(&mut m.write, &decision).await?;
        Box::pin(m.done(edit)).await
    }

    /// Gives it back to who asked, with a reason.
    pub async fn give_back(&self, who: &Actor, at: &Reference, read: i64, why: &str) -> Result<Problem> {
        let edit = moving(read, Action::SignGate, "problem.return", why);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let asked = m.problem.asked.clone();
        let signer = m.signer(why);
        m.problem.give_back(&signer)?;
        if let Some(asked) = asked {
            settle(&mut m.write, asked.decision, false, why, &signer).await?;
        }
        Box::pin(m.done(edit)).await
    }

    /// A supervisor says why a response of enforcement alone is right.
    pub async fn justify(&self, who: &Actor, at: &Reference, read: i64, why: &str) -> Result<Problem> {
        let edit = Edit { part: Part::Free, ..moving(read, Action::SignGate, "problem.justify", why) };
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let signer = m.signer(why);
        m.problem.justify(&signer)?;
        Box::pin(m.done(edit)).await
    }

    /// Looked at: the next review is set by the cadence.
    pub async fn reviewed(&self, who: &Actor, at: &Reference, read: i64, words: &str) -> Result<Problem> {
        let edit = Edit { part: Part::Header, ..moving(read, Action::WorkProblem, "problem.review", words) };
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let late = m.problem.escalated;
        if late.is_some_and(|rank| m.rank < rank) {
            return Err(Refusal::not_now("review-escalated").into());
        }
        m.problem.reviewed(m.today)?;
        Box::pin(m.done(edit)).await
    }

    /// Not a problem, or not for the police: declined with the reason that those who raised it read.
    pub async fn decline(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        body: &str,
        why: &str,
    ) -> Result<Problem> {
        // Who raised it reads the reason, so it takes the right to answer them.
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("problem"))?;
        let why = &commonbeat_domain::partnerships::concerns::answer(why)?;
        let edit = moving(read, Action::WorkProblem, "problem.decline", why);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let signer = m.signer(why);
        let route = m.problem.scanning.route();
        m.problem.decline(route, body, &signer)?;
        let saved = Box::pin(save(&mut m.write, m.problem, edit)).await?;
        self.tell_declined(&mut m.write, &saved, why).await?;
        m.write.commit().await?;
        Ok(saved)
    }

    /// Goes on as part of another problem; its concerns go with it.
    pub async fn merge_problem(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        into: &Reference,
        why: &str,
    ) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.merge", why);
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        let other = match problems::get(&m.write, into).await {
            Ok(other) if other.within(who, Action::WorkProblem) => other,
            Ok(_) | Err(commonbeat_store::StoreError::Missing(_)) => {
                return Err(Refusal::malformed("into").into());
            }
            Err(error) => return Err(error.into()),
        };
        other.editable()?;
        let signer = m.signer(why);
        m.problem.merge_into(*into, &signer)?;
        let saved = Box::pin(save(&mut m.write, m.problem, edit)).await?;
        self.move_concerns(&mut m.write, &saved, &other).await?;
        m.write.commit().await?;
        Ok(saved)
    }

    /// Opens a closed problem again, with a reason.
    pub async fn reopen(&self, who: &Actor, at: &Reference, read: i64, why: &str) -> Result<Problem> {
        let edit = Edit { closed_too: true, ..moving(read, Action::CloseProblem, "problem.reopen", why) };
        let mut m = Box::pin(self.moving(who, at, edit, &Pass::Met)).await?;
        m.problem.reopen(why, Some(m.by), self.now(), m.today)?;
        self.retire_stories_of(&mut m.write, m.problem.id).await?;
        Box::pin(m.done(edit)).await
    }

    /// The level that may start a response, by the delegation matrix.
    pub(crate) async fn start_authority(
        &self,
        session: &impl Session,
        problem: &Problem,
        today: Date,
    ) -> Result<Authority> {
        Ok(self.matrix_in(session).await?.authority(DecisionKind::Response, takes(problem), today))
    }

    async fn moving(&self, who: &Actor, at: &Reference, edit: Edit<'_>, pass: &Pass) -> Result<Moving> {
        let write = self.store.write(who, self.now()).await?;
        let problem = Box::pin(fetch_for_edit(&write, at, edit)).await?;
        if matches!(pass, Pass::Override { .. }) && !problem.within(who, Action::SignGate) {
            return Err(Error::Missing("gate"));
        }
        let by = who.person().ok_or(Error::Missing("problem"))?;
        let rank = Rank::of(who).ok_or(Error::Missing("problem"))?;
        let tasks = tasks::of_problem(&write, problem.id).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        Ok(Moving { write, problem, tasks, by, rank, today })
    }

    /// Saves what was signed, with an entry of the decision log: the one that was asked for, or one of its own.
    async fn with_signature(
        &self,
        mut m: Moving,
        edit: Edit<'_>,
        step: Step,
        who: &Actor,
    ) -> Result<Problem> {
        let before = problems::get(&m.write, &m.problem.reference).await?;
        let signer = m.signer(edit.note);
        match before.asked.clone().filter(|asked| asked.step == step) {
            Some(asked) => settle(&mut m.write, asked.decision, true, edit.note, &signer).await?,
            None => {
                let authority = match step {
                    Step::Start => self.start_authority(&m.write, &before, m.today).await?,
                    _ => Authority { rank: step.rank(before.tier), grant: None },
                };
                let reason = if edit.note.is_empty() { &before.title } else { edit.note };
                let new = NewDecision {
                    subject: Subject::Gate(step),
                    problem: Some(before.id),
                    title: before.title.clone(),
                    options: String::new(),
                    reason: reason.to_owned(),
                    community: String::new(),
                    takes: takes(&before),
                };
                let rank = Rank::of(who).unwrap_or(Rank::Officer);
                let decision = new.of(self.id::<DecisionId>(), &authority, m.by, rank, self.now())?;
                decisions::insert(&mut m.write, &decision).await?;
            }
        }
        Box::pin(m.done(edit)).await
    }
}

/// The step that can be asked for, and what is missing for it; what depends on who signs is left out.
pub(super) fn asked_step(
    problem: &Problem,
    tasks: &[Task],
    waiting: usize,
    today: Date,
) -> Option<(Step, Vec<Unmet>)> {
    problem.editable().ok()?;
    if problem.tier == Tier::Formal && problem.stage == Stage::Scanning && !problem.opening_signed() {
        return Some((Step::Open, Vec::new()));
    }
    let Gate { next, unmet } = gates::ahead(problem, tasks, waiting, None, today)?;
    let open = if next == Move::Close { unmet } else { unmet.into_iter().collect() };
    Some((Step::of(next), open))
}

/// Answers the entry of the log that a signature settles; one that is settled already stays.
async fn settle(write: &mut Write, id: DecisionId, yes: bool, words: &str, signer: &Signer) -> Result<()> {
    let decision = decisions::get(write, id).await?;
    match decision.answer(yes, words, signer.by, signer.rank, signer.now) {
        Ok(answered) => decisions::save(write, answered).await.map(drop).map_err(Into::into),
        Err(Refusal::NotNow { why: "decision-made" }) => Ok(()),
        Err(refusal) => Err(refusal.into()),
    }
}

impl Moving {
    fn signer(&self, words: &str) -> Signer {
        Signer {
            by: self.by,
            rank: self.rank,
            now: self.write.now(),
            today: self.today,
            words: words.to_owned(),
        }
    }

    async fn done(mut self, edit: Edit<'_>) -> Result<Problem> {
        let saved = Box::pin(save(&mut self.write, self.problem, edit)).await?;
        self.write.commit().await?;
        Ok(saved)
    }
}

fn moving<'a>(read: i64, action: Action, act: &'static str, note: &'a str) -> Edit<'a> {
    Edit { read, part: Part::Whole, action, act, note, closed_too: false }
}

fn reason(pass: &Pass) -> &str {
    match pass {
        Pass::Met => "",
        Pass::Override { reason, .. } => reason,
    }
}
