//! The handing over of a beat: every open promise, contact, problem and task one by one, so that nobody is forgotten.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, ContactId, HandoverId, PersonId, ProblemId, TaskId};
use crate::problems::named::named;
use crate::{Refusal, text};

/// What is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Matter {
    /// An open promise, by the entry of the log in which it was given.
    Promise(ContactId),
    /// An open problem that the officer leads on this beat.
    Problem(ProblemId),
    /// An open task of a problem of this beat.
    Task(TaskId),
    /// Somebody known on the beat, by the number in its profile.
    Contact(u32),
}

impl Matter {
    /// Its name in data and, with `matter-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Matter::Promise(_) => "promise",
            Matter::Problem(_) => "problem",
            Matter::Task(_) => "task",
            Matter::Contact(_) => "contact",
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Matter::Promise(id) => write!(f, "promise:{id}"),
            Matter::Problem(id) => write!(f, "problem:{id}"),
            Matter::Task(id) => write!(f, "task:{id}"),
            Matter::Contact(number) => write!(f, "contact:{number}"),
        }
    }
}

impl FromStr for Matter {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Matter, Refusal> {
        let bad = || Refusal::malformed("matter");
        let (name, id) = text.split_once(':').ok_or_else(bad)?;
        match name {
            "promise" => id.parse().map(Matter::Promise).map_err(|_| bad()),
            "problem" => id.parse().map(Matter::Problem).map_err(|_| bad()),
            "task" => id.parse().map(Matter::Task).map_err(|_| bad()),
            "contact" => id.parse().map(Matter::Contact).map_err(|_| bad()),
            _ => Err(bad()),
        }
    }
}

named! {
    /// What was decided of one matter.
    Settled, "settled" {
        /// The next officer takes it on; of a contact: they were introduced.
        TakenOn = "taken-on",
        /// The officer who goes keeps it, and says why.
        Kept = "kept",
        /// It needs nothing more, and why.
        Ended = "ended",
    }
}

/// One matter of a handover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What.
    pub matter: Matter,
    /// What people call it.
    pub title: String,
    /// What was decided; none while that is open.
    pub settled: Option<Settled>,
    /// What the next officer should know, or why.
    pub note: String,
}

/// The handing over of a beat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// The beat.
    pub beat: AreaId,
    /// Who goes.
    pub from: PersonId,
    /// Who comes.
    pub to: PersonId,
    /// Who began it.
    pub by: PersonId,
    /// When.
    pub begun_at: Timestamp,
    /// When it was done; none while it runs.
    pub done_at: Option<Timestamp>,
    /// One by one.
    pub items: Vec<Item>,
    /// Counts edits.
    pub version: i64,
}

impl Handover {
    /// Begins one with what is open now.
    pub fn begin(
        id: HandoverId,
        beat: AreaId,
        (from, to): (PersonId, PersonId),
        by: PersonId,
        now: Timestamp,
        open: Vec<(Matter, String)>,
    ) -> Result<Handover, Refusal> {
        if from == to {
            return Err(Refusal::unfit("next_officer", "handover-to-oneself"));
        }
        let mut handover =
            Handover { id, beat, from, to, by, begun_at: now, done_at: None, items: Vec::new(), version: 1 };
        handover.catch_up(open);
        Ok(handover)
    }

    /// Takes in what has come up since, and leaves out what is no longer open and was not decided. Says how many are
    /// new.
    pub fn catch_up(&mut self, open: Vec<(Matter, String)>) -> usize {
        self.items
            .retain(|item| item.settled.is_some() || open.iter().any(|(matter, _)| *matter == item.matter));
        let before = self.items.len();
        for (matter, title) in open {
            if self.items.iter().all(|item| item.matter != matter) {
                self.items.push(Item { matter, title, settled: None, note: String::new() });
            }
        }
        self.items.len() - before
    }

