//! Tables that go out as CSV, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a table: UTF-8, commas, CRLF, cells that a spreadsheet would take for a formula made plain text.
pub struct CsvTable<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> CsvTable<W> {
    /// A table with its header.
    pub fn new<I>(out: W, header: I) -> io::Result<CsvTable<W>>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let out = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(out);
        let mut table = CsvTable { out };
        table.row(header)?;
        Ok(table)
    }

    /// One row.
    pub fn row<I>(&mut self, cells: I) -> io::Result<()>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        for cell in cells {
            self.out.write_field(defused(cell.as_ref()).as_bytes())?;
        }
        self.out.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// The writer below, all rows written.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|e| io::Error::new(e.error().kind(), e.to_string()))
    }
}

/// A cell with an apostrophe before what a spreadsheet would run as a formula. Plain numbers stay as they are.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let number =
        || cell.bytes().skip(1).all(|b| b.is_ascii_digit() || b == b'.') && cell.parse::<f64>().is_ok();
    match cell.trim_start_matches(' ').as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n') if !number() => {
            Cow::Owned(format!("'{cell}"))
        }
        _ => Cow::Borrowed(cell),
    }
}

/// A cell as it was before [`defused`].
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if matches!(defused(rest), Cow::Owned(_)) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_a_number_stays_a_number() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+SUM(A1)", "'+SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("-0.111497", "-0.111497"),
            ("-", "'-"),
            ("-1e9=", "'-1e9="),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(defused(cell), safe, "{cell}");
            assert_eq!(restored(&defused(cell)), cell, "{cell}");
        }
    }

    #[test]
    fn quotes_and_breaks_come_back_as_they_went() {
        let mut table = CsvTable::new(Vec::new(), ["a", "b"]).unwrap();
        table.row(["x \"y\"", "1,\n2"]).unwrap();
        table.row(["only one"]).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        assert_eq!(text, "a,b\r\n\"x \"\"y\"\"\",\"1,\n2\"\r\nonly one\r\n");
    }
}
