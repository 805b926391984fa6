//! The five ways in which a use case ends without its result.

use commonbeat_domain::Refusal;
use commonbeat_store::StoreError;

/// Result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case did not give its result. What somebody may not know of is *missing*.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no; the person can mend it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing, or not for this actor.
    #[error("no such {0}")]
    Missing(&'static str),
    /// It changed since it was read; both versions are to be shown.
    #[error("{0} changed meanwhile")]
    Stale(&'static str),
    /// A file or setting is unfit; the text says what and where, for people.
    #[error("{0}")]
    Unfit(String),
    /// Ours to mend.
    #[error("something broke")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Ours to mend, with its cause.
    pub fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Broken(cause.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::Missing(noun) => Error::Missing(noun),
            StoreError::Stale(noun) => Error::Stale(noun),
            other => Error::broken(other),
        }
    }
}
