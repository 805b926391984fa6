//! What is due when. The answer holds without being worked out again: the day by which something more is needed moves
//! only with a course, a rule or an excuse, not with the days that pass.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attended, Part, Requirement, Rule, days_on, in_force, months_on};
use crate::problems::named::named;

named! {
    /// How a requirement stands on a day.
    State, "state" {
        /// Nothing more is needed, now or later.
        Done = "done",
        /// Something is needed by a day that is more than 90 days off.
        Later = "later",
        /// It is needed within 90 days.
        Soon = "soon",
        /// Its day has passed, and the grace has not.
        Grace = "grace",
        /// Day and grace have passed.
        Overdue = "overdue",
    }
}

/// Days before its day from which on a requirement is called near.
pub const SOON: i64 = 90;

named! {
    /// Of what kind an excuse is.
    ExcuseKind, "excuse_kind" {
        /// Away: illness, parents' leave, military service.
        Leave = "leave",
        /// The post or rank need not do it.
        Exemption = "exemption",
        /// The board let it pass this time.
        Waiver = "waiver",
    }
}

/// Why somebody need not do it for a while: leave, an exemption of the post, a waiver of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excuse {
    /// Key of the requirement.
    pub key: String,
    /// Of what kind it is.
    pub kind: ExcuseKind,
    /// Last day on which it holds.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Last day by which something more is needed; none where nothing is.
    pub on: Option<Date>,
    /// Last day that is let pass.
    pub grace: Option<Date>,
    /// Minutes that are missing for it, part by part.
    pub missing: Vec<u32>,
}

impl Due {
    /// How it stands on a day.
    pub fn state(&self, today: Date) -> State {
        match (self.on, self.grace) {
            (None, _) => State::Done,
            (Some(on), _) if days_on(today, SOON) < on => State::Later,
            (Some(on), _) if today <= on => State::Soon,
            (_, Some(grace)) if today <= grace => State::Grace,
            _ => State::Overdue,
        }
    }
}

/// What is due of a requirement for somebody who began on `start`. `versions` are all versions of the one requirement;
/// `attended` is what the person attended, in any order.
pub fn due(
    versions: &[Requirement],
    start: Date,
    attended: &[Attended],
    excuses: &[Excuse],
    today: Date,
) -> Option<Due> {
    let now = in_force(versions, today).or_else(|| versions.iter().min_by_key(|v| v.from))?;
    let mut courses: Vec<&Attended> = attended.iter().filter(|a| a.day <= today).collect();
    courses.sort_by_key(|a| a.day);
    let (on, missing) = match now.rule {
        Rule::Cycle { anchor, months } => cycle(versions, (anchor, months), start, &courses, today),
        Rule::Rolling { months } => rolling(now, months, start, &courses, today),
        Rule::Once { within_days } => once(now, within_days, start, &courses),
    };
    let excused = excuses.iter().filter(|e| e.key == now.key).map(|e| e.until).max();
    let on = on.map(|on| excused.map_or(on, |until| on.max(until)));
    Some(Due { grace: on.map(|on| days_on(on, i64::from(now.grace_days))), on, missing })
}

/// Minutes of each part that are missing among some courses.
fn missing(parts: &[Part], courses: &[&Attended]) -> Vec<u32> {
    let have = |part: &Part| courses.iter().filter(|a| part.takes(a)).map(|a| a.minutes).sum::<u32>();
    parts.iter().map(|part| part.minutes.saturating_sub(have(part))).collect()
}

fn met(missing: &[u32]) -> bool {
    missing.iter().all(|m| *m == 0)
}

/// First day of the window that holds a day.
pub(super) fn window(anchor: Date, months: u32, day: Date) -> Date {
    let months = i64::from(months.max(1));
    let apart = i64::from(day.year() - anchor.year()) * 12 + i64::from(day.month() - anchor.month());
    let mut n = apart.div_euclid(months);
    // The day within the month decides at the edge; an anchor on the 31st is clamped in shorter months.
    while months_on(anchor, n * months) > day {
        n -= 1;
    }
    while months_on(anchor, (n + 1) * months) <= day {
        n += 1;
    }
    months_on(anchor, n * months)
}

