//! Beginning field trainings, putting somebody else in place of who left, the items of the daily observation. Nothing here
//! shows what stands in a training.

use axum::response::{IntoResponse, Response};
use commonbeat_app::field_training::{FieldStatus, NewFieldTraining, Status};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AreaId, FieldTrainingId};
use commonbeat_domain::personnel::field_training::{Form as Shape, Item, Part as Whose};
use jiff::civil::Date;

use super::{back, path, stale, tag};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Act, Field, Line, Part, Record, Sheet, read_version};
use crate::words::Words;

fn line(l: &FieldStatus, names: &Names, words: &Words) -> Line {
    let s = &l.status;
    let who = |n: usize| name(names, words, s.four[n]);
    let span = [("from", words.day(s.span.0)), ("until", words.day(s.span.1))];
    let by = [("trainer", who(1)), ("evaluator", who(2)), ("coordinator", who(3))];
    let left = l.left.iter().map(|part| words.t(&format!("ft-left-{}", part.name())));
    let hand = Act::link(words.t("ft-hand-over"), format!("{}/hand-over", path(s.id)));
    let (state, tone) = tag(s.ended.as_ref(), words);
    Line {
        title: who(0),
        note: format!("{} · {}", words.t_args("ft-span", &span), words.t_args("ft-by", &by)),
        text: left.collect::<Vec<_>>().join(" "),
        tag: state,
        tone: if l.left.is_empty() { tone } else { "warn" },
        acts: if s.ended.is_some() { Vec::new() } else { vec![hand.about(who(0))] },
        ..Line::default()
    }
}

