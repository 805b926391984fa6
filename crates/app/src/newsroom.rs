//! The newsroom: releases from draft to correction, past the block list, out when their embargo ends.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{AgencyId, BlockId, PersonId, PressId};
use commonbeat_domain::information::newsroom::blocks::{Block, BlockKind, Hit};
use commonbeat_domain::information::newsroom::{Correction, Press, PressState, PressWords};
use commonbeat_domain::information::publishing::{Cleared, PublicPress, clear_press};
use commonbeat_domain::organization::people::Standing;
use commonbeat_domain::partnerships::organizations::{Organization, OrganizationKind};
use commonbeat_domain::{Key, Reference, Refusal};
use commonbeat_jobs::{Attempt, Job, JobError, NewJob, Run};
use commonbeat_store::audit::Entry;
use commonbeat_store::newsroom::blocks;
use commonbeat_store::{
    Session, StoreError, Write, agencies, newsroom, once, organizations, people, problems, queue,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::problems::known_worker;
use crate::{App, Error, Result};

mod desk;

/// Most rows of a list.
const ROWS: u64 = 200;

/// A release as those who write, check and clear it see it.
#[derive(Clone, Debug, PartialEq)]
pub struct PressView {
    /// The release.
    pub press: Press,
    /// Names of everybody who did something with it.
    pub people: BTreeMap<PersonId, String>,
    /// The problem it is about, as far as the actor sees it.
    pub problem: Option<(Reference, String)>,
    /// What of the block list stands in its words.
    pub hits: Vec<Hit>,
    /// What stands in earlier versions that are still kept to be shown, by their place.
    pub earlier_hits: Vec<(usize, Vec<Hit>)>,
    /// Whether the actor may write or correct it.
    pub may_write: bool,
    /// Whether the actor may say that it is right.
    pub may_check: bool,
    /// Whether the actor may clear it or take it back.
    pub may_clear: bool,
    /// Whether the actor may set a rule aside.
    pub may_set_aside: bool,
}

impl App {
    /// Releases the actor may see, the one begun last in front.
    pub async fn press_desk(&self, who: &Actor) -> Result<Vec<Press>> {
        Ok(newsroom::list(&self.store.read(who).await?, ROWS).await?)
    }

    /// Partners of the media, for whom the newsroom is.
    pub async fn media_contacts(&self, who: &Actor) -> Result<Vec<Organization>> {
        let read = self.store.read(who).await?;
        read.reach(Action::AnswerMedia, "organization")?;
        let all = organizations::list(&read).await?.into_iter();
        Ok(all.filter(|o| o.kind == OrganizationKind::Media && o.merged_into.is_none()).collect())
    }

    /// People who may know a case and check what is said of it, by name.
    pub async fn case_owners(&self, who: &Actor) -> Result<Vec<(PersonId, String)>> {
        let read = self.store.read(who).await?;
        read.reach(Action::ReadNewsroom, "press")?;
        let standings = vec![Standing::Invited, Standing::Active, Standing::Locked];
        let filter = people::Filter { standings, ..people::Filter::default() };
        let all = people::list(&read, &filter, 1_000).await?.into_iter().map(|listed| listed.person);
        let fit = all.filter(|person| person.actor().may(Action::CheckRelease));
        Ok(fit.map(|person| (person.id, person.display_name())).collect())
    }

    /// One release.
    pub async fn press(&self, who: &Actor, id: PressId) -> Result<PressView> {
        let read = self.store.read(who).await?;
        let press = newsroom::get(&read, id).await?;
        let blocks = self.blocks_now(&read).await?;
        let (hits, earlier_hits) = (press.hits(&press.words, &blocks), press.earlier_hits(&blocks));
        let held = press.held.map_or([None, None], |held| [held.checked, held.cleared]);
        let marks = [Some(press.written), press.checked, press.cleared].into_iter().chain(held).flatten();
        let mut known: Vec<PersonId> = marks.map(|mark| mark.by).collect();
        known.push(press.words.case_owner);
        known.extend(press.aside.iter().map(|aside| aside.mark.by));
        let problem = match press.words.problem {
            Some(id) if who.may(Action::ReadProblems) => {
                problems::briefs(&read, &[id]).await?.pop().map(|b| (b.reference, b.title))
            }
            _ => None,
        };
        Ok(PressView {
            people: people::names(&read, known).await?,
            problem,
            hits,
            earlier_hits,
            may_write: who.may(Action::WriteRelease),
            may_check: press.state == PressState::Draft
                && who.may(Action::CheckRelease)
                && who.person() == Some(press.words.case_owner),
            may_clear: who.may(Action::ClearRelease),
            may_set_aside: who.may(Action::SetBlockAside),
            press,
        })
    }

    /// Begins a release. `problem`: a reference as typed; `token`: the form's.
    pub async fn draft_press(
        &self,
        who: &Actor,
        words: PressWords,
        problem: Option<&Reference>,
        token: &str,
    ) -> Result<Press> {
        let mut write = self.store.write(who, self.now()).await?;
        write.reach(Action::WriteRelease, "press")?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("press"))?;
            return Ok(newsroom::get(&write, id).await?);
        }
        let words = known(&write, words, problem).await?;
        let press = Press::draft(self.id(), words, person(who)?, write.now())?;
        newsroom::insert(&mut write, &press).await?;
        once::claim(&mut write, token, &press.id.to_string()).await?;
        write.record(Entry::new("press.draft", press.id).with(json!({ "kind": press.words.kind })));
        write.commit().await?;
        Ok(press)
    }

    /// Writes it anew before it is out.
    pub async fn write_press(
        &self,
        who: &Actor,
        id: PressId,
        read: i64,
        words: PressWords,
        problem: Option<&Reference>,
    ) -> Result<Press> {
        let write = self.press_write(who, Action::WriteRelease).await?;
        let press = fetch(&write, id, read).await?;
        let words = known(&write, words, problem).await?;
        let (by, at) = (person(who)?, write.now());
        keep(write, press.write(words, by, at)?, "press.write").await
    }

    /// Says that it is right, as the one who knows the case.
    pub async fn check_press(&self, who: &Actor, id: PressId, read: i64) -> Result<Press> {
        let write = self.press_write(who, Action::CheckRelease).await?;
        let (by, at) = (person(who)?, write.now());
        let press = fetch(&write, id, read).await?.check(by, at)?;
        keep(write, press, "press.check").await
    }

    /// Clears it for everybody: out at once, or at the end of its embargo.
    pub async fn clear_press(&self, who: &Actor, id: PressId, read: i64) -> Result<Press> {
        let mut write = self.press_write(who, Action::ClearRelease).await?;
        let blocks = self.blocks_now(&write).await?;
        let (by, at) = (person(who)?, write.now());
        let press = fetch(&write, id, read).await?.clear(&blocks, by, at)?;
        if let (PressState::Cleared, Some(until)) = (press.state, press.words.embargo) {
            let job = IssueRelease { agency: write.agency(), press: id };
            let job = NewJob::of(&job, self.id(), until).map_err(Error::broken)?;
            queue::enqueue(&mut write, job).await?;
        }
        keep(write, press, "press.clear").await
    }

    /// Lets out what is cleared and whose embargo is over; once. What came onto the block list meanwhile holds it back.
    pub async fn issue_press(&self, who: &Actor, id: PressId) -> Result<()> {
        let write = self.press_write(who, Action::ClearRelease).await?;
        let press = match newsroom::get(&write, id).await {
            Err(StoreError::Missing(_)) => return Ok(()),
            found => found?,
        };
        if !press.due(write.now()) {
            return Ok(());
        }
        let blocks = self.blocks_now(&write).await?;
        let now = write.now();
        let press = press.issue(&blocks, now)?;
        let act = if press.issued_at.is_some() { "press.issue" } else { "press.hold" };
        keep(write, press, act).await.map(drop)
    }

    /// Sets a rule of the block list aside for it, with a reason, where the rule allows that.
    pub async fn set_block_aside(
        &self,
        who: &Actor,
        id: PressId,
        read: i64,
        block: BlockId,
        reason: &str,
    ) -> Result<Press> {
        let write = self.press_write(who, Action::SetBlockAside).await?;
        let press = fetch(&write, id, read).await?;
        let blocks = self.blocks_now(&write).await?;
        let block = blocks.iter().find(|b| b.id == block).ok_or(Error::Missing("block"))?;
        let (by, at) = (person(who)?, write.now());
        let press = press.set_aside(block, reason, by, at)?;
        keep(write, press, "press.set-aside").await
    }

    /// Corrects what is out, with what was wrong.
    pub async fn correct_press(&self, who: &Actor, id: PressId, read: i64, new: Correction) -> Result<Press> {
        let write = self.press_write(who, Action::ClearRelease).await?;
        let press = fetch(&write, id, read).await?;
        let blocks = self.blocks_now(&write).await?;
        let (by, at) = (person(who)?, write.now());
        keep(write, press.correct(new, &blocks, by, at)?, "press.correct").await
    }

    /// No longer shows what a release said before a correction.
    pub async fn withhold_earlier(&self, who: &Actor, id: PressId, read: i64, place: usize) -> Result<Press> {
        let write = self.press_write(who, Action::ClearRelease).await?;
        let at = write.now();
        let press = fetch(&write, id, read).await?.withhold(place, at)?;
        keep(write, press, "press.withhold").await
    }

    /// Takes back what is out, with a reason that everybody reads.
    pub async fn retract_press(&self, who: &Actor, id: PressId, read: i64, why: &str) -> Result<Press> {
        let write = self.press_write(who, Action::ClearRelease).await?;
        let (at, blocks) = (write.now(), self.blocks_now(&write).await?);
        let press = fetch(&write, id, read).await?.retract(why, &blocks, at)?;
        keep(write, press, "press.retract").await
    }

    /// What is out, for everybody, the newest in front.
    pub async fn public_press(&self, agency: AgencyId) -> Result<Vec<Cleared<PublicPress>>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let all = newsroom::public(&read, ROWS).await?;
        let blocks = self.blocks_for_public(&read).await?;
        Ok(all.iter().filter_map(|press| clear_press(press, &blocks)).collect())
    }

    /// One release for everybody, by an address that it has or had. An address that holds what the list forbids leads nowhere.
    pub async fn public_press_by(&self, agency: AgencyId, slug: &str) -> Result<Cleared<PublicPress>> {
        let read = self.store.read(&Actor::nobody(agency)).await?;
        let press = newsroom::public_by_slug(&read, slug).await?;
        let blocks = self.blocks_for_public(&read).await?;
        if press.tells(slug, &blocks) {
            return Err(Error::Missing("press"));
        }
        clear_press(&press, &blocks).ok_or(Error::Missing("press"))
    }

    /// The block list as it holds now, with the protected addresses of partners.
    async fn blocks_now(&self, session: &impl Session) -> Result<Vec<Block>> {
        let today = self.today(&agencies::own(session).await?.time_zone());
        let all = blocks::holding(session, self.store.vault(), today).await?;
        with_addresses(session, all).await
    }

    /// The same list where something is cleared for everybody. Its words never leave the publishing rules.
    async fn blocks_for_public(&self, session: &impl Session) -> Result<Vec<Block>> {
        let today = self.today(&agencies::own(session).await?.time_zone());
        let all = blocks::for_public(session, self.store.vault(), today).await?;
        with_addresses(session, all).await
    }

    async fn press_write(&self, who: &Actor, action: Action) -> Result<Write> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(action, "press")?;
        Ok(write)
    }
}

