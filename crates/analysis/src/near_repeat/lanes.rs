//! Differences of time for many permutations side by side.
//!
//! Times that are whole days, hours, minutes or seconds are held as small integers: sixteen or more permutations of one
//! incident's time then stand in one vector, and a pair costs a handful of instructions for all of them together.

use pulp::{Arch, Simd, WithSimd};

use super::pairs::Close;

/// The unit of which all times are whole multiples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStep {
    /// Whole days.
    Day,
    /// Whole hours.
    Hour,
    /// Whole minutes.
    Minute,
    /// Whole seconds.
    Second,
    /// No whole multiples of a second: compared as they are.
    AsGiven,
}

impl TimeStep {
    /// Its name: day, hour, minute, second, as-given.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TimeStep::Day => "day",
            TimeStep::Hour => "hour",
            TimeStep::Minute => "minute",
            TimeStep::Second => "second",
            TimeStep::AsGiven => "as-given",
        }
    }

    fn a_day(self) -> f64 {
        match self {
            TimeStep::Day | TimeStep::AsGiven => 1.0,
            TimeStep::Hour => 24.0,
            TimeStep::Minute => 1_440.0,
            TimeStep::Second => 86_400.0,
        }
    }
}

/// Times and edges in a unit in which comparing loses nothing.
pub(super) enum Times {
    /// Steps that fit sixteen bits.
    Short { times: Vec<i16>, limits: Vec<i16> },
    /// Steps that fit thirty-two.
    Long { times: Vec<i32>, limits: Vec<i32> },
    /// Days as given.
    Real { times: Vec<f64>, limits: Vec<f64> },
}

/// Days by which a time may miss a whole step and still be whole (10 microseconds): what rounding does to days since
/// 1970 as numbers.
const ROUNDED: f64 = 1e-10;
/// The same for a limit, in parts of itself: it is typed, and rounded only by scaling.
const ROUNDED_LIMIT: f64 = 1e-12;

/// Brings times, and limits for differences of them, into the coarsest unit that loses nothing. A difference is under a
/// limit in that unit if and only if it is in days.
pub(super) fn in_steps(days: &[f64], limits: &[f64]) -> (TimeStep, Times) {
    let first = days.iter().copied().fold(f64::INFINITY, f64::min);
    for step in [TimeStep::Day, TimeStep::Hour, TimeStep::Minute, TimeStep::Second] {
        let scaled = |day: f64| (day - first) * step.a_day();
        if days.iter().any(|&day| (scaled(day) - scaled(day).round()).abs() > ROUNDED * step.a_day()) {
            continue;
        }
        let span = days.iter().map(|&day| scaled(day).round()).fold(0.0, f64::max);
        // A difference d of whole steps is under a limit of 2.4 steps when it is under 3.
        let whole = |limit: &f64| {
            let exact = limit * step.a_day();
            if (exact - exact.round()).abs() <= ROUNDED_LIMIT * exact { exact.round() } else { exact.ceil() }
        };
        // The largest number stays free, so that every difference is under a limit cut down to it.
        if span < f64::from(i16::MAX) {
            let times = days.iter().map(|&day| scaled(day).round() as i16).collect();
            return (step, Times::Short { times, limits: limits.iter().map(|l| whole(l) as i16).collect() });
        }
        if span < f64::from(i32::MAX) {
            let times = days.iter().map(|&day| scaled(day).round() as i32).collect();
            return (step, Times::Long { times, limits: limits.iter().map(|l| whole(l) as i32).collect() });
        }
    }
    (TimeStep::AsGiven, Times::Real { times: days.to_vec(), limits: limits.to_vec() })
}

/// A time in one lane of a vector.
pub(super) trait Lane: Copy + PartialOrd + Send + Sync {
    /// Counts as wide as the time, so that a comparison and its count are one instruction each.
    type Count: Copy;
    /// How many can be counted before the counts must be moved.
    const MOST: usize;
    /// No count.
    const NONE: Self::Count;
    /// The time of a lane that nobody reads.
    const IDLE: Self;
    /// One more when `apart` is under the limit.
    fn count(so_far: Self::Count, apart: Self, limit: Self) -> Self::Count;
    /// The difference of two times.
    fn apart(self, other: Self) -> Self;
    /// A count as a plain number.
    fn total(count: Self::Count) -> u64;
}

