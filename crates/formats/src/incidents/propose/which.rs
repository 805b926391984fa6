//! What makes a record the same record.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Part;
use super::sample::{Col, Sample};

/// The section on identity.
pub(super) fn identity(sample: &Sample) -> Part {
    let mut part = Part::default();
    let mut ids: Vec<(i32, &Col)> = sample.columns.iter().map(|c| (score(c, sample), c)).collect();
    ids.sort_by_key(|(score, c)| (std::cmp::Reverse(*score), c.at));
    let Some((_, id)) = ids.first().filter(|(score, _)| *score > 0) else {
        part.because("no-id", "No column tells every row apart: equal rows are separate records.", []);
        return part;
    };
    part.line("[identity]");
    part.line(format!("id = {}", id.named()));
    let blank = sample.rows - id.values.len();
    if id.distinct == id.values.len() {
        part.because(
            "id",
            format!("{} has another value in every row.", id.named()),
            [("column", id.named())],
        );
    } else if let Some(code) = code(id, sample) {
        part.because(
            "id-code",
            format!("{} comes several times, and together with {} is unique.", id.named(), code.named()),
            [("column", id.named()), ("code", code.named())],
        );
        part.line(format!("code = {}", code.named()));
    } else if let Some(volatile) = volatile(id, sample) {
        let names: Vec<String> = volatile.iter().map(|c| c.named()).collect();
        let differ = names.join(", ");
        part.because(
            "id-volatile",
            format!(
                "{} comes several times, and such rows differ in {differ} alone: they count once.",
                id.named()
            ),
            [("column", id.named()), ("columns", differ.clone())],
        );
        part.line(format!("volatile = [{}]", names.join(", ")));
    } else {
        let again = id.values.len() - id.distinct;
        part.because(
            "id-again",
            format!(
                "{} comes again in {again} rows: equal rows count once, others are refused. Write \"update\" if a later row is the newer state.",
                id.named()
            ),
            [("column", id.named()), ("n", again.to_string())],
        );
        part.line("repeat = \"refuse\"");
    }
    if blank > 0 {
        part.because(
            "blank-id",
            format!("{blank} rows have no id: they are records of their own."),
            [("n", blank.to_string())],
        );
        part.line("blank = \"separate\"");
    }
    part
}

/// How much a column looks like an id.
fn score(column: &Col, sample: &Sample) -> i32 {
    let filled = column.values.len() * 10 >= sample.rows * 7 && !column.values.is_empty();
    let mostly_unique = column.distinct * 10 >= column.values.len() * 7;
    let whole = |v: &str| {
        v.len() <= 80
            && v.chars().any(|c| c.is_ascii_digit())
            && !v.contains([' ', ':', '/'])
            && !v.contains('.')
    };
    if !filled || !mostly_unique || column.share(whole) < 0.98 {
        return 0;
    }
    let named = column.called(&["id", "number", "num", "no", "nbr", "#", "key", "uid", "guid", "objectid"]);
    let about = column.called(&[
        "case",
        "incident",
        "report",
        "complaint",
        "call",
        "event",
        "offense",
        "crime",
        "dr",
        "row",
    ]);
    let unique = column.distinct == column.values.len();
    let first = i32::from(column.at == 0) + 2 * i32::from(column.words == ["id"]);
    match (named, about, unique) {
        (true, true, true) => 9 + first,
        (true, _, true) => 7 + first,
        (_, true, true) => 6 + first,
        (true, true, false) => 5 + first,
        (true, false, false) | (false, true, false) => 3 + first,
        // Without a telling name only the first column is believed.
        (false, false, true) if column.at == 0 => 2,
        _ => 0,
    }
}

/// The columns, at most three, in which alone rows with the same id differ.
fn volatile<'a>(id: &Col, sample: &'a Sample) -> Option<Vec<&'a Col>> {
    let mut first: HashMap<&str, &Vec<String>> = HashMap::new();
    let mut differing = BTreeSet::new();
    for row in sample.cells.iter().filter(|row| !row[id.at].is_empty()) {
        let before = first.entry(&row[id.at]).or_insert(row);
        differing.extend((0..row.len()).filter(|&i| row[i] != before[i]));
    }
    (1..=3).contains(&differing.len()).then(|| differing.into_iter().map(|i| &sample.columns[i]).collect())
}

/// The column that makes repeated ids unique.
fn code<'a>(id: &Col, sample: &'a Sample) -> Option<&'a Col> {
    let telling = [
        "code", "offense", "offence", "charge", "type", "ucr", "nibrs", "ibr", "statute", "category", "crime",
    ];
    let outcome = ["outcome", "resolution", "status", "disposition"];
    let mut codes =
        sample.columns.iter().filter(|c| c.at != id.at && c.called(&telling) && !c.called(&outcome));
    codes.find(|c| {
        let filled = || sample.cells.iter().filter(|row| !row[id.at].is_empty());
        let pairs: HashSet<(&str, &str)> =
            filled().map(|row| (row[id.at].as_str(), row[c.at].as_str())).collect();
        pairs.len() == filled().count()
    })
}
