//! When recurring work is due: cron lines read in an agency's own zone.

use crate::{Job, NewJob, Unwritable};
use commonbeat_domain::ids::JobId;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A line that says nothing about when.
#[derive(Debug, thiserror::Error)]
#[error("\"{line}\" is no schedule")]
pub struct BadSchedule {
    line: String,
    #[source]
    source: croner::errors::CronError,
}

/// A cron line (minute, hour, day of month, month, day of week) in a zone.
///
/// When clocks go forward over a fixed time such as 02:30, it is due at the first instant after the gap; when they
/// go back over it, it is due once, at the first of the two.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

impl Schedule {
    /// Reads a line such as `30 2 * * *` (every night at half past two) or `@hourly`.
    ///
    /// # Errors
    /// [`BadSchedule`] names the line and what is wrong with it.
    pub fn parse(line: &str, zone: TimeZone) -> Result<Schedule, BadSchedule> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(line).map_err(|source| BadSchedule { line: line.to_owned(), source })?;
        Ok(Schedule { cron, zone })
    }

    /// The first due instant after `now`, never `now` itself; `None` when there is none, as for the 30th of
    /// February.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        let local = now.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&local, false).ok()?.timestamp();
        (next > now).then_some(next)
    }

    /// The latest due instant after `after` up to and including `until`.
    fn latest_between(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let mut latest = None;
        let mut from = after;
        while let Some(next) = self.next_after(from).filter(|next| *next <= until) {
            latest = Some(next);
            from = next;
        }
        latest
    }
}

/// The recurring jobs of a process.
///
/// Any number of processes may follow the same timetable: each planned job carries a key of its name and its due
/// instant, and a queue takes in a key only once.
#[derive(Debug, Default)]
pub struct Timetable {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    key: String,
    payload: String,
    max_attempts: u32,
    schedule: Schedule,
}

impl Timetable {
    /// How far back [`Timetable::due`] looks for what was missed while nothing ran.
    pub const REACH: SignedDuration = SignedDuration::from_hours(24);

    /// Nothing recurs yet.
    pub fn new() -> Timetable {
        Timetable::default()
    }

    /// Also do this job whenever the schedule says. `scope` tells two entries of the same job apart (an agency's
    /// code, say) and becomes part of the key.
    ///
    /// # Errors
    /// [`Unwritable`] when the job has no JSON form.
    pub fn with<J: Job>(mut self, schedule: Schedule, scope: &str, job: &J) -> Result<Timetable, Unwritable> {
        // The id and time of this stand-in are replaced when the job falls due.
        let NewJob { payload, max_attempts, .. } = NewJob::of(job, nil(), Timestamp::UNIX_EPOCH)?;
        let key = format!("{}/{scope}", J::NAME);
        self.entries.push(Entry { name: J::NAME, key, payload, max_attempts, schedule });
        Ok(self)
    }

    /// What fell due after `after` (at most [`Timetable::REACH`] ago) up to and including `now`, to be enqueued.
    /// What was missed several times is done once. `id` gives each a fresh id.
    pub fn due(&self, after: Timestamp, now: Timestamp, mut id: impl FnMut() -> JobId) -> Vec<NewJob> {
        let horizon = now.checked_sub(Self::REACH).unwrap_or(Timestamp::MIN);
        let planned = |entry: &Entry| {
            let run_at = entry.schedule.latest_between(after.max(horizon), now)?;
            let key = Some(format!("{}@{run_at}", entry.key));
            let (name, payload) = (entry.name.to_owned(), entry.payload.clone());
            Some(NewJob { id: id(), name, payload, max_attempts: entry.max_attempts, run_at, key })
        };
        self.entries.iter().filter_map(planned).collect()
    }

    /// When something falls due next after `now`.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.entries.iter().filter_map(|entry| entry.schedule.next_after(now)).min()
    }
}

