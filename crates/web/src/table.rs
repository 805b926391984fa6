//! The mechanism of the route table: a row and its handler are made in one step, so neither can exist alone.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::routing::{MethodFilter, MethodRouter, on};
use commonbeat_domain::authority::{Action, Party, permissions};

use crate::guard;

/// Largest body of an ordinary form, in bytes.
pub const FORM_LIMIT: usize = 1 << 20;
/// Largest upload, in bytes.
pub const UPLOAD_LIMIT: usize = 2 << 30;

/// Who comes through a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// People with an account; others are sent to sign in.
    Staff,
    /// Anybody; a signed-in person acts as that person.
    Public,
    /// Whoever holds the token in the path; the handler asks the app whose it is.
    SecretLink,
    /// Anybody, of whom nothing is looked at and nothing kept: no session is asked for, no cookie set, no line of the log
    /// says that the page was asked for, no other site learns of it.
    Anonymous,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// What must be allowed to whoever asks.
    pub action: Action,
    /// Who comes through.
    pub door: Door,
    /// The handler, such as `problems::show`.
    pub name: &'static str,
    /// Takes large bodies and long.
    pub upload: bool,
    /// Asks whoever is signed in to prove again who they are, unless they did lately.
    pub proved: bool,
}

impl Route {
    /// Whether it is open without an account.
    pub fn public(&self) -> bool {
        self.door != Door::Staff
    }

    /// Names of the parties to which the route is open.
    pub fn parties(&self) -> Vec<String> {
        let row = permissions::TABLE.iter().find(|(action, _)| *action == self.action);
        let parties = row.map(|(_, parties)| *parties).unwrap_or_default().iter().map(|(party, _)| *party);
        parties
            .filter(|party| match self.door {
                Door::Staff => matches!(party, Party::Role(_)),
                Door::Public => matches!(party, Party::Role(_) | Party::Nobody),
                Door::SecretLink => matches!(party, Party::SecretLink),
                Door::Anonymous => matches!(party, Party::Nobody),
            })
            .map(|party| party.to_string())
            .collect()
    }

    /// The longest a request may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(if self.upload { 3600 } else { 30 })
    }
}

/// Rows and the router that is made with them.
#[derive(Default)]
pub struct Table {
    /// The rows, in the order in which they were written.
    pub rows: Vec<Route>,
    /// The router.
    pub router: Router,
}

impl Table {
    /// A page for people with an account.
    pub fn get<T: 'static>(self, path: &'static str, action: Action, handler: impl Handler<T, ()>) -> Table {
        self.row(Method::GET, path, action, Door::Staff, false, handler)
    }

    /// A form of people with an account.
    pub fn post<T: 'static>(self, path: &'static str, action: Action, handler: impl Handler<T, ()>) -> Table {
        self.row(Method::POST, path, action, Door::Staff, false, handler)
    }

    /// A form of people with an account that counts so much that they prove again who they are.
    pub fn proved_post<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.add(Method::POST, path, Row { action, door: Door::Staff, upload: false, proved: true }, handler)
    }

    /// A form with a file, of people with an account.
    pub fn upload<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::POST, path, action, Door::Staff, true, handler)
    }

    /// A page for anybody.
    pub fn public_get<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::GET, path, action, Door::Public, false, handler)
    }

    /// A form for anybody.
    pub fn public_post<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::POST, path, action, Door::Public, false, handler)
    }

    /// A page for whoever holds the token in the path.
    pub fn secret_get<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::GET, path, action, Door::SecretLink, false, handler)
    }

    /// A form of whoever holds the token in the path.
    pub fn secret_post<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::POST, path, action, Door::SecretLink, false, handler)
    }

    /// A page for anybody, of whom nothing is looked at and nothing kept.
    pub fn anonymous_get<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::GET, path, action, Door::Anonymous, false, handler)
    }

    /// A form of somebody of whom nothing is looked at and nothing kept.
    pub fn anonymous_post<T: 'static>(
        self,
        path: &'static str,
        action: Action,
        handler: impl Handler<T, ()>,
    ) -> Table {
        self.row(Method::POST, path, action, Door::Anonymous, false, handler)
    }

    fn row<T: 'static, H: Handler<T, ()>>(
        self,
        method: Method,
        path: &'static str,
        action: Action,
        door: Door,
        upload: bool,
        handler: H,
    ) -> Table {
        self.add(method, path, Row { action, door, upload, proved: false }, handler)
    }

    fn add<T: 'static, H: Handler<T, ()>>(
        mut self,
        method: Method,
        path: &'static str,
        row: Row,
        handler: H,
    ) -> Table {
        let Row { action, door, upload, proved } = row;
        let (method, filter) = match method {
            Method::POST => ("POST", MethodFilter::POST),
            _ => ("GET", MethodFilter::GET),
        };
        let route = Route { method, path, action, door, name: handler_name::<H>(), upload, proved };
        let limit = if upload { UPLOAD_LIMIT } else { FORM_LIMIT };
        let guarded: MethodRouter = on(filter, handler)
            .layer::<_, Infallible>(from_fn(move |request: Request, next: Next| {
                guard::pass(route, request, next)
            }))
            .layer(DefaultBodyLimit::max(limit));
        self.router = self.router.route(path, guarded);
        self.rows.push(route);
        self
    }
}

/// What a row says besides its address.
struct Row {
    action: Action,
    door: Door,
    upload: bool,
    proved: bool,
}

/// `commonbeat_web::pages::problems::show` as `problems::show`.
fn handler_name<H>() -> &'static str {
    let full = std::any::type_name::<H>();
    let from = full.rmatch_indices("::").nth(1).map_or(0, |(at, _)| at + 2);
    &full[from..]
}
