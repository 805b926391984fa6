//! The agency's side of tips.

use std::collections::BTreeMap;

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::{PersonId, TipId};
use commonbeat_domain::partnerships::concerns::Speaker;
use commonbeat_domain::partnerships::tips::{MOST_TIES, Tip, TipMessage, TipState};
use commonbeat_domain::{Reference, Refusal, Series, text};
use commonbeat_store::audit::Entry;
use commonbeat_store::tips::{self, ties, words};
use commonbeat_store::{Session, Write, agencies, concerns, people, problems};
use serde_json::json;

use crate::concerns::first_time;
use crate::{App, Error, Result};

/// Most rows of each list.
const ROWS: u64 = 100;

/// Tips as the desk lists them: without a word of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TipDesk {
    /// Those whose words sound like present danger and wait for somebody.
    pub danger: Vec<Tip>,
    /// Those that wait for an answer, the longest in front.
    pub waiting: Vec<Tip>,
    /// Those on which the agency wrote last.
    pub answered: Vec<Tip>,
    /// Those with which it is done.
    pub closed: Vec<Tip>,
    /// How many were erased this year because nobody wrote on them.
    pub erased: u32,
}

/// One tip as the desk reads it.
#[derive(Clone, Debug)]
pub struct TipView {
    /// The tip.
    pub tip: Tip,
    /// What was said, oldest first.
    pub messages: Vec<TipMessage>,
    /// Names of those of the agency who wrote or saw to danger.
    pub names: BTreeMap<PersonId, String>,
    /// Problems and concerns it is tied to.
    pub ties: Vec<Reference>,
}

impl App {
    /// Tips of the agency, without their words.
    pub async fn tips(&self, who: &Actor) -> Result<TipDesk> {
        let read = self.store.read(who).await?;
        let mut desk = TipDesk {
            waiting: tips::list(&read, TipState::Waiting, ROWS).await?,
            answered: tips::list(&read, TipState::Answered, ROWS).await?,
            closed: tips::list(&read, TipState::Closed, ROWS).await?,
            ..TipDesk::default()
        };
        for list in [&mut desk.waiting, &mut desk.answered] {
            desk.danger.extend(list.extract_if(.., |tip| tip.danger_waits()));
        }
        let zone = agencies::own(&read).await?.time_zone();
        desk.erased = tips::erased(&read, self.today(&zone).year()).await?;
        Ok(desk)
    }

    /// Tips that wait for the agency, without their words, those of danger in front; none for those who do not read tips.
    pub async fn tips_waiting(&self, who: &Actor, limit: u64) -> Result<Vec<Tip>> {
        if !who.may(Action::ReadTips) {
            return Ok(Vec::new());
        }
        let mut waiting = tips::list(&self.store.read(who).await?, TipState::Waiting, limit).await?;
        waiting.sort_by_key(|tip| !tip.danger_waits());
        Ok(waiting)
    }

    /// One tip with its words. Each reading leaves its row in the trail first.
    pub async fn tip(&self, who: &Actor, id: TipId) -> Result<TipView> {
        // Whoever may not know of it leaves no row about it.
        tips::get(&self.store.read(who).await?, id).await?;
        let read = self.store.read_recorded(who, self.now(), Entry::new("tip.read", id)).await?;
        let tip = tips::get(&read, id).await?;
        let messages = words::read(&read, self.store.vault(), id).await?;
        let seen = tip.danger.as_ref().and_then(|danger| danger.seen.as_ref()).map(|seen| seen.by);
        let writers: Vec<PersonId> = messages.iter().filter_map(|m| m.author).chain(seen).collect();
        let names = people::names(&read, writers).await?;
        Ok(TipView { ties: ties::ties_of(&read, id).await?, tip, messages, names })
    }

    /// Tips that are tied to a record; none for those who do not read tips.
    pub async fn tips_of(&self, who: &Actor, reference: Reference) -> Result<Vec<Tip>> {
        if !who.may(Action::ReadTips) {
            return Ok(Vec::new());
        }
        Ok(ties::tied_to(&self.store.read(who).await?, reference).await?)
    }

    /// Answers a tip; the answer waits for whoever types its code. `once` is the form's token.
    pub async fn answer_tip(&self, who: &Actor, id: TipId, said: &str, once: &str) -> Result<()> {
        let said = text::prose("tip_answer", said)?;
        let (mut write, mut tip) = self.tip_to_change(who, id).await?;
        if !first_time(&mut write, once, &id.to_string()).await? {
            return Ok(());
        }
        tip.answered(write.now());
        let tip = tips::save(&mut write, tip).await?;
        self.say_on_tip(&mut write, &tip, Speaker::Agency, said).await?;
        write.record(Entry::new("tip.answer", id));
        Ok(write.commit().await?)
    }

    /// The agency is done with a tip. What was said stays for its writer until it is erased.
    pub async fn close_tip(&self, who: &Actor, id: TipId) -> Result<()> {
        let (mut write, mut tip) = self.tip_to_change(who, id).await?;
        tip.close()?;
        tips::save(&mut write, tip).await?;
        write.record(Entry::new("tip.close", id));
        Ok(write.commit().await?)
    }

    /// Says what was done about words that sound like present danger.
    pub async fn see_to_tip_danger(&self, who: &Actor, id: TipId, note: &str) -> Result<()> {
        let by = who.person().ok_or(Error::Missing("tip"))?;
        let (mut write, mut tip) = self.tip_to_change(who, id).await?;
        tip.see_to_danger(by, note, write.now())?;
        tips::save(&mut write, tip).await?;
        write.record(Entry::new("tip.danger-seen", id));
        Ok(write.commit().await?)
    }

    /// Ties a tip to a problem or a concern. None of its words go there.
    pub async fn tie_tip(&self, who: &Actor, id: TipId, reference: Reference) -> Result<()> {
        let (mut write, _) = self.tip_to_change(who, id).await?;
        let known = match reference.series {
            Series::Problem => problems::get(&write, &reference).await.map(drop),
            Series::Concern => {
                concerns::by_reference(&write, Action::ReadConcerns, reference).await.map(drop)
            }
        };
        match known {
            Err(commonbeat_store::StoreError::Missing(_)) => {
                return Err(Refusal::unfit("tip_tie", "tip-tie-unknown").into());
            }
            found => found?,
        }
        let tied = ties::ties_of(&write, id).await?;
        if tied.contains(&reference) {
            return Ok(());
        }
        if tied.len() >= MOST_TIES {
            return Err(Refusal::unfit("tip_tie", "tip-tie-many").into());
        }
        ties::tie(&mut write, id, reference).await?;
        write.record(Entry::new("tip.tie", id).with(json!({ "to": reference })));
        Ok(write.commit().await?)
    }

    /// Takes a tie away.
    pub async fn untie_tip(&self, who: &Actor, id: TipId, reference: Reference) -> Result<()> {
        let (mut write, _) = self.tip_to_change(who, id).await?;
        if ties::untie(&mut write, id, reference).await? {
            write.record(Entry::new("tip.untie", id).with(json!({ "from": reference })));
            write.commit().await?;
        }
        Ok(())
    }

    async fn tip_to_change(&self, who: &Actor, id: TipId) -> Result<(Write, Tip)> {
        let write = self.store.write(who, self.now()).await?;
        write.reach(Action::AnswerTip, "tip")?;
        let tip = tips::get(&write, id).await?;
        Ok((write, tip))
    }
}
