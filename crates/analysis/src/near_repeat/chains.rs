//! Chains of near repeats: incidents that follow each other closely in space and time, and which of them came first.

use crate::error::{all_finite, positive, same_length};
use crate::grid::check_points;
use crate::{AnalysisError, Point, Result};

use super::Metric;
use super::pairs::Strips;

/// The part an incident plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing close to it in space and time.
    Alone,
    /// Close ones came later, none before.
    Originator,
    /// A close one came before.
    NearRepeat,
    /// Close ones at the very same time only: nobody can say which came first.
    Simultaneous,
}

/// Incidents that are linked, directly or over others.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its incidents in order of time, then as given.
    pub members: Vec<usize>,
    /// The time of the first.
    pub first: f64,
    /// The time of the last.
    pub last: f64,
}

/// All chains, and the part of each incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Chains {
    /// The chain of each incident in the order given; `None` when it is alone.
    pub labels: Vec<Option<usize>>,
    /// The part of each incident in the order given.
    pub roles: Vec<Role>,
    /// Chains of two or more, numbered by their first incident in the order given.
    pub chains: Vec<Chain>,
}

/// Links incidents less than `metres` **and** less than `within` days apart (both limits excluded).
///
/// # Errors
/// `UnequalLengths`, `NotANumber`, `OutOfRange` for limits not above 0, `TooMany` beyond 2^32 incidents.
pub fn chains(points: &[Point], days: &[f64], metres: f64, within: f64, metric: Metric) -> Result<Chains> {
    same_length("incidents and times", points.len(), days.len())?;
    check_points(points)?;
    all_finite("times", days)?;
    positive("the distance", metres)?;
    positive("the days", within)?;
    if points.len() >= u32::MAX as usize {
        let most = u32::MAX as usize - 1;
        return Err(AnalysisError::TooMany { what: "incidents", most, given: points.len() });
    }
    let mut links = Links::new(points.len());
    let strips = Strips::new(points, &[0.0, metres], metric);
    for position in 0..points.len() {
        for close in strips.close(position..position + 1, &[0]) {
            for (own, others) in close.runs() {
                for &other in others {
                    let (a, b) = (strips.order[own] as usize, strips.order[other as usize] as usize);
                    if (days[a] - days[b]).abs() < within {
                        links.join(a, b, days);
                    }
                }
            }
        }
    }
    Ok(links.told(days))
}

/// Groups that are joined, and what each incident has close by.
struct Links {
    leaders: Vec<usize>,
    before: Vec<bool>,
    after: Vec<bool>,
    linked: Vec<bool>,
}

impl Links {
    fn new(n: usize) -> Self {
        Self {
            leaders: (0..n).collect(),
            before: vec![false; n],
            after: vec![false; n],
            linked: vec![false; n],
        }
    }

    fn join(&mut self, a: usize, b: usize, days: &[f64]) {
        for (own, other) in [(a, b), (b, a)] {
            self.linked[own] = true;
            self.before[own] |= days[other] < days[own];
            self.after[own] |= days[other] > days[own];
        }
        let (a, b) = (self.leader(a), self.leader(b));
        self.leaders[a.max(b)] = a.min(b);
    }

    fn leader(&mut self, mut of: usize) -> usize {
        while self.leaders[of] != of {
            self.leaders[of] = self.leaders[self.leaders[of]];
            of = self.leaders[of];
        }
        of
    }

    fn told(mut self, days: &[f64]) -> Chains {
        let mut labels = vec![None; days.len()];
        let mut chains: Vec<Chain> = Vec::new();
        for incident in 0..days.len() {
            let leader = self.leader(incident);
            if !self.linked[incident] {
                continue;
            }
            // The leader is the smallest number of its group, so it comes first.
            let label = *labels[leader].get_or_insert_with(|| {
                chains.push(Chain { members: Vec::new(), first: f64::INFINITY, last: f64::NEG_INFINITY });
                chains.len() - 1
            });
            labels[incident] = Some(label);
            let chain = &mut chains[label];
            chain.members.push(incident);
            chain.first = chain.first.min(days[incident]);
            chain.last = chain.last.max(days[incident]);
        }
        for chain in &mut chains {
            chain.members.sort_by(|&a, &b| days[a].total_cmp(&days[b]).then(a.cmp(&b)));
        }
        let role =
            |incident: usize| match (self.linked[incident], self.before[incident], self.after[incident]) {
                (false, ..) => Role::Alone,
                (_, true, _) => Role::NearRepeat,
                (_, false, true) => Role::Originator,
                (_, false, false) => Role::Simultaneous,
            };
        Chains { roles: (0..days.len()).map(role).collect(), labels, chains }
    }
}
