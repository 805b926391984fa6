//! What the four stages hold, as the page tells it.

use commonbeat_app::problems::{Names, ProblemView};
use commonbeat_domain::problems::analysis::{HypothesisStatus, Node};
use commonbeat_domain::problems::problem::Problem;
use commonbeat_domain::problems::scanning::CheersQuestion;

use crate::pages::problems::reading::{Fact, told};
use crate::pages::problems::sheet_form::part_label;
use crate::pages::problems::{paragraphs, person};
use crate::words::Words;

/// What was answered to one of the six questions.
pub(super) struct Answer {
    pub(super) question: String,
    pub(super) holds: Option<bool>,
    pub(super) lines: Vec<String>,
}

/// A hypothesis with its evidence.
pub(super) struct Hypothesis {
    pub(super) statement: String,
    pub(super) status: String,
    pub(super) tone: &'static str,
    pub(super) facts: Vec<Fact>,
}

/// An option of the response, chosen or not.
pub(super) struct ChosenOption {
    pub(super) what: String,
    pub(super) chosen: Option<bool>,
    pub(super) techniques: String,
    /// Side, owner able to act, cost, effort, risk, what residents think: for the comparison.
    pub(super) cells: [String; 6],
    pub(super) facts: Vec<Fact>,
}

pub(super) fn scanning(problem: &Problem, words: &Words) -> Vec<Fact> {
    let scanning = &problem.scanning;
    let goal = scanning.goal.map(|goal| words.t(&format!("goal-{}", goal.name())));
    let decision = problem.assessment.decision_needed;
    let decision = decision.map(|d| words.t(&format!("decision-needed-{}", d.name())));
    let offenses: Vec<String> = problem.offenses.iter().map(ToString::to_string).collect();
    let mut facts = vec![
        Fact::of(words, "statement", &scanning.statement),
        Fact::of(words, "goal", &goal.unwrap_or_default()),
        Fact::of(words, "baseline_source", &scanning.baseline_source),
        Fact::of(words, "decision_needed", &decision.unwrap_or_default()),
        Fact::of(words, "community_check", &scanning.community_check),
    ];
    if !offenses.is_empty() {
        facts.push(Fact::of(words, "offenses", &offenses.join(", ")));
    }
    told(facts)
}

pub(super) fn cheers(problem: &Problem, words: &Words) -> Vec<Answer> {
    let answer = |question: CheersQuestion| {
        let answer = problem.scanning.answer(question);
        Answer {
            question: words.t(&format!("cheers-{}", question.name())),
            holds: answer.holds,
            lines: paragraphs(&answer.words),
        }
    };
    CheersQuestion::ALL.into_iter().map(answer).collect()
}

pub(super) fn sources(problem: &Problem, words: &Words) -> Vec<[String; 3]> {
    let from = |outside: bool| words.t(if outside { "source-outside" } else { "source-police" });
    let row = |s: &commonbeat_domain::problems::analysis::DataSource| {
        let kind = s.kind.map(|k| words.t(&format!("source-{}", k.name())));
        let days =
            [s.from, s.until].into_iter().flatten().map(|day| words.day(day)).collect::<Vec<_>>().join(" – ");
        let from =
            [Some(from(s.non_police)), kind, Some(days)].into_iter().flatten().filter(|t| !t.is_empty());
        [s.name.clone(), from.collect::<Vec<_>>().join(" · "), s.flaws.clone()]
    };
    problem.analysis.sources.iter().map(row).collect()
}

pub(super) fn nodes(problem: &Problem, words: &Words) -> Vec<[String; 3]> {
    let row = |node: Node| {
        let notes = problem.analysis.node(node);
        let presence = notes.presence.map(|p| words.t(&format!("presence-{}", p.name())));
        let part = |part: &str, text: &str| {
            (!text.is_empty()).then(|| format!("{}: {text}", part_label(words, "triangle", part)))
        };
        let techniques: Vec<String> =
            notes.techniques.iter().map(|n| format!("{n} {}", words.t(&format!("technique-{n}")))).collect();
        let said = [
            Some(notes.words.clone()).filter(|t| !t.is_empty()),
            part("vulnerability", &notes.vulnerability),
            part("evidence", &notes.evidence),
            part("lever", &notes.lever),
            part("techniques", &techniques.join("; ")),
        ];
        let said = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        [words.t(&format!("triangle-{}", node.name())), said, presence.unwrap_or_default()]
    };
    let rows: Vec<_> = Node::ALL.into_iter().map(row).collect();
    if rows.iter().all(|[_, words, _]| words.is_empty()) { Vec::new() } else { rows }
}

