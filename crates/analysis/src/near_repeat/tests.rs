use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const INF: f64 = f64::INFINITY;

/// Columns of a file of numbers.
fn columns(text: &str, wanted: &[usize]) -> Vec<Vec<f64>> {
    let row = |line: &str| -> Vec<f64> {
        let fields: Vec<&str> = line.split(',').collect();
        wanted.iter().map(|&at| fields[at].parse().expect("a number")).collect()
    };
    text.lines().skip(1).map(row).collect()
}

fn incidents(text: &str, wanted: &[usize]) -> (Vec<Point>, Vec<f64>) {
    columns(text, wanted).into_iter().map(|row| ([row[0], row[1]], row[2])).unzip()
}

/// 188 cases of Burkitt's lymphoma in Uganda, 1961 to 1975: the data of the field's textbooks.
fn burkitt() -> (Vec<Point>, Vec<f64>) {
    incidents(include_str!("../../tests/it/data/burkitt.csv"), &[0, 1, 2])
}

fn made_up() -> (Vec<Point>, Vec<f64>) {
    incidents(include_str!("../../tests/it/data/points_1000.csv"), &[1, 2, 3])
}

fn bands(edges: &[f64]) -> Bands {
    Bands::new(edges).expect("edges")
}

fn table(
    (points, days): &(Vec<Point>, Vec<f64>),
    space: &[f64],
    time: &[f64],
    options: NearRepeatOptions,
) -> NearRepeat {
    near_repeat(points, days, &bands(space), &bands(time), options).expect("a table")
}

const ANALYTIC: NearRepeatOptions =
    NearRepeatOptions { metric: Metric::Euclidean, permutations: 0, seed: Seed(1) };

fn near(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance, "{left} is not {right}");
}

#[test]
fn burkitt_cases_give_the_published_knox_table_and_its_exact_expectation() {
    let found = table(&burkitt(), &[0.0, 20.000_001, INF], &[0.0, 5.000_001, INF], ANALYTIC);
    assert_eq!(found.observed, [[13, 3_416], [39, 14_110]]);
    let expected = [[10.143_816_133_8, 3_418.856_183_866_2], [41.856_183_866_2, 14_107.143_816_133_8]];
    for (row, expected) in found.expected.iter().zip(expected) {
        near(row[0], expected[0], 1e-6);
        near(row[1], expected[1], 1e-6);
    }
}

#[test]
fn the_poisson_tail_holds_the_count_itself_where_two_peers_print_the_chance_of_more() {
    let found = table(&burkitt(), &[0.0, 20.000_001, INF], &[0.0, 5.000_001, INF], ANALYTIC);
    near(found.p[0][0], 0.222_266_674, 1e-8);
    near(poisson_at_least(14, found.expected[0][0]), 0.146_245_582, 1e-8);
    // And of the arsons of Chicago, 46 pairs within 400 m and 14 days.
    near(poisson_at_least(47, 24.416_867_062_3), 3.197_769e-5, 1e-11);
}

#[test]
fn burkitt_cases_by_permutation_are_no_cluster_and_the_upper_tail_is_never_folded() {
    let options = NearRepeatOptions { permutations: 999, ..ANALYTIC };
    let found = table(&burkitt(), &[0.0, 20.000_001, INF], &[0.0, 5.000_001, INF], options);
    near(found.p[0][0], 0.20, 0.04);
    // Row and column sums are fixed, so the deficit right beside it is at least as likely.
    assert!(found.p[0][1] > 0.7 && found.p[1][0] > 0.7, "{:?}", found.p);
}

#[test]
fn burkitt_cases_fall_into_the_bands_of_the_reference_table() {
    let found =
        table(&burkitt(), &[0.0, 0.1, 5.0, 10.0, 20.0, INF], &[0.0, 30.0, 90.0, 180.0, 365.0, INF], ANALYTIC);
    let expected = [
        [2, 1, 1, 0, 7],
        [3, 10, 21, 25, 246],
        [17, 31, 48, 60, 654],
        [29, 52, 91, 143, 1_963],
        [167, 346, 512, 944, 12_205],
    ];
    assert_eq!(found.observed, expected);
    let all: u64 = found.observed.iter().flatten().sum();
    assert_eq!(all, 188 * 187 / 2);
}

