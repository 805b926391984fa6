//! The words by which a thing is found: what people wrote, and marks for what they chose from lists.

use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::tasks::Task;
use serde_json::Value;

/// Words of a problem: its reference, every text in it, and marks of its classes, type and techniques.
pub(crate) fn of_problem(problem: &Problem) -> String {
    let mut words = vec![problem.reference.to_string()];
    if let Ok(document) = serde_json::to_value(problem) {
        texts(&document, &mut words);
    }
    let techniques = problem.analysis.triangle.iter().flat_map(|node| &node.techniques);
    let techniques = techniques.chain(problem.response.options.iter().flat_map(|option| &option.techniques));
    words.extend(techniques.map(|number| mark("technique", number)));
    words.extend(problem.offenses.iter().map(|class| mark("offense", class)));
    words.extend(problem.about.behavior.map(|behavior| mark("behavior", behavior.name())));
    words.extend(problem.about.environment.map(|place| mark("environment", place.name())));
    joined(words)
}

/// Words of a concern: its reference, what was said and where. Nothing that leads to the person who said it.
pub(crate) fn of_concern(concern: &Concern) -> String {
    joined(vec![concern.reference.to_string(), concern.words.clone(), concern.place_text.clone()])
}

/// Words of a task.
pub(crate) fn of_task(task: &Task) -> String {
    let log = task.log.iter().map(|logged| logged.words.clone());
    let own = [&task.what, &task.where_when, &task.planned, &task.done, &task.deviation].map(Clone::clone);
    joined(own.into_iter().chain(log).collect())
}

/// What stands for a choice from a list; no word that people write has brackets around it.
fn mark(list: &str, choice: impl std::fmt::Display) -> String {
    format!("[{list}-{choice}]")
}

fn joined(words: Vec<String>) -> String {
    let all = words.join(" ").to_lowercase();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every text that somebody wrote; names of choices, ids and moments are left out.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if !chosen(text) => into.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        Value::Object(all) => all.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}

/// Whether a text is the name of a choice, an id, a day or a moment: small letters, digits and hyphens alone, or a
/// moment.
fn chosen(text: &str) -> bool {
    let name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.bytes().all(name) || text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_found_and_names_of_choices_ids_and_moments_are_not() {
        let document = serde_json::json!({
            "title": "Noise at the Pier",
            "stage": "scanning",
            "id": "0190b7a2-0000-7000-8000-000000000001",
            "at": "2026-03-01T00:00:00Z",
            "day": "2026-03-01",
            "rows": [{ "words": "Calle Olmo" }, 7, null],
        });
        let mut found = Vec::new();
        texts(&document, &mut found);
        found.sort();
        assert_eq!(found, ["Calle Olmo", "Noise at the Pier"]);
    }

    #[test]
    fn words_are_small_letters_with_single_blanks() {
        assert_eq!(
            joined(vec!["P-2026-0001".into(), "  ÁREA\n de  Juegos ".into()]),
            "p-2026-0001 área de juegos"
        );
    }
}
