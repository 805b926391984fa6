use serde_json::json;

use super::*;
use crate::Refusal;
use crate::problems::Problem;
use crate::problems::analysis::{BLOCKS, HypothesisStatus, Node, Presence};
use crate::problems::problem::Tier;
use crate::problems::problem::tests::problem;

fn put(problem: &mut Problem, sheet: &str, typed: serde_json::Value) -> Result<(), Refusal> {
    let serde_json::Value::Object(typed) = typed else { panic!("{typed}") };
    apply(Sheet::named(sheet).unwrap(), problem, &typed)
}

/// Something for each kind of field.
fn sample(kind: Kind) -> serde_json::Value {
    match kind {
        Kind::Line | Kind::Prose => json!("x"),
        Kind::Day => json!("2026-02-16"),
        Kind::Number => json!(3),
        Kind::Tick | Kind::YesNo => json!(true),
        Kind::One(choices) => json!(choices.names[0]),
        Kind::Many(choices) => json!([choices.names[0]]),
        Kind::Numbers(choices) => json!([choices.names[0].parse::<u32>().unwrap()]),
        Kind::Techniques => json!([7]),
        Kind::Guides => json!(["bar-assaults"]),
        Kind::Person => json!("00000000-0000-0000-0000-000000000001"),
        Kind::Blocks(parts) => json!([block(parts)]),
        Kind::Each(choices, parts) => json!(vec![block(parts); choices.names.len()]),
    }
}

fn block(parts: &[Field]) -> serde_json::Value {
    parts.iter().map(|part| (part.name.to_owned(), sample(part.kind))).collect::<Values>().into()
}

#[test]
fn every_field_of_every_sheet_is_kept_as_it_was_given() {
    for sheet in SHEETS {
        let mut p = problem(Tier::Formal);
        let given: Values = sheet.fields.iter().map(|(_, f)| (f.name.to_owned(), sample(f.kind))).collect();
        apply(sheet, &mut p, &given).unwrap_or_else(|e| panic!("{}: {e}", sheet.name));
        let kept = values(sheet, &p);
        for (name, value) in &given {
            match (value, &kept[name]) {
                // Only a controller can be rated; everything else is kept to the letter.
                _ if name == "triangle" => {}
                (given, kept) => assert_eq!(kept, given, "{} of {}", name, sheet.name),
            }
        }
    }
}

#[test]
fn every_choice_of_every_field_is_a_value_of_the_domain() {
    for sheet in SHEETS {
        for (_, field) in sheet.fields {
            let each: Vec<serde_json::Value> = match field.kind {
                Kind::One(c) => c.names.iter().map(|n| json!(n)).collect(),
                Kind::Many(c) => vec![json!(c.names)],
                Kind::Blocks(parts) => choices(parts).into_iter().map(|b| json!([b])).collect(),
                Kind::Each(c, parts) => {
                    choices(parts).into_iter().map(|b| json!(vec![b; c.names.len()])).collect()
                }
                _ => continue,
            };
            for value in each {
                let typed: Values = [(field.name.to_owned(), value.clone())].into_iter().collect();
                apply(sheet, &mut problem(Tier::Quick), &typed)
                    .unwrap_or_else(|e| panic!("{} = {value}: {e}", field.name));
            }
        }
    }
}

fn choices(parts: &[Field]) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for part in parts {
        if let Kind::One(c) = part.kind {
            for name in c.names {
                let mut one = block(parts);
                one[part.name] = json!(name);
                all.push(one);
            }
        }
    }
    all
}

#[test]
fn a_draft_loses_empty_blocks_and_keeps_its_words() {
    let mut p = problem(Tier::Quick);
    let typed = json!({ "hypotheses": [
        { "statement": " ", "status": "supported" },
        { "statement": " No light after ten. ", "status": "" },
    ] });
    put(&mut p, "hypotheses", typed).unwrap();
    assert_eq!(p.analysis.hypotheses.len(), 1);
    assert_eq!(p.analysis.hypotheses[0].statement, "No light after ten.");
    assert_eq!(p.analysis.hypotheses[0].status, HypothesisStatus::Untested);
}

#[test]
fn a_draft_with_endless_blocks_or_words_is_refused() {
    let mut p = problem(Tier::Quick);
    let many = json!({ "hypotheses": vec![json!({ "statement": "x" }); BLOCKS + 1] });
    assert!(matches!(put(&mut p, "hypotheses", many), Err(Refusal::TooLong { field: "hypotheses", .. })));
    let long = json!({ "account": "x".repeat(crate::text::PROSE + 1) });
    assert!(matches!(put(&mut p, "account", long), Err(Refusal::TooLong { field: "account", .. })));
    assert_eq!(put(&mut p, "harm", json!({ "events": "many" })), Err(Refusal::malformed("events")));
    assert_eq!(put(&mut p, "people", json!({ "level": "huge" })), Err(Refusal::malformed("level")));
}

#[test]
fn an_option_keeps_each_technique_once_and_none_that_does_not_exist() {
    let mut p = problem(Tier::Quick);
    let option = |all: &[u32]| json!({ "options": [{ "what": "Light the lot", "techniques": all }] });
    put(&mut p, "response", option(&[7, 2, 7])).unwrap();
    assert_eq!(p.response.options[0].techniques, [2, 7]);
    for wrong in [0, 26] {
        assert_eq!(put(&mut p, "response", option(&[wrong])), Err(Refusal::malformed("techniques")));
    }
}

#[test]
fn what_was_not_sent_stays() {
    let mut p = problem(Tier::Quick);
    put(&mut p, "scanning", json!({ "goal": "reduce" })).unwrap();
    assert_eq!(p.scanning.statement, "Cars parked overnight are broken into.");
    put(
        &mut p,
        "triangle",
        json!({ "triangle": [
        { "words": "Boys after school", "presence": "absent" }, {}, {}, {}, {}, { "presence": "absent" },
    ] }),
    )
    .unwrap();
    assert_eq!(p.analysis.node(Node::Manager).presence, Some(Presence::Absent));
}

#[test]
fn two_edits_of_the_same_sheet_are_joined_and_nothing_is_lost() {
    let sheet = Sheet::named("analysis").unwrap();
    let of = |value: serde_json::Value| value.as_object().unwrap().clone();
    let read =
        of(json!({ "current_response": "Patrol", "current_limits": "", "sources": [{ "name": "Calls" }] }));
    let theirs = of(json!({ "current_response": "Patrol at two.", "current_limits": "Ends at three",
        "sources": [{ "name": "Calls" }, { "name": "Survey" }] }));
    let mine = of(json!({ "current_response": "Patrol, by bike.", "current_limits": "",
        "current_hours": 4, "sources": [{ "name": "Calls" }, { "name": "Walk" }] }));
    let joined = merge(sheet, &read, &theirs, &mine);
    assert_eq!(joined["current_response"], json!("Patrol at two.\n\nPatrol, by bike."));
    assert_eq!(joined["current_limits"], json!("Ends at three"));
    assert_eq!(joined["current_hours"], json!(4));
    assert_eq!(joined["sources"], json!([{ "name": "Calls" }, { "name": "Survey" }, { "name": "Walk" }]));
}

#[test]
fn each_field_stands_on_one_sheet_but_the_decision_which_is_asked_twice() {
    let mut seen = std::collections::BTreeSet::new();
    for sheet in SHEETS {
        for (_, field) in sheet.fields {
            assert!(seen.insert(field.name) || field.name == "decision_needed", "{}", field.name);
        }
    }
}
