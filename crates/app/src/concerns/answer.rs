//! The agency's side of a thread: answers.

use commonbeat_domain::authority::{Action, Actor};
use commonbeat_domain::ids::ProblemId;
use commonbeat_domain::partnerships::concerns::{Concern, Speaker, answer};
use commonbeat_domain::{Reference, Refusal};
use commonbeat_store::audit::Entry;
use commonbeat_store::{StoreError, Write, concerns};
use serde_json::json;

use super::{Words, first_time};
use crate::{App, Error, Result};

impl App {
    /// Answers a concern: the words stand on its thread and go to every channel that the resident gave, all in one
    /// write. `outcome_of` says that they tell what came of the problem it belongs to. `version` is the one that was
    /// read: when the resident wrote meanwhile, the answer is *stale*. `once` is the form's token.
    pub async fn answer_concern(
        &self,
        who: &Actor,
        reference: Reference,
        words: &str,
        outcome_of: Option<ProblemId>,
        version: i64,
        once: &str,
    ) -> Result<()> {
        who.reach(Action::AnswerConcern).ok_or(Error::Missing("concern"))?;
        let words = answer(words)?;
        let mut write = self.store.write(who, self.now()).await?;
        let concern = concerns::by_reference(&write, Action::AnswerConcern, reference).await?;
        if !first_time(&mut write, once, &reference.to_string()).await? {
            return Ok(());
        }
        if concern.version != version {
            return Err(StoreError::Stale("concern").into());
        }
        if outcome_of.is_some() && concern.problem != outcome_of {
            return Err(Refusal::not_now("other-problem").into());
        }
        let channels = self.answer_in(&mut write, concern, &words, outcome_of).await?;
        let told = json!({ "outcome_of": outcome_of, "channels": channels });
        write.record(Entry::new("concern.answer", reference).with(told));
        Ok(write.commit().await?)
    }

    /// Answers inside somebody's write; tells by how many channels it goes out.
    pub(super) async fn answer_in(
        &self,
        write: &mut Write,
        mut concern: Concern,
        words: &str,
        outcome_of: Option<ProblemId>,
    ) -> Result<usize> {
        use commonbeat_store::Session;
        let author = write.actor().person();
        concern.answered(write.now());
        concerns::update(write, &concern).await?;
        let said = Words { speaker: Speaker::Agency, author, words, outcome_of, channel: None };
        self.say_in(write, &concern, said, true).await
    }
}
