//! When: which columns tell it, and how they write it.

use super::Part;
use super::sample::{Col, Sample};
use crate::incidents::Settings;
use crate::incidents::clock::clock;
use crate::incidents::spell::{DateFormat, Precision};

/// Ways to write a day; `{m}/{d}` stands for both orders.
const DAYS: [&str; 12] = [
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%m%d%Y",
    "%d-%b-%Y", "%m/%d/%y", "%d/%m/%y",
];

/// Ways to write the time of day behind it.
const HOURS: [&str; 12] = [
    "",
    " %H:%M:%S",
    " %H:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
    "T%H:%M:%S",
    "T%H:%M:%S%.f",
    "T%H:%M:%S%:z",
    "T%H:%M:%SZ",
    " %H:%M:%S%.f",
    " %H%M",
    "T%H:%M",
];

/// Ways to write a moment or month that are no day with a time behind it.
const OTHERS: [&str; 4] = ["%Y-%m", "%m/%Y", "%a %b %d %H:%M:%S %Y", "%Y-%m-%d %H:%M:%S%:z"];

/// Values of a column that formats are tried on, spread over the sample.
const LOOKED_AT: usize = 300;

/// Share of the values that must be read.
const MOST: f64 = 0.97;

/// A column of dates.
struct Dates<'a> {
    column: &'a Col,
    formats: Vec<String>,
    precision: Precision,
    /// Another order of day and month reads them as well.
    other_order: bool,
}

/// What one of the times is made of.
struct Chosen<'a> {
    columns: Vec<&'a Col>,
    clock: Option<&'a Col>,
    formats: Vec<String>,
    other_order: bool,
}

/// The section on times; nothing where no column looks like a date.
pub(super) fn times(sample: &Sample, settings: &Settings) -> Option<Part> {
    let all = formats(settings);
    let dates: Vec<Dates<'_>> = sample.columns.iter().filter_map(|c| dates(c, &all)).collect();
    let occurred = match best(&dates, occurred_score) {
        Some(found) => with_clock(found, sample),
        None => in_parts(sample)?,
    };
    let mut part = Part::default();
    let others: Vec<&Dates<'_>> =
        dates.iter().filter(|d| occurred.columns.iter().all(|c| c.at != d.column.at)).collect();
    let chosen = |score: fn(&Col) -> i32| {
        let found = others.iter().copied().filter(|d| score(d.column) > 0);
        found.max_by_key(|d| score(d.column)).map(|d| with_clock(d, sample))
    };
    let (until, reported) = (chosen(until_score), chosen(reported_score));
    part.line("[time]");
    if occurred.formats.iter().any(|f| f.ends_with("%SZ")) {
        part.because("utc", "Times end in Z: they are UTC.", []);
        part.line("zone = \"UTC\"");
    } else {
        part.because("local", "Times are taken as the agency's own local time.", []);
        part.line("zone = \"agency\"");
    }
    let blank = sample.rows - occurred.columns[0].values.len();
    if blank > 0 && reported.is_some() {
        part.because(
            "blank-time",
            format!("{blank} rows do not say when it happened: they are known to the day of the report."),
            [("n", blank.to_string())],
        );
        part.line("blank = \"reported\"");
    }
    write(&mut part, "occurred", &occurred);
    for (key, chosen) in [("until", until), ("reported", reported)] {
        if let Some(chosen) = chosen {
            write(&mut part, key, &chosen);
        }
    }
    Some(part)
}

/// All formats, with the order of day and month usual in the agency's zone first.
fn formats(settings: &Settings) -> Vec<DateFormat> {
    let american =
        settings.zone.iana_name().is_none_or(|zone| zone.starts_with("America/") || zone.starts_with("US/"));
    let mut days: Vec<&str> = DAYS.to_vec();
    days.sort_by_key(|d| d.starts_with("%d/") == american && d.contains('/'));
    let joined = days.iter().flat_map(|day| HOURS.iter().map(move |hour| format!("{day}{hour}")));
    joined.chain(OTHERS.map(str::to_owned)).filter_map(|f| DateFormat::try_from(f).ok()).collect()
}

