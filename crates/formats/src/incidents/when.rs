//! When something happened.

use jiff::Timestamp;
use jiff::civil::Date;

/// When something happened, as finely as the file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// At a moment, or between two.
    Moment {
        /// The moment, or the earliest.
        from: Timestamp,
        /// The latest, where the file gives a range.
        until: Option<Timestamp>,
        /// As written.
        text: String,
    },
    /// On a day, or between the first of several and the last.
    Day {
        /// When the day begins.
        from: Timestamp,
        /// When the day, or the last one, ends.
        until: Timestamp,
        /// As written.
        text: String,
    },
    /// In a month.
    Month {
        /// Its first day.
        first: Date,
        /// When the month begins.
        from: Timestamp,
        /// When the month ends.
        until: Timestamp,
        /// As written.
        text: String,
    },
    /// Not told.
    Unknown {
        /// As written.
        text: String,
    },
}

impl When {
    /// Earliest moment.
    pub fn from(&self) -> Option<Timestamp> {
        match self {
            When::Moment { from, .. } | When::Day { from, .. } | When::Month { from, .. } => Some(*from),
            When::Unknown { .. } => None,
        }
    }

    /// Latest moment, where it is not the earliest.
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            When::Moment { until, .. } => *until,
            When::Day { until, .. } | When::Month { until, .. } => Some(*until),
            When::Unknown { .. } => None,
        }
    }

    /// As written in the file.
    pub fn text(&self) -> &str {
        match self {
            When::Moment { text, .. }
            | When::Day { text, .. }
            | When::Month { text, .. }
            | When::Unknown { text } => text,
        }
    }
}
