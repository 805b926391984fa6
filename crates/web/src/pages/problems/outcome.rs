//! The result in words: the sentence first, then the line, the table, and how it was measured.

use commonbeat_app::assessment::{Figures, plain_sentence};
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::assessment::{Assessment, Outcome, Plan, Reading};
use commonbeat_domain::problems::candidates::Window;
use jiff::civil::Date;

use crate::charts::line::{Line, Point, line};
use crate::charts::{Caption, Drawing};
use crate::fmt;
use crate::pages::scanning::say;
use crate::words::Words;

/// The result in words.
pub struct Told {
    /// The answer, cut around the figure that matters.
    pub sentence: [String; 3],
    /// Counts and lengths.
    pub note: String,
    /// Whether it could be chance, or cannot be told.
    pub gray: bool,
    /// That the follow-up still runs, and how far it is.
    pub interim: Option<String>,
    /// The line over time.
    pub chart: Option<Drawing>,
    /// Area, before, after, change, reading, tone of the reading.
    pub rows: Vec<[String; 6]>,
    /// How it was measured.
    pub method: Vec<String>,
    /// The comparison places: name, count before, level, drift.
    pub controls: Vec<[String; 4]>,
    /// Months with counts: month, day, treated, comparison.
    pub series: Vec<(String, Date, String, String)>,
    /// When it was measured.
    pub measured: String,
}

/// What is counted, in words.
pub fn counted(words: &Words, offenses: &[Offense]) -> String {
    match offenses {
        [one] => say::offense(words, one),
        _ => words.t("result-incidents"),
    }
}

/// A window as first and last day.
pub fn days(words: &Words, window: Window) -> String {
    let last = window.until.yesterday().unwrap_or(window.until);
    words.t_args("plan-window", &[("from", words.day(window.from)), ("to", words.day(last))])
}

/// Months of a window, rounded.
pub fn months(window: Window) -> u32 {
    let days = window.from.until(window.until).map_or(0, |span| span.get_days());
    u32::try_from((f64::from(days) / 30.44).round() as i64).unwrap_or(0)
}

/// The figures of a comparison place in cells: count before, level, drift.
pub fn figures(words: &Words, figures: &Figures) -> [String; 3] {
    let level = figures.level.map(|l| words.t1("plan-times", "times", words.decimal(l, 2)));
    let drift = figures.drift.map(|d| signed(words, d.exp() - 1.0));
    [words.number(figures.before as i64), level.unwrap_or_default(), drift.unwrap_or_default()]
}

/// The name of a comparison place.
pub fn place(words: &Words, name: &str, rest: bool) -> String {
    match (rest, name.is_empty()) {
        (true, _) => words.t1("plan-rest", "name", name),
        (false, true) => words.t("plan-nameless"),
        (false, false) => name.to_owned(),
    }
}

impl Told {
    /// The result of a problem, if one stands.
    pub fn of(problem: &Problem, words: &Words) -> Option<Told> {
        let a = &problem.assessment;
        let (plan, outcome) = (a.plan.as_ref()?, a.outcome.as_ref()?);
        let own = outcome.areas.first()?;
        Some(Told {
            sentence: sentence(words, plan, outcome),
            note: note(words, plan, outcome),
            gray: matches!(own.reading, Reading::CouldBeChance | Reading::TooFew),
            interim: (!outcome.complete).then(|| interim(words, plan, outcome)),
            chart: chart(words, plan, outcome),
            rows: rows(words, outcome),
            method: method(words, a, plan, outcome),
            controls: controls(words, plan),
            series: outcome.series.iter().map(|m| month(words, *m)).collect(),
            measured: words.t1("result-measured", "when", words.moment(outcome.at)),
        })
    }
}

fn month(words: &Words, (first, n, expected): (Date, u32, f64)) -> (String, Date, String, String) {
    (words.month(first), first, words.number(n), words.decimal(expected, 1))
}

fn sentence(words: &Words, plan: &Plan, outcome: &Outcome) -> [String; 3] {
    let said = plain_sentence(outcome);
    let mut args = vec![("what", counted(words, &plan.offenses))];
    let plain = said.key == "result-too-few";
    for (name, value) in &said.numbers {
        let figure = if plain { words.number(*value) } else { words.percent(*value as f64 / 100.0) };
        args.push((*name, figure));
    }
    let text = words.t_args(said.key, &args);
    let main = args.iter().find(|(name, _)| *name == "change").map(|(_, figure)| figure.clone());
    match main.and_then(|figure| text.split_once(&figure).map(|(a, b)| [a.into(), figure.clone(), b.into()]))
    {
        Some(cut) => cut,
        None => [text, String::new(), String::new()],
    }
}

fn note(words: &Words, plan: &Plan, outcome: &Outcome) -> String {
    let Some(own) = outcome.areas.first() else { return String::new() };
    let args = [
        ("before", words.number(own.before as i64)),
        ("after", words.number(own.after as i64)),
        ("others_before", words.number(outcome.controls.0 as i64)),
        ("others_after", words.number(outcome.controls.1 as i64)),
        ("months_before", words.number(months(plan.baseline))),
        ("months_after", words.number(months(outcome.follow_up))),
    ];
    let counts = words.t_args("result-counts", &args);
    let places = words.t_n("result-places", plan.controls.len());
    format!("{counts} {places}")
}

fn interim(words: &Words, plan: &Plan, outcome: &Outcome) -> String {
    let args = [
        ("counted", words.number(months(outcome.follow_up))),
        ("all", words.number(months(plan.follow_up))),
        ("day", words.day(plan.follow_up.until)),
    ];
    words.t_args("result-interim", &args)
}

