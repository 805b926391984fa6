//! The default rule: which places the treated one is compared with, and what such a design could see. Pure.

use std::collections::{BTreeMap, BTreeSet};

use commonbeat_analysis::controls::{
    Balance, Candidate, ControlChoice, ControlRule, Exclusion, LeftOut, choose_controls,
};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::{Area, AreaKind, holding};
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::assessment::{CountedArea, Plan};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::incidents::Point;
use geo::Intersects;
use jiff::civil::Date;

use super::figures::Figures;
use super::ground::Ground;
use super::places::{Place, Unit};
use super::power::{Power, power};
use super::{Asked, Warning, counts, months};
use crate::scanning::{streets, title_case};
use crate::{Error, Result};

/// Places beyond the chosen ones that are offered.
const OFFERED: usize = 7;
/// Levels may differ by this much where too few places are of like level; the ratio scale bears it.
const WIDER: f64 = 10.0;
/// With fewer controls than this the rule is widened.
const FEWEST_CONTROLS: usize = 2;

/// A place that is or might be compared with the treated one.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name in forms.
    pub key: String,
    /// The place, with its figures.
    pub area: CountedArea,
    /// The figures.
    pub figures: Figures,
    /// Whether the plan takes it.
    pub chosen: bool,
    /// Whether the rule takes it.
    pub suggested: bool,
}

/// A plan with what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanProposal {
    /// The plan.
    pub plan: Plan,
    /// Incidents of the treated area by month before.
    pub treated: Vec<u32>,
    /// Its name.
    pub treated_name: String,
    /// The comparison places, chosen ones first.
    pub rows: Vec<Row>,
    /// How many places were looked at.
    pub looked_at: usize,
    /// What could be seen.
    pub power: Power,
    /// What its reader should know.
    pub warnings: Vec<Warning>,
    /// Classes near the treated area in the months before, most first.
    pub classes: Vec<(Offense, u64)>,
    /// First day of the data, and the day after the last.
    pub data: Window,
    /// The version of the problem that it was made for.
    pub version: i64,
    /// Whether the plan that stands is locked.
    pub locked: bool,
}

/// A place with its counts.
struct Counted {
    place: Place,
    monthly: Vec<u32>,
    excluded: Option<Exclusion>,
}

/// Makes a plan.
pub fn propose(ground: &Ground, asked: &Asked) -> Result<PlanProposal> {
    let steps = months::steps(ground.baseline);
    let treated = counts::by_step(&counts::days_in(&ground.points, &ground.treated), &steps);
    let mut counted = same_size(ground, &steps);
    let (choice, wider) = choose(&treated, &counted)?;
    let looked_at = counted.len();
    let mut rows = Vec::new();
    for (i, line) in &choice.chosen {
        rows.push(row(ground, &counted[*i as usize], line, true));
    }
    for (i, line) in next_best(&choice) {
        rows.push(row(ground, &counted[i as usize], &line, false));
    }
    let alone = rows.is_empty();
    if let Some(rest) = ground.flat.rest(&ground.areas, &ground.lattice) {
        let monthly = counts::by_step(&counts::days_in(&ground.points, &rest.shape), &steps);
        counted = vec![Counted { place: rest, monthly, excluded: None }];
        let line = balance(&treated, &counted[0].monthly)?;
        rows.push(row(ground, &counted[0], &line, alone));
    }
    name_apart(&mut rows);
    keep_former(ground, &treated, &steps, &mut rows)?;
    pick(ground, asked, &mut rows);
    let mut proposal = assemble(ground, treated, rows, &steps)?;
    proposal.looked_at = looked_at;
    proposal.warnings = warnings(ground, &proposal, wider, alone);
    Ok(proposal)
}

