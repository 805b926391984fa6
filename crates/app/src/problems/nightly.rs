//! What problems ask for by themselves, every night: late reviews and unanswered requests go one level up, and what was
//! closed is looked at again on its days.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::organization::decisions::State;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::examined::Watched;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::decisions::{self, Filter};
use commonbeat_store::{Write, agencies, problems};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::assessment::counts;
use crate::{App, Result};

/// Most records of one kind that one night looks at; the rest waits for the next.
const MOST: u64 = 2_000;
/// Days in which events count towards a trigger, where nobody said how many.
const TRIGGER_DAYS: u32 = 30;

/// Late reviews, unanswered requests, looks after closing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LookAfterProblems {
    pub(crate) agency: AgencyId,
}

impl Job for LookAfterProblems {
    const NAME: &'static str = "look-after-problems";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for LookAfterProblems {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.look_after_problems(&actor).await.map(drop).map_err(JobError::retry)
    }
}

/// What one night did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// Late reviews that went one level up.
    pub reviews: usize,
    /// Requests that nobody answered in time and went one level up.
    pub requests: usize,
    /// Closed problems that were looked at again.
    pub watched: usize,
    /// Of these, opened again.
    pub reopened: usize,
}

impl App {
    /// Sends what is late one level up, and looks again at what was closed. Done twice, it changes nothing more.
    pub async fn look_after_problems(&self, who: &Actor) -> Result<Night> {
        let today = self.today(&agencies::own(&self.store.read(who).await?).await?.time_zone());
        let mut night = Night::default();
        let late = problems::overdue(&self.store.read(who).await?, today, MOST).await?;
        for mut problem in late {
            if problem.escalate(today) {
                let mut write = self.store.write(who, self.now()).await?;
                self.keep_looked(&mut write, problem, "problem.escalate", "").await?;
                write.commit().await?;
                night.reviews += 1;
            }
        }
        night.requests = self.escalate_requests(who).await?;
        let closed = problems::to_watch(&self.store.read(who).await?, today, MOST).await?;
        for problem in closed {
            if let Some(reopened) = self.look_again(who, problem, today).await? {
                night.watched += 1;
                night.reopened += usize::from(reopened);
            }
        }
        Ok(night)
    }

    async fn escalate_requests(&self, who: &Actor) -> Result<usize> {
        let now = self.now();
        let filter = Filter { state: Some(State::Asked), due_before: Some(now), ..Filter::default() };
        let late = decisions::list(&self.store.read(who).await?, &filter, MOST).await?;
        let mut sent = 0;
        for mut decision in late {
            if decision.escalate(now) {
                let mut write = self.store.write(who, now).await?;
                let id = decision.id;
                decisions::save(&mut write, decision).await?;
                write.record(Entry::new("decision.escalate", id));
                write.commit().await?;
                sent += 1;
            }
        }
        Ok(sent)
    }

    /// Counts what happened since; says whether it was opened again, nothing where no look is due.
    async fn look_again(&self, who: &Actor, mut problem: Problem, today: Date) -> Result<Option<bool>> {
        let read = self.store.read(who).await?;
        let zone = agencies::own(&read).await?.time_zone();
        let Some(closed) = problem.closed_at.map(|at| at.to_zoned(zone).date()) else { return Ok(None) };
        let Some(days) = problem.assessment.examined.due(closed, today) else { return Ok(None) };
        let window = problem.assessment.examined.trigger_days.unwrap_or(TRIGGER_DAYS).max(1);
        let from = Span::new().try_days(-i64::from(window)).ok().and_then(|s| today.checked_add(s).ok());
        let events = match from {
            Some(from) => counts::events_of(&read, &problem, from.max(closed), today).await?,
            None => 0,
        };
        drop(read);
        let reopen = problem.assessment.examined.triggers(events);
        problem.assessment.examined.watched.push(Watched { days, at: self.now(), events, reopened: reopen });
        let note = json!({ "days": days, "events": events, "window": window });
        let mut write = self.store.write(who, self.now()).await?;
        if reopen {
            let limit = problem.assessment.examined.trigger_count.unwrap_or_default();
            let why = format!("{events} / {limit} / {window}");
            problem.reopen(&why, None, self.now(), today)?;
            self.retire_stories_of(&mut write, problem.id).await?;
            self.keep_looked(&mut write, problem, "problem.trigger", &note.to_string()).await?;
        } else {
            self.keep_looked(&mut write, problem, "problem.watch", &note.to_string()).await?;
        }
        write.commit().await?;
        Ok(Some(reopen))
    }

    async fn keep_looked(
        &self,
        write: &mut Write,
        problem: Problem,
        act: &'static str,
        note: &str,
    ) -> Result<()> {
        let saved = problems::save(write, problem, act, note).await?;
        write.record(Entry::new(act, saved.reference).with(json!({ "version": saved.version })));
        Ok(())
    }
}
