//! One's own development plan: goals that nobody else sees.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::plans::NewGoal;
use commonbeat_domain::personnel::competencies::Competency;
use commonbeat_domain::personnel::plans::{Goal, Plan};
use serde::Deserialize;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// The plan.
#[derive(Template)]
#[template(path = "plans/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    open: Vec<Row>,
    done: Vec<Row>,
    competencies: Vec<Choice>,
}

struct Row {
    number: u32,
    what: String,
    note: String,
    late: bool,
}

fn row(goal: &Goal, words: &Words) -> Row {
    let due = goal.by.map(|day| words.t1("task-due", "day", words.day(day)));
    let done = goal.done.as_ref().map(|(day, came)| {
        [words.t1("goal-done-on", "day", words.day(*day)), came.clone()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    });
    let name = words.t(&format!("competency-{}", goal.competency.name()));
    let with = (!goal.with.is_empty()).then(|| goal.with.clone());
    let open = goal.done.is_none();
    Row {
        number: goal.number,
        what: goal.what.clone(),
        note: [Some(name), with, due.filter(|_| open), done]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        late: open && goal.by.is_some_and(|day| day < words.today()),
    }
}

/// For which competency.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    competency: String,
}

/// `GET /plan`
pub async fn show(cx: Cx, Query(about): Query<About>) -> Result<Page<Show>> {
    let plan = cx.app.own_plan(&cx.actor).await?;
    let form = cx.form().with("competency", about.competency);
    Ok(Page::new(page(&cx, &plan, form)))
}

fn page(cx: &Cx, plan: &Plan, form: Form) -> Show {
    let words = &cx.words;
    let (open, done): (Vec<&Goal>, Vec<&Goal>) = plan.goals.iter().partition(|g| g.done.is_none());
    Show {
        chrome: cx.chrome(Area::Personnel),
        open: open.into_iter().map(|g| row(g, words)).collect(),
        done: done.into_iter().map(|g| row(g, words)).collect(),
        competencies: Choice::named(words, "competency", Competency::NAMES.iter().copied()),
        form: form.without("read").with("read", plan.version),
    }
}

/// `POST /plan`: a goal is set, reached, or taken out.
pub async fn save(cx: Cx, mut form: Form) -> Result<Response> {
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let number = form.value("goal").parse::<u32>();
    let done = match (form.value("do"), number) {
        ("finish", Ok(n)) => Some(cx.app.finish_goal(&cx.actor, read, n, form.value("goal_outcome")).await),
        ("drop", Ok(n)) => Some(cx.app.drop_goal(&cx.actor, read, n).await),
        _ => match (form.read::<Competency>("competency"), form.read_optional("goal_by")) {
            (Some(competency), by) if !form.refused() => {
                let (what, with) = (form.value("goal_what").to_owned(), form.value("goal_with").to_owned());
                Some(cx.app.set_goal(&cx.actor, read, NewGoal { competency, what, with, by }).await)
            }
            _ => None,
        },
    };
    match done {
        Some(Ok(_)) => return Ok(cx.go_to("/plan").saying("flash-growth-saved", &[]).into_response()),
        Some(Err(commonbeat_app::Error::Stale(_))) => {
            let (record, edit) = (cx.words.t("page-plan"), "/plan".to_owned());
            return Err(Error::Stale(Box::new(Stale { record, edit, fields: Vec::new(), join: Vec::new() })));
        }
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    let plan = cx.app.own_plan(&cx.actor).await?;
    Ok(Page::again(page(&cx, &plan, form)).into_response())
}
