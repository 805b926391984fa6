use proptest::prelude::*;
use rand::RngExt;

use super::*;
use crate::Seed;

const THREE: [Point; 3] = [[0.0, 0.0], [3.0, 4.0], [10.0, 0.0]];

fn options(kernel: Kernel, bandwidth: f64) -> KdeOptions {
    KdeOptions { kernel, bandwidth, edge: false, path: Path::Exact }
}

fn square(side: f64) -> Bounds {
    Bounds { low: [0.0, 0.0], high: [side, side] }
}

fn scattered(count: usize, side: f64, seed: u64) -> Vec<Point> {
    let mut draw = Seed(seed).stream(0);
    (0..count).map(|_| [side * draw.random::<f64>(), side * draw.random::<f64>()]).collect()
}

#[test]
fn three_points_give_the_reference_densities_at_two_places() {
    // Cells of 5 around (0, 0) and (5, 0).
    let bounds = Bounds { low: [-2.5, -2.5], high: [7.5, 2.5] };
    let quartic = kde(&THREE, None, bounds, 5.0, options(Kernel::Quartic, 6.0)).unwrap();
    assert_eq!((quartic.rows, quartic.columns), (1, 2));
    let gaussian = kde(&THREE, None, bounds, 5.0, options(Kernel::Gaussian, 6.0)).unwrap();
    let found = [quartic.values, gaussian.values].concat();
    for (found, expected) in found.iter().zip([0.029_002_39, 0.010_192_79, 0.008_647_42, 0.009_596_87]) {
        assert!((found - expected).abs() < 5e-9, "{found} is not {expected}");
    }
}

#[test]
fn the_sum_over_the_plane_is_the_number_of_incidents() {
    let points = scattered(500, 1_000.0, 1);
    for (kernel, margin) in [(Kernel::Quartic, 200.0), (Kernel::Gaussian, 1_000.0)] {
        let bounds = Bounds { low: [-margin; 2], high: [1_000.0 + margin; 2] };
        let found = kde(&points, None, bounds, 10.0, options(kernel, 150.0)).unwrap();
        let sum = found.values.iter().sum::<f64>() * 100.0;
        assert!((sum - 500.0).abs() < 0.05, "{kernel:?}: {sum}");
    }
}

