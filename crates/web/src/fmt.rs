//! Dates, times and numbers as readers in the United States write them, in English and in Spanish.
//!
//! Thin rules on purpose. Spanish follows the usage of the United States: comma for thousands, point for decimals.

use commonbeat_domain::text::Language;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::words::Words;

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

fn month_name(language: Language, month: i8) -> &'static str {
    let names = match language {
        Language::En => &MONTHS_EN,
        Language::Es => &MONTHS_ES,
    };
    names[(month - 1) as usize]
}

/// First three letters of a month's name, in the reader's language; `month` from 1 to 12.
pub fn month_short(language: Language, month: i8) -> &'static str {
    &month_name(language, month)[..3]
}

/// A day: "Mar 16, 2026", "16 mar 2026".
pub fn date(language: Language, day: Date) -> String {
    let month = month_short(language, day.month());
    match language {
        Language::En => format!("{month} {}, {}", day.day(), day.year()),
        Language::Es => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// A month: "March 2026", "marzo de 2026".
pub fn month(language: Language, day: Date) -> String {
    let month = month_name(language, day.month());
    match language {
        Language::En => format!("{month} {}", day.year()),
        Language::Es => format!("{month} de {}", day.year()),
    }
}

/// A time of day: "9:05 PM", "9:05 p. m.".
pub fn time(language: Language, time: Time) -> String {
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let half = match (language, time.hour() < 12) {
        (Language::En, true) => "AM",
        (Language::En, false) => "PM",
        (Language::Es, true) => "a.\u{a0}m.",
        (Language::Es, false) => "p.\u{a0}m.",
    };
    format!("{hour}:{:02}\u{a0}{half}", time.minute())
}

/// A whole number: "12,345".
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        grouped.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with decimals: "1,234.5".
pub fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let nothing = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !nothing { "\u{2212}" } else { "" };
    let whole = whole.parse().map(number).unwrap_or_else(|_| whole.to_owned());
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// A share as percent: "38%", "38 %".
pub fn percent(language: Language, share: f64) -> String {
    let figure = decimal(share * 100.0, 0);
    match language {
        Language::En => format!("{figure}%"),
        Language::Es => format!("{figure}\u{a0}%"),
    }
}

/// How long ago, or in how long; the day itself when it is more than a month away.
pub fn ago(words: &Words, at: Timestamp) -> String {
    let seconds = words.now.as_second() - at.as_second();
    let days = i64::from((words.today() - at.to_zoned(words.zone.clone()).date()).get_days());
    let minutes = seconds.abs() / 60;
    match (days.abs(), minutes) {
        (_, 0) => words.t("ago-now"),
        (0, 1..60) if seconds > 0 => words.t_n("ago-minutes", minutes as u64),
        (0, _) if seconds > 0 => words.t_n("ago-hours", (minutes / 60).max(1) as u64),
        (0, 1..60) => words.t_n("in-minutes", minutes as u64),
        (0, _) => words.t_n("in-hours", (minutes / 60).max(1) as u64),
        (1..=31, _) if days > 0 => words.t_n("ago-days", days as u64),
        (1..=31, _) => words.t_n("in-days", days.unsigned_abs()),
        _ => words.date(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn words(language: Language) -> Words {
        Words {
            language,
            zone: TimeZone::get("America/Chicago").unwrap(),
            now: "2026-03-16T18:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn numbers_have_their_thousands_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(number(-1200), "\u{2212}1,200");
        assert_eq!(decimal(1234.56, 1), "1,234.6");
        assert_eq!(decimal(-0.04, 1), "0.0");
    }

    #[test]
    fn a_day_is_written_as_its_reader_writes_it() {
        let at: Timestamp = "2026-03-17T03:05:00Z".parse().unwrap();
        assert_eq!(words(Language::En).moment(at), "Mar 16, 2026, 10:05\u{a0}PM");
        assert_eq!(words(Language::Es).date(at), "16 mar 2026");
        assert_eq!(words(Language::Es).percent(0.384), "38\u{a0}%");
    }

    #[test]
    fn distance_in_time_counts_days_of_the_calendar() {
        let en = words(Language::En);
        let ago = |text: &str| en.ago(text.parse::<Timestamp>().unwrap());
        assert_eq!(ago("2026-03-16T17:59:40Z"), "just now");
        assert_eq!(ago("2026-03-16T17:10:00Z"), "50 minutes ago");
        assert_eq!(ago("2026-03-16T15:00:00Z"), "3 hours ago");
        assert_eq!(ago("2026-03-16T03:00:00Z"), "yesterday");
        assert_eq!(ago("2026-03-20T18:00:00Z"), "in 4 days");
        assert_eq!(ago("2025-03-20T18:00:00Z"), "Mar 20, 2025");
    }
}
