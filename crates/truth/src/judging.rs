//! Judging: what the default assessment says of past responses whose effect is known.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use commonbeat_app::Error;
use commonbeat_app::assessment::{Past, assess, plain_sentence};
use commonbeat_domain::Key;
use commonbeat_domain::ids::{PersonId, ProblemId};
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::problems::problem::{NewProblem, Problem, Tier};
use commonbeat_domain::{Reference, Series};
use commonbeat_simulate::{Plants, Spec, Town, TrueResponse};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ground::{Records, shape_of};
use crate::label::class_of;

/// Days in which scanning saw the place before the response began.
const SEEN: i64 = 182;
/// Months counted after the start by the default rule.
const FOLLOW_UP: i64 = 6;

/// What was said of one response.
#[derive(Debug, Serialize, Deserialize)]
pub struct Judged {
    /// Counts of the treated area before and after.
    pub counts: (u64, u64),
    /// How many comparison places; whether they are everything around.
    pub controls: (usize, bool),
    /// The ratio and its interval.
    pub ratio: Option<f64>,
    /// 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// What it reads: a key of `locales/`.
    pub sentence: String,
    /// Dispersion used.
    pub dispersion: f64,
    /// How the interval was had.
    pub method: String,
    /// What a plain before and after would have said, the half year in which the place was chosen for before.
    pub plain: f64,
}

/// By response; none where the product refused, with the reason.
pub type Answers = BTreeMap<String, Result<Judged, String>>;

/// Judges every past response of a town.
pub fn run(spec: Spec) -> Result<Answers> {
    let town = Town::build(spec)?;
    let records = Records::of(&town)?;
    let responses = &town.truth().responses;
    responses.iter().map(|r| Ok((r.id.clone(), one(&town, &records, r)?))).collect()
}

fn one(town: &Town, records: &Records, response: &TrueResponse) -> Result<Result<Judged, String>> {
    let shape = shape_of(&response.area)?;
    let class = class_of(town, records, &response.offense);
    let zone = TimeZone::get(&town.spec().zone)?;
    let now = town.spec().today.to_zoned(zone)?.timestamp();
    let mut others = Vec::new();
    for other in &town.truth().responses {
        if other.id != response.id && other.offense == response.offense {
            others.push(shape_of(&other.area)?);
        }
    }
    let problem = problem(&shape, &class, response, now)?;
    let past = Past { points: &records.points, areas: &records.areas, responses: &others };
    let (proposal, outcome) = match assess(problem, past, now) {
        Ok(judged) => judged,
        Err(Error::Refused(refusal)) => return Ok(Err(refusal.to_string())),
        Err(other) => return Err(other.into()),
    };
    let own = outcome.areas.first().context("the treated area")?;
    let count = |from: Date, until: Date| count(records, &shape, &class, (from, until)) as f64;
    let start = response.start;
    let before = count(start.saturating_sub(FOLLOW_UP.months()), start);
    let after = count(start, start.saturating_add(FOLLOW_UP.months()));
    Ok(Ok(Judged {
        counts: (own.before, own.after),
        controls: (proposal.plan.controls.len(), proposal.rows.iter().any(|r| r.chosen && r.figures.rest)),
        ratio: own.ratio,
        interval: own.interval,
        sentence: plain_sentence(&outcome).key.to_owned(),
        dispersion: outcome.dispersion,
        method: outcome.method.clone(),
        plain: after / before.max(1.0),
    }))
}

fn problem(shape: &Shape, class: &str, response: &TrueResponse, now: Timestamp) -> Result<Problem> {
    let start = response.start;
    let new = NewProblem {
        title: response.id.clone(),
        tier: Tier::Formal,
        lead: PersonId::from_uuid(Uuid::nil()),
        beat: None,
        neighborhood: None,
        offenses: vec![class.parse()?],
        shape: Some(shape.clone()),
        chosen_in: Some(Window { from: start.saturating_sub(SEEN.days()), until: start }),
        statement: "A past response that is judged.".to_owned(),
    };
    let reference = Reference { series: Series::Problem, year: start.year(), number: 1 };
    let mut problem = Problem::open(new, ProblemId::from_uuid(Uuid::nil()), reference, now, start)?;
    problem.response.starts_on = Some(start);
    Ok(problem)
}

fn count(records: &Records, shape: &Shape, class: &str, (from, until): (Date, Date)) -> usize {
    let there = |at: [f64; 2]| LonLat::try_from(at).is_ok_and(|at| shape.contains(at));
    let counts = records.points.iter().filter(|p| p.offense == class && p.day >= from && p.day < until);
    counts.filter(|p| p.at.is_some_and(there)).count()
}

/// Incidents after the start with and without the response, by response: the same draws otherwise.
pub fn paired(seed: u64) -> Result<BTreeMap<String, (usize, usize)>> {
    let of = |plants| -> Result<BTreeMap<String, usize>> {
        let town = Town::build(crate::spec(seed, plants))?;
        let records = Records::of(&town)?;
        let counted = town.truth().responses.iter().map(|r| {
            let class = class_of(&town, &records, &r.offense);
            let until = r.start.saturating_add(FOLLOW_UP.months());
            Ok((r.id.clone(), count(&records, &shape_of(&r.area)?, &class, (r.start, until))))
        });
        counted.collect()
    };
    let (with, without) = (of(Plants::Responses)?, of(Plants::ResponsesUnanswered)?);
    Ok(with.into_iter().map(|(id, n)| (id.clone(), (n, without.get(&id).copied().unwrap_or(0)))).collect())
}
