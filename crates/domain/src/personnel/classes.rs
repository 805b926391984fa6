//! Classes: a course that is held on days, who has a seat, who came, and what came of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::training::Attended;
use crate::ids::{ClassId, PersonId, TrainingId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// Where a class stands.
    ClassState, "class_state" {
        /// It will be held.
        Planned = "planned",
        /// It was held, and who came is on record.
        Held = "held",
        /// It was called off.
        CalledOff = "called-off",
    }
}

named! {
    /// How it is taught.
    Method, "class_method" {
        /// In a room.
        Room = "room",
        /// Live, over the network.
        Live = "live",
        /// By oneself, over the network.
        Alone = "alone",
        /// By scenarios, on a range or on the street.
        Scenario = "scenario",
    }
}

/// What came of somebody's seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Minutes that count; 0 for somebody who did not come.
    pub minutes: u32,
    /// Score or "pass"; may be empty.
    pub result: String,
    /// Number of the certificate; may be empty.
    pub certificate: String,
}

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Whose.
    pub person: PersonId,
    /// What came of it; none before it is on record.
    pub came: Option<Came>,
}

/// What is planned, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The course.
    pub course: String,
    /// Who gives it.
    pub provider: String,
    /// The provider's or the state's number of it; may be empty.
    pub number: String,
    /// Topics, as short names.
    pub topics: Vec<String>,
    /// Minutes that count for somebody who was there the whole time.
    pub minutes: u32,
    /// How it is taught.
    pub method: Method,
    /// First day.
    pub begins: Date,
    /// Last day.
    pub ends: Date,
    /// Where, and at what time.
    pub place: String,
    /// Seats.
    pub seats: u32,
}

/// A class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its id.
    pub id: ClassId,
    /// What is planned.
    pub plan: Course,
    /// Where it stands.
    pub state: ClassState,
    /// Seats that are taken, in the order of taking.
    pub seats: Vec<Seat>,
    /// Counts edits.
    pub version: i64,
}

/// Most seats of one class.
const MOST_SEATS: u32 = 500;
/// Most days of one class.
const MOST_DAYS: i32 = 400;

impl Course {
    /// Tidied and checked; what is wrong is told at once.
    pub fn tidy(self) -> Result<Course, Refusal> {
        let mut wrong = Wrongs::default();
        let optional = |done: Result<String, Refusal>| match done {
            Err(Refusal::Required { .. }) => Ok(String::new()),
            other => other,
        };
        let course = wrong.text(text::line("course", &self.course));
        let provider = wrong.text(optional(text::line("provider", &self.provider)));
        let number = wrong.text(optional(text::line("course_number", &self.number)));
        let place = wrong.text(text::line("class_place", &self.place));
        if self.ends < self.begins || (self.ends - self.begins).get_days() > MOST_DAYS {
            wrong.add(Refusal::unfit("class_ends", "ends-before-it-begins"));
        }
        if self.minutes == 0 || self.minutes > super::training::LONGEST {
            wrong.add(Refusal::malformed("class_hours"));
        }
        if self.seats == 0 || self.seats > MOST_SEATS {
            wrong.add(Refusal::malformed("class_seats"));
        }
        let topics = super::training::topics(&self.topics);
        wrong.or(Course { course, provider, number, place, topics, ..self })
    }
}

impl Class {
    /// A class that is planned.
    pub fn plan(id: ClassId, plan: Course) -> Result<Class, Refusal> {
        Ok(Class { id, plan: plan.tidy()?, state: ClassState::Planned, seats: Vec::new(), version: 1 })
    }

    /// Whether somebody has a seat.
    pub fn has(&self, person: PersonId) -> bool {
        self.seats.iter().any(|s| s.person == person)
    }

    /// Seats that are left.
    pub fn left(&self) -> u32 {
        self.plan.seats.saturating_sub(u32::try_from(self.seats.len()).unwrap_or(u32::MAX))
    }

    /// Takes a seat, before it begins and while there is one.
    pub fn sign_up(&mut self, person: PersonId, today: Date) -> Result<(), Refusal> {
        self.open(today)?;
        if self.has(person) {
            return Err(Refusal::not_now("seat-taken-already"));
        }
        if self.left() == 0 {
            return Err(Refusal::not_now("class-full"));
        }
        self.seats.push(Seat { person, came: None });
        Ok(())
    }

    /// Gives a seat back, before it begins.
    pub fn give_back(&mut self, person: PersonId, today: Date) -> Result<(), Refusal> {
        self.open(today)?;
        self.seats.retain(|s| s.person != person);
        Ok(())
    }

