//! What was shared with a partner: problems opened to it, and the log of everything shown or given.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{DisseminationId, OrganizationId, PersonId, ProblemId};
use crate::partnerships::agreements::DataCategory;
use crate::problems::named::named;

/// A problem opened to a partner; visible while an agreement in force covers problems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The problem.
    pub problem: ProblemId,
    /// The partner.
    pub organization: OrganizationId,
    /// Who opened it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

named! {
    /// How something came to a partner.
    Passed, "passed" {
        /// A person of the agency gave or opened it.
        Given = "given",
        /// A person of the partner looked at it; noted once for each person, thing and day.
        Seen = "seen",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

/// A line of the dissemination log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dissemination {
    /// Its id.
    pub id: DisseminationId,
    /// The partner.
    pub organization: OrganizationId,
    /// What kind of thing.
    pub category: DataCategory,
    /// How it came there.
    pub how: Passed,
    /// What, as people call it: `P-2026-0142`.
    pub what: String,
    /// Who gave or saw it.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}
