//! What staff see: the inbox, and one concern with its thread.

use std::collections::BTreeMap;

use commonbeat_domain::Reference;
use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AreaId, ConcernId};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::partnerships::concerns::{Concern, ConcernKind, Message};
use commonbeat_domain::partnerships::promises::Promise;
use commonbeat_store::audit::Entry;
use commonbeat_store::concerns::{self, Delivery, Filter};
use commonbeat_store::problems::{self, Brief};
use commonbeat_store::{areas, people};
use jiff::{SignedDuration, Timestamp};

use crate::{App, Error, Result};

/// Which pile of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pile {
    /// Those to whom an answer is owed, the next due first.
    #[default]
    Owed,
    /// All, the newest first.
    All,
}

/// Which concerns the inbox shows; nothing means any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InboxFilter {
    /// The pile.
    pub pile: Pile,
    /// The neighborhood.
    pub area: Option<AreaId>,
    /// The beat.
    pub beat: Option<AreaId>,
    /// What it is about.
    pub kind: Option<ConcernKind>,
    /// Past this one, in the order of the pile.
    pub past: Option<(Timestamp, ConcernId)>,
}

/// A page of the inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbox {
    /// The concerns.
    pub concerns: Vec<Concern>,
    /// Key of the next page, if there is one.
    pub next: Option<(Timestamp, ConcernId)>,
    /// To how many an answer is owed, over all pages.
    pub owed: u64,
    /// How many of those are late.
    pub late: u64,
    /// Names of neighborhoods and beats.
    pub names: BTreeMap<AreaId, String>,
    /// The neighborhoods to choose from, by name.
    pub neighborhoods: Vec<(AreaId, String)>,
    /// The beats to choose from, by name.
    pub beats: Vec<(AreaId, String)>,
}

/// A message with the name of its author and what became of carrying it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The message.
    pub message: Message,
    /// Title and name of the person of the agency who wrote it, or wrote it down.
    pub author: Option<String>,
    /// Attempts to carry it.
    pub deliveries: Vec<Delivery>,
}

/// A concern with its thread and surroundings.
#[derive(Clone, Debug, PartialEq)]
pub struct ConcernView {
    /// The concern.
    pub concern: Concern,
    /// Its thread, oldest first.
    pub thread: Vec<Said>,
    /// What was promised on it, the first due in front.
    pub promises: Vec<Promise>,
    /// Whoever answers for it.
    pub owner: Option<String>,
    /// Name of its neighborhood.
    pub area: Option<String>,
    /// Name of its beat.
    pub beat: Option<String>,
    /// The problem it is part of, as far as the actor reads problems.
    pub problem: Option<Brief>,
    /// Other threads of whoever is reached at the same address or number.
    pub others: Vec<Concern>,
    /// Whether that address or number said stop.
    pub stopped: bool,
    /// Others of its kind and neighborhood of the last 90 days, newest first.
    pub similar: Vec<Concern>,
    /// Open problems it could become part of.
    pub open_problems: Vec<Brief>,
    /// Whether the actor may answer.
    pub may_answer: bool,
    /// Whether the actor may make it a problem, or part of one.
    pub may_work: bool,
}

const SIMILAR: u64 = 6;
const SIMILAR_DAYS: i64 = 90;
const PROBLEMS: u64 = 100;

impl App {
    /// A page of the inbox.
    pub async fn concerns(&self, who: &Actor, filter: &InboxFilter, size: u64) -> Result<Inbox> {
        who.reach(Action::ReadConcerns).ok_or(Error::Missing("concern"))?;
        let read = self.store.read(who).await?;
        let chosen = Filter {
            area: filter.area,
            beat: filter.beat,
            kind: filter.kind,
            past: filter.past,
            ..Filter::default()
        };
        let one_more = size.saturating_add(1);
        let mut concerns = match filter.pile {
            Pile::Owed => concerns::owed(&read, &chosen, one_more).await?,
            Pile::All => concerns::list(&read, &chosen, one_more).await?,
        };
        let more = concerns.len() as u64 > size;
        concerns.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let key = |c: &Concern| match filter.pile {
            Pile::Owed => (c.next_due.unwrap_or(c.due_at), c.id),
            Pile::All => (c.raised_at, c.id),
        };
        let owed = Filter { owed: Some(true), past: None, ..chosen };
        let late = Filter { due_by: Some(self.now()), ..owed.clone() };
        let all = areas::list(&read, None).await?;
        let of_kind = |kind| all.iter().filter(move |a| a.kind == kind).map(|a| (a.id, a.name.clone()));
        Ok(Inbox {
            next: concerns.last().filter(|_| more).map(key),
            owed: concerns::count(&read, &owed).await?,
            late: concerns::count(&read, &late).await?,
            names: all.iter().map(|a| (a.id, a.name.clone())).collect(),
            neighborhoods: of_kind(AreaKind::Neighborhood).collect(),
            beats: of_kind(AreaKind::Beat).collect(),
            concerns,
        })
    }

