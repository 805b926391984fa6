//! How an agency's file is laid out: a profile, written in TOML. `docs/import.md` describes every key.

use commonbeat_domain::information::incidents::RecordKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ProfileError;
use super::column::Column;
use super::specs::{
    CategorySpec, ExtractSpec, IdentitySpec, PlaceSpec, SetAside, TableSpec, TimeSpec, TimesSpec,
};

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
    /// Columns taken out of other ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extract: Vec<ExtractSpec>,
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

    /// Every column of the file that it uses, by key; those it takes out of others are not among them.
    pub fn columns(&self) -> Vec<Column> {
        let rules = self.category.rules.iter().map(|r| &r.when).chain(self.set_aside.iter().map(|s| &s.when));
        let mut columns: Vec<Column> = Vec::new();
        columns.extend(self.identity.id.clone());
        columns.extend(self.identity.code.clone());
        for time in self.times() {
            columns.extend(time.columns.clone());
            columns.extend(time.clock.clone());
        }
        columns.extend(self.place.lon.clone());
        columns.extend(self.place.lat.clone());
        columns.extend(self.place.point.clone());
        columns.extend(self.place.text.clone());
        columns.extend(self.category.label.clone());
        columns.extend(self.category.code.clone());
        columns.extend(rules.flat_map(|when| when.keys().map(|k| Column::of_rule(k))));
        columns.extend(self.identity.volatile.clone());
        columns.retain(|c| !self.extracted().any(|name| matches!(c, Column::Name(n) if n == name)));
        columns.extend(self.extract.iter().map(|e| e.column.clone()));
        let mut seen = std::collections::HashSet::new();
        columns.retain(|c| seen.insert(c.clone()));
        columns
    }

    /// Names of the columns that it takes out of others, in order.
    pub fn extracted(&self) -> impl Iterator<Item = &str> {
        self.extract.iter().flat_map(|e| e.pattern.names())
    }

    fn times(&self) -> impl Iterator<Item = &TimeSpec> {
        [Some(&self.time.occurred), self.time.until.as_ref(), self.time.reported.as_ref()]
            .into_iter()
            .flatten()
    }

    fn check(&self) -> Result<(), ProfileError> {
        match self.fault() {
            None => Ok(()),
            Some((key, why)) => {
                Err(ProfileError::Meaning { profile: self.name.clone(), key, why: why.to_owned() })
            }
        }
    }

    /// What cannot be meant: the key, and why.
    fn fault(&self) -> Option<(&'static str, &'static str)> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let place = &self.place;
        let finer = |t: &TimeSpec| {
            t.clock.is_some() && t.formats.iter().any(|f| f.precision() != super::Precision::Day)
        };
        let named = |c: &Column| {
            matches!(c, Column::Name(_)) && !self.extracted().any(|n| *c == Column::Name(n.to_owned()))
        };
        let mut extracted: Vec<&str> = self.extracted().collect();
        let all = extracted.len();
        extracted.sort_unstable();
        extracted.dedup();
        let checks: [(bool, &'static str, &'static str); 13] = [
            (
                self.name.is_empty() || !self.name.chars().all(plain),
                "name",
                "lower-case letters, digits and hyphens only",
            ),
            (
                self.times().any(|t| t.columns.is_empty() || t.formats.is_empty()),
                "time",
                "a time needs at least one column and one format",
            ),
            (self.times().any(finer), "time", "beside a clock, the formats must tell the day alone"),
            (
                self.time.blank == super::BlankTime::Reported && self.time.reported.is_none(),
                "time.blank",
                "\"reported\" needs time.reported beside it",
            ),
            (self.category.label.is_empty(), "category.label", "at least one column is needed"),
            (self.category.split.as_deref() == Some(""), "category.split", "it must not be empty"),
            (place.lon.is_some() != place.lat.is_some(), "place", "lon and lat are needed together"),
            (place.point.is_some() && place.lon.is_some(), "place.point", "either point, or lon and lat"),
            (
                self.identity.id.is_none() && self.identity.code.is_some(),
                "identity.code",
                "a row code needs an id beside it",
            ),
            (
                self.table.delimiter.is_some_and(|d| !d.is_ascii() || matches!(d, '"' | '\r' | '\n')),
                "table.delimiter",
                "one ASCII character that is no quote and no line break",
            ),
            (
                self.set_aside.iter().any(|s| s.when.is_empty() == s.places.is_empty()),
                "set_aside",
                "either when or places says what is set aside",
            ),
            (extracted.len() < all, "extract", "two groups have the same name"),
            (
                !self.table.header && self.columns().iter().any(named),
                "table.header",
                "without a header, columns are given by position (in rules as \"#3\")",
            ),
        ];
        checks.into_iter().find(|(wrong, ..)| *wrong).map(|(_, key, why)| (key, why))
    }
}
