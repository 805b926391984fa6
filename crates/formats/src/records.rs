//! Records of a text table: delimiters, quotes, line ends LF, CRLF and CR, and physical line numbers.
//!
//! Reads a window at a time and never holds more than the longest record allowed. A quote that is opened and never
//! closed costs its own line only: the caller may [`Records::split`] a record that makes no sense and go on with
//! its second line.

mod scan;

use std::io::Read;

use crate::Unfit;
use scan::scan;

pub use scan::Fields;

/// Bytes asked for at a time.
const CHUNK: usize = 256 * 1024;

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
    /// A line of usual length with a quote that does not close within the length of a record; it has been passed over.
    Unclosed {
        /// Line on which it stands, from 1.
        line: u64,
        /// The whole line.
        whole: Vec<u8>,
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
                    if blank(&input[..consumed]) {
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
        let (line, mut head, mut length) = (self.line, Vec::new(), 0);
        loop {
            let input = &self.window[self.start..self.filled];
            let (content, whole, over) = match first_line(input) {
                // A CR as the last byte may be half of a CRLF: look further first.
                Some((content, whole)) if whole < input.len() || self.ended => (content, whole, true),
                Some((content, _)) => (content, content, false),
                None => (input.len(), input.len(), self.ended),
            };
            length += content;
            head.extend_from_slice(&input[..content.min(self.most.saturating_sub(head.len()))]);
            self.start += whole;
            if over {
                break;
            }
            self.fill()?;
        }
        self.line += 1;
        if length <= self.most {
            return Ok(Found::Unclosed { line, whole: head });
        }
        head.truncate(HEAD);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as a slow line does.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let n = self.0.len().min(buf.len()).min(1);
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(Slow(text.as_bytes()), b',', 1_000);
        let (mut fields, mut found) = (Fields::default(), Vec::new());
        while records.next(&mut fields).unwrap() == Found::Record {
            found.push((
                fields.line,
                fields.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect(),
            ));
        }
        found
    }

    fn record(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(|&f| f.to_owned()).collect())
    }

    #[test]
    fn lines_are_counted_through_quotes_blank_lines_and_mixed_ends() {
        assert_eq!(
            all("a,b\r\n\r\n\"c\r\nd\",\"e\rf\"\rg,h\n\n\ni,"),
            [
                record(1, &["a", "b"]),
                record(3, &["c\r\nd", "e\rf"]),
                record(6, &["g", "h"]),
                record(9, &["i", ""])
            ]
        );
    }

    #[test]
    fn quotes_double_within_and_are_plain_elsewhere() {
        assert_eq!(
            all("\"a \"\"b\"\"\",c\"d\",\"e\"f\n\"\"\n"),
            [record(1, &["a \"b\"", "c\"d\"", "ef"]), record(2, &[""])]
        );
    }

    #[test]
    fn a_record_is_taken_back_but_for_its_first_line() {
        let mut records = Records::new(&b"a,\"b\r\nc,d\n"[..], b',', 1_000);
        let mut fields = Fields::default();
        assert_eq!(records.next(&mut fields).unwrap(), Found::Record);
        assert!(fields.unclosed);
        assert_eq!(records.split(&fields), b"a,\"b");
        assert_eq!(records.next(&mut fields).unwrap(), Found::Record);
        assert_eq!((fields.line, fields.get(0), fields.get(1)), (2, &b"c"[..], &b"d"[..]));
        assert_eq!(records.next(&mut fields).unwrap(), Found::End);
    }
}
