//! Before what counts, a person who is signed in proves again who they are.
//!
//! A form sent to such a row without a fresh proof is not lost: the page that asks for the proof carries everything
//! that was typed and sends it on to the same address, so that the work goes on where it was.

use std::sync::Arc;

use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use commonbeat_app::{Proof, SignedIn};
use commonbeat_domain::Refusal;

use crate::browser::From;
use crate::chrome::{Area, Chrome};
use crate::cx::Visit;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::page::Page;
use crate::table::FORM_LIMIT;

/// Field of the page for the six digits.
const CODE: &str = "proof-code";
/// Field of the page for a passkey's answer.
const PASSKEY: &str = "proof-passkey";

/// The page that asks for a proof.
#[derive(Template)]
#[template(path = "prove/show.html")]
struct Prove {
    chrome: Chrome,
    form: Form,
    /// The address that everything goes on to.
    action: String,
    /// What was typed there.
    kept: Vec<(String, String)>,
    passkey: String,
}

/// The request as it goes on to its handler, or the page that asks for a proof.
///
/// # Errors
/// When the form cannot be read.
pub async fn before(
    visit: &Arc<Visit>,
    signed_in: &SignedIn,
    request: Request,
) -> Result<Result<Request, Response>> {
    if visit.state.app.is_fresh(signed_in) {
        return Ok(Ok(request));
    }
    let (mut parts, body) = request.into_parts();
    let From(browser) = From::from_request_parts(&mut parts, &()).await?;
    let bytes = to_bytes(body, FORM_LIMIT).await.map_err(|_| Error::TooLarge)?;
    let typed: Vec<(String, String)> = read(&bytes)?;
    let (proofs, kept): (Vec<_>, Vec<_>) =
        typed.into_iter().partition(|(name, _)| name == CODE || name == PASSKEY);
    let given = |field: &str| {
        proofs.iter().find(|(name, value)| name == field && !value.trim().is_empty()).map(|(_, v)| v.clone())
    };
    let proof = given(PASSKEY).map(Proof::Passkey).or_else(|| given(CODE).map(Proof::Code));
    let mut form = visit.form();
    match proof {
        Some(proof) => match visit.state.app.prove_again(signed_in, &proof, &browser).await {
            Ok(()) => {
                parts.headers.remove(header::CONTENT_LENGTH);
                return Ok(Ok(Request::from_parts(parts, Body::from(written(&kept)))));
            }
            Err(error) => form.absorb(error)?,
        },
        None if !proofs.is_empty() => form.refuse(Refusal::required(CODE)),
        None => {}
    }
    let asked = visit.state.app.ask_to_prove(signed_in)?;
    let page = Prove {
        chrome: visit.chrome(Area::None),
        form,
        action: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        kept,
        passkey: asked.map(|options| options.to_string()).unwrap_or_default(),
    };
    Ok(Err(Page::again(page).into_response()))
}

fn read(bytes: &[u8]) -> Result<Vec<(String, String)>> {
    serde_urlencoded::from_bytes(bytes).map_err(|_| Error::NotUnderstood)
}

fn written(fields: &[(String, String)]) -> String {
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_on_as_it_was_typed() {
        let typed = vec![
            ("roles".to_owned(), "officer".to_owned()),
            ("roles".to_owned(), "analyst".to_owned()),
            ("name".to_owned(), "Ana & Élodie = 100% \r\n+".to_owned()),
            ("empty".to_owned(), String::new()),
        ];
        assert_eq!(read(written(&typed).as_bytes()).unwrap(), typed);
    }
}
