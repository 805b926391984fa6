//! Results may not depend on how many threads there are.

use commonbeat_analysis::clusters::{Reach, clusters};
use commonbeat_analysis::grid::{Bounds, Grid};
use commonbeat_analysis::hot_places::{HotPlacesOptions, Tail, gi_star_adaptive, hot_places};
use commonbeat_analysis::kde::{KdeOptions, Kernel, Path, kde};
use commonbeat_analysis::moran::{MoranOptions, moran};
use commonbeat_analysis::near_repeat::{Bands, Metric, NearRepeatOptions, near_repeat};
use commonbeat_analysis::neighbours::Neighbours;
use commonbeat_analysis::repeat_places::{PlaceCount, RepeatOptions, repeat_places};
use commonbeat_analysis::rises::{RisesOptions, rises};
use commonbeat_analysis::scan::{ScanOptions, scan};
use commonbeat_analysis::{Point, Seed};
use rand::RngExt;

fn points(count: usize) -> Vec<Point> {
    let mut generator = Seed(77).stream(0);
    (0..count)
        .map(|_| [2_000.0 * generator.random::<f64>().powi(2), 2_000.0 * generator.random::<f64>()])
        .collect()
}

fn on<T: Send>(threads: usize, work: impl Fn() -> T + Send + Sync) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(work)
}

#[test]
fn one_thread_and_many_give_the_same_hot_places_clusters_rises_and_repeat_places() {
    let points = points(5_000);
    let grid = Grid::whole(Bounds::around(&points).unwrap(), 50.0).unwrap();
    let values: Vec<f64> =
        grid.count(&points).unwrap().counts.iter().map(|&count| f64::from(count)).collect();
    let series: Vec<Vec<u32>> =
        (0..200_u32).map(|i| (0..160_u32).map(|week| (week * (i + 3) * 7919) % 11).collect()).collect();
    let places: Vec<PlaceCount> =
        (0..900).map(|place| PlaceCount { place, kind: 0, count: (place * place % 13) as u32 }).collect();
    let all = || {
        (
            hot_places(&values, &grid.neighbours(), HotPlacesOptions::default()).unwrap(),
            clusters(&points, Reach { metres: 25.0, fewest: 6 }).unwrap(),
            rises(&series, RisesOptions::default()).unwrap(),
            repeat_places(&places, &[(0, 1_000)], RepeatOptions::default()).unwrap(),
            Neighbours::within(&points, 40.0).unwrap(),
        )
    };
    let one = on(1, all);
    assert_eq!(one, on(2, all));
    assert_eq!(one, on(5, all));
}

#[test]
fn one_thread_and_many_give_the_same_permutations_and_densities() {
    let points = points(3_000);
    let days: Vec<f64> = (0..3_000_u32).map(|at| f64::from(at * 7919 % 365)).collect();
    let grid = Grid::whole(Bounds::around(&points).unwrap(), 50.0).unwrap();
    let values: Vec<f64> =
        grid.count(&points).unwrap().counts.iter().map(|&count| f64::from(count)).collect();
    let (space, time) = (Bands::new(&[0.0, 50.0, 100.0, f64::INFINITY]), Bands::new(&[0.0, 7.0, 14.0]));
    let (space, time) = (space.unwrap(), time.unwrap());
    let bounds = Bounds { low: [0.0, 0.0], high: [2_000.0, 2_000.0] };
    let density = |kernel, path| {
        let options = KdeOptions { kernel, bandwidth: 90.0, edge: true, path };
        kde(&points, None, bounds, 20.0, options).unwrap()
    };
    let all = || {
        let knox = NearRepeatOptions { metric: Metric::Manhattan, permutations: 49, seed: Seed(3) };
        let scanned =
            ScanOptions { largest_radius: 60.0, longest: 7, permutations: 19, seed: Seed(3), most: 5 };
        (
            near_repeat(&points, &days, &space, &time, knox).unwrap(),
            gi_star_adaptive(&values, &grid.neighbours(), 49, 500, Tail::TwoSided, Seed(3)).unwrap(),
            moran(&values, &grid.neighbours(), MoranOptions { permutations: 49, ..Default::default() })
                .unwrap(),
            [Kernel::Quartic, Kernel::Gaussian].map(|kernel| density(kernel, Path::Exact)),
            [Kernel::Quartic, Kernel::Gaussian].map(|kernel| density(kernel, Path::Fast)),
            scan(&points, &days, scanned).unwrap(),
        )
    };
    let one = on(1, all);
    assert_eq!(one, on(2, all));
    assert_eq!(one, on(5, all));
}
