//! A candidate with its surroundings, and when in the week it happens.

use std::collections::BTreeMap;

use commonbeat_analysis::rhythm::Rhythm;
use commonbeat_domain::authority::{Action, Actor, Reach};
use commonbeat_domain::ids::CandidateId;
use commonbeat_domain::information::quality::DataNote;
use commonbeat_domain::organization::areas::{Area, AreaKind, holding};
use commonbeat_domain::place::LonLat;
use commonbeat_domain::problems::candidates::{Candidate, Decision, Evidence};
use commonbeat_domain::problems::problem::Status;
use commonbeat_store::incidents::{self, Point, Span};
use commonbeat_store::problems::{self, Brief, ProblemFilter};
use commonbeat_store::{Read, Session, areas, candidates};

use super::title_case;
use crate::quality::notes_on;
use crate::{App, Result};

/// Hours that hold this share of the incidents are the busy ones, if they are few enough to say so.
const BUSY_SHARE: f64 = 0.6;
/// More hours than this are no busy time.
const MOST_HOURS: usize = 9;
/// With fewer known hours nothing is said.
const FEWEST_KNOWN: u32 = 8;
/// Addresses shown beside the map.
const SPOTS: usize = 30;
/// Problems offered to be joined.
const JOINABLE: u64 = 30;

/// When in the week something happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// First hour and the hour at which it ends (1 to 24), where some hours hold most.
    pub hours: Option<(usize, usize)>,
    /// Days that hold more than chance would give them, 0 is Monday.
    pub days: Vec<usize>,
}

/// The busy hours and days of a candidate; nothing where too little is known or all are alike.
pub fn busy(evidence: &Evidence) -> Busy {
    let known: u32 = evidence.rhythm.iter().flatten().sum();
    if known < FEWEST_KNOWN {
        return Busy::default();
    }
    let mut hours = [[0.0; 24]; 7];
    for (day, counts) in hours.iter_mut().zip(&evidence.rhythm) {
        *day = counts.map(f64::from);
    }
    let unknown = evidence.unknown_hour as usize;
    let rhythm = Rhythm { hours, known: known as usize, unknown, reversed: 0, ranges: 0 };
    let run = rhythm.busiest_hours(BUSY_SHARE).ok().flatten().filter(|run| run.hours <= MOST_HOURS);
    let days = rhythm.busiest_days(0.05).map(|days| (0..7).filter(|d| days[*d].busy).collect());
    Busy { hours: run.map(|run| (run.start, run.end())), days: days.unwrap_or_default() }
}

/// An address within a candidate, with how often it comes up.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// Where.
    pub at: LonLat,
    /// How many incidents.
    pub count: u32,
}

/// A candidate with its surroundings.
#[derive(Clone, Debug)]
pub struct CandidateView {
    /// The candidate.
    pub candidate: Candidate,
    /// The beat that holds it.
    pub beat: Option<Area>,
    /// The neighborhood that holds its middle.
    pub neighborhood: Option<Area>,
    /// All the agency serves.
    pub boundary: Option<Area>,
    /// Addresses that come up most; none for matters whose places are not to be looked through.
    pub spots: Vec<Spot>,
    /// Open problems of the beat that it could join.
    pub joinable: Vec<Brief>,
    /// The problem it became or joined.
    pub problem: Option<Brief>,
    /// Known flaws of the data it was found in.
    pub notes: Vec<DataNote>,
    /// Whether the actor may decide on it as it stands.
    pub may_decide: bool,
}