/// `GET /field-training/all`: who trains whom.
pub async fn all(cx: Cx) -> Result<Response> {
    let all = cx.app.field_statuses(&cx.actor).await?;
    let people: Vec<_> = all.iter().flat_map(|l| l.status.four).collect();
    let names = cx.app.names(&cx.actor, people).await?;
    let words = &cx.words;
    let (stuck, rest): (Vec<&FieldStatus>, Vec<&FieldStatus>) = all.iter().partition(|l| !l.left.is_empty());
    let mut parts = Vec::new();
    if !stuck.is_empty() {
        let lines = stuck.iter().map(|l| line(l, &names, words)).collect();
        parts.push(Part { lines, plain: true, now: true, ..Part::new(words.t("ft-stuck")) });
    }
    let lines = rest.iter().map(|l| line(l, &names, words)).collect();
    parts.push(Part { lines, plain: true, empty: words.t("ft-none-yet"), ..Part::new(words.t("ft-all")) });
    let record = Record {
        title: words.t("page-field-training-all"),
        words: words.t("ft-all-words"),
        links: vec![(words.t("ft-items"), "/field-training/items".into())],
        primary: Some((words.t("ft-new"), "/field-training/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

async fn sheet(cx: &Cx) -> Result<Sheet> {
    let words = &cx.words;
    let beats = cx.app.field_beats(&cx.actor).await?;
    let mut beats: Vec<Choice> = beats.iter().map(|(id, name)| Choice::new(id, name)).collect();
    beats.sort_by(|a, b| a.label.cmp(&b.label));
    let forms = Shape::NAMES.iter().map(|form| Choice {
        hint: words.t(&format!("ft-chart-{form}")),
        ..Choice::new(form, words.t(&format!("ft-form-{form}")))
    });
    Ok(Sheet {
        title: words.t("ft-new"),
        above: String::new(),
        words: words.t("ft-new-words"),
        action: "/field-training/new".into(),
        back: "/field-training/all".into(),
        submit: words.t("ft-new-do"),
        fields: vec![
            Field::line("field_trainee"),
            Field::line("field_trainer"),
            Field::line("field_evaluator"),
            Field::line("field_coordinator"),
            Field::select("field_beat", beats),
            Field::radios("field_form", forms.collect()),
            Field::day("field_from"),
        ],
    })
}

/// `GET /field-training/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form().with("field_form", Shape::Reno.name());
    Ok(sheet(&cx).await?.show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/new`
pub async fn begin(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let (beat, shape) = (form.read::<AreaId>("field_beat"), form.read::<Shape>("field_form"));
    if let (Some(beat), Some(shape), Some(from)) = (beat, shape, form.read::<Date>("field_from")) {
        let four = ["field_trainee", "field_trainer", "field_evaluator", "field_coordinator"];
        let four = four.map(|field| form.value(field).to_owned());
        let new = NewFieldTraining { four, beat, form: shape, from };
        match cx.app.open_field_training(&cx.actor, new, &once.0).await {
            Ok(_) => return Ok(back(&cx, "/field-training/all".into())),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx).await?.show_in(&cx, form, Area::Personnel))
}

fn hand_sheet(cx: &Cx, status: &Status, who: String) -> Sheet {
    let words = &cx.words;
    let parts = [Whose::Trainer, Whose::Evaluator, Whose::Coordinator].map(|p| p.name());
    let keeps = cx.actor.may(Action::OpenFieldTraining);
    Sheet {
        title: words.t("ft-hand-over"),
        above: who,
        words: words.t("ft-hand-over-words"),
        action: format!("{}/hand-over", path(status.id)),
        back: if keeps { "/field-training/all".into() } else { path(status.id) },
        submit: words.t("ft-hand-over"),
        fields: vec![
            Field::radios("field_part", Choice::named(words, "ft-part", parts)),
            Field::line("handed_on"),
        ],
    }
}

async fn hand_page(cx: &Cx, id: FieldTrainingId, form: Form) -> Result<Response> {
    let status = cx.app.field_status(&cx.actor, id).await?;
    let names = cx.app.names(&cx.actor, [status.four[0]]).await?;
    let form = if form.value("read").is_empty() { form.with("read", status.version) } else { form };
    let who = name(&names, &cx.words, status.four[0]);
    Ok(hand_sheet(cx, &status, who).show_in(cx, form, Area::Personnel))
}

/// `GET /field-training/{field}/hand-over`
pub async fn hand_over_form(cx: Cx, Path(id): Path<FieldTrainingId>) -> Result<Response> {
    let form = cx.form();
    hand_page(&cx, id, form).await
}

/// `POST /field-training/{field}/hand-over`
pub async fn hand_over(cx: Cx, Path(id): Path<FieldTrainingId>, mut form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    if let Some(part) = form.read::<Whose>("field_part") {
        let to = form.value("handed_on").to_owned();
        match cx.app.hand_over_field(&cx.actor, id, read, (part, &to)).await {
            Ok(()) => {
                // Whoever gave the coordination away does not read the training any more.
                let keeps = cx.actor.may(Action::OpenFieldTraining);
                let gone = part == Whose::Coordinator;
                return Ok(back(
                    &cx,
                    match (keeps, gone) {
                        (true, _) => "/field-training/all".into(),
                        (false, true) => "/field-training".into(),
                        (false, false) => path(id),
                    },
                ));
            }
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    hand_page(&cx, id, form).await
}

fn items_sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("ft-items"),
        above: String::new(),
        words: words.t("ft-items-words"),
        action: "/field-training/items".into(),
        back: "/field-training/all".into(),
        submit: words.t("ft-items-keep"),
        fields: vec![Field::prose("field_items")],
    }
}

/// `GET /field-training/items`: the items of the daily observation.
pub async fn items(cx: Cx) -> Result<Response> {
    let (items, version) = cx.app.field_items(&cx.actor).await?;
    let lines = items.iter().map(Item::line).collect::<Vec<_>>().join("\n");
    let form = cx.form().with("read", version).with("field_items", lines);
    Ok(items_sheet(&cx).show_in(&cx, form, Area::Personnel))
}

/// `POST /field-training/items`
pub async fn set_items(cx: Cx, mut form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    let typed = form.value("field_items").to_owned();
    match cx.app.set_field_items(&cx.actor, read, &typed).await {
        Ok(()) => {
            return Ok(cx.go_to("/field-training/all").saying("flash-field-training", &[]).into_response());
        }
        Err(commonbeat_app::Error::Stale(_)) => {
            let (record, edit) = (cx.words.t("ft-items"), "/field-training/items".to_owned());
            let stale = Stale { record, edit, fields: Vec::new(), join: Vec::new() };
            return Err(Error::Stale(Box::new(stale)));
        }
        Err(error) => form.absorb(error)?,
    }
    Ok(items_sheet(&cx).show_in(&cx, form, Area::Personnel))
}
