//! Field training: begun by whoever keeps personnel records, written and read by the trainee, the training officer, the evaluator
//! and the coordinator, each the own part.

mod acts;
mod journal;
mod keep;
mod observed;

use std::collections::BTreeMap;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{AreaId, FieldTrainingId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::personnel::field_training::{Day, FieldTraining, Form, Lacks, Part};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, StoreError, Write, agencies, areas, field_training};
use jiff::civil::Date;

pub use acts::Act;
pub use commonbeat_store::field_training::{Note, Status};
pub use journal::Journal;
pub use keep::{FieldStatus, NewFieldTraining};

use crate::{App, Error, Result};

/// Most field trainings of one list.
const MOST: u64 = 300;

/// A field training as the actor may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The training; without what the actor's part does not read.
    pub training: FieldTraining,
    /// The actor's part.
    pub part: Part,
    /// Observed days, the last one first; none for who judges.
    pub days: Vec<Day>,
    /// What is lacking before it is completed; none for who judges.
    pub lacks: Vec<Lacks>,
    /// The beat's name; empty where the beat is gone.
    pub beat: String,
    /// The agency's day.
    pub today: Date,
}

impl App {
    /// The actor's field trainings, with the part in each; and the names of beats.
    pub async fn field_trainings(&self, who: &Actor) -> Result<Vec<(FieldTraining, Part)>> {
        let mine = field_training::mine(&self.store.read(who).await?, MOST).await?;
        Ok(mine.into_iter().map(|(t, part)| (t.seen_by(part), part)).collect())
    }

    /// Names of beats, for whoever takes part in a field training or begins one.
    pub async fn field_beats(&self, who: &Actor) -> Result<BTreeMap<AreaId, String>> {
        beats(&self.store.read(who).await?).await
    }

    /// One of the actor's field trainings. That another's was read, or asked for in vain, stands in the trail.
    pub async fn field_training(&self, who: &Actor, id: FieldTrainingId) -> Result<FieldView> {
        let (_, part) = self.field_found(who, id).await?;
        let read = match part {
            Part::Trainee => self.store.read(who).await?,
            _ => self.store.read_recorded(who, self.now(), Entry::new("field.read", id)).await?,
        };
        let (training, part) = field_training::get(&read, id).await?;
        let days = match training.form {
            Form::SanJose => field_training::days(&read, id).await?,
            Form::Reno => Vec::new(),
        };
        let observed: Vec<Date> = days.iter().map(|d| d.day).collect();
        let lacks = if part == Part::Evaluator { Vec::new() } else { training.lacks(&observed) };
        let beat = beats(&read).await?.remove(&training.beat).unwrap_or_default();
        let today = self.today(&agencies::own(&read).await?.time_zone());
        Ok(FieldView { training: training.seen_by(part), part, days, lacks, beat, today })
    }

    /// The training with the actor's part; an attempt in vain leaves its own row, before any write.
    async fn field_found(&self, who: &Actor, id: FieldTrainingId) -> Result<(FieldTraining, Part)> {
        match field_training::get(&self.store.read(who).await?, id).await {
            Err(StoreError::Missing(noun)) => {
                if who.person().is_some() {
                    self.note_refused(who, "field training").await?;
                }
                Err(Error::Missing(noun))
            }
            found => Ok(found?),
        }
    }

    /// A write at one of the actor's trainings, of the version that was read.
    async fn field_at(
        &self,
        who: &Actor,
        id: FieldTrainingId,
        read: i64,
    ) -> Result<(Write, FieldTraining, Part)> {
        self.field_found(who, id).await?;
        let write = self.store.write(who, self.now()).await?;
        let (training, part) = field_training::get(&write, id).await?;
        if training.version == read {
            Ok((write, training, part))
        } else {
            Err(Error::Stale("field training"))
        }
    }
}

async fn beats(session: &impl Session) -> Result<BTreeMap<AreaId, String>> {
    let all = areas::list(session, Some(AreaKind::Beat)).await?;
    Ok(all.into_iter().map(|area| (area.id, area.name)).collect())
}
