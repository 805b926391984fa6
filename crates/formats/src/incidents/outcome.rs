//! What became of a row.

use commonbeat_domain::information::imports::Tally;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::place::LonLat;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Category, Identity, When};
use crate::addresses::Matched;

/// What import noticed about a row that it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Flag {
    /// No coordinates.
    NoPlace,
    /// Coordinates that stand for "no place", such as 0, 0.
    ZeroPlace,
    /// Far from the agency's area.
    FarOutside,
    /// Longitude and latitude were the wrong way round; they are put right.
    Swapped,
    /// A wall time that never existed: clocks were put forward.
    NonexistentHour,
    /// A wall time that existed twice: clocks were put back.
    AmbiguousHour,
    /// Exactly midnight, which mostly means that nobody knows the hour.
    Midnight,
    /// The range ends before it starts; the end is dropped.
    EndBeforeStart,
    /// No coordinates, and the words match no address point.
    AddressUnmatched,
}

impl Flag {
    /// All flags, in order.
    pub const ALL: [Flag; 9] = [
        Flag::NoPlace,
        Flag::ZeroPlace,
        Flag::FarOutside,
        Flag::Swapped,
        Flag::NonexistentHour,
        Flag::AmbiguousHour,
        Flag::Midnight,
        Flag::EndBeforeStart,
        Flag::AddressUnmatched,
    ];

    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Flag::NoPlace => "no_place",
            Flag::ZeroPlace => "zero_place",
            Flag::FarOutside => "far_outside",
            Flag::Swapped => "swapped",
            Flag::NonexistentHour => "nonexistent_hour",
            Flag::AmbiguousHour => "ambiguous_hour",
            Flag::Midnight => "midnight",
            Flag::EndBeforeStart => "end_before_start",
            Flag::AddressUnmatched => "address_unmatched",
        }
    }
}

/// A set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u16);

impl Flags {
    /// Adds one.
    pub fn add(&mut self, flag: Flag) {
        self.0 |= 1 << flag as u8;
    }

    /// Whether it holds one.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those it holds, in order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |f| self.has(*f))
    }

    /// Their names in data.
    pub fn names(self) -> Vec<String> {
        self.iter().map(|f| f.name().to_owned()).collect()
    }
}

impl FromIterator<Flag> for Flags {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Flags {
        let mut set = Flags::default();
        flags.into_iter().for_each(|f| set.add(f));
        set
    }
}

/// Why a row is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A value that is needed is not given.
    Missing,
    /// A date or time that cannot be read, or is not in 1900 to 2100.
    BadDate,
    /// A number that cannot be read.
    BadNumber,
    /// More or fewer columns than the file has, or a quote that never closes.
    Columns,
    /// Bytes that are no text in the profile's encoding, or a NUL.
    Encoding,
    /// Longer than a record may be.
    TooLong,
    /// An id that came before in this file with different content.
    DuplicateId,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 7] = [
        Reason::Missing,
        Reason::BadDate,
        Reason::BadNumber,
        Reason::Columns,
        Reason::Encoding,
        Reason::TooLong,
        Reason::DuplicateId,
    ];

    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Missing => "missing",
            Reason::BadDate => "bad_date",
            Reason::BadNumber => "bad_number",
            Reason::Columns => "columns",
            Reason::Encoding => "encoding",
            Reason::TooLong => "too_long",
            Reason::DuplicateId => "duplicate_id",
        }
    }
}

/// A row that is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// The column that is to blame, if one is.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// Why.
    pub reason: Reason,
    /// Why, in words for people.
    pub detail: String,
    /// The fields as they stand in the file. Bytes that are no text show as U+FFFD.
    pub raw: Vec<String>,
}

/// A row that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// Incident or call.
    pub kind: RecordKind,
    /// What makes it the same record at the next import.
    pub identity: Identity,
    /// Whether an earlier row of this file has the same id, and this one is its newer state.
    pub supersedes: bool,
    /// SHA-256 of its fields but the volatile ones, by column name: equal means unchanged.
    pub digest: [u8; 32],
    /// When it happened.
    pub occurred: When,
    /// When it was reported.
    pub reported: Option<Timestamp>,
    /// Local day on which it happened, or began; the first of the month where only the month is known.
    pub day: Option<Date>,
    /// Local hour as written, where it is known.
    pub hour: Option<u8>,
    /// What it was.
    pub category: Category,
    /// Where; absent where the file gives no place or one that cannot be.
    pub at: Option<LonLat>,
    /// How `at` was found, where the words were matched with an address point.
    pub by_address: Option<Matched>,
    /// The place in the file's own words.
    pub place_text: String,
    /// The same for equal places; see [`crate::address::key`].
    pub place_key: Option<String>,
    /// Why it is set aside, if it is: kept, and no problem of the public's.
    pub set_aside: Option<String>,
    /// All fields by column name, if the settings ask for them.
    pub original: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Row {
    /// The id in the source, if it has one.
    pub fn source_id(&self) -> Option<&str> {
        match &self.identity {
            Identity::Id { id, .. } => Some(id),
            Identity::Content { .. } => None,
        }
    }

    /// The row's code beside the id, if it has one.
    pub fn row_code(&self) -> Option<&str> {
        match &self.identity {
            Identity::Id { code, .. } => code.as_deref(),
            Identity::Content { .. } => None,
        }
    }

    /// The digest in hex.
    pub fn digest_hex(&self) -> String {
        hex::encode(self.digest)
    }
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowOutcome {
    /// Kept, with what was noticed about it.
    Accepted(Box<Row>, Flags),
    /// The same record again, in this same file, unchanged: counts as unchanged.
    Repeated {
        /// Physical line on which it begins, from 1.
        line: u64,
        /// Which record.
        identity: Identity,
    },
    /// Not kept.
    Refused(Refused),
}

impl RowOutcome {
    /// Physical line on which the row begins, from 1.
    pub fn line(&self) -> u64 {
        match self {
            RowOutcome::Accepted(row, _) => row.line,
            RowOutcome::Repeated { line, .. } => *line,
            RowOutcome::Refused(refused) => refused.line,
        }
    }

    /// Counts it, as if the store held nothing yet: what a dry run says, and where a real run starts from.
    pub fn count(&self, tally: &mut Tally) {
        tally.rows += 1;
        match self {
            RowOutcome::Accepted(row, flags) => {
                *(if row.supersedes { &mut tally.updated } else { &mut tally.accepted }) += 1;
                if let Some(found) = row.by_address {
                    tally.count_address(found.how.name(), found.score);
                }
                for flag in flags.iter() {
                    count_one(&mut tally.flagged, flag.name());
                }
            }
            RowOutcome::Repeated { .. } => tally.unchanged += 1,
            RowOutcome::Refused(refused) => count_one(&mut tally.refused, refused.reason.name()),
        }
    }
}

fn count_one(counts: &mut std::collections::BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(n) => *n += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}
