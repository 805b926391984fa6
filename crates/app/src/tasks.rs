//! Tasks: give, change, report; what is due.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor, Reach, Who};
use commonbeat_domain::ids::{ProblemId, TaskId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::partnerships::shares::Passed;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::tasks::{Logged, NewTask, Task, TaskState};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::problems::{self, Brief};
use commonbeat_store::tasks::{self, TaskFilter};
use commonbeat_store::{Read, Session, StoreError, Write, agencies, once, organizations};
use jiff::civil::Date;
use serde_json::json;

use crate::problems::known_worker;
use crate::{App, Error, Result};

/// What somebody reports on a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How far it is.
    pub state: TaskState,
    /// How much was done.
    pub done: String,
    /// What went differently; why, if it is dropped.
    pub deviation: String,
}

/// A task with the problem it serves.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLine {
    /// The task.
    pub task: Task,
    /// Its problem.
    pub problem: Brief,
    /// Whether its day has passed.
    pub overdue: bool,
}

impl App {
    /// Gives somebody a task of a problem. `once`: the form's token.
    pub async fn add_task(&self, who: &Actor, at: &Reference, new: NewTask, once: &str) -> Result<Task> {
        let mut write = self.store.write(who, self.now()).await?;
        let problem = workable(&write, problems::get(&write, at).await?)?;
        if let Some(task) = added_before(&write, once).await? {
            return Ok(task);
        }
        if tasks::of_problem(&write, problem.id).await?.len() as u64 >= tasks::MOST {
            return Err(Refusal::not_now("too-many-tasks").into());
        }
        let new = with_known_owner(&write, new).await?;
        let task = new.of(problem.id, self.id())?;
        tasks::insert(&mut write, &task).await?;
        if !once.is_empty() {
            match once::claim(&mut write, once, &task.id.to_string()).await {
                Err(StoreError::DoneAlready) => {
                    drop(write);
                    let read = self.store.read(who).await?;
                    return added_before(&read, once).await?.ok_or(Error::Missing("task"));
                }
                other => other?,
            }
        }
        self.task_given(&mut write, &task, at).await?;
        write.record(Entry::new("task.add", at).with(&task));
        write.commit().await?;
        Ok(task)
    }

    /// Changes what was agreed.
    pub async fn change_task(&self, who: &Actor, id: TaskId, read: i64, new: NewTask) -> Result<Task> {
        let mut write = self.store.write(who, self.now()).await?;
        let (task, problem) = fetch(&write, id, read).await?;
        let problem = workable(&write, problem)?;
        let new = with_known_owner(&write, new).await?;
        let before = task.organization;
        let task = tasks::save(&mut write, task.change(new)?).await?;
        if task.organization != before {
            self.task_given(&mut write, &task, &problem.reference).await?;
        }
        write.record(Entry::new("task.change", problem.reference).with(&task));
        write.commit().await?;
        Ok(task)
    }

    /// Reports on a task: done, how much, what went differently.
    pub async fn report_task(&self, who: &Actor, id: TaskId, read: i64, report: Report) -> Result<Task> {
        let mut write = self.store.write(who, self.now()).await?;
        let (task, problem) = fetch(&write, id, read).await?;
        if !may_report(who, &task, &problem) {
            return Err(Error::Missing("task"));
        }
        problem.editable()?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let task = task.report(report.state, &report.done, &report.deviation, today)?;
        let task = tasks::save(&mut write, task).await?;
        let what = json!({ "task": task.id, "state": task.state.name(), "version": task.version });
        write.record(Entry::new("task.report", problem.reference).with(what));
        write.commit().await?;
        Ok(task)
    }

    /// Notes some of a task's dose: minutes of patrol, visits, repairs. `once`: the form's token.
    pub async fn log_dose(&self, who: &Actor, id: TaskId, entry: Logged, once: &str) -> Result<Task> {
        let mut write = self.store.write(who, self.now()).await?;
        let task = tasks::get(&write, id).await?;
        let problem = problems::of_task(&write, &task).await?;
        if !may_report(who, &task, &problem) {
            return Err(Error::Missing("task"));
        }
        problem.editable()?;
        if once::done(&write, once).await?.is_some() {
            return Ok(task);
        }
        let task = tasks::save(&mut write, task.log(entry)?).await?;
        if !once.is_empty() {
            once::claim(&mut write, once, &task.id.to_string()).await?;
        }
        let what = json!({ "task": task.id, "given": task.given(), "version": task.version });
        write.record(Entry::new("task.log", problem.reference).with(what));
        write.commit().await?;
        Ok(task)
    }

    /// A partner's member signs for a task of the partner's: only that partner's people may.
    pub async fn take_on_task(&self, who: &Actor, id: TaskId, read: i64) -> Result<Task> {
        let mut write = self.store.write(who, self.now()).await?;
        let (task, problem) = fetch(&write, id, read).await?;
        let partner = match &who.who {
            Who::Person { person, organization: Some(own), .. } if task.organization == Some(*own) => *person,
            _ => return Err(Error::Missing("task")),
        };
        problem.editable()?;
        let task = tasks::save(&mut write, task.take_on(partner, self.now())?).await?;
        write.record(Entry::new("task.take-on", problem.reference).with(json!({ "task": task.id })));
        write.commit().await?;
        Ok(task)
    }

