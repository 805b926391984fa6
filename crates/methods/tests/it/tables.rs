use super::{Desk, ask, misspelt};

const DBSCAN: [&str; 8] = ["--x", "x", "--y", "y", "--eps", "1", "--min-points", "2"];

fn complaint(text: &str) -> String {
    let desk = Desk::new();
    let file = desk.file("points.csv", text);
    let words = [&["dbscan", "--points", &file][..], &DBSCAN[..]].concat();
    let error = ask(&words).expect_err("a complaint").to_string();
    assert_eq!(error.lines().count(), 1, "one line: {error}");
    error.rsplit_once("points.csv").map_or(error.clone(), |(_, rest)| rest.to_owned())
}

#[test]
fn a_value_that_is_no_number_is_told_with_its_line_and_column() {
    assert_eq!(complaint("x,y\n1,2\n3,abc\n"), ", line 3, column y: \"abc\" is not a finite number");
    assert_eq!(complaint("x,y\n1,\n"), ", line 2, column y: a number is missing");
    assert_eq!(complaint("x,y\ninf,1\n"), ", line 2, column x: \"inf\" is not a finite number");
    assert_eq!(complaint("x,y\nNaN,1\n"), ", line 2, column x: \"NaN\" is not a finite number");
    assert_eq!(complaint("x,y\n\"a\nb\",1\n"), ", line 2, column x: \"a\\nb\" is not a finite number");
}

#[test]
fn a_column_that_is_not_there_or_there_twice_is_told() {
    assert_eq!(complaint("x,north\n1,2\n"), ", line 1, column y: there is no such column, only x, north");
    assert_eq!(complaint("x,y,y\n1,2,3\n"), ", line 1, column y: there are several columns of this name");
}

#[test]
fn a_row_of_another_length_an_empty_file_and_no_file_are_told() {
    assert_eq!(complaint("x,y\n1,2\n3\n"), ", line 3: 1 values where the heading has 2");
    assert_eq!(complaint(""), ": there is no line of headings");
    let words = [&["dbscan", "--points", "/nowhere/at/all.csv"][..], &DBSCAN[..]].concat();
    let error = ask(&words).unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/at/all.csv: "), "{error}");
}

#[test]
fn text_that_is_not_utf8_is_told_and_columns_nobody_asks_for_do_not_matter() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "");
    std::fs::write(&file, b"x,y,name\n1,2,caf\xe9\n1,2,b\n").unwrap();
    let words = [&["dbscan", "--points", &file][..], &DBSCAN[..]].concat();
    assert_eq!(ask(&words).unwrap()["n"], 2);
    std::fs::write(&file, b"x,y\n1,\xe9\n").unwrap();
    assert!(ask(&words).unwrap_err().to_string().ends_with("line 2, column y: the text is not UTF-8"));
}

#[test]
fn a_byte_order_mark_spaces_and_windows_line_ends_do_not_matter() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "\u{feff}x , y\r\n 1 , 2 \r\n1,2\r\n");
    let words = [&["dbscan", "--points", &file][..], &DBSCAN[..]].concat();
    let answer = ask(&words).unwrap();
    assert_eq!((&answer["n"], &answer["labels"]), (&2.into(), &serde_json::json!([0, 0])));
}

#[test]
fn what_the_method_itself_refuses_and_what_cannot_be_read_is_told() {
    let desk = Desk::new();
    let file = desk.file("points.csv", "x,y\n1,2\n");
    let asked = |eps: &str, fewest: &str| {
        ask(&["dbscan", "--points", &file, "--x", "x", "--y", "y", "--eps", eps, "--min-points", fewest])
    };
    assert!(asked("0", "2").unwrap_err().to_string().contains("the reach in metres must be greater than 0"));
    assert!(asked("1", "0").is_err());
    assert!(misspelt(&["dbscan", "--points", &file]).contains("--eps"));
}
