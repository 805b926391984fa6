use proptest::prelude::*;
use rand::RngExt;

use super::*;

fn options(largest_radius: f64, longest: usize, permutations: usize) -> ScanOptions {
    ScanOptions { largest_radius, longest, permutations, seed: Seed(4), most: 10 }
}

#[test]
fn three_points_give_the_statistic_of_the_reference() {
    // Ages 0, 1, 2 at (0, 0), (0, 0), (1, 0): best over the last two days at (0, 0).
    let points = [[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]];
    let found = scan(&points, &[9.0, 8.0, 7.0], options(1.0, 3, 0)).unwrap();
    let best = &found.clusters[0];
    assert!((best.llr - 0.300_104_592_4).abs() < 1e-10, "{}", best.llr);
    assert_eq!((best.centre, best.radius, best.days, best.observed), ([0.0, 0.0], 0.0, 2, 2));
    assert!((best.expected - 4.0 / 3.0).abs() < 1e-12);
    assert_eq!((best.p, best.recurrence_days()), (None, None));
    assert_eq!(found.last, 9.0);
}

/// Incidents over a square and some days, and more of them in one corner over the last days.
fn town(background: usize, outbreak: usize, seed: u64) -> (Vec<Point>, Vec<f64>) {
    let mut draw = Seed(seed).stream(0);
    let mut place =
        |low: f64, side: f64| [low + side * draw.random::<f64>(), low + side * draw.random::<f64>()];
    let mut points: Vec<Point> = (0..background).map(|_| place(0.0, 5_000.0)).collect();
    points.extend((0..outbreak).map(|_| place(1_000.0, 300.0)));
    let mut draw = Seed(seed).stream(1);
    let mut days: Vec<f64> = (0..background).map(|_| draw.random::<f64>() * 90.0).collect();
    days.extend((0..outbreak).map(|_| 85.0 + draw.random::<f64>() * 5.0));
    (points, days)
}

#[test]
fn an_outbreak_of_the_last_days_is_found_where_and_when_it_is() {
    let (points, days) = town(600, 12, 5);
    let found = scan(&points, &days, options(500.0, 14, 999)).unwrap();
    let first = &found.clusters[0];
    assert!((900.0..1_400.0).contains(&first.centre[0]) && first.radius <= 500.0 && first.observed >= 8);
    assert!((3..=7).contains(&first.days), "{first:?}");
    assert_eq!((first.p, first.recurrence_days()), (Some(0.001), Some(1_000.0)));
    for pair in found.clusters.windows(2) {
        assert!(pair[0].llr >= pair[1].llr && pair[0].p <= pair[1].p);
    }
}

#[test]
fn clusters_have_no_place_in_common() {
    let (points, days) = town(400, 0, 6);
    let found = scan(&points, &days, options(800.0, 7, 0)).unwrap();
    assert_eq!(found.clusters.len(), 10);
    let inside = |one: &Cluster, point: &Point| {
        (one.centre[0] - point[0]).hypot(one.centre[1] - point[1]) <= one.radius * (1.0 + 1e-12)
    };
    for point in &points {
        assert!(found.clusters.iter().filter(|one| inside(one, point)).count() <= 1);
    }
}

#[test]
fn noise_is_called_a_cluster_as_often_as_said() {
    let called = (0..200)
        .filter(|&run| {
            let (points, days) = town(120, 0, 1_000 + run);
            let found =
                scan(&points, &days, ScanOptions { seed: Seed(run), ..options(1_000.0, 7, 99) }).unwrap();
            found.clusters.first().is_some_and(|one| one.p <= Some(0.05))
        })
        .count();
    assert!((3..=19).contains(&called), "{called} of 200");
}

#[test]
fn bad_input_is_named() {
    let two = [[0.0, 0.0], [1.0, 1.0]];
    let tell = |points: &[Point], days: &[f64], options| scan(points, days, options).unwrap_err();
    let good = options(5.0, 3, 9);
    assert!(matches!(tell(&two[..1], &[1.0], good), AnalysisError::TooFew { .. }));
    assert!(matches!(tell(&two, &[1.0], good), AnalysisError::UnequalLengths { .. }));
    assert!(matches!(tell(&two, &[1.0, f64::NAN], good), AnalysisError::NotANumber { .. }));
    assert!(matches!(tell(&two, &[1.0, 2.0], options(0.0, 3, 9)), AnalysisError::OutOfRange { .. }));
    assert!(matches!(tell(&two, &[1.0, 2.0], options(5.0, 0, 9)), AnalysisError::TooFew { .. }));
    assert!(matches!(tell(&two, &[1.0, 2.0], options(5.0, 400, 9)), AnalysisError::TooMany { .. }));
    // All on one day: days say nothing, so there is no cluster.
    assert_eq!(scan(&two, &[1.2, 1.9], good).unwrap().clusters, []);
}

