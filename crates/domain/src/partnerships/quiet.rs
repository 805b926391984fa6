//! Quiet hours: when somebody is not to be written to, by the clock on their wall, across changes of the clocks.

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Hours of a day in which nothing is sent; over midnight where the end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// First quiet hour, 0 to 23.
    pub from: i8,
    /// The hour at which sending may begin again, 0 to 23. The same as `from` means that no hour is quiet.
    pub until: i8,
}

impl Default for QuietHours {
    /// From nine in the evening to eight in the morning.
    fn default() -> QuietHours {
        QuietHours { from: 21, until: 8 }
    }
}

impl QuietHours {
    /// Quiet hours between two whole hours.
    pub fn new(from: i8, until: i8) -> Result<QuietHours, Refusal> {
        match (0..24).contains(&from) && (0..24).contains(&until) {
            true => Ok(QuietHours { from, until }),
            false => Err(Refusal::malformed("quiet")),
        }
    }

    /// Whether it is quiet at a time of day.
    pub fn holds(self, at: Time) -> bool {
        let hour = at.hour();
        match self.from <= self.until {
            true => (self.from..self.until).contains(&hour),
            false => hour >= self.from || hour < self.until,
        }
    }

    /// The first moment from `now` on at which somebody in this zone may be written to: `now` itself outside of quiet
    /// hours. An hour that comes twice is quiet twice.
    pub fn next(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let mut at = now;
        // Clock changes move the end by an hour or so; each round lands at the next end. Zones that skip it or have it
        // twice need one round more.
        for _ in 0..8 {
            let local = at.to_zoned(zone.clone());
            if !self.holds(local.time()) {
                return at;
            }
            let day = match local.time().hour() >= self.until {
                true => local.date().saturating_add(1.day()),
                false => local.date(),
            };
            let end = day.to_datetime(time(self.until, 0, 0, 0)).to_zoned(zone.clone());
            at = match end.map(|end| end.timestamp()) {
                Ok(end) if end > at => end,
                _ => at.saturating_add(15.minutes()).unwrap_or(at),
            };
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones with changes by a whole hour, by half an hour, at midnight, by a whole day, and without any.
    const ZONES: [&str; 8] = [
        "America/Chicago",
        "America/New_York",
        "America/Phoenix",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Europe/London",
        "Pacific/Apia",
        "Asia/Kathmandu",
    ];

    /// Numbers that look drawn by lot and are the same on every machine (SplitMix64).
    struct Draw(u64);

    impl Draw {
        fn next(&mut self, below: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % below
        }
    }

    #[test]
    fn quiet_hours_in_a_million_cases_nothing_is_sent_in_them_and_nothing_waits_longer_than_it_must() {
        let zones: Vec<_> = ZONES.iter().map(|name| TimeZone::get(name).unwrap()).collect();
        let mut draw = Draw(7);
        let begin = 1_262_304_000; // 2010: Apia skipped a day in 2011.
        for case in 0..1_000_000 {
            let zone = &zones[usize::try_from(draw.next(8)).unwrap()];
            let hour = |draw: &mut Draw| i8::try_from(draw.next(24)).unwrap();
            let quiet = QuietHours::new(hour(&mut draw), hour(&mut draw)).unwrap();
            // A third of the cases lies within two days of a change of the clocks.
            let mut now =
                Timestamp::from_second(begin + i64::try_from(draw.next(630_000_000)).unwrap()).unwrap();
            if draw.next(3) == 0
                && let Some(change) = zone.following(now).next()
            {
                let off = i64::try_from(draw.next(4 * 86_400)).unwrap() - 2 * 86_400;
                now = change.timestamp().saturating_add(off.seconds()).unwrap();
            }
            let sent = quiet.next(now, zone);
            let local = sent.to_zoned(zone.clone());
            assert!(sent >= now && !quiet.holds(local.time()), "{quiet:?} {now} {local}");
            // Where the one hour that is not quiet is skipped, the day after has the next.
            assert!(sent.duration_since(now).as_secs() <= 49 * 3_600, "{quiet:?} {now} {local}");
            if case % 500 == 0 {
                let mut before = now;
                while before < sent {
                    assert!(quiet.holds(before.to_zoned(zone.clone()).time()), "{quiet:?} {now} {before}");
                    before = before.saturating_add(15.minutes()).unwrap();
                }
            }
        }
    }

    #[test]
    fn quiet_hours_end_when_the_wall_clock_says_so_across_changes_of_the_clocks() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let quiet = QuietHours::default();
        for (now, sent) in [
            ("2026-02-16T18:00:00Z", "2026-02-16T18:00:00Z"),
            ("2026-02-17T03:00:00Z", "2026-02-17T14:00:00Z"),
            // Spring: the night is an hour shorter. Autumn: an hour longer.
            ("2026-03-08T04:00:00Z", "2026-03-08T13:00:00Z"),
            ("2026-11-01T03:00:00Z", "2026-11-01T14:00:00Z"),
        ] {
            let at: Timestamp = now.parse().unwrap();
            assert_eq!(quiet.next(at, &zone).to_string(), sent);
        }
        assert!(!QuietHours::new(7, 7).unwrap().holds(time(7, 30, 0, 0)), "no hour is quiet");
        assert!(QuietHours::new(24, 7).is_err());
    }
}
