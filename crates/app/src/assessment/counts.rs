//! Counting: incidents by area and month. Pure, but for the one bounded query.

use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::place::{LonLat, Shape};
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::candidates::Window;
use commonbeat_store::Session;
use commonbeat_store::incidents::{self, Point, Span};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Result;

/// First and last day of the data.
pub async fn data(session: &impl Session) -> Result<Option<Window>> {
    let span = incidents::span(session, None).await?;
    Ok(span.map(|(from, last)| Window { from, until: last.saturating_add(1.day()) }))
}

/// Whether incidents or calls are counted: the records that hold more of these classes in the months before. Counting
/// both would count twice what was called in and then written down.
pub async fn records(session: &impl Session, offenses: &[Offense], before: Window) -> Result<RecordKind> {
    let mut rows = [0, 0];
    for (kind, sum) in [RecordKind::Incident, RecordKind::Call].into_iter().zip(&mut rows) {
        let span = Span {
            kind: Some(kind),
            offenses: offenses.to_vec(),
            from: Some(before.from),
            until: Some(before.until),
            bounds: None,
        };
        *sum = incidents::by_offense(session, &span).await?.iter().map(|(_, n)| n).sum::<u64>();
    }
    Ok(if rows[1] > rows[0] { RecordKind::Call } else { RecordKind::Incident })
}

/// West, south, east, north of several shapes.
pub fn around<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Option<[f64; 4]> {
    shapes
        .filter_map(Shape::bounds)
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// Days of the incidents inside a shape, in their order.
pub fn days_in(points: &[Point], shape: &Shape) -> Vec<Date> {
    inside(points, shape).map(|p| p.day).collect()
}

/// The incidents inside a shape.
pub fn inside<'a>(points: &'a [Point], shape: &'a Shape) -> impl Iterator<Item = &'a Point> {
    let bounds = shape.bounds();
    points.iter().filter(move |point| {
        let (Some([lon, lat]), Some([west, south, east, north])) = (point.at, bounds) else { return false };
        (west..=east).contains(&lon)
            && (south..=north).contains(&lat)
            && LonLat::new(lon, lat).is_ok_and(|at| shape.contains(at))
    })
}

/// How many events of a problem, by its plan or else its own classes and place, lie in some days.
pub async fn events_of(session: &impl Session, problem: &Problem, from: Date, until: Date) -> Result<u32> {
    let plan = problem.assessment.plan.as_ref();
    let offenses = plan.map_or(&problem.offenses, |plan| &plan.offenses);
    let Some(shape) = plan.map(|plan| &plan.treated).or(problem.shape.as_ref()) else { return Ok(0) };
    if offenses.is_empty() {
        return Ok(0);
    }
    let before = Window { from: from.saturating_sub(1.year()), until };
    let span = Span {
        kind: Some(records(session, offenses, before).await?),
        offenses: offenses.clone(),
        from: Some(from),
        until: Some(until),
        bounds: around([shape].into_iter()),
    };
    let points = incidents::points(session, &span).await?;
    Ok(u32::try_from(inside(&points, shape).count()).unwrap_or(u32::MAX))
}

/// Counts of days by the steps of [`super::months::steps`].
pub fn by_step(days: &[Date], steps: &[Date]) -> Vec<u32> {
    let mut counts = vec![0; steps.len().saturating_sub(1)];
    for day in days {
        let step = steps.partition_point(|first| first <= day);
        if let Some(count) = step.checked_sub(1).and_then(|i| counts.get_mut(i)) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_fall_into_their_months_and_days_outside_into_none() {
        let steps = [date(2025, 1, 15), date(2025, 2, 15), date(2025, 3, 15)];
        let days = [
            date(2025, 1, 14),
            date(2025, 1, 15),
            date(2025, 2, 14),
            date(2025, 2, 15),
            date(2025, 3, 14),
            date(2025, 3, 15),
        ];
        assert_eq!(by_step(&days, &steps), [2, 2]);
        assert_eq!(by_step(&days, &[]), [] as [u32; 0]);
    }
}
