//! People with an account.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::authority::{Actor, Role, Who};
use crate::ids::{AgencyId, AreaId, OrganizationId, PersonId};
use crate::text::{Email, Language, line};

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
    /// Every standing, in the order of an account's life.
    pub const ALL: [Standing; 4] = [Standing::Invited, Standing::Active, Standing::Locked, Standing::Left];

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

impl FromStr for Standing {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Standing::ALL.into_iter().find(|s| s.name() == text).ok_or(Refusal::malformed("standing"))
    }
}

/// What an administrator says of a person: for an invitation, and again when it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPerson {
    /// Signs in with it; never changes.
    pub email: Email,
    /// Name as shown.
    pub name: String,
    /// Rank or function in front of the name; may be empty.
    pub title: String,
    /// What the person does; at least one.
    pub roles: BTreeSet<Role>,
    /// Assigned beats.
    pub beats: BTreeSet<AreaId>,
    /// Partner organization, for partners.
    pub organization: Option<OrganizationId>,
    /// Language of the pages.
    pub language: Language,
    /// Languages the person speaks with residents.
    pub speaks: Vec<Language>,
    /// Whether the area page names the person.
    pub public: bool,
    /// Since when on the present beat.
    pub on_beat_since: Option<Date>,
}

impl NewPerson {
    /// A person with one role and the usual rest.
    pub fn new(email: Email, name: &str, role: Role) -> NewPerson {
        NewPerson {
            email,
            name: name.to_owned(),
            title: String::new(),
            roles: BTreeSet::from([role]),
            beats: BTreeSet::new(),
            organization: None,
            language: Language::En,
            speaks: Vec::new(),
            public: false,
            on_beat_since: None,
        }
    }

    /// The rules of roles. Partners are guests and auditors watch the others, so neither role goes with a second one.
    fn check(&self) -> Result<(), Refusal> {
        let partner = self.roles.contains(&Role::Partner);
        if self.roles.is_empty() {
            return Err(Refusal::required("roles"));
        }
        if partner && self.roles.len() > 1 {
            return Err(Refusal::unfit("roles", "partner-alone"));
        }
        if self.roles.contains(&Role::Auditor) && self.roles.len() > 1 {
            return Err(Refusal::unfit("roles", "auditor-alone"));
        }
        if partner && self.organization.is_none() {
            return Err(Refusal::required("organization"));
        }
        if !partner && self.organization.is_some() {
            return Err(Refusal::unfit("organization", "staff-organization"));
        }
        Ok(())
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
    /// The account of somebody who was just invited.
    pub fn invite(id: PersonId, agency: AgencyId, new: NewPerson, at: Timestamp) -> Result<Person, Refusal> {
        let blank = Person {
            id,
            agency,
            email: new.email.clone(),
            name: String::new(),
            title: String::new(),
            roles: BTreeSet::new(),
            beats: BTreeSet::new(),
            organization: None,
            standing: Standing::Invited,
            language: Language::En,
            speaks: Vec::new(),
            on_beat_since: None,
            public: false,
            created_at: at,
            version: 0,
        };
        Ok(Person { version: 1, ..blank.describe(new)? })
    }

    /// The same account with what is now said of the person; address and standing stay.
    pub fn describe(self, new: NewPerson) -> Result<Person, Refusal> {
        new.check()?;
        let title = match line("title", &new.title) {
            Err(Refusal::Required { .. }) => String::new(),
            other => other?,
        };
        Ok(Person {
            name: line("name", &new.name)?,
            title,
            roles: new.roles,
            beats: new.beats,
            organization: new.organization,
            language: new.language,
            speaks: new.speaks,
            on_beat_since: new.on_beat_since,
            public: new.public,
            ..self
        })
    }

    /// What is said of the person now, to be changed.
    pub fn details(&self) -> NewPerson {
        NewPerson {
            email: self.email.clone(),
            name: self.name.clone(),
            title: self.title.clone(),
            roles: self.roles.clone(),
            beats: self.beats.clone(),
            organization: self.organization,
            language: self.language,
            speaks: self.speaks.clone(),
            public: self.public,
            on_beat_since: self.on_beat_since,
        }
    }

    /// Whether the person may sign in and act as an administrator.
    pub fn is_active_administrator(&self) -> bool {
        self.standing == Standing::Active && self.roles.contains(&Role::Administrator)
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn new(roles: &[Role]) -> NewPerson {
        let email = "dana@example.org".parse().unwrap();
        NewPerson {
            roles: roles.iter().copied().collect(),
            ..NewPerson::new(email, "Dana Ruiz", Role::Officer)
        }
    }

    fn invite(new: NewPerson) -> Result<Person, Refusal> {
        let uuid = uuid::Uuid::from_u128(1);
        Person::invite(PersonId::from_uuid(uuid), AgencyId::from_uuid(uuid), new, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn somebody_invited_has_the_first_version_and_may_not_sign_in_yet() {
        let person =
            invite(NewPerson { title: "  Ofc. ".into(), ..new(&[Role::Officer, Role::Analyst]) }).unwrap();
        assert_eq!((person.version, person.standing), (1, Standing::Invited));
        assert_eq!(person.display_name(), "Ofc. Dana Ruiz");
        assert_eq!(person.clone().describe(person.details()).unwrap(), person);
    }

    #[test]
    fn auditors_and_partners_have_no_second_role() {
        assert_eq!(
            invite(new(&[Role::Auditor, Role::Officer])),
            Err(Refusal::unfit("roles", "auditor-alone"))
        );
        assert_eq!(
            invite(new(&[Role::Partner, Role::Officer])),
            Err(Refusal::unfit("roles", "partner-alone"))
        );
        assert_eq!(invite(new(&[])), Err(Refusal::required("roles")));
    }

    #[test]
    fn a_partner_belongs_to_an_organization_and_staff_to_none() {
        assert_eq!(invite(new(&[Role::Partner])), Err(Refusal::required("organization")));
        let organization = Some(OrganizationId::from_uuid(uuid::Uuid::from_u128(2)));
        assert!(invite(NewPerson { organization, ..new(&[Role::Partner]) }).is_ok());
        let staff = NewPerson { organization, ..new(&[Role::Officer]) };
        assert_eq!(invite(staff), Err(Refusal::unfit("organization", "staff-organization")));
    }
}
