//! Moves of a problem: asked for, signed, given back; on, back, start, close, open again, decline, merge, review.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::ProblemView;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::organization::ranks::Rank;
use commonbeat_domain::problems::gates::{Move, Unmet};
use commonbeat_domain::problems::problem::{Pass, Stage, Status};
use commonbeat_domain::problems::scanning::Route;
use commonbeat_domain::problems::signs::Step;
use commonbeat_domain::{Reference, Refusal};

use super::{decline, edit, mend, move_name, read_version, reference};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::words::Words;

/// The page on which a problem is moved.
#[derive(Template)]
#[template(path = "problems/move.html")]
pub struct MovePage {
    chrome: Chrome,
    form: Form,
    reference: String,
    title: String,
    read: i64,
    closed: bool,
    next: Option<Next>,
    backward: Vec<Choice>,
    may_work: bool,
    may_close: bool,
    /// Where the six questions lead, where that is no problem; whether another body has to be named.
    decline: Option<(String, bool)>,
    justify: bool,
    review: Option<String>,
}

/// The next move and what stands before it.
struct Next {
    /// What is sent.
    name: &'static str,
    label: String,
    explain: String,
    unmet: Vec<(String, String)>,
    override_open: bool,
    may: bool,
    /// Who signs, in a sentence.
    signs: String,
    /// Whether the reader may ask for the signature now.
    may_ask: bool,
    /// That it is asked for, by whom and since when.
    asked: Option<String>,
    /// Whether the reader may give it back.
    may_return: bool,
}

impl MovePage {
    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }

    fn of(cx: &Cx, view: &ProblemView, form: Form) -> MovePage {
        let problem = &view.problem;
        let words = &cx.words;
        let open = problem.status == Status::Open;
        let earlier = Stage::ALL.into_iter().filter(|stage| *stage < problem.stage);
        let signs = Rank::of(&cx.actor) >= Some(Rank::Supervisor);
        let route = problem.scanning.route();
        MovePage {
            chrome: cx.chrome(Area::Problems),
            form,
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            read: problem.version,
            closed: !open,
            next: next(&cx.actor, words, view),
            backward: Choice::named(words, "stage", earlier.map(Stage::name)),
            may_work: view.may.work,
            may_close: view.may.close,
            decline: (view.may.work && decline::open(problem))
                .then(|| (words.t(&format!("route-{}", route.name())), route == Route::OtherBody)),
            justify: view.may.sign
                && signs
                && cx.actor.person() != Some(problem.lead)
                && problem.response.enforcement_only()
                && problem.response.justified.is_none(),
            review: (view.may.work && open).then(|| words.day(problem.review_on)),
        }
    }
}

fn next(who: &Actor, words: &Words, view: &ProblemView) -> Option<Next> {
    let problem = &view.problem;
    let (gate, signing) = (view.gate.as_ref()?, view.signing.as_ref()?);
    let opening = signing.step == Step::Open;
    let name = if opening { "open" } else { name_of(gate.next) };
    // The opening's own signature does not stand in its own way.
    let unmet: &[Unmet] = if opening { &[] } else { &gate.unmet };
    let rank = words.t(&format!("rank-{}", signing.rank.name()));
    let label = if opening { words.t("move-open") } else { move_name(words, gate.next) };
    let asked =
        signing.asked.as_ref().map(|asked| words.t1("sign-asked-since", "day", words.moment(asked.at)));
    Some(Next {
        name,
        explain: words.t(&format!("move-{name}-explain")),
        unmet: unmet
            .iter()
            .map(|u| (words.t(&format!("unmet-{}", u.name())), mend(who, &problem.reference, *u)))
            .collect(),
        override_open: signing.may_override && !opening && gate.may_be_overridden(),
        may: signing.own && if gate.next == Move::Close { view.may.close } else { view.may.work },
        signs: words.t1("sign-who", "rank", rank),
        may_ask: !signing.own && asked.is_none() && signing.unmet.is_empty() && view.may.work,
        may_return: asked.is_some() && view.may.sign && signing.own,
        asked,
        label,
    })
}

fn name_of(next: Move) -> &'static str {
    match next {
        Move::Advance(_) => "advance",
        Move::Start => "start",
        Move::Close => "close",
    }
}

/// `GET /problems/{reference}/move`: what can be done next, and what stands in the way.
pub async fn form(cx: Cx, Path(at): Path<String>) -> Result<Page<MovePage>> {
    let view = cx.app.problem(&cx.actor, &reference(&at)?).await?;
    if !view.may.work && !view.may.close {
        return Err(Error::NotFound);
    }
    let form = cx.form();
    Ok(Page::new(MovePage::of(&cx, &view, form)))
}

