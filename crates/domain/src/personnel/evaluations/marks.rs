//! Ratings on the eight competencies, each with the evidence it stands on.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::names_a_quota;
use crate::personnel::competencies::{Competency, SCALE};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

/// Pieces of evidence that a rating needs.
pub const NEEDED: usize = 2;
/// Most pieces under one competency.
const MOST: usize = 12;

named! {
    /// What a piece of evidence is.
    EvidenceKind, "evidence_kind" {
        /// A problem that the person owned.
        Problem = "problem",
        /// A decision that the person brought or made.
        Decision = "decision",
        /// An entry of the contact log.
        Contact = "contact",
        /// A promise that was kept.
        Promise = "promise",
        /// A course.
        Training = "training",
        /// What a resident said of an answer.
        Resident = "resident",
        /// Words of residents and partners in a success story.
        Story = "story",
        /// A commendation that was passed on. A complaint is never evidence, whatever came of it.
        Commendation = "commendation",
    }
}

/// A piece of evidence: picked from what happened, never typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Id or reference of the record.
    pub record: String,
    /// The day of it.
    pub on: Date,
    /// What it is called.
    pub title: String,
    /// Where it can be opened; may be empty.
    pub href: String,
}

impl Evidence {
    /// Names it among all of a period: `KIND:RECORD`.
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind.name(), self.record)
    }
}

/// How often or how well it was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rated {
    /// Nothing said yet.
    #[default]
    Open,
    /// There was no occasion to see it.
    NotObserved,
    /// 1 to 5, by the anchors.
    At(u8),
}

impl Rated {
    /// Reads what a form sends: nothing, `no`, or 1 to 5.
    pub fn read(text: &str) -> Result<Rated, Refusal> {
        match text.trim() {
            "" => Ok(Rated::Open),
            "no" => Ok(Rated::NotObserved),
            number => match number.parse::<u8>() {
                Ok(n) if SCALE.contains(&n) => Ok(Rated::At(n)),
                _ => Err(Refusal::malformed("rating")),
            },
        }
    }

    /// As a form sends it.
    pub fn text(self) -> String {
        match self {
            Rated::Open => String::new(),
            Rated::NotObserved => "no".to_owned(),
            Rated::At(n) => n.to_string(),
        }
    }
}

/// What is said of one competency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The rating.
    pub rated: Rated,
    /// Why.
    pub words: String,
    /// What it stands on.
    pub evidence: Vec<Evidence>,
}

/// What is said of all eight, in the order of [`Competency::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks([Mark; 8]);

impl Marks {
    /// What is said of one.
    pub fn of(&self, competency: Competency) -> &Mark {
        &self.0[competency as usize]
    }

    /// Each competency with what is said of it.
    pub fn each(&self) -> impl Iterator<Item = (Competency, &Mark)> {
        Competency::ALL.iter().copied().zip(&self.0)
    }

    /// Rates one, with words. A number of arrests, stops or citations is no reason.
    pub fn rate(&mut self, competency: Competency, rated: Rated, words: &str) -> Result<(), Refusal> {
        let words = text::draft("mark_words", words)?;
        if names_a_quota(&words) {
            return Err(Refusal::unfit("mark_words", "no-quota"));
        }
        let mark = &mut self.0[competency as usize];
        (mark.rated, mark.words) = (rated, words);
        Ok(())
    }

    /// Puts a piece of evidence under a competency; the same one once.
    pub fn add(&mut self, competency: Competency, evidence: Evidence) -> Result<(), Refusal> {
        let mark = &mut self.0[competency as usize];
        let same = |e: &Evidence| e.kind == evidence.kind && e.record == evidence.record;
        if mark.evidence.iter().any(same) {
            return Err(Refusal::unfit("evidence", "evidence-twice"));
        }
        if mark.evidence.len() >= MOST {
            return Err(Refusal::unfit("evidence", "evidence-full"));
        }
        mark.evidence.push(evidence);
        mark.evidence.sort_by(|a, b| (a.on, &a.record).cmp(&(b.on, &b.record)));
        Ok(())
    }

    /// Takes a piece of evidence away again.
    pub fn drop(&mut self, competency: Competency, kind: EvidenceKind, record: &str) {
        self.0[competency as usize].evidence.retain(|e| e.kind != kind || e.record != record);
    }

    /// Refuses what is not whole: each is rated with words and two dated pieces of evidence of the period, or was not
    /// observed; at least one is rated.
    pub(super) fn complete(&self, (from, until): (Date, Date)) -> Result<(), Refusal> {
        let mut wrong = Wrongs::default();
        for (competency, mark) in self.each() {
            let dated = mark.evidence.iter().filter(|e| (from..=until).contains(&e.on)).count();
            let field = competency.name();
            match mark.rated {
                Rated::Open => wrong.add(Refusal::unfit(field, "mark-open")),
                Rated::At(_) if mark.words.is_empty() => wrong.add(Refusal::unfit(field, "mark-words")),
                Rated::At(_) if dated < NEEDED => wrong.add(Refusal::unfit(field, "mark-evidence")),
                Rated::At(_) | Rated::NotObserved => {}
            }
        }
        if self.each().all(|(_, mark)| mark.rated == Rated::NotObserved) {
            wrong.add(Refusal::not_now("nothing-observed"));
        }
        wrong.or(())
    }
}
