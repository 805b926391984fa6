//! What need not be kept any more is erased.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{agencies, conduct};
use serde::{Deserialize, Serialize};

use crate::{App, Result};

/// Erases commendations and complaints after the last day on which they are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ForgetConduct {
    /// The agency.
    pub agency: AgencyId,
}

impl Job for ForgetConduct {
    const NAME: &'static str = "forget-conduct";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for ForgetConduct {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.forget_conduct(&actor).await.map(drop).map_err(JobError::retry)
    }
}

impl App {
    /// Erases what need not be kept any more; gives how many.
    pub async fn forget_conduct(&self, who: &Actor) -> Result<u64> {
        let mut write = self.store.write(who, self.now()).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let many = conduct::forget(&mut write, today).await?;
        if many > 0 {
            write.record(Entry::new("conduct.forget", many));
            write.commit().await?;
        }
        Ok(many)
    }
}
