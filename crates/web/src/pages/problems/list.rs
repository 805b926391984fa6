//! The list of problems, as a page and as CSV.

use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::Names;
use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{AreaId, ProblemId};
use commonbeat_domain::problems::problem::{Stage, Status};
use commonbeat_store::problems::{Brief, ProblemFilter};
use serde::Deserialize;

use super::{area, named, person};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::Choice;
use crate::page::Page;
use crate::words::Words;

/// Problems on one page.
const SIZE: u64 = 50;
/// Problems in one CSV file.
const MOST: u64 = 100_000;

/// What the address asks for; what cannot be read means any.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    stage: String,
    status: String,
    beat: String,
    whose: String,
    q: String,
    before: String,
}

impl Asked {
    fn filter(&self, cx: &Cx) -> ProblemFilter {
        ProblemFilter {
            stage: self.stage.parse::<Stage>().ok(),
            status: match self.status.as_str() {
                "" => Some(Status::Open),
                other => other.parse().ok(),
            },
            lead: (self.whose == "mine").then(|| cx.actor.person()).flatten(),
            beat: self.beat.parse::<AreaId>().ok(),
            words: Some(self.q.clone()),
            before: self.before.parse::<ProblemId>().ok(),
            ..ProblemFilter::default()
        }
    }

    /// The same question on another page, or in another form.
    fn address(&self, path: &str, before: &str) -> String {
        let pairs = [
            ("stage", self.stage.as_str()),
            ("status", &self.status),
            ("beat", &self.beat),
            ("whose", &self.whose),
            ("q", &self.q),
            ("before", before),
        ];
        let query = pairs.iter().filter(|(_, v)| !v.is_empty());
        let query: Vec<String> = query.map(|(n, v)| format!("{n}={}", escaped(v))).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

/// Text as it goes into an address.
pub(crate) fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The list.
#[derive(Template)]
#[template(path = "problems/list.html")]
pub struct List {
    chrome: Chrome,
    asked: Asked,
    stages: Vec<Choice>,
    statuses: Vec<Choice>,
    beats: Vec<Choice>,
    rows: Vec<Row>,
    total: u64,
    first: String,
    next: String,
    csv: String,
    may_open: bool,
    /// Whether the person sees problems whole, and so their order and the board.
    whole: bool,
    filtered: bool,
}

struct Row {
    reference: String,
    title: String,
    stage: String,
    status: String,
    closed: bool,
    lead: String,
    beat: String,
    review: String,
    late: bool,
    opened: String,
}

impl Row {
    fn of(brief: &Brief, names: &Names, words: &Words) -> Row {
        let closed = brief.status != Status::Open;
        Row {
            reference: brief.reference.to_string(),
            title: brief.title.clone(),
            stage: words.t(&format!("stage-{}", brief.stage.name())),
            status: words.t(&format!("status-{}", brief.status.name())),
            closed,
            lead: person(names, words, brief.lead),
            beat: area(names, words, brief.beat),
            review: if closed { String::new() } else { words.day(brief.review_on) },
            late: !closed && brief.review_on < words.today(),
            opened: words.date(brief.opened_at),
        }
    }
}

/// `GET /problems`: problems the person may see, filtered and paged.
pub async fn show(cx: Cx, Query(asked): Query<Asked>) -> Result<Page<List>> {
    let filter = asked.filter(&cx);
    let page = cx.app.problems(&cx.actor, &filter, SIZE).await?;
    let names = cx.app.problem_names(&cx.actor, page.rows.iter().map(|row| row.lead)).await?;
    let words = &cx.words;
    let beats = cx.app.beats(&cx.actor).await?;
    Ok(Page::new(List {
        stages: Choice::named(words, "stage", Stage::ALL.map(Stage::name)),
        statuses: [
            Choice::named(words, "status", ["open", "closed"]),
            vec![Choice::new("any", words.t("status-any"))],
        ]
        .concat(),
        beats: named(&beats),
        rows: page.rows.iter().map(|row| Row::of(row, &names, words)).collect(),
        total: page.total,
        first: if asked.before.is_empty() { String::new() } else { asked.address("/problems", "") },
        next: page.next.map(|id| asked.address("/problems", &id.to_string())).unwrap_or_default(),
        csv: asked.address("/problems.csv", ""),
        may_open: cx.actor.may(Action::WorkProblem),
        whole: cx.actor.reach(Action::ReadProblems) > Some(Reach::Shared),
        filtered: [&asked.stage, &asked.status, &asked.beat, &asked.whose, &asked.q]
            .iter()
            .any(|text| !text.is_empty()),
        chrome: cx.chrome(Area::Problems),
        asked,
    }))
}

/// `GET /problems.csv`: the same list as a table file.
pub async fn csv(cx: Cx, Query(asked): Query<Asked>) -> Result<Response> {
    let filter = ProblemFilter { before: None, ..asked.filter(&cx) };
    let page = cx.app.problems(&cx.actor, &filter, MOST).await?;
    let names = cx.app.problem_names(&cx.actor, page.rows.iter().map(|row| row.lead)).await?;
    let words = &cx.words;
    let heads = ["reference", "title", "stage", "status", "lead", "beat", "review", "opened"];
    let mut text = line(heads.map(|head| words.t(&format!("problems-{head}"))));
    for brief in &page.rows {
        let row = Row::of(brief, &names, words);
        let review = brief.review_on.to_string();
        let opened = brief.opened_at.to_zoned(words.zone.clone()).date().to_string();
        text += &line([row.reference, row.title, row.stage, row.status, row.lead, row.beat, review, opened]);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"problems.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// One line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front.
fn line<const N: usize>(cells: [String; N]) -> String {
    let quoted = cells.map(|cell| {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cell = if formula { format!("'{cell}") } else { cell };
        format!("\"{}\"", cell.replace('"', "\"\""))
    });
    quoted.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_its_quotes_are_doubled() {
        let text = line(["=1+1".into(), "say \"no\", twice".into()]);
        assert_eq!(text, "\"'=1+1\",\"say \"\"no\"\", twice\"\r\n");
    }
}