/// The definition: every centre, every radius to another place, every length.
fn plainly(points: &[Point], days: &[f64], options: ScanOptions) -> f64 {
    let last = days.iter().map(|day| day.floor()).fold(f64::MIN, f64::max);
    let n = points.len() as f64;
    let away = |a: &Point, b: &Point| ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt();
    let mut best = 0.0_f64;
    for centre in points {
        for rim in points.iter().filter(|rim| away(centre, rim) <= options.largest_radius) {
            for length in 1..=options.longest {
                let near = |at: &usize| away(centre, &points[*at]) <= away(centre, rim);
                let late = |at: &usize| last - days[*at].floor() < length as f64;
                let all = 0..points.len();
                let (s, t) =
                    (all.clone().filter(near).count() as f64, all.clone().filter(late).count() as f64);
                let c = all.filter(|at| near(at) && late(at)).count() as f64;
                let mu = s * t / n;
                if c > mu {
                    let rest = if c < n { (n - c) * ((n - c) / (n - mu)).ln() } else { 0.0 };
                    best = best.max(c * (c / mu).ln() + rest);
                }
            }
        }
    }
    best
}

proptest! {
    #[test]
    fn the_fast_scan_is_the_plain_one_and_moving_turning_or_scaling_changes_nothing(
        rows in prop::collection::vec((0i32..12, 0i32..12, 0i32..20), 2..45), turn in 0usize..45, radius in 1u8..9,
    ) {
        let points: Vec<Point> = rows.iter().map(|(x, y, _)| [f64::from(*x), f64::from(*y)]).collect();
        let days: Vec<f64> = rows.iter().map(|(_, _, t)| f64::from(*t) + 0.4).collect();
        let options = options(f64::from(radius), 5, 19);
        let found = scan(&points, &days, options).unwrap();
        let best = found.clusters.first().map_or(0.0, |one| one.llr);
        prop_assert!((best - plainly(&points, &days, options)).abs() < 1e-9);

        let doubled: Vec<Point> = points.iter().map(|p| [p[0] * 2.0 - 64.0, p[1] * 2.0 + 1024.0]).collect();
        let later: Vec<f64> = days.iter().map(|day| day + 7.0).collect();
        let wide = ScanOptions { largest_radius: options.largest_radius * 2.0, ..options };
        let again = scan(&doubled, &later, wide).unwrap();
        let told = |found: &Scan| found.clusters.iter().map(|c| (c.llr, c.days, c.observed)).collect::<Vec<_>>();
        prop_assert_eq!(told(&again), told(&found));

        let turn = turn % points.len();
        let (mut points, mut days) = (points, days);
        points.rotate_left(turn);
        days.rotate_left(turn);
        let again = scan(&points, &days, ScanOptions { permutations: 0, ..options }).unwrap();
        prop_assert_eq!(told(&again), told(&found));
    }
}

#[test]
fn places_are_put_together_only_where_there_are_too_many() {
    let (points, _) = town(600, 12, 5);
    assert_eq!(cell_for(&points, 500.0).unwrap(), None);
    let mut draw = Seed(9).stream(0);
    let many: Vec<Point> = (0..20_000).map(|_| [draw.random::<f64>(), draw.random::<f64>()]).collect();
    assert_eq!(cell_for(&many, 2.0).unwrap(), Some(0.25));
    let same = vec![[1.0, 1.0]; 20_000];
    assert_eq!(cell_for(&same, 2.0).unwrap(), None);
    assert_eq!(on_cells(&[[-0.1, 9.9], [0.0, 10.0]], 10.0).unwrap(), [[-5.0, 5.0], [5.0, 15.0]]);
    assert!(on_cells(&same, 0.0).is_err() && cell_for(&[[f64::NAN, 0.0]], 1.0).is_err());
}
