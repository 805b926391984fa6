//! How unevenly incidents fall on places.

use rand::RngExt;
use rayon::prelude::*;

use crate::error::{at_least, proper_fraction};
use crate::{Result, Seed};

/// The Lorenz figures of a set of places.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// Places, those without an incident included.
    pub places: usize,
    /// Incidents.
    pub incidents: u64,
    /// The Gini coefficient: 0 when all places have the same, near 1 when one has all. `None` without incidents.
    pub gini: Option<f64>,
    /// The Gini coefficient for sparse counts (Bernasco and Steenbeek 2017, J. Quant. Criminol. 33:451): 0 when
    /// incidents are spread as evenly as whole numbers allow.
    pub generalized_gini: Option<f64>,
    /// The Gini coefficient divided by the largest value that so many places and incidents allow; `None` where that
    /// is 0 (one place or one incident).
    pub unbiased_gini: Option<f64>,
    /// The 80-20 table: shares of incidents at the top 1, 5, 10, 20 and 50 % of places.
    pub top: Vec<ShareAtTop>,
}

/// How much of everything the worst places hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareAtTop {
    /// The share of places asked for.
    pub share_of_places: f64,
    /// As many whole places (rounded up, at least one).
    pub places: usize,
    /// Their incidents.
    pub incidents: u64,
    /// Their share of all incidents; 0 without incidents.
    pub share_of_incidents: f64,
}

/// Gini coefficients and the 80-20 table of incidents over `places` places; `counts` may leave out those without any.
///
/// `G = 2 sum_i i x_(i) / (n S) - (n + 1) / n` over counts in rising order; the generalized form is
/// `max(1, n/S) (G - 1) + 1`, the unbiased one `G m / (m - 1)` with `m = min(n, S)`.
///
/// # Errors
/// `TooFew` without a place, or when `places` is less than the number of counts.
pub fn concentration(counts: &[u32], places: usize) -> Result<Concentration> {
    at_least("places", counts.len().max(1), places)?;
    let sorted = falling(counts);
    let incidents: u64 = sorted.iter().map(|&count| u64::from(count)).sum();
    let (n, s) = (places as f64, incidents as f64);
    // The largest count has rank n; places left out have count 0 and add nothing.
    let weighted: f64 = sorted.iter().enumerate().map(|(i, &count)| (n - i as f64) * f64::from(count)).sum();
    let gini = (incidents > 0).then(|| 2.0 * weighted / (n * s) - (n + 1.0) / n);
    let smaller = n.min(s);
    let top = [0.01, 0.05, 0.1, 0.2, 0.5].map(|share| at_top(&sorted, places, incidents, share));
    Ok(Concentration {
        places,
        incidents,
        gini,
        generalized_gini: gini.map(|gini| (n / s).max(1.0) * (gini - 1.0) + 1.0),
        unbiased_gini: gini.filter(|_| smaller > 1.0).map(|gini| gini * smaller / (smaller - 1.0)),
        top: top.to_vec(),
    })
}

/// The share of all incidents at the worst `share` of places.
///
/// # Errors
/// As [`concentration`]; `OutOfRange` for a share outside `(0, 1)`.
pub fn share_of_top(counts: &[u32], places: usize, share: f64) -> Result<ShareAtTop> {
    at_least("places", counts.len().max(1), places)?;
    proper_fraction("the share of places", share)?;
    let sorted = falling(counts);
    let incidents = sorted.iter().map(|&count| u64::from(count)).sum();
    Ok(at_top(&sorted, places, incidents, share))
}

