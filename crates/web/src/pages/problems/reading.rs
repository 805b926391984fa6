//! What stands in a problem, as a reader reads it: facts for the page, fields side by side when an edit came too
//! late, differences between two versions.

use commonbeat_app::problems::Names;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::sheets::{self, Sheet};
use serde_json::Value;

use super::sheet_form::told as told_value;
use super::{area, header_form, paragraphs, person};
use crate::form::Form;
use crate::words::Words;

/// A name and what stands there, in paragraphs.
pub struct Fact {
    /// Name of the field.
    pub name: String,
    /// Paragraphs; none where nothing stands yet.
    pub lines: Vec<String>,
}

impl Fact {
    /// A fact by the name of its field.
    pub fn of(words: &Words, field: &str, text: &str) -> Fact {
        Fact { name: words.field(field), lines: paragraphs(text) }
    }
}

/// The facts that say something.
pub fn told(facts: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    facts.into_iter().filter(|fact| !fact.lines.is_empty()).collect()
}

/// What must always stand there, as a form has it.
pub fn as_form(problem: &Problem) -> Form {
    header_form::fill_public(header_form::fill_header(Form::default(), problem), problem)
}

/// What stands on a sheet and is not told elsewhere on the page.
pub fn of_sheet(words: &Words, names: &Names, sheet: &Sheet, problem: &Problem, but: &[&str]) -> Vec<Fact> {
    let values = sheets::values(sheet, problem);
    let fact = |(_, field): &(sheets::Root, sheets::Field)| Fact {
        name: words.field(field.name),
        lines: told_value(words, names, field, field.name, values.get(field.name).unwrap_or(&Value::Null)),
    };
    told(sheet.fields.iter().filter(|(_, field)| !but.contains(&field.name)).map(fact))
}

/// Names of the fields of two forms, in order, each once; not those that only carry the form.
pub fn field_names(a: &Form, b: &Form) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let carrying = |name: &str| {
        matches!(name, "once" | "read" | "more") || name.ends_with("-count") || name.ends_with("-remove")
    };
    for name in a.names().chain(b.names()) {
        if !carrying(name) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The label of a field.
pub fn field_label(words: &Words, name: &str) -> String {
    words.field(name)
}

/// What stands in a field, in the reader's words: names for ids, texts for choices.
pub fn shown(words: &Words, names: &Names, form: &Form, field: &str) -> String {
    let values: Vec<&str> = form.values(field).filter(|value| !value.is_empty()).collect();
    let one = |value: &&str| -> String {
        let named = |prefix: &str| words.t(&format!("{prefix}-{value}"));
        match field {
            "lead" => value.parse().map_or_else(|_| (*value).to_owned(), |id| person(names, words, id)),
            "beat" | "neighborhood" => area(names, words, value.parse().ok()),
            "review_on" | "next_word_by" => {
                value.parse().map_or_else(|_| (*value).to_owned(), |day: jiff::civil::Date| words.day(day))
            }
            "tier" => named("tier"),
            "shown" => words.t(value),
            _ => (*value).to_owned(),
        }
    };
    let known = values.iter().map(one).collect::<Vec<_>>();
    known.join("; ")
}
