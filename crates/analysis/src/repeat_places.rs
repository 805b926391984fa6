//! Repeat places: addresses that come up more often than places of their kind do by chance, and how concentrated
//! incidents are over places.
//!
//! A place is compared with the other places of its kind (stores with stores). Given the `S` incidents at the `n`
//! places of the kind, chance would give each place a binomial share, `count ~ Binomial(S, 1/n)`: the exact conditional
//! form of the Poisson comparison. Places of one kind differ for good reasons (size, hours), so the default lets their
//! rates vary as a gamma distribution (negative binomial counts), whose conditional form is
//! `count ~ BetaBinomial(S, k, k (n-1))`. The shape `k` comes from the *other* places of the kind, so that one very bad
//! store cannot hide itself by making the kind look varied.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::chance::{beta_binomial_at_least, binomial_at_least};
use crate::many::{Correction, discoveries_among};
use crate::{AnalysisError, Result};

mod concentration;
pub use concentration::{
    ByChance, Concentration, ShareAtTop, concentration, gini_by_chance, lorenz, share_of_top,
};

/// Counts how often each key comes up, most often first; equal counts by key.
#[must_use]
pub fn count_keys(keys: &[u64]) -> Vec<(u64, u32)> {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for &key in keys {
        *counts.entry(key).or_default() += 1;
    }
    let mut sorted: Vec<(u64, u32)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    sorted
}

/// The incidents at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceCount {
    /// The caller's key of the place.
    pub place: u64,
    /// What kind of place it is: places are compared within their kind only.
    pub kind: u32,
    /// How many incidents it had.
    pub count: u32,
}

/// How places of one kind are taken to differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spread {
    /// Rates vary from place to place as a gamma distribution, estimated from the other places of the kind.
    #[default]
    NegativeBinomial,
    /// All places of the kind have the same rate. Flags large places for being large.
    Poisson,
}

/// How repeat places are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatOptions {
    /// The false discovery rate.
    pub alpha: f64,
    /// How places of a kind differ.
    pub spread: Spread,
    /// How many places at once are allowed for.
    pub correction: Correction,
    /// A place with fewer incidents is never called a repeat place.
    pub fewest: u32,
}

impl Default for RepeatOptions {
    fn default() -> Self {
        Self { alpha: 0.05, spread: Spread::default(), correction: Correction::default(), fewest: 3 }
    }
}

/// One place against its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatPlace {
    /// The place as given.
    pub place: PlaceCount,
    /// The mean count of the other places of its kind.
    pub expected: f64,
    /// The gamma shape used (smaller means that places differ more); `None` when counts were taken as Poisson.
    pub shape: Option<f64>,
    /// The chance of as many or more (upper tail, the count itself included).
    pub p: f64,
    /// Its q-value among all places at risk.
    pub q: f64,
    /// Improbably many, and at least the fewest asked for.
    pub repeat: bool,
}

/// Tests every place with an incident against its kind. The answer is in falling order of how improbable a place is
/// (then by count, then by key).
///
/// `at_risk` says how many places of each kind there are, those without an incident included.
///
/// # Errors
/// `Twice` for a place or kind given twice, `TooFew` when a kind has fewer places at risk than were given or fewer than
/// 2, `OutOfRange` for a bad `alpha`.
pub fn repeat_places(
    places: &[PlaceCount],
    at_risk: &[(u32, usize)],
    options: RepeatOptions,
) -> Result<Vec<RepeatPlace>> {
    let kinds = kinds(places, at_risk)?;
    let mut tested: Vec<RepeatPlace> =
        places.par_iter().map(|place| kinds[&place.kind].test(*place, options)).collect();
    let p: Vec<f64> = tested.iter().map(|place| place.p).collect();
    let family = at_risk.iter().map(|(_, places)| places).sum();
    let found = discoveries_among(&p, family, options.alpha, options.correction)?;
    for (index, place) in tested.iter_mut().enumerate() {
        place.q = found.q[index];
        place.repeat = found.significant[index] && place.place.count >= options.fewest;
    }
    tested.sort_by(|a, b| {
        a.p.total_cmp(&b.p).then(b.place.count.cmp(&a.place.count)).then(a.place.place.cmp(&b.place.place))
    });
    Ok(tested)
}

/// Sums over the places of one kind.
#[derive(Default)]
struct Kind {
    places: f64,
    sum: u64,
    squares: f64,
}

impl Kind {
    fn test(&self, place: PlaceCount, options: RepeatOptions) -> RepeatPlace {
        let count = u64::from(place.count);
        let expected = (self.sum - count) as f64 / (self.places - 1.0);
        let shape = match options.spread {
            Spread::Poisson => None,
            Spread::NegativeBinomial => self.shape_without(place.count, expected),
        };
        let p = match shape {
            Some(k) => beta_binomial_at_least(count, self.sum, k, k * (self.places - 1.0)),
            None => binomial_at_least(count, self.sum, 1.0 / self.places),
        };
        RepeatPlace { place, expected, shape, p, q: p, repeat: false }
    }

    /// The gamma shape by moments over the other places: `mean^2 / (variance - mean)`; none when they vary no more
    /// than chance makes them.
    fn shape_without(&self, count: u32, mean: f64) -> Option<f64> {
        let others = self.places - 1.0;
        if others < 2.0 || mean <= 0.0 {
            return None;
        }
        let squares = self.squares - f64::from(count) * f64::from(count);
        let variance = (squares - others * mean * mean) / (others - 1.0);
        (variance > mean * (1.0 + 1e-9)).then(|| (mean * mean / (variance - mean)).clamp(1e-3, 1e6))
    }
}

fn kinds(places: &[PlaceCount], at_risk: &[(u32, usize)]) -> Result<BTreeMap<u32, Kind>> {
    let mut kinds = BTreeMap::new();
    for &(kind, places) in at_risk {
        crate::error::at_least("places of one kind", 2, places)?;
        let fresh = Kind { places: places as f64, ..Default::default() };
        if kinds.insert(kind, fresh).is_some() {
            return Err(AnalysisError::Twice { what: "kinds of place", key: u64::from(kind) });
        }
    }
    let mut seen = std::collections::HashSet::with_capacity(places.len());
    let mut given: BTreeMap<u32, usize> = BTreeMap::new();
    for place in places {
        if !seen.insert(place.place) {
            return Err(AnalysisError::Twice { what: "places", key: place.place });
        }
        *given.entry(place.kind).or_default() += 1;
        let missing = AnalysisError::TooFew { what: "places at risk of a kind", needed: 1, given: 0 };
        let kind: &mut Kind = kinds.get_mut(&place.kind).ok_or(missing)?;
        kind.sum += u64::from(place.count);
        kind.squares += f64::from(place.count) * f64::from(place.count);
    }
    for (kind, needed) in given {
        crate::error::at_least("places at risk of a kind", needed, kinds[&kind].places as usize)?;
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests;
