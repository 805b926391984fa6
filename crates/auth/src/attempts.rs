//! How long to wait after wrong passwords.
//!
//! Each wrong password makes the next try wait twice as long, from one second on. Five within a quarter of an hour
//! lock the password path for a quarter of an hour, and every further lock within a day lasts twice as long, up to
//! four hours. From the twentieth in a day on, half an hour lies between two tries, which stops whoever guesses slowly
//! enough never to be locked. Nothing locks for good: that would let anybody shut anybody out.
//!
//! The rule is pure; the caller keeps the times. To be safe against many tries at once, the caller writes an
//! attempt down *before* it checks the password and forgets the person's attempts after a full sign-in.
//! NIST SP 800-63B (rate limiting) asks for no more than 100 failures in a row; this allows at most 70 in a day.

use jiff::{SignedDuration, Timestamp};

/// This many wrong passwords within [`WINDOW`] lock the path.
pub const LIMIT: usize = 5;

/// Wrong passwords further apart than this are not counted together.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// How long the first lock lasts; each further one lasts twice as long as the one before.
pub const FIRST_LOCK: SignedDuration = SignedDuration::from_mins(15);

/// No lock lasts longer.
pub const LONGEST_LOCK: SignedDuration = SignedDuration::from_hours(4);

/// Attempts older than this no longer count; callers need not keep or fetch them.
pub const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// From this many wrong passwords within [`MEMORY`] on, [`LONG_PAUSE`] lies between two tries.
pub const MANY: usize = 20;

/// The wait after each wrong password once there are [`MANY`].
pub const LONG_PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// A person's wrong passwords since the last full sign-in.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    failures: Vec<Timestamp>,
}

/// Whether a password may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Yes.
    Go,
    /// Not yet: try again after this long.
    Wait(SignedDuration),
    /// The password path is locked until then.
    Locked {
        /// The first instant at which a password may be tried again.
        until: Timestamp,
    },
}

impl Attempts {
    /// From the times of the failures, in any order.
    pub fn from(times: impl IntoIterator<Item = Timestamp>) -> Attempts {
        let mut failures: Vec<Timestamp> = times.into_iter().collect();
        failures.sort_unstable();
        Attempts { failures }
    }

    /// Whether a password may be tried at `now`.
    pub fn allowed(&self, now: Timestamp) -> Allowed {
        let mut recent: Vec<Timestamp> = Vec::with_capacity(LIMIT);
        let mut locks = 0_u32;
        let mut locked_until = Timestamp::MIN;
        let mut counted = 0_usize;
        let mut latest = None;
        let remembered = self.failures.iter().filter(|failure| now.duration_since(**failure) <= MEMORY);
        for failure in remembered {
            // A clock set back leaves failures in the future; they count as having just happened.
            let failure = (*failure).min(now);
            if failure < locked_until {
                continue; // Tries during a lock are not even checked, so they must not prolong it.
            }
            recent.retain(|earlier| failure.duration_since(*earlier) < WINDOW);
            recent.push(failure);
            counted += 1;
            latest = Some(failure);
            if recent.len() == LIMIT {
                locked_until = after(failure, lock_length(locks));
                locks += 1;
                recent.clear();
            }
        }
        if now < locked_until {
            return Allowed::Locked { until: locked_until };
        }
        recent.retain(|earlier| now.duration_since(*earlier) < WINDOW);
        let Some(latest) = latest else { return Allowed::Go };
        let pause = if counted >= MANY { LONG_PAUSE } else { short_pause(recent.len()) };
        let left = pause - now.duration_since(latest);
        if left.is_positive() { Allowed::Wait(left) } else { Allowed::Go }
    }
}

/// The wait while the path is not locked: 1, 2, 4, 8 seconds after as many recent failures.
fn short_pause(recent: usize) -> SignedDuration {
    match recent {
        0 => SignedDuration::ZERO,
        some => SignedDuration::from_secs(1 << (some - 1).min(LIMIT)),
    }
}

/// How long a lock lasts when `earlier` others went before it.
fn lock_length(earlier: u32) -> SignedDuration {
    FIRST_LOCK.checked_mul(1 << earlier.min(10)).unwrap_or(LONGEST_LOCK).min(LONGEST_LOCK)
}

