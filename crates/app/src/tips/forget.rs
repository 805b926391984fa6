//! Tips on which nobody writes any more are erased; a count is all that is left.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::partnerships::tips::idle;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{agencies, tips};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{App, Result};

impl App {
    /// Erases tips on which nobody wrote for their term, with words and ties; gives how many.
    pub async fn forget_tips(&self, who: &Actor) -> Result<u64> {
        let mut all = 0;
        loop {
            let mut write = self.store.write(who, self.now()).await?;
            let year = self.today(&agencies::own(&write).await?.time_zone()).year();
            let erased = tips::erase_idle(&mut write, self.now() - idle(), year).await?;
            if erased == 0 {
                return Ok(all);
            }
            write.record(Entry::new("tip.erase", "tips").with(json!({ "erased": erased })));
            write.commit().await?;
            all += erased;
        }
    }
}

/// Erases idle tips, every day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ForgetTips {
    /// The agency.
    pub agency: AgencyId,
}

impl Job for ForgetTips {
    const NAME: &'static str = "forget-tips";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for ForgetTips {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.forget_tips(&actor).await.map(drop).map_err(JobError::retry)
    }
}
