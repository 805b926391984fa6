//! Agreements with partners: what may be shared, why, until when. Nothing is visible to a partner's people without one in force.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ids::{AgreementId, OrganizationId, PersonId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// What an agreement opens to a partner's people. Each is a row filter of the store.
    DataCategory, "data_categories" {
        /// Tasks that were given to the partner, and the names of the problems they serve.
        Tasks = "tasks",
        /// The shared part of problems: what is to be solved, what was chosen.
        Problems = "problems",
        /// The board of offers and needs.
        Board = "board",
        /// Referrals of people who consented in writing.
        Referrals = "referrals",
        /// Surveys of the partner's own premises.
        Surveys = "surveys",
    }
}

named! {
    /// What kind of paper it is.
    AgreementKind, "agreement_kind" {
        /// A memorandum of understanding.
        Memorandum = "memorandum",
        /// An information-sharing agreement.
        Sharing = "sharing",
        /// A partnership for a project.
        Partnership = "partnership",
    }
}

named! {
    /// Which of the two sides.
    Side, "side" {
        /// The police agency.
        Agency = "agency",
        /// The partner.
        Partner = "partner",
    }
}

named! {
    /// Where an agreement stands at a moment.
    AgreementState, "agreement_state" {
        /// Not signed by both sides.
        Draft = "draft",
        /// Signed; its first day is still to come.
        Coming = "coming",
        /// In force.
        InForce = "in-force",
        /// Over: its last day has passed, or a side ended it.
        Ended = "ended",
    }
}

/// What was agreed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// What kind of paper.
    pub kind: AgreementKind,
    /// What it is called.
    pub title: String,
    /// Why there is one.
    pub purpose: String,
    /// The lawful basis on each side.
    pub authority: String,
    /// What is shared.
    pub categories: BTreeSet<DataCategory>,
    /// What is left out because it is not needed.
    pub minimum: String,
    /// Who answers for it at the agency.
    pub contact_here: String,
    /// Who answers for it at the partner.
    pub contact_there: String,
    /// How what is shared is kept safe, and within how many hours a breach is told.
    pub security: String,
    /// How long it is kept, and how it is given back or destroyed.
    pub retention: String,
    /// Whether, and to whom, it may be passed on.
    pub onward: String,
    /// Day on which both sides look at it again.
    pub review_on: Date,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

impl Terms {
    /// The terms with their texts cleaned; every field that is missing or cannot be is named at once.
    pub fn tidy(mut self) -> Result<Terms, Refusal> {
        let mut wrong = Wrongs::default();
        self.title = wrong.text(text::line("agreement_title", &self.title));
        self.purpose = wrong.text(text::prose("agreement_purpose", &self.purpose));
        self.authority = wrong.text(text::prose("agreement_authority", &self.authority));
        if self.categories.is_empty() {
            wrong.add(Refusal::required("data_categories"));
        }
        self.minimum = wrong.text(text::draft("agreement_minimum", &self.minimum));
        self.contact_here = wrong.text(text::line("contact_here", &self.contact_here));
        self.contact_there = wrong.text(text::line("contact_there", &self.contact_there));
        self.security = wrong.text(text::prose("agreement_security", &self.security));
        self.retention = wrong.text(text::prose("agreement_retention", &self.retention));
        self.onward = wrong.text(text::prose("agreement_onward", &self.onward));
        if self.until < self.from {
            wrong.add(Refusal::unfit("agreement_until", "ends-before-start"));
        }
        if self.review_on < self.from || self.review_on > self.until {
            wrong.add(Refusal::unfit("agreement_review", "review-outside"));
        }
        wrong.or(self)
    }
}

/// A signature of one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// Which side.
    pub side: Side,
    /// Name and office of who signed.
    pub name: String,
    /// Whose account noted it.
    pub noted_by: PersonId,
    /// Whether it stands on paper and was noted by the agency.
    pub on_paper: bool,
    /// When.
    pub at: Timestamp,
}

/// How an agreement was ended before its day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndedBy {
    /// The side that ended it.
    pub side: Side,
    /// Whose account.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// From this instant on nothing it covered is visible.
    pub at: Timestamp,
}

/// An agreement between the agency and a partner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// The partner.
    pub organization: OrganizationId,
    /// What was agreed.
    pub terms: Terms,
    /// Signatures, at most one of each side.
    pub signatures: Vec<Signature>,
    /// How it was ended before its day.
    pub ended: Option<EndedBy>,
    /// Counts edits.
    pub version: i64,
}