#[test]
fn a_thousand_made_up_incidents_give_the_counts_that_three_peers_agree_on() {
    let one = table(&made_up(), &[0.0, 200.000_001], &[0.0, 14.5], ANALYTIC);
    assert_eq!(one.observed, [[235]]);
    let found =
        table(&made_up(), &[0.0, 0.1, 100.0, 200.0, 300.0, 400.0], &[0.0, 7.0, 14.0, 21.0, 28.0], ANALYTIC);
    let expected = [[0, 0, 0, 0], [20, 37, 14, 11], [72, 88, 41, 37], [62, 34, 44, 51], [52, 61, 53, 60]];
    assert_eq!(found.observed, expected);
    assert_eq!(found.step, TimeStep::Day);
}

#[test]
fn planted_near_repeats_stand_out_over_the_whole_table() {
    let options = NearRepeatOptions { permutations: 199, ..ANALYTIC };
    let found = table(&made_up(), &[0.0, 100.0, 200.0, 300.0], &[0.0, 7.0, 14.0, 21.0], options);
    assert_eq!((found.p[1][0], found.p_familywise[1][0]), (0.005, 0.005));
    for (own, all) in found.p.iter().flatten().zip(found.p_familywise.iter().flatten()) {
        assert!(all >= own && (0.005..=1.0).contains(own), "{own} {all}");
    }
}

#[test]
fn the_risk_window_is_the_planted_one() {
    // Offspring were planted up to 200 m and 14 days away.
    let options = NearRepeatOptions { permutations: 199, ..ANALYTIC };
    let edges = ([0.0, 200.0, 300.0, 400.0, INF], [0.0, 14.0, 21.0, 28.0, INF]);
    let window = table(&made_up(), &edges.0, &edges.1, options).window.expect("a raised risk");
    assert_eq!((window.metres, window.days, window.observed), (200.0, 14.0, 217));
    assert!(window.interval.0 > 1.0 && window.interval.0 < window.ratio && window.ratio < window.interval.1);
    let none = table(&burkitt(), &[0.0, 5.0, 10.0, INF], &[0.0, 30.0, INF], options);
    assert_eq!(none.window.is_some(), none.p_familywise[0][0] <= 0.05);
}

#[test]
fn chains_match_the_published_strings_and_say_who_came_first() {
    let line = |n: u32| -> Vec<Point> { (1..=n).map(|x| [f64::from(x), 0.0]).collect() };
    let found = chains(&line(5), &[0.0, 0.0, 0.0, 4.0, 4.0], 2.0, 1.0, Metric::Euclidean).unwrap();
    assert_eq!(found.labels, [Some(0), Some(0), Some(0), Some(1), Some(1)]);
    // All of a chain at one time: there is no originator.
    assert_eq!(found.roles, [Role::Simultaneous; 5]);
    let times: Vec<f64> = (1..=10).map(|x| 3.0 * f64::from(x)).collect();
    let alone = chains(&line(10), &times, 1.0, 1.0, Metric::Euclidean).unwrap();
    assert_eq!((alone.chains.len(), alone.roles), (0, vec![Role::Alone; 10]));
    let one = chains(&line(10), &times, 2.0, 6.0, Metric::Manhattan).unwrap();
    assert_eq!((one.chains.len(), one.chains[0].members.len()), (1, 10));
    assert_eq!(
        (one.roles[0], one.roles[1], one.roles[9]),
        (Role::Originator, Role::NearRepeat, Role::NearRepeat)
    );
    assert_eq!((one.chains[0].first, one.chains[0].last), (3.0, 30.0));
    assert!(chains(&line(2), &[1.0], 2.0, 6.0, Metric::Euclidean).is_err());
    assert!(chains(&line(2), &[1.0, 2.0], 0.0, 6.0, Metric::Euclidean).is_err());
    assert!(chains(&[], &[], 1.0, 6.0, Metric::Euclidean).unwrap().chains.is_empty());
}

#[test]
fn a_hundred_metres_and_three_days_fall_into_the_bands_that_begin_there() {
    // The pathological case of the Near Repeat Calculator, which prints 101 to 200 m and 4 to 6 days.
    let two = (vec![[0.0, 0.0], [0.0, 100.0]], vec![17_897.0, 17_900.0]);
    let found = table(&two, &[0.0, 100.0, 200.0], &[0.0, 3.0, 6.0], ANALYTIC);
    assert_eq!(found.observed, [[0, 0], [0, 1]]);
}

