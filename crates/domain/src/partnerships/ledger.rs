//! The ledger of the loop: who answers for a concern, by when something is owed, whether it helped; and the steps of
//! all that which its resident may see.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::PersonId;
use crate::partnerships::concerns::Concern;
use crate::partnerships::promises::{Promise, PromiseState};
use crate::text;

/// Words that sound like present danger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Danger {
    /// Name of the rule that found them.
    pub rule: String,
    /// When they came.
    pub at: Timestamp,
    /// Who saw to it, when, and what was done; none while nobody has.
    pub seen: Option<Seen>,
}

/// Somebody saw to words that sound like danger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub note: String,
}

/// Whether the answer helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Helped {
    /// It did.
    Yes,
    /// In part.
    Partly,
    /// It did not.
    No,
}

impl Helped {
    /// Every answer, in the order of the form.
    pub const ALL: [Helped; 3] = [Helped::Yes, Helped::Partly, Helped::No];

    /// Its name in data and, with `helped-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Helped::Yes => "yes",
            Helped::Partly => "partly",
            Helped::No => "no",
        }
    }
}

impl FromStr for Helped {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Helped::ALL.into_iter().find(|h| h.name() == text).ok_or(Refusal::malformed("helped"))
    }
}

/// What the resident says of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Whether it helped.
    pub helped: Helped,
    /// When it was said.
    pub at: Timestamp,
}

impl Concern {
    /// By when something has to be done on the thread: the next answer, or the next promise. None while nothing is
    /// owed.
    pub fn act_by(&self) -> Option<Timestamp> {
        match (self.next_due, self.promise_due) {
            (Some(answer), Some(promise)) => Some(answer.min(promise)),
            (answer, promise) => answer.or(promise),
        }
    }

    /// Whether what is owed is late.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.act_by().is_some_and(|due| due < now)
    }

    /// Whether words that sound like present danger wait for somebody.
    pub fn danger_waits(&self) -> bool {
        self.danger.as_ref().is_some_and(|danger| danger.seen.is_none())
    }

    /// Gives it to somebody.
    pub fn owned_by(&mut self, owner: PersonId, now: Timestamp) {
        if self.owner != Some(owner) {
            self.owner = Some(owner);
            self.owned_at = Some(now);
        }
    }

    /// Marks it as gone to the supervisors; tells whether it had to: late, and not gone there before.
    pub fn escalate(&mut self, now: Timestamp) -> bool {
        let go = self.is_overdue(now) && self.escalated_at.is_none();
        if go {
            self.escalated_at = Some(now);
        }
        go
    }

    /// Nothing is late any more: the supervisors have nothing to see to.
    pub(crate) fn calm(&mut self, now: Timestamp) {
        if !self.is_overdue(now) {
            self.escalated_at = None;
        }
    }

    /// What the open promises of the thread mean for its due time.
    pub fn promised(&mut self, due: Option<Timestamp>, now: Timestamp) {
        self.promise_due = due;
        self.calm(now);
    }

    /// Notes words that sound like present danger. Later ones keep the flag up; what was seen to before counts no more.
    pub fn alarm(&mut self, rule: &str, now: Timestamp) {
        if !self.danger_waits() {
            self.danger = Some(Danger { rule: rule.to_owned(), at: now, seen: None });
        }
    }

    /// Somebody saw to the words that sound like danger.
    pub fn see_to_danger(&mut self, by: PersonId, note: &str, now: Timestamp) -> Result<(), Refusal> {
        let note = text::prose("note", note)?;
        match &mut self.danger {
            Some(danger) if danger.seen.is_none() => {
                danger.seen = Some(Seen { by, at: now, note });
                Ok(())
            }
            _ => Err(Refusal::not_now("no-danger-waits")),
        }
    }

    /// The resident says whether the answer helped; the last word counts. Refused before there was an answer.
    pub fn rate(&mut self, helped: Helped, now: Timestamp) -> Result<(), Refusal> {
        if self.answered_at.is_none() {
            return Err(Refusal::not_now("not-answered-yet"));
        }
        self.rating = Some(Rating { helped, at: now });
        Ok(())
    }

    /// The resident opens it again: an answer is owed once more, as for a new one.
    pub fn reopen(&mut self, now: Timestamp, answer_days: u16) -> Result<(), Refusal> {
        if self.answered_at.is_none() || self.next_due.is_some() {
            return Err(Refusal::not_now("still-open"));
        }
        self.reopened += 1;
        self.next_due = Some(now + SignedDuration::from_hours(24 * i64::from(answer_days)));
        Ok(())
    }
}

/// What happened on a thread, as its resident may see it: never who read it or what the agency wrote for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It came in.
    Received,
    /// Somebody answers for it.
    Owned,
    /// The first answer came.
    Answered,
    /// It was late and went to the supervisors.
    Escalated,
    /// Something was promised for this moment, and is open.
    Promised,
    /// A promise was kept.
    Kept,
    /// A promise was not kept.
    Broken,
    /// The resident said whether it helped.
    Rated(Helped),
}

/// The steps of a thread with their moments, earliest first. A promise that is open stands at the moment at which it
/// was made.
pub fn steps(concern: &Concern, promises: &[Promise]) -> Vec<(Timestamp, Step)> {
    let at = |moment: Option<Timestamp>, step| moment.map(|moment| (moment, step));
    let mut steps: Vec<_> = [
        Some((concern.raised_at, Step::Received)),
        at(concern.owned_at, Step::Owned),
        at(concern.answered_at, Step::Answered),
        at(concern.escalated_at, Step::Escalated),
        concern.rating.as_ref().map(|r| (r.at, Step::Rated(r.helped))),
    ]
    .into_iter()
    .flatten()
    .collect();
    steps.extend(promises.iter().map(|promise| match (promise.state, promise.ended_at) {
        (PromiseState::Kept, Some(ended)) => (ended, Step::Kept),
        (PromiseState::Broken, Some(ended)) => (ended, Step::Broken),
        _ => (promise.made_at, Step::Promised),
    }));
    steps.sort_by_key(|(moment, _)| *moment);
    steps
}

#[cfg(test)]
mod tests;
