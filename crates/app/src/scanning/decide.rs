//! Deciding that a candidate is a problem, or part of one.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::CandidateId;
use commonbeat_domain::organization::areas::{AreaKind, holding};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::candidates::{Candidate, Evidence};
use commonbeat_domain::problems::problem::{NewProblem, Tier};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::thread::Knot;
use commonbeat_store::{StoreError, Write, areas, candidates};
use serde_json::json;

use crate::problems::{claimed, opened_before};
use crate::{App, Error, Result};

/// How a candidate is made a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    /// Title of the problem.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// First words on what it is; where empty, the figures in a sentence.
    pub statement: String,
}

impl App {
    /// Makes a problem of a candidate, led by whoever decides. `once`: the form's token, so that a form sent twice opens
    /// one problem.
    pub async fn accept_candidate(
        &self,
        who: &Actor,
        id: CandidateId,
        version: i64,
        acceptance: Acceptance,
        once: &str,
    ) -> Result<Problem> {
        let by = who.person().ok_or(Error::Missing("candidate"))?;
        let mut write = self.store().write(who, self.now()).await?;
        if let Some(problem) = opened_before(&write, once).await? {
            return Ok(problem);
        }
        let candidate = open_candidate(&write, id, version).await?;
        let all = areas::list(&write, Some(AreaKind::Neighborhood)).await?;
        let middle = candidate.shape.center();
        let statement = match acceptance.statement.trim() {
            "" => statement(&candidate),
            words => words.to_owned(),
        };
        let new = NewProblem {
            title: acceptance.title,
            tier: acceptance.tier,
            lead: by,
            beat: candidate.beat,
            neighborhood: middle.and_then(|at| holding(&all, AreaKind::Neighborhood, at)).map(|a| a.id),
            offenses: candidate.offense.clone().into_iter().collect(),
            shape: Some(candidate.shape.clone()),
            chosen_in: Some(candidate.window),
            statement,
        };
        let problem = self.open_problem_in(&mut write, new, &[Knot::Candidate(id)]).await?;
        match claimed(&mut write, once, &problem.reference).await {
            Ok(()) => {}
            Err(StoreError::DoneAlready) => {
                drop(write);
                let read = self.store().read(who).await?;
                return opened_before(&read, once).await?.ok_or(Error::Missing("problem"));
            }
            Err(other) => return Err(other.into()),
        }
        candidates::update(&mut write, &candidate.accept(problem.id, by, self.now())?).await?;
        write.record(Entry::new("candidate.accept", id).with(json!({ "problem": problem.reference })));
        write.commit().await?;
        Ok(problem)
    }

    /// Joins a candidate to a problem that stands already.
    pub async fn join_candidate(
        &self,
        who: &Actor,
        id: CandidateId,
        version: i64,
        at: &Reference,
    ) -> Result<Problem> {
        let by = who.person().ok_or(Error::Missing("candidate"))?;
        let mut write = self.store().write(who, self.now()).await?;
        let candidate = open_candidate(&write, id, version).await?;
        let problem = self.link_problem_in(&mut write, at, id).await?;
        candidates::update(&mut write, &candidate.join(problem.id, by, self.now())?).await?;
        write.record(Entry::new("candidate.join", id).with(json!({ "problem": problem.reference })));
        write.commit().await?;
        Ok(problem)
    }
}

/// A candidate that the actor may decide on, if it is still the version that was read and nobody decided yet.
async fn open_candidate(write: &Write, id: CandidateId, version: i64) -> Result<Candidate> {
    let candidate = candidates::fetch_for(write, Action::DecideCandidate, id).await?;
    if candidate.version != version {
        return Err(Error::Stale("candidate"));
    }
    match candidate.decision {
        commonbeat_domain::problems::candidates::Decision::Open => Ok(candidate),
        _ => Err(Refusal::not_now("candidate-decided").into()),
    }
}

/// What was found, as a sentence to begin with.
fn statement(candidate: &Candidate) -> String {
    let Evidence { observed, expected, .. } = &candidate.evidence;
    let what = candidate.offense.as_ref().map_or("concerns of residents".to_owned(), |o| {
        format!("incidents of {}", o.as_str().replace('-', " "))
    });
    let place = if candidate.place.is_empty() { String::new() } else { format!(" at {}", candidate.place) };
    let (from, until) = (candidate.window.from, candidate.window.until);
    format!("{observed} {what}{place} from {from} to before {until}; about {expected:.0} would be usual.")
}
