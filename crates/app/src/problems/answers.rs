//! Who raised a problem and has no answer yet.

use commonbeat_domain::ids::ProblemId;
use commonbeat_store::Session;
use commonbeat_store::thread::{self, Knot};

use crate::Result;

/// How many people who raised the problem have no answer on their thread yet.
pub(super) async fn unanswered(session: &impl Session, problem: ProblemId) -> Result<usize> {
    let raised = thread::linked_to(session, problem).await?;
    Ok(raised.iter().filter(|link| matches!(link.from, Knot::Concern(_))).count())
}
