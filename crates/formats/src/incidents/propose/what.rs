//! What: the category, and the classes that its values seem to mean.

use std::collections::BTreeSet;

use super::sample::{Col, Sample};
use super::{Part, Why, quoted};

/// Words that stand for a class wherever they stand in a category; the first class that fits counts.
const CLASSES: &[(&str, &[&str])] = &[
    ("homicide", &["HOMICIDE", "MURDER", "MANSLAUGHTER"]),
    ("child-welfare", &["CHILD", "JUVENILE", "RUNAWAY"]),
    ("sexual-offense", &["RAPE", "SEX", "LEWD", "INDECENT", "MOLEST", "TRAFFICKING", "PROSTITUT"]),
    ("domestic-violence", &["DOMESTIC", "INTIMATE", "FAMILY", "RESTRAINING", "PROTECTION ORDER"]),
    ("stalking", &["STALK"]),
    ("suicide", &["SUICID"]),
    ("mental-health", &["MENTAL", "CRISIS", "WELFARE CHECK", "CHECK WELFARE"]),
    ("robbery", &["ROBBERY", "CARJACK", "HOLDUP"]),
    ("arson", &["ARSON"]),
    ("weapons", &["WEAPON", "FIREARM", "SHOTS", "GUN"]),
    (
        "theft-from-vehicle",
        &[
            "THEFT FROM VEHICLE",
            "THEFT FROM MOTOR",
            "FROM VEHICLE",
            "FROM MOTOR VEH",
            "FROM AUTO",
            "CAR PROWL",
            "BURGLARY FROM VEHICLE",
        ],
    ),
    (
        "vehicle-theft",
        &[
            "VEHICLE THEFT",
            "AUTO THEFT",
            "STOLEN VEHICLE",
            "MOTOR VEHICLE THEFT",
            "THEFT OF VEHICLE",
            "VEHICLE - STOLEN",
        ],
    ),
    ("burglary", &["BURGL", "BREAK AND ENTER", "BREAKING", "HOUSEBREAK"]),
    ("shoplifting", &["SHOPLIFT", "RETAIL THEFT"]),
    ("fraud", &["FRAUD", "FORGERY", "COUNTERFEIT", "IDENTITY", "EMBEZZ", "DECEPTIVE", "SCAM"]),
    ("theft", &["THEFT", "LARCENY", "STOLEN", "PICKPOCKET", "PURSE"]),
    ("battery", &["BATTERY", "SIMPLE ASSAULT", "FIGHT"]),
    ("assault", &["ASSAULT", "THREAT", "KIDNAP", "VIOLENCE", "INTIMIDAT", "HARASS"]),
    ("criminal-damage", &["VANDAL", "MISCHIEF", "DAMAGE", "GRAFFITI"]),
    ("trespass", &["TRESPASS", "PROWLER"]),
    ("drugs", &["DRUG", "NARCOTIC", "MARIJUANA", "CONTROLLED SUBSTANCE"]),
    ("noise", &["NOISE", "LOUD"]),
    ("crash", &["CRASH", "COLLISION", "ACCIDENT"]),
    ("traffic", &["TRAFFIC", "DUI", "DWI", "DRIVING", "PARKING"]),
    ("disorder", &["DISORDER", "DISTURB", "LIQUOR", "ALCOHOL", "LOITER", "PEACE", "NUISANCE", "GAMBL"]),
];

/// Incidents or calls, and why.
pub(super) fn kind(sample: &Sample, file_name: &str) -> (&'static str, Why) {
    let call = |c: &Col| {
        c.called(&["call*", "cad", "dispatch*", "queued"])
            || c.called(&["nature"]) && !c.called(&["offense", "offence", "crime", "incident"])
    };
    if let Some(column) = sample.columns.iter().find(|c| call(c)) {
        return (
            "calls",
            Why::new(
                "kind-column",
                format!("{} speaks of calls for service.", column.named()),
                [("column", column.named())],
            ),
        );
    }
    let name = file_name.to_ascii_lowercase();
    match ["cad", "calls", "cfs", "911"].into_iter().find(|word| name.contains(word)) {
        Some(word) => (
            "calls",
            Why::new(
                "kind-name",
                format!("The file's name has \"{word}\" in it."),
                [("word", word.to_owned())],
            ),
        ),
        None => (
            "incidents",
            Why::new("kind-incidents", "Nothing speaks of calls for service, so these are incidents.", []),
        ),
    }
}

