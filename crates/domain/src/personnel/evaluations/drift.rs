//! How raters differ, over all they rated and never for one person: the mean and the spread of those who rated enough
//! people, beside the agency's. It shows where raters should talk with each other, not who is right.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Evaluation, Rated, Step};
use crate::ids::PersonId;
use crate::personnel::competencies::Competency;

/// Fewest people whom a shown figure is made of.
pub const FEWEST: usize = 5;

/// A rater's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct RaterDrift {
    /// Who.
    pub rater: PersonId,
    /// People whose ratings are counted.
    pub people: usize,
    /// Mean of all ratings, 1 to 5.
    pub mean: f64,
    /// Standard deviation of all ratings.
    pub spread: f64,
}

/// What may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drift {
    /// People whose ratings are counted.
    pub people: usize,
    /// Mean of all ratings.
    pub mean: Option<f64>,
    /// Spread of all ratings.
    pub spread: Option<f64>,
    /// Mean of each competency, where enough people were rated on it.
    pub competencies: Vec<(Competency, Option<f64>)>,
    /// Raters who rated enough people, who rated most in front.
    pub raters: Vec<RaterDrift>,
    /// Raters who are not shown.
    pub hidden: usize,
}

/// The figures over closed evaluations. They grow only by whole blocks: a rater's next block counts once it holds
/// [`FEWEST`] people, and a competency's once so many were rated on it. So whoever reads the page before and after one
/// evaluation is closed learns nothing about it; and as nothing else stands in the whole, nothing follows from what is
/// kept back.
pub fn drift<'a>(evaluations: impl IntoIterator<Item = &'a Evaluation>) -> Drift {
    let mut closed: Vec<(Timestamp, &Evaluation)> = evaluations
        .into_iter()
        .filter(|e| e.step == Step::Closed && e.rated.is_some())
        .filter_map(|e| Some((e.signed?, e)))
        .collect();
    closed.sort_by_key(|(at, e)| (*at, e.id));
    let mut of: BTreeMap<PersonId, Blocks<'a>> = BTreeMap::new();
    let mut counted: Vec<&Evaluation> = Vec::new();
    for (_, evaluation) in closed {
        let Some((rater, _)) = evaluation.rated else { continue };
        counted.extend(of.entry(rater).or_default().add(evaluation, evaluation));
    }
    let mut shown: Vec<RaterDrift> = of.iter().filter_map(|(rater, blocks)| figure(*rater, blocks)).collect();
    shown.sort_by_key(|r| (std::cmp::Reverse(r.people), r.rater));
    let all = ratings(&counted);
    Drift {
        people: people(&counted),
        mean: (!all.is_empty()).then(|| mean(&all)),
        spread: (!all.is_empty()).then(|| spread(&all)),
        competencies: Competency::ALL.iter().map(|c| (*c, of_competency(*c, &counted))).collect(),
        hidden: of.len() - shown.len(),
        raters: shown,
    }
}

/// Things about people in the order in which they came, counted by whole blocks of [`FEWEST`] people.
struct Blocks<'a, T = &'a Evaluation> {
    counted: Vec<T>,
    waiting: Vec<(&'a Evaluation, T)>,
}

impl<T> Default for Blocks<'_, T> {
    fn default() -> Self {
        Blocks { counted: Vec::new(), waiting: Vec::new() }
    }
}

impl<'a, T: Copy> Blocks<'a, T> {
    /// Adds one; gives the block that is whole with it, if one is.
    fn add(&mut self, of: &'a Evaluation, one: T) -> Vec<T> {
        self.waiting.push((of, one));
        let people: BTreeSet<PersonId> = self.waiting.iter().map(|(e, _)| e.person).collect();
        if people.len() < FEWEST {
            return Vec::new();
        }
        let block: Vec<T> = self.waiting.drain(..).map(|(_, one)| one).collect();
        self.counted.extend(&block);
        block
    }
}

fn figure(rater: PersonId, blocks: &Blocks<'_>) -> Option<RaterDrift> {
    let given = ratings(&blocks.counted);
    (!given.is_empty()).then(|| RaterDrift {
        rater,
        people: people(&blocks.counted),
        mean: mean(&given),
        spread: spread(&given),
    })
}

fn of_competency(competency: Competency, counted: &[&Evaluation]) -> Option<f64> {
    let mut blocks: Blocks<'_, f64> = Blocks::default();
    for evaluation in counted {
        for (which, mark) in evaluation.marks.each() {
            if let Rated::At(n) = mark.rated
                && which == competency
            {
                blocks.add(evaluation, f64::from(n));
            }
        }
    }
    (!blocks.counted.is_empty()).then(|| mean(&blocks.counted))
}

fn people(counted: &[&Evaluation]) -> usize {
    counted.iter().map(|e| e.person).collect::<BTreeSet<_>>().len()
}

fn ratings(counted: &[&Evaluation]) -> Vec<f64> {
    let marks = counted.iter().flat_map(|e| e.marks.each());
    let given = marks.filter_map(|(_, mark)| match mark.rated {
        Rated::At(n) => Some(f64::from(n)),
        _ => None,
    });
    given.collect()
}

fn mean(given: &[f64]) -> f64 {
    given.iter().sum::<f64>() / given.len().max(1) as f64
}

fn spread(given: &[f64]) -> f64 {
    let middle = mean(given);
    let squares: f64 = given.iter().map(|g| (g - middle).powi(2)).sum();
    (squares / given.len().saturating_sub(1).max(1) as f64).sqrt()
}
