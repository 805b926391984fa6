//! How an agency's file is laid out: a profile, written in TOML. `docs/import.md` describes every key.

use std::collections::BTreeMap;

use commonbeat_domain::information::incidents::RecordKind;
use commonbeat_domain::information::offenses::Offense;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ProfileError;
use super::column::{Column, one_or_many};
use super::spell::{CrsName, DateFormat, ZoneName};

/// How an agency's file is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name, such as `chicago-22col`.
    pub name: String,
    /// A line for people.
    pub title: String,
    /// Incidents or calls.
    #[serde(with = "kind")]
    pub kind: RecordKind,
    /// The form of the table.
    #[serde(default)]
    pub table: TableSpec,
    /// What makes a record the same record.
    #[serde(default)]
    pub identity: IdentitySpec,
    /// When.
    pub time: TimesSpec,
    /// Where.
    #[serde(default)]
    pub place: PlaceSpec,
    /// What.
    pub category: CategorySpec,
    /// Records that are no problem of the public's, such as the police's own errands: kept, and set aside.
    #[serde(default)]
    pub set_aside: Vec<SetAside>,
}

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
    /// The system of the coordinates.
    pub crs: CrsName,
    /// A character between thousands, to be passed over.
    pub thousands: Option<char>,
    /// Points `[lon, lat]`, as written in the file, that stand for "no place"; 0, 0 always does.
    pub zero: Vec<[f64; 2]>,
    /// Columns that say the place in words, joined by one blank.
    #[serde(with = "one_or_many")]
    pub text: Vec<Column>,
    /// Endings that are dropped from the words before places are compared.
    pub drop_endings: Vec<String>,
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
    /// Values by column, all of which must match. Case and outer blanks do not matter; `*` at the end matches any rest.
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
    pub when: BTreeMap<String, Vec<String>>,
}

/// `incidents` or `calls`.
mod kind {
    use super::*;

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Incidents,
        Calls,
    }

    pub fn serialize<S: Serializer>(kind: &RecordKind, out: S) -> Result<S::Ok, S::Error> {
        match kind {
            RecordKind::Incident => Kind::Incidents.serialize(out),
            RecordKind::Call => Kind::Calls.serialize(out),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<RecordKind, D::Error> {
        Ok(match Kind::deserialize(input)? {
            Kind::Incidents => RecordKind::Incident,
            Kind::Calls => RecordKind::Call,
        })
    }
}

impl Profile {
    /// Reads a profile from TOML.
    pub fn parse(toml: &str) -> Result<Profile, ProfileError> {
        let profile: Profile = toml::from_str(toml).map_err(|e| ProfileError::Toml(e.to_string()))?;
        profile.check()?;
        Ok(profile)
    }

    /// Every column that it uses, by key.
    pub fn columns(&self) -> Vec<Column> {
        let times = [Some(&self.time.occurred), self.time.until.as_ref(), self.time.reported.as_ref()];
        let rules = self.category.rules.iter().map(|r| &r.when).chain(self.set_aside.iter().map(|s| &s.when));
        let mut columns: Vec<Column> = Vec::new();
        columns.extend(self.identity.id.clone());
        columns.extend(self.identity.code.clone());
        columns.extend(times.into_iter().flatten().flat_map(|t| t.columns.clone()));
        columns.extend(self.place.lon.clone());
        columns.extend(self.place.lat.clone());
        columns.extend(self.place.text.clone());
        columns.extend(self.category.label.clone());
        columns.extend(self.category.code.clone());
        columns.extend(rules.flat_map(|when| when.keys().map(|k| Column::of_rule(k))));
        columns.extend(self.identity.volatile.clone());
        let mut seen = std::collections::HashSet::new();
        columns.retain(|c| seen.insert(c.clone()));
        columns
    }

    fn check(&self) -> Result<(), ProfileError> {
        let wrong =
            |key, why: &str| ProfileError::Meaning { profile: self.name.clone(), key, why: why.to_owned() };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let times = [Some(&self.time.occurred), self.time.until.as_ref(), self.time.reported.as_ref()];
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(wrong("name", "lower-case letters, digits and hyphens only"));
        }
        if times.into_iter().flatten().any(|t| t.columns.is_empty() || t.formats.is_empty()) {
            return Err(wrong("time", "a time needs at least one column and one format"));
        }
        if self.category.label.is_empty() {
            return Err(wrong("category.label", "at least one column is needed"));
        }
        if self.place.lon.is_some() != self.place.lat.is_some() {
            return Err(wrong("place", "lon and lat are needed together"));
        }
        if self.identity.id.is_none() && self.identity.code.is_some() {
            return Err(wrong("identity.code", "a row code needs an id beside it"));
        }
        if self.table.delimiter.is_some_and(|d| !d.is_ascii() || matches!(d, '"' | '\r' | '\n')) {
            return Err(wrong("table.delimiter", "one ASCII character that is no quote and no line break"));
        }
        if !self.table.header && self.columns().iter().any(|c| matches!(c, Column::Name(_))) {
            return Err(wrong(
                "table.header",
                "without a header, columns are given by position (in rules as \"#3\")",
            ));
        }
        Ok(())
    }
}
