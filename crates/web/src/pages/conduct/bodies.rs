//! Bodies that take commendations and complaints, and what waits for one.

use axum::response::{IntoResponse, Response};
use commonbeat_app::conduct::{NewBody, Waiting};
use commonbeat_domain::ids::BodyId;
use commonbeat_domain::personnel::conduct::{Body, Topic};

use crate::chrome::Area;
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::pages::beats::{Names, name};
use crate::pages::kit::{Field, Line, Part, Record, Sheet, read_version};
use crate::words::Words;

fn line(b: &Body, names: &Names, words: &Words) -> Line {
    let takes: Vec<String> =
        b.takes.iter().map(|t| words.t(&format!("conduct-topic-{}", t.name()))).collect();
    let members: Vec<String> = b.members.iter().map(|id| name(names, words, *id)).collect();
    Line {
        title: b.name.clone(),
        href: format!("/conduct/bodies/{}", b.id),
        note: members.join(", "),
        text: takes.join(" · "),
        ..Line::default()
    }
}

/// `GET /conduct/bodies`
pub async fn bodies(cx: Cx) -> Result<Response> {
    let all = cx.app.conduct_bodies(&cx.actor).await?;
    let waiting = cx.app.conduct_waiting(&cx.actor).await?;
    let members: Vec<_> = all.iter().flat_map(|(b, _)| b.members.iter().copied()).collect();
    let names = cx.app.names(&cx.actor, members).await?;
    let words = &cx.words;
    let waits = |w: &Waiting| Line {
        title: words.t(if w.commends { "conduct-a-commendation" } else { "conduct-a-complaint" }),
        note: format!("{} · {}", words.date(w.at), words.t1("conduct-due", "day", words.date(w.due))),
        ..Line::default()
    };
    let mut parts = Vec::new();
    if !waiting.is_empty() {
        parts.push(Part {
            lines: waiting.iter().map(waits).collect(),
            words: words.t("conduct-waiting-words"),
            now: true,
            ..Part::new(words.t("conduct-waiting"))
        });
    }
    parts.push(Part {
        lines: all.iter().map(|(b, _)| line(b, &names, words)).collect(),
        empty: words.t("conduct-no-bodies"),
        ..Part::new(words.t("conduct-bodies"))
    });
    let record = Record {
        title: words.t("page-conduct-bodies"),
        words: words.t("conduct-bodies-words"),
        primary: Some((words.t("conduct-body-new"), "/conduct/bodies/new".into())),
        parts,
        ..Record::default()
    };
    Ok(record.show(&cx, Area::Personnel))
}

fn sheet(cx: &Cx, known: Option<BodyId>) -> Sheet {
    let words = &cx.words;
    let action = match known {
        Some(id) => format!("/conduct/bodies/{id}"),
        None => "/conduct/bodies/new".to_owned(),
    };
    Sheet {
        title: words.t(if known.is_some() { "conduct-body" } else { "conduct-body-new" }),
        above: String::new(),
        words: words.t("conduct-body-words"),
        action,
        back: "/conduct/bodies".into(),
        submit: words.t("conduct-body-keep"),
        fields: vec![
            Field::line("body_name"),
            Field::boxes("body_takes", Choice::named(words, "conduct-topic", Topic::NAMES.iter().copied())),
            Field::prose("body_members"),
            Field::number("first_days"),
            Field::number("decide_days"),
            Field::number("keep_years"),
        ],
    }
}

/// `GET /conduct/bodies/new`
pub async fn new_body(cx: Cx) -> Result<Response> {
    let form = cx.form().with("first_days", 3).with("decide_days", 60).with("keep_years", 5);
    Ok(sheet(&cx, None).show_in(&cx, form, Area::Personnel))
}

/// `GET /conduct/bodies/{body}`
pub async fn body_form(cx: Cx, Path(id): Path<BodyId>) -> Result<Response> {
    let (b, emails) = cx.app.conduct_body(&cx.actor, id).await?;
    let form = cx
        .form()
        .with("read", b.version)
        .with("body_name", &b.name)
        .with("body_members", emails.join("\n"))
        .with("first_days", b.first_days)
        .with("decide_days", b.decide_days)
        .with("keep_years", b.keep_years);
    let form = b.takes.iter().fold(form, |form, topic| form.with("body_takes", topic.name()));
    Ok(sheet(&cx, Some(id)).show_in(&cx, form, Area::Personnel))
}

async fn keep(cx: Cx, known: Option<(BodyId, i64)>, mut form: Form) -> Result<Response> {
    let once = form.once()?;
    let days = (form.read("first_days"), form.read("decide_days"), form.read("keep_years"));
    if let (Some(first_days), Some(decide_days), Some(keep_years)) = days {
        let new = NewBody {
            name: form.value("body_name").to_owned(),
            takes: form.values("body_takes").filter_map(|t| t.parse::<Topic>().ok()).collect(),
            members: form.value("body_members").to_owned(),
            first_days,
            decide_days,
            keep_years,
        };
        match cx.app.set_body(&cx.actor, known, new, &once.0).await {
            Ok(()) => return Ok(cx.go_to("/conduct/bodies").saying("flash-conduct", &[]).into_response()),
            Err(commonbeat_app::Error::Stale(_)) => {
                let (record, edit) = (cx.words.t("conduct-body"), "/conduct/bodies".to_owned());
                let stale = Stale { record, edit, fields: Vec::new(), join: Vec::new() };
                return Err(Error::Stale(Box::new(stale)));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(sheet(&cx, known.map(|(id, _)| id)).show_in(&cx, form, Area::Personnel))
}

/// `POST /conduct/bodies/new`
pub async fn set_new_body(cx: Cx, form: Form) -> Result<Response> {
    keep(cx, None, form).await
}

/// `POST /conduct/bodies/{body}`
pub async fn set_body(cx: Cx, Path(id): Path<BodyId>, form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    cx.app.conduct_body(&cx.actor, id).await?;
    keep(cx, Some((id, read)), form).await
}
