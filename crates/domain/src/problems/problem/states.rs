//! Stage, tier and status of a problem.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The four stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Is there a problem, and whose?
    Scanning,
    /// Why?
    Analysis,
    /// What is done?
    Response,
    /// Did it work?
    Assessment,
}

impl Stage {
    /// The four, in order.
    pub const ALL: [Stage; 4] = [Stage::Scanning, Stage::Analysis, Stage::Response, Stage::Assessment];

    /// Its name in data and, with `stage-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Scanning => "scanning",
            Stage::Analysis => "analysis",
            Stage::Response => "response",
            Stage::Assessment => "assessment",
        }
    }

    pub(super) fn next(self) -> Option<Stage> {
        Stage::ALL.get(self as usize + 1).copied()
    }
}

impl FromStr for Stage {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Stage::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("stage"))
    }
}

/// How much is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Small, or ongoing: asks little.
    Quick,
    /// Much time or a joint commitment: asks for all.
    Formal,
}

impl Tier {
    /// Every value.
    pub const ALL: [Tier; 2] = [Tier::Quick, Tier::Formal];

    /// Its name in data and, with `tier-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Quick => "quick",
            Tier::Formal => "formal",
        }
    }

    pub(super) fn review_days(self) -> i64 {
        match self {
            Tier::Quick => 30,
            Tier::Formal => 45,
        }
    }
}

impl FromStr for Tier {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Tier::ALL.into_iter().find(|t| t.name() == text).ok_or(Refusal::malformed("tier"))
    }
}

/// Whether it is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In work.
    Open,
    /// Closed, with a conclusion and answers to those who raised it.
    Closed,
    /// Not taken on, with a reason that who raised it reads.
    Declined,
    /// Goes on as part of another problem.
    Merged,
}

/// How it stands for people: the status, with what followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// In work.
    Open,
    /// In work again.
    Reopened,
    /// Closed, and looked at again on set days.
    Monitoring,
    /// Closed for good.
    Closed,
    /// Not taken on.
    Declined,
    /// Part of another.
    Merged,
}

impl Standing {
    /// Every value.
    pub const ALL: [Standing; 6] = [
        Standing::Open,
        Standing::Reopened,
        Standing::Monitoring,
        Standing::Closed,
        Standing::Declined,
        Standing::Merged,
    ];

    /// Its name in data and, with `status-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Reopened => "reopened",
            Standing::Monitoring => "monitoring",
            Standing::Closed => "closed",
            Standing::Declined => "declined",
            Standing::Merged => "merged",
        }
    }
}

impl Status {
    /// Every value.
    pub const ALL: [Status; 4] = [Status::Open, Status::Closed, Status::Declined, Status::Merged];

    /// Its name in data and, with `status-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Closed => "closed",
            Status::Declined => "declined",
            Status::Merged => "merged",
        }
    }
}

impl FromStr for Status {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Status::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("status"))
    }
}
