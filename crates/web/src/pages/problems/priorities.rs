//! Which problem comes first: the order with the parts of each score, one problem's score, the weights.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::Names;
use commonbeat_app::problems::priorities::{PAGE, Ranked};
use commonbeat_domain::authority::Action;
use commonbeat_domain::problems::priority::{Part, Weights};

use super::{area, mend, named, person, read_version, reference};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

use super::outcome::days;
use super::unit::Unit;

/// The order.
#[derive(Template)]
#[template(path = "problems/priorities.html")]
pub struct PrioritiesPage {
    chrome: Chrome,
    unit: Unit,
    beats: Vec<Choice>,
    rows: Vec<Row>,
    total: u64,
    year: String,
    weights: Vec<(String, u32)>,
    may_weigh: bool,
    first: String,
    next: String,
}

struct Row {
    place: usize,
    reference: String,
    title: String,
    lead: String,
    beat: String,
    score: u32,
    computed: u32,
    overruled: String,
    parts: Vec<Bar>,
    equity: bool,
    next: String,
    next_href: String,
}

/// A part of a score; no points where it is not known.
struct Bar {
    name: String,
    points: Option<u32>,
}

impl Row {
    fn of(place: usize, ranked: &Ranked, names: &Names, cx: &Cx) -> Row {
        let words = &cx.words;
        let problem = &ranked.problem;
        let at = &problem.reference;
        let (next, next_href) = match ranked.next {
            Some((_, Some(unmet))) => {
                (words.t(&format!("unmet-{}", unmet.name())), mend(&cx.actor, at, unmet))
            }
            Some((step, None)) => (words.t(&format!("step-{}", step.name())), format!("/problems/{at}/move")),
            None => (String::new(), String::new()),
        };
        // Who only reads the problem is led to it.
        let works = problem.within(&cx.actor, Action::WorkProblem);
        let next_href = if works || next.is_empty() { next_href } else { format!("/problems/{at}") };
        Row {
            place,
            reference: at.to_string(),
            title: problem.title.clone(),
            lead: person(names, words, problem.lead),
            beat: area(names, words, problem.beat),
            score: ranked.score.holds,
            computed: ranked.score.computed,
            overruled: problem.about.overruled.as_ref().map(|o| o.reason.clone()).unwrap_or_default(),
            parts: bars(ranked, words),
            equity: ranked.score.equity_looked_at,
            next,
            next_href,
        }
    }
}

fn bars(ranked: &Ranked, words: &Words) -> Vec<Bar> {
    let bar = |p: &commonbeat_domain::problems::priority::Points| Bar {
        name: words.t(&format!("priority-{}", p.part.name())),
        points: p.points,
    };
    ranked.score.parts.iter().filter(|p| p.weight > 0).map(bar).collect()
}

/// `GET /problems/priorities`: open problems, the one to take up first in front.
pub async fn show(cx: Cx, Query(unit): Query<Unit>) -> Result<Page<PrioritiesPage>> {
    let first: usize = unit.after.parse().unwrap_or(0);
    let order = cx.app.priorities(&cx.actor, &unit.filter(&cx), first).await?;
    let people: Vec<_> = order.rows.iter().map(|row| row.problem.lead).collect();
    let names = cx.app.problem_names(&cx.actor, people).await?;
    let words = &cx.words;
    let row = |(k, ranked): (usize, &Ranked)| Row::of(first + k + 1, ranked, &names, &cx);
    let next = first + order.rows.len();
    let address = |after: usize| unit.address("/problems/priorities", &after.to_string());
    Ok(Page::new(PrioritiesPage {
        beats: named(&cx.app.beats(&cx.actor).await?),
        rows: order.rows.iter().enumerate().map(row).collect(),
        total: order.total as u64,
        year: order.year.map(|y| days(words, y)).unwrap_or_default(),
        weights: weights(words, order.weights),
        may_weigh: cx.actor.may(Action::Delegate),
        first: if first >= PAGE { address(first - PAGE) } else { String::new() },
        next: if next < order.total { address(next) } else { String::new() },
        chrome: cx.chrome(Area::Problems),
        unit,
    }))
}

fn weights(words: &Words, weights: Weights) -> Vec<(String, u32)> {
    Part::ALL.iter().map(|p| (words.t(&format!("priority-{}", p.name())), weights.of(*p))).collect()
}

/// One problem's score.
#[derive(Template)]
#[template(path = "problems/priority.html")]
pub struct PriorityPage {
    chrome: Chrome,
    form: Form,
    row: Row,
    may: bool,
    why: Vec<(String, String)>,
    by: String,
}

