//! Imports: look at a file first, then bring it in; every row is accounted for, and a whole import can be undone.

mod look;
mod roles;
mod upload;

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use commonbeat_app::imports::{FileBytes, ImportFile, ProfileChoice, RefusedRow};
use commonbeat_domain::ids::BatchId;
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_formats::incidents::shipped_names;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::flash::GoTo;
use crate::form::Form;
use crate::page::Page;
pub use look::{again, look};
use upload::Upload;

/// Refused rows that are shown on a page; the report has all.
const REFUSED: usize = 20;
/// Imports on the list.
const LISTED: u64 = 50;

/// The agency's imports, and the form for a new one.
#[derive(Template)]
#[template(path = "imports/index.html")]
pub struct Index {
    chrome: Chrome,
    batches: Vec<Batch>,
    profiles: Vec<&'static str>,
    form: Form,
    /// What is wrong with the file that was just sent.
    unfit: Option<String>,
}

/// One import.
#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct Show {
    chrome: Chrome,
    batch: Batch,
    error: Option<String>,
    refused: Vec<RefusedRow>,
    /// What is known of its rows that count; nothing while it does not.
    known: Vec<(String, String)>,
}

impl Show {
    fn loading(&self) -> bool {
        self.batch.state == BatchState::Loading
    }

    fn vanished(&self) -> u64 {
        if self.active() { self.batch.tally.vanished.unwrap_or_default() } else { 0 }
    }

    fn active(&self) -> bool {
        self.batch.state == BatchState::Active
    }
}

/// `GET /import`
pub async fn index(cx: Cx) -> Result<Page<Index>> {
    Ok(Page::new(listed(&cx, cx.form(), None).await?))
}

async fn listed(cx: &Cx, form: Form, unfit: Option<String>) -> Result<Index> {
    let batches = cx.app.imports(&cx.actor, LISTED).await?;
    Ok(Index {
        chrome: cx.chrome(Area::Information),
        batches,
        profiles: shipped_names().collect(),
        form,
        unfit,
    })
}

/// `POST /import/run`: begins the import of a file that was looked at.
pub async fn run(cx: Cx, form: Form) -> Result<GoTo> {
    let upload = Upload::kept(&cx, form.value("file"), form.value("name"), form.value("profile"))?;
    let file = upload.file();
    let started = match cx.app.start_import(&cx.actor, &file).await {
        Ok(started) => started,
        // The same form again, after its file was imported and put away: the list shows what came of it.
        Err(commonbeat_app::Error::Unfit(_)) if !upload.is_there().await => return Ok(cx.go_to("/import")),
        Err(error) => return Err(error.into()),
    };
    let id = started.batch.id;
    let (app, who) = (cx.app.clone(), cx.actor.clone());
    tokio::spawn(async move {
        if let Err(error) = app.finish_import(&who, started, |_| {}).await {
            tracing::warn!(batch = %id, error = &error as &dyn std::error::Error, "An import failed");
        }
        upload.forget().await;
    });
    Ok(cx.go_to(format!("/import/{id}")))
}

/// `GET /import/{batch}`
pub async fn show(cx: Cx, Path(batch): Path<String>) -> Result<Page<Show>> {
    let view = cx.app.import_batch(&cx.actor, parse(&batch)?, REFUSED as u64).await?;
    let known = match view.batch.state {
        BatchState::Active => {
            let known = cx.app.batch_quality(&cx.actor, view.batch.id).await?;
            super::quality::shares(&cx.words, &known)
        }
        _ => Vec::new(),
    };
    Ok(Page::new(Show {
        chrome: cx.chrome(Area::Information),
        batch: view.batch,
        error: view.error,
        refused: view.refused,
        known,
    }))
}

/// `GET /import/{batch}/refused.csv`: all refused rows, to be mended and imported alone.
pub async fn refused(cx: Cx, Path(batch): Path<String>) -> Result<impl IntoResponse> {
    let csv = cx.app.refused_csv(&cx.actor, parse(&batch)?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"refused.csv\""),
    ];
    Ok((headers, csv))
}

