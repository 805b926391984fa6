//! The session cookie, and whom it signs in.

use axum::http::{HeaderMap, HeaderValue, header};
use commonbeat_app::{Entered, LONGEST};
use commonbeat_auth::token::Token;

use crate::error::Result;
use crate::state::{AppState, Settings};

pub use commonbeat_app::SignedIn;

/// Name of the session cookie where people come without TLS.
pub const COOKIE: &str = "session";
/// Its name over TLS: browsers take a cookie of such a name from this host alone, never from a neighbor under the same
/// domain.
pub const COOKIE_OVER_TLS: &str = "__Host-session";

fn name(settings: &Settings) -> &'static str {
    if settings.https { COOKIE_OVER_TLS } else { COOKIE }
}

/// The value of a cookie of the request.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let mut pairs = all.flat_map(|v| v.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// A `Set-Cookie` value: for this site only, unreadable by scripts. `seconds` 0 takes the cookie away; none keeps it
/// until the browser closes.
pub fn set_cookie(settings: &Settings, name: &str, value: &str, seconds: Option<u32>) -> HeaderValue {
    let age = seconds.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    let secure = if settings.https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Signs a browser in: the cookie for a new session.
pub fn start(settings: &Settings, entered: &Entered) -> HeaderValue {
    let seconds = u32::try_from(LONGEST.as_secs()).unwrap_or(u32::MAX);
    set_cookie(settings, name(settings), &entered.token.reveal(), Some(seconds))
}

/// Signs a browser out.
pub fn end(settings: &Settings) -> HeaderValue {
    set_cookie(settings, name(settings), "", Some(0))
}

/// The token of the request's session cookie.
pub fn token(settings: &Settings, headers: &HeaderMap) -> Option<Token> {
    cookie(headers, name(settings)).and_then(|text| Token::parse(text).ok())
}

/// Whose session it is, locked or not. Nobody, where the cookie is missing, unknown or run out.
pub async fn signed_in(state: &AppState, headers: &HeaderMap) -> Result<Option<SignedIn>> {
    match token(&state.settings, headers) {
        Some(token) => Ok(state.app.session(&token).await?),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("lang=es; session=abc; x=1"))]);
        assert_eq!(cookie(&headers, "session"), Some("abc"));
        assert_eq!(cookie(&headers, "sess"), None);
    }

    #[test]
    fn over_tls_a_cookie_is_secure() {
        let settings = Settings { https: true, ..Settings::default() };
        let value = set_cookie(&settings, "lang", "es", None);
        assert_eq!(value, "lang=es; Path=/; HttpOnly; SameSite=Lax; Secure");
    }
}
