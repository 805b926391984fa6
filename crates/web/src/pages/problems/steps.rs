//! The sixty steps as a path: those of the present stage in front, each with what it asks, whether somebody looked at it,
//! and the sheet on which one writes.

use askama::Template;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::sheets::{self, Sheet};
use commonbeat_domain::problems::steps::{GROUPS, Group, STEPS, sheet_for};
use serde_json::Value;

use super::reference;
use super::show::view_of;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::page::Page;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "problems/steps.html")]
pub struct Walk {
    chrome: Chrome,
    at: String,
    above: String,
    count: String,
    work: bool,
    here: Vec<Part>,
    elsewhere: Vec<Part>,
}

struct Part {
    title: String,
    count: String,
    first: u8,
    steps: Vec<Row>,
}

struct Row {
    number: u8,
    title: String,
    words: String,
    state: String,
    tone: &'static str,
    sheet: Option<(&'static str, String)>,
}

/// `GET /problems/{reference}/steps`
pub async fn walk(cx: Cx, Path(at): Path<String>) -> Result<Page<Walk>> {
    let (view, _) = view_of(&cx, &reference(&at)?).await?;
    if !view.may.read_all {
        return Err(Error::NotFound);
    }
    let (problem, words) = (&view.problem, &cx.words);
    let (here, elsewhere): (Vec<_>, Vec<_>) = GROUPS.iter().partition(|group| group.stage == problem.stage);
    let parts = |groups: Vec<&Group>| groups.into_iter().map(|group| part(problem, group, words)).collect();
    let looked = (1..=STEPS).filter(|n| problem.about.steps.looked_at(*n)).count();
    Ok(Page::new(Walk {
        at: problem.reference.to_string(),
        above: format!("{} · {}", problem.reference, problem.title),
        count: counted(words, looked, usize::from(STEPS)),
        work: view.may.work,
        here: parts(here),
        elsewhere: parts(elsewhere),
        chrome: cx.chrome(Area::Problems),
    }))
}

fn counted(words: &Words, looked: usize, all: usize) -> String {
    words.t_args("steps-count", &[("count", words.number(looked)), ("all", words.number(all))])
}

fn part(problem: &Problem, group: &Group, words: &Words) -> Part {
    let (first, last) = group.steps;
    let steps: Vec<Row> = (first..=last).map(|number| row(problem, number, words)).collect();
    let looked = (first..=last).filter(|n| problem.about.steps.looked_at(*n)).count();
    Part { title: words.field(group.field), count: counted(words, looked, steps.len()), first, steps }
}

fn row(problem: &Problem, number: u8, words: &Words) -> Row {
    let sheet = sheet_for(number).and_then(Sheet::named);
    let (state, tone) = if problem.about.steps.looked_at(number) {
        ("steps-looked", "good")
    } else if sheet.is_some_and(|sheet| written(sheet, problem)) {
        ("steps-written", "here")
    } else {
        ("steps-open", "plain")
    };
    let title = |sheet: &Sheet| words.t(&format!("sheet-{}", sheet.name));
    Row {
        number,
        title: words.t(&format!("sixty-{number}")),
        words: words.t(&format!("sixty-{number}-words")),
        state: words.t(state),
        tone,
        sheet: sheet.map(|sheet| (sheet.name, words.t1("steps-sheet", "sheet", title(sheet)))),
    }
}

/// Whether anything stands on a sheet.
fn written(sheet: &Sheet, problem: &Problem) -> bool {
    fn says(value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(all) => all.iter().any(says),
            Value::Object(parts) => parts.values().any(says),
            _ => true,
        }
    }
    sheets::values(sheet, problem).values().any(says)
}
