//! The page behind an invitation's link: choose a password, set up the one-time codes, come in.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use commonbeat_app::Invitation;
use commonbeat_auth::token::Token;
use secrecy::{ExposeSecret, SecretString};

use crate::browser::From;
use crate::chrome::{Area, Chrome};
use crate::cx::Bare;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::qr::Qr;
use crate::session;

/// The page of an invitation.
#[derive(Template)]
#[template(path = "invitations/show.html")]
pub struct InvitationPage {
    chrome: Chrome,
    form: Form,
    agency: String,
    name: String,
    email: String,
    expires_at: jiff::Timestamp,
    qr: Option<Qr>,
    /// The secret in groups of four, to be typed.
    secret: String,
    uri: String,
}

/// The page after it: recovery codes, shown this once.
#[derive(Template)]
#[template(path = "invitations/accepted.html")]
pub struct AcceptedPage {
    chrome: Chrome,
    name: String,
    codes: Vec<String>,
}

fn page(visit: &Bare, form: Form, invitation: &Invitation) -> InvitationPage {
    let secret = invitation.secret.expose_secret().as_bytes();
    let groups: Vec<_> = secret.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let uri = invitation.uri.expose_secret();
    InvitationPage {
        chrome: visit.chrome(Area::None),
        form,
        agency: invitation.agency.name.clone(),
        name: invitation.person.display_name(),
        email: invitation.person.email.to_string(),
        expires_at: invitation.expires_at,
        qr: Qr::of(uri),
        secret: groups.join(" "),
        uri: uri.to_owned(),
    }
}

/// `GET /invitations/{token}`
pub async fn show(visit: Bare, Path(token): Path<String>) -> Result<Page<InvitationPage>> {
    let token = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let invitation = visit.state.app.invitation(&token).await?;
    Ok(Page::new(page(&visit, visit.form(), &invitation)))
}

/// `POST /invitations/{token}`: opens the account and signs in.
pub async fn accept(
    visit: Bare,
    Path(token): Path<String>,
    From(browser): From,
    typed: Form,
) -> Result<Response> {
    let token = Token::parse(&token).map_err(|_| Error::NotFound)?;
    let password = SecretString::from(typed.value("password"));
    match visit.state.app.accept_invitation(&token, &password, typed.value("code"), &browser).await {
        Ok(accepted) => {
            let cookie = session::start(&visit.state.settings, &accepted.entered);
            let codes = accepted.recovery.iter().map(|code| code.expose_secret().to_owned()).collect();
            let name = accepted.entered.signed_in.person.display_name();
            let page = Page::new(AcceptedPage { chrome: visit.chrome(Area::None), name, codes });
            Ok(([(axum::http::header::SET_COOKIE, cookie)], page).into_response())
        }
        Err(error) => {
            let mut again = visit.form();
            again.absorb(error)?;
            let invitation = visit.state.app.invitation(&token).await?;
            Ok(Page::again(page(&visit, again, &invitation)).into_response())
        }
    }
}
