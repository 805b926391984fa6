//! A thousand made-up incidents (10 km square, 20 hot spots, near repeats) on which other programs were run: their
//! answers are the oracle.

use commonbeat_analysis::Point;
use commonbeat_analysis::clusters::{Reach, clusters};
use commonbeat_analysis::neighbours::Neighbours;

fn points() -> Vec<Point> {
    include_str!("data/points_1000.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split(',').skip(1).map(|field| field.parse().expect("a number"));
            [fields.next().expect("x"), fields.next().expect("y")]
        })
        .collect()
}

#[test]
fn density_clusters_agree_with_r_and_scikit_learn() {
    let found = clusters(&points(), Reach { metres: 100.0, fewest: 6 }).unwrap();
    let noise = found.labels.iter().filter(|label| label.is_none()).count();
    assert_eq!((found.clusters.len(), noise), (7, 951));
}

#[test]
fn close_pairs_agree_with_scipy() {
    let points = points();
    let pairs = |metres: f64| {
        let near = Neighbours::within(&points, metres).unwrap();
        (0..near.len()).map(|unit| near.of(unit).len()).sum::<usize>() / 2
    };
    assert_eq!([100.0, 200.0, 400.0].map(pairs), [423, 1_478, 4_395]);
}
