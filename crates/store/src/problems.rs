//! Problems: rows as each actor may see them, every version kept.

mod list;
mod versions;

use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Reach, Who};
use commonbeat_domain::ids::{AgencyId, AreaId, OrganizationId, PersonId, ProblemId};
use commonbeat_domain::partnerships::agreements::DataCategory;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::tasks::Task;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ActiveValue::Set, Condition, QuerySelect, QueryTrait};

pub use list::{
    Brief, ProblemFilter, briefs, count, documents, due_first, list, overdue, shown, to_watch, under_response,
};
pub use versions::{Change, history, version};

use crate::columns::{At, Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agreements, search, shares, tasks};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "problems")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ProblemId>,
        pub reference: String,
        pub title: String,
        pub words: String,
        pub tier: String,
        pub stage: String,
        pub status: String,
        pub lead: Col<PersonId>,
        pub beat: Option<Col<AreaId>>,
        pub neighborhood: Option<Col<AreaId>>,
        pub review_on: Day,
        pub opened_at: At,
        pub stage_at: At,
        pub closed_at: Option<At>,
        pub shown: bool,
        pub level: Option<String>,
        pub supervisor: Option<Col<PersonId>>,
        pub asks: Option<String>,
        pub escalated: Option<String>,
        pub watch_on: Option<Day>,
        pub version: i64,
        pub doc: Doc<Problem>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The rows the actor may see: staff the agency's; a partner, while an agreement in force covers problems, those that were
/// opened to the own organization and those in which it has a task.
fn visible(session: &impl Session) -> Result<Condition> {
    let own = Condition::all().add(entity::Column::AgencyId.eq(agency(session)));
    match (session.reach(Action::ReadProblems, "problem")?, &session.actor().who) {
        (Reach::Agency | Reach::Beat, _) => Ok(own),
        (Reach::Shared, Who::Person { organization: Some(organization), .. }) => {
            let opened = Condition::any()
                .add(entity::Column::Id.in_subquery(with_task_of(session, *organization)))
                .add(entity::Column::Id.in_subquery(shares::opened_to(session, *organization)));
            Ok(own.add(opened).add(agreements::in_force(session, *organization, DataCategory::Problems)))
        }
        _ => Err(StoreError::Missing("problem")),
    }
}

/// The rows whose names the actor may see: besides what is visible, the problems of a partner's own tasks while an
/// agreement in force covers tasks.
fn named(session: &impl Session) -> Result<Condition> {
    let visible = visible(session)?;
    match &session.actor().who {
        Who::Person { organization: Some(organization), .. }
            if session.reach(Action::ReadProblems, "problem")? == Reach::Shared =>
        {
            let of_tasks = Condition::all()
                .add(entity::Column::AgencyId.eq(agency(session)))
                .add(entity::Column::Id.in_subquery(with_task_of(session, *organization)))
                .add(agreements::in_force(session, *organization, DataCategory::Tasks));
            Ok(Condition::any().add(visible).add(of_tasks))
        }
        _ => Ok(visible),
    }
}

fn with_task_of(session: &impl Session, organization: OrganizationId) -> SelectStatement {
    tasks::entity::Entity::find()
        .select_only()
        .column(tasks::entity::Column::Problem)
        .filter(tasks::entity::Column::AgencyId.eq(agency(session)))
        .filter(tasks::entity::Column::Organization.eq(Col(organization)))
        .into_query()
}

/// The problem with a reference.
pub async fn get(session: &impl Session, reference: &Reference) -> Result<Problem> {
    let row = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Reference.eq(reference.to_string()))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("problem"))
}

/// The problem with an id.
pub async fn by_id(session: &impl Session, id: ProblemId) -> Result<Problem> {
    let row = entity::Entity::find()
        .filter(visible(session)?)
        .filter(entity::Column::Id.eq(Col(id)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("problem"))
}

/// Problems that hold every word of a question, as far as the actor may see them, the newest first.
pub async fn found(session: &impl Session, question: &search::Question, limit: u64) -> Result<Vec<Brief>> {
    let ids: Vec<ProblemId> = search::find(session, search::Kind::Problem, question, limit).await?;
    let mut found = briefs(session, &ids).await?;
    found.sort_by_key(|brief| std::cmp::Reverse(brief.id));
    Ok(found)
}

/// The problem that a task serves, for the rules on tasks; never a page of it: a partner whose agreement covers tasks alone
/// does not see the problem.
pub async fn of_task(session: &impl Session, task: &Task) -> Result<Problem> {
    let row = entity::Entity::find()
        .filter(named(session)?)
        .filter(entity::Column::Id.eq(Col(task.problem)))
        .one(conn(session))
        .await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("problem"))
}

/// Adds a problem and its first version. `act` as in the trail, such as `problem.open`.
pub async fn insert(write: &mut Write, problem: &Problem, act: &'static str) -> Result<()> {
    entity::Entity::insert(row(write, problem)).exec_without_returning(conn(write)).await?;
    search::put(write, search::Kind::Problem, problem.id, search::words::of_problem(problem)).await?;
    versions::keep(write, problem, act, "").await
}

/// Saves a changed problem and keeps the version; stale if it is no longer the version that was read. `note` is the
/// reason given for the act, where one was.
pub async fn save(write: &mut Write, mut problem: Problem, act: &'static str, note: &str) -> Result<Problem> {
    let read = problem.version;
    problem.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &problem))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.eq(Col(problem.id)))
        .filter(entity::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale("problem"));
    }
    search::put(write, search::Kind::Problem, problem.id, search::words::of_problem(&problem)).await?;
    versions::keep(write, &problem, act, note).await?;
    Ok(problem)
}

/// The day of the next look after closing, by the calendar of UTC: the job asks again in the agency's own days.
fn watch_on(problem: &Problem) -> Option<jiff::civil::Date> {
    let closed = problem.closed_at?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let examined = &problem.assessment.examined;
    let done = examined.watched.iter().map(|w| w.days).max().unwrap_or(0);
    let next = examined.watch_days.iter().copied().filter(|days| *days > done).min()?;
    closed.checked_add(jiff::Span::new().try_days(i64::from(next)).ok()?).ok()
}

fn row(write: &Write, problem: &Problem) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(problem.id)),
        reference: Set(problem.reference.to_string()),
        title: Set(problem.title.clone()),
        // Lower case by our own hand: the two databases disagree on letters beyond ASCII.
        words: Set(format!("{} {}", problem.reference, problem.title).to_lowercase()),
        tier: Set(problem.tier.name().to_owned()),
        stage: Set(problem.stage.name().to_owned()),
        status: Set(problem.status.name().to_owned()),
        lead: Set(Col(problem.lead)),
        beat: Set(problem.beat.map(Col)),
        neighborhood: Set(problem.neighborhood.map(Col)),
        review_on: Set(Day(problem.review_on)),
        opened_at: Set(At(problem.opened_at)),
        stage_at: Set(At(problem.stage_at)),
        closed_at: Set(problem.closed_at.map(At)),
        shown: Set(problem.public.shown),
        level: Set(problem.about.level.map(|level| level.name().to_owned())),
        supervisor: Set(problem.about.supervisor.map(Col)),
        asks: Set(problem.asked.as_ref().map(|asked| asked.rank.name().to_owned())),
        escalated: Set(problem.escalated.map(|rank| rank.name().to_owned())),
        watch_on: Set(watch_on(problem).map(Day)),
        version: Set(problem.version),
        doc: Set(Doc(problem.clone())),
    }
}
