//! Feeds and their runs.

use commonbeat_domain::ids::{AgencyId, FeedId, FeedRunId};
use commonbeat_domain::information::feeds::{Feed, FeedRun, FeedState};
use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::columns::{At, Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

/// A run that gave no sign for this long is taken to have died.
pub const SILENCE: SignedDuration = SignedDuration::from_hours(6);

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "feeds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<FeedId>,
        pub name: String,
        pub paused: bool,
        pub running_since: Option<At>,
        pub version: i64,
        pub doc: Doc<Feed>,
        pub state: Doc<FeedState>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod runs_entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "feed_runs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<FeedRunId>,
        pub feed_id: Col<FeedId>,
        pub started_at: At,
        pub doc: Doc<FeedRun>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<entity::Model> for Feed {
    fn from(row: entity::Model) -> Feed {
        Feed {
            paused: row.paused,
            running_since: row.running_since.map(|at| at.0),
            state: row.state.0,
            version: row.version,
            ..row.doc.0
        }
    }
}

/// The agency's feeds by name.
pub async fn list(session: &impl Session) -> Result<Vec<Feed>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .order_by_asc(entity::Column::Name)
        .order_by_asc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(Feed::from).collect())
}

/// One feed.
pub async fn get(session: &impl Session, id: FeedId) -> Result<Feed> {
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(Feed::from).ok_or(StoreError::Missing("feed"))
}

/// Adds a feed.
pub async fn insert(write: &mut Write, feed: &Feed) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(feed.id)),
        name: Set(feed.plan.name.clone()),
        paused: Set(feed.paused),
        running_since: Set(None),
        version: Set(1),
        doc: Set(Doc(feed.clone())),
        state: Set(Doc(feed.state.clone())),
    };
    entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves what a person changed; `Stale` where its version is not the one that was read.
pub async fn update(write: &mut Write, feed: &Feed) -> Result<()> {
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Name, Expr::value(feed.plan.name.clone()))
        .col_expr(entity::Column::Paused, Expr::value(feed.paused))
        .col_expr(entity::Column::Version, Expr::value(feed.version + 1))
        .col_expr(entity::Column::Doc, Expr::value(Doc(feed.clone())))
        .col_expr(entity::Column::State, Expr::value(Doc(feed.state.clone())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(feed.id)))
        .filter(entity::Column::Version.eq(feed.version))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("feed")) }
}

/// Takes the lock of a run; `Stale` while another run holds it.
pub async fn lock(write: &mut Write, id: FeedId) -> Result<()> {
    let free = Condition::any()
        .add(entity::Column::RunningSince.is_null())
        .add(entity::Column::RunningSince.lt(At(write.now() - SILENCE)));
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::RunningSince, Expr::value(Some(At(write.now()))))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .filter(free)
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("feed")) }
}

/// Keeps what a run left behind, and gives the lock back.
pub async fn unlock(write: &mut Write, id: FeedId, state: &FeedState) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::RunningSince, Expr::value(None::<At>))
        .col_expr(entity::Column::State, Expr::value(Doc(state.clone())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Keeps what a feed remembers while no run is under way.
pub async fn remember(write: &mut Write, id: FeedId, state: &FeedState) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(Doc(state.clone())))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(id)))
        .filter(entity::Column::RunningSince.is_null())
        .exec(conn(write))
        .await?;
    Ok(())
}

/// Keeps a run.
pub async fn insert_run(write: &mut Write, run: &FeedRun) -> Result<()> {
    let row = runs_entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(run.id)),
        feed_id: Set(Col(run.feed)),
        started_at: Set(At(run.started_at)),
        doc: Set(Doc(run.clone())),
    };
    runs_entity::Entity::insert(row).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Runs of a feed, newest first.
pub async fn runs(session: &impl Session, feed: FeedId, limit: u64) -> Result<Vec<FeedRun>> {
    let rows = runs_entity::Entity::find()
        .filter(runs_entity::Column::AgencyId.eq(agency(session)))
        .filter(runs_entity::Column::FeedId.eq(Col(feed)))
        .order_by_desc(runs_entity::Column::StartedAt)
        .order_by_desc(runs_entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One run.
pub async fn run(session: &impl Session, id: FeedRunId) -> Result<FeedRun> {
    let row = runs_entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("feed"))
}
