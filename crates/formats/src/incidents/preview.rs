//! The first rows of a file and what would become of them.

use std::io::Read;

use super::{Profile, Reader, RowOutcome, Settings};
use crate::Unfit;

/// The first rows of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<PreviewRow>,
    /// Whether the file goes on after them.
    pub more: bool,
}

/// One row and what would become of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewRow {
    /// Its fields as they stand in the file.
    pub fields: Vec<String>,
    /// What would become of it.
    pub outcome: RowOutcome,
}

/// Reads the first `n` rows.
pub fn preview<R: Read>(
    reader: R,
    profile: Profile,
    settings: &Settings,
    n: usize,
) -> Result<Preview, Unfit> {
    let mut reader = Reader::new(reader, profile, settings)?;
    let header = reader.header().to_vec();
    let mut rows = Vec::new();
    while rows.len() < n
        && let Some(outcome) = reader.next().transpose()?
    {
        let fields = match &outcome {
            RowOutcome::Refused(refused) => refused.raw.clone(),
            RowOutcome::Accepted(..) | RowOutcome::Repeated { .. } => reader.fields(),
        };
        rows.push(PreviewRow { fields, outcome });
    }
    let more = reader.next().transpose()?.is_some();
    Ok(Preview { header, rows, more })
}
