//! Commendations and complaints: what residents and staff say of how an officer or the agency acted. Each goes to a body that
//! the agency set up for it, never to somebody whom it is about, and whoever told it sees by a secret link where it stands.

mod bodies;

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ids::{BodyId, ConductId, PersonId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::text::Language;
use crate::{Refusal, text};

pub use bodies::{Body, route, speaks_of};

named! {
    /// What it is about.
    Topic, "conduct_topic" {
        /// Thanks: something was done well.
        Thanks = "thanks",
        /// How somebody spoke or behaved.
        Manner = "manner",
        /// Use of force.
        Force = "force",
        /// A stop, a search, an arrest: rights.
        Rights = "rights",
        /// Treated otherwise than others.
        Fairness = "fairness",
        /// Something was not done, or too late.
        Duty = "duty",
        /// What is known of somebody was shown or used.
        Privacy = "privacy",
        /// Something else that was not right.
        Other = "other",
    }
}

impl Topic {
    /// Whether it is a commendation; everything else is a complaint.
    pub fn commends(self) -> bool {
        self == Topic::Thanks
    }
}

named! {
    /// What came of it, in the terms of the field.
    Finding, "conduct_finding" {
        /// A commendation was passed on to whom it is for.
        PassedOn = "passed-on",
        /// It happened, and was not right.
        Sustained = "sustained",
        /// It cannot be shown either way.
        NotSustained = "not-sustained",
        /// It happened, and was lawful and proper.
        Exonerated = "exonerated",
        /// It did not happen.
        Unfounded = "unfounded",
        /// Both sides talked, and settled it.
        Mediated = "mediated",
        /// Whoever told it took it back.
        Withdrawn = "withdrawn",
        /// It is for another agency, which is named.
        NotOurs = "not-ours",
    }
}

impl Finding {
    /// Whether it can come of a commendation, or of a complaint.
    pub fn fits(self, topic: Topic) -> bool {
        match self {
            Finding::PassedOn => topic.commends(),
            Finding::Withdrawn | Finding::NotOurs => true,
            _ => !topic.commends(),
        }
    }
}

named! {
    /// Where it stands, as whoever told it sees it.
    State, "conduct_state" {
        /// It came in, and nobody has answered yet.
        Received = "received",
        /// Somebody answered, and looks into it.
        Looking = "looking",
        /// It is decided, with words.
        Decided = "decided",
    }
}

/// Something that was said on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By whom of the body; none for whoever told it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What.
    pub finding: Finding,
    /// Why, in words for whoever told it.
    pub words: String,
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// The agency's day of that.
    pub on: Date,
}

/// What somebody tells, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConduct {
    /// What it is about.
    pub topic: Topic,
    /// What happened.
    pub words: String,
    /// When and where, as they say it; may be empty.
    pub when_where: String,
    /// Whom it is about, as they say it: a name, a badge, a car; may be empty.
    pub about: String,
    /// How they can be reached; empty for whoever stays anonymous.
    pub contact: String,
    /// What they read.
    pub language: Language,
}

/// A commendation or complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    /// Its id.
    pub id: ConductId,
    /// What it is about.
    pub topic: Topic,
    /// What happened.
    pub words: String,
    /// When and where.
    pub when_where: String,
    /// Whom it is about, as it was told.
    pub about: String,
    /// How whoever told it can be reached; may be empty.
    pub contact: String,
    /// What they read.
    pub language: Language,
    /// Who of the agency wrote it down; none where it was told on the public form.
    pub written_by: Option<PersonId>,
    /// When it came in.
    pub at: Timestamp,
    /// Where it lies; none while no body may have it.
    pub body: Option<BodyId>,
    /// Whom it is about, once that is known.
    pub named: BTreeSet<PersonId>,
    /// Whom it may be about, by what was told: kept from them until somebody knows better.
    pub perhaps: BTreeSet<PersonId>,
    /// When somebody must have answered.
    pub first_due: Timestamp,
    /// When it must be decided.
    pub due: Timestamp,
    /// When somebody answered first.
    pub first_at: Option<Timestamp>,
    /// What was said since, in the order of time.
    pub said: Vec<Said>,
    /// What came of it.
    pub decided: Option<Decided>,
    /// Last day on which it is kept; none while it is open.
    pub keep_until: Option<Date>,
    /// Counts edits.
    pub version: i64,
}

/// Days for the first answer and the decision where no body has it yet.
const DAYS: (u16, u16) = (3, 60);
/// Most messages on one.
const MOST_SAID: usize = 200;

