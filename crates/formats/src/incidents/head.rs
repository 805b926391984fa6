//! The head of a file: is it a text table at all, what separates its fields, what are its columns.

use std::io::Read;

use encoding_rs::WINDOWS_1252;

use super::{Encoding, Profile};
use crate::Unfit;
use crate::records::{Fields, Found, Records};

/// How files that are no text table begin.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive or a spreadsheet (.xlsx): unpack it, or save the sheet as CSV"),
    (b"\xfd7zXZ\0", "an .xz archive: unpack it first"),
    (b"BZh", "a .bz2 archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a .zst archive: unpack it first"),
    (b"7z\xbc\xaf", "a .7z archive: unpack it first"),
    (b"\x1f\x8b", "packed twice: unpack it once"),
    (b"PAR1", "a Parquet file: write it as CSV first"),
    (b"%PDF", "a PDF: ask for the table itself"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls): save the sheet as CSV"),
    (b"\xff\xfe", "text in UTF-16: save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16: save it as UTF-8"),
    (b"SQLite format 3\0", "an SQLite database: export the table as CSV"),
];

const MARK: &[u8] = b"\xef\xbb\xbf";

/// How far NULs are looked for before reading begins.
const LOOK: usize = 64 * 1024;

/// Names of the columns. Without a header the first record is left in `fields` for the loop.
pub(super) fn header<R: Read>(
    records: &mut Records<R>,
    fields: &mut Fields,
    profile: &Profile,
    limit: usize,
) -> Result<Vec<String>, Unfit> {
    let head = records.head()?;
    recognise(head)?;
    let marked = head.starts_with(MARK);
    let delimiter = match profile.table.delimiter {
        Some(delimiter) => delimiter as u8,
        None => likely_delimiter(head),
    };
    if marked {
        records.skip(MARK.len());
    }
    records.set_delimiter(delimiter);
    match records.next(fields)? {
        Found::End => return Err(Unfit::Blank),
        Found::TooLong { .. } => return Err(Unfit::HeaderTooLong { limit }),
        Found::Record => {}
    }
    if !profile.table.header {
        return Ok((1..=fields.len()).map(|n| format!("column {n}")).collect());
    }
    no_control_bytes(records)?;
    names(records, fields, profile)
}

fn recognise(head: &[u8]) -> Result<(), Unfit> {
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
    match head[..head.len().min(LOOK)].iter().position(|&b| b == 0) {
        Some(at) => Err(Unfit::Binary { byte: 0, position: at as u64 + 1 }),
        None => Ok(()),
    }
}

/// Control characters in a header are no text, whatever the rest looks like.
fn no_control_bytes<R: Read>(records: &Records<R>) -> Result<(), Unfit> {
    let odd = |b: &u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1b..=0x1f);
    match records.raw().iter().position(odd) {
        Some(at) => Err(Unfit::Binary { byte: records.raw()[at], position: records.position() + at as u64 }),
        None => Ok(()),
    }
}

fn names<R: Read>(records: &Records<R>, fields: &Fields, profile: &Profile) -> Result<Vec<String>, Unfit> {
    let text = |field: &[u8]| match profile.table.encoding {
        Encoding::Utf8 => String::from_utf8_lossy(field).trim().to_owned(),
        Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(field).0.trim().to_owned(),
    };
    if profile.table.encoding == Encoding::Utf8
        && let Err(e) = std::str::from_utf8(records.raw())
    {
        let byte = records.raw()[e.valid_up_to()];
        return Err(Unfit::HeaderEncoding { byte, position: records.position() + e.valid_up_to() as u64 });
    }
    Ok(fields.iter().map(text).collect())
}

/// The usual delimiter that stands most often in the first line, outside quotes.
fn likely_delimiter(head: &[u8]) -> u8 {
    const USUAL: [u8; 4] = [b',', b'\t', b';', b'|'];
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
