//! From an agency's own categories to classes.

use std::collections::{BTreeMap, HashMap};

use commonbeat_domain::information::offenses::Offense;

use super::columns::Columns;
use super::text::Cells;
use super::{Column, Profile};

/// What a record was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The agency's code, if it gives one.
    pub code: Option<String>,
    /// The agency's own words.
    pub label: String,
    /// The class.
    pub offense: Offense,
    /// Whether its place may never be shown, not even roughly.
    pub sensitive: bool,
}

/// One rule: what must stand where, and what it gives.
struct Match<T> {
    when: Vec<(usize, Vec<String>)>,
    then: T,
}

/// Rules over a few columns, remembered by the values met, which are few.
pub(super) struct Matcher<T> {
    rules: Vec<Match<T>>,
    columns: Vec<usize>,
    /// What stands between values joined in one cell.
    split: Option<String>,
    known: HashMap<String, Option<usize>>,
    key: String,
}

/// Most combinations of values remembered; a file of free text must not fill the memory.
const REMEMBERED: usize = 10_000;

impl<T> Matcher<T> {
    pub fn new<'a>(
        columns: &Columns,
        split: Option<String>,
        rules: impl IntoIterator<Item = (&'a BTreeMap<String, Vec<String>>, T)>,
    ) -> Matcher<T> {
        let place = |(name, values): (&String, &Vec<String>)| {
            (columns.at(&Column::of_rule(name)), values.iter().map(|v| v.trim().to_uppercase()).collect())
        };
        let rules: Vec<Match<T>> = rules
            .into_iter()
            .map(|(when, then)| Match { when: when.iter().map(place).collect(), then })
            .collect();
        let mut used: Vec<usize> = rules.iter().flat_map(|r| r.when.iter().map(|(i, _)| *i)).collect();
        used.sort_unstable();
        used.dedup();
        Matcher { rules, columns: used, split, known: HashMap::new(), key: String::new() }
    }

    /// What the first rule that matches gives.
    pub fn first(&mut self, cells: &Cells<'_>) -> Option<&T> {
        if self.rules.is_empty() {
            return None;
        }
        self.key.clear();
        for &i in &self.columns {
            self.key.push_str(cells.get(i));
            self.key.push('\u{1f}');
        }
        let hit = match self.known.get(&self.key) {
            Some(hit) => *hit,
            None => {
                let split = self.split.as_deref();
                let fits = |(i, wanted): &(usize, Vec<String>)| {
                    parts(cells.get(*i), split).any(|value| matches(value, wanted))
                };
                let hit = self.rules.iter().position(|r| r.when.iter().all(fits));
                if self.known.len() < REMEMBERED {
                    self.known.insert(self.key.clone(), hit);
                }
                hit
            }
        };
        hit.map(|i| &self.rules[i].then)
    }
}

fn matches(value: &str, wanted: &[String]) -> bool {
    let value = value.to_uppercase();
    wanted.iter().any(|w| match (w.strip_prefix('*'), w.strip_suffix('*')) {
        (Some(_), Some(_)) => value.contains(w.trim_matches('*')),
        (None, Some(start)) => value.starts_with(start),
        (Some(end), None) => value.ends_with(end),
        (None, None) => value == *w,
    })
}

/// The values of a cell, several where they are joined.
fn parts<'a>(cell: &'a str, split: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let (mut joined, mut whole) = (None, None);
    match split {
        Some(split) => joined = Some(cell.split(split).map(str::trim)),
        None => whole = Some(cell),
    }
    joined.into_iter().flatten().chain(whole)
}

/// Gives each row its category.
pub(super) struct Categories {
    label: Vec<usize>,
    code: Option<usize>,
    rules: Matcher<(Offense, bool)>,
    otherwise: (Offense, bool),
    split: Option<String>,
    unnamed: Option<String>,
}

impl Categories {
    pub fn new(profile: &Profile, columns: &Columns) -> Categories {
        let spec = &profile.category;
        let class = |offense: &Offense, sensitive: bool| (offense.clone(), sensitive || offense.sensitive());
        Categories {
            label: spec.label.iter().map(|c| columns.at(c)).collect(),
            code: spec.code.as_ref().map(|c| columns.at(c)),
            rules: Matcher::new(
                columns,
                spec.split.clone(),
                spec.rules.iter().map(|r| (&r.when, class(&r.offense, r.sensitive))),
            ),
            otherwise: class(&spec.otherwise, false),
            split: spec.split.clone(),
            unnamed: spec.unnamed.clone(),
        }
    }

    /// The category; where no label column says anything, the index of the first.
    pub fn of(&mut self, cells: &Cells<'_>) -> Result<Category, usize> {
        let mut label = String::new();
        for part in self.label.iter().map(|&i| cells.get(i)).filter(|p| !p.is_empty()) {
            if !label.is_empty() {
                label.push_str(": ");
            }
            match self.split.as_deref() {
                Some(split) => label.push_str(&each_once(part, split)),
                None => label.push_str(part),
            }
        }
        if label.is_empty() {
            label = self.unnamed.clone().ok_or(self.label[0])?;
        }
        let code = self.code.map(|i| cells.get(i)).filter(|c| !c.is_empty()).map(str::to_owned);
        let (offense, sensitive) = self.rules.first(cells).unwrap_or(&self.otherwise).clone();
        Ok(Category { code, label, offense, sensitive })
    }
}

/// The values joined in a cell, each once, in the order of their first standing.
fn each_once(cell: &str, split: &str) -> String {
    let mut values: Vec<&str> = Vec::new();
    for value in parts(cell, Some(split)).filter(|v| !v.is_empty()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_matches_whole_or_by_its_beginning_end_or_any_part() {
        for (pattern, fits) in [
            ("THEFT", false),
            ("AUTO*", true),
            ("*THEFT", true),
            ("*O TH*", true),
            ("*", true),
            ("*AUTO", false),
        ] {
            assert_eq!(matches("Auto Theft", &[pattern.to_owned()]), fits, "{pattern}");
        }
    }

    #[test]
    fn values_joined_in_a_cell_are_named_once_and_looked_at_one_by_one() {
        assert_eq!(each_once("Hands | Firearm | Hands |  ", "|"), "Hands, Firearm");
        assert!(parts("Hands | Firearm", Some(" | ")).any(|v| matches(v, &["FIREARM".to_owned()])));
        assert!(!parts("Hands | Firearm", None).any(|v| matches(v, &["FIREARM".to_owned()])));
    }
}
