//! The parts of a profile.

use std::collections::BTreeMap;

use commonbeat_domain::information::offenses::Offense;
use serde::{Deserialize, Serialize};

use super::column::{Column, one_or_many};
use super::spell::{CrsName, DateFormat, Pattern, ZoneName};

/// The form of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableSpec {
    /// One character between fields; by default the one of `,` tab `;` `|` that the first line has most of.
    pub delimiter: Option<char>,
    /// Whether the first record names the columns.
    pub header: bool,
    /// How characters are written.
    pub encoding: Encoding,
    /// Values that mean "not given", beside the empty one.
    pub missing: Vec<String>,
}

impl Default for TableSpec {
    fn default() -> TableSpec {
        TableSpec { delimiter: None, header: true, encoding: Encoding::Utf8, missing: Vec::new() }
    }
}

/// Columns taken out of another one by a regular expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtractSpec {
    /// The column that is looked into.
    pub column: Column,
    /// The expression; each named group, such as `(?<when>...)`, becomes a column of that name. Where it does not match,
    /// they are empty.
    pub pattern: Pattern,
}

/// How characters are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which holds Latin-1.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What makes a record the same record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentitySpec {
    /// The column with the id; without it equal rows are separate records.
    pub id: Option<Column>,
    /// The column that, with the id, makes a row unique, where a record has several rows.
    pub code: Option<Column>,
    /// What a row without an id is.
    pub blank: BlankId,
    /// What an id is that comes again in the same file with different content.
    pub repeat: RepeatedId,
    /// Columns that change at every export and say nothing: left out of the comparison.
    pub volatile: Vec<Column>,
}

/// What a row without an id is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlankId {
    /// Refused as `missing`.
    #[default]
    Refuse,
    /// A record of its own, matched by its content.
    Separate,
}

/// What an id is that comes again in the same file with different content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RepeatedId {
    /// Refused as `duplicate_id`.
    #[default]
    Refuse,
    /// A newer state of the same record.
    Update,
}

/// When.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimesSpec {
    /// The zone in which the file's wall times are meant.
    #[serde(default)]
    pub zone: ZoneName,
    /// What a row is that does not tell when it happened.
    #[serde(default)]
    pub blank: BlankTime,
    /// What exactly midnight means.
    #[serde(default)]
    pub midnight: Midnight,
    /// When it happened, or began.
    pub occurred: TimeSpec,
    /// Until when, where the file gives a range.
    pub until: Option<TimeSpec>,
    /// When it was reported.
    pub reported: Option<TimeSpec>,
}

/// What a row is that does not tell when it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlankTime {
    /// Refused as `missing`.
    #[default]
    Refuse,
    /// Known to the day of the report only, which is the latest it can have been; no hour.
    Reported,
}

/// What exactly midnight means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Midnight {
    /// That nobody knows the hour: flagged `midnight`, no hour.
    #[default]
    Unknown,
    /// Midnight.
    Exact,
}

/// Where a time stands and how it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeSpec {
    /// The column, or several that are joined by one blank before reading.
    #[serde(with = "one_or_many")]
    pub columns: Vec<Column>,
    /// Formats, tried in this order.
    pub formats: Vec<DateFormat>,
    /// A column with only the time of day, as `H:MM`, `H:MM:SS`, with or without AM and PM, or as a number `HMM`, `HHMM`,
    /// `HHMMSS`. Hours from 24 on fall on the next day. `formats` then tell the day alone.
    pub clock: Option<Column>,
    /// Whether a row without it is refused as `missing`.
    #[serde(default)]
    pub required: Option<bool>,
}

/// Where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceSpec {
    /// Longitude, or x (east) in another system.
    pub lon: Option<Column>,
    /// Latitude, or y (north) in another system.
    pub lat: Option<Column>,
    /// Both coordinates in one column, such as `(41.8, -87.6)` or `POINT (-87.6 41.8)`.
    pub point: Option<Column>,
    /// Which of the two comes first in `point`; in `POINT (...)` it is always x.
    pub point_order: PointOrder,
    /// The system of the coordinates.
    pub crs: CrsName,
    /// A character between thousands, to be passed over.
    pub thousands: Option<char>,
    /// The mark before decimals, where it is not a point.
    pub decimal: Option<char>,
    /// Points `[lon, lat]`, as written in the file, that stand for "no place"; 0, 0 always does.
    pub zero: Vec<[f64; 2]>,
    /// Columns that say the place in words, joined by one blank.
    #[serde(with = "one_or_many")]
    pub text: Vec<Column>,
    /// Endings that are dropped from the words before places are compared.
    pub drop_endings: Vec<String>,
}

/// Which of two coordinates in one column comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointOrder {
    /// Latitude, as open-data portals write it.
    #[default]
    LatLon,
    /// Longitude, or x.
    LonLat,
}

/// What.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategorySpec {
    /// The column that names the category, or several joined by a colon.
    #[serde(with = "one_or_many")]
    pub label: Vec<Column>,
    /// The column with the agency's code.
    pub code: Option<Column>,
    /// What stands between several values joined in one cell: each is looked at by the rules, and the label names each once.
    pub split: Option<String>,
    /// The label of rows that have none; without it they are refused as `missing`.
    pub unnamed: Option<String>,
    /// The class of what no rule matches.
    pub otherwise: Offense,
    /// From values to classes; the first that matches counts.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// From values to a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The class.
    pub offense: Offense,
    /// Values by column, all of which must match. Case and outer blanks do not matter; `*` at an end matches anything.
    pub when: BTreeMap<String, Vec<String>>,
    /// Whether places may never be shown, also where the class alone would allow it.
    #[serde(default)]
    pub sensitive: bool,
}

/// Records to set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// Why, in a few words for people.
    pub why: String,
    /// Values by column, as in [`Rule::when`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
    /// Places in words, in whatever form they are written, such as a police station or a hospital. Either `when` or this.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}
