//! Times of a series in a unit that a season has a length in.

use jiff::civil::Date;

use crate::times::{Clock, Moment};
use crate::{Error, Result, Table};

/// The times of a series, rising.
pub(super) struct Timeline {
    pub(super) times: Vec<f64>,
    pub(super) change: f64,
    /// What a step of 1 is.
    pub(super) unit: &'static str,
    /// Length of a year in that unit.
    pub(super) year: f64,
    /// Rows of the file, earliest first.
    order: Vec<usize>,
}

/// Numbers are taken as they are (and a year as 12 of them). Dates all on the same day of their month are months;
/// any other dates are days.
impl Timeline {
    pub(super) fn read(table: &Table, column: &str, change: &str) -> Result<Self> {
        let unfit = |what: String| Error::option("change", what);
        let moments = table.moments(column)?;
        let changed = Moment::read(change).map_err(unfit)?;
        if let Some(first) = moments.first()
            && first.clock != changed.clock
        {
            return Err(unfit(format!("{change:?} is {} where the column has {}", changed.clock, first.clock)));
        }
        let days: Vec<f64> = moments.iter().map(|moment| moment.days).collect();
        let (times, change, unit, year) = match (changed.clock, months(&days)) {
            (Clock::Days, _) => (days, changed.days, "number", 12.0),
            (Clock::Local, Some((months, day))) => (months, month_of(changed.days, day), "month", 12.0),
            _ => (days, changed.days, "day", 365.25),
        };
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
        let times = order.iter().map(|&row| times[row]).collect();
        Ok(Self { times, change, unit, year, order })
    }

    /// The values of a column, earliest first.
    pub(super) fn in_order<T: Copy>(&self, column: &[T]) -> Vec<T> {
        self.order.iter().map(|&row| column[row]).collect()
    }
}

/// The date of whole days since 1970-01-01.
fn date(days: f64) -> Option<Date> {
    if days.fract() != 0.0 || days.abs() > 4e6 {
        return None;
    }
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days as i64).ok()?).ok()
}

/// Months since the year 0, and the day of the month, when all dates share it.
fn months(days: &[f64]) -> Option<(Vec<f64>, i8)> {
    let dates: Vec<Date> = days.iter().map(|&days| date(days)).collect::<Option<_>>()?;
    let day = dates.first()?.day();
    let month = |date: &Date| (date.day() == day).then_some(number(*date));
    Some((dates.iter().map(month).collect::<Option<_>>()?, day))
}

fn number(date: Date) -> f64 {
    f64::from(date.year()) * 12.0 + f64::from(date.month()) - 1.0
}

/// The number of the month in which the change falls; half a month on when the month's own date lies before it.
fn month_of(days: f64, day: i8) -> f64 {
    match date(days.floor()) {
        Some(date) if date.day() > day || days.fract() > 0.0 && date.day() == day => number(date) + 0.5,
        Some(date) => number(date),
        None => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> f64 {
        Moment::read(text).unwrap().days
    }

    #[test]
    fn firsts_of_months_are_months_and_a_change_within_one_waits_for_the_next() {
        let (found, day) = months(&[days("2025-12-01"), days("2026-01-01"), days("2026-03-01")]).unwrap();
        assert_eq!((found, day), (vec![24_311.0, 24_312.0, 24_314.0], 1));
        assert_eq!(month_of(days("2026-01-01"), 1), 24_312.0);
        assert_eq!(month_of(days("2026-01-02"), 1), 24_312.5);
        assert_eq!(month_of(days("2026-01-01T06:00"), 1), 24_312.5);
        assert_eq!(month_of(days("2026-01-10"), 15), 24_312.0);
        assert_eq!(months(&[days("2026-01-05"), days("2026-01-12")]), None);
        assert_eq!(months(&[days("2026-01-05T06:00")]), None);
    }
}
