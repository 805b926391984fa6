//! The one table in a zip archive, read from front to back as it comes.
//!
//! Follows the local headers, so that nothing needs to be sought; what comes after the table tells whether it was alone.
//! Layout: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header) and 4.3.9 (data descriptor).

use std::io::{self, BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::Unfit;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";

/// The header of one file in the archive.
struct Member {
    name: String,
    packed: bool,
    crc: u32,
    size: u64,
    /// Sizes and checksum stand behind the data.
    after: bool,
}

enum State<R> {
    Packed(DeflateDecoder<BufReader<R>>),
    Plain(io::Take<BufReader<R>>),
    Over,
}

/// The one table in a zip archive.
pub(super) struct Zip<R> {
    state: State<R>,
    member: Member,
    crc: Crc,
    read: u64,
}

impl<R: Read> Zip<R> {
    /// Goes to the first file that is no folder and no note of the archiving program.
    pub(super) fn open(reader: R) -> io::Result<Zip<R>> {
        let mut input = BufReader::new(reader);
        loop {
            let mut signature = [0; 4];
            input.read_exact(&mut signature)?;
            if signature != LOCAL {
                return Err(another("a zip archive with no file in it"));
            }
            let mut zip = Zip::member(input)?;
            if !zip.member.beside() {
                return Ok(zip);
            }
            io::copy(&mut zip.alone(), &mut io::sink())?;
            input = zip.end()?;
        }
    }

    /// The member whose local header follows, the signature read already.
    fn member(mut input: BufReader<R>) -> io::Result<Zip<R>> {
        let member = Member::read(&mut input)?;
        let state = match member.packed {
            true => State::Packed(DeflateDecoder::new(input)),
            false => State::Plain(input.take(member.size)),
        };
        Ok(Zip { state, member, crc: Crc::new(), read: 0 })
    }

    /// Checks what was read, and gives the archive back behind it.
    fn end(&mut self) -> io::Result<BufReader<R>> {
        let mut input = match std::mem::replace(&mut self.state, State::Over) {
            State::Packed(decoder) => decoder.into_inner(),
            State::Plain(take) => take.into_inner(),
            State::Over => return Err(damaged("it was read past its end")),
        };
        let crc = if self.member.after { descriptor(&mut input, self.read)? } else { self.member.crc };
        if crc != self.crc.sum() {
            return Err(damaged("the checksum of the file in it does not fit"));
        }
        Ok(input)
    }

    /// Passes over what follows the table; another file beside it makes the archive unfit.
    fn finish(&mut self) -> io::Result<()> {
        let mut input = self.end()?;
        loop {
            let mut signature = [0; 4];
            if input.read_exact(&mut signature).is_err() {
                return Err(damaged("it ends before its list of files"));
            }
            if signature != LOCAL {
                io::copy(&mut input, &mut io::sink())?;
                return Ok(());
            }
            let mut other = Zip::member(input)?;
            if !other.member.beside() {
                return Err(another("a zip archive of several files: unpack it, and import them one by one"));
            }
            io::copy(&mut other.alone(), &mut io::sink())?;
            input = other.end()?;
        }
    }

    /// Bytes of the current member, without looking at what follows it.
    fn alone(&mut self) -> Bytes<'_, R> {
        Bytes(self)
    }

    fn take(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.state {
            State::Packed(decoder) => decoder.read(buf)?,
            State::Plain(take) => take.read(buf)?,
            State::Over => 0,
        };
        self.crc.update(&buf[..n]);
        self.read += n as u64;
        Ok(n)
    }
}

impl<R: Read> Read for Zip<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() || matches!(self.state, State::Over) {
            return Ok(0);
        }
        let n = self.take(buf)?;
        if n == 0 {
            self.finish()?;
        }
        Ok(n)
    }
}

struct Bytes<'a, R>(&'a mut Zip<R>);

impl<R: Read> Read for Bytes<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.take(buf)
    }
}

impl Member {
    fn read(input: &mut impl Read) -> io::Result<Member> {
        let mut head = [0; 26];
        input.read_exact(&mut head)?;
        let two = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let four = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (flags, method) = (two(2), two(4));
        let mut name = vec![0; usize::from(two(22))];
        input.read_exact(&mut name)?;
        let mut extra = vec![0; usize::from(two(24))];
        input.read_exact(&mut extra)?;
        let name = String::from_utf8_lossy(&name).into_owned();
        if ["[Content_Types].xml", "mimetype"].contains(&name.as_str()) || name.starts_with("xl/") {
            return Err(another("a spreadsheet (.xlsx or .ods): save the sheet as CSV"));
        }
        if flags & 1 != 0 {
            return Err(another("a zip archive with a password: unpack it first"));
        }
        let after = flags & 8 != 0;
        let packed = match method {
            8 => true,
            0 if !after => false,
            _ => return Err(another("a zip archive packed in an unusual way: unpack it first")),
        };
        let size = match four(18) {
            u32::MAX => long_size(&extra).ok_or_else(|| damaged("the size of the file in it is missing"))?,
            size => u64::from(size),
        };
        Ok(Member { name, packed, crc: four(10), size, after })
    }

    /// A folder, or a note of the archiving program, beside the table.
    fn beside(&self) -> bool {
        let file = self.name.rsplit('/').next().unwrap_or_default();
        file.is_empty() || file == ".DS_Store" || self.name.starts_with("__MACOSX/")
    }
}

/// The size in the extra field of archives beyond 4 GB: header 1, then the unpacked size.
fn long_size(mut extra: &[u8]) -> Option<u64> {
    loop {
        let (head, rest) = extra.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (field, rest) = rest.split_at_checked(length)?;
        if head[..2] == [1, 0] {
            return Some(u64::from_le_bytes(field.get(..8)?.try_into().ok()?));
        }
        extra = rest;
    }
}

/// The checksum behind the data; its sizes take 4 bytes each, or 8 beyond 4 GB.
fn descriptor(input: &mut impl Read, unpacked: u64) -> io::Result<u32> {
    let mut four = [0; 4];
    input.read_exact(&mut four)?;
    if four == DESCRIPTOR {
        input.read_exact(&mut four)?;
    }
    let crc = u32::from_le_bytes(four);
    let mut sizes = [0; 8];
    input.read_exact(&mut sizes)?;
    let second = u32::from_le_bytes([sizes[4], sizes[5], sizes[6], sizes[7]]);
    if u64::from(second) != unpacked {
        input.read_exact(&mut sizes)?;
    }
    Ok(crc)
}

fn another(what: &'static str) -> io::Error {
    Unfit::Another { what }.into_io()
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the zip archive is broken: {why}"))
}
