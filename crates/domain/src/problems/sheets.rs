//! Sheets: the parts of a problem that are edited by themselves, each with its fields as data.
//!
//! One table says what every field is called, where it stands in the problem's document and what may stand in it. Forms,
//! the page, the comparison of two versions, the joining of two edits and the check of what comes in are made from it.

mod scan;
mod table;
mod values;

use crate::problems::problem::Stage;

pub use table::SHEETS;
pub use values::{Values, apply, differs, merge, values};

/// What may stand in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One line.
    Line,
    /// Paragraphs.
    Prose,
    /// A day.
    Day,
    /// A whole number, from nought up.
    Number,
    /// A box to tick.
    Tick,
    /// Yes, no, or not answered.
    YesNo,
    /// One of these.
    One(Choices),
    /// Some of these.
    Many(Choices),
    /// Some of these, which are numbers in the document.
    Numbers(Choices),
    /// The 25 techniques.
    Techniques,
    /// Guides by their titles.
    Guides,
    /// Somebody with an account who works on problems.
    Person,
    /// Any number of blocks of the same fields.
    Blocks(&'static [Field]),
    /// One block for each of these.
    Each(Choices, &'static [Field]),
}

/// Names to choose from; the text of one is `PREFIX-NAME` in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Beginning of the keys.
    pub prefix: &'static str,
    /// The names.
    pub names: &'static [&'static str],
}

/// Where a field stands in the problem's document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Above the stages.
    About,
    /// First stage.
    Scanning,
    /// Second stage.
    Analysis,
    /// Third stage.
    Response,
    /// Fourth stage.
    Assessment,
    /// What the fourth stage looks at beside the counts.
    Examined,
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its name: in the document, in forms, and (with `field-` in front) in `locales/`.
    pub name: &'static str,
    /// What may stand in it.
    pub kind: Kind,
}

/// A part of a problem that is edited by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Its name: in addresses, in the trail, and (with `sheet-` in front) in `locales/`.
    pub name: &'static str,
    /// The stage it belongs to; none for what stands above the stages.
    pub stage: Option<Stage>,
    /// Whether a quick problem is asked for it; a formal one is asked for all.
    pub quick: bool,
    /// Its fields, each with where it stands.
    pub fields: &'static [(Root, Field)],
}

impl Sheet {
    /// The sheet with a name.
    pub fn named(name: &str) -> Option<&'static Sheet> {
        SHEETS.iter().find(|sheet| sheet.name == name)
    }

    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|(_, field)| field.name == name).map(|(_, field)| field)
    }
}

/// The sheet on which a field stands.
pub fn sheet_of(field: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.field(field).is_some())
}

/// The field with a name, on whichever sheet.
pub fn field(name: &str) -> Option<&'static Field> {
    SHEETS.iter().find_map(|sheet| sheet.field(name))
}

#[cfg(test)]
mod tests;
