//! Words of a profile that are checked as they are read, so that an error names their line.

use std::fmt;

use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::crs::Crs;

/// How finely a format tells time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Only the month.
    Month,
    /// Only the day.
    Day,
    /// A moment.
    Moment,
}

/// A date format in the `strftime` directives of jiff, such as `%m/%d/%Y %I:%M:%S %p`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateFormat {
    text: String,
    precision: Precision,
}

impl DateFormat {
    /// The format as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How finely it tells time.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    fn tells(text: &str) -> Result<Precision, String> {
        // Written out once from a known moment and read back: what survives is what the format tells.
        let moment = jiff::civil::date(2014, 3, 9)
            .at(14, 35, 0, 0)
            .to_zoned(TimeZone::UTC)
            .map_err(|e| e.to_string())?;
        let written = strtime::format(text, &moment)
            .map_err(|e| format!("the date format {text:?} is not understood: {e}"))?;
        let read = BrokenDownTime::parse(text, &written)
            .map_err(|e| format!("the date format {text:?} cannot be used for reading: {e}"))?;
        if read.to_timestamp().is_ok() || (read.to_datetime().is_ok() && read.hour().is_some()) {
            Ok(Precision::Moment)
        } else if read.to_date().is_ok() {
            Ok(Precision::Day)
        } else if read.year().is_some() && read.month().is_some() {
            Ok(Precision::Month)
        } else {
            Err(format!("the date format {text:?} does not tell a year and a month"))
        }
    }
}

impl TryFrom<String> for DateFormat {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let precision = DateFormat::tells(&text)?;
        Ok(DateFormat { text, precision })
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> String {
        format.text
    }
}

/// A regular expression with at least one named group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

/// Most bytes that a compiled expression may take.
const PATTERN_BYTES: usize = 1 << 20;

impl Pattern {
    /// The expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }

    /// Names of its groups, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.capture_names().flatten()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let regex = RegexBuilder::new(&text).size_limit(PATTERN_BYTES).build().map_err(|e| e.to_string())?;
        match regex.capture_names().flatten().count() {
            0 => Err(format!("{text:?} has no named group such as (?<when>...)")),
            _ => Ok(Pattern(regex)),
        }
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.0.as_str().to_owned()
    }
}

/// `agency` for the agency's own zone, or an IANA name such as `America/Chicago` or `UTC`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ZoneName {
    /// The agency's own.
    #[default]
    Agency,
    /// Another.
    Named(TimeZone),
}

impl TryFrom<String> for ZoneName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "agency" => Ok(ZoneName::Agency),
            name => TimeZone::get(name).map(ZoneName::Named).map_err(|_| {
                format!("{name:?} is no time zone: write \"agency\" or a name such as \"America/Chicago\"")
            }),
        }
    }
}

impl From<ZoneName> for String {
    fn from(zone: ZoneName) -> String {
        match zone {
            ZoneName::Agency => "agency".into(),
            ZoneName::Named(zone) => zone.iana_name().unwrap_or("UTC").to_owned(),
        }
    }
}

/// The name of a coordinate system known here; see [`Crs::named`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CrsName(String);

impl CrsName {
    /// The system.
    pub fn system(&self) -> Crs {
        Crs::named(&self.0).unwrap_or_else(|_| Crs::wgs84())
    }
}

impl Default for CrsName {
    fn default() -> CrsName {
        CrsName("EPSG:4326".into())
    }
}

impl TryFrom<String> for CrsName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Crs::named(&text).map_err(|e| e.to_string())?;
        Ok(CrsName(text))
    }
}

impl From<CrsName> for String {
    fn from(name: CrsName) -> String {
        name.0
    }
}

impl fmt::Display for CrsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> Result<Precision, String> {
        DateFormat::try_from(text.to_owned()).map(|f| f.precision())
    }

    #[test]
    fn a_format_knows_how_finely_it_tells_time() {
        assert_eq!(format("%m/%d/%Y %I:%M:%S %p"), Ok(Precision::Moment));
        assert_eq!(format("%Y-%m-%dT%H:%M:%S%:z"), Ok(Precision::Moment));
        assert_eq!(format("%Y-%m-%d %H"), Ok(Precision::Moment));
        assert_eq!(format("%d.%m.%y"), Ok(Precision::Day));
        assert_eq!(format("%Y-%m"), Ok(Precision::Month));
        assert_eq!(format("%s"), Ok(Precision::Moment));
    }

    #[test]
    fn a_format_that_tells_too_little_or_nothing_is_refused() {
        for text in ["", "%H:%M", "%Y", "%d", "%!", "month"] {
            assert!(format(text).is_err(), "{text}");
        }
    }
}
