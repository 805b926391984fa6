//! A quick problem in one go: title, statement, place, six answers, time-scale, goal, and nothing else. What else is
//! needed is asked before its gate.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::AreaId;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::about::Level;
use commonbeat_domain::problems::problem::{NewProblem, Tier};
use commonbeat_domain::problems::scanning::BroadGoal;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::thread::Knot;
use commonbeat_store::{Session, StoreError, concerns, problems};

use super::{claimed, opened_before};
use crate::{App, Error, Result};

/// What a quick problem is opened with.
#[derive(Clone, Debug, PartialEq)]
pub struct QuickProblem {
    /// The concern it comes from, with the version that was read.
    pub concern: Option<(Reference, i64)>,
    /// Title.
    pub title: String,
    /// Who is harmed by what, where, when, since when.
    pub statement: String,
    /// The beat it lies in; that of the concern, or the officer's only one, where it is not said.
    pub beat: Option<AreaId>,
    /// The neighborhood.
    pub neighborhood: Option<AreaId>,
    /// The six answers; none is preset.
    pub cheers: [Option<bool>; 6],
    /// Time-scale.
    pub level: Option<Level>,
    /// What shall be reached.
    pub goal: Option<BroadGoal>,
}

/// How far around a concern's point its problem reaches, in metres.
const REACH_METRES: f64 = 150.0;

impl App {
    /// Opens a quick problem that the actor leads, with its first answers, in one write. `once`: the form's token.
    pub async fn open_quick_problem(&self, who: &Actor, quick: QuickProblem, once: &str) -> Result<Problem> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::WorkProblem, "problem")?;
        if let Some(problem) = opened_before(&write, once).await? {
            return Ok(problem);
        }
        let lead = who.person().ok_or(Error::Missing("problem"))?;
        let concern = match quick.concern {
            Some((reference, version)) => {
                let concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
                if concern.version != version {
                    return Err(StoreError::Stale("concern").into());
                }
                Some(concern)
            }
            None => None,
        };
        let own = match who.beats().iter().collect::<Vec<_>>()[..] {
            [beat] => Some(*beat),
            _ => None,
        };
        let new = NewProblem {
            title: quick.title,
            tier: Tier::Quick,
            lead,
            beat: quick.beat.or(concern.as_ref().and_then(|c| c.beat)).or(own),
            neighborhood: quick.neighborhood.or(concern.as_ref().and_then(|c| c.area)),
            offenses: Vec::new(),
            shape: concern.as_ref().and_then(|c| c.at).map(|at| Shape::around(at, REACH_METRES)),
            chosen_in: None,
            statement: quick.statement,
        };
        let knots: Vec<Knot> = concern.iter().map(|c| Knot::Concern(c.id)).collect();
        let mut problem = self.open_problem_in(&mut write, new, &knots).await?;
        for (answer, held) in problem.scanning.cheers.iter_mut().zip(quick.cheers) {
            answer.holds = held;
        }
        problem.about.level = quick.level;
        problem.scanning.goal = quick.goal;
        let problem = problems::save(&mut write, problem, "problem.scanning", "").await?;
        if let Some(concern) = concern {
            self.belongs_now(&mut write, concern, &problem).await?;
        }
        match claimed(&mut write, once, &problem.reference).await {
            Err(StoreError::DoneAlready) => return Err(Refusal::not_now("asked-already").into()),
            other => other?,
        }
        write.commit().await?;
        Ok(problem)
    }
}
