//! For what watches the process: is it alive, can it serve?

use axum::http::header;
use axum::response::IntoResponse;

use crate::backend;
use crate::cx::Bare;
use crate::error::{Error, Result};

const NO_STORE: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// `GET /healthz`: the process answers.
pub async fn alive() -> impl IntoResponse {
    (NO_STORE, "ok\n")
}

/// `GET /readyz`: the database answers too.
pub async fn ready(visit: Bare) -> Result<impl IntoResponse> {
    backend::ready(&visit.state.app).await.map_err(|_| Error::Busy)?;
    Ok((NO_STORE, "ready\n"))
}
