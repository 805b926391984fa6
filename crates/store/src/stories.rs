//! Success stories: drafts for those who write them, cleared ones for everybody.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, ProblemId, StoryId};
use commonbeat_domain::information::stories::{Story, StoryState};
use commonbeat_domain::problems::Status;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, QueryTrait};

use crate::columns::{Col, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, problems};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<StoryId>,
        pub slug: String,
        pub state: String,
        pub problem: Option<Col<ProblemId>>,
        pub version: i64,
        pub doc: Doc<Story>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Stories in any state, the one begun last in front; before one of them, for the next page.
pub async fn list(session: &impl Session, before: Option<StoryId>, limit: u64) -> Result<Vec<Story>> {
    session.reach(Action::WriteStory, "story")?;
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .apply_if(before, |query, before| query.filter(C::Id.lt(Col(before))))
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One story in any state.
pub async fn get(session: &impl Session, id: StoryId) -> Result<Story> {
    session.reach(Action::WriteStory, "story")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("story"))
}

/// Which of these problems have a story already.
pub async fn told(session: &impl Session, ids: &[ProblemId]) -> Result<Vec<ProblemId>> {
    session.reach(Action::WriteStory, "story")?;
    let rows: Vec<Option<Col<ProblemId>>> = entity::Entity::find()
        .select_only()
        .column(C::Problem)
        .filter(C::AgencyId.eq(agency(session)))
        .filter(C::Problem.is_in(ids.iter().copied().map(Col)))
        .into_tuple()
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().flatten().map(|id| id.0).collect())
}

/// Cleared stories whose problem is closed still, the one begun last in front. What is shown of them, the publishing
/// rules decide.
pub async fn public(session: &impl Session, limit: u64) -> Result<Vec<Story>> {
    let rows = entity::Entity::find()
        .filter(to_show(session)?)
        .order_by_desc(C::Id)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// The cleared story with this name, if its problem is closed still.
pub async fn public_by_slug(session: &impl Session, slug: &str) -> Result<Story> {
    let row =
        entity::Entity::find().filter(to_show(session)?).filter(C::Slug.eq(slug)).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("story"))
}

fn to_show(session: &impl Session) -> Result<Condition> {
    session.reach(Action::ReadPublic, "story")?;
    let closed = problems::entity::Entity::find()
        .select_only()
        .column(problems::entity::Column::Id)
        .filter(problems::entity::Column::AgencyId.eq(agency(session)))
        .filter(problems::entity::Column::Status.eq(Status::Closed.name()))
        .into_query();
    let holds = Condition::any().add(C::Problem.is_null()).add(C::Problem.in_subquery(closed));
    Ok(Condition::all()
        .add(C::AgencyId.eq(agency(session)))
        .add(C::State.eq(StoryState::Public.name()))
        .add(holds))
}

/// Public stories of a problem, for whoever opens the problem again.
pub async fn public_of_problem(write: &Write, problem: ProblemId) -> Result<Vec<Story>> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Problem.eq(Col(problem)))
        .filter(C::State.eq(StoryState::Public.name()))
        .all(conn(write))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Adds a story.
pub async fn insert(write: &mut Write, story: &Story) -> Result<()> {
    entity::Entity::insert(row(write, story)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed story; stale if it is no longer the version that was read.
pub async fn save(write: &mut Write, mut story: Story) -> Result<Story> {
    let read = story.version;
    story.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &story))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(story.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(story) } else { Err(StoreError::Stale("story")) }
}

fn row(write: &Write, story: &Story) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(story.id)),
        slug: Set(story.slug.clone()),
        state: Set(story.state.name().to_owned()),
        problem: Set(story.problem.map(Col)),
        version: Set(story.version),
        doc: Set(Doc(story.clone())),
    }
}
