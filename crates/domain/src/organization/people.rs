//! People with an account.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::{Actor, Role, Who};
use crate::ids::{AgencyId, AreaId, OrganizationId, PersonId};
use crate::text::{Email, Language};

/// How far an account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Invited; has not chosen a password yet.
    Invited,
    /// May sign in.
    Active,
    /// Locked after failures or by an administrator.
    Locked,
    /// Left; kept for the record.
    Left,
}

impl Standing {
    /// Its name in data and, with `standing-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Invited => "invited",
            Standing::Active => "active",
            Standing::Locked => "locked",
            Standing::Left => "left",
        }
    }
}

/// A person with an account in one agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub id: PersonId,
    /// The agency.
    pub agency: AgencyId,
    /// Signs in with it.
    pub email: Email,
    /// Name as shown, such as "Dana Ruiz".
    pub name: String,
    /// Rank or function in front of the name, such as "Ofc."; may be empty.
    pub title: String,
    /// What the person does.
    pub roles: BTreeSet<Role>,
    /// Assigned beats.
    pub beats: BTreeSet<AreaId>,
    /// Partner organization, for partners.
    pub organization: Option<OrganizationId>,
    /// How far the account has come.
    pub standing: Standing,
    /// Language of the pages.
    pub language: Language,
    /// Languages the person speaks with residents.
    pub speaks: Vec<Language>,
    /// Since when on the present beat; shown on the area page.
    pub on_beat_since: Option<Date>,
    /// Whether the area page names the person.
    pub public: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Counts edits.
    pub version: i64,
}

impl Person {
    /// The person as an actor.
    pub fn actor(&self) -> Actor {
        Actor {
            agency: self.agency,
            who: Who::Person {
                person: self.id,
                roles: self.roles.clone(),
                beats: self.beats.clone(),
                organization: self.organization,
            },
        }
    }

    /// Title and name together.
    pub fn display_name(&self) -> String {
        if self.title.is_empty() { self.name.clone() } else { format!("{} {}", self.title, self.name) }
    }
}