fn chart(words: &Words, plan: &Plan, outcome: &Outcome) -> Option<Drawing> {
    if outcome.series.len() < 3 {
        return None;
    }
    let start = outcome.series.iter().position(|(first, ..)| *first >= outcome.follow_up.from);
    let after = |i: usize| start.is_some_and(|s| i >= s);
    let point = |(i, (first, n, expected)): (usize, &(Date, u32, f64))| {
        let name = fmt::month_short(words.language, first.month());
        let label = if first.month() == 1 { first.year().to_string() } else { name.to_owned() };
        Point {
            label,
            value: Some(f64::from(*n)),
            expected: Some(*expected),
            band: after(i).then(|| band(outcome, *expected)),
        }
    };
    let caption = Caption {
        title: words.t1("result-chart", "what", counted(words, &plan.offenses)),
        description: words.t("result-chart-words"),
    };
    let drawn = Line {
        caption,
        points: outcome.series.iter().enumerate().map(point).collect(),
        name: words.t("result-chart-own"),
        expected_name: words.t("result-chart-expected"),
        start: start.map(|i| (i, words.t("result-chart-start"))),
    };
    Some(line(words, &drawn))
}

/// Where a month without any effect would lie in 19 of 20 cases: chance in the month itself, and in the counts that the
/// expectation is made from.
fn band(outcome: &Outcome, expected: f64) -> (f64, f64) {
    let before = outcome.areas.first().map_or(0, |own| own.before).max(1) as f64;
    let others = outcome.controls.0.max(1) as f64;
    let shared = (expected * others / before).max(1.0);
    let relative = 1.0 / before + 1.0 / others + 1.0 / shared;
    let reach = 1.96 * (outcome.dispersion * (expected + expected * expected * relative)).sqrt();
    ((expected - reach).max(0.0), expected + reach)
}

fn rows(words: &Words, outcome: &Outcome) -> Vec<[String; 6]> {
    let row = |(i, area): (usize, &commonbeat_domain::problems::assessment::AreaResult)| {
        let name = if i == 0 {
            words.t1("result-treated", "name", &area.name)
        } else {
            words.t1("result-ring", "name", &area.name)
        };
        let tone = match area.reading {
            Reading::Fell => "good",
            Reading::Rose => "bad",
            Reading::CouldBeChance => "",
            Reading::TooFew => "plain",
        };
        [
            name,
            words.number(area.before as i64),
            words.number(area.after as i64),
            change(words, area.ratio, area.interval),
            words.t(&format!("reading-{}", area.reading.name())),
            tone.to_owned(),
        ]
    };
    outcome.areas.iter().enumerate().map(row).collect()
}

fn change(words: &Words, ratio: Option<f64>, interval: Option<(f64, f64)>) -> String {
    let Some(ratio) = ratio else { return words.t("result-no-ratio") };
    let change = signed(words, ratio - 1.0);
    match interval {
        Some((low, high)) => {
            let ends = [("low", signed(words, low - 1.0)), ("high", signed(words, high - 1.0))];
            format!("{change} ({})", words.t_args("result-between", &ends))
        }
        None => change,
    }
}

/// A change in percent, with its sign.
pub fn signed(words: &Words, share: f64) -> String {
    let figure = words.percent(share);
    if share > 0.004 { format!("+{figure}") } else { figure }
}

fn method(words: &Words, a: &Assessment, plan: &Plan, outcome: &Outcome) -> Vec<String> {
    let mut said = vec![words.t("result-how")];
    let df = outcome.method.split_whitespace().rev().nth(1).unwrap_or_default().to_owned();
    let dispersion = words.decimal(outcome.dispersion, 2);
    said.push(match outcome.method.as_str() {
        "exact" => words.t("result-how-exact"),
        "none" => words.t("result-how-none"),
        m if m.starts_with("exact and") => {
            words.t_args("result-how-both", &[("dispersion", dispersion), ("df", df)])
        }
        _ => words.t_args("result-how-t", &[("dispersion", dispersion), ("df", df)]),
    });
    if let Some((estimate, low, high)) = outcome.wdd {
        let one = |x: f64| words.decimal(x, 1);
        let args = [("estimate", one(estimate)), ("low", one(low)), ("high", one(high))];
        said.push(words.t_args("result-wdd", &args));
    }
    if outcome.areas.len() > 1 {
        said.push(words.t("result-how-rings"));
    }
    if let Some(chosen) = plan.chosen_in {
        said.push(words.t1("result-how-chosen", "days", days(words, chosen)));
    }
    said.extend(sealed(words, a));
    said
}

/// When the plan was locked, and what it could be expected to see.
pub fn sealed(words: &Words, a: &Assessment) -> Option<String> {
    let lock = a.lock.as_ref()?;
    let hash = lock.hash.chars().take(12).collect::<String>();
    let sealed = words.t_args("plan-sealed", &[("day", words.date(lock.at)), ("hash", hash)]);
    Some(format!("{sealed} {}", sees(words, lock.plan.detectable)))
}

/// What a design could be expected to see.
pub fn sees(words: &Words, detectable: Option<f64>) -> String {
    match detectable {
        Some(share) => words.t1("plan-sees", "fall", words.percent(share)),
        None => words.t("plan-sees-nothing"),
    }
}

fn controls(words: &Words, plan: &Plan) -> Vec<[String; 4]> {
    let row = |c: &commonbeat_domain::problems::assessment::CountedArea| {
        let found = Figures::parse(&c.why);
        let [before, level, drift] = found.map_or_else(Default::default, |f| figures(words, &f));
        [place(words, &c.name, found.is_some_and(|f| f.rest)), before, level, drift]
    };
    plan.controls.iter().map(row).collect()
}
