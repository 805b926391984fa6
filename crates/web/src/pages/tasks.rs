//! Tasks: give one, report on one, what is due.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::{Choices, ProblemView};
use commonbeat_app::tasks::{Report, TaskLine};
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Who;
use commonbeat_domain::ids::TaskId;
use commonbeat_domain::problems::tasks::{DoseKind, Logged, NewTask, Task, TaskState};
use jiff::civil::Date;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::problems::show::TaskRow;
use crate::pages::problems::{named, owner, read_version, reference};

/// Tasks that the list shows.
const MOST: u64 = 200;

/// The form of a task: a new one, or what was agreed.
#[derive(Template)]
#[template(path = "tasks/edit.html")]
pub struct TaskForm {
    chrome: Chrome,
    form: Form,
    problem: String,
    problem_title: String,
    action: String,
    new: bool,
    people: Vec<Choice>,
    organizations: Vec<Choice>,
    doses: Vec<Choice>,
}

impl TaskForm {
    fn of(cx: &Cx, problem: (String, String), action: String, form: Form, choices: &Choices) -> TaskForm {
        TaskForm {
            chrome: cx.chrome(Area::Problems),
            form,
            new: action.ends_with("/new"),
            action,
            problem: problem.0,
            problem_title: problem.1,
            people: named(&choices.people),
            organizations: named(&choices.organizations),
            doses: Choice::named(&cx.words, "dose", DoseKind::NAMES.iter().copied()),
        }
    }
}

impl TaskForm {
    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.problem, self.problem_title)
    }

    fn heading(&self) -> String {
        self.chrome.t(if self.new { "task-add" } else { "task-change" })
    }
}

fn fill(form: Form, task: &Task) -> Form {
    form.with("what", &task.what)
        .with("where_when", &task.where_when)
        .with("planned", &task.planned)
        .with("owner", task.owner.map(|id| id.to_string()).unwrap_or_default())
        .with("organization", task.organization.map(|id| id.to_string()).unwrap_or_default())
        .with("due", task.due)
        .with("dose", task.dose.map_or("", DoseKind::name))
        .with("dose_planned", task.dose_planned.map(|n| n.to_string()).unwrap_or_default())
}

fn read(form: &mut Form) -> NewTask {
    NewTask {
        what: form.value("what").to_owned(),
        where_when: form.value("where_when").to_owned(),
        planned: form.value("planned").to_owned(),
        owner: form.read_optional("owner"),
        organization: form.read_optional("organization"),
        due: form.read_optional::<Date>("due"),
        dose: form.read_optional::<DoseKind>("dose"),
        dose_planned: form.read_optional("dose_planned"),
    }
}

fn called(view: &ProblemView) -> (String, String) {
    (view.problem.reference.to_string(), view.problem.title.clone())
}

/// `GET /problems/{reference}/tasks/new`
pub async fn new(cx: Cx, Path(at): Path<String>) -> Result<Page<TaskForm>> {
    let at = reference(&at)?;
    let view = cx.app.problem(&cx.actor, &at).await?;
    if !view.may.work {
        return Err(Error::NotFound);
    }
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let action = format!("/problems/{at}/tasks/new");
    // Most tasks are the lead's own.
    let form = cx.form().with("owner", view.problem.lead);
    Ok(Page::new(TaskForm::of(&cx, called(&view), action, form, &choices)))
}

