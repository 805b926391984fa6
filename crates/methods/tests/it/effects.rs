//! Did it work, and could we see it: wdd, power, itsa.

use super::{Desk, ask, misspelt};
use serde_json::Value;

fn near(value: &Value, expected: f64) {
    let got = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((got - expected).abs() < 1e-6, "{got} is not {expected}");
}

fn all_near(values: &Value, expected: &[f64]) {
    assert_eq!(values.as_array().map(Vec::len), Some(expected.len()), "{values}");
    expected.iter().enumerate().for_each(|(at, &value)| near(&values[at], value));
}

fn wdd(options: &str) -> Value {
    ask(&[&["wdd"], &options.split(' ').collect::<Vec<_>>()[..]].concat()).expect("an answer")
}

const PAPER: &str =
    "--treated 207,110 --control 308,318 --displacement 178,157 --displacement-control 150,140";

#[test]
fn the_published_difference_comes_out_with_its_parts_and_the_ratio() {
    let found = wdd(PAPER);
    near(&found["estimate"], -118.0);
    near(&found["se"], 39.597_979_746);
    near(&found["z"], -2.979_950_006);
    all_near(&found["ci"], &[-195.610_614_164, -40.389_385_836]);
    near(&found["local"]["estimate"], -107.0);
    near(&found["local"]["se"], 30.708_305_066);
    near(&found["displacement"]["estimate"], -11.0);
    near(&found["displacement"]["se"], 25.0);
    near(&found["ratio"]["estimate"], 1.0 / 1.942_916_173);
    all_near(&found["ratio"]["ci"], &[1.0 / 2.569_042, 1.0 / 1.469_390]);
    assert_eq!(found["options"]["treated"], serde_json::json!([207, 110]));
}

#[test]
fn weights_of_time_and_area_come_out_as_published() {
    let timed = wdd("--treated 80,20 --control 100,50 --time-weights 2,1");
    near(&timed["estimate"], -20.0);
    near(&timed["se"], 10.723_805_295);
    assert_eq!(timed["displacement"], Value::Null);
    let areas = wdd(&format!("{PAPER} --area-weights 1.2,0.9,1.5,1.6"));
    near(&areas["local"]["estimate"], -91.944_444_444);
    near(&areas["displacement"]["estimate"], -7.75);
    near(&areas["estimate"], -99.694_444_444);
    near(&areas["se"], 35.428_075_505);
    let ten = wdd("--treated 20,10 --control 20,20 --alpha 0.1");
    all_near(&ten["ci"], &[-23.761_832_792, 3.761_832_792]);
}

#[test]
fn several_controls_stand_for_their_mean() {
    let one = wdd("--treated 100,80 --control 100,100");
    let three = wdd("--treated 100,80 --control 100,100 --control 100,100 --control 100,100");
    assert_eq!(one["estimate"], three["estimate"]);
    near(&three["se"], (180.0_f64 + 200.0 / 3.0).sqrt());
    near(&three["ratio"]["estimate"], 0.8);
}

#[test]
fn harm_weights_come_out_as_published() {
    let desk = Desk::new();
    let rows = "130,74,133,91,3\n327,202,388,305,2\n398,190,148,97,5\n144,92,86,64,7\n183,96,94,67,10\n";
    let file =
        desk.file("harm.csv", &format!("treated_pre,treated_post,control_pre,control_post,weight\n{rows}"));
    let found = ask(&["wdd", "--harm", &file]).unwrap();
    near(&found["estimate"], -1721.0);
    near(&found["se"], 304.103_600_768);
    all_near(&found["ci"], &[-2_317.032_105_074, -1_124.967_894_926]);
    assert_eq!(found["offenses"].as_array().unwrap().len(), 5);
    let ten = desk.file(
        "ten.csv",
        "treated_pre,treated_post,control_pre,control_post,weight\n20,10,20,20,10\n25,20,30,30,5\n70,20,80,60,1\n",
    );
    let found = ask(&["wdd", "--harm", &ten, "--alpha", "0.1"]).unwrap();
    near(&found["z"], -1.561_361_4);
    all_near(&found["ci"], &[-318.288_489, 8.288_489]);
}

