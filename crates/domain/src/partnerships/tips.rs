//! Anonymous tips: two-way words with somebody of whom nothing is known, held together by a code that only they have.
//!
//! A tip holds no name, no address, no place of its own; its words stand apart and sealed. It is erased when nobody wrote
//! on it for [`IDLE_DAYS`].

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::concerns::Speaker;
use super::ledger::{Danger, Seen};
use crate::ids::{MessageId, PersonId, TipId};
use crate::problems::named::named;
use crate::text::Language;
use crate::{Key as _, Refusal, text};

/// Days after the last word of either side, after which a tip is erased.
pub const IDLE_DAYS: u16 = 90;
/// Most records that one tip may be tied to.
pub const MOST_TIES: usize = 20;

named! {
    /// Whose turn it is.
    TipState, "tip_state" {
        /// The agency has words to read.
        Waiting = "waiting",
        /// The agency wrote last.
        Answered = "answered",
        /// The agency is done with it; words of the person open it again.
        Closed = "closed",
    }
}

/// A tip without its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// Its id.
    pub id: TipId,
    /// When it came.
    pub received_at: Timestamp,
    /// When either side wrote last.
    pub last_at: Timestamp,
    /// The language of the page on which it was written.
    pub language: Language,
    /// Whose turn it is.
    pub state: TipState,
    /// Words in it that sound like present danger.
    pub danger: Option<Danger>,
    /// Counts changes.
    pub version: i64,
}

/// Words on a tip.
#[derive(Clone, PartialEq, Eq)]
pub struct TipMessage {
    /// Its id.
    pub id: MessageId,
    /// The tip.
    pub tip: TipId,
    /// Whose words they are.
    pub speaker: Speaker,
    /// Who of the agency wrote them; never shown to the person.
    pub author: Option<PersonId>,
    /// The words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for TipMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TipMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Tip {
    /// A tip that just came.
    pub fn received(id: TipId, language: Language, now: Timestamp) -> Tip {
        let (received_at, last_at) = (now, now);
        Tip { id, received_at, last_at, language, state: TipState::Waiting, danger: None, version: 1 }
    }

    /// What people of the agency call it: the end of its id, which says nothing of the code.
    pub fn token(&self) -> String {
        let id = self.id.uuid().simple().to_string();
        format!("T-{}", id[id.len() - 6..].to_uppercase())
    }

    /// The person wrote again; the agency's turn, also where it was done with it.
    pub fn written_to(&mut self, now: Timestamp) {
        self.state = TipState::Waiting;
        self.last_at = now;
    }

    /// The agency wrote.
    pub fn answered(&mut self, now: Timestamp) {
        self.state = TipState::Answered;
        self.last_at = now;
    }

    /// The agency is done with it. Does not change the day on which it is erased.
    ///
    /// # Errors
    /// Refused while words of danger wait, and where it is closed already.
    pub fn close(&mut self) -> Result<(), Refusal> {
        if self.danger_waits() {
            return Err(Refusal::not_now("tip-danger-first"));
        }
        if self.state == TipState::Closed {
            return Err(Refusal::not_now("tip-closed-already"));
        }
        self.state = TipState::Closed;
        Ok(())
    }

    /// There are words in it that sound like present danger.
    pub fn alarm(&mut self, rule: &str, now: Timestamp) {
        if !self.danger_waits() {
            self.danger = Some(Danger { rule: rule.to_owned(), at: now, seen: None });
        }
    }

    /// Whether words of danger wait for somebody.
    pub fn danger_waits(&self) -> bool {
        self.danger.as_ref().is_some_and(|danger| danger.seen.is_none())
    }

    /// Somebody saw to the words that sound like danger, and says what was done.
    ///
    /// # Errors
    /// Refused without words, and where nothing waits.
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

    /// The moment from which on it is erased unless somebody writes.
    pub fn ends_at(&self) -> Timestamp {
        self.last_at.saturating_add(idle()).unwrap_or(Timestamp::MAX)
    }
}

/// How long a tip lies without a word before it is erased.
pub fn idle() -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(IDLE_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_771_243_200 + day * 86_400).unwrap()
    }

    fn tip() -> Tip {
        Tip::received(TipId::from_uuid(Uuid::from_u128(0xabc_def0)), Language::En, at(0))
    }

    #[test]
    fn each_word_of_either_side_begins_the_ninety_days_anew_and_closing_does_not() {
        let mut tip = tip();
        assert_eq!(tip.ends_at(), at(90));
        tip.answered(at(10));
        assert_eq!((tip.state, tip.ends_at()), (TipState::Answered, at(100)));
        tip.close().unwrap();
        assert_eq!(tip.ends_at(), at(100));
        tip.written_to(at(20));
        assert_eq!((tip.state, tip.ends_at()), (TipState::Waiting, at(110)));
    }

    #[test]
    fn a_tip_is_not_closed_while_words_of_danger_wait() {
        let mut tip = tip();
        tip.alarm("weapon", at(0));
        assert_eq!(tip.close(), Err(Refusal::not_now("tip-danger-first")));
        let by = PersonId::from_uuid(Uuid::from_u128(1));
        assert!(tip.see_to_danger(by, " ", at(1)).is_err());
        tip.see_to_danger(by, "A car went there.", at(1)).unwrap();
        assert!(tip.see_to_danger(by, "Again.", at(1)).is_err());
        tip.close().unwrap();
        assert_eq!(tip.close(), Err(Refusal::not_now("tip-closed-already")));
    }

    #[test]
    fn its_name_is_the_end_of_its_id() {
        assert_eq!(tip().token(), "T-BCDEF0");
    }
}
