//! The outermost layer: names each request, turns errors into pages or problem JSON, sets the headers that protect
//! people, measures, and writes one line to the log. No query string and no path parameter ever reaches the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use commonbeat_auth::token::Token;
use tracing::{Instrument, info, info_span, warn};

use crate::cx::Visit;
use crate::error::{Error, Fault};
use crate::guard::Answered;
use crate::pages::errors;
use crate::state::{AppState, Settings};
use crate::table::Door;

/// To be added to whatever log filter an operator sets: a part of the house that writes whole addresses, secrets in
/// their paths included, at its finest level.
pub const LOG_AT_MOST: &str = "tower_http::csrf=info";

/// Names a request in the log and on the page for what is broken.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Marks an answer that a program reads as it is, whatever its status.
#[derive(Clone, Copy, Debug)]
pub struct ForPrograms;

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; worker-src 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; \
     base-uri 'none'";
const PERMISSIONS: &str = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()";

/// Sees every request first and every answer last.
pub async fn edge(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(Token::generate().reveal()[..16].to_owned());
    let method = request.method().clone();
    request.extensions_mut().insert(state.clone());
    request.extensions_mut().insert(id.clone());
    let api = request.uri().path().starts_with("/api/");
    let htmx = request.headers().contains_key("hx-request");
    let outside = Visit::outside(&request).map(Arc::new);
    let span = info_span!("request", id = id.0);
    let response = next.run(request).instrument(span.clone()).await;
    let (mut response, fault) = match outside {
        Ok(outside) => present(response, outside, api, htmx),
        Err(error) => (error.status().into_response(), Some(Fault(Arc::new(error)))),
    };
    let took = started.elapsed();
    protect(response.headers_mut(), &state.settings);
    measure(response.headers_mut(), &id, took);
    span.in_scope(|| log(&method, &response, fault.as_ref(), took));
    response
}

/// Gives an answer without a page its page.
fn present(response: Response, outside: Arc<Visit>, api: bool, htmx: bool) -> (Response, Option<Fault>) {
    let status = response.status();
    let fault = response.extensions().get::<Fault>().cloned().or_else(|| {
        let refused = status.is_client_error() || status.is_server_error();
        let bare = refused && !has_page(&response) && response.extensions().get::<ForPrograms>().is_none();
        bare.then(|| Fault(Arc::new(Error::from_status(status))))
    });
    let Some(fault) = fault else { return (response, None) };
    let visit = response.extensions().get::<Arc<Visit>>().cloned().unwrap_or(outside);
    let mut shown =
        if api { errors::problem(&visit, &fault.0) } else { errors::page(&visit, &fault.0, htmx) };
    if let Some(answered) = response.extensions().get::<Answered>() {
        shown.extensions_mut().insert(*answered);
    }
    for name in [header::SET_COOKIE, header::REFERRER_POLICY, header::ALLOW] {
        for value in response.headers().get_all(&name) {
            shown.headers_mut().append(&name, value.clone());
        }
    }
    crate::cache::forbid(&mut shown);
    (shown, Some(fault))
}

fn has_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.contains("json") || kind.contains("xml")
}

fn protect(headers: &mut HeaderMap, settings: &Settings) {
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    if settings.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

fn measure(headers: &mut HeaderMap, id: &RequestId, took: Duration) {
    let timing = format!("app;dur={:.1}", took.as_secs_f64() * 1000.0);
    if let Ok(timing) = HeaderValue::from_str(&timing) {
        headers.insert(HeaderName::from_static("server-timing"), timing);
    }
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

fn log(method: &axum::http::Method, response: &Response, fault: Option<&Fault>, took: Duration) {
    let answered = response.extensions().get::<Answered>().map(|a| a.route);
    let route = answered.map_or("unmatched", |route| route.path);
    let anonymous = answered.is_some_and(|route| route.door == Door::Anonymous);
    let status = response.status().as_u16();
    let ms = took.as_millis() as u64;
    match fault.map(|f| &*f.0) {
        Some(error @ Error::Broken(cause)) => {
            tracing::error!(%method, route, status, ms, %cause, causes = causes(cause.as_ref()), "{error}");
        }
        Some(error @ (Error::OtherSite | Error::Busy | Error::TooMany)) => {
            warn!(%method, route, status, ms, "{error}");
        }
        // That somebody was there, and when, would be half of finding out who.
        _ if anonymous => {}
        _ => info!(%method, route, status, ms, "Answered"),
    }
}

fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(error.source(), |e| e.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The answer to a handler that panicked.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "a panic without words".to_owned());
    Error::broken(format!("panicked: {words}")).into_response()
}

/// The answer to an address that is in no row.
pub async fn nowhere() -> Response {
    Error::NotFound.into_response()
}

/// The answer to a form from another site.
pub fn other_site(_: tower_http::csrf::ProtectionError) -> Response {
    Error::OtherSite.into_response()
}
