//! Reads a file row by row.

use std::io::Read;

use super::aside::Asides;
use super::category::Categories;
use super::columns::Columns;
use super::extract::Extracts;
use super::head::{Head, head};
use super::identity::{Identities, Met};
use super::outcome::{Flags, Reason, Refused, Row, RowOutcome};
use super::places::Places;
use super::shapeless::{too_long, unclosed};
use super::text::{Cells, Texts, lossy};
use super::times::Times;
use super::{Encoding, Profile, Settings};
use crate::Unfit;
use crate::csv_table::restored;
use crate::records::{Fields, Found, Records};
use crate::unpack::Unpacked;

/// Reads a file under a profile: an iterator over what became of each row.
///
/// An `Err` says that the file as a whole is unfit from here on, and is the last item.
///
/// Memory: two windows of the longest record, and one entry of 17 to 40 bytes for each id (or, without ids, for each
/// different row) up to [`crate::Limits::ids`]. Beyond that many, later ids are not remembered: their repeats within
/// the file are then found by the store alone, as updates.
pub struct Reader<R: Read> {
    records: Records<Unpacked<R>>,
    fields: Fields,
    /// The first record, read before the loop where the file has no header.
    waiting: bool,
    encoding: Encoding,
    profile: Profile,
    columns: Columns,
    times: Times,
    places: Places,
    categories: Categories,
    identities: Identities,
    set_aside: Asides,
    extracts: Extracts,
    missing: Vec<String>,
    keep_original: bool,
    over: bool,
}

impl<R: Read> Reader<R> {
    /// Looks at the head of a file and finds the profile's columns in it.
    pub fn new(reader: R, profile: Profile, settings: &Settings) -> Result<Reader<R>, Unfit> {
        let unpacked = Unpacked::new(reader, settings.limits)?;
        let mut records = Records::new(unpacked, b',', settings.limits.record_bytes);
        let mut fields = Fields::default();
        let Head { names, report, waiting, nul, encoding } =
            head(&mut records, &mut fields, &profile, settings.limits.record_bytes)?;
        let columns = Columns::find(&profile, names, report).map_err(|misfit| nul.unwrap_or(misfit))?;
        Ok(Reader {
            waiting,
            encoding,
            times: Times::new(&profile, &columns, &settings.zone),
            places: Places::new(&profile, &columns, settings),
            categories: Categories::new(&profile, &columns),
            identities: Identities::new(&profile, &columns, settings.limits.ids),
            set_aside: Asides::new(&profile, &columns),
            extracts: Extracts::new(&profile, &columns),
            missing: profile.table.missing.clone(),
            keep_original: settings.keep_original,
            over: false,
            records,
            fields,
            columns,
            profile,
        })
    }

    /// Names of the file's columns, in its order.
    pub fn header(&self) -> &[String] {
        &self.columns.names[self.columns.report..self.columns.own]
    }

    /// The fields of the record last read, as they stand in the file.
    pub fn fields(&self) -> Vec<String> {
        self.fields.iter().skip(self.columns.report).map(|f| lossy(f, self.encoding)).collect()
    }

    /// Whether every id so far is remembered: then a row that is not told as a repeat comes for the first time.
    pub fn remembers_all(&self) -> bool {
        self.identities.remembers_all()
    }

    /// Bytes of the file taken so far, packed as they are: what a progress bar counts.
    pub fn taken(&self) -> u64 {
        self.records.source().taken()
    }

    fn step(&mut self) -> Result<Option<RowOutcome>, Unfit> {
        if !std::mem::take(&mut self.waiting) {
            match self.records.next(&mut self.fields)? {
                Found::End => return Ok(None),
                Found::TooLong { line, head } => {
                    return Ok(Some(RowOutcome::Refused(too_long(line, lossy(&head, self.encoding)))));
                }
                Found::Unclosed { line, whole } => {
                    return Ok(Some(RowOutcome::Refused(unclosed(line, lossy(&whole, self.encoding)))));
                }
                Found::Record => {}
            }
        }
        if let Some(detail) = self.misshapen() {
            return Ok(Some(RowOutcome::Refused(self.refuse_shape(detail))));
        }
        Ok(Some(self.row()))
    }

    /// Why the record is no row of this table, if it is none.
    fn misshapen(&self) -> Option<String> {
        let (found, wanted) = (self.fields.len(), self.columns.own);
        let surplus_blank =
            || (wanted..found).all(|i| self.fields.get(i).iter().all(u8::is_ascii_whitespace));
        if self.fields.unclosed {
            return Some("a quote opens here and never closes".into());
        }
        if self.fields.torn && self.fields.breaks > 1 {
            return Some("a quote opens here and closes in another row".into());
        }
        (found != wanted && !(found > wanted && surplus_blank()))
            .then(|| format!("{found} columns where the file has {wanted}"))
    }

