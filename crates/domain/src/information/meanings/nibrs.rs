//! NIBRS offense codes with their groups, and the grades from which harm is made.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::Refusal;

const TABLE: &str = include_str!("../../../data/nibrs.csv");

/// The two groups of NIBRS: group A is reported by incident, group B by arrest alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Reported by incident.
    A,
    /// Reported by arrest alone.
    B,
}

/// An offense of the National Incident-Based Reporting System.
#[derive(Clone, Debug, PartialEq)]
pub struct NibrsOffense {
    /// Its code, such as `13A`.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The category it belongs to, such as *Assault Offenses*.
    pub category: &'static str,
    /// Against whom: `Person`, `Property`, `Society`, or `Not a Crime`.
    pub against: &'static str,
    /// Its group.
    pub group: Group,
    /// The class here that fits it.
    pub class: &'static str,
    /// Grades of bodily harm (0 to 4), fear (0 to 3) and loss (0 to 3) by what the definition takes in.
    pub grades: [usize; 3],
    /// Words by which agencies call it.
    pub words: Vec<&'static str>,
}

/// Points for each grade of bodily harm: none, hurt, badly hurt, violated or maimed for life, killed.
const BODY: [f64; 5] = [0.0, 10.0, 50.0, 200.0, 500.0];
/// Points for each grade of fear: none, threatened, in danger, in somebody's power.
const FEAR: [f64; 4] = [0.0, 5.0, 15.0, 30.0];
/// Points for each grade of loss: none, little, an ordinary theft, a home entered or a vehicle gone.
const LOSS: [f64; 4] = [0.0, 0.5, 1.0, 5.0];
/// What nothing goes below.
const LEAST: f64 = 0.2;

impl NibrsOffense {
    /// Relative harm of one incident, where an ordinary theft is 1: the points of its three grades together.
    pub fn harm(&self) -> f64 {
        let [body, fear, loss] = self.grades;
        (BODY[body] + FEAR[fear] + LOSS[loss]).max(LEAST)
    }

    /// Every offense, in the order of codes.
    pub fn all() -> &'static [NibrsOffense] {
        static ALL: LazyLock<Vec<NibrsOffense>> =
            LazyLock::new(|| TABLE.lines().filter(|l| !l.starts_with('#')).filter_map(line).collect());
        &ALL
    }
}

fn line(text: &'static str) -> Option<NibrsOffense> {
    let mut fields = text.split(';');
    let mut next = || fields.next();
    let (code, name, category, against) = (next()?, next()?, next()?, next()?);
    let group = if next()? == "A" { Group::A } else { Group::B };
    let class = next()?;
    let mut grade = || next()?.parse().ok();
    let grades = [grade()?, grade()?, grade()?];
    let words = next()?.split('|').filter(|w| !w.is_empty()).collect();
    Some(NibrsOffense { code, name, category, against, group, class, grades, words })
}

/// The code of an offense that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NibrsCode(usize);

impl NibrsCode {
    /// The offense it stands for.
    pub fn offense(self) -> &'static NibrsOffense {
        &NibrsOffense::all()[self.0]
    }

    /// Its three characters.
    pub fn as_str(self) -> &'static str {
        self.offense().code
    }
}

impl FromStr for NibrsCode {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<NibrsCode, Refusal> {
        let text = text.trim();
        let found = NibrsOffense::all().iter().position(|o| o.code.eq_ignore_ascii_case(text));
        found.map(NibrsCode).ok_or(Refusal::malformed("nibrs"))
    }
}

impl TryFrom<String> for NibrsCode {
    type Error = Refusal;
    fn try_from(text: String) -> Result<NibrsCode, Refusal> {
        text.parse()
    }
}

impl From<NibrsCode> for String {
    fn from(code: NibrsCode) -> String {
        code.as_str().to_owned()
    }
}

impl fmt::Display for NibrsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::information::offenses::Offense;

    #[test]
    fn every_line_of_the_table_is_read_and_names_a_class_that_exists() {
        let lines = TABLE.lines().filter(|l| !l.starts_with('#')).count();
        assert_eq!((NibrsOffense::all().len(), lines), (85, 85));
        for offense in NibrsOffense::all() {
            assert!(Offense::known_names().any(|name| name == offense.class), "{}", offense.code);
            assert_eq!(offense.code.parse::<NibrsCode>().unwrap().as_str(), offense.code);
        }
        assert_eq!(NibrsOffense::all().iter().filter(|o| o.group == Group::B).count(), 14);
    }

    #[test]
    fn weights_are_the_points_of_the_grades() {
        let harm = |code: &str| code.parse::<NibrsCode>().unwrap().offense().harm();
        assert_eq!(harm("09A"), 500.0);
        assert_eq!(harm("11A"), 230.0);
        assert_eq!(harm("120"), 40.0);
        assert_eq!(harm("220"), 10.0);
        assert_eq!(harm("23H"), 1.0);
        assert_eq!(harm("90B"), 0.2);
    }
}
