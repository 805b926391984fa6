//! Records of a text table: delimiters, quotes, line ends LF, CRLF and CR, and physical line numbers.
//!
//! Reads a window at a time and never holds more than the longest record allowed. A quote that is opened and never
//! closed costs its own line only: the caller may [`Records::split`] a record that makes no sense and go on with
//! its second line.

use std::io::Read;

use crate::Unfit;

/// Bytes asked for at a time.
const CHUNK: usize = 256 * 1024;

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

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.breaks = 0;
        self.unclosed = false;
    }

    fn end_field(&mut self) {
        self.ends.push(self.bytes.len());
    }
}

/// What [`Records::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A record.
    Record,
    /// A line longer than a record may be; it has been passed over.
    TooLong {
        /// Line on which it begins, from 1.
        line: u64,
        /// How it begins.
        head: Vec<u8>,
    },
    /// The end of the file.
    End,
}

/// Most bytes kept of a line that is too long.
const HEAD: usize = 1_000;

/// Records of a table, one after another.
pub struct Records<R> {
    source: R,
    window: Vec<u8>,
    start: usize,
    filled: usize,
    /// Bytes of the record last given, still in the window.
    given: usize,
    ended: bool,
    /// Position in the file of the window's first byte.
    offset: u64,
    line: u64,
    delimiter: u8,
    most: usize,
}

impl<R: Read> Records<R> {
    /// Records separated by `delimiter`, of at most `most` bytes.
    pub fn new(source: R, delimiter: u8, most: usize) -> Records<R> {
        let window = vec![0; CHUNK];
        Records {
            source,
            window,
            start: 0,
            filled: 0,
            given: 0,
            ended: false,
            offset: 0,
            line: 1,
            delimiter,
            most,
        }
    }

    /// Where the bytes come from.
    pub fn source(&self) -> &R {
        &self.source
    }

    /// Changes the delimiter for what follows.
    pub fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The first bytes of the file without taking them; to be called before anything else.
    pub fn head(&mut self) -> Result<&[u8], Unfit> {
        if self.filled == 0 {
            self.fill()?;
        }
        Ok(&self.window[self.start..self.filled])
    }

    /// Passes over bytes at the very beginning, such as a byte-order mark.
    pub fn skip(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.filled);
    }

    /// The bytes of the record last given.
    pub fn raw(&self) -> &[u8] {
        let raw = &self.window[self.start..self.start + self.given];
        raw.strip_suffix(b"\r\n").or(raw.strip_suffix(b"\n")).or(raw.strip_suffix(b"\r")).unwrap_or(raw)
    }

    /// Position in the file of the record last given, from 1.
    pub fn position(&self) -> u64 {
        self.offset + self.start as u64 + 1
    }

    /// Takes back the record last given, but for its first line, which it returns.
    pub fn split(&mut self, fields: &Fields) -> Vec<u8> {
        let raw = &self.window[self.start..self.start + self.given];
        let (content, whole) = first_line(raw).unwrap_or((raw.len(), raw.len()));
        let first = raw[..content].to_vec();
        self.given = whole;
        self.line = fields.line + 1;
        first
    }

    /// The next record that is not a blank line.
    pub fn next(&mut self, fields: &mut Fields) -> Result<Found, Unfit> {
        self.start += std::mem::take(&mut self.given);
        loop {
            fields.clear();
            fields.line = self.line;
            let input = &self.window[self.start..self.filled];
            if input.is_empty() && self.ended {
                return Ok(Found::End);
            }
            match scan(input, self.ended, self.delimiter, fields) {
                Some(consumed) if consumed > self.most => return self.too_long(),
                Some(consumed) => {
                    self.line += fields.breaks;
                    if fields.len() == 1
                        && consumed <= 2
                        && fields.bytes.is_empty()
                        && !fields.unclosed
                        && blank(&input[..consumed])
                    {
                        self.start += consumed;
                        continue;
                    }
                    self.given = consumed;
                    return Ok(Found::Record);
                }
                None if input.len() > self.most => return self.too_long(),
                None => self.fill()?,
            }
        }
    }

    /// Passes over one physical line.
    fn too_long(&mut self) -> Result<Found, Unfit> {
        let (line, mut head) = (self.line, Vec::new());
        loop {
            let input = &self.window[self.start..self.filled];
            let (content, whole, over) = match first_line(input) {
                // A CR as the last byte may be half of a CRLF: look further first.
                Some((content, whole)) if whole < input.len() || self.ended => (content, whole, true),
                Some((content, _)) => (content, content, false),
                None => (input.len(), input.len(), self.ended),
            };
            head.extend_from_slice(&input[..content.min(HEAD.saturating_sub(head.len()))]);
            self.start += whole;
            if over {
                break;
            }
            self.fill()?;
        }
        self.line += 1;
        Ok(Found::TooLong { line, head })
    }

    fn fill(&mut self) -> Result<(), Unfit> {
        if self.start > 0 {
            self.window.copy_within(self.start..self.filled, 0);
            self.offset += self.start as u64;
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.window.len() {
            self.window.resize(self.window.len() * 2, 0);
        }
        // To the brim, so that a long record is looked at a few times only.
        while !self.ended && self.filled < self.window.len() {
            match self.source.read(&mut self.window[self.filled..]) {
                Ok(0) => self.ended = true,
                Ok(n) => self.filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Unfit::from_io(e, self.offset + self.filled as u64)),
            }
        }
        Ok(())
    }
}

fn blank(raw: &[u8]) -> bool {
    matches!(raw, b"\n" | b"\r" | b"\r\n")
}

/// Length of the first line without and with its end; nothing if no line ends here.
fn first_line(bytes: &[u8]) -> Option<(usize, usize)> {
    let at = bytes.iter().position(|&b| b == b'\n' || b == b'\r')?;
    let pair = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    Some((at, at + if pair { 2 } else { 1 }))
}

/// Reads one record; how many bytes it took, or nothing if it may go on beyond the input.
fn scan(input: &[u8], ended: bool, delimiter: u8, fields: &mut Fields) -> Option<usize> {
    let mut at = 0;
    loop {
        if input.get(at) == Some(&b'"') {
            at = quoted(input, at + 1, ended, fields)?;
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
