//! Assessment: planned before the response starts, locked when it does, measured after.
//!
//! [`App::propose_plan`] applies the default rule, [`App::save_plan`] keeps a plan with what the officer changed,
//! [`App::measure`] counts and judges. The rule: count the problem's classes in its area; compare with places of the same
//! size, or with other beats or neighborhoods, that had as many incidents and moved alike before; never count the months
//! in which scanning chose the problem.

mod apart;
pub(crate) mod counts;
mod figures;
mod ground;
mod judge;
mod months;
mod places;
mod power;
mod propose;
mod sentence;

use std::collections::BTreeSet;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::Plan;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::incidents::{self, Point, Span};
use commonbeat_store::{Session, agencies, areas, problems};

pub use apart::{Past, assess};
pub use commonbeat_analysis::power::DurationPoint;
pub use figures::Figures;
pub use power::Power;
pub use propose::{PlanProposal, Row};
pub use sentence::{Sentence, plain_sentence};

use crate::problems::{Edit, Part};
use crate::{App, Error, Result};

/// What somebody asks of a plan; what is not said stays as it is, or as the rule has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Classes to count; empty means those that stand.
    pub offenses: Vec<Offense>,
    /// Months before.
    pub months_before: Option<u32>,
    /// Months after.
    pub months_after: Option<u32>,
    /// Keys of the comparison places.
    pub controls: Option<BTreeSet<String>>,
}

/// What the reader of a plan should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Less than a year before: a season may look like an effect.
    ShortBaseline,
    /// No whole years before: some seasons count twice.
    PartOfYear,
    /// Few incidents before.
    FewIncidents,
    /// Months in which nothing at all is on record: perhaps data are missing.
    EmptyMonths,
    /// Nothing to compare with.
    NoControls,
    /// The comparison places have other levels.
    OtherLevels,
    /// No place was alike; everything around is compared.
    NoneAlike,
    /// No fall could be seen.
    SeesNothing,
    /// The response has no starting day yet; today was taken.
    NoStartDay,
    /// Nobody knows which months drew attention to it.
    NotChosenByScanning,
}

impl Warning {
    /// Key of its words in `locales/`.
    pub fn key(self) -> &'static str {
        match self {
            Warning::ShortBaseline => "plan-warning-short-baseline",
            Warning::PartOfYear => "plan-warning-part-of-year",
            Warning::FewIncidents => "plan-warning-few-incidents",
            Warning::EmptyMonths => "plan-warning-empty-months",
            Warning::NoControls => "plan-warning-no-controls",
            Warning::OtherLevels => "plan-warning-other-levels",
            Warning::NoneAlike => "plan-warning-none-alike",
            Warning::SeesNothing => "plan-warning-sees-nothing",
            Warning::NoStartDay => "plan-warning-no-start-day",
            Warning::NotChosenByScanning => "plan-warning-not-chosen-by-scanning",
        }
    }
}

impl App {
    /// A plan by the default rule, or the plan that stands, with what speaks for it; `asked` changes parts of it without
    /// saving.
    pub async fn propose_plan(&self, who: &Actor, at: &Reference, asked: Asked) -> Result<PlanProposal> {
        let read = self.store().read(who).await?;
        let ground = self.plan_ground(&read, at, &asked).await?;
        drop(read);
        tokio::task::spawn_blocking(move || propose::propose(&ground, &asked)).await.map_err(Error::broken)?
    }

    /// Keeps the plan that [`App::propose_plan`] gives for the same `asked`. After the lock a change needs a reason.
    pub async fn save_plan(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        asked: Asked,
        reason: &str,
    ) -> Result<Problem> {
        let plan = self.propose_plan(who, at, asked).await?.plan;
        if plan.controls.is_empty() {
            return Err(Refusal::required("controls").into());
        }
        self.set_plan(who, at, read, plan, reason).await
    }