fn assemble(ground: &Ground, treated: Vec<u32>, rows: Vec<Row>, steps: &[Date]) -> Result<PlanProposal> {
    let controls: Vec<CountedArea> = rows.iter().filter(|r| r.chosen).map(|r| r.area.clone()).collect();
    let monthly: Vec<Vec<u32>> =
        controls.iter().map(|c| counts::by_step(&counts::days_in(&ground.points, &c.shape), steps)).collect();
    let power = power(&treated, &monthly, months::length(ground.follow_up))?;
    Ok(PlanProposal {
        plan: Plan {
            offenses: ground.offenses.clone(),
            treated: ground.treated.clone(),
            controls,
            rings: ground.rings.clone(),
            baseline: ground.baseline,
            follow_up: ground.follow_up,
            chosen_in: ground.problem.chosen_in,
            detectable: power.detectable,
        },
        treated,
        treated_name: name(ground, &ground.treated, None),
        rows,
        looked_at: 0,
        power,
        warnings: Vec::new(),
        classes: ground.classes.clone(),
        data: ground.data,
        version: ground.problem.version,
        locked: ground.problem.assessment.lock.is_some(),
    })
}

/// Every place of the treated one's size that had an incident, with its counts by month.
fn same_size(ground: &Ground, steps: &[Date]) -> Vec<Counted> {
    let excluded = |shape: &Shape| {
        let hit = ground.responses.iter().any(|r| r.polygons().intersects(shape.polygons()));
        hit.then_some(Exclusion::OtherResponse)
    };
    let counted = |place: Place, days: &[Date]| Counted {
        monthly: counts::by_step(days, steps),
        excluded: excluded(&place.shape),
        place,
    };
    match ground.unit {
        Unit::Area(kind) => ground
            .flat
            .others(&ground.areas, kind)
            .into_iter()
            .map(|place| {
                let days = counts::days_in(&ground.points, &place.shape);
                counted(place, &days)
            })
            .collect(),
        Unit::Place => {
            let mut days: BTreeMap<_, Vec<Date>> = BTreeMap::new();
            for point in ground.points.iter() {
                if let Some(spot) = point.at.and_then(|at| ground.lattice.spot_of(at)) {
                    days.entry(spot).or_default().push(point.day);
                }
            }
            let clear = ground.lattice.clear(&ground.areas);
            clear
                .into_iter()
                .filter_map(|spot| days.get(&spot).map(|days| counted(ground.lattice.place(spot), days)))
                .collect()
        }
    }
}

/// Chooses by the rule; by a wider one where it leaves too few.
fn choose(treated: &[u32], counted: &[Counted]) -> Result<(ControlChoice, bool)> {
    let candidates: Vec<Candidate<'_>> = counted
        .iter()
        .enumerate()
        .map(|(i, c)| Candidate { area: i as u64, baseline: &c.monthly, exclusion: c.excluded })
        .collect();
    let by = |rule| choose_controls(treated, &candidates, rule).map_err(Error::broken);
    let strict = by(ControlRule::default())?;
    if strict.chosen.len() >= FEWEST_CONTROLS {
        return Ok((strict, false));
    }
    let wide = by(ControlRule { level_factor: WIDER, ..ControlRule::default() })?;
    let better = wide.chosen.len() > strict.chosen.len();
    Ok(if better { (wide, true) } else { (strict, false) })
}

fn next_best(choice: &ControlChoice) -> Vec<(u64, Balance)> {
    let mut next: Vec<(u64, Balance)> = choice
        .left_out
        .iter()
        .filter(|(_, _, why)| *why == LeftOut::OthersCloser)
        .map(|(area, line, _)| (*area, *line))
        .collect();
    let far = |line: &Balance| line.distance.unwrap_or(f64::INFINITY);
    next.sort_by(|a, b| far(&a.1).total_cmp(&far(&b.1)).then(a.0.cmp(&b.0)));
    next.truncate(OFFERED);
    next
}

/// The figures of one place against the treated one, whether the rule would take it or not.
fn balance(treated: &[u32], monthly: &[u32]) -> Result<Balance> {
    let alone = [Candidate { area: 0, baseline: monthly, exclusion: Some(Exclusion::LeftOut) }];
    let choice = choose_controls(treated, &alone, ControlRule::default()).map_err(Error::broken)?;
    let line = choice.left_out.first().map(|(_, line, _)| *line);
    line.ok_or(Error::broken("a place without figures"))
}

fn row(ground: &Ground, counted: &Counted, line: &Balance, suggested: bool) -> Row {
    let figures = Figures {
        before: counted.monthly.iter().map(|n| u64::from(*n)).sum(),
        level: line.level_ratio,
        drift: line.trend.map(|t| t.over_baseline),
        rest: counted.place.key == "rest",
    };
    let name = name(ground, &counted.place.shape, counted.place.name.clone());
    let area = CountedArea { name, shape: counted.place.shape.clone(), why: figures.to_string() };
    Row { key: counted.place.key.clone(), area, figures, chosen: suggested, suggested }
}

