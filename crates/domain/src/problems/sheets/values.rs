//! What stands on a sheet, as plain values: taken out of a problem, checked and put back, joined with another edit.

use serde_json::{Map, Value, json};

use super::{Field, Kind, Root, Sheet};
use crate::problems::analysis::{BLOCKS, Node};
use crate::problems::techniques::is_technique;
use crate::problems::{Problem, guides};
use crate::{Refusal, text};

/// Values by the names of their fields.
pub type Values = Map<String, Value>;

/// What stands on a sheet of a problem.
pub fn values(sheet: &Sheet, problem: &Problem) -> Values {
    let mut all = Values::new();
    for (root, field) in sheet.fields {
        let whole = document(problem, *root);
        if let Some(value) = whole.get(field.name) {
            all.insert(field.name.to_owned(), value.clone());
        }
    }
    all
}

/// Puts values back onto a sheet: trimmed, empty blocks dropped; refuses what is too long or cannot stand there. What
/// is not among the values stays.
pub fn apply(sheet: &Sheet, problem: &mut Problem, new: &Values) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    for root in
        [Root::About, Root::Scanning, Root::Analysis, Root::Response, Root::Assessment, Root::Examined]
    {
        let fields = sheet.fields.iter().filter(|(r, f)| *r == root && new.contains_key(f.name));
        let mut whole = Values::new();
        for (_, field) in fields {
            match tidy(field.name, field, new.get(field.name).unwrap_or(&Value::Null)) {
                Ok(value) => drop(whole.insert(field.name.to_owned(), value)),
                Err(refusal) => wrong.push(refusal),
            }
        }
        if !whole.is_empty() && wrong.is_empty() {
            put(problem, root, whole).map_err(|()| Refusal::malformed(sheet.name))?;
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::several(wrong)) }
}

/// Whether a sheet says different things in two versions.
pub fn differs(sheet: &Sheet, a: &Problem, b: &Problem) -> bool {
    values(sheet, a) != values(sheet, b)
}

/// Joins two edits of what both read: what only one changed stays as that one has it; where both changed words, both
/// stand, theirs first; blocks of both stand; of two choices mine, since I saw it last.
pub fn merge(sheet: &Sheet, read: &Values, theirs: &Values, mine: &Values) -> Values {
    let mut joined = Values::new();
    for (_, field) in sheet.fields {
        let of = |values: &Values| values.get(field.name).cloned().unwrap_or(Value::Null);
        joined.insert(field.name.to_owned(), join(field, &of(read), &of(theirs), &of(mine)));
    }
    joined
}

fn join(field: &Field, read: &Value, theirs: &Value, mine: &Value) -> Value {
    if mine == read || mine == theirs {
        return theirs.clone();
    }
    if theirs == read {
        return mine.clone();
    }
    match (&field.kind, theirs, mine) {
        (Kind::Prose | Kind::Line, Value::String(a), Value::String(b)) if a.contains(b.as_str()) => json!(a),
        (Kind::Prose | Kind::Line, Value::String(a), Value::String(b)) if b.contains(a.as_str()) => json!(b),
        (Kind::Prose, Value::String(a), Value::String(b)) => json!(format!("{a}\n\n{b}")),
        (Kind::Line, Value::String(a), Value::String(b)) => json!(format!("{a} / {b}")),
        (
            Kind::Blocks(_) | Kind::Many(_) | Kind::Numbers(_) | Kind::Techniques | Kind::Guides,
            Value::Array(a),
            Value::Array(b),
        ) => {
            let mut all = a.clone();
            all.extend(b.iter().filter(|one| !a.contains(one) && !known(read, one)).cloned());
            Value::Array(all)
        }
        (Kind::Each(_, parts), Value::Array(a), Value::Array(b)) => {
            let none = Value::Null;
            let each = a.iter().zip(b).enumerate().map(|(n, (a, b))| {
                let read = read.get(n).unwrap_or(&none);
                let of = |value: &Value, name: &str| value.get(name).cloned().unwrap_or(Value::Null);
                let one = parts.iter().map(|part| {
                    let name = part.name;
                    (name.to_owned(), join(part, &of(read, name), &of(a, name), &of(b, name)))
                });
                Value::Object(one.collect())
            });
            Value::Array(each.collect())
        }
        _ => mine.clone(),
    }
}

fn known(read: &Value, one: &Value) -> bool {
    read.as_array().is_some_and(|all| all.contains(one))
}

fn document(problem: &Problem, root: Root) -> Value {
    let value = match root {
        Root::About => serde_json::to_value(&problem.about),
        Root::Scanning => serde_json::to_value(&problem.scanning),
        Root::Analysis => serde_json::to_value(&problem.analysis),
        Root::Response => serde_json::to_value(&problem.response),
        Root::Assessment => serde_json::to_value(&problem.assessment),
        Root::Examined => serde_json::to_value(&problem.assessment.examined),
    };
    value.unwrap_or_default()
}

