//! Handing over a beat, matter by matter.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::{AreaId, HandoverId, PersonId};
use commonbeat_domain::organization::handovers::{Item, Matter, Settled};

use super::beats::name;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// `POST /beats/{beat}/handover`
pub async fn begin(cx: Cx, Path(beat): Path<AreaId>, mut form: Form) -> Result<Response> {
    let Some(to): Option<PersonId> = form.read("next_officer") else {
        return Err(commonbeat_app::Error::from(commonbeat_domain::Refusal::required("next_officer")).into());
    };
    let handover = cx.app.begin_handover(&cx.actor, beat, to).await?;
    Ok(cx.go_to(format!("/handovers/{}", handover.id)).saying("flash-handover-begun", &[]).into_response())
}

/// A handover.
#[derive(Template)]
#[template(path = "handovers/show.html")]
pub struct Show {
    chrome: Chrome,
    form: Form,
    id: HandoverId,
    beat: String,
    above: String,
    done: String,
    open: Vec<Row>,
    settled: Vec<Row>,
    settles: bool,
    ends: bool,
}

struct Row {
    matter: String,
    key: String,
    kind: String,
    title: String,
    href: String,
    state: String,
    note: String,
    choices: Vec<Choice>,
}

fn row(item: &Item, words: &Words) -> Row {
    let matter = item.matter.to_string();
    let may_end = !matches!(item.matter, Matter::Problem(_) | Matter::Task(_));
    let names = Settled::NAMES.iter().copied().filter(|n| may_end || *n != "ended");
    Row {
        key: matter.replace(':', "-"),
        kind: words.t(&format!("matter-{}", item.matter.name())),
        title: item.title.clone(),
        href: match (item.matter, item.title.split(' ').next()) {
            (Matter::Task(id), _) => format!("/tasks/{id}"),
            (Matter::Problem(_), Some(reference)) => format!("/problems/{reference}"),
            _ => String::new(),
        },
        state: item.settled.map(|s| words.t(&format!("settled-{}", s.name()))).unwrap_or_default(),
        note: item.note.clone(),
        choices: Choice::named(words, "settled", names),
        matter,
    }
}

/// `GET /handovers/{handover}`
pub async fn show(cx: Cx, Path(id): Path<HandoverId>) -> Result<Page<Show>> {
    let form = cx.form();
    Ok(Page::new(page(&cx, id, form).await?))
}

async fn page(cx: &Cx, id: HandoverId, form: Form) -> Result<Show> {
    let words = &cx.words;
    let (handover, settles, ends) = cx.app.handover(&cx.actor, id).await?;
    let names = cx.app.names(&cx.actor, [handover.from, handover.to]).await?;
    let who = [("from", name(&names, words, handover.from)), ("to", name(&names, words, handover.to))];
    let (open, settled): (Vec<&Item>, Vec<&Item>) = handover.items.iter().partition(|i| i.settled.is_none());
    let running = handover.done_at.is_none();
    Ok(Show {
        chrome: cx.chrome(Area::Organization),
        id,
        beat: handover.beat.to_string(),
        above: words.t_args("handover-from-to", &who),
        done: handover
            .done_at
            .map(|at| words.t1("handover-done-on", "day", words.date(at)))
            .unwrap_or_default(),
        open: open.into_iter().map(|i| row(i, words)).collect(),
        settled: settled.into_iter().map(|i| row(i, words)).collect(),
        settles: settles && running,
        ends: ends && running,
        form: form.without("read").with("read", handover.version),
    })
}

/// `POST /handovers/{handover}`: one matter is decided.
pub async fn settle(cx: Cx, Path(id): Path<HandoverId>, mut form: Form) -> Result<Response> {
    let read = version(&form)?;
    let matter: Option<Matter> = form.read("matter");
    let settled: Option<Settled> = form.read("settled");
    if let (Some(matter), Some(settled)) = (matter, settled) {
        let note = form.value("handover_note").to_owned();
        match cx.app.settle_matter(&cx.actor, id, read, (matter, settled, &note)).await {
            Ok(_) => return Ok(to(&cx, id, "flash-beat-saved")),
            Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(page(&cx, id, form).await?).into_response())
}

/// `POST /handovers/{handover}/finish`
pub async fn finish(cx: Cx, Path(id): Path<HandoverId>, mut form: Form) -> Result<Response> {
    match cx.app.finish_handover(&cx.actor, id, version(&form)?).await {
        Ok(_) => return Ok(to(&cx, id, "flash-handover-done")),
        Err(commonbeat_app::Error::Stale(_)) => return Err(stale(&cx, id)),
        Err(other) => form.absorb(other)?,
    }
    Ok(Page::again(page(&cx, id, form).await?).into_response())
}

fn version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

fn to(cx: &Cx, id: HandoverId, flash: &'static str) -> Response {
    cx.go_to(format!("/handovers/{id}")).saying(flash, &[]).into_response()
}

fn stale(cx: &Cx, id: HandoverId) -> Error {
    let (record, edit) = (cx.words.t("handover-title"), format!("/handovers/{id}"));
    Error::Stale(Box::new(Stale { record, edit, fields: Vec::new(), join: Vec::new() }))
}
