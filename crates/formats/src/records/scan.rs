//! One record: delimiters, quotes, line ends.

/// The fields of one record, unquoted, and where it stands.
#[derive(Debug, Default)]
pub struct Fields {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Physical line on which it begins, from 1.
    pub line: u64,
    /// Line breaks in it, its own end included.
    pub breaks: u64,
    /// A quote was open when the file ended.
    pub unclosed: bool,
    /// Text stands between a closing quote and the next delimiter: in a record of several lines, a sign that a quote
    /// opened too early and took another row's opening quote for its end.
    pub torn: bool,
}

impl Fields {
    /// How many fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One field; empty beyond the last.
    pub fn get(&self, i: usize) -> &[u8] {
        let Some(&end) = self.ends.get(i) else { return &[] };
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start..end]
    }

    /// All fields one after another, and where each ends.
    pub fn parts(&self) -> (&[u8], &[usize]) {
        (&self.bytes, &self.ends)
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|i| self.get(i))
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.breaks = 0;
        self.unclosed = false;
        self.torn = false;
    }

    fn end_field(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// Reads one record; how many bytes it took, or nothing if it may go on beyond the input.
pub(super) fn scan(input: &[u8], ended: bool, delimiter: u8, fields: &mut Fields) -> Option<usize> {
    let mut at = 0;
    loop {
        if input.get(at) == Some(&b'"') {
            at = quoted(input, at + 1, ended, fields)?;
            let next = input.get(at);
            fields.torn |= next.is_some_and(|&b| b != delimiter && b != b'\n' && b != b'\r');
        }
        let rest = &input[at..];
        let stop = rest.iter().position(|&b| b == delimiter || b == b'\n' || b == b'\r');
        let Some(stop) = stop else {
            if !ended {
                return None;
            }
            fields.bytes.extend_from_slice(rest);
            fields.end_field();
            return Some(input.len());
        };
        fields.bytes.extend_from_slice(&rest[..stop]);
        fields.end_field();
        at += stop;
        if input[at] == delimiter {
            at += 1;
            continue;
        }
        if input[at] == b'\r' && at + 1 == input.len() && !ended {
            return None;
        }
        fields.breaks += 1;
        let pair = input[at] == b'\r' && input.get(at + 1) == Some(&b'\n');
        return Some(at + if pair { 2 } else { 1 });
    }
}

/// Reads what stands in quotes; where it ends, or nothing if it may go on beyond the input.
fn quoted(input: &[u8], mut at: usize, ended: bool, fields: &mut Fields) -> Option<usize> {
    loop {
        let rest = &input[at..];
        let Some(stop) = rest.iter().position(|&b| b == b'"') else {
            if !ended {
                return None;
            }
            keep(rest, fields);
            fields.unclosed = true;
            return Some(input.len());
        };
        keep(&rest[..stop], fields);
        at += stop + 1;
        match input.get(at) {
            Some(b'"') => {
                fields.bytes.push(b'"');
                at += 1;
            }
            None if !ended => return None,
            _ => return Some(at),
        }
    }
}

fn keep(part: &[u8], fields: &mut Fields) {
    let mut before = 0;
    for &b in part {
        // A CRLF is one break, counted at its LF; a lone CR is counted at what follows it.
        fields.breaks += u64::from(b == b'\n' || before == b'\r');
        before = b;
    }
    fields.breaks += u64::from(before == b'\r');
    fields.bytes.extend_from_slice(part);
}
