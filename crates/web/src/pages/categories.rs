//! What the agency's categories mean: the list with proposals, one category with its history, weights of harm.

pub mod harm;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::meanings::{CategoryLine, CategoryView};
use commonbeat_domain::information::meanings::{Meaning, NibrsOffense, Why};
use commonbeat_domain::information::offenses::Offense;
use serde::Deserialize;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result, Stale, StaleField};
use crate::flash::GoTo;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::errors::urlencode;
use crate::pages::scanning::say;
use crate::words::Words;

/// Categories that the page shows at once.
const SHOWN: usize = 300;

/// The categories.
#[derive(Template)]
#[template(path = "categories/index.html")]
pub struct Index {
    chrome: Chrome,
    form: Form,
    lines: Vec<Line>,
    all: usize,
    open: usize,
    proposed: usize,
    only_open: bool,
}

/// A category in words.
struct Line {
    label: String,
    href: String,
    count: String,
    meaning: String,
    nibrs: String,
    harm: String,
    decided: bool,
    why: String,
}

/// Which categories to show.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    show: String,
}

/// `GET /categories`
pub async fn index(cx: Cx, Query(which): Query<Which>) -> Result<Page<Index>> {
    let lines = cx.app.categories(&cx.actor).await?;
    let open = |l: &&CategoryLine| l.decided.is_none();
    let only_open = which.show == "open";
    let shown = lines.iter().filter(|l| !only_open || open(l)).take(SHOWN);
    Ok(Page::new(Index {
        chrome: cx.chrome(Area::Information),
        form: cx.form(),
        all: lines.len(),
        open: lines.iter().filter(open).count(),
        proposed: lines.iter().filter(open).filter(|l| l.proposal.meaning.nibrs.is_some()).count(),
        only_open,
        lines: shown.map(|line| in_words(&cx.words, line)).collect(),
    }))
}

/// `POST /categories/accept`: every proposal that says an offense.
pub async fn accept(cx: Cx) -> Result<GoTo> {
    let done = cx.app.accept_proposals(&cx.actor).await?;
    Ok(cx.go_to("/categories").saying("flash-categories-accepted", &[("n", done.to_string())]))
}

fn in_words(words: &Words, line: &CategoryLine) -> Line {
    let decided = line.decided.is_some();
    let meaning = if decided { line.meaning() } else { line.proposal.meaning.clone() };
    Line {
        label: line.label.clone(),
        href: href(&line.label),
        count: words.number(i64::try_from(line.count).unwrap_or(i64::MAX)),
        meaning: say::offense(words, &meaning.offense),
        nibrs: nibrs(words, &meaning),
        harm: weight(words, line.harm),
        decided,
        why: if decided { String::new() } else { why(words, &line.proposal.why) },
    }
}

fn href(label: &str) -> String {
    format!("/categories/one?label={}", urlencode(label))
}

/// A NIBRS offense with its code.
fn nibrs(words: &Words, meaning: &Meaning) -> String {
    let named = |o: &NibrsOffense| format!("{} {}", o.code, o.name);
    meaning.nibrs.map_or_else(|| words.t("category-no-offense"), |code| named(code.offense()))
}

/// A weight: small ones with a decimal.
fn weight(words: &Words, weight: f64) -> String {
    words.decimal(weight, usize::from(weight < 10.0))
}

fn why(words: &Words, why: &Why) -> String {
    match why {
        Why::SameName => words.t("category-why-same"),
        Why::Words(name) => words.t1("category-why-words", "name", name),
        Why::Class => words.t("category-why-class"),
        Why::Nothing => words.t("category-why-nothing"),
    }
}

/// One category.
#[derive(Template)]
#[template(path = "categories/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    label: String,
    line: Line,
    facts: Vec<(String, String)>,
    classes: Vec<Choice>,
    offenses: Vec<Choice>,
    history: Vec<Event>,
}

/// A decision in words.
struct Event {
    at: jiff::Timestamp,
    who: String,
    what: String,
    rows: String,
}

/// Which category.
#[derive(Debug, Deserialize)]
pub struct Named {
    label: String,
}

