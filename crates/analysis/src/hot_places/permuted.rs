//! `Gi*` by permutation, for values that are too skewed for the analytic p-value: harm, money, rare counts.

use super::{Moments, Tail};
use crate::conditional::{adaptive, extremes};
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
/// As [`gi_star`](super::gi_star); `TooFew` without permutations, `TooMany` beyond a million.
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

/// As [`gi_star_permuted`], with more permutations, up to `most`, for the leading units: those that fewer than 20 of the
/// first `permutations` are as extreme as. So a map of ten thousand cells can be corrected for all of them without a
/// million permutations of each. The answer is the p-value and the permutations of each unit.
///
/// # Errors
/// As [`gi_star_permuted`].
pub fn gi_star_adaptive(
    values: &[f64],
    neighbours: &Neighbours,
    permutations: usize,
    most: usize,
    tail: Tail,
    seed: Seed,
) -> Result<Vec<(f64, usize)>> {
    Moments::of(values, neighbours)?;
    check_permutations(permutations)?;
    check_permutations(most)?;
    let upper = tail == Tail::Upper;
    let found = adaptive(values, neighbours, permutations, most, upper, seed);
    Ok(found.into_iter().map(|(one, done)| (one.p(done, upper), done)).collect())
}

/// Fails without permutations and beyond a million.
pub(crate) fn check_permutations(given: usize) -> Result<()> {
    at_least("permutations", 1, given)?;
    if given > MOST_PERMUTATIONS {
        return Err(AnalysisError::TooMany { what: "permutations", most: MOST_PERMUTATIONS, given });
    }
    Ok(())
}
