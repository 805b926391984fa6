//! Reading a file in a thread of its own, chunk by chunk, so that neither memory nor the people waiting suffer.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use commonbeat_domain::ids::{AreaId, IncidentId};
use commonbeat_domain::information::imports::Tally;
use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use commonbeat_domain::organization::areas::{Area, AreaFinder, AreaKind};
use commonbeat_formats::incidents::{Flags, Reader, Reason, Refused, RefusedCsv, Row, RowOutcome, Settings};
use commonbeat_formats::{Limits, Unfit, parquet_text};
use commonbeat_store::incidents::{ByAddress, NewIncident, Placed, SENSITIVE};
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{FileBytes, ImportFile, RefusedRow};
use crate::{Error, Result};

/// Rows of one chunk: one transaction of the store.
const CHUNK: usize = 8_192;

/// How far the reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub read: u64,
    /// All its bytes.
    pub of: u64,
    /// Rows so far.
    pub rows: u64,
}

/// A row that is kept, without what only a reader needs.
pub(super) struct Kept {
    kind: RecordKind,
    key: String,
    source_id: Option<String>,
    digest: [u8; 32],
    offense: Offense,
    label: String,
    day: Date,
    hour: Option<u8>,
    from: Timestamp,
    until: Option<Timestamp>,
    at: Option<Placed>,
    by_address: Option<ByAddress>,
    beat: Option<AreaId>,
    neighborhood: Option<AreaId>,
    place_text: String,
    place_key: Option<String>,
    flags: Flags,
    /// Whether the agency's own categories mark it as sensitive.
    sensitive: bool,
}

impl Kept {
    /// The row as it goes into the store. Keys of different profiles are kept apart.
    pub(super) fn incident(self, id: IncidentId, profile: &str) -> NewIncident {
        let flags = self.flags.names().into_iter();
        NewIncident {
            id,
            kind: self.kind,
            source_key: format!("{profile}|{}", self.key),
            source_id: self.source_id,
            digest: self.digest.to_vec(),
            offense: self.offense,
            label: self.label,
            day: self.day,
            hour: self.hour,
            from: self.from,
            until: self.until,
            at: self.at,
            by_address: self.by_address,
            place_text: self.place_text,
            place_key: self.place_key,
            beat: self.beat,
            neighborhood: self.neighborhood,
            flags: flags.chain(self.sensitive.then(|| SENSITIVE.to_owned())).collect(),
        }
    }
}

/// Some rows of the file, in its order.
pub(super) struct Chunk {
    /// Rows to keep.
    pub(super) rows: Vec<Kept>,
    /// Rows not to keep.
    pub(super) refused: Vec<RefusedRow>,
    /// The account from the file's beginning up to here, as if nothing were known.
    pub(super) counted: Tally,
    /// Rows of this chunk that only repeat an earlier one.
    pub(super) repeated: u64,
    /// Whether no row of this chunk can have come earlier in the file.
    pub(super) first_in_file: bool,
    /// How far the reading has come.
    pub(super) progress: Progress,
}

/// Where the bytes come from; may be opened more than once.
pub(super) struct Source {
    bytes: FileBytes,
    limits: Limits,
}

impl Source {
    pub(super) fn of(file: &ImportFile, limits: Limits) -> Source {
        Source { bytes: file.bytes.clone(), limits }
    }

    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>> {
        let limits = self.limits;
        let text = match &self.bytes {
            FileBytes::Path(path) => {
                let file = File::open(path)
                    .map_err(|e| Error::Unfit(format!("{} cannot be opened: {e}", path.display())))?;
                parquet_text::text(BufReader::with_capacity(1 << 16, file), limits)
            }
            FileBytes::Memory(bytes) => parquet_text::text(Cursor::new(Shared(bytes.clone())), limits),
        };
        text.map_err(unfit)
    }

    fn length(&self) -> u64 {
        match &self.bytes {
            FileBytes::Path(path) => path.metadata().map_or(0, |m| m.len()),
            FileBytes::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// Bytes that several readers may share.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Digests what passes through.
struct Digesting<R> {
    inner: R,
    digest: Arc<Mutex<Sha256>>,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..n]);
        Ok(n)
    }
}

enum Said {
    Header(Vec<String>),
    Chunk(Box<Chunk>),
    End,
    Unfit(Error),
}

/// A file being read.
pub(super) struct Reading {
    said: mpsc::Receiver<Said>,
    digest: Arc<Mutex<Sha256>>,
}

impl Reading {
    /// Names of the columns.
    pub(super) async fn header(&mut self) -> Result<Vec<String>> {
        match self.said.recv().await {
            Some(Said::Header(header)) => Ok(header),
            Some(Said::Unfit(error)) => Err(error),
            _ => Err(Error::Unfit("the file could not be read".into())),
        }
    }

