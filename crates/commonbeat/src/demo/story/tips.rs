//! Anonymous tips, given and gone on with by their codes.

use commonbeat_domain::authority::Actor;
use commonbeat_domain::text::Language;

use super::Story;
use crate::exit::{Failure, Result};

impl Story<'_> {
    /// Somebody without a name gives a tip and keeps its code.
    pub(super) async fn give_tip(&mut self, key: &str, words: &str, spanish: bool) -> Result<()> {
        let language = if spanish { Language::Es } else { Language::En };
        let nobody = Actor::nobody(self.agency);
        let given = self.app.give_tip(&nobody, words, language, key).await?;
        // Only the desk knows ids; the newest that is not known yet is this one.
        let known: Vec<_> = self.tips.values().map(|(id, _)| *id).collect();
        for who in self.cast.actors.values() {
            let Ok(desk) = self.app.tips(who).await else { continue };
            let all = desk.danger.iter().chain(&desk.waiting);
            let id = all.map(|tip| tip.id).filter(|id| !known.contains(id)).max();
            let id = id.ok_or_else(|| Failure::unfit(format!("the tip {key} did not come")))?;
            self.tips.insert(key.to_owned(), (id, given.code));
            return Ok(());
        }
        Err(Failure::unfit("nobody of the town reads tips".to_owned()))
    }

    /// The agency answers.
    pub(super) async fn answer_tip(&mut self, by: &str, key: &str, words: &str) -> Result<()> {
        let id = self.tip(key)?.0;
        Ok(self.app.answer_tip(self.actor(by)?, id, words, "").await?)
    }

    /// Whoever gave it comes back with the code.
    pub(super) async fn write_on_tip(&mut self, key: &str, words: &str) -> Result<()> {
        let code = self.tip(key)?.1.reveal();
        self.app.write_on_tip(&Actor::nobody(self.agency), &code, words, key).await?;
        Ok(())
    }

    fn tip(&self, key: &str) -> Result<&(commonbeat_domain::ids::TipId, commonbeat_auth::tip_code::TipCode)> {
        self.tips.get(key).ok_or_else(|| Failure::unfit(format!("no tip is called {key}")))
    }
}
