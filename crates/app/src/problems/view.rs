//! What somebody sees of a problem, and what that person may do with it.

use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::{ConcernId, PersonId, ProblemId};
use commonbeat_domain::information::quality::DataNote;
use commonbeat_domain::organization::decisions::Decision;
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::problems::analysis::Analysis;
use commonbeat_domain::problems::assessment::Assessment;
use commonbeat_domain::problems::candidates::{Candidate, Window};
use commonbeat_domain::problems::gates::{self, Gate, Unmet};
use commonbeat_domain::problems::problem::{Problem, Standing, Status};
use commonbeat_domain::problems::quality::{Part, quality};
use commonbeat_domain::problems::response::Response;
use commonbeat_domain::problems::scanning::Scanning;
use commonbeat_domain::problems::signs::{Asked, Step};
use commonbeat_domain::problems::tasks::Task;
use commonbeat_store::problems::{self, Brief, Change};
use commonbeat_store::thread::{self, Knot};
use commonbeat_store::{Read, Session, StoreError, agencies, candidates, concerns, decisions, tasks};
use jiff::civil::Date;

use super::answers::unanswered;
use super::moves::asked_step;
use crate::quality::notes_on;
use crate::{App, Error, Result};

/// What an actor may do with a problem as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    /// Edit it, add tasks, move it.
    pub work: bool,
    /// Pass a gate with a reason.
    pub sign: bool,
    /// Close it, or open it again.
    pub close: bool,
    /// Change what the public page says.
    pub publish: bool,
    /// See the whole of it: thread, analysis, history. A partner sees the shared part.
    pub read_all: bool,
}

/// A problem with its surroundings.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemView {
    /// The problem; the shared part of it for partners.
    pub problem: Problem,
    /// Its tasks; a partner's own for partners.
    pub tasks: Vec<Task>,
    /// The gate it stands before.
    pub gate: Option<Gate>,
    /// Concerns it came from, with whether each was told what came of it; as far as the actor reads concerns.
    pub concerns: Vec<(Concern, bool)>,
    /// Candidates it came from; as far as the actor reads candidates.
    pub candidates: Vec<Candidate>,
    /// How many people who raised it wait for their answer.
    pub unanswered: usize,
    /// The last changes, newest first.
    pub history: Vec<Change>,
    /// Known flaws of the data its figures were made from.
    pub notes: Vec<DataNote>,
    /// What the actor may do.
    pub may: May,
    /// What has to be signed next, and whether the actor is the one; nothing where nothing is open.
    pub signing: Option<Signing>,
    /// How it stands for people.
    pub standing: Standing,
    /// How well the case is made, part by part.
    pub quality: Vec<Part>,
    /// What was passed with a reason that has run out, and is missing still.
    pub run_out: Vec<Unmet>,
    /// Its entries of the decision log, the last in front.
    pub decisions: Vec<Decision>,
    /// The agency's day.
    pub today: Date,
}

/// What has to be signed next.
#[derive(Clone, Debug, PartialEq)]
pub struct Signing {
    /// The step.
    pub step: Step,
    /// The level that signs.
    pub rank: Rank,
    /// What is missing before it can be asked for.
    pub unmet: Vec<Unmet>,
    /// Whether the actor's level signs it.
    pub own: bool,
    /// Whether the actor's level passes it with a reason.
    pub may_override: bool,
    /// The signature that is asked for.
    pub asked: Option<Asked>,
}

/// A page of a list of problems.
#[derive(Clone, Debug, PartialEq)]
pub struct ProblemPage {
    /// The rows.
    pub rows: Vec<Brief>,
    /// Key of the next page, if there is one.
    pub next: Option<ProblemId>,
    /// How many match, over all pages.
    pub total: u64,
}

/// Two versions of one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The problem as it stands.
    pub now: Problem,
    /// The earlier version.
    pub earlier: Problem,
    /// The later version.
    pub later: Problem,
}

/// Changes shown beside a problem.
const RECENT: u64 = 12;
/// Concerns shown beside a problem.
const MOST_ON_THREAD: u64 = 200;

impl App {
    /// One problem with its tasks, its thread, its gate, and what the actor may do.
    pub async fn problem(&self, who: &Actor, at: &Reference) -> Result<ProblemView> {
        let read = self.store.read(who).await?;
        let problem = problems::get(&read, at).await?;
        let tasks = tasks::of_problem(&read, problem.id).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let may = may(who, &problem);
        if !may.read_all {
            let problem = shared_part(problem);
            self.seen(who, DataCategory::Problems, problem.reference.to_string()).await?;
            return Ok(ProblemView {
                tasks,
                gate: None,
                concerns: Vec::new(),
                candidates: Vec::new(),
                unanswered: 0,
                history: Vec::new(),
                notes: Vec::new(),
                signing: None,
                standing: problem.standing(today, &jiff::tz::TimeZone::UTC),
                quality: Vec::new(),
                run_out: Vec::new(),
                decisions: Vec::new(),
                problem,
                may,
                today,
            });
        }
        let waiting = unanswered(&read, problem.id).await?;
        let start = self.start_authority(&read, &problem, today).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let filter = decisions::Filter { problem: Some(problem.id), ..decisions::Filter::default() };
        let log = match who.may(Action::ReadDecisions) {
            true => decisions::list(&read, &filter, MOST_ON_THREAD).await?,
            false => Vec::new(),
        };
        Ok(ProblemView {
            gate: gates::ahead(&problem, &tasks, waiting.len(), signing_closer(who, &problem), today),
            signing: signing(who, &problem, &tasks, waiting.len(), today, start.rank),
            concerns: raised(&read, problem.id, &waiting).await?,
            candidates: found(&read, problem.id).await?,
            unanswered: waiting.len(),
            history: problems::history(&read, &problem, RECENT).await?,
            notes: notes(&read, &problem).await?,
            standing: problem.standing(today, &zone),
            quality: quality(&problem, &tasks),
            run_out: gates::run_out(&problem, &tasks, today),
            decisions: log,
            problem,
            tasks,
            may,
            today,
        })
    }

