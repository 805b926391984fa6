//! What a plan is made on: the problem, where it lies, the months, and the incidents of the months before.

use std::sync::Arc;

use commonbeat_domain::authority::Action;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::Area;
use commonbeat_domain::place::Shape;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::{CountedArea, Plan};
use commonbeat_domain::problems::candidates::Window;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::incidents::{Point, Span};
use commonbeat_store::{Read, Session, agencies, areas, problems};
use jiff::civil::Date;

use super::places::{Flat, Lattice, Unit, treated};
use super::{Asked, counts, months};
use crate::{App, Error, Result};

/// Months counted after the start, unless asked otherwise.
const FOLLOW_UP: u32 = 6;
/// Problems whose responses may stand in the way, at most.
const MOST_RESPONSES: u64 = 200;

/// What a plan is made on.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The problem.
    pub problem: Problem,
    /// The plan as it stands.
    pub former: Option<Plan>,
    /// The agency's areas.
    pub areas: Vec<Area>,
    /// The days of the data.
    pub data: Window,
    /// Classes that are counted.
    pub offenses: Vec<Offense>,
    /// Classes near the treated area in the months before, most first.
    pub classes: Vec<(Offense, u64)>,
    /// The treated area.
    pub treated: Shape,
    /// What it is.
    pub unit: Unit,
    /// The flat map around it.
    pub flat: Flat,
    /// Same-size places around it.
    pub lattice: Lattice,
    /// Rings around it.
    pub rings: Vec<CountedArea>,
    /// The months before.
    pub baseline: Window,
    /// The months after.
    pub follow_up: Window,
    /// Incidents of the months before, near and far.
    pub points: Arc<Vec<Point>>,
    /// Where other responses run or ran in the months that count.
    pub responses: Vec<Shape>,
}

impl App {
    /// The problem to be planned for, if the actor may work on it.
    async fn to_plan(&self, read: &Read, at: &Reference) -> Result<Problem> {
        let problem = problems::get(read, at).await?;
        let may = problem.within(read.actor(), Action::WorkProblem);
        if may { Ok(problem) } else { Err(Error::Missing("problem")) }
    }

    pub(super) async fn plan_ground(&self, read: &Read, at: &Reference, asked: &Asked) -> Result<Ground> {
        let problem = self.to_plan(read, at).await?;
        let areas = areas::list(read, None).await?;
        let today = self.today(&agencies::own(read).await?.time_zone());
        let data = counts::data(read).await?.ok_or(Refusal::not_now("no-data"))?;
        let frame = Frame::of(problem, areas, data, today, asked)?;
        let kind = Some(counts::records(read, &frame.offenses, frame.baseline).await?);
        let points = self.kept.points(read, frame.span(kind)).await?;
        let near =
            Span { kind: None, offenses: Vec::new(), bounds: frame.shape.bounds(), ..frame.span(None) };
        let classes = self.kept.classes(read, near).await?;
        let until = frame.follow_up.until;
        let responses = responses(read, &frame.problem, &frame.offenses, frame.baseline.from, until).await?;
        Ok(frame.with(points, classes.to_vec(), responses))
    }
}

/// What is settled before any incident is read: classes, place, months.
#[derive(Clone, Debug)]
pub struct Frame {
    problem: Problem,
    former: Option<Plan>,
    areas: Vec<Area>,
    data: Window,
    offenses: Vec<Offense>,
    shape: Shape,
    unit: Unit,
    flat: Flat,
    lattice: Lattice,
    baseline: Window,
    follow_up: Window,
}

impl Frame {
    /// Settles it for a problem, by the rule where neither the plan that stands nor `asked` says otherwise.
    pub fn of(problem: Problem, areas: Vec<Area>, data: Window, today: Date, asked: &Asked) -> Result<Frame> {
        let former = problem.assessment.plan.clone();
        let offenses = offenses(&problem, former.as_ref(), asked)?;
        let (shape, unit) = place(&problem, former.as_ref(), &areas)?;
        let flat = Flat::around(&shape).ok_or(Refusal::malformed("shape"))?;
        let lattice = flat.lattice().ok_or(Refusal::malformed("shape"))?;
        let follow_up = after(&problem, former.as_ref(), asked, today);
        let baseline = before(&problem, former.as_ref(), asked, data, follow_up.from)?;
        Ok(Frame { problem, former, areas, data, offenses, shape, unit, flat, lattice, baseline, follow_up })
    }

