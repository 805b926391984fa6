//! The forms of a problem's parts: filled from the problem, read back into it.

use commonbeat_app::problems::AssessmentWords;
use commonbeat_domain::problems::Problem;
use commonbeat_domain::problems::analysis::{
    Analysis, BLOCKS, DataSource, Hypothesis, HypothesisStatus, Node, NodeNotes, Presence,
};
use commonbeat_domain::problems::assessment::{Conclusion, DecisionNeeded, Displacement};
use commonbeat_domain::problems::problem::{Header, PublicNote};
use commonbeat_domain::problems::response::{Objective, Response, ResponseOption};
use commonbeat_domain::problems::scanning::{BroadGoal, CheersAnswer, CheersQuestion, Scanning};
use jiff::civil::Date;

use crate::form::Form;

/// The value of one part of a block, such as `hypotheses-0` and `statement`.
fn part<'a>(form: &'a Form, block: &str, part: &str) -> &'a str {
    form.value(&format!("{block}-{part}"))
}

fn words(form: &Form, block: &str, name: &str) -> String {
    part(form, block, name).to_owned()
}

fn yes_no(held: Option<bool>) -> &'static str {
    match held {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

fn held(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// How many blocks of a kind the form holds; one more than there are, so that one is always empty.
pub fn block_count(form: &Form, kind: &str) -> usize {
    part(form, kind, "count").parse().unwrap_or(1).clamp(1, BLOCKS + 1)
}

/// Names of a kind's blocks that are not to be removed.
fn kept(form: &Form, kind: &str) -> Vec<String> {
    (0..block_count(form, kind))
        .map(|n| format!("{kind}-{n}"))
        .filter(|block| part(form, block, "remove") != "yes")
        .collect()
}

fn with_count(form: Form, kind: &str, known: usize) -> Form {
    form.with(&format!("{kind}-count"), (known + 1).min(BLOCKS + 1))
}

/// The form of the first stage.
pub fn fill_scanning(mut form: Form, problem: &Problem) -> Form {
    let scanning = &problem.scanning;
    for question in CheersQuestion::ALL {
        let answer = scanning.answer(question);
        let block = format!("cheers-{}", question.name());
        form = form
            .with(&format!("{block}-holds"), yes_no(answer.holds))
            .with(&format!("{block}-words"), &answer.words);
    }
    form.with("statement", &scanning.statement)
        .with("goal", scanning.goal.map_or("", BroadGoal::name))
        .with("baseline_source", &scanning.baseline_source)
        .with("community_check", &scanning.community_check)
        .with("decision_needed", problem.assessment.decision_needed.map_or("", DecisionNeeded::name))
}

/// The first stage as typed.
pub fn read_scanning(form: &mut Form) -> (Scanning, Option<DecisionNeeded>) {
    let cheers = CheersQuestion::ALL.map(|question| {
        let block = format!("cheers-{}", question.name());
        CheersAnswer { holds: held(part(form, &block, "holds")), words: words(form, &block, "words") }
    });
    let scanning = Scanning {
        statement: form.value("statement").to_owned(),
        cheers,
        goal: form.read_optional::<BroadGoal>("goal"),
        baseline_source: form.value("baseline_source").to_owned(),
        community_check: form.value("community_check").to_owned(),
    };
    (scanning, form.read_optional::<DecisionNeeded>("decision_needed"))
}

/// The form of the second stage.
pub fn fill_analysis(mut form: Form, problem: &Problem) -> Form {
    let analysis = &problem.analysis;
    for node in Node::ALL {
        let notes = analysis.node(node);
        let block = format!("triangle-{}", node.name());
        form = form
            .with(&format!("{block}-words"), &notes.words)
            .with(&format!("{block}-presence"), notes.presence.map_or("", Presence::name));
    }
    for (n, source) in analysis.sources.iter().enumerate() {
        let block = format!("sources-{n}");
        form = form
            .with(&format!("{block}-name"), &source.name)
            .with(&format!("{block}-non_police"), if source.non_police { "yes" } else { "" })
            .with(&format!("{block}-flaws"), &source.flaws);
    }
    for (n, hypothesis) in analysis.hypotheses.iter().enumerate() {
        let block = format!("hypotheses-{n}");
        form = form
            .with(&format!("{block}-statement"), &hypothesis.statement)
            .with(&format!("{block}-evidence_for"), &hypothesis.evidence_for)
            .with(&format!("{block}-evidence_against"), &hypothesis.evidence_against)
            .with(&format!("{block}-falsified_by"), &hypothesis.falsified_by)
            .with(&format!("{block}-status"), hypothesis.status.name());
    }
    form = with_count(form, "sources", analysis.sources.len());
    form = with_count(form, "hypotheses", analysis.hypotheses.len());
    form.with("account", &analysis.account).with("current_response", &analysis.current_response)
}

/// The second stage as typed.
pub fn read_analysis(form: &Form) -> Analysis {
    Analysis {
        sources: kept(form, "sources")
            .iter()
            .map(|block| DataSource {
                name: words(form, block, "name"),
                non_police: part(form, block, "non_police") == "yes",
                flaws: words(form, block, "flaws"),
            })
            .collect(),
        account: form.value("account").to_owned(),
        triangle: Node::ALL.map(|node| {
            let block = format!("triangle-{}", node.name());
            NodeNotes {
                words: words(form, &block, "words"),
                presence: part(form, &block, "presence").parse::<Presence>().ok(),
            }
        }),
        hypotheses: kept(form, "hypotheses")
            .iter()
            .map(|block| Hypothesis {
                statement: words(form, block, "statement"),
                evidence_for: words(form, block, "evidence_for"),
                evidence_against: words(form, block, "evidence_against"),
                falsified_by: words(form, block, "falsified_by"),
                status: part(form, block, "status").parse::<HypothesisStatus>().unwrap_or_default(),
            })
            .collect(),
        current_response: form.value("current_response").to_owned(),
    }
}

/// The form of the third stage.
pub fn fill_response(mut form: Form, problem: &Problem) -> Form {
    let response = &problem.response;
    for (n, option) in response.options.iter().enumerate() {
        let block = format!("options-{n}");
        for technique in &option.techniques {
            form = form.with(&format!("{block}-techniques"), technique);
        }
        form = form
            .with(&format!("{block}-what"), &option.what)
            .with(&format!("{block}-side"), option.side.map_or("", Node::name))
            .with(&format!("{block}-owner"), &option.owner)
            .with(&format!("{block}-weighing"), &option.weighing)
            .with(&format!("{block}-chosen"), yes_no(option.chosen))
            .with(&format!("{block}-reason"), &option.reason);
    }
    for (n, objective) in response.objectives.iter().enumerate() {
        let block = format!("objectives-{n}");
        form = form
            .with(&format!("{block}-measure"), &objective.measure)
            .with(&format!("{block}-baseline"), &objective.baseline)
            .with(&format!("{block}-target"), &objective.target)
            .with(&format!("{block}-by"), objective.by.map(|day| day.to_string()).unwrap_or_default())
            .with(&format!("{block}-source"), &objective.source);
    }
    form = with_count(form, "options", response.options.len());
    form = with_count(form, "objectives", response.objectives.len());
    form.with("mechanism", &response.mechanism)
        .with("fairness", &response.fairness)
        .with("starts_on", response.starts_on.map(|day| day.to_string()).unwrap_or_default())
}

/// The third stage as typed.
pub fn read_response(form: &mut Form) -> Response {
    let options = kept(form, "options").iter().map(|block| option(form, block)).collect();
    let blocks = kept(form, "objectives");
    let mut objectives = Vec::new();
    for block in &blocks {
        let by = part(form, block, "by").trim().to_owned();
        if !by.is_empty() && by.parse::<Date>().is_err() {
            form.refuse(commonbeat_domain::Refusal::malformed("objectives"));
        }
        objectives.push(Objective {
            measure: words(form, block, "measure"),
            baseline: words(form, block, "baseline"),
            target: words(form, block, "target"),
            by: by.parse().ok(),
            source: words(form, block, "source"),
        });
    }
    Response {
        options,
        mechanism: form.value("mechanism").to_owned(),
        objectives,
        fairness: form.value("fairness").to_owned(),
        starts_on: form.read_optional::<Date>("starts_on"),
    }
}

fn option(form: &Form, block: &str) -> ResponseOption {
    let techniques = format!("{block}-techniques");
    let side = part(form, block, "side");
    ResponseOption {
        what: words(form, block, "what"),
        techniques: form.values(&techniques).filter_map(|n| n.parse().ok()).collect(),
        side: Node::ALL.into_iter().find(|node| node.name() == side),
        owner: words(form, block, "owner"),
        weighing: words(form, block, "weighing"),
        chosen: held(part(form, block, "chosen")),
        reason: words(form, block, "reason"),
    }
}

/// The form of the assessment's words.
pub fn fill_assessment(form: Form, problem: &Problem) -> Form {
    let a = AssessmentWords::of(problem);
    form.with("displacement", a.displacement.map_or("", Displacement::name))
        .with("displacement_words", a.displacement_words)
        .with("views", a.views)
        .with("rivals", a.rivals)
        .with("conclusion", a.conclusion.map_or("", Conclusion::name))
        .with("next_step", a.next_step)
}

/// The assessment's words as typed.
pub fn read_assessment(form: &mut Form) -> AssessmentWords {
    AssessmentWords {
        displacement: form.read_optional::<Displacement>("displacement"),
        displacement_words: form.value("displacement_words").to_owned(),
        views: form.value("views").to_owned(),
        rivals: form.value("rivals").to_owned(),
        conclusion: form.read_optional::<Conclusion>("conclusion"),
        next_step: form.value("next_step").to_owned(),
    }
}

/// The form of the header.
pub fn fill_header(form: Form, problem: &Problem) -> Form {
    form.with("title", &problem.title)
        .with("tier", problem.tier.name())
        .with("lead", problem.lead)
        .with("beat", problem.beat.map(|id| id.to_string()).unwrap_or_default())
        .with("neighborhood", problem.neighborhood.map(|id| id.to_string()).unwrap_or_default())
        .with("review_on", problem.review_on)
}

/// The header as typed; nothing where a field was refused.
pub fn read_header(form: &mut Form) -> Option<Header> {
    let title = form.take("title", |text| commonbeat_domain::text::line("title", text));
    let tier = form.read("tier");
    let lead = form.read("lead");
    let beat = form.read_optional("beat");
    let neighborhood = form.read_optional("neighborhood");
    let review_on = form.read("review_on");
    if form.refused() {
        return None;
    }
    Some(Header { title: title?, tier: tier?, lead: lead?, beat, neighborhood, review_on: review_on? })
}

/// The form of the public words.
pub fn fill_public(form: Form, problem: &Problem) -> Form {
    let public = &problem.public;
    form.with("shown", if public.shown { "yes" } else { "" })
        .with("said", &public.said)
        .with("did", &public.did)
        .with("next_word_by", public.next_word_by.map(|day| day.to_string()).unwrap_or_default())
}

/// The public words as typed.
pub fn read_public(form: &mut Form) -> PublicNote {
    PublicNote {
        shown: form.has("shown", "yes"),
        said: form.value("said").to_owned(),
        did: form.value("did").to_owned(),
        next_word_by: form.read_optional::<Date>("next_word_by"),
        updated_at: None,
    }
}
