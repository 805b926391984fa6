//! A resident's own thread, behind its secret link. Looking changes nothing; writing is a form.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::concerns::OwnThread;
use commonbeat_auth::token::{TEXT_LENGTH, Token};
use commonbeat_domain::Refusal;
use commonbeat_domain::partnerships::concerns::{Channel, ConcernState, DeliveryState, Message, Speaker};
use commonbeat_domain::partnerships::ledger::{Helped, Step, steps};
use commonbeat_domain::partnerships::promises::PromiseState;

use crate::browser;
use crate::chrome::{Area, Chrome};
use crate::cx::{Bare, Path};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::words::Words;

/// The thread.
#[derive(Template)]
#[template(path = "threads/show.html")]
pub struct ShowThread {
    chrome: Chrome,
    form: Form,
    reference: String,
    kind: String,
    link: String,
    /// Where the form is sent.
    action: String,
    /// Where it stands, in a sentence.
    state: String,
    late: bool,
    messages: Vec<Said>,
    /// What happened so far: when, and what.
    steps: Vec<(String, String)>,
    /// Whether there are words of danger that nobody has seen to.
    danger: bool,
    /// Whether there is an answer to rate.
    may_rate: bool,
    may_reopen: bool,
    helped: Vec<(&'static str, String, bool)>,
}

struct Said {
    ours: bool,
    note: String,
    words: String,
    carried: String,
}

/// `GET /c/{token}`
pub async fn show(visit: Bare, Path(token): Path<String>) -> Result<Page<ShowThread>> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let thread = visit.state.app.concern_by_link(&link).await?;
    Ok(Page::new(shown(&visit, visit.form(), &link, thread)))
}

/// `POST /c/{token}`
pub async fn write(
    visit: Bare,
    Path(token): Path<String>,
    browser::From(from): browser::From,
    mut form: Form,
) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    visit.state.limits.form(&from.network)?;
    let app = &visit.state.app;
    match app.write_on_own_thread(&link, form.value("words"), &form.once()?.0).await {
        Ok(()) => {
            let onward = visit.go_to(format!("/c/{}", link.reveal()));
            Ok(onward.saying("flash-thread-written", &[]).into_response())
        }
        Err(error) => {
            form.absorb(error)?;
            let thread = app.concern_by_link(&link).await?;
            Ok(Page::again(shown(&visit, form, &link, thread)).into_response())
        }
    }
}

/// `POST /c`: from a link that was typed or pasted to its page. A form, so that the secret stands in no address.
pub async fn find(visit: Bare, browser::From(from): browser::From, form: Form) -> Result<Response> {
    visit.state.limits.form(&from.network)?;
    let typed = form.value("link").trim();
    let last = typed.rsplit('/').next().unwrap_or_default();
    match Token::parse(last.get(..TEXT_LENGTH).unwrap_or(last)) {
        Ok(link) => {
            let mut response = visit.go_to(format!("/c/{}", link.reveal())).into_response();
            let secret = axum::http::HeaderValue::from_static("no-referrer");
            response.headers_mut().insert(axum::http::header::REFERRER_POLICY, secret);
            Ok(response)
        }
        Err(_) => Err(Refusal::not_now("no-such-link").into()),
    }
}

/// `POST /c/{token}/rate`: a form, so that no program that looks into mail rates by following a link.
pub async fn rate(
    visit: Bare,
    Path(token): Path<String>,
    browser::From(from): browser::From,
    mut form: Form,
) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    visit.state.limits.form(&from.network)?;
    let app = &visit.state.app;
    let rated = match form.read::<Helped>("helped") {
        Some(helped) => app.rate_own_thread(&link, helped).await,
        None => return again(&visit, form, &link).await,
    };
    done(&visit, form, &link, rated, "flash-thread-rated").await
}

/// `POST /c/{token}/again`
pub async fn open_again(
    visit: Bare,
    Path(token): Path<String>,
    browser::From(from): browser::From,
    form: Form,
) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    visit.state.limits.form(&from.network)?;
    let once = format!("again/{}", form.once()?.0);
    let reopened = visit.state.app.reopen_own_thread(&link, form.value("again"), &once).await;
    done(&visit, form, &link, reopened, "flash-thread-reopened").await
}

