//! Looking at a file before it is imported: its first rows, which column is what, and what would become of it.

use askama::Template;
use axum::extract::Multipart;
use axum::response::IntoResponse;
use commonbeat_app::imports::{Imported, RefusedRow};
use commonbeat_formats::incidents::{Preview, PreviewRow, RowOutcome, Why};

use super::roles::{Role, roles};
use super::upload::Upload;
use super::{REFUSED, listed};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::Form;
use crate::page::Page;

/// The choice that has a profile worked out from the file.
const AUTO: &str = "auto";
/// Rows that are shown of a file before it is imported.
const ROWS: usize = 12;

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
    /// Why it is as it is.
    reasons: Vec<String>,
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
    let reasons: Vec<String> = proposal.reasons.iter().map(|why| reason(&cx, why)).collect();
    // The comments in the profile's text are for the same reader.
    let mut toml = format!("\n{}", proposal.toml);
    for (why, own) in proposal.reasons.iter().zip(&reasons) {
        toml = toml.replace(&format!("\n# {}\n", why.english), &format!("\n# {own}\n"));
    }
    let toml = toml.trim_start_matches('\n').to_owned();
    upload.profile = proposal.shipped.map_or(toml, str::to_owned);
    match seen(&cx, &upload).await {
        Ok((preview, dry)) => {
            let look = Look { proposed: true, reasons, ..page(&cx, &upload, preview, dry)? };
            Ok(Page::new(look).into_response())
        }
        Err(commonbeat_app::Error::Unfit(text)) => refuse_upload(&cx, upload, text).await,
        Err(other) => Err(other.into()),
    }
}

/// Why something is proposed, in the reader's language.
fn reason(cx: &Cx, why: &Why) -> String {
    cx.words.t_args(&format!("proposal-{}", why.key), &why.values)
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
    let mut upload = before.clone();
    upload.profile = mended;
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
    let row = |r: PreviewRow| {
        let (tag, outcome) = outcome(cx, &r.outcome);
        LookRow { line: r.outcome.line(), fields: r.fields, tag, outcome }
    };
    let choice = upload.file().profile;
    let profile = choice.read()?;
    Ok(Look {
        roles: roles(&profile),
        toml: choice.text().to_owned(),
        proposed: false,
        reasons: Vec::new(),
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
