//! Looking for feeds that are late.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::information::feeds::FeedState;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::feeds;
use serde::{Deserialize, Serialize};

use super::letters;
use crate::{App, Result};

/// Looks for feeds that are late, and tells whoever set them up, once each time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WatchFeeds {
    pub(crate) agency: AgencyId,
}

impl Job for WatchFeeds {
    const NAME: &'static str = "watch-feeds";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for WatchFeeds {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let who = Actor::system(self.agency, Self::NAME);
        app.watch_feeds(&who).await.map_err(JobError::retry)
    }
}

impl App {
    /// Tells of feeds that became late.
    pub(crate) async fn watch_feeds(&self, who: &Actor) -> Result<()> {
        let read = self.store().read(who).await?;
        for feed in feeds::list(&read).await? {
            let told = feed.state.late_told.is_some() || feed.running_since.is_some();
            if told || !feed.late(self.now()) {
                continue;
            }
            let mut write = self.store().write(who, self.now()).await?;
            let state = FeedState { late_told: Some(write.now()), ..feed.state };
            feeds::remember(&mut write, feed.id, &state).await?;
            if feed.owner.is_some() {
                letters::enqueue(self, &mut write, feed.id, None).await?;
            }
            write.record(Entry::new("feed.late", feed.id));
            write.commit().await?;
        }
        Ok(())
    }
}
