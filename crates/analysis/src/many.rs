//! Many tests at once: false discovery rates.
//!
//! Looking at ten thousand cells, five in a hundred would be "significant" by chance alone (on pure noise 616 of 10,000
//! cells at two-sided p < .05). The q-value of a test is the smallest false discovery rate at which it still counts.

use crate::error::{at_least, proper_fraction};
use crate::{AnalysisError, Result};

/// How many tests at once are allowed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57:289): the default. Holds for positively dependent tests, as
    /// neighbouring cells are.
    #[default]
    BenjaminiHochberg,
    /// Benjamini and Yekutieli (2001, Ann. Stat. 29:1165): holds under any dependence, at the price of power (p-values
    /// times 1 + 1/2 + ... + 1/m). Some programs cite this paper but compute the one above.
    BenjaminiYekutieli,
    /// No correction: q is p. For showing what it would do, not for deciding.
    None,
}

/// The q-values and the cut of one family of tests.
#[derive(Debug, Clone, PartialEq)]
pub struct Discoveries {
    /// The adjusted p-value of each test, in the order given, in `[0, 1]`.
    pub q: Vec<f64>,
    /// Whether each test counts at the level asked for: `q <= alpha`.
    pub significant: Vec<bool>,
    /// The largest p-value that counts; `None` when none does.
    pub cut: Option<f64>,
    /// How many tests the correction allowed for.
    pub tests: usize,
}

/// q-values of a family of p-values at false discovery rate `alpha`, with `<=` at the limit.
///
/// # Errors
/// `OutOfRange` for an `alpha` outside `(0, 1)` or a p-value outside `[0, 1]`, `NotANumber` for a p-value that is none.
/// An empty family gives an empty result.
pub fn discoveries(p: &[f64], alpha: f64, correction: Correction) -> Result<Discoveries> {
    discoveries_among(p, p.len(), alpha, correction)
}

/// As [`discoveries`], for a family of `tests` of which those not given had p = 1 (places without any incident).
///
/// # Errors
/// As [`discoveries`]; `TooFew` when `tests` is less than the number of p-values.
pub fn discoveries_among(p: &[f64], tests: usize, alpha: f64, correction: Correction) -> Result<Discoveries> {
    proper_fraction("alpha", alpha)?;
    at_least("tests in the family", p.len(), tests)?;
    for (at, &value) in p.iter().enumerate() {
        if value.is_nan() {
            return Err(AnalysisError::NotANumber { what: "p-values", at });
        }
        if !(0.0..=1.0).contains(&value) {
            return Err(AnalysisError::OutOfRange { what: "a p-value", rule: "from 0 to 1", value });
        }
    }
    let q = adjusted(p, tests, correction);
    let significant: Vec<bool> = q.iter().map(|&q| q <= alpha).collect();
    let cut = p.iter().zip(&significant).filter(|(_, yes)| **yes).map(|(p, _)| *p).reduce(f64::max);
    Ok(Discoveries { q, significant, cut, tests })
}

fn adjusted(p: &[f64], tests: usize, correction: Correction) -> Vec<f64> {
    let factor = match correction {
        Correction::None => return p.to_vec(),
        Correction::BenjaminiHochberg => tests as f64,
        Correction::BenjaminiYekutieli => tests as f64 * (1..=tests).map(|i| 1.0 / i as f64).sum::<f64>(),
    };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_unstable_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &test) in order.iter().enumerate().rev() {
        smallest = smallest.min(p[test] * factor / (rank + 1) as f64);
        q[test] = smallest;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPPT: [f64; 5] = [0.018_550_14, 0.834_046_63, 0.025_549_32, 0.890_185_51, 1.0];

    #[test]
    fn yekutieli_matches_the_published_pattern_test_table() {
        let found = discoveries(&SPPT, 0.05, Correction::BenjaminiYekutieli).unwrap();
        for (q, expected) in found.q.iter().zip([0.145_844_02, 1.0, 0.145_844_02, 1.0, 1.0]) {
            assert!((q - expected).abs() < 1e-7, "{q} is not {expected}");
        }
        assert_eq!(found.cut, None);
    }

    #[test]
    fn hochberg_is_yekutieli_without_the_harmonic_factor() {
        let found = discoveries(&SPPT, 0.07, Correction::BenjaminiHochberg).unwrap();
        assert!((found.q[0] - 0.025_549_32 * 2.5).abs() < 1e-12);
        assert_eq!(found.significant, [true, false, true, false, false]);
        assert_eq!(found.cut, Some(0.025_549_32));
    }

    #[test]
    fn silent_members_of_the_family_count() {
        let alone = discoveries(&[0.01], 0.05, Correction::BenjaminiHochberg).unwrap();
        let among = discoveries_among(&[0.01], 100, 0.05, Correction::BenjaminiHochberg).unwrap();
        assert!(alone.significant[0] && !among.significant[0]);
        assert!(discoveries_among(&[0.01, 0.1], 1, 0.05, Correction::None).is_err());
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        assert!(discoveries(&[f64::NAN], 0.05, Correction::None).is_err());
        assert!(discoveries(&[1.5], 0.05, Correction::None).is_err());
        assert!(discoveries(&[0.5], 0.0, Correction::None).is_err());
        assert!(discoveries(&[], 0.05, Correction::BenjaminiYekutieli).unwrap().q.is_empty());
    }
}
