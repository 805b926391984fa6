//! What every figure stands on, so that one made before can be told to hold still.

use commonbeat_domain::ids::BatchId;

use crate::{Result, Session, Write, batches, counters};

/// The count of how often rows that were there got another class. No letter of a reference is so long.
const RECLASSED: &str = "reclassed";

/// The data as it stands: as long as it is the same, every figure over the rows that count is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataState {
    /// The batches whose rows count, in order.
    batches: Vec<BatchId>,
    /// How often rows got another class.
    reclassed: i32,
}

/// The data as it stands now.
pub async fn data_state(session: &impl Session) -> Result<DataState> {
    let mut batches: Vec<BatchId> = batches::active(session).await?.into_iter().map(|id| id.0).collect();
    batches.sort_unstable();
    let reclassed = counters::last(session, RECLASSED, 0).await?.unwrap_or_default();
    Ok(DataState { batches, reclassed })
}

/// Tells that rows got another class.
pub(super) async fn note_reclassed(write: &mut Write) -> Result<()> {
    counters::advance(write, RECLASSED, 0).await
}
