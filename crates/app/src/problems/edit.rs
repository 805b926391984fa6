//! Edits of a problem, part by part.
//!
//! Two people may work on different parts at once: an edit is stale only if the same part was changed since it was
//! read. Drafts are always saved; what is missing is asked for by the gate.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::analysis::Analysis;
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use commonbeat_domain::problems::problem::{Header, PublicNote};
use commonbeat_domain::problems::response::Response;
use commonbeat_domain::problems::scanning::Scanning;
use commonbeat_domain::{Reference, Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Write, problems};
use serde_json::json;

use super::known_worker;
use crate::{App, Error, Result};

/// A part of a problem that is edited by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Title, tier, owner, place, review.
    Header,
    /// The first stage, with the decision that the assessment serves.
    Scanning,
    /// The second stage.
    Analysis,
    /// The third stage.
    Response,
    /// What was seen and concluded.
    Assessment,
    /// The plan of the assessment and its result.
    Plan,
    /// What the public page says.
    Public,
    /// Everything: moves between stages.
    Whole,
}

impl Part {
    fn same(self, a: &Problem, b: &Problem) -> bool {
        let (x, y) = (&a.assessment, &b.assessment);
        match self {
            Part::Header => header(a) == header(b),
            Part::Scanning => a.scanning == b.scanning && x.decision_needed == y.decision_needed,
            Part::Analysis => a.analysis == b.analysis,
            Part::Response => a.response == b.response,
            Part::Assessment => AssessmentWords::of(a) == AssessmentWords::of(b),
            Part::Plan => x.plan == y.plan && x.lock == y.lock && x.outcome == y.outcome,
            Part::Public => a.public == b.public,
            Part::Whole => a == b,
        }
    }
}

fn header(problem: &Problem) -> Header {
    Header {
        title: problem.title.clone(),
        tier: problem.tier,
        lead: problem.lead,
        beat: problem.beat,
        neighborhood: problem.neighborhood,
        review_on: problem.review_on,
    }
}

/// One edit: of what, read when, under which right.
#[derive(Clone, Copy, Debug)]
pub struct Edit<'a> {
    /// The version that was read.
    pub read: i64,
    /// The part that is edited.
    pub part: Part,
    /// The right it takes.
    pub action: Action,
    /// Its name in the trail and the history.
    pub act: &'static str,
    /// The reason given, where one is asked.
    pub note: &'a str,
    /// Whether it can be done to a closed problem too.
    pub closed_too: bool,
}

impl Edit<'_> {
    fn of(part: Part, read: i64, act: &'static str) -> Edit<'static> {
        Edit { read, part, action: Action::WorkProblem, act, note: "", closed_too: false }
    }
}

/// The words of the assessment; its plan and result are kept apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssessmentWords {
    /// Displacement or diffusion of benefits.
    pub displacement: Option<Displacement>,
    /// What speaks for that.
    pub displacement_words: String,
    /// Views of residents, businesses, victims, officers.
    pub views: String,
    /// Other things that could explain the change.
    pub rivals: String,
    /// What was concluded.
    pub conclusion: Option<Conclusion>,
    /// What follows.
    pub next_step: String,
}

impl AssessmentWords {
    /// Those of a problem.
    pub fn of(problem: &Problem) -> AssessmentWords {
        let a = &problem.assessment;
        AssessmentWords {
            displacement: a.displacement,
            displacement_words: a.displacement_words.clone(),
            views: a.views.clone(),
            rivals: a.rivals.clone(),
            conclusion: a.conclusion,
            next_step: a.next_step.clone(),
        }
    }

    fn put(self, problem: &mut Problem) -> Result<(), Refusal> {
        let a = &mut problem.assessment;
        a.displacement_words = text::draft("displacement_words", &self.displacement_words)?;
        a.views = text::draft("views", &self.views)?;
        a.rivals = text::draft("rivals", &self.rivals)?;
        a.next_step = text::draft("next_step", &self.next_step)?;
        (a.displacement, a.conclusion) = (self.displacement, self.conclusion);
        Ok(())
    }
}

