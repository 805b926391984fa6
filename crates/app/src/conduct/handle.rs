//! What a body does with what lies with it.

use std::collections::BTreeSet;

use commonbeat_domain::authority::Actor;
use commonbeat_domain::ids::{BodyId, ConductId};
use commonbeat_domain::personnel::conduct::{Body, Conduct, Finding};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, agencies, conduct};
use serde_json::json;

use crate::training::classes::somebody;
use crate::{App, Error, Result};

/// Most of one list.
const MOST: u64 = 300;

/// One as a member of its body reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConductView {
    /// What was told, and what came of it.
    pub told: Conduct,
    /// The body where it lies.
    pub body: Body,
    /// Other bodies to which it can be handed on.
    pub others: Vec<Body>,
}

/// What a member of the body does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers whoever told it.
    Answer(String),
    /// Says whom it is about, by e-mail, one a line; nobody where it is not known.
    Name(String),
    /// Hands it on to another body.
    HandOn(BodyId),
    /// Decides it, with words.
    Decide(Finding, String),
}

impl Act {
    fn name(&self) -> &'static str {
        match self {
            Act::Answer(_) => "conduct.answer",
            Act::Name(_) => "conduct.name",
            Act::HandOn(_) => "conduct.hand-on",
            Act::Decide(..) => "conduct.decide",
        }
    }
}

impl App {
    /// What lies with the actor's bodies: open ones, the earliest in front, and decided ones, the last in front.
    pub async fn conducts(&self, who: &Actor) -> Result<(Vec<Conduct>, Vec<Conduct>)> {
        let read = self.store.read(who).await?;
        Ok((conduct::list(&read, false, MOST).await?, conduct::list(&read, true, MOST).await?))
    }

    /// Commendations that were passed on to the actor, the last in front.
    pub async fn own_commendations(&self, who: &Actor) -> Result<Vec<Conduct>> {
        let person = who.person().ok_or(Error::Missing("commendation"))?;
        Ok(conduct::commendations_of(&self.store.read(who).await?, person, MOST).await?)
    }

    /// One of them. That it was read, or asked for in vain, stands in the trail.
    pub async fn conduct(&self, who: &Actor, id: ConductId) -> Result<ConductView> {
        self.conduct_found(who, id).await?;
        let read = self.store.read_recorded(who, self.now(), Entry::new("conduct.read", id)).await?;
        let told = conduct::get(&read, id).await?;
        let barred = told.barred();
        let all = conduct::bodies(&read).await?;
        let (own, others): (Vec<Body>, Vec<Body>) = all.into_iter().partition(|b| Some(b.id) == told.body);
        let others = others.into_iter().filter(|b| b.free_of(&barred).next().is_some()).collect();
        let body = own.into_iter().next().ok_or(Error::Missing("conduct"))?;
        Ok(ConductView { told, body, others })
    }

    async fn conduct_found(&self, who: &Actor, id: ConductId) -> Result<()> {
        match conduct::get(&self.store.read(who).await?, id).await {
            Err(StoreError::Missing(noun)) => {
                if who.person().is_some() {
                    self.note_refused(who, "conduct").await?;
                }
                Err(Error::Missing(noun))
            }
            found => found.map(drop).map_err(Error::from),
        }
    }

    /// Does something with one; gives whether the actor may still read it. Whoever is named loses sight of it in the same write,
    /// and where that leaves nobody, it goes to the next body.
    pub async fn act_on_conduct(&self, who: &Actor, id: ConductId, read: i64, act: Act) -> Result<bool> {
        self.conduct_found(who, id).await?;
        let mut write = self.store.write(who, self.now()).await?;
        let mut told = conduct::get(&write, id).await?;
        let by = who.person().ok_or(Error::Missing("conduct"))?;
        if told.version != read {
            return Err(Error::Stale("conduct"));
        }
        let (name, now) = (act.name(), write.now());
        let bodies = conduct::bodies(&write).await?;
        match act {
            Act::Answer(words) => told.answer(by, &words, now)?,
            Act::Name(emails) => {
                let mut named = BTreeSet::new();
                for email in emails.split([',', '\n']).map(str::trim).filter(|e| !e.is_empty()) {
                    named.insert(somebody(&write, "conduct_named", email).await?.id);
                }
                told.name(named)?;
                let barred = told.barred();
                let stays = bodies.iter().find(|b| Some(b.id) == told.body);
                if stays.is_none_or(|b| b.free_of(&barred).next().is_none()) {
                    told.route(&bodies);
                }
            }
            Act::HandOn(to) => told.hand_on(&bodies, to)?,
            Act::Decide(finding, words) => {
                let years = bodies.iter().find(|b| Some(b.id) == told.body).map_or(5, |b| b.keep_years);
                let today = self.today(&agencies::own(&write).await?.time_zone());
                told.decide((finding, &words), by, (now, today), years)?;
            }
        }
        let saved = conduct::save(&mut write, told).await?;
        let what = json!({ "version": saved.version, "state": saved.state().name(), "body": saved.body });
        write.record(Entry::new(name, id).with(what));
        let stays = !saved.barred().contains(&by)
            && bodies.iter().any(|b| Some(b.id) == saved.body && b.members.contains(&by));
        write.commit().await?;
        Ok(stays)
    }

    /// What no body may have, for whoever sets bodies up.
    pub async fn conduct_waiting(&self, who: &Actor) -> Result<Vec<conduct::Waiting>> {
        Ok(conduct::waiting(&self.store.read(who).await?, MOST).await?)
    }
}
