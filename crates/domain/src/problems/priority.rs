//! Which problem comes first: a score from 0 to 100 made of parts that anybody can check, with weights that the agency
//! sets. It orders work; it says nothing of the officers who do it.
//!
//! Counts enter by their doubling, as a problem with 16 events a month is not four times as pressing as one with four.
//! What is not known is left out, and the parts that are known carry its weight.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::problems::Problem;
use crate::problems::analysis::HypothesisStatus;
use crate::problems::named::named;
use crate::problems::scanning::Agreement;
use crate::{Refusal, text};

named! {
    /// A part of the score.
    Part, "part" {
        /// Harm of a year's events, and how severe people call it.
        Harm = "harm",
        /// Events of a year.
        Frequency = "frequency",
        /// The year against the year before.
        Trend = "trend",
        /// How many people raised it, and whether they call it theirs.
        Concern = "concern",
        /// What there is to work with: a lever, a cause with evidence, somebody who takes part.
        Solvability = "solvability",
        /// Calls on the police of a year.
        Demand = "demand",
    }
}

/// How much each part counts, in the order of [`Part::ALL`]; any scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights(pub [u32; 6]);

impl Default for Weights {
    /// Harm and the community's concern first.
    fn default() -> Weights {
        Weights([25, 15, 10, 25, 15, 10])
    }
}

/// Greatest weight of a part.
const MOST_WEIGHT: u32 = 100;

impl Weights {
    /// Weights of which one at least counts.
    pub fn new(weights: [u32; 6]) -> Result<Weights, Refusal> {
        for (part, weight) in Part::NAMES.iter().zip(weights) {
            if weight > MOST_WEIGHT {
                return Err(Refusal::malformed(part));
            }
        }
        if weights.iter().all(|w| *w == 0) {
            return Err(Refusal::required(Part::NAMES[0]));
        }
        Ok(Weights(weights))
    }

    /// How much a part counts.
    pub fn of(self, part: Part) -> u32 {
        self.0[part as usize]
    }
}

/// A place in the order that somebody gave a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overruled {
    /// The score that holds instead, 0 to 100.
    pub score: u32,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl Overruled {
    /// A score from 0 to 100 with a reason.
    pub fn new(score: u32, reason: &str, by: PersonId, at: Timestamp) -> Result<Overruled, Refusal> {
        if score > 100 {
            return Err(Refusal::malformed("score"));
        }
        Ok(Overruled { score, reason: text::line("because", reason)?, by, at })
    }
}

/// What the data say of a problem's place and classes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Events {
    /// Events in the last twelve months of the data.
    pub year: u32,
    /// Events in the twelve months before.
    pub before: u32,
    /// Calls on the police in the last twelve months; none where the agency brings no calls in.
    pub calls: Option<u32>,
    /// Harm of those of the last twelve months, where a theft is 1.
    pub harm: f64,
}

/// What a score is made from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Facts {
    /// What the data say; none for a problem without place or classes, or without data.
    pub events: Option<Events>,
    /// Concerns that belong to it.
    pub concerns: u32,
    /// Partner organizations that have a task in it.
    pub partners: u32,
}

/// One part with its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// The part.
    pub part: Part,
    /// From 0 to 100; none where it is not known.
    pub points: Option<u32>,
    /// How much it counts.
    pub weight: u32,
}

/// A score with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The parts, in the order of [`Part::ALL`].
    pub parts: Vec<Points>,
    /// The score by the parts that are known, 0 to 100.
    pub computed: u32,
    /// The one that holds: as computed, or as overruled.
    pub holds: u32,
    /// Whether somebody looked at who would bear the burden of a response. It is shown beside the score and changes
    /// nothing in it: whom a response burdens is a question about the response.
    pub equity_looked_at: bool,
}

/// The score of a problem.
pub fn score(problem: &Problem, facts: &Facts, weights: Weights) -> Score {
    let points = |part: Part| match part {
        Part::Harm => harm(problem, facts),
        Part::Frequency => facts.events.map(|e| doubling(20.0, f64::from(e.year) / 12.0)),
        Part::Trend => facts.events.and_then(|e| trend(e.year, e.before)),
        Part::Concern => Some(concern(problem, facts)),
        Part::Solvability => Some(solvability(problem, facts)),
        Part::Demand => Some(doubling(20.0, f64::from(facts.events?.calls?) / 12.0)),
    };
    let parts: Vec<Points> =
        Part::ALL.iter().map(|p| Points { part: *p, points: points(*p), weight: weights.of(*p) }).collect();
    let known: Vec<(u32, u32)> = parts.iter().filter_map(|p| Some((p.points?, p.weight))).collect();
    let weight: u32 = known.iter().map(|(_, w)| w).sum();
    let sum: u32 = known.iter().map(|(p, w)| p * w).sum();
    let computed = (sum + weight / 2).checked_div(weight).unwrap_or(0);
    Score {
        parts,
        computed,
        holds: problem.about.overruled.as_ref().map_or(computed, |o| o.score),
        equity_looked_at: !problem.response.fairness.trim().is_empty(),
    }
}

/// So many points for each doubling of one more than `amount`, at most 100.
fn doubling(each: f64, amount: f64) -> u32 {
    rounded(each * (1.0 + amount.max(0.0)).log2())
}

fn rounded(points: f64) -> u32 {
    // Between 0 and 100, so nothing is cut off.
    points.clamp(0.0, 100.0).round() as u32
}

