//! Concerns of residents as staff see them: the inbox, a thread with its answer, the way into a problem and back.

mod inbox;
pub mod ledger;
mod to_all;

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use commonbeat_app::concerns::{ConcernView, ProblemFromConcern, Said};
use commonbeat_app::deliveries::Failure;
use commonbeat_domain::Reference;
use commonbeat_domain::authority::Role;
use commonbeat_domain::partnerships::concerns::{Channel, Concern, ConcernState, DeliveryState, Speaker};
use commonbeat_domain::partnerships::ledger::Helped;
use commonbeat_domain::problems::problem::Tier;
use commonbeat_domain::text::Language;
use commonbeat_store::concerns::Delivery;
use serde::Deserialize;

pub use inbox::index;
pub use to_all::{answer_all, to_all};

use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result, Stale, StaleField};
use crate::flash::GoTo;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::parts::Tie;
use crate::words::Words;

/// Beginnings of answers, by the end of their key `answer-start-`.
const STARTS: [&str; 4] = ["read", "counting", "done", "others"];

/// One concern with its thread.
#[derive(Template)]
#[template(path = "concerns/show.html")]
pub struct ShowConcern {
    chrome: Chrome,
    form: Form,
    view: ConcernView,
    title: String,
    tag: (String, &'static str),
    facts: Vec<(String, String)>,
    thread: Vec<Line>,
    promises: Vec<ledger::PromiseLine>,
    channels: Vec<Choice>,
    /// Who may answer for it.
    owners: Vec<Choice>,
    /// What the resident said of the answer.
    rated: Option<(String, &'static str)>,
    starts: Vec<(String, String)>,
    /// The language the resident reads, where it is not the reader's.
    language: Option<String>,
    problems: Vec<Choice>,
    officers: Vec<Choice>,
    tiers: Vec<Choice>,
    ties: Vec<Tie>,
}

struct Line {
    ours: bool,
    note: String,
    words: String,
    outcome: bool,
    carried: Vec<(String, &'static str)>,
}

/// Which beginning the answer is to have.
#[derive(Debug, Default, Deserialize)]
pub struct Start {
    start: Option<String>,
}

/// `GET /concerns/{reference}`
pub async fn show(
    cx: Cx,
    Path(reference): Path<Reference>,
    Query(start): Query<Start>,
) -> Result<Page<ShowConcern>> {
    let view = cx.app.read_concern(&cx.actor, reference).await?;
    let form = match start.start.as_deref().and_then(|s| beginning(&cx, &view.concern, s)) {
        Some(words) => cx.form().with("words", words),
        None => cx.form(),
    };
    Ok(Page::new(shown(&cx, form, view).await?))
}

/// `POST /concerns/{reference}/answer`
pub async fn answer(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    let once = format!("answer/{}", form.once()?.0);
    let outcome_of = match form.has("outcome", "yes") {
        true => cx.app.concern(&cx.actor, reference).await?.concern.problem,
        false => None,
    };
    let words = form.value("words").to_owned();
    match cx.app.answer_concern(&cx.actor, reference, &words, outcome_of, version, &once).await {
        Ok(()) => Ok(back(&cx, reference, "flash-concern-answered").into_response()),
        Err(commonbeat_app::Error::Stale(_)) => Err(both(&cx, reference, words).await?),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/attach`
pub async fn attach(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    let Some(problem) = form.read::<Reference>("problem") else {
        let view = cx.app.concern(&cx.actor, reference).await?;
        return Ok(Page::again(shown(&cx, form, view).await?).into_response());
    };
    match cx.app.attach_concern(&cx.actor, reference, problem, version).await {
        Ok(_) => Ok(back(&cx, reference, "flash-concern-attached").into_response()),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/problem`
pub async fn open_problem(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    let once = format!("problem/{}", form.once()?.0);
    let title = form.take("title", |t| commonbeat_domain::text::line("title", t));
    let (lead, tier) = (form.read("lead"), form.read::<Tier>("tier"));
    let (Some(title), Some(lead), Some(tier)) = (title, lead, tier) else {
        let view = cx.app.concern(&cx.actor, reference).await?;
        return Ok(Page::again(shown(&cx, form, view).await?).into_response());
    };
    let new = ProblemFromConcern { title, tier, lead };
    match cx.app.open_problem_from_concern(&cx.actor, reference, version, new, &once).await {
        Ok(problem) => {
            let to = cx.go_to(format!("/problems/{problem}"));
            Ok(to.saying("flash-problem-of-concern", &[("reference", problem.to_string())]).into_response())
        }
        Err(error) => again(&cx, reference, form, error).await,
    }
}

fn back(cx: &Cx, reference: Reference, said: &str) -> GoTo {
    cx.go_to(format!("/concerns/{reference}")).saying(said, &[("reference", reference.to_string())])
}

/// The page once more, with what a rule said.
async fn again(
    cx: &Cx,
    reference: Reference,
    mut form: Form,
    error: commonbeat_app::Error,
) -> Result<Response> {
    form.absorb(error)?;
    let view = cx.app.concern(&cx.actor, reference).await?;
    Ok(Page::again(shown(cx, form, view).await?).into_response())
}

/// An answer to words that were not the last: both are shown.
async fn both(cx: &Cx, reference: Reference, yours: String) -> Result<Error> {
    let view = cx.app.concern(&cx.actor, reference).await?;
    let saved = view.thread.last().map(|s| s.message.words.clone()).unwrap_or_default();
    let label = cx.words.t("concern-answer");
    Ok(Error::Stale(Box::new(Stale {
        record: reference.to_string(),
        edit: format!("/concerns/{reference}"),
        fields: vec![StaleField { label, yours, saved }],
        join: Vec::new(),
    })))
}

/// The beginning of an answer in the resident's language.
fn beginning(cx: &Cx, concern: &Concern, start: &str) -> Option<String> {
    let words = Words { language: concern.language, ..cx.words.clone() };
    let known = STARTS.into_iter().find(|s| *s == start)?;
    let hello = match concern.called.is_empty() {
        true => words.t("answer-hello"),
        false => words.t1("answer-hello-name", "called", &concern.called),
    };
    Some(format!("{hello}\n\n{}", words.t(&format!("answer-start-{known}"))))
}

async fn shown(cx: &Cx, form: Form, view: ConcernView) -> Result<ShowConcern> {
    let (words, concern) = (&cx.words, &view.concern);
    let colleagues = match view.may_answer {
        true => cx.app.colleagues(&cx.actor, Some(Role::Officer)).await?,
        false => Vec::new(),
    };
    let own_problem = view.may_work && concern.problem.is_none();
    let officers = if own_problem { colleagues.clone() } else { Vec::new() };
    // Who answers is likely to own what comes of it.
    let own = cx.person().filter(|p| officers.iter().any(|o| o.id == p.id)).map(|p| p.id);
    let form = match own {
        Some(id) if form.value("lead").is_empty() => form.with("lead", id),
        _ => form,
    };
    let own = cx.person().map(|p| p.id).or(concern.owner);
    let form = match concern.owner.or(own) {
        Some(id) if form.value("owner").is_empty() => form.with("owner", id),
        _ => form,
    };
    let form =
        if form.value("channel").is_empty() { form.with("channel", Channel::Phone.name()) } else { form };
    let form = if form.value("tier").is_empty() { form.with("tier", Tier::Quick.name()) } else { form };
    let other = (concern.language != words.language).then_some(concern.language);
    let starts = STARTS.map(|s| (format!("?start={s}#words"), words.t(&format!("answer-name-{s}"))));
    Ok(ShowConcern {
        chrome: cx.chrome(Area::Partnerships),
        title: heading(&concern.words),
        tag: tag(words, concern),
        facts: facts(words, &view),
        thread: view.thread.iter().map(|s| line(words, s)).collect(),
        promises: ledger::promise_lines(words, &view),
        channels: Choice::named(words, "channel", Channel::TOLD.map(Channel::name)),
        owners: colleagues.iter().map(|o| Choice::new(o.id, o.display_name())).collect(),
        rated: concern.rating.as_ref().map(|r| rated(words, r.helped)),
        starts: starts.into(),
        language: other.map(|l| words.t(language_key(l))),
        problems: view
            .open_problems
            .iter()
            .map(|p| Choice::new(p.reference, format!("{} · {}", p.reference, p.title)))
            .collect(),
        officers: officers.iter().map(|o| Choice::new(o.id, o.display_name())).collect(),
        tiers: Choice::named(words, "tier", Tier::ALL.map(Tier::name)),
        ties: [crate::pages::tip_desk::ties(cx, view.concern.reference).await?, ties(words, &view)].concat(),
        view,
        form,
    })
}

fn language_key(language: Language) -> &'static str {
    match language {
        Language::En => "concern-reads-en",
        Language::Es => "concern-reads-es",
    }
}

/// Key of what a concern is about.
pub(crate) fn kind_key(concern: &Concern) -> &'static str {
    use commonbeat_domain::partnerships::concerns::ConcernKind;
    match concern.kind {
        ConcernKind::Traffic => "concern-kind-traffic",
        ConcernKind::Theft => "concern-kind-theft",
        ConcernKind::Violence => "concern-kind-violence",
        ConcernKind::Noise => "concern-kind-noise",
        ConcernKind::Drugs => "concern-kind-drugs",
        ConcernKind::Surroundings => "concern-kind-surroundings",
        ConcernKind::Other => "concern-kind-other",
    }
}

/// The beginning of somebody's words, as a title.
pub(crate) fn heading(words: &str) -> String {
    const LONGEST: usize = 90;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some((end, _)) => {
            let cut = line[..end].rsplit_once(' ').map_or(&line[..end], |(whole, _)| whole);
            format!("{cut} …")
        }
    }
}

/// Where a concern stands, with the tone of its tag.
fn tag(words: &Words, concern: &Concern) -> (String, &'static str) {
    match (concern.state(words.now), concern.next_due) {
        (ConcernState::Late, Some(due)) => (words.t1("concern-late-since", "day", words.date(due)), "bad"),
        (ConcernState::Waiting, Some(due)) => {
            let today = due.to_zoned(words.zone.clone()).date() == words.today();
            match today {
                true => (words.t("concern-due-today"), "warn"),
                false => (words.t1("concern-due", "day", words.date(due)), "plain"),
            }
        }
        (state, _) => (words.t(&format!("concern-state-{}", state.name())), "good"),
    }
}

fn facts(words: &Words, view: &ConcernView) -> Vec<(String, String)> {
    let concern = &view.concern;
    let none = || words.t("concern-not-given");
    let given = |text: &str| if text.is_empty() { none() } else { text.to_owned() };
    let fact = |key: &str, value: String| (words.t(key), value);
    let nobody = || words.t("inbox-no-owner");
    let mut facts = vec![
        fact("concern-fact-owner", view.owner.clone().unwrap_or_else(nobody)),
        fact("concern-fact-where", given(&concern.place_text)),
        fact("concern-fact-area", view.area.clone().unwrap_or_else(none)),
        fact("concern-fact-beat", view.beat.clone().unwrap_or_else(none)),
        fact("concern-fact-came", words.t(&format!("channel-{}", concern.channel.name()))),
        fact("concern-fact-called", given(&concern.called)),
        fact("concern-fact-email", concern.email.as_ref().map_or_else(none, ToString::to_string)),
    ];
    if let Some(phone) = &concern.phone {
        facts.push(fact("concern-fact-phone", phone.to_string()));
    }
    if let Some(at) = concern.answered_at {
        facts.push(fact("concern-fact-answered", words.moment(at)));
    }
    facts
}

fn line(words: &Words, said: &Said) -> Line {
    let ours = said.message.speaker == Speaker::Agency;
    let who = match (ours, &said.author) {
        (true, author) => author.clone().unwrap_or_else(|| words.t("concern-agency")),
        (false, None) => words.t("concern-resident"),
        (false, Some(author)) => words.t1("concern-resident-told", "name", author),
    };
    let way = said.message.channel.map(|c| format!(" · {}", words.t(&format!("channel-{}", c.name()))));
    Line {
        ours,
        note: format!("{who} · {}{}", words.moment(said.message.at), way.unwrap_or_default()),
        words: said.message.words.clone(),
        outcome: said.message.outcome_of.is_some(),
        carried: said.deliveries.iter().map(|d| carried(words, d)).collect(),
    }
}

/// What became of carrying a message, in a sentence.
fn carried(words: &Words, delivery: &Delivery) -> (String, &'static str) {
    let state = words.t(&format!("delivery-{}", delivery.state.name()));
    let to = &delivery.recipient;
    match delivery.state {
        DeliveryState::Sent | DeliveryState::Delivered => (format!("{to}: {state}"), "good"),
        DeliveryState::Waiting => (format!("{to}: {state}"), "plain"),
        DeliveryState::Failed => {
            let (why, _) = Failure::read(delivery.problem.as_deref().unwrap_or_default());
            let why = words.t(match why {
                Failure::Refused => "delivery-failed-refused",
                Failure::GaveUp => "delivery-failed-gave-up",
                Failure::NoServer => "delivery-failed-no-server",
                Failure::Bounced => "delivery-failed-bounced",
                Failure::Stopped => "delivery-failed-stopped",
            });
            (format!("{to}: {state}. {why}"), "bad")
        }
    }
}

/// What the resident says of the answer, with the tone of its tag.
fn rated(words: &Words, helped: Helped) -> (String, &'static str) {
    let said = words.t(&format!("rated-{}", helped.name()));
    let tone = match helped {
        Helped::Yes => "good",
        Helped::Partly => "warn",
        Helped::No => "bad",
    };
    (said, tone)
}

fn ties(words: &Words, view: &ConcernView) -> Vec<Tie> {
    let concern = &view.concern;
    let mut ties = vec![Tie::here(words.t("concern-this"), words.date(concern.raised_at))];
    match (&view.problem, concern.problem) {
        (Some(problem), _) => {
            let note = words.t(&format!("stage-{}", problem.stage.name()));
            let title = format!("{} · {}", problem.reference, problem.title);
            ties.push(Tie::to(title, format!("/problems/{}", problem.reference), note));
        }
        (None, Some(_)) => ties.push(Tie::later(words.t("concern-in-problem"), "")),
        (None, None) => ties.push(Tie::later(words.t("concern-no-problem"), "")),
    }
    ties.push(Tie::later(words.t("concern-told-later"), ""));
    ties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_ends_at_a_word() {
        assert_eq!(heading("Cars race\n past."), "Cars race past.");
        let long = heading(&"ñandú ".repeat(40));
        assert!(long.ends_with("ñandú …") && long.chars().count() <= 92, "{long}");
        assert!(heading(&"x".repeat(400)).chars().count() <= 92);
    }
}
