//! Fetching a file over HTTPS or SFTP: an address that may be dialled, a file that changed, nothing more.
//!
//! The name is looked up once and the connection goes to the very address that was checked, so that a name that
//! changes its mind in between leads nowhere. Every redirect is looked at anew, and whoever it leads to elsewhere gets
//! no credentials.

mod addresses;
mod credentials;
pub(crate) mod dial;
mod sftp;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use url::Url;

pub use addresses::public;
pub use credentials::{BadCredentials, Credentials};
use dial::{Stream, Tls};

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// What the operator allows, and how long is waited.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Hosts, as `host` or `host:port`, that may be dialled though they are inside (loopback, private, link-local).
    pub allowed_hosts: BTreeSet<String>,
    /// A PEM file with certificates of authorities that are trusted beside the system's.
    pub extra_roots: Option<PathBuf>,
    /// How long a connection, and each silence within an answer, may last.
    pub patience: Duration,
    /// Most bytes of a file.
    pub most: u64,
    /// The folder in which a file stands while it comes over SFTP; the system's own for such files where none is named.
    pub scratch: Option<PathBuf>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            allowed_hosts: BTreeSet::new(),
            extra_roots: None,
            patience: Duration::from_secs(60),
            most: 50 << 30,
            scratch: None,
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The address: `https` or `sftp`, without a user.
    pub url: Url,
    /// What the server gave as the file's mark the last time.
    pub etag: Option<String>,
    /// What the server gave as the file's date the last time.
    pub last_modified: Option<String>,
}

impl Wanted {
    /// Reads an address as a person wrote it.
    ///
    /// # Errors
    /// [`FetchError::Address`] for what is no address, another scheme than `https` and `sftp` (and `http`, which is dialled
    /// on this machine alone), or an address that holds a user or password.
    pub fn at(address: &str) -> Result<Wanted, FetchError> {
        let url = Url::parse(address.trim()).map_err(|_| FetchError::Address("it is no web address"))?;
        if !matches!(url.scheme(), "https" | "http" | "sftp") || url.host_str().is_none_or(str::is_empty) {
            return Err(FetchError::Address("it does not begin with https:// or sftp://"));
        }
        if url.scheme() == "sftp" {
            sftp::path_of(&url)?;
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Address(
                "it holds a user or password, which belong into the credentials",
            ));
        }
        Ok(Wanted { url, etag: None, last_modified: None })
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The server says that the file is as it was.
    Unchanged,
    /// The file was written out.
    File {
        /// Its bytes.
        bytes: u64,
        /// The server's mark for it.
        etag: Option<String>,
        /// The server's date for it.
        last_modified: Option<String>,
    },
}

/// Why nothing was fetched. No message holds credentials or the query of an address.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be used.
    #[error("the address cannot be used: {0}")]
    Address(&'static str),
    /// The host leads to an address inside, which the operator did not allow.
    #[error("{host} leads to an address that is not on the public internet; the operator can allow it")]
    Inside {
        /// The host.
        host: String,
    },
    /// The host is not known, does not answer, or the connection broke.
    #[error("{host} cannot be reached: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// What happened.
        why: String,
    },
    /// The server was reached and does not give the file.
    #[error("{host} does not give the file: {why}")]
    Refused {
        /// The host.
        host: String,
        /// What it said.
        why: String,
    },
    /// The server answered with something else than the file.
    #[error("{host} answered {status}")]
    Status {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// More bytes than allowed.
    #[error("the file is larger than {most} bytes")]
    TooLarge {
        /// What is allowed.
        most: u64,
    },
    /// The credentials are for another host.
    #[error("the credentials are for another host than {host}")]
    OtherHost {
        /// The host that was to be asked.
        host: String,
    },
    /// The file could not be written, or the certificates could not be read, on this side.
    #[error("on this machine: {0}")]
    Here(String),
}

impl FetchError {
    /// Whether another try, later, may help.
    pub fn may_pass(&self) -> bool {
        match self {
            FetchError::Unreachable { .. } => true,
            FetchError::Status { status, .. } => matches!(status, 408 | 429 | 500..=599),
            _ => false,
        }
    }
}

/// Fetches files. Cheap to share.
#[derive(Clone)]
pub struct Fetcher {
    rules: Rules,
    tls: Tls,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// A fetcher under these rules; dials nothing yet.
    ///
    /// # Errors
    /// [`FetchError::Here`] where the certificates of authorities cannot be read.
    pub fn new(rules: Rules) -> Result<Fetcher, FetchError> {
        let tls = Tls::trusting(rules.extra_roots.as_deref())?;
        Ok(Fetcher { rules, tls })
    }

