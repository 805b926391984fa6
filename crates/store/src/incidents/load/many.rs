//! New rows into SQLite: statements of many rows each, kept prepared.

use std::sync::LazyLock;

use commonbeat_domain::Key;
use sea_orm::sqlx::error::BoxDynError;
use sea_orm::sqlx::sqlite::SqliteArguments as Values;
use sea_orm::sqlx::{Arguments, AssertSqlSafe, query_with};
use uuid::Uuid;

use super::{COLUMNS, NewIncident, cells, flags};
use crate::columns::Day;
use crate::error::from_sqlx;
use crate::{Result, Store, StoreError, batches};

/// Rows of one statement, most first. Few sizes, so that few statements are kept prepared, and so that the largest
/// stays under SQLite's 32,766 parameters.
const SIZES: [usize; 4] = [512, 64, 8, 1];

/// Values of a row; see [`COLUMNS`].
const VALUES: usize = 24;

static STATEMENTS: LazyLock<[String; 4]> = LazyLock::new(|| SIZES.map(statement));

/// Parameters have no numbers: SQLite looks for a numbered one among all others of its statement.
fn statement(rows: usize) -> String {
    let row = format!("({})", ["?"; VALUES].join(","));
    format!("INSERT INTO incidents ({COLUMNS}) VALUES {}", vec![row; rows].join(","))
}

/// Adds rows and notes how far the batch has come, in one transaction.
pub(super) async fn insert(store: &Store, touch: &batches::Touch, rows: Vec<NewIncident>) -> Result<()> {
    let pool = store.bare_write().get_sqlite_connection_pool();
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.map_err(from_sqlx)?;
    let mut rows = rows.into_iter();
    for (size, sql) in SIZES.iter().zip(STATEMENTS.iter()) {
        while rows.len() >= *size {
            let mut values = Values::default();
            values.reserve(size * VALUES, 0);
            for row in rows.by_ref().take(*size) {
                both_ids(&mut values, touch)?;
                add(&mut values, row)?;
            }
            query_with(AssertSqlSafe(sql.as_str()), values).execute(&mut *tx).await.map_err(from_sqlx)?;
        }
    }
    let mut values = Values::default();
    both_ids(&mut values, touch)?;
    values.add(touch.tally.clone()).map_err(unfit)?;
    values.add(touch.moment).map_err(unfit)?;
    let noted = query_with(batches::TOUCH, values).execute(&mut *tx).await.map_err(from_sqlx)?;
    touch.found(noted.rows_affected())?;
    tx.commit().await.map_err(from_sqlx)
}

fn both_ids(values: &mut Values, touch: &batches::Touch) -> Result<()> {
    values.add(touch.agency.to_vec()).map_err(unfit)?;
    values.add(touch.batch.to_vec()).map_err(unfit)
}

/// The values of a row, in the order of [`COLUMNS`] after agency and batch.
fn add(values: &mut Values, row: NewIncident) -> Result<()> {
    let [coarse, fine] = cells(&row).map_or([None, None], |both| both.map(Some));
    let flags = flags(&row);
    let blob = |id: Uuid| id.as_bytes().to_vec();
    let fill = || {
        values.add(blob(row.id.uuid()))?;
        values.add(row.kind.name())?;
        values.add(row.source_key)?;
        values.add(row.source_id)?;
        values.add(row.digest)?;
        values.add(row.offense.to_string())?;
        values.add(row.label)?;
        values.add(Day(row.day).number())?;
        values.add(row.hour.map(i32::from))?;
        values.add(row.from.as_microsecond())?;
        values.add(row.until.map(|until| until.as_microsecond()))?;
        values.add(row.at.map(|at| at.lon()))?;
        values.add(row.at.map(|at| at.lat()))?;
        values.add(coarse)?;
        values.add(fine)?;
        values.add(row.by_address.map(|found| found.how))?;
        values.add(row.by_address.map(|found| found.score))?;
        values.add(row.place_text)?;
        values.add(row.place_key)?;
        values.add(row.beat.map(|id| blob(id.uuid())))?;
        values.add(row.neighborhood.map(|id| blob(id.uuid())))?;
        values.add(flags)
    };
    fill().map_err(unfit)
}

fn unfit(error: BoxDynError) -> StoreError {
    from_sqlx(sea_orm::sqlx::Error::Encode(error))
}
