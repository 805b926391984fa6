//! References: the names of records that people say to each other, such as `P-2026-0142`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Which kind of record a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Series {
    /// A problem.
    #[serde(rename = "P")]
    Problem,
    /// A concern.
    #[serde(rename = "C")]
    Concern,
}

impl Series {
    /// The letter in front.
    pub fn letter(self) -> char {
        match self {
            Series::Problem => 'P',
            Series::Concern => 'C',
        }
    }
}

/// A record's name: series, year and a number counted within the agency and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Kind of record.
    pub series: Series,
    /// Local year in which it was opened.
    pub year: i16,
    /// 1, 2, 3 ... within agency, series and year.
    pub number: u32,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.series.letter(), self.year, self.number)
    }
}

impl FromStr for Reference {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::malformed("reference");
        let mut parts = text.trim().split('-');
        let series = match parts.next() {
            Some("P" | "p") => Series::Problem,
            Some("C" | "c") => Series::Concern,
            _ => return Err(bad()),
        };
        let year = parts.next().filter(|y| y.len() == 4).and_then(|y| y.parse().ok()).ok_or_else(bad)?;
        let number = parts
            .next()
            .filter(|n| (1..=9).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|n| n.parse().ok())
            .ok_or_else(bad)?;
        if parts.next().is_some() {
            return Err(bad());
        }
        Ok(Reference { series, year, number })
    }
}

impl Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_it_was_written() {
        let reference = Reference { series: Series::Problem, year: 2026, number: 142 };
        assert_eq!(reference.to_string(), "P-2026-0142");
        assert_eq!("p-2026-0142".parse::<Reference>().unwrap(), reference);
    }

    #[test]
    fn what_is_not_a_reference_is_refused() {
        for text in ["", "P", "P-26-1", "X-2026-1", "P-2026-", "P-2026-1-2", "P-2026-+1", "P-2026-9999999999"]
        {
            assert!(text.parse::<Reference>().is_err(), "{text}");
        }
    }
}