impl Agreement {
    /// A draft.
    pub fn draft(id: AgreementId, organization: OrganizationId, terms: Terms) -> Result<Agreement, Refusal> {
        let terms = terms.tidy()?;
        Ok(Agreement { id, organization, terms, signatures: Vec::new(), ended: None, version: 1 })
    }

    /// The signature of a side.
    pub fn signed(&self, side: Side) -> Option<&Signature> {
        self.signatures.iter().find(|s| s.side == side)
    }

    /// When it begins to hold and when it stops (that instant is outside), in the agency's zone; nothing where it never
    /// holds: not signed by both sides, or ended before it began.
    pub fn holds(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let signed = self.signed(Side::Agency)?.at.max(self.signed(Side::Partner)?.at);
        let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|z| z.timestamp());
        let from = start(self.terms.from)?.max(signed);
        let over = start(self.terms.until.checked_add(1.day()).ok()?)?;
        let until = self.ended.as_ref().map_or(over, |e| e.at.min(over));
        (from < until).then_some((from, until))
    }

    /// Where it stands at a moment.
    pub fn state(&self, now: Timestamp, zone: &TimeZone) -> AgreementState {
        let ended = self.ended.as_ref().is_some_and(|e| e.at <= now);
        match self.holds(zone) {
            _ if ended => AgreementState::Ended,
            None if self.signatures.len() == Side::ALL.len() => AgreementState::Ended,
            None => AgreementState::Draft,
            Some((from, _)) if now < from => AgreementState::Coming,
            Some((_, until)) if now < until => AgreementState::InForce,
            Some(_) => AgreementState::Ended,
        }
    }

    /// Whether it opens a category at a moment.
    pub fn covers(&self, category: DataCategory, now: Timestamp, zone: &TimeZone) -> bool {
        self.state(now, zone) == AgreementState::InForce && self.terms.categories.contains(&category)
    }

    /// The same with other terms; a paper that somebody signed is changed by a new one.
    pub fn change(mut self, terms: Terms) -> Result<Agreement, Refusal> {
        if self.ended.is_some() {
            return Err(Refusal::not_now("agreement-ended"));
        }
        if !self.signatures.is_empty() {
            return Err(Refusal::not_now("agreement-signed"));
        }
        self.terms = terms.tidy()?;
        Ok(self)
    }

    /// Signed by one side.
    pub fn sign(mut self, signature: Signature) -> Result<Agreement, Refusal> {
        if self.ended.is_some() {
            return Err(Refusal::not_now("agreement-ended"));
        }
        if self.signed(signature.side).is_some() {
            return Err(Refusal::not_now("agreement-signed-already"));
        }
        let name = text::line("signer", &signature.name)?;
        self.signatures.push(Signature { name, ..signature });
        Ok(self)
    }

    /// Ended by one side, from this instant on.
    pub fn end(
        mut self,
        side: Side,
        by: PersonId,
        reason: &str,
        at: Timestamp,
    ) -> Result<Agreement, Refusal> {
        if self.ended.is_some() {
            return Err(Refusal::not_now("agreement-ended"));
        }
        let reason = text::prose("end_reason", reason)?;
        self.ended = Some(EndedBy { side, by, reason, at });
        Ok(self)
    }

    /// Whether somebody should look at it: it ends, or is to be looked at again, within so many days.
    pub fn due_within(&self, days: i32, today: Date, now: Timestamp, zone: &TimeZone) -> bool {
        let Ok(last) = today.checked_add(days.days()) else { return false };
        self.state(now, zone) == AgreementState::InForce
            && (self.terms.until <= last || self.terms.review_on <= last)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Key;

    fn terms() -> Terms {
        Terms {
            kind: AgreementKind::Sharing,
            title: " Lighting  together ".into(),
            purpose: "Fewer break-ins in dark lots.".into(),
            authority: "City code 2-14".into(),
            categories: [DataCategory::Tasks].into(),
            minimum: String::new(),
            contact_here: "Sgt. Delgado".into(),
            contact_there: "D. Quint".into(),
            security: "Own accounts, second factor.".into(),
            retention: "Until the problem is closed.".into(),
            onward: "Nobody.".into(),
            review_on: date(2026, 6, 1),
            from: date(2026, 3, 1),
            until: date(2026, 10, 31),
        }
    }

    fn id<K: Key>(n: u128) -> K {
        K::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn signature(side: Side, at: &str) -> Signature {
        let at = at.parse().unwrap();
        Signature { side, name: "D. Quint, Supervisor".into(), noted_by: id(1), on_paper: false, at }
    }

    fn signed() -> Agreement {
        Agreement::draft(id(1), id(2), terms())
            .and_then(|a| a.sign(signature(Side::Agency, "2026-02-01T12:00:00Z")))
            .and_then(|a| a.sign(signature(Side::Partner, "2026-02-02T12:00:00Z")))
            .unwrap()
    }

    fn chicago() -> TimeZone {
        TimeZone::get("America/Chicago").unwrap()
    }

    #[test]
    fn it_holds_from_the_first_second_of_its_first_day_to_the_last_of_its_last_across_a_change_of_clocks() {
        let (from, until) = signed().holds(&chicago()).unwrap();
        assert_eq!(from.to_string(), "2026-03-01T06:00:00Z");
        // In between, the clocks went forward, and on November 1 they go back at two in the morning.
        assert_eq!(until.to_string(), "2026-11-01T05:00:00Z");
        let at = |t: &str| signed().state(t.parse().unwrap(), &chicago());
        assert_eq!(at("2026-03-01T05:59:59Z"), AgreementState::Coming);
        assert_eq!(at("2026-03-01T06:00:00Z"), AgreementState::InForce);
        assert_eq!(at("2026-11-01T04:59:59Z"), AgreementState::InForce);
        assert_eq!(at("2026-11-01T05:00:00Z"), AgreementState::Ended);
    }

    #[test]
    fn one_signature_opens_nothing() {
        let half = Agreement::draft(id(1), id(2), terms()).unwrap();
        let half = half.sign(signature(Side::Partner, "2026-02-02T12:00:00Z")).unwrap();
        assert_eq!(half.state("2026-06-01T00:00:00Z".parse().unwrap(), &chicago()), AgreementState::Draft);
        let again = half.sign(signature(Side::Partner, "2026-02-03T12:00:00Z"));
        assert_eq!(again, Err(Refusal::not_now("agreement-signed-already")));
    }

    #[test]
    fn a_late_signature_does_not_reach_back() {
        let late = Agreement::draft(id(1), id(2), terms()).unwrap();
        let late = late.sign(signature(Side::Partner, "2026-02-02T12:00:00Z")).unwrap();
        let late = late.sign(signature(Side::Agency, "2026-04-05T10:30:00Z")).unwrap();
        assert_eq!(late.holds(&chicago()).unwrap().0.to_string(), "2026-04-05T10:30:00Z");
    }

    #[test]
    fn an_end_holds_from_that_instant_and_needs_a_reason() {
        let at: Timestamp = "2026-05-01T15:00:00Z".parse().unwrap();
        let refused = signed().end(Side::Partner, id(3), " ", at);
        assert_eq!(refused, Err(Refusal::required("end_reason")));
        let ended = signed().end(Side::Partner, id(3), "Reorganized.", at).unwrap();
        let before = Timestamp::from_microsecond(at.as_microsecond() - 1).unwrap();
        assert!(ended.covers(DataCategory::Tasks, before, &chicago()));
        assert!(!ended.covers(DataCategory::Tasks, at, &chicago()));
        assert!(!ended.covers(DataCategory::Problems, before, &chicago()));
        assert_eq!(ended.state(at, &chicago()), AgreementState::Ended);
        assert_eq!(ended.clone().change(terms()), Err(Refusal::not_now("agreement-ended")));
    }

    #[test]
    fn what_was_signed_is_not_changed_and_what_is_missing_is_named_at_once() {
        assert_eq!(signed().change(terms()), Err(Refusal::not_now("agreement-signed")));
        let empty = Terms {
            title: " ".into(),
            categories: [].into(),
            until: date(2026, 1, 1),
            review_on: date(2027, 1, 1),
            ..terms()
        };
        let Err(Refusal::Many(wrong)) = empty.tidy() else { panic!("several are wrong") };
        let fields: Vec<_> = wrong.iter().filter_map(Refusal::field).collect();
        assert_eq!(fields, ["agreement_title", "data_categories", "agreement_until", "agreement_review"]);
        assert_eq!(terms().tidy().unwrap().title, "Lighting together");
    }
}