#[test]
fn a_p_value_is_never_zero_and_a_cell_without_pairs_has_none() {
    let cluster: Vec<Point> = (0..40).map(|i| [f64::from(i / 2) * 1_000.0, 0.0]).collect();
    let days: Vec<f64> = (0..40).map(|i| f64::from(i / 2) * 10.0).collect();
    let options = NearRepeatOptions { permutations: 99, ..ANALYTIC };
    let found = table(&(cluster, days), &[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0], options);
    assert_eq!(found.observed, [[20, 0], [0, 0]]);
    assert_eq!((found.p[0][0], found.p_familywise[0][0]), (0.01, 0.01));
    assert_eq!((found.p[1][1], found.ratio[1][1]), (1.0, None));
}

#[test]
fn pure_noise_is_rejected_as_often_as_said() {
    use rand::RngExt;
    let (mut cell, mut whole) = (0, 0);
    for run in 0..300 {
        let mut draw = Seed(77).stream(run);
        let points: Vec<Point> =
            (0..120).map(|_| [draw.random::<f64>() * 2_000.0, draw.random::<f64>() * 2_000.0]).collect();
        let days: Vec<f64> = (0..120).map(|_| f64::from(draw.random_range(0..90_u32))).collect();
        let options = NearRepeatOptions { permutations: 99, seed: Seed(run), ..ANALYTIC };
        let found = table(&(points, days), &[0.0, 200.0, 400.0], &[0.0, 7.0, 14.0], options);
        cell += usize::from(found.p[0][0] <= 0.05);
        whole += usize::from(found.p_familywise.iter().flatten().any(|p| *p <= 0.05));
    }
    assert!((5..=28).contains(&cell) && (5..=28).contains(&whole), "{cell} and {whole} of 300");
}

#[test]
fn bad_input_is_named() {
    let (space, time) = (bands(&[0.0, 100.0]), bands(&[0.0, 7.0]));
    let tell = |points: &[Point], days: &[f64], options| {
        near_repeat(points, days, &space, &time, options).expect_err("refused")
    };
    let two = [[0.0, 0.0], [1.0, 1.0]];
    assert!(matches!(tell(&two[..1], &[1.0], ANALYTIC), AnalysisError::TooFew { needed: 2, given: 1, .. }));
    assert!(matches!(tell(&two, &[1.0], ANALYTIC), AnalysisError::UnequalLengths { .. }));
    assert!(matches!(tell(&two, &[1.0, f64::NAN], ANALYTIC), AnalysisError::NotANumber { at: 1, .. }));
    assert!(matches!(tell(&[two[0], [0.0, INF]], &[1.0, 2.0], ANALYTIC), AnalysisError::NotANumber { .. }));
    let many = NearRepeatOptions { permutations: MOST_PERMUTATIONS + 1, ..ANALYTIC };
    assert!(matches!(tell(&two, &[1.0, 2.0], many), AnalysisError::TooMany { .. }));
}

#[test]
fn absurd_coordinates_and_times_are_counted_all_the_same() {
    let points = vec![[0.0, 0.0], [0.0, 1e300], [1e300, -1e300], [50.0, 0.0], [1e300, -1e300]];
    let days = vec![0.0, 1e9, 1e15, 3.5, 1e15];
    let found = table(&(points, days), &[0.0, 100.0, INF], &[0.0, 7.0, INF], ANALYTIC);
    assert_eq!(found.observed, [[2, 0], [0, 8]]);
}

#[test]
fn days_with_times_are_compared_without_loss() {
    // 07:30 and 08:30 two days later are 49 hours apart; 23:59:59.5 is no whole second.
    let hours = (vec![[0.0; 2]; 2], vec![10.0 + 7.5 / 24.0, 12.0 + 8.5 / 24.0]);
    let found = table(&hours, &[0.0, 1.0], &[0.0, 2.0, 49.0 / 24.0, 3.0], ANALYTIC);
    assert_eq!((found.step, &found.observed), (TimeStep::Hour, &vec![vec![0, 0, 1]]));
    let odd = (vec![[0.0; 2]; 2], vec![0.0, 86_399.5 / 86_400.0]);
    let found = table(&odd, &[0.0, 1.0], &[0.0, 86_399.5 / 86_400.0, 1.0], ANALYTIC);
    assert_eq!((found.step, &found.observed), (TimeStep::AsGiven, &vec![vec![0, 1]]));
}

