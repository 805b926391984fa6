//! Daily observations, and the items that are looked at.

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::FieldTrainingId;
use commonbeat_domain::personnel::field_training::{Day, Item, Part, read_items};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, agencies, field_training};
use jiff::civil::Date;
use serde_json::json;

use crate::{App, Error, Result};

impl App {
    /// The training officer writes the observation of a day, or writes it anew until the trainee has read it. `day.by` and
    /// `day.at` are set here.
    pub async fn observe_day(&self, who: &Actor, id: FieldTrainingId, day: Day) -> Result<()> {
        let (training, part) = self.field_found(who, id).await?;
        let by = who.person().filter(|_| part == Part::Trainer).ok_or(Error::Missing("field training"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let day = Day { by, at: write.now(), answer: None, ..day }.check(&training, today)?;
        if field_training::day(&write, id, day.day).await?.is_some_and(|there| there.answer.is_some()) {
            return Err(Refusal::not_now("field-report-read").into());
        }
        field_training::save_day(&mut write, id, &day).await?;
        write.record(Entry::new("field.day", id).with(json!({ "day": day.day })));
        Ok(write.commit().await?)
    }

    /// The trainee has read the observation of a day, with or without words.
    pub async fn answer_day(&self, who: &Actor, id: FieldTrainingId, day: Date, words: &str) -> Result<()> {
        let (training, part) = self.field_found(who, id).await?;
        if part != Part::Trainee {
            return Err(Error::Missing("field training"));
        }
        training.runs()?;
        let mut write = self.store.write(who, self.now()).await?;
        let there = field_training::day(&write, id, day).await?;
        let mut there = there.ok_or(Error::Missing("field training"))?;
        there.answer(words, write.now())?;
        field_training::save_day(&mut write, id, &there).await?;
        write.record(Entry::new("field.answer", id).with(json!({ "day": day })));
        Ok(write.commit().await?)
    }

    /// The items of the daily observation with their version, 0 for those that come with the house.
    pub async fn field_items(&self, who: &Actor) -> Result<(Vec<Item>, i64)> {
        Ok(field_training::items(&self.store.read(who).await?).await?)
    }

    /// Sets the agency's own items, one a line. Trainings that run keep those with which they began.
    pub async fn set_field_items(&self, who: &Actor, read: i64, typed: &str) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::OpenFieldTraining, "field items")?;
        let items = read_items(typed)?;
        let many = items.len();
        let version = field_training::save_items(&mut write, items, read).await?;
        write.record(Entry::new("field.items", version).with(json!({ "items": many })));
        Ok(write.commit().await?)
    }
}