/// `POST /import/{batch}/undo`
pub async fn undo(cx: Cx, Path(batch): Path<String>) -> Result<GoTo> {
    let id = parse(&batch)?;
    match cx.app.undo_import(&cx.actor, id).await {
        Ok(()) => Ok(cx.go_to(format!("/import/{id}")).saying("flash-import-undone", &[])),
        // Undone already, by somebody else or by the same form sent twice: the page says so.
        Err(commonbeat_app::Error::Stale(_)) => Ok(cx.go_to(format!("/import/{id}"))),
        Err(error) => Err(error.into()),
    }
}

fn parse(batch: &str) -> Result<BatchId> {
    batch.parse().map_err(|_| Error::NotFound)
}

/// Counts by kind, with their names, most first.
pub(crate) fn counted(
    chrome: &Chrome,
    prefix: &str,
    counts: &std::collections::BTreeMap<String, u64>,
) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = counts
        .iter()
        .map(|(kind, n)| (chrome.t(&format!("{prefix}-{}", kind.replace('_', "-"))), *n))
        .collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// Rows found by their address: how, the scores, how many; the surest first.
fn by_address(chrome: &Chrome, tally: &Tally) -> Vec<(String, String, u64)> {
    let ways = [
        ("exact", "import-address-exact"),
        ("normalized", "import-address-normalized"),
        ("close", "import-address-close"),
    ];
    let of = |(how, key)| {
        let found = tally.addresses.get(how)?;
        let score = |percent: u8| chrome.decimal(f64::from(percent) / 100.0, 2);
        let scores = match found.least == found.most {
            true => chrome.t1("import-score", "score", score(found.least)),
            false => {
                chrome.t_args("import-scores", &[("least", score(found.least)), ("most", score(found.most))])
            }
        };
        Some((chrome.t(key), scores, found.rows))
    };
    ways.into_iter().filter_map(of).collect()
}

/// The tag of a batch's state.
fn state_tag(state: &BatchState) -> &'static str {
    match state {
        BatchState::Active => "cb-tag--good",
        BatchState::Loading => "",
        BatchState::Failed => "cb-tag--bad",
        BatchState::Undone => "cb-tag--plain",
    }
}

/// Rows that are in force or would be: new and changed.
fn kept(tally: &Tally) -> u64 {
    tally.accepted + tally.updated
}

/// Why a row was not kept, in words.
fn why(chrome: &Chrome, reason: &str) -> String {
    chrome.t(&format!("refusal-{}", reason.replace('_', "-")))
}

/// Key of a state's name.
fn state_key(state: &BatchState) -> &'static str {
    match state {
        BatchState::Active => "batch-active",
        BatchState::Loading => "batch-loading",
        BatchState::Failed => "batch-failed",
        BatchState::Undone => "batch-undone",
    }
}

/// Key of a shipped profile's one line for people.
pub(crate) fn profile_key(name: &str) -> &'static str {
    match name {
        "atlanta-cobra-17col" => "profile-atlanta-cobra-17col",
        "atlanta-cobra-18col" => "profile-atlanta-cobra-18col",
        "chicago-22col" => "profile-chicago-22col",
        "chicago-homicides-22col" => "profile-chicago-homicides-22col",
        "chicago-soda-2012" => "profile-chicago-soda-2012",
        "crime-open-database" => "profile-crime-open-database",
        "davis-rims-html" => "profile-davis-rims-html",
        "denver-19col" => "profile-denver-19col",
        "houston-2010" => "profile-houston-2010",
        "lapd-28col" => "profile-lapd-28col",
        "memphis-robberies" => "profile-memphis-robberies",
        "milwaukee-cad" => "profile-milwaukee-cad",
        "nopd-use-of-force" => "profile-nopd-use-of-force",
        "nypd-complaint-35col" => "profile-nypd-complaint-35col",
        "nypd-hate-crimes" => "profile-nypd-hate-crimes",
        "police-uk-reshaped" => "profile-police-uk-reshaped",
        "police-uk-stop-search" => "profile-police-uk-stop-search",
        "police-uk-street" => "profile-police-uk-street",
        "reno-cad" => "profile-reno-cad",
        "reno-rms" => "profile-reno-rms",
        "seattle-cad" => "profile-seattle-cad",
        "sfpd-26col" => "profile-sfpd-26col",
        "unl-police-log" => "profile-unl-police-log",
        "vancouver-vpd-utm" => "profile-vancouver-vpd-utm",
        _ => "profile-other",
    }
}