macro_rules! lane {
    ($time:ty, $count:ty, $idle:expr) => {
        impl Lane for $time {
            type Count = $count;
            const MOST: usize = <$count>::MAX as usize;
            const NONE: $count = 0;
            const IDLE: $time = $idle;

            #[inline(always)]
            fn count(so_far: $count, apart: $time, limit: $time) -> $count {
                so_far.wrapping_add(<$count>::from(apart < limit))
            }

            #[inline(always)]
            fn apart(self, other: $time) -> $time {
                // Integers stay under their largest value, so nothing wraps.
                (self - other).abs()
            }

            #[inline(always)]
            fn total(count: $count) -> u64 {
                count as u64
            }
        }
    };
}

lane!(i16, i16, 0);
lane!(i32, i32, 0);
lane!(f64, i64, 0.0);

/// How many limits are counted in one pass over the pairs: as many counters as there are registers for.
const AT_ONCE: usize = 4;

/// For each limit and lane, the pairs whose times are under the limit apart. `rows` holds the times of an incident in all
/// lanes, in the order that the pairs refer to.
pub(super) fn under<T: Lane, const L: usize>(rows: &[[T; L]], close: &Close, limits: &[T]) -> Vec<[u64; L]> {
    let mut sums = Vec::with_capacity(limits.len());
    for some in limits.chunks(AT_ONCE) {
        match *some {
            [a] => sums.extend(dispatch(rows, close, [a])),
            [a, b] => sums.extend(dispatch(rows, close, [a, b])),
            [a, b, c] => sums.extend(dispatch(rows, close, [a, b, c])),
            [a, b, c, d] => sums.extend(dispatch(rows, close, [a, b, c, d])),
            _ => {}
        }
    }
    sums
}

/// With the widest vectors that the processor at hand has.
fn dispatch<T: Lane, const L: usize, const E: usize>(
    rows: &[[T; L]],
    close: &Close,
    limits: [T; E],
) -> [[u64; L]; E] {
    Arch::new().dispatch(Tally { rows, close, limits })
}

struct Tally<'a, T, const L: usize, const E: usize> {
    rows: &'a [[T; L]],
    close: &'a Close,
    limits: [T; E],
}

impl<T: Lane, const L: usize, const E: usize> WithSimd for Tally<'_, T, L, E> {
    type Output = [[u64; L]; E];

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        let mut sums = [[0; L]; E];
        let mut counts = [[T::NONE; L]; E];
        let mut room = T::MOST;
        for (own, members) in self.close.runs() {
            let own = self.rows[own];
            let mut members = members;
            while !members.is_empty() {
                let (now, later) = members.split_at(members.len().min(room));
                counts = tally(self.rows, own, now, self.limits, counts);
                room -= now.len();
                members = later;
                if room == 0 {
                    add::<T, L, E>(&mut sums, &counts);
                    counts = [[T::NONE; L]; E];
                    room = T::MOST;
                }
            }
        }
        add::<T, L, E>(&mut sums, &counts);
        sums
    }
}

#[inline(always)]
fn tally<T: Lane, const L: usize, const E: usize>(
    rows: &[[T; L]],
    own: [T; L],
    members: &[u32],
    limits: [T; E],
    mut counts: [[T::Count; L]; E],
) -> [[T::Count; L]; E] {
    for &member in members {
        let other = &rows[member as usize];
        for lane in 0..L {
            let apart = own[lane].apart(other[lane]);
            for limit in 0..E {
                counts[limit][lane] = T::count(counts[limit][lane], apart, limits[limit]);
            }
        }
    }
    counts
}

#[inline(always)]
fn add<T: Lane, const L: usize, const E: usize>(sums: &mut [[u64; L]; E], counts: &[[T::Count; L]; E]) {
    for (sums, counts) in sums.iter_mut().zip(counts) {
        for (sum, &count) in sums.iter_mut().zip(counts) {
            *sum += T::total(count);
        }
    }
}
