//! Which problem comes first, and the board of a unit: open problems in the order of their scores, or by stage.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::ProblemId;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::meanings::ClassWeights;
use commonbeat_domain::place::LonLat;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::gates::Unmet;
use commonbeat_domain::problems::priority::{self, Facts, Overruled, Score, Weights};
use commonbeat_domain::problems::problem::{Stage, Status};
use commonbeat_domain::problems::signs::Step;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::incidents::{Event, Events};
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::{Read, agencies, concerns, priorities, tasks};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::answers::unanswered;
use super::moves::asked_step;
use crate::assessment::counts;
use crate::{App, Error, Result};

/// Open problems that are ranked; an agency that has more narrows its list.
const MOST: u64 = 5_000;
/// Problems on one page.
pub const PAGE: usize = 25;

/// A problem at its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The problem.
    pub problem: Problem,
    /// Its score.
    pub score: Score,
    /// What it is made from.
    pub facts: Facts,
    /// What is to be done next: the step and, where something is missing for it, the first of that.
    pub next: Option<(Step, Option<Unmet>)>,
}

/// A page of the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The rows of the page.
    pub rows: Vec<Ranked>,
    /// Place of the first of them, from 0.
    pub first: usize,
    /// How many problems there are in the order.
    pub total: usize,
    /// The year that the events are counted in; none without data.
    pub year: Option<Window>,
    /// How much each part counts.
    pub weights: Weights,
}

/// One stage on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The stage.
    pub stage: Stage,
    /// Its problems: the one whose review is due first in front.
    pub rows: Vec<Brief>,
    /// How many there are in all.
    pub total: u64,
    /// How many are over the day of their review.
    pub late: u64,
}

/// Problems shown of one stage.
const ON_BOARD: u64 = 30;
/// Problems shown on the map.
const ON_MAP: u64 = 300;

impl App {
    /// Open problems in the order of their scores, from the place `first` on.
    pub async fn priorities(&self, who: &Actor, filter: &ProblemFilter, first: usize) -> Result<Order> {
        let read = self.whole_read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let filter = ProblemFilter { status: Some(Status::Open), before: None, ..filter.clone() };
        let open = problems::documents(&read, &filter, MOST).await?;
        let (weights, _) = priorities::weights(&read).await?;
        let (facts, year) = self.facts(&read, &open).await?;
        let mut rows: Vec<Ranked> = open
            .into_iter()
            .zip(facts)
            .map(|(problem, facts)| {
                let score = priority::score(&problem, &facts, weights);
                Ranked { problem, score, facts, next: None }
            })
            .collect();
        let total = rows.len();
        // Of equal scores the problem that is open longest comes first.
        rows.sort_by_key(|row| (std::cmp::Reverse(row.score.holds), row.problem.id));
        let mut rows: Vec<Ranked> = rows.into_iter().skip(first).take(PAGE).collect();
        for row in &mut rows {
            row.next = next(&read, &row.problem, today).await?;
        }
        Ok(Order { rows, first, total, year, weights })
    }

    /// One problem with its score.
    pub async fn priority(&self, who: &Actor, at: &Reference) -> Result<Ranked> {
        let read = self.whole_read(who).await?;
        let problem = problems::get(&read, at).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let (weights, _) = priorities::weights(&read).await?;
        let (facts, _) = self.facts(&read, std::slice::from_ref(&problem)).await?;
        let facts = facts.into_iter().next().unwrap_or_default();
        let score = priority::score(&problem, &facts, weights);
        let next = next(&read, &problem, today).await?;
        Ok(Ranked { score, facts, next, problem })
    }

