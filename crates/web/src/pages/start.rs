//! Where each role begins.

use askama::Template;
use axum::extract::Path;
use axum::response::Redirect;
use commonbeat_domain::authority::{Role, Who};

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::page::Page;

/// Roles in the order in which they decide where somebody with several begins, each with its page.
const STARTS: [(Role, &str); 9] = [
    (Role::Officer, "/today"),
    (Role::Supervisor, "/today"),
    (Role::Analyst, "/scanning"),
    (Role::Administrator, "/people"),
    (Role::Auditor, "/audit"),
    (Role::Commander, "/today"),
    (Role::Information, "/start/information"),
    (Role::Personnel, "/start/personnel"),
    (Role::Partner, "/workspace"),
];

/// The start page of a role whose own page is still to come: what can be done now, and what it will show.
#[derive(Template)]
#[template(path = "start/show.html")]
pub struct Start {
    chrome: Chrome,
    role: String,
    /// What will stand here.
    coming: String,
    name: String,
}

/// `GET /start`: to the start page of the person's role.
pub async fn go(cx: Cx) -> Result<Redirect> {
    let Who::Person { roles, .. } = &cx.actor.who else { return Err(Error::SignIn) };
    let exists = |path: &str| cx.state.routes.iter().any(|r| r.method == "GET" && r.path == path);
    let Some((role, path)) = STARTS.iter().find(|(role, _)| roles.contains(role)) else {
        return Ok(Redirect::to("/more"));
    };
    Ok(if exists(path) { Redirect::to(path) } else { Redirect::to(&format!("/start/{role}")) })
}

/// `GET /start/{role}`
pub async fn show(cx: Cx, Path(role): Path<String>) -> Result<Page<Start>> {
    let role: Role = role.parse().map_err(|_| Error::NotFound)?;
    let person = cx.person().filter(|p| p.roles.contains(&role)).ok_or(Error::NotFound)?;
    let text = |key: &str| cx.words.t(&format!("{key}-{role}"));
    let (role, coming) = (text("role"), text("start-coming"));
    Ok(Page::new(Start { name: person.name.clone(), chrome: cx.chrome(Area::Today), role, coming }))
}
