//! The agency's own categories among the rows that count, and giving rows another class.

use commonbeat_domain::ids::IncidentId;
use commonbeat_domain::information::offenses::Offense;
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect};

use super::{entity, visible};
use crate::columns::{Col, Day};
use crate::session::{agency, conn};
use crate::{Result, Session, StoreError, Write};

/// A category as it stands in the data, under one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// The agency's own words.
    pub label: String,
    /// The class its rows have.
    pub offense: Offense,
    /// How many rows.
    pub count: u64,
    /// Day of the newest.
    pub last: Date,
}

/// Categories of the rows that count, most frequent first; one that stands under several classes comes several times.
pub async fn categories(session: &impl Session) -> Result<Vec<Category>> {
    let rows = visible(session)
        .await?
        .select_only()
        .column(entity::Column::Label)
        .column(entity::Column::Offense)
        .column_as(Expr::col(Asterisk).count(), "n")
        .column_as(entity::Column::Day.max(), "last")
        .group_by(entity::Column::Label)
        .group_by(entity::Column::Offense)
        .order_by_desc(Expr::col("n"))
        .order_by_asc(entity::Column::Label)
        .into_tuple::<(String, String, i64, Day)>()
        .all(conn(session))
        .await?;
    let category = |(label, offense, n, last): (String, String, i64, Day)| {
        let offense = offense.parse().map_err(|_| StoreError::Unreadable("incident"))?;
        Ok(Category { label, offense, count: u64::try_from(n).unwrap_or_default(), last: last.0 })
    };
    rows.into_iter().map(category).collect()
}

/// Ids after one, in order, of rows of a category that have another class. Earlier forms and rows of undone batches are
/// among them, so that undoing an import later brings back nothing under an old class.
pub async fn of_another_class(
    session: &impl Session,
    label: &str,
    class: &Offense,
    after: Option<IncidentId>,
    limit: u64,
) -> Result<Vec<IncidentId>> {
    let mut query = entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::AgencyId.eq(agency(session)))
        .filter(entity::Column::Label.eq(label))
        .filter(entity::Column::Offense.ne(class.as_str()));
    if let Some(after) = after {
        query = query.filter(entity::Column::Id.gt(Col(after)));
    }
    let ids = query
        .order_by_asc(entity::Column::Id)
        .limit(limit)
        .into_tuple::<Col<IncidentId>>()
        .all(conn(session))
        .await?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Gives rows another class; gives how many there were.
pub async fn set_class(write: &mut Write, ids: &[IncidentId], class: &Offense) -> Result<u64> {
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::Offense, Expr::value(class.as_str()))
        .filter(entity::Column::AgencyId.eq(agency(write)))
        .filter(entity::Column::Id.is_in(ids.iter().map(|id| Col(*id))))
        .exec(conn(write))
        .await?;
    super::state::note_reclassed(write).await?;
    Ok(done.rows_affected)
}
