//! Why a file as a whole cannot be read. The text says what is wrong and where.

/// The file is unfit; nothing of it should come into force.
///
/// Positions of bytes count from 1, in the unpacked file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Not one byte.
    #[error("the file is empty")]
    Empty,
    /// Only blank lines.
    #[error("the file holds no table: there is nothing in it but blank lines")]
    Blank,
    /// A byte that no text has.
    #[error("this is not a text table: byte {byte} at position {position}")]
    Binary {
        /// Its value.
        byte: u8,
        /// Its position, from 1.
        position: u64,
    },
    /// The file is something else, known by how it begins.
    #[error("this is not a text table but {what}")]
    Another {
        /// What it is, and what to do.
        what: &'static str,
    },
    /// The header is not in the encoding that the profile says.
    #[error(
        "the header is not UTF-8 text: byte {byte} at position {position} (does the profile need encoding = \"windows-1252\"?)"
    )]
    HeaderEncoding {
        /// Its value.
        byte: u8,
        /// Its position, from 1.
        position: u64,
    },
    /// Columns that the profile needs are not in the header.
    #[error("the profile {profile} does not fit this file: it needs {}, and the header has {}", list(.missing), list(.found))]
    Columns {
        /// Name of the profile.
        profile: String,
        /// Columns it needs that are not there.
        missing: Vec<String>,
        /// Columns that are there.
        found: Vec<String>,
    },
    /// A column that the profile uses stands in the header more than once.
    #[error("the header has the column {column} more than once, and the profile {profile} uses it")]
    Twice {
        /// Name of the profile.
        profile: String,
        /// The column's name.
        column: String,
    },
    /// Columns are named by position, and the file has fewer.
    #[error("the profile {profile} uses column {needed}, and the first row has {found} columns")]
    Narrow {
        /// Name of the profile.
        profile: String,
        /// Highest position that it uses, from 1.
        needed: usize,
        /// Columns in the first row.
        found: usize,
    },
    /// The header is longer than a record may be.
    #[error("the first line is longer than {limit} bytes")]
    HeaderTooLong {
        /// Most bytes of one record.
        limit: usize,
    },
    /// Packed data that cannot be unpacked.
    #[error("the packed file is damaged after {unpacked} unpacked bytes: {why}")]
    Damaged {
        /// How many bytes came out before.
        unpacked: u64,
        /// What the unpacker says.
        why: String,
    },
    /// A Parquet file that cannot be read.
    #[error("the Parquet file cannot be read after {rows} rows: {why}")]
    Parquet {
        /// How many rows came out before.
        rows: u64,
        /// What is wrong.
        why: String,
    },
    /// The file is larger than allowed.
    #[error("the file is larger than {limit} bytes unpacked")]
    TooLarge {
        /// Most bytes allowed.
        limit: u64,
    },
    /// The file unpacks to suspiciously much.
    #[error("the file unpacks to more than {limit} times its size, which no honest table does")]
    Ratio {
        /// Highest ratio allowed.
        limit: u64,
    },
    /// The reader failed.
    #[error("the file could not be read after {position} bytes: {why}")]
    Read {
        /// How many unpacked bytes came before.
        position: u64,
        /// What the system says.
        why: String,
    },
}

fn list(names: &[String]) -> String {
    const MOST: usize = 40;
    let mut text =
        names.iter().take(MOST).map(|n| format!("\u{201c}{n}\u{201d}")).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => text.push_str("nothing"),
        n if n > MOST => text.push_str(&format!(" and {} more", n - MOST)),
        _ => {}
    }
    text
}

impl Unfit {
    /// The same as an I/O error, to pass through a reader.
    pub(crate) fn into_io(self) -> std::io::Error {
        std::io::Error::other(self)
    }

    /// Back from an I/O error that came `position` bytes into the unpacked file.
    pub(crate) fn from_io(error: std::io::Error, position: u64) -> Unfit {
        match error.downcast::<Unfit>() {
            Ok(unfit) => unfit,
            Err(error) => Unfit::Read { position, why: error.to_string() },
        }
    }
}
