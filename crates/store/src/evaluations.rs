//! Evaluations. Rows are found through the person, the rater or the reviewer alone; whoever opens and hands over evaluations
//! sees who and when, and nothing that stands in them.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, EvaluationId, PersonId};
use commonbeat_domain::personnel::evaluations::{Drift, Evaluation, Part, Step, drift};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "evaluations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<EvaluationId>,
        pub person: Col<PersonId>,
        pub rater: Col<PersonId>,
        pub reviewer: Col<PersonId>,
        pub until: Day,
        pub rated: bool,
        pub version: i64,
        pub doc: Doc<Evaluation>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Who evaluates whom, for when, and how far it is: what those see who open evaluations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub id: EvaluationId,
    /// About whom.
    pub person: PersonId,
    /// Who rates.
    pub rater: PersonId,
    /// Who reviews.
    pub reviewer: PersonId,
    /// The period.
    pub period: (Date, Date),
    /// Where it stands.
    pub step: Step,
    /// Counts edits.
    pub version: i64,
}

/// Most evaluations that figures are made of: the newest.
const MOST: u64 = 20_000;

/// What makes a row the actor's: one of the three parts.
fn own(session: &impl Session) -> Result<Condition> {
    session.reach(Action::ReadEvaluations, "evaluation")?;
    let who = session.actor().person().ok_or(StoreError::Missing("evaluation"))?;
    Ok(Condition::any().add(C::Person.eq(Col(who))).add(C::Rater.eq(Col(who))).add(C::Reviewer.eq(Col(who))))
}

/// The actor's evaluations, the newest period in front, each with the part in which the actor meets it.
pub async fn mine(session: &impl Session, limit: u64) -> Result<Vec<(Evaluation, Part)>> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(own(session)?)
        .order_by_desc(C::Until)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    let who = session.actor().person();
    let met = |row: entity::Model| Some((row.doc.0.part(who?)?, row.doc.0));
    Ok(rows.into_iter().filter_map(met).map(|(part, e)| (e, part)).collect())
}

/// One of the actor's evaluations, with the part.
pub async fn get(session: &impl Session, id: EvaluationId) -> Result<(Evaluation, Part)> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).filter(own(session)?);
    let evaluation = row.one(conn(session)).await?.ok_or(StoreError::Missing("evaluation"))?.doc.0;
    let part = session.actor().person().and_then(|who| evaluation.part(who));
    Ok((evaluation, part.ok_or(StoreError::Missing("evaluation"))?))
}

/// Who evaluates whom, the newest period in front; for whoever opens evaluations.
pub async fn statuses(session: &impl Session, limit: u64) -> Result<Vec<Status>> {
    session.reach(Action::OpenEvaluations, "evaluation")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .order_by_desc(C::Until)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| status(&row.doc.0)).collect())
}

/// Who evaluates whom in one; for whoever opens evaluations.
pub async fn status_of(session: &impl Session, id: EvaluationId) -> Result<Status> {
    session.reach(Action::OpenEvaluations, "evaluation")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| status(&row.doc.0)).ok_or(StoreError::Missing("evaluation"))
}

fn status(e: &Evaluation) -> Status {
    Status {
        id: e.id,
        person: e.person,
        rater: e.rater,
        reviewer: e.reviewer,
        period: (e.from, e.until),
        step: e.step,
        version: e.version,
    }
}

/// How raters differ; the figures alone leave the store.
pub async fn rater_drift(session: &impl Session) -> Result<Drift> {
    session.reach(Action::ReadDrift, "drift")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Rated.eq(true))
        .order_by_desc(C::Until)
        .limit(MOST)
        .all(conn(session))
        .await?;
    let signed: Vec<Evaluation> = rows.into_iter().map(|row| row.doc.0).collect();
    Ok(drift(&signed))
}

/// Adds an evaluation.
pub async fn insert(write: &mut Write, evaluation: &Evaluation) -> Result<()> {
    write.reach(Action::OpenEvaluations, "evaluation")?;
    entity::Entity::insert(row(write, evaluation)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves one of the actor's evaluations; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut evaluation: Evaluation) -> Result<Evaluation> {
    let read = evaluation.version;
    evaluation.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &evaluation))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(evaluation.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(evaluation) } else { Err(StoreError::Stale("evaluation")) }
}

/// Gives an evaluation to another rater or reviewer, without showing it to whoever does that.
pub async fn hand_over(
    write: &mut Write,
    id: EvaluationId,
    read: i64,
    (part, to): (Part, PersonId),
) -> Result<std::result::Result<Status, commonbeat_domain::Refusal>> {
    write.reach(Action::OpenEvaluations, "evaluation")?;
    let row = entity::Entity::find_by_id((agency(write), Col(id))).one(conn(write)).await?;
    let mut evaluation = row.ok_or(StoreError::Missing("evaluation"))?.doc.0;
    if evaluation.version != read {
        return Err(StoreError::Stale("evaluation"));
    }
    let now = write.now();
    if let Err(refusal) = evaluation.hand_over(part, to, now) {
        return Ok(Err(refusal));
    }
    Ok(Ok(status(&save(write, evaluation).await?)))
}

fn row(write: &Write, e: &Evaluation) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(e.id)),
        person: Set(Col(e.person)),
        rater: Set(Col(e.rater)),
        reviewer: Set(Col(e.reviewer)),
        until: Set(Day(e.until)),
        rated: Set(e.rated.is_some()),
        version: Set(e.version),
        doc: Set(Doc(e.clone())),
    }
}
