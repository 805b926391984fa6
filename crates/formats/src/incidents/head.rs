//! The head of a file: is it a text table at all, what separates its fields, what are its columns.

use std::io::Read;

use super::refused_csv::REPORT_COLUMNS;
use super::text::lossy;
use super::{Encoding, Profile};
use crate::Unfit;
use crate::records::{Fields, Found, Records};

/// How files that are no text table begin.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "packed twice: unpack it once"),
    (b"PK\x05\x06", "a zip archive with no file in it"),
    (b"\xfd7zXZ\0", "packed twice: unpack it once"),
    (b"BZh", "a .bz2 archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a .zst archive: unpack it first"),
    (b"7z\xbc\xaf", "a .7z archive: unpack it first"),
    (b"\x1f\x8b", "packed twice: unpack it once"),
    (b"PAR1", "a Parquet file inside another: unpack it once"),
    (b"%PDF", "a PDF: ask for the table itself"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls): save the sheet as CSV"),
    (b"\xff\xfe", "text in UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16: save it as UTF-8"),
    (b"SQLite format 3\0", "an SQLite database: export the table as CSV"),
];

pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Usual delimiters.
const USUAL: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How far NULs are looked for before reading begins.
const LOOK: usize = 64 * 1024;

/// What the head of a file says.
pub(super) struct Head {
    /// Names of the columns.
    pub names: Vec<String>,
    /// How many leading columns a report of refused rows put before the agency's own.
    pub report: usize,
    /// Whether the first record is a row, left in `fields` for the loop.
    pub waiting: bool,
    /// The first NUL near the beginning. Alone it costs its row; with columns that do not fit, the file is no text.
    pub nul: Option<Unfit>,
    /// How characters are written: reports and files with a byte-order mark are UTF-8 whatever the profile says.
    pub encoding: Encoding,
}

/// Reads the head of a file.
pub(super) fn head<R: Read>(
    records: &mut Records<R>,
    fields: &mut Fields,
    profile: &Profile,
    limit: usize,
) -> Result<Head, Unfit> {
    let head = records.head()?;
    recognise(head)?;
    let marked = head.starts_with(MARK);
    let nul = head[..head.len().min(LOOK)].iter().position(|&b| b == 0);
    let nul = nul.map(|at| Unfit::Binary { byte: 0, position: at as u64 + 1 });
    let text = head.strip_prefix(MARK).unwrap_or(head);
    let report = report_delimiter(text);
    let own = profile.table.delimiter.map(|d| d as u8);
    let delimiter = report.or(own).unwrap_or_else(|| likely_delimiter(text));
    if marked {
        records.skip(MARK.len());
    }
    records.set_delimiter(delimiter);
    match records.next(fields)? {
        Found::End => return Err(Unfit::Blank),
        Found::TooLong { .. } | Found::Unclosed { .. } => return Err(Unfit::HeaderTooLong { limit }),
        Found::Record => {}
    }
    no_control_bytes(records)?;
    let encoding = if marked || report.is_some() { Encoding::Utf8 } else { profile.table.encoding };
    let before = if report.is_some() { REPORT_COLUMNS.len() } else { 0 };
    if !profile.table.header && report.is_none() {
        let names = (1..=fields.len()).map(|n| format!("column {n}")).collect();
        return Ok(Head { names, report: before, waiting: true, nul, encoding });
    }
    Ok(Head { names: names(records, fields, encoding)?, report: before, waiting: false, nul, encoding })
}

/// The delimiter of a report of refused rows, which begins with its own columns; nothing for another file.
fn report_delimiter(head: &[u8]) -> Option<u8> {
    USUAL.into_iter().find(|&d| {
        let start = REPORT_COLUMNS.join(&char::from(d).to_string());
        head.strip_prefix(start.as_bytes()).is_some_and(|rest| rest.first() == Some(&d))
    })
}

pub(super) fn recognise(head: &[u8]) -> Result<(), Unfit> {
    if head.is_empty() || head == MARK {
        return Err(Unfit::Empty);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Unfit::Another { what });
    }
    let start = head.trim_ascii_start();
    let opens = |word: &str| start.get(..word.len()).is_some_and(|s| s.eq_ignore_ascii_case(word.as_bytes()));
    if opens("<!doctype") || opens("<html") || opens("<?xml") {
        return Err(Unfit::Another { what: "a web page or XML: was the download refused?" });
    }
    if start.starts_with(b"{") || start.starts_with(b"[{") {
        return Err(Unfit::Another { what: "JSON: ask for the table as CSV" });
    }
    Ok(())
}

/// Control characters in the first record are no text, whatever the rest looks like.
fn no_control_bytes<R: Read>(records: &Records<R>) -> Result<(), Unfit> {
    let odd = |b: &u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1b..=0x1f);
    match records.raw().iter().position(odd) {
        Some(at) => Err(Unfit::Binary { byte: records.raw()[at], position: records.position() + at as u64 }),
        None => Ok(()),
    }
}

fn names<R: Read>(records: &Records<R>, fields: &Fields, encoding: Encoding) -> Result<Vec<String>, Unfit> {
    if encoding == Encoding::Utf8
        && let Err(e) = std::str::from_utf8(records.raw())
    {
        let byte = records.raw()[e.valid_up_to()];
        return Err(Unfit::HeaderEncoding { byte, position: records.position() + e.valid_up_to() as u64 });
    }
    Ok(fields.iter().map(|f| lossy(f, encoding).trim().to_owned()).collect())
}

/// The usual delimiter that stands most often in the first line, outside quotes.
pub(super) fn likely_delimiter(head: &[u8]) -> u8 {
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for &b in head {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|&n| n > 0) => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = USUAL.iter().position(|&d| d == b) {
                    counts[i] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    USUAL[counts.iter().position(|&n| n == most).unwrap_or(0)]
}
