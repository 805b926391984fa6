//! The route table: every address of the installation, what must be allowed to use it, and who answers.
//!
//! A row is written once, here; the router is made from it ([`crate::table`]). `get`, `post` and `upload` are for people
//! with an account, `public_get` and `public_post` for anybody, `secret_get` and `secret_post` for whoever holds the
//! token in the path. The action is checked before the handler runs; how far it reaches, the store decides.

use commonbeat_domain::authority::Action;
use serde::Serialize;

use crate::table::Table;
use crate::{assets, pages};

/// The table.
#[rustfmt::skip]
pub fn table() -> Table {
    Table::default()
        // The house itself
        .public_get("/healthz",       Action::ReadPublic, pages::health::alive)
        .public_get("/readyz",        Action::ReadPublic, pages::health::ready)
        .public_get("/assets/{*file}", Action::ReadPublic, assets::show)
        .public_get("/",              Action::ReadPublic, pages::front::show)
        .get("/more",                 Action::UseAccount, pages::more::show)
        .get("/permissions",          Action::ReadPermissions, pages::permissions::show)
        // Information: imports
        .get("/import",                     Action::ImportData, pages::imports::index)
        .upload("/import",                  Action::ImportData, pages::imports::look)
        .post("/import/run",                Action::ImportData, pages::imports::run)
        .get("/import/{batch}",             Action::ImportData, pages::imports::show)
        .get("/import/{batch}/refused.csv", Action::ImportData, pages::imports::refused)
        .post("/import/{batch}/undo",       Action::ImportData, pages::imports::undo)
}

/// A row as programs read it.
#[derive(Debug, Serialize)]
pub struct RouteJson {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Roles and other parties to which it is open.
    pub roles: Vec<String>,
    /// Whether it is open without an account.
    pub public: bool,
}

/// The whole table as programs read it.
pub fn routes_json() -> Vec<RouteJson> {
    let rows = table().rows;
    rows.iter()
        .map(|r| RouteJson { method: r.method, path: r.path, roles: r.parties(), public: r.public() })
        .collect()
}