    /// Every change of a problem, newest first.
    pub async fn problem_history(&self, who: &Actor, at: &Reference) -> Result<(Problem, Vec<Change>)> {
        let read = self.store.read(who).await?;
        let problem = whole_only(who, problems::get(&read, at).await?)?;
        let history = problems::history(&read, &problem, 1_000).await?;
        Ok((problem, history))
    }

    /// Two versions of a problem, to be laid side by side, the earlier first.
    pub async fn compare_versions(&self, who: &Actor, at: &Reference, a: i64, b: i64) -> Result<Compared> {
        let read = self.store.read(who).await?;
        let now = whole_only(who, problems::get(&read, at).await?)?;
        let earlier = problems::version(&read, &now, a.min(b)).await?;
        let later = problems::version(&read, &now, a.max(b)).await?;
        Ok(Compared { now, earlier, later })
    }
}

/// The concerns a problem came from, and whether each was told what came of it.
async fn raised(read: &Read, problem: ProblemId, waiting: &[ConcernId]) -> Result<Vec<(Concern, bool)>> {
    if !read.actor().may(Action::ReadConcerns) {
        return Ok(Vec::new());
    }
    let filter = concerns::Filter { problem: Some(problem), ..concerns::Filter::default() };
    let all = concerns::list(read, &filter, MOST_ON_THREAD).await?;
    Ok(all.into_iter().map(|concern| (concern.clone(), !waiting.contains(&concern.id))).collect())
}

/// Flaws of the data of all days that its figures were made from: those of scanning and those of the assessment.
async fn notes(read: &Read, problem: &Problem) -> Result<Vec<DataNote>> {
    let plan = problem.assessment.plan.as_ref();
    let measured = plan.map(|p| Window { from: p.baseline.from, until: p.follow_up.until });
    let windows = [problem.chosen_in, measured].into_iter().flatten();
    let whole = windows.reduce(|a, b| Window { from: a.from.min(b.from), until: a.until.max(b.until) });
    match whole.filter(|_| !problem.offenses.is_empty()) {
        Some(window) => notes_on(read, &problem.offenses, Some(window)).await,
        None => Ok(Vec::new()),
    }
}

/// The candidates a problem came from.
async fn found(read: &Read, problem: ProblemId) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    if !read.actor().may(Action::ReadCandidates) {
        return Ok(found);
    }
    for link in thread::linked_to(read, problem).await? {
        if let Knot::Candidate(id) = link.from {
            match candidates::get(read, id).await {
                Ok(candidate) => found.push(candidate),
                Err(StoreError::Missing(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }
    Ok(found)
}

/// Who would close it: counts only where the level is the one that closes.
fn signing_closer(who: &Actor, problem: &Problem) -> Option<PersonId> {
    let rank = Rank::of(who)?;
    who.person().filter(|_| rank >= Step::Close.rank(problem.tier))
}

fn signing(
    who: &Actor,
    problem: &Problem,
    tasks: &[Task],
    waiting: usize,
    today: Date,
    start: Rank,
) -> Option<Signing> {
    let (step, unmet) = asked_step(problem, tasks, waiting, today)?;
    let rank = if step == Step::Start { start } else { step.rank(problem.tier) };
    let own = Rank::of(who);
    let closes_alone = step == Step::Close && who.person() == Some(problem.lead);
    Some(Signing {
        step,
        rank,
        own: own >= Some(rank) && !closes_alone,
        may_override: own >= Some(rank.above()) && !closes_alone && problem.within(who, Action::SignGate),
        asked: problem.asked.clone(),
        unmet,
    })
}

/// What an actor may do with a problem as it stands.
fn may(who: &Actor, problem: &Problem) -> May {
    let open = problem.status == Status::Open;
    May {
        work: open && problem.within(who, Action::WorkProblem),
        sign: open && problem.within(who, Action::SignGate),
        close: problem.within(who, Action::CloseProblem),
        publish: problem.within(who, Action::Publish),
        read_all: who.reach(Action::ReadProblems) > Some(Reach::Shared),
    }
}

fn whole_only(who: &Actor, problem: Problem) -> Result<Problem> {
    if may(who, &problem).read_all { Ok(problem) } else { Err(Error::Missing("problem")) }
}

/// What a partner sees: what is to be solved, what was chosen and what shall be reached; not who said what, what is
/// supposed of anybody, or what was weighed.
fn shared_part(problem: Problem) -> Problem {
    let response = Response {
        options: problem
            .response
            .chosen()
            .map(|option| commonbeat_domain::problems::response::ResponseOption {
                weighing: String::new(),
                reason: String::new(),
                risk: None,
                acceptability: None,
                hypothesis: String::new(),
                ..option.clone()
            })
            .collect(),
        fairness: String::new(),
        burdens: Vec::new(),
        notices: Vec::new(),
        justified: None,
        budget_approval: String::new(),
        ..problem.response
    };
    Problem {
        scanning: Scanning {
            statement: problem.scanning.statement,
            goal: problem.scanning.goal,
            ..Scanning::default()
        },
        analysis: Analysis::default(),
        response,
        assessment: Assessment::default(),
        overrides: Vec::new(),
        signs: Vec::new(),
        asked: None,
        about: commonbeat_domain::problems::about::About {
            objective: problem.about.objective,
            level: problem.about.level,
            ..Default::default()
        },
        chosen_in: None,
        ..problem
    }
}
