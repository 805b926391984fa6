//! Classes, and where what was learnt was used.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, ClassId, PersonId, TrainingId};
use commonbeat_domain::personnel::classes::Class;
use commonbeat_domain::personnel::training::Used;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect};

use super::reaches;
use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "classes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<ClassId>,
        pub begins: Day,
        pub ends: Day,
        pub version: i64,
        pub doc: Doc<Class>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod uses {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "training_uses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: Col<PersonId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub training: Col<TrainingId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub problem: String,
        pub doc: Doc<Used>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Classes that end on a day or later, the next in front; or those that ended before it, the last in front.
pub async fn classes(session: &impl Session, day: Date, ahead: bool, limit: u64) -> Result<Vec<Class>> {
    session.reach(Action::ReadTraining, "class")?;
    let query = entity::Entity::find().filter(C::AgencyId.eq(agency(session)));
    let query = match ahead {
        true => query.filter(C::Ends.gte(Day(day))).order_by_asc(C::Begins).order_by_asc(C::Id),
        false => query.filter(C::Ends.lt(Day(day))).order_by_desc(C::Ends).order_by_desc(C::Id),
    };
    let rows = query.limit(limit).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One class.
pub async fn class(session: &impl Session, id: ClassId) -> Result<Class> {
    session.reach(Action::ReadTraining, "class")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("class"))
}

/// Adds a class.
pub async fn insert_class(write: &mut Write, class: &Class) -> Result<()> {
    entity::Entity::insert(row(write, class)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed class; stale if it is no longer the version that was read.
pub async fn save_class(write: &mut Write, mut class: Class) -> Result<Class> {
    let read = class.version;
    class.version += 1;
    let done = entity::Entity::update_many()
        .set(row(write, &class))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(class.id)))
        .filter(C::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(class) } else { Err(StoreError::Stale("class")) }
}

fn row(write: &Write, class: &Class) -> entity::ActiveModel {
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(class.id)),
        begins: Set(Day(class.plan.begins)),
        ends: Set(Day(class.plan.ends)),
        version: Set(class.version),
        doc: Set(Doc(class.clone())),
    }
}

/// Where somebody used what was learnt, in the order of problems.
pub async fn uses_of(session: &impl Session, person: PersonId) -> Result<Vec<Used>> {
    reaches(session, person).await?;
    let rows = uses::Entity::find()
        .filter(uses::Column::AgencyId.eq(agency(session)))
        .filter(uses::Column::Person.eq(Col(person)))
        .order_by_asc(uses::Column::Problem)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Notes that somebody used a course on a problem; what was noted of the two before is replaced.
pub async fn set_use(write: &mut Write, person: PersonId, used: &Used) -> Result<()> {
    let row = uses::ActiveModel {
        agency_id: Set(agency(write)),
        person: Set(Col(person)),
        training: Set(Col(used.training)),
        problem: Set(used.problem.to_string()),
        doc: Set(Doc(used.clone())),
    };
    let same = [uses::Column::AgencyId, uses::Column::Person, uses::Column::Training, uses::Column::Problem];
    let again = OnConflict::columns(same).update_column(uses::Column::Doc).to_owned();
    uses::Entity::insert(row).on_conflict(again).exec_without_returning(conn(write)).await?;
    Ok(())
}
