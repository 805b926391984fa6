use super::*;
use crate::Seed;
use crate::draw::poisson;
use crate::grid::{Bounds, Grid, Point};
use proptest::prelude::*;

const SIX_POINTS: [Point; 6] =
    [[10.0, 10.0], [20.0, 10.0], [40.0, 10.0], [15.0, 20.0], [30.0, 20.0], [30.0, 30.0]];
const SIX_VALUES: [f64; 6] = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];
const FIVE_BY_FIVE: [f64; 25] = [
    0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 2.0, 0.0, 0.0, 0.0, 4.0, 9.0, 3.0, 1.0, 0.0, 2.0, 5.0, 2.0, 0.0, 1.0,
    0.0, 1.0, 0.0, 0.0,
];
const FIVE_BY_FIVE_Z: [f64; 25] = [
    -0.238550, -0.418444, -0.195867, -1.086173, -1.016431, 0.026709, 1.322899, 2.115055, 0.728783, -0.641020,
    0.249286, 2.511132, 3.303288, 1.718977, -0.641020, -0.418444, 1.718977, 2.511132, 1.520938, -0.641020,
    -0.757138, 0.026709, 0.249286, -0.195867, -1.016431,
];

const AS_PUBLISHED: HotPlacesOptions = HotPlacesOptions {
    alpha: 0.05,
    tail: Tail::TwoSided,
    approximation: Approximation::Normal,
    correction: Correction::BenjaminiHochberg,
};

fn all_near(left: &[f64], right: &[f64], tolerance: f64) {
    assert_eq!(left.len(), right.len());
    for (a, b) in left.iter().zip(right) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }
}

fn square(side: usize) -> Grid {
    let far = 100.0 * side as f64;
    Grid::whole(Bounds { low: [0.0, 0.0], high: [far, far] }, 100.0).unwrap()
}

#[test]
fn gi_and_gi_star_match_the_six_published_points() {
    let near = Neighbours::within(&SIX_POINTS, 15.0).unwrap();
    let expected = [
        -1.013_672_898_550_257,
        -0.043_615_894_201_693,
        1.315_587_028_960_544,
        -0.314_126_758_204_526,
        1.153_739_858_106_773,
        1.778_339_408_621_07,
    ];
    all_near(&gi(&SIX_VALUES, &near).unwrap(), &expected, 1e-10);
    let star = [
        -1.397_276_262_011_544,
        -0.289_177_615_627_127,
        0.650_649_635_161_038,
        -0.289_177_615_627_127,
        1.234_520_883_519_874,
        2.024_243_309_389_896,
    ];
    all_near(&gi_star(&SIX_VALUES, &near).unwrap(), &star, 1e-10);
}

#[test]
fn gi_star_on_the_five_by_five_queen_grid_matches_and_only_the_centre_survives_correction() {
    let neighbours = square(5).neighbours();
    let found = hot_places(&FIVE_BY_FIVE, &neighbours, AS_PUBLISHED).unwrap();
    all_near(&found.z, &FIVE_BY_FIVE_Z, 1e-6);
    let hot: Vec<usize> = (0..25).filter(|&cell| found.hot[cell]).collect();
    assert_eq!(hot, [12]);
    assert!((found.p[12] - 0.00096).abs() < 5e-6);
    assert!(found.cut.unwrap() <= 0.002);
    assert_eq!(found.patches.len(), 1);
    let patch = &found.patches[0];
    assert_eq!((patch.cells.as_slice(), patch.observed, patch.peak), (&[12][..], 9.0, 12));
    assert!((patch.expected - 37.0 / 25.0).abs() < 1e-12);
}

#[test]
fn without_correction_the_four_hot_cells_form_one_patch() {
    let neighbours = square(5).neighbours();
    let options = HotPlacesOptions { correction: Correction::None, ..AS_PUBLISHED };
    let found = hot_places(&FIVE_BY_FIVE, &neighbours, options).unwrap();
    assert_eq!(found.patches.len(), 1);
    assert_eq!(found.patches[0].cells, [7, 11, 12, 17]);
    assert_eq!(found.patches[0].observed, 20.0);
}

