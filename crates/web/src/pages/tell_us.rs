//! A concern is told: by a visitor on the public form, or to somebody of the agency who writes it down.

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use commonbeat_app::concerns::Raised;
use commonbeat_domain::Refusal;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::information::publishing::PublicArea;
use commonbeat_domain::partnerships::concerns::{Channel, ConcernKind, NewConcern};
use commonbeat_domain::partnerships::looks;
use commonbeat_domain::text::{self, Email, Language};
use serde::Deserialize;

use crate::browser;
use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::Result;
use crate::form::{Choice, Form};
use crate::page::Page;

/// A field that people do not see and programs that fill every field do.
const TRAP: &str = "website";

/// The public form.
#[derive(Template)]
#[template(path = "tell_us/new.html")]
pub struct TellUs {
    chrome: Chrome,
    form: Form,
    kinds: Vec<Choice>,
    areas: Vec<Choice>,
    languages: Vec<Choice>,
    days: u16,
    /// Asks to describe behavior before a report of a suspicious person is sent.
    nudge: bool,
}

/// The form of staff.
#[derive(Template)]
#[template(path = "tell_us/log.html")]
pub struct WriteDown {
    chrome: Chrome,
    form: Form,
    kinds: Vec<Choice>,
    areas: Vec<Choice>,
    languages: Vec<Choice>,
    channels: Vec<Choice>,
}

/// What the resident is to keep, shown to whoever wrote it down.
#[derive(Template)]
#[template(path = "tell_us/logged.html")]
pub struct WrittenDown {
    chrome: Chrome,
    reference: String,
    link: String,
    mailed: bool,
}

/// A neighborhood chosen before.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    area: Option<String>,
}

/// `GET /concerns/new`
pub async fn new(cx: Cx, Query(chosen): Query<Chosen>) -> Result<Page<TellUs>> {
    let areas = neighborhoods(&cx).await?;
    let at = chosen.area.and_then(|slug| areas.iter().find(|a| a.slug == slug));
    let form = cx.form().with("language", cx.words.language.tag());
    let form = match at {
        Some(area) => form.with("area", area.id),
        None => form,
    };
    Ok(Page::new(public_form(&cx, form, &areas)))
}

/// `POST /concerns/new`
pub async fn create(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.form(&from.network)?;
    if !form.value(TRAP).is_empty() {
        form = form.without(TRAP);
        form.refuse(Refusal::not_now("look-again"));
    }
    let told = read(&mut form, Channel::Web);
    let nudge = told.as_ref().is_some_and(|t| looks::wants_a_nudge(&t.words)) && !form.has("nudged", "yes");
    let told = told.filter(|_| !nudge);
    if let Some(new) = told.filter(|_| !form.refused()) {
        // The public form speaks for a resident, whoever is signed in at this browser.
        let resident = Actor::nobody(cx.agency.id);
        match cx.app.raise_concern(&resident, new, &form.once()?.0).await {
            Ok(raised) => return Ok(onward(&cx, &raised)),
            Err(error) => form.absorb(error)?,
        }
    }
    cx.keep_personal();
    let page = public_form(&cx, form, &neighborhoods(&cx).await?);
    Ok(Page::again(TellUs { nudge, ..page }).into_response())
}

/// To the resident's own page. Its address is a secret that no other site may learn of.
fn onward(cx: &Cx, raised: &Raised) -> Response {
    let key = if raised.again { "flash-concern-again" } else { "flash-concern-raised" };
    let mut response = cx.go_to(format!("/c/{}", raised.link.reveal())).saying(key, &[]).into_response();
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `GET /log`
pub async fn log(cx: Cx) -> Result<Page<WriteDown>> {
    let form = cx.form().with("channel", Channel::Person.name()).with("language", cx.words.language.tag());
    Ok(Page::new(staff_form(&cx, form).await?))
}

/// `POST /log`
pub async fn create_log(cx: Cx, mut form: Form) -> Result<Response> {
    let channel: Option<Channel> = form.read("channel");
    let told = read(&mut form, channel.unwrap_or(Channel::Person));
    if let Some(new) = told.filter(|_| !form.refused()) {
        let mailed = new.email.is_some();
        match cx.app.raise_concern(&cx.actor, new, &form.once()?.0).await {
            Ok(raised) => {
                let page = WrittenDown {
                    chrome: cx.chrome(Area::Partnerships),
                    reference: raised.reference.to_string(),
                    link: cx.app.link_address(&raised.link),
                    mailed,
                };
                return Ok(Page::new(page).into_response());
            }
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(staff_form(&cx, form).await?).into_response())
}

/// Reads the fields that both forms have.
fn read(form: &mut Form, channel: Channel) -> Option<NewConcern> {
    let kind: Option<ConcernKind> = form.read("kind");
    let words = form.take("words", |t| text::prose("words", t));
    let email = match form.value("email").trim().is_empty() {
        true => None,
        false => form.take("email", str::parse::<Email>),
    };
    let area = form.read_optional("area");
    let language: Language = form.value("language").parse().unwrap_or_default();
    let place_text = form.value("where").to_owned();
    if place_text.trim().is_empty() && area.is_none() {
        form.refuse(Refusal::required("where"));
    }
    let called = form.value("called").to_owned();
    let (kind, words) = kind.zip(words)?;
    Some(NewConcern { kind, words, place_text, at: None, area, channel, email, called, language })
}

async fn neighborhoods(cx: &Cx) -> Result<Vec<PublicArea>> {
    let all = cx.app.neighborhoods(cx.agency.id).await?;
    Ok(all.into_iter().map(|a| a.into_inner()).collect())
}

fn public_form(cx: &Cx, form: Form, areas: &[PublicArea]) -> TellUs {
    TellUs {
        chrome: cx.chrome(Area::None),
        kinds: kinds(cx),
        areas: areas.iter().map(|a| Choice::new(a.id, &a.name)).collect(),
        languages: languages(),
        days: cx.agency.answer_days,
        nudge: false,
        form,
    }
}

async fn staff_form(cx: &Cx, form: Form) -> Result<WriteDown> {
    let areas = neighborhoods(cx).await?;
    Ok(WriteDown {
        chrome: cx.chrome(Area::Partnerships),
        kinds: kinds(cx),
        areas: areas.iter().map(|a| Choice::new(a.id, &a.name)).collect(),
        languages: languages(),
        channels: Choice::named(&cx.words, "channel", Channel::TOLD.map(Channel::name)),
        form,
    })
}

fn kinds(cx: &Cx) -> Vec<Choice> {
    Choice::named(&cx.words, "concern-kind", ConcernKind::ALL.map(ConcernKind::name))
}

fn languages() -> Vec<Choice> {
    vec![Choice::new("en", "English"), Choice::new("es", "Español")]
}
