//! The problem: what comes next, its four stages, the thread beside them. Printed, it is its report.

use askama::Template;
use commonbeat_app::problems::{Names, ProblemView};
use commonbeat_domain::problems::analysis::{HypothesisStatus, Node};
use commonbeat_domain::problems::gates::{Gate, Move};
use commonbeat_domain::problems::problem::{Problem, Stage, Status};
use commonbeat_domain::problems::scanning::CheersQuestion;
use commonbeat_domain::problems::tasks::{Task, TaskState};

use super::assessment::Region;
use super::history::Change;
use super::reading::{Fact, told};
use super::{area, mend, move_name, owner, paragraphs, person, reference};
use crate::charts::{Drawing, triangle};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::page::Page;
use crate::parts::Tie;
use crate::words::Words;

/// The problem.
#[derive(Template)]
#[template(path = "problems/show.html")]
pub struct Show {
    chrome: Chrome,
    at: String,
    title: String,
    line: String,
    read: i64,
    steps: Vec<String>,
    now: usize,
    closed: Option<String>,
    may: commonbeat_app::problems::May,
    primary: Option<Primary>,
    gate: Option<GateCard>,
    stages: Vec<StageCard>,
    scanning: Vec<Fact>,
    cheers: Vec<Answer>,
    analysis: Vec<Fact>,
    sources: Vec<[String; 3]>,
    nodes: Vec<[String; 3]>,
    hypotheses: Vec<Hypothesis>,
    response: Vec<Fact>,
    enforcement_only: bool,
    options: Vec<ChosenOption>,
    objectives: Vec<[String; 5]>,
    tasks: Vec<TaskRow>,
    assessment: Region,
    words: Vec<Fact>,
    public: Vec<Fact>,
    public_shown: bool,
    overrides: Vec<String>,
    thread: Vec<Tie>,
    triangle: Option<(Drawing, String)>,
    changes: Vec<Change>,
    printed: String,
}

/// The one thing to do next.
pub struct Primary {
    label: String,
    /// Where it leads; empty where it is a form that is sent at once.
    href: String,
}

/// What stands before the next move.
pub struct GateCard {
    title: String,
    unmet: Vec<(String, String)>,
}

/// A stage of the page, in the order of the page: the present one first.
pub struct StageCard {
    stage: Stage,
    title: String,
    here: bool,
    empty: bool,
}

struct Answer {
    question: String,
    holds: Option<bool>,
    lines: Vec<String>,
}

struct Hypothesis {
    statement: String,
    status: String,
    tone: &'static str,
    facts: Vec<Fact>,
}

struct ChosenOption {
    what: String,
    chosen: Option<bool>,
    techniques: String,
    facts: Vec<Fact>,
}

/// A task as tables show it.
pub struct TaskRow {
    /// Its id, for its address.
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// By when.
    pub due: String,
    /// How much is planned.
    pub planned: String,
    /// How much was done.
    pub done: String,
    /// Its state in words.
    pub state: String,
    /// The tone of the state's tag.
    pub tone: &'static str,
}

impl TaskRow {
    /// A task with the names it needs.
    pub fn of(task: &Task, names: &Names, words: &Words) -> TaskRow {
        let late = task.overdue(words.today());
        let state = if late { "late" } else { task.state.name() };
        TaskRow {
            id: task.id.to_string(),
            what: task.what.clone(),
            owner: owner(names, words, task.owner, task.organization),
            due: words.day(task.due),
            planned: task.planned.clone(),
            done: task.done.clone(),
            state: words.t(&format!("task-{state}")),
            tone: match (late, task.state) {
                (true, _) => "warn",
                (_, TaskState::Done) => "good",
                (_, TaskState::Dropped) => "plain",
                _ => "",
            },
        }
    }
}

/// `GET /problems/{reference}`
pub async fn show(cx: Cx, Path(at): Path<String>) -> Result<Page<Show>> {
    let view = cx.app.problem(&cx.actor, &reference(&at)?).await?;
    let problem = &view.problem;
    let people = [problem.lead]
        .into_iter()
        .chain(view.tasks.iter().filter_map(|task| task.owner))
        .chain(view.history.iter().filter_map(|change| change.person))
        .chain(problem.overrides.iter().map(|o| o.by));
    let names = cx.app.problem_names(&cx.actor, people.collect::<Vec<_>>()).await?;
    Ok(Page::new(Show::of(&cx, &view, &names)))
}