    /// Gives a problem another place in the order, with a reason, or takes that back (no score).
    pub async fn overrule_priority(
        &self,
        who: &Actor,
        at: &Reference,
        read: i64,
        score: Option<u32>,
        reason: &str,
    ) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        let mut problem = problems::get(&write, at).await?;
        let by = who.person().filter(|_| problem.within(who, Action::WorkProblem));
        let by = by.ok_or(Error::Missing("problem"))?;
        problem.editable()?;
        if problem.version != read {
            return Err(Error::Stale("problem"));
        }
        let overruled = score.map(|score| Overruled::new(score, reason, by, write.now())).transpose()?;
        if overruled.is_none() && problem.about.overruled.is_none() {
            return Err(Refusal::required("score").into());
        }
        problem.about.overruled = overruled;
        let saved = problems::save(&mut write, problem, "problem.priority", reason).await?;
        let entry = Entry::new("problem.priority", saved.reference);
        write.record(entry.with(json!({ "score": score, "reason": reason })));
        Ok(write.commit().await?)
    }

    /// How much each part counts, with the count of edits.
    pub async fn priority_weights(&self, who: &Actor) -> Result<(Weights, i64)> {
        let read = self.whole_read(who).await?;
        Ok(priorities::weights(&read).await?)
    }

    /// Sets how much each part counts.
    pub async fn set_priority_weights(&self, who: &Actor, weights: Weights, read: i64) -> Result<()> {
        who.reach(Action::Delegate).ok_or(Error::Missing("weights"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let (before, _) = priorities::weights(&write).await?;
        priorities::set_weights(&mut write, weights, read).await?;
        write.record(
            Entry::new("priority.weights", "all").with(json!({ "before": before, "after": weights })),
        );
        Ok(write.commit().await?)
    }

    /// Open problems by stage.
    pub async fn problem_board(&self, who: &Actor, filter: &ProblemFilter) -> Result<Vec<Column>> {
        let read = self.whole_read(who).await?;
        let today = self.today(&agencies::own(&read).await?.time_zone());
        let mut columns = Vec::new();
        for stage in Stage::ALL {
            let of = ProblemFilter {
                stage: Some(stage),
                status: Some(Status::Open),
                before: None,
                ..filter.clone()
            };
            let late = ProblemFilter { review_until: today.yesterday().ok(), ..of.clone() };
            columns.push(Column {
                stage,
                rows: problems::due_first(&read, &of, ON_BOARD).await?,
                total: problems::count(&read, &of).await?,
                late: problems::count(&read, &late).await?,
            });
        }
        Ok(columns)
    }

    /// Open problems with all that is known of each, the one opened last in front, and whether there are more than these.
    pub async fn open_problems_whole(
        &self,
        who: &Actor,
        filter: &ProblemFilter,
    ) -> Result<(Vec<Problem>, bool)> {
        let read = self.whole_read(who).await?;
        let filter = ProblemFilter { status: Some(Status::Open), before: None, ..filter.clone() };
        let mut open = problems::documents(&read, &filter, ON_MAP + 1).await?;
        let more = open.len() as u64 > ON_MAP;
        open.truncate(usize::try_from(ON_MAP).unwrap_or(usize::MAX));
        Ok((open, more))
    }

    /// For those who see problems whole; partners see the shared part only.
    async fn whole_read(&self, who: &Actor) -> Result<Read> {
        who.reach(Action::CompareProblems).ok_or(Error::Missing("problem"))?;
        Ok(self.store.read(who).await?)
    }

    /// What the scores of these problems are made from, one for each, and the year that events are counted in.
    async fn facts(&self, read: &Read, open: &[Problem]) -> Result<(Vec<Facts>, Option<Window>)> {
        let ids: Vec<ProblemId> = open.iter().map(|p| p.id).collect();
        let concerns = concerns::counts_of_problems(read, &ids).await?;
        let mut partners: BTreeMap<ProblemId, u32> = BTreeMap::new();
        for (problem, _) in tasks::partners_of_problems(read).await? {
            *partners.entry(problem).or_default() += 1;
        }
        let of = |map: &BTreeMap<ProblemId, u32>, id| map.get(&id).copied().unwrap_or_default();
        let mut facts: Vec<Facts> = ids
            .iter()
            .map(|id| Facts { events: None, concerns: of(&concerns, *id), partners: of(&partners, *id) })
            .collect();
        let Some(data) = counts::data(read).await? else { return Ok((facts, None)) };
        let years = Years::ending(data.until);
        let whole = Window { from: years.before, until: years.until };
        let events = self.kept.events(read, whole).await?;
        let harm = self.class_weights(read).await?;
        let calls = events.rows.iter().any(|e| e.kind == RecordKind::Call);
        for (facts, problem) in facts.iter_mut().zip(open) {
            facts.events = around(problem, &events, years, &harm, calls);
        }
        Ok((facts, Some(Window { from: years.year, until: years.until })))
    }
}

/// Two years that end with the data.
#[derive(Clone, Copy)]
struct Years {
    before: Date,
    year: Date,
    until: Date,
}

impl Years {
    fn ending(until: Date) -> Years {
        Years { before: until.saturating_sub(2.years()), year: until.saturating_sub(1.year()), until }
    }
}

/// What the data say of a problem's place and classes: of incidents and calls, the kind that holds more of them.
fn around(
    problem: &Problem,
    events: &Events,
    years: Years,
    harm: &ClassWeights,
    calls: bool,
) -> Option<priority::Events> {
    let shape = problem.shape.as_ref().filter(|_| !problem.offenses.is_empty())?;
    let [west, south, east, north] = shape.bounds()?;
    let own: Vec<bool> = events.classes.iter().map(|class| problem.offenses.contains(class)).collect();
    let start = events.rows.partition_point(|event| event.at[0] < west);
    let near = events.rows[start..].iter().take_while(|event| event.at[0] <= east);
    let inside = near.filter(|event| {
        own[usize::from(event.class)]
            && (south..=north).contains(&event.at[1])
            && LonLat::new(event.at[0], event.at[1]).is_ok_and(|at| shape.contains(at))
    });
    let (of_calls, of_incidents): (Vec<&Event>, Vec<&Event>) =
        inside.partition(|event| event.kind == RecordKind::Call);
    let year = |all: &[&Event]| all.iter().filter(|event| event.day >= years.year).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let called = year(&of_calls);
    let counted = if of_calls.len() > of_incidents.len() { &of_calls } else { &of_incidents };
    let last = counted.iter().filter(|event| event.day >= years.year);
    Some(priority::Events {
        year: count(year(counted)),
        before: count(counted.len() - year(counted)),
        calls: calls.then(|| count(called)),
        harm: last.map(|event| harm.get(&events.classes[usize::from(event.class)])).sum(),
    })
}

/// What is to be done next with a problem.
async fn next(read: &Read, problem: &Problem, today: Date) -> Result<Option<(Step, Option<Unmet>)>> {
    let tasks = tasks::of_problem(read, problem.id).await?;
    let waiting = unanswered(read, problem.id).await?;
    let step = asked_step(problem, &tasks, waiting.len(), today);
    Ok(step.map(|(step, unmet)| (step, unmet.into_iter().next())))
}
