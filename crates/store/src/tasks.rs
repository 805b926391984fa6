//! Tasks of problems: who does what by when.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, OrganizationId, PersonId, ProblemId, TaskId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::problems::tasks::{Task, TaskState};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agreements, search};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tasks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<TaskId>,
        pub problem: Col<ProblemId>,
        pub owner: Option<Col<PersonId>>,
        pub organization: Option<Col<OrganizationId>>,
        pub due: Day,
        pub state: String,
        pub version: i64,
        pub doc: Doc<Task>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which tasks to list; absent means any.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// Tasks of one problem.
    pub problem: Option<ProblemId>,
    /// Tasks a person answers for.
    pub owner: Option<PersonId>,
    /// Tasks an organization answers for.
    pub organization: Option<OrganizationId>,
    /// Tasks in this state.
    pub state: Option<TaskState>,
    /// Tasks due up to and including this day.
    pub due_until: Option<Date>,
}

/// The rows the actor may see: staff who read problems see all, a partner those of the own organization while an
/// agreement in force covers tasks.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(entity::Column::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadProblems, "task")?, &session.actor().who) {
        (Reach::Agency | Reach::Beat, _) => Ok(own),
        (Reach::Shared, Who::Person { organization: Some(organization), .. }) => {
            let covered = agreements::in_force(session, *organization, DataCategory::Tasks);
            Ok(own.add(entity::Column::Organization.eq(Col(*organization))).add(covered))
        }
        _ => Err(StoreError::Missing("task")),
    }
}

/// Tasks that match, the one due first in front.
pub async fn list(session: &impl Session, filter: &TaskFilter, limit: u64) -> Result<Vec<Task>> {
    let mut query = entity::Entity::find().filter(visible(session)?);
    if let Some(problem) = filter.problem {
        query = query.filter(entity::Column::Problem.eq(Col(problem)));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(entity::Column::Owner.eq(Col(owner)));
    }
    if let Some(organization) = filter.organization {
        query = query.filter(entity::Column::Organization.eq(Col(organization)));
    }
    if let Some(state) = filter.state {
        query = query.filter(entity::Column::State.eq(state.name()));
    }
    if let Some(day) = filter.due_until {
        query = query.filter(entity::Column::Due.lte(Day(day)));
    }
    let rows = query
        .order_by_asc(entity::Column::Due)
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Every task of a problem that the actor may see, the one due first in front.
pub async fn of_problem(session: &impl Session, problem: ProblemId) -> Result<Vec<Task>> {
    list(session, &TaskFilter { problem: Some(problem), ..TaskFilter::default() }, MOST).await
}

/// How many tasks of each problem are done, and how many there are without those that were dropped. Two numbers that
/// an area page may tell; the tasks themselves are not public.
pub async fn done_and_all(
    session: &impl Session,
    problems: &[ProblemId],
) -> Result<BTreeMap<ProblemId, (u32, u32)>> {
    let rows = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Problem, entity::Column::State])
        .column_as(entity::Column::Id.count(), "n")
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Problem.is_in(problems.iter().copied().map(Col)))
        .filter(entity::Column::State.ne(TaskState::Dropped.name()))
        .group_by(entity::Column::Problem)
        .group_by(entity::Column::State)
        .into_tuple::<(Col<ProblemId>, String, i64)>()
        .all(conn(session))
        .await?;
    let mut counted = BTreeMap::<ProblemId, (u32, u32)>::new();
    for (problem, state, n) in rows {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let (done, all) = counted.entry(problem.0).or_default();
        *all += n;
        *done += if state == TaskState::Done.name() { n } else { 0 };
    }
    Ok(counted)
}

