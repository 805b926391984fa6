//! A concern: what a resident told the agency, and the thread of answers.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, ConcernId, MessageId, PersonId, ProblemId};
use crate::partnerships::ledger::{Danger, Rating};
use crate::phone::Phone;
use crate::place::LonLat;
use crate::text::{Email, Language};
use crate::{Reference, Refusal, text};

/// What a concern is about, in residents' words rather than the penal code's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConcernKind {
    /// Speeding, parking, crossings.
    Traffic,
    /// Break-ins, theft.
    Theft,
    /// Fights, threats, violence.
    Violence,
    /// Noise and quarrels among neighbors.
    Noise,
    /// Drugs or drinking in public places.
    Drugs,
    /// Litter, darkness, empty buildings.
    Surroundings,
    /// Anything else.
    Other,
}

impl ConcernKind {
    /// Every kind, in the order of the form.
    pub const ALL: [ConcernKind; 7] = [
        ConcernKind::Traffic,
        ConcernKind::Theft,
        ConcernKind::Violence,
        ConcernKind::Noise,
        ConcernKind::Drugs,
        ConcernKind::Surroundings,
        ConcernKind::Other,
    ];

    /// Its name in data and, with `concern-kind-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            ConcernKind::Traffic => "traffic",
            ConcernKind::Theft => "theft",
            ConcernKind::Violence => "violence",
            ConcernKind::Noise => "noise",
            ConcernKind::Drugs => "drugs",
            ConcernKind::Surroundings => "surroundings",
            ConcernKind::Other => "other",
        }
    }
}

impl FromStr for ConcernKind {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        ConcernKind::ALL.into_iter().find(|k| k.name() == text).ok_or(Refusal::malformed("kind"))
    }
}

/// How a concern came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The public form.
    Web,
    /// Told to an officer in person.
    Person,
    /// By telephone.
    Phone,
    /// At a meeting.
    Meeting,
    /// On paper: a letter, a card, a flyer's slip.
    Paper,
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 7] = [
        Channel::Web,
        Channel::Person,
        Channel::Phone,
        Channel::Meeting,
        Channel::Paper,
        Channel::Email,
        Channel::Sms,
    ];

    /// The channels that somebody of the agency writes down, in the order of the form.
    pub const TOLD: [Channel; 4] = [Channel::Person, Channel::Phone, Channel::Meeting, Channel::Paper];

    /// Whether the resident's own words come by it, as they were written.
    pub fn is_own_words(self) -> bool {
        matches!(self, Channel::Web | Channel::Email | Channel::Sms)
    }

    /// Its name in data and, with `channel-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Person => "person",
            Channel::Phone => "phone",
            Channel::Meeting => "meeting",
            Channel::Paper => "paper",
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }
}

impl FromStr for Channel {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        Channel::ALL.into_iter().find(|c| c.name() == text).ok_or(Refusal::malformed("channel"))
    }
}

/// A concern.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concern {
    /// Its id.
    pub id: ConcernId,
    /// What people call it.
    pub reference: Reference,
    /// What it is about.
    pub kind: ConcernKind,
    /// The resident's words.
    pub words: String,
    /// Where, in the resident's words.
    pub place_text: String,
    /// Where on the map, if given.
    pub at: Option<LonLat>,
    /// The neighborhood it is about.
    pub area: Option<AreaId>,
    /// The beat it is about.
    pub beat: Option<AreaId>,
    /// How it came in.
    pub channel: Channel,
    /// Where an answer can be sent, if the resident wants that.
    pub email: Option<Email>,
    /// The number of the telephone by which the resident wrote, where answers go as text messages.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// What the resident likes to be called; may be empty.
    pub called: String,
    /// The resident's language.
    pub language: Language,
    /// When it came.
    pub raised_at: Timestamp,
    /// By when an answer is due.
    pub due_at: Timestamp,
    /// When the agency first answered.
    pub answered_at: Option<Timestamp>,
    /// By when the next answer is due; none while the resident has the last answer.
    pub next_due: Option<Timestamp>,
    /// The problem it became part of.
    pub problem: Option<ProblemId>,
    /// Who answers for it; none until somebody takes it.
    #[serde(default)]
    pub owner: Option<PersonId>,
    /// When it got its owner.
    #[serde(default)]
    pub owned_at: Option<Timestamp>,
    /// End of the day of the next promise that is open.
    #[serde(default)]
    pub promise_due: Option<Timestamp>,
    /// When what is owed went to the supervisors because it was late.
    #[serde(default)]
    pub escalated_at: Option<Timestamp>,
    /// Words that sound like present danger, until somebody has seen to them.
    #[serde(default)]
    pub danger: Option<Danger>,
    /// Whether the answer helped, as the resident says.
    #[serde(default)]
    pub rating: Option<Rating>,
    /// How often the resident opened it again.
    #[serde(default)]
    pub reopened: u32,
    /// Counts edits.
    pub version: i64,
}

