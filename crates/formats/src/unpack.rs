//! Unpacking by content, never by name, with limits on how much comes out.

mod zip;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::Unfit;
use zip::Zip;

/// How much a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one record, line breaks in quotes included.
    pub record_bytes: usize,
    /// Most bytes of the whole file, unpacked.
    pub unpacked_bytes: u64,
    /// Most unpacked bytes for each packed one.
    pub ratio: u64,
    /// Most ids kept in memory to find repeats within one file; 17 to 40 bytes each. See [`crate::incidents::Reader`].
    pub ids: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { record_bytes: 1_000_000, unpacked_bytes: 50_000_000_000, ratio: 200, ids: 7_000_000 }
    }
}

/// Below this many unpacked bytes the ratio says nothing.
const RATIO_FROM: u64 = 1_048_576;

/// Most memory that unpacking may take, in KiB: enough for the strongest usual setting of xz (64 MiB).
const XZ_MEMORY: u32 = 100 * 1024;

type Whole<R> = Counted<io::Chain<io::Cursor<Vec<u8>>, R>>;

enum Form<R: Read> {
    Plain(Whole<R>),
    Gzip(Box<MultiGzDecoder<Whole<R>>>),
    Xz(Box<XzReader<Whole<R>>>),
    Zip(Box<Zip<Whole<R>>>),
}

/// Counts what was taken from the file itself.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// A file's text, unpacked if it was packed.
pub struct Unpacked<R: Read> {
    form: Form<R>,
    limits: Limits,
    unpacked: u64,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Unpacked<R> {
    /// Looks at the first bytes and prepares to unpack.
    pub fn new(mut reader: R, limits: Limits) -> Result<Unpacked<R>, Unfit> {
        let mut head = Vec::with_capacity(6);
        reader.by_ref().take(6).read_to_end(&mut head).map_err(|e| Unfit::from_io(e, 0))?;
        let taken = Arc::new(AtomicU64::new(0));
        let begins = |with: &[u8]| head.starts_with(with);
        let (gzip, xz, zip) = (begins(&[0x1f, 0x8b]), begins(b"\xfd7zXZ\0"), begins(b"PK\x03\x04"));
        let whole = Counted { inner: io::Cursor::new(head).chain(reader), taken: taken.clone() };
        let form = if gzip {
            Form::Gzip(Box::new(MultiGzDecoder::new(whole)))
        } else if xz {
            Form::Xz(Box::new(XzReader::new_mem_limit(whole, true, XZ_MEMORY)))
        } else if zip {
            Form::Zip(Box::new(Zip::open(whole).map_err(|e| damaged(e, 0, true))?))
        } else {
            Form::Plain(whole)
        };
        Ok(Unpacked { form, limits, unpacked: 0, taken })
    }

    /// Bytes taken from the file so far, packed as they are: what a progress bar counts.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    fn counted(&mut self, read: io::Result<usize>) -> io::Result<usize> {
        let n = read?;
        self.unpacked += n as u64;
        self.check().map_err(Unfit::into_io)?;
        Ok(n)
    }

    fn check(&self) -> Result<(), Unfit> {
        if self.unpacked > self.limits.unpacked_bytes {
            return Err(Unfit::TooLarge { limit: self.limits.unpacked_bytes });
        }
        let packed = !matches!(self.form, Form::Plain(_));
        if packed && self.unpacked > RATIO_FROM && self.unpacked / self.limits.ratio.max(1) > self.taken() {
            return Err(Unfit::Ratio { limit: self.limits.ratio });
        }
        Ok(())
    }
}

/// What a failed unpacker says, unless the reader below it had more to say.
fn damaged(error: io::Error, unpacked: u64, zip: bool) -> Unfit {
    match error.downcast::<Unfit>() {
        Ok(unfit) => unfit,
        Err(error) if zip && error.kind() == io::ErrorKind::UnexpectedEof => {
            Unfit::Damaged { unpacked, why: "the zip archive is cut off".into() }
        }
        Err(error) => Unfit::Damaged { unpacked, why: error.to_string() },
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.form {
            Form::Plain(whole) => {
                let read = whole.read(buf);
                return self.counted(read);
            }
            Form::Gzip(decoder) => decoder.read(buf),
            Form::Xz(decoder) => decoder.read(buf),
            Form::Zip(member) => member.read(buf),
        };
        match read {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            Err(e) => {
                let zip = matches!(self.form, Form::Zip(_));
                Err(damaged(e, self.unpacked, zip).into_io())
            }
            Ok(n) => self.counted(Ok(n)),
        }
    }
}

/// Reads all of a file into memory, unpacked; for maps, which are small.
pub(crate) fn all<R: Read>(reader: R, limits: Limits) -> Result<Vec<u8>, Unfit> {
    let mut unpacked = Unpacked::new(reader, limits)?;
    let mut bytes = Vec::new();
    unpacked.read_to_end(&mut bytes).map_err(|e| Unfit::from_io(e, 0))?;
    if bytes.is_empty() { Err(Unfit::Empty) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn a_packed_file_is_known_by_its_content_and_a_plain_one_passes_through() {
        let mut two = gz(b"a,b\n");
        two.extend(gz(b"1,2\n"));
        assert_eq!(all(&two[..], Limits::default()).unwrap(), b"a,b\n1,2\n");
        assert_eq!(all(&b"a,b\n"[..], Limits::default()).unwrap(), b"a,b\n");
        assert_eq!(all(&b"a"[..], Limits::default()).unwrap(), b"a");
        assert_eq!(all(&b""[..], Limits::default()), Err(Unfit::Empty));
    }

    #[test]
    fn a_packed_file_cut_short_is_damaged_and_says_how_far_it_went() {
        let whole = gz(&b"id,when\n1,2\n".repeat(500));
        let error = all(&whole[..whole.len() - 12], Limits::default()).unwrap_err();
        assert!(matches!(error, Unfit::Damaged { unpacked: 1.., .. }), "{error}");
    }

    #[test]
    fn a_bomb_is_stopped_by_ratio_and_a_giant_by_size() {
        let bomb = gz(&vec![b'a'; 4_000_000]);
        assert_eq!(all(&bomb[..], Limits::default()), Err(Unfit::Ratio { limit: 200 }));
        let small = Limits { unpacked_bytes: 10, ..Limits::default() };
        assert_eq!(all(&b"12345678901"[..], small), Err(Unfit::TooLarge { limit: 10 }));
    }
}
