//! `commonbeat routes`.

use clap::Args;

use crate::exit::{Outcome, Result};
use crate::out;

/// List every address of the pages and who may use it.
#[derive(Args)]
pub struct Routes {
    /// Print JSON: `[{method, path, roles, public}]`
    #[arg(long)]
    json: bool,
}

impl Routes {
    /// Prints the route table.
    pub fn run(self) -> Result {
        let routes = commonbeat_web::routes_json();
        if self.json {
            out::json(&routes)?;
            return Ok(Outcome::Done);
        }
        let row = |r: &commonbeat_web::routes::RouteJson| {
            vec![r.method.to_owned(), r.path.to_owned(), r.roles.join(", ")]
        };
        out::table(&["method", "path", "open to"], &routes.iter().map(row).collect::<Vec<_>>())?;
        Ok(Outcome::Done)
    }
}
