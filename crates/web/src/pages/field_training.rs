//! Field training: those in which one has a part, one of them with its weeks, reports, exercises and judgments.

mod acts;
mod days;
mod forms;
mod journal;
mod keep;
mod parts;
mod portfolio;

use axum::response::{IntoResponse, Response};
use commonbeat_app::field_training::FieldView;
use commonbeat_domain::ids::{FieldTrainingId, PersonId};
use commonbeat_domain::personnel::field_training::{
    Ended, FieldTraining, Form as Shape, Part as Whose, Phase,
};

use super::beats::{Names, name};
use super::kit::{Act, Line, Part, Record};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::words::Words;

pub use acts::{act, act_form};
pub use days::{day_form, observe, read_day, read_day_form};
pub use journal::{form as journal_form, journal, journal_act, write};
pub use keep::{all, begin, hand_over, hand_over_form, items, new, set_items};
pub use portfolio::portfolio;

fn path(id: FieldTrainingId) -> String {
    format!("/field-training/{id}")
}

fn phase(phase: Phase, words: &Words) -> String {
    words.t(&format!("ft-phase-{}", phase.name()))
}

/// A week as people count: from 1, with its phase.
fn week(t: &FieldTraining, n: usize, words: &Words) -> String {
    let of = t.chart.weeks.get(n).map(|w| phase(w.phase, words)).unwrap_or_default();
    words.t_args("ft-week-of", &[("n", words.number(n as u64 + 1)), ("phase", of)])
}

fn tag(ended: Option<&Ended>, words: &Words) -> (String, &'static str) {
    match ended {
        None => (words.t("ft-runs"), "here"),
        Some(ended) => (words.t(&format!("ft-end-{}", ended.how.name())), "plain"),
    }
}

/// Everybody whose name stands somewhere in it.
fn people(t: &FieldTraining) -> Vec<PersonId> {
    let mut all = vec![t.trainee, t.evaluator, t.coordinator];
    all.extend(t.trainers.iter().map(|s| s.who));
    all.extend(t.reports.iter().filter_map(|r| r.by.map(|(who, _)| who)));
    all.extend(t.exercises.iter().flat_map(|e| [Some(e.by.0), e.feedback.as_ref().map(|f| f.0)]).flatten());
    all.extend(t.assessments.iter().map(|a| a.by));
    all.extend(t.portfolio.signed.map(|(who, _)| who));
    all
}

/// `GET /field-training`: those in which one has a part.
pub async fn list(cx: Cx) -> Result<Response> {
    let mine = cx.app.field_trainings(&cx.actor).await?;
    let names = cx.app.names(&cx.actor, mine.iter().map(|(t, _)| t.trainee)).await?;
    let words = &cx.words;
    let line = |(t, part): &(FieldTraining, Whose)| {
        let (state, tone) = tag(t.ended.as_ref(), words);
        let form = words.t(&format!("ft-form-{}", t.form.name()));
        let note = format!("{form} · {}", words.t(&format!("ft-you-{}", part.name())));
        let (title, href) = (name(&names, words, t.trainee), path(t.id));
        Line { title, href, note, tag: state, tone, ..Line::default() }
    };
    let part = Part {
        lines: mine.iter().map(line).collect(),
        empty: words.t("ft-none"),
        ..Part::new(words.t("ft-mine"))
    };
    let record = Record {
        title: words.t("page-field-training"),
        words: words.t("ft-words"),
        parts: vec![part],
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// `GET /field-training/{field}`
pub async fn show(cx: Cx, Path(id): Path<FieldTrainingId>) -> Result<Response> {
    let view = cx.app.field_training(&cx.actor, id).await?;
    let names: Names = cx.app.names(&cx.actor, people(&view.training)).await?;
    let words = &cx.words;
    let t = &view.training;
    let mut cards = vec![parts::who(&view, &names, words)];
    cards.extend(parts::lacks(&view, words));
    cards.push(parts::weeks(&view, words));
    if t.form == Shape::SanJose && view.part != Whose::Evaluator {
        cards.push(parts::days(&view, words));
    }
    if view.part != Whose::Evaluator {
        cards.push(parts::reports(&view, &names, words));
    }
    cards.push(parts::exercises(&view, &names, words));
    cards.push(parts::judged(&view, &names, words));
    let mut links = vec![(words.t("ft-portfolio"), format!("{}/portfolio", path(id)))];
    if matches!(view.part, Whose::Trainee | Whose::Trainer) {
        links.push((words.t("ft-journal"), format!("{}/journal", path(id))));
    }
    let record = Record {
        title: name(&names, words, t.trainee),
        above: words.t("ft-one"),
        words: words.t("ft-private"),
        tags: vec![tag(t.ended.as_ref(), words)],
        links,
        primary: primary(&view, words),
        parts: cards,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

/// What most likely waits for whoever looks.
fn primary(view: &FieldView, words: &Words) -> Option<(String, String)> {
    let t = &view.training;
    t.runs().ok()?;
    let act =
        |act: &str, n: String| Some((words.t(&format!("ft-do-{act}")), format!("{}/{act}/{n}", path(t.id))));
    let begun = t.chart.begun(view.today);
    match view.part {
        Whose::Trainer if t.form == Shape::SanJose => t
            .chart
            .at(view.today)
            .map(|_| (words.t("ft-day-write"), format!("{}/days/{}", path(t.id), view.today))),
        Whose::Trainer => {
            let mut weeks = t.chart.weeks.iter().enumerate().take(begun);
            let open = weeks.find(|(n, w)| {
                w.phase.learns() && w.missed.is_empty() && t.reports.iter().all(|r| r.week != *n)
            });
            open.and_then(|(n, _)| act("report", n.to_string()))
        }
        Whose::Trainee => {
            let unread = t.reports.iter().find(|r| r.answer.is_none());
            unread.and_then(|r| act("read-report", r.week.to_string()))
        }
        Whose::Evaluator => {
            let due = |p: &&Phase| {
                t.chart.weeks.iter().any(|w| w.phase == **p && w.from <= view.today)
                    && t.judged(**p).is_none()
            };
            [Phase::Midterm, Phase::Final].iter().find(due).and_then(|p| act("judge", p.name().to_owned()))
        }
        Whose::Coordinator if view.lacks.is_empty() => act("end", "0".to_owned()),
        Whose::Coordinator => None,
    }
}

/// A link to an act.
fn to(t: &FieldTraining, act: &str, n: impl std::fmt::Display, words: &Words) -> Act {
    Act::link(words.t(&format!("ft-do-{act}")), format!("{}/{act}/{n}", path(t.id)))
}

fn stale(cx: &Cx, id: FieldTrainingId) -> crate::error::Error {
    let (record, edit) = (cx.words.t("ft-one"), path(id));
    let stale = crate::error::Stale { record, edit, fields: Vec::new(), join: Vec::new() };
    crate::error::Error::Stale(Box::new(stale))
}

fn back(cx: &Cx, to: String) -> Response {
    cx.go_to(to).saying("flash-field-training", &[]).into_response()
}
