//! The block list, and the questions of media.

use commonbeat_domain::ids::InquiryId;
use commonbeat_domain::information::newsroom::blocks::{BlockAbout, NewBlock};
use commonbeat_domain::information::newsroom::inquiries::{Inquiry, NewInquiry};
use commonbeat_domain::information::newsroom::{Mark, hits_in, refuse};
use commonbeat_domain::text;
use commonbeat_store::newsroom::inquiries;

use super::*;

impl App {
    /// The block list without its words.
    pub async fn block_list(&self, who: &Actor) -> Result<Vec<BlockAbout>> {
        Ok(blocks::list(&self.store.read(who).await?).await?)
    }

    /// Puts something on the block list. The trail keeps that it was done, never the words.
    pub async fn add_block(&self, who: &Actor, new: NewBlock) -> Result<BlockAbout> {
        let mut write = self.press_write(who, Action::KeepBlockList).await?;
        let today = self.today(&agencies::own(&write).await?.time_zone());
        let mark = Mark { by: person(who)?, at: write.now() };
        let (about, words) = new.tidy(self.id(), mark, today)?;
        blocks::insert(&mut write, &about, &words).await?;
        write.record(Entry::new("block.add", about.id).with(json!({ "kind": about.kind })));
        write.commit().await?;
        Ok(about)
    }

    /// Takes something off the block list, with a reason; its words are erased.
    pub async fn lift_block(&self, who: &Actor, id: BlockId, why: &str) -> Result<()> {
        let mut write = self.press_write(who, Action::KeepBlockList).await?;
        let mut about = blocks::get(&write, id).await?;
        if about.lifted.is_some() {
            return Err(Refusal::not_now("block-lifted").into());
        }
        about.lifted = Some(text::prose("lift_reason", why)?);
        blocks::lift(&mut write, &about).await?;
        write.record(Entry::new("block.lift", id).with(json!({ "kind": about.kind })));
        Ok(write.commit().await?)
    }

    /// Seals the words of the block list with the newest key.
    pub(crate) async fn seal_blocks(&self, operator: &Actor) -> Result<()> {
        let mut write = self.store.write(operator, self.now()).await?;
        let sealed = blocks::seal_anew(&mut write).await?;
        if sealed > 0 {
            write.record(Entry::new("keys.seal", "press_blocks").with(json!({ "blocks": sealed })));
            write.commit().await?;
        }
        Ok(())
    }

    /// Questions that wait, the one due first in front, and those that were answered.
    pub async fn inquiries(&self, who: &Actor) -> Result<(Vec<Inquiry>, Vec<Inquiry>)> {
        let read = self.store.read(who).await?;
        let waiting = inquiries::list(&read, false, ROWS).await?;
        Ok((waiting, inquiries::list(&read, true, ROWS).await?))
    }

    /// One question, with the names of who answers and who answered.
    pub async fn inquiry(&self, who: &Actor, id: InquiryId) -> Result<(Inquiry, BTreeMap<PersonId, String>)> {
        let read = self.store.read(who).await?;
        let inquiry = inquiries::get(&read, id).await?;
        let known: Vec<PersonId> = [inquiry.asked.owner, inquiry.mark.by]
            .into_iter()
            .chain(inquiry.reply.iter().map(|(_, mark)| mark.by))
            .collect();
        Ok((inquiry, people::names(&read, known).await?))
    }

    /// Takes in a question. `token`: the form's.
    pub async fn take_inquiry(&self, who: &Actor, asked: NewInquiry, token: &str) -> Result<Inquiry> {
        let mut write = self.press_write(who, Action::AnswerMedia).await?;
        if let Some(id) = once::done(&write, token).await? {
            let id = id.parse().map_err(|_| Error::Missing("inquiry"))?;
            return Ok(inquiries::get(&write, id).await?);
        }
        known_worker(&write, "inquiry_owner", asked.owner, Action::AnswerMedia).await?;
        let mark = Mark { by: person(who)?, at: write.now() };
        let inquiry = Inquiry::take(self.id(), asked, mark)?;
        inquiries::insert(&mut write, &inquiry).await?;
        once::claim(&mut write, token, &inquiry.id.to_string()).await?;
        write.record(Entry::new("inquiry.take", inquiry.id).with(json!({ "by": inquiry.asked.deadline })));
        write.commit().await?;
        Ok(inquiry)
    }

    /// Answers a question; the block list is asked about the answer as about a release.
    pub async fn answer_inquiry(
        &self,
        who: &Actor,
        id: InquiryId,
        read: i64,
        words: &str,
    ) -> Result<Inquiry> {
        let mut write = self.press_write(who, Action::AnswerMedia).await?;
        let inquiry = inquiries::get(&write, id).await?;
        if inquiry.version != read {
            return Err(Error::Stale("inquiry"));
        }
        refuse(&hits_in(words, &self.blocks_now(&write).await?))?;
        let mark = Mark { by: person(who)?, at: write.now() };
        let inquiry = inquiries::save(&mut write, inquiry.answer(words, mark)?).await?;
        write.record(Entry::new("inquiry.answer", id).with(json!({ "version": inquiry.version })));
        write.commit().await?;
        Ok(inquiry)
    }

    /// People who may answer media, by name.
    pub async fn media_answerers(&self, who: &Actor) -> Result<Vec<(PersonId, String)>> {
        let read = self.store.read(who).await?;
        read.reach(Action::AnswerMedia, "inquiry")?;
        let standings = vec![Standing::Invited, Standing::Active, Standing::Locked];
        let filter = people::Filter { standings, ..people::Filter::default() };
        let all = people::list(&read, &filter, 1_000).await?.into_iter().map(|listed| listed.person);
        let fit = all.filter(|person| person.actor().may(Action::AnswerMedia));
        Ok(fit.map(|person| (person.id, person.display_name())).collect())
    }
}