    /// Decides one matter. What is not taken on needs a word why; a problem always has somebody who leads it.
    pub fn settle(&mut self, place: usize, settled: Settled, note: &str) -> Result<(), Refusal> {
        self.running()?;
        let item = self.items.get_mut(place).ok_or(Refusal::malformed("settled"))?;
        if settled == Settled::Ended && matches!(item.matter, Matter::Problem(_) | Matter::Task(_)) {
            return Err(Refusal::unfit("settled", "ends-elsewhere"));
        }
        let note = match settled {
            Settled::TakenOn => text::draft("handover_note", note)?,
            Settled::Kept | Settled::Ended => text::prose("handover_note", note)?,
        };
        (item.settled, item.note) = (Some(settled), note);
        Ok(())
    }

    /// How many are undecided.
    pub fn open(&self) -> usize {
        self.items.iter().filter(|item| item.settled.is_none()).count()
    }

    /// Ends it, once every matter is decided.
    pub fn finish(&mut self, now: Timestamp) -> Result<(), Refusal> {
        self.running()?;
        if self.open() > 0 {
            return Err(Refusal::not_now("handover-open"));
        }
        self.done_at = Some(now);
        Ok(())
    }

    fn running(&self) -> Result<(), Refusal> {
        if self.done_at.is_some() { Err(Refusal::not_now("handover-done")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const NOW: Timestamp = Timestamp::constant(1_771_200_000, 0);

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn begun(open: Vec<(Matter, String)>) -> Handover {
        Handover::begin(id(1), id(4), (id(11), id(12)), id(13), NOW, open).unwrap()
    }

    fn named(matter: Matter) -> (Matter, String) {
        (matter, format!("{matter:?}"))
    }

    #[test]
    fn it_ends_only_when_every_matter_is_decided_and_what_came_up_since_counts_too() {
        let (promise, leader) = (Matter::Promise(id(21)), Matter::Contact(3));
        let mut handover = begun(vec![named(promise), named(leader)]);
        handover.settle(0, Settled::TakenOn, "").unwrap();
        assert_eq!(handover.finish(NOW), Err(Refusal::not_now("handover-open")));
        handover.settle(1, Settled::TakenOn, "Met on Monday.").unwrap();
        let late = Matter::Promise(id(22));
        assert_eq!(handover.catch_up(vec![named(promise), named(leader), named(late)]), 1);
        assert_eq!(handover.finish(NOW), Err(Refusal::not_now("handover-open")));
        handover.settle(2, Settled::Ended, "Done this morning.").unwrap();
        handover.finish(NOW).unwrap();
        assert_eq!(handover.settle(0, Settled::Kept, "Mine"), Err(Refusal::not_now("handover-done")));
    }

    #[test]
    fn a_matter_reads_back_as_it_is_written() {
        let all = [Matter::Promise(id(1)), Matter::Problem(id(2)), Matter::Task(id(3)), Matter::Contact(4)];
        for matter in all {
            assert_eq!(matter.to_string().parse(), Ok(matter));
        }
        for text in ["", "task", "task:x", "other:1", "contact:-1"] {
            assert_eq!(text.parse::<Matter>(), Err(Refusal::malformed("matter")), "{text}");
        }
    }

    #[test]
    fn what_was_closed_meanwhile_and_not_decided_drops_out() {
        let (one, two) = (Matter::Promise(id(21)), Matter::Promise(id(22)));
        let mut handover = begun(vec![named(one), named(two)]);
        handover.settle(0, Settled::TakenOn, "").unwrap();
        assert_eq!(handover.catch_up(vec![]), 0);
        assert_eq!(handover.items.iter().map(|i| i.matter).collect::<Vec<_>>(), [one]);
    }

    #[test]
    fn what_is_not_taken_on_needs_a_word_and_a_problem_is_not_ended_here() {
        let mut handover = begun(vec![named(Matter::Problem(id(31)))]);
        let no_word = handover.settle(0, Settled::Kept, " ");
        assert_eq!(no_word, Err(Refusal::required("handover_note")));
        let ended = handover.settle(0, Settled::Ended, "Over");
        assert_eq!(ended, Err(Refusal::unfit("settled", "ends-elsewhere")));
        assert_eq!(handover.settle(7, Settled::TakenOn, ""), Err(Refusal::malformed("settled")));
        let oneself = Handover::begin(id(1), id(4), (id(11), id(11)), id(13), NOW, vec![]);
        assert_eq!(oneself, Err(Refusal::unfit("next_officer", "handover-to-oneself")));
    }
}
