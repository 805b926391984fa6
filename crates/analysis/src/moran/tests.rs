use super::*;
use crate::grid::{Bounds, Grid};
use proptest::prelude::*;

const FIVE_BY_FIVE: [f64; 25] = [
    0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 2.0, 0.0, 0.0, 0.0, 4.0, 9.0, 3.0, 1.0, 0.0, 2.0, 5.0, 2.0, 0.0, 1.0,
    0.0, 1.0, 0.0, 0.0,
];

fn square(side: usize) -> Neighbours {
    let far = 100.0 * side as f64;
    Grid::whole(Bounds { low: [0.0, 0.0], high: [far, far] }, 100.0).expect("a grid").neighbours()
}

fn near(left: f64, right: f64) {
    assert!((left - right).abs() <= 1e-8, "{left} is not {right}");
}

#[test]
fn the_five_by_five_grid_matches_the_published_values() {
    let found = moran(&FIVE_BY_FIVE, &square(5), MoranOptions::default()).unwrap();
    near(found.i, 0.191_509_789_156_627);
    near(found.expected, -1.0 / 24.0);
    near(found.normality.z, 2.191_199_803_868_994);
    near(found.randomization.z, 2.509_379_373_461_705);
    near(found.local[12].i, 1.945_120_481_927_711);
    assert_eq!(found.local[12].kind, Kind::HighHigh);
}

#[test]
fn permutations_agree_with_the_moments_and_are_not_folded_into_one_tail() {
    let options = MoranOptions { permutations: 4_999, ..MoranOptions::default() };
    let found = moran(&FIVE_BY_FIVE, &square(5), options).unwrap();
    // Skewed: the normal p is .012, the share of permutations as far from the mean about twice that.
    assert!((0.008..0.035).contains(&found.p), "{}", found.p);
    // A checkerboard is as far from chance as a cluster: p is small, not one less it.
    let board: Vec<f64> = (0..25).map(|cell| f64::from(cell % 2)).collect();
    let rook: Vec<Vec<usize>> = (0..25_usize)
        .map(|cell| {
            let (row, column) = (cell / 5, cell % 5);
            let beside = [
                (row.wrapping_sub(1), column),
                (row + 1, column),
                (row, column.wrapping_sub(1)),
                (row, column + 1),
            ];
            beside.iter().filter(|(r, c)| *r < 5 && *c < 5).map(|(r, c)| r * 5 + c).collect()
        })
        .collect();
    let found = moran(&board, &Neighbours::from_lists(&rook).unwrap(), options).unwrap();
    assert!(found.i < -0.9 && found.p <= 0.001, "{} {}", found.i, found.p);
}

#[test]
fn lists_that_are_not_mutual_are_weighed_as_they_are() {
    let lists = Neighbours::from_lists(&[vec![1], vec![2], vec![3], vec![0], vec![0]]).unwrap();
    let found = moran(&[1.0, 4.0, 2.0, 8.0, 5.0], &lists, MoranOptions::default()).unwrap();
    // z = -3, 0, -2, 4, 1; sum z_i z_next = 0 + 0 - 8 - 12 - 3; sum of squares 30.
    near(found.i, -23.0 / 30.0);
    let sums = Sums::of(&lists, Weighting::Binary);
    assert_eq!((sums.s0, sums.s1, sums.s2), (5.0, 5.0, 9.0 + 4.0 + 4.0 + 4.0 + 1.0));
}

#[test]
fn bad_input_is_named() {
    let square = square(2);
    let tell = |values: &[f64]| moran(values, &square, MoranOptions::default()).unwrap_err();
    assert!(matches!(tell(&[1.0; 4]), AnalysisError::NoVariation { .. }));
    assert!(matches!(tell(&[1.0, 2.0, f64::NAN, 0.0]), AnalysisError::NotANumber { at: 2, .. }));
    assert!(matches!(tell(&[1.0, 2.0]), AnalysisError::TooFew { .. }));
    assert!(matches!(tell(&[1.0; 5]), AnalysisError::UnequalLengths { .. }));
    let alone = Neighbours::from_lists(&[vec![], vec![], vec![], vec![]]).unwrap();
    assert!(moran(&[1.0, 2.0, 3.0, 4.0], &alone, MoranOptions::default()).is_err());
}

proptest! {
    #[test]
    fn shifting_scaling_and_renumbering_change_nothing(
        counts in prop::collection::vec(0u8..9, 36), turn in 0usize..36,
    ) {
        prop_assume!(counts.iter().any(|c| *c != counts[0]));
        let values: Vec<f64> = counts.iter().map(|c| f64::from(*c)).collect();
        let neighbours = square(6);
        let found = moran(&values, &neighbours, MoranOptions::default()).unwrap();
        let moved: Vec<f64> = values.iter().map(|v| v * 4.0 - 64.0).collect();
        let again = moran(&moved, &neighbours, MoranOptions::default()).unwrap();
        prop_assert!((again.i - found.i).abs() < 1e-9 && (again.randomization.z - found.randomization.z).abs() < 1e-7);

        let lists: Vec<Vec<usize>> = (0..36)
            .map(|unit| neighbours.of((unit + turn) % 36).iter().map(|&j| (j as usize + 36 - turn) % 36).collect())
            .collect();
        let turned: Vec<f64> = (0..36).map(|unit| values[(unit + turn) % 36]).collect();
        let again = moran(&turned, &Neighbours::from_lists(&lists).unwrap(), MoranOptions::default()).unwrap();
        prop_assert!((again.i - found.i).abs() < 1e-9);
        for unit in 0..36 {
            prop_assert!((again.local[unit].i - found.local[(unit + turn) % 36].i).abs() < 1e-9);
        }
    }
}
