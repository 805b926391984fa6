use super::{Desk, ask};
use serde_json::json;

/// A scan of a file of points up to 1 m and 3 days.
fn scan<'a>(file: &'a str, permutations: &'a str) -> Vec<&'a str> {
    let named = ["scan", "--points", file, "--x", "x", "--y", "y", "--time", "day"];
    let limits = ["--max-radius", "1", "--max-days", "3", "--permutations", permutations];
    [&named[..], &limits].concat()
}

#[test]
fn three_points_give_the_reference_statistic_with_every_key_of_the_interface() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "x,y,day\n0,0,9\n0,0,8\n1,0,7\n");
    let answer = ask(&scan(&file, "19")).unwrap();
    let first = &answer["clusters"][0];
    assert!((first["llr"].as_f64().unwrap() - 0.300_104_592_4).abs() < 1e-10);
    assert_eq!(
        [&first["x"], &first["y"], &first["radius"], &first["from"], &first["to"], &first["observed"]],
        [&json!(0.0), &json!(0.0), &json!(0.0), &json!(8.0), &json!(9.0), &json!(2)]
    );
    let (p, days) = (first["p"].as_f64().unwrap(), first["recurrence_days"].as_f64().unwrap());
    assert!((p * days - 1.0).abs() < 1e-12 && (0.05..=1.0).contains(&p));
}

#[test]
fn where_the_file_has_dates_the_clusters_have() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "x,y,day\n0,0,2026-03-01\n0,0,2026-02-28T22:10\n1,0,2026-02-20\n");
    let first = &ask(&scan(&file, "0")).unwrap()["clusters"][0];
    assert_eq!((&first["from"], &first["to"]), (&json!("2026-02-28"), &json!("2026-03-01")));
    assert_eq!((&first["p"], &first["recurrence_days"]), (&json!(null), &json!(null)));
}