/// What somebody typed into the concern form, parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct NewConcern {
    /// What it is about.
    pub kind: ConcernKind,
    /// The resident's words.
    pub words: String,
    /// Where, in words.
    pub place_text: String,
    /// Where on the map.
    pub at: Option<LonLat>,
    /// The neighborhood chosen.
    pub area: Option<AreaId>,
    /// How it came in.
    pub channel: Channel,
    /// Where to answer.
    pub email: Option<Email>,
    /// What to call the person.
    pub called: String,
    /// Language of the person.
    pub language: Language,
}

impl NewConcern {
    /// The same with its texts cleaned; refuses one without words, or without anything that says where.
    pub fn checked(self) -> Result<NewConcern, Refusal> {
        let optional = |field, text: &str| match text::line(field, text) {
            Err(Refusal::Required { .. }) => Ok(String::new()),
            other => other,
        };
        let words = text::prose("words", &self.words);
        let place_text = optional("where", &self.place_text);
        let called = optional("called", &self.called);
        let nowhere =
            self.at.is_none() && self.area.is_none() && matches!(&place_text, Ok(p) if p.is_empty());
        let place_text = if nowhere { Err(Refusal::required("where")) } else { place_text };
        match (words, place_text, called) {
            (Ok(words), Ok(place_text), Ok(called)) => Ok(NewConcern { words, place_text, called, ..self }),
            (words, place_text, called) => Err(Refusal::several(
                [words, place_text, called].into_iter().filter_map(Result::err).collect(),
            )),
        }
    }

    /// The concern as it is kept.
    pub fn received(
        self,
        id: ConcernId,
        reference: Reference,
        beat: Option<AreaId>,
        now: Timestamp,
        answer_days: u16,
    ) -> Concern {
        let due_at = now + promised(answer_days);
        Concern {
            id,
            reference,
            kind: self.kind,
            words: self.words,
            place_text: self.place_text,
            at: self.at,
            area: self.area,
            beat,
            channel: self.channel,
            email: self.email,
            phone: None,
            called: self.called,
            language: self.language,
            raised_at: now,
            due_at,
            answered_at: None,
            next_due: Some(due_at),
            problem: None,
            owner: None,
            owned_at: None,
            promise_due: None,
            escalated_at: None,
            danger: None,
            rating: None,
            reopened: 0,
            version: 1,
        }
    }
}

impl Concern {
    /// Where it stands, for lists and pages.
    pub fn state(&self, now: Timestamp) -> ConcernState {
        match self.next_due {
            None => ConcernState::Answered,
            Some(due) if due < now => ConcernState::Late,
            Some(_) => ConcernState::Waiting,
        }
    }

    /// Whether an answer stands and the resident has written again since.
    pub fn wrote_again(&self) -> bool {
        self.answered_at.is_some() && self.next_due.is_some()
    }

    /// The agency answered: nothing is owed until the resident writes again.
    pub fn answered(&mut self, now: Timestamp) {
        self.answered_at.get_or_insert(now);
        self.next_due = None;
        self.calm(now);
    }

    /// The resident wrote: an answer is owed, by the day that was promised before if one was.
    pub fn written_to(&mut self, now: Timestamp, answer_days: u16) {
        self.next_due.get_or_insert(now + promised(answer_days));
    }
}