    /// One concern with its thread.
    pub async fn concern(&self, who: &Actor, reference: Reference) -> Result<ConcernView> {
        let read = self.store.read(who).await?;
        let concern = concerns::by_reference(&read, Action::ReadConcerns, reference).await?;
        let (may_answer, may_work) = (who.may(Action::AnswerConcern), who.may(Action::WorkProblem));
        let all = areas::list(&read, None).await?;
        let named = |id: Option<AreaId>| all.iter().find(|a| Some(a.id) == id).map(|a| a.name.clone());
        let belongs: Vec<_> = concern.problem.into_iter().collect();
        let open_problems = match may_answer && may_work {
            true => open_near(&read, &concern).await?,
            false => Vec::new(),
        };
        let (others, stopped) = self.other_threads(who, &concern).await?;
        Ok(ConcernView {
            others,
            stopped,
            thread: said(&read, concern.id).await?,
            promises: concerns::promises_of(&read, concern.id).await?,
            owner: people::names(&read, concern.owner).await?.into_values().next(),
            area: named(concern.area),
            beat: named(concern.beat),
            problem: match who.may(Action::ReadProblems) {
                true => problems::briefs(&read, &belongs).await?.pop(),
                false => None,
            },
            similar: self.similar(&read, &concern).await?,
            open_problems,
            may_answer,
            may_work,
            concern,
        })
    }

    /// The same for somebody who looks at it: the trail keeps who read which resident's words, so that it can be
    /// asked who saw them. What would be done without the row is not done.
    pub async fn read_concern(&self, who: &Actor, reference: Reference) -> Result<ConcernView> {
        let view = self.concern(who, reference).await?;
        let mut write = self.store.write(who, self.now()).await?;
        write.record(Entry::new("concern.read", reference));
        write.commit().await?;
        Ok(view)
    }

    async fn similar(&self, read: &commonbeat_store::Read, concern: &Concern) -> Result<Vec<Concern>> {
        let filter = Filter {
            area: concern.area,
            kind: Some(concern.kind),
            since: Some(self.now() - SignedDuration::from_hours(24 * SIMILAR_DAYS)),
            ..Filter::default()
        };
        let mut found = concerns::list(read, &filter, SIMILAR).await?;
        found.retain(|other| other.id != concern.id);
        Ok(found)
    }
}

async fn said(read: &commonbeat_store::Read, concern: ConcernId) -> Result<Vec<Said>> {
    let messages = concerns::messages(read, concern).await?;
    let deliveries = concerns::deliveries(read, concern).await?;
    let names = people::names(read, messages.iter().filter_map(|m| m.author)).await?;
    let with_surroundings = |message: Message| Said {
        author: message.author.and_then(|id| names.get(&id).cloned()),
        deliveries: deliveries.iter().filter(|d| d.message == message.id).cloned().collect(),
        message,
    };
    Ok(messages.into_iter().map(with_surroundings).collect())
}

/// Open problems that a concern could become part of: those of its neighborhood first, then those of its beat.
async fn open_near(read: &commonbeat_store::Read, concern: &Concern) -> Result<Vec<Brief>> {
    use commonbeat_domain::problems::Status;
    let open = problems::ProblemFilter { status: Some(Status::Open), ..Default::default() };
    let mut found = problems::list(read, &open, PROBLEMS).await?;
    let distance = |p: &Brief| match () {
        () if p.neighborhood.is_some() && p.neighborhood == concern.area => 0,
        () if p.beat.is_some() && p.beat == concern.beat => 1,
        () => 2,
    };
    found.sort_by_key(distance);
    Ok(found)
}
