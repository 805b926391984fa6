//! Evaluations: begun by whoever keeps personnel records, written by the person, the rater and the reviewer, read by nobody
//! else.

mod evidence;
mod keep;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::EvaluationId;
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::evaluations::{Evaluation, Evidence, Growth, Marks, Part, Rated};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, agencies, evaluations};
use jiff::civil::Date;
use serde_json::json;

pub(crate) use keep::gone;
pub use keep::{NewEvaluation, StatusLine};

use crate::{App, Error, Result};

/// Most evaluations of one list.
const MOST: u64 = 500;

/// An evaluation as the actor may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationView {
    /// The evaluation; without what the actor's part does not read at this step.
    pub evaluation: Evaluation,
    /// The actor's part.
    pub part: Part,
    /// Whether the actor writes marks at this step.
    pub writes: bool,
    /// The agency's day.
    pub today: Date,
}

/// A step that somebody takes with an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The person hands in how they see the own work.
    HandIn,
    /// The rater signs.
    Sign,
    /// The reviewer signs, or gives it back.
    Review {
        /// Whether it goes back.
        back: bool,
        /// Words to it.
        words: String,
    },
    /// The person signs that it was read.
    Read {
        /// The person's comment.
        comment: String,
    },
    /// The person appeals.
    Appeal {
        /// Why.
        words: String,
    },
    /// The reviewer answers the appeal.
    Answer {
        /// Whether it goes back to the rater.
        back: bool,
        /// The answer.
        words: String,
    },
}

impl Act {
    /// Whose it is, and its name in the trail.
    fn of(&self) -> (Part, &'static str) {
        match self {
            Act::HandIn => (Part::Person, "evaluation.hand-in"),
            Act::Sign => (Part::Rater, "evaluation.rate"),
            Act::Review { .. } => (Part::Reviewer, "evaluation.review"),
            Act::Read { .. } => (Part::Person, "evaluation.sign"),
            Act::Appeal { .. } => (Part::Person, "evaluation.appeal"),
            Act::Answer { .. } => (Part::Reviewer, "evaluation.answer"),
        }
    }
}

impl App {
    /// The actor's evaluations, with the part in each.
    pub async fn evaluations(&self, who: &Actor) -> Result<Vec<(Evaluation, Part)>> {
        let mine = evaluations::mine(&self.store.read(who).await?, MOST).await?;
        Ok(mine.into_iter().map(|(e, part)| (e.seen_by(part), part)).collect())
    }

    /// One of the actor's evaluations. That another's was read by its rater or reviewer, or asked for in vain, stands in the
    /// trail.
    pub async fn evaluation(&self, who: &Actor, id: EvaluationId) -> Result<EvaluationView> {
        let found = evaluations::get(&self.store.read(who).await?, id).await;
        let (evaluation, part) = match found {
            Err(StoreError::Missing(noun)) => {
                if who.person().is_some() {
                    self.note_refused(who, "evaluation").await?;
                }
                return Err(Error::Missing(noun));
            }
            found => found?,
        };
        let read = match part {
            Part::Person => self.store.read(who).await?,
            _ => self.store.read_recorded(who, self.now(), Entry::new("evaluation.read", id)).await?,
        };
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let mut evaluation = evaluation;
        let writes = evaluation.writes(part).is_ok();
        Ok(EvaluationView { evaluation: evaluation.seen_by(part), part, writes, today })
    }

    /// What the person really did in the period, as far as the actor may read it: what evidence is picked from.
    pub async fn evaluation_evidence(&self, who: &Actor, id: EvaluationId) -> Result<Vec<Evidence>> {
        let read = self.store.read(who).await?;
        let (evaluation, _) = evaluations::get(&read, id).await?;
        evidence::gather(&read, &evaluation).await
    }

