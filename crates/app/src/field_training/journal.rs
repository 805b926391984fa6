//! The trainee's journal: the own one, and for the training officer what the trainee shares of it. It is never scored.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{FieldTrainingId, JournalId};
use commonbeat_domain::personnel::field_training::{FieldTraining, Part};
use commonbeat_domain::{Refusal, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::field_training::{self, Note};
use commonbeat_store::{StoreError, agencies, once};
use jiff::civil::Date;

use crate::{App, Error, Result};

/// A journal as the actor may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Journal {
    /// The training; without what the actor's part does not read.
    pub training: FieldTraining,
    /// Trainee or training officer.
    pub part: Part,
    /// The entries, the last day first.
    pub notes: Vec<Note>,
    /// The agency's day.
    pub today: Date,
}

impl App {
    /// The journal: for the trainee whole, for the training officer what is shared. For anybody else there is none, and the
    /// attempt stands in the trail.
    pub async fn field_journal(&self, who: &Actor, id: FieldTrainingId) -> Result<Journal> {
        let read = self.store.read(who).await?;
        match field_training::journal(&read, id).await {
            Err(StoreError::Missing(noun)) => {
                if who.person().is_some() {
                    self.note_refused(who, "journal").await?;
                }
                Err(Error::Missing(noun))
            }
            found => {
                let (training, part, notes) = found?;
                if part != Part::Trainee {
                    self.store.read_recorded(who, self.now(), Entry::new("field.journal-read", id)).await?;
                }
                let today = self.today(&agencies::own(&read).await?.time_zone());
                Ok(Journal { training: training.seen_by(part), part, notes, today })
            }
        }
    }

    /// The trainee writes into the journal; with the same token once.
    pub async fn write_journal(
        &self,
        who: &Actor,
        id: FieldTrainingId,
        (day, words, shared): (Date, &str, bool),
        token: &str,
    ) -> Result<()> {
        self.field_journal(who, id).await?;
        let mut write = self.store.write(who, self.now()).await?;
        if once::done(&write, token).await?.is_some() {
            return Ok(());
        }
        let (training, _) = field_training::get(&write, id).await?;
        training.runs()?;
        if day > self.today(&agencies::own(&write).await?.time_zone()) {
            return Err(Refusal::unfit("journal_day", "field-day-ahead").into());
        }
        let words = text::prose("journal_words", words)?;
        let note = Note { id: self.id(), day, at: write.now(), words, shared };
        field_training::add_note(&mut write, id, &note).await?;
        once::claim(&mut write, token, &note.id.to_string()).await?;
        write.record(Entry::new("field.journal", id));
        Ok(write.commit().await?)
    }

    /// The trainee shares an entry with the training officer, or takes that back.
    pub async fn share_journal(
        &self,
        who: &Actor,
        id: FieldTrainingId,
        note: JournalId,
        shared: bool,
    ) -> Result<()> {
        self.field_journal(who, id).await?;
        let mut write = self.store.write(who, self.now()).await?;
        field_training::share_note(&mut write, id, note, shared).await?;
        write.record(Entry::new("field.journal", id));
        Ok(write.commit().await?)
    }

    /// The trainee takes an entry out for good, also after the training.
    pub async fn forget_journal(&self, who: &Actor, id: FieldTrainingId, note: JournalId) -> Result<()> {
        self.field_journal(who, id).await?;
        let mut write = self.store.write(who, self.now()).await?;
        field_training::remove_note(&mut write, id, note).await?;
        write.record(Entry::new("field.journal", id));
        Ok(write.commit().await?)
    }
}