/// A place's own name, or [`place_name`].
fn name(ground: &Ground, shape: &Shape, own: Option<String>) -> String {
    own.unwrap_or_else(|| place_name(&ground.areas, &ground.points, shape))
}

/// The name of the area that a shape is, or its most named streets with the neighborhood.
pub fn place_name(areas: &[Area], points: &[Point], shape: &Shape) -> String {
    if let Some(area) = areas.iter().find(|a| a.shape == *shape && a.kind != AreaKind::Boundary) {
        return area.name.clone();
    }
    let near = shape.center().and_then(|at| holding(areas, AreaKind::Neighborhood, at));
    let near = near.map(|area| title_case(&area.name));
    match (streets(counts::inside(points, shape)), near) {
        (Some(streets), Some(near)) => format!("{streets}, {near}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// Two places on the same streets get numbers.
fn name_apart(rows: &mut [Row]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        let times = seen.entry(row.area.name.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            row.area.name = format!("{} ({times})", row.area.name);
        }
    }
}

/// Controls of the plan that stands which the rule does not offer: they can be kept.
fn keep_former(ground: &Ground, treated: &[u32], steps: &[Date], rows: &mut Vec<Row>) -> Result<()> {
    let Some(plan) = &ground.former else { return Ok(()) };
    for (i, control) in plan.controls.iter().enumerate() {
        if let Some(row) = rows.iter_mut().find(|row| row.area.shape == control.shape) {
            row.area.name.clone_from(&control.name);
            continue;
        }
        let monthly = counts::by_step(&counts::days_in(&ground.points, &control.shape), steps);
        let line = balance(treated, &monthly)?;
        let place =
            Place { key: format!("k:{i}"), shape: control.shape.clone(), name: Some(control.name.clone()) };
        let mut kept = row(ground, &Counted { place, monthly, excluded: None }, &line, false);
        if Figures::parse(&control.why).is_none() {
            // Somebody's own words are kept.
            kept.area.why.clone_from(&control.why);
        }
        rows.push(kept);
    }
    Ok(())
}

/// Which rows the plan takes: those asked for, else those of the plan that stands, else those of the rule.
fn pick(ground: &Ground, asked: &Asked, rows: &mut [Row]) {
    let former: Option<BTreeSet<String>> = ground.former.as_ref().map(|plan| {
        let taken = |row: &&Row| plan.controls.iter().any(|c| c.shape == row.area.shape);
        rows.iter().filter(taken).map(|row| row.key.clone()).collect()
    });
    if let Some(keys) = asked.controls.as_ref().or(former.as_ref()) {
        for row in rows.iter_mut() {
            row.chosen = keys.contains(&row.key);
        }
    }
    rows.sort_by_key(|row| !row.chosen);
}

fn warnings(ground: &Ground, proposal: &PlanProposal, wider: bool, alone: bool) -> Vec<Warning> {
    let before: u32 = proposal.treated.iter().sum();
    let length = months::length(ground.baseline);
    let steps = months::steps(ground.baseline);
    let days: Vec<Date> = ground.points.iter().map(|p| p.day).collect();
    let empty = counts::by_step(&days, &steps).iter().filter(|n| **n == 0).count();
    let listed = [
        (length < 12, Warning::ShortBaseline),
        (length >= 12 && !length.is_multiple_of(12), Warning::PartOfYear),
        (before < 30, Warning::FewIncidents),
        (empty > 0, Warning::EmptyMonths),
        (!proposal.rows.iter().any(|r| r.chosen), Warning::NoControls),
        (wider && ground.former.is_none(), Warning::OtherLevels),
        (alone && ground.former.is_none(), Warning::NoneAlike),
        (proposal.power.detectable.is_none(), Warning::SeesNothing),
        (ground.problem.response.starts_on.is_none(), Warning::NoStartDay),
        (ground.problem.chosen_in.is_none(), Warning::NotChosenByScanning),
    ];
    listed.into_iter().filter(|(holds, _)| *holds).map(|(_, warning)| warning).collect()
}
