//! The inbox: what is owed to residents, the next due first; and the hourly look for what is late.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor, Role};
use commonbeat_domain::ids::{AgencyId, AreaId, ConcernId, PersonId};
use commonbeat_domain::partnerships::concerns::Concern;
use commonbeat_jobs::{Attempt, Job, JobError, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::concerns::{self, Owed};
use commonbeat_store::{areas, people};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::notices::Notice;
use crate::{App, Error, Result};

/// Which threads of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waiting {
    /// Those one answers for oneself.
    #[default]
    Mine,
    /// Those that nobody answers for yet.
    Nobodys,
    /// Those that went to the supervisors because they are late.
    Late,
    /// Everybody's.
    All,
}

impl Waiting {
    /// Every pile, in the order of the tabs.
    pub const ALL: [Waiting; 4] = [Waiting::Mine, Waiting::Nobodys, Waiting::Late, Waiting::All];

    /// Its name in the address and, with `inbox-` in front, in `locales/`.
    pub fn name(self) -> &'static str {
        match self {
            Waiting::Mine => "mine",
            Waiting::Nobodys => "nobodys",
            Waiting::Late => "late",
            Waiting::All => "all",
        }
    }
}

/// A page of the inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIsOwed {
    /// Threads with words that sound like present danger, which come before everything else.
    pub danger: Vec<Concern>,
    /// The threads of the pile.
    pub threads: Vec<Concern>,
    /// Key of the next page, if there is one.
    pub next: Option<(Timestamp, ConcernId)>,
    /// Each pile with its number of threads.
    pub piles: Vec<(Waiting, u64)>,
    /// Names of those who answer for them.
    pub owners: BTreeMap<PersonId, String>,
    /// Names of neighborhoods.
    pub areas: BTreeMap<AreaId, String>,
}

/// Most threads with words of danger on one page.
const DANGER: u64 = 50;
/// Most late threads that one look takes; the rest waits for the next.
const MOST: u64 = 500;

impl App {
    /// A page of the inbox, the next due first; `past` is the key that the page before gave.
    pub async fn inbox(
        &self,
        who: &Actor,
        pile: Waiting,
        past: Option<(Timestamp, ConcernId)>,
        size: u64,
    ) -> Result<WhatIsOwed> {
        who.reach(Action::ReadConcerns).ok_or(Error::Missing("concern"))?;
        let read = self.store.read(who).await?;
        let asked: Vec<(Waiting, Owed)> =
            Waiting::ALL.into_iter().filter_map(|w| owed(w, who).map(|owed| (w, owed))).collect();
        let owed: Vec<Owed> = asked.iter().map(|(_, owed)| *owed).collect();
        let counts = concerns::owed_counts(&read, &owed).await?;
        let chosen = asked.iter().find(|(w, _)| *w == pile).map_or(Owed::ByAnybody, |(_, owed)| *owed);
        let mut threads = concerns::to_act_on(&read, chosen, past, size.saturating_add(1)).await?;
        let more = threads.len() as u64 > size;
        threads.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let last = threads.last().filter(|_| more);
        let danger = concerns::in_danger(&read, DANGER).await?;
        let owners = threads.iter().chain(&danger).filter_map(|c| c.owner);
        Ok(WhatIsOwed {
            next: last.and_then(|c| c.act_by().map(|due| (due, c.id))),
            piles: asked.iter().map(|(w, _)| *w).zip(counts).collect(),
            owners: people::names(&read, owners).await?,
            areas: areas::list(&read, None).await?.into_iter().map(|a| (a.id, a.name)).collect(),
            danger,
            threads,
        })
    }

    /// Sends what is late to the supervisors: the flag on each thread, and one letter to each supervisor that tells
    /// how many there are. Done twice, it changes nothing more. Gives the number of threads.
    pub async fn look_after_threads(&self, who: &Actor) -> Result<usize> {
        let late = concerns::late(&self.store.read(who).await?, self.now(), MOST).await?;
        let mut sent = 0;
        for mut concern in late {
            let mut write = self.store.write(who, self.now()).await?;
            if concern.escalate(write.now()) {
                let reference = concern.reference;
                match concerns::update(&mut write, &concern).await {
                    // Somebody answers at this moment; the next look sees what is left.
                    Err(commonbeat_store::StoreError::Stale(_)) => continue,
                    saved => saved?,
                }
                write.record(Entry::new("concern.escalate", reference));
                write.commit().await?;
                sent += 1;
            }
        }
        if sent > 0 {
            let mut write = self.store.write(who, self.now()).await?;
            let what = format!("{sent} {}/inbox?pile=late", self.settings.public_url);
            self.notify_role(&mut write, Role::Supervisor, Notice::ThreadsLate, &what).await?;
            write.record(Entry::new("concern.escalate-told", sent));
            write.commit().await?;
        }
        Ok(sent)
    }
}

fn owed(pile: Waiting, who: &Actor) -> Option<Owed> {
    match pile {
        Waiting::Mine => who.person().filter(|_| who.may(Action::AnswerConcern)).map(Owed::By),
        Waiting::Nobodys => Some(Owed::ByNobody),
        Waiting::Late => Some(Owed::Late),
        Waiting::All => Some(Owed::ByAnybody),
    }
}

/// Looks for threads that are late, every hour.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LookAfterThreads {
    pub(crate) agency: AgencyId,
}

impl Job for LookAfterThreads {
    const NAME: &'static str = "look-after-threads";
    const MAX_ATTEMPTS: u32 = 3;
}

impl Run<App> for LookAfterThreads {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.look_after_threads(&actor).await.map(drop).map_err(JobError::retry)
    }
}
