//! One candidate: where, how many, when, how it was found, and what becomes of it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::scanning::{Acceptance, CandidateView};
use commonbeat_domain::ids::CandidateId;
use commonbeat_domain::problems::candidates::{CandidateKind, Decision};
use commonbeat_domain::problems::problem::Tier;
use commonbeat_domain::{Reference, Refusal};
use serde_json::json;

use super::say;
use crate::beat_map::{self, BeatMap};
use crate::charts::{Caption, Drawing, heat, outline};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// A candidate.
#[derive(Template)]
#[template(path = "scanning/show.html")]
pub struct Show {
    chrome: Chrome,
    id: String,
    version: i64,
    title: String,
    line: String,
    answer: String,
    answer_note: String,
    tag: (String, &'static str),
    map: BeatMap,
    spots: Vec<(String, String)>,
    spots_hidden: bool,
    facts: Vec<(String, String)>,
    rhythm: Option<Drawing>,
    unknown_hours: Option<String>,
    method: Vec<String>,
    choices: Vec<(String, String)>,
    notes: Vec<String>,
    decided: Option<Decided>,
    may_decide: bool,
    joinable: Vec<Choice>,
    tiers: Vec<Choice>,
    accept: Form,
    join: Form,
    dismiss: Form,
}

/// What became of it.
struct Decided {
    words: String,
    reason: String,
    problem: Option<(String, String)>,
}

/// The form that was refused, if one was.
enum Refused {
    None,
    Accept(Form),
    Join(Form),
    Dismiss(Form),
}

/// `GET /scanning/{candidate}`
pub async fn show(cx: Cx, Path(candidate): Path<String>) -> Result<Page<Show>> {
    let view = cx.app.candidate_view(&cx.actor, parse(&candidate)?).await?;
    Ok(Page::new(Show::of(&cx, &view, Refused::None)))
}

/// `POST /scanning/{candidate}/accept`: makes it a problem.
pub async fn accept(cx: Cx, Path(candidate): Path<String>, mut form: Form) -> Result<Response> {
    let id = parse(&candidate)?;
    let once = form.once()?;
    let read = version(&form)?;
    let tier = form.read::<Tier>("tier");
    let done = match tier {
        Some(tier) => {
            let how = Acceptance {
                title: form.value("title").to_owned(),
                tier,
                statement: form.value("statement").to_owned(),
            };
            Some(cx.app.accept_candidate(&cx.actor, id, read, how, &once.0).await)
        }
        None => None,
    };
    match done {
        Some(Ok(problem)) => {
            let to = format!("/problems/{}", problem.reference);
            Ok(cx.go_to(to).saying("flash-candidate-accepted", &[]).into_response())
        }
        Some(Err(error)) => again(&cx, id, error, form, Refused::Accept).await,
        None => refused(&cx, id, Refused::Accept(form)).await,
    }
}

/// `POST /scanning/{candidate}/join`: joins it to a problem.
pub async fn join(cx: Cx, Path(candidate): Path<String>, mut form: Form) -> Result<Response> {
    let id = parse(&candidate)?;
    let read = version(&form)?;
    let Some(reference) = form.read::<Reference>("problem") else {
        return refused(&cx, id, Refused::Join(form)).await;
    };
    match cx.app.join_candidate(&cx.actor, id, read, &reference).await {
        Ok(problem) => {
            let to = format!("/problems/{}", problem.reference);
            Ok(cx.go_to(to).saying("flash-candidate-joined", &[]).into_response())
        }
        Err(commonbeat_app::Error::Missing("problem")) => {
            form.refuse(Refusal::malformed("problem"));
            refused(&cx, id, Refused::Join(form)).await
        }
        Err(error) => again(&cx, id, error, form, Refused::Join).await,
    }
}

/// `POST /scanning/{candidate}/dismiss`: sets it aside with a reason.
pub async fn dismiss(cx: Cx, Path(candidate): Path<String>, form: Form) -> Result<Response> {
    let id = parse(&candidate)?;
    match cx.app.dismiss_candidate(&cx.actor, id, version(&form)?, form.value("reason")).await {
        Ok(_) => Ok(cx.go_to("/scanning").saying("flash-candidate-dismissed", &[]).into_response()),
        Err(error) => again(&cx, id, error, form, Refused::Dismiss).await,
    }
}

/// The page again with what was typed; what was decided or changed meanwhile is shown beside it.
async fn again(
    cx: &Cx,
    id: CandidateId,
    error: commonbeat_app::Error,
    mut form: Form,
    which: fn(Form) -> Refused,
) -> Result<Response> {
    if let commonbeat_app::Error::Stale(_) = error {
        let now = cx.app.candidate_view(&cx.actor, id).await?;
        let record = say::title(&cx.words, &now.candidate);
        return Err(Error::Stale(Box::new(Stale {
            record,
            edit: format!("/scanning/{id}"),
            fields: vec![],
            join: Vec::new(),
        })));
    }
    form.absorb(error)?;
    refused(cx, id, which(form)).await
}

async fn refused(cx: &Cx, id: CandidateId, which: Refused) -> Result<Response> {
    let view = cx.app.candidate_view(&cx.actor, id).await?;
    if !view.may_decide && view.candidate.decision == Decision::Open {
        return Err(Error::NotFound);
    }
    Ok(Page::again(Show::of(cx, &view, which)).into_response())
}

fn parse(candidate: &str) -> Result<CandidateId> {
    candidate.parse().map_err(|_| Error::NotFound)
}

fn version(form: &Form) -> Result<i64> {
    form.value("read").parse().map_err(|_| Error::NotUnderstood)
}

impl Show {
    fn of(cx: &Cx, view: &CandidateView, refused: Refused) -> Show {
        let (words, candidate) = (&cx.words, &view.candidate);
        let (mut accept, mut join, mut dismiss) = (first(cx, view), cx.form(), cx.form());
        match refused {
            Refused::None => {}
            Refused::Accept(form) => accept = form,
            Refused::Join(form) => join = form,
            Refused::Dismiss(form) => dismiss = form,
        }
        let title = say::title(words, candidate);
        let busy = say::busy(words, candidate);
        Show {
            chrome: cx.chrome(Area::Problems),
            id: candidate.id.to_string(),
            version: candidate.version,
            line: line(words, view),
            answer: answer(words, view),
            answer_note: busy,
            tag: say::level(words, candidate),
            map: map(words, view, &title),
            spots: view.spots.iter().map(|s| (s.name.clone(), words.number(s.count))).collect(),
            spots_hidden: candidate.offense.as_ref().is_some_and(|o| o.sensitive()),
            facts: facts(words, view),
            rhythm: rhythm(words, view),
            unknown_hours: (candidate.evidence.unknown_hour > 0)
                .then(|| words.t_n("scanning-unknown-hours", candidate.evidence.unknown_hour)),
            method: method(words, view),
            choices: choices(words, view),
            notes: crate::pages::quality::told(words, &view.notes),
            decided: decided(words, view),
            may_decide: view.may_decide,
            joinable: joinable(view),
            tiers: tiers(words),
            title,
            accept,
            join,
            dismiss,
        }
    }
}

/// The form that makes it a problem, filled in as far as the figures go.
fn first(cx: &Cx, view: &CandidateView) -> Form {
    cx.form()
        .with("title", say::title(&cx.words, &view.candidate))
        .with("statement", say::statement(&cx.words, &view.candidate))
}

fn tiers(words: &Words) -> Vec<Choice> {
    let tier = |tier: Tier| Choice {
        value: tier.name().to_owned(),
        label: words.t(&format!("tier-{}", tier.name())),
        hint: words.t(match tier {
            Tier::Quick => "scanning-tier-quick",
            Tier::Formal => "scanning-tier-formal",
        }),
    };
    Tier::ALL.map(tier).into()
}

fn joinable(view: &CandidateView) -> Vec<Choice> {
    view.joinable.iter().map(|p| Choice::new(p.reference, format!("{} {}", p.reference, p.title))).collect()
}

fn line(words: &Words, view: &CandidateView) -> String {
    let kind = words.t(&format!("candidate-kind-{}", view.candidate.kind.name()));
    let found = words.t1("scanning-found", "day", words.date(view.candidate.found_at));
    let parts = [Some(kind), view.beat.as_ref().map(|b| b.name.clone()), Some(found)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How many against how many as usual, in a sentence.
fn answer(words: &Words, view: &CandidateView) -> String {
    let evidence = &view.candidate.evidence;
    let concerns = view.candidate.kind == CandidateKind::ConcernCluster;
    let key = match view.candidate.kind {
        CandidateKind::ConcernCluster => "scanning-answer-concerns",
        CandidateKind::Rise => "scanning-answer-rise",
        _ => "scanning-answer",
    };
    let times = evidence.observed as f64 / evidence.expected.max(0.1);
    let args = [
        ("count", words.number(evidence.observed as i64)),
        ("what", say::what(words, &view.candidate)),
        ("usual", say::usual(words, evidence.expected)),
        ("times", if concerns { String::new() } else { words.decimal(times, 1) }),
        ("from", words.day(view.candidate.window.from)),
        ("until", words.day(last(view))),
    ];
    words.t_args(key, &args)
}

fn last(view: &CandidateView) -> jiff::civil::Date {
    let until = view.candidate.window.until;
    until.yesterday().unwrap_or(until)
}

fn facts(words: &Words, view: &CandidateView) -> Vec<(String, String)> {
    let candidate = &view.candidate;
    let evidence = &candidate.evidence;
    let of = |key: &str, value: String| (words.t(key), value);
    let mut facts = vec![
        of("scanning-fact-found", words.number(evidence.observed as i64)),
        of(
            "scanning-fact-period",
            format!("{} – {}", words.day(candidate.window.from), words.day(last(view))),
        ),
    ];
    if candidate.kind != CandidateKind::ConcernCluster {
        facts.insert(1, of("scanning-fact-usual", say::usual(words, evidence.expected)));
    }
    facts.push(of("scanning-fact-harm", words.decimal(candidate.harm, 0)));
    if let Some(area) = &view.neighborhood {
        facts.push(of("scanning-fact-neighborhood", area.name.clone()));
    }
    facts
}

fn map(words: &Words, view: &CandidateView, title: &str) -> BeatMap {
    let candidate = &view.candidate;
    let shape = json!({ "id": "candidate", "name": title, "level": 2 });
    let circle = |(i, s): (usize, &commonbeat_app::scanning::Spot)| {
        let properties =
            json!({ "id": format!("spot-{i}"), "name": s.name, "count": s.count, "tone": "bad" });
        beat_map::point(s.at, properties)
    };
    let around = view.beat.as_ref().or(view.boundary.as_ref()).map(|a| &a.shape);
    let caption = Caption { title: words.t("scanning-where"), description: title.to_owned() };
    let mut map = BeatMap::new("map", title.to_owned())
        .with("hot", vec![beat_map::area(&candidate.shape, shape)])
        .with("circles", view.spots.iter().enumerate().map(circle).collect())
        .on(&candidate.shape);
    map.still = outline::outline(&caption, around, Some(&candidate.shape));
    map
}

fn rhythm(words: &Words, view: &CandidateView) -> Option<Drawing> {
    let evidence = &view.candidate.evidence;
    let known: u32 = evidence.rhythm.iter().flatten().sum();
    let busy = say::busy(words, &view.candidate);
    let description = if busy.is_empty() { words.t("scanning-rhythm-even") } else { busy };
    let caption = Caption { title: words.t("scanning-rhythm"), description };
    (known > 0).then(|| heat::heat(words, &caption, &evidence.rhythm))
}

/// How it was found, in plain words.
fn method(words: &Words, view: &CandidateView) -> Vec<String> {
    let evidence = &view.candidate.evidence;
    let how = match view.candidate.kind {
        CandidateKind::HotPlace => "scanning-method-hot-place",
        CandidateKind::RepeatPlace => "scanning-method-repeat-place",
        CandidateKind::Rise => "scanning-method-rise",
        CandidateKind::ConcernCluster => "scanning-method-concern-cluster",
    };
    let mut said = vec![words.t(how)];
    if let Some(q) = evidence.q {
        let key = if q < 0.001 { "scanning-chance-tiny" } else { "scanning-chance" };
        said.push(words.t1(key, "q", words.decimal(q, 3)));
    }
    said.push(words.t("scanning-method-limits"));
    said
}

/// The statistic and the choices that were made, by their names.
fn choices(words: &Words, view: &CandidateView) -> Vec<(String, String)> {
    let evidence = &view.candidate.evidence;
    let key = |name: &str| format!("scanning-choice-{}", name.replace('_', "-"));
    let named = |name: &str| words.maybe(&key(name)).unwrap_or_else(|| name.replace('_', " "));
    let mut all = Vec::new();
    if view.candidate.kind != CandidateKind::ConcernCluster {
        all.push((named(&evidence.statistic), words.decimal(evidence.value, 2)));
    }
    all.extend(evidence.choices.iter().map(|(name, value)| (named(name), value.clone())));
    all
}

fn decided(words: &Words, view: &CandidateView) -> Option<Decided> {
    let decision = &view.candidate.decision;
    let (at, reason) = match decision {
        Decision::Open => return None,
        Decision::Gone => (None, String::new()),
        Decision::Dismissed { reason, at, .. } => (Some(*at), reason.clone()),
        Decision::Accepted { at, .. } | Decision::Joined { at, .. } => (Some(*at), String::new()),
    };
    let state = words.t(&format!("decision-{}", decision.name()));
    Some(Decided {
        words: at.map_or(state.clone(), |at| format!("{state}, {}", words.moment(at))),
        reason,
        problem: view.problem.as_ref().map(|p| (p.reference.to_string(), p.title.clone())),
    })
}