/// `GET /problems/{reference}/priority`: why it stands where it stands.
pub async fn one(cx: Cx, Path(at): Path<String>) -> Result<Page<PriorityPage>> {
    let at = reference(&at)?;
    let ranked = cx.app.priority(&cx.actor, &at).await?;
    let overruled = ranked.problem.about.overruled.as_ref();
    let form = cx
        .form()
        .with("read", ranked.problem.version)
        .with("score", overruled.map(|o| o.score.to_string()).unwrap_or_default())
        .with("because", overruled.map(|o| o.reason.clone()).unwrap_or_default());
    Ok(Page::new(page(&cx, &ranked, form).await?))
}

async fn page(cx: &Cx, ranked: &Ranked, form: Form) -> Result<PriorityPage> {
    let overruled = ranked.problem.about.overruled.as_ref();
    let people: Vec<_> = [ranked.problem.lead].into_iter().chain(overruled.map(|o| o.by)).collect();
    let names = cx.app.problem_names(&cx.actor, people).await?;
    let words = &cx.words;
    Ok(PriorityPage {
        row: Row::of(0, ranked, &names, cx),
        may: ranked.problem.editable().is_ok() && ranked.problem.within(&cx.actor, Action::WorkProblem),
        why: why(ranked, words),
        by: overruled
            .map(|o| format!("{}, {}", person(&names, words, o.by), words.date(o.at)))
            .unwrap_or_default(),
        chrome: cx.chrome(Area::Problems),
        form,
    })
}

/// The figures behind the parts.
fn why(ranked: &Ranked, words: &Words) -> Vec<(String, String)> {
    let number = |n: u32| words.number(u64::from(n));
    let mut why = Vec::new();
    let mut say = |key: &str, value: String| why.push((words.t(key), value));
    if let Some(events) = &ranked.facts.events {
        say("priority-why-year", number(events.year));
        say("priority-why-before", number(events.before));
        if let Some(calls) = events.calls {
            say("priority-why-calls", number(calls));
        }
        say("priority-why-harm", number(events.harm.round() as u32));
    }
    say("priority-why-concerns", number(ranked.facts.concerns));
    say("priority-why-partners", number(ranked.facts.partners));
    why
}

/// `POST /problems/{reference}/priority`: another place in the order, or back to the computed one.
pub async fn overrule(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let at = reference(&at)?;
    let read = read_version(&form)?;
    let back = form.has("back", "yes");
    let score = if back { None } else { form.read::<u32>("score") };
    if back || score.is_some() {
        match cx.app.overrule_priority(&cx.actor, &at, read, score, form.value("because")).await {
            Ok(()) => {
                let to = cx.go_to(format!("/problems/{at}/priority"));
                return Ok(to.saying("flash-saved", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    let ranked = cx.app.priority(&cx.actor, &at).await?;
    Ok(Page::again(page(&cx, &ranked, form).await?).into_response())
}

/// What counts how much.
#[derive(Template)]
#[template(path = "problems/weights.html")]
pub struct WeightsPage {
    chrome: Chrome,
    form: Form,
    parts: Vec<(&'static str, String, String)>,
}

/// `GET /problems/weights`
pub async fn weigh(cx: Cx) -> Result<Page<WeightsPage>> {
    let (weights, version) = cx.app.priority_weights(&cx.actor).await?;
    let mut form = cx.form().with("read", version);
    for part in Part::ALL {
        form = form.with(part.name(), weights.of(*part));
    }
    Ok(Page::new(weights_page(&cx, form)))
}

fn weights_page(cx: &Cx, form: Form) -> WeightsPage {
    let words = &cx.words;
    let part = |p: &Part| {
        let name = p.name();
        (name, words.t(&format!("priority-{name}")), words.t(&format!("priority-{name}-words")))
    };
    WeightsPage { parts: Part::ALL.iter().map(part).collect(), chrome: cx.chrome(Area::Problems), form }
}

/// `POST /problems/weights`
pub async fn save_weights(cx: Cx, mut form: Form) -> Result<Response> {
    let read = read_version(&form)?;
    let mut all = [0; 6];
    for (part, weight) in Part::NAMES.iter().zip(&mut all) {
        *weight = form.read(part).unwrap_or_default();
    }
    if !form.refused() {
        let weights = Weights::new(all).map_err(commonbeat_app::Error::from);
        let done = match weights {
            Ok(weights) => cx.app.set_priority_weights(&cx.actor, weights, read).await,
            Err(refused) => Err(refused),
        };
        match done {
            Ok(()) => {
                let to = cx.go_to("/problems/priorities".to_owned());
                return Ok(to.saying("flash-saved", &[]).into_response());
            }
            Err(other) => form.absorb(other)?,
        }
    }
    Ok(Page::again(weights_page(&cx, form)).into_response())
}
