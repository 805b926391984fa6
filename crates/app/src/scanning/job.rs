//! Scanning in the background.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, ScanId};
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use serde::{Deserialize, Serialize};

use crate::App;

/// Carries out a scan that was begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunScan {
    /// The agency whose data are looked over.
    pub agency: AgencyId,
    /// The scan.
    pub scan: ScanId,
}

impl Job for RunScan {
    const NAME: &'static str = "run_scan";
    const MAX_ATTEMPTS: u32 = 2;
}

impl Run<App> for RunScan {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let who = Actor::system(self.agency, Self::NAME);
        app.run_scan(&who, self.scan).await.map(drop).map_err(JobError::retry)
    }
}
