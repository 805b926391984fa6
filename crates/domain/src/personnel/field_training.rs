//! Field training: the first months of a new officer beside a training officer. By default problem-based (Reno), with a
//! portfolio of the neighborhood that becomes the beat's profile; or with daily observations (San Jose). Forms and weeks are data.

mod chart;
mod days;
mod ending;
mod portfolio;
mod reports;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{AreaId, FieldTrainingId, PersonId};
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

pub use chart::{Chart, Origin, Phase, Week};
pub use days::{Day, Item, Mark, Score, read_items};
pub use ending::Lacks;
pub use portfolio::{Entry, Portfolio, Words};
pub use reports::{Assessment, Exercise, Outcome, Report, Skill};

named! {
    /// In which form the training is held.
    Form, "field_form" {
        /// Problem-based: weekly coaching, exercises, a portfolio of the neighborhood.
        Reno = "reno",
        /// A scored observation for each day.
        SanJose = "san-jose",
    }
}

named! {
    /// In which of the four parts somebody meets a field training.
    Part, "field_part" {
        /// Is trained.
        Trainee = "trainee",
        /// Trains, day by day.
        Trainer = "trainer",
        /// Judges at mid-term and at the end, and never trained this trainee.
        Evaluator = "evaluator",
        /// Answers for the whole of it.
        Coordinator = "coordinator",
    }
}

named! {
    /// How it ended.
    End, "field_end" {
        /// Everything is done: the trainee goes on as an officer.
        Completed = "completed",
        /// The trainee resigned.
        Resigned = "resigned",
        /// The agency ended it.
        Released = "released",
    }
}

/// The end of a field training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub how: End,
    /// When.
    pub on: Date,
    /// Words to it.
    pub words: String,
}

/// Somebody's time as training officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stint {
    /// Who.
    pub who: PersonId,
    /// First day.
    pub from: Date,
    /// Last day; none for the one of now.
    pub until: Option<Date>,
}

/// The four people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Four {
    /// Is trained.
    pub trainee: PersonId,
    /// Trains.
    pub trainer: PersonId,
    /// Judges.
    pub evaluator: PersonId,
    /// Answers for it.
    pub coordinator: PersonId,
}

/// A field training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTraining {
    /// Its id.
    pub id: FieldTrainingId,
    /// Who is trained.
    pub trainee: PersonId,
    /// Who trains and trained, in order; the last one is the one of now.
    pub trainers: Vec<Stint>,
    /// Who judges at mid-term and at the end.
    pub evaluator: PersonId,
    /// Who answers for it.
    pub coordinator: PersonId,
    /// The beat on which it is held.
    pub beat: AreaId,
    /// Its form.
    pub form: Form,
    /// Its weeks.
    pub chart: Chart,
    /// Items of the daily observation, as they were when it began.
    pub items: Vec<Item>,
    /// Weekly coaching and training reports.
    pub reports: Vec<Report>,
    /// Problem-based exercises.
    pub exercises: Vec<Exercise>,
    /// The portfolio of the neighborhood.
    pub portfolio: Portfolio,
    /// Mid-term and final.
    pub assessments: Vec<Assessment>,
    /// How it ended; none while it runs.
    pub ended: Option<Ended>,
    /// Counts edits.
    pub version: i64,
}

/// Days that the first day may lie ahead, or behind where a training is entered late.
const AROUND: i32 = 400;

impl FieldTraining {
    /// One that begins: four people, a first day about now. `items`: those of the daily observation; for the other form none.
    pub fn begin(
        id: FieldTrainingId,
        four: Four,
        (beat, form, items): (AreaId, Form, Vec<Item>),
        (from, today): (Date, Date),
    ) -> Result<FieldTraining, Refusal> {
        if (from - today).get_days().abs() > AROUND {
            return Err(Refusal::unfit("field_from", "field-far"));
        }
        if form == Form::SanJose && items.is_empty() {
            return Err(Refusal::unfit("field_form", "field-no-items"));
        }
        let begun = FieldTraining {
            id,
            trainee: four.trainee,
            trainers: vec![Stint { who: four.trainer, from, until: None }],
            evaluator: four.evaluator,
            coordinator: four.coordinator,
            beat,
            form,
            chart: Chart::of(form, from),
            items: if form == Form::SanJose { items } else { Vec::new() },
            reports: Vec::new(),
            exercises: Vec::new(),
            portfolio: Portfolio::default(),
            assessments: Vec::new(),
            ended: None,
            version: 1,
        };
        begun.four_people()?;
        Ok(begun)
    }

