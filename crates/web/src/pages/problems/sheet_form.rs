//! Sheets as forms: filled from what stands there, read back as it was typed. The names of a form's fields are those
//! of the sheet; of a block, its kind, number and part.

use commonbeat_app::problems::Names;
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::problems::analysis::BLOCKS;
use commonbeat_domain::problems::guides;
use commonbeat_domain::problems::sheets::{Field, Kind, Sheet, Values};
use serde_json::{Value, json};

use crate::form::Form;
use crate::words::Words;

/// How many blocks of a kind the form holds; one more than there are, so that one is always empty.
pub fn block_count(form: &Form, kind: &str) -> usize {
    form.value(&format!("{kind}-count")).parse().unwrap_or(1).clamp(1, BLOCKS + 1)
}

/// The form of a sheet.
pub fn fill(mut form: Form, sheet: &Sheet, values: &Values) -> Form {
    for (_, field) in sheet.fields {
        let none = Value::Null;
        form = put(form, field.name, field, values.get(field.name).unwrap_or(&none));
    }
    form
}

fn put(mut form: Form, name: &str, field: &Field, value: &Value) -> Form {
    match (field.kind, value) {
        (Kind::Blocks(parts), value) => {
            let blocks = value.as_array().map(Vec::as_slice).unwrap_or_default();
            for (n, block) in blocks.iter().enumerate() {
                form = put_block(form, &format!("{name}-{n}"), parts, block);
            }
            form.with(&format!("{name}-count"), (blocks.len() + 1).min(BLOCKS + 1))
        }
        (Kind::Each(choices, parts), value) => {
            for (n, key) in choices.names.iter().enumerate() {
                form = put_block(form, &format!("{name}-{key}"), parts, value.get(n).unwrap_or(&Value::Null));
            }
            form
        }
        (_, Value::Array(all)) => all.iter().fold(form, |form, one| form.with(name, plain(one))),
        (_, Value::Null) => form,
        (_, value) => form.with(name, plain(value)),
    }
}

fn put_block(mut form: Form, block: &str, parts: &[Field], value: &Value) -> Form {
    for part in parts {
        form =
            put(form, &format!("{block}-{}", part.name), part, value.get(part.name).unwrap_or(&Value::Null));
    }
    form
}

/// A value as a form has it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// What was typed into the form of a sheet.
pub fn read(form: &Form, sheet: &Sheet) -> Values {
    sheet.fields.iter().map(|(_, field)| (field.name.to_owned(), take(form, field.name, field))).collect()
}

fn take(form: &Form, name: &str, field: &Field) -> Value {
    match field.kind {
        Kind::Line | Kind::Prose | Kind::Day | Kind::One(_) | Kind::Person | Kind::Number => {
            json!(form.value(name))
        }
        Kind::Tick => json!(form.has(name, "yes")),
        Kind::YesNo => match form.value(name) {
            "yes" => json!(true),
            "no" => json!(false),
            _ => Value::Null,
        },
        Kind::Many(_) | Kind::Numbers(_) | Kind::Techniques | Kind::Guides => {
            json!(form.values(name).filter(|v| !v.is_empty()).collect::<Vec<_>>())
        }
        Kind::Blocks(parts) => {
            let kept = (0..block_count(form, name)).map(|n| format!("{name}-{n}"));
            let kept = kept.filter(|block| form.value(&format!("{block}-remove")) != "yes");
            Value::Array(kept.map(|block| take_block(form, &block, parts)).collect())
        }
        Kind::Each(choices, parts) => {
            let each = choices.names.iter().map(|key| take_block(form, &format!("{name}-{key}"), parts));
            Value::Array(each.collect())
        }
    }
}

fn take_block(form: &Form, block: &str, parts: &[Field]) -> Value {
    let parts =
        parts.iter().map(|part| (part.name.to_owned(), take(form, &format!("{block}-{}", part.name), part)));
    Value::Object(parts.collect())
}

/// The label of a part of a block: its own, or the one that blocks share.
pub fn part_label(words: &Words, kind: &str, part: &str) -> String {
    let part = part.replace('_', "-");
    words
        .maybe(&format!("{}-part-{part}", kind.replace('_', "-")))
        .unwrap_or_else(|| words.t(&format!("part-{part}")))
}

/// What stands in a field, in the reader's words: lines of the page, or of a comparison.
pub fn told(words: &Words, names: &Names, field: &Field, name: &str, value: &Value) -> Vec<String> {
    match (field.kind, value) {
        (Kind::Blocks(parts), Value::Array(blocks)) => blocks
            .iter()
            .map(|block| in_one(words, names, name, parts, block))
            .filter(|l| !l.is_empty())
            .collect(),
        (Kind::Each(choices, parts), Value::Array(blocks)) => {
            let one = |(key, block): (&&str, &Value)| {
                let line = in_one(words, names, name, parts, block);
                let title = words.t(&format!("{}-{key}", choices.prefix));
                (!line.is_empty()).then(|| format!("{title}: {line}"))
            };
            choices.names.iter().zip(blocks).filter_map(one).collect()
        }
        (kind, value) => {
            let text = one(words, names, kind, value);
            text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
        }
    }
}

fn in_one(words: &Words, names: &Names, kind: &str, parts: &[Field], block: &Value) -> String {
    let said = parts.iter().filter_map(|part| {
        let text = one(words, names, part.kind, block.get(part.name)?);
        (!text.is_empty()).then(|| format!("{}: {text}", part_label(words, kind, part.name)))
    });
    said.collect::<Vec<_>>().join(" · ")
}

fn one(words: &Words, names: &Names, kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (_, Value::Null) | (Kind::Tick, Value::Bool(false)) => String::new(),
        (_, Value::Bool(held)) => words.t(if *held { "yes" } else { "no" }),
        (_, Value::String(text)) if text.is_empty() => String::new(),
        (Kind::One(choices), Value::String(text)) => words.t(&format!("{}-{text}", choices.prefix)),
        (Kind::Day, Value::String(text)) => {
            text.parse().map_or(text.clone(), |day: jiff::civil::Date| words.day(day))
        }
        (Kind::Person, Value::String(text)) => match text.parse::<PersonId>() {
            Ok(id) => super::person(names, words, id),
            Err(_) => text.clone(),
        },
        (kind, Value::Array(all)) => {
            let name = |one: &Value| match kind {
                Kind::Techniques => format!("{one} {}", words.t(&format!("technique-{one}"))),
                Kind::Guides => guides::title(&plain(one)).unwrap_or_default().to_owned(),
                Kind::Many(c) | Kind::Numbers(c) => words.t(&format!("{}-{}", c.prefix, plain(one))),
                _ => plain(one),
            };
            all.iter().map(name).collect::<Vec<_>>().join("; ")
        }
        (Kind::Number, Value::Number(n)) => words.number(n.as_i64().unwrap_or_default()),
        (_, other) => plain(other),
    }
}
