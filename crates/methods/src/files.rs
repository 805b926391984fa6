//! Tables from CSV files: columns by their heading, values with the line they stand on when they are unfit.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::one_line;
use crate::times::{Clock, Moment};
use crate::{Error, Result};

/// Reads tables and remembers what was read.
#[derive(Debug, Default)]
pub struct Files {
    inputs: Vec<Input>,
}

/// A file that was read, for whoever wants to make the figure again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The file as it was named.
    pub file: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Rows below the heading.
    pub rows: usize,
}

impl Files {
    /// Reads a table.
    ///
    /// # Errors
    /// A file that cannot be opened, has no heading, or holds a row that is no CSV or of another length.
    pub fn table(&mut self, file: &Path) -> Result<Table> {
        let bytes = std::fs::read(file).map_err(|error| Error::file(file, error))?;
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let table = Table::new(file, bytes)?;
        self.inputs.push(Input { file: file.to_owned(), sha256, rows: table.rows });
        Ok(table)
    }

    /// What was read so far.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }
}

/// The rows of one file.
#[derive(Debug)]
pub struct Table {
    file: PathBuf,
    bytes: Vec<u8>,
    headings: Vec<String>,
    rows: usize,
}

impl Table {
    fn new(file: &Path, mut bytes: Vec<u8>) -> Result<Table> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let mut table = Table { file: file.to_owned(), bytes, headings: Vec::new(), rows: 0 };
        let mut reader = table.reader();
        let headings = reader.headers().map_err(|error| table.row_error(&error))?;
        let headings: Vec<String> = headings.iter().map(|heading| heading.trim().to_owned()).collect();
        let mut row = csv::ByteRecord::new();
        let mut rows = 0;
        while reader.read_byte_record(&mut row).map_err(|error| table.row_error(&error))? {
            rows += 1;
        }
        (table.headings, table.rows) = (headings, rows);
        if table.headings.iter().all(String::is_empty) {
            return Err(Error::file(file, "there is no line of headings"));
        }
        Ok(table)
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(self.bytes.as_slice())
    }

    /// How many rows there are below the heading.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The finite numbers of a column.
    ///
    /// # Errors
    /// A column that is not there, or a value that is no finite number.
    pub fn numbers(&self, column: &str) -> Result<Vec<f64>> {
        self.each(column, |text| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ if text.is_empty() => Err("a number is missing".to_owned()),
            _ => Err(format!("{text:?} is not a finite number")),
        })
    }

    /// The whole numbers, 0 or more, of a column: counts.
    ///
    /// # Errors
    /// A column that is not there, or a value that is no count.
    pub fn counts(&self, column: &str) -> Result<Vec<u32>> {
        self.each(column, |text| match text.parse::<f64>() {
            // A spreadsheet writes 3 as 3.0.
            Ok(n) if n >= 0.0 && n <= f64::from(u32::MAX) && n.fract() == 0.0 => Ok(n as u32),
            _ if text.is_empty() => Err("a count is missing".to_owned()),
            _ => Err(format!("{text:?} is not a count")),
        })
    }

    /// The words of a column, as they stand.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn words(&self, column: &str) -> Result<Vec<String>> {
        self.each(column, |text| Ok(text.to_owned()))
    }

    /// The times of a column as days: numbers as they are, or ISO dates and times as days since 1970-01-01.
    ///
    /// # Errors
    /// A column that is not there, a value that is no time, or numbers, local times and times with an offset mixed.
    pub fn days(&self, column: &str) -> Result<Vec<f64>> {
        let moments = self.moments(column)?;
        Ok(moments.into_iter().map(|moment| moment.days).collect())
    }

    /// The times of a column with what kind of time they are; all of one column are of one kind.
    ///
    /// # Errors
    /// As [`Table::days`].
    pub fn moments(&self, column: &str) -> Result<Vec<Moment>> {
        let mut clock: Option<Clock> = None;
        self.each(column, |text| {
            let moment = Moment::read(text)?;
            match clock {
                Some(first) if first != moment.clock => {
                    Err(format!("{text:?} is {} where the rows above have {}", moment.clock, first))
                }
                _ => {
                    clock = Some(moment.clock);
                    Ok(moment)
                }
            }
        })
    }

    /// Points in metres from two columns.
    ///
    /// # Errors
    /// As [`Table::numbers`].
    pub fn points(&self, x: &str, y: &str) -> Result<Vec<commonbeat_analysis::Point>> {
        let (x, y) = (self.numbers(x)?, self.numbers(y)?);
        Ok(x.into_iter().zip(y).map(|(x, y)| [x, y]).collect())
    }

    /// The headings, from left to right.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Whether there is a column of that heading.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.headings.iter().any(|heading| heading == column)
    }

    /// Reads every value of a column; what `read` complains of is told with file, line and column.
    ///
    /// # Errors
    /// A column that is not there, text that is not UTF-8, or a complaint of `read`.
    pub fn each<T>(
        &self,
        column: &str,
        mut read: impl FnMut(&str) -> std::result::Result<T, String>,
    ) -> Result<Vec<T>> {
        let at = self.position(column)?;
        let mut reader = self.reader();
        let mut row = csv::ByteRecord::new();
        let mut values = Vec::with_capacity(self.rows);
        while reader.read_byte_record(&mut row).map_err(|error| self.row_error(&error))? {
            let text = std::str::from_utf8(&row[at]).map_err(|_| "the text is not UTF-8".to_owned());
            let value = text.and_then(&mut read).map_err(|what| Error::Cell {
                file: self.file.clone(),
                line: row.position().map_or(0, csv::Position::line),
                column: column.to_owned(),
                what: one_line(&what),
            })?;
            values.push(value);
        }
        Ok(values)
    }

    fn position(&self, column: &str) -> Result<usize> {
        let mut found = self.headings.iter().enumerate().filter(|(_, heading)| *heading == column);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Ok(at),
            (Some(_), Some(_)) => Err(self.heading_error(column, "there are several columns of this name")),
            (None, _) => {
                let there = self.headings.join(", ");
                Err(self.heading_error(column, &format!("there is no such column, only {there}")))
            }
        }
    }

    fn heading_error(&self, column: &str, what: &str) -> Error {
        Error::Cell { file: self.file.clone(), line: 1, column: one_line(column), what: one_line(what) }
    }

    fn row_error(&self, error: &csv::Error) -> Error {
        let line = error.position().map_or(1, csv::Position::line);
        let what = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} values where the heading has {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
            _ => one_line(&error.to_string()),
        };
        Error::Row { file: self.file.clone(), line, what }
    }
}
