//! What whoever told something sees by the secret link, and what they can add.

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::ConductId;
use commonbeat_domain::organization::agencies::Agency;
use commonbeat_domain::personnel::conduct::Conduct;
use commonbeat_store::audit::Entry;
use commonbeat_store::{agencies, conduct, once};

use crate::{App, Error, Result};

/// A commendation or complaint as whoever told it sees it.
#[derive(Clone, Debug)]
pub struct OwnConduct {
    /// The agency.
    pub agency: Agency,
    /// What was told, without whom it is about and where it lies.
    pub told: Conduct,
    /// The body's name; empty while no body has it.
    pub body: String,
}

impl App {
    /// What a secret link opens; *missing* for any other token.
    pub async fn conduct_by_link(&self, link: &Token) -> Result<OwnConduct> {
        let (actor, id) = self.teller(link).await?;
        let read = self.store.read(&actor).await?;
        let mut told = conduct::of_link(&read, id, link.digest()).await?;
        let body = conduct::bodies(&read).await?.into_iter().find(|b| Some(b.id) == told.body);
        (told.named, told.perhaps, told.body) = Default::default();
        let agency = agencies::own(&read).await?;
        Ok(OwnConduct { agency, told, body: body.map(|b| b.name).unwrap_or_default() })
    }

    /// Whoever told it adds words; with the same token once.
    pub async fn add_to_conduct(&self, link: &Token, words: &str, token: &str) -> Result<()> {
        let (actor, id) = self.teller(link).await?;
        let mut write = self.store.write(&actor, self.now()).await?;
        if once::done(&write, token).await?.is_some() {
            return Ok(());
        }
        let mut told = conduct::of_link(&write, id, link.digest()).await?;
        told.add(words, write.now())?;
        conduct::save(&mut write, told).await?;
        once::claim(&mut write, token, &id.to_string()).await?;
        write.record(Entry::new("conduct.add", id));
        Ok(write.commit().await?)
    }

    async fn teller(&self, link: &Token) -> Result<(Actor, ConductId)> {
        let found = self.store.conduct_of_link(link.digest()).await?;
        let (agency, id) = found.ok_or(Error::Missing("conduct"))?;
        Ok((Actor::system(agency, "conduct-link"), id))
    }
}
