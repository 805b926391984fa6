//! The problem: what comes next, its four stages, the thread beside them. Printed, it is its report.

use askama::Template;
use commonbeat_app::problems::{Names, ProblemView};
use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::problems::gates::{Gate, Move, Unmet};
use commonbeat_domain::problems::problem::{Problem, Stage, Status, Tier};
use commonbeat_domain::problems::sheets::{SHEETS, Sheet};
use commonbeat_domain::problems::signs::Step;
use commonbeat_domain::problems::tasks::{Task, TaskState};

use super::assessment::Region;
use super::history::Change;
use super::reading::{Fact, of_sheet, told};
use super::sheet_form::part_label;
use super::{area, mend, move_name, owner, person, reference};
use crate::charts::Drawing;
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::page::Page;
use crate::pages::decisions::Line as DecisionLine;
use crate::pages::tip_desk;
use crate::parts::Tie;
use crate::words::Words;

mod beside;
pub mod report;
mod stages;

use beside::{drawn, thread};
use stages::{Answer, ChosenOption, Hypothesis};

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
    run_out: Vec<String>,
    signs: Vec<(String, String)>,
    about: Vec<Fact>,
    about_sheets: Vec<SheetLink>,
    standing: (String, &'static str),
    ending: Vec<Fact>,
    quality: Vec<(String, String, u32)>,
    quality_total: String,
    decisions: Vec<DecisionLine>,
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
    /// Behind the reader or ahead: read on demand. What was measured always stands open.
    folded: bool,
    /// Its sheets that are asked for, or hold something.
    sheets: Vec<SheetLink>,
    /// The others.
    more: Vec<SheetLink>,
}

/// A sheet with what stands on it beyond what the page tells already.
pub struct SheetLink {
    name: &'static str,
    title: String,
    filled: bool,
    facts: Vec<Fact>,
}

/// A task as tables show it.
pub struct TaskRow {
    /// Its id, for its address; empty for those who do not open tasks.
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
    /// The row with an address only where this reader opens tasks.
    fn for_whom(self, who: &Actor) -> TaskRow {
        if who.may(Action::DoTask) { self } else { TaskRow { id: String::new(), ..self } }
    }

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
    let (view, names) = view_of(&cx, &reference(&at)?).await?;
    let mut page = Show::of(&cx, &view, &names);
    page.thread.splice(..0, tip_desk::ties(&cx, view.problem.reference).await?);
    Ok(Page::new(page))
}

/// What the person sees of a problem, with the names that stand in it.
pub(super) async fn view_of(cx: &Cx, at: &Reference) -> Result<(ProblemView, Names)> {
    let view = cx.app.problem(&cx.actor, at).await?;
    let problem = &view.problem;
    let people = [problem.lead]
        .into_iter()
        .chain(view.tasks.iter().filter_map(|task| task.owner))
        .chain(view.history.iter().filter_map(|change| change.person))
        .chain(problem.overrides.iter().map(|o| o.by))
        .chain(problem.signs.iter().map(|s| s.by))
        .chain(problem.ending.iter().map(|e| e.by))
        .chain(problem.response.justified.iter().map(|j| j.by))
        .chain([problem.about.supervisor, problem.about.backup, problem.about.analyst].into_iter().flatten())
        .chain(view.decisions.iter().map(|d| d.asked_by));
    let names = cx.app.problem_names(&cx.actor, people.collect::<Vec<_>>()).await?;
    Ok((view, names))
}

/// What options are compared by: parts of the options' form.
const COMPARED: [&str; 6] = ["side", "owner_able", "cost", "effort", "risk", "acceptability"];

