//! Edits of a problem, part by part.
//!
//! Two people may work on different parts at once: an edit is stale only if the same part was changed since it was
//! read. Drafts are always saved; what is missing is asked for by the gate.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::analysis::Analysis;
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use commonbeat_domain::problems::problem::{Header, PublicNote, Stage};
use commonbeat_domain::problems::response::Response;
use commonbeat_domain::problems::scanning::Scanning;
use commonbeat_domain::problems::sheets::{self, Kind, SHEETS, Sheet, Values};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Write, agencies, problems};
use serde_json::json;

use super::known_worker;
use crate::{App, Error, Result};

/// A part of a problem that is edited by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// Title, tier, owner, place, review.
    Header,
    /// One sheet.
    Sheet(&'static Sheet),
    /// Every sheet of a stage.
    Stage(Stage),
    /// The plan of the assessment and its result.
    Plan,
    /// What the public page says.
    Public,
    /// Everything: moves between stages.
    Whole,
    /// Nothing can be stale: it is joined, or added to what stands there.
    Free,
}

impl Part {
    fn same(self, a: &Problem, b: &Problem) -> bool {
        let (x, y) = (&a.assessment, &b.assessment);
        match self {
            Part::Header => header(a) == header(b),
            Part::Sheet(sheet) => !sheets::differs(sheet, a, b),
            Part::Stage(stage) => of_stage(stage).all(|sheet| !sheets::differs(sheet, a, b)),
            Part::Plan => x.plan == y.plan && x.lock == y.lock && x.outcome == y.outcome,
            Part::Public => a.public == b.public,
            Part::Whole => a == b,
            Part::Free => true,
        }
    }
}

fn of_stage(stage: Stage) -> impl Iterator<Item = &'static Sheet> {
    SHEETS.iter().filter(move |sheet| sheet.stage == Some(stage))
}

/// Puts what one problem has on the sheets of a stage onto another, checked as if it had been typed.
fn put_stage(stage: Stage, from: &Problem, to: &mut Problem) -> Result<(), Refusal> {
    of_stage(stage).try_for_each(|sheet| sheets::apply(sheet, to, &sheets::values(sheet, from)))
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
    fn put(self, problem: &mut Problem) {
        let a = &mut problem.assessment;
        (a.displacement_words, a.views) = (self.displacement_words, self.views);
        (a.rivals, a.next_step) = (self.rivals, self.next_step);
        (a.displacement, a.conclusion) = (self.displacement, self.conclusion);
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
        let before = Box::pin(fetch_for_edit(&write, at, edit)).await?;
        let mut problem = before.clone();
        change(&mut problem)?;
        if problem == before {
            return Ok(before);
        }
        let saved = Box::pin(save(&mut write, problem, edit)).await?;
        write.commit().await?;
        Ok(saved)
    }

    /// Saves title, tier, owner, place and day of review.
    pub async fn save_header(&self, who: &Actor, at: &Reference, read: i64, new: Header) -> Result<Problem> {
        let edit = Edit::of(Part::Header, read, "problem.header");
        who.reach(Action::WorkProblem).ok_or(Error::Missing("problem"))?;
        let read = self.store.read(who).await?;
        known_worker(&read, "lead", new.lead, Action::WorkProblem).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        Box::pin(self.edit_problem(who, at, edit, |problem| problem.set_header(new, today))).await
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
        self.save_stage(who, at, read, Stage::Scanning, |problem| {
            problem.scanning = new;
            problem.assessment.decision_needed = decision;
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
        Box::pin(self.save_stage(who, at, read, Stage::Analysis, |problem| problem.analysis = new)).await
    }

    /// Saves the third stage, complete or not.
    pub async fn save_response(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        new: Response,
    ) -> Result<Problem> {
        self.save_stage(who, at, read, Stage::Response, |problem| {
            problem.response = Response { justified: problem.response.justified.take(), ..new };
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
        Box::pin(self.save_stage(who, at, read, Stage::Assessment, |problem| new.put(problem))).await
    }

    async fn save_stage(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        stage: Stage,
        change: impl FnOnce(&mut Problem),
    ) -> Result<Problem> {
        let edit = Edit::of(Part::Stage(stage), read, stage_act(stage));
        Box::pin(self.edit_problem(who, at, edit, |problem| {
            let mut typed = problem.clone();
            change(&mut typed);
            put_stage(stage, &typed, problem)
        }))
        .await
    }

    /// Saves one sheet, complete or not. `join`: where somebody saved it meanwhile, both edits are joined instead of
    /// refusing the later one.
    pub async fn save_sheet(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        sheet: &'static Sheet,
        typed: Values,
        join: bool,
    ) -> Result<Problem> {
        let mut write = self.store.write(who, self.now()).await?;
        let act = sheet.stage.map_or("problem.header", stage_act);
        let part = if join { Part::Free } else { Part::Sheet(sheet) };
        let edit = Edit { note: sheet.name, ..Edit::of(part, read, act) };
        let before = Box::pin(fetch_for_edit(&write, at, edit)).await?;
        let mut problem = before.clone();
        let mut kept = problem.clone();
        // What stands in it is checked alone first, so that a joined edit refuses what was typed, not what stands there.
        sheets::apply(sheet, &mut kept, &typed)?;
        if join && before.version != read {
            let read = Box::pin(problems::version(&write, &problem, read)).await?;
            let [read, theirs, mine] = [&read, &before, &kept].map(|p| sheets::values(sheet, p));
            sheets::apply(sheet, &mut problem, &sheets::merge(sheet, &read, &theirs, &mine))?;
        } else {
            problem = kept;
        }
        for field in sheet.fields.iter().filter(|(_, field)| field.kind == Kind::Person) {
            known_person(&write, field.1.name, &typed).await?;
        }
        if problem == before {
            return Ok(before);
        }
        let saved = Box::pin(save(&mut write, problem, edit)).await?;
        write.commit().await?;
        Ok(saved)
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
        Box::pin(self.edit_problem(who, at, edit, |problem| problem.set_public(new, now))).await
    }
}

/// A person named on a sheet works on problems here.
async fn known_person(write: &Write, field: &'static str, typed: &Values) -> Result<()> {
    let named = typed.get(field).and_then(|value| value.as_str()).unwrap_or_default().trim();
    if named.is_empty() {
        return Ok(());
    }
    let id = named.parse().map_err(|_| Refusal::malformed(field))?;
    known_worker(write, field, id, Action::WorkProblem).await.map(drop)
}

fn stage_act(stage: Stage) -> &'static str {
    match stage {
        Stage::Scanning => "problem.scanning",
        Stage::Analysis => "problem.analysis",
        Stage::Response => "problem.response",
        Stage::Assessment => "problem.assessment",
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
