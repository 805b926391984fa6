//! What came in by mail or text message: of which kind it is, and so where it goes.

use serde::{Deserialize, Serialize};

use super::concerns::Channel;
use super::wishes::Wish;
use crate::ids::{ConcernId, InboundId};

/// Of which kind a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Something new: a thread of its own begins.
    New,
    /// More on a thread that is there.
    Reply,
    /// Whether the answer helped, in a word.
    SurveyAnswer,
    /// A keyword, or free words that ask to hear nothing more.
    Keyword,
    /// A mail server says that a letter did not arrive.
    Bounce,
    /// A machine wrote it: a note of absence, a list, a receipt.
    AutoReply,
    /// Nothing that can be taken in: a person looks at it.
    SetAside,
    /// It was set aside, and a person looked at it.
    SeenTo,
}

impl Class {
    /// Every kind.
    pub const ALL: [Class; 8] = [
        Class::New,
        Class::Reply,
        Class::SurveyAnswer,
        Class::Keyword,
        Class::Bounce,
        Class::AutoReply,
        Class::SetAside,
        Class::SeenTo,
    ];

    /// Its name in data and, with `inbound-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Class::New => "new",
            Class::Reply => "reply",
            Class::SurveyAnswer => "survey-answer",
            Class::Keyword => "keyword",
            Class::Bounce => "bounce",
            Class::AutoReply => "auto-reply",
            Class::SetAside => "set-aside",
            Class::SeenTo => "seen-to",
        }
    }
}

/// What is known of a message before it is classed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// It is a report of a mail server about another letter.
    pub bounce: bool,
    /// A machine wrote it.
    pub automatic: bool,
    /// It is a keyword.
    pub wish: Option<Wish>,
    /// It stands on a thread.
    pub thread: Option<ConcernId>,
    /// It is one word about whether the answer helped, and the thread has an answer to rate.
    pub rating: bool,
    /// A machine wrote it or passed it on, but its words sound like present danger.
    pub alarming: bool,
    /// It holds no words.
    pub empty: bool,
}

/// The kind of a message. What a machine wrote is never answered and never a concern, unless it may be about somebody in
/// danger: then calling a person for nothing is the smaller wrong.
pub fn classify(facts: &Facts) -> Class {
    match facts {
        Facts { bounce: true, .. } => Class::Bounce,
        Facts { automatic: true, alarming: false, .. } => Class::AutoReply,
        Facts { wish: Some(_), .. } => Class::Keyword,
        Facts { thread: Some(_), rating: true, .. } => Class::SurveyAnswer,
        Facts { thread: Some(_), .. } => Class::Reply,
        Facts { empty: true, .. } => Class::SetAside,
        _ => Class::New,
    }
}

/// A message that came in, as the log keeps it. The words of one that stands on a thread stand there alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbound {
    /// Its id.
    pub id: InboundId,
    /// By which way: mail or text message.
    pub channel: Channel,
    /// Who sent it: an address or a number.
    pub sender: String,
    /// Its kind.
    pub class: Class,
    /// The thread it went to.
    pub concern: Option<ConcernId>,
    /// The words of one that stands on no thread.
    #[serde(default)]
    pub words: String,
    /// Why it was set aside, or what a report said: a short name or the server's own words.
    #[serde(default)]
    pub note: String,
    /// What came with it and was not taken: names and sizes.
    #[serde(default)]
    pub left_out: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    #[test]
    fn thread_each_message_is_classed_and_a_machine_is_never_taken_for_a_person() {
        let thread = Some(ConcernId::from_uuid(uuid::Uuid::from_u128(1)));
        let none = Facts::default();
        for (facts, class) in [
            (none, Class::New),
            (Facts { empty: true, ..none }, Class::SetAside),
            (Facts { thread, ..none }, Class::Reply),
            (Facts { thread, rating: true, ..none }, Class::SurveyAnswer),
            (Facts { rating: true, ..none }, Class::New),
            (Facts { thread, wish: Some(Wish::Stop), ..none }, Class::Keyword),
            (Facts { thread, automatic: true, wish: Some(Wish::Stop), ..none }, Class::AutoReply),
            (Facts { thread, automatic: true, bounce: true, ..none }, Class::Bounce),
            (Facts { automatic: true, alarming: true, ..none }, Class::New),
            (Facts { thread, automatic: true, alarming: true, ..none }, Class::Reply),
            (Facts { thread, automatic: true, alarming: true, bounce: true, ..none }, Class::Bounce),
        ] {
            assert_eq!(classify(&facts), class, "{facts:?}");
        }
    }
}