#[test]
fn on_pure_noise_false_discoveries_are_rare() {
    let neighbours = square(100).neighbours();
    let (mut uncorrected, mut corrected) = (0, 0);
    for map in 0..5 {
        let mut generator = Seed(20_250_101).stream(map);
        let values: Vec<f64> = (0..10_000).map(|_| f64::from(poisson(&mut generator, 1.0))).collect();
        let found = hot_places(&values, &neighbours, HotPlacesOptions::default()).unwrap();
        uncorrected += found.p.iter().filter(|p| **p < 0.05).count();
        corrected += found.hot.iter().filter(|hot| **hot).count();
    }
    assert!((2_000..4_500).contains(&uncorrected), "{uncorrected} cells in five maps at p < .05");
    assert!(corrected <= 10, "{corrected} cells in five maps after correction");
}

#[test]
fn a_planted_patch_is_found_whole_on_a_masked_grid() {
    let bounds = Bounds { low: [0.0, 0.0], high: [4_000.0, 4_000.0] };
    let grid = Grid::new(bounds, 100.0, |[x, y]| x + y < 6_000.0).unwrap();
    let mut generator = Seed(5).stream(0);
    let values: Vec<f64> = (0..grid.len())
        .map(|cell| {
            let (column, row) = grid.column_row(cell).unwrap();
            let planted = (10..13).contains(&column) && (20..23).contains(&row);
            f64::from(poisson(&mut generator, if planted { 8.0 } else { 1.0 }))
        })
        .collect();
    let found = hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()).unwrap();
    let top = &found.patches[0];
    for column in 10..13 {
        for row in 20..23 {
            assert!(top.cells.contains(&grid.at(column, row).unwrap()));
        }
    }
    assert!(top.observed > 3.0 * top.expected);
}

#[test]
fn a_city_of_forty_thousand_cells_is_quick() {
    let grid = square(200);
    let mut generator = Seed(9).stream(0);
    let points: Vec<Point> = (0..250_000)
        .map(|_| {
            [20_000.0 * crate::draw::uniform(&mut generator), 20_000.0 * crate::draw::uniform(&mut generator)]
        })
        .collect();
    let counted = grid.count(&points).unwrap();
    assert_eq!(counted.counts.iter().sum::<u32>() as usize + counted.outside, 250_000);
    let values: Vec<f64> = counted.counts.iter().map(|&count| f64::from(count)).collect();
    assert_eq!(hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()).unwrap().z.len(), 40_000);
}

#[test]
fn bad_input_is_named() {
    let neighbours = square(2).neighbours();
    let options = HotPlacesOptions::default();
    assert!(matches!(hot_places(&[1.0; 4], &neighbours, options), Err(AnalysisError::NoVariation { .. })));
    assert!(matches!(
        hot_places(&[1.0, f64::NAN, 2.0, 0.0], &neighbours, options),
        Err(AnalysisError::NotANumber { at: 1, .. })
    ));
    assert!(matches!(hot_places(&[1.0; 3], &neighbours, options), Err(AnalysisError::UnequalLengths { .. })));
    let everybody_is_a_neighbour = gi_star(&[1.0, 2.0, 3.0, 4.0], &neighbours).unwrap();
    assert_eq!(everybody_is_a_neighbour, [0.0; 4]);
}

proptest! {
    #[test]
    fn scaling_and_shifting_the_values_changes_no_z(
        values in prop::collection::vec(0u32..20, 36), scale in 0.01f64..100.0, shift in -50.0f64..50.0,
    ) {
        let neighbours = square(6).neighbours();
        let plain: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
        let moved: Vec<f64> = plain.iter().map(|v| v * scale + shift).collect();
        prop_assume!(plain.iter().any(|v| *v != plain[0]));
        for compute in [gi_star, gi] {
            all_near(&compute(&plain, &neighbours).unwrap(), &compute(&moved, &neighbours).unwrap(), 1e-6);
        }
    }

    #[test]
    fn renumbering_the_units_only_renumbers_the_result(
        points in prop::collection::vec((0.0f64..100.0, 0.0f64..100.0), 4..40), turn in 1usize..39,
    ) {
        let points: Vec<Point> = points.into_iter().map(|(x, y)| [x, y]).collect();
        let values: Vec<f64> = (0..points.len()).map(|i| (i * i % 7) as f64).collect();
        let turn = turn % points.len();
        let (mut turned_points, mut turned_values) = (points.clone(), values.clone());
        turned_points.rotate_left(turn);
        turned_values.rotate_left(turn);
        let mut expected = gi_star(&values, &Neighbours::within(&points, 30.0).unwrap()).unwrap();
        expected.rotate_left(turn);
        let got = gi_star(&turned_values, &Neighbours::within(&turned_points, 30.0).unwrap()).unwrap();
        all_near(&got, &expected, 1e-9);
    }
}

