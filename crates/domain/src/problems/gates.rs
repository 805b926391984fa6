//! Gates between the stages: what must be there, who may sign, and how one is passed all the same.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::problems::about::names_an_activity;
use crate::problems::problem::{Problem, Stage};
use crate::problems::scanning::CheersQuestion;
use crate::problems::tasks::{Task, TaskState};
use crate::problems::{analysis, problem::Tier};

/// A condition of a gate that is not met yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unmet {
    /// The statement is empty.
    Statement,
    /// Not every question of CHEERS is answered with yes.
    Cheers,
    /// No broad goal.
    Goal,
    /// No source of the baseline.
    BaselineSource,
    /// The decision that the assessment serves is not named.
    DecisionNeeded,
    /// The community has not been asked whether it is their problem (formal problems).
    CommunityCheck,
    /// Fewer than two data sources.
    Sources,
    /// No source from outside the police (formal problems).
    NonPoliceSource,
    /// A node of the triangle is empty.
    Triangle,
    /// No supported hypothesis.
    Hypothesis,
    /// Nothing chosen.
    Option,
    /// Fewer than three options considered (formal problems).
    Alternatives,
    /// How it should work is not said.
    Mechanism,
    /// No objective with measure and target.
    Objective,
    /// No task.
    Task,
    /// Nobody looked at who bears the burden (formal problems).
    Fairness,
    /// No plan of the assessment.
    Plan,
    /// No starting day.
    StartDay,
    /// A task is still open.
    OpenTask,
    /// The response has not started.
    NotStarted,
    /// No result.
    Result,
    /// Displacement was not answered.
    Displacement,
    /// No view of anybody outside the police.
    Views,
    /// No conclusion.
    Conclusion,
    /// Somebody who raised it has no answer yet, or it has not been sent.
    Answers,
    /// Closing needs somebody else than the lead.
    OtherSigner,
    /// The opening of a formal problem is not signed.
    Opening,
    /// No time-scale.
    Level,
    /// No objective, or one that names an activity.
    Outcome,
    /// Nobody supervises it.
    Supervisor,
    /// What, where, when, who, why and how are not told.
    Account,
    /// The analyst has not commented (formal problems).
    AnalystComment,
    /// Enforcement alone, and no supervisor said why.
    Justification,
    /// A partner has not agreed to its task.
    PartnerSign,
    /// The design is too weak for the decision.
    Design,
    /// A task was done, and it is not said how much.
    Dose,
    /// It is not said how each action was carried out (formal problems).
    Process,
    /// Not each of the six ways of moving was answered (formal problems).
    Moves,
    /// It is not said how far each objective was reached.
    Attainment,
    /// It is not said whom the burden fell on (formal problems).
    Equity,
    /// No retention class.
    Retention,
}

impl Unmet {
    /// Its name in data and, with `unmet-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Unmet::Statement => "statement",
            Unmet::Cheers => "cheers",
            Unmet::Goal => "goal",
            Unmet::BaselineSource => "baseline-source",
            Unmet::DecisionNeeded => "decision-needed",
            Unmet::CommunityCheck => "community-check",
            Unmet::Sources => "sources",
            Unmet::NonPoliceSource => "non-police-source",
            Unmet::Triangle => "triangle",
            Unmet::Hypothesis => "hypothesis",
            Unmet::Option => "option",
            Unmet::Alternatives => "alternatives",
            Unmet::Mechanism => "mechanism",
            Unmet::Objective => "objective",
            Unmet::Task => "task",
            Unmet::Fairness => "fairness",
            Unmet::Plan => "plan",
            Unmet::StartDay => "start-day",
            Unmet::OpenTask => "open-task",
            Unmet::NotStarted => "not-started",
            Unmet::Result => "result",
            Unmet::Displacement => "displacement",
            Unmet::Views => "views",
            Unmet::Conclusion => "conclusion",
            Unmet::Answers => "answers",
            Unmet::OtherSigner => "other-signer",
            Unmet::Opening => "opening",
            Unmet::Level => "level",
            Unmet::Outcome => "outcome",
            Unmet::Supervisor => "supervisor",
            Unmet::Account => "account",
            Unmet::AnalystComment => "analyst-comment",
            Unmet::Justification => "justification",
            Unmet::PartnerSign => "partner-sign",
            Unmet::Design => "design",
            Unmet::Dose => "dose",
            Unmet::Process => "process",
            Unmet::Moves => "moves",
            Unmet::Attainment => "attainment",
            Unmet::Equity => "equity",
            Unmet::Retention => "retention",
        }
    }

    /// What not even a reason can pass: people who raised the problem must have their answer, and a result cannot
    /// be measured without a plan.
    pub fn firm(self) -> bool {
        matches!(
            self,
            Unmet::Answers | Unmet::OtherSigner | Unmet::Plan | Unmet::StartDay | Unmet::Justification
        )
    }
}