#[test]
fn a_given_dispersion_widens_by_its_root_and_keeps_the_normal() {
    let plain = wdd("--treated 100,60 --control 100,100");
    let wide = wdd("--treated 100,60 --control 100,100 --dispersion 4");
    near(&wide["se"], 2.0 * plain["se"].as_f64().unwrap());
    near(&wide["z"], plain["z"].as_f64().unwrap() / 2.0);
    assert_eq!(wide["dispersion"]["df"], Value::Null);
}

#[test]
fn a_series_gives_the_dispersion_and_students_t_however_it_is_laid_out() {
    let desk = Desk::new();
    let months = [[9, 4, 12, 10], [6, 7, 10, 13], [12, 3, 8, 9], [5, 6, 14, 12]];
    let sums: Vec<u32> = (0..4).map(|column| months.iter().map(|row| row[column]).sum()).collect();
    let expected: f64 = (0..4)
        .map(|column| {
            let mean = f64::from(sums[column]) / 4.0;
            months.iter().map(|row| (f64::from(row[column]) - mean).powi(2) / mean).sum::<f64>() / 3.0
        })
        .sum::<f64>()
        / 4.0;
    let row = |row: &[u32; 4]| row.map(|count| count.to_string()).join(",");
    let wide: Vec<String> = months.iter().map(row).collect();
    let wide = format!("treated_pre,treated_post,control_pre,control_post\n{}\n", wide.join("\n"));
    let mut long = "month,area,when,count\n".to_owned();
    let mut halves = "month,phase,treated,control\n".to_owned();
    for (month, [t0, t1, c0, c1]) in months.iter().enumerate() {
        long += &format!(
            "2025-0{0},t,pre,{t0}\n2026-0{0},t,post,{t1}\n2025-0{0},c,pre,{c0}\n2026-0{0},c,post,{c1}\n",
            month + 1
        );
        halves += &format!("2025-0{0},pre,{t0},{c0}\n2026-0{0},post,{t1},{c1}\n", month + 1);
    }
    let (treated, control) = (format!("{},{}", sums[0], sums[1]), format!("{},{}", sums[2], sums[3]));
    for (name, text) in [("wide.csv", &wide), ("long.csv", &long), ("halves.csv", &halves)] {
        let file = desk.file(name, text);
        let found = ask(&["wdd", "--treated", &treated, "--control", &control, "--series", &file]).unwrap();
        near(&found["dispersion"]["value"], expected);
        near(&found["dispersion"]["df"], 12.0);
        let (estimate, se) = (found["estimate"].as_f64().unwrap(), found["se"].as_f64().unwrap());
        near(&found["se"], (expected * f64::from(sums.iter().sum::<u32>())).sqrt());
        // Student's t with 12 degrees of freedom.
        all_near(&found["ci"], &[estimate - 2.178_812_83 * se, estimate + 2.178_812_83 * se]);
    }
}

#[test]
fn counts_of_none_have_a_difference_and_no_ratio() {
    let nothing = wdd("--treated 0,5 --control 0,0");
    assert_eq!(nothing["ratio"]["estimate"], Value::Null);
    near(&nothing["estimate"], 5.0);
    let stopped = wdd("--treated 20,0 --control 20,20");
    near(&stopped["ratio"]["estimate"], 0.0);
    assert_eq!(stopped["ratio"]["judged_by"], "exact conditional test");
}

#[test]
fn what_does_not_go_together_is_told() {
    assert!(misspelt(&["wdd", "--treated", "1,2"]).contains("--control"));
    assert!(misspelt(&["wdd", "--treated", "1", "--control", "1,2"]).contains("two counts"));
    assert!(
        misspelt(&["wdd", "--treated", "1,2", "--control", "1,2", "--area-weights", "0,1"])
            .contains("above 0")
    );
    let desk = Desk::new();
    let still = desk.file("still.csv", "a,b\n3,4\n3,4\n");
    let error = ask(&["wdd", "--treated", "6,8", "--control", "6,8", "--series", &still]).unwrap_err();
    assert!(error.to_string().contains("no dispersion"), "{error}");
    let bad = ask(&["wdd", "--treated", "6,8", "--control", "6,8", "--dispersion", "0"]).unwrap_err();
    assert_eq!(bad.to_string(), "the dispersion must be greater than 0, not 0");
}

