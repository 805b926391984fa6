//! The block list: what no release may say. Words are kept sealed by the store and compared here, letter case, accents,
//! punctuation and what cannot be seen aside, so that a name is found however it is written.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Mark;
use super::fold::Folded;
use crate::ids::BlockId;
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// Why something is on the list, the strictest first.
    BlockKind, "block_kind" {
        /// Somebody under age.
        Juvenile = "juvenile",
        /// Somebody to whom a sexual offense was done.
        Victim = "victim",
        /// An address that is protected.
        Address = "address",
        /// A fact of an investigation that still runs.
        Investigation = "investigation",
    }
}

impl BlockKind {
    /// Whether a commander may set it aside with a reason. People and protected addresses never.
    pub fn may_be_set_aside(self) -> bool {
        self == BlockKind::Investigation
    }
}

/// An entry as it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBlock {
    /// Why.
    pub kind: BlockKind,
    /// What to call the entry, without saying what it hides.
    pub label: String,
    /// Words that must not stand in a release, one wording a line.
    pub words: String,
    /// Last day; nothing for no end.
    pub until: Option<Date>,
}

/// What is kept of an entry beside its words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockAbout {
    /// Its id.
    pub id: BlockId,
    /// Why.
    pub kind: BlockKind,
    /// What to call it.
    pub label: String,
    /// Last day.
    pub until: Option<Date>,
    /// Who put it there.
    pub mark: Mark,
    /// Why it was taken off.
    pub lifted: Option<String>,
}

/// An entry with its words.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: BlockId,
    /// Why.
    pub kind: BlockKind,
    /// What to call it.
    pub label: String,
    /// Wordings, one a line.
    pub words: String,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Block").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// That an entry stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub block: BlockId,
    /// Why it is on the list.
    pub kind: BlockKind,
    /// What the entry is called.
    pub label: String,
}

/// Shortest wording, in letters and digits: less would be found everywhere.
const SHORTEST: usize = 3;

impl NewBlock {
    /// The entry, cleaned, and its words.
    pub fn tidy(self, id: BlockId, mark: Mark, today: Date) -> Result<(BlockAbout, String), Refusal> {
        let mut wrong = Wrongs::default();
        let label = wrong.text(text::line("block_label", &self.label));
        let words = wrong.text(text::prose("block_words", &self.words));
        let wordings = || words.lines().filter(|line| !line.trim().is_empty()).map(Folded::of);
        if wordings().any(|wording| wording.len() < SHORTEST) {
            wrong.add(Refusal::unfit("block_words", "block-short"));
        }
        let named = Folded::of(&label);
        if wordings().any(|wording| named.holds(&wording)) {
            wrong.add(Refusal::unfit("block_label", "block-tells"));
        }
        if self.until.is_some_and(|day| day < today) {
            wrong.add(Refusal::unfit("block_until", "day-passed"));
        }
        let about = BlockAbout { id, kind: self.kind, label, until: self.until, mark, lifted: None };
        wrong.or((about, words))
    }
}

impl Block {
    /// The hit, if one of the wordings stands in the text as whole words.
    pub fn found_in(&self, text: &str) -> Option<Hit> {
        self.found(&Folded::of(text))
    }

    /// The same of a text that was folded already.
    pub(super) fn found(&self, text: &Folded) -> Option<Hit> {
        let found = self.words.lines().any(|words| text.holds(&Folded::of(words)));
        found.then(|| Hit { block: self.id, kind: self.kind, label: self.label.clone() })
    }

    /// The paragraphs in which it is found, folded; all of the text where no single one holds it.
    pub(super) fn passages(&self, text: &str) -> String {
        let found: Vec<String> = text
            .lines()
            .map(Folded::of)
            .filter(|line| self.found(line).is_some())
            .map(|line| line.text())
            .collect();
        if found.is_empty() { Folded::of(text).text() } else { found.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Key;

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn block(words: &str) -> Block {
        Block { id: id(1), kind: BlockKind::Juvenile, label: "Case 7".into(), words: words.into() }
    }

    #[test]
    fn a_name_is_found_however_it_is_written_and_only_as_a_whole() {
        let name = block("José Nuñez\nPepe Nuñez");
        for text in ["JOSE  NUNEZ was", "by José\nNuñez.", "(Pepe Nunez's bicycle)", "Jose\u{301} Nuñez"] {
            assert!(name.found_in(text).is_some(), "{text}");
        }
        for text in ["José Nuñezal", "San José. A Nuñez Street", "Nuñez José"] {
            assert!(name.found_in(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_entry_says_nothing_in_its_label_and_is_not_so_short_that_it_is_everywhere() {
        let mark = Mark { by: id(9), at: Timestamp::UNIX_EPOCH };
        let new = |label: &str, words: &str| NewBlock {
            kind: BlockKind::Victim,
            label: label.into(),
            words: words.into(),
            until: None,
        };
        let today = jiff::civil::date(2026, 3, 1);
        let short = new("Case 7", "Jo").tidy(id(1), mark, today);
        assert_eq!(short, Err(Refusal::unfit("block_words", "block-short")));
        let tells = new("Ann Field", "ann field").tidy(id(1), mark, today);
        assert_eq!(tells, Err(Refusal::unfit("block_label", "block-tells")));
        assert!(
            new("Case 7", "Ann Field\n\nA. Field").tidy(id(1), mark, today).is_ok(),
            "an empty line is none"
        );
    }
}
