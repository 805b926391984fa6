//! The one place that reads the clock of the machine.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use commonbeat_app::Clock;
use jiff::Timestamp;

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "this is where time enters the program")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The clock of the machine, for the use cases.
pub fn real() -> Clock {
    Arc::new(now)
}

/// Measures how long something takes.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// Seconds since the start, rounded to milliseconds.
    pub fn seconds(&self) -> f64 {
        (self.0.elapsed().as_secs_f64() * 1000.0).round() / 1000.0
    }
}

/// How far the clock that stamped a file is ahead of `now`, in seconds; for finding a clock that stands wrong.
pub fn seconds_ahead(stamped: SystemTime, now: Timestamp) -> f64 {
    let stamped = stamped.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64());
    stamped - now.as_second() as f64
}
