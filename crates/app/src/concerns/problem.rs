//! From a concern to a problem, and from a problem back to everybody who raised it.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::partnerships::concerns::{Concern, answer};
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::problem::{NewProblem, Tier};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::thread::{self, Knot};
use commonbeat_store::{Write, concerns, problems};
use serde_json::json;

use super::first_time;
use crate::{App, Error, Result};

/// How far around a concern's point a problem made of it reaches, in metres.
const REACH_METRES: f64 = 150.0;

/// What it takes to make a problem of a concern; the rest comes from the concern.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemFromConcern {
    /// Title of the problem.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The officer who will own it.
    pub lead: PersonId,
}

/// What came of answering everybody who raised a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnsweredAll {
    /// On how many threads the answer stands now.
    pub threads: usize,
    /// How many letters go out.
    pub letters: usize,
}

impl App {
    /// Makes a concern part of a problem; one that is part of another moves over. `version` is the one that was read.
    pub async fn attach_concern(
        &self,
        who: &Actor,
        reference: Reference,
        problem: Reference,
        version: i64,
    ) -> Result<Problem> {
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let concern = at_version(&write, reference, version).await?;
        let problem = self.link_problem_in(&mut write, &problem, concern.id).await?;
        self.belongs_now(&mut write, concern, &problem).await?;
        write.commit().await?;
        Ok(problem)
    }

    /// Opens a problem of a concern. `once` is the form's token.
    pub async fn open_problem_from_concern(
        &self,
        who: &Actor,
        reference: Reference,
        version: i64,
        new: ProblemFromConcern,
        once: &str,
    ) -> Result<Reference> {
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("concern"))?;
        let mut write = self.store.write(who, self.now()).await?;
        if let Some(before) = commonbeat_store::once::done(&write, once).await? {
            return Ok(before.parse()?);
        }
        let concern = at_version(&write, reference, version).await?;
        let new = NewProblem {
            title: new.title,
            tier: new.tier,
            lead: new.lead,
            beat: concern.beat,
            neighborhood: concern.area,
            offenses: Vec::new(),
            shape: concern.at.map(|at| Shape::around(at, REACH_METRES)),
            chosen_in: None,
            statement: concern.words.clone(),
        };
        let problem = self.open_problem_in(&mut write, new, &[Knot::Concern(concern.id)]).await?;
        if !first_time(&mut write, once, &problem.reference.to_string()).await? {
            return Err(Error::Stale("concern"));
        }
        self.belongs_now(&mut write, concern, &problem).await?;
        write.commit().await?;
        Ok(problem.reference)
    }

    /// One answer to everybody who raised a problem and was not told yet what came of it, each on the own thread and
    /// by the own channels. `once` is the form's token.
    pub async fn answer_all_of_problem(
        &self,
        who: &Actor,
        problem: Reference,
        words: &str,
        once: &str,
    ) -> Result<AnsweredAll> {
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("problem"))?;
        let words = answer(words)?;
        let mut write = self.store.write(who, self.now()).await?;
        let found = problems::get(&write, &problem).await?;
        let mut all = AnsweredAll { threads: 0, letters: 0 };
        if !first_time(&mut write, once, &problem.to_string()).await? {
            return Ok(all);
        }
        let waiting = concerns::unanswered(&write, found.id).await?;
        if waiting.is_empty() {
            return Err(Refusal::not_now("nobody-waits").into());
        }
        for concern in waiting {
            let reference = concern.reference;
            let letters = self.answer_in(&mut write, concern, &words, Some(found.id)).await?;
            let told = json!({ "outcome_of": problem, "channels": letters });
            write.record(Entry::new("concern.answer", reference).with(told));
            all.threads += 1;
            all.letters += letters;
        }
        write.commit().await?;
        Ok(all)
    }

    /// Tells everybody who raised a problem why it is not taken on, on the own thread and by the own channels.
    pub(crate) async fn tell_declined(&self, write: &mut Write, problem: &Problem, why: &str) -> Result<()> {
        for concern in concerns::unanswered(write, problem.id).await? {
            let reference = concern.reference;
            let letters = self.answer_in(write, concern, why, Some(problem.id)).await?;
            let told = json!({ "outcome_of": problem.reference, "channels": letters });
            write.record(Entry::new("concern.answer", reference).with(told));
        }
        Ok(())
    }

    /// Takes the concerns of a problem over to the one it goes on in.
    pub(crate) async fn move_concerns(&self, write: &mut Write, from: &Problem, to: &Problem) -> Result<()> {
        const MOST: u64 = 500;
        let filter = concerns::Filter { problem: Some(from.id), ..concerns::Filter::default() };
        for concern in concerns::list(write, &filter, MOST).await? {
            thread::link(write, concern.id, to.id).await?;
            self.belongs_now(write, concern, to).await?;
        }
        Ok(())
    }

    pub(crate) async fn belongs_now(
        &self,
        write: &mut Write,
        mut concern: Concern,
        problem: &Problem,
    ) -> Result<()> {
        let before = concern.problem.replace(problem.id);
        if let Some(before) = before.filter(|id| *id != problem.id) {
            thread::unlink(write, concern.id, before).await?;
        }
        concerns::update(write, &concern).await?;
        let change = json!({ "problem": problem.reference, "before": before });
        write.record(Entry::new("concern.attach", concern.reference).with(change));
        Ok(())
    }
}

async fn at_version(write: &Write, reference: Reference, version: i64) -> Result<Concern> {
    let concern = concerns::by_reference(write, Action::AnswerConcern, reference).await?;
    if concern.version == version { Ok(concern) } else { Err(Error::Stale("concern")) }
}