fn put(problem: &mut Problem, root: Root, new: Values) -> Result<(), ()> {
    let Value::Object(mut whole) = document(problem, root) else { return Err(()) };
    for (name, value) in new {
        // What is empty takes the default of its field.
        match value {
            Value::Null => drop(whole.remove(&name)),
            value => drop(whole.insert(name, value)),
        }
    }
    fn of<T: serde::de::DeserializeOwned>(whole: Values) -> Result<T, ()> {
        serde_json::from_value(Value::Object(whole)).map_err(drop)
    }
    match root {
        Root::About => problem.about = of(whole)?,
        Root::Scanning => problem.scanning = of(whole)?,
        Root::Analysis => {
            problem.analysis = of(whole)?;
            // Only a controller can be there and still not work.
            for (node, notes) in Node::ALL.into_iter().zip(&mut problem.analysis.triangle) {
                notes.presence = notes.presence.filter(|_| node.controls());
            }
        }
        Root::Response => problem.response = of(whole)?,
        Root::Assessment => problem.assessment = of(whole)?,
        Root::Examined => problem.assessment.examined = of(whole)?,
    }
    Ok(())
}

/// One value in the form in which it is kept; `name` is the field that a refusal points to.
fn tidy(name: &'static str, field: &Field, value: &Value) -> Result<Value, Refusal> {
    let bad = || Refusal::malformed(name);
    let words = value.as_str().unwrap_or_default().trim();
    Ok(match field.kind {
        Kind::Line => match text::line(name, words) {
            Ok(line) => json!(line),
            Err(Refusal::Required { .. }) => json!(""),
            Err(other) => return Err(other),
        },
        Kind::Prose => json!(text::draft(name, words)?),
        Kind::Day if words.is_empty() => Value::Null,
        Kind::Day if text::far_day(words) => return Err(Refusal::unfit(name, "far-day")),
        Kind::Day => json!(words.parse::<jiff::civil::Date>().map_err(|_| bad())?),
        Kind::Number => match value {
            Value::Null => Value::Null,
            Value::Number(n) => json!(n.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(bad)?),
            _ if words.is_empty() => Value::Null,
            _ => json!(words.replace([',', ' '], "").parse::<u32>().map_err(|_| bad())?),
        },
        Kind::Tick => json!(value.as_bool().unwrap_or(false)),
        Kind::YesNo => value.as_bool().map_or(Value::Null, Value::Bool),
        Kind::One(_) if words.is_empty() => Value::Null,
        Kind::One(choices) => choices.names.contains(&words).then(|| json!(words)).ok_or_else(bad)?,
        Kind::Many(choices) => json!(list(value, |one| choices.names.contains(&one)).ok_or_else(bad)?),
        Kind::Guides => json!(list(value, |one| guides::title(one).is_some()).ok_or_else(bad)?),
        Kind::Numbers(choices) => {
            numbers(value, |n| choices.names.contains(&n.to_string().as_str())).ok_or_else(bad)?
        }
        Kind::Techniques => numbers(value, |n| u8::try_from(n).is_ok_and(is_technique))
            .ok_or(Refusal::malformed("techniques"))?,
        Kind::Person if words.is_empty() => Value::Null,
        Kind::Person => json!(words.parse::<crate::ids::PersonId>().map_err(|_| bad())?),
        Kind::Blocks(parts) => blocks(name, parts, value)?,
        Kind::Each(choices, parts) => {
            let none = Value::Null;
            let each = (0..choices.names.len()).map(|n| block(name, parts, value.get(n).unwrap_or(&none)));
            Value::Array(each.collect::<Result<_, _>>()?)
        }
    })
}

fn blocks(name: &'static str, parts: &[Field], value: &Value) -> Result<Value, Refusal> {
    let given = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut kept = Vec::new();
    for one in given {
        let block = block(name, parts, one)?;
        // A block that only says which kind it is, or holds a ticked box, says nothing.
        let says = |part: &Field| match (part.kind, block.get(part.name)) {
            (Kind::One(_) | Kind::Tick, _) => false,
            (_, Some(Value::String(s))) => !s.is_empty(),
            (_, Some(Value::Array(all))) => !all.is_empty(),
            (_, value) => value.is_some_and(|v| !v.is_null()),
        };
        if parts.iter().any(says) {
            kept.push(block);
        }
    }
    if kept.len() > BLOCKS {
        return Err(Refusal::TooLong { field: name, limit: BLOCKS });
    }
    Ok(Value::Array(kept))
}

fn block(name: &'static str, parts: &[Field], value: &Value) -> Result<Value, Refusal> {
    let mut block = Values::new();
    for part in parts {
        match tidy(name, part, value.get(part.name).unwrap_or(&Value::Null))? {
            Value::Null => {}
            value => drop(block.insert(part.name.to_owned(), value)),
        }
    }
    Ok(Value::Object(block))
}

fn list(value: &Value, known: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    for one in value.as_array().map(Vec::as_slice).unwrap_or_default() {
        let one = one.as_str().filter(|one| known(one))?;
        if !all.iter().any(|known| known == one) {
            all.push(one.to_owned());
        }
    }
    Some(all)
}

fn numbers(value: &Value, known: impl Fn(u64) -> bool) -> Option<Value> {
    let mut all: Vec<u64> = Vec::new();
    for one in value.as_array().map(Vec::as_slice).unwrap_or_default() {
        let n = one.as_u64().or_else(|| one.as_str()?.parse().ok()).filter(|n| known(*n))?;
        all.push(n);
    }
    all.sort_unstable();
    all.dedup();
    Some(json!(all))
}
