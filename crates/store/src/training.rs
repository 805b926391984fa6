//! Training records. Whoever keeps them reaches all, who leads a unit those of its people, everybody the own ones.

use std::collections::BTreeSet;

use commonbeat_domain::authority::{Action, Reach};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::organization::postings::led_by;
use commonbeat_domain::personnel::training::{Attended, Due, File, Requirement};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryOrder};

use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write, agencies, postings};

mod classes;
mod due;
mod rows;

pub use classes::{class, classes, insert_class, save_class, set_use, uses_of};
pub use due::{After, counts, due_of, due_until, replace_due};
use rows::{entity, files, rules};

/// What is due of one requirement for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLine {
    /// Who.
    pub person: PersonId,
    /// Key of the requirement.
    pub key: String,
    /// What is due.
    pub due: Due,
}

/// Whose records the actor sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everybody's.
    All,
    /// Those of these people.
    These(BTreeSet<PersonId>),
}

impl Seen {
    /// Whether somebody's is among them.
    pub fn holds(&self, person: PersonId) -> bool {
        match self {
            Seen::All => true,
            Seen::These(people) => people.contains(&person),
        }
    }
}

/// Whose records the actor sees at this moment: a posting that ends takes them away with it.
pub async fn seen(session: &impl Session) -> Result<Seen> {
    let reach = session.reach(Action::ReadTraining, "training")?;
    if reach == Reach::Agency {
        return Ok(Seen::All);
    }
    let own = session.actor().person().ok_or(StoreError::Missing("training"))?;
    let mut people = BTreeSet::from([own]);
    if reach == Reach::Beat {
        let now = session.moment().ok_or(StoreError::Missing("training"))?;
        let day = now.to_zoned(agencies::own(session).await?.time_zone()).date();
        let holding = postings::holding(session, day, None).await?;
        people.extend(led_by(own, &holding, &postings::all_units(session).await?));
    }
    Ok(Seen::These(people))
}

/// For whoever may not see somebody's records there are none.
pub(crate) async fn reaches(session: &impl Session, person: PersonId) -> Result<()> {
    if seen(session).await?.holds(person) { Ok(()) } else { Err(StoreError::Missing("training")) }
}

/// What somebody attended, the last first.
pub async fn of_person(session: &impl Session, person: PersonId) -> Result<Vec<Attended>> {
    reaches(session, person).await?;
    let rows = entity::Entity::find()
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Person.eq(Col(person)))
        .order_by_desc(entity::Column::Day)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Adds a course; says whether it is new. The same person, day and course is the same record.
pub async fn add(write: &mut Write, attended: &Attended) -> Result<bool> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        id: Set(Col(attended.id)),
        person: Set(Col(attended.person)),
        day: Set(Day(attended.day)),
        course: Set(attended.course.to_lowercase()),
        doc: Set(Doc(attended.clone())),
    };
    let once = OnConflict::columns([
        entity::Column::AgencyId,
        entity::Column::Person,
        entity::Column::Day,
        entity::Column::Course,
    ])
    .do_nothing()
    .to_owned();
    let added = entity::Entity::insert(row).on_conflict(once).exec_without_returning(conn(write)).await?;
    Ok(added > 0)
}

/// Every version of every requirement, by key and day.
pub async fn rules(session: &impl Session) -> Result<Vec<Requirement>> {
    session.reach(Action::ReadTraining, "training")?;
    let rows = rules::Entity::find()
        .filter(rules::Column::AgencyId.eq(agency(session)))
        .order_by_asc(rules::Column::Name)
        .order_by_asc(rules::Column::ValidFrom)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(|row| row.doc.0).collect())
}

/// Adds a version of a requirement; says whether it is new. What is there stays as it is.
pub async fn add_rule(write: &mut Write, rule: &Requirement) -> Result<bool> {
    let row = rules::ActiveModel {
        agency_id: Set(agency(write)),
        name: Set(rule.key.clone()),
        valid_from: Set(Day(rule.from)),
        doc: Set(Doc(rule.clone())),
    };
    let once = OnConflict::columns([rules::Column::AgencyId, rules::Column::Name, rules::Column::ValidFrom])
        .do_nothing()
        .to_owned();
    Ok(rules::Entity::insert(row).on_conflict(once).exec_without_returning(conn(write)).await? > 0)
}

/// When somebody began, and what the person is excused from; with its version, 0 where nothing is written.
pub async fn file(session: &impl Session, person: PersonId) -> Result<(File, i64)> {
    reaches(session, person).await?;
    let row = files::Entity::find_by_id((agency(session), Col(person))).one(conn(session)).await?;
    Ok(row.map(|row| (row.doc.0, row.version)).unwrap_or_default())
}

/// Saves a file; stale if it is no longer the version that was read.
pub async fn save_file(write: &mut Write, person: PersonId, file: &File, read: i64) -> Result<()> {
    let row = files::ActiveModel {
        agency_id: Set(agency(write)),
        person: Set(Col(person)),
        version: Set(read + 1),
        doc: Set(Doc(file.clone())),
    };
    if read == 0 {
        let done = files::Entity::insert(row).exec_without_returning(conn(write)).await;
        return match done.map_err(StoreError::from) {
            Ok(_) => Ok(()),
            Err(error) if error.is_conflict() => Err(StoreError::Stale("training")),
            Err(other) => Err(other),
        };
    }
    let done = files::Entity::update_many()
        .set(row)
        .filter(files::Column::AgencyId.eq(agency(write)))
        .filter(files::Column::Person.eq(Col(person)))
        .filter(files::Column::Version.eq(read))
        .exec(conn(write))
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale("training")) }
}
