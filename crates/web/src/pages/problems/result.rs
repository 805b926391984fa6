//! The result of the assessment, with its months; and the button that measures.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::assessment::Region;
use super::{read_version, reference};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::Form;
use crate::page::Page;

/// The result.
#[derive(Template)]
#[template(path = "problems/result.html")]
pub struct Shown {
    chrome: Chrome,
    at: String,
    name: String,
    read: i64,
    assessment: Region,
}

/// `GET /problems/{reference}/result`
pub async fn show(cx: Cx, Path(at): Path<String>) -> Result<Page<Shown>> {
    let view = cx.app.problem(&cx.actor, &reference(&at)?).await?;
    if !view.may.read_all {
        return Err(Error::NotFound);
    }
    Ok(Page::new(Shown {
        chrome: cx.chrome(Area::Problems),
        at: view.problem.reference.to_string(),
        name: view.problem.title.clone(),
        read: view.problem.version,
        assessment: Region::of(&view, &cx.words),
    }))
}

/// `POST /problems/{reference}/result`: measures.
pub async fn measure(cx: Cx, Path(at): Path<String>, form: Form) -> Result<Response> {
    let at = reference(&at)?;
    match cx.app.measure(&cx.actor, &at, read_version(&form)?).await {
        Ok(_) => {
            let to = format!("/problems/{at}/result");
            Ok(cx.go_to(to).saying("flash-result-measured", &[]).into_response())
        }
        Err(commonbeat_app::Error::Stale(_)) => Err(Error::Stale(Box::new(Stale {
            record: at.to_string(),
            edit: format!("/problems/{at}/result"),
            fields: Vec::new(),
            join: Vec::new(),
        }))),
        Err(other) => Err(other.into()),
    }
}

/// `GET /problems/{reference}/result.csv`: the months with their counts.
pub async fn csv(cx: Cx, Path(at): Path<String>) -> Result<Response> {
    let view = cx.app.problem(&cx.actor, &reference(&at)?).await?;
    let outcome = view.problem.assessment.outcome.as_ref().filter(|_| view.may.read_all);
    let outcome = outcome.ok_or(Error::NotFound)?;
    let mut text = "month,treated,comparison_at_treated_level\r\n".to_owned();
    for (first, n, expected) in &outcome.series {
        text += &format!("{first},{n},{expected:.2}\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{at}-result.csv\"")),
    ];
    Ok((headers, text).into_response())
}
