//! The newsroom: releases and fact sheets for media and everybody. Each is checked by whoever knows the case, cleared by the
//! media desk, and held back until its embargo ends; what is corrected stays readable as it was.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PressId, ProblemId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Key, Refusal, text};

pub mod blocks;
mod corrections;
mod fold;
mod guard;
pub mod inquiries;

pub use corrections::{Correction, Earlier};
pub use guard::{SetAside, hits_in, refuse};

use blocks::Block;

named! {
    /// What is given out.
    PressKind, "press_kind" {
        /// A release: news.
        Release = "release",
        /// A fact sheet: what is known and does not change from day to day.
        Facts = "facts",
    }
}

named! {
    /// Where it stands.
    PressState, "press_state" {
        /// Being written.
        Draft = "draft",
        /// Whoever knows the case found it right.
        Checked = "checked",
        /// Cleared; it waits for its embargo to end.
        Cleared = "cleared",
        /// Issued: everybody reads it.
        Issued = "issued",
        /// Taken back, with a reason that everybody reads.
        Retracted = "retracted",
    }
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PressWords {
    /// What kind.
    pub kind: PressKind,
    /// The headline.
    pub title: String,
    /// The text.
    pub body: String,
    /// The headline in Spanish; empty where there is none.
    pub title_es: String,
    /// The text in Spanish.
    pub body_es: String,
    /// Whom to call with questions.
    pub contact: String,
    /// Until when it is held back; nothing for none.
    pub embargo: Option<Timestamp>,
    /// Who knows the case and checks the facts.
    pub case_owner: PersonId,
    /// The problem it is about.
    pub problem: Option<ProblemId>,
}

impl PressWords {
    fn tidy(mut self) -> Result<PressWords, Refusal> {
        let mut wrong = Wrongs::default();
        self.title = wrong.text(text::line("press_title", &self.title));
        self.body = wrong.text(text::prose("press_body", &self.body));
        self.contact = wrong.text(text::line("press_contact", &self.contact));
        self.title_es = wrong.text(text::draft("press_title_es", &self.title_es));
        self.body_es = wrong.text(text::draft("press_body_es", &self.body_es));
        if self.title_es.is_empty() != self.body_es.is_empty() {
            let empty = if self.title_es.is_empty() { "press_title_es" } else { "press_body_es" };
            wrong.add(Refusal::required(empty));
        }
        wrong.or(self)
    }

    /// Everything that would be read, as one text.
    pub fn all(&self) -> String {
        [&self.title, &self.body, &self.title_es, &self.body_es, &self.contact].map(String::as_str).join("\n")
    }
}

/// Who did a step, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// That something which came onto the block list held it back at the end of its embargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// When it should have gone out.
    pub at: Timestamp,
    /// Who had found it right.
    pub checked: Option<Mark>,
    /// Who had cleared it.
    pub cleared: Option<Mark>,
}

/// A release or fact sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Press {
    /// Its id.
    pub id: PressId,
    /// The last part of its page's address: its id, until it is issued under its headline.
    pub slug: String,
    /// Addresses it had before, which still lead to it.
    #[serde(default)]
    pub former: Vec<String>,
    /// What is written; once issued, what everybody reads.
    pub words: PressWords,
    /// Where it stands.
    pub state: PressState,
    /// Who wrote it last.
    pub written: Mark,
    /// Who found it right.
    pub checked: Option<Mark>,
    /// Who cleared it.
    pub cleared: Option<Mark>,
    /// What held it back, until it is cleared again.
    #[serde(default)]
    pub held: Option<Held>,
    /// When everybody could read it first.
    pub issued_at: Option<Timestamp>,
    /// When its words were last changed for everybody.
    pub changed_at: Option<Timestamp>,
    /// What it said before corrections, the first first.
    pub earlier: Vec<Earlier>,
    /// Rules set aside for it.
    pub aside: Vec<SetAside>,
    /// Why it was taken back.
    pub retracted: Option<String>,
    /// Counts edits.
    pub version: i64,
}

impl Press {
    /// A draft.
    pub fn draft(id: PressId, words: PressWords, by: PersonId, at: Timestamp) -> Result<Press, Refusal> {
        let words = words.tidy()?;
        Ok(Press {
            id,
            slug: bare(id),
            former: Vec::new(),
            words,
            state: PressState::Draft,
            written: Mark { by, at },
            checked: None,
            cleared: None,
            held: None,
            issued_at: None,
            changed_at: None,
            earlier: Vec::new(),
            aside: Vec::new(),
            retracted: None,
            version: 1,
        })
    }

    /// Written anew before it is out; whoever checked or cleared it does so again.
    pub fn write(mut self, words: PressWords, by: PersonId, at: Timestamp) -> Result<Press, Refusal> {
        if self.issued_at.is_some() {
            return Err(Refusal::not_now("press-issued"));
        }
        self.words = words.tidy()?;
        self.written = Mark { by, at };
        (self.state, self.checked, self.cleared) = (PressState::Draft, None, None);
        Ok(self)
    }

    /// Found right by whoever knows the case, who is not the one who wrote it.
    pub fn check(mut self, by: PersonId, at: Timestamp) -> Result<Press, Refusal> {
        if self.state != PressState::Draft {
            return Err(Refusal::not_now("press-moved-on"));
        }
        if by != self.words.case_owner {
            return Err(Refusal::not_now("press-not-case-owner"));
        }
        if by == self.written.by {
            return Err(Refusal::not_now("press-own-words"));
        }
        self.checked = Some(Mark { by, at });
        self.state = PressState::Checked;
        Ok(self)
    }

    /// Cleared for everybody: at once, or once the embargo ends.
    pub fn clear(mut self, blocks: &[Block], by: PersonId, at: Timestamp) -> Result<Press, Refusal> {
        if self.state != PressState::Checked {
            return Err(Refusal::not_now("press-not-checked"));
        }
        refuse(&self.hits(&self.words, blocks))?;
        self.cleared = Some(Mark { by, at });
        self.held = None;
        self.state = PressState::Cleared;
        if self.words.embargo.is_none_or(|until| until <= at) { Ok(self.out(at)) } else { Ok(self) }
    }

    /// Whether its embargo is over and it is to go out.
    pub fn due(&self, now: Timestamp) -> bool {
        self.state == PressState::Cleared && self.words.embargo.is_none_or(|until| until <= now)
    }

    /// Goes out at the end of its embargo. What came onto the block list meanwhile holds it back: it is a draft again.
    pub fn issue(mut self, blocks: &[Block], now: Timestamp) -> Result<Press, Refusal> {
        if !self.due(now) {
            return Err(Refusal::not_now("press-moved-on"));
        }
        if self.hits(&self.words, blocks).is_empty() {
            return Ok(self.out(now));
        }
        self.held = Some(Held { at: now, checked: self.checked, cleared: self.cleared });
        (self.state, self.checked, self.cleared) = (PressState::Draft, None, None);
        Ok(self)
    }

    fn out(mut self, at: Timestamp) -> Press {
        self.state = PressState::Issued;
        self.slug = self.titled(&self.words.title);
        self.issued_at = Some(at);
        self.changed_at = Some(at);
        self
    }

    /// The last part of its page's address under a headline.
    fn titled(&self, title: &str) -> String {
        let end = bare(self.id);
        let slug = format!("{}-{}", text::slug(title), end.get(26..).unwrap_or_default());
        slug.trim_start_matches('-').to_owned()
    }
}

/// The last part of an address that says nothing.
fn bare(id: PressId) -> String {
    id.uuid().simple().to_string()
}

#[cfg(test)]
mod tests;
