//! How unevenly incidents fall on places.

use crate::Result;
use crate::error::{at_least, proper_fraction};

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
