//! Reading dates and times as an agency writes them, and keeping them as written.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::columns::Columns;
use super::outcome::{Flag, Flags, Reason};
use super::plan::{BadTime, Plan, YEARS};
use super::spell::{DateFormat, Precision, ZoneName};
use super::text::Cells;
use super::{BlankTime, Midnight, Profile, When};

/// What one spec read from one row.
struct Read {
    text: String,
    precision: Precision,
    at: Timestamp,
    /// The agency's wall time.
    local: DateTime,
    /// Whether the file says exactly midnight.
    midnight: bool,
}

/// Reads the times of each row.
pub(super) struct Times {
    occurred: Plan,
    until: Option<Plan>,
    reported: Option<Plan>,
    /// The zone that the file means.
    zone: TimeZone,
    /// The agency's, where it is another one.
    agency: Option<TimeZone>,
    agency_zone: TimeZone,
    midnight: Midnight,
    blank: BlankTime,
}

/// The times of one row.
pub(super) struct RowTimes {
    pub occurred: When,
    pub reported: Option<Timestamp>,
    pub day: Option<Date>,
    pub hour: Option<u8>,
}

impl Times {
    pub fn new(profile: &Profile, columns: &Columns, agency: &TimeZone) -> Times {
        let spec = &profile.time;
        let zone = match &spec.zone {
            ZoneName::Agency => agency.clone(),
            ZoneName::Named(zone) => zone.clone(),
        };
        let same = zone == *agency;
        Times {
            occurred: Plan::new(&spec.occurred, columns, spec.blank == BlankTime::Refuse),
            until: spec.until.as_ref().map(|t| Plan::new(t, columns, false)),
            reported: spec.reported.as_ref().map(|t| Plan::new(t, columns, false)),
            zone,
            agency: (!same).then(|| agency.clone()),
            agency_zone: agency.clone(),
            midnight: spec.midnight,
            blank: spec.blank,
        }
    }

    /// The times of a row; flags are added to `flags`.
    pub fn of(&self, cells: &Cells<'_>, flags: &mut Flags) -> Result<RowTimes, BadTime> {
        let occurred = self.read(&self.occurred, cells, Some(flags))?;
        let until = self.until.as_ref().map(|p| self.read(p, cells, None)).transpose()?.flatten();
        let reported = self.reported.as_ref().map(|p| self.read(p, cells, None)).transpose()?.flatten();
        let Some(read) = occurred else {
            if self.blank == BlankTime::Reported {
                return self.by_report(reported);
            }
            let reported = reported.map(|r| r.at);
            let text = self.occurred.text(cells);
            return Ok(RowTimes { occurred: When::Unknown { text }, reported, day: None, hour: None });
        };
        let reported = reported.map(|r| r.at);
        let until = until.filter(|end| {
            let backwards = end.at < read.at;
            if backwards {
                flags.add(Flag::EndBeforeStart);
            }
            !backwards
        });
        let unknown_hour = read.midnight && self.midnight == Midnight::Unknown;
        if unknown_hour {
            flags.add(Flag::Midnight);
        }
        let told = read.precision == Precision::Moment && !unknown_hour;
        let hour = told.then(|| u8::try_from(read.local.hour()).unwrap_or(0));
        let day = Some(read.local.date());
        Ok(RowTimes { occurred: self.when(read, until)?, reported, day, hour })
    }

    /// The times of a row that tells only when it was reported: known to that day.
    fn by_report(&self, reported: Option<Read>) -> Result<RowTimes, BadTime> {
        let why = "neither when it happened nor when it was reported is given";
        let read = reported.ok_or_else(|| self.occurred.bad(String::new(), Reason::Missing, why))?;
        let (day, at, text) = (read.local.date(), read.at, format!("reported {}", read.text));
        let from = day.to_zoned(self.agency_zone.clone()).map(|z| z.timestamp()).unwrap_or(at);
        let read = Read { text, precision: Precision::Day, at: from, ..read };
        Ok(RowTimes { occurred: self.when(read, None)?, reported: Some(at), day: Some(day), hour: None })
    }

