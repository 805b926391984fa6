//! A neighborhood's public page: who its officers are, what came of what people said, what happened there.

use askama::Template;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::area_pages::{AreaPage, Figures};
use commonbeat_domain::information::publishing::{
    Answers, Count, Line, Priority, PublicOfficer, PublicOutcome, Usual,
};
use commonbeat_domain::problems::assessment::Reading;
use commonbeat_domain::text::Language;

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::kept::Which;
use crate::words::Words;

/// Classes shown at once; the rest are folded.
const LINES: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "areas/show.html")]
pub struct ShowArea {
    chrome: Chrome,
    name: String,
    slug: String,
    officers: Vec<Officer>,
    said: Vec<SaidAndDone>,
    answers: Vec<String>,
    figures: Option<MonthTable>,
}

struct Officer {
    name: String,
    initials: String,
    speaks: String,
    since: String,
}

struct SaidAndDone {
    said_note: String,
    said: String,
    did_note: String,
    did: String,
    outcome: String,
    working: bool,
}

struct MonthTable {
    month: String,
    usual: String,
    first: Vec<Row>,
    rest: Vec<Row>,
    hidden: bool,
    small: u32,
}

struct Row {
    name: String,
    count: String,
    usual: String,
    reading: String,
    tone: &'static str,
}

/// `GET /areas/{slug}`
pub async fn show(cx: Cx, Path(slug): Path<String>) -> Result<Response> {
    kept(&cx, async || {
        let found = cx.app.area_page(cx.agency.id, &slug).await?;
        ShowArea::of(&cx, found).render().map_err(Error::broken)
    })
    .await
}

/// A public page as it was made for the last visitor, or made now. What depends on the visitor, or on words after the
/// question mark, is made afresh.
pub async fn kept(cx: &Cx, make: impl AsyncFnOnce() -> Result<String>) -> Result<Response> {
    let now = cx.app.now();
    let which = Which { agency: cx.agency.id, path: cx.uri.path().to_owned(), language: cx.words.language };
    let keepable = !cx.personal() && cx.uri.query().is_none();
    let version = cx.app.data_version(cx.agency.id).await?;
    if let Some(html) = cx.state.kept.get(&which, version, now).filter(|_| keepable) {
        return Ok(page(html));
    }
    let html = Bytes::from(make().await?);
    if keepable {
        cx.state.kept.put(which, version, now, html.clone());
    }
    Ok(page(html))
}