/// Of 40 maps of noise, those with a hot cell.
fn alarms_on_noise(mean: f64, options: HotPlacesOptions) -> usize {
    let neighbours = square(100).neighbours();
    (0..40)
        .filter(|&map| {
            let mut generator = Seed(1).stream(map);
            let values: Vec<f64> = (0..10_000).map(|_| f64::from(poisson(&mut generator, mean))).collect();
            hot_places(&values, &neighbours, options).unwrap().hot.contains(&true)
        })
        .count()
}

#[test]
fn sparse_maps_of_noise_have_no_hot_places_although_the_normal_tail_sees_some_on_each() {
    for mean in [0.05, 0.2, 1.0, 5.0] {
        let alarms = alarms_on_noise(mean, HotPlacesOptions::default());
        assert!(alarms <= 5, "{alarms} of 40 maps at mean {mean}");
    }
    assert!(alarms_on_noise(0.2, AS_PUBLISHED) >= 35);
}

#[test]
fn a_planted_patch_is_found_on_a_sparse_map_too() {
    let neighbours = square(100).neighbours();
    let mut generator = Seed(6).stream(0);
    let values: Vec<f64> = (0..10_000)
        .map(|cell| {
            let planted = (40..43).contains(&(cell % 100)) && (40..43).contains(&(cell / 100));
            f64::from(poisson(&mut generator, if planted { 1.5 } else { 0.15 }))
        })
        .collect();
    let found = hot_places(&values, &neighbours, HotPlacesOptions::default()).unwrap();
    assert_eq!(found.patches.len(), 1);
    assert!(found.patches[0].cells.contains(&4141), "{:?}", found.patches[0]);
}

#[test]
fn the_skewed_tail_agrees_with_drawing_values_at_random() {
    let mut generator = Seed(3).stream(0);
    let values: Vec<f64> = (0..2_500)
        .map(|_| {
            let rate = crate::draw::gamma(&mut generator, 0.4, 1.0);
            f64::from(poisson(&mut generator, rate))
        })
        .collect();
    let options = HotPlacesOptions { tail: Tail::Upper, ..Default::default() };
    let neighbours = square(50).neighbours();
    let mut shuffled = values.clone();
    let (mut ten, mut one, mut sums) = (0, 0, 0);
    for _ in 0..40 {
        use rand::seq::SliceRandom;
        shuffled.shuffle(&mut generator);
        let found = hot_places(&shuffled, &neighbours, options).unwrap();
        sums += found.p.len();
        ten += found.p.iter().filter(|p| **p <= 0.01).count();
        one += found.p.iter().filter(|p| **p <= 0.001).count();
    }
    let (ten, one) = (ten as f64 / sums as f64, one as f64 / sums as f64);
    assert!((0.006..=0.0115).contains(&ten), "{ten} at .01");
    assert!((0.0005..=0.0013).contains(&one), "{one} at .001");
}

#[test]
fn an_empty_lake_inside_the_box_heats_every_cell_around_it_unless_it_is_masked_out() {
    let far = 3_000.0;
    let bounds = Bounds { low: [0.0, 0.0], high: [far, far] };
    let land = |[x, _]: Point| x < 1_000.0;
    let (masked, whole) = (Grid::new(bounds, 100.0, land).unwrap(), Grid::whole(bounds, 100.0).unwrap());
    let mut generator = Seed(14).stream(0);
    let points: Vec<Point> = (0..1_500)
        .map(|_| [1_000.0 * crate::draw::uniform(&mut generator), far * crate::draw::uniform(&mut generator)])
        .collect();
    let hot = |grid: &Grid| {
        let values: Vec<f64> =
            grid.count(&points).unwrap().counts.iter().map(|&count| f64::from(count)).collect();
        let found = hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()).unwrap();
        found.hot.iter().filter(|hot| **hot).count()
    };
    assert_eq!(hot(&masked), 0);
    assert!(hot(&whole) > 100);
}

#[test]
fn row_weights_change_nothing_because_the_published_formula_is_free_of_scale() {
    // One peer prints -0.6207453 for the first of the six points under row weights: it puts the sum of the weights where
    // the formula has the sum of their squares, which is the same for binary weights only.
    let near = Neighbours::within(&SIX_POINTS, 15.0).unwrap();
    let z = gi(&SIX_VALUES, &near).unwrap()[0];
    let (weight, others) = (near.of(0).len() as f64, 5.0_f64);
    let binary = (weight * (others - weight)).sqrt() / weight;
    let peer = (others - 1.0).sqrt();
    assert!((z * binary / peer - -0.620_745_3).abs() < 1e-7);
    assert!((z - -1.013_672_9).abs() < 1e-7);
}

