//! One run of a feed: under its lock, kept whatever it came to, told to whoever set it up.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AgencyId, FeedId};
use commonbeat_domain::information::feeds::{Feed, FeedRun, FeedState, Outcome};
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, feeds};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::letters;
use super::take::Trouble;
use crate::{App, Result};

/// Runs a feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunFeed {
    /// The agency.
    pub agency: AgencyId,
    /// The feed.
    pub feed: FeedId,
}

impl Job for RunFeed {
    const NAME: &'static str = "run-feed";
    /// Seven minutes in which a server may come back; then the run has failed, and the next is tomorrow's.
    const MAX_ATTEMPTS: u32 = 4;
}

impl Run<App> for RunFeed {
    async fn run(self, app: &App, attempt: &Attempt) -> Result<(), JobError> {
        let who = Actor::system(self.agency, Self::NAME);
        match app.run_feed(&who, self.feed, attempt.is_last).await {
            Ok(Some(later)) => Err(JobError::retry(later)),
            Ok(None) => Ok(()),
            Err(error) => Err(JobError::retry(error)),
        }
    }
}

impl App {
    /// Runs a feed, unless it is at it already or was taken away. Gives what stood in the way where another try may
    /// help and this is not the last.
    pub(crate) async fn run_feed(&self, who: &Actor, id: FeedId, last: bool) -> Result<Option<String>> {
        let mut write = self.store().write(who, self.now()).await?;
        let feed = match feeds::get(&write, id).await {
            Ok(feed) => feed,
            Err(StoreError::Missing(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        match feeds::lock(&mut write, id).await {
            Err(StoreError::Stale(_)) => return Ok(None),
            other => other?,
        }
        write.record(Entry::new("feed.begin", id));
        let started = write.now();
        write.commit().await?;
        let mut state = feed.state.clone();
        match self.take_feed(who, &feed, &mut state).await {
            Ok(outcome) => self.end_run(who, &feed, state, started, outcome).await.map(|()| None),
            Err(Trouble::Later(why)) if !last => {
                let mut write = self.store().write(who, self.now()).await?;
                // What was taken in before the trouble stays taken in.
                feeds::unlock(&mut write, id, &state).await?;
                write.record(Entry::new("feed.later", id).with(json!({ "why": why })));
                write.commit().await?;
                Ok(Some(why))
            }
            Err(Trouble::Later(why) | Trouble::Final(why)) => {
                self.end_run(who, &feed, state, started, Outcome::Failed { why }).await.map(|()| None)
            }
        }
    }

    async fn end_run(
        &self,
        who: &Actor,
        feed: &Feed,
        state: FeedState,
        started_at: Timestamp,
        outcome: Outcome,
    ) -> Result<()> {
        let mut write = self.store().write(who, self.now()).await?;
        let imported = matches!(outcome, Outcome::Imported { .. });
        // The same trouble again, or nothing new, is no news.
        let news = outcome != Outcome::Unchanged && feed.state.last.as_ref() != Some(&outcome);
        let state = FeedState {
            fresh_at: if imported { Some(write.now()) } else { state.fresh_at },
            late_told: if imported { None } else { state.late_told },
            last: Some(outcome.clone()),
            ..state
        };
        let run = FeedRun { id: self.id(), feed: feed.id, started_at, ended_at: write.now(), outcome };
        feeds::unlock(&mut write, feed.id, &state).await?;
        feeds::insert_run(&mut write, &run).await?;
        if news && feed.owner.is_some() {
            letters::enqueue(self, &mut write, feed.id, Some(run.id)).await?;
        }
        write.record(
            Entry::new("feed.run", feed.id).with(json!({ "run": run.id, "outcome": run.outcome.name() })),
        );
        Ok(write.commit().await?)
    }
}
