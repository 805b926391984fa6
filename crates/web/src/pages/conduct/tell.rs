//! Telling a commendation or complaint: by a visitor on the public form, or to somebody of the agency who writes it down; and
//! the page behind the secret link.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use commonbeat_app::conduct::OwnConduct;
use commonbeat_auth::token::Token;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::personnel::conduct::{NewConduct, State, Topic};

use crate::browser;
use crate::chrome::{Area, Chrome};
use crate::cx::{Bare, Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::pages::kit::{Field, Part, Record, Sheet};
use crate::words::Words;

/// A field that people do not see and programs that fill every field do.
const TRAP: &str = "website";

/// The public form.
#[derive(Template)]
#[template(path = "conduct/new.html")]
pub struct Tell {
    chrome: Chrome,
    form: Form,
    topics: Vec<Choice>,
}

/// The page behind the secret link.
#[derive(Template)]
#[template(path = "conduct/said.html")]
pub struct Said {
    chrome: Chrome,
    form: Form,
    title: String,
    state: String,
    late: bool,
    open: bool,
    messages: Vec<Message>,
    action: String,
    link: String,
}

struct Message {
    ours: bool,
    note: String,
    words: String,
}

fn topics(cx: &Cx) -> Vec<Choice> {
    Choice::named(&cx.words, "conduct-topic", Topic::NAMES.iter().copied())
}

fn read(cx: &Cx, form: &mut Form) -> Option<NewConduct> {
    let topic: Topic = form.read("conduct_topic")?;
    let value = |field: &str| form.value(field).to_owned();
    Some(NewConduct {
        topic,
        words: value("conduct_words"),
        when_where: value("conduct_when"),
        about: value("conduct_about"),
        contact: value("conduct_contact"),
        language: cx.words.language,
    })
}

/// `GET /conduct/new`
pub async fn new(cx: Cx) -> Page<Tell> {
    let form = cx.form();
    Page::new(Tell { chrome: cx.chrome(Area::None), topics: topics(&cx), form })
}

/// `POST /conduct/new`
pub async fn create(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.form(&from.network)?;
    if !form.value(TRAP).is_empty() {
        form = form.without(TRAP);
        form.refuse(Refusal::not_now("look-again"));
    }
    if let Some(new) = read(&cx, &mut form).filter(|_| !form.refused()) {
        // The public form speaks for a resident, whoever is signed in at this browser.
        let resident = Actor::nobody(cx.agency.id);
        match cx.app.tell_conduct(&resident, new, &form.once()?.0).await {
            Ok(told) => {
                let onward = cx.go_to(format!("/said/{}", told.link.reveal()));
                let mut response = onward.saying("flash-conduct-told", &[]).into_response();
                let secret = HeaderValue::from_static("no-referrer");
                response.headers_mut().insert(header::REFERRER_POLICY, secret);
                return Ok(response);
            }
            Err(error) => form.absorb(error)?,
        }
    }
    cx.keep_personal();
    let page = Tell { chrome: cx.chrome(Area::None), topics: topics(&cx), form };
    Ok(Page::again(page).into_response())
}

fn log_sheet(cx: &Cx) -> Sheet {
    let words = &cx.words;
    Sheet {
        title: words.t("page-conduct-log"),
        above: String::new(),
        words: words.t("conduct-log-words"),
        action: "/conduct/log".into(),
        back: "/today".into(),
        submit: words.t("conduct-send"),
        fields: vec![
            Field::radios("conduct_topic", topics(cx)),
            Field::prose("conduct_words"),
            Field::prose("conduct_about").optional(),
            Field::prose("conduct_when").optional(),
            Field::line("conduct_contact").optional(),
        ],
    }
}

/// `GET /conduct/log`: somebody of the agency writes down what was told.
pub async fn log(cx: Cx) -> Result<Response> {
    let form = cx.form();
    Ok(log_sheet(&cx).show_in(&cx, form, Area::Personnel))
}

/// `POST /conduct/log`: shows once the link to give to whoever told it.
pub async fn create_log(cx: Cx, mut form: Form) -> Result<Response> {
    if let Some(new) = read(&cx, &mut form) {
        match cx.app.tell_conduct(&cx.actor, new, &form.once()?.0).await {
            Ok(told) => {
                let words = &cx.words;
                let link = vec![(words.t("keep-link"), cx.app.conduct_address(&told.link))];
                let part = Part { facts: link, ..Part::new(words.t("keep-title")) };
                let record = Record {
                    title: words.t("conduct-logged"),
                    words: words.t("conduct-logged-words"),
                    parts: vec![part],
                    ..Record::default()
                };
                return Ok(record.show(&cx, Area::Personnel));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(log_sheet(&cx).show_in(&cx, form, Area::Personnel))
}

/// `GET /said/{token}`
pub async fn said(visit: Bare, Path(token): Path<String>) -> Result<Page<Said>> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let own = visit.state.app.conduct_by_link(&link).await?;
    Ok(Page::new(shown(&visit, visit.form(), &link, &own)))
}

/// `POST /said/{token}`
pub async fn add(
    visit: Bare,
    Path(token): Path<String>,
    browser::From(from): browser::From,
    mut form: Form,
) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    visit.state.limits.form(&from.network)?;
    let app = &visit.state.app;
    match app.add_to_conduct(&link, form.value("conduct_said"), &form.once()?.0).await {
        Ok(()) => {
            let onward = visit.go_to(format!("/said/{}", link.reveal()));
            Ok(onward.saying("flash-thread-written", &[]).into_response())
        }
        Err(error) => {
            form.absorb(error)?;
            let own = app.conduct_by_link(&link).await?;
            Ok(Page::again(shown(&visit, form, &link, &own)).into_response())
        }
    }
}

fn shown(visit: &Bare, form: Form, link: &Token, own: &OwnConduct) -> Said {
    let mut chrome = visit.chrome(Area::None);
    chrome.agency.clone_from(&own.agency.name);
    chrome.emergency.clone_from(&own.agency.emergency_number);
    let words = Words { zone: own.agency.time_zone(), ..visit.words.clone() };
    let c = &own.told;
    let late = c.late(visit.state.app.now());
    let by = |at: jiff::Timestamp| words.date(at);
    let state = match (&c.decided, c.state()) {
        (Some(d), _) => words.t(&format!("conduct-finding-{}-hint", d.finding.name())),
        (None, _) if late => words.t("conduct-said-late"),
        (None, State::Received) => words.t1("conduct-said-received", "day", by(c.first_due)),
        (None, _) => words.t1("conduct-said-looking", "day", by(c.due)),
    };
    let body = if own.body.is_empty() { own.agency.name.clone() } else { own.body.clone() };
    let mut messages = vec![Message { ours: false, note: words.date(c.at), words: c.words.clone() }];
    messages.extend(c.said.iter().map(|s| Message {
        ours: s.by.is_some(),
        note: if s.by.is_some() { format!("{body} · {}", words.date(s.at)) } else { words.date(s.at) },
        words: s.words.clone(),
    }));
    messages.extend(c.decided.iter().map(|d| Message {
        ours: true,
        note: format!("{body} · {}", words.day(d.on)),
        words: d.words.clone(),
    }));
    Said {
        chrome,
        form,
        title: words.t(&format!("conduct-topic-{}", c.topic.name())),
        state,
        late,
        open: c.decided.is_none(),
        messages,
        action: format!("/said/{}", link.reveal()),
        link: visit.state.app.conduct_address(link),
    }
}