/// The definition, pair by pair.
fn plainly(points: &[Point], days: &[f64], space: &Bands, time: &Bands, metric: Metric) -> Vec<Vec<u64>> {
    let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for a in 0..points.len() {
        for b in 0..a {
            let (dx, dy) = (points[a][0] - points[b][0], points[a][1] - points[b][1]);
            let apart = match metric {
                Metric::Euclidean => (dx * dx + dy * dy).sqrt(),
                Metric::Manhattan => dx.abs() + dy.abs(),
            };
            if let (Some(row), Some(column)) = (space.of(apart), time.of((days[a] - days[b]).abs())) {
                *cells.entry((row, column)).or_default() += 1;
            }
        }
    }
    let cell = |row, column| cells.get(&(row, column)).copied().unwrap_or(0);
    (0..space.len()).map(|row| (0..time.len()).map(|column| cell(row, column)).collect()).collect()
}

fn some_incidents() -> impl Strategy<Value = (Vec<Point>, Vec<f64>)> {
    let scale = prop_oneof![Just(1.0), Just(24.0), Just(1_440.0), Just(3.7)];
    (prop::collection::vec((0i32..60, 0i32..60, 0i32..200), 2..150), scale).prop_map(|(rows, scale)| {
        rows.into_iter().map(|(x, y, t)| ([f64::from(x), f64::from(y)], f64::from(t) / scale)).unzip()
    })
}

fn some_edges() -> impl Strategy<Value = Vec<f64>> {
    (prop::collection::btree_set(0u32..40, 2..8), any::<bool>()).prop_map(|(edges, unbounded)| {
        edges.into_iter().map(f64::from).chain(unbounded.then_some(INF)).collect()
    })
}

proptest! {
    #[test]
    fn the_fast_count_is_the_count_pair_by_pair(
        (points, days) in some_incidents(), space in some_edges(), time in some_edges(), manhattan in any::<bool>(),
    ) {
        let metric = if manhattan { Metric::Manhattan } else { Metric::Euclidean };
        let (space, time) = (bands(&space), bands(&time));
        let options = NearRepeatOptions { metric, permutations: 3, ..ANALYTIC };
        let found = near_repeat(&points, &days, &space, &time, options).unwrap();
        // Exact multiples of the step, so that the definition has no rounding of its own at an edge.
        let exact = found.step == TimeStep::Day || found.step == TimeStep::AsGiven;
        if exact {
            prop_assert_eq!(&found.observed, &plainly(&points, &days, &space, &time, metric));
        }
        let moved: Vec<Point> = points.iter().map(|p| [p[0] + 4096.0, p[1] - 512.0]).collect();
        let shift = if found.step == TimeStep::AsGiven { 0.0 } else { 16.0 };
        let later: Vec<f64> = days.iter().map(|day| day + shift).collect();
        let again = near_repeat(&moved, &later, &space, &time, options).unwrap();
        prop_assert_eq!(&again.observed, &found.observed);
        prop_assert_eq!(&again.expected, &found.expected);

        let turned: (Vec<Point>, Vec<f64>) =
            (points.iter().rev().copied().collect(), days.iter().rev().copied().collect());
        let again = near_repeat(&turned.0, &turned.1, &space, &time, options).unwrap();
        prop_assert_eq!(again.observed, found.observed);

        let doubled: Vec<Point> = points.iter().map(|p| [p[0] * 2.0, p[1] * 2.0]).collect();
        let wider: Vec<f64> = space.edges().iter().map(|edge| edge * 2.0).collect();
        let again = near_repeat(&doubled, &days, &bands(&wider), &time, options).unwrap();
        prop_assert_eq!(again.p, found.p);
    }

    #[test]
    fn every_permuted_table_has_the_margins_of_the_observed_one(
        (points, days) in some_incidents(), seed in any::<u64>(),
    ) {
        let (space, time) = (bands(&[0.0, 5.0, 10.0, INF]), bands(&[0.0, 1.0, 14.0, INF]));
        let options = NearRepeatOptions { permutations: 40, seed: Seed(seed), ..ANALYTIC };
        let counted = simulated::count(&points, &days, &space, &time, options);
        prop_assert_eq!(counted.simulated.len(), 40);
        for table in counted.simulated.iter().chain([&counted.observed]) {
            let rows: Vec<u64> = table.chunks(3).map(|row| row.iter().sum()).collect();
            let columns: Vec<u64> = (0..3).map(|at| table.iter().skip(at).step_by(3).sum()).collect();
            prop_assert_eq!(&rows, &counted.by_space);
            prop_assert_eq!(&columns, &counted.by_time);
        }
    }
}
