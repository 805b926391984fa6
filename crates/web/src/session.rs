//! The session cookie, and whom it signs in.

use axum::http::{HeaderMap, HeaderValue, header};
use commonbeat_app::{App, SignedIn};
use commonbeat_auth::token::Token;

use crate::error::Result;
use crate::state::Settings;

/// Name of the session cookie.
pub const COOKIE: &str = "session";

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

/// Signs a browser in: the cookie for a new session's token.
pub fn start(settings: &Settings, token: &Token, seconds: u32) -> HeaderValue {
    set_cookie(settings, COOKIE, &token.reveal(), Some(seconds))
}

/// Signs a browser out.
pub fn end(settings: &Settings) -> HeaderValue {
    set_cookie(settings, COOKIE, "", Some(0))
}

/// The token of the request's session cookie.
pub fn token(headers: &HeaderMap) -> Option<Token> {
    cookie(headers, COOKIE).and_then(|text| Token::parse(text).ok())
}

/// Who is signed in. Nobody, where the cookie is missing, unknown, run out, or its session is locked.
pub async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<SignedIn>> {
    let Some(token) = token(headers) else { return Ok(None) };
    Ok(app.session(&token).await?.filter(|s| !s.locked))
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
