//! Imports: look at a file first, then bring it in; every row is accounted for, and a whole import can be undone.

mod roles;
mod upload;

use askama::Template;
use axum::extract::{Multipart, Path};
use axum::http::header;
use axum::response::IntoResponse;
use commonbeat_app::imports::{FileBytes, ImportFile, Imported, ProfileChoice, RefusedRow};
use commonbeat_domain::ids::BatchId;
use commonbeat_domain::information::imports::{Batch, BatchState, Tally};
use commonbeat_formats::incidents::{Preview, RowOutcome, shipped_names};

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::flash::GoTo;
use crate::form::Form;
use crate::page::Page;
use roles::{Role, roles};
use upload::Upload;

/// The choice that has a profile worked out from the file.
const AUTO: &str = "auto";
/// Rows that are shown of a file before it is imported.
const ROWS: usize = 12;
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

/// What would become of a file.
#[derive(Template)]
#[template(path = "imports/look.html")]
pub struct Look {
    chrome: Chrome,
    form: Form,
    name: String,
    header: Vec<String>,
    rows: Vec<LookRow>,
    dry: Imported,
    refused: Vec<RefusedRow>,
    /// Which column is what, in words.
    roles: Vec<Role>,
    /// The profile's text.
    toml: String,
    /// Whether the profile was worked out from the file.
    proposed: bool,
    /// What is wrong with the profile as it was mended.
    unfit: Option<String>,
}

/// One of the first rows.
struct LookRow {
    line: u64,
    fields: Vec<String>,
    /// Name of the tag's color and the word in it.
    tag: &'static str,
    outcome: String,
}

/// One import.
#[derive(Template)]
#[template(path = "imports/show.html")]
pub struct Show {
    chrome: Chrome,
    batch: Batch,
    error: Option<String>,
    refused: Vec<RefusedRow>,
}

impl Show {
    fn loading(&self) -> bool {
        self.batch.state == BatchState::Loading
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

/// `POST /import`: keeps the file and shows what would become of it; nothing is imported yet.
pub async fn look(cx: Cx, multipart: Multipart) -> Result<axum::response::Response> {
    let upload = match Upload::receive(&cx, multipart).await? {
        Ok(upload) => upload,
        Err(form) => return Ok(Page::again(listed(&cx, form, None).await?).into_response()),
    };
    if upload.profile == AUTO {
        return proposed(cx, upload).await;
    }
    match seen(&cx, &upload).await {
        Ok((preview, dry)) => Ok(Page::new(page(&cx, &upload, preview, dry)?).into_response()),
        Err(commonbeat_app::Error::Unfit(text)) => refuse_upload(&cx, upload, text).await,
        Err(other) => Err(other.into()),
    }
}

/// Shows what would become of a file under a profile worked out from it.
async fn proposed(cx: Cx, mut upload: Upload) -> Result<axum::response::Response> {
    let proposal = match cx.app.propose_profile(&cx.actor, &upload.file()).await {
        Ok(proposal) => proposal,
        Err(commonbeat_app::Error::Unfit(text)) => return refuse_upload(&cx, upload, text).await,
        Err(other) => return Err(other.into()),
    };
    upload.profile = proposal.shipped.map_or(proposal.toml, str::to_owned);
    match seen(&cx, &upload).await {
        Ok((preview, dry)) => {
            let look = Look { proposed: true, ..page(&cx, &upload, preview, dry)? };
            Ok(Page::new(look).into_response())
        }
        Err(commonbeat_app::Error::Unfit(text)) => refuse_upload(&cx, upload, text).await,
        Err(other) => Err(other.into()),
    }
}

async fn refuse_upload(cx: &Cx, upload: Upload, text: String) -> Result<axum::response::Response> {
    upload.forget().await;
    let form = cx.form().with("profile", &upload.profile);
    Ok(Page::again(listed(cx, form, Some(text)).await?).into_response())
}

async fn seen(cx: &Cx, upload: &Upload) -> Result<(Preview, Imported), commonbeat_app::Error> {
    let file = upload.file();
    let preview = cx.app.preview_import(&cx.actor, &file, ROWS).await?;
    Ok((preview, cx.app.dry_run_import(&cx.actor, &file, |_| {}).await?))
}

/// `POST /import/again`: the same file under a profile that was mended on the page.
pub async fn again(cx: Cx, form: Form) -> Result<axum::response::Response> {
    let mended = format!("{}\n", form.value("toml").replace("\r\n", "\n").trim_end());
    let before = Upload::kept(&cx, form.value("file"), form.value("name"), form.value("profile"))?;
    let upload = Upload { profile: mended, ..before.clone() };
    if !upload.is_there().await {
        return Ok(cx.go_to("/import").into_response());
    }
    match seen(&cx, &upload).await {
        Ok((preview, dry)) => Ok(Page::new(page(&cx, &upload, preview, dry)?).into_response()),
        // The profile that last worked stays in force; what was typed stays, with what is wrong with it.
        Err(commonbeat_app::Error::Unfit(text)) => {
            let (preview, dry) = seen(&cx, &before).await?;
            let look = Look { unfit: Some(text), toml: upload.profile, ..page(&cx, &before, preview, dry)? };
            Ok(Page::again(look).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(cx: &Cx, upload: &Upload, preview: Preview, dry: Imported) -> Result<Look> {
    let row = |r: commonbeat_formats::incidents::PreviewRow| {
        let (tag, outcome) = outcome(cx, &r.outcome);
        LookRow { line: r.outcome.line(), fields: r.fields, tag, outcome }
    };
    let choice = upload.file().profile;
    let profile = choice.read()?;
    Ok(Look {
        roles: roles(&profile),
        toml: choice.text().to_owned(),
        proposed: false,
        unfit: None,
        chrome: cx.chrome(Area::Information),
        form: cx
            .form()
            .with("file", &upload.token)
            .with("name", &upload.name)
            .with("profile", &upload.profile),
        name: upload.name.clone(),
        header: preview.header,
        rows: preview.rows.into_iter().map(row).collect(),
        refused: dry.refused.iter().take(REFUSED).cloned().collect(),
        dry,
    })
}

fn outcome(cx: &Cx, outcome: &RowOutcome) -> (&'static str, String) {
    match outcome {
        RowOutcome::Accepted(_, flags) if flags.is_empty() => ("cb-tag--good", cx.words.t("import-kept")),
        RowOutcome::Accepted(_, flags) => {
            let names = flags.names();
            let words: Vec<String> =
                names.iter().map(|n| cx.words.t(&format!("flag-{}", n.replace('_', "-")))).collect();
            ("cb-tag--warn", words.join(", "))
        }
        RowOutcome::Repeated { .. } => ("cb-tag--plain", cx.words.t("import-repeated")),
        RowOutcome::Refused(r) => {
            ("cb-tag--bad", cx.words.t(&format!("refusal-{}", r.reason.name().replace('_', "-"))))
        }
    }
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
    Ok(Page::new(Show {
        chrome: cx.chrome(Area::Information),
        batch: view.batch,
        error: view.error,
        refused: view.refused,
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
fn counted(
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
fn profile_key(name: &str) -> &'static str {
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
