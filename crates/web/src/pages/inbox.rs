//! The inbox: threads on which something is owed to a resident, the next due first; words of danger on top.

use askama::Template;
use axum::extract::Query;
use commonbeat_app::concerns::{Waiting, WhatIsOwed};
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::ConcernId;
use commonbeat_domain::partnerships::concerns::Concern;
use jiff::Timestamp;
use serde::Deserialize;

use super::concerns::{heading, kind_key};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::page::Page;

const SIZE: u64 = 40;

/// The inbox.
#[derive(Template)]
#[template(path = "inbox/index.html")]
pub struct Index {
    chrome: Chrome,
    tabs: Vec<Tab>,
    danger: Vec<Row>,
    rows: Vec<Row>,
    empty: (String, String),
    first: String,
    next: String,
    may_log: bool,
}

struct Tab {
    href: String,
    name: String,
    count: u64,
    here: bool,
}

struct Row {
    href: String,
    title: String,
    note: String,
    tags: Vec<(String, &'static str)>,
}

/// Words after the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pile: String,
    past: String,
}

/// `GET /inbox`
pub async fn index(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<Index>> {
    let pile = pile(&cx, &asked.pile)?;
    let past = past(&asked.past);
    let inbox = cx.app.inbox(&cx.actor, pile, past, SIZE).await?;
    let words = &cx.words;
    let tabs = inbox.piles.iter().map(|(waiting, count)| Tab {
        href: format!("/inbox?pile={}", waiting.name()),
        name: words.t(&format!("inbox-{}", waiting.name())),
        count: *count,
        here: *waiting == pile,
    });
    let next = inbox.next.map(|(at, id)| format!("?pile={}&past={}.{id}", pile.name(), at.as_microsecond()));
    Ok(Page::new(Index {
        tabs: tabs.collect(),
        danger: inbox.danger.iter().map(|c| row(&cx, &inbox, c)).collect(),
        rows: inbox.threads.iter().map(|c| row(&cx, &inbox, c)).collect(),
        empty: (
            words.t(&format!("inbox-none-{}", pile.name())),
            words.t(if pile == Waiting::Mine { "inbox-none-mine-words" } else { "inbox-none-words" }),
        ),
        first: if past.is_some() { format!("?pile={}", pile.name()) } else { String::new() },
        next: next.unwrap_or_default(),
        may_log: cx.actor.may(Action::RaiseConcern),
        chrome: cx.chrome(Area::Partnerships),
    }))
}

/// The pile that the address names; without one, one's own where one answers, else everybody's.
fn pile(cx: &Cx, name: &str) -> Result<Waiting> {
    if name.is_empty() {
        let own = cx.actor.may(Action::AnswerConcern);
        return Ok(if own { Waiting::Mine } else { Waiting::All });
    }
    Waiting::ALL.into_iter().find(|w| w.name() == name).ok_or(Error::NotUnderstood)
}

fn past(text: &str) -> Option<(Timestamp, ConcernId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn row(cx: &Cx, inbox: &WhatIsOwed, concern: &Concern) -> Row {
    let words = &cx.words;
    let owner = concern.owner.and_then(|id| inbox.owners.get(&id)).cloned();
    let parts = [
        Some(concern.reference.to_string()),
        Some(words.t(kind_key(concern))),
        concern.area.and_then(|id| inbox.areas.get(&id)).cloned(),
        Some(owner.unwrap_or_else(|| words.t("inbox-no-owner"))),
    ];
    Row {
        href: format!("/concerns/{}", concern.reference),
        title: heading(&concern.words),
        note: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        tags: tags(cx, concern),
    }
}

/// What is owed, and by when.
fn tags(cx: &Cx, concern: &Concern) -> Vec<(String, &'static str)> {
    let words = &cx.words;
    let mut tags = Vec::new();
    if concern.danger_waits() {
        tags.push((words.t("inbox-danger-tag"), "bad"));
    }
    if concern.reopened > 0 && concern.next_due.is_some() {
        tags.push((words.t("inbox-reopened"), "warn"));
    } else if concern.wrote_again() {
        tags.push((words.t("concern-wrote-again"), "plain"));
    }
    if let Some(due) = concern.act_by() {
        let promise = concern.promise_due == Some(due);
        let today = due.to_zoned(words.zone.clone()).date() == words.today();
        let (key, tone) = match (promise, concern.is_overdue(words.now), today) {
            (true, true, _) => ("inbox-promise-late", "bad"),
            (true, false, true) => ("inbox-promise-today", "warn"),
            (true, false, false) => ("inbox-promise-due", "plain"),
            (false, true, _) => ("inbox-answer-late", "bad"),
            (false, false, true) => ("inbox-answer-today", "warn"),
            (false, false, false) => ("inbox-answer-due", "plain"),
        };
        tags.push((words.t1(key, "day", words.date(due)), tone));
    }
    tags
}
