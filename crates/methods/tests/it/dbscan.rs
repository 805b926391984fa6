use super::{Desk, ask};
use serde_json::json;

#[test]
fn labels_come_in_the_order_of_the_file_and_the_answer_says_how_to_make_it_again() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "id,x,y\na,0,0\nb,9,0\nc,1,0\nd,2,0\n");
    let words =
        ["dbscan", "--points", &file, "--x", "x", "--y", "y", "--eps", "1", "--min-points", "3", "--json"];
    let answer = ask(&words).unwrap();
    assert_eq!(answer["labels"], json!([0, -1, 0, 0]));
    assert_eq!(answer["clusters"], json!([{"label": 0, "points": 3, "x": 1.0, "y": 0.0, "radius": 1.0}]));
    assert_eq!(
        (&answer["method"], &answer["seed"], &answer["noise"]),
        (&json!("dbscan"), &json!(null), &json!(1))
    );
    assert_eq!(answer["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answer["options"], json!({"points": file, "x": "x", "y": "y", "eps": 1.0, "min_points": 3}));
    assert_eq!(answer["inputs"][0]["rows"], 4);
    assert_eq!(answer["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_file_without_rows_has_no_clusters() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "x,y\n");
    let answer =
        ask(&["dbscan", "--points", &file, "--x", "x", "--y", "y", "--eps", "1", "--min-points", "3"]);
    assert_eq!(answer.unwrap()["labels"], json!([]));
}
