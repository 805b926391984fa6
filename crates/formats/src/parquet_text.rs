//! A Parquet file as the text of a table, row by row, so that everything that reads tables reads it too.

mod pages;

use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use crate::{Limits, Unfit};

/// How a Parquet file begins and ends.
const MAGIC: &[u8] = b"PAR1";

/// Most columns of a table.
const COLUMNS: usize = 10_000;

/// A file that can be read from any point: all forms of tables, with Parquet written out as text.
///
/// Everything but Parquet comes through as it is, still packed where it was packed.
pub fn text<S: Read + Seek + Send + 'static>(
    mut source: S,
    limits: Limits,
) -> Result<Box<dyn Read + Send>, Unfit> {
    let failed = |e: io::Error| Unfit::Read { position: 0, why: e.to_string() };
    let mut head = Vec::with_capacity(MAGIC.len());
    source.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head).map_err(failed)?;
    source.seek(SeekFrom::Start(0)).map_err(failed)?;
    if head != MAGIC {
        return Ok(Box::new(source));
    }
    Ok(Box::new(guarded(0, || ParquetText::open(source, limits))?))
}

/// The library stops the thread on some broken files; here that is an error as any other.
fn guarded<T>(rows: u64, work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Unfit> {
    let why = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "its columns are of a kind that cannot be read".to_owned(),
    };
    Err(Unfit::Parquet { rows, why })
}

/// One open file, read from several points in turn.
struct Shared<S> {
    source: Arc<Mutex<S>>,
    length: u64,
}

/// A piece of it, from one point on.
struct Piece<S> {
    source: Arc<Mutex<S>>,
    at: u64,
}

impl<S: Read + Seek> Read for Piece<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.seek(SeekFrom::Start(self.at))?;
        let n = source.read(buf)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl<S> Length for Shared<S> {
    fn len(&self) -> u64 {
        self.length
    }
}

impl<S: Read + Seek + Send> ChunkReader for Shared<S> {
    type T = io::BufReader<Piece<S>>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(io::BufReader::new(Piece { source: self.source.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.length) {
            return Err(ParquetError::EOF(format!("{length} bytes at {start} of {}", self.length)));
        }
        let mut bytes = vec![0; length];
        let mut piece = Piece { source: self.source.clone(), at: start };
        piece.read_exact(&mut bytes).map_err(|e| ParquetError::General(e.to_string()))?;
        Ok(bytes.into())
    }
}

/// Refuses a file whose open pages would take more memory than they may: the library gives them what they ask for.
fn pages_fit<S: Read + Seek>(
    metadata: &ParquetMetaData,
    source: &Arc<Mutex<S>>,
    length: u64,
) -> Result<(), ParquetError> {
    let broken = |e: io::Error| ParquetError::General(e.to_string());
    for group in metadata.row_groups() {
        let mut together = 0_u64;
        for column in group.columns() {
            let first = column.dictionary_page_offset().unwrap_or(i64::MAX).min(column.data_page_offset());
            let at = u64::try_from(first).unwrap_or(u64::MAX);
            let long = u64::try_from(column.compressed_size()).unwrap_or(u64::MAX);
            if at.checked_add(long).is_none_or(|end| end > length) {
                return Err(ParquetError::EOF(format!("{long} bytes at {at} of {length}")));
            }
            let piece = io::BufReader::new(Piece { source: source.clone(), at }.take(long));
            together = together.saturating_add(pages::greatest(piece, long).map_err(broken)?);
        }
        if together > pages::TOGETHER {
            return Err(ParquetError::General(format!(
                "pages that are read together ask for {together} bytes, and {} is the most",
                pages::TOGETHER
            )));
        }
    }
    Ok(())
}

/// How the moments of a column are meant.
#[derive(Clone, Copy, Default)]
struct Moments {
    /// They are UTC, and not wall times.
    utc: bool,
    /// They count nanoseconds.
    nanos: bool,
}

/// Rows of a Parquet file as comma-separated text with a header.
struct ParquetText {
    rows: RowIter<'static>,
    moments: Vec<Moments>,
    out: Vec<u8>,
    given: usize,
    read: u64,
    limit: usize,
}

impl ParquetText {
    fn open<S: Read + Seek + Send + 'static>(mut source: S, limits: Limits) -> Result<Self, ParquetError> {
        let length = source.seek(SeekFrom::End(0)).map_err(|e| ParquetError::General(e.to_string()))?;
        let shared = Shared { source: Arc::new(Mutex::new(source)), length };
        let pieces = Arc::clone(&shared.source);
        let file = SerializedFileReader::new(shared)?;
        pages_fit(file.metadata(), &pieces, length)?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let fields = schema.root_schema().get_fields();
        if fields.len() > COLUMNS {
            return Err(ParquetError::General(format!("it has {} columns", fields.len())));
        }
        let moments = fields
            .iter()
            .map(|field| match field.get_basic_info().logical_type_ref() {
                Some(LogicalType::Timestamp(t)) => {
                    Moments { utc: t.is_adjusted_to_u_t_c, nanos: t.unit == TimeUnit::NANOS }
                }
                _ => Moments::default(),
            })
            .collect();
        let mut text = ParquetText {
            moments,
            out: Vec::new(),
            given: 0,
            read: 0,
            limit: limits.record_bytes,
            rows: RowIter::from_file_into(Box::new(file)),
        };
        text.write(fields.iter().map(|f| f.name().to_owned()));
        Ok(text)
    }

