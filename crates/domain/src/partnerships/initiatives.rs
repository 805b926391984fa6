//! Joint initiatives: community meetings, neighborhood watch, campaigns, preparing for emergencies. Times are wall times of
//! the agency's zone, so that a meeting at seven stays at seven when the clocks change.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, InitiativeId, PersonId, ProblemId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// What kind of initiative.
    InitiativeKind, "initiative_kind" {
        /// A community meeting.
        Meeting = "meeting",
        /// A neighborhood watch group.
        Watch = "watch",
        /// A public-safety campaign.
        Campaign = "campaign",
        /// Preparing households and businesses for emergencies.
        Preparedness = "preparedness",
    }
}

/// What is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What kind.
    pub kind: InitiativeKind,
    /// What it is called.
    pub title: String,
    /// What it is for, and for whom.
    pub goal: String,
    /// The neighborhood; nothing for the whole agency.
    pub neighborhood: Option<AreaId>,
    /// The problem it serves.
    pub problem: Option<ProblemId>,
    /// When it begins, by the clocks of the agency's zone.
    pub begins: DateTime,
    /// When it ends.
    pub ends: DateTime,
    /// Where.
    pub place: String,
    /// Whether people with a wheelchair, a hearing aid or a small child can come, in words.
    pub access: String,
    /// In which languages.
    pub spoken: String,
    /// The agenda, or the steps and channels.
    pub agenda: String,
    /// Who does what, partners by name.
    pub roles: String,
    /// Whether the public page and the calendar show it.
    pub shown: bool,
}

impl Plan {
    /// The plan with its texts cleaned. What the public is invited to needs a place.
    pub fn tidy(mut self) -> Result<Plan, Refusal> {
        let mut wrong = Wrongs::default();
        self.title = wrong.text(text::line("initiative_title", &self.title));
        self.goal = wrong.text(text::prose("initiative_goal", &self.goal));
        self.place = wrong.text(text::draft("initiative_place", &self.place));
        self.access = wrong.text(text::draft("initiative_access", &self.access));
        self.spoken = wrong.text(text::draft("initiative_spoken", &self.spoken));
        self.agenda = wrong.text(text::draft("initiative_agenda", &self.agenda));
        self.roles = wrong.text(text::draft("initiative_roles", &self.roles));
        if self.ends <= self.begins {
            wrong.add(Refusal::unfit("initiative_ends", "ends-before-start"));
        } else if self.begins.checked_add(self.longest()).is_ok_and(|latest| self.ends > latest) {
            wrong.add(Refusal::unfit("initiative_ends", "lasts-too-long"));
        }
        if self.kind == InitiativeKind::Meeting && self.place.is_empty() {
            wrong.add(Refusal::required("initiative_place"));
        }
        wrong.or(self)
    }

    /// How long it may last: people come to a meeting or an exercise on its days; a group or a campaign goes on for years.
    fn longest(&self) -> Span {
        match self.kind {
            InitiativeKind::Meeting => Span::new().days(7),
            _ => Span::new().years(10),
        }
    }
}

/// A neighborhood watch group's own record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// The block captain.
    pub captain: String,
    /// Who stands in for the captain.
    pub alternate: String,
    /// Households on the roster.
    pub households: u32,
    /// Last day on which the roster was gone through.
    pub roster_on: Option<Date>,
    /// Last day on which the group met.
    pub met_on: Option<Date>,
}

impl Watch {
    /// A group is active only if it met within twelve months and its roster was gone through within twelve months.
    pub fn active(&self, today: Date) -> bool {
        let Ok(year_ago) = today.checked_sub(Span::new().months(12)) else { return false };
        let current = |day: Option<Date>| day.is_some_and(|day| day >= year_ago && day <= today);
        !self.captain.is_empty() && self.households > 0 && current(self.met_on) && current(self.roster_on)
    }
}

/// Something that people raised, with who answers for it by when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// What was said; nobody is named.
    pub words: String,
    /// Who answers for it.
    pub owner: PersonId,
    /// By when.
    pub due: Date,
    /// What the public was answered, and when.
    pub answer: Option<(String, Timestamp)>,
}

/// How it went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Held {
    /// How many came, or were reached.
    pub people: u32,
    /// Minutes, or the result.
    pub minutes: String,
    /// What it cost, in dollars.
    pub cost: u32,
}

