//! A gateway for text messages on loopback: it keeps what it is handed. How it treats a text depends on the number's last
//! four digits: `0404` is refused for good, `0503` is busy, `0999` takes the text and never answers.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::sms::Text;

/// Most texts that are kept.
const KEPT: usize = 2_000;

/// The gateway; it ends when this is dropped.
#[derive(Debug)]
pub struct Gateway {
    addr: SocketAddr,
    shelf: Arc<Shelf>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shelf {
    texts: Mutex<Vec<Text>>,
    seen: Mutex<BTreeMap<String, u32>>,
    away: AtomicBool,
    token: String,
}

impl Gateway {
    /// A gateway on a free port of 127.0.0.1 that takes texts from whoever knows the token.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(token: &str) -> io::Result<Gateway> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let shelf = Arc::new(Shelf { token: format!("Bearer {token}"), ..Shelf::default() });
        let serving = tokio::spawn(serve(listener, Arc::clone(&shelf)));
        Ok(Gateway { addr, shelf, serving })
    }

    /// Where texts are handed over.
    pub fn url(&self) -> String {
        format!("http://{}/texts", self.addr)
    }

    /// The texts that were taken, oldest first, each once.
    pub fn texts(&self) -> Vec<Text> {
        self.shelf.texts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often a text was handed over.
    pub fn handed(&self, id: &str) -> u32 {
        let seen = self.shelf.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(id).copied().unwrap_or(0)
    }

    /// Whether it answers everybody that it is out of order.
    pub fn set_away(&self, away: bool) {
        self.shelf.away.store(away, Ordering::SeqCst);
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, shelf: Arc<Shelf>) {
    let mut open = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let shelf = Arc::clone(&shelf);
                open.spawn(async move {
                    let answer = hyper::service::service_fn(move |request| answer(request, Arc::clone(&shelf)));
                    let io = TokioIo::new(stream);
                    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, answer).await;
                });
            }
            Some(_) = open.join_next() => {}
        }
    }
}

async fn answer(request: Request<Incoming>, shelf: Arc<Shelf>) -> Result<Response<Full<Bytes>>, Infallible> {
    let say = |status: StatusCode, words: &'static str| {
        let mut response = Response::new(Full::from(words));
        *response.status_mut() = status;
        Ok(response)
    };
    let known = request.headers().get("authorization").is_some_and(|given| given == shelf.token.as_str());
    if !known {
        return say(StatusCode::UNAUTHORIZED, "who are you?");
    }
    let body = Limited::new(request.into_body(), 64 << 10).collect().await;
    let Some(text) = body.ok().and_then(|b| serde_json::from_slice::<Text>(&b.to_bytes()).ok()) else {
        return say(StatusCode::BAD_REQUEST, "no text");
    };
    if shelf.away.load(Ordering::SeqCst) || text.to.ends_with("0503") {
        return say(StatusCode::SERVICE_UNAVAILABLE, "out of order");
    }
    if text.to.ends_with("0404") {
        return say(StatusCode::UNPROCESSABLE_ENTITY, "no such number");
    }
    let silent = text.to.ends_with("0999");
    shelf.keep(text);
    if silent {
        std::future::pending::<()>().await;
    }
    say(StatusCode::ACCEPTED, "{}")
}

impl Shelf {
    fn keep(&self, text: Text) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let times = seen.entry(text.id.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            return;
        }
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.len() == KEPT {
            texts.remove(0);
        }
        texts.push(text);
    }
}
