//! What the four stages hold, as the page tells it.

use commonbeat_app::problems::Names;
use commonbeat_domain::problems::analysis::{HypothesisStatus, Node};
use commonbeat_domain::problems::problem::Problem;
use commonbeat_domain::problems::scanning::CheersQuestion;

use crate::pages::problems::reading::{Fact, told};
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
        [s.name.clone(), from(s.non_police), s.flaws.clone()]
    };
    problem.analysis.sources.iter().map(row).collect()
}

pub(super) fn nodes(problem: &Problem, words: &Words) -> Vec<[String; 3]> {
    let row = |node: Node| {
        let notes = problem.analysis.node(node);
        let presence = notes.presence.map(|p| words.t(&format!("presence-{}", p.name())));
        [words.t(&format!("triangle-{}", node.name())), notes.words.clone(), presence.unwrap_or_default()]
    };
    let rows: Vec<_> = Node::ALL.into_iter().map(row).collect();
    if rows.iter().all(|[_, words, _]| words.is_empty()) { Vec::new() } else { rows }
}

pub(super) fn hypothesis(h: &commonbeat_domain::problems::analysis::Hypothesis, words: &Words) -> Hypothesis {
    let fact = |part: &str, text: &str| Fact {
        name: words.t(&format!("hypotheses-part-{part}")),
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
        ]),
    }
}

pub(super) fn chosen_option(
    option: &commonbeat_domain::problems::response::ResponseOption,
    words: &Words,
) -> ChosenOption {
    let techniques: Vec<String> =
        option.techniques.iter().map(|n| format!("{n} {}", words.t(&format!("technique-{n}")))).collect();
    let fact = |part: &str, text: &str| Fact {
        name: words.t(&format!("options-part-{part}")),
        lines: paragraphs(text),
    };
    let side = option.side.map(|node| words.t(&format!("triangle-{}", node.name()))).unwrap_or_default();
    ChosenOption {
        what: option.what.clone(),
        chosen: option.chosen,
        techniques: techniques.join(", "),
        facts: told([
            fact("side", &side),
            fact("owner", &option.owner),
            fact("weighing", &option.weighing),
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

pub(super) fn overrides(problem: &Problem, names: &Names, words: &Words) -> Vec<String> {
    let sentence = |o: &commonbeat_domain::problems::gates::Override| {
        let unmet: Vec<String> = o.unmet.iter().map(|u| words.t(&format!("unmet-{}", u.name()))).collect();
        let args = [
            ("who", person(names, words, o.by)),
            ("day", words.date(o.at)),
            ("unmet", unmet.join(" ")),
            ("reason", o.reason.clone()),
        ];
        words.t_args("problem-override", &args)
    };
    problem.overrides.iter().map(sentence).collect()
}