/// The greater of what the events weigh and what people call it: data may miss what people live with.
fn harm(problem: &Problem, facts: &Facts) -> Option<u32> {
    let severity = problem.scanning.harms.iter().filter_map(|h| h.severity).max();
    let stated = severity.map(|s| rounded(20.0 * f64::from(s)));
    stated.max(facts.events.map(|e| doubling(14.0, e.harm / 12.0)))
}

/// 50 is no change; 0 a halving, 100 a doubling. A difference that chance alone makes in one of ten years counts as no
/// change. Without events in either year nothing can be said.
fn trend(year: u32, before: u32) -> Option<u32> {
    let (now, then) = (f64::from(year), f64::from(before));
    if now + then == 0.0 {
        return None;
    }
    // Of a sum split evenly by chance: the normal approximation with 1.645 standard deviations.
    if (now - then).abs() < 1.645 * (now + then).sqrt() {
        return Some(50);
    }
    Some(rounded(50.0 + 50.0 * ((now + 0.5) / (then + 0.5)).log2()))
}

fn concern(problem: &Problem, facts: &Facts) -> u32 {
    let theirs = if problem.scanning.agree == Some(Agreement::Yes) { 25 } else { 0 };
    (doubling(20.0, f64::from(facts.concerns)) + theirs).min(100)
}

/// A fifth for each thing there is to work with.
fn solvability(problem: &Problem, facts: &Facts) -> u32 {
    let analysis = &problem.analysis;
    let has = [
        !problem.scanning.statement.trim().is_empty() && problem.shape.is_some(),
        analysis.triangle.iter().any(|node| !node.lever.trim().is_empty()),
        analysis.hypotheses.iter().any(|h| h.status == HypothesisStatus::Supported),
        facts.partners > 0 || !problem.about.cocreators.is_empty(),
        !analysis.research.is_empty() || !problem.about.guides.is_empty(),
    ];
    20 * u32::try_from(has.iter().filter(|h| **h).count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::problem::Tier;
    use crate::problems::problem::tests::problem;

    fn with(events: Events) -> Facts {
        Facts { events: Some(events), ..Facts::default() }
    }

    fn points(score: &Score, part: Part) -> Option<u32> {
        score.parts[part as usize].points
    }

    #[test]
    fn without_data_the_parts_that_are_known_carry_the_weight() {
        let p = problem(Tier::Quick);
        let bare = score(&p, &Facts::default(), Weights::default());
        assert_eq!(points(&bare, Part::Frequency), None);
        assert_eq!(points(&bare, Part::Trend), None);
        let asked = score(&p, &Facts { concerns: 31, ..Facts::default() }, Weights::default());
        assert_eq!(points(&asked, Part::Concern), Some(100));
        assert!(asked.computed > bare.computed);
        let only = Weights::new([0, 0, 0, 1, 0, 0]).unwrap();
        assert_eq!(score(&p, &Facts { concerns: 3, ..Facts::default() }, only).computed, 40);
    }

    #[test]
    fn a_change_that_could_be_chance_counts_as_none() {
        assert_eq!(trend(0, 0), None);
        assert_eq!(trend(12, 9), Some(50));
        assert_eq!(trend(9, 12), Some(50));
        assert_eq!(trend(70, 40), Some(90));
        assert_eq!(trend(40, 70), Some(10));
        assert_eq!(trend(400, 10), Some(100));
        assert_eq!(trend(0, 30), Some(0));
    }

    #[test]
    fn more_events_never_lower_the_score_and_it_stays_within_0_and_100() {
        let p = problem(Tier::Formal);
        let mut last = 0;
        for n in [0_u32, 1, 5, 20, 100, 1_000, 100_000] {
            let events = Events { year: n, before: n, calls: Some(n), harm: f64::from(n) * 20.0 };
            let now = score(&p, &with(events), Weights::default()).computed;
            assert!(now >= last && now <= 100, "{n}: {last} then {now}");
            last = now;
        }
    }

    #[test]
    fn what_people_call_severe_counts_where_the_data_show_little() {
        let mut p = problem(Tier::Formal);
        p.scanning.harms = vec![crate::problems::scanning::Harm { severity: Some(5), ..Default::default() }];
        let score = score(&p, &with(Events { year: 1, harm: 1.0, ..Events::default() }), Weights::default());
        assert_eq!(points(&score, Part::Harm), Some(100));
    }

    #[test]
    fn an_overruled_score_holds_and_the_computed_one_stays_beside_it() {
        let mut p = problem(Tier::Quick);
        let by = crate::Key::from_uuid(uuid::Uuid::from_u128(7));
        assert_eq!(Overruled::new(101, "x", by, Timestamp::UNIX_EPOCH), Err(Refusal::malformed("score")));
        assert_eq!(Overruled::new(90, " ", by, Timestamp::UNIX_EPOCH), Err(Refusal::required("because")));
        p.about.overruled = Some(Overruled::new(90, "School starts", by, Timestamp::UNIX_EPOCH).unwrap());
        let score = score(&p, &Facts::default(), Weights::default());
        assert_eq!(score.holds, 90);
        assert_ne!(score.computed, 90);
    }

    #[test]
    fn weights_that_count_nothing_are_refused() {
        assert!(Weights::new([0; 6]).is_err());
        assert!(Weights::new([101, 0, 0, 0, 0, 0]).is_err());
        assert!(Weights::new([0, 0, 0, 0, 0, 1]).is_ok());
    }
}
