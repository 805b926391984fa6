//! The chart of weeks: it comes as data, and moves when a week is missed or a phase takes longer.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Form;
use crate::problems::named::named;
use crate::{Refusal, text};

named! {
    /// A phase of field training.
    Phase, "field_phase" {
        /// Coming in: the agency, the beat, how the training works.
        Orientation = "orientation",
        /// First phase: work that is no emergency.
        A = "a",
        /// Second phase: emergencies.
        B = "b",
        /// Judged half-way.
        Midterm = "midterm",
        /// Third phase: patrol.
        C = "c",
        /// Fourth phase: investigation.
        D = "d",
        /// Judged at the end.
        Final = "final",
    }
}

impl Phase {
    /// Whether its weeks are for learning, with a training officer.
    pub fn learns(self) -> bool {
        !matches!(self, Phase::Midterm | Phase::Final)
    }

    /// Whether a problem-based exercise belongs to it.
    pub fn has_exercise(self) -> bool {
        matches!(self, Phase::A | Phase::B | Phase::C | Phase::D)
    }
}

named! {
    /// Why a week is on the chart.
    Origin, "field_origin" {
        /// It was from the beginning.
        Chart = "chart",
        /// In place of one that was missed.
        MadeUp = "made-up",
        /// The phase takes longer.
        Extended = "extended",
        /// For what needs more practice.
        Remedial = "remedial",
    }
}

/// A week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Its phase.
    pub phase: Phase,
    /// Why it is there.
    pub origin: Origin,
    /// Its first day.
    pub from: Date,
    /// Why it was missed; empty for one that was held or is to come.
    pub missed: String,
    /// Why it was added; empty for the chart's own.
    pub why: String,
}

impl Week {
    /// Its last day.
    pub fn until(&self) -> Date {
        self.from.saturating_add(6.days())
    }
}

/// The weeks, in order, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chart {
    /// The weeks.
    pub weeks: Vec<Week>,
}

/// Most weeks of one chart.
const MOST: usize = 40;
/// Most weeks added at once.
const AT_ONCE: usize = 4;

#[derive(Deserialize)]
pub(super) struct Shipped {
    weeks: Vec<Phase>,
    pub(super) items: Vec<String>,
}

impl Shipped {
    /// The data of a form, as it comes with the house.
    pub(super) fn of(form: Form) -> Shipped {
        let file = match form {
            Form::Reno => include_str!("../../../data/field-training/reno.json"),
            Form::SanJose => include_str!("../../../data/field-training/san-jose.json"),
        };
        serde_json::from_str(file).expect("charts that come with the house are sound; a test reads them")
    }
}

impl Chart {
    /// The chart of a form from its first day on.
    pub fn of(form: Form, from: Date) -> Chart {
        let week = |(n, phase): (usize, Phase)| Week {
            phase,
            origin: Origin::Chart,
            from: from.saturating_add(7.days() * i64::try_from(n).unwrap_or(0)),
            missed: String::new(),
            why: String::new(),
        };
        Chart { weeks: Shipped::of(form).weeks.into_iter().enumerate().map(week).collect() }
    }

    /// How many weeks have begun by a day.
    pub fn begun(&self, today: Date) -> usize {
        self.weeks.iter().filter(|w| w.from <= today).count()
    }

    /// The week in which a day lies, by its place.
    pub fn at(&self, day: Date) -> Option<usize> {
        self.weeks.iter().position(|w| w.from <= day && day <= w.until())
    }

    /// Its last day.
    pub fn until(&self) -> Option<Date> {
        self.weeks.last().map(Week::until)
    }

    /// Whether a phase is on it.
    pub fn has(&self, phase: Phase) -> bool {
        self.weeks.iter().any(|w| w.phase == phase)
    }

    /// The week at a place, once it has begun, if it was not missed.
    pub fn held(&self, n: usize, today: Date) -> Result<&Week, Refusal> {
        let week = self.weeks.get(n).ok_or(Refusal::malformed("field_week"))?;
        if week.from > today {
            return Err(Refusal::not_now("field-week-ahead"));
        }
        if !week.missed.is_empty() {
            return Err(Refusal::not_now("field-week-missed"));
        }
        Ok(week)
    }

    /// Notes that a week was missed: it is made up for right after the weeks that have begun, and what follows moves by a week.
    pub fn miss(&mut self, n: usize, why: &str, today: Date) -> Result<(), Refusal> {
        let phase = self.held(n, today)?.phase;
        let why = text::line("week_why", why)?;
        let at = self.begun(today).max(n + 1);
        self.insert(at, phase, Origin::MadeUp, &why)?;
        self.weeks[n].missed = why;
        Ok(())
    }

    /// Adds weeks to a phase: at its end, as long as nothing of what follows has begun.
    pub fn extend(
        &mut self,
        (phase, origin): (Phase, Origin),
        weeks: usize,
        why: &str,
        today: Date,
    ) -> Result<(), Refusal> {
        if !(1..=AT_ONCE).contains(&weeks) {
            return Err(Refusal::unfit("week_count", "field-weeks"));
        }
        if !matches!(origin, Origin::Extended | Origin::Remedial) {
            return Err(Refusal::malformed("field_origin"));
        }
        let why = text::line("week_why", why)?;
        let last = self.weeks.iter().rposition(|w| w.phase == phase);
        let at = last.ok_or(Refusal::malformed("field_phase"))? + 1;
        if at < self.begun(today) {
            return Err(Refusal::unfit("field_phase", "field-phase-over"));
        }
        if self.weeks.len() + weeks > MOST {
            return Err(Refusal::unfit("week_count", "field-weeks"));
        }
        for _ in 0..weeks {
            self.insert(at, phase, origin, &why)?;
        }
        Ok(())
    }

    fn insert(&mut self, at: usize, phase: Phase, origin: Origin, why: &str) -> Result<(), Refusal> {
        if self.weeks.len() >= MOST {
            return Err(Refusal::unfit("week_count", "field-weeks"));
        }
        let before = self.weeks.get(at.wrapping_sub(1)).ok_or(Refusal::malformed("field_week"))?;
        let from = before.from.saturating_add(7.days());
        for week in &mut self.weeks[at..] {
            week.from = week.from.saturating_add(7.days());
        }
        let week = Week { phase, origin, from, missed: String::new(), why: why.to_owned() };
        self.weeks.insert(at, week);
        Ok(())
    }
}
