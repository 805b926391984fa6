//! The delegation matrix and the decision log: decide at once inside one's limits, ask beyond them, answer, review.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{DecisionId, GrantId, PersonId};
use commonbeat_domain::organization::decisions::{
    Decision, NewDecision, Review, State, Subject, Turnaround, turnaround,
};
use commonbeat_domain::organization::delegation::{Authority, DecisionKind, Grant, Matrix, Takes};
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::{Key, Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::decisions::{self, Filter};
use commonbeat_store::{Session, Write, agencies, once, problems};
use jiff::SignedDuration;
use serde_json::json;

use crate::{App, Error, Result};

/// Days over which the answers of supervisors are looked at.
pub const WINDOW_DAYS: i64 = 90;
/// Most entries looked at for figures.
const MOST: u64 = 2_000;

/// What is brought to a decision, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// The kind.
    pub kind: DecisionKind,
    /// The problem it belongs to.
    pub problem: Option<Reference>,
    /// What, in a line.
    pub title: String,
    /// What was considered.
    pub options: String,
    /// Why.
    pub reason: String,
    /// What people of the community said.
    pub community: String,
    /// What it takes.
    pub takes: Takes,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// The entries.
    pub rows: Vec<Decision>,
    /// Key of the next page, if there is one.
    pub next: Option<DecisionId>,
}

/// How those who sign answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answering {
    /// All of them.
    pub all: Turnaround,
    /// Each who answered something, by name of the id.
    pub each: Vec<(PersonId, Turnaround)>,
}

impl App {
    /// The matrix that holds: the agency's own, or the usual one until there is one.
    pub(crate) async fn matrix_in(&self, session: &impl Session) -> Result<Matrix> {
        let own = decisions::matrix(session).await?;
        if !own.grants.is_empty() {
            return Ok(own);
        }
        let mut n = 0;
        Ok(Matrix::usual(|| {
            n += 1;
            GrantId::from_uuid(uuid::Uuid::from_u128(n))
        }))
    }

    /// The matrix that holds, and whether it is the agency's own.
    pub async fn matrix(&self, who: &Actor) -> Result<(Matrix, bool)> {
        let read = self.store.read(who).await?;
        read.reach(Action::ReadDecisions, "delegation")?;
        let own = !decisions::matrix(&read).await?.grants.is_empty();
        Ok((self.matrix_in(&read).await?, own))
    }

