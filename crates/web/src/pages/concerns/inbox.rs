//! The inbox: the next due first.

use askama::Template;
use axum::extract::Query;
use commonbeat_app::concerns::{Inbox, InboxFilter, Pile};
use commonbeat_domain::ids::ConcernId;
use commonbeat_domain::partnerships::concerns::{Concern, ConcernKind};
use jiff::Timestamp;
use serde::Deserialize;

use super::{heading, tag};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

const SIZE: u64 = 40;

/// The inbox.
#[derive(Template)]
#[template(path = "concerns/index.html")]
pub struct Index {
    chrome: Chrome,
    form: Form,
    rows: Vec<Row>,
    owed: u64,
    late: u64,
    all: bool,
    filtered: bool,
    kinds: Vec<Choice>,
    areas: Vec<Choice>,
    beats: Vec<Choice>,
    first: String,
    next: String,
    /// The other words of the address, for the tabs.
    kept: String,
    may_log: bool,
}

struct Row {
    href: String,
    title: String,
    note: String,
    tag: (String, &'static str),
    again: bool,
}

/// Words after the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pile: String,
    area: String,
    beat: String,
    kind: String,
    past: String,
}

/// `GET /concerns`
pub async fn index(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<Index>> {
    let filter = filter(&asked)?;
    let inbox = cx.app.concerns(&cx.actor, &filter, SIZE).await?;
    let all = filter.pile == Pile::All;
    let pile = if all { "pile=all&" } else { "" };
    let kept = [("area", &asked.area), ("beat", &asked.beat), ("kind", &asked.kind)];
    let kept: String =
        kept.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}={v}&")).collect();
    let next = inbox.next.map(|(at, id)| format!("?{pile}{kept}past={}.{id}", at.as_microsecond()));
    let first = if filter.past.is_some() { format!("?{pile}{kept}") } else { String::new() };
    let named = |pairs: &[(commonbeat_domain::ids::AreaId, String)]| {
        pairs.iter().map(|(id, name)| Choice::new(id, name)).collect()
    };
    Ok(Page::new(Index {
        chrome: cx.chrome(Area::Partnerships),
        form: Form::default().with("area", &asked.area).with("beat", &asked.beat).with("kind", &asked.kind),
        rows: inbox.concerns.iter().map(|c| row(&cx, &inbox, c)).collect(),
        owed: inbox.owed,
        late: inbox.late,
        filtered: !kept.is_empty(),
        kinds: Choice::named(&cx.words, "concern-kind", ConcernKind::ALL.map(ConcernKind::name)),
        areas: named(&inbox.neighborhoods),
        beats: named(&inbox.beats),
        next: next.unwrap_or_default(),
        may_log: cx.actor.may(commonbeat_domain::authority::Action::RaiseConcern),
        first,
        kept,
        all,
    }))
}

/// The filter as the address says it; what cannot be read is not understood, so that nothing is hidden by mistake.
fn filter(asked: &Asked) -> Result<InboxFilter> {
    fn optional<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
        match text.is_empty() {
            true => Ok(None),
            false => text.parse().map(Some).map_err(|_| Error::NotUnderstood),
        }
    }
    Ok(InboxFilter {
        pile: if asked.pile == "all" { Pile::All } else { Pile::Owed },
        area: optional(&asked.area)?,
        beat: optional(&asked.beat)?,
        kind: optional(&asked.kind)?,
        past: past(&asked.past),
    })
}

fn past(text: &str) -> Option<(Timestamp, ConcernId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn row(cx: &Cx, inbox: &Inbox, concern: &Concern) -> Row {
    let words = &cx.words;
    let area = concern.area.and_then(|id| inbox.names.get(&id)).cloned();
    let place = Some(concern.place_text.clone()).filter(|p| !p.is_empty());
    let parts = [
        Some(concern.reference.to_string()),
        Some(words.t(&format!("concern-kind-{}", concern.kind.name()))),
        place,
        area,
        Some(words.date(concern.raised_at)),
    ];
    Row {
        href: format!("/concerns/{}", concern.reference),
        title: heading(&concern.words),
        note: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        tag: tag(words, concern),
        again: concern.wrote_again(),
    }
}
