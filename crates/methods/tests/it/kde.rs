use super::{Desk, all_near, ask, misspelt, numbers};

const POINTS: &str = "x,y,harm\n0,0,1\n3,4,1\n10,0,2\n";

#[test]
fn three_points_give_the_reference_densities_at_the_centres_of_two_cells() {
    let desk = Desk::new();
    let file = desk.file("points.csv", POINTS);
    let words = ["kde", "--points", &file, "--x", "x", "--y", "y", "--bandwidth", "6", "--cell", "5"];
    let density = |more: &[&str]| {
        let answer = ask(&[&words[..], &["--bounds", "-2.5,-2.5,7.5,2.5"][..], more].concat()).unwrap();
        assert_eq!(
            (answer["rows"].as_u64(), answer["cols"].as_u64(), answer["path"].as_str()),
            (Some(1), Some(2), Some("exact"))
        );
        numbers(&answer["density"])
    };
    all_near(&density(&[]), &[0.029_002_39, 0.010_192_79], 5e-9);
    all_near(&density(&["--exact", "--kernel", "gaussian"]), &[0.008_647_42, 0.009_596_87], 5e-9);
    let plain = density(&[]);
    let weighed = density(&["--weight", "harm"]);
    assert!(weighed[1] > plain[1] && weighed[0] == plain[0]);
    assert!(density(&["--edge", "correct"])[0] > plain[0]);
}

#[test]
fn many_points_go_by_fft_and_both_ways_agree() {
    let desk = Desk::new();
    let rows: String =
        (0..40_000_u64).map(|i| format!("{},{}\n", i * 7919 % 9973, i * 104_729 % 9967)).collect();
    let file = desk.file("points.csv", &format!("x,y\n{rows}"));
    let words = ["kde", "--points", &file, "--x", "x", "--y", "y", "--bandwidth", "300", "--cell", "50"];
    let answer =
        |more: &[&str]| ask(&[&words[..], &["--bounds", "0,0,10000,10000"][..], more].concat()).unwrap();
    let (fast, exact) = (answer(&[]), answer(&["--exact"]));
    assert_eq!((fast["path"].as_str(), exact["path"].as_str()), (Some("fft"), Some("exact")));
    assert_eq!(fast["nodes_per_cell"], 3);
    let (fast, exact) = (numbers(&fast["density"]), numbers(&exact["density"]));
    let peak = exact.iter().copied().fold(0.0, f64::max);
    all_near(&fast, &exact, 1e-3 * peak);
}

#[test]
fn a_box_must_have_four_sides_and_an_area() {
    assert!(misspelt(&["kde", "--bounds", "0,0,1"]).contains("west,south,east,north"));
    let desk = Desk::new();
    let file = desk.file("points.csv", POINTS);
    let words = [
        "kde",
        "--points",
        &file,
        "--x",
        "x",
        "--y",
        "y",
        "--bandwidth",
        "6",
        "--cell",
        "5",
        "--bounds",
        "0,0,0,5",
    ];
    assert_eq!(ask(&words).unwrap_err().to_string(), "the study area is empty");
}
