//! Rhythm: when in the week incidents happen, and the hours and days that hold most of them.
//!
//! Many incidents are only known to lie between two times (a car parked at ten, found broken into at six). Aoristic
//! weights (Ratcliffe 2002, J. Quant. Criminol. 18:23) spread such an incident over the hours of its range, each hour
//! by the share of the range that it holds.

use crate::chance::binomial_at_least;
use crate::many::{Correction, discoveries};
use crate::{AnalysisError, Result};

mod circle;
mod intervals;
pub use circle::{Circle, rayleigh};
pub use intervals::{HourInterval, hour_intervals};

/// Hours of a week.
pub const WEEK_HOURS: usize = 168;
const MINUTES_A_WEEK: f64 = 10_080.0;

/// When an incident happened, in local wall time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// In one hour. `weekday` is 0 on Monday to 6 on Sunday, `hour` 0 to 23.
    Hour {
        /// 0 on Monday to 6 on Sunday.
        weekday: u8,
        /// 0 to 23.
        hour: u8,
    },
    /// Somewhere in a range.
    Between {
        /// Minutes from Monday 00:00 to the start, 0 or more and less than 10,080.
        start: f64,
        /// Length in minutes. 0 means the hour of the start; a range longer than a week says nothing (1/168 each
        /// hour); one below 0 (an end before its start) is counted as unknown and told apart.
        minutes: f64,
    },
    /// Nobody knows.
    Unknown,
}

/// A week of hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Aoristic sums: `hours[weekday][hour]`, Monday first.
    pub hours: [[f64; 24]; 7],
    /// Incidents with a time; the sum of the table.
    pub known: usize,
    /// Incidents without one, those that end before they start included.
    pub unknown: usize,
    /// Of the unknown, those that end before they start: a fault of the data.
    pub reversed: usize,
    /// Of the known, those given as a range longer than an hour.
    pub ranges: usize,
}

/// Adds up incidents by hour of the week.
///
/// # Errors
/// `OutOfRange` for a weekday, an hour or a start outside the week, `NotANumber` for a range that is none (with the
/// position of the incident).
pub fn rhythm(incidents: &[When]) -> Result<Rhythm> {
    let mut table = Rhythm { hours: [[0.0; 24]; 7], known: 0, unknown: 0, reversed: 0, ranges: 0 };
    for (at, when) in incidents.iter().enumerate() {
        match *when {
            When::Unknown => table.unknown += 1,
            When::Hour { weekday, hour } => {
                within("the weekday", "from 0 (Monday) to 6", f64::from(weekday), 6.0)?;
                within("the hour", "from 0 to 23", f64::from(hour), 23.0)?;
                table.hours[usize::from(weekday)][usize::from(hour)] += 1.0;
                table.known += 1;
            }
            When::Between { start, minutes } => {
                if !(start.is_finite() && minutes.is_finite()) {
                    return Err(AnalysisError::NotANumber { what: "times", at });
                }
                if !(0.0..MINUTES_A_WEEK).contains(&start) {
                    let rule = "from 0 to less than 10080 minutes";
                    return Err(AnalysisError::OutOfRange { what: "the start", rule, value: start });
                }
                table.spread(start, minutes);
            }
        }
    }
    Ok(table)
}

fn within(what: &'static str, rule: &'static str, value: f64, most: f64) -> Result<()> {
    if value <= most { Ok(()) } else { Err(AnalysisError::OutOfRange { what, rule, value }) }
}

/// Hands each hour of the week (numbered on past the week's end) the part of the range it holds. The range is at most a
/// week long and not negative.
fn share_out(start: f64, minutes: f64, mut add: impl FnMut(usize, f64)) {
    let end = start + minutes;
    let first = (start / 60.0) as usize;
    if minutes == 0.0 {
        add(first, 1.0);
        return;
    }
    for hour in first..=first + WEEK_HOURS {
        let (from, to) = (hour as f64 * 60.0, (hour + 1) as f64 * 60.0);
        let overlap = end.min(to) - start.max(from);
        if overlap <= 0.0 {
            break;
        }
        add(hour, overlap / minutes);
    }
}

