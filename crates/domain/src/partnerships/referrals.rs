//! Referrals: a person is handed on to a service because the person wants it, with consent in writing. The consent says what
//! may be passed on, to whom, for what and until when; it may be taken back at any moment. The agency learns how the
//! referral stands and never what the service does for the person.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, PersonId, ReferralId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Key, Refusal, text};

mod consent;

pub use consent::{Consent, ConsentWay, NewConsent, Revoked, Signer};

named! {
    /// What the person asked for, as roughly as will do.
    Need, "referral_need" {
        /// A roof.
        Housing = "housing",
        /// Food, clothes, money for what is needed most.
        Basics = "basics",
        /// A doctor or nurse.
        Health = "health",
        /// Somebody to talk to.
        Counseling = "counseling",
        /// Help with alcohol or drugs.
        Substances = "substances",
        /// Being safe at home.
        Safety = "safety",
        /// Advice on rights, papers, courts.
        Legal = "legal",
        /// Work and learning.
        Work = "work",
        /// Something for young people.
        Youth = "youth",
        /// Care for somebody old or disabled.
        Care = "care",
    }
}

named! {
    /// How the person comes to the service.
    HandOver, "hand_over" {
        /// Somebody of the agency goes along or speaks with the service while the person is there.
        Warm = "warm",
        /// The service gets in touch.
        Cold = "cold",
    }
}

named! {
    /// Why a service cannot take somebody. There is no room for words: words would say too much.
    DeclineReason, "decline_reason" {
        /// No place is free.
        Full = "full",
        /// The person is not among those it serves.
        NotEligible = "not-eligible",
        /// It does not do this.
        OtherService = "other-service",
        /// Its people would have to serve somebody's opponent too.
        Conflict = "conflict",
    }
}

named! {
    /// How it ended. Whether the person was helped, and nothing of how.
    Outcome, "referral_outcome" {
        /// The service took care of it.
        Served = "served",
        /// It did a part.
        Partly = "partly",
        /// The person waits for a place.
        Waiting = "waiting",
        /// The person found another way.
        Elsewhere = "elsewhere",
        /// The person could not be reached.
        NotReached = "not-reached",
        /// The person did not want it after all.
        NotWanted = "not-wanted",
    }
}

named! {
    /// How far a referral is. This is all that the agency learns.
    ReferralState, "referral_state" {
        /// With the service, which has not answered.
        Sent = "sent",
        /// The service takes the person on.
        Accepted = "accepted",
        /// The service cannot.
        Declined = "declined",
        /// The two have met or spoken.
        Met = "met",
        /// Over, with how it ended.
        Closed = "closed",
        /// The person took the consent back.
        Withdrawn = "withdrawn",
    }
}

/// Who the person is and how to come together. Kept apart from the referral, sealed, and erased as soon as it is not needed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToReach {
    /// What the person wants to be called.
    pub name: String,
    /// How to reach the person safely.
    pub reach: String,
    /// Who brings or meets whom, when and where.
    pub meet: String,
}

impl std::fmt::Debug for ToReach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ToReach(hidden)")
    }
}

impl ToReach {
    fn tidy(self, hand_over: HandOver, wrong: &mut Wrongs) -> ToReach {
        let meet = match hand_over {
            HandOver::Warm => text::prose("reach_meet", &self.meet),
            HandOver::Cold => text::draft("reach_meet", &self.meet),
        };
        ToReach {
            name: wrong.text(text::line("reach_name", &self.name)),
            reach: wrong.text(text::prose("reach_how", &self.reach)),
            meet: wrong.text(meet),
        }
    }
}

/// A step of a referral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferralStep {
    /// The state it came to.
    pub to: ReferralState,
    /// Why it was declined, or how it ended: the name of the reason.
    #[serde(default)]
    pub why: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What is filled in to make a referral.
#[derive(Clone, Debug, PartialEq)]
pub struct NewReferral {
    /// The service.
    pub organization: OrganizationId,
    /// What the person asked for.
    pub need: Need,
    /// How the person comes to the service.
    pub hand_over: HandOver,
    /// The consent.
    pub consent: NewConsent,
    /// Who the person is.
    pub person: ToReach,
}

