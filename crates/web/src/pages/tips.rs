//! Anonymous tips, for whoever gives one. No session, no cookie, no address: the code is typed, or goes along in a hidden
//! field of the page that it opened. Every answer is a page of its own, since nothing is kept between two.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::tips::OwnTip;
use commonbeat_auth::tip_code::TipCode;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::IDLE_DAYS;

use crate::browser;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;

/// Where the button leads that leaves these pages: a page that anybody might look at, in English and Spanish.
pub const AWAY: &str = "https://www.weather.gov/";

/// A field that people do not see and programs that fill every field do.
const TRAP: &str = "website";

/// The way in.
#[derive(Template)]
#[template(path = "tips/ask.html")]
struct Ask {
    chrome: Chrome,
    form: Form,
    lang: String,
    days: u16,
}

/// The code, once.
#[derive(Template)]
#[template(path = "tips/given.html")]
struct Given {
    chrome: Chrome,
    form: Form,
    lang: String,
    code: String,
    address: String,
    danger: bool,
}

/// The form that takes a code.
#[derive(Template)]
#[template(path = "tips/code.html")]
struct AskCode {
    chrome: Chrome,
    form: Form,
    lang: String,
}

/// What was said so far.
#[derive(Template)]
#[template(path = "tips/thread.html")]
struct Thread {
    chrome: Chrome,
    form: Form,
    lang: String,
    code: String,
    /// What was just done; may be empty.
    done: String,
    messages: Vec<Said>,
    ends: String,
    answered: bool,
    danger: bool,
}

struct Said {
    ours: bool,
    note: String,
    words: String,
}

/// `GET /tips`
pub async fn ask(cx: Cx) -> Response {
    Page::new(asking(&cx, cx.form(), cx.chrome(Area::None))).into_response()
}

/// `POST /tips`
pub async fn give(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.tip(&from.network)?;
    if !form.value(TRAP).is_empty() {
        form = form.without(TRAP);
        form.refuse(Refusal::not_now("look-again"));
        return Ok(Page::again(asking(&cx, form, answering(&cx))).into_response());
    }
    let once = form.once()?.0;
    let given = cx.app.give_tip(&nobody(&cx), form.value("tip_words"), cx.words.language, &once).await;
    match given {
        Ok(given) => Ok(Page::new(code_page(&cx, cx.form(), &given.code, given.danger)).into_response()),
        Err(error) => {
            form.absorb(error)?;
            Ok(Page::again(asking(&cx, form, answering(&cx))).into_response())
        }
    }
}

/// `POST /tips/kept`: the code is typed back, so that nobody leaves without it. It goes along in the page that shows it.
pub async fn kept(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.tip(&from.network)?;
    let shown = TipCode::parse(form.value("shown")).map_err(|_| Error::NotUnderstood)?;
    if !TipCode::parse(form.value("tip_code")).is_ok_and(|typed| typed.same(&shown)) {
        form.refuse(Refusal::unfit("tip_code", "tip-code-not-the-same"));
        return Ok(Page::again(code_page(&cx, form, &shown, false)).into_response());
    }
    match cx.app.open_tip(&nobody(&cx), &shown.reveal()).await {
        Ok(own) => Ok(Page::new(thread(&cx, cx.form(), &shown, own, "tips-code-kept")).into_response()),
        Err(error) => {
            form.absorb(error)?;
            Ok(Page::again(code_page(&cx, form, &shown, false)).into_response())
        }
    }
}

/// `POST /tips/open`
pub async fn open(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.tip(&from.network)?;
    let opened = cx.app.open_tip(&nobody(&cx), form.value("tip_code")).await;
    match (opened, TipCode::parse(form.value("tip_code"))) {
        (Ok(own), Ok(code)) => Ok(Page::new(thread(&cx, cx.form(), &code, own, "")).into_response()),
        (Ok(_), Err(_)) => Err(Error::NotUnderstood),
        (Err(error), _) => {
            form.absorb(error)?;
            let page = AskCode { chrome: answering(&cx), form, lang: cx.language_query() };
            Ok(Page::again(page).into_response())
        }
    }
}

/// `POST /tips/write`
pub async fn write(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.tip(&from.network)?;
    let code = TipCode::parse(form.value("tip_code")).map_err(|_| Error::NotUnderstood)?;
    let (typed, once) = (code.reveal(), form.once()?.0);
    match cx.app.write_on_tip(&nobody(&cx), &typed, form.value("tip_more"), &once).await {
        Ok(own) => Ok(Page::new(thread(&cx, cx.form(), &code, own, "tips-written")).into_response()),
        Err(error) => {
            form.absorb(error)?;
            if form.error("tip_more").is_none() && form.error("tip_code").is_some() {
                let page = AskCode { chrome: answering(&cx), form, lang: cx.language_query() };
                return Ok(Page::again(page).into_response());
            }
            let own = cx.app.open_tip(&nobody(&cx), &typed).await?;
            Ok(Page::again(thread(&cx, form, &code, own, "")).into_response())
        }
    }
}

/// Whoever gives a tip is nobody, whoever is signed in at this browser.
fn nobody(cx: &Cx) -> Actor {
    Actor::nobody(cx.agency.id)
}

/// The layout of a page that answers a form: another language cannot be asked for there without sending it again.
fn answering(cx: &Cx) -> Chrome {
    let mut chrome = cx.chrome(Area::None);
    chrome.tongues.clear();
    chrome
}

fn asking(cx: &Cx, form: Form, chrome: Chrome) -> Ask {
    Ask { chrome, form, lang: cx.language_query(), days: IDLE_DAYS }
}

fn code_page(cx: &Cx, form: Form, code: &TipCode, danger: bool) -> Given {
    Given {
        chrome: answering(cx),
        // Sent once more with nothing typed: what was typed wrong is not worth keeping.
        form: if form.refused() { form } else { Form::default() },
        lang: cx.language_query(),
        code: code.reveal(),
        address: format!("{}/tips", cx.app.settings().public_url),
        danger,
    }
}

fn thread(cx: &Cx, form: Form, code: &TipCode, own: OwnTip, done: &str) -> Thread {
    let words = &cx.words;
    let said = |m: &commonbeat_domain::partnerships::tips::TipMessage| {
        let ours = m.speaker == Speaker::Agency;
        let who = if ours { cx.agency.name.clone() } else { words.t("thread-you") };
        Said { ours, note: format!("{who} · {}", words.moment(m.at)), words: m.words.clone() }
    };
    Thread {
        chrome: answering(cx),
        form,
        lang: cx.language_query(),
        code: code.reveal(),
        done: if done.is_empty() { String::new() } else { words.t(done) },
        answered: own.messages.iter().any(|m| m.speaker == Speaker::Agency),
        messages: own.messages.iter().map(said).collect(),
        ends: words.date(own.ends_at),
        danger: own.danger,
    }
}
