//! Lists of problems: without their documents, paged by key.

use commonbeat_domain::Reference;
use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AreaId, PersonId, ProblemId};
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::problem::{Problem, Stage, Status, Tier};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, FromQueryResult, PaginatorTrait, QueryOrder, QuerySelect};

use super::{entity, named, visible};
use crate::columns::{At, Col, Day};
use crate::search::anywhere;
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError};

/// Which problems to list; absent means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProblemFilter {
    /// In this stage.
    pub stage: Option<Stage>,
    /// Open or closed.
    pub status: Option<Status>,
    /// Owned by this person.
    pub lead: Option<PersonId>,
    /// In this beat.
    pub beat: Option<AreaId>,
    /// In this neighborhood.
    pub neighborhood: Option<AreaId>,
    /// Shown on the public page, or not.
    pub shown: Option<bool>,
    /// To be reviewed up to and including this day.
    pub review_until: Option<Date>,
    /// Somebody of this level is asked for a signature.
    pub asks: Option<Rank>,
    /// Its late review went to this level.
    pub escalated: Option<Rank>,
    /// Supervised by this person.
    pub supervisor: Option<PersonId>,
    /// With these words in the title or the reference.
    pub words: Option<String>,
    /// Opened before this one; for the next page.
    pub before: Option<ProblemId>,
}

/// A problem as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// Its id; also the key of the next page.
    pub id: ProblemId,
    /// What people call it.
    pub reference: Reference,
    /// Its title.
    pub title: String,
    /// How much is asked of it.
    pub tier: Tier,
    /// The stage it is in.
    pub stage: Stage,
    /// Whether it is worked on.
    pub status: Status,
    /// Who owns it.
    pub lead: PersonId,
    /// The beat.
    pub beat: Option<AreaId>,
    /// The neighborhood.
    pub neighborhood: Option<AreaId>,
    /// Day of the next review.
    pub review_on: Date,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it entered its stage.
    pub stage_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether the public page shows it.
    pub shown: bool,
    /// Who supervises it.
    pub supervisor: Option<PersonId>,
    /// The level that is asked for a signature.
    pub asks: Option<Rank>,
    /// The level to which its late review went.
    pub escalated: Option<Rank>,
}

#[derive(FromQueryResult)]
struct Line {
    id: Col<ProblemId>,
    reference: String,
    title: String,
    tier: String,
    stage: String,
    status: String,
    lead: Col<PersonId>,
    beat: Option<Col<AreaId>>,
    neighborhood: Option<Col<AreaId>>,
    review_on: Day,
    opened_at: At,
    stage_at: At,
    closed_at: Option<At>,
    shown: bool,
    supervisor: Option<Col<PersonId>>,
    asks: Option<String>,
    escalated: Option<String>,
}

impl TryFrom<Line> for Brief {
    type Error = StoreError;
    fn try_from(line: Line) -> Result<Brief> {
        let unreadable = |_| StoreError::Unreadable("problem");
        Ok(Brief {
            id: line.id.0,
            reference: line.reference.parse().map_err(unreadable)?,
            title: line.title,
            tier: line.tier.parse().map_err(unreadable)?,
            stage: line.stage.parse().map_err(unreadable)?,
            status: line.status.parse().map_err(unreadable)?,
            lead: line.lead.0,
            beat: line.beat.map(|b| b.0),
            neighborhood: line.neighborhood.map(|n| n.0),
            review_on: line.review_on.0,
            opened_at: line.opened_at.0,
            stage_at: line.stage_at.0,
            closed_at: line.closed_at.map(|at| at.0),
            shown: line.shown,
            supervisor: line.supervisor.map(|p| p.0),
            asks: line.asks.map(|rank| rank.parse()).transpose().map_err(unreadable)?,
            escalated: line.escalated.map(|rank| rank.parse()).transpose().map_err(unreadable)?,
        })
    }
}

fn lines() -> Select<entity::Entity> {
    entity::Entity::find().select_only().columns([
        entity::Column::Id,
        entity::Column::Reference,
        entity::Column::Title,
        entity::Column::Tier,
        entity::Column::Stage,
        entity::Column::Status,
        entity::Column::Lead,
        entity::Column::Beat,
        entity::Column::Neighborhood,
        entity::Column::ReviewOn,
        entity::Column::OpenedAt,
        entity::Column::StageAt,
        entity::Column::ClosedAt,
        entity::Column::Shown,
        entity::Column::Supervisor,
        entity::Column::Asks,
        entity::Column::Escalated,
    ])
}

