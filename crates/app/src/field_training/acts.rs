//! What is done with a field training, by whom.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{FieldTrainingId, PersonId};
use commonbeat_domain::organization::beats::ProfileKind;
use commonbeat_domain::personnel::field_training::{
    Assessment, End, FieldTraining, Form, Origin, Outcome, Part, Phase, Report, Skill, Words,
};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Write, agencies, field_training};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

/// Something that somebody does with a field training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The training officer reports on a week.
    Report(usize, Report),
    /// The trainee has read the report of a week.
    AnswerReport(usize, String),
    /// The training officer sets an exercise: phase, title, situation.
    SetExercise(Phase, String, String),
    /// The trainee hands in the work on an exercise.
    WorkExercise(usize, String),
    /// The training officer says something to it.
    FeedBack(usize, String),
    /// The trainee writes of the neighborhood.
    WritePortfolio(Words),
    /// The trainee adds what was found: kind, name, note, and whether a leader agreed to be named.
    Find(ProfileKind, String, String, bool),
    /// The trainee takes an entry out.
    TakeOut(u32),
    /// The coordinator notes the presentation: when, and what the panel said.
    Present(Date, String),
    /// The coordinator signs the portfolio off: it goes into the beat's profile.
    SignPortfolio,
    /// The evaluator judges: mid-term or final; what is shown, what needs practice; words; what it comes to.
    Judge(Phase, [Vec<Skill>; 2], String, Outcome),
    /// A week was missed, and why.
    Miss(usize, String),
    /// A phase takes longer: by how many weeks, why.
    Extend(Phase, Origin, usize, String),
    /// It ends.
    End(End, String),
}

impl Act {
    /// Whose it is, and its name in the trail.
    fn of(&self) -> (&'static [Part], &'static str) {
        use Part::{Coordinator, Evaluator, Trainee, Trainer};
        match self {
            Act::Report(..) => (&[Trainer], "field.report"),
            Act::AnswerReport(..) => (&[Trainee], "field.answer"),
            Act::SetExercise(..) => (&[Trainer], "field.exercise"),
            Act::WorkExercise(..) => (&[Trainee], "field.work"),
            Act::FeedBack(..) => (&[Trainer], "field.feedback"),
            Act::WritePortfolio(..) | Act::Find(..) | Act::TakeOut(..) => (&[Trainee], "field.portfolio"),
            Act::Present(..) => (&[Coordinator], "field.present"),
            Act::SignPortfolio => (&[Coordinator], "field.sign-off"),
            Act::Judge(..) => (&[Evaluator], "field.judge"),
            Act::Miss(..) => (&[Trainer, Coordinator], "field.miss"),
            Act::Extend(..) => (&[Coordinator], "field.extend"),
            Act::End(..) => (&[Coordinator], "field.end"),
        }
    }
}

impl App {
    /// Does it. An act of another part is not there for the actor.
    pub async fn act_in_field(&self, who: &Actor, id: FieldTrainingId, read: i64, act: Act) -> Result<()> {
        let (mut write, mut training, part) = self.field_at(who, id, read).await?;
        let (whose, name) = act.of();
        let by = who.person().filter(|_| whose.contains(&part)).ok_or(Error::Missing("field training"))?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        match act {
            Act::SignPortfolio => self.sign_portfolio(&mut write, who, &mut training, by).await?,
            Act::End(how, words) => end(&mut write, &mut training, (how, &words), today).await?,
            act => apply(&mut training, act, by, (write.now(), today))?,
        }
        // What stands in it is nobody else's business: the trail holds what was done.
        let saved = field_training::save(&mut write, training).await?;
        let how = saved.ended.as_ref().map(|e| e.how.name());
        write.record(Entry::new(name, id).with(json!({ "version": saved.version, "ended": how })));
        Ok(write.commit().await?)
    }

    /// What the trainee found goes into the beat's profile, under the trainee's name, in the same write.
    async fn sign_portfolio(
        &self,
        write: &mut Write,
        who: &Actor,
        training: &mut FieldTraining,
        by: PersonId,
    ) -> Result<()> {
        if !who.may(Action::AssignPosts) {
            return Err(Refusal::not_now("field-no-beat-right").into());
        }
        let found = training.sign_portfolio(by, write.now())?;
        let known: Vec<(ProfileKind, &str, &str)> =
            found.iter().map(|e| (e.kind, e.name.as_str(), e.note.as_str())).collect();
        let saved = self.know_in(write, training.beat, &known, training.trainee).await?;
        let what = json!({ "portfolio": training.id, "entries": known.len(), "version": saved.version });
        write.record(Entry::new("beat.known", training.beat).with(what));
        Ok(())
    }
}

/// Whoever resigns takes the journal along: it is erased.
async fn end(
    write: &mut Write,
    training: &mut FieldTraining,
    (how, words): (End, &str),
    today: Date,
) -> Result<()> {
    let days: Vec<Date> = match training.form {
        Form::SanJose => field_training::days(write, training.id).await?.iter().map(|d| d.day).collect(),
        Form::Reno => Vec::new(),
    };
    training.end(how, words, (today, &days))?;
    if how == End::Resigned {
        field_training::erase_journal(write, training.id).await?;
    }
    Ok(())
}

fn apply(
    t: &mut FieldTraining,
    act: Act,
    by: PersonId,
    (now, today): (Timestamp, Date),
) -> Result<(), Refusal> {
    match act {
        Act::Report(week, report) => t.report(week, &report, by, (now, today)),
        Act::AnswerReport(week, words) => t.answer_report(week, &words, now),
        Act::SetExercise(phase, title, situation) => t.set_exercise(phase, (&title, &situation), (by, now)),
        Act::WorkExercise(n, words) => t.work_exercise(n, &words, now),
        Act::FeedBack(n, words) => t.feed_back(n, &words, (by, now)),
        Act::WritePortfolio(words) => t.write_portfolio(&words),
        Act::Find(kind, name, note, agreed) => t.find(kind, &name, &note, agreed),
        Act::TakeOut(number) => t.take_out(number),
        Act::Present(on, panel) => t.present(on, &panel, today),
        Act::Judge(phase, [ready, more], words, result) => {
            t.judge(Assessment { phase, by, at: now, ready, more, words, result }, today)
        }
        Act::Miss(week, why) => t.miss(week, &why, today),
        Act::Extend(phase, origin, weeks, why) => t.extend((phase, origin), (weeks, &why), today),
        // Both need more than the record, and are done before.
        Act::SignPortfolio | Act::End(..) => Ok(()),
    }
}
