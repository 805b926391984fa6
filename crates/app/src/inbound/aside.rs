//! What came in and stands on no thread: a person looks at it and says what it was.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{ConcernId, InboundId};
use commonbeat_domain::partnerships::inbound::{Class, Facts, Inbound};
use commonbeat_domain::partnerships::wishes::{self, Wish};
use commonbeat_domain::text::Language;
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::inbound::{self, Came};
use commonbeat_store::{StoreError, Write, agencies, concerns};
use serde_json::json;

use super::put::Coming;
use crate::{App, Error, Result};

/// Messages of one kind on one page.
const PAGE: u64 = 50;

/// A page of messages of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// The messages, the newest first.
    pub came: Vec<Came>,
    /// The last of them, where older ones follow.
    pub next: Option<InboundId>,
}

/// What somebody does about a message that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenTo {
    /// A thread begins with it.
    Thread,
    /// Its sender hears nothing more from us.
    Stop,
    /// Nothing has to be done.
    Nothing,
}

impl SeenTo {
    /// Every value.
    pub const ALL: [SeenTo; 3] = [SeenTo::Thread, SeenTo::Stop, SeenTo::Nothing];

    /// Its name in forms and in the trail.
    pub fn name(self) -> &'static str {
        match self {
            SeenTo::Thread => "thread",
            SeenTo::Stop => "stop",
            SeenTo::Nothing => "nothing",
        }
    }
}

impl std::str::FromStr for SeenTo {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<SeenTo, Refusal> {
        SeenTo::ALL.into_iter().find(|how| how.name() == text).ok_or(Refusal::malformed("how"))
    }
}

impl App {
    /// Messages of a kind that stand on no thread, after one. The trail keeps who looked.
    pub async fn aside(&self, who: &Actor, class: Class, before: Option<InboundId>) -> Result<Aside> {
        who.reach(Action::ReadConcerns).ok_or(Error::Missing("message"))?;
        let mut came = inbound::list(&self.store.read(who).await?, class, before, PAGE + 1).await?;
        let more = came.len() as u64 > PAGE;
        came.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let mut write = self.store.write(who, self.now()).await?;
        write.record(
            Entry::new("message.read", who.agency).with(json!({ "class": class, "shown": came.len() })),
        );
        write.commit().await?;
        let next = came.last().filter(|_| more).map(|last| last.inbound.id);
        Ok(Aside { came, next })
    }

    /// Does what somebody decided about a message that was set aside, once. Gives the thread that began.
    pub async fn see_to(&self, who: &Actor, id: InboundId, how: SeenTo) -> Result<Option<Reference>> {
        who.person().filter(|_| who.may(Action::AnswerConcern)).ok_or(Error::Missing("message"))?;
        let mut write = self.store.write(who, self.now()).await?;
        let message = inbound::by_id(&write, id).await?.inbound;
        if message.class != Class::SetAside {
            return Err(Refusal::not_now("seen-to").into());
        }
        let begun = self.do_about(&mut write, &message, how).await?;
        let seen = Inbound { concern: begun, ..message };
        match inbound::see_to(&mut write, &seen).await {
            Err(StoreError::Stale(_)) => return Err(Refusal::not_now("seen-to").into()),
            done => done?,
        }
        let reference = match begun {
            Some(id) => Some(concerns::fetch_for(&write, Action::ReadConcerns, id).await?.reference),
            None => None,
        };
        write.record(Entry::new("message.see-to", id).with(json!({ "how": how.name(), "concern": begun })));
        write.commit().await?;
        Ok(reference)
    }

    async fn do_about(&self, write: &mut Write, message: &Inbound, how: SeenTo) -> Result<Option<ConcernId>> {
        let agency = agencies::own(write).await?;
        let coming = as_it_came(message);
        match how {
            SeenTo::Thread if message.words.is_empty() => Err(Refusal::not_now("aside-wordless").into()),
            SeenTo::Thread => Ok(Some(self.put_new(write, &agency, &coming).await?)),
            SeenTo::Stop => {
                self.heed_wish(write, &agency, &coming, message.id).await?;
                Ok(None)
            }
            SeenTo::Nothing => Ok(None),
        }
    }
}

/// The message as it would have come, had nothing stood in its way.
fn as_it_came(message: &Inbound) -> Coming {
    Coming {
        channel: message.channel,
        source: String::new(),
        sender: message.sender.clone(),
        called: String::new(),
        words: message.words.clone(),
        language: wishes::language_of(&message.words).unwrap_or(Language::En),
        facts: Facts::default(),
        helped: None,
        wish: Some(Wish::Stop),
        free: true,
        kind: None,
        left_out: Vec::new(),
        note: String::new(),
    }
}
