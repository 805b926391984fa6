//! The block list: what no release may say. Words are kept sealed by the store and compared here, letter case, accents and
//! punctuation aside, so that a name is found however it is written.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Mark;
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
        if words.lines().map(folded).any(|line| line.len() < SHORTEST + 2) && !words.is_empty() {
            wrong.add(Refusal::unfit("block_words", "block-short"));
        }
        if !words.is_empty() && words.lines().any(|line| folded(&label).contains(&folded(line))) {
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
        let text = folded(text);
        let found = self.words.lines().map(folded).any(|words| words.len() > 2 && text.contains(&words));
        found.then(|| Hit { block: self.id, kind: self.kind, label: self.label.clone() })
    }
}

/// Lower-case words with one space around each: letters without accents, digits, nothing else.
fn folded(text: &str) -> String {
    let mut folded = String::from(" ");
    for c in text.chars().flat_map(char::to_lowercase) {
        // A possessive is the same name; accents that stand as marks of their own fall away.
        if c == '\u{301}' || c == '\u{303}' || c == '\u{308}' {
            continue;
        }
        match plain(c) {
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// A letter without its accent, for the languages spoken here.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
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
        assert!(new("Case 7", "Ann Field").tidy(id(1), mark, today).is_ok());
    }
}