impl Show {
    fn of(cx: &Cx, view: &ProblemView, names: &Names) -> Show {
        let (problem, words) = (&view.problem, &cx.words);
        let analysis = &problem.analysis;
        let response = &problem.response;
        let stage_name = |stage: Stage| words.t(&format!("stage-{}", stage.name()));
        Show {
            chrome: cx.chrome(Area::Problems),
            at: problem.reference.to_string(),
            title: problem.title.clone(),
            line: line(problem, names, words),
            read: problem.version,
            steps: Stage::ALL.map(stage_name).into(),
            now: if problem.status == Status::Closed { Stage::ALL.len() } else { problem.stage as usize },
            closed: problem.closed_at.map(|at| words.date(at)),
            may: view.may,
            primary: primary(view, words),
            gate: view
                .gate
                .as_ref()
                .filter(|_| view.may.read_all)
                .map(|gate| gate_card(problem, gate, words)),
            stages: stages(view, words),
            scanning: scanning(problem, words),
            cheers: cheers(problem, words),
            analysis: told([
                Fact::of(words, "account", &analysis.account),
                Fact::of(words, "current_response", &analysis.current_response),
            ]),
            sources: sources(problem, words),
            nodes: nodes(problem, words),
            hypotheses: analysis.hypotheses.iter().map(|h| hypothesis(h, words)).collect(),
            response: told([
                Fact::of(words, "mechanism", &response.mechanism),
                Fact::of(words, "fairness", &response.fairness),
                Fact::of(words, "starts_on", &response.starts_on.map(|d| words.day(d)).unwrap_or_default()),
            ]),
            enforcement_only: response.enforcement_only(),
            options: response.options.iter().map(|option| chosen_option(option, words)).collect(),
            objectives: objectives(problem, words),
            tasks: view.tasks.iter().map(|task| TaskRow::of(task, names, words)).collect(),
            assessment: Region::of(view, words),
            words: assessed(problem, words),
            public: told([
                Fact::of(words, "said", &problem.public.said),
                Fact::of(words, "did", &problem.public.did),
                Fact::of(
                    words,
                    "next_word_by",
                    &problem.public.next_word_by.map(|d| words.day(d)).unwrap_or_default(),
                ),
            ]),
            public_shown: problem.public.shown,
            overrides: overrides(problem, names, words),
            thread: thread(view, names, words),
            triangle: drawn(problem, words),
            changes: view.history.iter().map(|change| Change::of(change, names, cx)).collect(),
            printed: words.moment(words.now),
        }
    }
}

/// The line above the title: reference, tier, beat, owner, next review.
fn line(problem: &Problem, names: &Names, words: &Words) -> String {
    let mut parts = vec![
        problem.reference.to_string(),
        words.t(&format!("tier-{}", problem.tier.name())),
        area(names, words, problem.beat),
        words.t1("problem-led-by", "name", person(names, words, problem.lead)),
    ];
    if problem.status == Status::Open {
        parts.push(words.t1("problem-review-on", "day", words.day(problem.review_on)));
    }
    parts.join(" · ")
}

/// The one thing to do next: meet the first condition, or pass the gate.
fn primary(view: &ProblemView, words: &Words) -> Option<Primary> {
    let at = &view.problem.reference;
    let gate = view.gate.as_ref()?;
    let closing = gate.next == Move::Close;
    let may = if closing { view.may.close } else { view.may.work };
    if !may {
        return None;
    }
    match gate.unmet.first() {
        Some(unmet) => {
            Some(Primary { label: words.t(&format!("do-{}", unmet.name())), href: mend(at, *unmet) })
        }
        // What cannot be taken back is asked once more.
        None if closing || gate.next == Move::Start => {
            Some(Primary { label: move_name(words, gate.next), href: format!("/problems/{at}/move") })
        }
        None => Some(Primary { label: move_name(words, gate.next), href: String::new() }),
    }
}

fn gate_card(problem: &Problem, gate: &Gate, words: &Words) -> GateCard {
    let name = match gate.next {
        Move::Advance(stage) => stage.name(),
        Move::Start => "start",
        Move::Close => "close",
    };
    let unmet = gate
        .unmet
        .iter()
        .map(|unmet| (words.t(&format!("unmet-{}", unmet.name())), mend(&problem.reference, *unmet)));
    GateCard { title: words.t(&format!("gate-{name}")), unmet: unmet.collect() }
}

/// The present stage first, then the others in their order.
fn stages(view: &ProblemView, words: &Words) -> Vec<StageCard> {
    let problem = &view.problem;
    let blank = Problem {
        scanning: Default::default(),
        analysis: Default::default(),
        response: Default::default(),
        ..problem.clone()
    };
    let empty = |stage: Stage| match stage {
        Stage::Scanning => problem.scanning == blank.scanning,
        Stage::Analysis => problem.analysis == blank.analysis,
        Stage::Response => problem.response == blank.response && view.tasks.is_empty(),
        Stage::Assessment => problem.assessment == Default::default(),
    };
    let mut all: Vec<StageCard> = Stage::ALL
        .into_iter()
        .filter(|stage| view.may.read_all || matches!(stage, Stage::Scanning | Stage::Response))
        .map(|stage| StageCard {
            stage,
            title: words.t(&format!("stage-{}", stage.name())),
            here: stage == problem.stage,
            empty: empty(stage),
        })
        .collect();
    all.sort_by_key(|card| !card.here);
    all
}