    /// Keeps a plan as it is given; where it does not say what it could see, that is found out. After the lock a change
    /// needs a reason.
    pub async fn set_plan(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        mut plan: Plan,
        reason: &str,
    ) -> Result<Problem> {
        if plan.detectable.is_none() && !plan.controls.is_empty() {
            plan.detectable = self.detectable(who, &plan).await?;
        }
        let now = self.now();
        let edit = edit(read, "problem.plan", reason.trim());
        let by = who.person().ok_or(Error::Missing("problem"))?;
        self.edit_problem(who, at, edit, |problem| problem.assessment.set_plan(plan, reason, by, now)).await
    }

    async fn detectable(&self, who: &Actor, plan: &Plan) -> Result<Option<f64>> {
        who.reach(Action::WorkProblem).ok_or(Error::Missing("problem"))?;
        let session = self.store().read(who).await?;
        let points = to_count(&session, plan, plan.baseline).await?;
        let steps = months::steps(plan.baseline);
        let monthly = |shape| counts::by_step(&counts::days_in(&points, shape), &steps);
        let controls: Vec<Vec<u32>> = plan.controls.iter().map(|c| monthly(&c.shape)).collect();
        Ok(power::power(&monthly(&plan.treated), &controls, months::length(plan.follow_up))?.detectable)
    }

    /// Measures by the plan, as far as the follow-up has passed, and keeps the outcome.
    pub async fn measure(&self, who: &Actor, at: &Reference, read: i64) -> Result<Problem> {
        let session = self.store().read(who).await?;
        let problem = problems::get(&session, at).await?;
        if !problem.within(who, Action::WorkProblem) {
            return Err(Error::Missing("problem"));
        }
        if problem.assessment.lock.is_none() {
            return Err(Refusal::not_now("not-started").into());
        }
        let plan = problem.assessment.measured_by().cloned().ok_or(Refusal::required("plan"))?;
        let after = self.passed(&session, plan.follow_up).await?;
        let points = to_count(&session, &plan, after).await?;
        let all_areas = areas::list(&session, None).await?;
        drop(session);
        let name = propose::place_name(&all_areas, &points, &plan.treated);
        let (now, by) = (self.now(), plan.clone());
        let judged = move || judge::judge(&by, &points, name, after, now);
        let outcome = tokio::task::spawn_blocking(judged).await.map_err(Error::broken)??;
        self.edit_problem(who, at, edit(read, "problem.measure", ""), |problem| {
            if problem.assessment.plan.as_ref() != Some(&plan) {
                return Err(Refusal::not_now("plan-changed"));
            }
            problem.assessment.outcome = Some(outcome);
            Ok(())
        })
        .await
    }

    /// The part of the follow-up that has passed and that the data cover.
    async fn passed(&self, session: &impl Session, follow_up: Window) -> Result<Window> {
        let today = self.today(&agencies::own(session).await?.time_zone());
        let data = counts::data(session).await?.ok_or(Refusal::not_now("no-data"))?;
        let passed = months::passed(follow_up, data.until.min(today));
        Ok(passed.ok_or(Refusal::not_now("no-month-after"))?)
    }
}

fn edit<'a>(read: i64, act: &'static str, note: &'a str) -> Edit<'a> {
    Edit { read, part: Part::Plan, action: Action::WorkProblem, act, note, closed_too: false }
}

/// The incidents that a plan counts, in one bounded query.
async fn to_count(session: &impl Session, plan: &Plan, after: Window) -> Result<Vec<Point>> {
    let shapes = plan.controls.iter().chain(&plan.rings).map(|area| &area.shape);
    let span = Span {
        kind: Some(counts::records(session, &plan.offenses, plan.baseline).await?),
        offenses: plan.offenses.clone(),
        from: Some(plan.baseline.from),
        until: Some(after.until),
        bounds: counts::around(shapes.chain([&plan.treated])),
    };
    Ok(incidents::points(session, &span).await?)
}
