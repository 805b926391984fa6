//! Runs before and after every handler: finds out who asks, checks the row's action, gives the handler its context,
//! and sets what may be kept of the answer.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::authority::{Party, permissions};

use crate::cache;
use crate::cx::Visit;
use crate::error::{Error, Fault, Result};
use crate::flash;
use crate::prove;
use crate::session;
use crate::table::{Door, Route};

/// The row that answered; rides on the response for the log and for tests.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// The row.
    pub route: Route,
    /// Whether the guard let the request through to the handler.
    pub let_in: bool,
}

/// Lets a request through to its handler, or not.
pub async fn pass(route: Route, mut request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let get = request.method().is_safe();
    let entered = enter(route, &mut request, &headers).await;
    let (mut response, let_in, visit) = match proven(route, entered, request).await {
        Ok((visit, Err(page))) => (page, true, Some(visit)),
        Ok((visit, Ok(request))) => match tokio::time::timeout(route.timeout(), next.run(request)).await {
            Ok(response) => (response, true, Some(visit)),
            Err(_) => (Error::Busy.into_response(), true, Some(visit)),
        },
        Err((error, visit)) => (error.into_response(), false, visit),
    };
    response = keeping(route, get, &headers, visit.as_deref(), response).await;
    response.extensions_mut().insert(Answered { route, let_in });
    if let Some(visit) = visit {
        visit.leave_cookies(response.headers_mut());
        if response.extensions().get::<Fault>().is_some() {
            response.extensions_mut().insert(visit);
        }
    }
    response
}

type Turned = (Error, Option<Arc<Visit>>);

/// Whoever is let in proves again who they are, where the row asks for it.
async fn proven(
    route: Route,
    entered: Result<Arc<Visit>, Turned>,
    request: Request,
) -> Result<(Arc<Visit>, Result<Request, Response>), Turned> {
    let visit = entered?;
    let request = match visit.signed_in.clone() {
        Some(signed_in) if route.proved => prove::before(&visit, &signed_in, request).await,
        _ => Ok(Ok(request)),
    };
    match request {
        Ok(request) => Ok((visit, request)),
        Err(error) => Err((error, Some(visit))),
    }
}

/// Who asks, and may they? The visit goes into the request for the handler to find.
async fn enter(route: Route, request: &mut Request, headers: &HeaderMap) -> Result<Arc<Visit>, Turned> {
    let outside = Visit::outside(request).map_err(|error| (error, None))?;
    let visit = Arc::new(outside.at(route, headers).await.map_err(|error| (error, None))?);
    match allowed(route, &visit) {
        Ok(()) => {
            request.extensions_mut().insert(visit.clone());
            Ok(visit)
        }
        Err(error) => {
            let noted = note(route, &visit).await;
            Err((noted.err().unwrap_or(error), Some(visit)))
        }
    }
}

/// Whoever is signed in and asks for what is not theirs leaves a row in the trail.
async fn note(route: Route, visit: &Visit) -> Result<()> {
    if let (Some(signed_in), Door::Staff) = (&visit.signed_in, route.door) {
        let what = format!("{} {}", route.method, route.path);
        visit.state.app.note_refused(&signed_in.actor, &what).await?;
    }
    Ok(())
}

fn allowed(route: Route, visit: &Visit) -> Result<()> {
    let open_to = |party| permissions::reach(party, route.action).is_some();
    match (&visit.signed_in, route.door) {
        (Some(s), Door::Staff) if s.actor.may(route.action) => Ok(()),
        (Some(_), Door::Staff) => Err(Error::NotFound),
        (None, Door::Staff) => Err(Error::SignIn),
        (_, Door::Public) if open_to(Party::Nobody) => Ok(()),
        (Some(s), Door::Public) if s.actor.may(route.action) => Ok(()),
        (_, Door::SecretLink) if open_to(Party::SecretLink) => Ok(()),
        (_, Door::Anonymous) if open_to(Party::Nobody) => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// What the browser may keep, and whether it tells other sites where it came from.
async fn keeping(
    route: Route,
    get: bool,
    headers: &HeaderMap,
    visit: Option<&Visit>,
    mut response: Response,
) -> Response {
    if matches!(route.door, Door::SecretLink | Door::Anonymous) {
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    let cookie = visit.is_some_and(|v| session::token(&v.state.settings, headers).is_some());
    let personal = cookie || visit.is_none_or(Visit::personal);
    if route.door == Door::Public && get && !personal {
        return cache::public(headers, response).await.unwrap_or_else(IntoResponse::into_response);
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        cache::forbid(&mut response);
    }
    if route.door != Door::Anonymous {
        flash::shown(headers, &mut response);
    }
    response
}
