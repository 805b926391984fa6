//! How much harm one incident does, relative to an ordinary theft: defaults, and what the agency puts in their place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Meaning, NibrsCode};
use crate::information::offenses::Offense;

/// Weights that the agency set or loaded, by category in its own words, by NIBRS code and by class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// Name of the index they come from, as the agency calls it; empty for its own.
    pub source: String,
    /// Under which license or agreement the agency may use it.
    pub license: String,
    /// By category, in upper case.
    pub labels: BTreeMap<String, f64>,
    /// By NIBRS code.
    pub codes: BTreeMap<NibrsCode, f64>,
    /// By class.
    pub classes: BTreeMap<Offense, f64>,
}

impl Weights {
    /// The weight of a category: what the agency set for the category itself, else for its NIBRS offense, else for its
    /// class; else the default of the NIBRS offense, if it is of this class; else the default of the class.
    pub fn of(&self, label: &str, meaning: &Meaning) -> f64 {
        let code = meaning.nibrs;
        let set = self.labels.get(&label.to_uppercase());
        let set = set.or_else(|| self.codes.get(&code?)).or_else(|| self.classes.get(&meaning.offense));
        // A class other than the offense's own says more than the code: battery within a family is no common battery.
        let of_code = code.map(|c| c.offense()).filter(|o| o.class == meaning.offense.as_str());
        let default = || of_code.map_or_else(|| meaning.offense.harm(), |o| o.harm());
        set.copied().unwrap_or_else(default)
    }

    /// Puts another index in place of what was there.
    pub fn load(&mut self, index: Index, source: String, license: String) {
        let Index { labels, codes, classes } = index;
        *self = Weights { source, license, labels, codes, classes };
    }

    /// Whether the agency set anything.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.codes.is_empty() && self.classes.is_empty()
    }
}

/// Weights of classes as scanning uses them.
///
/// A class holds several categories of the agency. Its weight is the mean of their weights, each counted as often as it
/// stands in the data; a class of which nothing is known has its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassWeights(BTreeMap<String, f64>);

impl ClassWeights {
    /// Made from categories with what they mean and how often they stand in the data.
    pub fn of<'a>(
        weights: &Weights,
        categories: impl IntoIterator<Item = (&'a str, &'a Meaning, u64)>,
    ) -> ClassWeights {
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (class, weight) in &weights.classes {
            // Holds where no category of the class is in the data.
            sums.insert(class.to_string(), (weight * f64::MIN_POSITIVE, f64::MIN_POSITIVE));
        }
        for (label, meaning, count) in categories {
            let sum = sums.entry(meaning.offense.to_string()).or_default();
            sum.0 += weights.of(label, meaning) * count as f64;
            sum.1 += count as f64;
        }
        let mean = |(class, (sum, n)): (String, (f64, f64))| (n > 0.0).then(|| (class, sum / n));
        ClassWeights(sums.into_iter().filter_map(mean).collect())
    }

    /// Relative harm of one incident of a class.
    pub fn get(&self, class: &Offense) -> f64 {
        self.0.get(class.as_str()).copied().unwrap_or_else(|| class.harm())
    }
}

/// Weights of an index, as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// By category, in upper case.
    pub labels: BTreeMap<String, f64>,
    /// By NIBRS code.
    pub codes: BTreeMap<NibrsCode, f64>,
    /// By class.
    pub classes: BTreeMap<Offense, f64>,
}

/// A line of an index that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadIndex {
    /// Its line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Reads the lines of an index: a NIBRS code, a class or a category in the agency's own words, and a weight of 0 to
/// 1,000,000. A first line whose weight is no number is a heading. What stands twice is refused, since nobody can know
/// which is meant.
pub fn read_index(lines: impl IntoIterator<Item = (u64, String, String)>) -> Result<Index, BadIndex> {
    let mut index = Index::default();
    for (n, (line, name, weight)) in lines.into_iter().enumerate() {
        let bad = |why| BadIndex { line, why };
        let name = name.trim();
        let weight: f64 = match weight.trim().parse() {
            Ok(weight) => weight,
            Err(_) if n == 0 => continue,
            Err(_) => return Err(bad("the weight is no number")),
        };
        if !(0.0..=1e6).contains(&weight) {
            return Err(bad("the weight is not between 0 and 1,000,000"));
        }
        if name.is_empty() {
            return Err(bad("there is no offense code, class or category"));
        }
        let class = name.parse::<Offense>().ok().filter(|o| o.key().is_some());
        let before = match (name.parse::<NibrsCode>(), class) {
            (Ok(code), _) => index.codes.insert(code, weight),
            (_, Some(class)) => index.classes.insert(class, weight),
            _ => index.labels.insert(name.to_uppercase(), weight),
        };
        if before.is_some() {
            return Err(bad("this code, class or category stands twice"));
        }
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(offense: &str, nibrs: &str) -> Meaning {
        Meaning::read(offense, nibrs).unwrap()
    }

    fn read(lines: &[(&str, &str)]) -> Result<Index, BadIndex> {
        read_index((1..).zip(lines).map(|(n, (a, b))| (n, (*a).to_owned(), (*b).to_owned())))
    }

    #[test]
    fn the_nearest_weight_counts() {
        let mut weights = Weights::default();
        let theft = meaning("theft", "23H");
        assert_eq!(weights.of("Bike", &theft), 1.0);
        assert_eq!(weights.of("Bike", &meaning("noise", "")), 0.2);
        assert_eq!(weights.of("Within a family", &meaning("domestic-violence", "13B")), 30.0);
        assert_eq!(weights.of("In the street", &meaning("battery", "13B")), 10.0);
        weights.classes.insert("theft".parse().unwrap(), 2.0);
        assert_eq!(weights.of("Bike", &theft), 2.0);
        weights.codes.insert("23H".parse().unwrap(), 3.0);
        assert_eq!(weights.of("Bike", &theft), 3.0);
        weights.labels.insert("BIKE".into(), 4.0);
        assert_eq!(weights.of("Bike", &theft), 4.0);
    }

    #[test]
    fn the_weight_of_a_class_is_the_mean_over_its_incidents() {
        let assault = (meaning("assault", "13A"), meaning("assault", "13C"));
        let seen = [("shot at", &assault.0, 10), ("threat", &assault.1, 40)];
        let weights = ClassWeights::of(&Weights::default(), seen);
        assert_eq!(weights.get(&"assault".parse().unwrap()), (50.0 * 10.0 + 5.0 * 40.0) / 50.0);
        assert_eq!(weights.get(&"robbery".parse().unwrap()), 40.0);
        let own = Weights { classes: [("robbery".parse().unwrap(), 90.0)].into(), ..Weights::default() };
        assert_eq!(ClassWeights::of(&own, seen).get(&"robbery".parse().unwrap()), 90.0);
    }

    #[test]
    fn an_index_is_read_by_code_class_or_category_and_its_faults_are_told_with_their_line() {
        let index =
            read(&[("code", "weight"), ("13a", "120"), ("noise", "0"), ("Shots Fired", "7.5")]).unwrap();
        assert_eq!(index.codes.len() + index.classes.len() + index.labels.len(), 3);
        assert_eq!(index.labels["SHOTS FIRED"], 7.5);
        for (lines, at) in [
            (vec![("a", "1"), ("b", "x")], 2),
            (vec![("a", "1"), ("A", "2")], 2),
            (vec![("a", "-1")], 1),
            (vec![("a", "NaN")], 1),
            (vec![(" ", "1")], 1),
        ] {
            assert_eq!(read(&lines).unwrap_err().line, at, "{lines:?}");
        }
    }
}
