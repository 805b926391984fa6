//! Setting up the bodies that take commendations and complaints.

use std::collections::BTreeSet;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{BodyId, PersonId};
use commonbeat_domain::personnel::conduct::{Body, Topic};
use commonbeat_store::audit::Entry;
use commonbeat_store::{Session, conduct, once, people};
use serde_json::json;

use crate::training::classes::somebody;
use crate::{App, Error, Result};

/// A body, as typed: members by e-mail, one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBody {
    /// What it is called.
    pub name: String,
    /// What it takes.
    pub takes: BTreeSet<Topic>,
    /// E-mails of members, one a line.
    pub members: String,
    /// Days until somebody must have answered.
    pub first_days: u16,
    /// Days until it must be decided.
    pub decide_days: u16,
    /// Years for which it is kept after the decision.
    pub keep_years: u16,
}

impl App {
    /// The bodies, in the order in which they are asked; for whoever sets them up. With the e-mails of members.
    pub async fn conduct_bodies(&self, who: &Actor) -> Result<Vec<(Body, Vec<String>)>> {
        let read = self.store.read(who).await?;
        read.reach(Action::KeepBodies, "body")?;
        let mut all = Vec::new();
        for body in conduct::bodies(&read).await? {
            let mut emails = Vec::new();
            for id in &body.members {
                emails.extend(people::by_id(&read, *id).await.ok().map(|p| p.email.to_string()));
            }
            all.push((body, emails));
        }
        Ok(all)
    }

    /// Sets up a body, or changes one of the version that was read; with the same token once. What waited for a body is laid
    /// with the first that may have it.
    pub async fn set_body(
        &self,
        who: &Actor,
        known: Option<(BodyId, i64)>,
        new: NewBody,
        token: &str,
    ) -> Result<()> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::KeepBodies, "body")?;
        if once::done(&write, token).await?.is_some() {
            return Ok(());
        }
        let mut members: BTreeSet<PersonId> = BTreeSet::new();
        for email in new.members.split([',', '\n']).map(str::trim).filter(|e| !e.is_empty()) {
            members.insert(somebody(&write, "body_members", email).await?.id);
        }
        let (id, version) = known.unwrap_or((self.id(), 0));
        let NewBody { name, takes, first_days, decide_days, keep_years, .. } = new;
        let body = Body { id, name, takes, members, first_days, decide_days, keep_years, version };
        let body = conduct::save_body(&mut write, body.check()?).await?;
        once::claim(&mut write, token, &id.to_string()).await?;
        let bodies = conduct::bodies(&write).await?;
        for mut told in conduct::unrouted(&write).await? {
            told.route(&bodies);
            if told.body.is_some() {
                conduct::save(&mut write, told).await?;
            }
        }
        let what = json!({ "takes": body.takes, "members": body.members, "version": body.version });
        write.record(Entry::new("conduct.body", id).with(what));
        Ok(write.commit().await?)
    }

    /// One body with the e-mails of its members.
    pub async fn conduct_body(&self, who: &Actor, id: BodyId) -> Result<(Body, Vec<String>)> {
        let all = self.conduct_bodies(who).await?;
        all.into_iter().find(|(b, _)| b.id == id).ok_or(Error::Missing("body"))
    }
}
