//! Times as they are written in files.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// What kind of time a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Days as plain numbers.
    Days,
    /// Dates, or dates with a time of day, on the local wall clock: `2026-02-16`, `2026-02-16T23:30`.
    Local,
    /// Instants, with an offset or Z: `2026-02-16T23:30:00-06:00`.
    Instant,
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Clock::Days => "a number of days",
            Clock::Local => "a local date",
            Clock::Instant => "a time with an offset",
        })
    }
}

/// One time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Days: as given when a plain number, else since 1970-01-01 00:00 (of the wall clock, or of UTC for instants).
    pub days: f64,
    /// Whether a time of day was given; a date alone is its midnight.
    pub timed: bool,
    /// What kind of time it is.
    pub clock: Clock,
}

const SECONDS_A_DAY: f64 = 86_400.0;

impl Moment {
    /// Reads a number of days, an ISO date, or an ISO date and time with or without an offset.
    ///
    /// # Errors
    /// Text that is none of them, in words.
    pub fn read(text: &str) -> Result<Moment, String> {
        if text.is_empty() {
            return Err("a time is missing".to_owned());
        }
        if let Ok(days) = text.parse::<f64>() {
            let fit = days.is_finite().then_some(Moment { days, timed: true, clock: Clock::Days });
            return fit.ok_or_else(|| format!("{text:?} is not a finite number of days"));
        }
        if text.len() <= 10
            && let Ok(date) = text.parse::<Date>()
        {
            return Ok(Moment {
                days: local(date.to_datetime(jiff::civil::Time::midnight())),
                timed: false,
                clock: Clock::Local,
            });
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            let days = instant.as_microsecond() as f64 / (SECONDS_A_DAY * 1e6);
            return Ok(Moment { days, timed: true, clock: Clock::Instant });
        }
        match text.parse::<DateTime>() {
            Ok(time) => Ok(Moment { days: local(time), timed: true, clock: Clock::Local }),
            Err(_) => Err(format!("{text:?} is neither an ISO date nor a number of days")),
        }
    }
}

/// Days since 1970-01-01 on the same wall clock.
fn local(time: DateTime) -> f64 {
    let since = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    since.as_micros() as f64 / (SECONDS_A_DAY * 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_numbers_become_days() {
        let days = |text: &str| Moment::read(text).unwrap().days;
        assert_eq!(days("1970-01-02"), 1.0);
        assert_eq!(days("1969-12-31"), -1.0);
        assert_eq!(days("2026-02-16") - days("2025-02-16"), 365.0);
        assert_eq!(days("1970-01-01T06:00"), 0.25);
        assert_eq!(days("1970-01-01 06:00:00"), 0.25);
        assert_eq!(days("1970-01-01T06:00:00Z"), 0.25);
        assert_eq!(days("1970-01-01T06:00:00-06:00"), 0.5);
        assert_eq!(days("-3.5"), -3.5);
        assert!(!Moment::read("2026-02-16").unwrap().timed);
    }

    #[test]
    fn what_is_no_time_is_refused_in_words() {
        for text in ["", "nan", "inf", "2026-13-01", "02/16/2026", "yesterday"] {
            assert!(Moment::read(text).is_err(), "{text}");
        }
    }
}
