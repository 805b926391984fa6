//! The media desk: releases from draft to correction.

mod acts;
mod blocks;
mod inquiries;
mod page;

use axum::response::{IntoResponse, Response};
use commonbeat_app::newsroom::PressView;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{PersonId, PressId};
use commonbeat_domain::information::newsroom::{Press, PressKind, PressState, PressWords};
use commonbeat_domain::{Reference, Refusal};
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

use super::kit::{Act, Field, Line, Part, Record, Sheet, facts, read_version};
use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::words::Words;

pub use acts::{act, act_form, aside_form, correct, correct_form, set_aside, withhold, withhold_form};
pub use blocks::{add as add_block, lift, lift_form, list as block_list, new as new_block};
pub use inquiries::{answer, answer_form, new as new_inquiry, show as show_inquiry, take};
pub use page::show;

fn line(words: &Words, press: &Press) -> Line {
    let (tag, tone) = state(words, press);
    let when = match (press.issued_at, press.words.embargo) {
        (Some(at), _) => words.t1("press-out-since", "day", words.moment(at)),
        (None, Some(until)) => words.t1("press-embargo-until", "day", words.moment(until)),
        (None, None) => words.date(press.written.at),
    };
    Line {
        title: press.words.title.clone(),
        href: format!("/newsroom/{}", press.id),
        note: format!("{} · {when}", words.t(&format!("press-kind-{}", press.words.kind.name()))),
        tag,
        tone,
        ..Line::default()
    }
}

/// Releases that are not out yet.
pub(super) async fn releases_waiting(cx: &Cx) -> Result<Vec<Line>> {
    let all = cx.app.press_desk(&cx.actor).await?;
    Ok(all.iter().filter(|p| p.issued_at.is_none()).map(|p| line(&cx.words, p)).collect())
}

/// Questions of the media that wait, the one due first in front.
pub(super) async fn questions_waiting(cx: &Cx) -> Result<Vec<Line>> {
    Ok(inquiries::part(cx).await?.lines)
}

fn state(words: &Words, press: &Press) -> (String, &'static str) {
    if press.held.is_some() && press.issued_at.is_none() {
        return (words.t("press-held"), "bad");
    }
    let tone = match press.state {
        PressState::Draft => "here",
        PressState::Checked => "",
        PressState::Cleared => "warn",
        PressState::Issued => "good",
        PressState::Retracted => "plain",
    };
    if press.state == PressState::Issued && !press.earlier.is_empty() {
        return (words.t("press-corrected"), "warn");
    }
    (words.t(&format!("press-state-{}", press.state.name())), tone)
}