/// The formats that read a column, at most three, if they read nearly all of it.
fn dates<'a>(column: &'a Col, all: &[DateFormat]) -> Option<Dates<'a>> {
    let digits = |v: &str| v.bytes().filter(u8::is_ascii_digit).count() >= 5;
    if column.values.is_empty() || column.share(digits) < MOST {
        return None;
    }
    let step = column.values.len().div_ceil(LOOKED_AT);
    let looked_at: Vec<&str> = column.values.iter().step_by(step).map(String::as_str).collect();
    let mut left = looked_at.clone();
    let mut chosen: Vec<&DateFormat> = Vec::new();
    let count = |left: &[&str], format: &DateFormat| left.iter().filter(|v| reads(format, v)).count();
    let total = left.len();
    while chosen.len() < 3 && (left.len() as f64) > (1.0 - MOST) * total as f64 {
        let mut best: Option<(usize, &DateFormat)> = None;
        for format in all {
            // The first of equals stays: it is the more usual one.
            let n = count(&left, format);
            if n > best.map_or(0, |(most, _)| most) {
                best = Some((n, format));
            }
        }
        let (_, format) = best?;
        left.retain(|v| !reads(format, v));
        chosen.push(format);
    }
    if left.len() as f64 > (1.0 - MOST) * total as f64 {
        return None;
    }
    let first = chosen[0];
    let turned = all.iter().find(|f| f.as_str() == turned(first.as_str()));
    let other_order = turned.is_some_and(|f| f.as_str() != first.as_str() && count(&looked_at, f) == total);
    let formats = chosen.iter().map(|f| f.as_str().to_owned()).collect();
    let precision = chosen.iter().map(|f| f.precision()).min()?;
    Some(Dates { column, formats, precision, other_order })
}

/// Whether a format reads a value as a year that a record may have.
fn reads(format: &DateFormat, value: &str) -> bool {
    jiff::fmt::strtime::BrokenDownTime::parse(format.as_str(), value)
        .is_ok_and(|t| t.year().is_none_or(|y| (1950..=2100).contains(&y)))
}

/// The same format with day and month in the other order.
fn turned(format: &str) -> String {
    format.replace("%m", "\0").replace("%d", "%m").replace('\0', "%d")
}

fn best<'a, 'b>(dates: &'b [Dates<'a>], score: impl Fn(&Dates<'a>) -> i32) -> Option<&'b Dates<'a>> {
    dates.iter().enumerate().max_by_key(|(i, d)| (score(d), std::cmp::Reverse(*i))).map(|(_, d)| d)
}

/// How much a column of dates looks like the time at which it happened.
fn occurred_score(dates: &Dates<'_>) -> i32 {
    let c = dates.column;
    let mut score = 0;
    score += 12 * i32::from(c.called(&["occ*", "happened"]));
    score += 8 * i32::from(c.called(&["from", "fr", "start*", "begin*", "first"]));
    score += 4 * i32::from(c.called(&["incident", "offense", "offence", "crime", "call", "event", "queued"]));
    score += 2 * i32::from(c.called(&["date*", "time*", "dt", "fecha", "month", "when"]));
    score += 2 * i32::from(dates.precision == Precision::Moment);
    score -= 12 * i32::from(until_score(c) > 0);
    score -= 10 * i32::from(reported_score(c) > 0);
    score -= 14
        * i32::from(c.called(&[
            "update*", "modified", "clear*", "close*", "arrest*", "birth", "dob", "export*", "load*",
            "arriv*",
        ]));
    score
}

fn until_score(column: &Col) -> i32 {
    i32::from(column.called(&["end*", "to", "last", "until", "thru", "through", "poss", "possible"]))
}

fn reported_score(column: &Col) -> i32 {
    2 * i32::from(column.called(&["report*", "rpt*", "rptd"]))
        + i32::from(column.called(&["received", "created", "create", "entry", "entered"]))
}