impl App {
    /// Fetches, checks the right and the version, lets the change happen, saves, records, commits. Where nothing
    /// changed, nothing is written.
    pub(crate) async fn edit_problem(
        &self,
        who: &Actor,
        at: &Reference,
        edit: Edit<'_>,
        change: impl FnOnce(&mut Problem) -> Result<(), Refusal>,
    ) -> Result<Problem> {
        let mut write = self.store.write(who, self.now()).await?;
        let before = fetch_for_edit(&write, at, edit).await?;
        let mut problem = before.clone();
        change(&mut problem)?;
        if problem == before {
            return Ok(before);
        }
        let saved = save(&mut write, problem, edit).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Saves title, tier, owner, place and day of review.
    pub async fn save_header(&self, who: &Actor, at: &Reference, read: i64, new: Header) -> Result<Problem> {
        let edit = Edit::of(Part::Header, read, "problem.header");
        who.reach(Action::WorkProblem).ok_or(Error::Missing("problem"))?;
        known_worker(&self.store.read(who).await?, "lead", new.lead, Action::WorkProblem).await?;
        self.edit_problem(who, at, edit, |problem| problem.set_header(new)).await
    }

    /// Saves the first stage, complete or not, and which decision the assessment will serve.
    pub async fn save_scanning(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: Scanning,
        decision: Option<DecisionNeeded>,
    ) -> Result<Problem> {
        let edit = Edit::of(Part::Scanning, read, "problem.scanning");
        self.edit_problem(who, at, edit, |problem| {
            problem.scanning = new.tidy()?;
            problem.assessment.decision_needed = decision;
            Ok(())
        })
        .await
    }

    /// Saves the second stage, complete or not.
    pub async fn save_analysis(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: Analysis,
    ) -> Result<Problem> {
        let edit = Edit::of(Part::Analysis, read, "problem.analysis");
        self.edit_problem(who, at, edit, |problem| {
            problem.analysis = new.tidy()?;
            Ok(())
        })
        .await
    }

    /// Saves the third stage, complete or not.
    pub async fn save_response(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: Response,
    ) -> Result<Problem> {
        let edit = Edit::of(Part::Response, read, "problem.response");
        self.edit_problem(who, at, edit, |problem| {
            problem.response = new.tidy()?;
            Ok(())
        })
        .await
    }

    /// Saves the words of the assessment, complete or not.
    pub async fn save_assessment_words(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: AssessmentWords,
    ) -> Result<Problem> {
        let edit = Edit::of(Part::Assessment, read, "problem.assessment");
        self.edit_problem(who, at, edit, |problem| new.put(problem)).await
    }

    /// Saves what the public page says; also of a closed problem, since people go on reading it.
    pub async fn save_public(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: PublicNote,
    ) -> Result<Problem> {
        let edit = Edit {
            action: Action::Publish,
            closed_too: true,
            ..Edit::of(Part::Public, read, "problem.public")
        };
        let now = self.now();
        self.edit_problem(who, at, edit, |problem| problem.set_public(new, now)).await
    }
}

/// The problem as it stands, if the actor may make this edit and the part is still the one that was read.
pub(super) async fn fetch_for_edit(write: &Write, at: &Reference, edit: Edit<'_>) -> Result<Problem> {
    let problem = problems::get(write, at).await?;
    if !problem.within(commonbeat_store::Session::actor(write), edit.action) {
        return Err(Error::Missing("problem"));
    }
    if problem.version != edit.read {
        let read = match problems::version(write, &problem, edit.read).await {
            Ok(read) => read,
            Err(commonbeat_store::StoreError::Missing(_)) => return Err(Error::Stale("problem")),
            Err(other) => return Err(other.into()),
        };
        if !edit.part.same(&read, &problem) {
            return Err(Error::Stale("problem"));
        }
    }
    if !edit.closed_too {
        problem.editable()?;
    }
    Ok(problem)
}

pub(super) async fn save(write: &mut Write, problem: Problem, edit: Edit<'_>) -> Result<Problem> {
    let saved = problems::save(write, problem, edit.act, edit.note).await?;
    let what =
        json!({ "version": saved.version, "stage": saved.stage.name(), "status": saved.status.name() });
    write.record(Entry::new(edit.act, saved.reference).with(what));
    Ok(saved)
}