/// The id with all bits unset.
#[expect(clippy::expect_used, reason = "the text is a constant")]
fn nil() -> JobId {
    "00000000-0000-0000-0000-000000000000".parse().expect("a well-formed id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};

    fn schedule(line: &str, zone: &str) -> Schedule {
        Schedule::parse(line, TimeZone::get(zone).unwrap()).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn next(line: &str, zone: &str, now: &str, count: usize) -> Vec<String> {
        let schedule = schedule(line, zone);
        let follow = |last: &Timestamp| schedule.next_after(*last);
        std::iter::successors(Some(at(now)), follow)
            .skip(1)
            .take(count)
            .map(|time| time.to_string())
            .collect()
    }

    #[test]
    fn a_nightly_line_follows_the_zone_through_summer_time() {
        let times = next("0 4 * * *", "America/Chicago", "2026-03-07T12:00:00Z", 2);
        assert_eq!(times, ["2026-03-08T09:00:00Z", "2026-03-09T09:00:00Z"]);
        let times = next("0 4 * * *", "America/Chicago", "2026-03-06T12:00:00Z", 1);
        assert_eq!(times, ["2026-03-07T10:00:00Z"]);
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_due_once_right_after_the_gap() {
        let times = next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2);
        assert_eq!(times, ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
    }

    #[test]
    fn a_time_that_the_clocks_repeat_is_due_once() {
        let times = next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2);
        assert_eq!(times, ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    }

    #[test]
    fn a_quarter_hourly_line_never_stops_when_the_clocks_change() {
        for night in ["2026-10-25T00:00:00Z", "2026-03-29T00:00:00Z"] {
            let times = next("*/15 * * * *", "Europe/Berlin", night, 16);
            let expected: Vec<String> =
                (1..=16).map(|n| (at(night) + SignedDuration::from_mins(15 * n)).to_string()).collect();
            assert_eq!(times, expected);
        }
    }

    #[test]
    fn the_present_instant_itself_is_never_the_next() {
        let times = next("0 12 * * *", "UTC", "2026-01-01T12:00:00Z", 1);
        assert_eq!(times, ["2026-01-02T12:00:00Z"]);
        let times = next("0 12 * * *", "UTC", "2026-01-01T11:59:59.999Z", 1);
        assert_eq!(times, ["2026-01-01T12:00:00Z"]);
    }

    #[test]
    fn a_day_that_never_comes_is_never_due() {
        assert_eq!(schedule("0 0 30 2 *", "UTC").next_after(at("2026-01-01T00:00:00Z")), None);
        assert_eq!(schedule("0 0 * * *", "UTC").next_after(Timestamp::MAX), None);
    }

    #[test]
    fn a_line_that_is_no_schedule_is_refused_by_name() {
        for line in ["", "whenever", "61 * * * *", "* * * *", "0 0 0 0 0 0 0 0", "0 25 * * *", "1 2 3 4 5 6"]
        {
            let error = Schedule::parse(line, TimeZone::UTC).unwrap_err();
            assert!(error.to_string().contains(line), "{error}");
        }
    }

    #[derive(Serialize, Deserialize)]
    struct Sweep {
        agency: String,
    }

    impl Job for Sweep {
        const NAME: &'static str = "sweep";
    }

    fn timetable() -> Timetable {
        let sweep = Sweep { agency: "riverton".to_owned() };
        Timetable::new().with(schedule("0 * * * *", "UTC"), "riverton", &sweep).unwrap()
    }

    #[test]
    fn what_was_missed_several_times_is_done_once() {
        let due = timetable().due(at("2026-01-01T00:00:00Z"), at("2026-01-01T05:30:00Z"), nil);
        let [job] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!(job.run_at, at("2026-01-01T05:00:00Z"));
        assert_eq!(job.key.as_deref(), Some("sweep/riverton@2026-01-01T05:00:00Z"));
        assert_eq!(job.payload, r#"{"agency":"riverton"}"#);
    }

    #[test]
    fn nothing_is_due_twice_between_two_looks() {
        let timetable = timetable();
        assert_eq!(timetable.due(at("2026-01-01T05:00:00Z"), at("2026-01-01T05:59:59Z"), nil), []);
        assert_eq!(timetable.due(at("2026-01-01T05:59:59Z"), at("2026-01-01T06:00:00Z"), nil).len(), 1);
        assert_eq!(timetable.next_after(at("2026-01-01T05:00:00Z")), Some(at("2026-01-01T06:00:00Z")));
    }

    #[test]
    fn a_look_back_over_years_ends_at_a_day() {
        let due = timetable().due(Timestamp::UNIX_EPOCH, at("2026-01-01T05:30:00Z"), nil);
        assert_eq!(due.len(), 1);
    }
}
