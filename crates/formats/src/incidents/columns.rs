//! Where the profile's columns stand in a file.

use std::collections::HashMap;

use super::{Column, Profile};
use crate::Unfit;

/// The header of a file, and where the profile's columns stand in it.
pub(super) struct Columns {
    /// Names as they stand in the file; `column 3` without a header.
    pub names: Vec<String>,
    /// How many leading columns a report of refused rows put before the agency's own.
    pub report: usize,
    /// How many the file itself has; after them come those taken out of others.
    pub own: usize,
    places: HashMap<Column, usize>,
}

impl Columns {
    /// Finds every column of the profile, or says which are missing.
    pub fn find(profile: &Profile, names: Vec<String>, report: usize) -> Result<Columns, Unfit> {
        let mut columns = Columns { own: names.len(), names, report, places: HashMap::new() };
        let mut missing = Vec::new();
        for column in profile.columns() {
            match columns.position(profile, &column)? {
                Some(i) => drop(columns.places.insert(column, i)),
                None => missing.push(column.to_string()),
            }
        }
        if missing.is_empty() {
            for name in profile.extracted() {
                columns.places.insert(Column::Name(name.to_owned()), columns.names.len());
                columns.names.push(name.to_owned());
            }
            return Ok(columns);
        }
        let found = columns.names[report..].to_vec();
        Err(Unfit::Columns { profile: profile.name.clone(), missing, found })
    }

    /// Where a column of the profile stands.
    pub fn at(&self, column: &Column) -> usize {
        self.places.get(column).copied().unwrap_or(usize::MAX)
    }

    fn position(&self, profile: &Profile, column: &Column) -> Result<Option<usize>, Unfit> {
        match column {
            Column::Position(n) => {
                let i = n - 1 + self.report;
                if i < self.names.len() {
                    return Ok(Some(i));
                }
                let found = self.names.len() - self.report;
                Err(Unfit::Narrow { profile: profile.name.clone(), needed: *n, found })
            }
            Column::Name(name) => {
                let own = || self.names.iter().enumerate().skip(self.report);
                let exact: Vec<usize> = own().filter(|(_, n)| *n == name).map(|(i, _)| i).collect();
                let folded = || own().filter(|(_, n)| fold(n) == fold(name)).map(|(i, _)| i).collect();
                let hits: Vec<usize> = if exact.is_empty() { folded() } else { exact };
                match hits[..] {
                    [] => Ok(None),
                    [i] => Ok(Some(i)),
                    _ => Err(Unfit::Twice { profile: profile.name.clone(), column: name.clone() }),
                }
            }
        }
    }
}

/// Names are equal but for case and blanks.
fn fold(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
