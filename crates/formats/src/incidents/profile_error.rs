//! Why a profile cannot be used.

/// A profile that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not TOML, or a key or value that is not understood. The text names key, line and column.
    #[error("the profile cannot be read: {0}")]
    Toml(String),
    /// Understood, but it cannot be meant.
    #[error("the profile {profile} cannot be used: {key}: {why}")]
    Meaning {
        /// Name of the profile.
        profile: String,
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// No shipped profile of that name.
    #[error("there is no profile {name}; shipped are {}", .shipped.join(", "))]
    NoSuch {
        /// The name asked for.
        name: String,
        /// Names there are.
        shipped: Vec<String>,
    },
}
