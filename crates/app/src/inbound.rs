//! What comes in by mail and text message: classed, and put where it belongs, each once.
//!
//! Nothing that a message says of itself is believed. A letter belongs to a thread when the address it came to bears our
//! own sign (`address`); a text when a gateway that knows the key sent it (`door`).

mod address;
mod answers;
mod aside;
mod door;
mod mail;
mod put;
mod sms;
mod stops;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::ConcernId;
use commonbeat_domain::partnerships::concerns::{Channel, Concern};
use commonbeat_domain::partnerships::inbound::Class;
use commonbeat_store::inbound;
use commonbeat_store::{StoreError, concerns};

pub(crate) use address::Kind;
pub(crate) use answers::AnswerInbound;
pub use aside::{Aside, SeenTo};
pub use door::{Signed, sign};
pub use mail::MOST as LARGEST_MAIL;

use crate::{App, Error, Result};

/// What became of a message that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was taken in.
    As(Class, Option<ConcernId>),
    /// It had come before; nothing was done.
    Again,
    /// It bore no sign of whoever may send, or an old one; nothing was done.
    Refused,
}

/// Threads of one person that are shown beside a thread.
const THREADS: u64 = 20;

impl App {
    /// Other threads of whoever is reached at the addresses of this one, and whether an address said stop.
    pub async fn other_threads(&self, who: &Actor, concern: &Concern) -> Result<(Vec<Concern>, bool)> {
        who.reach(Action::ReadConcerns).ok_or(Error::Missing("concern"))?;
        let read = self.store.read(who).await?;
        let (mut found, mut stopped) = (Vec::new(), false);
        for (channel, address) in inbound::addresses(concern) {
            let known = inbound::correspondent(&read, channel, &address).await?;
            stopped |= known.is_some_and(|known| known.stopped_at.is_some());
            for (id, _) in inbound::threads_of(&read, channel, &address, THREADS).await? {
                if id == concern.id || found.iter().any(|c: &Concern| c.id == id) {
                    continue;
                }
                match concerns::fetch_for(&read, Action::ReadConcerns, id).await {
                    Ok(other) => found.push(other),
                    Err(StoreError::Missing(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok((found, stopped))
    }
}

/// The channel by its name in the columns of deliveries.
pub(crate) fn channel_of(name: &str) -> Channel {
    name.parse().unwrap_or(Channel::Email)
}
