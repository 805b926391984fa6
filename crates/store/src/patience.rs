//! Waiting for an SQLite database that another process is writing to.
//!
//! SQLite's own waiting asks again ever more seldom, at last every 100 ms, and so keeps missing the short gaps that an
//! import leaves between its transactions. Here a statement waits only [`SHORT`] by SQLite's means and is then asked
//! again at once, so that no more than five milliseconds pass between two tries.

use std::future::Future;
use std::time::Duration;

use sea_orm::sqlx::Error::Database;
use sea_orm::{DbErr, RuntimeErr};

/// How long one try waits, in milliseconds: SQLite then asks after 1, 2, 5 and 2 of them.
pub(crate) const SHORT: &str = "10";
/// How long migrations wait, in milliseconds, since they cannot be asked again.
pub(crate) const LONG: &str = "15000";
/// Tries before giving up: 15 seconds of them.
const TRIES: u32 = 1_500;
/// What an import leaves for others between two transactions: longer than the time between two of their tries.
pub(crate) const GAP: Duration = Duration::from_millis(8);

/// Asks until the database is free, or for about 15 seconds.
pub(crate) async fn patiently<T, F>(mut ask: impl FnMut() -> F) -> Result<T, DbErr>
where
    F: Future<Output = Result<T, DbErr>>,
{
    for _ in 1..TRIES {
        match ask().await {
            Err(error) if is_busy(&error) => tokio::task::yield_now().await,
            answer => return answer,
        }
    }
    ask().await
}

/// Whether somebody else was writing. The code is told with its kind in the upper bits.
fn is_busy(error: &DbErr) -> bool {
    const BUSY: u32 = 5;
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let Database(error) = &**error else { return false };
    let code = error.code().and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == BUSY)
}
