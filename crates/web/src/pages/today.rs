//! What waits for me: the start page of everybody with an account.

mod rooms;

use askama::Template;
use commonbeat_app::today::Today;
use commonbeat_domain::authority::Action;
use commonbeat_domain::organization::contacts::Contact;
use commonbeat_domain::organization::decisions::Decision;
use commonbeat_domain::partnerships::tips::Tip;
use commonbeat_store::problems::Brief;

use super::scanning::say;
use super::tasks::Line;
use super::{decisions, kit, tip_desk};
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::page::Page;
use crate::words::Words;
use commonbeat_app::problems::Names;

/// The start page.
#[derive(Template)]
#[template(path = "today/show.html")]
pub struct TodayPage {
    chrome: Chrome,
    greeting: String,
    day: String,
    sections: Vec<Section>,
    may_open: bool,
    nothing: bool,
}

/// One kind of thing that waits.
struct Section {
    id: &'static str,
    title: String,
    items: Vec<Item>,
    /// What would be here.
    empty: String,
    /// Where all of it is; empty where there is no such page.
    all: &'static str,
}

impl Section {
    /// The address of all of it without its question.
    fn path(&self) -> &'static str {
        self.all.split('?').next().unwrap_or_default()
    }
}

struct Item {
    title: String,
    href: String,
    note: String,
    tag: String,
    tone: &'static str,
}

/// `GET /today`: what waits for the person.
pub async fn show(cx: Cx) -> Result<Page<TodayPage>> {
    let today = cx.app.what_waits(&cx.actor).await?;
    let names = match cx.actor.may(Action::ReadProblems) {
        true => {
            let tasks = today.overdue.iter().chain(&today.tasks).filter_map(|line| line.task.owner);
            let leads = today.reviews.iter().chain(&today.closing).map(|brief| brief.lead);
            let askers = today.asked.iter().map(|d| d.asked_by);
            cx.app.problem_names(&cx.actor, tasks.chain(leads).chain(askers).collect::<Vec<_>>()).await?
        }
        false => Names::default(),
    };
    let mut sections = sections(&cx, &today, &names);
    // What waits stands in front of what is done.
    let done = sections.iter().position(|section| section.items.is_empty()).unwrap_or(sections.len());
    sections.splice(done..done, rooms::sections(&cx).await?);
    let promises = cx.app.promises_owed(&cx.actor).await?;
    if !promises.is_empty() {
        sections.insert(0, promised(&cx.words, &promises));
    }
    let tips = cx.app.tips_waiting(&cx.actor, 20).await?;
    if !tips.is_empty() {
        sections.insert(0, tips_waiting(&cx.words, &tips));
    }
    Ok(Page::new(TodayPage {
        greeting: cx.words.t1("today-title", "name", cx.person().map(|p| p.name.clone()).unwrap_or_default()),
        day: cx.words.day(today.day),
        nothing: sections.is_empty(),
        sections,
        may_open: cx.actor.may(Action::WorkProblem),
        chrome: cx.chrome(Area::Today),
    }))
}

/// Tips that wait, without a word of them.
fn tips_waiting(words: &Words, tips: &[Tip]) -> Section {
    let item = |tip: &Tip| {
        let kit::Line { title, href, note, tag, tone, .. } = tip_desk::line(words, tip);
        Item { title, href, note, tag, tone }
    };
    Section {
        id: "tips",
        title: words.t("today-tips"),
        items: tips.iter().map(item).collect(),
        empty: String::new(),
        all: "/tips/desk",
    }
}

