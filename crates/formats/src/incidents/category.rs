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
    known: HashMap<String, Option<usize>>,
    key: String,
}

/// Most combinations of values remembered; a file of free text must not fill the memory.
const REMEMBERED: usize = 10_000;

impl<T> Matcher<T> {
    pub fn new<'a>(
        columns: &Columns,
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
        Matcher { rules, columns: used, known: HashMap::new(), key: String::new() }
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
                let hit =
                    self.rules.iter().position(|r| r.when.iter().all(|(i, v)| matches(cells.get(*i), v)));
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
    wanted.iter().any(|w| match w.strip_suffix('*') {
        Some(start) => value.starts_with(start),
        None => value == *w,
    })
}

/// Gives each row its category.
pub(super) struct Categories {
    label: Vec<usize>,
    code: Option<usize>,
    rules: Matcher<(Offense, bool)>,
    otherwise: (Offense, bool),
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
                spec.rules.iter().map(|r| (&r.when, class(&r.offense, r.sensitive))),
            ),
            otherwise: class(&spec.otherwise, false),
        }
    }

    /// The category; where no label column says anything, the index of the first.
    pub fn of(&mut self, cells: &Cells<'_>) -> Result<Category, usize> {
        let mut label = String::new();
        for part in self.label.iter().map(|&i| cells.get(i)).filter(|p| !p.is_empty()) {
            if !label.is_empty() {
                label.push_str(": ");
            }
            label.push_str(part);
        }
        if label.is_empty() {
            return Err(self.label[0]);
        }
        let code = self.code.map(|i| cells.get(i)).filter(|c| !c.is_empty()).map(str::to_owned);
        let (offense, sensitive) = self.rules.first(cells).unwrap_or(&self.otherwise).clone();
        Ok(Category { code, label, offense, sensitive })
    }
}
