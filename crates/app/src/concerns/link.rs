//! The resident's side of a thread: whoever holds the secret link reads and writes here.

use std::collections::BTreeMap;

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::PersonId;
use commonbeat_domain::information::publishing;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::partnerships::concerns::{Channel, Concern, Message, Speaker};
use commonbeat_domain::partnerships::ledger::Helped;
use commonbeat_domain::partnerships::promises::Promise;
use commonbeat_domain::text;
use commonbeat_store::audit::Entry;
use commonbeat_store::concerns::{self, Delivery};
use commonbeat_store::{Write, agencies, people};

use super::{Words, first_time};
use crate::{App, Error, Result};

/// A thread as its resident sees it.
#[derive(Clone, Debug)]
pub struct OwnThread {
    /// The holder of the link.
    pub actor: Actor,
    /// The agency.
    pub agency: Agency,
    /// The concern.
    pub concern: Concern,
    /// Messages, oldest first; the first are the resident's own words.
    pub messages: Vec<Message>,
    /// What became of carrying them.
    pub deliveries: Vec<Delivery>,
    /// What was promised on it.
    pub promises: Vec<Promise>,
    /// Whoever answers for it, where that person is shown in public.
    pub owner: Option<String>,
    /// Titles and names of those who answered.
    pub names: BTreeMap<PersonId, String>,
}

impl App {
    /// The thread that a secret link opens; *missing* for any other token.
    pub async fn concern_by_link(&self, link: &Token) -> Result<OwnThread> {
        let actor = self.holder(link).await?;
        let read = self.store.read(&actor).await?;
        let concern = self.own_concern(&read, &actor).await?;
        let messages = concerns::messages(&read, concern.id).await?;
        let authors = messages.iter().filter(|m| m.speaker == Speaker::Agency).filter_map(|m| m.author);
        Ok(OwnThread {
            agency: agencies::own(&read).await?,
            names: people::names(&read, authors).await?,
            deliveries: concerns::deliveries(&read, concern.id).await?,
            promises: concerns::promises_of(&read, concern.id).await?,
            owner: public_owner(&read, &concern).await?,
            messages,
            concern,
            actor,
        })
    }

    /// Adds the resident's words to the thread; an answer is owed again. `once` is the form's token.
    pub async fn write_on_own_thread(&self, link: &Token, words: &str, once: &str) -> Result<()> {
        let actor = self.holder(link).await?;
        let words = text::prose("words", words)?;
        let mut write = self.store.write(&actor, self.now()).await?;
        let mut concern = self.own_concern(&write, &actor).await?;
        if !first_time(&mut write, once, &concern.reference.to_string()).await? {
            return Ok(());
        }
        let days = agencies::own(&write).await?.answer_days;
        concern.written_to(write.now(), days);
        self.resident_says(&mut write, &mut concern, &words, None).await?;
        write.record(Entry::new("concern.write", concern.reference));
        Ok(write.commit().await?)
    }

    /// The resident says whether the answer helped; the last word counts.
    pub async fn rate_own_thread(&self, link: &Token, helped: Helped) -> Result<()> {
        let actor = self.holder(link).await?;
        let mut write = self.store.write(&actor, self.now()).await?;
        let mut concern = self.own_concern(&write, &actor).await?;
        concern.rate(helped, write.now())?;
        concerns::update(&mut write, &concern).await?;
        let told = serde_json::json!({ "helped": helped });
        write.record(Entry::new("concern.rate", concern.reference).with(told));
        Ok(write.commit().await?)
    }

    /// The resident opens the concern again and says why: an answer is owed anew. `once` is the form's token.
    pub async fn reopen_own_thread(&self, link: &Token, words: &str, once: &str) -> Result<()> {
        let actor = self.holder(link).await?;
        let words = text::prose("again", words)?;
        let mut write = self.store.write(&actor, self.now()).await?;
        let mut concern = self.own_concern(&write, &actor).await?;
        if !first_time(&mut write, once, &concern.reference.to_string()).await? {
            return Ok(());
        }
        concern.reopen(write.now(), agencies::own(&write).await?.answer_days)?;
        self.resident_says(&mut write, &mut concern, &words, None).await?;
        write.record(Entry::new("concern.reopen", concern.reference));
        Ok(write.commit().await?)
    }

    /// Keeps what the resident wrote, with what changed of the concern.
    /// `channel` is how it came, where it was not on the thread's own page.
    pub(crate) async fn resident_says(
        &self,
        write: &mut Write,
        concern: &mut Concern,
        words: &str,
        channel: Option<Channel>,
    ) -> Result<()> {
        self.heed(write, concern, words).await?;
        concerns::update(write, concern).await?;
        let said = Words { speaker: Speaker::Resident, author: None, words, outcome_of: None, channel };
        self.say_in(write, concern, said, false).await?;
        Ok(())
    }

    async fn holder(&self, link: &Token) -> Result<Actor> {
        let found = self.store.concern_of_link(link.digest()).await?;
        found.map(|(agency, concern)| Actor::secret_link(agency, concern)).ok_or(Error::Missing("concern"))
    }

    async fn own_concern(&self, session: &impl commonbeat_store::Session, actor: &Actor) -> Result<Concern> {
        use commonbeat_domain::authority::Who;
        match actor.who {
            Who::SecretLink { concern } => {
                Ok(concerns::fetch_for(session, Action::UseOwnThread, concern).await?)
            }
            _ => Err(Error::Missing("concern")),
        }
    }
}

/// Name of whoever answers for a concern, as far as the publishing rules let the public know it.
async fn public_owner(read: &commonbeat_store::Read, concern: &Concern) -> Result<Option<String>> {
    let Some(owner) = concern.owner else { return Ok(None) };
    let Ok(person) = people::by_id(read, owner).await else { return Ok(None) };
    Ok(publishing::clear_officer(&person).map(|officer| officer.into_inner().name))
}
