//! What an assessment looks at beside the counts: how it was carried out, what else could explain the change, where the
//! problem went, what people say, what it did to whom; and how it is watched after closing.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::problems::named::named;

named! {
    /// What else could explain a change.
    Rival, "rivals_by_kind" {
        /// Another operation at the same time.
        Operation = "operation",
        /// It was falling or rising anyway.
        Trend = "trend",
        /// The season.
        Season = "season",
        /// It fell before the response began.
        Anticipation = "anticipation",
        /// It is recorded differently.
        Recording = "recording",
        /// An extreme that would have come back to the usual.
        Regression = "regression",
    }
}

named! {
    /// What came of looking for it.
    Looked, "rivals_by_kind" {
        /// It cannot explain it.
        RuledOut = "ruled-out",
        /// It may explain part of it.
        Possible = "possible",
        /// Not looked for.
        NotExamined = "not-examined",
    }
}

named! {
    /// Six ways in which a problem moves.
    Shift, "moves_by_kind" {
        /// To other places.
        Place = "place",
        /// To other times.
        Time = "time",
        /// To other targets.
        Target = "target",
        /// To other ways of doing it.
        Tactic = "tactic",
        /// To other kinds of events.
        Type = "type",
        /// To other people who do it.
        Offender = "offender",
    }
}

named! {
    /// What was seen of it.
    Seen, "moves_by_kind" {
        /// Looked for, none seen.
        NoneSeen = "none-seen",
        /// Part of it moved.
        Seen = "seen",
        /// Benefits spread.
        Diffusion = "diffusion",
        /// Not looked for.
        NotExamined = "not-examined",
    }
}

named! {
    /// Who says it.
    Voice, "voices" {
        /// Residents.
        Resident = "resident",
        /// People who were harmed.
        Victim = "victim",
        /// Businesses.
        Business = "business",
        /// Partners.
        Partner = "partner",
        /// Officers.
        Officer = "officer",
    }
}

named! {
    /// How far an objective was reached.
    Attained, "attainment" {
        /// Reached.
        Met = "met",
        /// In part.
        Partly = "partly",
        /// Not reached.
        Not = "not",
        /// It cannot be told.
        Unknown = "unknown",
    }
}

named! {
    /// What follows.
    NextStep, "next" {
        /// Watch it.
        Monitor = "monitor",
        /// Back to analysis.
        ReviseAnalysis = "revise-analysis",
        /// Back to the response.
        ReviseResponse = "revise-response",
        /// Close it.
        Close = "close",
        /// Use it elsewhere.
        Spread = "spread",
    }
}

/// One action, as it was carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Process {
    /// The action.
    pub action: String,
    /// Whether it was done.
    pub done: Option<bool>,
    /// As planned.
    pub as_planned: Option<bool>,
    /// Enough of it.
    pub enough: Option<bool>,
    /// In the planned order.
    pub in_sequence: Option<bool>,
    /// By whom.
    pub by_whom: String,
    /// What went differently.
    pub deviation: String,
}

/// One rival explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RivalNote {
    /// What came of looking.
    pub looked: Option<Looked>,
    /// Why.
    pub words: String,
}

/// One way of moving.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShiftNote {
    /// What was seen.
    pub seen: Option<Seen>,
    /// The data.
    pub data: String,
}

/// What somebody says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VoiceNote {
    /// Who.
    pub who: Option<Voice>,
    /// How many.
    pub people: Option<u32>,
    /// When.
    pub day: Option<Date>,
    /// What they say.
    pub words: String,
}

/// One objective, looked back on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attainment {
    /// The objective.
    pub objective: String,
    /// How far.
    pub attained: Option<Attained>,
    /// What shows it.
    pub words: String,
}

/// What was looked at beside the counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Examined {
    /// How each action was carried out.
    pub process: Vec<Process>,
    /// Rival explanations, in the order of [`Rival::ALL`].
    pub rivals_by_kind: [RivalNote; 6],
    /// Ways of moving, in the order of [`Shift::ALL`].
    pub moves_by_kind: [ShiftNote; 6],
    /// Voices.
    pub voices: Vec<VoiceNote>,
    /// Objectives.
    pub attainment: Vec<Attainment>,
    /// Complaints, stops, other effects nobody wanted.
    pub side_effects: String,
    /// Whom the burden fell on.
    pub equity_result: String,
    /// What it cost in the end.
    pub cost_result: String,
    /// Other places that could use it.
    pub spread_to: String,
    /// What follows.
    pub next: Option<NextStep>,
    /// Days after closing on which it is looked at again.
    pub watch_days: Vec<u32>,
    /// So many events within [`Examined::trigger_days`] open it again.
    pub trigger_count: Option<u32>,
    /// Days within which they count.
    pub trigger_days: Option<u32>,
    /// What was found when it was looked at again.
    pub watched: Vec<Watched>,
}

/// One look after closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Days after closing.
    pub days: u32,
    /// When it was done.
    pub at: Timestamp,
    /// Events in the trigger's window.
    pub events: u32,
    /// Whether it was opened again.
    pub reopened: bool,
}

/// The days after closing that are offered.
pub const WATCH_DAYS: [&str; 4] = ["30", "90", "180", "365"];

impl Examined {
    /// The look that is due, in days after closing; the longest of several that were missed.
    pub fn due(&self, closed: Date, today: Date) -> Option<u32> {
        let since = closed.until(today).map_or(0, |span| span.get_days());
        let done = self.watched.iter().map(|w| w.days).max().unwrap_or(0);
        self.watch_days
            .iter()
            .copied()
            .filter(|days| *days > done && i64::from(*days) <= i64::from(since))
            .max()
    }

    /// The last day on which it is looked at.
    pub fn watched_until(&self, closed: Date) -> Option<Date> {
        let last = self.watch_days.iter().max()?;
        closed.checked_add(jiff::Span::new().try_days(i64::from(*last)).ok()?).ok()
    }

    /// Whether so many events open it again.
    pub fn triggers(&self, events: u32) -> bool {
        self.trigger_count.is_some_and(|n| n > 0 && events >= n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_due_once_for_each_day_and_a_missed_one_is_made_up_by_the_next() {
        let mut e = Examined { watch_days: vec![30, 90, 365], trigger_count: Some(5), ..Examined::default() };
        let closed = Date::constant(2026, 1, 1);
        assert_eq!(e.due(closed, Date::constant(2026, 1, 30)), None);
        assert_eq!(e.due(closed, Date::constant(2026, 1, 31)), Some(30));
        assert_eq!(e.due(closed, Date::constant(2026, 4, 20)), Some(90));
        e.watched.push(Watched { days: 90, at: Timestamp::UNIX_EPOCH, events: 2, reopened: false });
        assert_eq!(e.due(closed, Date::constant(2026, 4, 20)), None);
        assert_eq!(e.watched_until(closed), Some(Date::constant(2027, 1, 1)));
        assert!(e.triggers(5) && !e.triggers(4));
        assert!(!Examined::default().triggers(1_000));
    }
}