    /// The incidents that a plan needs.
    pub fn span(&self, kind: Option<RecordKind>) -> Span {
        let bounds = match self.unit {
            Unit::Place => Some(self.lattice.bounds()),
            Unit::Area(kind) => {
                let others = self.areas.iter().filter(|a| a.kind == kind).map(|a| &a.shape);
                counts::around(others.chain([&self.shape]))
            }
        };
        let Window { from, until } = self.baseline;
        Span { kind, offenses: self.offenses.clone(), from: Some(from), until: Some(until), bounds }
    }

    /// The ground, with the incidents of [`Frame::span`], classes near by, and where other responses run.
    pub fn with(
        self,
        points: Arc<Vec<Point>>,
        classes: Vec<(Offense, u64)>,
        responses: Vec<Shape>,
    ) -> Ground {
        Ground {
            rings: rings(self.former.as_ref(), &self.flat),
            treated: self.flat.treated(),
            problem: self.problem,
            former: self.former,
            areas: self.areas,
            data: self.data,
            offenses: self.offenses,
            classes,
            unit: self.unit,
            flat: self.flat,
            lattice: self.lattice,
            baseline: self.baseline,
            follow_up: self.follow_up,
            points,
            responses,
        }
    }
}

fn offenses(problem: &Problem, former: Option<&Plan>, asked: &Asked) -> Result<Vec<Offense>, Refusal> {
    let mut all = match (asked.offenses.is_empty(), former) {
        (false, _) => asked.offenses.clone(),
        (true, Some(plan)) => plan.offenses.clone(),
        (true, None) => problem.offenses.clone(),
    };
    all.sort();
    all.dedup();
    if all.is_empty() { Err(Refusal::required("offenses")) } else { Ok(all) }
}

fn place(problem: &Problem, former: Option<&Plan>, areas: &[Area]) -> Result<(Shape, Unit), Refusal> {
    let own = treated(problem, areas);
    match (former, own) {
        (Some(plan), Some((shape, unit)))
            if plan.treated == shape || Flat::around(&shape).is_some_and(|f| f.treated() == plan.treated) =>
        {
            Ok((plan.treated.clone(), unit))
        }
        (Some(plan), _) => Ok((plan.treated.clone(), Unit::Place)),
        (None, Some(own)) => Ok(own),
        (None, None) => Err(Refusal::not_now("no-place")),
    }
}

fn after(problem: &Problem, former: Option<&Plan>, asked: &Asked, today: Date) -> Window {
    let locked = problem.assessment.lock.is_some();
    let start = match former {
        Some(plan) if locked => plan.follow_up.from,
        Some(plan) => problem.response.starts_on.unwrap_or(plan.follow_up.from),
        None => problem.response.starts_on.unwrap_or(today),
    };
    match (asked.months_after, former) {
        (Some(months), Some(plan))
            if start == plan.follow_up.from && months == months::length(plan.follow_up) =>
        {
            plan.follow_up
        }
        (None, Some(plan)) if start == plan.follow_up.from => plan.follow_up,
        (Some(months), _) => months::follow_up(start, months),
        (None, Some(plan)) => months::follow_up(start, months::length(plan.follow_up)),
        (None, None) => months::follow_up(start, FOLLOW_UP),
    }
}

fn before(
    problem: &Problem,
    former: Option<&Plan>,
    asked: &Asked,
    data: Window,
    start: Date,
) -> Result<Window, Refusal> {
    if let Some(plan) = former {
        let same = asked.months_before.is_none_or(|months| months == months::length(plan.baseline));
        if same && plan.baseline.until <= start {
            return Ok(plan.baseline);
        }
    }
    months::baseline(data, problem.chosen_in, start, asked.months_before)
        .ok_or(Refusal::not_now("no-fair-baseline"))
}

fn rings(former: Option<&Plan>, flat: &Flat) -> Vec<CountedArea> {
    match former {
        Some(plan) if !plan.rings.is_empty() => plan.rings.clone(),
        _ => flat
            .rings()
            .into_iter()
            .map(|(name, shape)| CountedArea { name, shape, why: String::new() })
            .collect(),
    }
}

/// Where responses to other problems of the same classes run or ran in the months that count.
async fn responses(
    read: &Read,
    own: &Problem,
    offenses: &[Offense],
    from: Date,
    until: Date,
) -> Result<Vec<Shape>> {
    let others = problems::under_response(read, MOST_RESPONSES).await?;
    let in_the_way = |p: &Problem| {
        let plan = p.assessment.lock.as_ref().map(|lock| &lock.plan)?;
        let same = plan.offenses.iter().any(|o| offenses.contains(o));
        let meanwhile = plan.follow_up.from < until && from < plan.follow_up.until;
        (p.id != own.id && same && meanwhile).then(|| plan.treated.clone())
    };
    Ok(others.iter().filter_map(in_the_way).collect())
}
