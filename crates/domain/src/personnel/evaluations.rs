//! Evaluations: what an officer did in a period, on the eight competencies, with evidence of what really happened. Only the
//! person, the rater and the reviewer see one; nobody sets a number of arrests, stops or citations in it.

mod drift;
mod marks;
mod quotas;
mod words;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{EvaluationId, PersonId};
use crate::problems::named::named;
use crate::{Refusal, text};

pub use drift::{Drift, FEWEST, RaterDrift, drift};
pub use marks::{Evidence, EvidenceKind, Mark, Marks, NEEDED, Rated};
pub use quotas::names_a_quota;
pub use words::{Appeal, Earlier, Growth};

named! {
    /// Where an evaluation stands.
    Step, "evaluation_step" {
        /// The rater gathers evidence and rates; the person may look at the own work too.
        Rating = "rating",
        /// The rater signed; the reviewer reads.
        Reviewing = "reviewing",
        /// The reviewer signed; the person reads, comments, signs or appeals.
        Answering = "answering",
        /// The person appealed; the reviewer answers.
        Appealed = "appealed",
        /// Signed by the person.
        Closed = "closed",
    }
}

named! {
    /// In which of the three parts somebody meets an evaluation.
    Part, "evaluation_part" {
        /// It is about them.
        Person = "person",
        /// Rates.
        Rater = "rater",
        /// Reads what the rater wrote, and answers an appeal.
        Reviewer = "reviewer",
    }
}

/// An evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Its id.
    pub id: EvaluationId,
    /// About whom.
    pub person: PersonId,
    /// Who rates.
    pub rater: PersonId,
    /// Who reviews.
    pub reviewer: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Where it stands.
    pub step: Step,
    /// How the person sees the own work.
    pub own: Marks,
    /// When the person handed that in.
    pub own_at: Option<Timestamp>,
    /// How the rater sees it.
    pub marks: Marks,
    /// Around the work, and what comes next.
    pub growth: Growth,
    /// When the rater signed, and who it was.
    pub rated: Option<(PersonId, Timestamp)>,
    /// When the reviewer signed, who it was, and the words to it.
    pub reviewed: Option<(PersonId, Timestamp, String)>,
    /// The person's comment.
    pub comment: String,
    /// When the person signed: read, not agreed to.
    pub signed: Option<Timestamp>,
    /// Appeals, in the order of time.
    pub appeals: Vec<Appeal>,
    /// Raters who were relieved before signing.
    pub earlier: Vec<Earlier>,
    /// Counts edits.
    pub version: i64,
}

/// Longest period: three years.
const LONGEST: i64 = 3 * 366;

impl Evaluation {
    /// An evaluation that begins. Three people, a period that has begun and is not longer than three years.
    pub fn begin(
        id: EvaluationId,
        [person, rater, reviewer]: [PersonId; 3],
        (from, until): (Date, Date),
        today: Date,
    ) -> Result<Evaluation, Refusal> {
        three(person, rater, reviewer)?;
        if until < from {
            return Err(Refusal::unfit("period_until", "ends-before-it-begins"));
        }
        if from > today || i64::from((until - from).get_days()) > LONGEST {
            return Err(Refusal::unfit("period_from", "period-unsound"));
        }
        Ok(Evaluation {
            id,
            person,
            rater,
            reviewer,
            from,
            until,
            step: Step::Rating,
            own: Marks::default(),
            own_at: None,
            marks: Marks::default(),
            growth: Growth::default(),
            rated: None,
            reviewed: None,
            comment: String::new(),
            signed: None,
            appeals: Vec::new(),
            earlier: Vec::new(),
            version: 1,
        })
    }

    /// In which part somebody meets it; none for everybody else, for whom it does not exist.
    pub fn part(&self, who: PersonId) -> Option<Part> {
        match who {
            who if who == self.person => Some(Part::Person),
            who if who == self.rater => Some(Part::Rater),
            who if who == self.reviewer => Some(Part::Reviewer),
            _ => None,
        }
    }

    /// Whether it waits for somebody in a part.
    pub fn waits_for(&self, part: Part) -> bool {
        match (self.step, part) {
            (Step::Rating, Part::Rater)
            | (Step::Reviewing | Step::Appealed, Part::Reviewer)
            | (Step::Answering, Part::Person) => true,
            (Step::Rating, Part::Person) => self.own_at.is_none(),
            _ => false,
        }
    }

    /// The same as a part may read it: the person not what is still being rated, the others not how the person sees the own
    /// work before it is handed in.
    pub fn seen_by(mut self, part: Part) -> Evaluation {
        let decided = matches!(self.step, Step::Answering | Step::Appealed | Step::Closed);
        if part == Part::Person && !decided {
            (self.marks, self.growth, self.reviewed) = (Marks::default(), Growth::default(), None);
        }
        if part == Part::Person {
            self.earlier = Vec::new();
        }
        if part == Part::Reviewer && self.step == Step::Rating {
            (self.marks, self.growth) = (Marks::default(), Growth::default());
        }
        if part != Part::Person && self.own_at.is_none() {
            self.own = Marks::default();
        }
        self
    }

