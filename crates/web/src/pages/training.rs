//! Training: what is due, one's own record, rosters, requirements.

pub mod classes;
pub mod keep;
pub mod seats;
pub mod uses;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::training::{AHEAD, DuePage, TrainingView};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::personnel::training::{Attended, Excuse, ExcuseKind, Requirement, State, Used};
use commonbeat_store::training::DueLine;
use jiff::civil::Date;
use serde::Deserialize;

use super::beats::{Names, name};
use super::kit;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// Lines on one page.
const PAGE: usize = 50;
/// Lines on the start page.
const WAITING: usize = 10;

struct Line {
    who: String,
    href: String,
    rule: String,
    on: String,
    missing: String,
    state: String,
    tone: &'static str,
}

/// What is due in the agency.
#[derive(Template)]
#[template(path = "training/list.html")]
pub struct List {
    chrome: Chrome,
    rows: Vec<Line>,
    figures: Vec<(String, String)>,
    rules: Vec<Choice>,
    asked: String,
    next: String,
    first: String,
    keep: bool,
    none: bool,
}

/// Of which requirement, and where the page goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    rule: String,
    day: Option<Date>,
    person: Option<PersonId>,
}

/// `GET /training`: everybody's for those who keep records, one's own for everybody else.
pub async fn list(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<List>> {
    let key = Some(asked.rule.as_str()).filter(|key| !key.is_empty());
    let after = asked.day.zip(asked.person);
    let page = cx.app.training_due(&cx.actor, key, after, PAGE).await?;
    let names = cx.app.names(&cx.actor, page.rows.iter().map(|l| l.person)).await?;
    let words = &cx.words;
    let query = if asked.rule.is_empty() { String::new() } else { format!("rule={}&", asked.rule) };
    let known = page.rules.iter().any(|r| r.key == asked.rule);
    let query = if known { query } else { String::new() };
    Ok(Page::new(List {
        chrome: cx.chrome(Area::Personnel),
        figures: figures(&page, words),
        rows: page.rows.iter().map(|l| line(l, &names, &page.rules, page.today, words)).collect(),
        next: page
            .next
            .map(|(day, id)| format!("/training?{query}day={day}&person={id}"))
            .unwrap_or_default(),
        first: if after.is_some() { format!("/training?{query}") } else { String::new() },
        rules: titles(&page.rules),
        none: page.rules.is_empty(),
        keep: cx.actor.may(Action::KeepTraining),
        asked: asked.rule,
    }))
}

fn titles(rules: &[Requirement]) -> Vec<Choice> {
    let mut all: Vec<Choice> = rules.iter().map(|r| Choice::new(&r.key, &r.name)).collect();
    all.dedup_by(|a, b| a.value == b.value);
    all
}

fn figures(page: &DuePage, words: &Words) -> Vec<(String, String)> {
    vec![
        (words.t("training-overdue"), words.number(page.overdue)),
        (words.t1("training-near", "days", words.number(AHEAD)), words.number(page.near)),
    ]
}

pub(super) fn title(key: &str, rules: &[Requirement]) -> String {
    rules.iter().rev().find(|r| r.key == key).map_or_else(|| key.to_owned(), |r| r.name.clone())
}

fn line(l: &DueLine, names: &Names, rules: &[Requirement], today: Date, words: &Words) -> Line {
    let state = l.due.state(today);
    let most = l.due.missing.iter().copied().max().filter(|minutes| *minutes > 0);
    Line {
        who: name(names, words, l.person),
        href: format!("/training/people/{}", l.person),
        rule: title(&l.key, rules),
        on: l.due.on.map(|day| words.day(day)).unwrap_or_default(),
        missing: most.map(|m| hours(m, words)).unwrap_or_default(),
        state: words.t(&format!("due-{}", state.name())),
        tone: match state {
            State::Done => "good",
            State::Later => "plain",
            State::Soon => "",
            State::Grace | State::Overdue => "warn",
        },
    }
}

/// People whose training is past its day, as far as whoever looks may see them.
pub(super) async fn overdue(cx: &Cx) -> Result<Vec<kit::Line>> {
    let page = cx.app.training_due(&cx.actor, None, None, WAITING).await?;
    let past = page.rows.iter().filter(|l| matches!(l.due.state(page.today), State::Grace | State::Overdue));
    let names = cx.app.names(&cx.actor, page.rows.iter().map(|l| l.person)).await?;
    let lines = past.map(|l| {
        let line = line(l, &names, &page.rules, page.today, &cx.words);
        kit::Line {
            title: line.who,
            href: line.href,
            note: format!("{} · {}", line.rule, line.on),
            tag: line.state,
            tone: line.tone,
            ..kit::Line::default()
        }
    });
    Ok(lines.collect())
}

pub(super) fn hours(minutes: u32, words: &Words) -> String {
    words.t1("training-hours", "n", words.decimal(f64::from(minutes) / 60.0, 1))
}

/// Somebody's training.
#[derive(Template)]
#[template(path = "training/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    id: PersonId,
    who: String,
    due: Vec<Line>,
    attended: Vec<Course>,
    excuses: Vec<String>,
    began: String,
    rules: Vec<Choice>,
    kinds: Vec<Choice>,
    keep: bool,
    own: bool,
}

