//! Coaching and training reports, problem-based exercises, and the judgment at mid-term and at the end.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FieldTraining, Part, Phase};
use crate::ids::PersonId;
use crate::problems::named::named;
use crate::refusal::Wrongs;
use crate::{Refusal, text};

named! {
    /// What is learned in field training: the fifteen that are commonly listed.
    Skill, "field_skill" {
        /// Driving.
        Vehicle = "vehicle",
        /// Resolving conflicts.
        Conflict = "conflict",
        /// Use of force.
        Force = "force",
        /// Local procedure, law, and the agency's philosophy.
        Procedure = "procedure",
        /// Reports.
        Writing = "writing",
        /// Leadership.
        Leadership = "leadership",
        /// Solving problems.
        Problems = "problems",
        /// Problems of this community.
        Community = "community",
        /// Cultural diversity and special needs.
        Diversity = "diversity",
        /// Legal authority.
        Authority = "authority",
        /// Individual rights.
        Rights = "rights",
        /// Officer safety.
        Safety = "safety",
        /// Communication.
        Communication = "communication",
        /// Ethics.
        Ethics = "ethics",
        /// Stress, and care for oneself.
        Care = "care",
    }
}

/// A week's coaching and training report. It is words, not scores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The week, by its place on the chart.
    pub week: usize,
    /// Who wrote it, and when.
    pub by: Option<(PersonId, Timestamp)>,
    /// What was done.
    pub done: String,
    /// What was learned, and by what one sees that.
    pub learned: String,
    /// What the next week is for.
    pub next: String,
    /// What was practiced.
    pub practiced: Vec<Skill>,
    /// What needs more practice.
    pub more: Vec<Skill>,
    /// The trainee's own words to it, and when it was read.
    pub answer: Option<(String, Timestamp)>,
}

/// A problem-based exercise: a situation without one right answer, worked on by the trainee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// Its phase.
    pub phase: Phase,
    /// What it is called.
    pub title: String,
    /// The situation.
    pub situation: String,
    /// Who set it, and when.
    pub by: (PersonId, Timestamp),
    /// The trainee's work: what is known, what must be found out, what to do, with whom; and when it was handed in.
    pub work: Option<(String, Timestamp)>,
    /// What the training officer says to it.
    pub feedback: Option<(PersonId, String, Timestamp)>,
}

named! {
    /// What a judgment comes to.
    Outcome, "field_result" {
        /// The trainee goes on; at the end: is ready.
        GoOn = "go-on",
        /// More practice first, in what is named.
        MoreTime = "more-time",
        /// Not recommended.
        Against = "against",
    }
}

/// A judgment at mid-term or at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Mid-term or final.
    pub phase: Phase,
    /// Who judged, and when.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Shown.
    pub ready: Vec<Skill>,
    /// Needs more practice.
    pub more: Vec<Skill>,
    /// What was seen.
    pub words: String,
    /// What it comes to.
    pub result: Outcome,
}

/// Most exercises of one training.
const MOST_EXERCISES: usize = 20;

impl FieldTraining {
    /// The training officer writes a week's report, or writes it anew until the trainee has answered.
    pub fn report(
        &mut self,
        week: usize,
        report: &Report,
        by: PersonId,
        (now, today): (Timestamp, Date),
    ) -> Result<(), Refusal> {
        self.runs()?;
        self.chart.held(week, today)?;
        let there = self.reports.iter().position(|r| r.week == week);
        if there.is_some_and(|at| self.reports[at].answer.is_some()) {
            return Err(Refusal::not_now("field-report-read"));
        }
        let mut wrongs = Wrongs::default();
        let done = wrongs.text(text::prose("report_done", &report.done));
        let learned = wrongs.text(text::prose("report_learned", &report.learned));
        let next = wrongs.text(text::draft("report_next", &report.next));
        let (practiced, more) = (each_once(&report.practiced), each_once(&report.more));
        let tidy = Report { week, by: Some((by, now)), done, learned, next, practiced, more, answer: None };
        let tidy = wrongs.or(tidy)?;
        match there {
            Some(at) => self.reports[at] = tidy,
            None => self.reports.push(tidy),
        }
        self.reports.sort_by_key(|r| r.week);
        Ok(())
    }

    /// The trainee says that a report was read, with or without words.
    pub fn answer_report(&mut self, week: usize, words: &str, now: Timestamp) -> Result<(), Refusal> {
        self.runs()?;
        let words = text::draft("report_answer", words)?;
        let report = self.reports.iter_mut().find(|r| r.week == week);
        let report = report.ok_or(Refusal::malformed("field_week"))?;
        if report.answer.is_some() {
            return Err(Refusal::not_now("field-report-read"));
        }
        report.answer = Some((words, now));
        Ok(())
    }

