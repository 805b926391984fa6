//! Releases, the block list, questions of media.

use commonbeat_domain::information::newsroom::blocks::NewBlock;
use commonbeat_domain::information::newsroom::inquiries::NewInquiry;
use commonbeat_domain::information::newsroom::{Correction, Press, PressKind, PressWords};
use commonbeat_simulate::script::Written;
use jiff::Timestamp;

use super::Story;
use crate::exit::{Failure, Result};

/// Whom to call, in the demonstration.
const DESK: &str = "Media desk, 555-0110, press@millbrook.test";

impl Story<'_> {
    /// Something comes onto the block list.
    pub(super) async fn block(&self, by: &str, sort: &str, label: &str, words: &str) -> Result<()> {
        let new =
            NewBlock { kind: sort.parse()?, label: label.to_owned(), words: words.to_owned(), until: None };
        self.app.add_block(self.actor(by)?, new).await?;
        Ok(())
    }

    /// A release is written.
    pub(super) async fn write_press(&mut self, by: &str, told: &Written) -> Result<()> {
        let words = PressWords {
            kind: if told.facts { PressKind::Facts } else { PressKind::Release },
            title: told.english.0.clone(),
            body: told.english.1.clone(),
            title_es: told.spanish.0.clone(),
            body_es: told.spanish.1.clone(),
            contact: DESK.to_owned(),
            embargo: told.embargo,
            case_owner: self.person(&told.case_owner)?,
            problem: None,
        };
        let press = self.app.draft_press(self.actor(by)?, words, None, "").await?;
        self.press.insert(told.key.clone(), press.id);
        Ok(())
    }

    async fn press_now(&self, by: &str, key: &str) -> Result<Press> {
        let id = self.press.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("no release is called {key}")))?;
        Ok(self.app.press(self.actor(by)?, id).await?.press)
    }

    /// A release is found right, or cleared.
    pub(super) async fn press_went(&self, by: &str, key: &str, to: &str) -> Result<()> {
        let now = self.press_now(by, key).await?;
        match to {
            "checked" => self.app.check_press(self.actor(by)?, now.id, now.version).await?,
            _ => self.app.clear_press(self.actor(by)?, now.id, now.version).await?,
        };
        Ok(())
    }

    /// What is out is corrected.
    pub(super) async fn correct_press(
        &self,
        by: &str,
        key: &str,
        (english, spanish): (&str, &str),
        (note, note_es): &(String, String),
    ) -> Result<()> {
        let now = self.press_now(by, key).await?;
        let words = PressWords { body: english.to_owned(), body_es: spanish.to_owned(), ..now.words };
        let (note, note_es) = (note.clone(), note_es.clone());
        let new = Correction { words, note, note_es, other_stands: false };
        self.app.correct_press(self.actor(by)?, now.id, now.version, new).await?;
        Ok(())
    }

    /// Media ask something.
    pub(super) async fn media_asked(
        &mut self,
        by: &str,
        key: &str,
        (asker, topic): (&str, &str),
        deadline: Timestamp,
    ) -> Result<()> {
        let (asker, topic) = (asker.to_owned(), topic.to_owned());
        let owner = self.person(by)?;
        let asked = NewInquiry { organization: None, asker, topic, deadline, owner };
        let taken = self.app.take_inquiry(self.actor(by)?, asked, "").await?;
        self.questions.insert(key.to_owned(), taken.id);
        Ok(())
    }

    /// Media are answered.
    pub(super) async fn media_answered(&self, by: &str, key: &str, words: &str) -> Result<()> {
        let id = self.questions.get(key).copied();
        let id = id.ok_or_else(|| Failure::unfit(format!("no question is called {key}")))?;
        let who = self.actor(by)?;
        let version = self.app.inquiry(who, id).await?.0.version;
        self.app.answer_inquiry(who, id, version, words).await?;
        Ok(())
    }
}