/// `POST /problems/{reference}/tasks/new`
pub async fn add(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let at: Reference = reference(&at)?;
    let once = form.once()?;
    let task = read(&mut form);
    if !form.refused() {
        match cx.app.add_task(&cx.actor, &at, task, &once.0).await {
            Ok(_) => {
                let to = format!("/problems/{at}#tasks");
                return Ok(cx.go_to(to).saying("flash-task-added", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let view = cx.app.problem(&cx.actor, &at).await?;
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let action = format!("/problems/{at}/tasks/new");
    Ok(Page::again(TaskForm::of(&cx, called(&view), action, form, &choices)).into_response())
}

fn task_id(text: &str) -> Result<TaskId> {
    text.parse().map_err(|_| Error::NotFound)
}

/// `GET /tasks/{task}/edit`: what was agreed.
pub async fn form(cx: Cx, Path(id): Path<String>) -> Result<Page<TaskForm>> {
    let line = cx.app.task(&cx.actor, task_id(&id)?).await?;
    let view = cx.app.problem(&cx.actor, &line.problem.reference).await?;
    if !view.may.work {
        return Err(Error::NotFound);
    }
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let form = fill(cx.form().with("read", line.task.version), &line.task);
    Ok(Page::new(TaskForm::of(&cx, called(&view), format!("/tasks/{id}/edit"), form, &choices)))
}

/// `POST /tasks/{task}/edit`
pub async fn change(cx: Cx, Path(id): Path<String>, mut form: Form) -> Result<Response> {
    let task = task_id(&id)?;
    let version = read_version(&form)?;
    let new = read(&mut form);
    if !form.refused() {
        match cx.app.change_task(&cx.actor, task, version, new).await {
            Ok(_) => {
                let line = cx.app.task(&cx.actor, task).await?;
                let to = format!("/problems/{}#tasks", line.problem.reference);
                return Ok(cx.go_to(to).saying("flash-task-saved", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => {
                let now = fill(Form::default(), &cx.app.task(&cx.actor, task).await?.task);
                return Err(stale(&cx, &id, "edit", &form, &now, &["what", "where_when", "planned", "due"]));
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let line = cx.app.task(&cx.actor, task).await?;
    let view = cx.app.problem(&cx.actor, &line.problem.reference).await?;
    let choices = cx.app.problem_choices(&cx.actor).await?;
    let page = TaskForm::of(&cx, called(&view), format!("/tasks/{id}/edit"), form, &choices);
    Ok(Page::again(page).into_response())
}

fn stale(cx: &Cx, id: &str, page: &str, typed: &Form, now: &Form, fields: &[&str]) -> Error {
    let field = |name: &&str| StaleField {
        label: cx.words.field(name),
        yours: typed.value(name).to_owned(),
        saved: now.value(name).to_owned(),
    };
    Error::Stale(Box::new(Stale {
        record: String::new(),
        edit: format!("/tasks/{id}/{page}").trim_end_matches('/').to_owned(),
        fields: fields.iter().map(field).collect(),
        join: Vec::new(),
    }))
}

/// One task, with the form to report on it.
#[derive(Template)]
#[template(path = "tasks/show.html")]
pub struct TaskPage {
    chrome: Chrome,
    form: Form,
    id: String,
    row: TaskRow,
    where_when: String,
    problem: String,
    problem_title: String,
    states: Vec<Choice>,
    sees_problem: bool,
    may_change: bool,
    /// How much was given of how much, in words; then each entry.
    given: String,
    log: Vec<(String, String)>,
    today: String,
    /// Whether the reader's organization has to sign for it, and whether it did.
    may_take_on: bool,
    taken_on: Option<String>,
}

impl TaskPage {
    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.problem, self.problem_title)
    }
}

async fn page(cx: &Cx, line: &TaskLine, form: Form) -> Result<TaskPage> {
    let names = cx.app.problem_names(&cx.actor, line.task.owner).await?;
    // A partner whose agreement covers tasks alone works on the task and does not see the problem.
    let (sees_problem, may_change) = match cx.app.problem(&cx.actor, &line.problem.reference).await {
        Ok(view) => (true, view.may.work),
        Err(commonbeat_app::Error::Missing(_)) => (false, false),
        Err(other) => return Err(other.into()),
    };
    let (task, words) = (&line.task, &cx.words);
    let own = match &cx.actor.who {
        Who::Person { organization, .. } => organization.is_some() && *organization == task.organization,
        _ => false,
    };
    let unit = task.dose.map(|dose| words.t(&format!("dose-{}", dose.name()))).unwrap_or_default();
    let planned = task.dose_planned.map(|n| words.number(n));
    let given = words.number(i64::try_from(task.given()).unwrap_or(i64::MAX));
    Ok(TaskPage {
        given: match planned {
            Some(planned) => {
                words.t_args("task-given-of", &[("given", given), ("planned", planned), ("unit", unit)])
            }
            None => words.t_args("task-given", &[("given", given), ("unit", unit)]),
        },
        log: task
            .log
            .iter()
            .map(|l| (words.day(l.day), format!("{} {}", words.number(l.amount), l.words).trim().to_owned()))
            .collect(),
        today: cx.words.today().to_string(),
        may_take_on: own && task.waits_for_partner(),
        taken_on: task.taken_on.as_ref().map(|t| words.t1("task-taken-on", "day", words.date(t.at))),
        chrome: cx.chrome(Area::Problems),
        form,
        id: line.task.id.to_string(),
        row: TaskRow::of(&line.task, &names, &cx.words),
        where_when: line.task.where_when.clone(),
        problem: line.problem.reference.to_string(),
        problem_title: line.problem.title.clone(),
        states: Choice::named(&cx.words, "task", TaskState::ALL.map(TaskState::name)),
        sees_problem,
        may_change,
    })
}

fn fill_report(form: Form, task: &Task) -> Form {
    form.with("state", task.state.name()).with("done", &task.done).with("deviation", &task.deviation)
}

/// `GET /tasks/{task}`
pub async fn show(cx: Cx, Path(id): Path<String>) -> Result<Page<TaskPage>> {
    let line = cx.app.task(&cx.actor, task_id(&id)?).await?;
    let form = fill_report(cx.form().with("read", line.task.version), &line.task);
    Ok(Page::new(page(&cx, &line, form).await?))
}

/// `POST /tasks/{task}`: a report on it.
pub async fn report(cx: Cx, Path(id): Path<String>, mut form: Form) -> Result<Response> {
    let task = task_id(&id)?;
    let version = read_version(&form)?;
    if let Some(state) = form.read::<TaskState>("state") {
        let said = Report {
            state,
            done: form.value("done").to_owned(),
            deviation: form.value("deviation").to_owned(),
        };
        match cx.app.report_task(&cx.actor, task, version, said).await {
            Ok(_) => return Ok(cx.go_to("/tasks").saying("flash-task-reported", &[]).into_response()),
            Err(commonbeat_app::Error::Stale(_)) => {
                let now = fill_report(Form::default(), &cx.app.task(&cx.actor, task).await?.task);
                return Err(stale(&cx, &id, "", &form, &now, &["state", "done", "deviation"]));
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let line = cx.app.task(&cx.actor, task).await?;
    Ok(Page::again(page(&cx, &line, form).await?).into_response())
}

/// `POST /tasks/{task}/log`: some of its dose.
pub async fn log(cx: Cx, Path(id): Path<String>, mut form: Form) -> Result<Response> {
    let task = task_id(&id)?;
    let once = form.once()?;
    let (day, amount) = (form.read::<Date>("day"), form.read::<u32>("amount"));
    if let (Some(day), Some(amount), Some(by)) = (day, amount, cx.actor.person()) {
        let entry = Logged { day, amount, words: form.value("said_words").to_owned(), by };
        match cx.app.log_dose(&cx.actor, task, entry, &once.0).await {
            Ok(_) => {
                return Ok(cx.go_to(format!("/tasks/{id}")).saying("flash-task-logged", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let line = cx.app.task(&cx.actor, task).await?;
    let form = fill_report(form.with("read", line.task.version), &line.task);
    Ok(Page::again(page(&cx, &line, form).await?).into_response())
}

/// `POST /tasks/{task}/take-on`: the partner signs for it.
pub async fn take_on(cx: Cx, Path(id): Path<String>, form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    cx.app.take_on_task(&cx.actor, task_id(&id)?, read).await?;
    Ok(cx.go_to(format!("/tasks/{id}")).saying("flash-task-taken-on", &[]).into_response())
}

/// Tasks of the person.
#[derive(Template)]
#[template(path = "tasks/list.html")]
pub struct TaskList {
    chrome: Chrome,
    tasks: Vec<Line>,
}

/// A task with its problem.
pub struct Line {
    /// The task.
    pub task: TaskRow,
    /// Reference and title of its problem.
    pub problem: String,
}

impl Line {
    /// A line of a list; `owned` shows who answers for it.
    pub fn of(cx: &Cx, line: &TaskLine, names: &commonbeat_app::problems::Names) -> Line {
        let mut task = TaskRow::of(&line.task, names, &cx.words);
        task.owner = owner(names, &cx.words, line.task.owner, line.task.organization);
        Line { task, problem: format!("{} {}", line.problem.reference, line.problem.title) }
    }
}

/// `GET /tasks`: open tasks that the person, or the person's organization, answers for.
pub async fn list(cx: Cx) -> Result<Page<TaskList>> {
    let mine = cx.app.my_tasks(&cx.actor, MOST).await?;
    let names = cx.app.problem_names(&cx.actor, mine.iter().filter_map(|line| line.task.owner)).await?;
    let tasks = mine.iter().map(|line| Line::of(&cx, line, &names)).collect();
    Ok(Page::new(TaskList { chrome: cx.chrome(Area::Problems), tasks }))
}