    /// Calls it off.
    pub fn call_off(&mut self) -> Result<(), Refusal> {
        if self.state != ClassState::Planned {
            return Err(Refusal::not_now("class-over"));
        }
        self.state = ClassState::CalledOff;
        Ok(())
    }

    /// Puts on record who came, on its last day or after, and gives the records of those who did. Of a seat that is not
    /// named nothing is known, so all must be.
    pub fn hold(
        &mut self,
        came: Vec<(PersonId, Came)>,
        today: Date,
        mut id: impl FnMut() -> TrainingId,
    ) -> Result<Vec<Attended>, Refusal> {
        if self.state != ClassState::Planned {
            return Err(Refusal::not_now("class-over"));
        }
        if today < self.plan.ends {
            return Err(Refusal::not_now("class-runs"));
        }
        let mut records = Vec::new();
        for seat in &mut self.seats {
            let found = came.iter().find(|(person, _)| *person == seat.person);
            let (_, came) = found.ok_or(Refusal::not_now("seat-open"))?;
            if came.minutes > self.plan.minutes {
                return Err(Refusal::unfit("class_hours", "hours-too-many"));
            }
            seat.came = Some(came.clone());
            if came.minutes == 0 {
                continue;
            }
            let attended = Attended {
                id: id(),
                person: seat.person,
                course: self.plan.course.clone(),
                day: self.plan.ends,
                minutes: came.minutes,
                topics: self.plan.topics.clone(),
                result: came.result.clone(),
                provider: self.plan.provider.clone(),
                certificate: came.certificate.clone(),
            };
            records.push(attended.tidy(today)?);
        }
        self.state = ClassState::Held;
        Ok(records)
    }

    fn open(&self, today: Date) -> Result<(), Refusal> {
        match self.state {
            ClassState::Planned if today < self.plan.begins => Ok(()),
            _ => Err(Refusal::not_now("class-over")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn class(seats: u32) -> Class {
        let plan = Course {
            course: "First aid".into(),
            provider: String::new(),
            number: String::new(),
            topics: vec!["First Aid".into()],
            minutes: 480,
            method: Method::Room,
            begins: day("2026-02-10"),
            ends: day("2026-02-11"),
            place: "Station 1, 8 am".into(),
            seats,
        };
        Class::plan(id(1), plan).unwrap()
    }

    #[test]
    fn a_class_has_so_many_seats_and_nobody_has_two() {
        let (mut class, before) = (class(1), day("2026-02-09"));
        class.sign_up(id(1), before).unwrap();
        assert_eq!(class.sign_up(id(1), before), Err(Refusal::not_now("seat-taken-already")));
        assert_eq!(class.sign_up(id(2), before), Err(Refusal::not_now("class-full")));
        class.give_back(id(1), before).unwrap();
        assert_eq!(class.sign_up(id(2), day("2026-02-10")), Err(Refusal::not_now("class-over")));
        class.sign_up(id(2), before).unwrap();
        class.call_off().unwrap();
        assert_eq!(class.call_off(), Err(Refusal::not_now("class-over")));
    }

    #[test]
    fn who_came_gets_a_record_and_who_did_not_gets_none() {
        let mut class = class(3);
        for n in [1, 2] {
            class.sign_up(id(n), day("2026-02-09")).unwrap();
        }
        let came = |minutes| Came { minutes, result: "pass".into(), certificate: "C-7".into() };
        let all = vec![(id(1), came(480)), (id(2), came(0))];
        let early = class.clone().hold(all.clone(), day("2026-02-10"), || id(5));
        assert_eq!(early, Err(Refusal::not_now("class-runs")));
        let open = class.clone().hold(all[..1].to_vec(), day("2026-02-11"), || id(5));
        assert_eq!(open, Err(Refusal::not_now("seat-open")));
        let more =
            class.clone().hold(vec![(id(1), came(481)), (id(2), came(0))], day("2026-02-11"), || id(5));
        assert_eq!(more, Err(Refusal::unfit("class_hours", "hours-too-many")));
        let records = class.hold(all.clone(), day("2026-02-12"), || id(5)).unwrap();
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(
            (record.day, record.minutes, record.topics.as_slice()),
            (day("2026-02-11"), 480, &["first-aid".to_owned()][..])
        );
        assert_eq!(class.hold(all, day("2026-02-12"), || id(5)), Err(Refusal::not_now("class-over")));
    }
}