#[test]
fn the_smallest_reductions_come_out_as_simulated() {
    let of = |options: &str| {
        let words: Vec<&str> = options.split(' ').collect();
        ask(&[&["power"], &words[..]].concat()).unwrap()["minimum_detectable_reduction"].clone()
    };
    for (baseline, reduction) in [("30", 0.90), ("50", 0.72), ("100", 0.52), ("200", 0.38), ("400", 0.27)] {
        let found = of(&format!("--baseline {baseline}")).as_f64().unwrap();
        assert!((found - reduction).abs() < 0.006, "{found} at {baseline}");
    }
    for (baseline, reduction) in [("30", 0.53), ("50", 0.43), ("100", 0.32)] {
        let found = of(&format!("--baseline {baseline} --controls 5 --baseline-ratio 3")).as_f64().unwrap();
        assert!((found - reduction).abs() < 0.006, "{found} at {baseline}");
    }
    assert_eq!(of("--baseline 20"), Value::Null);
}

/// Sicily's months with the exposures of the paper's data file.
fn sicily(dates: bool) -> String {
    let mut text = "when,aces,stdpop\n".to_owned();
    for (at, line) in include_str!("data/sicily.csv").lines().skip(1).enumerate() {
        let fields: Vec<&str> = line.split(',').collect();
        let when =
            if dates { format!("{}-{:02}-01", 2002 + at / 12, at % 12 + 1) } else { (at + 1).to_string() };
        text += &format!("{when},{},{}\n", fields[0], fields[1]);
    }
    text
}

#[test]
fn the_published_interrupted_series_comes_out_for_numbers_and_for_dates() {
    let desk = Desk::new();
    for (dates, change) in [(false, "37"), (true, "2005-01-01")] {
        let file = desk.file("sicily.csv", &sicily(dates));
        let words = [
            "itsa", "--series", &file, "--count", "aces", "--time", "when", "--offset", "stdpop", "--change",
        ];
        let ask = |more: &[&str]| ask(&[&words[..], &[change], more].concat()).unwrap();
        let found = ask(&["--harmonics", "2"]);
        for (key, expected, tolerance) in
            [("rr", 0.885_07, 5e-6), ("dispersion", 2.262_186, 1e-5), ("deviance", 117.266_120, 1e-6)]
        {
            let got = found[key].as_f64().unwrap();
            assert!((got - expected).abs() < tolerance, "{key} {got}");
        }
        let (low, high) = (found["ci"][0].as_f64().unwrap(), found["ci"][1].as_f64().unwrap());
        assert!((low - 0.839_40).abs() < 5e-6 && (high - 0.933_23).abs() < 5e-6);
        assert_eq!((&found["n_before"], &found["n_after"]), (&36.into(), &23.into()));
        let plain = ask(&["--family", "poisson"]);
        assert_eq!(plain["dispersion"], 1.0);
        near(&plain["deviance"], 197.309_613);
        assert!(ask(&["--robust"])["lag"].is_u64() && ask(&["--robust=2"])["lag"] == 2);
        assert!(ask(&["--trend-change"])["trend_change"]["se"].is_f64());
    }
}

#[test]
fn rows_in_any_order_are_one_series_and_a_change_of_another_kind_is_told() {
    let desk = Desk::new();
    let text = sicily(false);
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let (straight, back) = (desk.file("a.csv", &text), desk.file("b.csv", &lines.join("\n")));
    let of = |file: &str, change: &str| {
        ask(&["itsa", "--series", file, "--count", "aces", "--time", "when", "--change", change])
    };
    assert_eq!(of(&straight, "37").unwrap()["rr"], of(&back, "37").unwrap()["rr"]);
    let error = of(&straight, "2005-01-01").unwrap_err().to_string();
    assert!(error.starts_with("--change: ") && error.contains("a number of days"), "{error}");
    assert!(of(&straight, "1").is_err() && of(&straight, "60").is_err());
}