/// A day with the column that tells its time of day, where there is one.
fn with_clock<'a>(dates: &Dates<'a>, sample: &'a Sample) -> Chosen<'a> {
    let plain = Chosen {
        columns: vec![dates.column],
        clock: None,
        formats: dates.formats.clone(),
        other_order: dates.other_order,
    };
    let without_hour = dates
        .column
        .share(|v| v.ends_with(" 00:00") || v.ends_with("12:00:00 AM") || v.ends_with(" 00:00:00"))
        > 0.95;
    if dates.precision != Precision::Day && !without_hour {
        return plain;
    }
    let like = |c: &&Col| {
        c.at != dates.column.at
            && !c.values.is_empty()
            && (c.called(&["time*", "hour*", "tm", "hhmm"])
                || is_beside(c, dates.column)
                || c.name.is_empty() && c.at == dates.column.at + 1)
            && c.share(|v| clock(v).is_some()) >= MOST
    };
    let shared = |c: &Col| c.words.iter().filter(|w| dates.column.words.contains(w)).count();
    let clocks = sample.columns.iter().filter(like);
    let Some(clock) = clocks.max_by_key(|c| (shared(c), std::cmp::Reverse(c.at.abs_diff(dates.column.at))))
    else {
        return plain;
    };
    // A clock that shares a word with another date, such as "end", belongs to that one.
    let foreign = sample.columns.iter().any(|c| {
        c.at != dates.column.at
            && c.at != clock.at
            && !c.called(&["time*", "tm", "hour*"])
            && c.words.iter().filter(|w| clock.words.contains(w)).count() > shared(clock)
    });
    if foreign {
        return plain;
    }
    Chosen { clock: Some(clock), formats: dates.formats.iter().map(|f| day_alone(f)).collect(), ..plain }
}

/// Whether a column stands beside a date, shares a word of its name, and has values such as 0745 or 7:45.
fn is_beside(column: &Col, date: &Col) -> bool {
    let clocklike = |v: &str| v.contains(':') || (3..=4).contains(&v.len());
    column.at.abs_diff(date.at) == 1
        && column.words.iter().any(|w| date.words.contains(w))
        && column.share(clocklike) >= MOST
}

/// A format that reads the meaningless midnight behind a day as what it is.
fn day_alone(format: &str) -> String {
    format.replace("%I:%M:%S %p", "12:00:00 AM").replace("%H:%M:%S", "00:00:00").replace("%H:%M", "00:00")
}

/// A date in columns of its own for year, month, day and perhaps hour and minute.
fn in_parts(sample: &Sample) -> Option<Chosen<'_>> {
    let named = |names: &[&str]| sample.columns.iter().find(|c| c.called(names));
    let year = named(&["year", "yr"])?;
    let month = named(&["month", "mo"])?;
    let mut columns = vec![year, month];
    let mut format = "%Y %m".to_owned();
    for (names, directive) in [(["day", "dy"], " %d"), (["hour", "hr"], " %H"), (["minute", "min"], " %M")] {
        let Some(column) = named(&names).filter(|c| c.share(|v| v.parse::<u8>().is_ok()) >= MOST) else {
            break;
        };
        columns.push(column);
        format.push_str(directive);
    }
    let years = |v: &str| v.parse::<u16>().is_ok_and(|y| (1950..=2100).contains(&y));
    let months = |v: &str| v.parse::<u8>().is_ok_and(|m| (1..=12).contains(&m));
    let fits = year.share(years) >= MOST && month.share(months) >= MOST;
    fits.then(|| Chosen { columns, clock: None, formats: vec![format], other_order: false })
}

fn write(part: &mut Part, key: &str, chosen: &Chosen<'_>) {
    let names: Vec<String> = chosen.columns.iter().map(|c| c.named()).collect();
    let (what, why) = match key {
        "occurred" => ("tells when it happened", "occurred"),
        "until" => ("tells until when", "until"),
        _ => ("tells when it was reported", "reported"),
    };
    let examples: Vec<&str> = chosen.columns.iter().map(|c| c.example()).collect();
    let (columns, example) = (names.join(", "), super::quoted(&examples.join(" ")));
    part.line(format!("\n# {columns} {what}, as in {example}."));
    part.because(
        why,
        format!("{columns} {what}, as in {example}."),
        [("columns", columns.clone()), ("example", example.clone())],
    );
    if chosen.other_order {
        let why = "Day and month could also stand the other way round: look at the first rows.";
        part.line(format!("# {why}"));
        part.because("other-order", why, []);
    }
    part.line(format!("[time.{key}]"));
    part.line(format!("columns = [{}]", names.join(", ")));
    if let Some(clock) = chosen.clock {
        part.because("clock", format!("{} has the time of day.", clock.named()), [("column", clock.named())]);
        part.line(format!("clock = {}", clock.named()));
    }
    let formats: Vec<String> = chosen.formats.iter().map(|f| super::quoted(f)).collect();
    part.line(format!("formats = [{}]", formats.join(", ")));
}