    /// The marks that a part writes at this step.
    pub fn writes(&mut self, part: Part) -> Result<&mut Marks, Refusal> {
        match (part, self.step) {
            (Part::Person, Step::Rating) if self.own_at.is_none() => Ok(&mut self.own),
            (Part::Rater, Step::Rating) => Ok(&mut self.marks),
            _ => Err(Refusal::not_now("evaluation-step")),
        }
    }

    /// The person hands in how they see the own work; nothing of it has to be there.
    pub fn hand_in(&mut self, now: Timestamp) -> Result<(), Refusal> {
        self.writes(Part::Person)?;
        self.own_at = Some(now);
        Ok(())
    }

    /// The rater writes what is around the work, and what comes next.
    pub fn set_growth(&mut self, growth: &Growth) -> Result<(), Refusal> {
        self.at(Step::Rating)?;
        self.growth = growth.tidy()?;
        Ok(())
    }

    /// The rater signs: each competency is rated with its evidence, or was not observed.
    pub fn sign_as_rater(&mut self, today: Date, now: Timestamp) -> Result<(), Refusal> {
        self.at(Step::Rating)?;
        if today < self.until {
            return Err(Refusal::not_now("period-runs"));
        }
        self.marks.complete((self.from, self.until))?;
        self.rated = Some((self.rater, now));
        self.step = Step::Reviewing;
        Ok(())
    }

    /// The reviewer signs, or gives it back to the rater; back goes only with words.
    pub fn review(&mut self, back: bool, words: &str, now: Timestamp) -> Result<(), Refusal> {
        self.at(Step::Reviewing)?;
        let words =
            if back { text::prose("review_words", words)? } else { text::draft("review_words", words)? };
        if back {
            (self.step, self.rated) = (Step::Rating, None);
        } else {
            self.step = Step::Answering;
        }
        self.reviewed = Some((self.reviewer, now, words));
        Ok(())
    }

    /// The person signs, with or without a comment: that it was read, not that it is right.
    pub fn sign_as_person(&mut self, comment: &str, now: Timestamp) -> Result<(), Refusal> {
        self.at(Step::Answering)?;
        self.comment = text::draft("own_comment", comment)?;
        (self.step, self.signed) = (Step::Closed, Some(now));
        Ok(())
    }

    /// The person appeals; once more after each answer that leaves it as it is would be without end, so twice at most.
    pub fn appeal(&mut self, words: &str, now: Timestamp) -> Result<(), Refusal> {
        self.at(Step::Answering)?;
        if self.appeals.len() >= 2 {
            return Err(Refusal::not_now("appeals-used"));
        }
        let words = text::prose("appeal_words", words)?;
        self.appeals.push(Appeal { words, at: now, answer: None });
        self.step = Step::Appealed;
        Ok(())
    }

    /// The reviewer answers the appeal: it stays, or goes back to the rater.
    pub fn answer_appeal(&mut self, back: bool, words: &str, now: Timestamp) -> Result<(), Refusal> {
        self.at(Step::Appealed)?;
        let words = text::prose("appeal_answer", words)?;
        let open = self.appeals.last_mut().ok_or(Refusal::not_now("evaluation-step"))?;
        open.answer = Some((words, back, now));
        self.step = if back { Step::Rating } else { Step::Answering };
        if back {
            self.rated = None;
        }
        Ok(())
    }

    /// Gives it to another rater or reviewer, where one left or may not be it. What an unsigned rater wrote stays under that
    /// rater's name; the next begins with a copy of it and signs for all of it.
    pub fn hand_over(&mut self, part: Part, to: PersonId, now: Timestamp) -> Result<(), Refusal> {
        if self.step == Step::Closed {
            return Err(Refusal::not_now("evaluation-step"));
        }
        match part {
            Part::Person => return Err(Refusal::malformed("evaluation_part")),
            Part::Rater => {
                three(self.person, to, self.reviewer)?;
                if self.step == Step::Rating && self.marks != Marks::default() {
                    let marks = self.marks.clone();
                    self.earlier.push(Earlier { rater: self.rater, marks, until: now });
                }
                self.rater = to;
            }
            Part::Reviewer => {
                three(self.person, self.rater, to)?;
                self.reviewer = to;
            }
        }
        Ok(())
    }

    fn at(&self, step: Step) -> Result<(), Refusal> {
        if self.step == step { Ok(()) } else { Err(Refusal::not_now("evaluation-step")) }
    }
}

/// Nobody rates themselves, and two different people look.
fn three(person: PersonId, rater: PersonId, reviewer: PersonId) -> Result<(), Refusal> {
    if rater == person {
        return Err(Refusal::unfit("rater", "rates-oneself"));
    }
    if reviewer == person || reviewer == rater {
        return Err(Refusal::unfit("reviewer", "reviews-oneself"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