impl Show {
    /// Headings of the comparison of options.
    fn compared(&self) -> Vec<String> {
        COMPARED.iter().map(|part| part_label(self.chrome.words(), "options", part)).collect()
    }

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
            now: if problem.status != Status::Open { Stage::ALL.len() } else { problem.stage as usize },
            closed: problem.closed_at.map(|at| words.date(at)),
            may: view.may,
            primary: primary(&cx.actor, view, words),
            gate: view
                .gate
                .as_ref()
                .filter(|_| view.may.read_all)
                .map(|gate| gate_card(&cx.actor, problem, gate, words)),
            stages: stage_cards(view, names, words),
            scanning: stages::scanning(problem, words),
            cheers: stages::cheers(problem, words),
            analysis: told([
                Fact::of(words, "account", &analysis.account),
                Fact::of(words, "current_response", &analysis.current_response),
            ]),
            sources: stages::sources(problem, words),
            nodes: stages::nodes(problem, words),
            hypotheses: analysis.hypotheses.iter().map(|h| stages::hypothesis(h, words)).collect(),
            response: told([
                Fact::of(words, "mechanism", &response.mechanism),
                Fact::of(words, "fairness", &response.fairness),
                Fact::of(words, "starts_on", &response.starts_on.map(|d| words.day(d)).unwrap_or_default()),
            ]),
            enforcement_only: response.enforcement_only(),
            options: response.options.iter().map(|option| stages::chosen_option(option, words)).collect(),
            objectives: stages::objectives(problem, words),
            tasks: view
                .tasks
                .iter()
                .map(|task| TaskRow::of(task, names, words).for_whom(&cx.actor))
                .collect(),
            assessment: Region::of(view, words),
            words: stages::assessed(problem, words),
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
            run_out: view.run_out.iter().map(|u| words.t(&format!("unmet-{}", u.name()))).collect(),
            signs: stages::signs(problem, names, words),
            about: stages::about(problem, names, words),
            about_sheets: if view.may.read_all { links(problem, None, names, words) } else { Vec::new() },
            standing: stages::standing(view, words),
            ending: stages::ending(problem, names, words),
            quality: view
                .quality
                .iter()
                .map(|p| {
                    (
                        words.t(&format!("quality-{}", p.name)),
                        format!("{}/{}", p.points, p.most),
                        100 * p.points / p.most.max(1),
                    )
                })
                .collect(),
            quality_total: words.number(commonbeat_domain::problems::quality::total(&view.quality)),
            decisions: view.decisions.iter().map(|d| DecisionLine::of(d, names, words)).collect(),
            overrides: stages::overrides(problem, names, words),
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
fn primary(who: &Actor, view: &ProblemView, words: &Words) -> Option<Primary> {
    let at = &view.problem.reference;
    let gate = view.gate.as_ref()?;
    let closing = gate.next == Move::Close;
    let may = if closing { view.may.close } else { view.may.work };
    if !may {
        return None;
    }
    let signing = view.signing.as_ref()?;
    if signing.asked.is_some() && !signing.own {
        return None;
    }
    // What is the reader's own to sign, or to ask for, is asked once more on the page of moves.
    let onward = |label: String| Some(Primary { label, href: format!("/problems/{at}/move") });
    match gate.unmet.iter().find(|u| **u != Unmet::Opening) {
        // Others answer whoever raised it: there is nothing here for this reader to press.
        Some(Unmet::Answers) if !who.may(Action::AnswerConcern) => None,
        Some(unmet) => {
            Some(Primary { label: words.t(&format!("do-{}", unmet.name())), href: mend(who, at, *unmet) })
        }
        None if signing.step == Step::Open => {
            onward(words.t(if signing.own { "move-open" } else { "sign-ask" }))
        }
        None if !signing.own => onward(words.t("sign-ask")),
        // What cannot be taken back is asked once more.
        None if closing || gate.next == Move::Start => onward(move_name(words, gate.next)),
        None => Some(Primary { label: move_name(words, gate.next), href: String::new() }),
    }
}

fn gate_card(who: &Actor, problem: &Problem, gate: &Gate, words: &Words) -> GateCard {
    let name = match gate.next {
        Move::Advance(stage) => stage.name(),
        Move::Start => "start",
        Move::Close => "close",
    };
    let unmet = gate
        .unmet
        .iter()
        .map(|unmet| (words.t(&format!("unmet-{}", unmet.name())), mend(who, &problem.reference, *unmet)));
    GateCard { title: words.t(&format!("gate-{name}")), unmet: unmet.collect() }
}

/// Fields that the page tells in a form of their own.
const TOLD: [&str; 21] = [
    "statement",
    "cheers",
    "goal",
    "baseline_source",
    "decision_needed",
    "community_check",
    "sources",
    "account",
    "current_response",
    "triangle",
    "hypotheses",
    "options",
    "mechanism",
    "objectives",
    "fairness",
    "starts_on",
    "displacement",
    "displacement_words",
    "views",
    "conclusion",
    "next_step",
];

/// Whether a sheet is asked of a problem of this tier.
fn asked(problem: &Problem, sheet: &str) -> bool {
    problem.tier == Tier::Formal || Sheet::named(sheet).is_some_and(|s| s.quick)
}

/// The sheets of a stage, or those above the stages.
fn links(problem: &Problem, stage: Option<Stage>, names: &Names, words: &Words) -> Vec<SheetLink> {
    let filled = |sheet: &Sheet| !of_sheet(words, names, sheet, problem, &[]).is_empty();
    let link = |sheet: &'static Sheet| SheetLink {
        name: sheet.name,
        title: words.t(&format!("sheet-{}", sheet.name)),
        filled: filled(sheet),
        facts: of_sheet(words, names, sheet, problem, &TOLD),
    };
    SHEETS.iter().filter(|sheet| sheet.stage == stage).map(link).collect()
}

/// The present stage first, then the others in their order.
fn stage_cards(view: &ProblemView, names: &Names, words: &Words) -> Vec<StageCard> {
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
        .map(|stage| {
            (stage, if view.may.read_all { links(problem, Some(stage), names, words) } else { Vec::new() })
        })
        .map(|(stage, all)| {
            (stage, all.into_iter().partition(|link| link.filled || asked(problem, link.name)))
        })
        .map(|(stage, (sheets, more)): (Stage, (Vec<_>, Vec<_>))| StageCard {
            sheets,
            more,
            stage,
            title: words.t(&format!("stage-{}", stage.name())),
            here: stage == problem.stage,
            empty: empty(stage),
            folded: stage != problem.stage && stage != Stage::Assessment && !empty(stage),
        })
        .collect();
    all.sort_by_key(|card| !card.here);
    all
}
