//! The history of a problem: every version, and two of them side by side.

use askama::Template;
use axum::extract::Query;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::sheets::{self, SHEETS};
use serde::Deserialize;

use super::reading::{as_form, field_label, field_names, shown};
use super::sheet_form::told;
use super::{person, reference};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::page::Page;
use commonbeat_app::problems::Names;

/// The history.
#[derive(Template)]
#[template(path = "problems/history.html")]
pub struct History {
    chrome: Chrome,
    reference: String,
    title: String,
    changes: Vec<Change>,
    compared: Option<Compared>,
}

impl History {
    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }
}

/// One line of a problem's history, as the page shows it.
pub struct Change {
    /// The version it made.
    pub version: i64,
    /// The one before, to compare with; 0 for the first.
    pub before: i64,
    /// When.
    pub at: jiff::Timestamp,
    /// Who and what, in a sentence.
    pub what: String,
    /// The reason given.
    pub note: String,
}

impl Change {
    /// A line of the store's history.
    pub fn of(change: &commonbeat_store::problems::Change, names: &Names, cx: &Cx) -> Change {
        let who = match change.person {
            Some(id) => person(names, &cx.words, id),
            None => cx.words.t("problem-by-itself"),
        };
        let act = change.act.strip_prefix("problem.").unwrap_or(&change.act);
        Change {
            version: change.version,
            before: change.version - 1,
            at: change.at,
            what: cx.words.t1(&format!("history-{act}"), "who", who),
            note: change.note.clone(),
        }
    }
}

struct Compared {
    earlier: i64,
    later: i64,
    fields: Vec<Field>,
}

struct Field {
    label: String,
    earlier: String,
    later: String,
}

/// Which two versions.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    a: Option<i64>,
    b: Option<i64>,
}

/// `GET /problems/{reference}/history`: who changed what when; with `?a=1&b=2` two versions side by side.
pub async fn show(cx: Cx, Path(at): Path<String>, Query(asked): Query<Asked>) -> Result<Page<History>> {
    let at = reference(&at)?;
    let (problem, changes) = cx.app.problem_history(&cx.actor, &at).await?;
    let mut people: Vec<_> = changes.iter().filter_map(|change| change.person).collect();
    let both = match (asked.a, asked.b) {
        (Some(a), Some(b)) => Some(cx.app.compare_versions(&cx.actor, &at, a, b).await?),
        _ => None,
    };
    people.extend(both.iter().flat_map(|both| [&both.earlier, &both.later]).flat_map(|p| {
        [Some(p.lead), p.about.supervisor, p.about.backup, p.about.analyst].into_iter().flatten()
    }));
    let names = cx.app.problem_names(&cx.actor, people).await?;
    Ok(Page::new(History {
        chrome: cx.chrome(Area::Problems),
        reference: at.to_string(),
        title: problem.title,
        changes: changes.iter().map(|change| Change::of(change, &names, &cx)).collect(),
        compared: both.map(|both| compare(&cx, &names, &both.earlier, &both.later)),
    }))
}

/// What differs between two versions.
fn compare(cx: &Cx, names: &Names, earlier: &Problem, later: &Problem) -> Compared {
    let (a, b) = (as_form(earlier), as_form(later));
    let words = &cx.words;
    let mut fields: Vec<Field> = Vec::new();
    let mut stage = |label: &str, x: String, y: String| {
        fields.push(Field { label: words.t(label), earlier: x, later: y });
    };
    let named = |prefix: &str, name: &str| words.t(&format!("{prefix}-{name}"));
    stage("problems-stage", named("stage", earlier.stage.name()), named("stage", later.stage.name()));
    stage("problems-status", named("status", earlier.status.name()), named("status", later.status.name()));
    for name in field_names(&a, &b) {
        let (x, y) = (shown(words, names, &a, &name), shown(words, names, &b, &name));
        fields.push(Field { label: field_label(words, &name), earlier: x, later: y });
    }
    for sheet in SHEETS {
        let (x, y) = (sheets::values(sheet, earlier), sheets::values(sheet, later));
        for (_, field) in sheet.fields {
            let say = |values: &sheets::Values| {
                let value = values.get(field.name).cloned().unwrap_or_default();
                told(words, names, field, field.name, &value).join("\n")
            };
            fields.push(Field { label: words.field(field.name), earlier: say(&x), later: say(&y) });
        }
    }
    fields.retain(|field| field.earlier != field.later);
    Compared { earlier: earlier.version, later: later.version, fields }
}
