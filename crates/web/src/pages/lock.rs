//! A locked session: hides everything until password and code are given again.

use askama::Template;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use commonbeat_domain::Refusal;

use super::sign_in::Asked;
use crate::browser::From;
use crate::chrome::{Area, Chrome};
use crate::cx::{Bare, Cx};
use crate::error::{Error, Result};
use crate::flash::local_path;
use crate::form::Form;
use crate::page::Page;
use crate::session;

/// The page of a locked session: whose it is, and nothing more.
#[derive(Template)]
#[template(path = "lock/form.html")]
pub struct Lock {
    chrome: Chrome,
    form: Form,
    next: String,
    name: String,
    /// What the browser is asked for; empty where there are no passkeys.
    passkey: String,
}

/// `GET /lock`
pub async fn form(visit: Bare, Query(asked): Query<Asked>) -> Result<Response> {
    let next = asked.next();
    match (&visit.locked, &visit.signed_in) {
        (Some(locked), _) => {
            let name = locked.person.display_name();
            let chrome = visit.chrome(Area::None);
            let passkey = super::sign_in::asked(&visit)?;
            Ok(Page::new(Lock { chrome, form: visit.form(), next, name, passkey }).into_response())
        }
        (None, Some(_)) => Ok(Redirect::to(&next).into_response()),
        (None, None) => Err(Error::SignIn),
    }
}

/// `POST /lock`: opens the session again, under a new token.
pub async fn open(visit: Bare, From(browser): From, headers: HeaderMap, typed: Form) -> Result<Response> {
    let next = local_path(typed.value("next")).unwrap_or("/start").to_owned();
    let token = session::token(&visit.state.settings, &headers);
    let (Some(locked), Some(token)) = (&visit.locked, token) else {
        return Ok(Redirect::to(&next).into_response());
    };
    let mut again = visit.form();
    let answer = typed.value("passkey");
    if !answer.is_empty() {
        match visit.state.app.unlock_with_passkey(&token, answer, &browser).await {
            Ok(entered) => {
                let cookie = session::start(&visit.state.settings, &entered);
                return Ok(visit.go_to(next).with_cookie(cookie).into_response());
            }
            Err(error) => again.absorb(error)?,
        }
    }
    for field in ["password", "code"] {
        if answer.is_empty() && typed.value(field).trim().is_empty() {
            again.refuse(Refusal::required(field));
        }
    }
    if !again.refused() {
        let password = typed.value("password").into();
        match visit.state.app.unlock_session(&token, &password, typed.value("code"), &browser).await {
            Ok(entered) => {
                let cookie = session::start(&visit.state.settings, &entered);
                return Ok(visit.go_to(next).with_cookie(cookie).into_response());
            }
            Err(error) => again.absorb(error)?,
        }
    }
    let name = locked.person.display_name();
    let passkey = super::sign_in::asked(&visit)?;
    let page = Lock { chrome: visit.chrome(Area::None), form: again, next, name, passkey };
    Ok(Page::again(page).into_response())
}

/// `POST /lock/now`: locks by hand.
pub async fn now(cx: Cx) -> Result<Response> {
    let signed_in = cx.signed_in.as_ref().ok_or(Error::SignIn)?;
    cx.app.lock_session(signed_in).await?;
    Ok(cx.go_to("/lock").into_response())
}