struct Course {
    course: String,
    note: String,
    href: String,
    used: Vec<(String, String)>,
}

fn course(a: &Attended, uses: &[Used], words: &Words) -> Course {
    let topics = a.topics.iter().map(|t| t.replace('-', " ")).collect::<Vec<_>>().join(", ");
    let parts = [
        words.day(a.day),
        hours(a.minutes, words),
        topics,
        a.provider.clone(),
        a.result.clone(),
        a.certificate.clone(),
    ];
    let used = uses.iter().filter(|u| u.training == a.id);
    Course {
        href: format!("/training/mine/{}/used", a.id),
        used: used.map(|u| (u.problem.to_string(), u.words.clone())).collect(),
        course: a.course.clone(),
        note: parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// `GET /training/mine`
pub async fn mine(cx: Cx) -> Result<Page<Show>> {
    let id = cx.actor.person().ok_or(Error::NotFound)?;
    let form = cx.form();
    Ok(Page::new(page(&cx, id, form).await?))
}

/// `GET /training/people/{person}`
pub async fn show(cx: Cx, Path(id): Path<PersonId>) -> Result<Page<Show>> {
    let form = cx.form();
    Ok(Page::new(page(&cx, id, form).await?))
}

async fn page(cx: &Cx, id: PersonId, form: Form) -> Result<Show> {
    let view: TrainingView = cx.app.training_of(&cx.actor, id).await?;
    let words = &cx.words;
    let names = Names::from([(id, view.person.display_name())]);
    let excuse = |e: &Excuse| {
        let values = [
            ("rule", title(&e.key, &view.rules)),
            ("kind", words.t(&format!("excuse-kind-{}", e.kind.name()))),
            ("day", words.day(e.until)),
            ("why", e.reason.clone()),
        ];
        words.t_args("excuse-line", &values)
    };
    Ok(Show {
        chrome: cx.chrome(Area::Personnel),
        id,
        who: view.person.display_name(),
        due: view.due.iter().map(|l| line(l, &names, &view.rules, view.today, words)).collect(),
        attended: view.attended.iter().map(|a| course(a, &view.uses, words)).collect(),
        excuses: view.file.excuses.iter().map(excuse).collect(),
        began: view.file.began.map(|day| words.day(day)).unwrap_or_default(),
        rules: titles(&view.rules),
        kinds: Choice::named(words, "excuse-kind", ExcuseKind::NAMES.iter().copied()),
        keep: view.keep,
        own: cx.actor.person() == Some(id),
        form: form.without("read").with("read", view.read),
    })
}

/// `POST /training/people/{person}`: when somebody began, or what they are excused from.
pub async fn change(cx: Cx, Path(id): Path<PersonId>, mut form: Form) -> Result<Response> {
    let read: i64 = form.value("read").parse().map_err(|_| Error::NotUnderstood)?;
    let done = match form.value("do") {
        "began" => match form.read::<Date>("began") {
            Some(began) => Some(cx.app.set_began(&cx.actor, id, read, began).await),
            None => None,
        },
        "excuse" => match excused(&mut form) {
            Some(excuse) => Some(cx.app.excuse_training(&cx.actor, id, read, excuse).await),
            None => None,
        },
        _ => return Err(Error::NotUnderstood),
    };
    match done {
        Some(Ok(())) => {
            let to = format!("/training/people/{id}");
            return Ok(cx.go_to(to).saying("flash-beat-saved", &[]).into_response());
        }
        Some(Err(commonbeat_app::Error::Stale(_))) => {
            let (record, edit) = (cx.words.t("page-training"), format!("/training/people/{id}"));
            return Err(Error::Stale(Box::new(Stale { record, edit, fields: Vec::new(), join: Vec::new() })));
        }
        Some(Err(error)) => form.absorb(error)?,
        None => {}
    }
    Ok(Page::again(page(&cx, id, form).await?).into_response())
}

fn excused(form: &mut Form) -> Option<Excuse> {
    let (key, kind, until) = (form.read("rule"), form.read("excuse_kind"), form.read("excused_until"));
    Some(Excuse { key: key?, kind: kind?, until: until?, reason: form.value("excuse_reason").to_owned() })
}
