//! The report of refused rows: to be downloaded, mended and imported alone.

use std::io::{self, Write};

use super::Refused;
use crate::csv_table::CsvTable;

/// The report's own columns, before the agency's. A file that begins with them is known as a mended report, and
/// these columns are passed over.
pub const REPORT_COLUMNS: [&str; 4] = ["line", "column", "value", "reason"];

/// Writes refused rows: line, column, value, reason, then the fields as they were. Cells that a spreadsheet would run
/// as a formula get an apostrophe, which reading the mended report takes away again.
pub struct RefusedCsv<W: Write> {
    table: CsvTable<W>,
    rows: u64,
}

impl<W: Write> RefusedCsv<W> {
    /// A report for a file with these columns.
    pub fn new(out: W, header: &[String]) -> io::Result<RefusedCsv<W>> {
        let own = REPORT_COLUMNS.into_iter();
        Ok(RefusedCsv { table: CsvTable::new(out, own.chain(header.iter().map(String::as_str)))?, rows: 0 })
    }

    /// Adds a row.
    pub fn add(&mut self, refused: &Refused) -> io::Result<()> {
        let line = refused.line.to_string();
        let reason = refused.reason.name();
        let own =
            [line.as_str(), refused.column.as_deref().unwrap_or_default(), refused.value.as_str(), reason];
        self.rows += 1;
        self.table.row(own.into_iter().chain(refused.raw.iter().map(String::as_str)))
    }

    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The writer below, all rows written.
    pub fn finish(self) -> io::Result<W> {
        self.table.finish()
    }
}