impl Rhythm {
    fn spread(&mut self, start: f64, minutes: f64) {
        if minutes < 0.0 {
            self.unknown += 1;
            self.reversed += 1;
            return;
        }
        self.known += 1;
        self.ranges += usize::from(minutes > 60.0);
        if minutes > MINUTES_A_WEEK {
            self.hours.iter_mut().flatten().for_each(|hour| *hour += 1.0 / WEEK_HOURS as f64);
            return;
        }
        share_out(start, minutes, |hour, weight| self.add(hour, weight));
    }

    fn add(&mut self, hour_of_week: usize, weight: f64) {
        let hour = hour_of_week % WEEK_HOURS;
        self.hours[hour / 24][hour % 24] += weight;
    }

    /// Sums by hour of the day.
    #[must_use]
    pub fn by_hour(&self) -> [f64; 24] {
        std::array::from_fn(|hour| self.hours.iter().map(|day| day[hour]).sum())
    }

    /// Sums by day, Monday first.
    #[must_use]
    pub fn by_day(&self) -> [f64; 7] {
        self.hours.map(|day| day.iter().sum())
    }

    /// The shortest run of hours of the day, over midnight if need be, that holds at least `share` of the incidents
    /// with a known time; of equally short ones the fullest, then the earliest. `None` when no time is known.
    ///
    /// # Errors
    /// `OutOfRange` for a share outside `(0, 1)`.
    pub fn busiest_hours(&self, share: f64) -> Result<Option<BusiestHours>> {
        crate::error::proper_fraction("the share of incidents", share)?;
        let by_hour = self.by_hour();
        let all: f64 = by_hour.iter().sum();
        if self.known == 0 {
            return Ok(None);
        }
        // A hair less than the share, so that sums of thirds are not kept out by rounding.
        let wanted = share * all * (1.0 - 1e-12);
        for length in 1..=24 {
            let sum = |start: usize| (0..length).map(|step| by_hour[(start + step) % 24]).sum::<f64>();
            let fuller =
                |best: usize, start: usize| if sum(start) > sum(best) * (1.0 + 1e-12) { start } else { best };
            let start = (1..24).fold(0, fuller);
            if sum(start) >= wanted {
                return Ok(Some(BusiestHours { start, hours: length, share: (sum(start) / all).min(1.0) }));
            }
        }
        Ok(None)
    }

    /// Each day's share of the incidents with a known time, and whether it holds more than a seventh by more than
    /// chance: upper binomial tail against 1/7 on the rounded count, Benjamini-Hochberg over the seven days.
    ///
    /// # Errors
    /// `OutOfRange` for an `alpha` outside `(0, 1)`.
    pub fn busiest_days(&self, alpha: f64) -> Result<[DayShare; 7]> {
        let by_day = self.by_day();
        let p = by_day.map(|count| {
            binomial_at_least((count.round() as u64).min(self.known as u64), self.known as u64, 1.0 / 7.0)
        });
        let found = discoveries(&p, alpha, Correction::BenjaminiHochberg)?;
        Ok(std::array::from_fn(|day| DayShare {
            share: if self.known == 0 { 0.0 } else { by_day[day] / self.known as f64 },
            q: found.q[day],
            busy: found.significant[day],
        }))
    }
}

/// The hours of the day that hold most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BusiestHours {
    /// The first hour, 0 to 23.
    pub start: usize,
    /// How many hours, 1 to 24; the window may run past midnight.
    pub hours: usize,
    /// The share of incidents it holds. Evenly spread incidents would give it `hours / 24`.
    pub share: f64,
}

impl BusiestHours {
    /// The hour at which the window ends, 1 to 24.
    #[must_use]
    pub fn end(&self) -> usize {
        (self.start + self.hours - 1) % 24 + 1
    }
}

/// One day of the week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayShare {
    /// Its share of the incidents with a known time.
    pub share: f64,
    /// q-value of holding more than a seventh.
    pub q: f64,
    /// Significantly more than a seventh.
    pub busy: bool,
}

#[cfg(test)]
mod tests;
