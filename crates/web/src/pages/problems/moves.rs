//! Moves of a problem: on, back, start, close, open again.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::problems::ProblemView;
use commonbeat_domain::problems::gates::Move;
use commonbeat_domain::problems::problem::{Pass, Stage, Status};
use commonbeat_domain::{Reference, Refusal};

use super::{edit, mend, move_name, read_version, reference};
use crate::chrome::{Area, Chrome};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

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
}

/// The next move and what stands before it.
struct Next {
    /// What is sent.
    name: &'static str,
    label: String,
    explain: String,
    unmet: Vec<(String, String)>,
    override_open: bool,
    needs_signer: bool,
    may: bool,
}

impl MovePage {
    /// The line above the title.
    fn above(&self) -> String {
        format!("{} · {}", self.reference, self.title)
    }

    fn of(cx: &Cx, view: &ProblemView, form: Form) -> MovePage {
        let problem = &view.problem;
        let words = &cx.words;
        let next = view.gate.as_ref().map(|gate| {
            let name = name_of(gate.next);
            Next {
                name,
                label: move_name(words, gate.next),
                explain: words.t(&format!("move-{name}-explain")),
                unmet: gate
                    .unmet
                    .iter()
                    .map(|u| (words.t(&format!("unmet-{}", u.name())), mend(&problem.reference, *u)))
                    .collect(),
                override_open: view.may.sign && gate.may_be_overridden(),
                needs_signer: !view.may.sign && gate.may_be_overridden(),
                may: if gate.next == Move::Close { view.may.close } else { view.may.work },
            }
        });
        let earlier = Stage::ALL.into_iter().filter(|stage| *stage < problem.stage);
        MovePage {
            chrome: cx.chrome(Area::Problems),
            form,
            reference: problem.reference.to_string(),
            title: problem.title.clone(),
            read: problem.version,
            closed: problem.status == Status::Closed,
            next,
            backward: Choice::named(words, "stage", earlier.map(Stage::name)),
            may_work: view.may.work,
            may_close: view.may.close,
        }
    }
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
    let (app, who) = (&cx.app, &cx.actor);
    let what = form.value("move").to_owned();
    let overriding = form.has("override", "yes");
    let pass = match (what.as_str(), overriding) {
        ("advance" | "start" | "close", true) => match edit::reason(form) {
            Some(reason) => Pass::Override { reason },
            None => return Ok(None),
        },
        _ => Pass::Met,
    };
    let done = match what.as_str() {
        "advance" => app.advance(who, at, read, pass).await.map(|_| "flash-problem-advanced"),
        "start" => app.start_response(who, at, read, pass).await.map(|_| "flash-problem-started"),
        "close" => app.close(who, at, read, pass).await.map(|_| "flash-problem-closed"),
        "back" => {
            let to = form.read::<Stage>("to");
            let why = edit::reason(form);
            let (Some(to), Some(why)) = (to, why) else { return Ok(None) };
            app.go_back(who, at, read, to, &why).await.map(|_| "flash-problem-back")
        }
        "reopen" => {
            let Some(why) = edit::reason(form) else { return Ok(None) };
            app.reopen(who, at, read, &why).await.map(|_| "flash-problem-reopened")
        }
        _ => return Err(Error::NotUnderstood),
    };
    // Not a refusal of the gate's words: the button of the page is for who may sign.
    if let Err(commonbeat_app::Error::Missing("gate")) = done {
        form.refuse(Refusal::not_now("no-signer"));
        return Ok(None);
    }
    Ok(Some(done))
}