/// `time` plus `length`, at the latest the end of time.
fn after(time: Timestamp, length: SignedDuration) -> Timestamp {
    time.checked_add(length).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_772_000_000 + seconds).unwrap()
    }

    fn after_failures(seconds: &[i64], now: i64) -> Allowed {
        Attempts::from(seconds.iter().map(|s| at(*s))).allowed(at(now))
    }

    #[test]
    fn whoever_never_failed_may_go() {
        assert_eq!(Attempts::default().allowed(at(0)), Allowed::Go);
    }

    #[test]
    fn each_failure_doubles_the_wait() {
        assert_eq!(after_failures(&[0], 0), Allowed::Wait(SignedDuration::from_secs(1)));
        assert_eq!(after_failures(&[0], 1), Allowed::Go);
        assert_eq!(after_failures(&[0, 1], 2), Allowed::Wait(SignedDuration::from_secs(1)));
        assert_eq!(after_failures(&[0, 1, 3, 7], 8), Allowed::Wait(SignedDuration::from_secs(7)));
        assert_eq!(after_failures(&[0, 1, 3, 7], 15), Allowed::Go);
    }

    #[test]
    fn five_failures_in_a_quarter_of_an_hour_lock_for_a_quarter_of_an_hour() {
        let failures = [0, 1, 3, 7, 15];
        assert_eq!(after_failures(&failures, 15), Allowed::Locked { until: at(15 + 900) });
        assert_eq!(after_failures(&failures, 914), Allowed::Locked { until: at(915) });
        assert_eq!(after_failures(&failures, 915), Allowed::Go);
    }

    #[test]
    fn five_failures_spread_over_a_day_do_not_lock() {
        assert_eq!(after_failures(&[0, 3600, 7200, 10_800, 14_400], 14_402), Allowed::Go);
    }

    #[test]
    fn a_fifth_failure_exactly_at_the_windows_end_does_not_lock() {
        assert_eq!(after_failures(&[0, 1, 3, 7, 900], 900 + 8), Allowed::Go);
        assert_eq!(after_failures(&[0, 1, 3, 7, 899], 899), Allowed::Locked { until: at(899 + 900) });
    }

    #[test]
    fn tries_during_a_lock_do_not_prolong_it() {
        let failures: Vec<i64> = (0..500).collect();
        assert_eq!(after_failures(&failures, 500), Allowed::Locked { until: at(4 + 900) });
    }

    #[test]
    fn a_second_lock_lasts_twice_as_long() {
        let failures = [0, 1, 3, 7, 15, 1000, 1001, 1003, 1007, 1015];
        assert_eq!(after_failures(&failures, 1015), Allowed::Locked { until: at(1015 + 1800) });
    }

    /// Tries at every moment the rule allows, at most one each `every` seconds; returns how many a day.
    fn tries_in_a_day(every: usize) -> usize {
        let mut failures = Vec::new();
        for second in (0..86_400).step_by(every) {
            let allowed = Attempts::from(failures.iter().copied()).allowed(at(second));
            match allowed {
                Allowed::Go => failures.push(at(second)),
                Allowed::Wait(left) => assert!(left <= LONG_PAUSE),
                Allowed::Locked { until } => assert!(until.duration_since(at(second)) <= LONGEST_LOCK),
            }
        }
        failures.len()
    }

    #[test]
    fn neither_a_fast_nor_a_slow_guesser_gets_more_than_seventy_tries_in_a_day() {
        for every in [1, 10, 60, 200, 226, 300, 900] {
            let tries = tries_in_a_day(every);
            assert!(tries <= 70, "{tries} tries, one each {every} s");
        }
    }

    #[test]
    fn yesterdays_failures_are_forgotten() {
        assert_eq!(after_failures(&[0, 1, 2, 3, 4], 86_400 + 60), Allowed::Go);
    }

    #[test]
    fn a_clock_set_back_does_not_open_the_door() {
        assert_eq!(after_failures(&[100, 101, 102, 103, 104], 50), Allowed::Locked { until: at(50 + 900) });
    }

    proptest! {
        #[test]
        fn any_times_in_any_order_give_the_same_answer_and_never_panic(mut times in prop::collection::vec(-9_000_000_000_i64..9_000_000_000, 0..40), now in -9_000_000_000_i64..9_000_000_000) {
            let stamp = |s: i64| Timestamp::from_second(s).unwrap();
            let one = Attempts::from(times.iter().map(|s| stamp(*s))).allowed(stamp(now));
            times.reverse();
            prop_assert_eq!(one, Attempts::from(times.iter().map(|s| stamp(*s))).allowed(stamp(now)));
        }
    }
}
