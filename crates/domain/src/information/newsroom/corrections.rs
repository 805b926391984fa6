//! What happens to a release that is out: corrected in sight of everybody, an earlier text no longer shown, taken back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::blocks::{Block, Hit};
use super::guard::{hits_in, refuse};
use super::{Mark, Press, PressState, PressWords, bare};
use crate::ids::PersonId;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

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
    /// The same in Spanish; empty where there is none.
    #[serde(default)]
    pub note_es: String,
    /// Whether the words as they were are not shown any more, because they named what is on the block list or somebody of
    /// the media desk said so.
    pub withheld: bool,
}

/// A correction as it is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The right words. Kind, embargo, problem and who knows the case stay as they were.
    pub words: PressWords,
    /// What was wrong.
    pub note: String,
    /// The same in Spanish, where there is a Spanish text.
    pub note_es: String,
    /// Whether the text in the other language was right as it is.
    pub other_stands: bool,
}

impl Correction {
    fn tidy(mut self, before: &PressWords) -> Result<Correction, Refusal> {
        let mut wrong = Wrongs::default();
        self.note = wrong.text(text::prose("correction_note", &self.note));
        self.note_es = wrong.text(text::draft("correction_note_es", &self.note_es));
        let kept = PressWords {
            embargo: before.embargo,
            case_owner: before.case_owner,
            problem: before.problem,
            ..self.words.clone()
        };
        match kept.tidy() {
            Ok(words) => self.words = words,
            Err(refusal) => wrong.add(refusal),
        }
        if !self.words.body_es.is_empty() && self.note_es.is_empty() {
            wrong.add(Refusal::required("correction_note_es"));
        }
        let now = &self.words;
        let english = (&now.title, &now.body) != (&before.title, &before.body);
        let spanish = (&now.title_es, &now.body_es) != (&before.title_es, &before.body_es);
        if english != spanish && !now.body_es.is_empty() && !self.other_stands {
            wrong.add(Refusal::unfit("correction_other_stands", "correction-one-language"));
        }
        wrong.or(self)
    }
}

impl Press {
    /// Corrected after it is out: the words as they were stay readable beside what was wrong. By somebody of the media desk;
    /// a correction cannot wait for an embargo. An address that holds what the list forbids is given up.
    pub fn correct(
        mut self,
        new: Correction,
        blocks: &[Block],
        by: PersonId,
        at: Timestamp,
    ) -> Result<Press, Refusal> {
        if self.state != PressState::Issued {
            return Err(Refusal::not_now("press-not-issued"));
        }
        let new = new.tidy(&self.words)?;
        refuse(&self.hits(&new.words, blocks))?;
        refuse(&self.hits_beside(&[&new.note, &new.note_es], &new.words, blocks))?;
        let since = self.changed_at.unwrap_or(at);
        let withheld = !self.hits(&self.words, blocks).is_empty();
        let tells = self.tells(&self.slug, blocks);
        let old = std::mem::replace(&mut self.words, new.words);
        let (note, note_es) = (new.note, new.note_es);
        self.earlier.push(Earlier { words: old, since, until: at, note, note_es, withheld });
        if tells {
            let slug = self.titled(&self.words.title);
            let fit = slug != self.slug && !self.tells(&slug, blocks);
            self.moves_to(if fit { slug } else { bare(self.id) });
        }
        self.written = Mark { by, at };
        self.changed_at = Some(at);
        Ok(self)
    }

    /// Taken back; its page says why instead of what it said.
    pub fn retract(mut self, why: &str, blocks: &[Block], at: Timestamp) -> Result<Press, Refusal> {
        if self.state != PressState::Issued {
            return Err(Refusal::not_now("press-not-issued"));
        }
        let why = text::prose("retract_reason", why)?;
        refuse(&self.hits_beside(&[&why], &self.words, blocks))?;
        if self.tells(&self.slug, blocks) {
            self.moves_to(bare(self.id));
        }
        self.retracted = Some(why);
        self.state = PressState::Retracted;
        self.changed_at = Some(at);
        Ok(self)
    }

    /// No longer shows what it said before a correction; `place` counts from the first correction.
    pub fn withhold(mut self, place: usize, at: Timestamp) -> Result<Press, Refusal> {
        match self.earlier.get_mut(place) {
            Some(earlier) if !earlier.withheld => earlier.withheld = true,
            _ => return Err(Refusal::not_now("press-moved-on")),
        }
        self.changed_at = Some(at);
        Ok(self)
    }

    fn moves_to(&mut self, slug: String) {
        let old = std::mem::replace(&mut self.slug, slug);
        if !self.goes_by(&old) {
            self.former.push(old);
        }
    }

    /// What of the list stands in texts beside the words, other than rules that were set aside for these words.
    pub fn hits_beside(&self, texts: &[&str], words: &PressWords, blocks: &[Block]) -> Vec<Hit> {
        let mut here = hits_in(&texts.join("\n"), blocks);
        if !here.is_empty() {
            let (of_words, standing) = (hits_in(&words.all(), blocks), self.hits(words, blocks));
            here.retain(|hit| !of_words.contains(hit) || standing.contains(hit));
        }
        here
    }

    /// Whether an earlier version may be shown: nobody withheld it, and the list as it is now allows it.
    pub fn shows(&self, earlier: &Earlier, blocks: &[Block]) -> bool {
        !earlier.withheld && self.hits(&earlier.words, blocks).is_empty()
    }
}