impl NewConduct {
    /// Received, not yet with a body. `by`: who of the agency wrote it down.
    pub fn received(self, id: ConductId, by: Option<PersonId>, at: Timestamp) -> Result<Conduct, Refusal> {
        let mut wrongs = Wrongs::default();
        let words = wrongs.text(text::prose("conduct_words", &self.words));
        let when_where = wrongs.text(text::draft("conduct_when", &self.when_where));
        let about = wrongs.text(text::draft("conduct_about", &self.about));
        let contact = match self.contact.trim() {
            "" => String::new(),
            contact => wrongs.text(text::line("conduct_contact", contact)),
        };
        let received = Conduct {
            id,
            topic: self.topic,
            words,
            when_where,
            about,
            contact,
            language: self.language,
            written_by: by,
            at,
            body: None,
            named: BTreeSet::new(),
            perhaps: BTreeSet::new(),
            first_due: after(at, DAYS.0),
            due: after(at, DAYS.1),
            first_at: None,
            said: Vec::new(),
            decided: None,
            keep_until: None,
            version: 1,
        };
        wrongs.or(received)
    }
}

fn after(at: Timestamp, days: u16) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

impl Conduct {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (&self.decided, self.first_at) {
            (Some(_), _) => State::Decided,
            (None, Some(_)) => State::Looking,
            (None, None) => State::Received,
        }
    }

    /// Whom it never comes to: whom it is about, and whom it may be about.
    pub fn barred(&self) -> BTreeSet<PersonId> {
        self.named.union(&self.perhaps).copied().collect()
    }

    /// The next moment by which somebody has to do something; none once it is decided.
    pub fn act_by(&self) -> Option<Timestamp> {
        match self.state() {
            State::Received => Some(self.first_due),
            State::Looking => Some(self.due),
            State::Decided => None,
        }
    }

    /// Whether it is late at a moment.
    pub fn late(&self, now: Timestamp) -> bool {
        self.act_by().is_some_and(|by| by < now)
    }

    /// Lays it with the first body that may have it, and none where there is none. The clocks of the body count from the day it
    /// came in, so that handing on wins no time.
    pub fn route(&mut self, bodies: &[Body]) {
        let body = route(bodies, self.topic, &self.barred());
        self.body = body.map(|b| b.id);
        if let Some(body) = body {
            self.first_due = after(self.at, body.first_days);
            self.due = after(self.at, body.decide_days);
        }
    }

    /// Hands it on to another body, in which somebody may have it. What that body takes is no bar: people know better.
    pub fn hand_on(&mut self, bodies: &[Body], to: BodyId) -> Result<(), Refusal> {
        self.open()?;
        let barred = self.barred();
        let body = bodies.iter().find(|b| b.id == to && b.free_of(&barred).next().is_some());
        let body = body.ok_or(Refusal::unfit("conduct_body", "conduct-not-there"))?;
        self.body = Some(body.id);
        self.due = after(self.at, body.decide_days);
        Ok(())
    }

    /// Notes whom it is about. Whoever it may have been about by its words alone, and is not, is named no longer.
    pub fn name(&mut self, named: BTreeSet<PersonId>) -> Result<(), Refusal> {
        self.open()?;
        self.named = named;
        self.perhaps = BTreeSet::new();
        Ok(())
    }

    /// Somebody of the body answers whoever told it.
    pub fn answer(&mut self, by: PersonId, words: &str, at: Timestamp) -> Result<(), Refusal> {
        self.open()?;
        self.say(Some(by), words, at)?;
        self.first_at = self.first_at.or(Some(at));
        Ok(())
    }

    /// Whoever told it says more.
    pub fn add(&mut self, words: &str, at: Timestamp) -> Result<(), Refusal> {
        self.open()?;
        self.say(None, words, at)
    }

    fn say(&mut self, by: Option<PersonId>, words: &str, at: Timestamp) -> Result<(), Refusal> {
        let words = text::prose("conduct_said", words)?;
        if self.said.len() >= MOST_SAID {
            return Err(Refusal::not_now("conduct-full"));
        }
        self.said.push(Said { by, at, words });
        Ok(())
    }

    /// Decides it, with words for whoever told it. A commendation is passed on only to somebody; it is kept for so many years.
    pub fn decide(
        &mut self,
        (finding, words): (Finding, &str),
        by: PersonId,
        (at, on): (Timestamp, Date),
        keep_years: u16,
    ) -> Result<(), Refusal> {
        self.open()?;
        let words = text::prose("finding_words", words)?;
        if !finding.fits(self.topic) {
            return Err(Refusal::unfit("conduct_finding", "conduct-other-finding"));
        }
        if finding == Finding::PassedOn && self.named.is_empty() {
            return Err(Refusal::unfit("conduct_finding", "conduct-nobody-named"));
        }
        self.first_at = self.first_at.or(Some(at));
        self.decided = Some(Decided { finding, words, by, at, on });
        self.keep_until = Some(on.saturating_add(i64::from(keep_years).years()));
        Ok(())
    }

    fn open(&self) -> Result<(), Refusal> {
        if self.decided.is_none() { Ok(()) } else { Err(Refusal::not_now("conduct-decided")) }
    }

    /// Whether it is a commendation that reached somebody: the only one of all these that says anything in an evaluation.
    pub fn commends(&self, who: PersonId) -> bool {
        self.topic.commends()
            && self.named.contains(&who)
            && self.decided.as_ref().is_some_and(|d| d.finding == Finding::PassedOn)
    }
}

#[cfg(test)]
mod tests;