/// `GET /categories/one?label=…`
pub async fn show(cx: Cx, Query(named): Query<Named>) -> Result<Page<Show>> {
    let view = cx.app.category(&cx.actor, &named.label).await?;
    let form = filled(cx.form(), &view);
    Ok(Page::new(shown(&cx, &view, form)))
}

fn filled(form: Form, view: &CategoryView) -> Form {
    let decided = view.line.decided.as_ref();
    let meaning = decided.map_or(&view.line.proposal.meaning, |d| &d.meaning);
    form.with("read", decided.map_or(0, |d| d.version))
        .with("offense", &meaning.offense)
        .with("nibrs", meaning.nibrs.map_or("", |code| code.as_str()))
}

fn shown(cx: &Cx, view: &CategoryView, form: Form) -> Show {
    let words = &cx.words;
    let line = &view.line;
    let class = |(class, n): &(Offense, u64)| {
        format!("{} {}", say::offense(words, class), words.number(i64::try_from(*n).unwrap_or(i64::MAX)))
    };
    let now: Vec<String> = line.classes.iter().map(class).collect();
    let mut facts = vec![
        (words.t("category-rows"), in_words(words, line).count),
        (words.t("category-now"), if now.is_empty() { words.t("category-none-now") } else { now.join(", ") }),
        (words.t("category-harm"), weight(words, line.harm)),
    ];
    if let Some(last) = line.last {
        facts.insert(1, (words.t("category-last"), words.day(last)));
    }
    Show {
        chrome: cx.chrome(Area::Information),
        form,
        label: line.label.clone(),
        line: in_words(words, line),
        facts,
        classes: classes(words),
        offenses: offenses(),
        history: view.history.iter().map(|change| event(words, view, change)).collect(),
    }
}

fn event(
    words: &Words,
    view: &CategoryView,
    change: &commonbeat_domain::information::meanings::Change,
) -> Event {
    let told = |m: &Meaning| format!("{} · {}", say::offense(words, &m.offense), nibrs(words, m));
    let before = change.before.as_ref().map_or_else(|| words.t("category-by-profile"), told);
    let args = [("before", before), ("after", told(&change.after))];
    let by = change.by.and_then(|by| view.names.get(&by).cloned());
    Event {
        at: change.at,
        who: by.unwrap_or_else(|| words.t("category-operator")),
        what: words.t_args("category-changed", &args),
        rows: match change.reclassed {
            Some(n) => words.t_n("category-reclassed", n),
            None => words.t("category-reclassing"),
        },
    }
}

pub(crate) fn classes(words: &Words) -> Vec<Choice> {
    let known = Offense::known_names().filter_map(|name| name.parse().ok());
    let mut all: Vec<Choice> = known.map(|o: Offense| Choice::new(&o, say::offense(words, &o))).collect();
    all.sort_by(|a, b| a.label.cmp(&b.label));
    all
}

fn offenses() -> Vec<Choice> {
    NibrsOffense::all().iter().map(|o| Choice::new(o.code, format!("{} {}", o.code, o.name))).collect()
}

/// `POST /categories/one`: decides.
pub async fn save(cx: Cx, mut form: Form) -> Result<Response> {
    let label = form.value("label").to_owned();
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let nibrs = form.value("nibrs").to_owned();
    if let Some(meaning) = form.take("offense", |offense| Meaning::read(offense, &nibrs)) {
        match cx.app.decide_meaning(&cx.actor, &label, read, meaning).await {
            Ok(()) => {
                return Ok(cx.go_to("/categories").saying("flash-category-decided", &[]).into_response());
            }
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, &label, &form).await?),
            Err(other) => form.absorb(other)?,
        }
    }
    let view = cx.app.category(&cx.actor, &label).await?;
    Ok(Page::again(shown(&cx, &view, form)).into_response())
}

async fn stale(cx: &Cx, label: &str, form: &Form) -> Result<Error> {
    let now = filled(Form::default(), &cx.app.category(&cx.actor, label).await?);
    let field = |name: &str| StaleField {
        label: cx.words.field(name),
        yours: form.value(name).to_owned(),
        saved: now.value(name).to_owned(),
    };
    Ok(Error::Stale(Box::new(Stale {
        record: label.to_owned(),
        edit: href(label),
        fields: vec![field("offense"), field("nibrs")],
        join: Vec::new(),
    })))
}
