//! Pages for what did not come to its page, and the same as problem JSON (RFC 9457) for programs.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::chrome::{Area, Chrome};
use crate::cx::Visit;
use crate::error::{Error, Stale};
use crate::form::{Complaint, Form};
use crate::page::Page;

#[derive(Template)]
#[template(path = "errors/stop.html")]
struct Stop {
    chrome: Chrome,
    /// The kind of outcome, a few words.
    kind: String,
    title: String,
    /// What to do next.
    words: String,
    /// Sentences about what exactly was refused.
    details: Vec<Complaint>,
    /// Whether to show the number of the request.
    ours: bool,
}

#[derive(Template)]
#[template(path = "errors/stale.html")]
struct Both<'a> {
    chrome: Chrome,
    stale: &'a Stale,
}

/// The page for people.
pub fn page(visit: &Visit, error: &Error, htmx: bool) -> Response {
    let status = error.status();
    match error {
        Error::SignIn => sign_in(visit, htmx),
        Error::Stale(stale) => {
            Page::with_status(Both { chrome: visit.chrome(Area::None), stale }, status).into_response()
        }
        other => {
            let text = |end: &str| visit.words.t(&format!("error-{}{end}", other.name()));
            let stop = Stop {
                chrome: visit.chrome(Area::None),
                kind: text(""),
                title: text("-title"),
                words: text("-words"),
                details: details(visit, other),
                ours: status.is_server_error(),
            };
            Page::with_status(stop, status).into_response()
        }
    }
}

fn details(visit: &Visit, error: &Error) -> Vec<Complaint> {
    match error {
        Error::Refused(refusal) => {
            let mut form = Form::default();
            form.refuse(refusal.clone());
            form.summary(&visit.words)
        }
        Error::Unfit(text) => vec![Complaint { field: None, text: text.clone() }],
        _ => Vec::new(),
    }
}

/// To the sign-in page, and from there back to the page that was asked for.
fn sign_in(visit: &Visit, htmx: bool) -> Response {
    let path = visit.uri.path_and_query().map_or("/", |p| p.as_str());
    let door = if visit.locked.is_some() { "/lock" } else { "/sign-in" };
    let to = format!("{door}?next={}", urlencode(path));
    if !htmx {
        return Redirect::to(&to).into_response();
    }
    let to = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/sign-in"));
    (StatusCode::UNAUTHORIZED, [(HeaderName::from_static("hx-redirect"), to)]).into_response()
}

pub(crate) fn urlencode(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A failure as RFC 9457 has it, sent as `application/problem+json`.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says which kind it is.
    r#type: &'static str,
    /// What happened, in the reader's language.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What to do about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// What is wrong with the fields that were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// Names this request in the agency's log.
    request: String,
}

/// What is wrong with a field.
#[derive(Serialize, ToSchema)]
struct FieldProblem {
    /// The field; none where it is about the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    /// What is wrong.
    detail: String,
}

/// The same for programs.
pub fn problem(visit: &Visit, error: &Error) -> Response {
    let status = if matches!(error, Error::SignIn) { StatusCode::UNAUTHORIZED } else { error.status() };
    let errors = details(visit, error).into_iter().map(|c| FieldProblem { field: c.field, detail: c.text });
    let problem = Problem {
        r#type: "about:blank",
        title: visit.words.t(&format!("error-{}", error.name())),
        status: status.as_u16(),
        detail: visit.words.maybe(&format!("error-{}-words", error.name())).unwrap_or_default(),
        errors: errors.collect(),
        request: visit.request_id.clone(),
    };
    match serde_json::to_vec(&problem) {
        Ok(json) => (status, [(header::CONTENT_TYPE, "application/problem+json")], json).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