/// A referral. Nothing in it names the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    /// Its id.
    pub id: ReferralId,
    /// The service.
    pub organization: OrganizationId,
    /// What the person asked for.
    pub need: Need,
    /// How the person comes to the service.
    pub hand_over: HandOver,
    /// The consent.
    pub consent: Consent,
    /// Who made it.
    pub made_by: PersonId,
    /// How far it is.
    pub state: ReferralState,
    /// How it came there, the first step first.
    pub steps: Vec<ReferralStep>,
    /// Counts edits.
    pub version: i64,
}

impl Referral {
    /// A referral just made, and apart from it who the person is.
    pub fn make(
        id: ReferralId,
        new: NewReferral,
        made_by: PersonId,
        at: Timestamp,
        today: Date,
    ) -> Result<(Referral, ToReach), Refusal> {
        let NewReferral { organization, need, hand_over, consent, person } = new;
        let mut wrong = Wrongs::default();
        let person = person.tidy(hand_over, &mut wrong);
        let consent = match consent.given(today) {
            Ok(consent) => consent,
            Err(refusal) => {
                wrong.add(refusal);
                return Err(wrong.or(()).err().unwrap_or(Refusal::required("consent_scope")));
            }
        };
        let state = ReferralState::Sent;
        let steps = vec![ReferralStep { to: state, why: None, by: made_by, at }];
        let referral =
            Referral { id, organization, need, hand_over, consent, made_by, state, steps, version: 1 };
        wrong.or((referral, person))
    }

    /// What people call it. It says nothing of the person.
    pub fn token(&self) -> String {
        let hex = self.id.uuid().simple().to_string();
        let end: String = hex.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
        format!("R-{}", end.to_uppercase())
    }

    /// The first instant at which the service may no longer see it, in the agency's zone.
    pub fn open_until(&self, zone: &TimeZone) -> Timestamp {
        self.consent.over_at(zone)
    }

    /// Whether who the person is may still be kept: the referral is open and the consent holds.
    pub fn needs_person(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.open() && now < self.open_until(zone)
    }

    /// Whether something is still to come.
    pub fn open(&self) -> bool {
        matches!(self.state, ReferralState::Sent | ReferralState::Accepted | ReferralState::Met)
    }

    /// When it came to its state.
    pub fn since(&self) -> Option<Timestamp> {
        self.steps.last().map(|step| step.at)
    }

    /// The service takes the person on.
    pub fn accept(self, by: PersonId, at: Timestamp) -> Result<Referral, Refusal> {
        self.only_from(&[ReferralState::Sent])?.step(ReferralState::Accepted, None, by, at)
    }

    /// The service cannot.
    pub fn decline(self, why: DeclineReason, by: PersonId, at: Timestamp) -> Result<Referral, Refusal> {
        let from = [ReferralState::Sent, ReferralState::Accepted];
        self.only_from(&from)?.step(ReferralState::Declined, Some(why.name()), by, at)
    }

    /// The two have met or spoken.
    pub fn met(self, by: PersonId, at: Timestamp) -> Result<Referral, Refusal> {
        self.only_from(&[ReferralState::Accepted])?.step(ReferralState::Met, None, by, at)
    }

    /// Over.
    pub fn close(self, outcome: Outcome, by: PersonId, at: Timestamp) -> Result<Referral, Refusal> {
        let from = [ReferralState::Accepted, ReferralState::Met];
        self.only_from(&from)?.step(ReferralState::Closed, Some(outcome.name()), by, at)
    }

    /// The person took the consent back: from this instant on the service sees nothing of it.
    pub fn withdraw(mut self, by: PersonId, at: Timestamp) -> Result<Referral, Refusal> {
        if self.consent.revoked.is_some() {
            return Err(Refusal::not_now("consent-revoked"));
        }
        self.consent.revoked = Some(Revoked { at, noted_by: by });
        if self.open() {
            return self.step(ReferralState::Withdrawn, None, by, at);
        }
        Ok(self)
    }

    fn only_from(self, states: &[ReferralState]) -> Result<Referral, Refusal> {
        if states.contains(&self.state) { Ok(self) } else { Err(Refusal::not_now("referral-moved-on")) }
    }

    fn step(
        mut self,
        to: ReferralState,
        why: Option<&str>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Referral, Refusal> {
        self.state = to;
        self.steps.push(ReferralStep { to, why: why.map(str::to_owned), by, at });
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