    /// One task with its problem.
    pub async fn task(&self, who: &Actor, id: TaskId) -> Result<TaskLine> {
        let read = self.store.read(who).await?;
        let task = tasks::get(&read, id).await?;
        self.task_lines(&read, vec![task]).await?.pop().ok_or(Error::Missing("task"))
    }

    /// Open tasks the actor, or the actor's organization, answers for; the one due first in front.
    pub async fn my_tasks(&self, who: &Actor, limit: u64) -> Result<Vec<TaskLine>> {
        let read = self.store.read(who).await?;
        let open = TaskFilter { state: Some(TaskState::Open), ..TaskFilter::default() };
        let filter = match &who.who {
            Who::Person { organization: Some(organization), .. } => {
                TaskFilter { organization: Some(*organization), ..open }
            }
            Who::Person { person, .. } => TaskFilter { owner: Some(*person), ..open },
            _ => return Err(Error::Missing("task")),
        };
        let mine = tasks::list(&read, &filter, limit).await?;
        self.task_lines(&read, mine).await
    }

    /// Open tasks whose day has passed, the one that waits longest in front.
    pub async fn overdue_tasks(&self, who: &Actor, limit: u64) -> Result<Vec<TaskLine>> {
        let read = self.store.read(who).await?;
        let yesterday = self.today(&agencies::own(&read).await?.time_zone()).yesterday();
        let filter = TaskFilter {
            state: Some(TaskState::Open),
            due_until: Some(yesterday.unwrap_or(Date::MIN)),
            ..TaskFilter::default()
        };
        let late = tasks::list(&read, &filter, limit).await?;
        self.task_lines(&read, late).await
    }

    /// A partner's task stands in the log of what was given to the partner.
    async fn task_given(&self, write: &mut Write, task: &Task, at: &Reference) -> Result<()> {
        match task.organization {
            Some(partner) => {
                let how = (DataCategory::Tasks, Passed::Given);
                self.disseminated(write, partner, how, at.to_string()).await
            }
            None => Ok(()),
        }
    }

    pub(crate) async fn task_lines(&self, read: &Read, tasks: Vec<Task>) -> Result<Vec<TaskLine>> {
        let today = self.today(&agencies::own(read).await?.time_zone());
        let mut ids: Vec<ProblemId> = tasks.iter().map(|task| task.problem).collect();
        ids.sort_unstable();
        ids.dedup();
        let known: BTreeMap<ProblemId, Brief> =
            problems::briefs(read, &ids).await?.into_iter().map(|brief| (brief.id, brief)).collect();
        let line = |task: Task| {
            let problem = known.get(&task.problem)?.clone();
            Some(TaskLine { overdue: task.overdue(today), task, problem })
        };
        Ok(tasks.into_iter().filter_map(line).collect())
    }
}

/// The task with an owner and an organization that are known here. A partner's member answers for the partner.
async fn with_known_owner(write: &Write, new: NewTask) -> Result<NewTask> {
    let mut new = new;
    if let Some(owner) = new.owner {
        let person = known_worker(write, "owner", owner, Action::DoTask).await?;
        new.organization = new.organization.or(person.organization);
    }
    if let Some(organization) = new.organization {
        match organizations::by_id(write, organization).await {
            Err(StoreError::Missing(_)) => return Err(Refusal::malformed("organization").into()),
            other => other.map(drop)?,
        }
    }
    Ok(new)
}

/// The problem, if the actor works on it and it is open.
fn workable(write: &Write, problem: Problem) -> Result<Problem> {
    if !problem.within(write.actor(), Action::WorkProblem) {
        return Err(Error::Missing("problem"));
    }
    problem.editable()?;
    Ok(problem)
}

/// The actor's own tasks, the organization's, and those of problems the actor reaches.
fn may_report(who: &Actor, task: &Task, problem: &Problem) -> bool {
    let own = match &who.who {
        Who::Person { person, organization, .. } => {
            task.owner == Some(*person) || (task.organization.is_some() && task.organization == *organization)
        }
        _ => false,
    };
    match who.reach(Action::DoTask) {
        Some(Reach::Own) => own,
        Some(_) => own || problem.within(who, Action::DoTask),
        None => false,
    }
}

async fn fetch(write: &Write, id: TaskId, read: i64) -> Result<(Task, Problem)> {
    let task = tasks::get(write, id).await?;
    if task.version != read {
        return Err(Error::Stale("task"));
    }
    let problem = problems::of_task(write, &task).await?;
    Ok((task, problem))
}

async fn added_before(session: &impl Session, token: &str) -> Result<Option<Task>> {
    if token.is_empty() {
        return Ok(None);
    }
    match once::done(session, token).await? {
        Some(id) => {
            let id = id.parse().map_err(|_| StoreError::Unreadable("once"))?;
            Ok(Some(tasks::get(session, id).await?))
        }
        None => Ok(None),
    }
}
