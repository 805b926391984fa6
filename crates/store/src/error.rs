//! What can go wrong below the use cases.

use commonbeat_auth::vault::Unopened;
use sea_orm::DbErr;

/// Result of a query.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What can go wrong below the use cases.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row within the actor's reach.
    #[error("no such {0}")]
    Missing(&'static str),
    /// The row changed since it was read.
    #[error("{0} changed meanwhile")]
    Stale(&'static str),
    /// The same request was done already, under this key.
    #[error("done already")]
    DoneAlready,
    /// A stored value cannot be read back; the database was changed by other hands or is damaged.
    #[error("the stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A write was to be committed without a row in the trail.
    #[error("a write without a trail was refused")]
    Untrailed,
    /// A secret cannot be sealed or opened.
    #[error("a stored secret cannot be used: {0}")]
    Sealed(#[from] Unopened),
    /// The database's address is not one that Commonbeat knows.
    #[error("{0}")]
    Address(String),
    /// The database refused.
    #[error("the database refused")]
    Database(#[from] DbErr),
    /// The database refused rows that were to be loaded.
    #[error("the database refused rows: {0}")]
    Loading(#[from] rusqlite::Error),
}

impl StoreError {
    /// Whether a unique key stood in the way.
    pub fn is_conflict(&self) -> bool {
        match self {
            StoreError::Database(error) => {
                matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
            }
            _ => false,
        }
    }
}

/// What went wrong beneath the entities.
pub(crate) fn from_sqlx(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::Database(DbErr::Exec(sea_orm::RuntimeErr::SqlxError(error.into())))
}
