//! Partner organizations.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::OrganizationId;
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

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
    /// What is kept about it.
    #[serde(default)]
    pub record: PartnerRecord,
    /// The organization it became part of.
    #[serde(default)]
    pub merged_into: Option<OrganizationId>,
    /// Counts edits.
    #[serde(default)]
    pub version: i64,
}

named! {
    /// How the work with a partner stands.
    #[derive(Default)]
    PartnerState, "partner_state" {
        /// Somebody the agency would like to work with.
        Prospective = "prospective",
        /// At work together.
        #[default]
        Active = "active",
        /// Nothing going on now.
        Dormant = "dormant",
        /// Over.
        Ended = "ended",
    }
}

/// What is kept about a partner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerRecord {
    /// Its name in law, where that is another.
    pub legal_name: String,
    /// Whom to ask there.
    pub contact: String,
    /// Address for letters by e-mail.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Street address.
    pub address: String,
    /// Whether the street address is never shown to anybody outside, such as that of a shelter.
    pub address_protected: bool,
    /// Where it works.
    pub covers: String,
    /// Languages its people speak.
    pub languages: String,
    /// What it does for people.
    pub services: String,
    /// For whom.
    pub eligibility: String,
    /// How many it can serve.
    pub capacity: String,
    /// When it is open, and how to come.
    pub opening: String,
    /// What it can bring to problem solving.
    pub offers: String,
    /// What was looked at before working together: background, insurance, conflicts of interest.
    pub vetting: String,
    /// How the work stands.
    pub state: PartnerState,
    /// Last day on which somebody spoke with it.
    pub last_contact: Option<Date>,
    /// Whether the public directory of services shows it.
    pub listed: bool,
}

impl PartnerRecord {
    /// The record with its texts cleaned.
    pub fn tidy(mut self) -> Result<PartnerRecord, Refusal> {
        let mut wrong = Wrongs::default();
        let texts: [(&'static str, &mut String); 13] = [
            ("legal_name", &mut self.legal_name),
            ("partner_contact", &mut self.contact),
            ("partner_phone", &mut self.phone),
            ("partner_address", &mut self.address),
            ("partner_covers", &mut self.covers),
            ("partner_languages", &mut self.languages),
            ("partner_services", &mut self.services),
            ("partner_eligibility", &mut self.eligibility),
            ("partner_capacity", &mut self.capacity),
            ("partner_opening", &mut self.opening),
            ("partner_offers", &mut self.offers),
            ("partner_vetting", &mut self.vetting),
            ("partner_email", &mut self.email),
        ];
        for (field, value) in texts {
            *value = wrong.text(text::draft(field, value));
        }
        if !self.email.is_empty() && self.email.parse::<text::Email>().is_err() {
            wrong.add(Refusal::malformed("partner_email"));
        }
        wrong.or(self)
    }
}

impl PartnerRecord {
    /// Whether words tell an address that is protected: its number and street, however they are written.
    pub fn protects(&self, words: &str) -> bool {
        let street = self.address.split([',', '\n']).next().unwrap_or_default();
        let mut wanted = words_of(street);
        if wanted.first().is_some_and(|first| first.starts_with(|c: char| c.is_ascii_digit())) {
            wanted.truncate(2);
        }
        self.address_protected
            && !wanted.is_empty()
            && words_of(words).windows(wanted.len()).any(|w| w == wanted)
    }

    /// Fields that everybody may read in which a protected address stands.
    fn tells_its_address(&self, name: &str) -> Vec<&'static str> {
        let public = [
            ("partner_name", name),
            ("partner_covers", &self.covers),
            ("partner_languages", &self.languages),
            ("partner_services", &self.services),
            ("partner_eligibility", &self.eligibility),
            ("partner_capacity", &self.capacity),
            ("partner_opening", &self.opening),
            ("partner_phone", &self.phone),
        ];
        public.into_iter().filter(|(_, words)| self.protects(words)).map(|(field, _)| field).collect()
    }

    /// The record as the trail keeps it: for ever, and for eyes that need no protected address.
    pub fn for_trail(&self) -> PartnerRecord {
        let kept = self.address_protected && !self.address.is_empty();
        let address = if kept { "protected".to_owned() } else { self.address.clone() };
        PartnerRecord { address, ..self.clone() }
    }
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

impl Organization {
    /// An organization of which nothing but its name and kind is known yet.
    pub fn new(id: OrganizationId, name: &str, kind: OrganizationKind) -> Organization {
        let record = PartnerRecord::default();
        Organization { id, name: name.to_owned(), kind, record, merged_into: None, version: 1 }
    }

