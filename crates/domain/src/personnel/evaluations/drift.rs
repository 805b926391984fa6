//! How raters differ, over all they rated and never for one person: the mean and the spread of those who rated enough
//! people, beside the agency's. It shows where raters should talk with each other, not who is right.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evaluation, Rated};
use crate::ids::PersonId;
use crate::personnel::competencies::Competency;

/// Fewest people whom a shown figure is made of.
pub const FEWEST: usize = 5;

/// A rater's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct RaterDrift {
    /// Who.
    pub rater: PersonId,
    /// People rated.
    pub people: usize,
    /// Mean of all ratings, 1 to 5.
    pub mean: f64,
    /// Standard deviation of all ratings.
    pub spread: f64,
}

/// What may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drift {
    /// People rated in all; nothing else is shown where they are fewer than [`FEWEST`].
    pub people: usize,
    /// Mean of all ratings.
    pub mean: Option<f64>,
    /// Spread of all ratings.
    pub spread: Option<f64>,
    /// Mean of each competency, where enough people were rated on it.
    pub competencies: Vec<(Competency, Option<f64>)>,
    /// Raters who rated enough people; the rest together are enough people too, or none.
    pub raters: Vec<RaterDrift>,
    /// Raters who are not shown.
    pub hidden: usize,
}

/// The figures over evaluations that a rater signed. A rater's is shown where it is made of [`FEWEST`] people; and where
/// those that are not shown could be worked out from the rest, the next smallest is kept back as well.
pub fn drift<'a>(signed: impl IntoIterator<Item = &'a Evaluation>) -> Drift {
    let mut of: BTreeMap<PersonId, (BTreeSet<PersonId>, Vec<f64>)> = BTreeMap::new();
    let mut each: BTreeMap<Competency, (BTreeSet<PersonId>, Vec<f64>)> = BTreeMap::new();
    for evaluation in signed {
        let Some((rater, _)) = evaluation.rated else { continue };
        for (competency, mark) in evaluation.marks.each() {
            let Rated::At(n) = mark.rated else { continue };
            for (people, given) in [of.entry(rater).or_default(), each.entry(competency).or_default()] {
                people.insert(evaluation.person);
                given.push(f64::from(n));
            }
        }
    }
    let everybody: BTreeSet<PersonId> = of.values().flat_map(|(people, _)| people).copied().collect();
    if everybody.len() < FEWEST {
        return Drift { people: everybody.len(), hidden: of.len(), ..Drift::default() };
    }
    let all: Vec<f64> = of.values().flat_map(|(_, given)| given).copied().collect();
    let enough =
        |(people, given): &(BTreeSet<PersonId>, Vec<f64>)| (people.len() >= FEWEST).then(|| mean(given));
    let raters = of.len();
    let shown = shown(of);
    Drift {
        people: everybody.len(),
        mean: Some(mean(&all)),
        spread: Some(spread(&all)),
        competencies: Competency::ALL.iter().map(|c| (*c, each.get(c).and_then(enough))).collect(),
        hidden: raters - shown.len(),
        raters: shown,
    }
}

fn shown(of: BTreeMap<PersonId, (BTreeSet<PersonId>, Vec<f64>)>) -> Vec<RaterDrift> {
    let mut all: Vec<(PersonId, BTreeSet<PersonId>, Vec<f64>)> =
        of.into_iter().map(|(rater, (people, given))| (rater, people, given)).collect();
    all.sort_by_key(|(rater, people, _)| (std::cmp::Reverse(people.len()), *rater));
    let mut cut = all.partition_point(|(_, people, _)| people.len() >= FEWEST);
    let hidden =
        |cut: usize| all[cut..].iter().flat_map(|(_, people, _)| people).collect::<BTreeSet<_>>().len();
    while cut > 0 && cut < all.len() && hidden(cut) < FEWEST {
        cut -= 1;
    }
    let figure = |(rater, people, given): &(PersonId, BTreeSet<PersonId>, Vec<f64>)| RaterDrift {
        rater: *rater,
        people: people.len(),
        mean: mean(given),
        spread: spread(given),
    };
    all[..cut].iter().map(figure).collect()
}

fn mean(given: &[f64]) -> f64 {
    given.iter().sum::<f64>() / given.len().max(1) as f64
}

fn spread(given: &[f64]) -> f64 {
    let middle = mean(given);
    let squares: f64 = given.iter().map(|g| (g - middle).powi(2)).sum();
    (squares / given.len().saturating_sub(1).max(1) as f64).sqrt()
}
