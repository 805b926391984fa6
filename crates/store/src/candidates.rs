//! Candidates: what scanning found, ranked by harm.

use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::{AgencyId, AreaId, CandidateId};
use commonbeat_domain::problems::candidates::{Candidate, CandidateKind};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "candidates")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<CandidateId>,
        pub fingerprint: String,
        pub kind: String,
        pub offense: Option<String>,
        pub beat_id: Option<Col<AreaId>>,
        pub decision: String,
        pub harm: f64,
        pub found_at: At,
        pub version: i64,
        pub doc: Doc<Candidate>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<entity::Model> for Candidate {
    fn from(row: entity::Model) -> Candidate {
        Candidate { version: row.version, ..row.doc.0 }
    }
}

/// Which candidates: nothing means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// What became of it, such as `open`.
    pub decision: Option<String>,
    /// What kind of finding.
    pub kind: Option<CandidateKind>,
    /// The beat that holds it.
    pub beat: Option<AreaId>,
}

/// Candidates within the actor's reach, most harm first.
pub async fn list(session: &impl Session, filter: &Filter, limit: u64) -> Result<Vec<Candidate>> {
    let mut query = reachable(session, Action::ReadCandidates)?;
    if let Some(decision) = &filter.decision {
        query = query.filter(entity::Column::Decision.eq(decision));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(entity::Column::Kind.eq(kind.name()));
    }
    if let Some(beat) = filter.beat {
        query = query.filter(entity::Column::BeatId.eq(Col(beat)));
    }
    let rows = query
        .order_by_desc(entity::Column::Harm)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Candidate::from).collect())
}

/// One candidate, to be read.
pub async fn get(session: &impl Session, id: CandidateId) -> Result<Candidate> {
    fetch_for(session, Action::ReadCandidates, id).await
}

/// One candidate for an action: lookup and permission in one step.
pub async fn fetch_for(session: &impl Session, action: Action, id: CandidateId) -> Result<Candidate> {
    let row = reachable(session, action)?.filter(entity::Column::Id.eq(Col(id))).one(conn(session)).await?;
    row.map(Candidate::from).ok_or(StoreError::Missing("candidate"))
}

/// The newest candidate of each fingerprint, whatever became of it.
pub async fn latest(session: &impl Session) -> Result<Vec<Candidate>> {
    let rows = reachable(session, Action::ReadCandidates)?
        .order_by_asc(entity::Column::FoundAt)
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    let mut newest = std::collections::BTreeMap::new();
    for row in rows {
        newest.insert(row.fingerprint.clone(), Candidate::from(row));
    }
    Ok(newest.into_values().collect())
}

fn reachable(session: &impl Session, action: Action) -> Result<Select<entity::Entity>> {
    let query = entity::Entity::find().filter(entity::Column::AgencyId.eq(agency(session)));
    match session.reach(action, "candidate")? {
        Reach::Agency => Ok(query),
        Reach::Beat => {
            let own = session.actor().beats().iter().map(|b| Col(*b));
            Ok(query.filter(
                Condition::any().add(entity::Column::BeatId.is_in(own)).add(entity::Column::BeatId.is_null()),
            ))
        }
        Reach::Public | Reach::Own | Reach::Shared => Err(StoreError::Missing("candidate")),
    }
}

/// Adds a candidate.
pub async fn insert(write: &mut Write, candidate: &Candidate) -> Result<()> {
    entity::Entity::insert(row(write, candidate, candidate.version))
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}

/// Saves a changed candidate; `Stale` if it changed since it was read.
pub async fn update(write: &mut Write, candidate: &Candidate) -> Result<()> {
    let changed = entity::Entity::update_many()
        .set(row(write, candidate, candidate.version + 1))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(candidate.id)))
        .filter(entity::Column::Version.eq(candidate.version))
        .exec(conn(write))
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("candidate")) }
}

fn row(write: &Write, candidate: &Candidate, version: i64) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(candidate.id)),
        fingerprint: Set(candidate.fingerprint.clone()),
        kind: Set(candidate.kind.name().to_owned()),
        offense: Set(candidate.offense.as_ref().map(ToString::to_string)),
        beat_id: Set(candidate.beat.map(Col)),
        decision: Set(candidate.decision.name().to_owned()),
        harm: Set(candidate.harm),
        found_at: Set(At(candidate.found_at)),
        version: Set(version),
        doc: Set(Doc(candidate.clone())),
    }
}