/// A joint initiative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Initiative {
    /// Its id.
    pub id: InitiativeId,
    /// What is planned.
    pub plan: Plan,
    /// Who looks after it.
    pub lead: PersonId,
    /// A watch group's record; empty for others.
    pub watch: Watch,
    /// How it went, once it was held.
    pub held: Option<Held>,
    /// What people raised.
    pub raised: Vec<Raised>,
    /// Why it does not take place.
    pub called_off: Option<String>,
    /// When its public words last changed.
    pub changed_at: Timestamp,
    /// Counts edits.
    pub version: i64,
}

/// Most things raised at one meeting.
const RAISED: usize = 100;

impl Initiative {
    /// A planned initiative.
    pub fn planned(
        id: InitiativeId,
        plan: Plan,
        lead: PersonId,
        at: Timestamp,
    ) -> Result<Initiative, Refusal> {
        let plan = plan.tidy()?;
        let (watch, held, raised) = (Watch::default(), None, Vec::new());
        Ok(Initiative { id, plan, lead, watch, held, raised, called_off: None, changed_at: at, version: 1 })
    }

    /// When it begins and ends. A wall time that does not exist on the day the clocks go forward is moved on by the gap; one
    /// that exists twice is the first.
    pub fn moments(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let at = |wall: DateTime| zone.to_ambiguous_timestamp(wall).compatible().ok();
        Some((at(self.plan.begins)?, at(self.plan.ends)?))
    }

    /// Moved or described anew.
    pub fn change(mut self, plan: Plan, at: Timestamp) -> Result<Initiative, Refusal> {
        self.on()?;
        self.plan = plan.tidy()?;
        self.changed_at = at;
        Ok(self)
    }

    /// Called off, with the reason that the calendar shows.
    pub fn call_off(mut self, why: &str, at: Timestamp) -> Result<Initiative, Refusal> {
        self.on()?;
        self.called_off = Some(text::line("call_off_reason", why)?);
        self.changed_at = at;
        Ok(self)
    }

    /// Held, with how many came and what was said.
    pub fn record(mut self, held: Held, now: Timestamp, zone: &TimeZone) -> Result<Initiative, Refusal> {
        self.on()?;
        if self.moments(zone).is_none_or(|(begins, _)| now < begins) {
            return Err(Refusal::not_now("not-begun"));
        }
        let minutes = text::prose("minutes_of", &held.minutes)?;
        self.held = Some(Held { minutes, ..held });
        Ok(self)
    }

    /// A watch group's record, changed.
    pub fn keep_watch(mut self, watch: Watch, today: Date) -> Result<Initiative, Refusal> {
        if self.plan.kind != InitiativeKind::Watch {
            return Err(Refusal::not_now("not-a-watch"));
        }
        let mut wrong = Wrongs::default();
        let captain = wrong.text(text::line("captain", &watch.captain));
        let alternate = wrong.text(text::line("alternate", &watch.alternate));
        for (field, day) in [("met_on", watch.met_on), ("roster_on", watch.roster_on)] {
            if day.is_some_and(|day| day > today) {
                wrong.add(Refusal::malformed(field));
            }
        }
        self.watch = wrong.or(Watch { captain, alternate, ..watch })?;
        Ok(self)
    }

    /// Something that people raised, with who answers for it by when.
    pub fn raise(
        mut self,
        words: &str,
        owner: PersonId,
        due: Date,
        today: Date,
    ) -> Result<Initiative, Refusal> {
        self.on()?;
        if self.raised.len() >= RAISED {
            return Err(Refusal::not_now("too-many-raised"));
        }
        let mut wrong = Wrongs::default();
        let words = wrong.text(text::prose("raised_words", words));
        if due < today {
            wrong.add(Refusal::unfit("raised_due", "day-passed"));
        }
        self.raised.push(wrong.or(Raised { words, owner, due, answer: None })?);
        Ok(self)
    }

    /// The public answer to what was raised.
    pub fn answer(mut self, n: usize, words: &str, at: Timestamp) -> Result<Initiative, Refusal> {
        let words = text::prose("raised_answer", words)?;
        let raised = self.raised.get_mut(n).ok_or(Refusal::not_now("nothing-raised"))?;
        raised.answer = Some((words, at));
        self.changed_at = at;
        Ok(self)
    }

