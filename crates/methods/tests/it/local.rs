//! Gi* and Moran's I.

use super::{Desk, all_near, ask, misspelt, numbers};
use serde_json::{Value, json};

const GRID: [f64; 25] = [
    0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 2.0, 0.0, 0.0, 0.0, 4.0, 9.0, 3.0, 1.0, 0.0, 2.0, 5.0, 2.0, 0.0, 1.0,
    0.0, 1.0, 0.0, 0.0,
];

/// The five-by-five grid of the reference values, cells of 100 m.
fn grid(method: &str, more: &[&str]) -> Value {
    let desk = Desk::new();
    let row = |(at, value): (usize, &f64)| format!("{},{},{value}\n", at % 5 * 100 + 50, at / 5 * 100 + 50);
    let rows: String = GRID.iter().enumerate().map(row).collect();
    let file = desk.file("cells.csv", &format!("x,y,count\n{rows}"));
    let words = [
        method,
        "--cells",
        &file,
        "--x",
        "x",
        "--y",
        "y",
        "--value",
        "count",
        "--queen",
        "--cell-size",
        "100",
    ];
    ask(&[&words, more].concat()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn six_points_within_a_distance_give_the_published_gi_star_whatever_the_weights() {
    let desk = Desk::new();
    let file = desk.file("cells.csv", "x,y,v\n10,10,2\n20,10,3\n40,10,3.2\n15,20,5\n30,20,8\n30,30,7\n");
    let words = ["gi-star", "--cells", &file, "--x", "x", "--y", "y", "--value", "v", "--distance", "15"];
    let expected = [-1.3972763, -0.2891776, 0.6506496, -0.2891776, 1.2345209, 2.0242433];
    for weights in ["binary", "row"] {
        let answer = ask(&[&words[..], &["--weights", weights]].concat()).unwrap();
        all_near(&numbers(&answer["z"]), &expected, 1e-7);
    }
}

#[test]
fn on_the_five_by_five_grid_only_the_centre_is_significant_after_correction() {
    let answer = grid("gi-star", &[]);
    let z = numbers(&answer["z"]);
    all_near(&z[10..15], &[0.249286, 2.511132, 3.303288, 1.718977, -0.641020], 1e-6);
    assert!((answer["p"][12].as_f64().unwrap() - 0.00096).abs() < 5e-6);
    let significant: Vec<usize> = (0..25).filter(|&cell| answer["significant"][cell] == true).collect();
    assert_eq!((significant, &answer["seed"]), (vec![12], &json!(null)));
    let none = grid("gi-star", &["--correction", "none"]);
    assert_eq!((0..25).filter(|&cell| none["significant"][cell] == true).count(), 4);
    let by = grid("gi-star", &["--correction", "by"]);
    let ratio = by["q"][12].as_f64().unwrap() / answer["q"][12].as_f64().unwrap();
    let harmonic: f64 = (1..=25).map(|i| 1.0 / f64::from(i)).sum();
    assert!((ratio - harmonic).abs() < 1e-9, "Yekutieli's factor: {ratio}");
}

#[test]
fn permutations_that_are_too_few_to_find_anything_say_so() {
    let few = grid("gi-star", &["--permutations", "99"]);
    assert!(few["warning"].as_str().unwrap().contains("use more permutations"), "{}", few["warning"]);
    assert_eq!(few["seed"], 1);
    let p = numbers(&few["p"]);
    assert!(p.iter().all(|p| (0.01..=1.0).contains(p)) && p[12] <= 0.03, "{p:?}");
    assert_eq!(grid("gi-star", &["--permutations", "999"])["warning"], json!(null));
    let adaptive = grid("gi-star", &["--permutations", "99", "--up-to", "5000"]);
    assert_eq!((&adaptive["warning"], &few["permutations_each"]), (&json!(null), &json!(null)));
    let each = adaptive["permutations_each"].as_array().unwrap();
    assert!(each[12].as_u64() > Some(99) && each[0] == 99, "{each:?}");
    assert!(adaptive["p"][12].as_f64().unwrap() < 0.01);
}

#[test]
fn more_permutations_for_leading_cells_need_some_to_begin_with() {
    let desk = Desk::new();
    let file = desk.file("cells.csv", "x,y,v\n0,0,1\n100,0,2\n200,0,3\n");
    let words = ["gi-star", "--cells", &file, "--x", "x", "--y", "y", "--value", "v", "--distance", "100"];
    let error = ask(&[&words[..], &["--up-to", "500"]].concat()).unwrap_err().to_string();
    assert_eq!(error, "--up-to: --permutations must be above 0, such as 999");
}

#[test]
fn morans_i_of_the_five_by_five_grid_matches_the_published_values() {
    let answer = grid("moran", &[]);
    let of = |key: &str| answer[key].as_f64().unwrap();
    all_near(
        &[of("i"), of("z"), of("z_normality"), of("expected")],
        &[0.191509789, 2.509379374, 2.191199804, -1.0 / 24.0],
        1e-8,
    );
    all_near(&[numbers(&answer["local"])[12]], &[1.945120482], 1e-9);
    assert_eq!(answer["local_kind"][12], "high-high");
    let share = (of("i") - of("expected")) / of("variance").sqrt();
    all_near(&[share], &[of("z")], 1e-12);
}

#[test]
fn neighbours_must_be_named_in_one_way_and_cells_must_lie_on_a_grid() {
    let words = ["moran", "--cells", "f", "--x", "x", "--y", "y", "--value", "v"];
    assert!(misspelt(&words).contains("--distance"));
    assert!(misspelt(&[&words[..], &["--queen"]].concat()).contains("--cell-size"));
    assert!(
        misspelt(&[&words[..], &["--queen", "--cell-size", "5", "--distance", "3"]].concat())
            .contains("--distance")
    );
    let desk = Desk::new();
    let file = desk.file("cells.csv", "x,y,v\n0,0,1\n100,0,2\n130,0,3\n200,0,3\n");
    let words = [
        "gi-star",
        "--cells",
        &file,
        "--x",
        "x",
        "--y",
        "y",
        "--value",
        "v",
        "--queen",
        "--cell-size",
        "100",
    ];
    assert!(ask(&words).unwrap_err().to_string().contains("not on the grid"));
}