    /// The same under another name and with another record; one that became part of another stays as it is.
    pub fn change(mut self, name: &str, record: PartnerRecord) -> Result<Organization, Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::not_now("partner-merged"));
        }
        let mut wrong = Wrongs::default();
        self.name = wrong.text(text::line("partner_name", name));
        match record.tidy() {
            Ok(mut record) => {
                // The form of a protected address does not show it; left empty, it stays.
                if record.address_protected && record.address.is_empty() {
                    record.address.clone_from(&self.record.address);
                }
                for field in record.tells_its_address(&self.name) {
                    wrong.add(Refusal::unfit(field, "tells-the-address"));
                }
                self.record = record;
            }
            Err(refusal) => wrong.add(refusal),
        }
        wrong.or(self)
    }

    /// Part of another from now on.
    pub fn merge_into(mut self, other: &Organization) -> Result<Organization, Refusal> {
        if self.merged_into.is_some() || other.merged_into.is_some() {
            return Err(Refusal::not_now("partner-merged"));
        }
        if self.id == other.id || self.kind != other.kind {
            return Err(Refusal::unfit("merge_with", "partner-not-alike"));
        }
        self.merged_into = Some(other.id);
        self.record.state = PartnerState::Ended;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    fn partner(n: u128, kind: OrganizationKind) -> Organization {
        Organization::new(OrganizationId::from_uuid(uuid::Uuid::from_u128(n)), "Partner", kind)
    }

    #[test]
    fn a_protected_address_is_told_in_no_field_that_everybody_reads_and_stays_when_it_is_not_typed_again() {
        let hidden = PartnerRecord {
            address: "412 Quarry Lane, Millbrook".into(),
            address_protected: true,
            ..PartnerRecord::default()
        };
        let shelter =
            partner(1, OrganizationKind::Nonprofit).change("Lantern House", hidden.clone()).unwrap();
        for opening in ["Day and night at 412 Quarry Lane", "412-quarry st.", "Come to 412\nQUARRY LN"] {
            let told = PartnerRecord { opening: opening.into(), ..hidden.clone() };
            let refused = shelter.clone().change("Lantern House", told).unwrap_err();
            assert_eq!(refused, Refusal::unfit("partner_opening", "tells-the-address"), "{opening}");
        }
        let empty = PartnerRecord { address: String::new(), opening: "Day and night".into(), ..hidden };
        let kept = shelter.change("Lantern House", empty).unwrap();
        assert_eq!(kept.record.address, "412 Quarry Lane, Millbrook");
        assert_eq!(kept.record.for_trail().address, "protected");
        let open = PartnerRecord { address_protected: false, ..kept.record };
        assert_eq!(open.for_trail().address, "412 Quarry Lane, Millbrook");
        assert!(!open.protects("412 Quarry Lane"));
    }

    #[test]
    fn what_was_kept_before_there_were_records_reads_as_an_active_partner() {
        let old = r#"{"id":"00000000-0000-0000-0000-000000000001","name":"Works","kind":"government"}"#;
        let read: Organization = serde_json::from_str(old).unwrap();
        assert_eq!((read.record.state, read.version), (PartnerState::Active, 0));
    }

    #[test]
    fn a_record_with_an_address_that_mail_does_not_take_is_refused_and_names_stay_clean() {
        let record = PartnerRecord { email: "nobody".into(), ..PartnerRecord::default() };
        let refused = partner(1, OrganizationKind::Media).change(" ", record);
        let Err(Refusal::Many(all)) = refused else { panic!("two are wrong") };
        assert_eq!(all, [Refusal::required("partner_name"), Refusal::malformed("partner_email")]);
    }

    #[test]
    fn only_partners_of_one_kind_become_one_and_only_once() {
        let (a, b) = (partner(1, OrganizationKind::Business), partner(2, OrganizationKind::Business));
        assert!(a.clone().merge_into(&a).is_err());
        assert!(a.clone().merge_into(&partner(3, OrganizationKind::Media)).is_err());
        let gone = a.merge_into(&b).unwrap();
        assert_eq!(gone.merged_into, Some(b.id));
        assert_eq!(gone.clone().merge_into(&b), Err(Refusal::not_now("partner-merged")));
        assert!(gone.change("Other", PartnerRecord::default()).is_err());
    }
}