/// A gate passed although conditions were not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The stage that was entered.
    pub into: Stage,
    /// What was not met.
    pub unmet: Vec<Unmet>,
    /// Why it was passed all the same.
    pub reason: String,
    /// Who signed.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Last day on which it holds: what is still missing then stands in the way again.
    #[serde(default)]
    pub until: Option<Date>,
}

/// Days for which a gate may be passed with a reason, at most.
pub const OVERRIDE_DAYS: i32 = 90;

/// The next move of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// On to this stage.
    Advance(Stage),
    /// The response starts; the plan of the assessment is locked.
    Start,
    /// It is closed.
    Close,
}

/// What stands between a problem and its next move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The move.
    pub next: Move,
    /// What is not met yet.
    pub unmet: Vec<Unmet>,
}

impl Gate {
    /// Whether the level above the one that signs can pass it with a reason.
    pub fn may_be_overridden(&self) -> bool {
        !self.unmet.is_empty() && !self.unmet.iter().any(|u| u.firm())
    }
}

/// The gate a problem stands before; none when it is closed. `unanswered`: people who raised it and have no answer
/// yet. `by`: who would sign.
pub fn ahead(
    problem: &Problem,
    tasks: &[Task],
    unanswered: usize,
    by: Option<PersonId>,
    today: Date,
) -> Option<Gate> {
    problem.editable().ok()?;
    let mut gate = match (problem.stage, problem.assessment.lock.is_some()) {
        (Stage::Scanning, _) => Gate { next: Move::Advance(Stage::Analysis), unmet: scanning(problem) },
        (Stage::Analysis, _) => Gate { next: Move::Advance(Stage::Response), unmet: analysed(problem) },
        (Stage::Response, false) => Gate { next: Move::Start, unmet: unmet_for_start(problem, tasks) },
        (Stage::Response, true) => {
            Gate { next: Move::Advance(Stage::Assessment), unmet: responded(problem, tasks) }
        }
        (Stage::Assessment, _) => {
            Gate { next: Move::Close, unmet: unmet_for_closing(problem, unanswered, by) }
        }
    };
    if matches!(gate.next, Move::Advance(_)) {
        let again = run_out(problem, tasks, today).into_iter().filter(|u| !gate.unmet.contains(u));
        gate.unmet.extend(again.collect::<Vec<_>>());
    }
    Some(gate)
}

/// Conditions that are not met for closing.
pub fn unmet_for_closing(problem: &Problem, unanswered: usize, by: Option<PersonId>) -> Vec<Unmet> {
    let mut unmet = assessed(problem);
    if unanswered > 0 {
        unmet.push(Unmet::Answers);
    }
    if by == Some(problem.lead) {
        unmet.push(Unmet::OtherSigner);
    }
    unmet
}

/// Conditions that are not met for leaving a stage towards the next.
pub fn unmet(problem: &Problem, tasks: &[Task]) -> Vec<Unmet> {
    match problem.stage {
        Stage::Scanning => scanning(problem),
        Stage::Analysis => analysed(problem),
        Stage::Response => responded(problem, tasks),
        Stage::Assessment => assessed(problem),
    }
}

/// What was passed with a reason that has run out, and is missing still.
pub fn run_out(problem: &Problem, tasks: &[Task], today: Date) -> Vec<Unmet> {
    let mut open = Vec::new();
    for passed in problem.overrides.iter().filter(|o| o.until.is_some_and(|until| until < today)) {
        let missing = [
            scanning(problem),
            analysed(problem),
            unmet_for_start(problem, tasks),
            responded(problem, tasks),
        ];
        let missing = missing.concat();
        open.extend(passed.unmet.iter().copied().filter(|u| missing.contains(u)));
    }
    open.sort();
    open.dedup();
    open
}

