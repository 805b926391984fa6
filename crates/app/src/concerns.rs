//! Concerns of residents: told, read, answered, told again what came of them.
//!
//! A resident has no account: the secret link of the concern is the way to its thread. Staff answer on the thread;
//! each answer is carried to the resident's e-mail address where there is one ([`crate::deliveries`]).

mod answer;
pub(crate) mod inbox;
mod ledger;
mod link;
mod problem;
mod raise;
mod view;

use commonbeat_domain::ids::{ConcernId, MessageId, PersonId, ProblemId};
use commonbeat_domain::partnerships::concerns::{Channel, Concern, DeliveryState, Message, Speaker};
use commonbeat_store::concerns::{self, Delivery};
use commonbeat_store::{Write, inbound, once};

pub use inbox::{Waiting, WhatIsOwed};
pub use ledger::{NewPromise, PromiseEnd};
pub use link::OwnThread;
pub use problem::{AnsweredAll, ProblemFromConcern};
pub use raise::Raised;
pub use view::{ConcernView, Inbox, InboxFilter, Pile, Said};

use crate::{App, Result, deliveries};

/// Words to be put on a thread.
pub(crate) struct Words<'a> {
    /// Whose they are.
    pub speaker: Speaker,
    /// The person of the agency who wrote, or wrote down, the words.
    pub author: Option<PersonId>,
    /// The words.
    pub words: &'a str,
    /// The problem whose outcome they tell.
    pub outcome_of: Option<ProblemId>,
    /// How the resident's words came, where it was not on the thread's own page.
    pub channel: Option<Channel>,
}

impl App {
    /// Puts a message on a thread inside somebody's write and has it carried by every channel that the resident
    /// gave. Tells by how many.
    pub(crate) async fn say_in(
        &self,
        write: &mut Write,
        concern: &Concern,
        said: Words<'_>,
        carried: bool,
    ) -> Result<usize> {
        let message = Message {
            id: self.id::<MessageId>(),
            concern: concern.id,
            speaker: said.speaker,
            author: said.author,
            words: said.words.to_owned(),
            outcome_of: said.outcome_of,
            channel: said.channel,
            at: write.now(),
        };
        concerns::insert_message(write, &message).await?;
        let ways = if carried { inbound::addresses(concern) } else { Vec::new() };
        for (channel, address) in &ways {
            let delivery = Delivery {
                id: self.id(),
                message: message.id,
                concern: concern.id,
                channel: channel.name().to_owned(),
                recipient: address.clone(),
                state: DeliveryState::Waiting,
                problem: None,
                created_at: write.now(),
                ended_at: None,
            };
            concerns::insert_delivery(write, &delivery).await?;
            deliveries::enqueue(self, write, delivery.id).await?;
            inbound::touch(write, *channel, address, concern.id).await?;
        }
        Ok(ways.len())
    }
}

/// Notes that the form with this token was done; `false` if it was done before. An empty token is no token.
pub(crate) async fn first_time(write: &mut Write, token: &str, result: &str) -> Result<bool> {
    if once::done(write, token).await?.is_some() {
        return Ok(false);
    }
    match once::claim(write, token, result).await {
        Ok(()) => Ok(true),
        Err(commonbeat_store::StoreError::DoneAlready) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// A concern as the trail speaks of it: never the resident's words or address.
pub(crate) fn for_trail(concern: &Concern) -> serde_json::Value {
    serde_json::json!({
        "id": concern.id,
        "kind": concern.kind,
        "channel": concern.channel,
        "area": concern.area,
        "beat": concern.beat,
        "email": concern.email.is_some(),
    })
}

/// What was done with a form that is sent twice: the concern it made.
pub(crate) fn made(concern: &Concern) -> String {
    format!("{} {}", concern.reference, concern.id)
}

/// Reads what [`made`] wrote.
pub(crate) fn read_made(text: &str) -> Option<(commonbeat_domain::Reference, ConcernId)> {
    let (reference, id) = text.split_once(' ')?;
    reference.parse().ok().zip(id.parse().ok())
}
