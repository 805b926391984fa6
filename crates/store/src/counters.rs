//! Numbers of references: 1, 2, 3 ... within agency, series and year, without gaps.

use commonbeat_domain::ids::AgencyId;
use commonbeat_domain::{Reference, Series};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use crate::columns::Col;
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

pub(crate) mod entity {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "counters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency_id: Col<AgencyId>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub series: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        pub last: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The next reference of a series in a local year. The row stays locked to the end of the write, so a number that
/// was not committed is given again.
pub async fn next(write: &mut Write, series: Series, year: i16) -> Result<Reference> {
    let letter = series.letter().to_string();
    advance(write, &letter, i32::from(year)).await?;
    let last = last(write, &letter, i32::from(year)).await?.ok_or(StoreError::Missing("counter"))?;
    Ok(Reference {
        series,
        year,
        number: u32::try_from(last).map_err(|_| StoreError::Unreadable("counter"))?,
    })
}

/// Counts one on.
pub(crate) async fn advance(write: &mut Write, series: &str, year: i32) -> Result<()> {
    let row = entity::ActiveModel {
        agency_id: Set(agency(write)),
        series: Set(series.to_owned()),
        year: Set(year),
        last: Set(1),
    };
    let one_more = ExprTrait::add(Expr::col((entity::Entity, entity::Column::Last)), 1);
    entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([entity::Column::AgencyId, entity::Column::Series, entity::Column::Year])
                .value(entity::Column::Last, one_more)
                .to_owned(),
        )
        .exec_without_returning(conn(write))
        .await?;
    Ok(())
}

/// Where a count stands; nothing where it never began.
pub(crate) async fn last(session: &impl Session, series: &str, year: i32) -> Result<Option<i32>> {
    let row =
        entity::Entity::find_by_id((agency(session), series.to_owned(), year)).one(conn(session)).await?;
    Ok(row.map(|row| row.last))
}
