//! What can come of a request besides its page. A handler returns [`Error`]; the edge turns it into a page for
//! people or problem JSON for programs, and writes it to the log once.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::Refusal;

/// Shorthand for handlers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request that did not get its page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in where somebody must be.
    #[error("sign in first")]
    SignIn,
    /// There is no such thing, or not for this actor: both are the same to people.
    #[error("not found")]
    NotFound,
    /// A rule said no, and the handler has no form to show it in.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// A file or setting is unfit; the text says what and where.
    #[error("unfit: {0}")]
    Unfit(String),
    /// The record was changed meanwhile; the page shows both versions.
    #[error("changed meanwhile")]
    Stale(Box<Stale>),
    /// The request cannot be read.
    #[error("not understood")]
    NotUnderstood,
    /// The form was sent from another site.
    #[error("sent from another site")]
    OtherSite,
    /// More was sent than this address takes.
    #[error("too large")]
    TooLarge,
    /// Too many tries; a later one may pass.
    #[error("too many tries")]
    TooMany,
    /// No answer in time, or not ready yet.
    #[error("busy")]
    Busy,
    /// Ours. The cause goes into the log, never onto the page.
    #[error("broken")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// An edit of a record that somebody else saved meanwhile.
#[derive(Debug, Default)]
pub struct Stale {
    /// What the record is called, such as `P-2026-0142`.
    pub record: String,
    /// Where to go on editing with what is saved now.
    pub edit: String,
    /// Each field: its label, what was typed, what is saved now.
    pub fields: Vec<StaleField>,
    /// What was typed, to be sent once more and joined with what is saved; empty where that cannot be done.
    pub join: Vec<(String, String)>,
}

/// One field of an edit that came too late.
#[derive(Debug)]
pub struct StaleField {
    /// Its label, in the reader's language.
    pub label: String,
    /// What the person typed.
    pub yours: String,
    /// What is saved now.
    pub saved: String,
}

impl Error {
    /// Something of ours failed.
    pub fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Broken(cause.into())
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::SignIn => StatusCode::SEE_OTHER,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Refused(_) | Error::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Stale(_) => StatusCode::CONFLICT,
            Error::NotUnderstood => StatusCode::BAD_REQUEST,
            Error::OtherSite => StatusCode::FORBIDDEN,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Name in `locales/` (`error-NAME-...`) and in problem JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Error::SignIn => "sign-in",
            Error::NotFound => "not-found",
            Error::Refused(_) => "refused",
            Error::Unfit(_) => "unfit",
            Error::Stale(_) => "stale",
            Error::NotUnderstood => "not-understood",
            Error::OtherSite => "other-site",
            Error::TooLarge => "too-large",
            Error::TooMany => "too-many",
            Error::Busy => "busy",
            Error::Broken(_) => "broken",
        }
    }

    /// What an answer without a page of ours, such as that of an extractor, means.
    pub fn from_status(status: StatusCode) -> Error {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => Error::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            StatusCode::FORBIDDEN => Error::OtherSite,
            StatusCode::TOO_MANY_REQUESTS => Error::TooMany,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
                Error::Busy
            }
            s if s.is_server_error() => Error::broken(format!("answered {s} without a page")),
            _ => Error::NotUnderstood,
        }
    }
}

impl From<commonbeat_app::Error> for Error {
    fn from(error: commonbeat_app::Error) -> Error {
        match error {
            commonbeat_app::Error::Refused(refusal) => Error::Refused(refusal),
            commonbeat_app::Error::Missing(_) => Error::NotFound,
            commonbeat_app::Error::Stale(_) => Error::Stale(Box::default()),
            commonbeat_app::Error::Unfit(text) => Error::Unfit(text),
            commonbeat_app::Error::Broken(cause) => Error::Broken(cause),
        }
    }
}

/// The error of an answer, on its way to the edge.
#[derive(Clone, Debug)]
pub struct Fault(pub Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Fault(Arc::new(self)));
        response
    }
}
