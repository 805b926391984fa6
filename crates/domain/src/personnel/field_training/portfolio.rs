//! The portfolio of the neighborhood: what a trainee learns of the beat over the whole training. Signed, it goes into the beat's profile.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::FieldTraining;
use crate::ids::PersonId;
use crate::organization::beats::ProfileKind;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

/// What is written of the neighborhood as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Where it begins and ends, as people there say.
    pub boundaries: String,
    /// How it came to be what it is.
    pub history: String,
    /// Who lives, works and stays there.
    pub people: String,
    /// Where all this is from.
    pub sources: String,
}

/// Something found: an asset, group, leader, service, language or trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number; never given twice.
    pub number: u32,
    /// What it is about.
    pub kind: ProfileKind,
    /// What it is called.
    pub name: String,
    /// A word more.
    pub note: String,
}

/// The portfolio.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portfolio {
    /// Of the neighborhood as a whole.
    pub words: Words,
    /// What was found, in order.
    pub entries: Vec<Entry>,
    /// How many numbers were given.
    pub given: u32,
    /// The day on which it was presented, and what the panel said.
    pub presented: Option<(Date, String)>,
    /// Who signed it off, and when; from then on it stands.
    pub signed: Option<(PersonId, Timestamp)>,
}

/// Most entries of one portfolio.
const MOST: usize = 100;

impl Portfolio {
    fn open(&self) -> Result<(), Refusal> {
        if self.signed.is_none() { Ok(()) } else { Err(Refusal::not_now("field-portfolio-signed")) }
    }
}

impl FieldTraining {
    /// The trainee writes of the neighborhood as a whole; nothing has to be there before the sign-off.
    pub fn write_portfolio(&mut self, words: &Words) -> Result<(), Refusal> {
        self.runs()?;
        self.portfolio.open()?;
        let mut wrongs = Wrongs::default();
        let tidy = Words {
            boundaries: wrongs.text(text::draft("area_boundaries", &words.boundaries)),
            history: wrongs.text(text::draft("area_history", &words.history)),
            people: wrongs.text(text::draft("area_people", &words.people)),
            sources: wrongs.text(text::draft("area_sources", &words.sources)),
        };
        self.portfolio.words = wrongs.or(tidy)?;
        Ok(())
    }

    /// The trainee adds what was found. `agreed`: a leader is named only where that person agreed.
    pub fn find(&mut self, kind: ProfileKind, name: &str, note: &str, agreed: bool) -> Result<(), Refusal> {
        self.runs()?;
        self.portfolio.open()?;
        let mut wrongs = Wrongs::default();
        let name = wrongs.text(text::line("found_name", name));
        let note = wrongs.text(text::draft("found_note", note));
        if kind == ProfileKind::Leader && !agreed {
            wrongs.add(Refusal::unfit("found_agreed", "field-not-agreed"));
        }
        let lower = name.to_lowercase();
        let all = &mut self.portfolio.entries;
        if all.iter().any(|e| e.kind == kind && e.name.to_lowercase() == lower) {
            wrongs.add(Refusal::unfit("found_name", "field-found-twice"));
        }
        if all.len() >= MOST {
            wrongs.add(Refusal::not_now("profile-full"));
        }
        let number = self.portfolio.given + 1;
        let entry = wrongs.or(Entry { number, kind, name, note })?;
        all.push(entry);
        self.portfolio.given = number;
        Ok(())
    }

    /// The trainee takes an entry out.
    pub fn take_out(&mut self, number: u32) -> Result<(), Refusal> {
        self.runs()?;
        self.portfolio.open()?;
        let before = self.portfolio.entries.len();
        self.portfolio.entries.retain(|e| e.number != number);
        if self.portfolio.entries.len() < before { Ok(()) } else { Err(Refusal::malformed("found_name")) }
    }

    /// The coordinator notes that it was presented, and what the panel said.
    pub fn present(&mut self, on: Date, panel: &str, today: Date) -> Result<(), Refusal> {
        self.runs()?;
        self.portfolio.open()?;
        if on > today {
            return Err(Refusal::unfit("presented_on", "field-presented-ahead"));
        }
        self.portfolio.presented = Some((on, text::prose("panel_words", panel)?));
        Ok(())
    }

    /// The coordinator signs it off: it was presented, says something of everything, and holds what was found.
    pub fn sign_portfolio(&mut self, by: PersonId, now: Timestamp) -> Result<Vec<Entry>, Refusal> {
        self.runs()?;
        self.portfolio.open()?;
        let words = &self.portfolio.words;
        let mut wrongs = Wrongs::default();
        if self.portfolio.presented.is_none() {
            wrongs.add(Refusal::not_now("field-not-presented"));
        }
        let all = [&words.boundaries, &words.history, &words.people, &words.sources];
        if all.into_iter().any(String::is_empty) {
            wrongs.add(Refusal::not_now("field-portfolio-words"));
        }
        if self.portfolio.entries.is_empty() {
            wrongs.add(Refusal::not_now("field-portfolio-empty"));
        }
        wrongs.or(())?;
        self.portfolio.signed = Some((by, now));
        Ok(self.portfolio.entries.clone())
    }
}
