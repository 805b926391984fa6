//! Beats and stories of the story: who is posted, what is logged and promised, what is told.

use commonbeat_app::postings::NewPosting;
use commonbeat_domain::information::stories::{StoryPartner, StoryVoice, StoryWords, Telling};
use commonbeat_domain::organization::areas::AreaKind;
use commonbeat_domain::organization::contacts::NewContact;
use commonbeat_domain::organization::postings::Where;
use commonbeat_simulate::script;

use super::Story;
use crate::exit::{Failure, Result};

impl Story<'_> {
    fn beat(&self, code: &str) -> Result<commonbeat_domain::ids::AreaId> {
        self.area(AreaKind::Beat, code).ok_or_else(|| Failure::unfit(format!("there is no beat {code}")))
    }

    pub(super) async fn post(&self, by: &str, told: &script::Posting) -> Result<()> {
        let new = NewPosting {
            person: self.person(&told.person)?,
            at: Where::Beat(self.beat(&told.beat)?),
            post: told.post.parse()?,
            since: told.since,
            until: None,
        };
        self.app.post_person(self.actor(by)?, new).await?;
        Ok(())
    }

    pub(super) async fn know(&self, by: &str, told: &script::Known) -> Result<()> {
        let beat = self.beat(&told.beat)?;
        let kind = told.kind.parse()?;
        self.app.add_known(self.actor(by)?, beat, kind, &told.name, &told.note).await?;
        Ok(())
    }

    pub(super) async fn log(&mut self, by: &str, told: &script::Contact) -> Result<()> {
        let new = NewContact {
            beat: self.beat(&told.beat)?,
            place: told.place.clone(),
            met_as: told.met_as.parse()?,
            whom: told.whom.clone(),
            named: false,
            heard: told.heard.clone(),
            minutes: told.minutes,
            promise: told.promise.clone(),
        };
        let keep = told.keep.as_ref().map(|kind| kind.parse()).transpose()?;
        let contact = self.app.log_contact(self.actor(by)?, new, keep, &told.key).await?;
        self.contacts.insert(told.key.clone(), contact.id);
        Ok(())
    }

    pub(super) async fn settle(&self, by: &str, key: &str, kept: bool, words: &str) -> Result<()> {
        let id = self.contacts.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("the contact {key} was not logged")))?;
        self.app.settle_promise(self.actor(by)?, id, 1, kept, words).await?;
        Ok(())
    }

    pub(super) async fn write_story(&mut self, by: &str, told: &script::NewStory) -> Result<()> {
        let about = told.problem.as_ref().map(|key| self.problem(key)).transpose()?;
        let telling = |t: &script::Telling| -> Result<Telling> {
            Ok(Telling {
                language: t.language.parse()?,
                title: t.title.clone(),
                place: t.place.clone(),
                problem: t.problem.clone(),
                done: t.done.clone(),
                lesson: t.lesson.clone(),
            })
        };
        let partner = |(name, kind): &(String, String)| -> Result<StoryPartner> {
            Ok(StoryPartner { name: name.clone(), kind: kind.parse()? })
        };
        let voice = |(words, who, day): &(String, String, jiff::civil::Date)| StoryVoice {
            words: words.clone(),
            who: who.clone(),
            agreed_on: Some(*day),
        };
        let words = StoryWords {
            tellings: told.tellings.iter().map(telling).collect::<Result<_>>()?,
            partners: told.partners.iter().map(partner).collect::<Result<_>>()?,
            voices: told.voices.iter().map(voice).collect(),
            techniques: told.techniques.clone(),
            behavior: told.behavior.as_ref().map(|b| b.parse()).transpose()?,
            environment: None,
            until: None,
        };
        let story = self.app.draft_story(self.actor(by)?, about.as_ref(), words, "").await?;
        self.stories.insert(told.key.clone(), story.id);
        Ok(())
    }

    pub(super) async fn clear_story(&self, by: &str, key: &str) -> Result<()> {
        let id = self.stories.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("the story {key} was not written")))?;
        let who = self.actor(by)?;
        let version = self.app.story(who, id).await?.story.version;
        self.app.clear_story(who, id, version).await?;
        Ok(())
    }
}
