//! How much the pages of a Parquet file ask for, found from their headers before anything is unpacked.
//!
//! A header is a struct in Thrift's compact form, as `parquet.thrift` of the Parquet format tells it: field 2 is the
//! page's size unpacked, 3 its size as it stands, 7 the header of a dictionary, whose field 1 is the number of values.

use std::io::{self, Read};

/// Most bytes that the pages of one row group which are open together may take, unpacked. Usual pages take 1 MB.
pub(super) const TOGETHER: u64 = 128 << 20;

/// What a value of a dictionary takes in memory beside its bytes.
const VALUE: u64 = 40;

/// What a page's header says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Header {
    unpacked: u64,
    packed: u64,
    dictionary_values: u64,
}

/// Most memory, in bytes, that the dictionary and one page of a column take together. `column` gives the bytes of the
/// column's piece in one row group, of which there are `length`.
pub(super) fn greatest(mut column: impl Read, length: u64) -> io::Result<u64> {
    let (mut read, mut page, mut dictionary) = (0, 0, 0);
    while read < length {
        let mut counted = Counted { inner: &mut column, taken: 0 };
        let header = header(&mut counted)?;
        read += counted.taken + header.packed;
        let asked = header.unpacked.saturating_add(header.packed);
        if header.dictionary_values > 0 {
            dictionary = asked.saturating_add(header.dictionary_values.saturating_mul(VALUE));
        } else {
            page = asked.max(page);
        }
        if read < length
            && io::copy(&mut column.by_ref().take(header.packed), &mut io::sink())? < header.packed
        {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(dictionary.saturating_add(page))
}

struct Counted<R> {
    inner: R,
    taken: u64,
}

impl<R: Read> Counted<R> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut one = [0];
        self.inner.read_exact(&mut one)?;
        self.taken += 1;
        Ok(one[0])
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.inner.by_ref().take(bytes), &mut io::sink())?;
        self.taken += skipped;
        if skipped == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(broken())
    }

    /// A number that must not be negative.
    fn size(&mut self) -> io::Result<u64> {
        match self.varint()? {
            odd if odd & 1 == 1 => Err(broken()),
            even => Ok(even >> 1),
        }
    }

    /// Field number and kind; nothing at the end of a struct.
    fn field(&mut self, last: u64) -> io::Result<Option<(u64, u8)>> {
        let byte = self.byte()?;
        match (byte >> 4, byte & 0x0f) {
            (_, 0) => Ok(None),
            (0, kind) => Ok(Some((self.size()?, kind))),
            (step, kind) => Ok(Some((last + u64::from(step), kind))),
        }
    }

    /// Passes over a value. `deep` is how many structs and lists may still open within it.
    fn pass(&mut self, kind: u8, deep: u8) -> io::Result<()> {
        let deeper = || deep.checked_sub(1).ok_or_else(broken);
        match kind {
            1 | 2 => Ok(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(drop),
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => {
                let (deep, head) = (deeper()?, self.byte()?);
                let many = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                // Yes and no take a byte each within a list.
                let kind = if matches!(head & 0x0f, 1 | 2) { 3 } else { head & 0x0f };
                (0..many).try_for_each(|_| self.pass(kind, deep))
            }
            12 => {
                let (deep, mut last) = (deeper()?, 0);
                while let Some((field, kind)) = self.field(last)? {
                    last = field;
                    self.pass(kind, deep)?;
                }
                Ok(())
            }
            _ => Err(broken()),
        }
    }
}

fn header<R: Read>(bytes: &mut Counted<R>) -> io::Result<Header> {
    let (mut header, mut last) = (Header::default(), 0);
    while let Some((field, kind)) = bytes.field(last)? {
        last = field;
        match (field, kind) {
            (2, 5) => header.unpacked = bytes.size()?,
            (3, 5) => header.packed = bytes.size()?,
            (7, 12) => header.dictionary_values = dictionary_values(bytes)?.max(1),
            _ => bytes.pass(kind, 8)?,
        }
    }
    Ok(header)
}

fn dictionary_values<R: Read>(bytes: &mut Counted<R>) -> io::Result<u64> {
    let (mut values, mut last) = (0, 0);
    while let Some((field, kind)) = bytes.field(last)? {
        last = field;
        match (field, kind) {
            (1, 5) => values = bytes.size()?,
            _ => bytes.pass(kind, 8)?,
        }
    }
    Ok(values)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a page's header makes no sense")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with a size unpacked and a size as it stands, as unsigned zigzag numbers.
    fn page(unpacked: &[u8], packed: u8) -> Vec<u8> {
        [&[0x15, 0, 0x15][..], unpacked, &[0x15, packed << 1, 0x2c, 0x15, 2, 0, 0], &vec![7; packed.into()]]
            .concat()
    }

    #[test]
    fn the_largest_page_and_the_dictionary_count() {
        let dictionary = [0x15, 4, 0x15, 20, 0x15, 4, 0x4c, 0x15, 6, 0, 0, 9, 9];
        let bytes = [&dictionary[..], &page(&[40], 3), &page(&[80], 4), &page(&[2], 1)].concat();
        assert_eq!(greatest(&bytes[..], bytes.len() as u64).unwrap(), (10 + 2 + 3 * VALUE) + (40 + 4));
    }

    #[test]
    fn a_page_that_asks_for_two_gigabytes_is_found_from_its_header() {
        let bytes = page(&[0xfe, 0xff, 0xff, 0xff, 0x0f], 1);
        assert!(greatest(&bytes[..], bytes.len() as u64).unwrap() > TOGETHER);
    }

    #[test]
    fn what_is_no_header_is_an_error_and_ends() {
        for bytes in [&[][..], &[0xff; 40], &[0x15, 0, 0x15, 1], &[0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]]
        {
            assert!(greatest(bytes, 100).is_err(), "{bytes:?}");
        }
        let nested = [0x5c; 4_000];
        assert!(greatest(&nested[..], 4_000).is_err());
    }
}
