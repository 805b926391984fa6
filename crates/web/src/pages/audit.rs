//! The audit trail, for whoever reads it: rows, verification, the week's review.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::{TrailCheck, TrailWeek};
use commonbeat_domain::ids::PersonId;
use commonbeat_store::audit::{Filter, Row};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::errors::urlencode;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;

/// Rows on one page.
const PAGE: u64 = 100;
/// Most rows of one CSV file.
const FILE: usize = 50_000;

/// Groups of acts to choose from, by the beginning of their names; labels are the texts `acts-NAME`.
const GROUPS: [(&str, &str); 14] = [
    ("sign_in.", "sign-in"),
    ("session.", "session"),
    ("access.", "access"),
    ("person.", "person"),
    ("passkey.", "passkey"),
    ("keys.", "keys"),
    ("audit.", "audit"),
    ("problem.", "problem"),
    ("task.", "task"),
    ("candidate.", "candidate"),
    ("concern.", "concern"),
    ("tip.", "tip"),
    ("import.", "import"),
    ("agency.", "agency"),
];

/// The trail.
#[derive(Template)]
#[template(path = "audit/show.html")]
pub struct Audit {
    chrome: Chrome,
    form: Form,
    groups: Vec<Choice>,
    week: Week,
    rows: Vec<Line>,
    check: Option<Checked>,
    csv: String,
    first: String,
    next: String,
}

/// The seven days to review.
struct Week {
    refused: String,
    locks: String,
    access: String,
    since: Timestamp,
    reviewed: bool,
}

impl Week {
    fn of(cx: &Cx, week: &TrailWeek) -> Week {
        Week {
            refused: cx.words.number(week.refused_sign_ins),
            locks: cx.words.number(week.locks),
            access: cx.words.number(week.refused_access),
            since: week.since,
            reviewed: week.reviews > 0,
        }
    }
}

struct Line {
    seq: String,
    at: Timestamp,
    actor: String,
    /// The actor as the trail names it, for the filter.
    who: String,
    act: String,
    object: String,
    /// Name of the person it was done to, where it was a person.
    about: String,
    payload: String,
}

/// What a verification found, for the page.
struct Checked {
    rows: String,
    /// What is wrong from which row on.
    broken: Option<String>,
    signature_checked: bool,
    head: String,
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    act: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    before: String,
}

impl Asked {
    fn filter(&self, cx: &Cx) -> Filter {
        let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
        let zone = cx.agency.time_zone();
        let midnight = |day: Date| day.to_zoned(zone.clone()).ok().map(|z| z.timestamp());
        Filter {
            before: self.before.parse().ok(),
            act: text(&self.act),
            object: text(&self.object),
            actor: text(&self.actor),
            since: self.since.parse().ok().and_then(midnight),
            until: None,
        }
    }