    /// The training officer of now.
    pub fn trainer(&self) -> PersonId {
        self.trainers.last().map_or(self.trainee, |s| s.who)
    }

    /// Whether somebody is, or was, the training officer of it.
    pub fn trained(&self, who: PersonId) -> bool {
        self.trainers.iter().any(|s| s.who == who)
    }

    /// In which part somebody meets it; none for everybody else, for whom it does not exist. A training officer who was
    /// relieved is among them.
    pub fn part(&self, who: PersonId) -> Option<Part> {
        match who {
            who if who == self.trainee => Some(Part::Trainee),
            who if who == self.trainer() => Some(Part::Trainer),
            who if who == self.evaluator => Some(Part::Evaluator),
            who if who == self.coordinator => Some(Part::Coordinator),
            _ => None,
        }
    }

    /// The same as a part may read it: who judges comes without the training officer's reports, to judge afresh.
    pub fn seen_by(mut self, part: Part) -> FieldTraining {
        if part == Part::Evaluator {
            self.reports = Vec::new();
        }
        self
    }

    /// Refuses where it is over.
    pub fn runs(&self) -> Result<(), Refusal> {
        if self.ended.is_none() { Ok(()) } else { Err(Refusal::not_now("field-ended")) }
    }

    /// Four different people, and whoever judges never trained this trainee nor does now.
    fn four_people(&self) -> Result<(), Refusal> {
        if self.trained(self.trainee) {
            return Err(Refusal::unfit("field_trainer", "field-trains-oneself"));
        }
        if self.trained(self.evaluator) {
            return Err(Refusal::unfit("field_evaluator", "field-evaluator-trains"));
        }
        if self.assessments.iter().any(|a| a.by == self.trainer()) {
            return Err(Refusal::unfit("field_trainer", "field-evaluator-trains"));
        }
        if self.evaluator == self.trainee {
            return Err(Refusal::unfit("field_evaluator", "field-same-person"));
        }
        if [self.trainee, self.trainer(), self.evaluator].contains(&self.coordinator) {
            return Err(Refusal::unfit("field_coordinator", "field-same-person"));
        }
        Ok(())
    }

    /// Gives a part to somebody else, where one left or may not have it. What was written stays under its name.
    pub fn hand_over(&mut self, part: Part, to: PersonId, today: Date) -> Result<(), Refusal> {
        self.runs()?;
        let mut next = self.clone();
        match part {
            Part::Trainee => return Err(Refusal::malformed("field_part")),
            Part::Trainer if to == self.trainer() => return Ok(()),
            Part::Trainer => {
                if let Some(last) = next.trainers.last_mut() {
                    last.until = Some(today.max(last.from));
                }
                next.trainers.push(Stint { who: to, from: today, until: None });
            }
            Part::Evaluator => next.evaluator = to,
            Part::Coordinator => next.coordinator = to,
        }
        next.four_people()?;
        *self = next;
        Ok(())
    }

    /// Notes that a week was missed; one that has its report was not.
    pub fn miss(&mut self, week: usize, why: &str, today: Date) -> Result<(), Refusal> {
        self.runs()?;
        if self.reports.iter().any(|r| r.week == week) {
            return Err(Refusal::not_now("field-week-held"));
        }
        self.chart.miss(week, why, today)
    }

    /// Gives a phase more weeks.
    pub fn extend(
        &mut self,
        phase: (Phase, Origin),
        (weeks, why): (usize, &str),
        today: Date,
    ) -> Result<(), Refusal> {
        self.runs()?;
        self.chart.extend(phase, weeks, why, today)
    }

    /// Ends it. Completed is only what lacks nothing; the other ends are said why.
    pub fn end(&mut self, how: End, words: &str, (today, days): (Date, &[Date])) -> Result<(), Refusal> {
        self.runs()?;
        let words = match how {
            End::Completed => text::draft("end_words", words)?,
            End::Resigned | End::Released => text::prose("end_words", words)?,
        };
        if how == End::Completed {
            let mut wrongs = Wrongs::default();
            for lacks in self.lacks(days) {
                wrongs.add(lacks.refusal());
            }
            wrongs.or(())?;
        }
        if let Some(last) = self.trainers.last_mut() {
            last.until = Some(today.max(last.from));
        }
        self.ended = Some(Ended { how, on: today, words });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