/// The section on the category; nothing where no column looks like one.
pub(super) fn category(sample: &Sample) -> Option<Part> {
    let (_, label) = sample
        .columns
        .iter()
        .map(|c| (score(c, sample), c))
        .filter(|(score, _)| *score > 0)
        .max_by_key(|(score, c)| (*score, std::cmp::Reverse(c.at)))?;
    let mut part = Part::default();
    let example = quoted(label.example());
    part.because(
        "label",
        format!(
            "{} says what it was: {} different values, such as {example}.",
            label.named(),
            label.distinct
        ),
        [("column", label.named()), ("n", label.distinct.to_string()), ("example", example.clone())],
    );
    part.line("[category]");
    part.line(format!("label = {}", label.named()));
    let short = |c: &&Col| {
        c.at != label.at
            && c.called(&["code", "iucr", "ucr", "nibrs", "ibr", "statute"])
            && c.share(|v| v.len() <= 12) > 0.95
    };
    if let Some(code) = sample
        .columns
        .iter()
        .filter(short)
        .find(|c| c.distinct > 1 && !c.called(&["zip", "area", "premis*", "weapon", "status"]))
    {
        part.because("code", format!("{} has the agency's code.", code.named()), [("column", code.named())]);
        part.line(format!("code = {}", code.named()));
    }
    if label.values.len() < sample.rows {
        let n = sample.rows - label.values.len();
        part.because("unnamed", format!("{n} rows do not say what it was."), [("n", n.to_string())]);
        part.line("unnamed = \"not stated\"");
    }
    part.line("otherwise = \"other\"");
    rules(&mut part, label);
    Some(part)
}

/// How much a column looks like a category.
fn score(column: &Col, sample: &Sample) -> i32 {
    let wordy = column.share(|v| v.chars().filter(|c| c.is_alphabetic()).count() >= 2);
    let repeated = column.distinct * 2 <= column.values.len() || sample.rows < 20;
    let filled = column.values.len() * 2 >= sample.rows;
    if wordy < 0.8 || !repeated || !filled {
        return 0;
    }
    let classed = column.share(|v| class(v).is_some());
    let named = 5 * i32::from(column.called(&[
        "offense", "offence", "crime", "nature", "category", "incident", "call", "problem", "charge",
    ])) + 4 * i32::from(column.called(&["type", "description", "desc", "literal", "primary"]));
    let beside = column.called(&[
        "premis*",
        "location",
        "area",
        "district",
        "status",
        "weapon",
        "vict*",
        "susp*",
        "sex",
        "race",
        "city",
        "disposition",
        "clearance",
    ]);
    // One value alone says what it was only where the name says so.
    if column.distinct < 2 && named < 4 {
        return 0;
    }
    named + (classed * 20.0) as i32 - 12 * i32::from(beside)
}

/// The class that a value seems to mean.
fn class(value: &str) -> Option<&'static str> {
    let value = value.to_uppercase().replace(['-', '_'], " ");
    CLASSES.iter().find(|(_, words)| words.iter().any(|w| value.contains(w))).map(|(class, _)| *class)
}

/// A rule for each class that any value seems to mean, listing those values.
fn rules(part: &mut Part, label: &Col) {
    let values: BTreeSet<&str> = label.values.iter().map(String::as_str).collect();
    let classed = values.iter().filter(|v| class(v).is_some()).count();
    let all = values.len();
    part.because(
        "classed",
        format!("{classed} of its {all} values have a class by their words; look them over, and give the others one."),
        [("n", classed.to_string()), ("all", all.to_string())],
    );
    for (offense, _) in CLASSES {
        let own: Vec<String> =
            values.iter().filter(|v| class(v) == Some(offense)).map(|v| quoted(v)).collect();
        if !own.is_empty() {
            part.line(format!(
                "\n[[category.rules]]\noffense = \"{offense}\"\nwhen = {{ {} = [{}] }}",
                label.in_rule(),
                own.join(", ")
            ));
        }
    }
    let rest: Vec<&str> = values.into_iter().filter(|v| class(v).is_none()).take(40).collect();
    if !rest.is_empty() {
        part.line(format!("\n# Without a class so far: {}", rest.join("; ").replace(['\n', '\r'], " ")));
    }
}
