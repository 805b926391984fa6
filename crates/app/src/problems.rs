//! Problems: open, read, edit part by part, carry through the stages.
//!
//! Other slices open or join problems inside their own write: `App::open_problem_in`, `App::link_problem_in`;
//! whoever edits a part of one goes through `App::edit_problem`.

mod answers;
mod edit;
mod moves;
mod names;
pub mod nightly;
pub mod priorities;
mod quick;
mod triangle;
mod view;

use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::ids::{PersonId, ProblemId};
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::problem::{NewProblem, Signer, Tier};
use commonbeat_domain::{Reference, Series};
use commonbeat_store::audit::Entry;
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::thread::{self, Knot};
use commonbeat_store::{Session, StoreError, Write, agencies, counters, once, people};
use serde_json::json;

pub use edit::{AssessmentWords, Edit, Part};
pub(crate) use names::known_worker;
pub use names::{Choices, Names};
pub use quick::QuickProblem;
pub use triangle::Suggested;
pub use view::{Compared, May, ProblemPage, ProblemView, Signing};

use crate::{App, Error, Result};

impl App {
    /// Opens a problem by hand. `once`: the form's token, so that a form sent twice opens one problem.
    pub async fn open_problem(&self, who: &Actor, new: NewProblem, once: &str) -> Result<Problem> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::WorkProblem, "problem")?;
        if let Some(problem) = opened_before(&write, once).await? {
            return Ok(problem);
        }
        // Whoever opens it may lead it: that right was asked for above.
        if who.person() != Some(new.lead) {
            known_worker(&write, "lead", new.lead, Action::WorkProblem).await?;
        }
        let problem = self.open_problem_in(&mut write, new, &[]).await?;
        match claimed(&mut write, once, &problem.reference).await {
            Ok(()) => {}
            Err(StoreError::DoneAlready) => {
                drop(write);
                let read = self.store.read(who).await?;
                return opened_before(&read, once).await?.ok_or(Error::Missing("problem"));
            }
            Err(other) => return Err(other.into()),
        }
        write.commit().await?;
        Ok(problem)
    }

    /// Opens a problem inside somebody's write and links it to what it came from.
    pub(crate) async fn open_problem_in(
        &self,
        write: &mut Write,
        new: NewProblem,
        came_from: &[Knot],
    ) -> Result<Problem> {
        let today = self.today(&agencies::own(write).await?.time_zone());
        let reference = counters::next(write, Series::Problem, today.year()).await?;
        let problem = Problem::open(new, self.id::<ProblemId>(), reference, write.now(), today)?;
        let mut problem = problem;
        if !problem.within(write.actor(), Action::WorkProblem) {
            return Err(Error::Missing("problem"));
        }
        problem.about.supervisor = only_supervisor(write).await?;
        // A supervisor who opens a formal problem signs by it.
        let signs = write.actor().person().zip(Rank::of(write.actor()));
        if let Some((by, rank)) = signs.filter(|(_, rank)| *rank >= Rank::Supervisor) {
            let signer = Signer { by, rank, now: write.now(), today, words: String::new() };
            if problem.tier == Tier::Formal {
                problem.sign_opening(&signer)?;
            }
        }
        problems::insert(write, &problem, "problem.open").await?;
        for knot in came_from {
            thread::link(write, *knot, problem.id).await?;
        }
        let from: Vec<_> = came_from.iter().map(|knot| knot_name(*knot)).collect();
        write.record(Entry::new("problem.open", reference).with(json!({ "from": from })));
        Ok(problem)
    }

    /// Links a record to an open problem inside somebody's write; the actor must be one who works on the problem.
    pub(crate) async fn link_problem_in(
        &self,
        write: &mut Write,
        at: &Reference,
        from: impl Into<Knot>,
    ) -> Result<Problem> {
        let from = from.into();
        let problem = problems::get(write, at).await?;
        if !problem.within(write.actor(), Action::WorkProblem) {
            return Err(Error::Missing("problem"));
        }
        problem.editable()?;
        thread::link(write, from, problem.id).await?;
        write.record(Entry::new("problem.link", at).with(json!({ "from": knot_name(from) })));
        Ok(problem)
    }

    /// A page of problems that the actor may see.
    pub async fn problems(&self, who: &Actor, filter: &ProblemFilter, size: u64) -> Result<ProblemPage> {
        let read = self.store.read(who).await?;
        let mut rows: Vec<Brief> = problems::list(&read, filter, size.saturating_add(1)).await?;
        let more = rows.len() as u64 > size;
        rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|last| last.id);
        let total = problems::count(&read, filter).await?;
        Ok(ProblemPage { rows, next, total })
    }
}

/// Where there is one supervisor only, nobody has to say who it is.
async fn only_supervisor(session: &impl Session) -> Result<Option<PersonId>> {
    let filter = people::Filter {
        role: Some(Role::Supervisor),
        standings: vec![Standing::Active],
        ..people::Filter::default()
    };
    let found = people::list(session, &filter, 2).await?;
    Ok(match &found[..] {
        [only] => Some(only.person.id),
        _ => None,
    })
}

fn knot_name(knot: Knot) -> String {
    format!("{}:{}", knot.kind().name(), knot.uuid())
}

pub(crate) async fn opened_before(session: &impl Session, token: &str) -> Result<Option<Problem>> {
    match once::done(session, token).await? {
        Some(reference) => Ok(Some(problems::get(session, &reference.parse()?).await?)),
        None => Ok(None),
    }
}

pub(crate) async fn claimed(write: &mut Write, token: &str, reference: &Reference) -> Result<(), StoreError> {
    once::claim(write, token, &reference.to_string()).await
}
