//! The observation of a day: written by the training officer, read and answered by the trainee.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::field_training::FieldView;
use commonbeat_domain::ids::FieldTrainingId;
use commonbeat_domain::personnel::field_training::{Day, Form as Shape, Mark, Part as Whose, Score};
use commonbeat_domain::{Refusal, personnel::field_training::Item};
use jiff::civil::Date;

use super::{back, path};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::kit::{Field, Line, Part, Record, Sheet};
use crate::words::Words;

/// The form of a day.
#[derive(Template)]
#[template(path = "field_training/day.html")]
struct DayForm {
    chrome: Chrome,
    form: Form,
    id: FieldTrainingId,
    day: Date,
    title: String,
    rows: Vec<Row>,
    scores: Vec<Choice>,
}

/// One item of the form.
struct Row {
    group: String,
    name: String,
    score: String,
    words: String,
    minutes: String,
    /// Whether words are missing beside a score that needs them.
    lacking: bool,
}

fn score(score: Score, words: &Words) -> String {
    match score {
        Score::NotObserved => words.t("ft-score-no"),
        Score::NotResponding => words.t("ft-score-nrt"),
        Score::At(n) => words.t1("ft-score-at", "n", n),
    }
}

fn scores(words: &Words) -> Vec<Choice> {
    let all = [Score::NotObserved, Score::NotResponding].into_iter().chain((1..=7).map(Score::At));
    all.map(|s| Choice::new(s.text(), score(s, words))).collect()
}

fn page(cx: &Cx, view: &FieldView, day: Date, form: Form) -> DayForm {
    let lacks = form.refused();
    let row = |(n, item): (usize, &Item)| {
        let [score, words, minutes] = ["score", "words", "minutes"].map(|part| format!("{part}-{n}"));
        let typed = Score::read(form.value(&score)).unwrap_or_default();
        let lacking = lacks && typed.needs_words() && form.value(&words).trim().is_empty();
        Row { group: item.group.clone(), name: item.name.clone(), score, words, minutes, lacking }
    };
    DayForm {
        rows: view.training.items.iter().enumerate().map(row).collect(),
        chrome: cx.chrome(Area::Personnel),
        id: view.training.id,
        title: cx.words.day(day),
        scores: scores(&cx.words),
        day,
        form,
    }
}

/// A day of a training in this form, seen by one who reads days.
async fn looked_at(cx: &Cx, id: FieldTrainingId) -> Result<FieldView> {
    let view = cx.app.field_training(&cx.actor, id).await?;
    let reads = view.training.form == Shape::SanJose && view.part != Whose::Evaluator;
    if reads { Ok(view) } else { Err(Error::NotFound) }
}

/// `GET /field-training/{field}/days/{day}`: the form for who writes it, the page for the others.
pub async fn day_form(cx: Cx, Path((id, day)): Path<(FieldTrainingId, Date)>) -> Result<Response> {
    let view = looked_at(&cx, id).await?;
    let there = view.days.iter().find(|d| d.day == day);
    let open = there.is_none_or(|d| d.answer.is_none()) && view.training.ended.is_none();
    if view.part == Whose::Trainer && open {
        let mut form = cx.form();
        if let Some(there) = there {
            form = form.with("day_most", &there.most).with("day_least", &there.least);
            for (n, item) in view.training.items.iter().enumerate() {
                let Some(mark) = there.marks.get(&item.name) else { continue };
                form = form
                    .with(&format!("score-{n}"), mark.score.text())
                    .with(&format!("words-{n}"), &mark.words)
                    .with(&format!("minutes-{n}"), mark.minutes);
            }
        }
        return Ok(Page::new(page(&cx, &view, day, form)).into_response());
    }
    let there = there.ok_or(Error::NotFound)?;
    Ok(record(&cx, &view, there).show(&cx, Area::Personnel))
}

