//! Signing in and out.

use askama::Template;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use commonbeat_app::SignIn;
use commonbeat_domain::Refusal;
use serde::Deserialize;

use crate::backend;
use crate::browser::From;
use crate::chrome::{Area, Chrome};
use crate::cx::Bare;
use crate::error::Result;
use crate::flash::local_path;
use crate::form::{Choice, Form};
use crate::page::Page;
use crate::session;

/// Where somebody goes who came in without having asked for a page.
const START: &str = "/start";

/// The sign-in page, with the notice that stands before it.
#[derive(Template)]
#[template(path = "sign_in/form.html")]
pub struct SignInPage {
    chrome: Chrome,
    form: Form,
    next: String,
    /// Agencies to choose from, where there are several.
    agencies: Vec<Choice>,
    /// What the browser is asked for; empty where there are no passkeys.
    passkey: String,
}

/// What a link to this page may say.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    next: Option<String>,
}

impl Asked {
    /// Where to go on to: a path of this site, or the start page.
    pub fn next(&self) -> String {
        self.next.as_deref().and_then(local_path).unwrap_or(START).to_owned()
    }
}

/// What a browser is asked for to come in with a passkey.
pub(super) fn asked(visit: &Bare) -> Result<String> {
    Ok(visit.state.app.ask_to_sign_in()?.map(|options| options.to_string()).unwrap_or_default())
}

/// Whether a passkey was not enough alone, because its device did not check its owner.
pub(super) fn wants_password(error: &commonbeat_app::Error) -> bool {
    matches!(error, commonbeat_app::Error::Refused(refusal) if *refusal == Refusal::not_now("passkey-password"))
}

async fn page(visit: &Bare, form: Form, next: String) -> Result<SignInPage> {
    let all = backend::agencies(&visit.state.app).await?;
    let several = if all.len() > 1 { all } else { Vec::new() };
    let agencies = several.into_iter().map(|a| Choice::new(a.code, a.name)).collect();
    let passkey = asked(visit)?;
    Ok(SignInPage { chrome: visit.chrome(Area::None), form, next, agencies, passkey })
}

/// `GET /sign-in`
pub async fn form(visit: Bare, Query(asked): Query<Asked>) -> Result<Response> {
    let next = asked.next();
    if visit.signed_in.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    Ok(Page::new(page(&visit, visit.form(), next).await?).into_response())
}

/// `POST /sign-in`: one answer for everything that is wrong.
pub async fn enter(visit: Bare, From(browser): From, typed: Form) -> Result<Response> {
    let next = local_path(typed.value("next")).unwrap_or(START).to_owned();
    let kept = || visit.form().with("email", typed.value("email")).with("agency", typed.value("agency"));
    let mut again = kept();
    let passkey = Some(typed.value("passkey").to_owned()).filter(|answer| !answer.is_empty());
    if let Some(answer) = &passkey {
        match visit.state.app.sign_in_with_passkey(answer, &browser).await {
            Ok(entered) => return Ok(come_in(&visit, &entered, next)),
            Err(error) if wants_password(&error) && !typed.value("password").is_empty() => {}
            Err(error) => {
                again.absorb(error)?;
                return Ok(Page::again(page(&visit, again, next).await?).into_response());
            }
        }
    }
    for field in ["email", "password", "code"] {
        let stands_in = field == "code" && passkey.is_some();
        if typed.value(field).trim().is_empty() && !stands_in {
            again.refuse(Refusal::required(field));
        }
    }
    if again.refused() {
        return Ok(Page::again(page(&visit, again, next).await?).into_response());
    }
    let sign_in = SignIn {
        email: typed.value("email").to_owned(),
        password: typed.value("password").into(),
        code: typed.value("code").to_owned(),
        agency: Some(typed.value("agency").to_owned()).filter(|code| !code.is_empty()),
        passkey,
    };
    match visit.state.app.sign_in(&sign_in, &browser).await {
        Ok(entered) => Ok(come_in(&visit, &entered, next)),
        Err(error) => {
            again.absorb(error)?;
            Ok(Page::again(page(&visit, again, next).await?).into_response())
        }
    }
}

fn come_in(visit: &Bare, entered: &commonbeat_app::Entered, next: String) -> Response {
    let cookie = session::start(&visit.state.settings, entered);
    visit.go_to(next).with_cookie(cookie).into_response()
}

/// `POST /sign-out`: ends the session on the server too.
pub async fn leave(visit: Bare, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = session::token(&visit.state.settings, &headers) {
        visit.state.app.sign_out(&token).await?;
    }
    let gone = session::end(&visit.state.settings);
    Ok(visit.go_to("/sign-in").with_cookie(gone).saying("flash-signed-out", &[]).into_response())
}
