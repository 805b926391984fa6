//! A resident's own thread, behind its secret link. Looking changes nothing; writing is a form.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::concerns::OwnThread;
use commonbeat_auth::token::{TEXT_LENGTH, Token};
use commonbeat_domain::Refusal;
use commonbeat_domain::partnerships::concerns::{ConcernState, DeliveryState, Message, Speaker};

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
        messages: thread.messages.iter().map(|m| said(&words, &thread, m)).collect(),
        chrome,
        form,
    }
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
        DeliveryState::Sent => words.t("thread-mailed"),
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
