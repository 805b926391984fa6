//! What an officer does between the problems: who is posted where, whom they meet, what they hear and promise; and what
//! is told of a closed problem.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Somebody's place on a beat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// E-mail of the officer.
    pub person: String,
    /// Code of the beat.
    pub beat: String,
    /// `primary` or `secondary`.
    pub post: String,
    /// First day.
    pub since: Date,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Short name that events use.
    pub key: String,
    /// Code of the beat.
    pub beat: String,
    /// Where.
    pub place: String,
    /// In what role somebody was met, such as `business`.
    pub met_as: String,
    /// What the officer calls them.
    pub whom: String,
    /// What was heard.
    pub heard: String,
    /// Minutes on foot.
    pub minutes: Option<u32>,
    /// As what they stand in the beat's profile from then on, such as `leader`.
    pub keep: Option<String>,
    /// What was promised, by when.
    pub promise: Option<(String, Date)>,
}

/// Something known of a beat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Code of the beat.
    pub beat: String,
    /// What it is, such as `asset`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// A word more.
    pub note: String,
}

/// A story in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// `en` or `es`.
    pub language: String,
    /// Its title.
    pub title: String,
    /// Where.
    pub place: String,
    /// What the problem was.
    pub problem: String,
    /// What was done.
    pub done: String,
    /// What others may learn.
    pub lesson: String,
}

/// A story as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStory {
    /// Short name that events use.
    pub key: String,
    /// Key of the closed problem; none for what was no problem here.
    pub problem: Option<String>,
    /// In one language or in both.
    pub tellings: Vec<Telling>,
    /// Partners: name and kind.
    pub partners: Vec<(String, String)>,
    /// Words, who says them, and the day on which they agreed.
    pub voices: Vec<(String, String, Date)>,
    /// Techniques, 1 to 25.
    pub techniques: Vec<u8>,
    /// Behavior, such as `incivilities`.
    pub behavior: Option<String>,
}