fn promised(answer_days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(answer_days))
}

/// Where a concern stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConcernState {
    /// Waits for an answer.
    Waiting,
    /// Waits longer than promised.
    Late,
    /// Nothing is owed to the resident.
    Answered,
}

impl ConcernState {
    /// Its name in data and, with `concern-state-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            ConcernState::Waiting => "waiting",
            ConcernState::Late => "late",
            ConcernState::Answered => "answered",
        }
    }
}

/// Whose words a message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The resident.
    Resident,
    /// Somebody of the agency.
    Agency,
}

impl Speaker {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            Speaker::Resident => "resident",
            Speaker::Agency => "agency",
        }
    }
}

/// One message on a concern's thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The thread.
    pub concern: ConcernId,
    /// Whose words.
    pub speaker: Speaker,
    /// The person of the agency who wrote it.
    pub author: Option<PersonId>,
    /// The words.
    pub words: String,
    /// Whether it tells what came of the concern, so that a problem may close.
    pub outcome_of: Option<ProblemId>,
    /// How the resident's words came, where it was not on the thread's own page.
    pub channel: Option<Channel>,
    /// When.
    pub at: Timestamp,
}

/// What became of one attempt to carry a message to a resident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// In the queue.
    Waiting,
    /// Taken by the receiving server.
    Sent,
    /// On the telephone, as the network says.
    Delivered,
    /// Could not be delivered; shown, and does not block.
    Failed,
}

impl DeliveryState {
    /// Its name in data and, with `delivery-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Sent => "sent",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Failed => "failed",
        }
    }
}

/// The words of an answer, at least a sentence.
pub fn answer(words: &str) -> Result<String, Refusal> {
    text::prose("words", words)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{Key, Series};

    const NOW: Timestamp = Timestamp::constant(1_771_243_200, 0);

    pub(crate) fn concern() -> Concern {
        let new = NewConcern {
            kind: ConcernKind::Traffic,
            words: "Cars race past the school.".into(),
            place_text: "Mill Road".into(),
            at: None,
            area: None,
            channel: Channel::Web,
            email: None,
            called: String::new(),
            language: Language::En,
        };
        let reference = Reference { series: Series::Concern, year: 2026, number: 1 };
        new.received(ConcernId::from_uuid(uuid::Uuid::from_u128(1)), reference, None, NOW, 7)
    }

    #[test]
    fn a_concern_needs_words_and_something_that_says_where() {
        let told = |words: &str, place: &str| NewConcern {
            kind: ConcernKind::Noise,
            words: words.into(),
            place_text: place.into(),
            at: None,
            area: None,
            channel: Channel::Web,
            email: None,
            called: "  Asha \n".into(),
            language: Language::En,
        };
        assert_eq!(told("Loud", "Pier 4").checked().unwrap().called, "Asha");
        assert_eq!(told("Loud", " ").checked(), Err(Refusal::required("where")));
        let both = Refusal::several(vec![Refusal::required("words"), Refusal::required("where")]);
        assert_eq!(told(" ", "").checked(), Err(both));
        let area = Some(AreaId::from_uuid(uuid::Uuid::from_u128(2)));
        assert!(NewConcern { area, ..told("Loud", "") }.checked().is_ok());
    }

    #[test]
    fn an_answer_is_owed_until_it_stands_and_again_when_the_resident_writes() {
        let mut concern = concern();
        let days = |n: i64| NOW + SignedDuration::from_hours(24 * n);
        assert_eq!(concern.state(days(7)), ConcernState::Waiting);
        assert_eq!(concern.state(days(8)), ConcernState::Late);
        concern.answered(days(8));
        assert_eq!((concern.state(days(90)), concern.wrote_again()), (ConcernState::Answered, false));
        concern.written_to(days(90), 7);
        concern.written_to(days(95), 7);
        assert_eq!((concern.next_due, concern.wrote_again()), (Some(days(97)), true));
        concern.answered(days(96));
        assert_eq!(concern.answered_at, Some(days(8)), "the first answer is what the public figure counts");
    }
}
