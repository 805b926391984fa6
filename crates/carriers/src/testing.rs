//! A real SMTP server on loopback that delivers nowhere: it keeps what it is sent.
//!
//! For tests, and for the demonstration, whose outbox it is. How it treats a message depends on the recipient's
//! name, so that every way of failing can be asked for; `.` parts and case do not matter:
//!
//! | recipient | treatment |
//! |---|---|
//! | `away@` | 451 at once: try later |
//! | `nobody@` | 550 at once: no such person |
//! | `hangup@` | the connection ends before the content |
//! | `later@` | 452 after the content |
//! | `refused@` | 554 after the content |
//! | `lost@` | keeps the message, and the connection ends without an answer |
//! | `silent@` | keeps the message and never answers |
//! | anybody else | 250, kept |

mod gateway;
mod letter;
mod session;

pub use gateway::Gateway;
pub use letter::Letter;

use session::Session;
use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How many messages are kept; older ones are forgotten, so that a long demonstration does not fill the memory.
pub const KEPT: usize = 2000;

/// The server; it ends when this is dropped.
#[derive(Debug)]
pub struct Sink {
    addr: SocketAddr,
    shelf: Arc<Shelf>,
    serving: JoinHandle<()>,
}

/// What was received.
#[derive(Debug, Default)]
struct Shelf {
    letters: Mutex<VecDeque<Letter>>,
    arrived: Notify,
}

/// How a sink behaves towards everybody.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// The one user and password it lets in; without, it asks for none.
    pub sign_in: Option<(String, String)>,
    /// Greets everybody with 554, as a server that shuts down does.
    pub closed: bool,
}

impl Sink {
    /// A friendly server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start() -> io::Result<Sink> {
        Sink::start_with(Manners::default()).await
    }

    /// A server with other manners.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start_with(manners: Manners) -> io::Result<Sink> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let shelf = Arc::new(Shelf::default());
        let serving = tokio::spawn(serve(listener, Arc::clone(&shelf), Arc::new(manners)));
        Ok(Sink { addr, shelf, serving })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it has received, oldest first.
    pub fn messages(&self) -> Vec<Letter> {
        self.shelf.lock().iter().cloned().collect()
    }

    /// Forgets what it has received.
    pub fn clear(&self) {
        self.shelf.lock().clear();
    }

    /// Waits until there are at least `count` messages and returns all. Put a timeout around it.
    pub async fn wait_for(&self, count: usize) -> Vec<Letter> {
        loop {
            let arrived = self.shelf.arrived.notified();
            tokio::pin!(arrived);
            // Listening begins before looking, so that nothing arrives unseen in between.
            arrived.as_mut().enable();
            let messages = self.messages();
            if messages.len() >= count {
                return messages;
            }
            arrived.await;
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, letter: Letter) {
        let mut letters = self.lock();
        if letters.len() == KEPT {
            letters.pop_front();
        }
        letters.push_back(letter);
        drop(letters);
        self.arrived.notify_waiters();
    }
}

/// Sessions live in a set that ends them all when the server ends.
async fn serve(listener: TcpListener, shelf: Arc<Shelf>, manners: Arc<Manners>) {
    let mut sessions = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    sessions.spawn(Session::new(stream, Arc::clone(&shelf), Arc::clone(&manners)).run());
                }
                Err(error) => tracing::warn!(%error, "A connection could not be accepted"),
            },
            Some(_) = sessions.join_next() => {}
        }
    }
}
