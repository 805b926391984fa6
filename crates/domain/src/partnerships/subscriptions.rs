//! Who asked to hear from the agency, of what, from where, when; and the permit without which nothing is sent.
//!
//! A permit is made by a confirmed subscription alone, for one alert, at the moment of sending. Whatever carries an
//! alert takes a permit, so that no part of the program can go round somebody's wish.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::ids::{AreaId, SubscriberId};
use crate::partnerships::alerts::{Alert, Urgency};
use crate::partnerships::quiet::QuietHours;
use crate::text::{Email, Language};

/// Wording of the consent that the form shows; goes up whenever its texts change, so that a proof names its words.
pub const WORDING: &str = "2026-11";
/// Most alerts for one subscriber within seven days; those about present danger are not counted.
pub const MOST_A_WEEK: u32 = 7;

/// What alerts are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Something to look out for: break-ins, scams, a missing person.
    Safety,
    /// Closed streets, crossings, parking.
    Traffic,
    /// Meetings and dates.
    Meetings,
    /// What came of what residents said.
    Results,
}

impl Topic {
    /// Every topic, in the order of the form.
    pub const ALL: [Topic; 4] = [Topic::Safety, Topic::Traffic, Topic::Meetings, Topic::Results];

    /// Its name in data and, with `topic-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Safety => "safety",
            Topic::Traffic => "traffic",
            Topic::Meetings => "meetings",
            Topic::Results => "results",
        }
    }
}

impl FromStr for Topic {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Topic::ALL.into_iter().find(|t| t.name() == text).ok_or(Refusal::malformed("topics"))
    }
}

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// Of what; at least one.
    pub topics: BTreeSet<Topic>,
    /// Of which neighborhoods; none means all.
    pub areas: BTreeSet<AreaId>,
    /// In which language.
    pub language: Language,
    /// When not.
    pub quiet: QuietHours,
    /// IANA zone of the wall clock; the agency's where it is empty.
    pub zone: String,
}

impl Wishes {
    /// The same, if it asks for anything and its zone is known.
    pub fn checked(self) -> Result<Wishes, Refusal> {
        if self.topics.is_empty() {
            return Err(Refusal::required("topics"));
        }
        if !self.zone.is_empty() {
            TimeZone::get(&self.zone).map_err(|_| Refusal::malformed("zone"))?;
        }
        Ok(self)
    }
}

/// How far a subscription has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// Somebody typed the address; nothing but the one letter that asks is sent.
    Asked,
    /// Whoever reads the address said yes.
    Given,
    /// Ended; nothing is sent.
    Stopped,
}

impl Consent {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Consent::Asked => "asked",
            Consent::Given => "given",
            Consent::Stopped => "stopped",
        }
    }
}

/// A subscriber: one address of one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// Its id.
    pub id: SubscriberId,
    /// Where alerts go.
    pub email: Email,
    /// What was asked for.
    pub wishes: Wishes,
    /// Whether it may be sent.
    pub consent: Consent,
    /// Since when the consent stands as it does.
    pub since: Timestamp,
    /// Wishes that wait for the yes of whoever reads the address.
    pub asked: Option<Wishes>,
    /// Counts edits.
    pub version: i64,
}

impl Subscriber {
    /// Somebody typed an address for the first time.
    pub fn asked(id: SubscriberId, email: Email, wishes: Wishes, now: Timestamp) -> Subscriber {
        Subscriber { id, email, wishes, consent: Consent::Asked, since: now, asked: None, version: 1 }
    }

    /// Somebody typed the address again: what stands stays, what is asked for waits for a yes.
    pub fn ask_again(&mut self, wishes: Wishes) {
        match self.consent {
            Consent::Asked => self.wishes = wishes,
            Consent::Given | Consent::Stopped => self.asked = Some(wishes),
        }
    }

    /// Whoever reads the address said yes. Tells whether that changed anything.
    pub fn confirm(&mut self, now: Timestamp) -> bool {
        let wishes = self.asked.take();
        let changed = wishes.is_some() || self.consent == Consent::Asked;
        if let Some(wishes) = wishes {
            self.wishes = wishes;
        }
        if changed {
            self.consent = Consent::Given;
            self.since = now;
        }
        changed
    }

    /// Ends it at once, whatever waited. Tells whether that changed anything.
    pub fn stop(&mut self, now: Timestamp) -> bool {
        self.asked = None;
        let changed = self.consent != Consent::Stopped;
        if changed {
            self.consent = Consent::Stopped;
            self.since = now;
        }
        changed
    }

    /// Whether an alert is of what was asked for.
    pub fn wants(&self, alert: &Alert) -> bool {
        let area = alert.areas.is_empty()
            || self.wishes.areas.is_empty()
            || !self.wishes.areas.is_disjoint(&alert.areas);
        self.consent == Consent::Given && self.wishes.topics.contains(&alert.topic) && area
    }

    /// Whether an alert may be sent at this moment; `lately` is how many the subscriber got within seven days. The
    /// only way to a [`Permit`].
    pub fn permit(&self, alert: &Alert, lately: u32, now: Timestamp, zone: &TimeZone) -> Verdict {
        if !self.wants(alert) || !alert.is_released() {
            return Verdict::Never;
        }
        let danger = alert.urgency == Urgency::Danger;
        if !danger && lately >= MOST_A_WEEK && alert.corrects.is_none() {
            return Verdict::TooMany;
        }
        let own = TimeZone::get(&self.wishes.zone).ok().filter(|_| !self.wishes.zone.is_empty());
        let may = self.wishes.quiet.next(now, own.as_ref().unwrap_or(zone));
        match danger || may <= now {
            true => Verdict::Now(Permit { email: self.email.clone(), language: self.wishes.language }),
            false => Verdict::Later(may),
        }
    }
}

