//! What officers do on a thread besides answering: promise, say what became of a promise, give it to somebody, write
//! down what the resident said by another way, see to words of danger.

use axum::response::{IntoResponse, Response};
use commonbeat_app::concerns::{ConcernView, NewPromise, PromiseEnd};
use commonbeat_domain::Reference;
use commonbeat_domain::ids::{PersonId, PromiseId};
use commonbeat_domain::partnerships::concerns::Channel;
use commonbeat_domain::partnerships::promises::PromiseState;
use jiff::civil::Date;

use super::{again, back, both, shown};
use crate::cx::{Cx, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::words::Words;

/// A promise as staff see it.
pub(super) struct PromiseLine {
    pub id: String,
    pub words: String,
    pub note: String,
    pub tag: (String, &'static str),
    pub open: bool,
}

/// `POST /concerns/{reference}/promise`
pub async fn promise(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    let once = format!("promise/{}", form.once()?.0);
    let words = form.take("promise", |t| commonbeat_domain::text::prose("promise", t));
    let due: Option<Date> = form.read("promise-due");
    let Some((words, due_on)) = words.zip(due) else { return page_again(&cx, reference, form).await };
    let new = NewPromise { words: words.clone(), due_on };
    match cx.app.promise(&cx.actor, reference, &new, version, &once).await {
        Ok(()) => Ok(back(&cx, reference, "flash-promise-made").into_response()),
        Err(commonbeat_app::Error::Stale(_)) => Err(both(&cx, reference, words).await?),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/promises/{promise}`
pub async fn end_promise(
    cx: Cx,
    Path((reference, promise)): Path<(Reference, PromiseId)>,
    form: Form,
) -> Result<Response> {
    let once = format!("promise-end/{promise}/{}", form.once()?.0);
    let kept = match form.value("kept") {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::NotUnderstood),
    };
    let end = PromiseEnd { kept, words: form.value("note").to_owned() };
    match cx.app.end_promise(&cx.actor, reference, promise, &end, &once).await {
        Ok(()) if kept => Ok(back(&cx, reference, "flash-promise-kept").into_response()),
        Ok(()) => Ok(back(&cx, reference, "flash-promise-broken").into_response()),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/owner`
pub async fn own(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let version = form.read::<i64>("version").ok_or(Error::NotUnderstood)?;
    let Some(owner) = form.read::<PersonId>("owner") else { return page_again(&cx, reference, form).await };
    match cx.app.own_thread(&cx.actor, reference, owner, version).await {
        Ok(()) => Ok(back(&cx, reference, "flash-thread-owned").into_response()),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/contact`
pub async fn contact(cx: Cx, Path(reference): Path<Reference>, mut form: Form) -> Result<Response> {
    let once = format!("contact/{}", form.once()?.0);
    let channel: Option<Channel> = form.read("channel");
    let told = form.take("told", |t| commonbeat_domain::text::prose("told", t));
    let Some((channel, told)) = channel.zip(told) else { return page_again(&cx, reference, form).await };
    match cx.app.write_down_contact(&cx.actor, reference, channel, &told, &once).await {
        Ok(()) => Ok(back(&cx, reference, "flash-contact-written").into_response()),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

/// `POST /concerns/{reference}/danger`
pub async fn danger(cx: Cx, Path(reference): Path<Reference>, form: Form) -> Result<Response> {
    let note = form.value("seen").to_owned();
    match cx.app.see_to_danger(&cx.actor, reference, &note).await {
        Ok(()) => Ok(back(&cx, reference, "flash-danger-seen").into_response()),
        Err(error) => again(&cx, reference, form, error).await,
    }
}

async fn page_again(cx: &Cx, reference: Reference, form: Form) -> Result<Response> {
    let view = cx.app.concern(&cx.actor, reference).await?;
    Ok(Page::again(shown(cx, form, view).await?).into_response())
}

pub(super) fn promise_lines(words: &Words, view: &ConcernView) -> Vec<PromiseLine> {
    let line = |p: &commonbeat_domain::partnerships::promises::Promise| {
        let day = words.day(p.due_on);
        let late = p.due_at < words.now;
        let tag = match p.state {
            PromiseState::Open if late => (words.t1("promise-late", "day", day), "bad"),
            PromiseState::Open => (words.t1("promise-open", "day", day), "plain"),
            PromiseState::Kept if p.kept_in_time() => (words.t("promise-kept"), "good"),
            PromiseState::Kept => (words.t("promise-kept-late"), "warn"),
            PromiseState::Broken => (words.t("promise-broken"), "bad"),
        };
        let open = p.state == PromiseState::Open;
        PromiseLine { id: p.id.to_string(), words: p.words.clone(), note: p.note.clone(), tag, open }
    };
    view.promises.iter().map(line).collect()
}
