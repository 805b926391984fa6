//! Who is posted where, and the units of the agency.

use commonbeat_domain::authority::Action;
use commonbeat_domain::ids::{AgencyId, AreaId, PersonId, PostingId, UnitId};
use commonbeat_domain::organization::postings::{Post, Posting, Unit, Where};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, QueryOrder};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "postings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<PostingId>,
        pub person: Col<PersonId>,
        pub beat: Option<Col<AreaId>>,
        pub unit: Option<Col<UnitId>>,
        pub post: String,
        pub since: Day,
        pub until: Option<Day>,
        pub doc: Doc<Posting>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod units {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "units")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Col<UnitId>,
        pub version: i64,
        pub doc: Doc<Unit>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::Column as C;

/// Every posting at one place, the one that began last in front: the history of the place.
pub async fn at(session: &impl Session, at: Where) -> Result<Vec<Posting>> {
    session.reach(Action::ReadBeats, "posting")?;
    let place = match at {
        Where::Beat(beat) => C::Beat.eq(Col(beat)),
        Where::Unit(unit) => C::Unit.eq(Col(unit)),
    };
    found(session, Condition::all().add(place)).await
}

/// Postings that hold on a day, in the whole agency; `post` narrows.
pub async fn holding(session: &impl Session, day: Date, post: Option<Post>) -> Result<Vec<Posting>> {
    session.reach(Action::ReadBeats, "posting")?;
    let open = Condition::any().add(C::Until.is_null()).add(C::Until.gte(Day(day)));
    let mut all = Condition::all().add(C::Since.lte(Day(day))).add(open);
    if let Some(post) = post {
        all = all.add(C::Post.eq(post.name()));
    }
    found(session, all).await
}

/// Every posting of a person, the one that began last in front.
pub async fn of_person(session: &impl Session, person: PersonId) -> Result<Vec<Posting>> {
    session.reach(Action::ReadBeats, "posting")?;
    found(session, Condition::all().add(C::Person.eq(Col(person)))).await
}

async fn found(session: &impl Session, which: Condition) -> Result<Vec<Posting>> {
    let rows = entity::Entity::find()
        .filter(C::AgencyId.eq(agency(session)))
        .filter(which)
        .order_by_desc(C::Since)
        .order_by_desc(C::Id)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// One posting.
pub async fn get(session: &impl Session, id: PostingId) -> Result<Posting> {
    session.reach(Action::ReadBeats, "posting")?;
    let row = entity::Entity::find_by_id((agency(session), Col(id))).one(conn(session)).await?;
    row.map(|row| row.doc.0).ok_or(StoreError::Missing("posting"))
}

/// Adds a posting.
pub async fn insert(write: &mut Write, posting: &Posting) -> Result<()> {
    entity::Entity::insert(row(write, posting)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves the end of a posting that has not ended; stale if somebody else ended it.
pub async fn end(write: &mut Write, posting: &Posting) -> Result<()> {
    let done = entity::Entity::update_many()
        .set(row(write, posting))
        .filter(C::AgencyId.eq(agency(write)))
        .filter(C::Id.eq(Col(posting.id)))
        .filter(C::Until.is_null())
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("posting")) }
}

fn row(write: &Write, p: &Posting) -> entity::ActiveModel {
    let (beat, unit) = match p.at {
        Where::Beat(beat) => (Some(beat), None),
        Where::Unit(unit) => (None, Some(unit)),
    };
    entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(p.id)),
        person: Set(Col(p.person)),
        beat: Set(beat.map(Col)),
        unit: Set(unit.map(Col)),
        post: Set(p.post.name().to_owned()),
        since: Set(Day(p.since)),
        until: Set(p.until.map(Day)),
        doc: Set(Doc(p.clone())),
    }
}

/// Every unit of the agency.
pub async fn all_units(session: &impl Session) -> Result<Vec<Unit>> {
    session.reach(Action::ReadBeats, "unit")?;
    let rows =
        units::Entity::find().filter(units::Column::AgencyId.eq(agency(session))).all(conn(session)).await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Adds a unit.
pub async fn insert_unit(write: &mut Write, unit: &Unit) -> Result<()> {
    units::Entity::insert(unit_row(write, unit)).exec_without_returning(conn(write)).await?;
    Ok(())
}

/// Saves a changed unit; stale if it is no longer the version that was read.
pub async fn save_unit(write: &mut Write, mut unit: Unit) -> Result<Unit> {
    let read = unit.version;
    unit.version += 1;
    let done = units::Entity::update_many()
        .set(unit_row(write, &unit))
        .filter(units::Column::AgencyId.eq(agency(write)))
        .filter(units::Column::Id.eq(Col(unit.id)))
        .filter(units::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(unit) } else { Err(StoreError::Stale("unit")) }
}

fn unit_row(write: &Write, unit: &Unit) -> units::ActiveModel {
    units::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(unit.id)),
        version: Set(unit.version),
        doc: Set(Doc(unit.clone())),
    }
}
