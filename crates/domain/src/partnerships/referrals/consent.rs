//! Consent in writing to be referred: bounded in what, to whom, for what and for how long.

use super::*;

named! {
    /// How the consent was given.
    ConsentWay, "consent_way" {
        /// Signed on paper, which the agency keeps.
        Paper = "paper",
        /// Signed on a screen.
        Screen = "screen",
    }
}

named! {
    /// Who signed.
    Signer, "consent_signer" {
        /// The person.
        Person = "person",
        /// A parent or guardian who is not whom the person has to fear.
        Guardian = "guardian",
    }
}

/// A consent as it is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewConsent {
    /// What may be passed on.
    pub scope: String,
    /// For what.
    pub purpose: String,
    /// How it was given.
    pub way: ConsentWay,
    /// Who signed.
    pub signer: Signer,
    /// The language in which it was explained.
    pub language: String,
    /// Who was there, where somebody was.
    pub witness: String,
    /// Day of the signature.
    pub signed_on: Date,
    /// Last day.
    pub until: Date,
    /// Whether the person was told that saying no changes nothing, and that yes can be taken back at any time.
    pub told: bool,
}

/// A consent that holds until its day is over or it is taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// What may be passed on.
    pub scope: String,
    /// For what.
    pub purpose: String,
    /// How it was given.
    pub way: ConsentWay,
    /// Who signed.
    pub signer: Signer,
    /// The language in which it was explained.
    pub language: String,
    /// Who was there, where somebody was.
    pub witness: String,
    /// Day of the signature.
    pub signed_on: Date,
    /// Last day.
    pub until: Date,
    /// When it was taken back.
    #[serde(default)]
    pub revoked: Option<Revoked>,
}

/// That a consent was taken back. No reason is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// From this instant on it does not hold.
    pub at: Timestamp,
    /// Who noted it.
    pub noted_by: PersonId,
}

/// Longest a consent may hold.
const MONTHS: i32 = 12;

impl NewConsent {
    /// The consent, if it is one: of a day that has come, for a time that is bounded, by somebody who was told what it means.
    pub(super) fn given(self, today: Date) -> Result<Consent, Refusal> {
        let mut wrong = Wrongs::default();
        let consent = Consent {
            scope: wrong.text(text::prose("consent_scope", &self.scope)),
            purpose: wrong.text(text::prose("consent_purpose", &self.purpose)),
            way: self.way,
            signer: self.signer,
            language: wrong.text(text::line("consent_language", &self.language)),
            witness: wrong.text(text::draft("consent_witness", &self.witness)),
            signed_on: self.signed_on,
            until: self.until,
            revoked: None,
        };
        if self.signed_on > today {
            wrong.add(Refusal::unfit("consent_signed", "consent-not-yet"));
        }
        let longest = self.signed_on.checked_add(Span::new().months(MONTHS)).unwrap_or(Date::MAX);
        if self.until < today || self.until > longest {
            wrong.add(Refusal::unfit("consent_until", "consent-bounds"));
        }
        if !self.told {
            wrong.add(Refusal::required("consent_told"));
        }
        wrong.or(consent)
    }
}

impl Consent {
    /// The first instant at which it does not hold.
    pub fn over_at(&self, zone: &TimeZone) -> Timestamp {
        let day = self.until.checked_add(1.day()).ok().and_then(|day| day.to_zoned(zone.clone()).ok());
        let over = day.map_or(Timestamp::MAX, |day| day.timestamp());
        self.revoked.map_or(over, |revoked| revoked.at.min(over))
    }
}
