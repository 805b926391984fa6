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
    let settings = Settings { keep_original: true, ..settings.clone() };
    let mut reader = Reader::new(reader, profile, &settings)?;
    let header = reader.header().to_vec();
    let mut rows = Vec::new();
    for outcome in reader.by_ref().take(n) {
        let outcome = outcome?;
        rows.push(PreviewRow { fields: fields(&outcome, &header), outcome });
    }
    let more = reader.next().transpose()?.is_some();
    Ok(Preview { header, rows, more })
}

fn fields(outcome: &RowOutcome, header: &[String]) -> Vec<String> {
    match outcome {
        RowOutcome::Accepted(row, _) => {
            let field = |name: &String| row.original.as_ref()?.get(name)?.as_str().map(str::to_owned);
            header.iter().map(|name| field(name).unwrap_or_default()).collect()
        }
        RowOutcome::Repeated { .. } => Vec::new(),
        RowOutcome::Refused(refused) => refused.raw.clone(),
    }
}