/// The corners of the Lorenz curve: (share of places, share of their incidents), places with the fewest first, from
/// (0, 0) to (1, 1). Between corners the curve is straight: places of equal counts lie on one line. Without incidents only
/// the two ends, as on the line of equality.
///
/// # Errors
/// As [`concentration`].
pub fn lorenz(counts: &[u32], places: usize) -> Result<Vec<(f64, f64)>> {
    at_least("places", counts.len().max(1), places)?;
    let sorted = falling(counts);
    let all: u64 = sorted.iter().map(|&count| u64::from(count)).sum();
    let mut corners = vec![(0.0, 0.0)];
    let (mut seen, mut incidents) = (places - sorted.len(), 0_u64);
    for (at, &count) in sorted.iter().enumerate().rev() {
        seen += 1;
        incidents += u64::from(count);
        let last = at == 0 || sorted[at - 1] != count;
        if last && all > 0 {
            corners.push((seen as f64 / places as f64, incidents as f64 / all as f64));
        }
    }
    if all == 0 {
        corners.push((1.0, 1.0));
    }
    // Places left out have no incident, like those given as 0: one line.
    let zeros = places - sorted.iter().filter(|count| **count > 0).count();
    if all > 0 && zeros > 0 && corners.get(1).is_none_or(|corner| corner.1 > 0.0) {
        corners.insert(1, (zeros as f64 / places as f64, 0.0));
    }
    Ok(corners)
}

/// What chance alone would make of as many incidents at as many places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ByChance {
    /// The mean Gini coefficient of the draws.
    pub gini: f64,
    /// `(b + 1) / (R + 1)`, `b` the draws with at least the observed coefficient.
    pub p: f64,
    /// How many draws, `R`.
    pub draws: usize,
}

/// Compares the Gini coefficient with what `draws` throws of all incidents at all places give, each place as likely as any
/// other (the Poisson null, given the sum). Few incidents at many places are always "concentrated"; this says how far
/// beyond that these are. `None` without incidents.
///
/// # Errors
/// As [`concentration`]; `TooFew` without a draw.
pub fn gini_by_chance(counts: &[u32], places: usize, draws: usize, seed: Seed) -> Result<Option<ByChance>> {
    at_least("draws", 1, draws)?;
    let found = concentration(counts, places)?;
    let Some(observed) = found.gini else { return Ok(None) };
    let drawn: Vec<f64> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| {
            let mut generator = seed.stream(draw);
            let mut thrown = vec![0_u32; places];
            (0..found.incidents).for_each(|_| thrown[generator.random_range(0..places)] += 1);
            gini_of(&thrown, found.incidents)
        })
        .collect();
    let as_far = drawn.iter().filter(|gini| **gini >= observed - 1e-12).count();
    let gini = drawn.iter().sum::<f64>() / draws as f64;
    Ok(Some(ByChance { gini, p: (as_far + 1) as f64 / (draws + 1) as f64, draws }))
}

/// The Gini coefficient by how many places have each count, without sorting.
fn gini_of(counts: &[u32], incidents: u64) -> f64 {
    let most = counts.iter().copied().max().unwrap_or(0) as usize;
    let mut of = vec![0_u64; most + 1];
    counts.iter().for_each(|&count| of[count as usize] += 1);
    let (mut below, mut weighted) = (0.0, 0.0);
    for (count, &number) in of.iter().enumerate() {
        let number = number as f64;
        // Ranks below + 1 to below + number.
        weighted += count as f64 * number * (below + 0.5 * (number + 1.0));
        below += number;
    }
    let (n, s) = (counts.len() as f64, incidents as f64);
    2.0 * weighted / (n * s) - (n + 1.0) / n
}

fn falling(counts: &[u32]) -> Vec<u32> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted
}

fn at_top(sorted: &[u32], places: usize, all: u64, share_of_places: f64) -> ShareAtTop {
    // The small step back keeps 20 % of 10 places at two although 0.2 is not exact in binary.
    let whole = (share_of_places * places as f64 - 1e-9).ceil().max(1.0) as usize;
    let incidents: u64 = sorted.iter().take(whole).map(|&count| u64::from(count)).sum();
    let share_of_incidents = if all == 0 { 0.0 } else { incidents as f64 / all as f64 };
    ShareAtTop { share_of_places, places: whole, incidents, share_of_incidents }
}
