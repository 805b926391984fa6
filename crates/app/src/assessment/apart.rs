//! The rules of assessment apart from any database, on incidents that are given: for whoever checks the rules themselves.

use std::sync::Arc;

use commonbeat_domain::Refusal;
use commonbeat_domain::organization::areas::Area;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::Outcome;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::{Point, Span};
use jiff::{Timestamp, ToSpan};

use super::ground::Frame;
use super::{Asked, PlanProposal, judge, months, propose};
use crate::Result;

/// What is known when a past response is judged.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// Incidents of all years in the order of days.
    pub points: &'a [Point],
    /// The agency's areas.
    pub areas: &'a [Area],
    /// Where other responses against the same classes run or ran in the months that count.
    pub responses: &'a [Shape],
}

/// Makes the default plan for a problem whose response has begun, and measures by it: the same steps as
/// [`crate::App::propose_plan`] and [`crate::App::measure`]. The plan sees nothing from the response's first day on.
///
/// # Errors
/// As these two have them: no fair months before, no place, no month after.
pub fn assess(problem: Problem, past: Past<'_>, now: Timestamp) -> Result<(PlanProposal, Outcome)> {
    let (first, last) = past.points.first().zip(past.points.last()).ok_or(Refusal::not_now("no-data"))?;
    let data = Window { from: first.day, until: last.day.saturating_add(1.day()) };
    let start = problem.response.starts_on.ok_or(Refusal::not_now("not-started"))?;
    let asked = Asked::default();
    let frame = Frame::of(problem, past.areas.to_vec(), data, start, &asked)?;
    let before = within(past.points, &frame.span(None));
    let ground = frame.with(Arc::new(before), Vec::new(), past.responses.to_vec());
    let proposal = propose::propose(&ground, &asked)?;
    let plan = &proposal.plan;
    let after = months::passed(plan.follow_up, data.until).ok_or(Refusal::not_now("no-month-after"))?;
    let span = Span { from: Some(plan.baseline.from), until: Some(after.until), ..Span::default() };
    let counted = within(past.points, &Span { offenses: plan.offenses.clone(), ..span });
    let outcome = judge::judge(plan, &counted, proposal.treated_name.clone(), after, now)?;
    Ok((proposal, outcome))
}

fn within(points: &[Point], span: &Span) -> Vec<Point> {
    let inside = |at: [f64; 2]| {
        span.bounds.is_none_or(|[west, south, east, north]| {
            (west..=east).contains(&at[0]) && (south..=north).contains(&at[1])
        })
    };
    let counts = |p: &&Point| {
        span.from.is_none_or(|from| p.day >= from)
            && span.until.is_none_or(|until| p.day < until)
            && span.offenses.iter().any(|o| o.as_str() == p.offense)
            && p.at.is_some_and(inside)
    };
    points.iter().filter(counts).cloned().collect()
}
