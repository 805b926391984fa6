//! Where each role begins.

use axum::response::Redirect;
use commonbeat_domain::authority::{Role, Who};

use crate::cx::Cx;
use crate::error::{Error, Result};

/// Roles in the order in which they decide where somebody with several begins, each with its page.
const STARTS: [(Role, &str); 9] = [
    (Role::Officer, "/today"),
    (Role::Supervisor, "/today"),
    (Role::Analyst, "/scanning"),
    (Role::Administrator, "/people"),
    (Role::Auditor, "/audit"),
    (Role::Commander, "/today"),
    (Role::Information, "/today"),
    (Role::Personnel, "/today"),
    (Role::Partner, "/workspace"),
];

/// `GET /start`: to the start page of the person's role.
pub async fn go(cx: Cx) -> Result<Redirect> {
    let Who::Person { roles, .. } = &cx.actor.who else { return Err(Error::SignIn) };
    let start = STARTS.iter().find(|(role, _)| roles.contains(role));
    Ok(Redirect::to(start.map_or("/more", |(_, path)| path)))
}
