//! Beginning field trainings, and putting somebody else in place of who left, without reading them.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor, Party, Role, reach};
use commonbeat_domain::ids::{AreaId, FieldTrainingId, PersonId};
use commonbeat_domain::organization::people::Person;
use commonbeat_domain::personnel::field_training::{FieldTraining, Form, Four, Part};
use commonbeat_store::audit::Entry;
use commonbeat_store::field_training::{self, Status};
use commonbeat_store::{Session, agencies, once};
use jiff::civil::Date;
use serde_json::json;

use super::MOST;
use crate::evaluations::gone;
use crate::postings::is_beat;
use crate::training::classes::somebody;
use crate::{App, Error, Result};

/// Who trains whom, with who has left.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldStatus {
    /// Who, and how far.
    pub status: Status,
    /// Who does not work here any more, while it runs.
    pub left: Vec<Part>,
}

/// A field training to begin, as typed: people by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFieldTraining {
    /// Trainee, training officer, evaluator, coordinator.
    pub four: [String; 4],
    /// The beat.
    pub beat: AreaId,
    /// The form.
    pub form: Form,
    /// The first day.
    pub from: Date,
}

/// Names of the four fields, in their order.
const FIELDS: [&str; 4] = ["field_trainee", "field_trainer", "field_evaluator", "field_coordinator"];

/// Who has a part must be able to do what belongs to it. And nobody who puts others in place gets one: who holds that right could
/// else read any field training by giving it to themselves.
fn fits(part: Part, person: &Person) -> Result<(), Refusal> {
    let any = |roles: &[Role]| roles.iter().any(|role| person.roles.contains(role));
    let opens = |role: &Role| reach(Party::Role(*role), Action::OpenFieldTraining).is_some();
    match part {
        Part::Trainer | Part::Evaluator | Part::Coordinator if person.roles.iter().any(opens) => {
            Err(Refusal::unfit("handed_on", "field-opens"))
        }
        Part::Trainer if !any(&[Role::Officer, Role::Supervisor]) => {
            Err(Refusal::unfit("field_trainer", "field-trainer-role"))
        }
        Part::Coordinator if !any(&[Role::Supervisor, Role::Commander]) => {
            Err(Refusal::unfit("field_coordinator", "field-coordinator-role"))
        }
        _ => Ok(()),
    }
}

impl App {
    /// Who trains whom; for whoever begins field trainings.
    pub async fn field_statuses(&self, who: &Actor) -> Result<Vec<FieldStatus>> {
        let read = self.store.read(who).await?;
        let all = field_training::statuses(&read, MOST).await?;
        let gone = gone(&read, all.iter().flat_map(|s| s.four)).await?;
        let line = |status: Status| {
            let four = Part::ALL.iter().zip(status.four);
            let left = four.filter(|(_, id)| status.ended.is_none() && gone.contains(id)).map(|(p, _)| *p);
            FieldStatus { left: left.collect(), status }
        };
        Ok(all.into_iter().map(line).collect())
    }

    /// Who trains whom in one: for whoever begins field trainings, and for its coordinator.
    pub async fn field_status(&self, who: &Actor, id: FieldTrainingId) -> Result<Status> {
        if who.may(Action::OpenFieldTraining) {
            return Ok(field_training::status_of(&self.store.read(who).await?, id).await?);
        }
        let (t, part) = self.field_found(who, id).await?;
        if part != Part::Coordinator {
            return Err(Error::Missing("field training"));
        }
        let first = t.chart.weeks.first().map_or(Date::ZERO, |w| w.from);
        Ok(Status {
            id,
            four: [t.trainee, t.trainer(), t.evaluator, t.coordinator],
            beat: t.beat,
            form: t.form,
            span: (first, t.chart.until().unwrap_or(first)),
            ended: t.ended,
            version: t.version,
        })
    }

    /// Begins a field training; with the same token once.
    pub async fn open_field_training(
        &self,
        who: &Actor,
        new: NewFieldTraining,
        token: &str,
    ) -> Result<FieldTrainingId> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::OpenFieldTraining, "field training")?;
        if let Some(id) = once::before(&write, token).await? {
            return Ok(id);
        }
        let mut four: Vec<PersonId> = Vec::new();
        for ((field, email), part) in FIELDS.into_iter().zip(&new.four).zip(Part::ALL) {
            let person = somebody(&write, field, email).await?;
            fits(*part, &person)?;
            four.push(person.id);
        }
        let [trainee, trainer, evaluator, coordinator] = four[..] else {
            return Err(Error::Missing("field training"));
        };
        if !is_beat(&write, new.beat).await? {
            return Err(Refusal::malformed("field_beat").into());
        }
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let (items, _) = field_training::items(&write).await?;
        let four = Four { trainee, trainer, evaluator, coordinator };
        let training = FieldTraining::begin(self.id(), four, (new.beat, new.form, items), (new.from, today))?;
        field_training::insert(&mut write, &training).await??;
        once::claim(&mut write, token, &training.id.to_string()).await?;
        let what = json!({ "trainee": trainee, "trainer": trainer, "evaluator": evaluator, "coordinator": coordinator, "form": new.form.name() });
        write.record(Entry::new("field.open", training.id).with(what));
        write.commit().await?;
        Ok(training.id)
    }

    /// Puts somebody else, named by e-mail, in place of who left: by the coordinator, or by whoever begins field trainings.
    pub async fn hand_over_field(
        &self,
        who: &Actor,
        id: FieldTrainingId,
        read: i64,
        (part, email): (Part, &str),
    ) -> Result<()> {
        self.field_status(who, id).await?;
        let mut write = self.store.write(who, self.now()).await?;
        let to = somebody(&write, "handed_on", email).await?;
        fits(part, &to)?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let version = if who.may(Action::OpenFieldTraining) {
            field_training::hand_over(&mut write, id, read, (part, to.id, today)).await??.version
        } else {
            let (mut training, _) = field_training::get(&write, id).await?;
            if training.version != read {
                return Err(Error::Stale("field training"));
            }
            training.hand_over(part, to.id, today)?;
            field_training::save(&mut write, training).await?.version
        };
        let what = json!({ "part": part.name(), "to": to.id, "version": version });
        write.record(Entry::new("field.hand-over", id).with(what));
        Ok(write.commit().await?)
    }
}