fn record(cx: &Cx, view: &FieldView, d: &Day) -> Record {
    let words = &cx.words;
    let line = |(name, mark): (&String, &Mark)| Line {
        title: name.clone(),
        note: if mark.minutes > 0 { words.t_n("ft-remedial", mark.minutes) } else { String::new() },
        text: mark.words.clone(),
        tag: score(mark.score, words),
        ..Line::default()
    };
    let said = vec![
        (words.field("day_most"), d.most.clone()),
        (words.field("day_least"), d.least.clone()),
        (words.field("report_answer"), d.answer.iter().map(|(said, _)| said.clone()).collect()),
    ];
    let reads = view.part == Whose::Trainee && d.answer.is_none() && view.training.ended.is_none();
    let read = format!("{}/days/{}/read", path(view.training.id), d.day);
    Record {
        title: words.day(d.day),
        above: words.t("ft-days"),
        tags: vec![match d.answer {
            Some(_) => (words.t("ft-read"), "good"),
            None => (words.t("ft-unread"), ""),
        }],
        links: vec![(words.t("ft-one"), path(view.training.id))],
        primary: reads.then(|| (words.t("ft-do-read-report"), read)),
        parts: vec![
            Part { facts: crate::pages::kit::facts(said), ..Part::new(words.t("ft-day-whole")) },
            Part { lines: d.marks.iter().map(line).collect(), ..Part::new(words.t("ft-day-items")) },
        ],
        ..Record::default()
    }
}

/// The marks that were typed.
fn marks(view: &FieldView, form: &mut Form) -> BTreeMap<String, Mark> {
    let mut marks = BTreeMap::new();
    for (n, item) in view.training.items.iter().enumerate() {
        let value = |part: &str| form.value(&format!("{part}-{n}")).trim().to_owned();
        let (typed, words, minutes) = (value("score"), value("words"), value("minutes"));
        let minutes = match minutes.as_str() {
            "" => Ok(0),
            typed => typed.parse::<u32>().map_err(|_| Refusal::malformed("day_minutes")),
        };
        match (Score::read(&typed), minutes) {
            (Ok(score), Ok(minutes)) => {
                marks.insert(item.name.clone(), Mark { score, words, minutes });
            }
            (score, minutes) => {
                score.err().into_iter().chain(minutes.err()).for_each(|refusal| form.refuse(refusal));
            }
        }
    }
    marks
}

/// `POST /field-training/{field}/days/{day}`
pub async fn observe(
    cx: Cx,
    Path((id, day)): Path<(FieldTrainingId, Date)>,
    mut form: Form,
) -> Result<Response> {
    let view = looked_at(&cx, id).await?;
    if view.part != Whose::Trainer {
        return Err(Error::NotFound);
    }
    let marks = marks(&view, &mut form);
    if !form.refused() {
        let value = |field: &str| form.value(field).to_owned();
        let (most, least) = (value("day_most"), value("day_least"));
        let by = view.training.trainer();
        let day = Day { day, by, at: cx.app.now(), marks, most, least, answer: None };
        match cx.app.observe_day(&cx.actor, id, day).await {
            Ok(()) => return Ok(back(&cx, path(id))),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(page(&cx, &view, day, form)).into_response())
}

fn read_sheet(cx: &Cx, id: FieldTrainingId, day: Date) -> Sheet {
    let at = format!("{}/days/{day}", path(id));
    Sheet {
        title: cx.words.t("ft-do-read-report"),
        above: cx.words.day(day),
        words: cx.words.t("ft-do-read-report-words"),
        action: format!("{at}/read"),
        back: at,
        submit: cx.words.t("ft-do-read-report"),
        fields: vec![Field::prose("report_answer").optional()],
    }
}

/// `GET /field-training/{field}/days/{day}/read`
pub async fn read_day_form(cx: Cx, Path((id, day)): Path<(FieldTrainingId, Date)>) -> Result<Response> {
    looked_at(&cx, id).await?;
    let form = cx.form();
    Ok(read_sheet(&cx, id, day).show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/{field}/days/{day}/read`
pub async fn read_day(
    cx: Cx,
    Path((id, day)): Path<(FieldTrainingId, Date)>,
    mut form: Form,
) -> Result<Response> {
    let words = form.value("report_answer").to_owned();
    match cx.app.answer_day(&cx.actor, id, day, &words).await {
        Ok(()) => return Ok(back(&cx, path(id))),
        Err(error) => form.absorb(error)?,
    }
    Ok(read_sheet(&cx, id, day).show_in(&cx, form, Area::Personnel))
}
