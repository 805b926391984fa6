//! `analyze aoristic`.

use std::path::PathBuf;

use commonbeat_analysis::rhythm::{self, When, hour_intervals, rayleigh};
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::Pieces;
use serde::Serialize;

use crate::{Files, Method, Result};

/// The options of aoristic.
#[derive(Debug, clap::Args, Serialize)]
#[command(
    after_help = "Ratcliffe 2002: an incident counts in each hour by the share of its range that the hour holds. No end: all \
    in the hour of the start. Longer than a week: 1/168 in each hour. An end before its start, or no start: unknown, and \
    told. A date alone is its whole day. Times are on the wall clock they are written in; a range over a change of clocks \
    has the length its times say. Plain numbers are days since 1970-01-01, a Thursday."
)]
pub struct Aoristic {
    /// CSV file with one incident a row
    #[arg(long, value_name = "FILE")]
    events: PathBuf,
    /// Column of the earliest time
    #[arg(long, value_name = "COLUMN")]
    from: String,
    /// Column of the latest time
    #[arg(long, value_name = "COLUMN")]
    to: String,
    /// One minus the confidence of the intervals
    #[arg(long, default_value_t = 0.05)]
    alpha: f64,
}

/// What aoristic answers.
#[derive(Debug, Serialize)]
pub struct Found {
    n: usize,
    known: usize,
    unknown: usize,
    reversed: usize,
    ranges: usize,
    /// Sums of the 168 hours, Monday 0 h first.
    week_hours: Vec<f64>,
    /// Two-sided interval of each hour, for itself alone.
    ci: Vec<(f64, f64)>,
    /// Whether incidents known to the hour gather at a time of day.
    time_of_day: Option<TimeOfDay>,
}

/// Rayleigh's test of the incidents known to within an hour.
#[derive(Debug, Serialize)]
struct TimeOfDay {
    n: usize,
    mean_hour: f64,
    length: f64,
    p: f64,
}

impl Method for Aoristic {
    const NAME: &'static str = "aoristic";
    type Answer = Found;

    fn run(&self, files: &mut Files) -> Result<Found> {
        let table = files.table(&self.events)?;
        let starts = table.each(&self.from, |text| read(text, End::Start))?;
        let ends = table.each(&self.to, |text| read(text, End::Finish))?;
        let incidents: Vec<When> = starts.iter().zip(&ends).map(|(start, end)| between(*start, *end)).collect();
        let week = rhythm::rhythm(&incidents)?;
        let hours = hour_intervals(&incidents, self.alpha)?;
        Ok(Found {
            n: incidents.len(),
            known: week.known,
            unknown: week.unknown,
            reversed: week.reversed,
            ranges: week.ranges,
            week_hours: hours.iter().map(|hour| hour.sum).collect(),
            ci: hours.iter().map(|hour| hour.interval).collect(),
            time_of_day: time_of_day(&incidents)?,
        })
    }
}

/// The middle of each range of an hour or less, on the clock.
fn time_of_day(incidents: &[When]) -> Result<Option<TimeOfDay>> {
    let middle = |when: &When| match *when {
        When::Between { start, minutes } if (0.0..=60.0).contains(&minutes) => {
            Some((start + 0.5 * minutes) / 60.0)
        }
        _ => None,
    };
    let times: Vec<f64> = incidents.iter().filter_map(middle).collect();
    if times.len() < 2 {
        return Ok(None);
    }
    let found = rayleigh(&times, 24.0)?;
    Ok(Some(TimeOfDay { n: found.n, mean_hour: found.mean, length: found.length, p: found.p }))
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Start,
    Finish,
}

/// A time in minutes: on the wall clock it is written in, and on one that runs through.
#[derive(Debug, Clone, Copy)]
struct Minutes {
    wall: f64,
    through: f64,
}

const MINUTES_A_DAY: f64 = 1_440.0;

/// 1970-01-01 was a Thursday: three days after a Monday.
const MONDAY_BEFORE: f64 = 3.0 * MINUTES_A_DAY;

fn between(start: Option<Minutes>, end: Option<Minutes>) -> When {
    let Some(from) = start else { return When::Unknown };
    let minutes = end.map_or(0.0, |to| to.through - from.through);
    // A remainder of a tiny negative number rounds up to the whole week.
    let start = (from.wall + MONDAY_BEFORE).rem_euclid(7.0 * MINUTES_A_DAY);
    When::Between { start: if start < 7.0 * MINUTES_A_DAY { start } else { 0.0 }, minutes }
}

/// An empty cell is no time. A date alone starts at its midnight and ends at the next.
fn read(text: &str, end: End) -> std::result::Result<Option<Minutes>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(days) = text.parse::<f64>() {
        let at = days * MINUTES_A_DAY;
        return if at.is_finite() {
            Ok(Some(Minutes { wall: at, through: at }))
        } else {
            Err(format!("{text:?} is not a finite number of days"))
        };
    }
    let unfit = || format!("{text:?} is neither an ISO date and time nor a number of days");
    let pieces = Pieces::parse(text).map_err(|_| unfit())?;
    let wall = minutes(pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight())));
    let whole_day = pieces.time().is_none() && end == End::Finish;
    let wall = if whole_day { wall + MINUTES_A_DAY } else { wall };
    let through = match pieces.offset() {
        Some(_) => text.parse::<Timestamp>().map_err(|_| unfit())?.as_microsecond() as f64 / 6e7,
        None => wall,
    };
    Ok(Some(Minutes { wall, through }))
}

fn minutes(time: DateTime) -> f64 {
    time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_micros() as f64 / 6e7
}
