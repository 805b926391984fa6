//! Fields as text in the profile's encoding.

use encoding_rs::WINDOWS_1252;

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

    /// One field; empty beyond the last.
    pub fn get(&self, i: usize) -> &'a str {
        let Some(&end) = self.ends.get(i) else { return "" };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        self.all.get(start..end).unwrap_or("")
    }
}

/// Windows-1252, in which every byte is text. `kept` holds what had to be rewritten.
pub(super) fn decoded<'a>(fields: &'a Fields, kept: &'a mut Option<(String, Vec<usize>)>) -> Texts<'a> {
    let (bytes, ends) = fields.parts();
    if let (true, Ok(all)) = (bytes.is_ascii(), std::str::from_utf8(bytes)) {
        return Texts { all, ends };
    }
    let (all, ends) = kept.insert(rewritten(fields));
    Texts { all, ends }
}

fn rewritten(fields: &Fields) -> (String, Vec<usize>) {
    let (mut all, mut ends) = (String::new(), Vec::new());
    for field in fields.iter() {
        all.push_str(&WINDOWS_1252.decode_without_bom_handling(field).0);
        ends.push(all.len());
    }
    (all, ends)
}