/// Leave to send one alert to one subscriber, now. Nothing but a confirmed subscription makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    email: Email,
    language: Language,
}

impl Permit {
    /// Where to.
    pub fn email(&self) -> &Email {
        &self.email
    }

    /// In which language.
    pub fn language(&self) -> Language {
        self.language
    }
}

/// What a subscription says about an alert.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be sent now.
    Now(Permit),
    /// Not before this moment: it is quiet.
    Later(Timestamp),
    /// Not this one: the week has had its share.
    TooMany,
    /// Not at all: not asked for, not confirmed, or stopped.
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use crate::partnerships::alerts::tests::released;

    fn subscriber() -> Subscriber {
        let wishes = Wishes {
            topics: [Topic::Safety].into(),
            areas: [area(1)].into(),
            language: Language::Es,
            quiet: QuietHours::default(),
            zone: String::new(),
        };
        let id = SubscriberId::from_uuid(uuid::Uuid::from_u128(1));
        Subscriber::asked(id, "robin@example.org".parse().unwrap(), wishes, noon())
    }

    fn area(n: u128) -> AreaId {
        AreaId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn noon() -> Timestamp {
        "2026-02-16T18:00:00Z".parse().unwrap()
    }

    fn chicago() -> TimeZone {
        TimeZone::get("America/Chicago").unwrap()
    }

    fn asked(subscriber: &Subscriber, alert: &Alert) -> Verdict {
        subscriber.permit(alert, 0, noon(), &chicago())
    }

    #[test]
    fn consent_is_given_by_whoever_reads_the_address_and_nothing_is_sent_before() {
        let mut robin = subscriber();
        let alert = released(Topic::Safety, &[area(1)], Urgency::Normal);
        assert_eq!(asked(&robin, &alert), Verdict::Never);
        assert!(robin.confirm(noon()));
        assert!(!robin.confirm(noon()), "a link opened twice confirms once");
        let Verdict::Now(permit) = asked(&robin, &alert) else { panic!("no permit") };
        assert_eq!((permit.email().as_str(), permit.language()), ("robin@example.org", Language::Es));
        assert!(robin.stop(noon()) && !robin.stop(noon()), "two stops at once are one");
        assert_eq!(asked(&robin, &alert), Verdict::Never);
    }

    #[test]
    fn preferences_only_what_was_asked_for_from_where_it_was_asked() {
        let mut robin = subscriber();
        robin.confirm(noon());
        for (topic, areas, sent) in [
            (Topic::Safety, vec![area(1), area(2)], true),
            (Topic::Safety, vec![], true),
            (Topic::Safety, vec![area(2)], false),
            (Topic::Meetings, vec![area(1)], false),
        ] {
            let verdict = asked(&robin, &released(topic, &areas, Urgency::Normal));
            assert_eq!(verdict != Verdict::Never, sent, "{topic:?} {areas:?}");
        }
    }

    #[test]
    fn somebody_else_who_types_the_address_changes_nothing_until_its_reader_says_yes() {
        let mut robin = subscriber();
        robin.confirm(noon());
        let wider = Wishes { topics: [Topic::Meetings].into(), ..robin.wishes.clone() };
        robin.ask_again(wider);
        assert!(robin.wishes.topics.contains(&Topic::Safety));
        robin.confirm(noon());
        assert!(robin.wishes.topics.contains(&Topic::Meetings));
        robin.stop(noon());
        robin.ask_again(robin.wishes.clone());
        assert_eq!(robin.consent, Consent::Stopped, "a stop is not undone by typing");
        assert!(robin.confirm(noon()) && robin.consent == Consent::Given);
    }

    #[test]
    fn quiet_hours_hold_everything_but_danger() {
        let mut robin = subscriber();
        robin.confirm(noon());
        let night: Timestamp = "2026-02-17T05:00:00Z".parse().unwrap();
        let at = |urgency| robin.permit(&released(Topic::Safety, &[], urgency), 0, night, &chicago());
        assert_eq!(at(Urgency::Normal), Verdict::Later("2026-02-17T14:00:00Z".parse().unwrap()));
        assert!(matches!(at(Urgency::Danger), Verdict::Now(_)));
    }

    #[test]
    fn fatigue_a_week_has_its_share_and_danger_and_corrections_are_not_held_back_by_it() {
        let mut robin = subscriber();
        robin.confirm(noon());
        let at = |alert: &Alert| robin.permit(alert, MOST_A_WEEK, noon(), &chicago());
        assert_eq!(at(&released(Topic::Safety, &[], Urgency::Normal)), Verdict::TooMany);
        assert!(matches!(at(&released(Topic::Safety, &[], Urgency::Danger)), Verdict::Now(_)));
        let first = released(Topic::Safety, &[], Urgency::Normal);
        let correction = Alert { corrects: Some(first.id), ..first };
        assert!(matches!(at(&correction), Verdict::Now(_)));
    }

    #[test]
    fn wishes_ask_for_something_in_a_zone_that_exists() {
        let none = Wishes { topics: BTreeSet::new(), ..subscriber().wishes };
        assert_eq!(none.checked(), Err(Refusal::required("topics")));
        let nowhere = Wishes { zone: "America/Nowhere".into(), ..subscriber().wishes };
        assert_eq!(nowhere.checked(), Err(Refusal::malformed("zone")));
    }
}
