//! The permission table, as people read it.

use askama::Template;
use commonbeat_domain::authority::permissions::TABLE;
use commonbeat_domain::authority::{Party, Role};

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::page::Page;

/// The permission table.
#[derive(Template)]
#[template(path = "permissions/show.html")]
pub struct Permissions {
    chrome: Chrome,
    columns: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    action: String,
    /// For each column, how far it goes; empty where it is not allowed.
    reaches: Vec<String>,
}

/// `GET /permissions`: who may do what, and how far.
pub async fn show(cx: Cx) -> Page<Permissions> {
    let words = &cx.words;
    let parties: Vec<Party> = [Party::Nobody, Party::SecretLink]
        .into_iter()
        .chain(Role::ALL.map(Party::Role))
        .chain([Party::System, Party::Operator])
        .collect();
    let row = |(action, allowed): &(_, &[(Party, _)])| {
        let action: &commonbeat_domain::authority::Action = action;
        let reach = |party: &Party| {
            let found = allowed.iter().find(|(p, _)| p == party);
            found.map(|(_, r): &(Party, commonbeat_domain::authority::Reach)| {
                words.t(&format!("reach-{}", r.key()))
            })
        };
        Row {
            action: words.t(&format!("action-{}", action.key())),
            reaches: parties.iter().map(|p| reach(p).unwrap_or_default()).collect(),
        }
    };
    Page::new(Permissions {
        chrome: cx.chrome(Area::Organization),
        columns: parties.iter().map(|p| words.t(&format!("role-{p}"))).collect(),
        rows: TABLE.iter().map(row).collect(),
    })
}