/// What is promised to people comes first, then what one leads, then what one signs.
fn sections(cx: &Cx, today: &Today, names: &Names) -> Vec<Section> {
    let may = |action| cx.actor.may(action);
    let words = &cx.words;
    let section = |id: &'static str, items: Vec<Item>, all: &'static str| Section {
        id,
        title: words.t(&format!("today-{id}")),
        items,
        empty: words.t(&format!("today-{id}-empty")),
        all,
    };
    let task = |line: &commonbeat_app::tasks::TaskLine| task_item(cx, line, names);
    let problem = |brief: &Brief| problem_item(words, names, brief);
    let mut all = Vec::new();
    if may(Action::AnswerConcern) {
        all.push(section(
            "concerns",
            today.concerns.iter().map(|c| concern_item(words, c)).collect(),
            "/inbox",
        ));
    }
    if may(Action::DoTask) {
        all.push(section("tasks", today.tasks.iter().map(task).collect(), "/tasks"));
    }
    if may(Action::SignGate) {
        let asked = |d: &Decision| asked_item(words, names, d);
        all.push(section("asked", today.asked.iter().map(asked).collect(), "/decisions"));
        all.push(section(
            "closing",
            today.closing.iter().map(problem).collect(),
            "/problems?stage=assessment",
        ));
        all.push(section("reviews", today.reviews.iter().map(problem).collect(), "/problems"));
        all.push(section("overdue", today.overdue.iter().map(task).collect(), ""));
    }
    if may(Action::ReadProblems) {
        let mine = if may(Action::WorkProblem) { "/problems?whose=mine" } else { "/problems" };
        all.push(section("problems", today.problems.iter().map(problem).collect(), mine));
    }
    if !today.candidates.is_empty() {
        all.push(section(
            "candidates",
            today.candidates.iter().map(|c| candidate_item(words, c)).collect(),
            "/scanning",
        ));
    }
    // What is done needs no place in front of what waits.
    all.sort_by_key(|section| section.items.is_empty());
    all
}

/// Promises that the person gave to people on the beat.
fn promised(words: &Words, owed: &[Contact]) -> Section {
    let item = |contact: &Contact| {
        let promise = contact.promise.as_ref()?;
        let late = promise.late(words.today());
        Some(Item {
            title: promise.what.clone(),
            href: format!("/beats/{}#promises", contact.beat),
            note: [contact.whom.clone(), contact.place.clone()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            tag: words.t1(
                if late { "concern-was-due" } else { "concern-due" },
                "day",
                words.day(promise.due),
            ),
            tone: if late { "warn" } else { "" },
        })
    };
    Section {
        id: "promises",
        title: words.t("today-promises"),
        items: owed.iter().filter_map(item).collect(),
        empty: String::new(),
        all: "/beats",
    }
}

fn asked_item(words: &Words, names: &Names, d: &Decision) -> Item {
    let line = decisions::Line::of(d, names, words);
    Item {
        title: line.title,
        href: format!("/decisions/{}", line.id),
        note: line.note,
        tag: d.due_at.map(|due| words.t1("concern-due", "day", words.date(due))).unwrap_or_default(),
        tone: if d.late(words.now) { "warn" } else { "" },
    }
}

fn task_item(cx: &Cx, line: &commonbeat_app::tasks::TaskLine, names: &Names) -> Item {
    let shown = Line::of(cx, line, names);
    Item {
        title: shown.task.what,
        href: format!("/tasks/{}", shown.task.id),
        note: format!("{} · {}", shown.problem, shown.task.owner),
        tag: if line.overdue {
            cx.words.t("task-late")
        } else {
            cx.words.t1("task-due", "day", shown.task.due)
        },
        tone: if line.overdue { "warn" } else { "" },
    }
}

fn problem_item(words: &Words, names: &Names, brief: &Brief) -> Item {
    let stage = words.t(&format!("stage-{}", brief.stage.name()));
    let lead = names.people.get(&brief.lead).cloned();
    let note = [Some(brief.reference.to_string()), Some(stage), lead];
    let late = brief.review_on < words.today();
    Item {
        title: brief.title.clone(),
        href: format!("/problems/{}", brief.reference),
        note: note.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        tag: if late {
            words.t("problem-review-late")
        } else {
            words.t1("problem-review-on", "day", words.day(brief.review_on))
        },
        tone: if late { "warn" } else { "" },
    }
}

fn concern_item(words: &Words, concern: &commonbeat_domain::partnerships::concerns::Concern) -> Item {
    let due = concern.next_due.unwrap_or(concern.due_at);
    let late = due < words.now;
    let kind = words.t(&format!("concern-kind-{}", concern.kind.name()));
    let day = words.date(due);
    Item {
        title: words.t1("thread-concern", "reference", concern.reference),
        href: format!("/concerns/{}", concern.reference),
        note: [kind, concern.place_text.clone()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        tag: words.t1(if late { "concern-was-due" } else { "concern-due" }, "day", day),
        tone: if late { "warn" } else { "" },
    }
}

fn candidate_item(words: &Words, candidate: &commonbeat_domain::problems::candidates::Candidate) -> Item {
    let kind = words.t(&format!("candidate-kind-{}", candidate.kind.name()));
    let (tag, tone) = say::level(words, candidate);
    Item {
        title: say::title(words, candidate),
        href: format!("/scanning/{}", candidate.id),
        note: format!("{kind} · {}", say::count(words, candidate)),
        tag,
        tone,
    }
}
