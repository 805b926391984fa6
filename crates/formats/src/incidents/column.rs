//! How a profile names columns.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A column by its name in the header, or by its position from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Its name.
    Name(String),
    /// Its position, from 1.
    Position(usize),
}

impl Column {
    /// As a rule of a profile names it: `#3` is the third column.
    pub(crate) fn of_rule(text: &str) -> Column {
        match text.strip_prefix('#').and_then(|n| n.parse().ok()) {
            Some(position) => Column::Position(position),
            None => Column::Name(text.to_owned()),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Column::Name(name) => f.write_str(name),
            Column::Position(position) => write!(f, "{position}"),
        }
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Column::Name(name) => out.serialize_str(name),
            Column::Position(position) => out.serialize_u64(*position as u64),
        }
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(ColumnVisitor)
    }
}

struct ColumnVisitor;

impl Visitor<'_> for ColumnVisitor {
    type Value = Column;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column: its name in quotes, or its position from 1")
    }
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Column, E> {
        if name.trim().is_empty() {
            Err(E::custom("a column's name is empty"))
        } else {
            Ok(Column::Name(name.into()))
        }
    }
    fn visit_i64<E: de::Error>(self, position: i64) -> Result<Column, E> {
        match usize::try_from(position) {
            Ok(position @ 1..=10_000) => Ok(Column::Position(position)),
            _ => Err(E::custom(format!("{position} is no position of a column: they count from 1"))),
        }
    }
    fn visit_u64<E: de::Error>(self, position: u64) -> Result<Column, E> {
        self.visit_i64(i64::try_from(position).unwrap_or(0))
    }
}

/// `"A"` or `["A", "B"]`.
pub(super) mod one_or_many {
    use super::*;

    pub fn serialize<S: Serializer>(columns: &[Column], out: S) -> Result<S::Ok, S::Error> {
        columns.serialize(out)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Column>, D::Error> {
        input.deserialize_any(Many)
    }

    struct Many;

    impl<'de> Visitor<'de> for Many {
        type Value = Vec<Column>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a column or a list of columns")
        }
        fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
            ColumnVisitor.visit_str(name).map(|c| vec![c])
        }
        fn visit_i64<E: de::Error>(self, position: i64) -> Result<Self::Value, E> {
            ColumnVisitor.visit_i64(position).map(|c| vec![c])
        }
        fn visit_u64<E: de::Error>(self, position: u64) -> Result<Self::Value, E> {
            ColumnVisitor.visit_u64(position).map(|c| vec![c])
        }
        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut columns = Vec::new();
            while let Some(column) = list.next_element()? {
                columns.push(column);
            }
            Ok(columns)
        }
    }
}