    /// The next rows; nothing at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>> {
        match self.said.recv().await {
            Some(Said::Chunk(chunk)) => Ok(Some(*chunk)),
            Some(Said::Unfit(error)) => Err(error),
            Some(Said::Header(_) | Said::End) => Ok(None),
            // A reader that stops without a word has not read the whole file: nothing of it may count.
            None => Err(Error::Unfit("the file could not be read to its end".into())),
        }
    }

    /// SHA-256 of the bytes read so far, hex.
    pub(super) fn digest(&self) -> String {
        hex::encode(self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}

/// Starts to read; at most two chunks wait to be taken.
pub(super) fn start(file: &ImportFile, settings: Settings, areas: Arc<[Area]>) -> Result<Reading> {
    let profile = file.profile.read()?;
    let source = Source::of(file, settings.limits);
    let (say, said) = mpsc::channel(2);
    let digest = Arc::new(Mutex::new(Sha256::new()));
    let bytes = Digesting { inner: source.open()?, digest: digest.clone() };
    let length = source.length();
    tokio::task::spawn_blocking(move || {
        let reader = match Reader::new(bytes, profile, &settings) {
            Ok(reader) => reader,
            Err(error) => return drop(say.blocking_send(Said::Unfit(unfit(error)))),
        };
        // A send fails only when nobody listens any more: then there is nothing left to do.
        let _ = tell(reader, length, &areas, &say);
    });
    Ok(Reading { said, digest })
}

fn tell<R: Read>(
    mut reader: Reader<R>,
    length: u64,
    areas: &[Area],
    say: &mpsc::Sender<Said>,
) -> Result<(), mpsc::error::SendError<Said>> {
    say.blocking_send(Said::Header(reader.header().to_vec()))?;
    let mut counted = Tally::default();
    let mut places = Places::new(areas);
    loop {
        let mut chunk = Chunk {
            rows: Vec::with_capacity(CHUNK),
            refused: Vec::new(),
            counted: Tally::default(),
            repeated: 0,
            first_in_file: true,
            progress: Progress::default(),
        };
        let mut n = 0;
        for outcome in reader.by_ref().take(CHUNK) {
            n += 1;
            match outcome {
                Ok(outcome) => chunk.take(outcome, &mut counted, &mut places),
                Err(error) => return say.blocking_send(Said::Unfit(unfit(error))),
            }
        }
        chunk.counted = counted.clone();
        chunk.first_in_file &= reader.remembers_all();
        chunk.progress = Progress { read: reader.taken().min(length), of: length, rows: counted.rows };
        if n > 0 {
            say.blocking_send(Said::Chunk(Box::new(chunk)))?;
        }
        if n < CHUNK {
            return say.blocking_send(Said::End);
        }
    }
}

impl Chunk {
    fn take(&mut self, outcome: RowOutcome, counted: &mut Tally, places: &mut Places<'_>) {
        let outcome = with_a_day(outcome);
        outcome.count(counted);
        match outcome {
            RowOutcome::Accepted(row, flags) => {
                self.first_in_file &= !row.supersedes;
                self.rows.extend(kept(*row, flags, places));
            }
            RowOutcome::Repeated { .. } => self.repeated += 1,
            RowOutcome::Refused(refused) => self.refused.push(refused_row(refused)),
        }
    }
}

/// A row whose day is not told at all cannot be counted by day or month: it is refused as missing.
fn with_a_day(outcome: RowOutcome) -> RowOutcome {
    match outcome {
        RowOutcome::Accepted(row, _) if row.day.is_none() || row.occurred.from().is_none() => {
            RowOutcome::Refused(Refused {
                line: row.line,
                column: None,
                value: row.occurred.text().to_owned(),
                reason: Reason::Missing,
                detail: "when it happened is not told".into(),
                raw: Vec::new(),
            })
        }
        other => other,
    }
}

/// The agency's areas, asked for each row.
struct Places<'a> {
    beats: AreaFinder<'a>,
    neighborhoods: AreaFinder<'a>,
}

impl Places<'_> {
    fn new(areas: &[Area]) -> Places<'_> {
        Places {
            beats: AreaFinder::new(areas, AreaKind::Beat),
            neighborhoods: AreaFinder::new(areas, AreaKind::Neighborhood),
        }
    }
}

fn kept(row: Row, flags: Flags, places: &mut Places<'_>) -> Option<Kept> {
    let (day, from) = row.day.zip(row.occurred.from())?;
    Some(Kept {
        kind: row.kind,
        key: row.identity.key(),
        source_id: row.source_id().map(str::to_owned),
        digest: row.digest,
        offense: row.category.offense,
        label: row.category.label,
        sensitive: row.category.sensitive,
        day,
        hour: row.hour,
        from,
        until: row.occurred.until(),
        at: row.at.map(Placed::from),
        by_address: row.by_address.map(|found| ByAddress { how: found.how.name(), score: found.score }),
        beat: row.at.and_then(|at| places.beats.holding(at)),
        neighborhood: row.at.and_then(|at| places.neighborhoods.holding(at)),
        place_text: row.place_text,
        // What is set aside, such as the police building's own address, is no place where a problem is looked for.
        place_key: row.place_key.filter(|_| row.set_aside.is_none()),
        flags,
    })
}

fn refused_row(refused: Refused) -> RefusedRow {
    RefusedRow {
        line: refused.line,
        column: refused.column.unwrap_or_default(),
        value: refused.value,
        reason: refused.reason.name().to_owned(),
        raw: refused.raw,
    }
}

/// A file that is unfit, in words for people.
pub(super) fn unfit(error: Unfit) -> Error {
    Error::Unfit(error.to_string())
}

/// The report of refused rows.
pub(super) struct Report(RefusedCsv<Vec<u8>>);

impl Report {
    pub(super) fn new(header: &[String]) -> Result<Report> {
        RefusedCsv::new(Vec::new(), header).map(Report).map_err(Error::broken)
    }

    pub(super) fn add(&mut self, rows: &[RefusedRow]) -> Result<()> {
        for row in rows {
            let refused = Refused {
                line: row.line,
                column: Some(row.column.clone()).filter(|c| !c.is_empty()),
                value: row.value.clone(),
                reason: reason(&row.reason),
                detail: String::new(),
                raw: row.raw.clone(),
            };
            self.0.add(&refused).map_err(Error::broken)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<u8>> {
        self.0.finish().map_err(Error::broken)
    }
}

fn reason(name: &str) -> Reason {
    Reason::ALL.into_iter().find(|r| r.name() == name).unwrap_or(Reason::Missing)
}
