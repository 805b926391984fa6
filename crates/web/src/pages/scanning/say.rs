//! A candidate in words.

use commonbeat_app::scanning;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::problems::candidates::{Candidate, CandidateKind};
use jiff::civil::Time;

use crate::words::Words;

/// Name of a class of incidents.
pub fn offense(words: &Words, offense: &Offense) -> String {
    offense.key().map_or_else(|| offense.as_str().replace('-', " "), |key| words.t(&key))
}

/// What it is: a class of incidents, or what concerns are about.
pub fn what(words: &Words, candidate: &Candidate) -> String {
    match &candidate.offense {
        Some(class) => offense(words, class),
        None => {
            let kind = candidate.evidence.statistic.strip_prefix("concerns_").unwrap_or("other");
            words.maybe(&format!("concern-kind-{kind}")).unwrap_or_else(|| words.t("scanning-concerns"))
        }
    }
}

/// What and where, as a title.
pub fn title(words: &Words, candidate: &Candidate) -> String {
    let what = what(words, candidate);
    if candidate.place.is_empty() {
        return what;
    }
    words.t_args("scanning-what-where", &[("what", what), ("place", candidate.place.clone())])
}

/// How many, in how many weeks, against how many as usual.
pub fn count(words: &Words, candidate: &Candidate) -> String {
    let evidence = &candidate.evidence;
    let days = candidate.window.from.until(candidate.window.until).map_or(0, |span| span.get_days());
    let args = [
        ("count", words.number(evidence.observed as i64)),
        ("weeks", words.number((days + 3) / 7)),
        ("usual", usual(words, evidence.expected)),
    ];
    let key = if candidate.kind == CandidateKind::ConcernCluster || evidence.expected <= 0.0 {
        "scanning-count"
    } else {
        "scanning-count-usual"
    };
    words.t_args(key, &args)
}

/// How many would be usual; small numbers with a decimal.
pub fn usual(words: &Words, expected: f64) -> String {
    words.decimal(expected, usize::from(expected < 3.0))
}

/// How far above the usual, as a tag with its tone.
pub fn level(words: &Words, candidate: &Candidate) -> (String, &'static str) {
    let evidence = &candidate.evidence;
    if candidate.kind == CandidateKind::ConcernCluster {
        return (words.t("scanning-level-concerns"), "");
    }
    let times = evidence.observed as f64 / evidence.expected.max(0.1);
    if times >= 2.0 {
        (words.t("scanning-level-much"), "bad")
    } else {
        (words.t("scanning-level-more"), "warn")
    }
}

/// The busy hours and days; empty where nothing stands out.
pub fn busy(words: &Words, candidate: &Candidate) -> String {
    let found = scanning::busy(&candidate.evidence);
    let days: Vec<String> = found.days.iter().map(|day| words.t(&format!("weekday-{}", day + 1))).collect();
    let hours = found.hours.map(|(from, until)| {
        let time = |hour: usize| {
            let hour = i8::try_from(hour % 24).unwrap_or_default();
            words.time_of(Time::new(hour, 0, 0, 0).unwrap_or_default())
        };
        words.t_args("scanning-hours", &[("from", time(from)), ("until", time(until))])
    });
    match (days.is_empty(), hours) {
        (true, None) => String::new(),
        (true, Some(hours)) => words.t1("scanning-busy", "when", hours),
        (false, None) => words.t1("scanning-busy", "when", days.join(", ")),
        (false, Some(hours)) => words.t1("scanning-busy", "when", format!("{}, {hours}", days.join(", "))),
    }
}

/// The figures as first words of a problem.
pub fn statement(words: &Words, candidate: &Candidate) -> String {
    let last = candidate.window.until.yesterday().unwrap_or(candidate.window.until);
    let args = [
        ("title", title(words, candidate)),
        ("count", words.number(candidate.evidence.observed as i64)),
        ("from", words.day(candidate.window.from)),
        ("until", words.day(last)),
        ("usual", usual(words, candidate.evidence.expected)),
    ];
    let concerns = candidate.kind == CandidateKind::ConcernCluster;
    let key = if concerns { "scanning-statement-concerns" } else { "scanning-statement" };
    let busy = busy(words, candidate);
    let end = if busy.is_empty() { String::new() } else { format!(" {busy}.") };
    format!("{}{end}", words.t_args(key, &args))
}
