//! Where a gateway for text messages hands over what came, and tells what became of what went out. Programs call these;
//! without the right sign they learn nothing.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use commonbeat_app::inbound::{Signed, Taken};

use crate::cx::{Bare, Path};
use crate::edge::ForPrograms;
use crate::error::Result;

/// The header with the moment of the sign, in seconds since 1970 UTC.
const TIME: &str = "commonbeat-time";
/// The header with the sign.
const SIGNATURE: &str = "commonbeat-signature";

/// `POST /in/{agency}/sms`
pub async fn came(
    visit: Bare,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let (time, signature) = (text(&headers, TIME), text(&headers, SIGNATURE));
    let signed = Signed { time: &time, signature: &signature };
    Ok(said(visit.state.app.text_came(&code, signed, &body).await?))
}

/// `POST /in/{agency}/sms/receipts`
pub async fn told(
    visit: Bare,
    Path(code): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let (time, signature) = (text(&headers, TIME), text(&headers, SIGNATURE));
    let signed = Signed { time: &time, signature: &signature };
    Ok(said(visit.state.app.text_told(&code, signed, &body).await?))
}

fn text(headers: &HeaderMap, name: &str) -> Arc<str> {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().into()
}

fn said(taken: Taken) -> Response {
    let (status, words) = match taken {
        Taken::As(..) => (StatusCode::ACCEPTED, "taken\n"),
        Taken::Again => (StatusCode::OK, "known\n"),
        Taken::Refused => (StatusCode::UNAUTHORIZED, "not signed\n"),
    };
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], words).into_response();
    response.extensions_mut().insert(ForPrograms);
    response
}
