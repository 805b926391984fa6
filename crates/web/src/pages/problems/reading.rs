//! What stands in a problem, as a reader reads it: facts for the page, fields side by side when an edit came too
//! late, differences between two versions.

use commonbeat_app::problems::Names;
use commonbeat_domain::problems::Problem;

use super::{area, paragraphs, person, sections};
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

/// Every field of a problem as a form has it.
pub fn as_form(problem: &Problem) -> Form {
    let mut form = sections::fill_header(Form::default(), problem);
    form = sections::fill_scanning(form, problem);
    form = sections::fill_analysis(form, problem);
    form = sections::fill_response(form, problem);
    form = sections::fill_assessment(form, problem);
    sections::fill_public(form, problem)
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

/// The label of a field: of a block, its kind, number and part.
pub fn field_label(words: &Words, name: &str) -> String {
    let parts: Vec<&str> = name.splitn(3, '-').collect();
    match parts[..] {
        ["cheers", question, part] => {
            format!("{}: {}", words.t(&format!("cheers-{question}")), block_part(words, "cheers", part))
        }
        ["triangle", node, part] => {
            format!("{}: {}", words.t(&format!("triangle-{node}")), block_part(words, "triangle", part))
        }
        [kind, number, part] => {
            let number: usize = number.parse().unwrap_or(0);
            let title = words.t1(&format!("{kind}-numbered"), "number", number + 1);
            format!("{title}: {}", block_part(words, kind, part))
        }
        _ => words.field(name),
    }
}

fn block_part(words: &Words, kind: &str, part: &str) -> String {
    words.t(&format!("{kind}-part-{}", part.replace('_', "-")))
}

/// What stands in a field, in the reader's words: names for ids, texts for choices.
pub fn shown(words: &Words, names: &Names, form: &Form, field: &str) -> String {
    let values: Vec<&str> = form.values(field).filter(|value| !value.is_empty()).collect();
    let last = field.rsplit('-').next().unwrap_or(field);
    let one = |value: &&str| -> String {
        let named = |prefix: &str| words.t(&format!("{prefix}-{value}"));
        match last {
            "lead" => value.parse().map_or_else(|_| (*value).to_owned(), |id| person(names, words, id)),
            "beat" | "neighborhood" => area(names, words, value.parse().ok()),
            "review_on" | "starts_on" | "next_word_by" | "by" => {
                value.parse().map_or_else(|_| (*value).to_owned(), |day: jiff::civil::Date| words.day(day))
            }
            "tier" => named("tier"),
            "goal" => named("goal"),
            "decision_needed" => named("decision-needed"),
            "displacement" => named("displacement"),
            "conclusion" => named("conclusion"),
            "presence" => named("presence"),
            "status" => named("hypothesis"),
            "side" => named("triangle"),
            "techniques" => format!("{value} {}", named("technique")),
            "holds" | "chosen" | "non_police" | "shown" => words.t(value),
            _ => (*value).to_owned(),
        }
    };
    let known = values.iter().map(one).collect::<Vec<_>>();
    known.join("; ")
}
