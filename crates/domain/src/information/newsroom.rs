//! The newsroom: releases and fact sheets for media and everybody. Each is checked by whoever knows the case, cleared by the
//! media desk, and held back until its embargo ends; what is corrected stays readable as it was.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PressId, ProblemId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Key, Refusal, text};

pub mod blocks;
pub mod inquiries;

use blocks::{Block, BlockKind, Hit};

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

/// A rule of the block list set aside for one release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetAside {
    /// The entry.
    pub block: crate::ids::BlockId,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub mark: Mark,
}

/// What everybody read before a correction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// The words as they were.
    pub words: PressWords,
    /// Since when they stood.
    pub since: Timestamp,
    /// When they were corrected.
    pub until: Timestamp,
    /// What was wrong, for everybody.
    pub note: String,
    /// Whether the words as they were named what is on the block list, so that they are not shown any more.
    pub withheld: bool,
}

/// A release or fact sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Press {
    /// Its id.
    pub id: PressId,
    /// The last part of its page's address.
    pub slug: String,
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
        let end = id.uuid().simple().to_string();
        let slug = format!("{}-{}", text::slug(&words.title), end.get(26..).unwrap_or_default());
        Ok(Press {
            id,
            slug: slug.trim_start_matches('-').to_owned(),
            words,
            state: PressState::Draft,
            written: Mark { by, at },
            checked: None,
            cleared: None,
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

    /// What of the block list stands in a text and was not set aside.
    pub fn hits(&self, words: &PressWords, blocks: &[Block]) -> Vec<Hit> {
        let text = words.all();
        let aside =
            |block: &&Block| !block.kind.may_be_set_aside() || self.aside.iter().all(|a| a.block != block.id);
        blocks.iter().filter(aside).filter_map(|block| block.found_in(&text)).collect()
    }

    /// Sets a rule of the block list aside, where the rule allows that.
    pub fn set_aside(
        mut self,
        block: &Block,
        reason: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Press, Refusal> {
        if !block.kind.may_be_set_aside() {
            return Err(Refusal::not_now("block-stands"));
        }
        if matches!(self.state, PressState::Issued | PressState::Retracted) {
            return Err(Refusal::not_now("press-issued"));
        }
        let reason = text::prose("aside_reason", reason)?;
        self.aside.push(SetAside { block: block.id, reason, mark: Mark { by, at } });
        Ok(self)
    }

    /// Cleared for everybody: at once, or once the embargo ends.
    pub fn clear(mut self, blocks: &[Block], by: PersonId, at: Timestamp) -> Result<Press, Refusal> {
        if self.state != PressState::Checked {
            return Err(Refusal::not_now("press-not-checked"));
        }
        refuse(&self.hits(&self.words, blocks))?;
        self.cleared = Some(Mark { by, at });
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
        (self.state, self.checked, self.cleared) = (PressState::Draft, None, None);
        Ok(self)
    }

    fn out(mut self, at: Timestamp) -> Press {
        self.state = PressState::Issued;
        self.issued_at = Some(at);
        self.changed_at = Some(at);
        self
    }

    /// Corrected after it is out: the words as they were stay readable beside what was wrong. By somebody of the media desk;
    /// a correction cannot wait for an embargo.
    pub fn correct(
        mut self,
        words: PressWords,
        note: &str,
        blocks: &[Block],
        by: PersonId,
        at: Timestamp,
    ) -> Result<Press, Refusal> {
        if self.state != PressState::Issued {
            return Err(Refusal::not_now("press-not-issued"));
        }
        let note = text::prose("correction_note", note);
        let mut wrong = Wrongs::default();
        let note = wrong.text(note);
        let words = match words.tidy() {
            Ok(words) => words,
            Err(refusal) => {
                wrong.add(refusal);
                self.words.clone()
            }
        };
        wrong.or(())?;
        refuse(&self.hits(&words, blocks))?;
        let since = self.changed_at.unwrap_or(at);
        let withheld = !self.hits(&self.words, blocks).is_empty();
        let words = PressWords { embargo: self.words.embargo, ..words };
        let old = std::mem::replace(&mut self.words, words);
        self.earlier.push(Earlier { words: old, since, until: at, note, withheld });
        self.written = Mark { by, at };
        self.changed_at = Some(at);
        Ok(self)
    }

    /// Taken back; its page says why instead of what it said.
    pub fn retract(mut self, why: &str, at: Timestamp) -> Result<Press, Refusal> {
        if self.state != PressState::Issued {
            return Err(Refusal::not_now("press-not-issued"));
        }
        self.retracted = Some(text::prose("retract_reason", why)?);
        self.state = PressState::Retracted;
        self.changed_at = Some(at);
        Ok(self)
    }
}

/// Refuses with the strictest rule that was hit.
fn refuse(hits: &[Hit]) -> Result<(), Refusal> {
    match hits.iter().map(|hit| hit.kind).min() {
        None => Ok(()),
        Some(BlockKind::Juvenile) => Err(Refusal::not_now("names-a-juvenile")),
        Some(BlockKind::Victim) => Err(Refusal::not_now("names-a-victim")),
        Some(BlockKind::Address) => Err(Refusal::not_now("names-an-address")),
        Some(BlockKind::Investigation) => Err(Refusal::not_now("names-an-investigation")),
    }
}

#[cfg(test)]
mod tests;
