//! `Gi*` by permutation, for values that are too skewed for the analytic p-value: harm, money, rare counts.

use super::{Moments, Tail};
use crate::conditional::extremes;
use crate::error::at_least;
use crate::near_repeat::MOST_PERMUTATIONS;
use crate::neighbours::Neighbours;
use crate::{AnalysisError, Result, Seed};

/// The p-value of `Gi*` of every unit by conditional permutation, `(b + 1) / (R + 1)`, in the order given.
///
/// The value of the unit itself stays fixed and the others are permuted (some programs permute it too). With two tails,
/// `b` counts sums at least as far from their mean on either side; the smaller tail is never taken for both.
///
/// # Errors
/// As [`gi_star`]; `TooFew` without permutations, `TooMany` beyond a million.
pub fn gi_star_permuted(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: usize,
    tail: Tail,
    seed: Seed,
) -> Result<Vec<f64>> {
    Moments::of(values, neighbours)?;
    check_permutations(permutations)?;
    let found = extremes(values, neighbours, permutations, seed);
    Ok(found.into_iter().map(|one| one.p(permutations, tail == Tail::Upper)).collect())
}

/// Fails without permutations and beyond a million.
pub(crate) fn check_permutations(given: usize) -> Result<()> {
    at_least("permutations", 1, given)?;
    if given > MOST_PERMUTATIONS {
        return Err(AnalysisError::TooMany { what: "permutations", most: MOST_PERMUTATIONS, given });
    }
    Ok(())
}