    fn when(&self, read: Read, until: Option<Read>) -> Result<When, BadTime> {
        let text = match &until {
            Some(end) => format!("{} \u{2013} {}", read.text, end.text),
            None => read.text.clone(),
        };
        let day = read.local.date();
        let next = |date: Result<Date, jiff::Error>| {
            date.and_then(|d| d.to_zoned(self.agency_zone.clone()))
                .map(|z| z.timestamp())
                .map_err(|e| self.occurred.bad(read.text.clone(), Reason::BadDate, &e.to_string()))
        };
        Ok(match read.precision {
            Precision::Moment => When::Moment {
                from: read.at,
                until: until.map(|end| end.at).filter(|end| *end > read.at),
                text,
            },
            Precision::Day => {
                let last = until.map_or(day, |end| end.local.date());
                When::Day { from: read.at, until: next(last.checked_add(1.day()))?, text }
            }
            Precision::Month => {
                When::Month { first: day, from: read.at, until: next(day.checked_add(1.month()))?, text }
            }
        })
    }

    fn read(
        &self,
        plan: &Plan,
        cells: &Cells<'_>,
        flags: Option<&mut Flags>,
    ) -> Result<Option<Read>, BadTime> {
        let text = plan.text(cells);
        if text.is_empty() {
            return if plan.required {
                Err(plan.bad(text, Reason::Missing, "this time is needed and not given"))
            } else {
                Ok(None)
            };
        }
        let hands = plan.hands(cells)?;
        let Some((wall, at, precision)) = plan.wall(&text, hands.as_ref().map(|(_, clock)| *clock)) else {
            let formats: Vec<&str> = plan.formats.iter().map(DateFormat::as_str).collect();
            let why = format!("not a date or time written as {}", formats.join(" or "));
            return Err(plan.bad(text, Reason::BadDate, &why));
        };
        let text = hands.map_or_else(|| text.clone(), |(clock, _)| format!("{text} {clock}"));
        if !YEARS.contains(&wall.year()) {
            return Err(plan.bad(text, Reason::BadDate, "the year is not in 1900 to 2100"));
        }
        // In a moment given by offset or in UTC the agency's midnight counts; else the one that is written.
        let converted = at.is_some() || matches!(self.zone.iana_name(), Some("UTC" | "Etc/UTC"));
        let (at, local) = self
            .placed(wall, at, precision, flags)
            .map_err(|e| plan.bad(text.clone(), Reason::BadDate, &e.to_string()))?;
        let time = if converted { local.time() } else { wall.time() };
        let midnight = precision == Precision::Moment && time == Time::midnight();
        Ok(Some(Read { text, precision, at, local, midnight }))
    }

    /// The moment of a wall time, and the agency's wall time of it.
    fn placed(
        &self,
        wall: DateTime,
        at: Option<Timestamp>,
        precision: Precision,
        flags: Option<&mut Flags>,
    ) -> Result<(Timestamp, DateTime), jiff::Error> {
        if let Some(at) = at {
            return Ok((at, at.to_zoned(self.agency_zone.clone()).datetime()));
        }
        if precision != Precision::Moment {
            return Ok((wall.to_zoned(self.agency_zone.clone())?.timestamp(), wall));
        }
        let found = self.zone.to_ambiguous_timestamp(wall);
        let flag = match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => Some(Flag::NonexistentHour),
            AmbiguousOffset::Fold { .. } => Some(Flag::AmbiguousHour),
        };
        if let (Some(flag), Some(flags)) = (flag, flags) {
            flags.add(flag);
        }
        let at = found.compatible()?;
        let local = match &self.agency {
            Some(agency) => at.to_zoned(agency.clone()).datetime(),
            None => wall,
        };
        Ok((at, local))
    }
}
