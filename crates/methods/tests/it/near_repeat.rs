use super::{Desk, ask, misspelt};
use serde_json::{Value, json};

const BURKITT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../analysis/tests/it/data/burkitt.csv");

fn burkitt(more: &[&str]) -> Value {
    let words = ["near-repeat", "--points", BURKITT, "--x", "x", "--y", "y", "--time", "t"];
    ask(&[&words, more].concat()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn burkitt_cases_give_the_reference_table_and_every_key_of_the_interface() {
    let answer =
        burkitt(&["--space", "0,.1,5,10,20,inf", "--days", "0,30,90,180,365,inf", "--permutations", "99"]);
    assert_eq!(answer["n"], 188);
    assert_eq!(answer["space_edges"], json!([0.0, 0.1, 5.0, 10.0, 20.0, "inf"]));
    assert_eq!(answer["day_edges"], json!([0.0, 30.0, 90.0, 180.0, 365.0, "inf"]));
    let observed = json!([
        [2, 1, 1, 0, 7],
        [3, 10, 21, 25, 246],
        [17, 31, 48, 60, 654],
        [29, 52, 91, 143, 1963],
        [167, 346, 512, 944, 12205]
    ]);
    assert_eq!(answer["observed"], observed);
    for key in ["expected", "ratio", "p", "p_familywise"] {
        let rows = answer[key].as_array().unwrap();
        assert!(rows.len() == 5 && rows.iter().all(|row| row.as_array().unwrap().len() == 5), "{key}");
    }
    assert_eq!((&answer["method"], &answer["seed"]), (&json!("near-repeat"), &json!(1)));
    assert_eq!(answer["options"]["permutations"], 99);
}

#[test]
fn without_permutations_the_values_are_analytic_and_no_seed_is_named() {
    let answer = burkitt(&["--space", "0,20.001,inf", "--days", "0,5.001,inf", "--permutations", "0"]);
    assert!((answer["expected"][0][0].as_f64().unwrap() - 10.143_816_133_8).abs() < 1e-9);
    assert!((answer["p"][0][0].as_f64().unwrap() - 0.222_266_674).abs() < 1e-8);
    assert_eq!((&answer["seed"], &answer["p_from"]), (&json!(null), &json!("poisson")));
}

#[test]
fn the_pathological_case_of_the_near_repeat_calculator_lands_where_its_bands_begin() {
    let desk = Desk::new();
    let file = desk.file("two.csv", "x,y,day\n0,0,2019-01-01\n0,100,2019-01-04\n");
    let words = ["near-repeat", "--points", &file, "--x", "x", "--y", "y", "--time", "day"];
    let bands = ["--space", "0,100,200", "--days", "0,3,6", "--permutations", "9"];
    assert_eq!(ask(&[&words[..], &bands[..]].concat()).unwrap()["observed"], json!([[0, 0], [0, 1]]));
}

#[test]
fn the_distance_along_the_streets_can_be_asked_for() {
    let desk = Desk::new();
    let file = desk.file("two.csv", "x,y,day\n0,0,1\n30,40,1\n");
    let count = |metric: &str| {
        let words = ["near-repeat", "--points", &file, "--x", "x", "--y", "y", "--time", "day"];
        let more = ["--space", "0,60,80", "--days", "0,1", "--permutations", "0", "--metric", metric];
        ask(&[&words[..], &more[..]].concat()).unwrap()["observed"].clone()
    };
    assert_eq!((count("euclidean"), count("manhattan")), (json!([[1], [0]]), json!([[0], [1]])));
}

#[test]
fn the_same_seed_gives_the_same_answer_and_another_one_another() {
    let with = |seed: &str| {
        burkitt(&["--space", "0,5,20", "--days", "0,30,180", "--permutations", "99", "--seed", seed])
    };
    assert_eq!(with("5"), with("5"));
    assert_ne!(with("5")["p"], with("6")["p"]);
}

#[test]
fn unfit_edges_times_and_too_few_rows_are_told() {
    assert!(
        misspelt(&["near-repeat", "--space", "0,100,50"])
            .contains("edges must rise, and 50 is not above 100")
    );
    let desk = Desk::new();
    let asked = |text: &str| {
        let file = desk.file("points.csv", text);
        let words = ["near-repeat", "--points", &file, "--x", "x", "--y", "y", "--time", "day"];
        ask(&[&words[..], &["--space", "0,1", "--days", "0,1"]].concat()).unwrap_err().to_string()
    };
    assert!(
        asked("x,y,day\n1,1,2020-02-30\n")
            .ends_with("line 2, column day: \"2020-02-30\" is neither an ISO date nor a number of days")
    );
    assert!(
        asked("x,y,day\n1,1,2020-02-03\n1,1,7\n").contains("line 3, column day: \"7\" is a number of days")
    );
    assert_eq!(asked("x,y,day\n1,1,7\n"), "incidents: at least 2 are needed, 1 given");
}

/// 522 arsons of Chicago with what the Near Repeat Calculator 1.3 made of them; they lie on the shelf only.
fn arsons(desk: &Desk) -> Option<String> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shelf = std::env::var("COMMONBEAT_SHELF").unwrap_or_else(|_| default.to_owned());
    let rows = std::fs::read_to_string(format!("{shelf}/data/near-repeat-reference/chicago_arson.csv"));
    let Ok(rows) = rows else {
        eprintln!("shelf absent: 1 not run (chicago_arson.csv)");
        return None;
    };
    Some(desk.file("arson.csv", &format!("x,y,day\n{rows}")))
}

#[test]
fn arsons_of_chicago_fall_into_the_published_table_and_peak_on_the_same_day() {
    let desk = Desk::new();
    let Some(file) = arsons(&desk) else { return };
    let words =
        ["near-repeat", "--points", &file, "--x", "x", "--y", "y", "--time", "day", "--metric", "manhattan"];
    let bands = ["--space", "0,.01,201,401,601,inf", "--days", "0,1,2,3,inf", "--permutations", "999"];
    let answer = ask(&[&words[..], &bands[..]].concat()).unwrap();
    let observed =
        json!([[0, 2, 0, 8], [9, 1, 1, 46], [4, 0, 0, 141], [6, 0, 0, 234], [393, 710, 770, 133656]]);
    assert_eq!(answer["observed"], observed);
    // The near repeats are all of the same day, and gone the next; repeats at the same place come a day later.
    assert_eq!(answer["p"][1][0], 0.001);
    assert!(answer["p"][0][1].as_f64().unwrap() <= 0.01 && answer["p"][1][1].as_f64().unwrap() > 0.05);
    assert_eq!(answer["p"][0][0], 1.0);
    // What 99 permutations of the calculator came to, where they are many enough to tell.
    for (row, column, printed) in
        [(0, 3, 8.0 / 0.814), (1, 3, 45.0 / 0.813), (2, 3, 140.0 / 0.986), (4, 0, 393.0 / 0.957)]
    {
        let exact = answer["expected"][row][column].as_f64().unwrap();
        assert!((exact / printed - 1.0).abs() < 0.05, "{row} {column}: {exact} and {printed}");
    }
}

#[test]
fn arsons_of_chicago_give_the_knox_count_and_mean_of_surveillance() {
    let desk = Desk::new();
    let Some(file) = arsons(&desk) else { return };
    let words = ["near-repeat", "--points", &file, "--x", "x", "--y", "y", "--time", "day"];
    let bands = ["--space", "0,400.0001", "--days", "0,14.5", "--permutations", "0"];
    let answer = ask(&[&words[..], &bands[..]].concat()).unwrap();
    assert_eq!(answer["observed"], json!([[46]]));
    assert!((answer["expected"][0][0].as_f64().unwrap() - 24.416_87).abs() < 1e-5);
    // It prints P(X > 46) = .00003197769; as many or more is about twice that.
    assert!((answer["p"][0][0].as_f64().unwrap() - 6.281_36e-5).abs() < 1e-9);
}