#[test]
fn the_fast_path_is_the_exact_path_to_a_thousandth_of_the_peak() {
    let points = scattered(30_000, 10_000.0, 2);
    for kernel in [Kernel::Quartic, Kernel::Gaussian] {
        for (bandwidth, cell) in [(300.0, 50.0), (420.0, 100.0), (900.0, 50.0)] {
            for edge in [false, true] {
                let exact = KdeOptions { edge, ..options(kernel, bandwidth) };
                let one = kde(&points, None, square(10_000.0), cell, exact).unwrap();
                let fast = KdeOptions { path: Path::Fast, ..exact };
                let other = kde(&points, None, square(10_000.0), cell, fast).unwrap();
                assert!(one.nodes_per_cell.is_none() && other.nodes_per_cell.is_some());
                let peak = one.values.iter().copied().fold(0.0, f64::max);
                let worst =
                    one.values.iter().zip(&other.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(worst < 1e-3 * peak, "{kernel:?} {bandwidth} {cell} {edge}: {}", worst / peak);
            }
        }
    }
}

#[test]
fn correction_at_the_edge_makes_an_even_spread_even() {
    // A point in the middle of each square of 5 m.
    let points: Vec<Point> =
        (0..200 * 200).map(|at| [f64::from(at % 200) * 5.0 + 2.5, f64::from(at / 200) * 5.0 + 2.5]).collect();
    for kernel in [Kernel::Quartic, Kernel::Gaussian] {
        let bandwidth = if kernel == Kernel::Quartic { 200.0 } else { 80.0 };
        let with = |edge| {
            kde(&points, None, square(1_000.0), 20.0, KdeOptions { edge, ..options(kernel, bandwidth) })
                .unwrap()
        };
        let even = |values: &[f64]| values.iter().map(|v| (v / 0.04 - 1.0).abs()).fold(0.0, f64::max);
        assert!(even(&with(true).values) < 1e-3, "{kernel:?} {}", even(&with(true).values));
        assert!(even(&with(false).values) > 0.5);
    }
}

#[test]
fn incidents_outside_count_without_the_correction_and_are_left_out_with_it() {
    let points = [[-10.0, 50.0], [50.0, 50.0]];
    let with =
        |edge| kde(&points, None, square(100.0), 10.0, KdeOptions { edge, ..options(Kernel::Quartic, 30.0) });
    let (without, corrected) = (with(false).unwrap(), with(true).unwrap());
    assert_eq!((without.outside, corrected.outside), (0, 1));
    assert!(without.values[50] > 0.0 && corrected.values[50] == 0.0);
}

#[test]
fn bad_input_is_named_and_no_points_are_no_density() {
    let good = options(Kernel::Quartic, 6.0);
    let of = |bounds, cell, options| kde(&THREE, None, bounds, cell, options);
    assert!(matches!(of(square(0.0), 1.0, good), Err(AnalysisError::ZeroArea)));
    assert!(of(square(10.0), 0.0, good).is_err());
    assert!(of(square(10.0), 1e-9, good).is_err());
    assert!(of(square(10.0), 1.0, KdeOptions { bandwidth: f64::NAN, ..good }).is_err());
    assert!(kde(&[[f64::NAN, 0.0]], None, square(1.0), 1.0, good).is_err());
    assert!(kde(&THREE, Some(&[1.0]), square(1.0), 1.0, good).is_err());
    let none = kde(&[], None, square(3.0), 1.0, good).unwrap();
    assert_eq!(none.values, [0.0; 9]);
    // 0.3 / 0.1 is a little more than 3, but three cells.
    assert_eq!(of(square(0.3), 0.1, good).unwrap().columns, 3);
}

proptest! {
    #[test]
    fn the_tiles_agree_with_the_plain_sum_and_the_order_of_the_input_has_no_say(
        raw in prop::collection::vec((-20i32..120, -20i32..120, 0u8..5), 1..60),
        bandwidth in 5.0f64..60.0, gaussian in any::<bool>(), turn in 0usize..60,
    ) {
        let kernel = if gaussian { Kernel::Gaussian } else { Kernel::Quartic };
        let points: Vec<Point> = raw.iter().map(|(x, y, _)| [f64::from(*x), f64::from(*y)]).collect();
        let weights: Vec<f64> = raw.iter().map(|(_, _, w)| f64::from(*w)).collect();
        let bounds = Bounds { low: [0.0, 0.0], high: [100.0, 70.0] };
        let found = kde(&points, Some(&weights), bounds, 3.5, options(kernel, bandwidth)).unwrap();
        for (at, value) in found.values.iter().enumerate() {
            let (x, y) = (1.75 + 3.5 * (at % found.columns) as f64, 1.75 + 3.5 * (at / found.columns) as f64);
            let plain: f64 = points.iter().zip(&weights).map(|(p, w)| {
                let squared = ((p[0] - x).powi(2) + (p[1] - y).powi(2)) / (bandwidth * bandwidth);
                w * kernel.scale(bandwidth) * kernel.shape(squared)
            }).sum();
            prop_assert!((value - plain).abs() < 1e-12, "{} is not {}", value, plain);
        }
        let turn = turn % points.len();
        let (mut points2, mut weights2) = (points.clone(), weights.clone());
        points2.rotate_left(turn);
        weights2.rotate_left(turn);
        prop_assert_eq!(&kde(&points2, Some(&weights2), bounds, 3.5, options(kernel, bandwidth)).unwrap().values, &found.values);
        // Twice as far apart, a quarter as dense.
        let doubled: Vec<Point> = points.iter().map(|p| [p[0] * 2.0, p[1] * 2.0]).collect();
        let wide = Bounds { low: [0.0, 0.0], high: [200.0, 140.0] };
        let again = kde(&doubled, Some(&weights), wide, 7.0, options(kernel, bandwidth * 2.0)).unwrap();
        for (a, b) in again.values.iter().zip(&found.values) {
            prop_assert!((a * 4.0 - b).abs() < 1e-12);
        }
    }
}
