//! A meaning proposed from a category's name.

use super::{Meaning, NibrsOffense};
use crate::information::offenses::Offense;

/// A meaning, and why it is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What the category may mean.
    pub meaning: Meaning,
    /// Why.
    pub why: Why,
}

/// Why a meaning is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The category is called exactly as the offense.
    SameName,
    /// These words of the category name the offense.
    Words(String),
    /// The profile's class has one offense that stands for it.
    Class,
    /// Neither name nor class says which offense: the profile's class stays.
    Nothing,
}

/// The offense that stands for a class where its name alone says it.
const OF_CLASS: &[(&str, &str)] = &[
    ("homicide", "09A"),
    ("robbery", "120"),
    ("arson", "200"),
    ("battery", "13B"),
    ("weapons", "520"),
    ("burglary", "220"),
    ("vehicle-theft", "240"),
    ("theft-from-vehicle", "23F"),
    ("theft", "23H"),
    ("shoplifting", "23C"),
    ("criminal-damage", "290"),
    ("trespass", "90J"),
    ("drugs", "35A"),
];

/// Proposes a meaning for a category that the profiles class as `class`. A class that says more than the name, or
/// that protects people, is never taken away: only where it is `other` does the name choose it.
pub fn propose(label: &str, class: &Offense) -> Proposal {
    let words = words_of(label);
    let named = |o: &&NibrsOffense| words_of(o.name) == words || o.words.iter().any(|w| words_of(w) == words);
    if let Some(found) = NibrsOffense::all().iter().find(named) {
        return Proposal { meaning: meaning(found, class), why: Why::SameName };
    }
    let mut best: Option<(usize, &NibrsOffense, &str)> = None;
    for offense in NibrsOffense::all() {
        for name in &offense.words {
            let wanted = words_of(name);
            let score = 10 * wanted.len() + usize::from(offense.class == class.as_str()) * 5;
            if contains(&words, &wanted) && best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, offense, name));
            }
        }
    }
    if let Some((_, offense, name)) = best {
        return Proposal { meaning: meaning(offense, class), why: Why::Words((*name).to_owned()) };
    }
    match OF_CLASS.iter().find(|(of, _)| *of == class.as_str()) {
        Some((_, code)) => {
            let meaning = Meaning { offense: class.clone(), nibrs: code.parse().ok() };
            Proposal { meaning, why: Why::Class }
        }
        None => Proposal { meaning: Meaning { offense: class.clone(), nibrs: None }, why: Why::Nothing },
    }
}

fn meaning(found: &NibrsOffense, class: &Offense) -> Meaning {
    let own = if class.as_str() == "other" { found.class.parse().ok() } else { None };
    Meaning { offense: own.unwrap_or_else(|| class.clone()), nibrs: found.code.parse().ok() }
}

/// Words without case, signs and plural, so that `Assaults-Simple` and `SIMPLE ASSAULT` are of the same words.
fn words_of(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    split
        .map(|word| {
            let word = word.to_lowercase();
            let plural = word.len() > 4 && word.ends_with('s') && !word.ends_with("ss");
            if plural { word[..word.len() - 1].to_owned() } else { word }
        })
        .collect()
}

/// Whether all words stand in a text; a word of five letters or more may go on (`burglar` in `burglaries`).
fn contains(words: &[String], wanted: &[String]) -> bool {
    let has =
        |w: &String| words.iter().any(|word| word == w || (w.len() >= 5 && word.starts_with(w.as_str())));
    !wanted.is_empty() && wanted.iter().all(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(label: &str, class: &str) -> (String, String, Why) {
        let found = propose(label, &class.parse().unwrap());
        let code = found.meaning.nibrs.map(|c| c.to_string()).unwrap_or_default();
        (code, found.meaning.offense.to_string(), found.why)
    }

    #[test]
    fn the_agencys_own_words_name_the_offense() {
        for (label, class, code) in [
            ("MOTOR VEHICLE THEFT: AUTOMOBILE", "vehicle-theft", "240"),
            ("THEFT: RETAIL THEFT", "shoplifting", "23C"),
            ("BATTERY: DOMESTIC BATTERY SIMPLE", "domestic-violence", "13B"),
            ("BURGLARY: FORCIBLE ENTRY", "burglary", "220"),
            ("NARCOTICS: POSS: CANNABIS 30GMS OR LESS", "drugs", "35A"),
            ("Theft from Vehicle", "theft-from-vehicle", "23F"),
            ("CRIM SEXUAL ASSAULT: AGGRAVATED", "sexual-offense", "11A"),
            ("Anti-social behaviour", "disorder", "90C"),
        ] {
            assert_eq!(proposed(label, class).0, code, "{label}");
        }
    }

    #[test]
    fn the_profiles_class_stays_unless_it_says_nothing() {
        assert_eq!(proposed("BATTERY: DOMESTIC BATTERY SIMPLE", "domestic-violence").1, "domestic-violence");
        assert_eq!(proposed("Vandalism", "other").1, "criminal-damage");
        assert_eq!(proposed("Arson", "arson").2, Why::SameName);
        assert_eq!(proposed("2-11", "robbery").2, Why::Class);
        assert_eq!(proposed("WELFARE CITIZEN", "other"), (String::new(), "other".into(), Why::Nothing));
    }
}
