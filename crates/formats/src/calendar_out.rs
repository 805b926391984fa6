//! iCalendar (RFC 5545) that goes out: events at fixed moments, lines folded at 75 octets, texts escaped.

use std::fmt::Write;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEvent {
    /// Stays the same for the life of the event, whatever changes.
    pub uid: String,
    /// Grows with each change.
    pub sequence: i64,
    /// When it last changed.
    pub changed: Timestamp,
    /// When it begins.
    pub begins: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// What it is called.
    pub summary: String,
    /// More about it; may be empty.
    pub description: String,
    /// Where; may be empty.
    pub location: String,
    /// Where to read more.
    pub url: String,
    /// Whether it does not take place.
    pub cancelled: bool,
}

/// What lasts longer does not fill the days of those who take part in it.
const BUSY: SignedDuration = SignedDuration::from_hours(24);

/// A calendar of events. Moments go out in UTC, so that no reader needs to know the agency's rules of daylight saving.
pub fn calendar(name: &str, events: &[CalendarEvent]) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, name, value);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Commonbeat//Community calendar//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(name));
    for event in events {
        line("BEGIN", "VEVENT");
        line("UID", &escaped(&event.uid));
        line("SEQUENCE", &event.sequence.to_string());
        line("DTSTAMP", &utc(event.changed));
        line("LAST-MODIFIED", &utc(event.changed));
        line("DTSTART", &utc(event.begins));
        line("DTEND", &utc(event.ends));
        line("SUMMARY", &escaped(&event.summary));
        for (name, value) in [("DESCRIPTION", &event.description), ("LOCATION", &event.location)] {
            if !value.is_empty() {
                line(name, &escaped(value));
            }
        }
        line("URL", &event.url);
        if event.ends.duration_since(event.begins) > BUSY {
            line("TRANSP", "TRANSPARENT");
        }
        line("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as RFC 5545 (3.3.11) writes it; what is a control character is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A content line, folded so that no piece is longer than 75 octets and no character is cut.
fn fold(out: &mut String, name: &str, value: &str) {
    let mut line = String::new();
    // Writing into a string cannot fail.
    let _ = write!(line, "{name}:{value}");
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> CalendarEvent {
        CalendarEvent {
            uid: "a@b".into(),
            sequence: 2,
            changed: "2026-03-01T12:00:00Z".parse().unwrap(),
            begins: "2026-03-13T00:00:00Z".parse().unwrap(),
            ends: "2026-03-13T02:00:00Z".parse().unwrap(),
            summary: "Reunión: luces, cruces; \\ y más\nsegunda línea\u{7}".into(),
            description: "ñ".repeat(80),
            location: String::new(),
            url: "https://example.org/e".into(),
            cancelled: true,
        }
    }

    #[test]
    fn texts_are_escaped_and_no_line_is_longer_than_75_octets() {
        let text = calendar("Millbrook, community", &[event()]);
        assert!(text.contains("SUMMARY:Reunión: luces\\, cruces\\; \\\\ y más\\nsegunda línea\r\n"));
        assert!(text.contains("DTSTART:20260313T000000Z\r\n") && text.contains("STATUS:CANCELLED\r\n"));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "lines end with CR LF and nothing else");
    }
}