pub(super) fn hypothesis(h: &commonbeat_domain::problems::analysis::Hypothesis, words: &Words) -> Hypothesis {
    let fact = |part: &str, text: &str| Fact {
        name: part_label(words, "hypotheses", part),
        lines: paragraphs(text),
    };
    Hypothesis {
        statement: h.statement.clone(),
        status: words.t(&format!("hypothesis-{}", h.status.name())),
        tone: match h.status {
            HypothesisStatus::Supported => "good",
            HypothesisStatus::Rejected => "plain",
            HypothesisStatus::Untested => "warn",
        },
        facts: told([
            fact("evidence-for", &h.evidence_for),
            fact("evidence-against", &h.evidence_against),
            fact("falsified-by", &h.falsified_by),
            fact("tested-by", &h.tested_by),
        ]),
    }
}

pub(super) fn chosen_option(
    option: &commonbeat_domain::problems::response::ResponseOption,
    words: &Words,
) -> ChosenOption {
    let techniques: Vec<String> =
        option.techniques.iter().map(|n| format!("{n} {}", words.t(&format!("technique-{n}")))).collect();
    let fact =
        |part: &str, text: &str| Fact { name: part_label(words, "options", part), lines: paragraphs(text) };
    let degree = |d: Option<commonbeat_domain::problems::response::Degree>| {
        d.map(|d| words.t(&format!("degree-{}", d.name()))).unwrap_or_default()
    };
    let side = option.side.map(|node| words.t(&format!("triangle-{}", node.name()))).unwrap_or_default();
    let able = option.owner_able.map(|able| words.t(if able { "yes" } else { "no" })).unwrap_or_default();
    let liked = option.acceptability.map(|a| words.t(&format!("acceptability-{}", a.name())));
    ChosenOption {
        what: option.what.clone(),
        chosen: option.chosen,
        techniques: techniques.join(", "),
        cells: [
            side,
            able,
            degree(option.cost),
            degree(option.effort),
            degree(option.risk),
            liked.unwrap_or_default(),
        ],
        facts: told([
            fact("owner", &option.owner),
            fact("weighing", &option.weighing),
            fact("hypothesis", &option.hypothesis),
            fact("evidence", &option.evidence),
            fact("reason", &option.reason),
        ]),
    }
}

pub(super) fn objectives(problem: &Problem, words: &Words) -> Vec<[String; 5]> {
    let row = |o: &commonbeat_domain::problems::response::Objective| {
        let by = o.by.map(|day| words.day(day)).unwrap_or_default();
        [o.measure.clone(), o.baseline.clone(), o.target.clone(), by, o.source.clone()]
    };
    problem.response.objectives.iter().map(row).collect()
}

pub(super) fn assessed(problem: &Problem, words: &Words) -> Vec<Fact> {
    let a = &problem.assessment;
    let displacement = a.displacement.map(|d| words.t(&format!("displacement-{}", d.name())));
    let conclusion = a.conclusion.map(|c| words.t(&format!("conclusion-{}", c.name())));
    told([
        Fact::of(words, "conclusion", &conclusion.unwrap_or_default()),
        Fact::of(words, "displacement", &displacement.unwrap_or_default()),
        Fact::of(words, "displacement_words", &a.displacement_words),
        Fact::of(words, "views", &a.views),
        Fact::of(words, "rivals", &a.rivals),
        Fact::of(words, "next_step", &a.next_step),
    ])
}

/// Level, objective, people: what stands above the stages, shortly.
pub(super) fn about(problem: &Problem, names: &Names, words: &Words) -> Vec<Fact> {
    let a = &problem.about;
    let level = a.level.map(|l| words.t(&format!("level-{}", l.name()))).unwrap_or_default();
    let who = |id: Option<commonbeat_domain::ids::PersonId>| {
        id.map(|id| person(names, words, id)).unwrap_or_default()
    };
    let class =
        a.classification.map(|c| words.t(&format!("classification-{}", c.name()))).unwrap_or_default();
    told([
        Fact::of(words, "objective", &a.objective),
        Fact::of(words, "level", &level),
        Fact::of(words, "supervisor", &who(a.supervisor)),
        Fact::of(words, "backup", &who(a.backup)),
        Fact::of(words, "analyst", &who(a.analyst)),
        Fact::of(words, "target_on", &a.target_on.map(|d| words.day(d)).unwrap_or_default()),
        Fact::of(words, "classification", &class),
    ])
}

