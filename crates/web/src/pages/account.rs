//! One's own account: who one is to the agency, language, open sessions.

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_domain::ids::{PasskeyId, SessionId};
use commonbeat_domain::text::Language;
use commonbeat_store::passkeys::Passkey;
use jiff::Timestamp;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::{Choice, Form};
use crate::page::Page;

/// One's own account.
#[derive(Template)]
#[template(path = "account/show.html")]
pub struct Account {
    chrome: Chrome,
    form: Form,
    facts: Vec<(String, String)>,
    languages: Vec<Choice>,
    sessions: Vec<Line>,
    keys: Vec<Key>,
    codes_left: usize,
}

/// An open session.
struct Line {
    id: SessionId,
    here: bool,
    network: String,
    agent: String,
    created_at: Timestamp,
    seen_at: Timestamp,
}

/// A passkey.
struct Key {
    id: PasskeyId,
    name: String,
    created_at: Timestamp,
    used: String,
}

impl Key {
    fn of(cx: &Cx, passkey: Passkey) -> Key {
        let used = passkey.used_at.map_or_else(|| cx.words.t("people-never"), |at| cx.words.ago(at));
        Key { id: passkey.id, name: passkey.name, created_at: passkey.created_at, used }
    }
}

/// Languages to choose from, each in its own words.
pub fn languages() -> Vec<Choice> {
    vec![Choice::new("en", "English"), Choice::new("es", "Español")]
}

/// `GET /account`
pub async fn show(cx: Cx) -> Result<Page<Account>> {
    let signed_in = cx.signed_in.as_ref().ok_or(Error::SignIn)?;
    let person = &signed_in.person;
    let words = &cx.words;
    let roles: Vec<String> = person.roles.iter().map(|r| words.t(&format!("role-{r}"))).collect();
    let facts = vec![
        (words.field("name"), person.display_name()),
        (words.field("email"), person.email.to_string()),
        (words.field("roles"), roles.join(", ")),
    ];
    let sessions = cx.app.sessions(&cx.actor).await?.into_iter().map(|s| Line {
        here: s.id == signed_in.session,
        id: s.id,
        network: s.network,
        agent: s.agent,
        created_at: s.created_at,
        seen_at: s.seen_at,
    });
    Ok(Page::new(Account {
        chrome: cx.chrome(Area::None),
        form: cx.form().with("language", person.language.tag()),
        facts,
        languages: languages(),
        sessions: sessions.collect(),
        keys: cx.app.passkeys(&cx.actor).await?.into_iter().map(|key| Key::of(&cx, key)).collect(),
        codes_left: cx.app.recovery_codes_left(signed_in).await?,
    }))
}

/// `POST /account/language`
pub async fn language(cx: Cx, mut form: Form) -> Result<Response> {
    let language: Language = form.read("language").ok_or(Error::NotUnderstood)?;
    cx.app.change_own_language(&cx.actor, language).await?;
    Ok(cx.go_to("/account").saying("flash-saved", &[]).into_response())
}

/// `POST /account/sessions`: ends one of one's own sessions.
pub async fn end(cx: Cx, mut form: Form) -> Result<Response> {
    let id: SessionId = form.read("session").ok_or(Error::NotUnderstood)?;
    cx.app.end_session(&cx.actor, id).await?;
    Ok(cx.go_to("/account").saying("flash-session-ended", &[]).into_response())
}

/// `POST /account/sessions/others`: ends all but this one.
pub async fn end_others(cx: Cx) -> Result<Response> {
    let signed_in = cx.signed_in.as_ref().ok_or(Error::SignIn)?;
    cx.app.end_other_sessions(signed_in).await?;
    Ok(cx.go_to("/account").saying("flash-sessions-ended", &[]).into_response())
}
