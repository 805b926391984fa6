//! The dispersion from a file of counts period by period.

use std::collections::BTreeMap;

use commonbeat_analysis::effect::dispersion_within;
use serde::Serialize;

use crate::{Error, Result, Table};

/// Variance over mean of the counts, and where it comes from.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Spread {
    /// The value used.
    pub(super) value: f64,
    /// Before it was raised to 1; null when it was given.
    estimated: Option<f64>,
    /// Degrees of freedom of Student's t; null is the normal.
    pub(super) df: Option<f64>,
    /// The series it was estimated from, with the number of their periods.
    series: Vec<(String, usize)>,
}

impl Spread {
    pub(super) fn given(value: f64) -> Self {
        Self { value, estimated: None, df: None, series: Vec::new() }
    }
}

/// Columns that say when, not how many.
const TIMES: [&str; 9] = ["time", "date", "year", "month", "week", "day", "index", "from", "to"];

/// Columns that hold the counts when there are keys beside them.
const COUNTS: [&str; 5] = ["count", "counts", "incidents", "crimes", "value"];

/// Reads the series of a file and estimates the dispersion: the mean over the series of `sum((y - mean)^2 / mean) / (m - 1)`,
/// with the sum of `m - 1` as degrees of freedom.
///
/// Either each column of counts is a series (split by columns of words, such as pre and post), or a column named count
/// holds all of them and every other column but times tells the series apart.
pub(super) fn read(table: &Table, floor: bool) -> Result<Spread> {
    let named = split(table)?;
    if named.is_empty() {
        return Err(Error::option("series", "the file has no column of counts"));
    }
    let counts: Vec<&[u32]> = named.values().map(Vec::as_slice).collect();
    let found = dispersion_within(&counts)?;
    if found.assumed {
        return Err(Error::option("series", "no series has two periods and an incident"));
    }
    let value = if floor { found.value } else { found.estimated };
    if value <= 0.0 {
        return Err(Error::option("series", "the counts of a series are all the same: no dispersion"));
    }
    let series = named.iter().map(|(name, counts)| (name.clone(), counts.len())).collect();
    Ok(Spread { value, estimated: Some(found.estimated), df: Some(found.df), series })
}

/// `2026-02`, `2026-02-16`, `2/16/2026`, with or without a time of day.
fn looks_like_a_date(word: &str) -> bool {
    word.contains(['-', '/']) && word.chars().all(|c| c.is_ascii_digit() || "-/:TZ+. ".contains(c))
}

fn split(table: &Table) -> Result<BTreeMap<String, Vec<u32>>> {
    let lower = |heading: &String| heading.to_lowercase();
    let headings: Vec<&String> =
        table.headings().iter().filter(|heading| !TIMES.contains(&lower(heading).as_str())).collect();
    let named: Vec<&String> =
        headings.iter().copied().filter(|heading| COUNTS.contains(&lower(heading).as_str())).collect();
    let mut counted = Vec::new();
    let mut keys: Vec<Vec<String>> = Vec::new();
    for heading in headings {
        let words = table.words(heading)?;
        let numbers = words.iter().all(|word| word.is_empty() || word.parse::<f64>().is_ok());
        if named.contains(&heading) || (named.is_empty() && numbers) {
            counted.push(heading);
        } else if !words.iter().all(|word| looks_like_a_date(word)) {
            keys.push(words);
        }
    }
    let mut series: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for heading in counted {
        // A series may be shorter than the others: the cells of the periods it does not have are empty.
        let counts = table.each(heading, |text| match text.parse::<f64>() {
            Ok(n) if n >= 0.0 && n <= f64::from(u32::MAX) && n.fract() == 0.0 => Ok(Some(n as u32)),
            _ if text.is_empty() => Ok(None),
            _ => Err(format!("{text:?} is not a count")),
        })?;
        for (row, count) in counts.into_iter().enumerate() {
            let Some(count) = count else { continue };
            let mut name = heading.clone();
            for key in &keys {
                name.push_str(" / ");
                name.push_str(&key[row]);
            }
            series.entry(name).or_default().push(count);
        }
    }
    Ok(series)
}
