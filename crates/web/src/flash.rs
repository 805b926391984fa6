//! A message that is shown once, on the page after a form was done.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::session::{cookie, set_cookie};
use crate::state::Settings;
use crate::words::Words;

const COOKIE: &str = "flash";

/// What was done, as a key of `locales/` that begins with `flash-`, with the values it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    key: String,
    args: Vec<(String, String)>,
}

impl Flash {
    /// The message of a request.
    pub fn of(headers: &HeaderMap) -> Option<Flash> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie(headers, COOKIE)?).ok()?;
        let flash: Flash = serde_json::from_slice(&bytes).ok()?;
        flash.key.starts_with("flash-").then_some(flash)
    }

    /// The message in the reader's language; nothing where the key is not known.
    pub fn text(&self, words: &Words) -> Option<String> {
        words.maybe_with(&self.key, &self.args)
    }

    fn cookie(&self, settings: &Settings) -> axum::http::HeaderValue {
        let json = serde_json::to_vec(self).unwrap_or_default();
        set_cookie(settings, COOKIE, &URL_SAFE_NO_PAD.encode(json), Some(60))
    }
}

/// A way on to another page after a form was done (303), with a message shown there once.
pub struct GoTo {
    to: String,
    flash: Option<Flash>,
    settings: std::sync::Arc<Settings>,
    cookies: Vec<axum::http::HeaderValue>,
}

impl GoTo {
    /// To a path of this site.
    pub fn new(settings: std::sync::Arc<Settings>, to: impl Into<String>) -> GoTo {
        GoTo { to: to.into(), flash: None, settings, cookies: Vec::new() }
    }

    /// With a message: `key` begins with `flash-`.
    pub fn saying(mut self, key: &str, args: &[(&str, String)]) -> GoTo {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.flash = Some(Flash { key: key.to_owned(), args });
        self
    }

    /// With a cookie set, such as that of a new session.
    pub fn with_cookie(mut self, cookie: axum::http::HeaderValue) -> GoTo {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for GoTo {
    fn into_response(self) -> Response {
        let mut response = Redirect::to(&self.to).into_response();
        let flash = self.flash.map(|f| f.cookie(&self.settings));
        for cookie in self.cookies.into_iter().chain(flash) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Takes the message away once a page has shown it.
pub fn shown(headers: &HeaderMap, response: &mut Response) {
    let page = matches!(response.status(), StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY);
    if page && cookie(headers, COOKIE).is_some() {
        let gone = set_cookie(&Settings::default(), COOKIE, "", Some(0));
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
}

/// A path of this site to go on to, as a link or form named it; anything that could lead elsewhere is none.
pub fn local_path(text: &str) -> Option<&str> {
    let local = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(['\\', '\r', '\n', '\t'])
        && text.len() <= 500;
    local.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_never_leads_to_another_site() {
        assert_eq!(local_path("/problems?page=2"), Some("/problems?page=2"));
        for text in ["", "//evil.example", "/\\evil.example", "https://evil.example", "problems", "/\t/evil"]
        {
            assert_eq!(local_path(text), None, "{text}");
        }
    }
}
