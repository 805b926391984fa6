//! Partner organizations.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::OrganizationId;

/// The five kinds of partners of community policing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationKind {
    /// Another government agency.
    Government,
    /// Community members and groups.
    Community,
    /// Nonprofits and service providers.
    Nonprofit,
    /// Local businesses.
    Business,
    /// Media.
    Media,
}

impl OrganizationKind {
    /// Every kind.
    pub const ALL: [OrganizationKind; 5] = [
        OrganizationKind::Government,
        OrganizationKind::Community,
        OrganizationKind::Nonprofit,
        OrganizationKind::Business,
        OrganizationKind::Media,
    ];

    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            OrganizationKind::Government => "government",
            OrganizationKind::Community => "community",
            OrganizationKind::Nonprofit => "nonprofit",
            OrganizationKind::Business => "business",
            OrganizationKind::Media => "media",
        }
    }
}

impl FromStr for OrganizationKind {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        OrganizationKind::ALL.into_iter().find(|k| k.name() == text).ok_or(Refusal::malformed("kind"))
    }
}

/// An organization the agency works with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Which of the five kinds.
    pub kind: OrganizationKind,
}
