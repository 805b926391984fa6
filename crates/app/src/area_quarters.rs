//! The report of a neighborhood's quarter, for everybody: problems addressed, and what police and community did.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::information::publishing::{
    self, Answers, Cleared, PublicArea, PublicInitiative, Quarter, QuarterProblem, Surroundings,
};
use commonbeat_domain::organization::areas::{Area, AreaKind};
use commonbeat_domain::problems::{Problem, Status};
use commonbeat_store::{Read, agencies, areas, concerns, initiatives, people, problems, tasks};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::{App, Error, Result};

/// Most problems and most initiatives of one report.
const MOST: u64 = 200;

/// The report of a quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaQuarter {
    /// The neighborhood.
    pub area: Cleared<PublicArea>,
    /// The quarter.
    pub quarter: Quarter,
    /// Whether its last day is still to come.
    pub so_far: bool,
    /// The one before, where anything was worked on by then.
    pub earlier: Option<Quarter>,
    /// The one after, where it has begun.
    pub later: Option<Quarter>,
    /// What was worked on, the newest in front.
    pub problems: Vec<Cleared<QuarterProblem>>,
    /// Meetings, campaigns and the like that began in it, the first in front.
    pub initiatives: Vec<Cleared<PublicInitiative>>,
    /// How the promise to answer was kept for what was told in it.
    pub answers: Cleared<Answers>,
}

impl App {
    /// The report of a neighborhood's quarter, or of the present one. Missing for one that has not begun.
    pub async fn area_quarter(
        &self,
        agency: AgencyId,
        slug: &str,
        quarter: Option<Quarter>,
    ) -> Result<AreaQuarter> {
        let nobody = Actor::nobody(agency);
        nobody.reach(Action::ReadPublic).ok_or(Error::Missing("area"))?;
        let read = self.store().read(&nobody).await?;
        let area = areas::by_slug(&read, AreaKind::Neighborhood, slug).await?;
        let settings = agencies::own(&read).await?;
        let (zone, small, now) = (settings.time_zone(), settings.small_count, self.now());
        let present = Quarter::of(self.today(&zone));
        let quarter = quarter.unwrap_or(present);
        if quarter > present {
            return Err(Error::Missing("quarter"));
        }
        let shown = problems::shown(&read, Some(area.id), MOST).await?;
        let first = shown.iter().map(|p| day_of(&zone, p.opened_at)).min();
        let until = begin(&zone, quarter.after().first());
        let told = concerns::answer_figures(&read, Some(area.id), begin(&zone, quarter.first())).await?;
        let times: Vec<_> = told.times.into_iter().filter(|(raised, ..)| *raised < until).collect();
        Ok(AreaQuarter {
            quarter,
            so_far: quarter == present,
            earlier: first.filter(|day| *day < quarter.first()).map(|_| quarter.before()),
            later: (quarter < present).then(|| quarter.after()),
            problems: worked_on(&read, &shown, &zone, quarter, small).await?,
            initiatives: held(&read, &area, &zone, quarter).await?,
            answers: publishing::clear_answers(&times, now, small),
            area: publishing::clear_area(&area),
        })
    }
}

fn day_of(zone: &TimeZone, at: Timestamp) -> Date {
    at.to_zoned(zone.clone()).date()
}

fn begin(zone: &TimeZone, day: Date) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::MAX, |at| at.timestamp())
}

async fn worked_on(
    read: &Read,
    shown: &[Problem],
    zone: &TimeZone,
    quarter: Quarter,
    small: u32,
) -> Result<Vec<Cleared<QuarterProblem>>> {
    let ids: Vec<_> = shown.iter().map(|p| p.id).collect();
    let raised = concerns::counts_of_problems(read, &ids).await?;
    let steps = tasks::done_between(read, &ids, (quarter.first(), quarter.last())).await?;
    let mut cleared = Vec::new();
    for problem in shown {
        let closed = problem.closed_at.filter(|_| problem.status != Status::Open);
        let days = (day_of(zone, problem.opened_at), closed.map(|at| day_of(zone, at)));
        let lead = people::by_id(read, problem.lead).await.ok();
        let around = Surroundings {
            lead: lead.as_ref(),
            raised_by: raised.get(&problem.id).copied().unwrap_or_default(),
            tasks: (0, 0),
        };
        let done = steps.get(&problem.id).copied().unwrap_or_default();
        cleared.extend(publishing::clear_quarter_problem(problem, &around, small, quarter, days, done));
    }
    Ok(cleared)
}

async fn held(
    read: &Read,
    area: &Area,
    zone: &TimeZone,
    quarter: Quarter,
) -> Result<Vec<Cleared<PublicInitiative>>> {
    let found = initiatives::shown(read, Some(area.id), begin(zone, quarter.first()), MOST).await?;
    let cleared = found.iter().filter_map(|i| {
        let near = i.plan.neighborhood.map(|_| area.name.clone());
        publishing::clear_initiative(i, zone, near)
    });
    let within = |i: &Cleared<PublicInitiative>| quarter.holds(day_of(zone, i.get().begins));
    Ok(cleared.filter(within).collect())
}