/// Conditions that are not met for starting the response.
pub fn unmet_for_start(problem: &Problem, tasks: &[Task]) -> Vec<Unmet> {
    let response = &problem.response;
    let formal = problem.tier == Tier::Formal;
    let measurable =
        |o: &super::response::Objective| !o.measure.trim().is_empty() && !o.target.trim().is_empty();
    let assessment = &problem.assessment;
    let weak = match (&assessment.plan, assessment.decision_needed) {
        (Some(plan), Some(decision)) => !plan.design().fits(decision),
        _ => false,
    };
    listed([
        (response.chosen().next().is_none(), Unmet::Option),
        (formal && response.options.len() < 3, Unmet::Alternatives),
        (blank(&response.mechanism), Unmet::Mechanism),
        (response.enforcement_only() && response.justified.is_none(), Unmet::Justification),
        (!response.objectives.iter().any(measurable), Unmet::Objective),
        (tasks.is_empty(), Unmet::Task),
        (tasks.iter().any(Task::waits_for_partner), Unmet::PartnerSign),
        (formal && blank(&response.fairness), Unmet::Fairness),
        (assessment.plan.is_none(), Unmet::Plan),
        (weak, Unmet::Design),
        (response.starts_on.is_none(), Unmet::StartDay),
    ])
}

fn scanning(problem: &Problem) -> Vec<Unmet> {
    let scanning = &problem.scanning;
    let about = &problem.about;
    let all_yes = CheersQuestion::ALL.into_iter().all(|q| scanning.answer(q).holds == Some(true));
    let formal = problem.tier == Tier::Formal;
    listed([
        (formal && !problem.opening_signed(), Unmet::Opening),
        (blank(&scanning.statement), Unmet::Statement),
        (!all_yes, Unmet::Cheers),
        (scanning.goal.is_none(), Unmet::Goal),
        (about.level.is_none(), Unmet::Level),
        (blank(&about.objective) || names_an_activity(&about.objective), Unmet::Outcome),
        (about.supervisor.is_none(), Unmet::Supervisor),
        (blank(&scanning.baseline_source), Unmet::BaselineSource),
        (problem.assessment.decision_needed.is_none(), Unmet::DecisionNeeded),
        (formal && blank(&scanning.community_check), Unmet::CommunityCheck),
    ])
}

fn analysed(problem: &Problem) -> Vec<Unmet> {
    let a = &problem.analysis;
    let supported = |h: &analysis::Hypothesis| h.status == analysis::HypothesisStatus::Supported;
    let told = !blank(&a.account) || ![&a.what, &a.where_at, &a.when_at, &a.why].iter().any(|t| blank(t));
    let formal = problem.tier == Tier::Formal;
    listed([
        (a.sources.len() < 2, Unmet::Sources),
        (formal && !a.sources.iter().any(|s| s.non_police), Unmet::NonPoliceSource),
        (!told, Unmet::Account),
        (a.triangle.iter().any(|n| blank(&n.words)), Unmet::Triangle),
        (!a.hypotheses.iter().any(supported), Unmet::Hypothesis),
        (formal && blank(&a.analyst_comment), Unmet::AnalystComment),
    ])
}

fn responded(problem: &Problem, tasks: &[Task]) -> Vec<Unmet> {
    let formal = problem.tier == Tier::Formal;
    listed([
        (problem.assessment.lock.is_none(), Unmet::NotStarted),
        (tasks.iter().any(|t| t.state == TaskState::Open), Unmet::OpenTask),
        (tasks.iter().any(Task::dose_unknown), Unmet::Dose),
        (formal && problem.assessment.examined.process.len() < tasks.len(), Unmet::Process),
    ])
}

fn assessed(problem: &Problem) -> Vec<Unmet> {
    let a = &problem.assessment;
    let formal = problem.tier == Tier::Formal;
    let outside = |v: &super::examined::VoiceNote| {
        v.who.is_some_and(|who| who != super::examined::Voice::Officer) && !blank(&v.words)
    };
    let attained = a.examined.attainment.iter().filter(|x| x.attained.is_some()).count();
    listed([
        (a.outcome.is_none(), Unmet::Result),
        (a.displacement.is_none(), Unmet::Displacement),
        (formal && a.examined.moves_by_kind.iter().any(|m| m.seen.is_none()), Unmet::Moves),
        (blank(&a.views) && !a.examined.voices.iter().any(outside), Unmet::Views),
        (attained < problem.response.objectives.len(), Unmet::Attainment),
        (formal && blank(&a.examined.equity_result), Unmet::Equity),
        (a.conclusion.is_none(), Unmet::Conclusion),
        (problem.about.retention.is_none(), Unmet::Retention),
    ])
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn listed<const N: usize>(conditions: [(bool, Unmet); N]) -> Vec<Unmet> {
    conditions.into_iter().filter(|(not_met, _)| *not_met).map(|(_, unmet)| unmet).collect()
}
