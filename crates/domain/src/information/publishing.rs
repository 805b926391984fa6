//! What may be made public, and how.
//!
//! Only this module can make a [`Cleared`] value, and pages for the public take nothing else. Figures are area
//! counts of whole months, and records at fixed public points that many addresses share. A count from 1 up to the
//! agency's limit is hidden; where one hidden count could be won back from a total, another is hidden with it. A
//! release is frozen once, for the whole agency, so that reading it again, in slices, tells nothing more.

mod area;
mod catchments;
mod initiatives;
mod press;
mod quarter;
mod release;
mod services;
mod story;

use serde::{Deserialize, Serialize};

pub use area::{
    Answers, Priority, PublicArea, PublicOfficer, PublicOutcome, Surroundings, Usual, clear_answers,
    clear_area, clear_officer, clear_priority, lines_of,
};
pub use catchments::{Catchments, Ground, LEAST, PublicPoint};
pub use initiatives::{PublicInitiative, clear_initiative};
pub use press::{PublicCorrection, PublicPress, PublicTelling, clear_press};
pub use quarter::{Quarter, QuarterProblem, clear_quarter_problem};
pub use release::{Happened, Line, RawCounts, Release, SENSITIVE, Spot, clear_release, spots_of};
pub use services::{PublicService, clear_service};
pub(crate) use story::clear_evidence;
pub use story::{PublicEvidence, PublicStory, clear_story, preview_story};

/// A value that passed the publishing rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cleared<T>(T);

impl<T> Cleared<T> {
    /// The value, to be shown.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, to be shown.
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// A public count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// The number itself.
    Exact(u32),
    /// Fewer than the limit, and more than none.
    Under(u32),
    /// Hidden because it would give another hidden count away.
    Hidden,
}

/// What a public page may say of a problem: only words that somebody of the agency wrote for the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicWords {
    /// What people said.
    pub said: String,
    /// What is being done, or was done.
    pub did: String,
}

/// Clears words that a person with the right to publish released for the public.
pub fn clear_words(said: &str, did: &str) -> Cleared<PublicWords> {
    Cleared(PublicWords { said: said.trim().to_owned(), did: did.trim().to_owned() })
}
