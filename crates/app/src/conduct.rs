//! Commendations and complaints: told by anybody, laid with the body that may have them, followed by a secret link.

mod bodies;
mod forget;
mod handle;
mod link;

use std::collections::BTreeSet;

use commonbeat_auth::token::Token;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, ConductId, PersonId};
use commonbeat_domain::personnel::conduct::{Conduct, NewConduct, speaks_of};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, conduct, once, people};
use serde_json::json;

pub use bodies::NewBody;
pub use commonbeat_store::conduct::Waiting;
pub(crate) use forget::ForgetConduct;
pub use handle::{Act, ConductView};
pub use link::OwnConduct;

use crate::{App, Error, Result};

/// What came of telling something.
#[derive(Debug)]
pub struct Told {
    /// The secret link of whoever told it.
    pub link: Token,
    /// Whether the same form had come before.
    pub again: bool,
}

impl App {
    /// Somebody tells a commendation or complaint; with the same token once. Nothing of it stands in the trail but that it came,
    /// and whether it is a commendation.
    pub async fn tell_conduct(&self, who: &Actor, new: NewConduct, token: &str) -> Result<Told> {
        if !who.may(Action::RaiseConcern) && !who.may(Action::HandleConduct) {
            return Err(Error::Missing("conduct"));
        }
        if let Some(told) = self.told_before(who, token).await? {
            return Ok(told);
        }
        let by = who.person().filter(|_| who.may(Action::HandleConduct));
        let mut write = self.store.write(who, self.now()).await?;
        let mut told = new.received(self.id(), by, write.now())?;
        told.perhaps = perhaps(&write, &told).await?;
        told.route(&conduct::bodies(&write).await?);
        let link = self.conduct_token(who.agency, told.id)?;
        conduct::insert(&mut write, &told, link.digest()).await?;
        match once::claim(&mut write, token, &told.id.to_string()).await {
            Err(StoreError::DoneAlready) => {
                drop(write);
                return self.told_before(who, token).await?.ok_or(Error::Missing("conduct"));
            }
            done => done?,
        }
        let what = json!({ "commends": told.topic.commends(), "routed": told.body.is_some() });
        write.record(Entry::new("conduct.tell", told.id).with(what));
        write.commit().await?;
        Ok(Told { link, again: false })
    }

    async fn told_before(&self, who: &Actor, token: &str) -> Result<Option<Told>> {
        let id: Option<ConductId> = once::before(&self.store.read(who).await?, token).await?;
        let Some(id) = id else { return Ok(None) };
        Ok(Some(Told { link: self.conduct_token(who.agency, id)?, again: true }))
    }

    fn conduct_token(&self, agency: AgencyId, id: ConductId) -> Result<Token> {
        self.secret_for(&format!("conduct/{agency}/{id}"))
    }

    /// The address at which whoever told it sees where it stands.
    pub fn conduct_address(&self, link: &Token) -> String {
        format!("{}/said/{}", self.settings.public_url, link.reveal())
    }
}

/// Members of bodies of whom the words may speak: it is kept from them until somebody knows better. By the bare name: a title
/// stands in most of what is told.
async fn perhaps(write: &Write, told: &Conduct) -> Result<BTreeSet<PersonId>> {
    let words = format!("{}\n{}", told.about, told.words);
    let mut perhaps = BTreeSet::new();
    for id in conduct::members(write).await? {
        match people::by_id(write, id).await {
            Ok(person) if speaks_of(&words, &person.name) => {
                perhaps.insert(id);
            }
            Ok(_) | Err(StoreError::Missing(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(perhaps)
}
