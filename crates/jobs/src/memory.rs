//! A queue in memory, for tests and for what needs no store.

use crate::contract::Subject;
use crate::{Claim, Claimed, NewJob, Queue, Request, State};
use commonbeat_domain::ids::JobId;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Memory does not fail.
pub type NeverFails = Infallible;

/// Jobs in memory; lost with the process.
#[derive(Debug, Default)]
pub struct InMemoryQueue {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    jobs: BTreeMap<JobId, Row>,
    keys: HashSet<String>,
}

#[derive(Debug)]
struct Row {
    job: NewJob,
    attempts: u32,
    state: State,
}

impl InMemoryQueue {
    /// Takes in a job; `false` when its key or id was there before.
    pub fn push(&self, job: NewJob) -> bool {
        let mut inner = self.lock();
        if inner.jobs.contains_key(&job.id) || job.key.as_ref().is_some_and(|key| inner.keys.contains(key)) {
            return false;
        }
        inner.keys.extend(job.key.clone());
        let state = State::Waiting { run_at: job.run_at, attempts: 0 };
        inner.jobs.insert(job.id, Row { job, attempts: 0, state });
        true
    }

    /// Where a job stands.
    pub fn look(&self, id: JobId) -> Option<State> {
        self.lock().jobs.get(&id).map(|row| row.state.clone())
    }

    /// A panic elsewhere leaves the map whole, since every change is a single assignment.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the job if the claim still holds.
    fn settle(&self, claim: &Claim, change: impl FnOnce(&mut Row)) -> bool {
        match self.lock().jobs.get_mut(&claim.id) {
            Some(row) if row.is_held_by(claim) => {
                change(row);
                true
            }
            _ => false,
        }
    }
}

impl Row {
    fn is_held_by(&self, claim: &Claim) -> bool {
        matches!(&self.state, State::Claimed { worker, .. } if *worker == claim.worker)
            && self.attempts == claim.attempt
    }

    fn wait(&mut self, run_at: Timestamp) {
        self.state = State::Waiting { run_at, attempts: self.attempts };
    }
}

impl Queue for InMemoryQueue {
    type Error = NeverFails;

    async fn claim(&self, request: Request<'_>) -> Result<Option<Claimed>, NeverFails> {
        let mut inner = self.lock();
        let due = inner
            .jobs
            .iter()
            .filter(|(_, row)| request.names.contains(&row.job.name.as_str()))
            .filter_map(|(id, row)| match row.state {
                State::Waiting { run_at, .. } if run_at <= request.now => Some((run_at, *id)),
                _ => None,
            })
            .min();
        let Some(row) = due.and_then(|(_, id)| inner.jobs.get_mut(&id)) else { return Ok(None) };
        row.attempts += 1;
        let until = request.now.checked_add(request.lease).unwrap_or(Timestamp::MAX);
        row.state = State::Claimed { worker: request.worker.to_owned(), until };
        Ok(Some(Claimed {
            claim: Claim { id: row.job.id, worker: request.worker.to_owned(), attempt: row.attempts },
            name: row.job.name.clone(),
            payload: row.job.payload.clone(),
            max_attempts: row.job.max_attempts,
        }))
    }

    async fn complete(&self, claim: &Claim, _now: Timestamp) -> Result<bool, NeverFails> {
        Ok(self.settle(claim, |row| row.state = State::Done))
    }

    async fn retry_at(
        &self,
        claim: &Claim,
        _now: Timestamp,
        at: Timestamp,
        _why: &str,
    ) -> Result<bool, NeverFails> {
        Ok(self.settle(claim, |row| row.wait(at)))
    }

    async fn fail(&self, claim: &Claim, _now: Timestamp, why: &str) -> Result<bool, NeverFails> {
        Ok(self.settle(claim, |row| row.state = State::Failed { why: why.to_owned() }))
    }

    async fn give_back(&self, claim: &Claim, now: Timestamp) -> Result<bool, NeverFails> {
        Ok(self.settle(claim, |row| {
            row.attempts -= 1;
            row.wait(now);
        }))
    }

    async fn extend(&self, claim: &Claim, until: Timestamp) -> Result<bool, NeverFails> {
        Ok(self.settle(claim, |row| row.state = State::Claimed { worker: claim.worker.clone(), until }))
    }

    async fn recover(&self, now: Timestamp) -> Result<u64, NeverFails> {
        let mut recovered = 0;
        for row in self.lock().jobs.values_mut() {
            if matches!(row.state, State::Claimed { until, .. } if until <= now) {
                row.wait(now);
                recovered += 1;
            }
        }
        Ok(recovered)
    }
}

impl Subject for InMemoryQueue {
    async fn add(&self, job: NewJob) -> Result<bool, NeverFails> {
        Ok(self.push(job))
    }

    async fn state(&self, id: JobId) -> Result<Option<State>, NeverFails> {
        Ok(self.look(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::queue_contract!(InMemoryQueue::default());
}
