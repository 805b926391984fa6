//! An index of harm as CSV: an offense code, class or category, and a weight. Further columns are passed over.

use csv::{ReaderBuilder, Trim};

/// An index that is no CSV of at least two columns.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct NoIndex {
    line: u64,
    why: String,
}

/// Most lines that are read: categories of an agency, not its incidents.
const MOST: usize = 20_000;

/// Lines with their number from 1: code and weight. `,`, `;` and tab stand between columns, whichever the first line has
/// most of; a byte-order mark does not matter.
pub fn lines(bytes: &[u8]) -> Result<Vec<(u64, String, String)>, NoIndex> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |mark: &u8| first.iter().filter(|b| *b == mark).count();
    let delimiter = *b",;\t".iter().rev().max_by_key(|mark| count(mark)).unwrap_or(&b',');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::All)
        .from_reader(text);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| {
            let line = e.position().map_or(0, |at| line_at(text, at));
            NoIndex { line, why: "this is no text in UTF-8 with columns".into() }
        })?;
        let line = record.position().map_or(0, |at| line_at(text, at));
        if record.iter().all(str::is_empty) {
            continue;
        }
        let (Some(name), Some(weight)) = (record.get(0), record.get(1)) else {
            return Err(NoIndex {
                line,
                why: "an offense code or category, and a weight, are needed".into(),
            });
        };
        lines.push((line, name.to_owned(), weight.replace(',', ".")));
        if lines.len() > MOST {
            return Err(NoIndex { line, why: format!("an index has at most {MOST} lines") });
        }
    }
    Ok(lines)
}

/// The line on which a record begins. Its own count of lines falls behind where lines end with CRLF or stand empty.
fn line_at(text: &[u8], at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(text.len()).min(text.len());
    let empty = text[from..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    1 + text[..from + empty].iter().filter(|b| **b == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_read_with_any_of_the_usual_marks() {
        let read =
            lines("\u{feff}offense;weight;note\r\n13A;12,5;x\r\n\r\nShots Fired;3\r\n".as_bytes()).unwrap();
        let read: Vec<(u64, &str, &str)> =
            read.iter().map(|(n, a, b)| (*n, a.as_str(), b.as_str())).collect();
        assert_eq!(read, [(1, "offense", "weight"), (2, "13A", "12.5"), (4, "Shots Fired", "3")]);
        assert_eq!(lines(b"\"THEFT, OTHER\",2\n").unwrap()[0].1, "THEFT, OTHER");
        assert!(lines(b"13A\n").unwrap_err().to_string().starts_with("line 1"));
        assert!(lines(b"13A,1\n\xFF\xFE,2\n").is_err());
    }
}