/// Window by window from the first that the person is held to. A window that was not met is made up for by what comes after
/// it, and that no longer counts for the next.
fn cycle(
    versions: &[Requirement],
    (anchor, months): (Date, u32),
    start: Date,
    courses: &[&Attended],
    today: Date,
) -> (Option<Date>, Vec<u32>) {
    let first = versions.iter().map(|v| v.from).min().unwrap_or(start).max(start);
    let mut from = window(anchor, months, first);
    // Who begins within a window is held to the next one.
    if from < first {
        from = next(anchor, months, from);
    }
    let mut counted = from;
    loop {
        let until = next(anchor, months, from);
        let parts = in_force(versions, from).map(|v| v.parts.as_slice()).unwrap_or_default();
        let within: Vec<&Attended> =
            courses.iter().copied().filter(|a| counted <= a.day && a.day < until).collect();
        let lacks = missing(parts, &within);
        let last = until.yesterday().unwrap_or(until);
        if met(&lacks) {
            if from > today || until == Date::MAX {
                return (Some(last), lacks);
            }
            counted = counted.max(until);
        } else if until > today {
            return (Some(last), lacks);
        } else {
            let mut made_up = within;
            let mut day = None;
            for course in courses.iter().copied().filter(|a| a.day >= until.max(counted)) {
                made_up.push(course);
                if met(&missing(parts, &made_up)) {
                    day = Some(course.day);
                    break;
                }
            }
            match day {
                Some(day) => counted = days_on(day, 1),
                None => return (Some(last), missing(parts, &made_up)),
            }
        }
        from = until;
    }
}

fn next(anchor: Date, months: u32, from: Date) -> Date {
    // Counted from the anchor, so that a clamped day does not drift.
    let step = i64::from(months.max(1));
    let apart = i64::from(from.year() - anchor.year()) * 12 + i64::from(from.month() - anchor.month());
    months_on(anchor, (apart.div_euclid(step) + 1) * step)
}

/// The last day on which a part is still held, worked out on a day; none where it is not held then.
fn held_until(part: &Part, months: u32, courses: &[&Attended], on: Date) -> Option<Date> {
    let mut minutes = 0u32;
    for course in courses.iter().rev().filter(|a| a.day <= on && part.takes(a)) {
        let ends = months_on(course.day, i64::from(months)).yesterday().ok()?;
        if ends < on {
            break;
        }
        minutes = minutes.saturating_add(course.minutes);
        if minutes >= part.minutes {
            return Some(ends);
        }
    }
    None
}

fn rolling(
    rule: &Requirement,
    months: u32,
    start: Date,
    courses: &[&Attended],
    today: Date,
) -> (Option<Date>, Vec<u32>) {
    let term = months_on(start.max(rule.from), i64::from(months));
    let last = |part: &Part| {
        let held = held_until(part, months, courses, today);
        // Lapsed: the last day on which it was held; each course is a day on which that may have changed.
        let before = || courses.iter().filter_map(|a| held_until(part, months, courses, a.day)).max();
        // For the first time, a whole term from the beginning is given.
        held.or_else(before).map_or(term, |on| on.max(term))
    };
    let on = rule.parts.iter().map(last).min();
    let holds = |a: &&Attended| months_on(a.day, i64::from(months)) > today;
    let recent: Vec<&Attended> = courses.iter().copied().filter(holds).collect();
    (on, missing(&rule.parts, &recent))
}

fn once(
    rule: &Requirement,
    within_days: u32,
    start: Date,
    courses: &[&Attended],
) -> (Option<Date>, Vec<u32>) {
    let lacks = missing(&rule.parts, courses);
    let on = days_on(start.max(rule.from), i64::from(within_days));
    (if met(&lacks) { None } else { Some(on) }, lacks)
}