#[test]
fn cells_of_sea_around_the_town_make_everything_in_it_hot() {
    let land = square(10);
    let values: Vec<f64> = {
        let mut generator = Seed(3).stream(0);
        (0..100).map(|_| f64::from(poisson(&mut generator, 2.0))).collect()
    };
    let sea = square(30);
    let with_sea: Vec<f64> = (0..900)
        .map(|cell| {
            let (column, row) = sea.column_row(cell).unwrap();
            let inside = (10..20).contains(&column) && (10..20).contains(&row);
            if inside { values[(row - 10) * 10 + column - 10] } else { 0.0 }
        })
        .collect();
    let hot = |values: &[f64], grid: &Grid| {
        let found = hot_places(values, &grid.neighbours(), AS_PUBLISHED).unwrap();
        found.hot.iter().filter(|hot| **hot).count()
    };
    assert_eq!(hot(&values, &land), 0);
    assert!(hot(&with_sea, &sea) > 60);
}

#[test]
fn permutation_finds_the_planted_patch_and_is_fair_on_skewed_noise() {
    let neighbours = square(20).neighbours();
    let mut generator = Seed(11).stream(0);
    // Harm: few cells with very high values, where the normal p-value is far off.
    let harm: Vec<f64> = (0..400)
        .map(|_| f64::from(poisson(&mut generator, 0.1)) * 300.0 + f64::from(poisson(&mut generator, 1.0)))
        .collect();
    let p = gi_star_permuted(&harm, &neighbours, 999, Tail::Upper, Seed(2)).unwrap();
    let small = p.iter().filter(|p| **p <= 0.05).count();
    // The cell's own value is part of Gi*, and fixed: what is tested is its surroundings.
    assert!((5..=45).contains(&small), "{small} of 400 at p <= .05");
    assert!(p.iter().all(|p| (0.001..=1.0).contains(p)));
    let mut planted: Vec<f64> = (0..400).map(|_| f64::from(poisson(&mut generator, 1.0))).collect();
    for cell in [210, 211, 212, 230, 231, 232, 250, 251, 252] {
        planted[cell] = 6.0;
    }
    let p = gi_star_permuted(&planted, &neighbours, 999, Tail::TwoSided, Seed(2)).unwrap();
    assert_eq!(p[231], 0.001);
    assert!(gi_star_permuted(&planted, &neighbours, 0, Tail::Upper, Seed(2)).is_err());
}

#[test]
fn leading_cells_get_more_permutations_until_the_correction_can_tell() {
    let neighbours = square(20).neighbours();
    let mut generator = Seed(21).stream(0);
    let mut values: Vec<f64> = (0..400).map(|_| f64::from(poisson(&mut generator, 1.0))).collect();
    for cell in [210, 211, 212, 230, 231, 232, 250, 251, 252] {
        values[cell] = 7.0;
    }
    let found = gi_star_adaptive(&values, &neighbours, 99, 20_000, Tail::TwoSided, Seed(2)).unwrap();
    assert_eq!(found[231], (1.0 / 20_001.0, 20_000));
    let plain = gi_star_permuted(&values, &neighbours, 99, Tail::TwoSided, Seed(2)).unwrap();
    for (unit, (p, done)) in found.iter().enumerate() {
        assert!(if *done == 99 { *p == plain[unit] } else { *done <= 20_000 && plain[unit] <= 0.2 });
    }
    // Both ways of drawing agree: a middling cell has about the same p from many more permutations.
    let many = gi_star_permuted(&values, &neighbours, 19_999, Tail::TwoSided, Seed(3)).unwrap();
    // Compared where both come from enough to tell.
    let told: Vec<f64> = (0..400)
        .filter(|&unit| many[unit] >= 2e-3 && found[unit].1 > 99)
        .map(|unit| (found[unit].0 / many[unit]).ln())
        .collect();
    assert!(told.len() >= 20 && told.iter().all(|ratio| ratio.abs() < 0.9), "{told:?}");
    let mean = told.iter().sum::<f64>() / told.len() as f64;
    assert!(mean.abs() < 0.15, "{mean}");
    let q = |p: &[f64]| discoveries(p, 0.05, Correction::BenjaminiHochberg).unwrap().significant[231];
    let adaptive: Vec<f64> = found.iter().map(|one| one.0).collect();
    assert!(q(&adaptive));
}