    /// Adds a row; the usual rows become the agency's own with the first change.
    pub async fn add_grant(&self, who: &Actor, grant: Grant) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::Delegate, "delegation")?;
        self.own_matrix(&mut write).await?;
        let grant = Grant { id: self.id(), revoked_on: None, ..grant }.tidy()?;
        decisions::insert_grant(&mut write, &grant).await?;
        write.record(Entry::new("delegation.grant", grant.id).with(&grant));
        Ok(write.commit().await?)
    }

    /// Takes a row back from today on; it stays in the record. `at` is its place in the matrix as it was shown.
    pub async fn revoke_grant(&self, who: &Actor, at: usize) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::Delegate, "delegation")?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        self.own_matrix(&mut write).await?;
        let mut grant =
            decisions::matrix(&write).await?.grants.get(at).cloned().ok_or(Error::Missing("grant"))?;
        grant.revoked_on = grant.revoked_on.or(Some(today));
        decisions::save_grant(&mut write, &grant).await?;
        write.record(Entry::new("delegation.revoke", grant.id).with(json!({ "from": today })));
        Ok(write.commit().await?)
    }

    async fn own_matrix(&self, write: &mut Write) -> Result<()> {
        if !decisions::matrix(write).await?.grants.is_empty() {
            return Ok(());
        }
        for grant in Matrix::usual(|| self.id()).grants {
            decisions::insert_grant(write, &grant).await?;
        }
        Ok(())
    }

    /// Decides at once where the own level may, else asks the level that may. `token`: the form's.
    pub async fn decide(&self, who: &Actor, matter: Matter, token: &str) -> Result<Decision> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::Decide, "decision")?;
        let (by, rank) = signer(who)?;
        let problem = match &matter.problem {
            Some(at) => Some(workable(&write, at).await?),
            None => None,
        };
        let before = once::done(&write, token).await?;
        if let Some(id) = before {
            let id = id.parse().map_err(|_| Error::Missing("decision"))?;
            return Ok(decisions::get(&write, id).await?);
        }
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let authority = self.matrix_in(&write).await?.authority(matter.kind, matter.takes, today);
        let decision = brought(self.id(), matter, problem.map(|p| p.id), &authority, by, rank, self.now())?;
        decisions::insert(&mut write, &decision).await?;
        once::claim(&mut write, token, &decision.id.to_string()).await?;
        let what = json!({ "subject": decision.subject.name(), "state": decision.state.name(), "rank": decision.rank.name() });
        write.record(Entry::new("decision.bring", decision.id).with(what));
        write.commit().await?;
        Ok(decision)
    }

    /// Answers what was asked: yes, or no with a reason. What was asked at a gate is answered there.
    pub async fn answer_decision(
        &self,
        who: &Actor,
        id: DecisionId,
        read: i64,
        yes: bool,
        words: &str,
    ) -> Result<Decision> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::Decide, "decision")?;
        let (by, rank) = signer(who)?;
        let decision = fetch(&write, id, read).await?;
        if matches!(decision.subject, Subject::Gate(_)) {
            return Err(Refusal::not_now("signed-at-gate").into());
        }
        let decision = decision.answer(yes, words, by, rank, self.now())?;
        let decision = decisions::save(&mut write, decision).await?;
        write.record(Entry::new("decision.answer", id).with(json!({ "state": decision.state.name() })));
        write.commit().await?;
        Ok(decision)
    }

    /// Notes what a review said of a decision: affirmed, coached, reversed.
    pub async fn review_decision(
        &self,
        who: &Actor,
        id: DecisionId,
        read: i64,
        review: Review,
        words: &str,
    ) -> Result<Decision> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::SignGate, "decision")?;
        let (by, rank) = signer(who)?;
        let decision = fetch(&write, id, read).await?.review(review, words, by, rank, self.now())?;
        let decision = decisions::save(&mut write, decision).await?;
        write.record(Entry::new("decision.review", id).with(json!({ "review": review.name() })));
        write.commit().await?;
        Ok(decision)
    }

    /// One entry.
    pub async fn decision(&self, who: &Actor, id: DecisionId) -> Result<Decision> {
        Ok(decisions::get(&self.store.read(who).await?, id).await?)
    }

    /// A page of the log, the one asked last in front.
    pub async fn decisions(&self, who: &Actor, filter: &Filter, size: u64) -> Result<Log> {
        let read = self.store.read(who).await?;
        let mut rows = decisions::list(&read, filter, size.saturating_add(1)).await?;
        let more = rows.len() as u64 > size;
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|last| last.id);
        Ok(Log { rows, next })
    }

    /// What waits for the actor's answer.
    pub async fn decisions_waiting(&self, who: &Actor, limit: u64) -> Result<Vec<Decision>> {
        let Some(rank) = Rank::of(who).filter(|rank| *rank > Rank::Officer) else { return Ok(Vec::new()) };
        let filter = Filter { state: Some(State::Asked), rank_until: Some(rank), ..Filter::default() };
        let read = self.store.read(who).await?;
        let mut all = decisions::list(&read, &filter, limit).await?;
        all.retain(|d| Some(d.asked_by) != who.person());
        all.sort_by_key(|d| d.due_at);
        Ok(all)
    }

    /// How those who sign answered in the last [`WINDOW_DAYS`] days.
    pub async fn answering(&self, who: &Actor) -> Result<Answering> {
        let read = self.store.read(who).await?;
        let now = self.now();
        let since = now.saturating_sub(SignedDuration::from_hours(24 * WINDOW_DAYS)).ok();
        let all = decisions::list(&read, &Filter { since, ..Filter::default() }, MOST).await?;
        let mut people: Vec<PersonId> =
            all.iter().filter(|d| d.due_at.is_some()).filter_map(|d| d.decided_by).collect();
        people.sort_unstable();
        people.dedup();
        let of = |id: &PersonId| turnaround(all.iter().filter(|d| d.decided_by == Some(*id)), now);
        Ok(Answering { all: turnaround(&all, now), each: people.iter().map(|id| (*id, of(id))).collect() })
    }
}

fn signer(who: &Actor) -> Result<(PersonId, Rank)> {
    who.person().zip(Rank::of(who)).ok_or(Error::Missing("decision"))
}

async fn fetch(write: &Write, id: DecisionId, read: i64) -> Result<Decision> {
    let decision = decisions::get(write, id).await?;
    if decision.version == read { Ok(decision) } else { Err(Error::Stale("decision")) }
}

async fn workable(write: &Write, at: &Reference) -> Result<Problem> {
    match problems::get(write, at).await {
        Ok(problem) if problem.within(write.actor(), Action::WorkProblem) => Ok(problem),
        Ok(_) | Err(commonbeat_store::StoreError::Missing(_)) => Err(Refusal::malformed("problem").into()),
        Err(other) => Err(other.into()),
    }
}

fn brought(
    id: DecisionId,
    matter: Matter,
    problem: Option<commonbeat_domain::ids::ProblemId>,
    authority: &Authority,
    by: PersonId,
    rank: Rank,
    now: jiff::Timestamp,
) -> Result<Decision, Refusal> {
    let new = NewDecision {
        subject: Subject::Matter(matter.kind),
        problem,
        title: matter.title,
        options: matter.options,
        reason: matter.reason,
        community: matter.community,
        takes: matter.takes,
    };
    new.of(id, authority, by, rank, now)
}