/// `GET /newsroom`
pub async fn list(cx: Cx) -> Result<Response> {
    let words = &cx.words;
    let all = cx.app.press_desk(&cx.actor).await?;
    let desk = cx.actor.may(Action::AnswerMedia);
    let waiting = all.iter().filter(|p| p.issued_at.is_none());
    let out = all.iter().filter(|p| p.issued_at.is_some());
    let mut parts = vec![Part {
        lines: waiting.map(|p| line(words, p)).collect(),
        empty: words.t("press-waiting-none"),
        ..Part::new(words.t("press-waiting"))
    }];
    if desk {
        parts.insert(0, inquiries::part(&cx).await?);
        parts.push(contacts(&cx).await?);
    }
    parts.insert(
        parts.len() - usize::from(desk),
        Part {
            lines: out.map(|p| line(words, p)).collect(),
            empty: words.t("press-out-none"),
            ..Part::new(words.t("press-out"))
        },
    );
    let mut links = vec![(words.t("news-public"), "/news".into())];
    if cx.actor.may(Action::KeepBlockList) {
        links.push((words.t("block-list"), "/newsroom/blocks".into()));
    }
    let record = Record {
        title: words.t("page-newsroom"),
        words: words.t("newsroom-words"),
        links,
        primary: cx.actor.may(Action::WriteRelease).then(|| (words.t("press-new"), "/newsroom/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Information))
}

async fn contacts(cx: &Cx) -> Result<Part> {
    let all = cx.app.media_contacts(&cx.actor).await?;
    let line = |o: &commonbeat_domain::partnerships::organizations::Organization| Line {
        title: o.name.clone(),
        href: format!("/partners/{}", o.id),
        note: [&o.record.contact, &o.record.email, &o.record.phone]
            .into_iter()
            .filter(|t| !t.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" · "),
        ..Line::default()
    };
    Ok(Part {
        lines: all.iter().map(line).collect(),
        empty: cx.words.t("press-contacts-none"),
        ..Part::new(cx.words.t("press-contacts"))
    })
}

/// The fields of the words; a correction takes the first six, the rest stays as it was.
async fn fields(cx: &Cx) -> Result<Vec<Field>> {
    let words = &cx.words;
    let kinds = Choice::named(words, "press-kind", PressKind::NAMES.iter().copied());
    let owners = cx.app.case_owners(&cx.actor).await?;
    let owners = owners.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    Ok(vec![
        Field::radios("press_kind", kinds),
        Field::line("press_title"),
        Field::prose("press_body"),
        Field::line("press_title_es").optional(),
        Field::prose("press_body_es").optional(),
        Field::line("press_contact"),
        Field::select("press_case_owner", owners),
        Field::line("press_problem").optional(),
        Field::moment("press_embargo").optional(),
    ])
}

fn read(cx: &Cx, form: &mut Form) -> Option<(PressWords, Option<Reference>)> {
    let kind = form.read::<PressKind>("press_kind");
    let case_owner = form.read::<PersonId>("press_case_owner");
    let problem = form.read_optional::<Reference>("press_problem");
    let embargo = form.read_optional::<DateTime>("press_embargo");
    let embargo = embargo.and_then(|wall| moment(cx, form, "press_embargo", wall));
    let text = |field: &str| form.value(field).to_owned();
    let words = PressWords {
        kind: kind?,
        title: text("press_title"),
        body: text("press_body"),
        title_es: text("press_title_es"),
        body_es: text("press_body_es"),
        contact: text("press_contact"),
        embargo,
        case_owner: case_owner?,
        problem: None,
    };
    (!form.refused()).then_some((words, problem))
}

/// The moment that a clock on the wall shows. An hour that the clocks skip is asked again, since nobody can know which one
/// was meant; of an hour that comes twice, the first.
fn moment(cx: &Cx, form: &mut Form, field: &'static str, wall: DateTime) -> Option<jiff::Timestamp> {
    let at = cx.words.zone.to_ambiguous_timestamp(wall);
    if matches!(at.offset(), AmbiguousOffset::Gap { .. }) {
        form.refuse(Refusal::unfit(field, "hour-skipped"));
        return None;
    }
    at.compatible().ok()
}

fn filled(cx: &Cx, view: &PressView) -> Form {
    let w = &view.press.words;
    let wall =
        |at: jiff::Timestamp| at.to_zoned(cx.words.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
    cx.form()
        .with("read", view.press.version)
        .with("press_kind", w.kind.name())
        .with("press_title", &w.title)
        .with("press_body", &w.body)
        .with("press_title_es", &w.title_es)
        .with("press_body_es", &w.body_es)
        .with("press_contact", &w.contact)
        .with("press_case_owner", w.case_owner)
        .with("press_problem", view.problem.as_ref().map(|(at, _)| at.to_string()).unwrap_or_default())
        .with("press_embargo", w.embargo.map(wall).unwrap_or_default())
}

async fn sheet(cx: &Cx, title: &str, action: String, back: String) -> Result<Sheet> {
    Ok(Sheet {
        title: cx.words.t(title),
        above: String::new(),
        words: cx.words.t("press-form-words"),
        action,
        back,
        submit: cx.words.t("kit-save"),
        fields: fields(cx).await?,
    })
}

fn saved(cx: &Cx, id: PressId) -> Response {
    cx.go_to(format!("/newsroom/{id}")).saying("flash-kit-saved", &[]).into_response()
}

/// `GET /newsroom/new`
pub async fn new(cx: Cx) -> Result<Response> {
    let form = cx.form().with("press_kind", PressKind::Release.name());
    Ok(sheet(&cx, "press-new", "/newsroom/new".into(), "/newsroom".into()).await?.show(&cx, form))
}

/// `POST /newsroom/new`
pub async fn create(cx: Cx, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    if let Some((words, problem)) = read(&cx, &mut form) {
        match cx.app.draft_press(&cx.actor, words, problem.as_ref(), &once.0).await {
            Ok(press) => return Ok(saved(&cx, press.id)),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx, "press-new", "/newsroom/new".into(), "/newsroom".into()).await?.show(&cx, form))
}

/// `GET /newsroom/{press}/edit`
pub async fn form(cx: Cx, Path(id): Path<PressId>) -> Result<Response> {
    let view = cx.app.press(&cx.actor, id).await?;
    let at = format!("/newsroom/{id}");
    let form = filled(&cx, &view);
    Ok(sheet(&cx, "press-change", format!("{at}/edit"), at).await?.show(&cx, form))
}

/// `POST /newsroom/{press}/edit`
pub async fn save(cx: Cx, Path(id): Path<PressId>, mut form: Form) -> Result<Response> {
    let version = read_version(&form)?;
    if let Some((words, problem)) = read(&cx, &mut form) {
        match cx.app.write_press(&cx.actor, id, version, words, problem.as_ref()).await {
            Ok(_) => return Ok(saved(&cx, id)),
            Err(error) => form.absorb(error)?,
        }
    }
    let at = format!("/newsroom/{id}");
    Ok(sheet(&cx, "press-change", format!("{at}/edit"), at).await?.show(&cx, form))
}
