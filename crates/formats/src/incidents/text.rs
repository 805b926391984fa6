//! Fields as text in the profile's encoding.

use encoding_rs::WINDOWS_1252;

use super::Encoding;
use crate::csv_table;
use crate::records::Fields;

/// The fields of one record as text.
pub(super) struct Texts<'a> {
    all: &'a str,
    ends: &'a [usize],
}

impl<'a> Texts<'a> {
    /// UTF-8 without NUL; else the index of the field that is not.
    pub fn utf8(fields: &'a Fields) -> Result<Texts<'a>, usize> {
        let (bytes, ends) = fields.parts();
        let wrong = |field: &[u8]| std::str::from_utf8(field).is_err() || field.contains(&0);
        let first_wrong = || fields.iter().position(wrong).unwrap_or_default();
        let all = std::str::from_utf8(bytes).map_err(|_| first_wrong())?;
        // Two halves of one character on both sides of a delimiter would pass as one.
        if all.as_bytes().contains(&0) || !ends.iter().all(|&end| all.is_char_boundary(end)) {
            return Err(first_wrong());
        }
        Ok(Texts { all, ends })
    }

    /// Windows-1252, in which every byte but NUL is text. `kept` holds what had to be rewritten.
    pub fn windows_1252(
        fields: &'a Fields,
        kept: &'a mut Option<(String, Vec<usize>)>,
    ) -> Result<Texts<'a>, usize> {
        let (bytes, ends) = fields.parts();
        if bytes.contains(&0) {
            return Err(fields.iter().position(|f| f.contains(&0)).unwrap_or_default());
        }
        if let (true, Ok(all)) = (bytes.is_ascii(), std::str::from_utf8(bytes)) {
            return Ok(Texts { all, ends });
        }
        let (all, ends) = kept.insert(rewrite(fields));
        Ok(Texts { all, ends })
    }

    /// One field; empty beyond the last.
    pub fn get(&self, i: usize) -> &'a str {
        let Some(&end) = self.ends.get(i) else { return "" };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        self.all.get(start..end).unwrap_or("")
    }
}

/// The fields of one row: trimmed, and empty where the profile says that a value means "not given".
pub(super) struct Cells<'a> {
    pub texts: Texts<'a>,
    /// Values that mean "not given".
    pub missing: &'a [String],
    /// Whether the file is a mended report, in which formulas were defused.
    pub mended: bool,
    /// How many fields the file itself has; those after them were taken out of others.
    pub own: usize,
    /// What was taken out of others.
    pub extracted: &'a [String],
}

impl<'a> Cells<'a> {
    /// A field.
    pub fn get(&self, i: usize) -> &'a str {
        let text = self.as_written(i).trim();
        if self.missing.iter().any(|m| m == text) { "" } else { text }
    }

    /// A field as it stands in the agency's file.
    pub fn as_written(&self, i: usize) -> &'a str {
        if let Some(i) = i.checked_sub(self.own) {
            return self.extracted.get(i).map_or("", String::as_str);
        }
        let text = self.texts.get(i);
        if self.mended { csv_table::restored(text) } else { text }
    }
}

/// Fields in Windows-1252 as UTF-8, and where each ends.
fn rewrite(fields: &Fields) -> (String, Vec<usize>) {
    let (mut all, mut ends) = (String::new(), Vec::new());
    for field in fields.iter() {
        all.push_str(&WINDOWS_1252.decode_without_bom_handling(field).0);
        ends.push(all.len());
    }
    (all, ends)
}

/// Bytes for a report; what is no text shows as U+FFFD.
pub(super) fn lossy(bytes: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
