//! A page on its way out.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// A page: a template and the status it goes out with.
#[derive(Debug)]
pub struct Page<T> {
    template: T,
    status: StatusCode,
}

impl<T: Template> Page<T> {
    /// The page, as asked for.
    pub fn new(template: T) -> Page<T> {
        Page { template, status: StatusCode::OK }
    }

    /// The form once more, with what was wrong and everything typed (422).
    pub fn again(template: T) -> Page<T> {
        Page { template, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// With another status.
    pub fn with_status(template: T, status: StatusCode) -> Page<T> {
        Page { template, status }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) => {
                (self.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
            }
            Err(error) => Error::broken(error).into_response(),
        }
    }
}
