//! Moments of the story, counted back from the town's today.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Today and the zone.
pub(crate) struct Clock {
    pub today: Date,
    pub zone: TimeZone,
}

impl Clock {
    /// The day so many days before today (after it, when negative).
    pub fn day(&self, days_ago: i64) -> Date {
        self.today.saturating_sub(Span::new().days(days_ago))
    }

    /// A moment of that day by the town's clocks.
    pub fn ago(&self, days_ago: i64, hour: i8, minute: i8) -> Result<Timestamp, jiff::Error> {
        self.moment(self.day(days_ago), hour, minute)
    }

    /// A moment of a day by the town's clocks.
    pub fn moment(&self, day: Date, hour: i8, minute: i8) -> Result<Timestamp, jiff::Error> {
        Ok(day.at(hour, minute, 0, 0).to_zoned(self.zone.clone())?.timestamp())
    }
}
