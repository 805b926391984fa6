//! Whether the pattern over the map changed: the spatial point pattern test in its chi-squared form.
//!
//! Andresen (2009, Appl. Geogr. 29:333) asks for each area whether its *share* of all incidents changed, not its count: a
//! fall everywhere alike is no change of pattern. Here each area is tested against all others by Pearson's chi-squared of
//! the 2 x 2 table, and the false discovery rate is held over all areas (Wheeler, Steenbeek and Andresen 2018, Trans. GIS
//! 22:795).

use statrs::function::erf::erfc;

use crate::Result;
use crate::error::{at_least, same_length};
use crate::many::{Correction, discoveries};

/// How a change of pattern is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatternOptions {
    /// The false discovery rate over all areas.
    pub alpha: f64,
    /// How many areas at once are allowed for. Shares add up to 1, so that tests hang together: Benjamini and Yekutieli's is
    /// the cautious choice, and the one that crimepy makes unless asked otherwise.
    pub correction: Correction,
    /// Yates's correction for continuity, at most the difference itself.
    pub continuity: bool,
}

impl Default for PatternOptions {
    fn default() -> Self {
        Self { alpha: 0.05, correction: Correction::default(), continuity: true }
    }
}

/// One area that had an incident before or after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareChange {
    /// Its share of all incidents before.
    pub before: f64,
    /// Its share after.
    pub after: f64,
    /// Two-sided p-value of an unchanged share.
    pub p: f64,
    /// Its q-value among all tested areas.
    pub q: f64,
    /// Changed at the false discovery rate asked for.
    pub changed: bool,
}

/// The pattern before against the pattern after.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternChange {
    /// The options used.
    pub options: PatternOptions,
    /// The areas in the order given; `None` without any incident, which are not tested.
    pub areas: Vec<Option<ShareChange>>,
    /// Areas tested.
    pub tested: usize,
    /// Andresen's S: the part of the tested areas whose share did not change. 1 is an unchanged pattern.
    pub similarity: f64,
}

/// Compares the pattern of incidents over areas before and after.
///
/// # Errors
/// `UnequalLengths`, `TooFew` when there is no incident before or after, `OutOfRange` for a bad `alpha`.
pub fn pattern_change(before: &[u32], after: &[u32], options: PatternOptions) -> Result<PatternChange> {
    same_length("areas before and after", before.len(), after.len())?;
    let sum = |counts: &[u32]| counts.iter().map(|&count| f64::from(count)).sum::<f64>();
    let (all_before, all_after) = (sum(before), sum(after));
    at_least("incidents before", 1, all_before as usize)?;
    at_least("incidents after", 1, all_after as usize)?;
    let tested: Vec<usize> = (0..before.len()).filter(|&at| before[at] > 0 || after[at] > 0).collect();
    let pair = |at: usize| (f64::from(before[at]), f64::from(after[at]));
    let p: Vec<f64> =
        tested.iter().map(|&at| unchanged(pair(at), (all_before, all_after), options.continuity)).collect();
    let many = discoveries(&p, options.alpha, options.correction)?;
    let mut areas = vec![None; before.len()];
    for (rank, &at) in tested.iter().enumerate() {
        areas[at] = Some(ShareChange {
            before: pair(at).0 / all_before,
            after: pair(at).1 / all_after,
            p: p[rank],
            q: many.q[rank],
            changed: many.significant[rank],
        });
    }
    let same = many.significant.iter().filter(|changed| !**changed).count();
    let similarity = same as f64 / tested.len() as f64;
    Ok(PatternChange { options, areas, tested: tested.len(), similarity })
}

/// Pearson's chi-squared test of one area against all others, one degree of freedom.
fn unchanged(area: (f64, f64), all: (f64, f64), continuity: bool) -> f64 {
    let (inside, everything) = (area.0 + area.1, all.0 + all.1);
    let expected = inside * all.0 / everything;
    let apart = (area.0 - expected).abs();
    let apart = if continuity { apart - apart.min(0.5) } else { apart };
    let outside = everything - inside;
    if outside <= 0.0 {
        return 1.0;
    }
    // All four cells are the same distance from what is expected of them.
    let cells = [inside * all.0, inside * all.1, outside * all.0, outside * all.1];
    let statistic: f64 = cells.iter().map(|cell| apart * apart * everything / cell).sum();
    erfc((0.5 * statistic).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AnalysisError;
    use proptest::prelude::*;

    const BEFORE: [u32; 6] = [30, 12, 8, 50, 0, 5];
    const AFTER: [u32; 6] = [15, 14, 20, 52, 0, 4];

    #[test]
    fn the_published_table_comes_out_with_the_correction_named() {
        let yekutieli =
            PatternOptions { correction: Correction::BenjaminiYekutieli, ..PatternOptions::default() };
        let found = pattern_change(&BEFORE, &AFTER, yekutieli).unwrap();
        let p = [0.018_550_14, 0.834_046_63, 0.025_549_32, 0.890_185_51, 1.0];
        let q = [0.145_844_02, 1.0, 0.145_844_02, 1.0, 1.0];
        let tested: Vec<ShareChange> = found.areas.iter().flatten().copied().collect();
        assert_eq!((tested.len(), found.areas[4]), (5, None));
        for ((area, p), q) in tested.iter().zip(p).zip(q) {
            assert!((area.p - p).abs() < 1e-8 && (area.q - q).abs() < 1e-7, "{area:?}");
        }
        assert_eq!(found.similarity, 1.0);
        let hochberg =
            pattern_change(&BEFORE, &AFTER, PatternOptions { alpha: 0.07, ..PatternOptions::default() });
        assert_eq!(hochberg.unwrap().similarity, 0.6);
    }

    #[test]
    fn input_that_has_no_pattern_is_refused_and_one_area_cannot_change() {
        let options = PatternOptions::default();
        assert!(matches!(pattern_change(&[1], &[1, 2], options), Err(AnalysisError::UnequalLengths { .. })));
        assert!(pattern_change(&[0, 0], &[1, 2], options).is_err());
        assert!(pattern_change(&[], &[], options).is_err());
        assert!(pattern_change(&[1], &[2], PatternOptions { alpha: 2.0, ..options }).is_err());
        assert_eq!(pattern_change(&[5], &[9], options).unwrap().areas[0].unwrap().p, 1.0);
    }

    proptest! {
        #[test]
        fn a_fall_everywhere_alike_is_no_change_and_the_order_of_areas_does_not_matter(
            counts in prop::collection::vec(0u32..50, 2..30), turn in 0usize..30,
        ) {
            prop_assume!(counts.iter().any(|count| *count > 0));
            let doubled: Vec<u32> = counts.iter().map(|count| 2 * count).collect();
            let same = pattern_change(&doubled, &counts, PatternOptions::default()).unwrap();
            prop_assert!(same.areas.iter().flatten().all(|area| area.p > 0.999));
            let mut reversed = counts.clone();
            reversed.reverse();
            let turn = turn % counts.len();
            let found = pattern_change(&counts, &reversed, PatternOptions::default()).unwrap();
            let (mut before, mut after) = (counts.clone(), reversed.clone());
            before.rotate_left(turn);
            after.rotate_left(turn);
            let mut turned = pattern_change(&before, &after, PatternOptions::default()).unwrap();
            turned.areas.rotate_right(turn);
            for (one, two) in found.areas.iter().zip(&turned.areas) {
                prop_assert_eq!(one.map(|area| area.changed), two.map(|area| area.changed));
            }
        }
    }
}
