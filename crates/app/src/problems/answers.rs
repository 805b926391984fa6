//! Who raised a problem and has no answer yet.

use commonbeat_domain::ids::{ConcernId, ProblemId};
use commonbeat_store::{Session, concerns};

use crate::Result;

/// The concerns of the problem that have no word of what came of them yet.
pub(super) async fn unanswered(session: &impl Session, problem: ProblemId) -> Result<Vec<ConcernId>> {
    Ok(concerns::unanswered(session, problem).await?.into_iter().map(|concern| concern.id).collect())
}