/// Problems that match, the one opened last in front (ids are in the order of time).
pub async fn list(session: &impl Session, filter: &ProblemFilter, limit: u64) -> Result<Vec<Brief>> {
    let lines = lines()
        .filter(visible(session)?)
        .filter(matching(filter))
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .into_model::<Line>()
        .all(conn(session))
        .await?;
    lines.into_iter().map(Brief::try_from).collect()
}

/// Problems that match, the one whose review is due first in front.
pub async fn due_first(session: &impl Session, filter: &ProblemFilter, limit: u64) -> Result<Vec<Brief>> {
    let lines = lines()
        .filter(visible(session)?)
        .filter(matching(filter))
        .order_by_asc(entity::Column::ReviewOn)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .into_model::<Line>()
        .all(conn(session))
        .await?;
    lines.into_iter().map(Brief::try_from).collect()
}

/// The same problems with all that is known of each.
pub async fn documents(session: &impl Session, filter: &ProblemFilter, limit: u64) -> Result<Vec<Problem>> {
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(matching(filter))
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// The problems with these ids, as far as the actor may see them or know their names by a task.
pub async fn briefs(session: &impl Session, ids: &[ProblemId]) -> Result<Vec<Brief>> {
    let wanted = entity::Column::Id.is_in(ids.iter().copied().map(Col));
    let lines =
        lines().filter(named(session)?).filter(wanted).into_model::<Line>().all(conn(session)).await?;
    lines.into_iter().map(Brief::try_from).collect()
}

/// How many problems match, over all pages.
pub async fn count(session: &impl Session, filter: &ProblemFilter) -> Result<u64> {
    let all = ProblemFilter { before: None, ..filter.clone() };
    Ok(entity::Entity::find().filter(visible(session)?).filter(matching(&all)).count(conn(session)).await?)
}

/// Problems that the public page of a neighborhood, or of the agency, shows; the one opened last in front. The words
/// for the public are in `public`; nothing else of it is for the public as it stands.
pub async fn shown(session: &impl Session, neighborhood: Option<AreaId>, limit: u64) -> Result<Vec<Problem>> {
    session.reach(Action::ReadPublic, "problem")?;
    let mut query = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Shown.eq(true));
    if let Some(neighborhood) = neighborhood {
        query = query.filter(entity::Column::Neighborhood.eq(Col(neighborhood)));
    }
    let rows = query.order_by_desc(entity::Column::Id).limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Problems whose response may run or have run, the one opened last in front; of some, it has not started yet.
pub async fn under_response(session: &impl Session, limit: u64) -> Result<Vec<Problem>> {
    let stages = [Stage::Response, Stage::Assessment].map(Stage::name);
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Stage.is_in(stages))
        .order_by_desc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Open problems whose review is over its day, the one that waits longest in front.
pub async fn overdue(session: &impl Session, today: Date, limit: u64) -> Result<Vec<Problem>> {
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Status.eq(Status::Open.name()))
        .filter(entity::Column::ReviewOn.lt(Day(today)))
        .order_by_asc(entity::Column::ReviewOn)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Closed problems that are to be looked at again by a day, the one due first in front.
pub async fn to_watch(session: &impl Session, today: Date, limit: u64) -> Result<Vec<Problem>> {
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Status.eq(Status::Closed.name()))
        .filter(entity::Column::WatchOn.lte(Day(today)))
        .order_by_asc(entity::Column::WatchOn)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

fn matching(filter: &ProblemFilter) -> Condition {
    Condition::all()
        .add_option(filter.stage.map(|stage| entity::Column::Stage.eq(stage.name())))
        .add_option(filter.status.map(|status| entity::Column::Status.eq(status.name())))
        .add_option(filter.lead.map(|lead| entity::Column::Lead.eq(Col(lead))))
        .add_option(filter.beat.map(|beat| entity::Column::Beat.eq(Col(beat))))
        .add_option(filter.neighborhood.map(|n| entity::Column::Neighborhood.eq(Col(n))))
        .add_option(filter.shown.map(|shown| entity::Column::Shown.eq(shown)))
        .add_option(filter.review_until.map(|day| entity::Column::ReviewOn.lte(Day(day))))
        .add_option(filter.asks.map(|rank| entity::Column::Asks.eq(rank.name())))
        .add_option(filter.escalated.map(|rank| entity::Column::Escalated.eq(rank.name())))
        .add_option(filter.supervisor.map(|person| entity::Column::Supervisor.eq(Col(person))))
        .add_option(filter.before.map(|id| entity::Column::Id.lt(Col(id))))
        .add_option(filter.words.as_deref().map(str::trim).filter(|w| !w.is_empty()).map(with_words))
}

/// Words in title or reference, in any case; `%` and `_` mean themselves.
fn with_words(words: &str) -> Expr {
    entity::Column::Words.like(anywhere(&words.to_lowercase()))
}
