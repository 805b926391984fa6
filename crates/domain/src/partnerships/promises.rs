//! A promise to a resident: what will be done, by which day, and whether it was.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{ConcernId, PersonId, PromiseId};
use crate::{Refusal, text};

/// Furthest day for which something may be promised, in days: what lies further away is a plan, not a promise.
pub const FURTHEST: i32 = 366;

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PromiseState {
    /// To be kept.
    Open,
    /// Kept.
    Kept,
    /// Not kept, with a reason told to the resident.
    Broken,
}

impl PromiseState {
    /// Its name in data and, with `promise-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            PromiseState::Open => "open",
            PromiseState::Kept => "kept",
            PromiseState::Broken => "broken",
        }
    }
}

/// A promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// The thread on which it was given.
    pub concern: ConcernId,
    /// What will be done, as the resident reads it.
    pub words: String,
    /// By the end of which day, in the agency's zone.
    pub due_on: Date,
    /// The end of that day.
    pub due_at: Timestamp,
    /// Who gave it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// What became of it.
    pub state: PromiseState,
    /// What was done, or why not; empty while it is open.
    pub note: String,
    /// Who said so.
    pub ended_by: Option<PersonId>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl Promise {
    /// A new promise; refuses one without words, for a day that is over, or further away than [`FURTHEST`].
    pub fn made(
        id: PromiseId,
        concern: ConcernId,
        words: &str,
        due_on: Date,
        by: PersonId,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Promise, Refusal> {
        let words = text::prose("promise", words)?;
        let today = now.to_zoned(zone.clone()).date();
        if due_on < today {
            return Err(Refusal::unfit("promise-due", "past-day"));
        }
        let last = today.saturating_add(Span::new().days(FURTHEST));
        if due_on > last {
            return Err(Refusal::unfit("promise-due", "too-far"));
        }
        let due_at = end_of(due_on, zone).ok_or(Refusal::malformed("promise-due"))?;
        let made_at = now;
        Ok(Promise {
            id,
            concern,
            words,
            due_on,
            due_at,
            made_by: by,
            made_at,
            state: PromiseState::Open,
            note: String::new(),
            ended_by: None,
            ended_at: None,
        })
    }

    /// Says what became of it, once; the words go to the resident.
    pub fn end(&mut self, kept: bool, note: &str, by: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.state != PromiseState::Open {
            return Err(Refusal::not_now("promise-ended"));
        }
        self.note = text::prose("note", note)?;
        self.state = if kept { PromiseState::Kept } else { PromiseState::Broken };
        self.ended_by = Some(by);
        self.ended_at = Some(now);
        Ok(())
    }

    /// Whether it was kept by its day.
    pub fn kept_in_time(&self) -> bool {
        self.state == PromiseState::Kept && self.ended_at.is_some_and(|ended| ended <= self.due_at)
    }
}

/// The last second of a day. Where a clock change skips midnight, the day ends when the next one begins.
fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_datetime(time(0, 0, 0, 0)).to_zoned(zone.clone()).ok()?;
    next.timestamp().checked_sub(Span::new().seconds(1)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn made(words: &str, due: Date) -> Result<Promise, Refusal> {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let now = "2026-02-16T18:00:00Z".parse().unwrap();
        Promise::made(id(1), id(2), words, due, id(3), now, &zone)
    }

    #[test]
    fn a_promise_has_words_and_a_day_that_is_not_over() {
        let promise = made("I will be at the crossing on Friday.", date(2026, 2, 20)).unwrap();
        assert_eq!(promise.due_at.to_string(), "2026-02-21T05:59:59Z", "the end of the day in Chicago");
        assert_eq!(made(" ", date(2026, 2, 20)), Err(Refusal::required("promise")));
        assert_eq!(made("x", date(2026, 2, 15)), Err(Refusal::unfit("promise-due", "past-day")));
        assert_eq!(made("x", date(2027, 3, 1)), Err(Refusal::unfit("promise-due", "too-far")));
        assert!(made("x", date(2026, 2, 16)).is_ok(), "today is fine");
    }

    #[test]
    fn a_promise_ends_once_and_late_is_not_in_time() {
        let mut promise = made("I will count.", date(2026, 2, 20)).unwrap();
        let late = "2026-02-22T12:00:00Z".parse().unwrap();
        assert_eq!(promise.end(true, "", id(3), late), Err(Refusal::required("note")));
        promise.end(true, "Counted.", id(3), late).unwrap();
        assert_eq!((promise.state, promise.kept_in_time()), (PromiseState::Kept, false));
        assert_eq!(promise.end(false, "x", id(3), late), Err(Refusal::not_now("promise-ended")));
    }

    #[test]
    fn a_day_that_ends_with_the_clocks_ends_when_the_next_begins() {
        let zone = TimeZone::get("America/Santiago").unwrap();
        let end = end_of(date(2024, 9, 7), &zone).unwrap();
        assert_eq!(
            end.to_string(),
            "2024-09-08T03:59:59Z",
            "midnight of 8 September 2024 did not exist there"
        );
    }
}
