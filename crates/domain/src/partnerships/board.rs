//! The board of offers and needs: resources, knowledge, expertise and experience among partners.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{BoardEntryId, OrganizationId, PersonId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// Whether something is given or looked for.
    BoardKind, "board_kind" {
        /// Somebody has it to give.
        Offer = "offer",
        /// Somebody looks for it.
        Need = "need",
    }
}

named! {
    /// What is shared.
    BoardSort, "board_sort" {
        /// People's time, rooms, tools, money.
        Resource = "resource",
        /// What is known of a problem.
        Knowledge = "knowledge",
        /// Somebody who can do it.
        Expertise = "expertise",
        /// What was tried, and what came of it.
        Experience = "experience",
    }
}

/// Somebody's answer to an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardAnswer {
    /// The partner; nothing for the agency.
    pub organization: Option<OrganizationId>,
    /// Who wrote it.
    pub by: PersonId,
    /// What.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// What it takes to put something on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBoardEntry {
    /// Given or looked for.
    pub kind: BoardKind,
    /// What is shared.
    pub sort: BoardSort,
    /// In a line.
    pub title: String,
    /// In more words.
    pub words: String,
    /// Last day it is on the board.
    pub until: Date,
}

/// An entry of the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardEntry {
    /// Its id.
    pub id: BoardEntryId,
    /// Given or looked for.
    pub kind: BoardKind,
    /// What is shared.
    pub sort: BoardSort,
    /// In a line.
    pub title: String,
    /// In more words.
    pub words: String,
    /// Last day it is on the board.
    pub until: Date,
    /// The partner whose entry it is; nothing for the agency.
    pub organization: Option<OrganizationId>,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// What others answered, in order.
    pub answers: Vec<BoardAnswer>,
    /// What came of it; set when it was taken down.
    pub outcome: Option<String>,
    /// Counts edits.
    pub version: i64,
}

/// Most answers of one entry.
const ANSWERS: usize = 100;

impl NewBoardEntry {
    /// The entry; refuses one without words or whose day has passed.
    pub fn of(
        self,
        id: BoardEntryId,
        organization: Option<OrganizationId>,
        by: PersonId,
        at: Timestamp,
        today: Date,
    ) -> Result<BoardEntry, Refusal> {
        let mut wrong = Wrongs::default();
        let title = wrong.text(text::line("board_title", &self.title));
        let words = wrong.text(text::prose("board_words", &self.words));
        if self.until < today {
            wrong.add(Refusal::unfit("board_until", "day-passed"));
        }
        let NewBoardEntry { kind, sort, until, .. } = self;
        let (answers, outcome) = (Vec::new(), None);
        wrong.or(BoardEntry {
            id,
            kind,
            sort,
            title,
            words,
            until,
            organization,
            by,
            at,
            answers,
            outcome,
            version: 1,
        })
    }
}

impl BoardEntry {
    /// Whether it is on the board on a day.
    pub fn open(&self, today: Date) -> bool {
        self.outcome.is_none() && today <= self.until
    }

    /// With an answer.
    pub fn answered(mut self, answer: BoardAnswer, today: Date) -> Result<BoardEntry, Refusal> {
        if !self.open(today) || self.answers.len() >= ANSWERS {
            return Err(Refusal::not_now("board-taken-down"));
        }
        let words = text::prose("board_answer", &answer.words)?;
        self.answers.push(BoardAnswer { words, ..answer });
        Ok(self)
    }

    /// Taken down, with what came of it.
    pub fn taken_down(mut self, outcome: &str) -> Result<BoardEntry, Refusal> {
        if self.outcome.is_some() {
            return Err(Refusal::not_now("board-taken-down"));
        }
        self.outcome = Some(text::prose("board_outcome", outcome)?);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn an_offer_stands_until_its_day_or_until_it_is_taken_down() {
        let new = NewBoardEntry {
            kind: BoardKind::Offer,
            sort: BoardSort::Resource,
            title: "A bucket truck, two mornings".into(),
            words: "With driver.".into(),
            until: date(2026, 4, 30),
        };
        let today = date(2026, 4, 1);
        let past = NewBoardEntry { until: date(2026, 3, 31), ..new.clone() }.of(
            id(1),
            None,
            id(2),
            Timestamp::UNIX_EPOCH,
            today,
        );
        assert_eq!(past, Err(Refusal::unfit("board_until", "day-passed")));
        let entry = new.of(id(1), Some(id(3)), id(2), Timestamp::UNIX_EPOCH, today).unwrap();
        assert!(entry.open(date(2026, 4, 30)) && !entry.open(date(2026, 5, 1)));
        let answer = BoardAnswer {
            organization: None,
            by: id(4),
            words: "Thursday?".into(),
            at: Timestamp::UNIX_EPOCH,
        };
        let entry =
            entry.answered(answer.clone(), today).unwrap().taken_down("Lamps of lot 4 mended.").unwrap();
        assert!(!entry.open(today));
        assert_eq!(entry.answered(answer, today), Err(Refusal::not_now("board-taken-down")));
    }
}