/// `POST /problems/{reference}/move`
pub async fn save(cx: Cx, Path(at): Path<String>, mut form: Form) -> Result<Response> {
    let at = reference(&at)?;
    let read = read_version(&form)?;
    match carry_out(&cx, &at, read, &mut form).await? {
        Some(Ok(message)) => Ok(cx.go_to(format!("/problems/{at}")).saying(message, &[]).into_response()),
        Some(Err(commonbeat_app::Error::Stale(_))) => {
            let to = format!("/problems/{at}");
            Ok(cx.go_to(to).saying("flash-problem-changed", &[]).into_response())
        }
        Some(Err(other)) => {
            form.absorb(other)?;
            again(&cx, &at, form).await
        }
        None => again(&cx, &at, form).await,
    }
}

async fn again(cx: &Cx, at: &Reference, form: Form) -> Result<Response> {
    let view = cx.app.problem(&cx.actor, at).await?;
    Ok(Page::again(MovePage::of(cx, &view, form)).into_response())
}

type Done = commonbeat_app::Result<&'static str>;

/// Does what was asked; nothing where the form needs another look.
async fn carry_out(cx: &Cx, at: &Reference, read: i64, form: &mut Form) -> Result<Option<Done>> {
    let what = form.value("move").to_owned();
    let done = match what.as_str() {
        "advance" | "start" | "close" => gate(cx, at, read, &what, form).await,
        "open" | "ask" => quiet(cx, at, read, &what, form).await,
        _ => with_reason(cx, at, read, &what, form).await?,
    };
    // Not a refusal of the gate's words: the button of the page is for who may sign.
    if let Some(Err(commonbeat_app::Error::Missing("gate"))) = done {
        form.refuse(Refusal::not_now("no-signer"));
        return Ok(None);
    }
    Ok(done)
}

/// Through a gate, with all met or with a reason.
async fn gate(cx: &Cx, at: &Reference, read: i64, what: &str, form: &mut Form) -> Option<Done> {
    let (app, who) = (&cx.app, &cx.actor);
    let pass = match form.has("override", "yes") {
        true => {
            let until = form.read_optional("until");
            let reason = edit::reason(form)?;
            if form.refused() {
                return None;
            }
            Pass::Override { reason, until }
        }
        false => Pass::Met,
    };
    Some(match what {
        "advance" => app.advance(who, at, read, pass).await.map(|_| "flash-problem-advanced"),
        "start" => app.start_response(who, at, read, pass).await.map(|_| "flash-problem-started"),
        _ => app.close(who, at, read, pass).await.map(|_| "flash-problem-closed"),
    })
}

/// What may be said with words, and may be said without.
async fn quiet(cx: &Cx, at: &Reference, read: i64, what: &str, form: &Form) -> Option<Done> {
    let words = form.value("words").to_owned();
    Some(match what {
        "open" => cx.app.sign_opening(&cx.actor, at, read, &words).await.map(|_| "flash-problem-signed"),
        _ => cx.app.ask_signature(&cx.actor, at, read, &words).await.map(|_| "flash-problem-asked"),
    })
}

/// What takes a reason.
async fn with_reason(
    cx: &Cx,
    at: &Reference,
    read: i64,
    what: &str,
    form: &mut Form,
) -> Result<Option<Done>> {
    let (app, who) = (&cx.app, &cx.actor);
    if what == "review" {
        return Ok(Some(
            app.reviewed(who, at, read, form.value("words")).await.map(|_| "flash-problem-reviewed"),
        ));
    }
    let to = if what == "back" { form.read::<Stage>("to") } else { None };
    let into = if what == "merge" { form.read::<Reference>("into") } else { None };
    let Some(why) = edit::reason(form) else { return Ok(None) };
    let body = form.value("body").to_owned();
    let done = match (what, to, into) {
        ("back", Some(to), _) => app.go_back(who, at, read, to, &why).await.map(|_| "flash-problem-back"),
        ("merge", _, Some(into)) => {
            app.merge_problem(who, at, read, &into, &why).await.map(|_| "flash-problem-merged")
        }
        ("back" | "merge", ..) => return Ok(None),
        ("reopen", ..) => app.reopen(who, at, read, &why).await.map(|_| "flash-problem-reopened"),
        ("return", ..) => app.give_back(who, at, read, &why).await.map(|_| "flash-problem-returned"),
        ("justify", ..) => app.justify(who, at, read, &why).await.map(|_| "flash-problem-justified"),
        ("decline", ..) => app.decline(who, at, read, &body, &why).await.map(|_| "flash-problem-declined"),
        _ => return Err(Error::NotUnderstood),
    };
    Ok(Some(done))
}
