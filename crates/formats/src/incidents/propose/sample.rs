//! The first rows of a file, column by column.

use std::collections::HashSet;

use super::{NoProposal, Part, quoted};
use crate::Unfit;
use crate::incidents::head::{MARK, likely_delimiter, recognise};
use crate::incidents::text::lossy;
use crate::incidents::{Encoding, Settings};
use crate::records::{Fields, Found, Records};

/// Rows that are looked at.
const ROWS: usize = 2_000;
/// Columns that are looked at.
const COLUMNS: usize = 400;

/// Values that agencies write for "not given".
const MISSING: [&str; 9] = ["NA", "N/A", "NULL", "null", "None", "(null)", "-", "--", "#N/A"];

/// One column of the sample.
pub(super) struct Col {
    /// Its position, from 0.
    pub at: usize,
    /// Its name; empty without a header.
    pub name: String,
    /// Words of its name, lower case, also where they are run together by capitals.
    pub words: Vec<String>,
    /// Its values, trimmed, without those that mean "not given".
    pub values: Vec<String>,
    /// How many different values.
    pub distinct: usize,
}

impl Col {
    /// The column as a profile names it.
    pub fn named(&self) -> String {
        if self.name.is_empty() { (self.at + 1).to_string() } else { quoted(&self.name) }
    }

    /// The column as a rule of a profile names it.
    pub fn in_rule(&self) -> String {
        if self.name.is_empty() { format!("\"#{}\"", self.at + 1) } else { quoted(&self.name) }
    }

    /// Whether one of these stands in its name as a word, or begins one where it ends in `*`.
    pub fn called(&self, any: &[&str]) -> bool {
        any.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => self.words.iter().any(|w| w.starts_with(start)),
            None => self.words.iter().any(|w| w == wanted),
        })
    }

    /// Share of its values for which something holds; 0 where it has none.
    pub fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let n = self.values.iter().filter(|v| holds(v)).count();
        n as f64 / self.values.len().max(1) as f64
    }

    /// A value for people to see.
    pub fn example(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }
}

/// The first rows of a file, column by column.
pub(super) struct Sample {
    pub columns: Vec<Col>,
    pub rows: usize,
    /// All rows, cell by cell.
    pub cells: Vec<Vec<String>>,
    pub header: bool,
    delimiter: u8,
    encoding: Encoding,
    missing: Vec<&'static str>,
}

impl Sample {
    /// Reads the sample, and works out what separates, names and writes its cells.
    pub fn of(text: &[u8], settings: &Settings) -> Result<Sample, NoProposal> {
        recognise(text)?;
        let body = text.strip_prefix(MARK).unwrap_or(text);
        let encoding = match std::str::from_utf8(body) {
            Err(e) if e.error_len().is_some() => Encoding::Windows1252,
            _ => Encoding::Utf8,
        };
        let delimiter = likely_delimiter(body);
        let mut records = Records::new(body, delimiter, settings.limits.record_bytes);
        let (mut fields, mut rows) = (Fields::default(), Vec::new());
        while rows.len() <= ROWS {
            match records.next(&mut fields)? {
                Found::End => break,
                Found::TooLong { .. } | Found::Unclosed { .. } => continue,
                Found::Record => {
                    let cell = |f| lossy(f, encoding).trim().to_owned();
                    rows.push(fields.iter().take(COLUMNS).map(cell).collect::<Vec<String>>());
                }
            }
        }
        let Some(first) = rows.first().cloned() else { return Err(Unfit::Blank.into()) };
        let header = is_header(&first);
        let names = if header { rows.remove(0) } else { vec![String::new(); first.len()] };
        rows.retain(|r| r.len() == names.len());
        let missing: Vec<&str> =
            MISSING.into_iter().filter(|m| rows.iter().flatten().any(|cell| cell == m)).collect();
        let columns = names.into_iter().enumerate().map(|(at, name)| column(at, name, &rows, &missing));
        let columns = columns.collect();
        Ok(Sample { columns, rows: rows.len(), cells: rows, header, delimiter, encoding, missing })
    }

    /// What every profile needs and was not found.
    pub fn lacks(&self, what: &'static str) -> NoProposal {
        let columns = self.columns.iter().map(|c| c.named()).collect();
        NoProposal::Nothing { what, columns }
    }

    /// The section on the form of the table.
    pub fn table(&self) -> Part {
        let mut part = Part::default();
        part.line("[table]");
        if self.delimiter != b',' {
            let name = match self.delimiter {
                b'\t' => "a tab",
                b';' => "a semicolon",
                _ => "a bar",
            };
            part.because(
                "delimiter",
                format!("Between the cells of the first line stands {name}."),
                [("mark", quoted(&char::from(self.delimiter).to_string()))],
            );
            part.line(format!("delimiter = {}", quoted(&char::from(self.delimiter).to_string())));
        }
        if self.encoding == Encoding::Windows1252 {
            part.because("windows", "Some bytes are no UTF-8, as in older Windows programs.", []);
            part.line("encoding = \"windows-1252\"");
        }
        if !self.header {
            part.because(
                "no-header",
                "The first line has numbers or dates in it: there is no header, and columns are numbered.",
                [],
            );
            part.line("header = false");
        }
        if !self.missing.is_empty() {
            let cells = self.missing.join(", ");
            part.because(
                "missing",
                format!("Cells with {cells} are taken as empty."),
                [("cells", cells.clone())],
            );
            let list: Vec<String> = self.missing.iter().map(|m| quoted(m)).collect();
            part.line(format!("missing = [{}]", list.join(", ")));
        }
        part
    }
}

/// A first line is a header when its cells are words, each another.
fn is_header(first: &[String]) -> bool {
    let filled: Vec<&String> = first.iter().filter(|c| !c.is_empty()).collect();
    let distinct: HashSet<&&String> = filled.iter().collect();
    let wordy = |c: &&&String| {
        c.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | ':' | '@' | '#'))
    };
    distinct.len() == filled.len() && filled.len() * 2 > first.len() && filled.iter().all(|c| wordy(&c))
}

fn column(at: usize, name: String, rows: &[Vec<String>], missing: &[&str]) -> Col {
    let given = |v: &&String| !v.is_empty() && !missing.contains(&v.as_str());
    let values: Vec<String> = rows.iter().map(|r| &r[at]).filter(given).cloned().collect();
    let distinct = values.iter().collect::<HashSet<_>>().len();
    Col { at, words: words(&name), name, values, distinct }
}

/// The words of a name: `OccurredDate`, `OCCURRED_DATE` and `occurred date` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() {
            if c == '#' {
                words.push("#".into());
            }
        } else if !before.is_alphanumeric() || before.is_lowercase() && c.is_uppercase() || words.is_empty() {
            words.push(c.to_lowercase().collect());
        } else if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words_however_they_are_written() {
        for name in ["OccurredDate", "OCCURRED_DATE", "occurred date", "occurred-date"] {
            assert_eq!(words(name), ["occurred", "date"], "{name}");
        }
        assert_eq!(words("Case #"), ["case", "#"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn a_first_line_of_values_is_no_header() {
        let line = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_header(&line("ID,Date,Primary Type,,Latitude")));
        assert!(!is_header(&line("112781463,ACCP,10062011,003837,WC")));
        assert!(!is_header(&line("A,A,B")));
    }
}
