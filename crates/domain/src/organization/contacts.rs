//! The contact and foot-patrol log: where, with whom in what role, what was heard, what was promised.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, ContactId, PersonId};
use crate::problems::named::named;
use crate::{Refusal, text};

named! {
    /// In what role somebody was met.
    MetAs, "met_as" {
        /// Lives there.
        Resident = "resident",
        /// Owns, runs or works in a business.
        Business = "business",
        /// Of a school.
        School = "school",
        /// Of a congregation.
        Faith = "faith",
        /// Speaks for a group or a block.
        Leader = "leader",
        /// Of a service: health, housing, shelter, library.
        Service = "service",
        /// A young person; never by name.
        Youth = "youth",
        /// Passing through.
        Visitor = "visitor",
    }
}

/// What became of a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nobody has kept it yet.
    Open,
    /// Kept, with what was done.
    Kept {
        /// What was done.
        words: String,
        /// When.
        at: Timestamp,
    },
    /// It cannot be kept; the person was told why.
    Released {
        /// Why.
        words: String,
        /// When.
        at: Timestamp,
    },
}

/// Something an officer said would be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What.
    pub what: String,
    /// By when.
    pub due: Date,
    /// Who answers for it; changes when a beat is handed over.
    pub owner: PersonId,
    /// What became of it.
    pub outcome: Outcome,
}

impl Promise {
    /// Whether it waits past its day.
    pub fn late(&self, today: Date) -> bool {
        self.outcome == Outcome::Open && self.due < today
    }
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The beat.
    pub beat: AreaId,
    /// Who logged it.
    pub by: PersonId,
    /// When it was.
    pub at: Timestamp,
    /// Where, as people call it.
    pub place: String,
    /// In what role somebody was met.
    pub met_as: MetAs,
    /// How the person or group is called; a name only of somebody who agreed to be kept by name.
    pub whom: String,
    /// Whether that person agreed to be kept by name.
    pub named: bool,
    /// What was heard.
    pub heard: String,
    /// Minutes on foot, where it was a patrol.
    pub minutes: Option<u32>,
    /// What was promised.
    pub promise: Option<Promise>,
    /// Counts edits.
    pub version: i64,
}

/// What is logged, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContact {
    /// The beat.
    pub beat: AreaId,
    /// Where.
    pub place: String,
    /// In what role.
    pub met_as: MetAs,
    /// How the person or group is called; may be empty.
    pub whom: String,
    /// Whether that person agreed to be kept by name.
    pub named: bool,
    /// What was heard.
    pub heard: String,
    /// Minutes on foot.
    pub minutes: Option<u32>,
    /// What was promised, by when.
    pub promise: Option<(String, Date)>,
}

/// Longest time on foot that one entry can hold, in minutes.
const LONGEST: u32 = 12 * 60;

impl NewContact {
    /// The entry. A name needs consent, and a young person is never kept by name.
    pub fn of(self, id: ContactId, by: PersonId, at: Timestamp, today: Date) -> Result<Contact, Refusal> {
        let mut wrong = Vec::new();
        let mut keep = |done: Result<String, Refusal>| done.map_err(|refusal| wrong.push(refusal)).ok();
        let place = keep(text::line("met_at", &self.place));
        let heard = keep(text::prose("heard", &self.heard));
        let whom = if self.whom.trim().is_empty() {
            Some(String::new())
        } else {
            keep(text::line("whom", &self.whom))
        };
        let promised = self.promise.as_ref().map(|(what, due)| (keep(text::line("promised", what)), *due));
        if promised.as_ref().is_some_and(|(_, due)| *due < today) {
            wrong.push(Refusal::unfit("promised_until", "promise-past"));
        }
        if self.named && (self.whom.trim().is_empty() || self.met_as == MetAs::Youth) {
            wrong.push(Refusal::unfit("whom", "name-not-kept"));
        }
        if self.minutes.is_some_and(|m| m == 0 || m > LONGEST) {
            wrong.push(Refusal::malformed("minutes"));
        }
        let (Some(place), Some(heard), Some(whom), true) = (place, heard, whom, wrong.is_empty()) else {
            return Err(Refusal::several(wrong));
        };
        let promise = promised
            .and_then(|(what, due)| Some(Promise { what: what?, due, owner: by, outcome: Outcome::Open }));
        let (beat, met_as, named, minutes) = (self.beat, self.met_as, self.named, self.minutes);
        Ok(Contact { id, beat, by, at, place, met_as, whom, named, heard, minutes, promise, version: 1 })
    }
}

