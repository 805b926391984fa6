//! Roles of people with an account, and the other parties that may act.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// What a person with an account does for, or with, the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Member of a partner organization.
    Partner,
    /// Owns a beat's problems.
    Officer,
    /// Imports, scans, analyses, assesses.
    Analyst,
    /// Sergeant: reviews, signs gates, coaches.
    Supervisor,
    /// Lieutenant and up: goals, closings, escalations.
    Commander,
    /// Newsroom and public pages.
    Information,
    /// Recruitment, training, evaluation.
    Personnel,
    /// Accounts and settings; no case content.
    Administrator,
    /// Reads the audit trail; changes nothing.
    Auditor,
}

impl Role {
    /// Every role, in the order in which people read them.
    pub const ALL: [Role; 9] = [
        Role::Partner,
        Role::Officer,
        Role::Analyst,
        Role::Supervisor,
        Role::Commander,
        Role::Information,
        Role::Personnel,
        Role::Administrator,
        Role::Auditor,
    ];

    /// The role's name in data, code and interfaces.
    pub fn name(self) -> &'static str {
        match self {
            Role::Partner => "partner",
            Role::Officer => "officer",
            Role::Analyst => "analyst",
            Role::Supervisor => "supervisor",
            Role::Commander => "commander",
            Role::Information => "information",
            Role::Personnel => "personnel",
            Role::Administrator => "administrator",
            Role::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Role::ALL.into_iter().find(|r| r.name() == text).ok_or(Refusal::malformed("role"))
    }
}

/// Anybody or anything that may act: a role, or one of the parties without an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A visitor of the public pages.
    Nobody,
    /// Whoever holds a concern's secret link.
    SecretLink,
    /// A person with an account, in this role.
    Role(Role),
    /// Commonbeat's own scheduled work.
    System,
    /// Whoever may run the executable on the machine.
    Operator,
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Nobody => f.write_str("nobody"),
            Party::SecretLink => f.write_str("secret-link"),
            Party::Role(role) => role.fmt(f),
            Party::System => f.write_str("system"),
            Party::Operator => f.write_str("operator"),
        }
    }
}