    fn on(&self) -> Result<(), Refusal> {
        if self.called_off.is_some() { Err(Refusal::not_now("called-off")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn plan(begins: DateTime) -> Plan {
        Plan {
            kind: InitiativeKind::Meeting,
            title: "Larkspur Park meeting".into(),
            goal: "The school crossing.".into(),
            neighborhood: None,
            problem: None,
            begins,
            ends: begins.checked_add(Span::new().hours(2)).unwrap(),
            place: "Library".into(),
            access: "Ramp at the side door.".into(),
            spoken: "English, Spanish".into(),
            agenda: String::new(),
            roles: String::new(),
            shown: true,
        }
    }

    fn meeting(begins: DateTime) -> Initiative {
        Initiative::planned(id(1), plan(begins), id(2), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_meeting_moved_across_a_change_of_clocks_stays_at_its_hour() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let winter = meeting(datetime(2026, 3, 5, 19, 0, 0, 0));
        assert_eq!(winter.moments(&zone).unwrap().0.to_string(), "2026-03-06T01:00:00Z");
        let moved = winter.change(plan(datetime(2026, 3, 12, 19, 0, 0, 0)), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(moved.moments(&zone).unwrap().0.to_string(), "2026-03-13T00:00:00Z");
        // 2:30 does not exist on March 8; 1:30 exists twice on November 1.
        let gap = meeting(datetime(2026, 3, 8, 2, 30, 0, 0));
        assert_eq!(gap.moments(&zone).unwrap().0.to_string(), "2026-03-08T08:30:00Z");
        let twice = meeting(datetime(2026, 11, 1, 1, 30, 0, 0));
        assert_eq!(twice.moments(&zone).unwrap().0.to_string(), "2026-11-01T06:30:00Z");
    }

    #[test]
    fn a_watch_group_is_active_only_if_it_met_and_went_through_its_roster_within_twelve_months() {
        let today = date(2026, 3, 1);
        let full = Watch {
            captain: "H. Mbeki".into(),
            alternate: "F. Rahimi".into(),
            households: 31,
            roster_on: Some(date(2025, 3, 1)),
            met_on: Some(date(2025, 3, 1)),
        };
        assert!(full.active(today));
        assert!(!full.active(date(2026, 3, 2)), "twelve months and a day");
        for broken in [
            Watch { roster_on: None, ..full.clone() },
            Watch { met_on: None, ..full.clone() },
            Watch { households: 0, ..full.clone() },
            Watch { met_on: Some(date(2026, 3, 2)), ..full.clone() },
        ] {
            assert!(!broken.active(today), "{broken:?}");
        }
    }

    #[test]
    fn what_was_raised_has_an_owner_a_day_and_a_public_answer() {
        let today = date(2026, 3, 6);
        let held = meeting(datetime(2026, 3, 5, 19, 0, 0, 0));
        let late = held.clone().raise("Cars at the crossing", id(2), date(2026, 3, 5), today);
        assert_eq!(late, Err(Refusal::unfit("raised_due", "day-passed")));
        let held = held.raise("Cars at the crossing", id(2), date(2026, 3, 20), today).unwrap();
        let held = held.answer(0, "The counter hangs since Tuesday.", Timestamp::UNIX_EPOCH).unwrap();
        assert!(held.raised[0].answer.is_some());
        assert_eq!(
            held.clone().answer(1, "x", Timestamp::UNIX_EPOCH),
            Err(Refusal::not_now("nothing-raised"))
        );
        let off = held.call_off("Snow", Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(off.raise("x", id(2), today, today), Err(Refusal::not_now("called-off")));
    }

    #[test]
    fn minutes_are_kept_only_once_it_has_begun() {
        let zone = TimeZone::UTC;
        let meeting = meeting(datetime(2026, 3, 5, 19, 0, 0, 0));
        let held = Held { people: 23, minutes: "Three things were raised.".into(), cost: 40 };
        let before = "2026-03-05T18:59:59Z".parse().unwrap();
        assert_eq!(meeting.clone().record(held.clone(), before, &zone), Err(Refusal::not_now("not-begun")));
        let after = "2026-03-05T19:00:00Z".parse().unwrap();
        assert_eq!(meeting.record(held, after, &zone).unwrap().held.unwrap().people, 23);
    }

    #[test]
    fn a_meeting_without_a_place_or_that_ends_before_it_begins_is_refused() {
        let mut bad = plan(datetime(2026, 3, 5, 19, 0, 0, 0));
        bad.place.clear();
        bad.ends = bad.begins;
        let Err(Refusal::Many(all)) = bad.tidy() else { panic!("two are wrong") };
        assert_eq!(all.len(), 2);
    }
}
