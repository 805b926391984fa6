//! The thread: which record came from which, and what came of it. Walkable in both directions.

use std::str::FromStr;

use commonbeat_domain::Key;
use commonbeat_domain::ids::{AgencyId, CandidateId, ConcernId, ProblemId};
use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::audit::actor_name;
use crate::columns::{At, Col};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub to_kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub to_id: Uuid,
        pub made_at: At,
        pub by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A record that may stand on the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Knot {
    /// What a resident told.
    Concern(ConcernId),
    /// What scanning found.
    Candidate(CandidateId),
    /// A problem.
    Problem(ProblemId),
}

/// The kinds of records on the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnotKind {
    /// What a resident told.
    Concern,
    /// What scanning found.
    Candidate,
    /// A problem.
    Problem,
}

impl KnotKind {
    /// Its name in data.
    pub fn name(self) -> &'static str {
        match self {
            KnotKind::Concern => "concern",
            KnotKind::Candidate => "candidate",
            KnotKind::Problem => "problem",
        }
    }

    fn with(self, id: Uuid) -> Knot {
        match self {
            KnotKind::Concern => Knot::Concern(ConcernId::from_uuid(id)),
            KnotKind::Candidate => Knot::Candidate(CandidateId::from_uuid(id)),
            KnotKind::Problem => Knot::Problem(ProblemId::from_uuid(id)),
        }
    }
}

impl FromStr for KnotKind {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self> {
        [KnotKind::Concern, KnotKind::Candidate, KnotKind::Problem]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(StoreError::Unreadable("thread"))
    }
}

impl Knot {
    /// What kind of record it is.
    pub fn kind(self) -> KnotKind {
        match self {
            Knot::Concern(_) => KnotKind::Concern,
            Knot::Candidate(_) => KnotKind::Candidate,
            Knot::Problem(_) => KnotKind::Problem,
        }
    }

    /// Its bare id.
    pub fn uuid(self) -> Uuid {
        match self {
            Knot::Concern(id) => id.uuid(),
            Knot::Candidate(id) => id.uuid(),
            Knot::Problem(id) => id.uuid(),
        }
    }
}

impl From<ConcernId> for Knot {
    fn from(id: ConcernId) -> Knot {
        Knot::Concern(id)
    }
}

impl From<CandidateId> for Knot {
    fn from(id: CandidateId) -> Knot {
        Knot::Candidate(id)
    }
}

impl From<ProblemId> for Knot {
    fn from(id: ProblemId) -> Knot {
        Knot::Problem(id)
    }
}

/// One step of the thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it came from.
    pub from: Knot,
    /// What came of it.
    pub to: Knot,
    /// When they were linked.
    pub made_at: Timestamp,
    /// By whom, as the trail names it.
    pub by: String,
}

impl TryFrom<entity::Model> for Link {
    type Error = StoreError;
    fn try_from(row: entity::Model) -> Result<Link> {
        Ok(Link {
            from: row.from_kind.parse::<KnotKind>()?.with(row.from_id),
            to: row.to_kind.parse::<KnotKind>()?.with(row.to_id),
            made_at: row.made_at.0,
            by: row.by,
        })
    }
}

/// Links a record to what came of it. Linking twice is linking once.
pub async fn link(write: &mut Write, from: impl Into<Knot>, to: impl Into<Knot>) -> Result<()> {
    let (from, to) = (from.into(), to.into());
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        from_kind: Set(from.kind().name().to_owned()),
        from_id: Set(from.uuid()),
        to_kind: Set(to.kind().name().to_owned()),
        to_id: Set(to.uuid()),
        made_at: Set(At(write.now())),
        by: Set(actor_name(write.actor())),
    };
    let known = [
        entity::Column::AgencyId,
        entity::Column::FromKind,
        entity::Column::FromId,
        entity::Column::ToKind,
        entity::Column::ToId,
    ];
    entity::Entity::insert(row)
        .on_conflict(OnConflict::columns(known).do_nothing().to_owned())
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}

/// Takes a link away, for what was linked by mistake. Tells whether there was one.
pub async fn unlink(write: &mut Write, from: impl Into<Knot>, to: impl Into<Knot>) -> Result<bool> {
    let (from, to) = (from.into(), to.into());
    let gone = entity::Entity::delete_many()
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::FromKind.eq(from.kind().name()))
        .filter(entity::Column::FromId.eq(from.uuid()))
        .filter(entity::Column::ToKind.eq(to.kind().name()))
        .filter(entity::Column::ToId.eq(to.uuid()))
        .exec(conn(write))
        .await?;
    Ok(gone.rows_affected > 0)
}

/// What a record came from, oldest link first.
pub async fn linked_to(session: &impl Session, to: impl Into<Knot>) -> Result<Vec<Link>> {
    let to = to.into();
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::ToKind.eq(to.kind().name()))
        .filter(entity::Column::ToId.eq(to.uuid()))
        .order_by_asc(entity::Column::MadeAt)
        .order_by_asc(entity::Column::FromId)
        .all(conn(session))
        .await?;
    rows.into_iter().map(Link::try_from).collect()
}

/// What came of a record, oldest link first.
pub async fn linked_from(session: &impl Session, from: impl Into<Knot>) -> Result<Vec<Link>> {
    let from = from.into();
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::FromKind.eq(from.kind().name()))
        .filter(entity::Column::FromId.eq(from.uuid()))
        .order_by_asc(entity::Column::MadeAt)
        .order_by_asc(entity::Column::ToId)
        .all(conn(session))
        .await?;
    rows.into_iter().map(Link::try_from).collect()
}