async fn done(
    visit: &Bare,
    mut form: Form,
    link: &Token,
    result: commonbeat_app::Result<()>,
    said: &str,
) -> Result<Response> {
    match result {
        Ok(()) => Ok(visit.go_to(format!("/c/{}", link.reveal())).saying(said, &[]).into_response()),
        Err(error) => {
            form.absorb(error)?;
            again(visit, form, link).await
        }
    }
}

async fn again(visit: &Bare, form: Form, link: &Token) -> Result<Response> {
    let thread = visit.state.app.concern_by_link(link).await?;
    Ok(Page::again(shown(visit, form, link, thread)).into_response())
}

fn shown(visit: &Bare, form: Form, link: &Token, thread: OwnThread) -> ShowThread {
    let words = Words { zone: thread.agency.time_zone(), ..visit.words.clone() };
    let mut chrome = visit.chrome(Area::None);
    chrome.agency.clone_from(&thread.agency.name);
    chrome.emergency.clone_from(&thread.agency.emergency_number);
    let concern = &thread.concern;
    let state = concern.state(words.now);
    ShowThread {
        reference: concern.reference.to_string(),
        kind: words.t(&format!("concern-kind-{}", concern.kind.name())),
        link: visit.state.app.link_address(link),
        action: format!("/c/{}", link.reveal()),
        state: match (state, concern.next_due) {
            (ConcernState::Late, _) => words.t("thread-late"),
            (ConcernState::Waiting, Some(due)) => words.t1("thread-waiting", "day", words.date(due)),
            _ => words.t("thread-answered"),
        },
        late: state == ConcernState::Late,
        steps: steps_of(&words, &thread),
        danger: concern.danger_waits(),
        may_rate: concern.answered_at.is_some(),
        may_reopen: concern.answered_at.is_some() && concern.next_due.is_none(),
        helped: Helped::ALL
            .map(|h| {
                let chosen = concern.rating.as_ref().is_some_and(|r| r.helped == h);
                (h.name(), words.t(&format!("helped-{}", h.name())), chosen)
            })
            .into(),
        messages: thread.messages.iter().map(|m| said(&words, &thread, m)).collect(),
        chrome,
        form,
    }
}

/// The steps of the thread, in words that its resident may read.
fn steps_of(words: &Words, thread: &OwnThread) -> Vec<(String, String)> {
    let day = |at| words.date(at);
    let open = |made| {
        let promise = thread.promises.iter().find(|p| p.state == PromiseState::Open && p.made_at == made);
        promise.map(|p| words.t1("step-promised", "day", words.day(p.due_on)))
    };
    let tell = |(at, step): (jiff::Timestamp, Step)| {
        let text = match step {
            Step::Received => words.t("step-received"),
            Step::Owned => match &thread.owner {
                Some(name) => words.t1("step-owned", "name", name),
                None => words.t("step-owned-somebody"),
            },
            Step::Answered => words.t("step-answered"),
            Step::Escalated => words.t("step-escalated"),
            Step::Promised => open(at)?,
            Step::Kept => words.t("step-kept"),
            Step::Broken => words.t("step-broken"),
            Step::Rated(helped) => words.t(&format!("rated-you-{}", helped.name())),
        };
        Some((day(at), text))
    };
    steps(&thread.concern, &thread.promises).into_iter().filter_map(tell).collect()
}

fn texted(delivery: &commonbeat_store::concerns::Delivery) -> bool {
    delivery.channel == Channel::Sms.name()
}

fn said(words: &Words, thread: &OwnThread, message: &Message) -> Said {
    let ours = message.speaker == Speaker::Agency;
    let author = message.author.and_then(|id| thread.names.get(&id)).cloned();
    let who = match ours {
        true => author.unwrap_or_else(|| thread.agency.name.clone()),
        false => words.t("thread-you"),
    };
    let carried = thread.deliveries.iter().rfind(|d| ours && d.message == message.id);
    let carried = carried.map(|d| match d.state {
        DeliveryState::Sent | DeliveryState::Delivered if texted(d) => words.t("thread-texted"),
        DeliveryState::Failed if texted(d) => words.t("thread-not-texted"),
        DeliveryState::Waiting if texted(d) => words.t("thread-texting"),
        DeliveryState::Sent | DeliveryState::Delivered => words.t("thread-mailed"),
        DeliveryState::Failed => words.t("thread-not-mailed"),
        DeliveryState::Waiting => words.t("thread-mailing"),
    });
    Said {
        ours,
        note: format!("{who} · {}", words.moment(message.at)),
        words: message.words.clone(),
        carried: carried.unwrap_or_default(),
    }
}
