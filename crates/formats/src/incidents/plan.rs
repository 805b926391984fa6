//! One time of a row: its columns, and the formats that read them.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::TimeSpec;
use super::clock::{Clock, clock, past_24};
use super::columns::Columns;
use super::outcome::Reason;
use super::spell::{DateFormat, Precision};
use super::text::Cells;

/// Years that a record may have.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A time that cannot be kept: the column's index, the value, the reason, and words.
pub(super) struct BadTime {
    pub column: usize,
    pub value: String,
    pub reason: Reason,
    pub detail: String,
}

/// One time of a row.
pub(super) struct Plan {
    columns: Vec<usize>,
    clock: Option<usize>,
    pub formats: Vec<DateFormat>,
    pub required: bool,
}

impl Plan {
    pub fn new(spec: &TimeSpec, columns: &Columns, required: bool) -> Plan {
        Plan {
            columns: spec.columns.iter().map(|c| columns.at(c)).collect(),
            clock: spec.clock.as_ref().map(|c| columns.at(c)),
            formats: spec.formats.clone(),
            required: spec.required.unwrap_or(required),
        }
    }

    pub fn text(&self, cells: &Cells<'_>) -> String {
        let mut text = String::new();
        for part in self.columns.iter().map(|&i| cells.get(i)).filter(|p| !p.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(part);
        }
        text
    }

    /// The time of day that stands in a column of its own, as written and as read.
    pub fn hands(&self, cells: &Cells<'_>) -> Result<Option<(String, Clock)>, BadTime> {
        let Some(column) = self.clock else { return Ok(None) };
        let text = cells.get(column);
        if text.is_empty() {
            return Ok(None);
        }
        match clock(text) {
            Some(read) => Ok(Some((text.to_owned(), read))),
            None => {
                let detail = "not a time of day such as 7:45, 0745 or 745".to_owned();
                Err(BadTime { column, value: text.to_owned(), reason: Reason::BadDate, detail })
            }
        }
    }

    /// The wall time by the first format that reads it; the moment, where the file gives an offset.
    pub fn wall(&self, text: &str, clock: Option<Clock>) -> Option<(DateTime, Option<Timestamp>, Precision)> {
        let read = |text: &str| {
            let mut outside = None;
            for format in &self.formats {
                let Ok(parts) = BrokenDownTime::parse(format.as_str(), text) else { continue };
                let Ok((wall, at)) = wall_time(&parts, format.precision()) else { continue };
                // A year of two digits reads as one of four; another format may do better.
                if YEARS.contains(&wall.year()) {
                    return Some((wall, at, format.precision()));
                }
                outside = outside.or(Some((wall, at, format.precision())));
            }
            outside
        };
        let (wall, at, precision) = match read(text) {
            Some(found) => found,
            None => {
                let (wall, at, precision) = read(&past_24(text)?)?;
                (
                    wall.checked_add(1.day()).ok()?,
                    at.map(|at| at + jiff::SignedDuration::from_hours(24)),
                    precision,
                )
            }
        };
        match clock {
            None => Some((wall, at, precision)),
            Some((days, time)) => {
                let date = wall.date().checked_add(i64::from(days).days()).ok()?;
                Some((date.to_datetime(time), None, Precision::Moment))
            }
        }
    }

    pub fn bad(&self, value: String, reason: Reason, detail: &str) -> BadTime {
        BadTime { column: self.columns[0], value, reason, detail: detail.to_owned() }
    }
}

/// The wall time that was written and, where the file gives an offset, the moment.
fn wall_time(
    parts: &BrokenDownTime,
    precision: Precision,
) -> Result<(DateTime, Option<Timestamp>), jiff::Error> {
    match precision {
        Precision::Month => {
            let (year, month) = (parts.year().unwrap_or(0), parts.month().unwrap_or(1));
            Ok((Date::new(year, month, 1)?.to_datetime(Time::midnight()), None))
        }
        Precision::Day => Ok((parts.to_date()?.to_datetime(Time::midnight()), None)),
        Precision::Moment => match (parts.to_datetime(), parts.to_timestamp()) {
            (Ok(wall), at) => Ok((wall, at.ok())),
            (Err(_), Ok(at)) => Ok((at.to_zoned(TimeZone::UTC).datetime(), Some(at))),
            (Err(e), Err(_)) => Err(e),
        },
    }
}
