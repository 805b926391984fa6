//! Scanning: what was found, ranked by harm; a run of it with its progress; a candidate and what becomes of it.

pub(crate) mod say;
pub mod show;

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use commonbeat_app::scanning::{Filter, Scanned};
use commonbeat_domain::authority::Action;
use commonbeat_domain::organization::areas::{Area as Place, AreaKind};
use commonbeat_domain::problems::candidates::{Candidate, CandidateKind};
use commonbeat_domain::problems::scans::{Scan, ScanState};
use serde::Deserialize;
use serde_json::json;

use crate::beat_map::{self, BeatMap};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::flash::GoTo;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// Candidates on the page.
const MOST: u64 = 60;
/// What can become of a candidate, as the filter names it.
const DECISIONS: [&str; 5] = ["open", "accepted", "joined", "dismissed", "gone"];

/// What scanning found.
#[derive(Template)]
#[template(path = "scanning/list.html")]
pub struct List {
    chrome: Chrome,
    form: Form,
    title: String,
    /// How old the figures are.
    line: String,
    running: bool,
    failed: Option<String>,
    may_scan: bool,
    /// Whether anything was ever looked at.
    ever: bool,
    filtered: bool,
    rows: Vec<Row>,
    map: BeatMap,
    /// What the last run left out, since somebody had decided on it.
    respected: Option<String>,
    kinds: Vec<Choice>,
    beats: Vec<Choice>,
    decisions: Vec<Choice>,
}

/// One candidate of the list.
struct Row {
    id: String,
    rank: usize,
    title: String,
    note: String,
    busy: String,
    tag: String,
    tone: &'static str,
    harm: String,
    /// Its harm as a share of the largest on the page, in per cent.
    share: u32,
}

/// What the address of the list says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    beat: String,
    #[serde(default)]
    decision: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let decision = DECISIONS.into_iter().find(|d| *d == self.decision).unwrap_or("open");
        Filter {
            decision: (self.decision != "any").then(|| decision.to_owned()),
            kind: CandidateKind::ALL.into_iter().find(|k| k.name() == self.kind),
            beat: self.beat.parse().ok(),
        }
    }
}

/// `GET /scanning`
pub async fn list(cx: Cx, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response> {
    let filter = asked.filter();
    let scanned = cx.app.candidates(&cx.actor, &filter, MOST).await?;
    let page = List::of(&cx, &asked, &filter, scanned);
    // The page that waits for a run is loaded anew once it has ended.
    let waited = headers.contains_key("hx-request") && !page.running;
    let mut response = Page::new(page).into_response();
    if waited {
        response.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// `POST /scanning`: looks again, in the background.
pub async fn look(cx: Cx) -> Result<GoTo> {
    cx.app.begin_scan(&cx.actor).await?;
    Ok(cx.go_to("/scanning"))
}

impl List {
    fn of(cx: &Cx, asked: &Asked, filter: &Filter, scanned: Scanned) -> List {
        let words = &cx.words;
        let Scanned { scan, candidates, areas } = scanned;
        let open = filter.decision.as_deref() == Some("open");
        let most = candidates.iter().map(|c| c.harm).fold(0.0, f64::max);
        let rows: Vec<Row> =
            candidates.iter().enumerate().map(|(i, c)| row(words, &areas, i + 1, c, most)).collect();
        let beats = areas.iter().filter(|a| a.kind == AreaKind::Beat);
        let form = Form::new(String::new())
            .with("kind", &asked.kind)
            .with("beat", &asked.beat)
            .with("decision", filter.decision.as_deref().unwrap_or("any"));
        let running = scan.as_ref().is_some_and(|s| s.state == ScanState::Running);
        List {
            chrome: cx.chrome(Area::Problems),
            form,
            title: if open {
                words.t_n("scanning-title", rows.len())
            } else {
                words.t_n("scanning-title-other", rows.len())
            },
            line: scan.as_ref().map(|s| line(words, s)).unwrap_or_default(),
            running,
            failed: scan.as_ref().and_then(failed),
            may_scan: cx.actor.may(Action::RunScanning),
            ever: scan.as_ref().is_some_and(|s| s.looked_at > 0 || s.found > 0) || !rows.is_empty(),
            filtered: !open || filter.kind.is_some() || filter.beat.is_some(),
            map: map(words, &candidates, &rows),
            rows,
            respected: scan
                .as_ref()
                .filter(|s| s.respected > 0)
                .map(|s| words.t_n("scanning-respected", s.respected)),
            kinds: Choice::named(words, "candidate-kind", CandidateKind::ALL.map(CandidateKind::name)),
            beats: beats.map(|b| Choice::new(b.id, &b.name)).collect(),
            decisions: Choice::named(words, "decision", DECISIONS),
        }
    }
}

fn failed(scan: &Scan) -> Option<String> {
    match &scan.state {
        ScanState::Failed { why } => Some(why.clone()),
        _ => None,
    }
}

/// When was looked, and how far the data go.
fn line(words: &Words, scan: &Scan) -> String {
    let at = scan.ended_at.unwrap_or(scan.started_at);
    let ran = words.t1("scanning-ran", "when", words.moment(at));
    match scan.window {
        Some(window) => {
            let last = window.until.yesterday().unwrap_or(window.until);
            format!("{ran} · {}", words.t1("scanning-data", "day", words.day(last)))
        }
        None => ran,
    }
}

fn row(words: &Words, areas: &[Place], rank: usize, candidate: &Candidate, most: f64) -> Row {
    let beat = areas.iter().find(|a| Some(a.id) == candidate.beat).map(|a| a.name.as_str());
    let kind = words.t(&format!("candidate-kind-{}", candidate.kind.name()));
    let note = [Some(kind), Some(say::count(words, candidate)), beat.map(str::to_owned)];
    let (tag, tone) = match candidate.decision.name() {
        "open" => say::level(words, candidate),
        decided => (words.t(&format!("decision-{decided}")), "plain"),
    };
    Row {
        id: candidate.id.to_string(),
        rank,
        title: say::title(words, candidate),
        note: note.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        busy: say::busy(words, candidate),
        tag,
        tone,
        harm: words.decimal(candidate.harm, 0),
        share: if most > 0.0 { (100.0 * candidate.harm / most).round().clamp(1.0, 100.0) as u32 } else { 0 },
    }
}

fn map(words: &Words, candidates: &[Candidate], rows: &[Row]) -> BeatMap {
    let circle = |(c, row): (&Candidate, &Row)| {
        let properties = json!({ "id": row.id, "name": row.title, "note": row.note, "count": c.evidence.observed,
                                 "href": format!("/scanning/{}", row.id), "tone": row.tone });
        Some(beat_map::point(c.shape.center()?, properties))
    };
    let hot = |(c, row): (&Candidate, &Row)| {
        let local = matches!(c.kind, CandidateKind::HotPlace | CandidateKind::ConcernCluster);
        let properties = json!({ "id": format!("place-{}", row.id), "name": row.title, "level": 2 });
        local.then(|| beat_map::area(&c.shape, properties))
    };
    let both = || candidates.iter().zip(rows);
    BeatMap::new("map", words.t("scanning-map"))
        .with("hot", both().filter_map(hot).collect())
        .with("circles", both().filter_map(circle).collect())
}