fn scanning(problem: &Problem, words: &Words) -> Vec<Fact> {
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

fn cheers(problem: &Problem, words: &Words) -> Vec<Answer> {
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

fn sources(problem: &Problem, words: &Words) -> Vec<[String; 3]> {
    let from = |outside: bool| words.t(if outside { "source-outside" } else { "source-police" });
    let row = |s: &commonbeat_domain::problems::analysis::DataSource| {
        [s.name.clone(), from(s.non_police), s.flaws.clone()]
    };
    problem.analysis.sources.iter().map(row).collect()
}

fn nodes(problem: &Problem, words: &Words) -> Vec<[String; 3]> {
    let row = |node: Node| {
        let notes = problem.analysis.node(node);
        let presence = notes.presence.map(|p| words.t(&format!("presence-{}", p.name())));
        [words.t(&format!("triangle-{}", node.name())), notes.words.clone(), presence.unwrap_or_default()]
    };
    let rows: Vec<_> = Node::ALL.into_iter().map(row).collect();
    if rows.iter().all(|[_, words, _]| words.is_empty()) { Vec::new() } else { rows }
}

fn hypothesis(h: &commonbeat_domain::problems::analysis::Hypothesis, words: &Words) -> Hypothesis {
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

fn chosen_option(
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

fn objectives(problem: &Problem, words: &Words) -> Vec<[String; 5]> {
    let row = |o: &commonbeat_domain::problems::response::Objective| {
        let by = o.by.map(|day| words.day(day)).unwrap_or_default();
        [o.measure.clone(), o.baseline.clone(), o.target.clone(), by, o.source.clone()]
    };
    problem.response.objectives.iter().map(row).collect()
}

fn assessed(problem: &Problem, words: &Words) -> Vec<Fact> {
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

fn overrides(problem: &Problem, names: &Names, words: &Words) -> Vec<String> {
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

/// The crime triangle and its weakest side in a sentence; nothing where no controller has been rated.
fn drawn(problem: &Problem, words: &Words) -> Option<(Drawing, String)> {
    let analysis = &problem.analysis;
    if analysis.triangle.iter().all(|notes| notes.presence.is_none()) {
        return None;
    }
    let inside = problem.offenses.first().map(|o| words.t(&format!("offense-{o}"))).unwrap_or_default();
    let name = |node: Node| words.t(&format!("triangle-{}", node.name()));
    let inner = |controller: Node| match controller {
        Node::Handler => Node::Offender,
        Node::Guardian => Node::Target,
        _ => Node::Place,
    };
    let sentence = analysis.weakest().map(|node| {
        let presence = analysis.node(node).presence.map(|p| words.t(&format!("presence-{}", p.name())));
        let state = presence.unwrap_or_default();
        words.t_args(
            "triangle-weakest",
            &[("side", name(inner(node))), ("controller", name(node)), ("state", state)],
        )
    });
    Some((triangle::triangle(words, &inside, analysis), sentence.unwrap_or_default()))
}

/// What this came from, this, and what came of it.
fn thread(view: &ProblemView, names: &Names, words: &Words) -> Vec<Tie> {
    let problem = &view.problem;
    let mut ties = Vec::new();
    for (concern, told) in &view.concerns {
        let answer = words.t(if *told { "thread-told" } else { "thread-waits" });
        let note = format!("{} · {answer}", words.date(concern.raised_at));
        let title = words.t1("thread-concern", "reference", concern.reference);
        ties.push(Tie::to(title, format!("/concerns/{}", concern.reference), note));
    }
    for candidate in &view.candidates {
        let kind = words.t(&format!("candidate-kind-{}", candidate.kind.name()));
        let note = format!("{kind} · {}", words.date(candidate.found_at));
        let title = words.t1("thread-candidate", "place", &candidate.place);
        ties.push(Tie::to(title, format!("/scanning/{}", candidate.id), note));
    }
    let opened = words.t1("thread-opened", "day", words.date(problem.opened_at));
    ties.push(Tie::here(words.t("thread-this"), opened));
    if problem.public.shown && problem.neighborhood.is_some() {
        let place = area(names, words, problem.neighborhood);
        let note = problem.public.updated_at.map(|at| words.t1("thread-updated", "day", words.date(at)));
        ties.push(Tie::to(words.t1("thread-priority", "area", place), "", note.unwrap_or_default()));
    } else if view.may.read_all {
        ties.push(Tie::later(words.t("thread-priority-none"), words.t("thread-priority-later")));
    }
    ties
}