    /// Fetches a file, if it changed, into `out`.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn get(
        &self,
        wanted: &Wanted,
        credentials: Option<&Credentials>,
        out: &mut (impl AsyncWrite + Unpin),
    ) -> Result<Fetched, FetchError> {
        let mut url = wanted.url.clone();
        if let Some(own) = credentials
            && !own.are_for(&url)
        {
            return Err(FetchError::OtherHost { host: host_of(&url).to_owned() });
        }
        if url.scheme() == "sftp" {
            return sftp::fetch(&url, &self.rules, credentials, out).await;
        }
        for _ in 0..=REDIRECTS {
            let own = credentials.filter(|_| same_door(&url, &wanted.url));
            let answer = self.ask(&url, wanted, own).await?;
            match answer.status() {
                StatusCode::OK => return self.keep(&url, answer, out).await,
                StatusCode::NOT_MODIFIED => return Ok(Fetched::Unchanged),
                status if status.is_redirection() => url = onward(&url, &answer)?,
                status => {
                    return Err(FetchError::Status {
                        host: host_of(&url).to_owned(),
                        status: status.as_u16(),
                    });
                }
            }
        }
        Err(FetchError::Address("it is redirected again and again"))
    }

    async fn ask(
        &self,
        url: &Url,
        wanted: &Wanted,
        credentials: Option<&Credentials>,
    ) -> Result<Response<Incoming>, FetchError> {
        let lost = |why: &dyn fmt::Display| unreachable(url, why);
        let stream = dial::dial(url, &self.rules, &self.tls).await?;
        let request = request(url, wanted, credentials)?;
        let asking = async {
            match stream {
                Stream::Plain(io) => send(hyper_util::rt::TokioIo::new(io), request).await,
                Stream::Tls(io) => send(hyper_util::rt::TokioIo::new(*io), request).await,
            }
        };
        let answer = tokio::time::timeout(self.rules.patience, asking).await;
        answer.map_err(|_| lost(&"it did not answer in time"))?.map_err(|e| lost(&e))
    }

    async fn keep(
        &self,
        url: &Url,
        answer: Response<Incoming>,
        out: &mut (impl AsyncWrite + Unpin),
    ) -> Result<Fetched, FetchError> {
        let (etag, last_modified) =
            (text(answer.headers(), header::ETAG), text(answer.headers(), header::LAST_MODIFIED));
        let most = self.rules.most;
        let mut body = answer.into_body();
        let mut bytes = 0;
        loop {
            let frame = tokio::time::timeout(self.rules.patience, body.frame()).await;
            let frame = frame.map_err(|_| unreachable(url, &"it fell silent"))?;
            let Some(frame) = frame else { break };
            let frame = frame.map_err(|e| unreachable(url, &e))?;
            let Some(data) = frame.data_ref() else { continue };
            bytes += data.len() as u64;
            if bytes > most {
                return Err(FetchError::TooLarge { most });
            }
            out.write_all(data).await.map_err(|e| FetchError::Here(e.to_string()))?;
        }
        out.flush().await.map_err(|e| FetchError::Here(e.to_string()))?;
        Ok(Fetched::File { bytes, etag, last_modified })
    }
}

pub(crate) async fn send<I, B>(io: I, request: Request<B>) -> Result<Response<Incoming>, hyper::Error>
where
    I: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    B: hyper::body::Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
        + Send
        + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
    // Ends with the answer; what breaks it is told by the answer's body.
    tokio::spawn(async move { drop(connection.await) });
    sender.send_request(request).await
}

fn request(
    url: &Url,
    wanted: &Wanted,
    credentials: Option<&Credentials>,
) -> Result<Request<Empty<Bytes>>, FetchError> {
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::get(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, concat!("Commonbeat/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "*/*")
        .header(header::ACCEPT_ENCODING, "identity");
    if let Some(etag) = &wanted.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(date) = &wanted.last_modified {
        request = request.header(header::IF_MODIFIED_SINCE, date);
    }
    if let Some(value) = credentials.and_then(Credentials::authorization) {
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| FetchError::Here("the credentials hold characters that cannot be sent".into()))?;
        value.set_sensitive(true);
        request = request.header(header::AUTHORIZATION, value);
    }
    request.body(Empty::new()).map_err(|_| FetchError::Address("it cannot be sent"))
}

fn onward(url: &Url, answer: &Response<Incoming>) -> Result<Url, FetchError> {
    let to = text(answer.headers(), header::LOCATION);
    let to = to.and_then(|to| url.join(&to).ok());
    let to = to.ok_or(FetchError::Address("it is redirected to nowhere"))?;
    if to.scheme() != url.scheme() && to.scheme() != "https" {
        return Err(FetchError::Address("it is redirected to an address without encryption"));
    }
    Ok(to)
}

fn same_door(a: &Url, b: &Url) -> bool {
    let door = |u: &Url| (u.scheme().to_owned(), host_of(u).to_owned(), u.port_or_known_default());
    door(a) == door(b)
}

fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn unreachable(url: &Url, why: &dyn fmt::Display) -> FetchError {
    FetchError::Unreachable { host: host_of(url).to_owned(), why: why.to_string() }
}
