//! Field training. A row is found through the trainee, the training officer, the evaluator or the coordinator alone; whoever
//! begins field trainings sees who and how far, and nothing that stands in them. The journal is the trainee's: what is not
//! shared leaves the store for nobody else.

mod beside;

use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AreaId, FieldTrainingId, PersonId};
use commonbeat_domain::personnel::field_training::{Ended, FieldTraining, Form, Part};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub use beside::{
    Note, add_note, day, days, erase_journal, items, journal, remove_note, save_day, save_items, share_note,
};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_trainings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<FieldTrainingId>,
        pub trainee: Col<PersonId>,
        pub trainer: Col<PersonId>,
        pub evaluator: Col<PersonId>,
        pub coordinator: Col<PersonId>,
        pub running: Option<Col<PersonId>>,
        pub version: i64,
        pub doc: Doc<FieldTraining>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Who trains whom, and how far it is: what those see who begin field trainings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub id: FieldTrainingId,
    /// Who is trained, who trains, who judges, who answers for it.
    pub four: [PersonId; 4],
    /// The beat.
    pub beat: AreaId,
    /// The form.
    pub form: Form,
    /// First and last day of the chart.
    pub span: (Date, Date),
    /// How it ended, without the words.
    pub ended: Option<Ended>,
    /// Counts edits.
    pub version: i64,
}

/// What makes a row the actor's: one of the four parts.
fn own(session: &impl Session) -> Result<Condition> {
    session.reach(Action::ReadFieldTraining, "field training")?;
    let who = Col(session.actor().person().ok_or(StoreError::Missing("field training"))?);
    let parts = [C::Trainee, C::Trainer, C::Evaluator, C::Coordinator];
    Ok(parts.into_iter().fold(Condition::any(), |any, part| any.add(part.eq(who))))
}

/// The actor's field trainings, the last one in front, each with the actor's part.
pub async fn mine(session: &impl Session, limit: u64) -> Result<Vec<(FieldTraining, Part)>> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(own(session)?)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    let who = session.actor().person();
    let met = |row: entity::Model| Some((row.doc.0.part(who?)?, row.doc.0));
    Ok(rows.into_iter().filter_map(met).map(|(part, t)| (t, part)).collect())
}

/// One of the actor's field trainings, with the part.
pub async fn get(session: &impl Session, id: FieldTrainingId) -> Result<(FieldTraining, Part)> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).filter(own(session)?);
    let training = row.one(conn(session)).await?.ok_or(StoreError::Missing("field training"))?.doc.0;
    let part = session.actor().person().and_then(|who| training.part(who));
    Ok((training, part.ok_or(StoreError::Missing("field training"))?))
}

/// Who trains whom, the last one in front; for whoever begins field trainings.
pub async fn statuses(session: &impl Session, limit: u64) -> Result<Vec<Status>> {
    session.reach(Action::OpenFieldTraining, "field training")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| status(&row.doc.0)).collect())
}

/// Who trains whom in one; for whoever begins field trainings.
pub async fn status_of(session: &impl Session, id: FieldTrainingId) -> Result<Status> {
    session.reach(Action::OpenFieldTraining, "field training")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| status(&row.doc.0)).ok_or(StoreError::Missing("field training"))
}

fn status(t: &FieldTraining) -> Status {
    let first = t.chart.weeks.first().map_or(Date::ZERO, |w| w.from);
    Status {
        id: t.id,
        four: [t.trainee, t.trainer(), t.evaluator, t.coordinator],
        beat: t.beat,
        form: t.form,
        span: (first, t.chart.until().unwrap_or(first)),
        ended: t.ended.as_ref().map(|e| Ended { words: String::new(), ..e.clone() }),
        version: t.version,
    }
}

/// Adds a field training; refused where the trainee has one that runs.
pub async fn insert(write: &mut Write, training: &FieldTraining) -> Result<std::result::Result<(), Refusal>> {
    write.reach(Action::OpenFieldTraining, "field training")?;
    let added = entity::Entity::insert(row(write, training)).exec_without_returning(conn(write)).await;
    match added.map_err(StoreError::from) {
        Ok(_) => Ok(Ok(())),
        Err(error) if error.is_conflict() => Ok(Err(Refusal::unfit("field_trainee", "field-runs-already"))),
        Err(other) => Err(other),
    }
}

/// Saves one of the actor's field trainings; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut training: FieldTraining) -> Result<FieldTraining> {
    let read = training.version;
    training.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &training))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(training.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(training) } else { Err(StoreError::Stale("field training")) }
}

/// Puts somebody else in place of one who left, without showing the record to whoever does that.
pub async fn hand_over(
    write: &mut Write,
    id: FieldTrainingId,
    read: i64,
    (part, to, today): (Part, PersonId, Date),
) -> Result<std::result::Result<Status, Refusal>> {
    write.reach(Action::OpenFieldTraining, "field training")?;
    let row = entity::Entity::find_by_id((agency(write), Col(id))).one(conn(write)).await?;
    let mut training = row.ok_or(StoreError::Missing("field training"))?.doc.0;
    if training.version != read {
        return Err(StoreError::Stale("field training"));
    }
    if let Err(refusal) = training.hand_over(part, to, today) {
        return Ok(Err(refusal));
    }
    Ok(Ok(status(&save(write, training).await?)))
}

fn row(write: &Write, t: &FieldTraining) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(t.id)),
        trainee: Set(Col(t.trainee)),
        trainer: Set(Col(t.trainer())),
        evaluator: Set(Col(t.evaluator)),
        coordinator: Set(Col(t.coordinator)),
        running: Set(t.ended.is_none().then_some(Col(t.trainee))),
        version: Set(t.version),
        doc: Set(Doc(t.clone())),
    }
}
