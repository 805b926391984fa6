//! Three months of a neighborhood, told to everybody: what was worked on, and what police and the community did for it.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cleared, Priority, Surroundings, clear_priority};
use crate::Refusal;
use crate::problems::Problem;

/// Three months of a calendar year, as they stand in addresses: `2026-q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    first: Date,
}

impl Quarter {
    /// The quarter in which a day lies.
    pub fn of(day: Date) -> Quarter {
        let into = (day.month() - 1) % 3;
        Quarter { first: day.first_of_month().saturating_sub(i64::from(into).months()) }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first.saturating_add(2.months()).last_of_month()
    }

    /// The one before.
    pub fn before(self) -> Quarter {
        Quarter { first: self.first.saturating_sub(3.months()) }
    }

    /// The one after.
    pub fn after(self) -> Quarter {
        Quarter { first: self.first.saturating_add(3.months()) }
    }

    /// Whether a day lies in it.
    pub fn holds(self, day: Date) -> bool {
        self.first <= day && day <= self.last()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-q{}", self.first.year(), (self.first.month() + 2) / 3)
    }
}

impl FromStr for Quarter {
    type Err = Refusal;
    /// Years 2000 to 2199, written as [`Quarter`]'s own text and in no other way.
    fn from_str(text: &str) -> Result<Quarter, Refusal> {
        let read = || {
            let (year, number) = text.split_once("-q")?;
            let (year, number): (i16, i8) = (year.parse().ok()?, number.parse().ok()?);
            let known = (2000..2200).contains(&year) && (1..=4).contains(&number);
            known.then(|| Date::new(year, number * 3 - 2, 1).ok()).flatten()
        };
        let quarter = read().map(|first| Quarter { first });
        quarter.filter(|q| q.to_string() == text).ok_or(Refusal::malformed("quarter"))
    }
}

/// A problem in the report of a quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuarterProblem {
    /// What the area page says of it.
    pub priority: Priority,
    /// Whether it was closed within the quarter, or before its days were over.
    pub closed_by_then: bool,
    /// Steps that the police finished in the quarter.
    pub police: u32,
    /// Steps that partners and people of the community finished in the quarter.
    pub community: u32,
}

/// Clears a problem for the report of a quarter: one that was open on any of its days and whose words somebody of the
/// agency released. `opened` and `closed` are its days in the agency's zone; `steps` those finished in the quarter.
pub fn clear_quarter_problem(
    problem: &Problem,
    around: &Surroundings<'_>,
    small: u32,
    quarter: Quarter,
    (opened, closed): (Date, Option<Date>),
    (police, community): (u32, u32),
) -> Option<Cleared<QuarterProblem>> {
    let there = opened <= quarter.last() && closed.is_none_or(|day| day >= quarter.first());
    let priority = clear_priority(problem, around, small).filter(|_| there)?.into_inner();
    let closed_by_then = closed.is_some_and(|day| day <= quarter.last());
    Some(Cleared(QuarterProblem { priority, closed_by_then, police, community }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_day_lies_in_one_quarter_and_quarters_follow_each_other() {
        let mut day = date(2023, 12, 25);
        while day < date(2025, 1, 10) {
            let quarter = Quarter::of(day);
            assert!(quarter.holds(day), "{day}");
            assert!(!quarter.before().holds(day) && !quarter.after().holds(day), "{day}");
            assert_eq!(quarter.last().tomorrow().unwrap(), quarter.after().first());
            assert_eq!(quarter.to_string().parse(), Ok(quarter));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(Quarter::of(date(2024, 8, 31)).to_string(), "2024-q3");
        assert_eq!(Quarter::of(date(2024, 1, 1)).before().to_string(), "2023-q4");
    }

    #[test]
    fn a_quarter_is_read_in_one_spelling_only() {
        for text in
            ["2024-q0", "2024-q5", "2024-Q1", "24-q1", "2024-q01", "+2024-q1", "1999-q4", "9999-q1", ""]
        {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }
}
