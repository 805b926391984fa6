//! Alerts for residents: asking for them without an account, saying yes from the own mailbox, stopping with one press.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::alerts::{OwnSubscription, Way};
use commonbeat_auth::token::Token;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::information::publishing::PublicArea;
use commonbeat_domain::partnerships::quiet::QuietHours;
use commonbeat_domain::partnerships::subscriptions::{Consent, Topic, Wishes};
use commonbeat_domain::text::{Email, Language};

use crate::browser;
use crate::chrome::{Area, Chrome};
use crate::cx::{Bare, Cx, Path};
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

/// The form.
#[derive(Template)]
#[template(path = "alerts/ask.html")]
pub struct Ask {
    chrome: Chrome,
    form: Form,
    topics: Vec<Choice>,
    areas: Vec<Choice>,
    languages: Vec<Choice>,
    hours: Vec<Choice>,
}

/// What comes after the form: the same for every address.
#[derive(Template)]
#[template(path = "alerts/asked.html")]
pub struct Asked {
    chrome: Chrome,
}

/// A subscriber's own page.
#[derive(Template)]
#[template(path = "alerts/own.html")]
pub struct Own {
    chrome: Chrome,
    form: Form,
    action: String,
    email: String,
    /// Where it stands, in a sentence.
    state: String,
    topics: Vec<String>,
    /// Whether there is something to say yes to.
    may_confirm: bool,
    may_stop: bool,
    proofs: Vec<String>,
}

/// `GET /alerts`
pub async fn ask(cx: Cx) -> Result<Page<Ask>> {
    let quiet = QuietHours::default();
    let form = cx.form().with("language", cx.words.language.tag());
    let form = form.with("topics", Topic::Safety.name()).with("quiet-from", quiet.from);
    Ok(Page::new(ask_form(&cx, form.with("quiet-until", quiet.until)).await?))
}

/// `POST /alerts`
pub async fn take(cx: Cx, browser::From(from): browser::From, mut form: Form) -> Result<Response> {
    cx.state.limits.form(&from.network)?;
    let email = form.take("email", str::parse::<Email>);
    let topics: BTreeSet<Topic> = form.values("topics").filter_map(|t| t.parse().ok()).collect();
    let areas = form.values("areas").filter_map(|a| a.parse().ok()).collect();
    let language: Language = form.value("language").parse().unwrap_or_default();
    let quiet = form.read("quiet-from").zip(form.read("quiet-until"));
    let quiet = quiet.and_then(|(from, until)| QuietHours::new(from, until).ok()).unwrap_or_default();
    let wishes = Wishes { topics, areas, language, quiet, zone: String::new() };
    match (email, wishes.checked()) {
        (Some(email), Ok(wishes)) if !form.refused() => {
            cx.app.ask_for_alerts(&Actor::nobody(cx.agency.id), email, wishes).await?;
            cx.keep_personal();
            return Ok(Page::new(Asked { chrome: cx.chrome(Area::None) }).into_response());
        }
        (_, Err(refusal)) => form.refuse(refusal),
        _ => {}
    }
    cx.keep_personal();
    Ok(Page::again(ask_form(&cx, form).await?).into_response())
}

async fn ask_form(cx: &Cx, form: Form) -> Result<Ask> {
    let areas: Vec<PublicArea> =
        cx.app.neighborhoods(cx.agency.id).await?.into_iter().map(|a| a.into_inner()).collect();
    let hour = |h: i8| Choice::new(h, cx.words.t1("alerts-hour", "hour", format!("{h:02}")));
    Ok(Ask {
        chrome: cx.chrome(Area::None),
        topics: Choice::named(&cx.words, "topic", Topic::ALL.map(Topic::name)),
        areas: areas.iter().map(|a| Choice::new(a.id, &a.name)).collect(),
        languages: vec![Choice::new("en", "English"), Choice::new("es", "Español")],
        hours: (0..24).map(hour).collect(),
        form,
    })
}

/// `GET /alerts/s/{token}` and `GET /alerts/s/{token}/stop`: looking changes nothing, so that programs that look into
/// mail neither confirm nor stop.
pub async fn own(visit: Bare, Path(token): Path<String>) -> Result<Page<Own>> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let own = visit.state.app.own_subscription(&link).await?;
    Ok(Page::new(shown(&visit, &link, own)))
}

/// `POST /alerts/s/{token}`
pub async fn decide(
    visit: Bare,
    Path(token): Path<String>,
    browser::From(from): browser::From,
    form: Form,
) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let stop = form.value("do") == "stop";
    // Whoever wants to hear nothing more is never asked to wait.
    if !stop {
        visit.state.limits.form(&from.network)?;
    }
    let app = &visit.state.app;
    let said = match form.value("do") {
        "yes" => app.confirm_alerts(&link).await.map(|()| "flash-alerts-yes")?,
        "stop" => app.stop_alerts(&link, Way::Page).await.map(|()| "flash-alerts-stopped")?,
        _ => return Err(Error::NotUnderstood),
    };
    Ok(visit.go_to(format!("/alerts/s/{}", link.reveal())).saying(said, &[]).into_response())
}

/// `POST /alerts/s/{token}/stop`: the mail program's own button (RFC 8058): one POST, no sign-in, no question.
pub async fn one_click(visit: Bare, Path(token): Path<String>) -> Result<Response> {
    let link = Token::parse(&token).map_err(|_| Error::NotFound)?;
    visit.state.app.stop_alerts(&link, Way::OneClick).await?;
    let own = visit.state.app.own_subscription(&link).await?;
    Ok(Page::new(shown(&visit, &link, own)).into_response())
}

fn shown(visit: &Bare, link: &Token, own: OwnSubscription) -> Own {
    let mut chrome = visit.chrome(Area::None);
    chrome.agency.clone_from(&own.agency.name);
    chrome.emergency.clone_from(&own.agency.emergency_number);
    let words = crate::words::Words { zone: own.agency.time_zone(), ..visit.words.clone() };
    let subscriber = &own.subscriber;
    let wishes = subscriber.asked.as_ref().unwrap_or(&subscriber.wishes);
    let waits = subscriber.asked.is_some() || subscriber.consent == Consent::Asked;
    Own {
        action: format!("/alerts/s/{}", link.reveal()),
        email: subscriber.email.to_string(),
        state: words.t(match (waits, subscriber.consent) {
            (true, _) => "alerts-state-asked",
            (false, Consent::Stopped) => "alerts-state-stopped",
            (false, _) => "alerts-state-given",
        }),
        topics: wishes.topics.iter().map(|t| words.t(&format!("topic-{}", t.name()))).collect(),
        may_confirm: waits,
        may_stop: subscriber.consent != Consent::Stopped,
        proofs: own
            .proofs
            .iter()
            .map(|p| format!("{}: {}", words.moment(p.at), words.t(&format!("proof-{}", p.act))))
            .collect(),
        form: visit.form(),
        chrome,
    }
}
