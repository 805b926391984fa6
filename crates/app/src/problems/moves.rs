//! Moves of a problem: through the gates, back, closed, opened again.

use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::problems::problem::{Pass, Problem, Stage};
use commonbeat_domain::problems::tasks::Task;
use commonbeat_store::{Write, agencies, tasks};
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
    today: Date,
}

impl App {
    /// Moves on to the next stage. Passing a gate with a reason takes the right to sign.
    pub async fn advance(&self, who: &Actor, at: &Reference, read: i64, pass: Pass) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.advance", reason(&pass));
        let mut m = self.moving(who, at, edit, &pass).await?;
        m.problem.advance(&m.tasks, pass.clone(), m.by, self.now(), m.today)?;
        m.done(edit).await
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
        let mut m = self.moving(who, at, edit, &Pass::Met).await?;
        m.problem.go_back(to, why, self.now(), m.today)?;
        m.done(edit).await
    }

    /// Starts the response; the plan of the assessment is locked.
    pub async fn start_response(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        pass: Pass,
    ) -> Result<Problem> {
        let edit = moving(read, Action::WorkProblem, "problem.start", reason(&pass));
        let mut m = self.moving(who, at, edit, &pass).await?;
        m.problem.start_response(&m.tasks, pass.clone(), m.by, self.now())?;
        m.done(edit).await
    }

    /// Closes it, once everybody who raised it has an answer.
    pub async fn close(&self, who: &Actor, at: &Reference, read: i64, pass: Pass) -> Result<Problem> {
        let edit = moving(read, Action::CloseProblem, "problem.close", reason(&pass));
        let mut m = self.moving(who, at, edit, &pass).await?;
        let waiting = unanswered(&m.write, m.problem.id).await?.len();
        m.problem.close(waiting, pass.clone(), m.by, self.now())?;
        m.done(edit).await
    }

    /// Opens a closed problem again, with a reason.
    pub async fn reopen(&self, who: &Actor, at: &Reference, read: i64, why: &str) -> Result<Problem> {
        let edit = Edit { closed_too: true, ..moving(read, Action::CloseProblem, "problem.reopen", why) };
        let mut m = self.moving(who, at, edit, &Pass::Met).await?;
        m.problem.reopen(why, self.now(), m.today)?;
        m.done(edit).await
    }

    async fn moving(&self, who: &Actor, at: &Reference, edit: Edit<'_>, pass: &Pass) -> Result<Moving> {
        let write = self.store.write(who, self.now()).await?;
        let problem = fetch_for_edit(&write, at, edit).await?;
        if matches!(pass, Pass::Override { .. }) && !problem.within(who, Action::SignGate) {
            return Err(Error::Missing("gate"));
        }
        let by = who.person().ok_or(Error::Missing("problem"))?;
        let tasks = tasks::of_problem(&write, problem.id).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        Ok(Moving { write, problem, tasks, by, today })
    }
}

impl Moving {
    async fn done(mut self, edit: Edit<'_>) -> Result<Problem> {
        let saved = save(&mut self.write, self.problem, edit).await?;
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
        Pass::Override { reason } => reason,
    }
}