impl Contact {
    /// Notes that the promise was kept, or cannot be; either way with what was done or said.
    pub fn settle(&mut self, kept: bool, words: &str, at: Timestamp) -> Result<(), Refusal> {
        let promise = self.promise.as_mut().ok_or(Refusal::not_now("no-promise"))?;
        if promise.outcome != Outcome::Open {
            return Err(Refusal::not_now("promise-settled"));
        }
        let words = text::prose("outcome_words", words)?;
        promise.outcome = if kept { Outcome::Kept { words, at } } else { Outcome::Released { words, at } };
        Ok(())
    }

    /// Gives the promise to somebody else, who answers for it from then on.
    pub fn pass_on(&mut self, to: PersonId) -> Result<(), Refusal> {
        let promise = self.promise.as_mut().ok_or(Refusal::not_now("no-promise"))?;
        if promise.outcome != Outcome::Open {
            return Err(Refusal::not_now("promise-settled"));
        }
        promise.owner = to;
        Ok(())
    }
}

/// How promises are kept on a beat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// Kept.
    pub kept: usize,
    /// Cannot be kept, and the person knows why.
    pub released: usize,
    /// Open, within their time.
    pub open: usize,
    /// Open past their day.
    pub late: usize,
}

/// Counts promises.
pub fn promises<'a>(all: impl IntoIterator<Item = &'a Contact>, today: Date) -> Promises {
    let mut counted = Promises::default();
    for promise in all.into_iter().filter_map(|c| c.promise.as_ref()) {
        match promise.outcome {
            Outcome::Kept { .. } => counted.kept += 1,
            Outcome::Released { .. } => counted.released += 1,
            Outcome::Open if promise.late(today) => counted.late += 1,
            Outcome::Open => counted.open += 1,
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);
    const TODAY: Date = Date::constant(2026, 2, 16);

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn new() -> NewContact {
        NewContact {
            beat: id(4),
            place: "Corner store, Canal Street".into(),
            met_as: MetAs::Business,
            whom: "The owner".into(),
            named: false,
            heard: "Deliveries block the ramp.".into(),
            minutes: Some(40),
            promise: Some(("Ask the city about the loading zone".into(), TODAY)),
        }
    }

    fn logged(new: NewContact) -> Result<Contact, Refusal> {
        new.of(id(1), id(2), NOW, TODAY)
    }

    #[test]
    fn an_entry_takes_a_place_and_what_was_heard_and_says_all_that_is_missing() {
        let bare = NewContact { place: " ".into(), heard: String::new(), minutes: Some(0), ..new() };
        let Err(Refusal::Many(all)) = logged(bare) else { panic!("taken") };
        assert_eq!(
            all,
            [Refusal::required("met_at"), Refusal::required("heard"), Refusal::malformed("minutes")]
        );
        assert!(logged(NewContact { whom: String::new(), promise: None, ..new() }).is_ok());
    }

    #[test]
    fn a_name_needs_consent_and_a_young_person_has_none() {
        let refused = Err(Refusal::unfit("whom", "name-not-kept"));
        assert_eq!(logged(NewContact { met_as: MetAs::Youth, named: true, ..new() }), refused);
        assert_eq!(logged(NewContact { whom: " ".into(), named: true, ..new() }), refused);
    }

    #[test]
    fn a_promise_for_yesterday_is_none() {
        let past = Some(("Call back".to_owned(), TODAY.yesterday().unwrap()));
        let refused = Err(Refusal::unfit("promised_until", "promise-past"));
        assert_eq!(logged(NewContact { promise: past, ..new() }), refused);
    }

    #[test]
    fn a_promise_is_settled_once_and_with_words_and_goes_over_to_who_takes_it_on() {
        let mut contact = logged(new()).unwrap();
        assert_eq!(contact.settle(true, " ", NOW), Err(Refusal::required("outcome_words")));
        contact.pass_on(id(3)).unwrap();
        assert_eq!(contact.promise.as_ref().unwrap().owner, id(3));
        let late = contact.clone();
        contact.settle(true, "The zone is painted.", NOW).unwrap();
        assert_eq!(contact.settle(false, "No.", NOW), Err(Refusal::not_now("promise-settled")));
        assert_eq!(contact.pass_on(id(4)), Err(Refusal::not_now("promise-settled")));
        let counted = promises([&contact, &late], TODAY.tomorrow().unwrap());
        assert_eq!((counted.kept, counted.late, counted.open), (1, 1, 0));
    }
}