    /// The training officer sets an exercise.
    pub fn set_exercise(
        &mut self,
        phase: Phase,
        (title, situation): (&str, &str),
        by: (PersonId, Timestamp),
    ) -> Result<(), Refusal> {
        self.runs()?;
        if !phase.has_exercise() || !self.chart.has(phase) {
            return Err(Refusal::malformed("field_phase"));
        }
        if self.exercises.len() >= MOST_EXERCISES {
            return Err(Refusal::not_now("field-exercises"));
        }
        let mut wrongs = Wrongs::default();
        let title = wrongs.text(text::line("exercise_title", title));
        let situation = wrongs.text(text::prose("exercise_situation", situation));
        let exercise = Exercise { phase, title, situation, by, work: None, feedback: None };
        self.exercises.push(wrongs.or(exercise)?);
        Ok(())
    }

    /// The trainee hands in the work on an exercise, or anew until there is feedback.
    pub fn work_exercise(&mut self, n: usize, work: &str, now: Timestamp) -> Result<(), Refusal> {
        self.runs()?;
        let exercise = self.exercises.get_mut(n).ok_or(Refusal::malformed("exercise_title"))?;
        if exercise.feedback.is_some() {
            return Err(Refusal::not_now("field-exercise-done"));
        }
        exercise.work = Some((text::prose("exercise_work", work)?, now));
        Ok(())
    }

    /// The training officer says what is good in the work, and what to try.
    pub fn feed_back(&mut self, n: usize, words: &str, by: (PersonId, Timestamp)) -> Result<(), Refusal> {
        self.runs()?;
        let exercise = self.exercises.get_mut(n).ok_or(Refusal::malformed("exercise_title"))?;
        if exercise.work.is_none() {
            return Err(Refusal::not_now("field-exercise-open"));
        }
        if exercise.feedback.is_some() {
            return Err(Refusal::not_now("field-exercise-done"));
        }
        exercise.feedback = Some((by.0, text::prose("exercise_feedback", words)?, by.1));
        Ok(())
    }

    /// The last judgment of a phase.
    pub fn judged(&self, phase: Phase) -> Option<&Assessment> {
        self.assessments.iter().rev().find(|a| a.phase == phase)
    }

    /// The evaluator judges: at mid-term or at the end, once the week for it has begun; again where more time was given. Never
    /// somebody who trained this trainee.
    pub fn judge(&mut self, assessment: Assessment, today: Date) -> Result<(), Refusal> {
        self.runs()?;
        if self.trained(assessment.by) || self.part(assessment.by) != Some(Part::Evaluator) {
            return Err(Refusal::not_now("field-evaluator-trains"));
        }
        let phase = assessment.phase;
        let week = self.chart.weeks.iter().find(|w| w.phase == phase && !phase.learns());
        if week.ok_or(Refusal::malformed("field_phase"))?.from > today {
            return Err(Refusal::not_now("field-week-ahead"));
        }
        if phase == Phase::Final && self.chart.has(Phase::Midterm) && self.judged(Phase::Midterm).is_none() {
            return Err(Refusal::not_now("field-lacks-midterm"));
        }
        if self.judged(phase).is_some_and(|last| last.result != Outcome::MoreTime) {
            return Err(Refusal::not_now("field-judged"));
        }
        self.assessments.push(assessment.tidy()?);
        Ok(())
    }
}

impl Assessment {
    fn tidy(mut self) -> Result<Assessment, Refusal> {
        let mut wrongs = Wrongs::default();
        self.words = wrongs.text(text::prose("judged_words", &self.words));
        (self.ready, self.more) = (each_once(&self.ready), each_once(&self.more));
        if self.ready.iter().any(|skill| self.more.contains(skill)) {
            wrongs.add(Refusal::unfit("skills_more", "field-skill-twice"));
        }
        if self.ready.is_empty() && self.more.is_empty() {
            wrongs.add(Refusal::required("skills_ready"));
        }
        match self.result {
            Outcome::MoreTime if self.more.is_empty() => wrongs.add(Refusal::required("skills_more")),
            Outcome::GoOn if self.phase == Phase::Final && !self.more.is_empty() => {
                wrongs.add(Refusal::unfit("field_result", "field-not-ready"));
            }
            _ => {}
        }
        wrongs.or(self)
    }
}

fn each_once(skills: &[Skill]) -> Vec<Skill> {
    Skill::ALL.iter().copied().filter(|skill| skills.contains(skill)).collect()
}
