//! Daily observations: the agency's own items, each from 1 to 7 or not observed; words where a score lies at an end of the scale.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::chart::Shipped;
use super::{FieldTraining, Form};
use crate::ids::PersonId;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

/// Something that is looked at every day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The group in which it stands; may be empty.
    pub group: String,
    /// What it is called.
    pub name: String,
}

/// Most items of a form.
const MOST: usize = 60;
/// Most minutes of a day.
const MINUTES: u32 = 24 * 60;

impl Item {
    /// The items that come with the house, as an example.
    pub fn shipped() -> Vec<Item> {
        Shipped::of(Form::SanJose).items.iter().map(|line| Item::of(line)).collect()
    }

    fn of(line: &str) -> Item {
        let (group, name) = line.split_once(':').unwrap_or(("", line));
        Item { group: group.trim().to_owned(), name: name.trim().to_owned() }
    }

    /// The item as it is typed.
    pub fn line(&self) -> String {
        if self.group.is_empty() { self.name.clone() } else { format!("{}: {}", self.group, self.name) }
    }
}

/// Items as typed: one a line, `group: item`.
pub fn read_items(typed: &str) -> Result<Vec<Item>, Refusal> {
    let mut items: Vec<Item> = Vec::new();
    for line in text::prose("field_items", typed)?.lines().filter(|l| !l.trim().is_empty()) {
        let item = Item::of(&text::line("field_items", line)?);
        if item.name.is_empty() {
            return Err(Refusal::malformed("field_items"));
        }
        if items.iter().any(|known| known.name.to_lowercase() == item.name.to_lowercase()) {
            return Err(Refusal::unfit("field_items", "field-item-twice"));
        }
        items.push(item);
    }
    if items.len() > MOST {
        return Err(Refusal::unfit("field_items", "field-many-items"));
    }
    Ok(items)
}

/// How an item was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// Not observed on this day.
    #[default]
    NotObserved,
    /// Does not respond to the training.
    NotResponding,
    /// 1 to 7; 4 is acceptable.
    At(u8),
}

impl Score {
    /// A score as a form sends it.
    pub fn read(typed: &str) -> Result<Score, Refusal> {
        match typed {
            "" | "no" => Ok(Score::NotObserved),
            "nrt" => Ok(Score::NotResponding),
            typed => match typed.parse() {
                Ok(n @ 1..=7) => Ok(Score::At(n)),
                _ => Err(Refusal::malformed("day_score")),
            },
        }
    }

    /// As a form sends it.
    pub fn text(self) -> String {
        match self {
            Score::NotObserved => "no".to_owned(),
            Score::NotResponding => "nrt".to_owned(),
            Score::At(n) => n.to_string(),
        }
    }

    /// Whether words have to stand beside it: at the ends of the scale, and where training does not take.
    pub fn needs_words(self) -> bool {
        matches!(self, Score::At(1 | 2 | 6 | 7) | Score::NotResponding)
    }
}

/// One item on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How it was.
    pub score: Score,
    /// What was seen.
    pub words: String,
    /// Minutes of remedial training on it.
    pub minutes: u32,
}

/// The observation of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// By the name of the item.
    pub marks: BTreeMap<String, Mark>,
    /// What was done best on this day.
    pub most: String,
    /// What needs the most work.
    pub least: String,
    /// The trainee's own words to it, and when it was read.
    pub answer: Option<(String, Timestamp)>,
}

impl Day {
    /// The same, tidied and checked against the items of a training and its chart. `today`: the agency's day.
    pub fn check(mut self, training: &FieldTraining, today: Date) -> Result<Day, Refusal> {
        training.runs()?;
        if training.form != Form::SanJose {
            return Err(Refusal::not_now("field-other-form"));
        }
        if self.day > today {
            return Err(Refusal::unfit("observed_on", "field-day-ahead"));
        }
        let week = training.chart.at(self.day);
        training.chart.held(week.ok_or(Refusal::unfit("observed_on", "field-day-outside"))?, today)?;
        let mut wrongs = Wrongs::default();
        let known = |name: &String| training.items.iter().any(|item| item.name == *name);
        if !self.marks.keys().all(known) {
            wrongs.add(Refusal::malformed("day_score"));
        }
        for mark in self.marks.values_mut() {
            mark.words = wrongs.text(text::draft("day_words", &mark.words));
            if mark.score.needs_words() && mark.words.is_empty() {
                wrongs.add(Refusal::unfit("day_words", "field-words-at-ends"));
            }
        }
        self.marks.retain(|_, mark| *mark != Mark::default());
        if self.marks.values().all(|mark| mark.score == Score::NotObserved) {
            wrongs.add(Refusal::not_now("field-nothing-observed"));
        }
        if self.marks.values().map(|mark| u64::from(mark.minutes)).sum::<u64>() > u64::from(MINUTES) {
            wrongs.add(Refusal::unfit("day_minutes", "field-minutes"));
        }
        self.most = wrongs.text(text::prose("day_most", &self.most));
        self.least = wrongs.text(text::prose("day_least", &self.least));
        wrongs.or(self)
    }

    /// Minutes of remedial training on this day.
    pub fn remedial(&self) -> u32 {
        self.marks.values().map(|mark| mark.minutes).sum()
    }

    /// The trainee read it, with or without words.
    pub fn answer(&mut self, words: &str, now: Timestamp) -> Result<(), Refusal> {
        if self.answer.is_some() {
            return Err(Refusal::not_now("field-report-read"));
        }
        self.answer = Some((text::draft("report_answer", words)?, now));
        Ok(())
    }
}
