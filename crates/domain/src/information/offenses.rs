//! Classes of incidents: short names that every profile maps an agency's own categories onto.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// A class of incidents, such as `burglary`: lower-case letters, digits and hyphens, at most 60.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Offense(String);

/// One class that the house knows by name: harm weight and whether places are too sensitive to show.
struct Known {
    name: &'static str,
    /// Relative harm; ordinary theft is 1. The order of size follows published sentencing-based indexes, rounded
    /// so that nobody reads a precision into it that is not there.
    harm: f64,
    sensitive: bool,
}

const fn known(name: &'static str, harm: f64) -> Known {
    Known { name, harm, sensitive: false }
}

const fn sensitive(name: &'static str, harm: f64) -> Known {
    Known { name, harm, sensitive: true }
}

const KNOWN: &[Known] = &[
    sensitive("homicide", 500.0),
    sensitive("sexual-offense", 200.0),
    sensitive("domestic-violence", 30.0),
    sensitive("child-welfare", 50.0),
    sensitive("stalking", 20.0),
    sensitive("suicide", 20.0),
    sensitive("mental-health", 5.0),
    known("robbery", 40.0),
    known("arson", 25.0),
    known("assault", 15.0),
    known("battery", 10.0),
    known("weapons", 12.0),
    known("burglary", 12.0),
    known("vehicle-theft", 6.0),
    known("theft-from-vehicle", 2.0),
    known("theft", 1.0),
    known("shoplifting", 0.5),
    known("criminal-damage", 1.0),
    known("trespass", 0.5),
    known("fraud", 2.0),
    known("drugs", 1.5),
    known("disorder", 0.7),
    known("noise", 0.2),
    known("traffic", 1.0),
    known("crash", 5.0),
    known("other", 0.5),
];

impl Offense {
    /// The class as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Relative harm of one incident; ordinary theft is 1.
    pub fn harm(&self) -> f64 {
        self.known().map_or(1.0, |k| k.harm)
    }

    /// Whether its places may never be shown, not even roughly.
    pub fn sensitive(&self) -> bool {
        self.known().is_some_and(|k| k.sensitive)
    }

    /// Key of its name in `locales/` where the house knows it.
    pub fn key(&self) -> Option<String> {
        self.known().map(|k| format!("offense-{}", k.name))
    }

    /// Names of all classes known by name.
    pub fn known_names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|k| k.name)
    }

    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|k| k.name == self.0)
    }
}

impl FromStr for Offense {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let ok = (1..=60).contains(&text.len()) && text.chars().all(plain);
        if ok { Ok(Offense(text.to_owned())) } else { Err(Refusal::malformed("offense")) }
    }
}

impl TryFrom<String> for Offense {
    type Error = Refusal;
    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}

impl From<Offense> for String {
    fn from(offense: Offense) -> String {
        offense.0
    }
}

impl fmt::Display for Offense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