impl App {
    /// One candidate with its surroundings.
    pub async fn candidate_view(&self, who: &Actor, id: CandidateId) -> Result<CandidateView> {
        let read = self.store().read(who).await?;
        let candidate = candidates::get(&read, id).await?;
        let all = areas::list(&read, None).await?;
        let middle = candidate.shape.center();
        let may_decide = candidate.decision == Decision::Open && within(who, &candidate);
        let joinable = if may_decide { joinable(&read, &candidate).await? } else { Vec::new() };
        let of = match candidate.decision {
            Decision::Accepted { problem, .. } | Decision::Joined { problem, .. } => Some(problem),
            _ => None,
        };
        let problem = match of.filter(|_| who.may(Action::ReadProblems)) {
            Some(problem) => problems::briefs(&read, &[problem]).await?.pop(),
            None => None,
        };
        Ok(CandidateView {
            beat: all.iter().find(|a| Some(a.id) == candidate.beat).cloned(),
            neighborhood: middle.and_then(|at| holding(&all, AreaKind::Neighborhood, at)).cloned(),
            boundary: all.iter().find(|a| a.kind == AreaKind::Boundary).cloned(),
            spots: spots(&read, &candidate).await?,
            notes: notes(&read, &candidate).await?,
            joinable,
            problem,
            may_decide,
            candidate,
        })
    }
}

/// Flaws of the data; concerns of residents are not among them.
async fn notes(read: &Read, candidate: &Candidate) -> Result<Vec<DataNote>> {
    match &candidate.offense {
        Some(class) => notes_on(read, std::slice::from_ref(class), Some(candidate.window)).await,
        None => Ok(Vec::new()),
    }
}

fn within(who: &Actor, candidate: &Candidate) -> bool {
    match who.reach(Action::DecideCandidate) {
        Some(Reach::Agency) => true,
        Some(Reach::Beat) => candidate.beat.is_none_or(|beat| who.beats().contains(&beat)),
        _ => false,
    }
}

async fn joinable(read: &Read, candidate: &Candidate) -> Result<Vec<Brief>> {
    if !read.actor().may(Action::ReadProblems) {
        return Ok(Vec::new());
    }
    let filter =
        ProblemFilter { status: Some(Status::Open), beat: candidate.beat, ..ProblemFilter::default() };
    Ok(problems::list(read, &filter, JOINABLE).await?)
}

/// The addresses within a candidate that come up most in its window.
async fn spots(read: &Read, candidate: &Candidate) -> Result<Vec<Spot>> {
    let Some(offense) = candidate.offense.as_ref().filter(|o| !o.sensitive()) else { return Ok(Vec::new()) };
    if !read.actor().may(Action::ReadIncidents) {
        return Ok(Vec::new());
    }
    let span = Span {
        kind: None,
        offenses: vec![offense.clone()],
        from: Some(candidate.window.from),
        until: Some(candidate.window.until),
        bounds: candidate.shape.bounds(),
    };
    let points = incidents::points(read, &span).await?;
    Ok(counted(&points, |at| candidate.shape.contains(at)))
}

fn counted(points: &[Point], inside: impl Fn(LonLat) -> bool) -> Vec<Spot> {
    let mut by_key: BTreeMap<&str, Spot> = BTreeMap::new();
    for point in points {
        let (Some(key), Some(at)) = (point.place_key.as_deref(), point.at) else { continue };
        let Some(at) = LonLat::try_from(at).ok().filter(|at| inside(*at)) else { continue };
        let spot = by_key.entry(key).or_insert_with(|| Spot { name: title_case(key), at, count: 0 });
        spot.count += 1;
    }
    let mut all: Vec<Spot> = by_key.into_values().collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    all.truncate(SPOTS);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(rhythm: Vec<[u32; 24]>) -> Evidence {
        Evidence {
            observed: 0,
            expected: 0.0,
            statistic: String::new(),
            value: 0.0,
            q: None,
            choices: vec![],
            rhythm,
            unknown_hour: 0,
        }
    }

    #[test]
    fn weekend_nights_are_told_and_an_even_week_is_not() {
        let mut nights = vec![[0; 24]; 7];
        for day in [4, 5] {
            nights[day][22] = 6;
            nights[day][23] = 9;
        }
        nights[6][0] = 7;
        let found = busy(&evidence(nights));
        assert_eq!((found.hours, found.days), (Some((22, 24)), vec![4, 5]));
        assert_eq!(busy(&evidence(vec![[2; 24]; 7])), Busy::default());
        assert_eq!(busy(&evidence(vec![])), Busy::default());
    }
}