/// The list with the protected addresses of partners.
async fn with_addresses(session: &impl Session, mut all: Vec<Block>) -> Result<Vec<Block>> {
    let own = organizations::list(session).await?.into_iter();
    let kept = own.filter(|o| o.record.address_protected && !o.record.address.is_empty());
    all.extend(kept.map(|o| Block {
        id: BlockId::from_uuid(o.id.uuid()),
        kind: BlockKind::Address,
        label: o.name,
        words: o.record.address,
    }));
    Ok(all)
}

fn person(who: &Actor) -> Result<PersonId> {
    who.person().ok_or(Error::Missing("press"))
}

async fn fetch(write: &Write, id: PressId, read: i64) -> Result<Press> {
    let press = newsroom::get(write, id).await?;
    if press.version == read { Ok(press) } else { Err(Error::Stale("press")) }
}

async fn keep(mut write: Write, press: Press, act: &'static str) -> Result<Press> {
    let press = newsroom::save(&mut write, press).await?;
    write.record(Entry::new(act, press.id).with(json!({ "version": press.version, "state": press.state })));
    write.commit().await?;
    Ok(press)
}

/// The words with a case owner and a problem that are known here.
async fn known(write: &Write, mut words: PressWords, problem: Option<&Reference>) -> Result<PressWords> {
    known_worker(write, "press_case_owner", words.case_owner, Action::CheckRelease).await?;
    words.problem = match problem {
        None => None,
        Some(at) => match problems::get(write, at).await {
            Ok(problem) => Some(problem.id),
            Err(StoreError::Missing(_)) => return Err(Refusal::malformed("press_problem").into()),
            Err(other) => return Err(other.into()),
        },
    };
    Ok(words)
}

/// Lets a release out at the end of its embargo; what fell due while nothing ran goes out as soon as something does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IssueRelease {
    /// The agency.
    pub agency: AgencyId,
    /// The release.
    pub press: PressId,
}

impl Job for IssueRelease {
    const NAME: &'static str = "issue-release";
    const MAX_ATTEMPTS: u32 = 10;
}

impl Run<App> for IssueRelease {
    async fn run(self, app: &App, _: &Attempt) -> Result<(), JobError> {
        let actor = Actor::system(self.agency, Self::NAME);
        app.issue_press(&actor, self.press).await.map_err(JobError::retry)
    }
}