    fn address(&self, path: &str, before: Option<i64>) -> String {
        let parts =
            [("act", &self.act), ("actor", &self.actor), ("object", &self.object), ("since", &self.since)];
        let mut query: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", urlencode(value)))
            .collect();
        query.extend(before.map(|seq| format!("before={seq}")));
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// `GET /audit`
pub async fn show(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<Audit>> {
    Ok(Page::new(page(&cx, &asked, cx.form(), None).await?))
}

async fn page(cx: &Cx, asked: &Asked, form: Form, check: Option<Checked>) -> Result<Audit> {
    let week = cx.app.trail_week(&cx.actor).await?;
    let mut rows = cx.app.audit_rows(&cx.actor, &asked.filter(cx), PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| asked.address("/audit", Some(row.seq)));
    let names = names(cx, &rows).await?;
    let form = form
        .with("act", &asked.act)
        .with("actor", &asked.actor)
        .with("object", &asked.object)
        .with("since", &asked.since);
    Ok(Audit {
        chrome: cx.chrome(Area::Information),
        form,
        groups: GROUPS.map(|(value, name)| Choice::new(value, cx.words.t(&format!("acts-{name}")))).into(),
        week: Week::of(cx, &week),
        rows: rows.iter().map(|row| line(cx, row, &names)).collect(),
        check,
        csv: asked.address("/audit.csv", None),
        first: if asked.before.is_empty() { String::new() } else { asked.address("/audit", None) },
        next: next.unwrap_or_default(),
    })
}

fn person_of(row: &Row) -> Option<PersonId> {
    row.actor.strip_prefix("person:").and_then(|id| id.parse().ok())
}

/// Names of people who did something and to whom something was done.
async fn names(cx: &Cx, rows: &[Row]) -> Result<BTreeMap<PersonId, String>> {
    let about = rows.iter().filter_map(|row| row.object.parse().ok());
    Ok(cx.app.names(&cx.actor, rows.iter().filter_map(person_of).chain(about)).await?)
}

fn line(cx: &Cx, row: &Row, names: &BTreeMap<PersonId, String>) -> Line {
    let known = person_of(row).and_then(|id| names.get(&id).cloned());
    let kind = row.actor.split(':').next().unwrap_or_default();
    Line {
        seq: cx.words.number(row.seq),
        at: row.at,
        actor: known.or_else(|| cx.words.maybe(&format!("role-{kind}"))).unwrap_or_else(|| row.actor.clone()),
        who: row.actor.clone(),
        act: row.act.clone(),
        about: row.object.parse().ok().and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        object: row.object.clone(),
        payload: payload(cx, row),
    }
}

fn payload(cx: &Cx, row: &Row) -> String {
    match &row.payload {
        Some(json) if json.as_object().is_some_and(serde_json::Map::is_empty) => String::new(),
        Some(json) => json.to_string(),
        None => cx.words.t("audit-erased"),
    }
}

/// `POST /audit/verify`: walks the whole trail and shows what it found, with a head to keep.
pub async fn verify(cx: Cx, mut form: Form) -> Result<Response> {
    let kept = form.value("head").to_owned();
    let check = match cx.app.verify_trail(&cx.actor, Some(&kept)).await {
        Ok(check) => Some(check),
        Err(error) => {
            form.absorb(error)?;
            None
        }
    };
    let asked = Asked::default();
    let Some(check) = check else {
        return Ok(Page::again(page(&cx, &asked, form, None).await?).into_response());
    };
    let head = cx.app.trail_head(&cx.actor).await?.to_string();
    let checked = checked(&cx, check, head);
    Ok(Page::new(page(&cx, &asked, cx.form(), Some(checked)).await?).into_response())
}

fn checked(cx: &Cx, check: TrailCheck, head: String) -> Checked {
    let named = |(seq, kind): (i64, commonbeat_store::audit::Broken)| {
        let kind = cx.words.t(&format!("trail-{}", kind.name().replace('_', "-")));
        cx.words.t_args("check-broken-words", &[("seq", cx.words.number(seq)), ("kind", kind)])
    };
    Checked {
        rows: cx.words.t_n("check-whole-words", check.verified.rows),
        broken: check.verified.broken.map(named),
        signature_checked: check.signature_checked,
        head,
    }
}

/// `POST /audit/review`: notes that the week's review was done.
pub async fn review(cx: Cx) -> Result<Response> {
    cx.app.review_trail(&cx.actor).await?;
    Ok(cx.go_to("/audit").saying("flash-trail-reviewed", &[]).into_response())
}

/// `GET /audit.csv`: the rows of the filter as a table file.
pub async fn csv(cx: Cx, Query(asked): Query<Asked>) -> Result<Response> {
    let mut filter = asked.filter(&cx);
    let mut text = String::from("number,at,actor,name,act,object,details\r\n");
    let mut written = 0;
    while written < FILE {
        let rows = cx.app.audit_rows(&cx.actor, &filter, 2_000).await?;
        let names = names(&cx, &rows).await?;
        for row in &rows {
            let name = person_of(row).and_then(|id| names.get(&id).cloned()).unwrap_or_default();
            let cells = [
                row.seq.to_string(),
                row.at.to_string(),
                row.actor.clone(),
                name,
                row.act.clone(),
                row.object.clone(),
                payload(&cx, row),
            ];
            text.push_str(&cells.map(|c| cell(&c)).join(","));
            text.push_str("\r\n");
        }
        written += rows.len();
        match rows.last() {
            Some(last) if rows.len() == 2_000 => filter.before = Some(last.seq),
            _ => break,
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// A cell as RFC 4180 has it; one that a spreadsheet would take for a formula is made text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\r', '\n']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_its_row() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a \"b\",\nc"), "\"a \"\"b\"\",\nc\"");
        assert_eq!(cell("plain"), "plain");
    }
}