/// How many tasks of each problem were done from one day to another, both included: by the agency, and by partners. Two
/// numbers that a report for everybody may tell; the tasks themselves are not public.
pub async fn done_between(
    session: &impl Session,
    problems: &[ProblemId],
    (first, last): (Date, Date),
) -> Result<BTreeMap<ProblemId, (u32, u32)>> {
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Problem.is_in(problems.iter().copied().map(Col)))
        .filter(entity::Column::State.eq(TaskState::Done.name()))
        .all(conn(session))
        .await?;
    let mut counted = BTreeMap::<ProblemId, (u32, u32)>::new();
    for task in rows.into_iter().map(|row| row.doc.0) {
        if task.ended_on.is_some_and(|day| first <= day && day <= last) {
            let (agency, partners) = counted.entry(task.problem).or_default();
            *if task.organization.is_some() { partners } else { agency } += 1;
        }
    }
    Ok(counted)
}

/// How many tasks each partner has open, and how many of these are over their day.
pub async fn open_by_organization(
    session: &impl Session,
    today: Date,
) -> Result<BTreeMap<OrganizationId, (u32, u32)>> {
    let rows = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Organization, entity::Column::Due])
        .column_as(entity::Column::Id.count(), "n")
        .filter(visible(session)?)
        .filter(entity::Column::Organization.is_not_null())
        .filter(entity::Column::State.eq(TaskState::Open.name()))
        .group_by(entity::Column::Organization)
        .group_by(entity::Column::Due)
        .into_tuple::<(Col<OrganizationId>, Day, i64)>()
        .all(conn(session))
        .await?;
    let mut counted = BTreeMap::<OrganizationId, (u32, u32)>::new();
    for (organization, due, n) in rows {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let (open, late) = counted.entry(organization.0).or_default();
        *open += n;
        *late += if due.0 < today { n } else { 0 };
    }
    Ok(counted)
}

/// Which partners have, or had, a task of which problem.
pub async fn partners_of_problems(session: &impl Session) -> Result<Vec<(ProblemId, OrganizationId)>> {
    let rows = entity::Entity::find()
        .select_only()
        .columns([entity::Column::Problem, entity::Column::Organization])
        .filter(visible(session)?)
        .filter(entity::Column::Organization.is_not_null())
        .filter(entity::Column::State.ne(TaskState::Dropped.name()))
        .group_by(entity::Column::Problem)
        .group_by(entity::Column::Organization)
        .into_tuple::<(Col<ProblemId>, Col<OrganizationId>)>()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|(problem, organization)| (problem.0, organization.0)).collect())
}

/// Most tasks one problem can have.
pub const MOST: u64 = 500;

/// One task.
pub async fn get(session: &impl Session, id: TaskId) -> Result<Task> {
    let row = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Id.eq(Col(id)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("task"))
}

/// Adds a task.
pub async fn insert(write: &mut Write, task: &Task) -> Result<()> {
    entity::Entity::insert(row(write, task)).exec_without_returning(conn(write)).await?;
    search::put(write, search::Kind::Task, task.id, search::words::of_task(task)).await
}

/// Tasks that hold every word of a question, as far as the actor may see them, the newest first.
pub async fn found(session: &impl Session, question: &search::Question, limit: u64) -> Result<Vec<Task>> {
    let ids: Vec<TaskId> = search::find(session, search::Kind::Task, question, limit).await?;
    let rows = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Id.is_in(ids.into_iter().map(Col)))
        .order_by_desc(entity::Column::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Saves a changed task; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut task: Task) -> Result<Task> {
    let read = task.version;
    task.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &task))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(task.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale("task"));
    }
    search::put(write, search::Kind::Task, task.id, search::words::of_task(&task)).await?;
    Ok(task)
}

fn row(write: &Write, task: &Task) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(task.id)),
        problem: Set(Col(task.problem)),
        owner: Set(task.owner.map(Col)),
        organization: Set(task.organization.map(Col)),
        due: Set(Day(task.due)),
        state: Set(task.state.name().to_owned()),
        version: Set(task.version),
        doc: Set(Doc(task.clone())),
    }
}
