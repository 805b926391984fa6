//! Levels of authority: who may decide for whom.

use serde::{Deserialize, Serialize};

use crate::authority::{Actor, Role, Who};

/// A level of authority, from the line upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Officers and analysts: the line.
    Officer,
    /// Sergeants and who else supervises.
    Supervisor,
    /// Lieutenants and up.
    Commander,
}

impl Rank {
    /// The three, from the line upwards.
    pub const ALL: [Rank; 3] = [Rank::Officer, Rank::Supervisor, Rank::Commander];

    /// Its name in data and, with `rank-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Rank::Officer => "officer",
            Rank::Supervisor => "supervisor",
            Rank::Commander => "commander",
        }
    }

    /// The next level up; the highest is its own.
    pub fn above(self) -> Rank {
        match self {
            Rank::Officer => Rank::Supervisor,
            _ => Rank::Commander,
        }
    }

    /// The level of an actor: the highest of the person's roles; none for those who decide nothing.
    pub fn of(who: &Actor) -> Option<Rank> {
        let Who::Person { roles, .. } = &who.who else { return None };
        let rank = |role: &Role| match role {
            Role::Commander => Some(Rank::Commander),
            Role::Supervisor => Some(Rank::Supervisor),
            Role::Officer | Role::Analyst => Some(Rank::Officer),
            _ => None,
        };
        roles.iter().filter_map(rank).max()
    }

    /// Days within which somebody of this level answers what was asked.
    pub fn answers_within(self) -> i64 {
        match self {
            Rank::Officer => 1,
            Rank::Supervisor => 3,
            Rank::Commander => 7,
        }
    }
}

impl std::str::FromStr for Rank {
    type Err = crate::Refusal;
    fn from_str(text: &str) -> Result<Self, crate::Refusal> {
        Rank::ALL.into_iter().find(|r| r.name() == text).ok_or(crate::Refusal::malformed("rank"))
    }
}