    /// Rates one competency, with words and the evidence that is ticked: `KIND:RECORD` of what the person really did.
    pub async fn mark(
        &self,
        who: &Actor,
        (id, read): (EvaluationId, i64),
        competency: Competency,
        (rated, words): (Rated, &str),
        picked: &[String],
    ) -> Result<()> {
        let (write, mut evaluation, part) = self.evaluation_at(who, id, read).await?;
        let known = evidence::gather(&write, &evaluation).await?;
        let marks = evaluation.writes(part)?;
        marks.rate(competency, rated, words)?;
        pick(marks, competency, &known, picked)?;
        self.keep_evaluation(write, evaluation, "evaluation.write").await
    }

    /// The rater writes what is around the work, and what comes next.
    pub async fn set_growth(&self, who: &Actor, id: EvaluationId, read: i64, growth: &Growth) -> Result<()> {
        let (write, mut evaluation, part) = self.evaluation_at(who, id, read).await?;
        if part != Part::Rater {
            return Err(Error::Missing("evaluation"));
        }
        evaluation.set_growth(growth)?;
        self.keep_evaluation(write, evaluation, "evaluation.write").await
    }

    /// Takes a step. A step of another part is not there for the actor.
    pub async fn step_evaluation(&self, who: &Actor, id: EvaluationId, read: i64, act: Act) -> Result<()> {
        let (write, mut evaluation, part) = self.evaluation_at(who, id, read).await?;
        let (whose, name) = act.of();
        if whose != part {
            return Err(Error::Missing("evaluation"));
        }
        let now = write.now();
        match act {
            Act::HandIn => evaluation.hand_in(now)?,
            Act::Sign => {
                let today = self.today(&agencies::own(&write).await?.time_zone());
                evaluation.sign_as_rater(today, now)?;
            }
            Act::Review { back, words } => evaluation.review(back, &words, now)?,
            Act::Read { comment } => evaluation.sign_as_person(&comment, now)?,
            Act::Appeal { words } => evaluation.appeal(&words, now)?,
            Act::Answer { back, words } => evaluation.answer_appeal(back, &words, now)?,
        }
        self.keep_evaluation(write, evaluation, name).await
    }

    async fn evaluation_at(
        &self,
        who: &Actor,
        id: EvaluationId,
        read: i64,
    ) -> Result<(Write, Evaluation, Part)> {
        // Before the write: a refused attempt leaves its own row.
        if let (Err(StoreError::Missing(noun)), Some(_)) =
            (evaluations::get(&self.store.read(who).await?, id).await, who.person())
        {
            self.note_refused(who, "evaluation").await?;
            return Err(Error::Missing(noun));
        }
        let write = self.store.write(who, self.now()).await?;
        let (evaluation, part) = evaluations::get(&write, id).await?;
        if evaluation.version == read {
            Ok((write, evaluation, part))
        } else {
            Err(Error::Stale("evaluation"))
        }
    }

    /// What stands in it is nobody else's business, so the trail holds what was done and at which step it is.
    async fn keep_evaluation(
        &self,
        mut write: Write,
        evaluation: Evaluation,
        act: &'static str,
    ) -> Result<()> {
        let id = evaluation.id;
        let saved = evaluations::save(&mut write, evaluation).await?;
        let what = json!({ "step": saved.step.name(), "version": saved.version });
        write.record(Entry::new(act, id).with(what));
        Ok(write.commit().await?)
    }
}

/// Puts what is ticked in the place of what stood there. What stood there stays pickable, also where it cannot be seen any more.
fn pick(marks: &mut Marks, competency: Competency, known: &[Evidence], picked: &[String]) -> Result<()> {
    let before = marks.of(competency).evidence.clone();
    for piece in &before {
        marks.drop(competency, piece.kind, &piece.record);
    }
    for key in picked {
        let named = |e: &&Evidence| *key == e.key();
        let piece = before.iter().chain(known).find(named);
        let piece = piece.ok_or(Refusal::unfit("evidence", "evidence-unknown"))?;
        marks.add(competency, piece.clone())?;
    }
    Ok(())
}
