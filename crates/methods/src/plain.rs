//! An answer as lines for the eye: single values, rows of tables, and lists cut short.

use serde_json::{Map, Value};

use crate::Answer;

/// How many entries of a long list are shown.
const SHOWN: usize = 10;

/// The answer without JSON: a line for a value, a row for a row. Long lists are cut, and say how much is left out.
#[must_use]
pub fn plain(answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, value) in answer.iter().filter(|(key, _)| !["options", "inputs"].contains(&key.as_str())) {
        put(&mut lines, key, value);
    }
    lines
}

fn put(lines: &mut Vec<String>, key: &str, value: &Value) {
    let name = key.replace('_', " ");
    match value {
        Value::Array(rows) if rows.iter().any(|row| row.is_array() || row.is_object()) => {
            lines.push(format!("{name}:"));
            lines.extend(rows.iter().take(SHOWN).map(|row| format!("  {}", row_text(row))));
            more(lines, rows.len());
        }
        Value::Object(fields) => lines.push(format!("{name}: {}", fields_text(fields))),
        Value::Array(list) => {
            let shown: Vec<String> = list.iter().take(SHOWN).map(short).collect();
            let rest =
                if list.len() > SHOWN { format!(" ... ({} in all)", list.len()) } else { String::new() };
            lines.push(format!("{name}: {}{rest}", shown.join(", ")));
        }
        single => lines.push(format!("{name}: {}", short(single))),
    }
}

fn more(lines: &mut Vec<String>, all: usize) {
    if all > SHOWN {
        lines.push(format!("  ... {} more; --json has all", all - SHOWN));
    }
}

fn row_text(row: &Value) -> String {
    match row {
        Value::Array(cells) => {
            cells.iter().map(|cell| format!("{:>10}", short(cell))).collect::<Vec<_>>().join(" ")
        }
        Value::Object(fields) => fields_text(fields),
        single => short(single),
    }
}

fn fields_text(fields: &Map<String, Value>) -> String {
    let field = |(key, value): (&String, &Value)| format!("{} {}", key.replace('_', " "), short(value));
    fields.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn short(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (None, Some(real)) if real != 0.0 && !(1e-4..1e9).contains(&real.abs()) => format!("{real:.4e}"),
            (None, Some(real)) => format!("{real:.4}"),
            _ => number.to_string(),
        },
        Value::Array(list) => list.iter().map(short).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
