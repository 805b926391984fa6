//! What proves who one is: passkeys, password, phone, recovery codes. Every change asks for a fresh proof first; the
//! guard sees to that ([`crate::prove`]).

use askama::Template;
use axum::response::{IntoResponse, Response};
use commonbeat_app::{NewPhone, SignedIn};
use commonbeat_domain::Refusal;
use commonbeat_domain::ids::PasskeyId;
use secrecy::ExposeSecret;

use crate::chrome::{Area, Chrome};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::qr::Qr;

/// The form that adds a passkey.
#[derive(Template)]
#[template(path = "account/passkey.html")]
pub struct NewPasskey {
    chrome: Chrome,
    form: Form,
    /// What the browser is asked for; empty where there are no passkeys.
    passkey: String,
}

/// The form that changes the password.
#[derive(Template)]
#[template(path = "account/password.html")]
pub struct NewPassword {
    chrome: Chrome,
    form: Form,
    email: String,
}

/// The form that takes over another phone.
#[derive(Template)]
#[template(path = "account/phone.html")]
pub struct NewPhonePage {
    chrome: Chrome,
    form: Form,
    qr: Option<Qr>,
    /// The secret in groups of four, to be typed.
    secret: String,
    uri: String,
}

/// New recovery codes, shown this once.
#[derive(Template)]
#[template(path = "account/codes.html")]
pub struct NewCodes {
    chrome: Chrome,
    codes: Vec<String>,
}

fn signed_in(cx: &Cx) -> Result<&SignedIn> {
    cx.signed_in.as_deref().ok_or(Error::SignIn)
}

async fn passkey_page(cx: &Cx, form: Form) -> Result<NewPasskey> {
    let asked = cx.app.ask_to_add(signed_in(cx)?).await?;
    let passkey = asked.map(|options| options.to_string()).unwrap_or_default();
    Ok(NewPasskey { chrome: cx.chrome(Area::None), form, passkey })
}

/// `GET /account/passkeys/new`
pub async fn new_passkey(cx: Cx) -> Result<Page<NewPasskey>> {
    Ok(Page::new(passkey_page(&cx, cx.form()).await?))
}

/// `POST /account/passkeys/new`
pub async fn add_passkey(cx: Cx, mut form: Form) -> Result<Response> {
    let name = form.value("passkey-name").to_owned();
    if form.value("passkey").is_empty() {
        form.refuse(Refusal::unfit("passkey-name", "passkey-missing"));
    } else {
        match cx.app.add_passkey(signed_in(&cx)?, &name, form.value("passkey")).await {
            Ok(_) => return Ok(cx.go_to("/account").saying("flash-passkey-added", &[]).into_response()),
            Err(error) => form.absorb(error)?,
        }
    }
    Ok(Page::again(passkey_page(&cx, form.without("passkey")).await?).into_response())
}

/// `POST /account/passkeys/remove`
pub async fn remove_passkey(cx: Cx, mut form: Form) -> Result<Response> {
    let id: PasskeyId = form.read("passkey").ok_or(Error::NotUnderstood)?;
    cx.app.remove_passkey(signed_in(&cx)?, id).await?;
    Ok(cx.go_to("/account").saying("flash-passkey-removed", &[]).into_response())
}

fn password_page(cx: &Cx, form: Form) -> Result<NewPassword> {
    let email = signed_in(cx)?.person.email.to_string();
    Ok(NewPassword { chrome: cx.chrome(Area::None), form, email })
}

/// `GET /account/password`
pub async fn new_password(cx: Cx) -> Result<Page<NewPassword>> {
    Ok(Page::new(password_page(&cx, cx.form())?))
}

/// `POST /account/password`
pub async fn change_password(cx: Cx, form: Form) -> Result<Response> {
    let chosen = form.value("password").into();
    let mut again = cx.form();
    match cx.app.change_password(signed_in(&cx)?, &chosen).await {
        Ok(()) => return Ok(cx.go_to("/account").saying("flash-password-changed", &[]).into_response()),
        Err(error) => again.absorb(error)?,
    }
    Ok(Page::again(password_page(&cx, again)?).into_response())
}

fn phone_page(cx: &Cx, form: Form, phone: &NewPhone) -> NewPhonePage {
    let secret = phone.secret.expose_secret().as_bytes();
    let groups: Vec<_> = secret.chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    let uri = phone.uri.expose_secret();
    NewPhonePage {
        chrome: cx.chrome(Area::None),
        form,
        qr: Qr::of(uri),
        secret: groups.join(" "),
        uri: uri.to_owned(),
    }
}

/// `GET /account/phone`
pub async fn new_phone(cx: Cx) -> Result<Page<NewPhonePage>> {
    let phone = cx.app.new_phone(signed_in(&cx)?);
    Ok(Page::new(phone_page(&cx, cx.form(), &phone)))
}

/// `POST /account/phone`
pub async fn change_phone(cx: Cx, form: Form) -> Result<Response> {
    let who = signed_in(&cx)?;
    let phone = cx.app.same_phone(who, form.value("secret"))?;
    let mut again = cx.form();
    match cx.app.change_phone(who, form.value("secret"), form.value("code")).await {
        Ok(()) => return Ok(cx.go_to("/account").saying("flash-phone-changed", &[]).into_response()),
        Err(error) => again.absorb(error)?,
    }
    Ok(Page::again(phone_page(&cx, again, &phone)).into_response())
}

/// `POST /account/codes`: ten new recovery codes.
pub async fn new_codes(cx: Cx) -> Result<Page<NewCodes>> {
    let codes = cx.app.new_recovery_codes(signed_in(&cx)?).await?;
    let codes = codes.iter().map(|code| code.expose_secret().to_owned()).collect();
    Ok(Page::new(NewCodes { chrome: cx.chrome(Area::None), codes }))
}
