//! Text messages through a gateway, whichever it is: one small request, described in `docs/operations.md`, that every
//! provider's own interface can be put behind.
//!
//! A text is handed over with an id of ours. A gateway that gets the same id again answers as before and sends nothing,
//! so that a text whose answer was lost can be handed over once more.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::fetch::dial::{Stream, Tls, dial};
use crate::fetch::{Rules, Wanted, send};

/// Most bytes of an answer that are read.
const ANSWER: usize = 16 << 10;

/// A gateway and how to use it. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    /// Where texts are handed over: `https`, or this machine.
    pub url: String,
    /// What proves to the gateway that it is us, as a bearer token.
    pub token: SecretString,
    /// The number that texts come from.
    pub from: String,
    /// The key with which the gateway signs what it sends to us.
    pub secret: SecretString,
    /// How long the gateway may take to answer.
    pub timeout: Duration,
}

/// Settings with which no text can be sent.
#[derive(Debug, thiserror::Error)]
pub enum BadSmsSettings {
    /// The gateway's address.
    #[error("the gateway's address cannot be used: {0}")]
    Address(String),
    /// The token.
    #[error("the gateway's token holds characters that cannot be sent")]
    Token,
    /// The key is too short to keep anybody out.
    #[error("the key for what the gateway sends must have at least 32 characters")]
    Secret,
}

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Our id: the same at every attempt.
    pub id: String,
    /// The number it comes from.
    pub from: String,
    /// The number it goes to.
    pub to: String,
    /// The words.
    pub text: String,
}

/// Why a text was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    /// Not now; the same text may be taken later.
    #[error("the gateway did not take the text: {0}")]
    Temporary(String),
    /// Never.
    #[error("the text cannot be sent: {0}")]
    Permanent(String),
}

/// Hands texts over. Cheap to share.
pub struct Texter {
    url: Url,
    token: HeaderValue,
    from: String,
    rules: Rules,
    tls: Tls,
}

impl fmt::Debug for Texter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texter").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

impl Texter {
    /// A texter for these settings; dials nothing yet.
    ///
    /// # Errors
    /// [`BadSmsSettings`] when they are unfit.
    pub fn new(settings: &SmsSettings) -> Result<Texter, BadSmsSettings> {
        let address = |e: &dyn fmt::Display| BadSmsSettings::Address(e.to_string());
        let url = Wanted::at(&settings.url).map_err(|e| address(&e))?.url;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(address(&"it begins neither with https:// nor, on this machine, with http://"));
        }
        if settings.secret.expose_secret().len() < 32 {
            return Err(BadSmsSettings::Secret);
        }
        let bearer = format!("Bearer {}", settings.token.expose_secret());
        let mut token = HeaderValue::from_str(&bearer).map_err(|_| BadSmsSettings::Token)?;
        token.set_sensitive(true);
        // The operator named the host, so it may be inside.
        let allowed_hosts = BTreeSet::from([url.host_str().unwrap_or_default().to_owned()]);
        let rules = Rules { allowed_hosts, patience: settings.timeout, ..Rules::default() };
        let tls = Tls::trusting(None).map_err(|e| address(&e))?;
        Ok(Texter { url, token, from: settings.from.clone(), rules, tls })
    }

    /// Hands one text over. `id` is the same at every attempt.
    ///
    /// # Errors
    /// [`SmsError`] tells whether to try again.
    pub async fn send(&self, id: &str, to: &str, text: &str) -> Result<(), SmsError> {
        let own = |text: &str| text.to_owned();
        let text = Text { id: own(id), from: self.from.clone(), to: own(to), text: own(text) };
        let body = serde_json::to_vec(&text).map_err(|e| SmsError::Permanent(e.to_string()))?;
        let later = |e: &dyn fmt::Display| SmsError::Temporary(e.to_string());
        let asking = async {
            let stream = dial(&self.url, &self.rules, &self.tls).await.map_err(|e| later(&e))?;
            let request = self.request(body)?;
            let answer = match stream {
                Stream::Plain(io) => send(TokioIo::new(io), request).await,
                Stream::Tls(io) => send(TokioIo::new(*io), request).await,
            };
            judge(answer.map_err(|e| later(&e))?).await
        };
        let answered = tokio::time::timeout(self.rules.patience, asking).await;
        answered.unwrap_or_else(|_| Err(SmsError::Temporary("it did not answer in time".into())))
    }

    fn request(&self, body: Vec<u8>) -> Result<Request<Full<Bytes>>, SmsError> {
        let url = &self.url;
        Request::post(&url[url::Position::BeforePath..url::Position::AfterQuery])
            .header(header::HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
            .header(header::USER_AGENT, concat!("Commonbeat/", env!("CARGO_PKG_VERSION")))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, self.token.clone())
            .body(Full::from(body))
            .map_err(|e| SmsError::Permanent(e.to_string()))
    }
}

/// A wrong token or a busy gateway is no fault of the number: only a plain refusal of the text is for good.
async fn judge(answer: Response<Incoming>) -> Result<(), SmsError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    let body = Limited::new(answer.into_body(), ANSWER).collect().await;
    let said = body.map(|b| String::from_utf8_lossy(&b.to_bytes()).into_owned()).unwrap_or_default();
    let said: String = said.chars().filter(|c| !c.is_control()).take(200).collect();
    let what = format!("{}: {said}", status.as_u16());
    match status {
        StatusCode::BAD_REQUEST
        | StatusCode::NOT_FOUND
        | StatusCode::GONE
        | StatusCode::UNPROCESSABLE_ENTITY => Err(SmsError::Permanent(what)),
        _ => Err(SmsError::Temporary(what)),
    }
}