    /// Refuses the record; where it spans lines, its first line only, so that a stray quote costs one line.
    fn refuse_shape(&mut self, detail: String) -> Refused {
        let line = self.fields.line;
        let (raw, detail) = if self.fields.breaks > 1 || (self.fields.unclosed && self.fields.breaks > 0) {
            let first = lossy(&self.records.split(&self.fields), self.encoding);
            (vec![first], format!("{detail}; what follows was read on its own from line {}", line + 1))
        } else {
            (self.fields(), detail)
        };
        Refused { line, column: None, value: String::new(), reason: Reason::Columns, detail, raw }
    }

    fn row(&mut self) -> RowOutcome {
        let mut rewritten = None;
        let texts = match self.encoding {
            Encoding::Utf8 => Texts::utf8(&self.fields),
            Encoding::Windows1252 => Texts::windows_1252(&self.fields, &mut rewritten),
        };
        let line = self.fields.line;
        let report = self.columns.report;
        let made = match texts {
            Ok(texts) => {
                let mended = report > 0;
                let restored = |i| if mended { restored(texts.get(i)) } else { texts.get(i) };
                let extracted = self.extracts.of(restored);
                let own = self.columns.own;
                let cells = Cells { texts, missing: &self.missing, mended, own, extracted: &extracted };
                make(
                    &cells,
                    line,
                    &self.profile,
                    &self.columns,
                    &mut Parts {
                        times: &self.times,
                        places: &self.places,
                        categories: &mut self.categories,
                        identities: &mut self.identities,
                        set_aside: &mut self.set_aside,
                        keep_original: self.keep_original,
                    },
                )
            }
            Err(i) => {
                Err(Fault::new(i, Reason::Encoding, "bytes that are no text in the profile's encoding"))
            }
        };
        match made {
            Ok(outcome) => outcome,
            Err(fault) => {
                let value =
                    fault.value.unwrap_or_else(|| lossy(self.fields.get(fault.column), self.encoding));
                RowOutcome::Refused(Refused {
                    line,
                    column: self.columns.names.get(fault.column).cloned(),
                    value,
                    reason: fault.reason,
                    detail: fault.detail,
                    raw: self.fields(),
                })
            }
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<RowOutcome, Unfit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step().transpose();
        self.over = matches!(step, None | Some(Err(_)));
        step
    }
}

/// Why a row is refused.
struct Fault {
    column: usize,
    value: Option<String>,
    reason: Reason,
    detail: String,
}

impl Fault {
    fn new(column: usize, reason: Reason, detail: &str) -> Fault {
        Fault { column, value: None, reason, detail: detail.to_owned() }
    }
}

/// What a row is made with.
struct Parts<'a> {
    times: &'a Times,
    places: &'a Places,
    categories: &'a mut Categories,
    identities: &'a mut Identities,
    set_aside: &'a mut Asides,
    keep_original: bool,
}

fn make(
    cells: &Cells<'_>,
    line: u64,
    profile: &Profile,
    columns: &Columns,
    parts: &mut Parts<'_>,
) -> Result<RowOutcome, Fault> {
    let missing = |i| Fault::new(i, Reason::Missing, "this value is needed and not given");
    let mut flags = Flags::default();
    let digest = parts.identities.digest(cells);
    let mut identity = parts.identities.of(cells, digest).map_err(missing)?;
    let times = parts.times.of(cells, &mut flags).map_err(|bad| Fault {
        column: bad.column,
        value: Some(bad.value),
        reason: bad.reason,
        detail: bad.detail,
    })?;
    let category = parts.categories.of(cells).map_err(missing)?;
    let place =
        parts.places.of(cells, &mut flags).map_err(|i| Fault::new(i, Reason::BadNumber, "not a number"))?;
    let supersedes = match parts.identities.meet(&mut identity, &digest, line) {
        Met::First => false,
        Met::Newer => true,
        Met::Same => return Ok(RowOutcome::Repeated { line, identity }),
        Met::Different => {
            let column = parts.identities.id_column().unwrap_or_default();
            return Err(Fault::new(
                column,
                Reason::DuplicateId,
                "this id came before in this file with different content",
            ));
        }
    };
    let row = Row {
        line,
        kind: profile.kind,
        identity,
        supersedes,
        digest,
        occurred: times.occurred,
        reported: times.reported,
        day: times.day,
        hour: times.hour,
        category,
        set_aside: parts.set_aside.why(cells, place.key.as_deref()),
        at: place.at,
        by_address: place.by_address,
        place_text: place.text,
        place_key: place.key,
        original: parts.keep_original.then(|| original(cells, columns)),
    };
    Ok(RowOutcome::Accepted(Box::new(row), flags))
}

fn original(cells: &Cells<'_>, columns: &Columns) -> serde_json::Map<String, serde_json::Value> {
    let own = columns.names[..columns.own].iter().enumerate().skip(columns.report);
    own.map(|(i, name)| (name.clone(), cells.as_written(i).into())).collect()
}
