//! What is due, worked out and kept so that lists and figures are one query.

use commonbeat_domain::ids::PersonId;
use commonbeat_domain::personnel::training::Due;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, Condition, PaginatorTrait, QueryOrder, QuerySelect, QueryTrait};

use super::rows::dues;
use super::{DueLine, Seen, reaches, seen};
use crate::columns::{Col, Day, Doc};
use crate::session::{agency, conn};
use crate::{Result, Session, Write};

/// Where a list of what is due goes on: the day and the person of the last line.
pub type After = (Date, PersonId);

/// Puts what is due for somebody in the place of what was.
pub async fn replace_due(write: &mut Write, person: PersonId, due: &[(String, Due)]) -> Result<()> {
    dues::Entity::delete_many()
        .filter(dues::Column::AgencyId.eq(agency(write)))
        .filter(dues::Column::Person.eq(Col(person)))
        .exec(conn(write))
        .await?;
    let row = |(key, due): &(String, Due)| dues::ActiveModel {
        agency_id: Set(agency(write)),
        person: Set(Col(person)),
        name: Set(key.clone()),
        due_on: Set(due.on.map(Day)),
        grace_on: Set(due.grace.map(Day)),
        doc: Set(Doc(due.clone())),
    };
    let rows: Vec<_> = due.iter().map(row).collect();
    if !rows.is_empty() {
        dues::Entity::insert_many(rows).exec_without_returning(conn(write)).await?;
    }
    Ok(())
}

/// What is due for somebody, the first day in front.
pub async fn due_of(session: &impl Session, person: PersonId) -> Result<Vec<DueLine>> {
    reaches(session, person).await?;
    let rows = dues::Entity::find()
        .filter(dues::Column::AgencyId.eq(agency(session)))
        .filter(dues::Column::Person.eq(Col(person)))
        .order_by_asc(dues::Column::Name)
        .all(conn(session))
        .await?;
    let mut lines: Vec<DueLine> = rows.into_iter().map(line).collect();
    lines.sort_by_key(|l| (l.due.on.is_none(), l.due.on));
    Ok(lines)
}

/// What is due up to a day among the people whom the actor sees, the first in front. People who have left are not in it.
pub async fn due_until(
    session: &impl Session,
    until: Date,
    key: Option<&str>,
    after: Option<After>,
    limit: u64,
) -> Result<Vec<DueLine>> {
    let seen = seen(session).await?;
    let later = |(day, person): After| {
        let same =
            Condition::all().add(dues::Column::DueOn.eq(Day(day))).add(dues::Column::Person.gt(Col(person)));
        Condition::any().add(dues::Column::DueOn.gt(Day(day))).add(same)
    };
    let rows = dues::Entity::find()
        .filter(dues::Column::AgencyId.eq(agency(session)))
        .filter(dues::Column::DueOn.lte(Day(until)))
        .filter(among(&seen))
        .apply_if(key, |q, key| q.filter(dues::Column::Name.eq(key)))
        .apply_if(after, |q, after| q.filter(later(after)))
        .order_by_asc(dues::Column::DueOn)
        .order_by_asc(dues::Column::Person)
        .limit(limit)
        .all(conn(session))
        .await?;
    Ok(rows.into_iter().map(line).collect())
}

/// How many are past their grace, and how many are due up to a day, past ones among them.
pub async fn counts(session: &impl Session, today: Date, until: Date) -> Result<(u64, u64)> {
    let seen = seen(session).await?;
    let of_agency =
        || dues::Entity::find().filter(dues::Column::AgencyId.eq(agency(session))).filter(among(&seen));
    let over = of_agency().filter(dues::Column::GraceOn.lt(Day(today))).count(conn(session)).await?;
    let near = of_agency().filter(dues::Column::DueOn.lte(Day(until))).count(conn(session)).await?;
    Ok((over, near))
}

fn among(seen: &Seen) -> Condition {
    match seen {
        Seen::All => Condition::all(),
        Seen::These(people) => {
            Condition::all().add(dues::Column::Person.is_in(people.iter().copied().map(Col)))
        }
    }
}

fn line(row: dues::Model) -> DueLine {
    DueLine { person: row.person.0, key: row.name, due: row.doc.0 }
}
