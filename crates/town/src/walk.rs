//! Walks every route as every role, as nobody, and as a person of another agency.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use commonbeat_domain::authority::{Role, reach};
use commonbeat_web::guard::Answered;
use commonbeat_web::table::{Door, Route};

use crate::{Browser, Page};

/// What stands in for `{parameters}` of paths: each name with a value that exists in the town.
pub type Parameters = BTreeMap<&'static str, String>;

/// The path of a row with its parameters put in; those not named get a value that exists nowhere.
pub fn path_of(route: &Route, parameters: &Parameters) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some(name) => {
            let name = name.trim_start_matches('*');
            parameters.get(name).cloned().unwrap_or_else(|| "00000000-0000-7000-8000-000000000000".to_owned())
        }
        None => part.to_owned(),
    };
    route.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Sends one row's request.
pub async fn knock(browser: &mut Browser, route: &Route, parameters: &Parameters) -> Page {
    let path = path_of(route, parameters);
    match route.method {
        "POST" => browser.post(&path, &[]).await,
        _ => browser.send(Request::get(&path).body(Body::empty()).expect("a sound address")).await,
    }
}

/// Walks the whole table as one role (or nobody) and tells every row that did not behave as the permission table says.
pub async fn walk(
    browser: &Browser,
    role: Option<Role>,
    routes: &[Route],
    parameters: &Parameters,
) -> Vec<String> {
    let mut wrong = Vec::new();
    // What ends or locks the session comes last, or everything after it would be met by nobody.
    let ends = |route: &&Route| route.method == "POST" && ["/sign-out", "/lock/now"].contains(&route.path);
    let (last, first): (Vec<_>, Vec<_>) = routes.iter().partition(ends);
    for route in first.into_iter().chain(last.into_iter().rev()) {
        let page = knock(&mut browser.clone(), route, parameters).await;
        if let Some(complaint) = complaint(route, role, &page) {
            let who = role.map_or("nobody".to_owned(), |r| r.to_string());
            wrong.push(format!("{} {} as {who}: {complaint}", route.method, route.path));
        }
    }
    wrong
}

fn complaint(route: &Route, role: Option<Role>, page: &Page) -> Option<String> {
    let Some(answered) = page.notes().get::<Answered>() else {
        return Some(format!("no row answered ({})", page.status()));
    };
    let party = |role| commonbeat_domain::authority::Party::Role(role);
    let open = match (route.door, role) {
        (Door::Staff, None) => false,
        (Door::Staff, Some(role)) => reach(party(role), route.action).is_some(),
        (Door::Public | Door::SecretLink | Door::Anonymous, _) => true,
    };
    if answered.let_in != open {
        return Some(format!("let in: {}, should be: {open}", answered.let_in));
    }
    let to_sign_in = page.status() == StatusCode::SEE_OTHER
        && page.header("location").is_some_and(|to| to.starts_with("/sign-in"));
    match (open, role, page.status()) {
        (_, _, status) if status.is_server_error() => Some(format!("broke: {status}")),
        (false, None, _) if !to_sign_in => Some(format!("not led to sign in: {}", page.status())),
        (false, Some(_), status) if status != StatusCode::NOT_FOUND => Some(format!("not hidden: {status}")),
        _ => None,
    }
}

/// Walks the pages about one town's records as a person of another agency: each must look as if it were not there.
pub async fn walk_as_stranger(browser: &Browser, routes: &[Route], parameters: &Parameters) -> Vec<String> {
    let about_a_record = |r: &&Route| {
        r.door == Door::Staff && parameters.keys().any(|name| r.path.contains(&format!("{{{name}}}")))
    };
    let mut wrong = Vec::new();
    for route in routes.iter().filter(about_a_record) {
        let status = knock(&mut browser.clone(), route, parameters).await.status();
        let hidden = match route.method {
            "GET" => status == StatusCode::NOT_FOUND,
            _ => status.is_client_error(),
        };
        if !hidden {
            wrong.push(format!("{} {} as a stranger: {status}", route.method, route.path));
        }
    }
    wrong
}
