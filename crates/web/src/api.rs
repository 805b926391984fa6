//! What programs read: the public part of what the pages say, as JSON, with its description at `/api/v1/openapi.json`.
//!
//! Everything here passed the publishing rules; a failure is problem JSON (RFC 9457), made at the edge.

pub mod areas;

use std::sync::LazyLock;

use axum::Json;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::OpenApi;

use crate::cx::Bare;
use crate::error::Result;

/// The description of every address for programs.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Commonbeat",
        description = "What an agency tells the public, for programs: neighborhoods, what is worked on there and what came \
            of it, counts of frozen months. Small counts are hidden by the same rules as on the pages. Nothing here needs an account.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(areas::list, areas::show)
)]
struct Description;

/// `GET /api/v1/openapi.json`
pub async fn openapi(_: Bare) -> Result<Response> {
    static TEXT: LazyLock<Bytes> =
        LazyLock::new(|| Bytes::from(Description::openapi().to_json().unwrap_or_default()));
    Ok(([(header::CONTENT_TYPE, "application/json")], TEXT.clone()).into_response())
}

/// A value as the answer's body.
fn answer(value: impl Serialize) -> Result<Response> {
    Ok(Json(value).into_response())
}