fn page(html: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

impl ShowArea {
    fn of(cx: &Cx, page: AreaPage) -> ShowArea {
        let words = &cx.words;
        let area = page.area.into_inner();
        ShowArea {
            chrome: cx.chrome(Area::None),
            officers: page.officers.iter().map(|o| officer(words, o.get())).collect(),
            said: page.priorities.iter().map(|p| said(words, p.get())).collect(),
            answers: answers_of(words, &area.name, page.answers.get(), OF_A_YEAR),
            figures: page.figures.map(|f| table(words, &f)),
            name: area.name,
            slug: area.slug,
        }
    }
}

fn officer(words: &Words, officer: &PublicOfficer) -> Officer {
    let (en, es) = (officer.speaks.contains(&Language::En), officer.speaks.contains(&Language::Es));
    let speaks = match (en, es) {
        (true, true) => words.t("area-speaks-both"),
        (true, false) => words.t("area-speaks-en"),
        (false, true) => words.t("area-speaks-es"),
        (false, false) => String::new(),
    };
    let since = officer.since.map(|day| words.t1("area-here-since", "month", words.month(day)));
    Officer {
        name: officer.name.clone(),
        initials: officer.initials.clone(),
        speaks,
        since: since.unwrap_or_default(),
    }
}

fn said(words: &Words, priority: &Priority) -> SaidAndDone {
    let people = people_who_raised(words, priority.raised_by);
    let closed = priority.closed_at.map(|at| words.t1("area-did-closed", "day", words.date(at)));
    let next = priority.next_word_by.map(|day| match day < words.today() {
        true => words.t1("area-next-word-late", "day", words.day(day)),
        false => words.t1("area-next-word", "day", words.day(day)),
    });
    let steps = match priority.tasks {
        (_, 0) => None,
        (done, all) => {
            Some(words.t_args("area-steps", &[("done", words.number(done)), ("all", words.number(all))]))
        }
    };
    let lead = priority.lead.as_ref().map(|lead| lead.name.clone());
    let updated = priority.updated_at.map(|at| words.t1("area-words-of", "day", words.date(at)));
    let state = closed.clone().unwrap_or_else(|| words.t("area-working"));
    SaidAndDone {
        said_note: joined([Some(words.t("area-said")), people]),
        said: priority.words.said.clone(),
        did_note: joined([Some(state), lead, steps, next.or(updated)]),
        did: priority.words.did.clone(),
        outcome: priority.outcome.as_ref().map(|o| outcome(words, o)).unwrap_or_default(),
        working: closed.is_none(),
    }
}

/// How many people raised something, as far as that may be told.
pub(super) fn people_who_raised(words: &Words, count: Count) -> Option<String> {
    match count {
        Count::Exact(0) | Count::Hidden => None,
        Count::Exact(n) => Some(words.t_n("area-people", n)),
        Count::Under(limit) => Some(words.t1("area-people-under", "n", limit)),
    }
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What was measured, in a sentence with its interval; what could be chance is called that.
pub(super) fn outcome(words: &Words, outcome: &PublicOutcome) -> String {
    let shares = |(ratio, low, high): (f64, f64, f64)| {
        let (mut a, mut b) = ((1.0 - high).abs(), (1.0 - low).abs());
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        [("share", words.percent((1.0 - ratio).abs())), ("low", words.percent(a)), ("high", words.percent(b))]
    };
    match (outcome.reading, outcome.ratio) {
        (Reading::Fell, Some(ratio)) => words.t_args("area-outcome-fell", &shares(ratio)),
        (Reading::Rose, Some(ratio)) => words.t_args("area-outcome-rose", &shares(ratio)),
        (Reading::Fell, None) => words.t("area-outcome-fell-untold"),
        (Reading::Rose, None) => words.t("area-outcome-rose-untold"),
        (Reading::CouldBeChance, _) => words.t("area-outcome-chance"),
        (Reading::TooFew, _) => words.t("area-outcome-few"),
    }
}

/// Of the last year: a share, nothing asked, too few.
const OF_A_YEAR: [&str; 3] = ["area-answered", "area-answered-none", "area-answered-few"];

/// Sentences on how the promise to answer was kept; the first is one of three, by their keys.
pub(super) fn answers_of(
    words: &Words,
    area: &str,
    answers: &Answers,
    [some, none, few]: [&str; 3],
) -> Vec<String> {
    let share = match (answers.percent, answers.asked) {
        (Some(percent), _) => words
            .t_args(some, &[("share", words.percent(f64::from(percent) / 100.0)), ("area", area.to_owned())]),
        (None, Count::Exact(0)) => words.t1(none, "area", area),
        (None, _) => words.t_args(few, &[("n", under(answers.asked).to_string()), ("area", area.to_owned())]),
    };
    let half = answers.median_days.map(|days| words.t_n("area-answered-half", days));
    let late = match answers.late {
        _ if answers.percent.is_none() => None,
        Count::Exact(0) => Some(words.t("area-late-none")),
        Count::Exact(n) => Some(words.t_n("area-late", n)),
        count => Some(words.t1("area-late-under", "n", under(count))),
    };
    [Some(share), half, late].into_iter().flatten().collect()
}

fn under(count: Count) -> u32 {
    match count {
        Count::Exact(n) | Count::Under(n) => n,
        Count::Hidden => 0,
    }
}

fn table(words: &Words, figures: &Figures) -> MonthTable {
    // A class that does not occur here now, nor usually, is left out: it would say nothing but its name.
    let tells = |line: &&Line| line.count != Count::Exact(0) || line.usual.is_some_and(|(low, _)| low > 0);
    let lines: Vec<&Line> = figures.lines.iter().map(|l| l.get()).filter(tells).collect();
    let mut first: Vec<Row> = lines.iter().map(|line| row(words, line)).collect();
    let rest = first.split_off(first.len().min(LINES));
    let month = words.month(figures.month);
    let name = month.split(' ').next().unwrap_or_default();
    MonthTable {
        usual: words.t1("area-usual-for", "month", name),
        hidden: lines.iter().any(|l| l.count == Count::Hidden),
        small: figures.small_count,
        month,
        first,
        rest,
    }
}

/// The class's name. One that the house does not know shows as the agency wrote it, with spaces for hyphens.
pub fn class(words: &Words, offense: &str) -> String {
    words.maybe(&format!("offense-{offense}")).unwrap_or_else(|| offense.replace('-', " "))
}

fn row(words: &Words, line: &Line) -> Row {
    let (reading, tone) = match line.reading() {
        Some(reading) => {
            let tone = match reading {
                Usual::Fewer => "cb-tag--good",
                Usual::As => "",
                Usual::More => "cb-tag--warn",
            };
            (words.t(&format!("usual-{}", reading.name())), tone)
        }
        None => (String::new(), ""),
    };
    let count = match line.count {
        Count::Exact(n) => words.number(n),
        Count::Under(limit) => words.t1("area-under", "n", limit),
        Count::Hidden => words.t("area-hidden"),
    };
    let range = |(low, high): (u32, u32)| {
        words.t_args("area-range", &[("low", words.number(low)), ("high", words.number(high))])
    };
    Row {
        name: class(words, &line.offense),
        count,
        usual: line.usual.map(range).unwrap_or_default(),
        reading,
        tone,
    }
}