    fn write(&mut self, cells: impl Iterator<Item = String>) {
        for (i, cell) in cells.enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            let plain = !cell.is_empty() && !cell.contains(['"', ',', '\n', '\r']);
            if plain || cell.is_empty() && i > 0 {
                self.out.extend_from_slice(cell.as_bytes());
            } else {
                self.out.push(b'"');
                self.out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.out.push(b'"');
            }
        }
        self.out.push(b'\n');
    }

    fn next(&mut self) -> Result<Option<Row>, Unfit> {
        let rows = &mut self.rows;
        guarded(self.read, || rows.next().transpose())
    }
}

impl Read for ParquetText {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            while self.out.len() < self.limit.clamp(1, 64 * 1024)
                && let Some(row) = self.next().map_err(Unfit::into_io)?
            {
                self.read += 1;
                let moments = std::mem::take(&mut self.moments);
                self.write(
                    row.get_column_iter()
                        .enumerate()
                        .map(|(i, (_, field))| cell(field, moments.get(i).copied().unwrap_or_default())),
                );
                self.moments = moments;
            }
        }
        let n = buf.len().min(self.out.len() - self.given);
        buf[..n].copy_from_slice(&self.out[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// A value as text: dates and moments as in ISO 8601, lists and groups as JSON.
fn cell(field: &Field, moments: Moments) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bool(value) => value.to_string(),
        Field::Long(nanos) if moments.nanos => moment(nanos.div_euclid(1_000), moments.utc),
        Field::TimestampMicros(micros) => moment(*micros, moments.utc),
        Field::TimestampMillis(millis) => moment(millis.saturating_mul(1_000), moments.utc),
        Field::Date(days) => date(1970, 1, 1)
            .checked_add(i64::from(*days).days())
            .map_or_else(|_| days.to_string(), |day| day.to_string()),
        Field::TimeMillis(millis) => time_of_day(i64::from(*millis) / 1_000),
        Field::TimeMicros(micros) => time_of_day(micros / 1_000_000),
        Field::Float(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        other => other.to_string(),
    }
}

fn moment(micros: i64, utc: bool) -> String {
    match Timestamp::from_microsecond(micros) {
        Ok(at) if utc => at.to_string(),
        Ok(at) => at.to_string().trim_end_matches('Z').to_owned(),
        Err(_) => micros.to_string(),
    }
}

fn time_of_day(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}
