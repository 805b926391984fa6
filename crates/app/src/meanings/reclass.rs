//! Giving old rows the class that was decided for their category, a few at a time, so that nobody waits.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, ChangeId};
use commonbeat_domain::information::meanings::Change;
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, Write, incidents, meanings, queue};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{App, Error, Result};

/// Rows of one write.
const CHUNK: u64 = 5_000;

/// Gives the rows of a category their class.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reclass {
    agency: AgencyId,
    change: ChangeId,
}

impl Job for Reclass {
    const NAME: &'static str = "reclass";
}

impl Run<App> for Reclass {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let who = Actor::system(self.agency, Self::NAME);
        app.reclass(&who, self.change).await.map_err(JobError::retry)
    }
}

/// Has the rows of a decision looked over after the commit of this write.
pub(super) async fn enqueue(app: &App, write: &mut Write, change: ChangeId) -> Result<()> {
    let job = Reclass { agency: write.agency(), change };
    let job = NewJob::of(&job, app.id(), write.now()).map_err(Error::broken)?;
    queue::enqueue(write, job).await?;
    Ok(())
}

impl App {
    /// Gives rows the class that holds for their category now. Interrupted, it goes on where it was.
    pub(crate) async fn reclass(&self, who: &Actor, id: ChangeId) -> Result<()> {
        let read = self.store().read(who).await?;
        let change = meanings::change(&read, id).await?;
        let mut after = None;
        let mut count = 0;
        loop {
            // A later decision may have come in between: what holds now counts.
            let Some(decided) = meanings::get(&read, &change.label).await? else { return Ok(()) };
            let class = decided.meaning.offense;
            let ids = incidents::of_another_class(&read, &change.label, &class, after, CHUNK).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let mut write = self.store().write(who, self.now()).await?;
            let done = incidents::set_class(&mut write, &ids, &class).await?;
            count += done;
            write.record(
                Entry::new("category.reclass", &change.label).with(json!({ "class": class, "rows": done })),
            );
            write.commit().await?;
        }
        let mut write = self.store().write(who, self.now()).await?;
        let before = meanings::change(&write, id).await?;
        let count = before.reclassed.unwrap_or_default() + count;
        let done = Change { reclassed: Some(count), ..before };
        meanings::update_change(&mut write, id, &done).await?;
        write.record(Entry::new("category.reclassed", &change.label).with(json!({ "rows": count })));
        Ok(write.commit().await?)
    }
}
