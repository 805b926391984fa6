//! Why a method was not carried out. Every message is one line.

use std::path::{Path, PathBuf};

use commonbeat_analysis::AnalysisError;

/// What is unfit, with the place where it stands.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be used as a whole.
    #[error("{}: {what}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A row that cannot be read.
    #[error("{}, line {line}: {what}", file.display())]
    Row {
        /// The file.
        file: PathBuf,
        /// The line, the heading being line 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A value that cannot be used.
    #[error("{}, line {line}, column {column}: {what}", file.display())]
    Cell {
        /// The file.
        file: PathBuf,
        /// The line, the heading being line 1.
        line: u64,
        /// The column, by its heading.
        column: String,
        /// What is wrong with it.
        what: String,
    },
    /// An option that does not go with the others or with the data.
    #[error("--{option}: {what}")]
    Option {
        /// The option without its dashes.
        option: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// What the method itself does not take.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

/// The result of carrying out a method.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A file that cannot be used as a whole.
    pub fn file(file: &Path, what: impl ToString) -> Error {
        Error::File { file: file.to_owned(), what: one_line(&what.to_string()) }
    }

    /// An option that does not go with the others or with the data.
    pub fn option(option: &'static str, what: impl ToString) -> Error {
        Error::Option { option, what: one_line(&what.to_string()) }
    }
}

/// Without the line breaks that a value from a file may hold.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
