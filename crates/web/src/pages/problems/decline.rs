//! Where the six questions of CHEERS lead, in words.

use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::problem::{Stage, Status};
use commonbeat_domain::problems::scanning::Route;

use crate::words::Words;

/// Where the six answers lead, and whether it is a problem; nothing while they are not all answered.
pub fn route(words: &Words, problem: &Problem) -> Option<(String, bool)> {
    match problem.scanning.route() {
        Route::Unanswered => None,
        route => Some((words.t(&format!("route-{}", route.name())), route == Route::Problem)),
    }
}

/// Whether it may be declined: in scanning, with an answer that says no.
pub fn open(problem: &Problem) -> bool {
    let route = problem.scanning.route();
    problem.status == Status::Open
        && problem.stage == Stage::Scanning
        && !matches!(route, Route::Unanswered | Route::Problem)
}