/// How it stands, with a tone; escalated reviews say so.
pub(super) fn standing(view: &ProblemView, words: &Words) -> (String, &'static str) {
    let tone = match view.standing.name() {
        "open" | "reopened" => "here",
        "monitoring" | "closed" => "good",
        _ => "plain",
    };
    let name = words.t(&format!("status-{}", view.standing.name()));
    match view.problem.escalated {
        Some(rank) => {
            let rank = words.t(&format!("rank-{}", rank.name()));
            (format!("{name} · {}", words.t1("problem-escalated", "rank", rank)), "warn")
        }
        None => (name, tone),
    }
}

/// Why it was not taken on, where it went, why it was opened again, why enforcement alone was right.
pub(super) fn ending(problem: &Problem, names: &Names, words: &Words) -> Vec<Fact> {
    let mut facts = Vec::new();
    let fact = |key: &str, text: String| Fact { name: words.t(key), lines: paragraphs(&text) };
    if let Some(ending) = &problem.ending {
        let route = ending.route.map(|r| words.t(&format!("route-{}", r.name()))).unwrap_or_default();
        facts.push(fact("ending-route", route));
        facts.push(fact("field-body", ending.body.clone()));
        facts.push(fact("field-into", ending.into.map(|r| r.to_string()).unwrap_or_default()));
        let who =
            format!("{} ({}, {})", ending.reason, person(names, words, ending.by), words.date(ending.at));
        facts.push(fact("field-reason", who));
    }
    for reopened in &problem.reopened {
        let why = match reopened.by {
            Some(_) => reopened.reason.clone(),
            None => trigger(words, &reopened.reason),
        };
        facts.push(fact("ending-reopened", format!("{}: {why}", words.date(reopened.at))));
    }
    for watched in &problem.assessment.examined.watched {
        let args = [("days", words.number(watched.days)), ("n", words.number(watched.events))];
        facts.push(fact(
            "ending-watched",
            format!("{}: {}", words.date(watched.at), words.t_args("watched-found", &args)),
        ));
    }
    if let Some(j) = &problem.response.justified {
        let who = format!("{} ({}, {})", j.reason, person(names, words, j.by), words.date(j.at));
        facts.push(fact("justify-title", who));
    }
    told(facts)
}

/// What the trigger's own words say: events, limit, days.
fn trigger(words: &Words, reason: &str) -> String {
    let parts: Vec<&str> = reason.split(" / ").collect();
    match parts[..] {
        [n, limit, days] => {
            let args = [("n", n.to_owned()), ("limit", limit.to_owned()), ("days", days.to_owned())];
            words.t_args("ending-trigger", &args)
        }
        _ => reason.to_owned(),
    }
}

/// Signatures, the last first.
pub(super) fn signs(problem: &Problem, names: &Names, words: &Words) -> Vec<(String, String)> {
    let line = |s: &commonbeat_domain::problems::signs::Sign| {
        let args = [
            ("who", person(names, words, s.by)),
            ("rank", words.t(&format!("rank-{}", s.rank.name()))),
            ("step", words.t(&format!("step-{}", s.step.name()))),
            ("verdict", words.t(&format!("verdict-{}", s.verdict.name()))),
            ("day", words.moment(s.at)),
            ("version", words.number(s.version)),
            ("hash", s.hash.chars().take(8).collect::<String>()),
        ];
        (words.t_args("sign-line", &args), s.words.clone())
    };
    problem.signs.iter().rev().map(line).collect()
}

pub(super) fn overrides(problem: &Problem, names: &Names, words: &Words) -> Vec<String> {
    let sentence = |o: &commonbeat_domain::problems::gates::Override| {
        let unmet: Vec<String> = o.unmet.iter().map(|u| words.t(&format!("unmet-{}", u.name()))).collect();
        let args = [
            ("who", person(names, words, o.by)),
            ("day", words.date(o.at)),
            ("unmet", unmet.join(" ")),
            ("reason", o.reason.clone()),
            ("until", o.until.map(|day| words.day(day)).unwrap_or_default()),
        ];
        words.t_args(if o.until.is_some() { "problem-override-until" } else { "problem-override" }, &args)
    };
    problem.overrides.iter().map(sentence).collect()
}
