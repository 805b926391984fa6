//! Times of day as agencies write them, and hours past 24.

use jiff::civil::Time;

/// A time of day and how many days it lies past the day it was written for.
pub(super) type Clock = (i8, Time);

/// Reads `H:MM`, `H:MM:SS` (also with AM or PM), `HMM`, `HHMM`, `HMMSS`, `HHMMSS`; hours up to 47.
pub(super) fn clock(text: &str) -> Option<Clock> {
    let (text, half) = halves(text.trim());
    let text = text.trim_end();
    let (hour, minute, second) = if text.contains([':', '.']) { marked(text)? } else { number(text)? };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
    };
    let days = i8::try_from(hour / 24).ok().filter(|d| *d < 2)?;
    Some((days, Time::new(i8::try_from(hour % 24).ok()?, minute, second, 0).ok()?))
}

/// The text without AM or PM, and whether it was PM.
fn halves(text: &str) -> (&str, Option<bool>) {
    let upper = text.to_ascii_uppercase();
    for (end, pm) in [("AM", false), ("A.M.", false), ("PM", true), ("P.M.", true)] {
        if upper.ends_with(end) {
            return (&text[..text.len() - end.len()], Some(pm));
        }
    }
    (text, None)
}

fn marked(text: &str) -> Option<(u16, i8, i8)> {
    let mut parts = text.splitn(3, [':', '.']);
    let hour = digits(parts.next()?)?;
    let minute = parts.next().filter(|m| m.len() == 2)?;
    // A fraction of a second says nothing here.
    let second = parts.next().map(|s| s.split('.').next().unwrap_or(s)).unwrap_or("0");
    Some((hour, digits(minute)?.try_into().ok()?, digits(second)?.try_into().ok()?))
}

fn number(text: &str) -> Option<(u16, i8, i8)> {
    let n: u32 = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())??;
    let part = |n: u32| i8::try_from(n % 100).ok();
    let (hour, minute, second) = match text.len() {
        1..=4 => (n / 100, part(n)?, 0),
        5 | 6 => (n / 10_000, part(n / 100)?, part(n)?),
        _ => return None,
    };
    Some((u16::try_from(hour).ok()?, minute, second))
}

fn digits(text: &str) -> Option<u16> {
    (text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The same text with an hour from 24 to 47 written as the hour of the next day; nothing if it has none.
pub(super) fn past_24(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let two = |i: usize| Some(bytes.get(i..i + 2)?).filter(|d| d.iter().all(u8::is_ascii_digit));
    let (at, hour) = (0..bytes.len()).find_map(|i| {
        let alone = i == 0 || !bytes[i - 1].is_ascii_digit() && bytes[i - 1] != b':';
        let hour = two(i).filter(|_| alone && bytes.get(i + 2) == Some(&b':') && two(i + 3).is_some())?;
        let hour = (hour[0] - b'0') * 10 + (hour[1] - b'0');
        (24..48).contains(&hour).then_some((i, hour))
    })?;
    Some(format!("{}{:02}{}", &text[..at], hour - 24, &text[at + 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_in_the_ways_agencies_write_them() {
        for (text, days, hour, minute, second) in [
            ("0330", 0, 3, 30, 0),
            ("330", 0, 3, 30, 0),
            ("5", 0, 0, 5, 0),
            ("0001", 0, 0, 1, 0),
            ("2400", 1, 0, 0, 0),
            ("2510", 1, 1, 10, 0),
            ("003837", 0, 0, 38, 37),
            ("93837", 0, 9, 38, 37),
            ("7:45:00", 0, 7, 45, 0),
            ("23:59", 0, 23, 59, 0),
            ("24:00", 1, 0, 0, 0),
            ("12:05 AM", 0, 0, 5, 0),
            ("12:05:09 p.m.", 0, 12, 5, 9),
            ("1:30PM", 0, 13, 30, 0),
            ("08.15", 0, 8, 15, 0),
            ("10:00:00.000", 0, 10, 0, 0),
        ] {
            assert_eq!(clock(text), Some((days, Time::constant(hour, minute, second, 0))), "{text}");
        }
        for text in [
            "", "x", "2360", "99", "48:00", "13:00 PM", "0:30 AM", "1:3", "-1:00", "1234567", "12:60", "noon",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_past_24_is_written_as_one_of_the_next_day() {
        assert_eq!(past_24("05/01/2019 24:00").as_deref(), Some("05/01/2019 00:00"));
        assert_eq!(past_24("2019-05-31 25:10:59").as_deref(), Some("2019-05-31 01:10:59"));
        for text in ["2019-05-31 23:10", "24", "10:24:30", "48:00", "", "\u{e9}24:0"] {
            assert_eq!(past_24(text), None, "{text}");
        }
    }
}
