//! What an agency's categories mean: a class, a NIBRS offense, and how much harm one incident does.
//!
//! The weights are a ranking aid, not a measurement: see `docs/meaning.md` for how they are made and what they may
//! not be used for.

mod nibrs;
mod propose;
mod weights;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::PersonId;
use crate::information::offenses::Offense;

pub use nibrs::{Group, NibrsCode, NibrsOffense};
pub use propose::{Proposal, Why, propose};
pub use weights::{BadIndex, ClassWeights, Index, Weights, read_index};

/// What a category is taken to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Its class, on which scanning, figures and the rules of publishing stand.
    pub offense: Offense,
    /// Its NIBRS offense; none where no offense is meant, as for many calls.
    pub nibrs: Option<NibrsCode>,
}

impl Meaning {
    /// Reads what was chosen: a known class, and a NIBRS code or nothing.
    pub fn read(offense: &str, nibrs: &str) -> Result<Meaning, Refusal> {
        if !Offense::known_names().any(|name| name == offense) {
            return Err(Refusal::malformed("offense"));
        }
        let nibrs = match nibrs.trim() {
            "" => None,
            code => Some(code.parse()?),
        };
        Ok(Meaning { offense: offense.parse()?, nibrs })
    }
}

/// A category whose meaning somebody decided on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// The category in the agency's own words.
    pub label: String,
    /// What it means.
    pub meaning: Meaning,
    /// Who decided; nobody where it came by the command line.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Counts decisions.
    pub version: i64,
}

/// One decision about a category, as its history shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The category.
    pub label: String,
    /// What it was taken to mean by a decision before; none where the profiles alone said it.
    pub before: Option<Meaning>,
    /// What it means since.
    pub after: Meaning,
    /// Who decided.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Records that changed their class by it, once that is done.
    pub reclassed: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_classes_and_codes_that_exist_can_be_chosen() {
        let read = Meaning::read("burglary", "220").unwrap();
        assert_eq!(read.nibrs.unwrap().offense().name, "Burglary/Breaking & Entering");
        assert_eq!(Meaning::read("noise", " ").unwrap().nibrs, None);
        assert_eq!(Meaning::read("crookery", "220"), Err(Refusal::malformed("offense")));
        assert_eq!(Meaning::read("burglary", "999"), Err(Refusal::malformed("nibrs")));
    }
}
